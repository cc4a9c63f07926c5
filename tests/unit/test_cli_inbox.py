"""`mailflow inbox show|assign|add|discard`: what waits for a person is shown with its reasons, and decided; bad input is one line."""

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from mailflow.bootstrap.application import Application, build
from mailflow.cli.main import main
from mailflow.config import Settings
from mailflow.domain.agenda import MeetingId
from mailflow.domain.message import InboundId
from tests.builders import NOW, a_raw_message, a_series, a_speaker, an_agenda

STRANGER = b"""From: Sam Stranger <sam@elsewhere.example>
To: minutes@example.org
Subject: WP4 report
Message-ID: <wp4@elsewhere.example>
Date: Mon, 1 Mar 2021 12:00:00 +0000

The portal of WP4 is open.
"""
SPEAKER = b"""From: Kay Graf <kay@example.org>
To: minutes@example.org
Subject: Report for KM3NeT
Message-ID: <km3@example.org>
Date: Mon, 1 Mar 2021 12:00:00 +0000

KM3NeT has four more strings in the water.
"""
Run = Callable[..., tuple[int, str, str]]


def house_in(folder: Path) -> Application:
    """Return the application on a data folder, as the command builds it."""
    return build(Settings(data_dir=folder))


def read(house: Application, *messages: bytes) -> None:
    """Store messages and read them, and whatever else waits to be read."""
    with house.storage.begin() as uow:
        known = len(uow.inbound.records(None))
        uow.inbound.store([a_raw_message(content, uid=known + number) for number, content in enumerate(messages, start=1)])
        waiting = [record.id for record in uow.inbound.records("received")]
        uow.commit()
    for inbound_id in house.receiving.ingest.claim(waiting):
        house.receiving.ingest(inbound_id)


@pytest.fixture(scope="module")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a data folder with a meeting (3.1 CTA, 3.2 EGO, 3.3 KM3NeT), a stranger's mail in triage (1) and a filed report (2)."""
    folder = tmp_path_factory.mktemp("furnished")
    house = house_in(folder)
    with house.storage.begin() as uow:
        secretary = a_speaker("Sara Secretary", email="sara@example.org", id=None)
        uow.meetings.add(an_agenda(series=a_series(secretary=secretary)), now=NOW)
        uow.commit()
    house.meetings.invite(MeetingId(1))
    read(house, STRANGER, SPEAKER)
    house.routine.sweep()
    house.close()
    return folder


@pytest.fixture
def folder(furnished: Path, tmp_path: Path) -> Path:
    """Give a copy of that folder."""
    return Path(shutil.copytree(furnished, tmp_path / "data"))


@pytest.fixture
def run(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Give the command as a shell runs it: exit code, what it printed, and what it said on stderr."""
    monkeypatch.setenv("MAILFLOW_DATA_DIR", str(folder))

    def command(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["mailflow", "inbox", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return (ended.value.code if isinstance(ended.value.code, int) else 0), printed.out, printed.err

    return command


def entry(folder: Path, number: int) -> dict[str, object]:
    """Read whatever waits, and return a message as `mailflow inbox --json` has it."""
    house = house_in(folder)
    read(house)
    found = next(one for one in house.secretary.views.inbox(None) if one["id"] == number)
    house.close()
    return found


@pytest.mark.parametrize("name", ["3.2", "EGO", " ego "], ids=["key", "title", "title in another case"])
def test_message_is_assigned_by_key_or_title(run: Run, folder: Path, name: str) -> None:
    """It says where the message goes; read anew, it is there."""
    assert run("assign", "1", name) == (0, "message 1: filed under 3.2 EGO\n", "")
    found = entry(folder, 1)
    assert (found["state"], found["slot"], found["text"]) == ("done", "3.2", "The portal of WP4 is open.")


def test_message_is_assigned_to_another_meeting(run: Run, folder: Path) -> None:
    """Named by its number."""
    house = house_in(folder)
    with house.storage.begin() as uow:
        uow.meetings.add(an_agenda(series=a_series("other", title="Other Meeting")), now=NOW)
        uow.commit()
    house.close()
    assert run("assign", "1", "EGO", "--meeting", "2")[0] == 0
    found = entry(folder, 1)
    assert (found["state"], found["meeting"], found["slot"]) == ("done", 2, "3.2")


def test_walk_in_gets_a_slot_of_its_own(run: Run, folder: Path) -> None:
    """It has the next number, so that nothing that was mailed changes its own."""
    assert run("add", "1", "WP4") == (0, "message 1: added the slot 3.4 WP4, and filed under 3.4 WP4\n", "")
    assert entry(folder, 1)["slot"] == "3.4"
    house = house_in(folder)
    slots = house.secretary.views.status(MeetingId(1))["slots"]
    house.close()
    assert isinstance(slots, list)
    assert [(slot["key"], slot["title"]) for slot in slots] == [("3.1", "CTA"), ("3.2", "EGO"), ("3.3", "KM3NeT"), ("3.4", "WP4")]


def test_discarded_message_is_kept(run: Run, folder: Path) -> None:
    """It leaves the triage."""
    assert run("discard", "1") == (0, "message 1 is ignored; it is kept\n", "")
    assert (entry(folder, 1)["state"], entry(folder, 1)["text"]) == ("ignored", "The portal of WP4 is open.")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("assign", "99", "3.2"), ("no message 99",)),
        (("assign", "1", "LOFAR"), ("no item LOFAR of meeting 1", "3.1 CTA", "3.2 EGO", "3.3 KM3NeT")),
        (("assign", "1", "3.9"), ("no item 3.9 of meeting 1", "3.1 CTA")),
        (("assign", "1", "CTA and EGO"), ("names several items", "3.1 CTA", "3.2 EGO")),
        (("assign", "1", "3.2", "--meeting", "7"), ("no meeting 7",)),
        (("add", "99", "WP4"), ("no message 99",)),
        (("add", "1", "  "), ("title",)),
        (("add", "2", "WP4"), ("done",)),
        (("discard", "99"), ("no message 99",)),
        (("discard", "2"), ("done",)),
        (("show", "99"), ("no message 99",)),
        (("replay", "1", "99"), ("no message 99",)),
    ],
    ids=" ".join,
)
def test_bad_input_is_one_line(run: Run, folder: Path, arguments: tuple[str, ...], words: tuple[str, ...]) -> None:
    """Exit 2, one line that says what there is instead, and nothing is changed."""
    before = [entry(folder, number) for number in (1, 2)]
    code, printed, complaint = run(*arguments)
    assert (code, printed, complaint.count("\n")) == (2, "", 1)
    assert [word for word in words if word not in complaint] == []
    assert [entry(folder, number) for number in (1, 2)] == before


@pytest.mark.parametrize("arguments", [("assign", "1"), ("assign", "none", "3.2"), ("assign", "0", "3.2"), ("add", "1")], ids=" ".join)
def test_missing_or_malformed_argument_is_bad_usage(run: Run, arguments: tuple[str, ...]) -> None:
    """Exit 2."""
    assert run(*arguments)[0] == 2


def test_evidence_names_its_slot(run: Run) -> None:
    """Every reason has signal, detail and weight; those that speak for one slot name it. Only what is filed has a slot."""
    code, printed, _ = run("--json")
    waiting, filed = json.loads(printed)
    assert code == 0
    assert set(filed) == {
        *("id", "message_id", "from", "subject", "received_at", "kind", "state", "meeting", "slot", "slots", "confidence", "evidence"),
        *("text", "reason"),
    }
    assert (waiting["state"], waiting["slot"]) == ("triage", None)
    assert (filed["state"], filed["slot"], filed["slots"]) == ("done", "3.3", ["3.3"])
    assert all({"signal", "detail", "weight"} <= set(reason) for reason in filed["evidence"])
    assert "3.3" in {reason.get("slot") for reason in filed["evidence"]}


def test_message_in_triage_shows_what_was_asked_of_whom(run: Run, folder: Path) -> None:
    """The digest to the secretary, its entry and until when an answer counts; also as JSON."""
    code, printed, _ = run("show", "1")
    assert code == 0
    assert "sara@example.org" in printed
    assert "as entry A of a digest" in printed
    (asked,) = json.loads(run("show", "1", "--json")[1])["asked"]
    assert (asked["of"], asked["to"], asked["label"]) == ("secretary", "sara@example.org", "A")
    assert json.loads(run("show", "2", "--json")[1])["asked"] == []
    assert "asked:" not in run("show", "2")[1]
    house = house_in(folder)
    assert house.secretary.views.inbox_entry(InboundId(1))["asked"] == [asked]
    house.close()
