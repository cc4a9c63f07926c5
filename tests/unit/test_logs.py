"""What a role says: one line per event, nothing private in it."""

import logging
from collections.abc import Iterator

import pytest
import structlog

from mailflow.logs import configure_logging, masked


@pytest.fixture
def _logging_as_before() -> Iterator[None]:
    """Leave logging as it was."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    yield
    root.handlers = before
    root.setLevel(level)
    logging.captureWarnings(capture=False)
    structlog.reset_defaults()


@pytest.mark.usefixtures("_logging_as_before")
def test_an_event_is_one_line_of_keys_and_values(capsys: pytest.CaptureFixture[str]) -> None:
    """When, how bad, who, what, and the facts."""
    configure_logging("worker")
    structlog.get_logger("mailflow.services").info("ingested", inbound_id=3, state="done")
    said = capsys.readouterr()
    assert said.out == ""
    at, rest = said.err.split(" ", 1)
    assert at.startswith("at=20")
    assert at.endswith("Z")
    assert rest == "level=info role=worker event=ingested inbound_id=3 state=done\n"


@pytest.mark.usefixtures("_logging_as_before")
def test_libraries_speak_alike(capsys: pytest.CaptureFixture[str]) -> None:
    """Celery and uvicorn log through the standard library; what they say at length is left out."""
    configure_logging("worker")
    logging.getLogger("celery.worker").info("chatter")
    logging.getLogger("celery.worker").error("consumer: Cannot connect to %s", "redis://:secret@127.0.0.1:6379/0")
    said = capsys.readouterr().err
    assert "chatter" not in said
    assert 'level=error role=worker event="consumer: Cannot connect to redis://***@127.0.0.1:6379/0"' in said


@pytest.mark.usefixtures("_logging_as_before")
def test_a_traceback_stays_readable(capsys: pytest.CaptureFixture[str]) -> None:
    """It stands below its line, in lines of its own."""
    configure_logging("worker")
    try:
        _ = 1 // 0
    except ZeroDivisionError:
        structlog.get_logger("workers.tasks").exception("ingest_failed", inbound_id=7)
    first, *rest = capsys.readouterr().err.splitlines()
    assert first.endswith("event=ingest_failed inbound_id=7")
    assert rest[0] == "Traceback (most recent call last):"
    assert rest[-1].startswith("ZeroDivisionError")


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("550 5.1.1 <bob.b@example.org>: no such user", "550 5.1.1 <***@example.org>: no such user"),
        ("to minutes+abc.def.0123@example.org", "to ***@example.org"),
        ("imap://me%40x:pa$s@mail.example.org:993/INBOX", "imap://***@mail.example.org:993/INBOX"),
        ("at 10:00 @ noon", "at 10:00 @ noon"),
        ("problem=user@localhost", "problem=***@localhost"),
    ],
    ids=["address", "token", "login", "no address", "local"],
)
def test_addresses_tokens_and_logins_are_masked(line: str, expected: str) -> None:
    """A server's words often repeat the address."""
    assert masked(line) == expected
