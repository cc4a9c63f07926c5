"""A matched report to its slot, with receipts; a calendar reply to the attendance of a person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.agenda import ItemKey, MeetingId
from mailflow.domain.lifecycle import InboundState, MeetingState
from mailflow.domain.mails.chair import ForwardContext, ForwardKind
from mailflow.domain.mails.speakers import ReceiptContext
from mailflow.domain.matching.kinds import Matched, Placement, SlotScore
from mailflow.domain.message import Address, InboundMessage, MailKind
from mailflow.domain.records import InboundRecord
from mailflow.services.machine_mail import Case
from tests.builders import (
    NOW,
    START,
    a_classified,
    a_speaker,
    an_attachment,
    an_inbound,
    an_inbound_outcome,
)
from tests.fakes import PROVEN, House

MEETING = MeetingId(1)
DELEGATE = Address("ada@example.net", "Ada Delegate")


@pytest.fixture
def house() -> House:
    """Give a house in which everybody is invited to meeting 1."""
    house = House()
    house.invited()
    return house


def receipts(house: House) -> list[str]:
    """Return to whom receipts are owed, in alphabetical order."""
    return sorted(entry.recipient.email for entry in house.entries() if entry.kind is MailKind.RECEIPT)


def set_state(house: House, state: MeetingState) -> None:
    """Put the meeting into a state."""
    with house.begin() as uow:
        uow.meetings.save_state(replace(uow.meetings.get(MEETING), state=state))
        uow.commit()


def test_report_is_filed_as_it_was_written(house: House) -> None:
    """Text, author, time, cause and files; the meeting collects from then on."""
    reply = replace(
        house.reply_to("matthias@example.org", "All is well.\n\n* größer"), attachments=(an_attachment(), an_attachment("b.pdf"))
    )
    record = house.receive(reply)
    (report,) = house.slot("3.1").reports
    assert (report.revision, report.author, report.text) == (1, "Matthias Fuessling", "All is well.\n\n* größer")
    assert (report.late, report.delegate, report.inbound_id, report.received_at) == (False, "", record.id, NOW)
    assert [(file.filename, file.size_bytes) for file in report.attachments] == [("slides.pdf", 8), ("b.pdf", 8)]
    assert record.reason == "filed under 3.1 CTA as revision 1"
    assert 0.99 < (record.confidence or 0) <= 1
    with house.begin() as uow:
        assert uow.files.get(report.attachments[0].sha256) == b"%PDF-1.4"
        assert uow.meetings.get(MEETING).state is MeetingState.COLLECTING


def test_sender_gets_a_receipt_in_the_thread(house: House) -> None:
    """It says what was filed where and what was left out, answers the mail, and can be answered itself."""
    reply = house.reply_to("matthias@example.org", "All is well.\n\n> quoted")
    record = house.receive(reply)
    receipt = house.mails_to("matthias@example.org", MailKind.RECEIPT)[0]
    assert receipt.references == (reply.message_id, *reply.references)
    context = house.renderer.last(MailKind.RECEIPT)
    assert isinstance(context, ReceiptContext)
    (filed,) = context.filed
    assert (filed.slot.key, filed.report.text, context.is_for_speaker) == ("3.1", "All is well.", False)
    assert [part.text for part in context.omitted] == ["> quoted"]
    (entry,) = (entry for entry in house.entries() if entry.kind is MailKind.RECEIPT)
    assert (entry.cause_id, entry.item_keys, entry.envelope_from) == (record.id, ("3.1",), "")


def test_answer_to_a_receipt_replaces_the_report(house: House) -> None:
    """It is the next revision; the slot shows the newest."""
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    record = house.receive(house.reply_to("matthias@example.org", "All is better.", kind=MailKind.RECEIPT))
    assert record.reason == "filed under 3.1 CTA as revision 2"
    assert [report.text for report in house.slot("3.1").shown_reports] == ["All is better."]
    assert len(receipts(house)) == 2


def test_receipts_end_a_loop(house: House) -> None:
    """A machine that answers each receipt, and says nothing of being one, gets three in ten minutes; everything is filed."""
    record = house.receive(house.reply_to("matthias@example.org", "Answer 0."))
    for number in range(1, 10):
        house.clock.forward(seconds=20)
        record = house.receive(house.reply_to("matthias@example.org", f"Answer {number}.", kind=MailKind.RECEIPT))
    assert (len(receipts(house)), len(house.slot("3.1").reports)) == (3, 10)
    assert record.reason.endswith("without a receipt: so many came that a machine may answer ours")
    house.clock.forward(minutes=11)
    house.receive(house.reply_to("matthias@example.org", "Better.", kind=MailKind.RECEIPT))
    assert len(receipts(house)) == 4


def test_receipts_of_a_slot_are_twelve_a_day(house: House) -> None:
    """However slowly the machine answers."""
    house.clock.at = START - timedelta(days=2)
    house.receive(house.reply_to("matthias@example.org", "Answer 0."))
    for number in range(1, 20):
        house.clock.forward(minutes=30)
        house.receive(house.reply_to("matthias@example.org", f"Answer {number}.", kind=MailKind.RECEIPT))
    assert len(receipts(house)) == 12


def test_receipt_to_a_mail_without_an_id_is_in_no_thread(house: House) -> None:
    """There is nothing to refer to."""
    house.receive(replace(house.reply_to("matthias@example.org", "All is well."), message_id=""))
    assert house.mails_to("matthias@example.org", MailKind.RECEIPT)[0].references == ()


@pytest.mark.parametrize(("seconds", "late"), [(-1, False), (0, False), (1, True)], ids=["before", "at", "after the start"])
def test_report_after_the_start_is_late(house: House, seconds: int, late: bool) -> None:  # noqa: FBT001 - a table
    """It is filed all the same, and marked."""
    house.clock.at = START + timedelta(seconds=seconds)
    record = house.receive(house.reply_to("matthias@example.org", "All is well."))
    assert house.slot("3.1").reports[0].late is late
    assert record.reason.endswith(", late") is late


def test_two_speakers_share_a_slot(house: House) -> None:
    """The words of one never replace those of the other, whichever of their invitations they answer."""
    house.receive(house.reply_to("kay@example.org", "ARCA is well."))
    house.receive(
        house.reply_to("kay@example.org", "ORCA is well.", kind=MailKind.INVITATION, author=Address("Tamas@example.org", "Tamas"))
    )
    house.receive(house.reply_to("kay@example.org", "ARCA is better.", kind=MailKind.INVITATION))
    reports = house.slot("3.3").shown_reports
    assert [(report.author, report.text, report.delegate) for report in reports] == [
        ("Kay Graf", "ARCA is better.", ""),
        ("Tamas Gal", "ORCA is well.", ""),
    ]


def test_delegate_is_shown_and_the_speaker_told(house: House) -> None:
    """Who has the token writes for the speaker: both get a receipt, and the speaker's says so."""
    record = house.receive(house.reply_to("matthias@example.org", "All is well.", author=DELEGATE))
    (report,) = house.slot("3.1").reports
    assert (report.author, report.delegate) == ("Matthias Fuessling", "Ada Delegate")
    assert record.state is InboundState.DONE
    assert receipts(house) == ["ada@example.net", "matthias@example.org"]
    for_whom = {
        context.recipient.email: context.is_for_speaker for context in house.renderer.contexts if isinstance(context, ReceiptContext)
    }
    assert for_whom == {"ada@example.net": False, "matthias@example.org": True}


def file_directly(house: House, message: InboundMessage, *, key: str = "3.1", email: str | None = "matthias@example.org") -> InboundRecord:
    """File a message that was matched to an item on behalf of a speaker, without asking whether it should be."""
    inbound_id = house.arrive(message)
    placement = Placement(SlotScore(MEETING, ItemKey(key), 0.6), a_speaker(email=email), DELEGATE.name, message.text)
    with house.begin() as uow:
        case = Case(uow.inbound.get(inbound_id), PROVEN, a_classified(message), answered=None)
        outcome = house.filing(uow, case, Matched((placement,), ()), an_inbound_outcome(reason=""))
        uow.inbound.record(inbound_id, outcome, at=house.clock.now())
        uow.commit()
    return house.records()[-1]


def test_speaker_without_an_address_is_not_told(house: House) -> None:
    """There is nowhere to tell them; the delegate gets the receipt."""
    file_directly(house, an_inbound(authors=(DELEGATE,)), email=None)
    assert receipts(house) == ["ada@example.net"]


def test_same_message_is_filed_once_and_answered_once(house: House) -> None:
    """A message that is read twice, as after a replay, makes no second revision and no second receipt."""
    record = house.receive(house.reply_to("matthias@example.org", "All is well."))
    house.desk.replay([record.id])
    house.ingest.claim([record.id])
    house.ingest(record.id)
    again = house.records()[-1]
    assert (again.state, again.reason) == (InboundState.DONE, "filed under 3.1 before")
    assert len(house.slot("3.1").reports) == 1
    assert receipts(house) == ["matthias@example.org"]


def test_report_for_an_item_that_is_gone_goes_to_triage(house: House) -> None:
    """The agenda was changed since the mail went out."""
    record = file_directly(house, an_inbound(), key="9.9")
    assert (record.state, record.reason) == (InboundState.TRIAGE, "the agenda has no item 9.9 any more")
    assert receipts(house) == []


@pytest.mark.parametrize("state", [MeetingState.APPROVED, MeetingState.PUBLISHED], ids=str)
def test_report_after_the_approval_goes_to_the_chair(house: House, state: MeetingState) -> None:
    """Approved minutes do not change in silence: the chair gets it as a correction, and its author is told so, once."""
    set_state(house, state)
    record = house.receive(house.reply_to("matthias@example.org", "All is well."))
    assert (record.state, record.item_keys) == (InboundState.DONE, ("3.1",))
    assert record.reason == f"it came when the minutes were {state}: passed on to the chair as a correction"
    assert house.slot("3.1").reports == ()
    (forward,) = house.mails_to("ian.bird@example.org", MailKind.FORWARD)
    (notice,) = house.mails_to("matthias@example.org", MailKind.NOTICE)
    context = house.renderer.contexts[-2]
    assert isinstance(context, ForwardContext)
    assert (context.forward, context.words, context.author.email) == (ForwardKind.CORRECTION, "All is well.", "matthias@example.org")
    assert (forward.reply_to != notice.reply_to, receipts(house)) == (True, [])
    assert replayed(house, record).reason == "passed on to the chair before: a correction"


def test_report_to_a_cancelled_meeting_goes_to_triage(house: House) -> None:
    """There is nothing that it could be part of."""
    set_state(house, MeetingState.CANCELLED)
    record = house.receive(house.reply_to("matthias@example.org", "All is well."))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "it came when the meeting was cancelled already")


def replayed(house: House, record: InboundRecord) -> InboundRecord:
    """Let a message be read anew."""
    house.desk.replay([record.id])
    house.ingest.claim([record.id])
    house.ingest(record.id)
    return next(again for again in house.records() if again.id == record.id)
