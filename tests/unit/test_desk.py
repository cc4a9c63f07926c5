"""What the secretary does from the shell: each decision is allowed by the tables, and in the audit trail."""

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import IllegalTransition, NotFoundError
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundId
from mailflow.domain.records import Job
from tests.builders import an_inbound
from tests.fakes import STRANGER, House


@pytest.fixture
def house() -> House:
    """Give a house with meeting 1, to which everybody is invited."""
    house = House()
    house.invited()
    return house


def test_replayed_message_is_read_anew(house: House) -> None:
    """As if it had just come: after it is clear to whom it belongs, it is filed."""
    record = house.receive(an_inbound("hello"))
    assert house.desk.replay([record.id]) == (record.id,)
    assert house.records()[0].state is InboundState.RECEIVED
    assert house.doorbell.rings[-1] == (Job.INGEST, (record.id,))
    assert house.trail("replay")[0].inbound_id == record.id


def test_message_that_waits_is_not_replayed(house: House) -> None:
    """It will be read anyway: the workers are told once more, and nothing else happens; so twice is as good as once."""
    inbound_id = house.arrive(an_inbound("hello"))
    assert house.desk.replay([inbound_id, inbound_id]) == ()
    assert house.trail("replay") == []
    assert house.doorbell.rings[-1] == (Job.INGEST, (inbound_id,))
    house.ingest.claim([inbound_id])
    house.ingest(inbound_id)
    assert house.desk.replay([inbound_id]) == (inbound_id,)
    assert house.desk.replay([inbound_id]) == ()


def test_replay_of_several_is_all_or_nothing(house: House) -> None:
    """One that is not there stops it before anything is done."""
    record = house.receive(an_inbound("hello"))
    with pytest.raises(NotFoundError):
        house.desk.replay([record.id, InboundId(9)])
    assert house.records() == (record,)


def test_discarded_message_is_kept(house: House) -> None:
    """It leaves the triage, with its text and the reason."""
    record = house.receive(an_inbound("hello", authors=(STRANGER,)))
    house.desk.discard(record.id)
    (discarded,) = house.records()
    assert (discarded.state, discarded.reason, discarded.text) == (InboundState.IGNORED, "discarded by command line", "hello")
    assert house.trail("discard")[0].actor == "command line"


def test_settled_message_is_not_discarded(house: House) -> None:
    """What was filed stays filed."""
    record = house.receive(house.reply_to("kay@example.org", "All is well."))
    with pytest.raises(IllegalTransition):
        house.desk.discard(record.id)
    assert house.records() == (record,)


def test_missing_message_is_an_error(house: House) -> None:
    """Who names a message that is not there is told so."""
    with pytest.raises(NotFoundError, match="no message 9"):
        house.desk.discard(InboundId(9))
    with pytest.raises(NotFoundError, match="no message 9"):
        house.desk.replay([InboundId(9)])


def test_sets_an_address(house: House) -> None:
    """It is written in the trail too; a name that nobody bears is an error."""
    house.desk.set_address(MeetingId(1), "Kay Graf", "kg@example.net")
    assert house.trail("address set")[0].detail == "Kay Graf: kg@example.net"
    with pytest.raises(NotFoundError):
        house.desk.set_address(MeetingId(1), "Nobody", "n@example.org")


def test_messages_are_chosen_by_state_and_time(house: House) -> None:
    """Oldest first; None stands for any."""
    first = house.receive(an_inbound("hello", authors=(STRANGER,)))
    house.clock.forward(hours=1)
    second = house.receive(house.reply_to("kay@example.org", "All is well."))
    assert house.desk.to_replay(state=None, since=None) == (first.id, second.id)
    assert house.desk.to_replay(state="triage", since=None) == (first.id,)
    assert house.desk.to_replay(state=None, since=house.clock.now()) == (second.id,)
