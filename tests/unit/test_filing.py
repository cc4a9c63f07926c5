"""A matched report to its slot, with receipts; a calendar reply to the attendance of a person."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.agenda import AgendaItem, ItemKey, MeetingId
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.lifecycle import InboundState, MeetingState
from mailflow.domain.mails import ReceiptContext
from mailflow.domain.matching.kinds import Matched, SlotScore
from mailflow.domain.message import Address, Authentication, InboundMessage, MailKind, Proof
from mailflow.domain.records import CalendarReply, InboundRecord
from mailflow.services.machine_mail import Case
from tests.builders import (
    NOW,
    SERVICE_ADDRESS,
    START,
    a_calendar_reply,
    a_classified,
    a_speaker,
    an_attachment,
    an_inbound,
    an_inbound_outcome,
    an_inbound_record,
)
from tests.fakes import House

MEETING = MeetingId(1)
DELEGATE = Address("ada@example.net", "Ada Delegate")


@pytest.fixture
def house() -> House:
    """Give a house in which everybody is invited to meeting 1."""
    house = House()
    house.invited()
    return house


def slot(house: House, key: str) -> AgendaItem:
    """Return an item of the meeting."""
    with house.begin() as uow:
        found = uow.meetings.get(MEETING).find_item(key)
    assert found
    return found


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
    (report,) = slot(house, "3.1").reports
    assert (report.revision, report.author, report.text) == (1, "Matthias Fuessling", "All is well.\n\n* größer")
    assert (report.late, report.delegate, report.inbound_id, report.received_at) == (False, "", record.id, NOW)
    assert [(file.filename, file.size_bytes) for file in report.attachments] == [("slides.pdf", 8), ("b.pdf", 8)]
    assert record.reason == "filed under 3.1 CTA as revision 1"
    assert record.confidence == 1.0
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
    assert (context.slot.key, context.report.text, context.is_for_speaker) == ("3.1", "All is well.", False)
    assert [part.text for part in context.omitted] == ["> quoted"]
    (entry,) = (entry for entry in house.entries() if entry.kind is MailKind.RECEIPT)
    assert (entry.cause_id, entry.item_keys, entry.envelope_from) == (record.id, ("3.1",), "")


def test_answer_to_a_receipt_replaces_the_report(house: House) -> None:
    """It is the next revision; the slot shows the newest."""
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    record = house.receive(house.reply_to("matthias@example.org", "All is better.", kind=MailKind.RECEIPT))
    assert record.reason == "filed under 3.1 CTA as revision 2"
    assert [report.text for report in slot(house, "3.1").shown_reports] == ["All is better."]
    assert len(receipts(house)) == 2


def test_receipts_end_a_loop(house: House) -> None:
    """A machine that answers each receipt, and says nothing of being one, gets three in ten minutes; everything is filed."""
    record = house.receive(house.reply_to("matthias@example.org", "Answer 0."))
    for number in range(1, 10):
        house.clock.forward(seconds=20)
        record = house.receive(house.reply_to("matthias@example.org", f"Answer {number}.", kind=MailKind.RECEIPT))
    assert (len(receipts(house)), len(slot(house, "3.1").reports)) == (3, 10)
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
    assert slot(house, "3.1").reports[0].late is late
    assert record.reason.endswith(", late") is late


def test_two_speakers_share_a_slot(house: House) -> None:
    """The words of one never replace those of the other, whichever of their invitations they answer."""
    house.receive(house.reply_to("kay@example.org", "ARCA is well."))
    house.receive(
        house.reply_to("kay@example.org", "ORCA is well.", kind=MailKind.INVITATION, author=Address("Tamas@example.org", "Tamas"))
    )
    house.receive(house.reply_to("kay@example.org", "ARCA is better.", kind=MailKind.INVITATION))
    reports = slot(house, "3.3").shown_reports
    assert [(report.author, report.text, report.delegate) for report in reports] == [
        ("Kay Graf", "ARCA is better.", ""),
        ("Tamas Gal", "ORCA is well.", ""),
    ]


def test_delegate_is_shown_and_the_speaker_told(house: House) -> None:
    """Who has the token writes for the speaker: both get a receipt, and the speaker's says so."""
    record = house.receive(house.reply_to("matthias@example.org", "All is well.", author=DELEGATE))
    (report,) = slot(house, "3.1").reports
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
    matched = Matched(SlotScore(ItemKey(key), 0.6), a_speaker(email=email), DELEGATE.name, ())
    with house.begin() as uow:
        outcome = house.filing(uow, uow.inbound.get(inbound_id), a_classified(message), matched, an_inbound_outcome(reason=""))
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
    assert len(slot(house, "3.1").reports) == 1
    assert receipts(house) == ["matthias@example.org"]


def test_report_for_an_item_that_is_gone_goes_to_triage(house: House) -> None:
    """The agenda was changed since the mail went out."""
    record = file_directly(house, an_inbound(), key="9.9")
    assert (record.state, record.reason) == (InboundState.TRIAGE, "the agenda has no item 9.9 any more")
    assert receipts(house) == []


@pytest.mark.parametrize("state", [MeetingState.APPROVED, MeetingState.PUBLISHED, MeetingState.CANCELLED], ids=str)
def test_report_after_the_approval_goes_to_triage(house: House, state: MeetingState) -> None:
    """Approved minutes do not change in silence."""
    set_state(house, state)
    record = house.receive(house.reply_to("matthias@example.org", "All is well."))
    assert (record.state, record.item_keys) == (InboundState.TRIAGE, ("3.1",))
    assert record.reason == f"it came when the minutes were {state} already"
    assert slot(house, "3.1").reports == ()


def answer(house: House, reply: CalendarReply | None) -> InboundRecord:
    """Let a calendar reply come, or a calendar that is none."""
    calendar = house.calendar.reply(reply) if reply else b"nonsense"
    return house.receive(an_inbound("", calendar=calendar, message_id=f"<{hash(reply)}@example.org>"))


def an_answer(house: House, **changes: object) -> CalendarReply:
    """Return Matthias's acceptance of his event."""
    with house.begin() as uow:
        invitations = [uow.invitations.find_by_uid(f"event-{number}")[0] for number in range(1, 6)]
    uid = next(invitation.uid for invitation in invitations if invitation.address == "matthias@example.org")
    return replace(a_calendar_reply(uid), **changes)  # type: ignore[arg-type]


def rsvp(house: House) -> str:
    """Return what is known of Matthias's attendance."""
    return slot(house, "3.1").speakers[0].rsvp


def test_newer_answer_replaces_the_older(house: House) -> None:
    """And never the other way round, in whatever order the mails come; one without a stamp is as new as its arrival."""
    assert answer(house, an_answer(house)).state is InboundState.DONE
    assert rsvp(house) == "accepted"
    older = answer(house, an_answer(house, partstat="declined", stamped_at=NOW - timedelta(seconds=1)))
    assert (older.state, older.reason) == (InboundState.IGNORED, "an answer older than the one that is known")
    assert rsvp(house) == "accepted"
    house.clock.forward(minutes=1)
    answer(house, an_answer(house, partstat="tentative", stamped_at=None))
    assert rsvp(house) == "tentative"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"uid": "unknown"}, "it answers no calendar event of ours"),
        ({"attendee": "mallory@example.net"}, "it answers no calendar event of ours"),
        ({"partstat": "x-" + "perhaps" * 20}, "its calendar part cannot be read"),
    ],
    ids=["unknown event", "somebody else's event", "no answer that RFC 5545 knows"],
)
def test_answer_that_fits_nothing_goes_to_triage(house: House, change: dict[str, object], reason: str) -> None:
    """Nobody answers for somebody else, and only what can be understood is recorded."""
    record = answer(house, an_answer(house, **change))
    assert (record.state, record.reason) == (InboundState.TRIAGE, reason)
    assert rsvp(house) == ""


def test_calendar_that_is_no_reply_goes_to_triage(house: House) -> None:
    """As does one that cannot be read."""
    assert answer(house, None).reason == "its calendar part cannot be read"
    with house.begin() as uow:
        case = Case(an_inbound_record(), Authentication(Proof.NONE, ""), a_classified(kind=MessageKind.RSVP), answered=None)
        assert house.filing.attendance(uow, case).state is InboundState.TRIAGE


def from_another(house: House, author: Address, *, recipients: tuple[str, ...] = (SERVICE_ADDRESS,)) -> InboundRecord:
    """Let Matthias's acceptance come from somebody."""
    calendar = house.calendar.reply(an_answer(house))
    return house.receive(an_inbound("", authors=(author,), recipients=recipients, calendar=calendar))


@pytest.mark.parametrize("author", ["eve@example.net", "elena@example.org", "calendar-notification@example.com", ""])
def test_nobody_answers_a_calendar_for_somebody_else(house: House, author: str) -> None:
    """Whoever was passed the event knows its UID: strangers, other speakers, delegates and calendar services wait for a person."""
    record = from_another(house, Address(author))
    assert (record.state, rsvp(house)) == (InboundState.TRIAGE, "")
    assert record.reason == f"it says accepted for matthias@example.org, but comes from {author or 'nobody'}"


def test_calendar_reply_of_a_forged_address_is_not_recorded(house: House) -> None:
    """Where the server says that the address is not the author's."""
    house.authenticator.judgement = Authentication(Proof.FAIL, "DMARC fail for example.org")
    assert answer(house, an_answer(house)).reason.endswith("the address is not the author's (DMARC fail for example.org)")
    assert rsvp(house) == ""


@pytest.mark.parametrize(("address", "known"), [("matthias@example.org", "accepted"), ("elena@example.org", "")])
def test_a_delegate_answers_a_calendar_by_the_token_of_the_person(house: House, address: str, known: str) -> None:
    """That of another person's mail does not do."""
    tokens = house.reply_to(address, "").recipients
    from_another(house, Address("secretary@example.net"), recipients=tokens)
    assert rsvp(house) == known


def test_calendar_reply_of_two_authors_is_not_recorded(house: House) -> None:
    """Only one of them was proven."""
    calendar = house.calendar.reply(an_answer(house))
    authors = (Address("matthias@example.org"), Address("eve@example.net"))
    assert house.receive(an_inbound("", authors=authors, calendar=calendar)).state is InboundState.TRIAGE
