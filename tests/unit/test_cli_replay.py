"""`mailflow inbox replay`: by number, by time, by state; first as a rehearsal."""

from dataclasses import replace as changed
from pathlib import Path

import pytest
from typer.testing import CliRunner

from mailflow.bootstrap.application import build
from mailflow.cli.main import app
from mailflow.config import Settings
from mailflow.domain.errors import NotFoundError
from mailflow.domain.message import InboundId
from tests.builders import NOW, a_raw_message, an_inbound_outcome


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a data folder with two settled messages, and one that waits; all came at noon UTC."""
    house = build(Settings(data_dir=tmp_path))
    with house.storage.begin() as uow:
        ids = uow.inbound.store([a_raw_message(b"%d" % uid, uid=uid) for uid in range(3)])
        for inbound_id in ids[:2]:
            uow.inbound.record(inbound_id, an_inbound_outcome(meeting_id=None), at=NOW)
        uow.commit()
    house.close()
    return tmp_path


def replay(folder: Path, *arguments: str) -> tuple[int, str]:
    """Run the command and return its exit code and what it printed."""
    env = {"MAILFLOW_DATA_DIR": str(folder), "MAILFLOW_TIMEZONE": "Europe/Paris"}
    done = CliRunner().invoke(app, ("inbox", "replay", *arguments), env=env, catch_exceptions=not any("99" in word for word in arguments))
    return done.exit_code, done.stdout


def test_messages_are_named_by_number(folder: Path) -> None:
    """Those that wait anyway are told apart; a second time all do."""
    assert replay(folder, "1", "3", "1") == (0, "to be read anew: 1 message (1)\nwait to be read anyway: 1 message (3)\n")
    assert replay(folder, "1") == (0, "to be read anew: 0 messages\nwait to be read anyway: 1 message (1)\n")


@pytest.mark.parametrize(
    ("arguments", "printed"),
    [
        (("--state", "done"), "2 messages (1, 2)"),
        (("--state", "triage"), "0 messages"),
        (("--since", "2021-03-01T13:00"), "3 messages (1, 2, 3)"),
        (("--since", "2021-03-01T13:01"), "0 messages"),
        (("--since", "2021-03-01T12:00Z", "--state", "received"), "1 message (3)"),
        (("2",), "1 message (2)"),
    ],
    ids=" ".join,
)
def test_rehearsal_changes_nothing(folder: Path, arguments: tuple[str, ...], printed: str) -> None:
    """Times without a zone are those of the settings."""
    assert replay(folder, *arguments, "--dry-run") == (0, f"would read anew: {printed}\n")
    house = build(Settings(data_dir=folder))
    with house.storage.begin() as uow:
        assert uow.inbound.count_by_state() == {"done": 2, "received": 1}
    house.close()


def test_all_of_a_state_are_read_anew(folder: Path) -> None:
    """Each once."""
    assert replay(folder, "--state", "done") == (0, "to be read anew: 2 messages (1, 2)\n")
    house = build(Settings(data_dir=folder))
    with house.storage.begin() as uow:
        assert uow.inbound.count_by_state() == {"received": 3}
        assert uow.inbound.get(InboundId(1)).settled_at == NOW
    house.close()


@pytest.mark.parametrize(
    "arguments",
    [(), ("1", "--state", "done"), ("--state", "nonsense"), ("--since", "yesterday"), ("--dry-run",)],
    ids=["nothing", "both", "state", "time", "nothing but a rehearsal"],
)
def test_unclear_order_is_bad_usage(folder: Path, arguments: tuple[str, ...]) -> None:
    """Exit 2."""
    assert replay(folder, *arguments)[0] == 2


def test_message_that_is_not_there_is_named(folder: Path) -> None:
    """And nothing else is read anew."""
    with pytest.raises(NotFoundError, match="no message 99"):
        replay(folder, "1", "99")


def test_message_without_octets_is_told_apart(folder: Path) -> None:
    """There is nothing to be read."""
    house = build(Settings(data_dir=folder))
    with house.storage.begin() as uow:
        uow.inbound.store([changed(a_raw_message(b"", uid=9), problem="lost")])
        uow.commit()
    house.close()
    told = "not delivered by the mail server yet, and read as soon as they are: 1 message (4)\n"
    assert replay(folder, "4") == (0, f"to be read anew: 0 messages\n{told}")
