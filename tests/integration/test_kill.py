"""kill -9 of any child of `serve` while 100 replies come in, once for each role: none is lost, none is filed twice.

invite 50 speakers -> each replies twice, in four waves; in the middle of each wave a role is killed -> all is settled
"""

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from email.message import EmailMessage
from pathlib import Path

import psutil
import pytest
from sqlalchemy import create_engine, text

from tests.imap_account import ImapAccount
from tests.process import alive, wait_until
from tests.serve import ROLES, Service, serving
from tests.servers import DovecotServer
from tests.sink import SinkMessage, SmtpSink

pytestmark = [pytest.mark.integration, pytest.mark.e2e]

SPEAKERS = 50
REPLIES_EACH = 2  # a slot gets three receipts in ten minutes at most
REPLIES = SPEAKERS * REPLIES_EACH
AGENDA = """
title: Technical Coordination
start: 2030-03-04T10:00
timezone: Europe/Paris
chair: {name: Ian Bird, email: chair@example.org}
items:
  - title: Round Table
    duration: 100m
    items:
""" + "".join(
    f"      - {{title: RI {n}, duration: 2m, speakers: [{{name: Speaker {n}, email: s{n}@example.org}}]}}\n" for n in range(SPEAKERS)
)


@pytest.fixture(params=["embedded", "servers"])
def place(request: pytest.FixtureRequest) -> tuple[ImapAccount, Mapping[str, str]]:
    """Give an inbox and the settings of the other parts: the embedded ones, or Dovecot, PostgreSQL and Redis."""
    if request.param == "embedded":
        return request.getfixturevalue("pymap_server").account, {}
    server: DovecotServer = request.getfixturevalue("dovecot_server")
    settings = {
        "DATABASE_URL": request.getfixturevalue("postgres_url"),
        "BROKER_URL": request.getfixturevalue("redis_url"),
        "SECRET_KEY": "0123456789abcdef0123456789abcdef",
    }
    return server.add_user(f"kill-{time.monotonic_ns()}"), settings


@pytest.fixture
def service(place: tuple[ImapAccount, Mapping[str, str]], tmp_path: Path, smtp_sink: SmtpSink) -> Iterator[Service]:
    """Give a running service."""
    inbox, settings = place
    with serving(tmp_path, {"IMAP_URL": inbox.url, "SMTP_URL": smtp_sink.url, **settings}) as running:
        running.await_ready(*ROLES)
        yield running


def _invite(service: Service, smtp_sink: SmtpSink) -> tuple[SinkMessage, ...]:
    """Return the invitations of the speakers, as they arrived."""
    (service.directory / "agenda.yaml").write_text(AGENDA)
    service.cli("invite", service.cli("meeting", "add", "agenda.yaml").strip())
    try:
        arrived = smtp_sink.wait_for(SPEAKERS + 1, timeout_s=60)
    except TimeoutError as error:
        pytest.fail(f"{error}\n{service.log()}")
    return tuple(message for message in arrived if "chair@example.org" not in message.recipients)


def _replies(invitations: Sequence[SinkMessage]) -> Iterator[bytes]:
    """Yield the replies: each speaker's first, each speaker's second, and so on."""
    for turn in range(REPLIES_EACH):
        for invitation in invitations:
            asked, (speaker,) = invitation.parsed, invitation.recipients
            reply = EmailMessage()
            reply["From"] = speaker
            reply["To"] = str(asked["Reply-To"])
            reply["Subject"] = f"Re: {asked['Subject']}"
            reply["Message-ID"] = f"<reply-{turn}-{speaker}>"
            reply["In-Reply-To"] = str(asked["Message-ID"])
            reply.set_content(f"Report {turn} of {speaker}: all is well.\n")
            yield reply.as_bytes()


def _settled(service: Service) -> int:
    inbox = service.health().get("inbox", {})
    return sum(inbox.values()) - inbox.get("received", 0)


def _kill_in_the_middle(service: Service, role: str, settled_before: int) -> list[psutil.Process]:
    """Kill a role as soon as some of the replies are settled and others wait; together with beat, a process of the pool."""
    wait_until(lambda: _settled(service) > settled_before, timeout_s=20)
    pool = service.child("worker").children() if role == "beat" else []
    victims = [service.child(role), *pool[:1]]
    for victim in victims:
        victim.kill()
    return victims


def _read(service: Service, statement: str) -> list[tuple[object, ...]]:
    engine = create_engine(service.house().settings.database)
    with engine.connect() as connection:
        rows = [tuple(row) for row in connection.execute(text(statement))]
    engine.dispose()
    return rows


def _is_quiet(service: Service) -> bool:
    counts = service.health()  # once: both boxes at the same moment
    inbox, outbox = counts.get("inbox", {}), counts.get("outbox", {})
    return sum(inbox.values()) == REPLIES and "received" not in inbox and set(outbox) == {"sent"}


def test_no_reply_is_lost_or_filed_twice(service: Service, place: tuple[ImapAccount, Mapping[str, str]], smtp_sink: SmtpSink) -> None:
    """Every reply is filed once, and every receipt arrives: at most as often again as workers were killed."""
    replies = list(_replies(_invite(service, smtp_sink)))
    inbox, _ = place
    wave = REPLIES // len(ROLES)
    victims: list[psutil.Process] = []
    for number, role in enumerate(ROLES):
        before = _settled(service)
        with inbox.client() as client:
            for reply in replies[number * wave : (number + 1) * wave]:
                client.append("INBOX", reply)
        victims.extend(_kill_in_the_middle(service, role, before))
    quiet = wait_until(lambda: _is_quiet(service), timeout_s=90)
    story = f"{service.health()}\n{service.log()}"
    assert quiet, story
    assert alive(victims) == []

    assert _read(service, "SELECT state, count(*) FROM inbound GROUP BY state") == [("done", REPLIES)], story
    filed = Counter(row[0] for row in _read(service, "SELECT inbound_id FROM reports"))
    assert len(filed) == REPLIES
    assert set(filed.values()) == {1}
    texts = [str(row[0]).strip() for row in _read(service, "SELECT text FROM reports")]
    assert len(set(texts)) == REPLIES

    receipts = {str(row[0]) for row in _read(service, "SELECT message_id FROM outbox WHERE kind = 'receipt'")}
    assert len(receipts) == REPLIES
    arrived = Counter(str(message.parsed["Message-ID"]) for message in smtp_sink.messages)
    assert receipts <= set(arrived), f"not delivered: {len(receipts - set(arrived))}\n{story}"
    # Two kills hit processes that send: the worker with its pool of two, and one process of the pool.
    assert max(arrived.values()) <= 1 + 2, arrived
    assert sum(arrived.values()) - len(arrived) <= 2 + 1, arrived
