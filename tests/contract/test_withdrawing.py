"""What waits for a reader who leaves is withdrawn, and nothing else is; in memory, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, delete, text
from sqlalchemy.exc import OperationalError

from mailflow.adapters import tables
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.domain.agenda import SeriesId
from mailflow.domain.choices import Terms
from mailflow.domain.forms import Form, Writing
from mailflow.domain.lifecycle import DeliveryState
from mailflow.domain.mailout import Personal
from mailflow.domain.message import Address, Delivery, MailKind, OutboundId
from tests.builders import NOW, a_series, an_agenda, an_outbox_entry
from tests.contract.conftest import Storage

FORM = Form((b"To: ", b"\r\n\r\nHello\r\n"), (("to", Writing.PLAIN),))
LATER = NOW + timedelta(minutes=5)
A, B, C = (f"{name}@example.org" for name in "abc")
QUEUED, SENDING, SENT, FAILED, UNKNOWN, WITHDRAWN = (
    DeliveryState.QUEUED, DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN, DeliveryState.WITHDRAWN,
)  # fmt: skip


@pytest.fixture
def series_ids(storage: Storage) -> tuple[SeriesId, SeriesId]:
    """Give two series with the same readers."""
    with storage.begin() as uow:
        made = [uow.meetings.add(an_agenda(series=a_series(slug=slug, subscribers=(A, B, C), id=None)), now=NOW) for slug in ("one", "two")]
        first, second = (uow.meetings.series_of(meeting_id).id or SeriesId(0) for meeting_id in made)
        uow.commit()
    return first, second


def owe(storage: Storage, name: str, to: str, *, meeting_id: int = 1, attempts: int = 0, resends: int = 0) -> OutboundId:
    """Owe minutes of a meeting to a reader, and return their id."""
    entry = an_outbox_entry(
        MailKind.MINUTES, id=name * 12, recipient=Address(to), meeting_id=meeting_id, person_id=None, attempts=attempts, resends=resends
    )
    with storage.begin() as uow:
        uow.mailouts.add_all(FORM, [Personal(entry, {"to": to})])
        uow.commit()
    return entry.id


def owe_single(storage: Storage, name: str, to: str, kind: MailKind) -> None:
    """Owe another mail about the first series."""
    with storage.begin() as uow:
        uow.outbox.add(an_outbox_entry(kind, id=name * 12, recipient=Address(to), person_id=None), b"x")
        uow.commit()


def withdraw(storage: Storage, series_id: SeriesId, to: str) -> int:
    """Withdraw what waits for a reader, and commit."""
    with storage.begin() as uow:
        count = uow.outbox.withdraw(series_id, to, "they left", now=LATER)
        uow.commit()
    return count


def strays(storage: Storage) -> list[str]:
    """Withdraw strays, commit, and return the first signs of their ids."""
    with storage.begin() as uow:
        found = uow.outbox.withdraw_strays("they left", now=LATER)
        uow.commit()
    return sorted(one[0] for one in found)


def states(storage: Storage) -> dict[str, DeliveryState]:
    """Return the states of all mails by the first sign of their ids."""
    with storage.begin() as uow:
        return {entry.id[0]: entry.state for entry in uow.outbox.entries()}


def test_what_waits_for_a_reader_of_a_series_is_withdrawn(storage: Storage, series_ids: tuple[SeriesId, SeriesId]) -> None:
    """Nobody else's mail, none of another series, and none that says that they are off the list."""
    owe(storage, "a", A)
    owe(storage, "b", B)
    owe(storage, "c", A, meeting_id=2)
    owe_single(storage, "d", A, MailKind.SUBSCRIPTION_GOODBYE)
    owe_single(storage, "e", A, MailKind.SUBSCRIPTION_PROBE)
    owe_single(storage, "f", A, MailKind.MINUTES)  # to a list of others of that address
    assert withdraw(storage, series_ids[0], A.upper()) == 2
    assert states(storage) == {"a": WITHDRAWN, "b": QUEUED, "c": QUEUED, "d": QUEUED, "e": WITHDRAWN, "f": QUEUED}
    with storage.begin() as uow:
        entry = uow.outbox.find(OutboundId("a" * 12))
        assert entry is not None
        assert entry.reply_text == "they left"
        assert uow.outbox.count_by_state() == {"withdrawn": 2, "queued": 4}
    assert withdraw(storage, series_ids[0], A) == 0


def test_what_is_withdrawn_is_not_due(storage: Storage, series_ids: tuple[SeriesId, SeriesId]) -> None:
    """Nobody finds it, and nobody can take it."""
    owe(storage, "a", A)
    owe_single(storage, "e", A, MailKind.SUBSCRIPTION_PROBE)
    withdraw(storage, series_ids[0], A)
    with storage.begin() as uow:
        assert uow.mailouts.due(LATER, 10) == ()
        assert uow.mailouts.claim(10, owner="one", now=LATER, until=LATER + timedelta(hours=1)) == ()
        assert uow.outbox.due(LATER, 10) == ()
        assert uow.outbox.claim([OutboundId("e" * 12)], owner="one", now=LATER, until=LATER + timedelta(hours=1)) == ()


def test_a_mail_that_was_taken_is_not_begun_once_it_is_withdrawn(storage: Storage, series_ids: tuple[SeriesId, SeriesId]) -> None:
    """A worker that asks the database before each mail leaves it alone."""
    owe(storage, "a", A)
    owe_single(storage, "e", A, MailKind.SUBSCRIPTION_PROBE)
    with storage.begin() as uow:
        uow.mailouts.claim(10, owner="one", now=NOW, until=LATER)
        uow.outbox.claim([OutboundId("e" * 12)], owner="one", now=NOW, until=LATER)
        uow.commit()
    withdraw(storage, series_ids[0], A)
    with storage.begin() as uow:
        assert not uow.mailouts.begin(OutboundId("a" * 12), None, owner="one", now=NOW)
        assert uow.outbox.start(OutboundId("e" * 12), owner="one", now=NOW, until=LATER) is None
        uow.mailouts.give_back(owner="one")
        uow.commit()
    assert states(storage) == {"a": WITHDRAWN, "e": WITHDRAWN}


def test_what_is_being_sent_is_left_alone(storage: Storage, series_ids: tuple[SeriesId, SeriesId]) -> None:
    """It is in the air, and what becomes of it is written."""
    mail = owe(storage, "a", A)
    with storage.begin() as uow:
        uow.mailouts.claim(10, owner="one", now=NOW, until=LATER)
        assert uow.mailouts.begin(mail, None, owner="one", now=NOW)
        uow.commit()
    assert withdraw(storage, series_ids[0], A) == 0
    assert states(storage) == {"a": SENDING}


@pytest.mark.parametrize(
    ("outcome", "became"),
    [(SENT, SENT), (FAILED, FAILED), (QUEUED, WITHDRAWN), (UNKNOWN, WITHDRAWN)],
    ids=["sent", "refused", "put off", "unknown"],
)
def test_of_what_a_worker_had_in_hand_the_truth_is_written(
    storage: Storage, series_ids: tuple[SeriesId, SeriesId], outcome: DeliveryState, became: DeliveryState
) -> None:
    """One that keeps its notes in a file does not ask before each mail; what it could not hand over is not tried again."""
    mail = owe(storage, "a", A)
    with storage.begin() as uow:
        uow.mailouts.claim(10, owner="one", now=NOW, until=LATER)
        uow.commit()
    withdraw(storage, series_ids[0], A)
    with storage.begin() as uow:
        uow.mailouts.settle([Delivery(mail, outcome, 250, "said", NOW, LATER if outcome is QUEUED else None)], owner="one")
        uow.commit()
    assert states(storage) == {"a": became}


def test_what_comes_back_after_its_reader_left_is_withdrawn(storage: Storage, series_ids: tuple[SeriesId, SeriesId]) -> None:
    """Put off by a server, or in doubt and to be sent once more; nothing of whoever is still on the list."""
    owe(storage, "a", A, attempts=1)
    owe(storage, "b", B, attempts=1)
    owe(storage, "c", A, resends=1)
    owe(storage, "d", A, meeting_id=2, attempts=1)
    assert strays(storage) == []
    with storage.begin() as uow:
        uow.subscribers.remove(series_ids[0], A)
        uow.commit()
    assert strays(storage) == ["a", "c"]
    assert states(storage) == {"a": WITHDRAWN, "b": QUEUED, "c": WITHDRAWN, "d": QUEUED}
    assert strays(storage) == []


def test_joining_anew_brings_nothing_back(storage: Storage, series_ids: tuple[SeriesId, SeriesId]) -> None:
    """Neither what was withdrawn, nor what comes back from the air later."""
    owe(storage, "a", A, attempts=1)
    owe(storage, "b", A)
    withdraw(storage, series_ids[0], A)
    owe(storage, "c", A, attempts=1)
    with storage.begin() as uow:
        uow.subscribers.remove(series_ids[0], A)
        uow.subscribers.add(series_ids[0], A, now=LATER)
        uow.commit()
    assert strays(storage) == ["c"]
    assert set(states(storage).values()) == {WITHDRAWN}


def test_what_comes_back_for_a_suspended_reader_is_withdrawn(storage: Storage, series_ids: tuple[SeriesId, SeriesId]) -> None:
    """Of the series in which they are suspended."""
    owe(storage, "a", A, attempts=1)
    owe(storage, "b", A, meeting_id=2, attempts=1)
    with storage.begin() as uow:
        uow.terms.save(series_ids[0], A, replace(Terms(), suspended_at=NOW))
        uow.commit()
    assert strays(storage) == ["a"]


def test_whoever_is_held_is_on_the_list(storage: Storage, series_ids: tuple[SeriesId, SeriesId]) -> None:
    """By their addresses."""
    with storage.begin() as uow:
        uow.subscribers.remove(series_ids[0], B)
        assert uow.subscribers.hold(series_ids[0]) == {A, C}
        assert uow.subscribers.hold(series_ids[1]) == {A, B, C}


@pytest.mark.integration
def test_nobody_leaves_while_minutes_are_queued(postgres_engine: Engine) -> None:
    """Whoever leaves in the meantime waits, and finds what was queued for them."""
    storage = Storage(postgres_engine, OperationalError)
    with storage.begin() as uow:
        meeting_id = uow.meetings.add(an_agenda(series=a_series(subscribers=(A,), id=None)), now=NOW)
        series_id = uow.meetings.series_of(meeting_id).id or SeriesId(0)
        uow.commit()
    leaves = delete(tables.subscribers).where(tables.subscribers.c.address == A)
    with SqlAlchemyUnitOfWork(postgres_engine) as publishing:
        assert publishing.subscribers.hold(series_id) == {A}
        with postgres_engine.begin() as leaving:
            leaving.execute(text("SET LOCAL lock_timeout = '50ms'"))
            with pytest.raises(OperationalError):
                leaving.execute(leaves)
    with postgres_engine.begin() as leaving:
        assert leaving.execute(leaves).rowcount == 1
