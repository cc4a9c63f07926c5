"""How fast mail is taken in: us beside a bare imaplib and django-mailbox, on the same mails of a real Dovecot in one run.

    python benchmarks/ingest.py [--mails 4000] [--database URL]

bare     imaplib, UID FETCH in fifties, email.message_from_bytes (compat32), each payload decoded; nothing is stored or moved
ours     recorded (octets and row committed, SQLite unless told otherwise) and moved to Processed
peer     django-mailbox, installed into an environment of its own and thrown away: IMAP to SQLite, on fewer mails

Then the delay from delivery to the committed row on an idle system, by IDLE, and by LMTP where there is a receiver.
Needs Dovecot (PATH or /usr/sbin) and the test dependencies, as it starts its servers like the tests do.
"""

import argparse
import base64
import email
import email.policy
import imaplib
import logging
import os
import random
import smtplib
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import venv
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import structlog
from sqlalchemy import Engine, event, text

_ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(_ROOT))

from mailflow.adapters.imap.account import ImapAccount, Manner  # noqa: E402 - the path comes first
from mailflow.adapters.imap.mailbox import ImapMailbox  # noqa: E402
from mailflow.adapters.migrations.upgrade import upgrade  # noqa: E402
from mailflow.adapters.repositories.engine import open_engine  # noqa: E402
from mailflow.adapters.repositories.leases import SqlReaderLease  # noqa: E402
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork  # noqa: E402
from mailflow.services.collect import Collect  # noqa: E402
from mailflow.services.intake import InboxWatch, Rhythm  # noqa: E402
from tests.fakes import FakeDoorbell  # noqa: E402
from tests.imap_account import ImapAccount as Account  # noqa: E402
from tests.process import free_port, greets, wait_until  # noqa: E402
from tests.servers import DovecotServer, dovecot  # noqa: E402

_FIFTY = 50
_PEER_MAILS = 300
_DELIVERIES = 40
_ROUNDS = 2
_SEED = 20261128
_WORDS = (  # noqa: SIM905 - words read better as words
    "telescope array mirror camera trigger archive release data alert pipeline schedule test deployed review budget network detector "
    "calibration software the of and to a in is for was on that with by this we our next week meeting report progress ready"
).split()
_PEER = """
import sys, time, django
from django.conf import settings
settings.configure(
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": sys.argv[1]}},
    INSTALLED_APPS=["django.contrib.contenttypes", "django_mailbox"], DEFAULT_AUTO_FIELD="django.db.models.AutoField",
    MEDIA_ROOT=sys.argv[1] + ".media", USE_TZ=True)
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from django_mailbox.models import Mailbox, Message
box = Mailbox.objects.create(name="bench", uri=sys.argv[2])
begun = time.perf_counter()
for message in box.get_new_mail():
    pass
print(Message.objects.count(), time.perf_counter() - begun)
"""


def main() -> None:
    """Print the figures."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--mails", type=int, default=4000)
    parser.add_argument("--database", help="an empty database; SQLite in a temporary folder unless given")
    parser.add_argument("--without-peer", action="store_true")
    options = parser.parse_args()
    dice = random.Random(_SEED)  # noqa: S311 - the same mails in every run
    mails = [_a_mail(number, dice) for number in range(options.mails)]
    print(f"{len(mails)} mails, {sum(map(len, mails)) / len(mails) / 1000:.1f} kB on average, seed {_SEED}\n")
    with tempfile.TemporaryDirectory() as folder, dovecot() as server:
        engine = open_engine(options.database or f"sqlite:///{folder}/mailflow.db")
        upgrade(engine)
        _rates(server, mails, engine)
        if not options.without_peer:
            _peer(server, mails, Path(folder))
        _delays(server, mails, engine)
        engine.dispose()


_measured: dict[str, float] = {}


def _rates(server: DovecotServer, mails: list[bytes], engine: Engine) -> None:
    """Measure the bare reader and ours in turn, and print the best of each."""
    bare, ours, counts = [], [], (0, 0)
    for turn in range(_ROUNDS):
        account = _filled(server, f"bench{turn}", mails)
        bare.append(_timed(lambda account=account: _read_bare(account, len(mails))))
        before = _stored(engine)
        begun = time.perf_counter()
        counts = _read_ours(account, engine)
        ours.append(time.perf_counter() - begun)
        assert _stored(engine) - before == len(mails)
        assert (len(account.messages()), len(account.messages("Processed"))) == (0, len(mails))
    _measured["bare"], _measured["ours"] = (len(mails) / min(times) for times in (bare, ours))
    _print("bare imaplib + compat32 parse", _measured["bare"])
    _print(f"mailflow, {engine.dialect.name}: recorded and moved", _measured["ours"])
    print(f"  ratio to bare {_measured['ours'] / _measured['bare']:.2f} (wanted: 0.4 or more)")
    commits, commands = (count * _FIFTY / len(mails) for count in counts)
    print(f"  per 50 mails: {commits:.2f} commits (wanted: 2 or fewer), {commands:.2f} IMAP commands (wanted: 4 or fewer)\n")


def _read_bare(account: Account, count: int) -> None:
    with imaplib.IMAP4(account.host, account.port) as client:
        client.login(account.user, account.password)
        client.select("INBOX", readonly=True)
        uids = client.uid("SEARCH", "ALL")[1][0].split()
        assert len(uids) == count
        for start in range(0, count, _FIFTY):
            _, answers = client.uid("FETCH", b",".join(uids[start : start + _FIFTY]).decode(), "(BODY.PEEK[])")
            for answer in answers:
                if isinstance(answer, tuple):
                    message = email.message_from_bytes(answer[1], policy=email.policy.compat32)
                    assert [part.get_payload(decode=True) for part in message.walk() if not part.is_multipart()]


def _read_ours(account: Account, engine: Engine) -> tuple[int, int]:
    """Take in and move all that lies there; return the number of commits and of IMAP commands."""
    commits = [0]

    def count(_connection: object) -> None:
        commits[0] += 1

    event.listen(engine, "commit", count)
    mailbox = _mailbox(account)
    Collect(lambda: SqlAlchemyUnitOfWork(engine), FakeDoorbell())(mailbox)
    commands = mailbox.commands
    mailbox.close()
    event.remove(engine, "commit", count)
    return commits[0], commands


def _mailbox(account: Account) -> ImapMailbox:
    ours = ImapAccount(account.host, account.port, account.user, account.password, security="none")
    return ImapMailbox(ours, Manner(processed="Processed"), now=lambda: datetime.now(UTC))


def _peer(server: DovecotServer, mails: list[bytes], folder: Path) -> None:
    """Measure django-mailbox, which removes what it has read."""
    account = _filled(server, "peer", mails[:_PEER_MAILS])
    python = folder / "peer" / "bin" / "python"
    venv.create(folder / "peer", with_pip=True)
    install = [python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "django", "django-mailbox", "setuptools<81"]
    if subprocess.run(install, check=False, capture_output=True, timeout=600).returncode:
        print("django-mailbox does not install\n")
        return
    uri = f"imap://{account.user}:{account.password}@{account.host}:{account.port}"
    command = [python, "-W", "ignore", "-c", _PEER, folder / "peer.db", uri]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=600)
    if done.returncode:
        print(f"django-mailbox does not run: {done.stderr.splitlines()[-1:]}\n")
        return
    count, seconds = done.stdout.split()
    assert int(count) == _PEER_MAILS, done.stdout
    rate = int(count) / float(seconds)
    _print(f"django-mailbox, sqlite ({count} mails)", rate)
    print(f"  ours is {_measured['ours'] / rate:.0f} times as fast (wanted: 15 or more)\n")


def _delays(server: DovecotServer, mails: list[bytes], engine: Engine) -> None:
    """Measure the delay from delivery to the committed row, one mail after the other."""
    account = server.add_user("idle")
    stop = threading.Event()
    lease = SqlReaderLease(engine, account.url)
    collect = Collect(lambda: SqlAlchemyUnitOfWork(engine), FakeDoorbell())
    watch = InboxWatch(collect, _mailbox(account), lease, Rhythm(jitter=lambda: 1.0))
    thread = threading.Thread(target=watch, args=(stop,))
    thread.start()
    delays = list(_delivered(f"{account.user}@example.org", server.lmtp_port, mails, engine))
    stop.set()
    thread.join()
    _print_delays("IDLE", delays)
    with _lmtp_role(engine) as port:
        _print_delays("LMTP", list(_delivered("minutes@example.org", port, mails, engine)))


@contextmanager
def _lmtp_role(engine: Engine) -> Iterator[int]:
    """Run `mailflow lmtp` on the database and give its port."""
    port = free_port()
    with tempfile.TemporaryDirectory() as folder:
        settings = {
            "MAILFLOW_DATABASE_URL": engine.url.render_as_string(hide_password=False),
            "MAILFLOW_DATA_DIR": folder,
            "MAILFLOW_ADDRESS": "minutes@example.org",
            "MAILFLOW_SECRET_KEY": "k" * 32,
            "MAILFLOW_LMTP_PORT": str(port),
        }
        command = [sys.executable, "-m", "mailflow", "lmtp"]
        with subprocess.Popen(command, env={**os.environ, **settings}, cwd=folder, stderr=subprocess.DEVNULL) as role:
            assert wait_until(lambda: greets(port, b"220"), timeout_s=30)
            yield port
            role.terminate()


def _delivered(recipient: str, lmtp_port: int, mails: list[bytes], engine: Engine) -> Iterator[float]:
    """Deliver mails, and yield how long each took from the last octet handed over until it was committed."""
    dice = random.Random(_SEED)  # noqa: S311 - the same rhythm in every run
    pause = threading.Event()
    with smtplib.LMTP("127.0.0.1", lmtp_port) as transport:
        for mail in mails[:_DELIVERIES]:
            pause.wait(0.3 + dice.random())
            before = _stored(engine)
            begun = time.perf_counter()
            transport.sendmail("a@example.org", [recipient], mail)
            assert wait_until(lambda before=before: _stored(engine) > before, timeout_s=60)
            yield time.perf_counter() - begun


def _print_delays(way: str, delays: list[float]) -> None:
    p50, p95 = statistics.median(delays), statistics.quantiles(delays, n=20)[-1]
    print(f"delivery to recorded by {way}: p50 {p50:.3f} s, p95 {p95:.3f} s, most {max(delays):.3f} s ({len(delays)} mails)")


def _stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM inbound")).scalar() or 0)


def _filled(server: DovecotServer, name: str, mails: list[bytes]) -> Account:
    """Return a new mailbox with the mails in it, delivered as an MTA delivers."""
    account = server.add_user(name)
    with smtplib.LMTP("127.0.0.1", server.lmtp_port) as transport:
        for mail in mails:
            transport.sendmail("a@example.org", [f"{name}@example.org"], mail)
    return account


def _a_mail(number: int, dice: random.Random) -> bytes:
    """Return an honest mail of about 6 kB: most are text and HTML, some have a file."""
    lines = [" ".join(dice.choices(_WORDS, k=11)) for _ in range(27)]
    plain, html = "\r\n".join(lines), "".join(f"<p>{line}</p>\r\n" for line in lines)
    files = {"notes.pdf": dice.randbytes(3000)} if number % 8 == 0 else {}
    parts = [
        f"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{plain}\r\n",
        f"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{html}",
        *(
            f'Content-Type: application/pdf; name="{name}"\r\nContent-Disposition: attachment; filename="{name}"\r\n'
            f"Content-Transfer-Encoding: base64\r\n\r\n{base64.encodebytes(content).decode().replace(chr(10), chr(13) + chr(10))}"
            for name, content in files.items()
        ),
    ]
    kind = "mixed" if files else "alternative"
    body = "".join(f"--=_{number}\r\n{part}\r\n" for part in parts)
    return f'{_head(number)}Content-Type: multipart/{kind}; boundary="=_{number}"\r\n\r\n{body}--=_{number}--\r\n'.encode()


def _head(number: int) -> str:
    received = "".join(
        f"Received: from relay{hop}.example.org (relay{hop}.example.org [192.0.2.{hop}])\r\n"
        f"\tby relay{hop + 1}.example.org (Postfix) with ESMTPS id 4F{number:06x}{hop}\r\n"
        f"\tfor <minutes@example.org>; Wed, 3 Mar 2021 09:0{hop}:00 +0100 (CET)\r\n"
        for hop in range(3, 0, -1)
    )
    return (
        f"{received}DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=mail;\r\n"
        f"\tbh={'A' * 43}=; h=From:To:Subject:Date:Message-ID;\r\n\tb={'B' * 70}\r\n\t{'C' * 70}\r\n"
        f"Message-ID: <{number}.{_SEED}@mail.example.org>\r\nDate: Wed, 3 Mar 2021 09:00:00 +0100\r\nMIME-Version: 1.0\r\n"
        f"From: =?utf-8?q?Andr=C3=A9_Dupont?= <speaker{number % 40}@example.org>\r\nTo: minutes@example.org\r\n"
        f"Subject: Re: [escape-tc] Technical Coordination, report {number}\r\nIn-Reply-To: <invitation{number % 40}@example.org>\r\n"
    )


def _timed(action: Callable[[], None]) -> float:
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


def _print(name: str, rate: float) -> None:
    print(f"{name:50}{rate:8.0f} /s")


if __name__ == "__main__":
    main()
