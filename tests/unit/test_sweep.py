"""The sweep finds whatever waits, whatever became of the doorbell."""

from datetime import timedelta

import pytest

from mailflow.domain.lifecycle import DeliveryState
from mailflow.domain.message import MailKind
from mailflow.domain.records import Job
from tests.builders import a_raw_message, an_inbound, an_outbox_entry
from tests.fakes import House
from tests.sink import Cut, Step, answer_at


def test_rings_for_nothing_when_nothing_waits() -> None:
    """It runs every few seconds, and is silent."""
    house = House()
    swept = house.sweep()
    assert (swept.to_ingest, swept.to_dispatch, swept.to_release) == ((), (), ())
    assert house.doorbell.rings == []


def test_finds_what_a_lost_ring_announced() -> None:
    """Mail to read and mail to send, without any help of the broker."""
    house = House()
    house.invited()
    inbound_id = house.arrive(an_inbound("hello"))
    house.doorbell.rings.clear()
    swept = house.sweep()
    assert swept.to_ingest == (inbound_id,)
    assert set(swept.to_dispatch) == {entry.id for entry in house.entries()}
    assert house.doorbell.rings == [(Job.INGEST, (inbound_id,)), (Job.DISPATCH, swept.to_dispatch)]


def test_two_sweeps_are_harmless() -> None:
    """Both ring, and the rows are leased once."""
    house = House()
    house.invited()
    first, second = house.sweep(), house.sweep()
    assert first == second
    house.dispatcher()(first.to_dispatch)
    house.dispatcher()(second.to_dispatch)
    assert len(house.transport.messages) == 5
    assert house.sweep().to_dispatch == ()


def test_rings_for_a_whole_backlog() -> None:
    """All that waits is rung for, each job by itself."""
    house = House()
    with house.begin() as uow:
        uow.inbound.store([a_raw_message(b"%d" % uid, uid=uid) for uid in range(120)])
        for number in range(60):
            uow.outbox.add(an_outbox_entry(id=f"{number:012d}"), b"octets")
        uow.commit()
    house.sweep()
    assert [(job, len(ids)) for job, ids in house.doorbell.rings] == [
        (Job.INGEST, 120),
        (Job.DISPATCH, 60),
    ]


def test_rings_for_minutes_whose_hold_has_passed() -> None:
    """Publishing them is a job of its own, so that minutes on which it fails stop nothing else."""
    house = House()
    house.drafted()
    house.receive(house.reply_to("ian.bird@example.org", "approve", kind=MailKind.DRAFT))
    house.clock.forward(minutes=10)
    swept = house.sweep()
    assert (Job.RELEASE, swept.to_release) in house.doorbell.rings
    assert [len(house.release(minutes_id)) for minutes_id in swept.to_release] == [1]
    assert house.sweep().to_release == ()


def test_settles_what_died_in_mid_delivery() -> None:
    """Unknown when the lease has run out, and in the audit trail; queued once more after the rest."""
    house = House()
    entry = an_outbox_entry()
    with house.begin() as uow:
        uow.outbox.add(entry, b"octets")
        until = house.clock.at + timedelta(minutes=5)
        uow.outbox.claim([entry.id], owner="dead", now=house.clock.at, until=until)
        uow.outbox.start(entry.id, owner="dead", now=house.clock.at, until=until)
        uow.commit()
    assert house.sweep().to_dispatch == ()
    house.clock.forward(minutes=5)
    assert house.sweep().to_dispatch == ()
    assert house.entries()[0].state is DeliveryState.UNKNOWN
    assert house.trail("delivery unknown")[0].subject == f"mail {entry.id}"
    house.clock.forward(minutes=2)
    assert house.sweep().to_dispatch == (entry.id,)
    assert house.trail("sent once more")[0].subject == f"mail {entry.id}"


@pytest.mark.parametrize("sweeps", [1, 3], ids=["one sweep", "three sweeps"])
def test_doubt_is_resolved_once(sweeps: int) -> None:
    """However many sweeps run, a message is sent once more only."""
    house = House()
    house.invited()
    ids = [entry.id for entry in house.entries()]
    house.transport.script = answer_at(Step.DOT, Cut.KEPT)
    house.dispatcher()(ids)
    for _ in range(2):
        house.clock.forward(minutes=3)
        for _ in range(sweeps):
            house.sweep()
        house.dispatcher()(ids)
    assert len(house.transport.messages) == 10
    assert len(house.trail("sent once more")) == 5
