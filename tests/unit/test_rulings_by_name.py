"""A message in triage put under any item by its name."""

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.answers import Decision, Ruling, parse_rulings
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import Address, MailKind
from tests.builders import SERVICE_ADDRESS, an_inbound
from tests.fakes import House

PLACES = ("3.1 CTA", "3.2 EGO", "3.10 Virtual Observatory")


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("A CTA", 0),
        ("A 3.2", 1),
        ("A under EGO", 1),
        ("A: put it under CTA", 0),
        ("a virtual observatory", 2),
        ("A 3.10 Virtual Observatory", 2),
    ],
)
def test_item_is_named_by_its_key_or_its_title(text: str, number: int) -> None:
    """With or without `under`."""
    assert parse_rulings(text, ("A", "B"), places=PLACES) == (Ruling("A", Decision.PLACE, number),)


@pytest.mark.parametrize("text", ["A 1", "A discard", "A add CTA"])
def test_other_words_come_first(text: str) -> None:
    """A number is that of a choice, and what is added may bear any title."""
    (ruling,) = parse_rulings(text, ("A", "B"), places=PLACES) or ()
    assert ruling.decision is not Decision.PLACE


@pytest.mark.parametrize("text", ["A SKA", "A CTA or EGO", "A not CTA", "A maybe"])
def test_what_names_no_item_decides_nothing(text: str) -> None:
    """Nor what names several."""
    assert parse_rulings(text, ("A", "B"), places=PLACES) is None


def test_stranger_is_put_under_an_item_by_mail() -> None:
    """Though nothing led there; the report is filed as the stranger's for the speaker."""
    house = House()
    house.invited()
    stranger = Address("mark@ext.example.net", "Mark Allen")
    house.receive(an_inbound("The tests went well.", subject="Hello", authors=(stranger,), recipients=(SERVICE_ADDRESS,)))
    house.sweep()
    answer = house.receive(house.reply_to("ian.bird@example.org", "EGO", kind=MailKind.TRIAGE))
    assert (answer.state, answer.reason) == (InboundState.DONE, "A: filed under 3.2 EGO")
    house.ingest.claim([house.records()[0].id])
    house.ingest(house.records()[0].id)
    with house.begin() as uow:
        item = uow.meetings.get(MeetingId(1)).find_item("3.2")
    assert item is not None
    assert [(report.text, report.delegate) for report in item.reports] == [("The tests went well.", "Mark Allen")]
