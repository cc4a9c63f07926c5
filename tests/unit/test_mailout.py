"""Mails to many on their way: every outcome recorded, nobody left out, and of a killed worker one message in doubt."""

import itertools
from collections.abc import Iterator

import pytest

from mailflow.domain.errors import DatabaseUnavailableError, JournalUnavailableError
from mailflow.domain.lifecycle import DeliveryState
from mailflow.domain.mailout import Orphan
from mailflow.domain.message import MailKind, OutboundId
from mailflow.domain.rates import RateLimits
from mailflow.services.mailout import Pace
from mailflow.services.ports.storage import UnitOfWork
from tests.builders import a_series
from tests.fakes import FakePage, House
from tests.sink import Cut, Step, answer_at, once, refuse
from tests.unit.test_deliver import approved, publish

SENT, QUEUED, FAILED, UNKNOWN = DeliveryState.SENT, DeliveryState.QUEUED, DeliveryState.FAILED, DeliveryState.UNKNOWN
READERS = tuple(f"{name}@example.org" for name in "abcdefg")


@pytest.fixture
def house() -> House:
    """Give a house in which minutes are owed to seven readers."""
    made = House()
    draft, series = approved(made, a_series(subscribers=READERS, id=None))
    publish(made, draft, series)
    return made


def states(house: House) -> dict[str, DeliveryState]:
    """Return how far the minutes to each reader are."""
    return {entry.recipient.email: entry.state for entry in house.entries() if entry.kind is MailKind.MINUTES}


def arrived(house: House) -> list[str]:
    """Return who got a mail, as often as they did."""
    return sorted(message.recipients[0] for message in house.transport.messages)


def test_each_reader_gets_the_minutes_once(house: House) -> None:
    """Over one connection, batch after batch; the server's words are kept."""
    done = house.mailed_out(Pace(batch=3))
    assert (done.counts, done.left_over) == ({"sent": 7}, ())
    assert arrived(house) == sorted(READERS)
    assert house.transport.connections == 1
    assert {(entry.reply_code, entry.attempts) for entry in house.entries() if entry.kind is MailKind.MINUTES} == {(250, 1)}
    assert house.mailed_out().counts == {}
    assert len({message.content for message in house.transport.messages}) == 7


def test_single_mails_wait_for_no_mail_to_many(house: House) -> None:
    """Whoever sends those does not see these."""
    house.dispatcher()([entry.id for entry in house.entries() if entry.kind is MailKind.MINUTES])
    assert arrived(house) == []


@pytest.mark.parametrize("step", list(Step), ids=lambda step: step.name)
def test_a_refusal_is_final_for_its_reader_only(house: House, step: Step) -> None:
    """5yz at any step."""
    house.transport.script = once(answer_at(step, "550 5.1.1 no such user"))
    assert house.mailed_out(Pace(batch=3)).counts == {"failed": 1, "sent": 6}
    failed = next(entry for entry in house.entries() if entry.state is FAILED)
    assert (failed.reply_code, failed.reply_text) == (550, "5.1.1 no such user")


def test_what_is_put_off_is_tried_again_and_given_up_in_the_end(house: House) -> None:
    """Later and later, as single mails are."""
    house.transport.script = refuse("c@example.org", "451 4.7.1 greylisted")
    assert house.mailed_out().counts == {"sent": 6, "queued": 1}
    for minutes in (1, 5, 15, 60, 60):
        house.clock.forward(minutes=minutes, seconds=-1)
        assert house.mailed_out().counts == {}
        house.clock.forward(seconds=1)
        assert house.mailed_out().counts == {"queued": 1}
    house.clock.forward(days=5)
    assert house.mailed_out().counts == {"failed": 1}


@pytest.mark.parametrize("cut", list(Cut), ids=lambda cut: cut.name)
def test_a_lost_answer_is_unknown_and_sent_once_more(house: House, cut: Cut) -> None:
    """After a rest, with the same octets, and never a third time."""
    house.transport.script = once(answer_at(Step.DOT, cut))
    assert house.mailed_out().counts == {"unknown": 1, "sent": 6}
    assert house.mailed_out().counts == {}
    house.clock.forward(minutes=2)
    house.transport.script = answer_at(Step.DOT, cut)
    house.sweep()
    assert house.mailed_out().counts == {"unknown": 1}
    house.clock.forward(days=1)
    house.sweep()
    assert house.mailed_out().counts == {}
    copies = [message.content for message in house.transport.messages]
    assert len(set(copies)) == (7 if cut is Cut.KEPT else 6)


def test_a_server_that_is_away_gets_nothing_more_this_turn(house: House) -> None:
    """One is put off, the others were not begun, and all wait for the same time."""
    house.transport.unavailable = "421 4.3.2 not now"
    done = house.mailed_out(Pace(batch=3))
    assert (done.counts, done.left_over) == ({"queued": 1}, ())
    assert sorted(entry.attempts for entry in house.entries() if entry.kind is MailKind.MINUTES) == [0, 0, 0, 0, 0, 0, 1]
    house.clock.forward(minutes=1)
    house.transport.unavailable = ""
    assert house.mailed_out().counts == {"sent": 7}


def test_a_turn_ends_and_the_rest_is_due(house: House) -> None:
    """It says that there is more; nothing is held back from the next worker."""
    house.transport.before_data = lambda: house.clock.forward(seconds=1)
    done = house.mailed_out(Pace(batch=2))
    assert (sum(done.counts.values()), len(done.left_over)) == (2, 1)
    total = sum(done.counts.values())
    while done.left_over:
        done = house.mailed_out(Pace(batch=2))
        total += sum(done.counts.values())
    assert (total, arrived(house)) == (7, sorted(READERS))


def test_a_worker_that_dies_leaves_one_in_doubt(house: House) -> None:
    """What it wrote down is settled by whoever comes next, at once; what it had not begun goes out."""

    def die() -> None:
        if len(house.transport.messages) == 4:
            raise MemoryError

    house.transport.before_data = die
    with pytest.raises(MemoryError):
        house.mailed_out(Pace(batch=3))
    house.transport.before_data = lambda: None
    assert house.mailed_out(Pace(batch=3)).counts == {"sent": 2}
    assert sorted(states(house).values()) == [SENT] * 6 + [UNKNOWN]
    assert house.trail("delivery unknown")
    house.clock.forward(minutes=2)
    house.sweep()
    house.mailed_out()
    assert arrived(house) == sorted(READERS)


def test_the_sweep_settles_what_a_dead_worker_left(house: House) -> None:
    """And rings for the rest."""

    def die() -> None:
        raise MemoryError

    house.transport.before_data = die
    with pytest.raises(MemoryError):
        house.mailed_out()
    assert len(house.sweep().to_mail_out) == 2
    assert sorted(states(house).values()) == [QUEUED] * 6 + [UNKNOWN]


def test_what_is_settled_is_not_in_doubt(house: House) -> None:
    """A worker that dies between the commit and the wiping of its page leaves a page that says nothing new."""
    house.mailed_out()
    sent = next(entry for entry in house.entries() if entry.kind is MailKind.MINUTES)
    page = FakePage("mailer-1", set())
    page.begin(sent.id, None)
    house.journal.left.append(page)
    house.sweep()
    assert set(states(house).values()) == {SENT}
    assert house.trail("delivery unknown") == []


def test_no_more_workers_than_may_be(house: House) -> None:
    """One too many does nothing."""
    house.journal.is_full = True
    assert house.mailed_out().counts == {}
    assert arrived(house) == []


def test_a_journal_that_is_full_stops_the_turn_and_doubts_nothing(house: House) -> None:
    """What was sent is settled, what was not begun is given back, and the next turn goes on where this one stopped."""
    house.journal.room = 4
    with pytest.raises(JournalUnavailableError):
        house.mailed_out(Pace(batch=3))
    assert sorted(states(house).values()) == [QUEUED] * 3 + [SENT] * 4
    house.journal.left.clear()
    house.journal.room = -1
    assert house.mailed_out().counts == {"sent": 3}
    assert arrived(house) == sorted(READERS)


def test_of_what_is_sent_while_the_database_goes_away_nothing_is_in_doubt(house: House) -> None:
    """The journal says what became of it, the last message included."""
    begin, count = house.begin, itertools.count(1)

    def begin_until_it_is_away() -> UnitOfWork:
        if next(count) == 3:  # after the first batch and the second
            raise DatabaseUnavailableError("it is away")
        return begin()

    house.begin = begin_until_it_is_away
    with pytest.raises(DatabaseUnavailableError):
        house.mailed_out(Pace(batch=3))
    house.begin = begin
    assert 0 < len(arrived(house)) < len(READERS)
    house.mailed_out()
    assert set(states(house).values()) == {SENT}
    assert arrived(house) == sorted(READERS)


def test_the_sweep_goes_on_without_the_journal(house: House) -> None:
    """Whatever else waits is done."""
    house.journal.orphans = _broken  # type: ignore[method-assign] # as files in a folder that cannot be read
    assert house.sweep().to_mail_out


def _broken() -> Iterator[Orphan]:
    raise JournalUnavailableError("permission denied")


def test_what_is_not_the_workers_any_more_is_left_alone(house: House) -> None:
    """Somebody else has it by now; the others of its batch are not touched either."""
    lost = next(entry.id for entry in house.entries() if entry.recipient.email == "c@example.org")
    house.journal.lost = {OutboundId(lost)}
    house.mailed_out(Pace(batch=7))
    assert "c@example.org" not in arrived(house)


def test_rates_hold_a_mail_out_back(house: House) -> None:
    """What must wait is due when its bucket has room."""
    pace = Pace(limits=RateLimits(total=4))
    assert house.mailed_out(pace).counts == {"sent": 1}
    sent = 1
    for _ in range(120):
        house.clock.forward(seconds=1)
        sent += house.mailed_out(pace).counts.get("sent", 0)
    assert (sent, arrived(house)) == (7, sorted(READERS))
