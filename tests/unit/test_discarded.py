"""What a person has put aside stays there, however often it is read, until a person says where it belongs."""

import pytest

from mailflow.domain.errors import IllegalTransition
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import Address, InboundId
from mailflow.domain.records import InboundRecord
from tests.builders import an_inbound
from tests.fakes import House


@pytest.fixture
def house() -> House:
    """Give a house with meeting 1, to which everybody is invited, and a stranger's message that was discarded."""
    house = House()
    house.invited()
    record = house.receive(an_inbound("We sell printers.", subject="Printers", authors=(Address("otto@elsewhere.example", "Otto"),)))
    assert record.state is InboundState.TRIAGE
    house.desk.discard(record.id)
    return house


def read_anew(house: House, inbound_id: InboundId) -> InboundRecord:
    """Let a message be read, whether it waits for it or not."""
    house.desk.replay([inbound_id])
    house.ingest.claim([inbound_id])
    house.ingest(inbound_id)
    return next(record for record in house.records() if record.id == inbound_id)


def test_discarded_message_stays_so_when_it_is_read_anew(house: House) -> None:
    """The decision is not asked for again."""
    (before,) = house.records()
    after = read_anew(house, before.id)
    assert (after.state, after.reason, after.text) == (InboundState.IGNORED, before.reason, before.text)


def test_discarded_message_can_still_be_assigned(house: House) -> None:
    """The later decision counts; also when it is read once more."""
    (record,) = house.records()
    house.desk.assign(record.id, "EGO")
    filed = read_anew(house, record.id)
    assert (filed.state, filed.item_keys) == (InboundState.DONE, ("3.2",))
    assert read_anew(house, record.id).item_keys == ("3.2",)


def test_discarded_message_can_still_get_a_slot(house: House) -> None:
    """Once; a slot for what is filed already would stay empty."""
    (record,) = house.records()
    house.desk.add_slot(record.id, "Printers")
    filed = read_anew(house, record.id)
    assert (filed.state, filed.item_keys) == (InboundState.DONE, ("3.4",))
    assert read_anew(house, record.id).item_keys == ("3.4",)
    with pytest.raises(IllegalTransition):
        house.desk.add_slot(record.id, "Printers")
