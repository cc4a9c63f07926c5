"""A mail-out: minutes to many readers, each with header fields of their own, into Postfix's smtp-sink; and what others take for it.

    .venv/bin/python benchmarks/mailout.py [--recipients 10000] [--rounds 3] [--workers 2] [--peers 500]

Ours is all that a worker does: it takes mails from the database, fills each form, hands each over, and every outcome is recorded. Beside
it, on the same sink in the same run, with mails of the same size: `smtp-source -d -s 1` (C, repeats one message and records nothing),
individual delivery as Mailman does it (its steps), and a loop over Django's `send_mail` (Django where it is installed, else its steps). Of
several rounds the medians count. Needs Postfix's smtp-sink and smtp-source.
"""

import argparse
import copy
import importlib.util
import itertools
import os
import resource
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from email.message import EmailMessage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import formatdate, make_msgid
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from mailflow.bootstrap.application import Application, build  # noqa: E402 - the project is found by the line above
from mailflow.config import Settings  # noqa: E402
from mailflow.domain.agenda import MeetingId  # noqa: E402
from mailflow.domain.lifecycle import MeetingState, MinutesState  # noqa: E402
from mailflow.services.deliver import Publish  # noqa: E402
from tests.process import HOST, free_port, greets, wait_until  # noqa: E402
from tests.programs import on_path  # noqa: E402

FROM = "minutes@example.org"
AGENDA = """
title: Technical Coordination Meeting
series: escape-tc
start: 2030-03-04T10:00
timezone: Europe/Paris
chair: {name: Ian Bird, email: ian.bird@example.org}
items:
  - {title: Introduction, duration: 5m}
  - title: Round Table
    duration: 20m
    items:
      - {title: CTA, duration: 2m, speakers: [{name: Matthias, email: m@example.org}]}
      - {title: SKA, duration: 2m, speakers: [{name: Rosie, email: r@example.org}]}
      - {title: ESO, duration: 2m, speakers: [{name: Michele, email: s@example.org}]}
subscribers: [reader@example.org]
"""


@contextmanager
def smtp_sink() -> Iterator[int]:
    """Run Postfix's smtp-sink, which throws mail away, and give its port."""
    port = free_port()
    sink = subprocess.Popen([str(on_path("smtp-sink")), "-u", "nobody", f"{HOST}:{port}", "1000"])
    try:
        wait_until(lambda: greets(port, b"220"), timeout_s=10)
        yield port
    finally:
        sink.terminate()
        sink.wait()


def rss_mb() -> float:
    """Return how much memory this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 2**20


class House:
    """The service on an SQLite database of its own, with a meeting whose minutes are approved anew for each round."""

    def __init__(self, folder: Path, port: int, recipients: int) -> None:
        settings = Settings(data_dir=folder, smtp_url=f"smtp://{HOST}:{port}", address=FROM, web_url="https://minutes.example.org")
        self.app: Application = build(settings)
        file = folder / "agenda.yaml"
        file.write_text(AGENDA)
        agendas = self.app.reading.agendas
        self.meeting_id: MeetingId = self.app.meetings.add(agendas.read(agendas.request(str(file))))
        self.draft = self.app.meetings.draft(self.meeting_id).minutes
        with self.app.storage.begin() as uow:
            series_id = uow.meetings.series_of(self.meeting_id).id
            for number in range(recipients - 1):
                uow.subscribers.add(series_id, f"reader.{number:06d}@d{number % 500}.example.org", now=self.app.world.clock.now())
            uow.commit()

    def publish(self) -> int:
        """Queue the minutes to everybody once more, as a revision of their own, and return how many mails that makes."""
        with self.app.storage.begin() as uow:
            current = uow.minutes.find_current(self.meeting_id)
            number = (current.revision if current else 0) + 1
            draft = uow.minutes.add(replace(self.draft, id=None, revision=number, state=MinutesState.APPROVED))
            meeting = replace(uow.meetings.get(self.meeting_id), state=MeetingState.APPROVED)
            publish = Publish(self.app.post.correspondence, self.app.world.clock)
            queued = publish(uow, draft, meeting, uow.meetings.series_of(self.meeting_id))
            uow.commit()
        return len(queued)

    def mail_out(self) -> tuple[int, list[float]]:
        """Send all, turn by turn, and return how many were accepted, and when each turn ended."""
        sent, ends = 0, []
        while True:
            done = self.app.sending.mail_out(self.app.world.new_owner())
            sent += done.counts.get("sent", 0)
            ends.append(time.perf_counter())
            if not done.left_over:
                return sent, ends

    def mail_out_by(self, workers: int) -> tuple[int, float]:
        """Let so many processes send, each over a connection of its own, and return how many mails were sent and how long that took."""
        before = self._count_sent()
        self.app.storage.engine.dispose()
        began_at = time.perf_counter()
        children = []
        for _ in range(workers):
            child = os.fork()
            if not child:
                self.mail_out()
                os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
        return self._count_sent() - before, time.perf_counter() - began_at

    def _count_sent(self) -> int:
        with self.app.storage.begin() as uow:
            return uow.outbox.count_by_state().get("sent", 0)

    def size(self) -> int:
        """Return how large a mail is."""
        with self.app.storage.begin() as uow:
            entry = next(entry for entry in uow.outbox.entries() if entry.kind == "minutes")
            return len(uow.outbox.content(entry.id))

    def text(self) -> str:
        """Return the text of the minutes."""
        return self.draft.text


def timed(action: Callable[[], object]) -> float:
    """Return how long an action takes, in seconds."""
    began_at = time.perf_counter()
    action()
    return time.perf_counter() - began_at


def smtp_source(port: int, count: int, size: int) -> None:
    """Let smtp-source send so many messages over one connection."""
    command = [str(on_path("smtp-source")), "-d", "-s", "1", "-m", str(count), "-l", str(size), "-f", FROM, "-t", "reader@example.org"]
    subprocess.run([*command, f"{HOST}:{port}"], check=True)


def mailman(port: int, count: int, text: str, html: str) -> None:
    """Deliver to each as mailman.mta.personalized and .verp do: a copy of the message, its fields, its octets, one recipient, a record."""
    message = EmailMessage()
    message["From"], message["Subject"], message["Message-ID"] = FROM, "[escape-tc] Minutes", make_msgid(domain="example.org")
    message.set_content(text)
    message.add_alternative(html, subtype="html")
    outcomes: dict[str, tuple[int, bytes]] = {}
    connection = smtplib.SMTP(HOST, port)
    for number in range(count):
        recipient = f"reader.{number:06d}@example.org"
        personal = copy.deepcopy(message)
        personal["To"] = recipient
        personal["List-Unsubscribe"] = f"<https://minutes.example.org/u/{number}>"
        personal["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        refused = connection.sendmail(f"minutes-bounces+{recipient.replace('@', '=')}@example.org", [recipient], personal.as_bytes())
        outcomes.update(refused)
    connection.quit()


def django_steps(port: int, count: int, text: str, html: str) -> None:
    """Do what django.core.mail.send_mail does: a message from its parts, a connection, one message, goodbye."""
    for number in range(count):
        recipient = f"reader.{number:06d}@example.org"
        message = MIMEMultipart("alternative")
        message["Subject"], message["From"], message["To"] = "[escape-tc] Minutes", FROM, recipient
        message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain="example.org")
        message.attach(MIMEText(text, "plain", "utf-8"))
        message.attach(MIMEText(html, "html", "utf-8"))
        connection = smtplib.SMTP(HOST, port)
        connection.sendmail(FROM, [recipient], message.as_bytes())
        connection.quit()


def django(port: int, count: int, text: str, html: str) -> None:
    """Call Django's send_mail once for each recipient."""
    from django.conf import settings  # noqa: PLC0415 - a peer, which need not be there
    from django.core.mail import send_mail  # noqa: PLC0415

    if not settings.configured:
        settings.configure(EMAIL_HOST=HOST, EMAIL_PORT=port, USE_TZ=True)
    for number in range(count):
        send_mail("[escape-tc] Minutes", text, FROM, [f"reader.{number:06d}@example.org"], html_message=html)


def halves(house: House, recipients: int) -> str:
    """Send a long mail-out with one worker, and say how long its second half took, as a multiple of the first; turns are of two seconds."""
    house.publish()
    moments, held = [(0, time.perf_counter())], [rss_mb()]
    while moments[-1][0] < recipients:
        sent = house.app.sending.mail_out(house.app.world.new_owner()).counts.get("sent", 0)
        moments.append((moments[-1][0] + sent, time.perf_counter()))
        held.append(rss_mb())
    (before, early), (after, late) = next(pair for pair in itertools.pairwise(moments) if pair[1][0] * 2 >= recipients)
    half_at = early + (late - early) * (recipients / 2 - before) / (after - before)
    ratio = (moments[-1][1] - half_at) / (half_at - moments[0][1])
    took = moments[-1][1] - moments[0][1]
    return f"{recipients} mails by one worker: {took:.1f} s, second half {ratio:.2f} of the first; {held[0]:.0f} to {max(held):.0f} MB"


def main() -> int:
    """Run the benchmark and return the exit code: 1 where a mail is not accounted for."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--recipients", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2, help="processes of ours, beside one alone; each has a connection")
    parser.add_argument("--peers", type=int, default=500, help="messages that the slow peers send")
    arguments = parser.parse_args()
    if not on_path("smtp-sink"):
        print("smtp-sink is not installed (Postfix)", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder, smtp_sink() as port:
        return measure(Path(folder), port, arguments)


def measure(folder: Path, port: int, arguments: argparse.Namespace) -> int:
    """Print what each takes, and return 1 where a mail of ours is not accounted for."""
    count, peers = arguments.recipients, arguments.peers
    house = House(folder, port, count)
    is_django = importlib.util.find_spec("django") is not None
    send_mail = django if is_django else django_steps
    rates: dict[str, list[float]] = {}
    for number in range(arguments.rounds):
        queueing = timed(house.publish)
        ours = {}
        for workers in dict.fromkeys((1, arguments.workers)):
            if workers > 1:
                house.publish()
            sent, took = house.mail_out_by(workers)
            ours[f"mailflow, {workers} worker{'s' * (workers > 1)}"] = sent / took
            if sent != count:
                print(f"{sent} of {count} were sent", file=sys.stderr)
                return 1
        size, text = house.size(), house.text()
        html = "<html><body><pre>" + text + "</pre></body></html>"
        html += "x" * max(0, size - len(html) - len(text) - 600)
        found = {
            **ours,
            "smtp-source -d -s 1": count / timed(lambda size=size: smtp_source(port, count, size)),
            "Mailman's steps": peers / timed(lambda text=text, html=html: mailman(port, peers, text, html)),
            "Django's send_mail" if is_django else "Django's steps": peers / timed(lambda t=text, h=html: send_mail(port, peers, t, h)),
        }
        for name, rate in found.items():
            rates.setdefault(name, []).append(rate)
        print(f"round {number + 1}: queued {count} in {queueing:.1f} s; {size} octets each; " + show(found), flush=True)
    report(rates)
    print(halves(house, count))
    return 0


def show(found: dict[str, float]) -> str:
    """Return rates in words."""
    return ", ".join(f"{name} {rate:.0f}/s" for name, rate in found.items())


def report(rates: dict[str, list[float]]) -> None:
    """Print the medians, and how often a rate of ours is another's."""
    ours = [name for name in rates if name.startswith("mailflow")]
    for name, found in rates.items():
        ratios = [statistics.median(mine / other for mine, other in zip(rates[own], found, strict=True)) for own in ours]
        print(f"{name:22} {statistics.median(found):8.0f} mails/s   mailflow: {' and '.join(f'{ratio:.2f}' for ratio in ratios)} of it")


if __name__ == "__main__":
    sys.exit(main())
