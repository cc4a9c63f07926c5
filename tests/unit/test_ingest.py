"""Inbox to stored message to settled message: nothing lost, nothing settled twice, nothing stopped."""

import itertools
from contextlib import suppress

import pytest

from mailflow.domain.errors import DatabaseUnavailableError
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundId, InboundMessage
from mailflow.domain.records import Job
from mailflow.services.ingest import MAX_ATTEMPTS, Ingest
from mailflow.services.ports.storage import UnitOfWork
from tests.builders import an_inbound
from tests.fakes import House


def work(house: House, *ids: InboundId) -> None:
    """Read messages as the worker's task does."""
    for inbound_id in house.ingest.claim(ids):
        try:
            house.ingest(inbound_id)
        except RuntimeError as error:
            house.ingest.record_crash(inbound_id, f"RuntimeError: {error}")


def poisoned(house: House) -> InboundId:
    """Let a message come on which reading crashes."""
    message = an_inbound(message_id="<poison@example.org>")
    house.codec.poison.add(house.codec.encode(message))
    return house.arrive(message)


def test_raw_octets_are_committed_before_anything_else() -> None:
    """A message that cannot even be read is stored as it came, and a worker is told of it."""
    house = House()
    inbound_id = poisoned(house)
    with house.begin() as uow:
        assert uow.inbound.raw(inbound_id) in house.codec.poison
    assert house.records()[0].state is InboundState.RECEIVED
    assert house.doorbell.rings == [(Job.INGEST, (inbound_id,))]


def test_same_message_is_settled_once_though_the_task_runs_twice() -> None:
    """The second run finds nothing to do, whether it comes by a lease or without one."""
    house = House()
    house.invited()
    inbound_id = house.arrive(house.reply_to("matthias@example.org", "All is well."))
    work(house, inbound_id)
    before = (house.entries(), house.database.commits)
    work(house, inbound_id)
    assert house.ingest(inbound_id) is None
    assert house.entries() == before[0]
    assert house.database.commits == before[1] + 1  # the claim of nothing


def test_message_that_another_settles_meanwhile_is_left_alone() -> None:
    """A lease had run out: the attempt was counted, but whoever comes second finds nothing to do."""
    house = House()
    inbound_id = house.arrive(an_inbound("hello"))
    turns: list[UnitOfWork] = []

    def begin() -> UnitOfWork:
        if len(turns) == 1:
            house.clock.forward(minutes=6)
            assert house.ingest(inbound_id) is InboundState.TRIAGE
        turns.append(house.begin())
        return turns[-1]

    late = Ingest(begin, house.settle, floodgate=house.floodgate, clock=house.clock, doorbell=house.doorbell, patience=house.patience)
    assert late(inbound_id) is None
    assert len(house.trail("triage")) == 1


def test_settled_message_is_in_the_audit_trail() -> None:
    """With its id and the reason."""
    house = House()
    record = house.receive(an_inbound("hello"))
    (entry,) = house.trail("triage")
    assert (entry.inbound_id, entry.detail, entry.actor) == (record.id, record.reason, "mailflow")


def test_message_that_crashes_three_times_is_set_aside() -> None:
    """It fails for good, with the reason; it is kept, and can be replayed."""
    house = House()
    inbound_id = poisoned(house)
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert house.records()[0].state is InboundState.RECEIVED
        work(house, inbound_id)
        assert house.records()[0].attempts == attempt
    record = house.records()[0]
    assert record.state is InboundState.FAILED
    assert record.reason == "reading it failed 3 times: RuntimeError: this message is poison"
    assert house.trail("failed")[0].inbound_id == inbound_id
    house.codec.poison.clear()
    house.desk.replay([inbound_id])
    work(house, inbound_id)
    assert house.records()[0].state is InboundState.TRIAGE


def test_crash_undoes_what_was_half_done() -> None:
    """No report without its receipt, no receipt without its report."""
    house = House()
    meeting_id = house.invited()
    reply = house.reply_to("matthias@example.org", "All is well.")
    house.renderer.broken_after = 5
    inbound_id = house.arrive(reply)
    work(house, inbound_id)
    with house.begin() as uow:
        assert uow.meetings.get(meeting_id).slots[0].reports == ()
    assert len(house.entries()) == 5


def test_poison_stops_nothing_behind_it() -> None:
    """The messages after it in the same task are settled in the first run."""
    house = House()
    ids = (poisoned(house), house.arrive(an_inbound("hello", message_id="<ok@example.org>")))
    work(house, *ids)
    assert [record.state for record in house.records()] == [InboundState.RECEIVED, InboundState.TRIAGE]


def test_message_that_kills_its_worker_is_set_aside_too() -> None:
    """A worker that is killed records nothing: the attempts, counted before reading, tell."""
    house = House()
    inbound_id = poisoned(house)
    for _ in range(MAX_ATTEMPTS):
        assert house.ingest.claim([inbound_id]) == (inbound_id,)
        with suppress(RuntimeError):
            house.ingest(inbound_id)
        assert house.ingest.claim([inbound_id]) == ()
        house.clock.forward(minutes=6)
    house.ingest.claim([inbound_id])
    assert house.ingest(inbound_id) is InboundState.FAILED
    assert house.records()[0].reason == "reading it failed 3 times"


def test_message_behind_one_that_kills_its_worker_is_not_blamed() -> None:
    """The first attempt is counted on the whole batch; after that only on the one that is begun, however often the worker dies."""
    house = House()
    poison, innocent = poisoned(house), house.arrive(an_inbound("hello", message_id="<innocent@example.org>"))
    for _ in range(MAX_ATTEMPTS + 1):
        house.reborn().claim([poison, innocent])
        with suppress(RuntimeError):
            house.ingest(poison)
        house.clock.forward(minutes=6)
    assert [record.attempts for record in house.records()] == [MAX_ATTEMPTS + 1, 1]
    work(house, innocent)
    assert house.records()[1].state is not InboundState.FAILED


def test_one_commit_counts_the_attempts_of_a_batch() -> None:
    """Then one for each message that is settled."""
    house = House()
    ids = [house.arrive(an_inbound("hello", message_id=f"<{number}@example.org>")) for number in range(20)]
    before = house.database.commits
    assert house.ingest.claim(ids) == tuple(ids)
    assert house.database.commits == before + 1
    assert {record.attempts for record in house.records()} == {1}


def test_message_on_which_an_attempt_died_is_read_after_the_fresh_ones() -> None:
    """Whoever may kill the worker does so when the others are settled."""
    house = House()
    tried, fresh = poisoned(house), house.arrive(an_inbound("hello", message_id="<fresh@example.org>"))
    house.ingest.claim([tried])
    house.clock.forward(minutes=6)
    assert house.reborn().claim([tried, fresh]) == (fresh, tried)


def test_doubtful_message_is_not_leased_before_it_is_begun() -> None:
    """When its neighbour kills the worker, another may take it at once."""
    house = House()
    first, second = (house.arrive(an_inbound("hello", message_id=f"<{number}@example.org>")) for number in range(2))
    house.ingest.claim([first, second])
    house.clock.forward(minutes=6)
    assert house.reborn().claim([first, second]) == (first, second)
    assert house.reborn().claim([first, second]) == (first, second)
    assert house.ingest(first) is InboundState.TRIAGE
    assert house.ingest.claim([first, second]) == (second,)


def test_rest_of_a_batch_that_broke_off_is_begun_anew() -> None:
    """Also by the very process that had claimed it: the attempt is counted, and the message leased."""
    house = House()
    inbound_id = house.arrive(an_inbound("hello"))
    house.ingest.claim([inbound_id])
    house.clock.forward(minutes=6)
    house.ingest.claim([inbound_id])
    house.ingest(inbound_id)
    assert house.records()[0].attempts == 2


def test_what_is_put_back_was_never_tried() -> None:
    """The rest of a batch whose worker has no time left, or no database: free at the next claim, with nothing counted."""
    house = House()
    ids = [house.arrive(an_inbound("hello", message_id=f"<{number}@example.org>")) for number in range(3)]
    house.ingest.claim(ids)
    house.ingest(ids[0])
    house.ingest.put_back(ids)
    house.ingest.claim(())
    assert [record.attempts for record in house.records()] == [1, 0, 0]
    assert house.ingest.claim(ids) == tuple(ids[1:])


def test_outage_of_the_database_is_no_attempt() -> None:
    """However often it breaks off in the middle, the message is settled when the database is back; and it is free at once."""
    house = House()
    inbound_id = house.arrive(an_inbound("hello"))
    turns = itertools.count()

    def begin() -> UnitOfWork:
        if next(turns) % 3 == 2:  # claim, attempt, settle
            raise DatabaseUnavailableError("the database cannot be used: disk is full")
        return house.begin()

    ingest = Ingest(begin, house.settle, floodgate=house.floodgate, clock=house.clock, doorbell=house.doorbell, patience=house.patience)
    for _ in range(MAX_ATTEMPTS + 2):
        ingest.claim([inbound_id])
        with pytest.raises(DatabaseUnavailableError):
            ingest(inbound_id)
        assert house.records()[0].attempts == 1
    ingest.claim([])
    assert house.records()[0].attempts == 0
    assert house.ingest.claim([inbound_id]) == (inbound_id,)
    assert house.ingest(inbound_id) is InboundState.TRIAGE


def test_reads_while_no_transaction_is_open() -> None:
    """A message that takes long to read locks nobody out."""
    house = House()
    inbound_id = house.arrive(an_inbound("hello"))
    parse = house.codec.parse
    seen: list[int] = []

    def parse_slowly(content: bytes) -> InboundMessage:
        seen.append(house.records()[0].attempts)  # the fake refuses a unit of work inside another
        return parse(content)

    house.codec.parse = parse_slowly  # type: ignore[method-assign]
    house.ingest.claim([inbound_id])
    assert house.ingest(inbound_id) is InboundState.TRIAGE
    assert seen == [1]


def test_late_crash_of_a_settled_message_changes_nothing() -> None:
    """A worker that comes back after its lease finds the message settled by another."""
    house = House()
    record = house.receive(an_inbound("hello"))
    house.ingest.record_crash(record.id, "too late")
    assert house.records() == (record,)


def test_announces_what_the_messages_have_caused() -> None:
    """The receipts are sent at once, not by the next sweep."""
    house = House()
    house.invited()
    house.dispatcher()([entry.id for entry in house.entries()])
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    house.ingest.announce()
    (receipt,) = house.mails_to("matthias@example.org")[1:]
    assert house.doorbell.rings[-1] == (Job.DISPATCH, (receipt.id,))
