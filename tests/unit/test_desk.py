"""What the secretary does from the shell: each decision is allowed by the tables, and in the audit trail."""

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import IllegalTransition, NotFoundError
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundId
from mailflow.domain.records import Job
from tests.builders import an_inbound
from tests.fakes import House


@pytest.fixture
def house() -> House:
    """Give a house with meeting 1, to which everybody is invited."""
    house = House()
    house.invited()
    return house


def test_replayed_message_is_read_anew(house: House) -> None:
    """As if it had just come: after it is clear to whom it belongs, it is filed."""
    record = house.receive(an_inbound("hello"))
    house.desk.replay(record.id)
    assert house.records()[0].state is InboundState.RECEIVED
    assert house.doorbell.rings[-1] == (Job.INGEST, (record.id,))
    assert house.trail("replay")[0].inbound_id == record.id


def test_message_that_waits_is_not_replayed(house: House) -> None:
    """It will be read anyway."""
    inbound_id = house.arrive(an_inbound("hello"))
    with pytest.raises(IllegalTransition):
        house.desk.replay(inbound_id)
    assert house.trail("replay") == []


def test_discarded_message_is_kept(house: House) -> None:
    """It leaves the triage, with its text and the reason."""
    record = house.receive(an_inbound("hello"))
    house.desk.discard(record.id)
    (discarded,) = house.records()
    assert (discarded.state, discarded.reason, discarded.text) == (InboundState.IGNORED, "discarded by the secretary", "hello")
    assert house.trail("discard")[0].actor == "command line"


def test_settled_message_is_not_discarded(house: House) -> None:
    """What was filed stays filed."""
    record = house.receive(house.reply_to("kay@example.org", "All is well."))
    with pytest.raises(IllegalTransition):
        house.desk.discard(record.id)
    assert house.records() == (record,)


@pytest.mark.parametrize("decision", ["replay", "discard"])
def test_missing_message_is_an_error(house: House, decision: str) -> None:
    """Who names a message that is not there is told so."""
    with pytest.raises(NotFoundError, match="no message 9"):
        getattr(house.desk, decision)(InboundId(9))


def test_keeps_the_list(house: House) -> None:
    """Who joins, who leaves, and who is on it, each change in the trail."""
    assert house.desk.subscribe("escape-tc", ("Zoe@example.org", "ann@example.org", "reader@example.org")) == 3
    house.desk.unsubscribe("escape-tc", "READER@example.org")
    assert [subscriber.address for subscriber in house.desk.subscribers("escape-tc")] == ["ann@example.org", "zoe@example.org"]
    assert [entry.detail for entry in house.trail("subscribed")] == ["Zoe@example.org", "ann@example.org", "reader@example.org"]
    assert house.trail("unsubscribed")[0].subject == "series escape-tc"


def test_unknown_series_or_subscriber_is_an_error(house: House) -> None:
    """And changes nothing."""
    with pytest.raises(NotFoundError, match="nowhere"):
        house.desk.subscribe("nowhere", ("a@example.org",))
    with pytest.raises(NotFoundError, match="nobody"):
        house.desk.unsubscribe("escape-tc", "nobody@example.org")
    with pytest.raises(NotFoundError):
        house.desk.subscribers("nowhere")
    assert house.trail("unsubscribed") == []


def test_sets_an_address(house: House) -> None:
    """It is written in the trail too; a name that nobody bears is an error."""
    house.desk.set_address(MeetingId(1), "Kay Graf", "kg@example.net")
    assert house.trail("address set")[0].detail == "Kay Graf: kg@example.net"
    with pytest.raises(NotFoundError):
        house.desk.set_address(MeetingId(1), "Nobody", "n@example.org")
