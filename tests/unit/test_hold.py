"""An approval taken back: whoever approved may stop the minutes until they have gone out."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState, MeetingState, MinutesState
from mailflow.domain.mails.chair import DraftContext
from mailflow.domain.message import Address, MailKind
from tests.builders import SERVICE_ADDRESS, a_series, a_speaker, an_agenda
from tests.fakes import NOT_PROVEN, House

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
    house.release_due()
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


@pytest.mark.parametrize(
    "change",
    [{"recipients": (SERVICE_ADDRESS,)}, {"authors": (Address(CHAIR), Address("mallory@example.net"))}],
    ids=["no token", "two authors"],
)
def test_doubtful_stop_goes_to_triage(house: House, change: dict[str, object]) -> None:
    """Where it is not sure that an approver writes, a person decides."""
    reply = house.reply_to(CHAIR, "stop", kind=MailKind.APPROVAL_RECEIPT)
    assert house.receive(replace(reply, **change)).state is InboundState.TRIAGE  # type: ignore[arg-type]
    assert minutes_state(house) is MinutesState.APPROVED


def test_deputy_may_stop_what_the_chair_approved() -> None:
    """The draft goes to all approvers once more, as far as they have an address, and says why."""
    house = House()
    deputies = (a_speaker("Dora Deputy", email="dora@example.org", id=None), a_speaker("Max Mute", email=None, id=None))
    house.drafted(an_agenda(series=a_series(deputies=deputies, id=None)))
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))
    record = house.receive(house.reply_to("dora@example.org", "Stop, 3.1 is wrong!", kind=MailKind.APPROVAL_RECEIPT))
    assert (record.state, record.reason) == (InboundState.DONE, "holds revision 1")
    assert [len(house.mails_to(approver, MailKind.DRAFT)) for approver in (CHAIR, "dora@example.org")] == [2, 2]
    context = house.renderer.last(MailKind.DRAFT)
    assert isinstance(context, DraftContext)
    assert context.notice == "Held, as Dora Deputy said so: nothing has gone out. An approval is needed anew."


def test_held_minutes_go_out_once(house: House) -> None:
    """After the second approval, with a receipt for each."""
    house.receive(house.reply_to(CHAIR, "wait", kind=MailKind.APPROVAL_RECEIPT))
    house.receive(house.reply_to(CHAIR, "OK", kind=MailKind.DRAFT))
    assert len(house.mails_to(CHAIR, MailKind.APPROVAL_RECEIPT)) == 2
    house.clock.at += HOLD
    assert [house.release_due(), house.release_due(), published(house)] == [1, 0, 1]


def test_held_minutes_can_be_approved_by_confirmation_again(house: House) -> None:
    """A chair whose mail is not authenticated is asked anew after the hold."""
    house.authenticator.judgement = NOT_PROVEN
    house.receive(house.reply_to(CHAIR, "wait", kind=MailKind.APPROVAL_RECEIPT))
    for number in (1, 2):
        house.receive(house.reply_to(CHAIR, "OK", kind=MailKind.DRAFT))
        assert len(house.mails_to(CHAIR, MailKind.CONFIRMATION)) == number
        assert house.receive(house.reply_to(CHAIR, "yes", kind=MailKind.CONFIRMATION)).reason == f"approves revision {number + 1}"
        house.receive(house.reply_to(CHAIR, "wait", kind=MailKind.APPROVAL_RECEIPT))


@pytest.mark.parametrize("kind", [MailKind.DRAFT, MailKind.CONFIRMATION, MailKind.APPROVAL_RECEIPT])
def test_what_was_sent_before_the_hold_approves_nothing_after_it(house: House, kind: MailKind) -> None:
    """A token is used once: the answer to the draft that came with the hold is the only one that counts."""
    if kind is MailKind.CONFIRMATION:
        house.receive(house.reply_to(CHAIR, "wait", kind=MailKind.APPROVAL_RECEIPT))
        house.authenticator.judgement = NOT_PROVEN
        house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))
        house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.CONFIRMATION))
        assert minutes_state(house) is MinutesState.APPROVED
    old = house.reply_to(CHAIR, "publish", kind=kind)
    house.receive(house.reply_to(CHAIR, "wait", kind=MailKind.APPROVAL_RECEIPT))
    record = house.receive(replace(old, message_id="<again@example.org>"))
    assert (record.state, minutes_state(house)) == (InboundState.REJECTED, MinutesState.DRAFT)
    assert "a newer revision" in record.reason


def test_the_hold_makes_the_next_revision_of_the_same_words(house: House) -> None:
    """Its text is that of the one that was approved, which is superseded."""
    house.receive(house.reply_to(CHAIR, "wait", kind=MailKind.APPROVAL_RECEIPT))
    with house.begin() as uow:
        first, second = uow.minutes.find_revision(MeetingId(1), 1), uow.minutes.find_current(MeetingId(1))
    assert first
    assert second
    assert (first.state, second.state, second.revision) == (MinutesState.SUPERSEDED, MinutesState.DRAFT, 2)
    assert first.sha256 == second.sha256


def test_the_receipt_of_an_earlier_approval_stops_the_minutes_as_well(house: House) -> None:
    """Whoever may approve says stop: in doubt nothing goes out."""
    stop = house.reply_to(CHAIR, "stop", kind=MailKind.APPROVAL_RECEIPT)
    house.receive(replace(stop, message_id="<first@example.org>"))
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))
    record = house.receive(replace(stop, text="Stop, please!"))
    assert (record.state, record.reason) == (InboundState.DONE, "holds revision 2")
    assert minutes_state(house) is MinutesState.DRAFT


def test_stop_of_an_older_revision_is_too_late(house: House) -> None:
    """It answers a receipt of what is superseded by now."""
    stop = house.reply_to(CHAIR, "stop", kind=MailKind.APPROVAL_RECEIPT)
    house.receive(replace(stop, message_id="<first@example.org>"))
    house.receive(house.reply_to("elena@example.org", "All is well."))
    house.draft(MeetingId(1))
    record = house.receive(stop)
    assert (record.state, record.reason) == (InboundState.TRIAGE, "revision 1 is superseded: it cannot be held any more")


def test_published_minutes_cannot_be_held(house: House) -> None:
    """What has gone out cannot be taken back: a person must see it."""
    house.clock.at += HOLD * 2
    house.release_due()
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
