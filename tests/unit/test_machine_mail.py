"""What becomes of bounces, automatic answers, loops, absences and encrypted mail: a machine decides nothing and is not answered."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailflow.domain import reply_address
from mailflow.domain.agenda import MeetingId, PersonId
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mail_reports import MailReport
from mailflow.domain.message import Address, Authentication, InboundMessage, MailKind, OutboundId, OutboxEntry, Proof
from mailflow.domain.records import InboundRecord
from mailflow.domain.reply_address import Purpose
from tests.builders import (
    NOW,
    SERVICE_ADDRESS,
    SIGNING_KEY,
    a_bounce_report,
    an_attachment,
    an_inbound,
    some_marks,
)
from tests.fakes import House

ELENA, STRANGER = Address("elena@example.org", "Elena Cuoco"), Address("mallory@example.net", "Mallory")
MAILER = Address("mailer-daemon@mx.example.net", "Mail Delivery System")
AWAY_UNTIL = date(2021, 3, 14)
NOTICE = "I am out of the office until 14 March with limited access to e-mail. In urgent cases please contact Kay."


@pytest.fixture
def house() -> House:
    """Give a house in which everybody is invited to meeting 1."""
    house = House()
    house.invited()
    return house


def bounce_address(house: House, address: str = "elena@example.org") -> str:
    """Return the envelope sender of the newest mail to an address."""
    return next(entry.envelope_from for entry in reversed(house.entries()) if entry.recipient.email == address)


def a_bounce(house: House, **changes: object) -> InboundMessage:
    """Return a bounce of the invitation to Elena, which came back to its own address."""
    bounce = an_inbound(
        "550 5.1.1 User unknown",
        subject="Undelivered Mail Returned to Sender",
        authors=(MAILER,),
        recipients=(bounce_address(house),),
        report=a_bounce_report(),
    )
    return replace(bounce, **changes)  # type: ignore[arg-type]


def evidence(record: InboundRecord, signal: str) -> str:
    """Return what the evidence of a signal says."""
    return next((one.detail for one in record.evidence if one.signal == signal), "")


def away(house: House, person_id: int = 3) -> date | None:
    """Return until when a person is away: Elena has number 3."""
    with house.begin() as uow:
        person = uow.meetings.find_person(PersonId(person_id))
    return person.away_until if person else None


def test_bounce_is_found_by_its_own_address(house: House) -> None:
    """It names the delivery, whom it did not reach and why; nobody is told."""
    record = house.receive(a_bounce(house))
    invitation = house.mails_to("elena@example.org")[0].id
    assert (record.state, record.kind, record.meeting_id) == (InboundState.DONE, "bounce", 1)
    assert record.reason == f"a delivery report of mail {invitation}: hard: elena@example.org (5.1.1)"
    assert evidence(record, "delivery") == f"signed bounce address of invitation {invitation}"
    assert len(house.entries()) == 5


def forged(address: str) -> str:
    """Return a bounce address with another signature."""
    local, _, host = address.partition("@")
    return f"{local[:-1]}{'0' if local[-1] != '0' else '1'}@{host}"


def of_no_mail(_address: str) -> str:
    """Return a rightly signed bounce address of a mail that is not there."""
    expires_at = NOW + timedelta(days=1)
    return reply_address.sign(SERVICE_ADDRESS, OutboundId("a" * 12), key=SIGNING_KEY, expires_at=expires_at, purpose=Purpose.BOUNCE)


@pytest.mark.parametrize("spoil", [forged, of_no_mail], ids=["forged", "of no mail"])
def test_bounce_without_our_signature_counts_for_nothing(house: House, spoil: object) -> None:
    """It is kept and shown, and says so."""
    assert callable(spoil)
    record = house.receive(a_bounce(house, recipients=(spoil(bounce_address(house)),)))
    assert record.reason == "a delivery report of no known mail: hard: elena@example.org (5.1.1)"
    assert "counts for nothing" in evidence(record, "delivery")


def test_bounce_is_found_by_the_mail_that_came_back(house: House) -> None:
    """Its Message-ID is ours; that proves less than our signature."""
    invitation = house.mails_to("elena@example.org")[0]
    record = house.receive(a_bounce(house, recipients=(SERVICE_ADDRESS,), references=(invitation.message_id,)))
    assert evidence(record, "delivery") == f"it holds the Message-ID of invitation {invitation.id}"


def test_unknown_shape_at_a_bounce_address_is_a_bounce(house: House) -> None:
    """Nobody but mail servers and autoresponders writes there."""
    strange = an_inbound("???", subject="???", authors=(), recipients=(bounce_address(house),), marks=("Return-Path: <>",))
    assert house.receive(strange).kind == "bounce"


def test_absence_notice_at_a_bounce_address_is_none(house: House) -> None:
    """Vacation responders answer the envelope sender (RFC 3834 4)."""
    notice = an_inbound(NOTICE, subject="Auto: x", authors=(ELENA,), recipients=(bounce_address(house),), marks=("Return-Path: <>",))
    assert (house.receive(notice).kind, away(house)) == ("auto_reply", AWAY_UNTIL)


def test_bounce_address_is_no_reply_address(house: House) -> None:
    """A report that comes there has no token, and is read as one without."""
    record = house.receive(an_inbound("All is well.", authors=(STRANGER,), recipients=(bounce_address(house),)))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "a stranger writes, and it answers no mail of ours")


def test_complaint_is_told_as_one(house: House) -> None:
    """It ends as a bounce, since that is what it means for the address."""
    record = house.receive(a_bounce(house, report=MailReport("feedback-report", is_whole=True), subject="Abuse report"))
    assert (record.kind, record.state) == ("bounce", InboundState.DONE)
    assert record.reason.startswith("a complaint of mail ")


QUOTED = "Our mail to the list bounced, see below. The run goes on.\n\n> From: MAILER-DAEMON\n> 550 5.1.1 user unknown"


@pytest.mark.parametrize(
    ("subject", "marks"),
    [
        ("Re: x", ()),
        ("Fwd: Undelivered Mail Returned to Sender", ()),
        ("Undelivered Mail Returned to Sender", ("User-Agent: Thunderbird",)),
    ],
    ids=["answered", "forwarded", "attached"],
)
def test_speaker_who_passes_a_bounce_on_has_written(house: House, subject: str, marks: tuple[str, ...]) -> None:
    """The bounce inside is not theirs."""
    reply = replace(house.reply_to("elena@example.org", QUOTED), subject=subject, marks=some_marks(*marks))
    passed_on = replace(reply, report=MailReport("delivery-status", returns_mail=True), message_id="<fwd@example.org>")
    assert [house.receive(message).kind for message in (reply, passed_on)] == ["report", "report"]


@pytest.mark.parametrize("author", ["minutes@example.org", "Minutes+abc@example.org"])
def test_mail_in_our_own_name_goes_to_triage(house: House, author: str) -> None:
    """It is not ours: somebody shares the mailbox, or lies."""
    record = house.receive(replace(house.reply_to("elena@example.org", "All is well."), authors=(Address(author),)))
    assert (record.state, record.reason) == (InboundState.TRIAGE, "it says that it is from us, and is not")


def test_mail_of_our_own_is_known_by_its_mark(house: House) -> None:
    """Also where a relay has given it another Message-ID, or a responder another author."""
    invitation = house.mails_to("elena@example.org")[0]
    echo = an_inbound(invitation.text, marks=tuple(f"{name}: {value}" for name, value in invitation.headers))
    record = house.receive(echo)
    assert (record.state, record.reason) == (InboundState.IGNORED, "a mail of our own came back")


def test_others_loop_marks_are_not_ours(house: House) -> None:
    """Nor is a reply token in their place."""
    reply = house.reply_to("elena@example.org", "All is well.")
    marked = replace(reply, marks=some_marks("X-Loop: x@example.net", f"X-Loop: {reply.recipients[0]}"))
    assert house.receive(marked).state is InboundState.DONE


@pytest.mark.parametrize(("hops", "state"), [(50, InboundState.DONE), (51, InboundState.TRIAGE)])
def test_mail_that_goes_in_circles_goes_to_triage(house: House, hops: int, state: InboundState) -> None:
    """After fifty servers."""
    assert house.receive(replace(house.reply_to("elena@example.org", "All is well."), hops=hops)).state is state


def test_absence_by_a_notice_is_noted(house: House) -> None:
    """On the person, with the words that say so; the notice is answered by nobody, and is no report."""
    record = house.receive(replace(house.reply_to("elena@example.org", NOTICE), marks=some_marks("Auto-Submitted: auto-replied")))
    assert (record.state, away(house)) == (InboundState.IGNORED, AWAY_UNTIL)
    assert "away until 2021-03-14" in evidence(record, "absence")
    assert len(house.entries()) == 5
    speakers = house.views.status(MeetingId(1))["slots"][1]["speakers"]  # type: ignore[index]
    assert speakers[0]["away_until"] == "2021-03-14"


def test_later_notice_replaces_the_earlier(house: House) -> None:
    """Whoever comes back sooner says so."""
    for until in ("14 March", "5 March"):
        house.receive(house.reply_to("elena@example.org", f"I am out of the office until {until}. Please contact Kay."))
    assert away(house) == date(2021, 3, 5)


def test_earlier_notice_read_anew_does_not_come_back(house: House) -> None:
    """It has said what it had to say."""
    notices = [
        house.reply_to("elena@example.org", f"I am out of the office until {until}. Please contact Kay.")
        for until in ("14 March", "5 March")
    ]
    earlier, _ = [house.receive(notice) for notice in notices]
    house.desk.replay([earlier.id])
    house.ingest.claim([earlier.id])
    house.ingest(earlier.id)
    assert away(house) == date(2021, 3, 5)


def test_absence_in_a_persons_own_words_is_noted(house: House) -> None:
    """Beside a report, which is filed or waits for a person."""
    record = house.receive(house.reply_to("elena@example.org", "All is well. I am on holiday until 14 March, so Kay speaks for me."))
    assert (record.kind, away(house)) == ("report", AWAY_UNTIL)


def test_mere_absence_is_no_report(house: House) -> None:
    """A person decides what it means."""
    record = house.receive(house.reply_to("elena@example.org", "I am on holiday until 14 March."))
    assert (record.state, away(house)) == (InboundState.TRIAGE, AWAY_UNTIL)


def test_dates_of_other_things_are_no_absence(house: House) -> None:
    """The camera is away, not its speaker."""
    house.receive(house.reply_to("elena@example.org", "The camera is in repair until 14 March. We are happy."))
    assert away(house) is None


@pytest.mark.parametrize(("proof", "until"), [(Proof.PASS, AWAY_UNTIL), (Proof.NONE, None), (Proof.FAIL, None)])
def test_absence_without_a_token_counts_if_its_author_is_proven(house: House, proof: Proof, until: date | None) -> None:
    """Anybody can write a known address into From."""
    house.authenticator.judgement = Authentication(proof, "as told")
    house.receive(an_inbound(NOTICE, subject="Out of office", authors=(ELENA,)))
    assert away(house) == until


def test_token_of_one_person_sends_no_other_on_leave(house: House) -> None:
    """Who got a mail of ours speaks of themselves."""
    house.authenticator.judgement = Authentication(Proof.NONE, "nothing")
    forged = house.reply_to("elena@example.org", NOTICE, author=Address("ian.bird@example.org"))
    house.receive(replace(forged, marks=some_marks("Auto-Submitted: auto-replied")))
    assert {away(house, person_id) for person_id in range(1, 6)} == {None}


def test_absence_of_whoever_got_our_mail_is_the_addressees(house: House) -> None:
    """The mailbox behind the address answers under another name."""
    alias = Address("e.cuoco@ego.example.org")
    house.receive(replace(house.reply_to("elena@example.org", NOTICE, author=alias), marks=some_marks("Auto-Submitted: auto-replied")))
    assert away(house) == AWAY_UNTIL


def test_absence_of_a_delegate_is_not_the_speakers(house: House) -> None:
    """Their own words are about themselves."""
    house.receive(house.reply_to("elena@example.org", "All is well. I am on holiday until 14 March.", author=STRANGER))
    assert away(house) is None


def test_strangers_absence_counts_for_nothing(house: House) -> None:
    """It is told, and written down for nobody."""
    record = house.receive(an_inbound(NOTICE, subject="Out of office", authors=(STRANGER,)))
    assert "counts for nothing" in evidence(record, "absence")
    assert {away(house, person_id) for person_id in range(1, 6)} == {None}


def test_forged_absence_counts_for_nothing(house: House) -> None:
    """Where the server says that the address is not the author's."""
    house.authenticator.judgement = Authentication(Proof.FAIL, "DMARC fail")
    house.receive(an_inbound(NOTICE, subject="Out of office", authors=(ELENA,)))
    assert away(house) is None


def the_answer(house: House) -> OutboxEntry:
    """Return the mail that asks for clear text."""
    return next(entry for entry in house.entries() if entry.kind is MailKind.UNREADABLE)


def encrypted(**changes: object) -> InboundMessage:
    """Return an encrypted mail of Elena's."""
    return replace(an_inbound("", authors=(ELENA,), encrypted="S/MIME"), **changes)  # type: ignore[arg-type]


def test_encrypted_mail_is_asked_for_in_clear(house: House) -> None:
    """Its author is told once, with nothing of the mail in it and no way to bounce; the mail waits for a person."""
    record = house.receive(encrypted())
    assert (record.state, record.kind) == (InboundState.TRIAGE, "unknown")
    assert record.reason == "its text is encrypted (S/MIME); its author was asked to send it in clear"
    (answer,) = house.mails_to("elena@example.org", MailKind.UNREADABLE)
    assert answer.references == (record.message_id,)
    assert the_answer(house).envelope_from == ""


def test_encrypted_mail_is_answered_once_a_day(house: House) -> None:
    """However many come."""
    for number in range(3):
        house.receive(encrypted(message_id=f"<{number}@example.org>", subject=str(number)))
    assert len(house.mails_to("elena@example.org", MailKind.UNREADABLE)) == 1
    house.clock.forward(days=1)
    house.receive(encrypted(message_id="<next@example.org>", subject="next"))
    assert len(house.mails_to("elena@example.org", MailKind.UNREADABLE)) == 2


@pytest.mark.parametrize(
    "changes",
    [
        {"authors": (STRANGER,)},
        {"authors": (ELENA, STRANGER)},
        {"authors": ()},
        {"marks": some_marks("Auto-Submitted: auto-replied")},
        {"marks": some_marks("List-Id: <x.example.org>")},
    ],
    ids=["stranger", "two authors", "nobody", "machine", "list"],
)
def test_encrypted_mail_of_others_is_not_answered(house: House, changes: dict[str, object]) -> None:
    """Strangers, machines, lists, and who cannot be told."""
    house.receive(encrypted(**changes))
    assert len(house.entries()) == 5


def test_encrypted_mail_from_a_forged_address_is_not_answered(house: House) -> None:
    """The answer would go to somebody who has not written."""
    house.authenticator.judgement = Authentication(Proof.FAIL, "DMARC fail")
    assert house.receive(encrypted()).reason == "its text is encrypted (S/MIME)"
    assert len(house.entries()) == 5


def test_answer_in_clear_is_filed(house: House) -> None:
    """The mail that asks for it is about the slot that the encrypted one was about."""
    house.receive(replace(house.reply_to("elena@example.org", ""), encrypted="PGP/MIME"))
    record = house.receive(house.reply_to("elena@example.org", "All is well.", kind=MailKind.UNREADABLE))
    assert (record.state, record.item_keys) == (InboundState.DONE, ("3.2",))


def test_encrypted_mail_of_another_speaker_passes_no_token_on(house: House) -> None:
    """Who answers in somebody else's thread gets no right to their slot."""
    kay = Address("kay@example.org", "Kay Graf")
    house.receive(replace(house.reply_to("elena@example.org", "", author=kay), encrypted="PGP"))
    assert the_answer(house).item_keys == ()


def test_spam_of_a_stranger_is_set_aside(house: House) -> None:
    """It is kept; a person's whom we know is read all the same."""
    marked = an_inbound("Buy!", subject="Offer", marks=("X-Spam-Flag: YES",))
    stranger = house.receive(replace(marked, authors=(STRANGER,)))
    known = house.receive(replace(marked, authors=(ELENA,), message_id="<2@example.org>"))
    assert (stranger.state, known.state) == (InboundState.IGNORED, InboundState.TRIAGE)
    assert "took for spam" in stranger.reason


def test_slides_under_a_strangers_notice_decide_nothing(house: House) -> None:
    """With our token, but from nobody whom we know."""
    reply = replace(house.reply_to("elena@example.org", "x y z", author=STRANGER), attachments=(an_attachment(),))
    assert house.receive(replace(reply, marks=some_marks("Auto-Submitted: auto-generated"))).state is InboundState.IGNORED
