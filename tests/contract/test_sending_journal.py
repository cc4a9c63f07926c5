"""The journal: what a killed worker had written is known, and nobody takes its page before; in memory and in files."""

import fcntl
import os
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mailflow.adapters.sending_journal import FileJournal
from mailflow.domain.errors import JournalUnavailableError
from mailflow.domain.lifecycle import DeliveryState
from mailflow.domain.mailout import Orphan
from mailflow.domain.message import Delivery, OutboundId
from mailflow.services.ports.sending import SendingJournal
from tests.builders import NOW
from tests.fakes import FakeJournal

A, B, C = (OutboundId(name * 12) for name in "abc")
SENT = Delivery(A, DeliveryState.SENT, 250, "2.0.0 Ok: queued as 1", NOW)
LATER = Delivery(B, DeliveryState.QUEUED, 451, "4.7.1 «later»", NOW, NOW + timedelta(minutes=1))


class WorkerDiedError(Exception):
    """Stands for kill -9: whatever the worker had in hand stays as it is."""


@pytest.fixture(params=["fake", "files"])
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> SendingJournal:
    """Give a journal."""
    return FakeJournal() if request.param == "fake" else FileJournal(tmp_path / "sending", workers=2)


def die_after(journal: SendingJournal, *steps: tuple[OutboundId, Delivery | None]) -> None:
    """Let a worker begin messages and die."""
    with suppress(WorkerDiedError), journal.open("one") as page:
        assert page is not None
        for outbound_id, after in steps:
            assert page.begin(outbound_id, after)
        raise WorkerDiedError


def test_a_turn_that_ended_well_leaves_nothing(journal: SendingJournal) -> None:
    """What was settled is wiped, and the next turn begins on an empty page."""
    for _ in range(3):
        with journal.open("one") as page:
            assert page is not None
            page.begin(A, None)
            page.begin(B, SENT)
            page.wipe()
    assert list(journal.orphans()) == []


def test_a_dead_worker_leaves_outcomes_and_one_message_in_doubt(journal: SendingJournal) -> None:
    """In the order in which they came; once it is settled, it is forgotten."""
    die_after(journal, (A, None), (B, SENT), (C, LATER))
    assert list(journal.orphans()) == [Orphan("one", (SENT, LATER), C)]
    assert list(journal.orphans()) == []


def test_a_page_that_was_wiped_tells_only_what_came_later(journal: SendingJournal) -> None:
    """The rest is in the database."""
    with suppress(WorkerDiedError), journal.open("one") as page:
        assert page is not None
        page.begin(A, None)
        page.wipe()
        page.begin(B, None)
        raise WorkerDiedError
    assert list(journal.orphans()) == [Orphan("one", (), B)]


def test_an_outcome_that_was_noted_leaves_nothing_in_doubt(journal: SendingJournal) -> None:
    """Where the database could not take it."""
    with suppress(WorkerDiedError), journal.open("one") as page:
        assert page is not None
        page.begin(A, None)
        page.note(SENT)
        raise WorkerDiedError
    assert list(journal.orphans()) == [Orphan("one", (SENT,), None)]


def test_a_line_that_does_not_fit_is_not_written_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a disk that is full: nobody hands a message over of which half a line says that it was begun."""
    write = os.write
    journal = FileJournal(tmp_path / "sending", workers=1)
    with suppress(WorkerDiedError), journal.open("one") as page:
        assert page is not None
        page.begin(A, None)
        with monkeypatch.context() as patch:
            patch.setattr(os, "write", lambda descriptor, octets: write(descriptor, octets[:5]))
            with pytest.raises(JournalUnavailableError, match=r"0\.log: No space left"):
                page.begin(B, SENT)
        page.begin(C, SENT)
        raise WorkerDiedError
    assert list(journal.orphans()) == [Orphan("one", (SENT,), C)]


def test_a_folder_that_cannot_be_made_is_told_in_a_line(tmp_path: Path) -> None:
    """By whoever would write, not by whoever only looks."""
    (tmp_path / "sending").write_text("in the way")
    journal = FileJournal(tmp_path / "sending", workers=1)
    assert list(journal.orphans()) == []
    with pytest.raises(JournalUnavailableError, match="sending: File exists"), journal.open("one"):
        pass


def test_a_living_worker_has_left_nothing_behind(tmp_path: Path) -> None:
    """However long it has been silent; two others find a page beside it, and the third does not."""
    journal = FileJournal(tmp_path / "sending", workers=2)
    with journal.open("one") as page:
        assert page is not None
        page.begin(A, None)
        assert list(journal.orphans()) == []
        with journal.open("two") as second, journal.open("three") as third:
            assert (second is not None, third) == (True, None)


def test_what_is_left_behind_is_not_written_over(tmp_path: Path) -> None:
    """Until it is settled, its page is nobody's."""
    journal = FileJournal(tmp_path / "sending", workers=1)
    die_after(journal, (A, None))
    with journal.open("two") as page:
        assert page is None
    assert list(journal.orphans()) == [Orphan("one", (), A)]


def test_an_orphan_that_could_not_be_settled_stays(tmp_path: Path) -> None:
    """The database may be away just then."""
    journal = FileJournal(tmp_path / "sending", workers=1)
    die_after(journal, (A, None))
    found = journal.orphans()
    assert next(found).in_doubt == A
    found.close()  # type: ignore[attr-defined] # a generator
    assert [orphan.in_doubt for orphan in journal.orphans()] == [A]


@pytest.fixture
def torn(tmp_path: Path) -> Path:
    """Give the page of a dead worker, to be torn."""
    journal = FileJournal(tmp_path / "sending", workers=1)
    die_after(journal, (A, None), (B, SENT))
    return tmp_path / "sending" / "0.log"


@pytest.mark.parametrize("cut", [1, 10, 40])
def test_a_line_that_was_not_finished_was_about_nothing_yet(torn: Path, cut: int) -> None:
    """Each line is written before its message is handed over."""
    torn.write_bytes(torn.read_bytes()[:-cut])
    assert list(FileJournal(torn.parent, workers=1).orphans()) == [Orphan("one", (), A)]


def test_words_of_a_server_cannot_break_a_line(tmp_path: Path) -> None:
    """Whatever it says: signs of ours in them are blanks."""
    journal = FileJournal(tmp_path / "sending", workers=1)
    die_after(journal, (A, None), (B, replace(SENT, reply_text="a\tb\nc\rd")))
    (orphan,) = journal.orphans()
    assert (orphan.deliveries[0].reply_text, orphan.in_doubt) == ("a b c d", B)


def test_the_folder_is_its_owners_alone(tmp_path: Path) -> None:
    """Addresses of readers may stand in what servers say."""
    journal = FileJournal(tmp_path / "sending", workers=1)
    with journal.open("one"):
        assert (tmp_path / "sending").stat().st_mode & 0o077 == 0
        descriptor = os.open(tmp_path / "sending" / "0.log", os.O_RDWR)
        with pytest.raises(BlockingIOError):
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.close(descriptor)
