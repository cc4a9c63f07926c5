"""Under which title a digest offers to add an item for a mail that fits none."""

import pytest

from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import Address, MailKind
from tests.builders import a_series, a_speaker, an_agenda, an_inbound
from tests.fakes import House

SECRETARY = "sara@example.org"


@pytest.fixture
def house() -> House:
    """Give a house with meeting 1, to which everybody is invited, and a secretary."""
    house = House()
    house.invited(an_agenda(series=a_series(secretary=a_speaker("Sara Desk", email=SECRETARY, id=None))))
    return house


@pytest.mark.parametrize(
    ("subject", "decided"),
    [
        ("Portal", "added the slot 3.4 Portal"),
        ("[escape-tc] Portal", "added the slot 3.4 Portal"),
        ("Re: your printers", "a new item needs a title: A add TITLE"),
        ("AW: [escape-tc] Which item is your mail for?", "a new item needs a title"),
        ("", "added the slot 3.4 More"),
    ],
    ids=["subject", "tag", "answer", "answer to us", "none"],
)
def test_new_item_is_called_after_the_subject_of_a_new_mail(house: House, subject: str, decided: str) -> None:
    """An answer has the subject of another mail: there the secretary is to write a title, and is told so."""
    house.receive(an_inbound("The portal has a page.", subject=subject, authors=(Address("wanda@elsewhere.example", "Wanda Portal"),)))
    house.sweep()
    record = house.receive(house.reply_to(SECRETARY, "add", kind=MailKind.TRIAGE))
    assert (record.state, decided in record.reason) == (InboundState.DONE, True)
