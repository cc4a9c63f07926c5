"""`mailflow serve`: children that die come back, a signal ends all of them, and nothing survives the supervisor."""

import json
import signal
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.process import HOST, alive, wait_until
from tests.serve import ROLES, Service, serving
from tests.servers import PymapServer
from tests.sink import Answer, SmtpSink, Step, Transaction

pytestmark = pytest.mark.integration

AGENDA = """
title: Technical Coordination
start: 2030-03-04T10:00
timezone: Europe/Paris
chair: {name: Ian Bird, email: chair@example.org}
items: [{title: Introduction, duration: 5m, speakers: [{name: Ian Bird, email: chair@example.org}]}]
"""
MAIL = b"From: a@example.org\r\nTo: minutes@example.org\r\nSubject: hello %d\r\nMessage-ID: <%d@example.org>\r\n\r\nHello.\r\n"


@pytest.fixture
def embedded(tmp_path: Path, pymap_server: PymapServer, smtp_sink: SmtpSink) -> Iterator[Service]:
    """Give a running service on the embedded parts."""
    with serving(tmp_path, {"IMAP_URL": pymap_server.url, "SMTP_URL": smtp_sink.url}) as service:
        service.await_ready(*ROLES)
        yield service


@pytest.fixture(params=["filesystem", "redis"])
def without_mail(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """Give a running service that reads no mail, on either broker: one worker process, or a pool of them."""
    settings = {"BROKER_URL": request.getfixturevalue("redis_url")} if request.param == "redis" else {}
    with serving(tmp_path, settings) as service:
        service.await_ready("worker", "beat", "web")
        processes = 3 + (2 if settings else 0)
        assert wait_until(lambda: len(service.family()) == processes, timeout_s=60), service.log()
        yield service


def _await_successor(service: Service, victim: psutil.Process, role: str) -> None:
    def is_back() -> bool:
        found = service.find(role)
        return found is not None and found.pid != victim.pid

    assert wait_until(is_back, timeout_s=5), service.log()


def _await_settled(service: Service, count: int) -> None:
    def is_settled() -> bool:
        inbox = service.health().get("inbox", {})
        return sum(inbox.values()) == count and "received" not in inbox

    assert wait_until(is_settled, timeout_s=60), service.log()


def test_every_role_comes_back_after_kill_9_and_works(embedded: Service, pymap_server: PymapServer) -> None:
    """A child that is killed has a successor within a few seconds, and mail is read after each death."""
    for number, role in enumerate(ROLES, start=1):
        victim = embedded.child(role)
        victim.kill()
        _await_successor(embedded, victim, role)
        pymap_server.account.append(MAIL % (number, number))
        _await_settled(embedded, number)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda number: number.name)
def test_signal_ends_everything_within_10_s(embedded: Service, number: signal.Signals) -> None:
    """All children are gone and the exit code is 0."""
    family = embedded.family()
    embedded.send(number)
    assert embedded.process.wait(10) == 0, embedded.log()
    assert alive(family) == []


def test_pool_is_gone_after_sigterm(without_mail: Service) -> None:
    """The children of a child are gone as well."""
    family = without_mail.family()
    without_mail.send(signal.SIGTERM)
    assert without_mail.process.wait(10) == 0, without_mail.log()
    assert alive(family) == []


def test_nothing_survives_kill_9_of_the_supervisor(without_mail: Service) -> None:
    """The kernel ends the children, and they their own, at once: a new `serve` finds the port and the inbox free."""
    family = without_mail.family()
    without_mail.send(signal.SIGKILL)
    assert wait_until(lambda: alive(family) == [], timeout_s=2), without_mail.log()


def test_without_imap_url_a_line_says_that_no_mail_is_read(without_mail: Service) -> None:
    """The other roles run; the line names the setting."""
    assert without_mail.find("inbox-watch") is None
    assert "mailflow: no mail is read: MAILFLOW_IMAP_URL is not set" in without_mail.log()


def test_five_deaths_within_a_minute_end_it_with_a_message(tmp_path: Path) -> None:
    """Where the web port is taken, the other roles are stopped and one line names the role and the settings."""
    with socket.create_server((HOST, 0)) as holder:
        port = holder.getsockname()[1]
        with serving(tmp_path, {"WEB_PORT": str(port)}) as service:
            assert service.process.wait(60) == 1
            assert service.family() == []
            last_line = service.log().splitlines()[-1]
    assert last_line.startswith("mailflow: web died 5 times within a minute, the last time by exit 1; ")
    assert f"127.0.0.1:{port} (MAILFLOW_WEB_HOST, MAILFLOW_WEB_PORT)" in last_line


class SlowServer:
    """A script of the sink: the answer to the final dot takes its time."""

    def __init__(self, seconds: float) -> None:
        self.has_mail = threading.Event()
        self._seconds = seconds

    def __call__(self, step: Step, _transaction: Transaction) -> Answer:
        """Keep the client waiting."""
        if step is Step.DOT:
            self.has_mail.set()
            time.sleep(self._seconds)
        return None


def _send_slowly(service: Service, smtp_sink: SmtpSink, *, seconds: float) -> None:
    """Return when a mail is on its way to a server that takes so long to answer."""
    script = SlowServer(seconds)
    smtp_sink.script = script
    (service.directory / "agenda.yaml").write_text(AGENDA)
    service.cli("invite", service.cli("meeting", "add", "agenda.yaml").strip())
    assert script.has_mail.wait(20), service.log()


def test_mail_in_hand_is_finished(embedded: Service, smtp_sink: SmtpSink) -> None:
    """A worker that is told to stop waits for the server's answer and records it."""
    _send_slowly(embedded, smtp_sink, seconds=3)
    embedded.send(signal.SIGTERM)
    assert embedded.process.wait(10) == 0, embedded.log()
    (entry,) = json.loads(embedded.cli("outbox", "--json"))
    assert entry["state"] == "sent"
    assert len(smtp_sink.messages) == 1


def test_second_signal_ends_it_at_once(embedded: Service, smtp_sink: SmtpSink) -> None:
    """Whoever presses Ctrl-C again does not wait for the server's answer."""
    family = embedded.family()
    _send_slowly(embedded, smtp_sink, seconds=6)
    embedded.send(signal.SIGINT)
    # two signals within 0.3 s count as one: timeout(1) sends each twice
    told_at = time.monotonic()
    assert wait_until(lambda: time.monotonic() - told_at > 0.5, timeout_s=2)
    embedded.send(signal.SIGINT)
    assert embedded.process.wait(2) == 0, embedded.log()
    assert alive(family) == []
