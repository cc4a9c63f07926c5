"""An approval taken back: whoever approved may stop the minutes until they have gone out."""

from datetime import timedelta

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState, MeetingState, MinutesState
from mailflow.domain.message import Address, MailKind
from tests.builders import a_series, an_agenda
from tests.fakes import House

CHAIR = "ian.bird@example.org"
HOLD = timedelta(minutes=10)


@pytest.fixture
def house() -> House:
    """Give a meeting whose minutes are approved and held for ten minutes."""
    house = House()
    meeting_id = house.invited(an_agenda(series=a_series(approval_hold=HOLD, id=None)))
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    house.draft(meeting_id)
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))
    assert minutes_state(house) is MinutesState.APPROVED
    return house


def minutes_state(house: House) -> MinutesState:
    """Return the state of the newest revision."""
    with house.begin() as uow:
        draft = uow.minutes.find_current(MeetingId(1))
    assert draft
    return draft.state


def published(house: House) -> int:
    """Return to how many addresses minutes are owed."""
    return sum(entry.kind is MailKind.MINUTES for entry in house.entries())


@pytest.mark.parametrize("text", ["stop", "Hold on, the second item is wrong.", "STOP!!", "No"])
def test_any_answer_to_the_receipt_stops_the_minutes(house: House, text: str) -> None:
    """Nothing goes out, the draft comes back, and it can be approved anew."""
    record = house.receive(house.reply_to(CHAIR, text, kind=MailKind.APPROVAL_RECEIPT))
    house.clock.at += HOLD * 2
    house.release()
    assert (record.kind, record.state) == ("hold", InboundState.DONE)
    assert (minutes_state(house), published(house)) == (MinutesState.DRAFT, 0)
    assert len(house.mails_to(CHAIR, MailKind.DRAFT)) == 2
    with house.begin() as uow:
        assert uow.meetings.get(MeetingId(1)).state is MeetingState.IN_REVIEW
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))
    assert minutes_state(house) is MinutesState.APPROVED


def test_thanks_for_the_receipt_stop_nothing(house: House) -> None:
    """Politeness is no order."""
    record = house.receive(house.reply_to(CHAIR, "Thanks a lot!", kind=MailKind.APPROVAL_RECEIPT))
    assert record.state is InboundState.IGNORED
    assert minutes_state(house) is MinutesState.APPROVED


def test_nobody_else_can_stop_them(house: House) -> None:
    """A forwarded receipt in a stranger's hands waits for a person."""
    reply = house.reply_to(CHAIR, "stop", kind=MailKind.APPROVAL_RECEIPT, author=Address("mallory@example.net"))
    record = house.receive(reply)
    assert record.state is InboundState.TRIAGE
    assert minutes_state(house) is MinutesState.APPROVED


def test_published_minutes_cannot_be_held(house: House) -> None:
    """What has gone out cannot be taken back: a person must see it."""
    house.clock.at += HOLD * 2
    house.release()
    record = house.receive(house.reply_to(CHAIR, "stop", kind=MailKind.APPROVAL_RECEIPT))
    assert record.state is InboundState.TRIAGE
    assert published(house) > 0


def test_hold_is_in_the_audit_trail(house: House) -> None:
    """With the message that caused it."""
    record = house.receive(house.reply_to(CHAIR, "stop", kind=MailKind.APPROVAL_RECEIPT))
    (entry,) = house.trail("held")
    assert (entry.actor, entry.inbound_id) == (CHAIR, record.id)


def test_thanks_for_a_receipt_replace_no_report() -> None:
    """A speaker who thanks for the receipt keeps the report that was filed."""
    house = House()
    house.invited()
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    record = house.receive(house.reply_to("matthias@example.org", "Great, thanks!\nMatthias", kind=MailKind.RECEIPT))
    assert record.state is InboundState.IGNORED
    with house.begin() as uow:
        (slot, *_) = uow.meetings.get(MeetingId(1)).slots
    assert [report.text for report in slot.shown_reports] == ["All is well."]
