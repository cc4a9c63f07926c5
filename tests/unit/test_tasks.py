"""The task that reads messages: one that hangs or crashes stops none of the others; an outage is no fault of a message."""

import threading
from pathlib import Path
from types import SimpleNamespace

import pytest

from mailflow.adapters.doorbell import _ROWS_A_TASK as ROWS_A_TASK
from mailflow.config import Settings
from mailflow.domain.errors import DatabaseUnavailableError
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundId, InboundMessage
from mailflow.domain.records import Job
from mailflow.services.ingest import MAX_ATTEMPTS
from mailflow.services.senses import Reading
from tests.builders import an_inbound
from tests.fakes import House
from workers import tasks


@pytest.fixture
def house(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> House:
    """Let the tasks of this process work for a house of fakes, with little patience."""
    monkeypatch.chdir(tmp_path)  # Celery reads its configuration at the first task, and our settings make the data folder
    made = House()
    monkeypatch.setattr(tasks, "application", lambda: SimpleNamespace(receiving=SimpleNamespace(ingest=made.ingest)))
    monkeypatch.setattr(tasks, "_READING_LIMIT_S", 0.1)
    return made


def hanging(house: House, monkeypatch: pytest.MonkeyPatch) -> InboundId:
    """Let a message come on which the parser never ends."""
    message = an_inbound("endless", message_id="<endless@example.org>")
    octets, parse = house.codec.encode(message), house.codec.parse

    def parse_for_ever(content: bytes) -> InboundMessage:
        while content == octets:
            pass
        return parse(content)

    monkeypatch.setattr(house.codec, "parse", parse_for_ever)
    return house.arrive(message)


def test_message_on_which_reading_hangs_is_set_aside(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """After as many attempts as one that crashes; the messages behind it are settled in the first run."""
    ids = [hanging(house, monkeypatch), house.arrive(an_inbound("hello"))]
    tasks.ingest(ids)
    assert [record.state for record in house.records()] == [InboundState.RECEIVED, InboundState.TRIAGE]
    for _ in range(1, MAX_ATTEMPTS):
        tasks.ingest(ids)
    record = house.records()[0]
    assert record.state is InboundState.FAILED
    assert record.reason == "reading it failed 3 times: TimeoutError: reading it took more than 0.1 s"


def test_limit_ends_with_the_message(house: House) -> None:
    """What comes after it is not interrupted."""
    tasks.ingest([house.arrive(an_inbound("hello"))])
    sum(range(8_000_000))  # computes for longer than the limit
    assert house.records()[0].state is InboundState.TRIAGE


def test_thread_reads_without_a_limit(house: House) -> None:
    """No signal can be caught there; the message is read all the same."""
    inbound_id = house.arrive(an_inbound("hello"))
    thread = threading.Thread(target=tasks.ingest, args=([inbound_id],))
    thread.start()
    thread.join()
    assert house.records()[0].state is InboundState.TRIAGE


def test_outage_is_not_blamed_on_the_message(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """However often it happens: the next run takes the attempt back, and reads the message when it can."""
    inbound_id = house.arrive(an_inbound("hello"))

    def broken(*_arguments: object) -> None:
        raise DatabaseUnavailableError("the database cannot be used: disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(house.ingest, "_settle_one", broken)
        for _ in range(MAX_ATTEMPTS + 1):
            tasks.ingest([inbound_id])
    assert house.records()[0].attempts == 1
    tasks.ingest([inbound_id])
    assert house.records()[0].state is InboundState.TRIAGE


def test_slow_batch_leaves_the_rest_to_another_task(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """When its turn is over it gives back what it has not begun, uncounted, and rings for it; what it read stays read."""
    ids = [house.arrive(an_inbound("hello", message_id=f"<{number}@example.org>")) for number in range(3)]
    monkeypatch.setattr(tasks, "_TURN_S", -1.0)
    house.doorbell.rings.clear()
    tasks.ingest(ids)
    assert [(record.state, record.attempts) for record in house.records()] == [(InboundState.RECEIVED, 0)] * 3
    assert house.doorbell.rings[0] == (Job.INGEST, tuple(ids))
    monkeypatch.setattr(tasks, "_TURN_S", 60.0)
    tasks.ingest(ids)
    assert {record.state for record in house.records()} == {InboundState.TRIAGE}


def test_outage_in_a_batch_counts_on_none_of_it(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither on the message in hand nor on those behind it: the next claim takes it all back."""
    ids = [house.arrive(an_inbound("hello", message_id=f"<{number}@example.org>")) for number in range(3)]
    settle = house.ingest._settle_one

    def broken(inbound_id: InboundId, reading: Reading | None) -> InboundState | None:
        if inbound_id == ids[1]:
            raise DatabaseUnavailableError("the database cannot be used: disk is full")
        return settle(inbound_id, reading)

    with monkeypatch.context() as patch:
        patch.setattr(house.ingest, "_settle_one", broken)
        tasks.ingest(ids)
    house.ingest.claim(())
    assert [record.attempts for record in house.records()] == [1, 0, 0]


def test_time_limits_fit_a_batch() -> None:
    """Twenty messages that use up their time are read before Celery ends the task, and that before the lease runs out."""
    assert tasks._READING_LIMIT_S * ROWS_A_TASK < tasks._INGEST_LIMIT_S < Settings().lease_s
    assert tasks._TURN_S + 2 * tasks._READING_LIMIT_S < tasks._INGEST_LIMIT_S
