"""What one message is and what becomes of it: every kind ends in one state, with a reason."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain import reply_address
from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.chair import AttendanceContext, ClarificationContext
from mailflow.domain.message import CUT, Address, Authentication, Forwarded, InboundMessage, MailKind, OutboundId, Proof
from tests.builders import (
    NOW,
    SERVICE_ADDRESS,
    SIGNING_KEY,
    a_bounce_report,
    a_calendar_reply,
    a_meeting,
    an_agenda,
    an_attachment,
    an_inbound,
    an_item,
    an_outbox_entry,
    some_marks,
)
from tests.fakes import House

ELENA = Address("elena@example.org", "Elena Cuoco")
STRANGER = Address("mallory@example.net", "Mallory")


@pytest.fixture
def house() -> House:
    """Give a house in which everybody is invited to meeting 1."""
    house = House()
    house.invited()
    return house


def without_token(message: InboundMessage) -> InboundMessage:
    """Return a reply that came to the plain address."""
    return replace(message, recipients=(SERVICE_ADDRESS,))


def without_thread(message: InboundMessage) -> InboundMessage:
    """Return a reply that names no mail of ours."""
    return replace(message, references=())


def test_token_alone_leads_to_the_slot(house: House) -> None:
    """A client that drops In-Reply-To loses nothing."""
    record = house.receive(without_thread(house.reply_to("elena@example.org", "All is well.")))
    assert (record.state, record.item_keys, record.meeting_id) == (InboundState.DONE, ("3.2",), 1)
    assert "token" in {evidence.signal for evidence in record.evidence}


def test_known_message_id_leads_to_the_slot(house: House) -> None:
    """A client that ignores Reply-To loses nothing either."""
    record = house.receive(without_token(house.reply_to("elena@example.org", "All is well.")))
    assert (record.state, record.item_keys) == (InboundState.DONE, ("3.2",))
    assert "thread" in {evidence.signal for evidence in record.evidence}


def test_token_counts_more_than_the_thread(house: House) -> None:
    """Who answers in the wrong thread but to the right address means the address."""
    elena, matthias = (house.reply_to(f"{name}@example.org", "All is well.") for name in ("elena", "matthias"))
    mixed = replace(elena, references=matthias.references)
    assert house.receive(mixed).item_keys == ("3.2",)


def test_nearest_known_mail_is_answered(house: House) -> None:
    """References to strangers' mails are passed over."""
    reply = without_token(house.reply_to("elena@example.org", "All is well."))
    threaded = replace(reply, references=("<other@example.net>", *reply.references, "<older@example.net>"))
    assert house.receive(threaded).item_keys == ("3.2",)


def forged(address: str, **changes: str) -> str:
    """Return a reply address with another signature."""
    local, _, host = address.partition("@")
    return f"{local[:-1]}{'0' if local[-1] != '0' else '1'}@{host}"


def expired(address: str) -> str:
    """Return the reply address of the same mail, signed long ago."""
    target = reply_address.verify(address, key=SIGNING_KEY, now=NOW)
    return reply_address.sign(SERVICE_ADDRESS, target, key=SIGNING_KEY, expires_at=NOW - timedelta(seconds=1))


def of_no_mail(_address: str) -> str:
    """Return a rightly signed address of a mail that is not there (the database was restored)."""
    return reply_address.sign(SERVICE_ADDRESS, OutboundId("aaaaaaaaaaaa"), key=SIGNING_KEY, expires_at=NOW + timedelta(days=1))


@pytest.mark.parametrize("spoil", [forged, expired, of_no_mail], ids=["forged", "expired", "of no mail"])
def test_bad_token_is_no_token(house: House, spoil: object) -> None:
    """It leads nowhere; the thread still does, and weighs less."""
    reply = house.reply_to("elena@example.org", "All is well.")
    assert callable(spoil)
    spoilt = replace(reply, recipients=(spoil(reply.recipients[0]),))
    assert house.receive(replace(without_thread(spoilt), authors=(STRANGER,))).state is InboundState.TRIAGE
    record = house.receive(replace(spoilt, message_id="<second@example.org>"))
    assert record.item_keys == ("3.2",)
    assert "token" not in {evidence.signal for evidence in record.evidence}


def test_stranger_without_the_token_goes_to_triage(house: House) -> None:
    """Whoever only saw a mail of ours is not believed."""
    record = house.receive(without_token(house.reply_to("elena@example.org", "I was at the meeting.", author=STRANGER)))
    assert record.state is InboundState.TRIAGE
    assert record.reason == "a stranger answers without the reply address that we gave"
    assert record.text == "I was at the meeting."
    assert len(house.entries()) == 5


def test_mail_without_one_author_goes_to_triage(house: House) -> None:
    """With none there is nobody to be told; with two, one of them may be made up."""
    reply = house.reply_to("elena@example.org", "All is well.")
    nobody = house.receive(replace(reply, authors=()))
    both = house.receive(replace(reply, authors=(*reply.authors, STRANGER), message_id="<second@example.org>"))
    assert {nobody.state, both.state} == {InboundState.TRIAGE}
    assert nobody.reason == both.reason == "the mail names several authors or none"
    assert len(house.entries()) == 5


def test_report_that_was_not_read_to_its_end_goes_to_triage(house: House) -> None:
    """The words that stand behind the limit would be missing in the minutes."""
    reply = house.reply_to("elena@example.org", "All is well.")
    record = house.receive(replace(reply, defects=(f"{CUT}text longer than 2000000 characters",)))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "it was not read to its end (text longer than 2000000 characters)")
    assert house.receive(replace(reply, message_id="<2@example.org>", defects=("no Date",))).state is InboundState.DONE


def test_reply_that_fits_two_slots_is_asked_about() -> None:
    """It is never guessed which of a person's slots is meant."""
    house = House()
    house.invited(an_agenda(meeting=a_meeting(items=(an_item("1", "CTA"), an_item("2", "EGO")), id=None)))
    record = house.receive(house.reply_to("matthias@example.org", "All is well."))
    assert (record.state, record.item_keys) == (InboundState.TRIAGE, ("1", "2"))
    assert record.reason == "it could be for 1 CTA or 2 EGO: its author was asked"
    (question,) = house.mails_to("matthias@example.org", MailKind.QUESTION)
    assert question.references == (record.message_id,)


def test_reply_of_a_chair_without_a_slot_goes_to_triage(house: House) -> None:
    """The invitation to the chair was about no slot, and what they say is about none."""
    record = house.receive(house.reply_to("ian.bird@example.org", "Let us begin earlier."))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "nothing on the agenda fits")
    assert house.mails_to("ian.bird@example.org", MailKind.QUESTION) == []


def test_answer_to_a_mail_about_no_meeting_goes_to_triage(house: House) -> None:
    """There is nobody to whom it could belong."""
    entry = an_outbox_entry(meeting_id=None)
    with house.begin() as uow:
        uow.outbox.add(entry, b"octets")
        uow.commit()
    record = house.receive(an_inbound("All is well.", authors=(STRANGER,), references=(entry.message_id,)))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "a stranger answers without the reply address that we gave")


def test_strangers_mail_out_of_the_blue_goes_to_triage(house: House) -> None:
    """Nothing to go by: kept, with the reason, and answered by nobody."""
    record = house.receive(an_inbound("hello", authors=(STRANGER,)))
    assert (record.state, record.kind) == (InboundState.TRIAGE, "unknown")
    assert record.reason == "a stranger writes, and it answers no mail of ours"
    assert len(house.entries()) == 5


def test_speakers_mail_out_of_the_blue_is_filed(house: House) -> None:
    """A new mail from a known address leads to the only slot of its author, with a receipt."""
    record = house.receive(an_inbound("The mirror is mounted.", authors=(ELENA,)))
    assert (record.state, record.kind, record.item_keys) == (InboundState.DONE, "report", ("3.2",))
    assert {"sender"} <= {one.signal for one in record.evidence}
    assert len(house.mails_to(ELENA.email, MailKind.RECEIPT)) == 1


def test_empty_reply_goes_to_triage(house: House) -> None:
    """Quoted text alone is no report; what was left out is kept."""
    record = house.receive(house.reply_to("elena@example.org", "> All is quoted."))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "no newly written text")
    assert record.omitted == "> All is quoted."


def test_copy_is_marked(house: House) -> None:
    """The same Message-ID and the same content, by another way: kept, marked, and filed once."""
    reply = house.reply_to("elena@example.org", "All is well.", author=Address("elena@example.org", "Elena Cuoco"))
    first = house.receive(reply)
    second = house.receive(replace(reply, recipients=(*reply.recipients, "list@example.org")))
    assert (second.state, second.copy_of, second.reason) == (InboundState.IGNORED, first.id, f"a copy of message {first.id}")
    with house.begin() as uow:
        assert len(uow.meetings.get(MeetingId(1)).slots[1].reports) == 1


def test_mail_without_an_id_is_filed_once(house: House) -> None:
    """A folder that gets another UIDVALIDITY comes once more; the octets tell that it is the same mail."""
    reply = replace(house.reply_to("elena@example.org", "All is well."), message_id="")
    first = house.receive(reply)
    assert first.state is InboundState.DONE
    house.mailbox.uidvalidity += 1
    again = house.receive(reply)
    assert (again.state, again.copy_of) == (InboundState.IGNORED, first.id)
    with house.begin() as uow:
        assert len(uow.meetings.get(MeetingId(1)).slots[1].reports) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"text": "All is bad."},
        {"attachments": (an_attachment(),)},
        {"authors": (Address("rosa@example.net", "Rosa"),)},
        {"subject": "Other"},
    ],
    ids=["text", "attachment", "author", "subject"],
)
def test_message_that_says_something_else_is_no_copy(house: House, change: dict[str, object]) -> None:
    """Somebody who sends a Message-ID ahead does not swallow the mail that bears it."""
    reply = house.reply_to("elena@example.org", "All is well.")
    house.receive(reply)
    second = house.receive(replace(reply, **change))  # type: ignore[arg-type]
    assert second.copy_of is None
    assert second.state is InboundState.DONE
    assert second.evidence[1].detail == "message 1 has the same Message-ID, and says something else"


@pytest.mark.parametrize(
    "change",
    [
        {"rich": "All is bad."},
        {"calendar": b"REPLY 1 elena@example.org accepted 0 -"},
        {"forwarded": (Forwarded(Address("kay@example.org"), "Fwd", "All is bad."),)},
        {"encrypted": "PGP"},
        {"report": a_bounce_report()},
        {"attachments": (an_attachment("other.pdf"),)},
    ],
    ids=["HTML", "calendar", "forwarded mail", "cipher", "delivery report", "file name"],
)
def test_message_of_which_anything_that_is_read_differs_is_no_copy(house: House, change: dict[str, object]) -> None:
    """The plain text may be a stub that all such mails share."""
    reply = replace(house.reply_to("elena@example.org", "Please see the HTML part."), attachments=(an_attachment(),))
    house.receive(reply)
    second = house.receive(replace(reply, **change))  # type: ignore[arg-type]
    assert second.copy_of is None
    assert "message 1 has the same Message-ID, and says something else" in [evidence.detail for evidence in second.evidence]


def test_mail_of_our_own_is_ignored(house: House) -> None:
    """What comes back to us is answered by nobody: that would be a loop."""
    house.mailbox.append(next(iter(house.codec.sent)))
    house.collect(house.mailbox)
    house.ingest(house.records()[-1].id)
    record = house.records()[-1]
    assert (record.state, record.reason) == (InboundState.IGNORED, "a mail of our own came back")


def test_automatic_mail_decides_nothing(house: House) -> None:
    """An absence notice is kept, and neither filed nor answered."""
    reply = replace(house.reply_to("elena@example.org", "I am away."), marks=some_marks("Auto-Submitted: auto-replied"))
    record = house.receive(reply)
    assert (record.state, record.kind) == (InboundState.IGNORED, "auto_reply")
    assert record.reason == "an automatic mail (Auto-Submitted: auto-replied)"
    assert len(house.entries()) == 5


def test_automatic_approval_decides_nothing() -> None:
    """A machine that answers "OK" to the draft approves nothing."""
    house = House()
    house.drafted()
    record = house.receive(replace(house.reply_to("ian.bird@example.org", "OK", kind=MailKind.DRAFT), marks=some_marks("X-Autoreply: yes")))
    assert (record.state, record.kind) == (InboundState.TRIAGE, "auto_reply")
    assert len(house.trail("approved")) == 0


WEAK = ["List-Id: <staff.example.org>", "Precedence: list", "Precedence: bulk", "X-Auto-Response-Suppress: All"]


def test_words_like_a_calendars_by_way_of_a_list_go_to_triage(house: House) -> None:
    """Only beside a calendar reply are they the calendar's."""
    reply = replace(house.reply_to("elena@example.org", "Our event was accepted."), marks=some_marks(WEAK[0]))
    assert house.receive(reply).state is InboundState.TRIAGE


@pytest.mark.parametrize("mark", WEAK)
def test_persons_words_by_way_of_a_list_go_to_triage(house: House, mark: str) -> None:
    """Our token came back with new text under a mark that lists and relays put on a person's mail as well: a person decides."""
    reply = replace(house.reply_to("elena@example.org", "All is well."), marks=some_marks(mark))
    record = house.receive(reply)
    assert (record.state, record.kind) == (InboundState.TRIAGE, "report")
    assert record.reason == f"it answers us in its own words, but may be automatic or by way of a list ({mark})"
    assert len(house.entries()) == 5


def test_approval_by_way_of_a_list_goes_to_triage() -> None:
    """It approves nothing by itself."""
    house = House()
    house.drafted()
    record = house.receive(replace(house.reply_to("ian.bird@example.org", "OK", kind=MailKind.DRAFT), marks=some_marks("Precedence: bulk")))
    assert record.state is InboundState.TRIAGE
    assert len(house.trail("approved")) == 0


SURE = ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Return-Path: <>", "Precedence: junk"]


@pytest.mark.parametrize("mark", SURE)
def test_speakers_own_words_under_a_machines_mark_go_to_triage(house: House, mark: str) -> None:
    """A program may send a report for a speaker: it decides nothing, is answered by nobody, and a person reads it."""
    record = house.receive(replace(house.reply_to("elena@example.org", "All is well."), marks=some_marks(mark)))
    assert (record.state, record.kind) == (InboundState.TRIAGE, "auto_reply")
    assert record.reason == f"it answers us in its own words, but is marked as automatic ({mark})"
    assert len(house.entries()) == 5


def test_slides_under_a_machines_mark_go_to_triage(house: House) -> None:
    """A file is more than a notice."""
    reply = replace(house.reply_to("elena@example.org", "I am away."), marks=some_marks(SURE[0]), attachments=(an_attachment(),))
    assert house.receive(reply).state is InboundState.TRIAGE


@pytest.mark.parametrize(
    ("author", "text"),
    [(None, "I am away until Friday."), (None, ""), (None, "Thank you!"), (STRANGER, "All is well.")],
    ids=["notice", "empty", "thanks", "stranger"],
)
@pytest.mark.parametrize("mark", SURE)
def test_machines_words_are_set_aside(house: House, mark: str, author: Address | None, text: str) -> None:
    """A notice, no words of their own, or nobody whom we know."""
    reply = replace(house.reply_to("elena@example.org", text, author=author), marks=some_marks(mark))
    assert house.receive(reply).state is InboundState.IGNORED
    assert len(house.entries()) == 5


def test_what_comes_by_way_of_a_list_is_read_like_other_mail(house: House) -> None:
    """Thanks are set aside, no text goes to triage, and a report waits for a person."""
    reply = without_token(replace(house.reply_to("elena@example.org", "All is well."), marks=some_marks(WEAK[0])))
    states = [
        house.receive(replace(reply, text=text, message_id=f"<list-{number}@example.org>")).state
        for number, text in enumerate(("Thank you!", "", "All is well."))
    ]
    assert states == [InboundState.IGNORED, InboundState.TRIAGE, InboundState.TRIAGE]


def test_bounce_is_done(house: House) -> None:
    """It is recorded of which mail, for whom, and why, where that is known; and by what, as anybody can write a bounce."""
    reply = replace(house.reply_to("elena@example.org", "No such user."), report=a_bounce_report())
    known = house.mails_to("elena@example.org")[0].id
    assert house.receive(reply).reason == f"a delivery report of mail {known}: hard: elena@example.org (5.1.1)"
    record = house.receive(replace(without_thread(without_token(reply)), message_id="<2@example.org>"))
    assert (record.state, record.reason) == (
        InboundState.DONE,
        "a delivery report of no known mail: hard: elena@example.org (5.1.1)",
    )


def test_calendar_reply_is_attendance(house: House) -> None:
    """It is recorded for the person, and answered by nobody."""
    with house.begin() as uow:
        invitation = next(
            found for number in range(1, 6) for found in uow.invitations.find_by_uid(f"event-{number}") if found.person_id == 3
        )
    answer = house.calendar.reply(a_calendar_reply(invitation.uid, attendee="Elena@example.org"))
    record = house.receive(an_inbound("", authors=(ELENA,), calendar=answer))
    assert (record.state, record.kind, record.reason) == (InboundState.DONE, "rsvp", "Elena@example.org: accepted")
    with house.begin() as uow:
        assert uow.meetings.get(MeetingId(1)).slots[1].speakers[0].rsvp == "accepted"
    assert len(house.entries()) == 5


def calendar_answer(house: House, text: str) -> InboundMessage:
    """Return Elena's acceptance with a text beside it."""
    with house.begin() as uow:
        found = (invitation for number in range(1, 6) for invitation in uow.invitations.find_by_uid(f"event-{number}"))
        uid = next(invitation.uid for invitation in found if invitation.person_id == 3)
    return an_inbound(text, authors=(ELENA,), calendar=house.calendar.reply(a_calendar_reply(uid, attendee="elena@example.org")))


@pytest.mark.parametrize(
    "text",
    [
        "All telescopes observe.",
        "Accepted, and this is my report:\n\nall is well.",
        "I accepted the invitation.\n\nAll is well.",
        "Elena accepted this invitation with a note:\n\nLate.",
        "A whole report. " * 20,
    ],
)
def test_words_beside_a_calendar_reply_reach_the_chair(house: House, text: str) -> None:
    """The attendance is recorded, and what was written is not lost; what is as long as a report waits for a person besides."""
    record = house.receive(calendar_answer(house, text))
    is_long = len(text) > 200
    assert record.state is (InboundState.TRIAGE if is_long else InboundState.DONE)
    passed_on = "elena@example.org: accepted; what it says besides was passed on to the chair"
    assert record.reason == passed_on + (", and may be a report" if is_long else "")
    context = house.renderer.last(MailKind.ATTENDANCE)
    assert isinstance(context, AttendanceContext)
    assert (context.words, context.answer, context.recipient.email) == (" ".join(text.split()), "accepted", "ian.bird@example.org")
    with house.begin() as uow:
        assert uow.meetings.get(MeetingId(1)).slots[1].speakers[0].rsvp == "accepted"


@pytest.mark.parametrize(
    "text",
    [
        "Thanks!",
        "Elena Cuoco has accepted this invitation.\n\nTechnical Coordination Meeting\nWednesday 3 March 2021",
        "Elena Cuoco has declined the event: Technical Coordination Meeting",
        "Elena Cuoco a accepté votre invitation.",
        "Accepted: Technical Coordination Meeting",
        "Elena Cuoco hat die Einladung angenommen.",
    ],
)
def test_words_of_a_calendar_are_no_message(house: House, text: str) -> None:
    """Clients add them by themselves."""
    assert house.receive(calendar_answer(house, text)).state is InboundState.DONE


@pytest.mark.parametrize(("proof", "state"), [(Proof.FAIL, InboundState.TRIAGE), (Proof.NONE, InboundState.DONE)])
def test_report_without_the_token_from_a_forged_address_goes_to_triage(house: House, proof: Proof, state: InboundState) -> None:
    """A Message-ID is known to many; where the server says that the address is not the author's, a person decides."""
    house.authenticator.judgement = Authentication(proof, "DMARC fail for example.org")
    reply = house.reply_to("elena@example.org", "All is well.")
    record = house.receive(without_token(reply))
    assert record.state is state
    if state is InboundState.TRIAGE:
        assert record.reason == "it has no token, and the address is not the author's (DMARC fail for example.org)"
    assert house.receive(replace(reply, message_id="<token@example.org>", text="All is well again.")).state is InboundState.DONE


def test_what_is_not_clear_about_a_draft_is_asked_back() -> None:
    """Anything beside an approval phrase that is no edit either approves nothing."""
    house = House()
    house.drafted()
    record = house.receive(house.reply_to("ian.bird@example.org", "Approved, but 3.1 is wrong.", kind=MailKind.DRAFT))
    assert (record.state, record.kind) == (InboundState.REJECTED, "edit")
    assert record.reason == "a reply to a draft that says more than an approval; its author was asked"
    assert house.mails_to("ian.bird@example.org", MailKind.CONFIRMATION) == []
    assert len(house.mails_to("ian.bird@example.org", MailKind.CLARIFICATION)) == 1
    context = house.renderer.last(MailKind.CLARIFICATION)
    assert isinstance(context, ClarificationContext)
    assert (context.reason, context.words) == ("a reply to a draft that says more than an approval", "Approved, but 3.1 is wrong.")


@pytest.mark.parametrize(
    ("kind", "text"),
    [(MailKind.DRAFT, "approve"), (MailKind.APPROVAL_RECEIPT, "Stop, 3.1 is wrong."), (MailKind.DRAFT, "3.1 is wrong.")],
    ids=["approval", "hold", "edit"],
)
def test_answer_to_a_draft_about_no_meeting_goes_to_triage(house: House, kind: MailKind, text: str) -> None:
    """It is no draft of which we know anything."""
    entry = an_outbox_entry(kind, meeting_id=None)
    with house.begin() as uow:
        uow.outbox.add(entry, b"octets")
        uow.commit()
    record = house.receive(an_inbound(text, references=(entry.message_id,)))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "it answers no draft of ours")


def test_approval_is_decided_at_the_desk() -> None:
    """The decision is the state and the reason of the message."""
    house = House()
    house.drafted()
    record = house.receive(house.reply_to("ian.bird@example.org", "approve", kind=MailKind.DRAFT))
    assert (record.state, record.kind, record.reason) == (InboundState.DONE, "approval", "approves revision 1")


def test_order_is_no_report() -> None:
    """A reply that says just "withdraw" replaces no report by that word: it is carried out."""
    house = House()
    house.invited()
    house.receive(house.reply_to("matthias@example.org", "All is well."))
    record = house.receive(house.reply_to("matthias@example.org", "Please withdraw it, thanks", kind=MailKind.RECEIPT))
    assert (record.kind, record.state) == ("command", InboundState.DONE)
    with house.begin() as uow:
        (slot, *_) = uow.meetings.get(MeetingId(1)).slots
    assert ([report.text for report in slot.reports], slot.shown_reports) == (["All is well."], ())


def test_picture_without_words_is_no_report(house: House) -> None:
    """It may be the logo of a signature: a person looks at it, and the report that was filed before stays."""
    picture = an_attachment(filename="image001.png", media_type="image/png", content=b"x" * 30_000)
    record = house.receive(replace(house.reply_to("elena@example.org", ""), attachments=(picture,)))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "no newly written text")
