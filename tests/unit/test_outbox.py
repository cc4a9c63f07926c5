"""Outbox to SMTP: what is begun is on record before a server hears of it, and every outcome is in the server's words."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.lifecycle import DeliveryState
from mailflow.domain.message import Address, OutboundId, OutboxEntry
from mailflow.domain.retry import GIVE_UP_AFTER
from mailflow.services.outbox import Patience, doubtful_before
from tests.builders import NOW, SERVICE_ADDRESS, an_outbox_entry
from tests.fakes import FakeTransport, House
from tests.sink import Answer, Cut, Step, Transaction, answer_at, once, refuse

QUEUED, SENDING, SENT, FAILED, UNKNOWN = (
    DeliveryState.QUEUED,
    DeliveryState.SENDING,
    DeliveryState.SENT,
    DeliveryState.FAILED,
    DeliveryState.UNKNOWN,
)


def owe(house: House, count: int = 3) -> list[OutboundId]:
    """Put messages into the outbox, to a, b, c …, due in this order, and return their ids."""
    entries = [
        replace(
            an_outbox_entry(id=letter * 12, created_at=NOW + timedelta(microseconds=number)), recipient=Address(f"{letter}@example.org")
        )
        for number, letter in enumerate("abcdefgh"[:count])
    ]
    with house.begin() as uow:
        for entry in entries:
            uow.outbox.add(replace(entry, next_attempt_at=NOW), f"octets {entry.id}\r\n".encode())
        uow.commit()
    return [entry.id for entry in entries]


def states(house: House) -> list[DeliveryState]:
    """Return the states of all messages, in the order in which they were owed."""
    return [entry.state for entry in house.entries()]


def first(house: House) -> OutboxEntry:
    """Return the first message."""
    return house.entries()[0]


def test_sends_what_is_due_over_one_connection() -> None:
    """In order, unchanged, with the envelope that was decided when it was owed; the server's words are kept."""
    house = House()
    ids = owe(house)
    deliveries = house.dispatcher()(ids).deliveries
    assert [delivery.id for delivery in deliveries] == ids
    assert [(message.recipients, message.content) for message in house.transport.messages] == [
        ((f"{letter}@example.org",), f"octets {letter * 12}\r\n".encode()) for letter in "abc"
    ]
    assert {message.envelope_from for message in house.transport.messages} == {SERVICE_ADDRESS}
    assert house.transport.connections == 1
    entry = first(house)
    assert (entry.state, entry.reply_code, entry.reply_text, entry.sent_at, entry.attempts) == (SENT, 250, "OK", NOW, 1)


def test_every_start_is_committed_before_the_server_hears_of_it() -> None:
    """And no transaction is open meanwhile: the fake database would refuse to look into itself."""
    house = House()
    ids = owe(house)
    seen: list[list[DeliveryState]] = []
    house.transport.before_data = lambda: seen.append(states(house))
    house.dispatcher()(ids)
    assert seen == [[SENDING, QUEUED, QUEUED], [SENT, SENDING, QUEUED], [SENT, SENT, SENDING]]


def test_outcome_and_next_start_are_one_commit() -> None:
    """One to lease, one per message, one for the last outcome."""
    house = House()
    ids = owe(house)
    before = house.database.commits
    house.dispatcher()(ids)
    assert house.database.commits - before == 1 + 3 + 1


def test_nothing_is_sent_twice() -> None:
    """The task may run twice; what is sent, leased or not there is passed over."""
    house = House()
    ids = owe(house)
    house.dispatcher()(ids)
    assert house.dispatcher()([*ids, OutboundId("nowhere")]).deliveries == ()
    assert house.dispatcher()([]).deliveries == ()
    assert len(house.transport.messages) == 3


def test_two_workers_share_the_work() -> None:
    """While one sends, another that is rung for the same rows gets none of them."""
    house = House()
    ids = owe(house)
    other = FakeTransport()

    def compete() -> None:
        assert house.dispatcher(other)(ids).deliveries == ()

    house.transport.before_data = compete
    house.dispatcher()(ids)
    assert (len(house.transport.messages), len(other.messages)) == (3, 0)


@pytest.mark.parametrize("step", list(Step), ids=lambda step: step.name)
def test_refused_message_fails_and_the_next_goes_on(step: Step) -> None:
    """5yz at any step is final for this message only, in the server's words."""
    house = House()
    ids = owe(house, 2)
    house.transport.script = once(answer_at(step, "550 5.1.1 no such user"))
    house.dispatcher()(ids)
    assert states(house) == [FAILED, SENT]
    assert (first(house).reply_code, first(house).reply_text) == (550, "5.1.1 no such user")
    assert first(house).sent_at is None


def test_one_bad_recipient_costs_no_other_message() -> None:
    """Each recipient has a transaction of their own."""
    house = House()
    ids = owe(house)
    house.transport.script = refuse("b@example.org", "550 no")
    house.dispatcher()(ids)
    assert states(house) == [SENT, FAILED, SENT]


def test_deferred_message_is_tried_again_later_and_later() -> None:
    """After 1, 5, 15 and 60 minutes, then hourly; it is due at no time before."""
    house = House()
    ids = owe(house, 1)
    house.transport.script = answer_at(Step.RCPT, "451 4.7.1 greylisted")
    for attempt, minutes in enumerate((1, 5, 15, 60, 60, 60), start=1):
        house.dispatcher()(ids)
        entry = first(house)
        assert (entry.state, entry.attempts, entry.reply_code) == (QUEUED, attempt, 451)
        assert entry.next_attempt_at == house.clock.at + timedelta(minutes=minutes)
        house.clock.forward(minutes=minutes, seconds=-1)
        assert house.dispatcher()(ids).deliveries == ()
        house.clock.forward(seconds=1)
    house.transport.script = answer_at(Step.RCPT, None)
    house.dispatcher()(ids)
    assert (first(house).state, first(house).attempts) == (SENT, 7)


def test_deferred_message_fails_after_five_days() -> None:
    """With the words of the last refusal; it is never silently dropped."""
    house = House()
    ids = owe(house, 1)
    house.clock.at = NOW + GIVE_UP_AFTER
    house.transport.script = answer_at(Step.MAIL, "452 4.3.1 disk full")
    house.dispatcher()(ids)
    assert (first(house).state, first(house).reply_text) == (FAILED, "4.3.1 disk full")


def test_lost_connection_before_the_dot_is_tried_again() -> None:
    """Nothing was handed over; the next message gets a connection of its own."""
    house = House()
    ids = owe(house, 2)
    house.transport.script = once(answer_at(Step.DATA, Cut.LOST))
    house.dispatcher()(ids)
    assert states(house) == [QUEUED, SENT]
    assert house.transport.connections == 2


@pytest.mark.parametrize("cut", list(Cut), ids=lambda cut: cut.name)
def test_lost_connection_after_the_dot_is_unknown(cut: Cut) -> None:
    """Whether the server has it or not, we cannot tell: it is not sent again at once."""
    house = House()
    ids = owe(house, 2)
    house.transport.script = once(answer_at(Step.DOT, cut))
    house.dispatcher()(ids)
    assert states(house) == [UNKNOWN, SENT]
    assert house.dispatcher()(ids).deliveries == ()


def test_unknown_message_is_sent_once_more_with_the_same_octets() -> None:
    """After a rest, and never a third time, so that a reader gets the minutes at most that once again."""
    house = House()
    ids = owe(house, 1)
    house.transport.script = answer_at(Step.DOT, Cut.KEPT)
    house.dispatcher()(ids)
    house.clock.forward(seconds=119)
    assert house.sweep().to_dispatch == ()
    house.clock.forward(seconds=1)
    assert house.sweep().to_dispatch == tuple(ids)
    house.dispatcher()(ids)
    house.clock.forward(days=2)
    assert house.sweep().to_dispatch == ()
    assert states(house) == [UNKNOWN]
    first_copy, second_copy = house.transport.messages
    assert first_copy.content == second_copy.content


def test_server_that_is_away_releases_the_rest() -> None:
    """One message is put off with the server's words; the others were never begun, and wait for the same time."""
    house = House()
    ids = owe(house)
    house.transport.unavailable = "421 4.3.2 not now"
    (delivery,) = house.dispatcher()(ids).deliveries
    assert (delivery.id, delivery.reply_code, delivery.reply_text) == (ids[0], 421, "4.3.2 not now")
    assert [entry.attempts for entry in house.entries()] == [1, 0, 0]
    assert {entry.next_attempt_at for entry in house.entries()} == {NOW + timedelta(minutes=1)}
    house.clock.forward(minutes=1)
    house.transport.unavailable = ""
    assert len(house.dispatcher()(ids).deliveries) == 3


def test_server_that_goes_away_leaves_what_was_sent() -> None:
    """The outcome of the message before is recorded all the same."""
    house = House()
    ids = owe(house)

    def leave(step: Step, transaction: Transaction) -> Answer:
        house.transport.unavailable = "421 bye" if step is Step.DOT else ""
        return None

    house.transport.script = leave
    house.dispatcher()(ids)
    assert states(house) == [SENT, QUEUED, QUEUED]


def test_giving_up_on_a_server_releases_the_rest_at_once() -> None:
    """They are younger, and may still be put off themselves."""
    house = House()
    ids = owe(house, 2)
    house.clock.at = NOW + GIVE_UP_AFTER
    house.transport.unavailable = "421 gone"
    house.dispatcher()(ids)
    assert states(house) == [FAILED, QUEUED]
    assert house.entries()[1].next_attempt_at == house.clock.at


def test_turn_that_is_over_gives_back_the_rest() -> None:
    """A worker that is told to stop has soon finished; what it has not begun is due at once, and it says which that is."""
    house = House()
    ids = owe(house)
    house.transport.before_data = lambda: house.clock.forward(seconds=3)
    done = house.dispatcher()(ids)
    assert [delivery.id for delivery in done.deliveries] == ids[:2]
    assert done.left_over == tuple(ids[2:])
    assert states(house) == [SENT, SENT, QUEUED]
    assert house.entries()[2].next_attempt_at <= house.clock.at
    assert [delivery.id for delivery in house.dispatcher()(done.left_over).deliveries] == ids[2:]


def test_lease_that_is_lost_stops_the_worker() -> None:
    """What it had not begun is another's by now, and it does not touch it, whether its turn is over or not."""
    house = House()
    ids = owe(house)
    house.patience = Patience(lease=timedelta(seconds=1))
    house.transport.before_data = lambda: house.clock.forward(seconds=2)
    done = house.dispatcher()(ids)
    assert ([delivery.id for delivery in done.deliveries], done.left_over) == (ids[:1], ())
    assert states(house) == [SENT, QUEUED, QUEUED]
    assert len(house.transport.messages) == 1


def test_worker_that_dies_leaves_one_message_in_doubt() -> None:
    """Those behind it are free once the lease has run out; the connection is closed whatever happens."""
    house = House()
    ids = owe(house)

    def die() -> None:
        if len(house.transport.messages) == 1:
            raise MemoryError

    house.transport.before_data = die
    with pytest.raises(MemoryError):
        house.dispatcher()(ids)
    assert states(house) == [SENT, SENDING, QUEUED]
    house.transport.before_data = lambda: None
    house.clock.forward(minutes=5)
    assert house.sweep().to_dispatch == (ids[2],)
    assert states(house) == [SENT, UNKNOWN, QUEUED]
    house.dispatcher()(ids)
    assert house.transport.connections == 2


def test_doubt_rests_as_long_as_patience_says() -> None:
    """Two minutes, unless configured."""
    assert doubtful_before(NOW, Patience()) == NOW - timedelta(minutes=2)
