"""The chair cancels a meeting by reply: asked back once, never by anybody else, and everybody who was invited is told."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from email import message_from_bytes
from email.message import Message

import pytest

from mailflow.adapters.ics import IcalendarCodec
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.rendering import TemplateRenderer
from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState, MeetingState, MinutesState
from mailflow.domain.mails.chair import CancelQuestionContext
from mailflow.domain.mails.speakers import CancellationContext
from mailflow.domain.message import Address, InboundMessage, MailKind, Proof
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.records import InboundRecord
from tests.builders import (
    SERVICE_ADDRESS,
    START,
    a_chair,
    a_meeting,
    a_series,
    a_speaker,
    an_agenda,
    an_authentication,
    an_inbound,
    an_item,
)
from tests.fakes import FORGED, NOT_PROVEN, STRANGER, FakeAuthenticator, Formats, House

IAN, MATTHIAS = Address("ian.bird@example.org", "Ian Bird"), Address("matthias@example.org", "Matthias Fuessling")
DORA = Address("dora@example.org", "Dora Deputy")
CHAIR, DEPUTY = IAN.email, DORA.email
INVITED = {CHAIR, "matthias@example.org", "elena@example.org", "kay@example.org", "tamas@example.org"}
ORDER = "cancel meeting"
_SLOTS = tuple(an_item(key) for key in ("3.1", "3.2", "3.3"))
_AGENDA = an_agenda(series=a_series(deputies=(a_speaker(DORA.name, email=DEPUTY, id=None),), id=None))


@pytest.fixture
def house() -> House:
    """Give a house with meeting 1, to which everybody is invited."""
    house = House()
    house.invited(_AGENDA)
    return house


def state_of(house: House) -> MeetingState:
    """Return the state of meeting 1."""
    with house.begin() as uow:
        return uow.meetings.get(MeetingId(1)).state


def order(house: House, kind: MailKind = MailKind.INVITATION, *, to: str = CHAIR, text: str = ORDER, **changes: object) -> InboundRecord:
    """Let an order come in answer to the newest mail of a kind to somebody."""
    return house.receive(replace(house.reply_to(to, text, kind=kind), **changes))  # type: ignore[arg-type]


def answer(house: House, text: str = ORDER, *, to: str = CHAIR, **changes: object) -> InboundRecord:
    """Let the answer to the question come."""
    return order(house, MailKind.CANCEL_QUESTION, to=to, text=text, **changes)


def told(house: House) -> dict[str, bytes | None]:
    """Return who is told that it is cancelled, with what goes to their calendars."""
    return {mail.recipient.email: mail.calendar for mail in house.codec.sent.values() if mail.kind is MailKind.CANCELLATION}


def questions(house: House) -> list[str]:
    """Return who was asked, each time."""
    return [entry.recipient.email for entry in house.entries() if entry.kind is MailKind.CANCEL_QUESTION]


def set_state(house: House, state: MeetingState) -> None:
    """Put meeting 1 into a state."""
    with house.begin() as uow:
        uow.meetings.save_state(replace(uow.meetings.get(MeetingId(1)), state=state))
        uow.commit()


# --- the order is asked back --------------------------------------------------------------------------------------------------------


def test_order_is_asked_back(house: House) -> None:
    """At the known address; nothing is cancelled, and nobody else is told anything."""
    record = order(house)
    assert (record.state, record.reason) == (InboundState.REJECTED, "to cancel the meeting is asked back: Ian Bird was asked")
    assert (state_of(house), questions(house), told(house)) == (MeetingState.INVITED, [CHAIR], {})
    context = house.renderer.last(MailKind.CANCEL_QUESTION)
    assert isinstance(context, CancelQuestionContext)
    assert len(context.told) == 5
    assert context.cancel_url.endswith("&body=cancel%20meeting")
    assert house.trail("cancel asked")[0].inbound_id == record.id


@pytest.mark.parametrize("to", [CHAIR, DEPUTY])
@pytest.mark.parametrize("text", [ORDER, "Please cancel the meeting.\n\nThanks", "Sitzung bitte absagen", "annuler la réunion"])
def test_same_words_in_answer_cancel(house: House, to: str, text: str) -> None:
    """Of the chair or a deputy, in any mail about the meeting, in any words of the order."""
    house.draft(MeetingId(1))
    order(house, MailKind.DRAFT, to=to, text=text)
    record = answer(house, text, to=to)
    assert (record.state, record.kind, record.reason) == (InboundState.DONE, "command", "cancels the meeting: 5 told")
    assert state_of(house) is MeetingState.CANCELLED


def _marked(text: str) -> str:
    return "On Wed, 24 Feb 2021 at 09:00, Minutes wrote:\n" + "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _unmarked(text: str) -> str:
    return f"From: Minutes <minutes@example.org>\nSent: Wednesday, 24 February 2021 09:00\nTo: Ian Bird\nSubject: the meeting\n\n{text}"


@pytest.mark.parametrize("quote", [_marked, _unmarked])
@pytest.mark.parametrize("kind", [MailKind.INVITATION, MailKind.BRIEFING, MailKind.DRAFT], ids=str)
def test_what_is_quoted_below_says_nothing(quote: Callable[[str], str], kind: MailKind) -> None:
    """Neither below the order, nor below the answer; and our own words in a quote cancel nothing."""
    house = House(renderer=TemplateRenderer())
    house.invited(_AGENDA)
    house.draft(MeetingId(1))
    house.clock.at = START - timedelta(hours=1)
    set_state(house, MeetingState.COLLECTING)
    house.sweep()
    order(house, kind, text=f"{ORDER}\n\nIan\n\n{quote(house.mails_to(CHAIR, kind)[0].text)}")
    assert questions(house) == [CHAIR]
    said = quote(house.mails_to(CHAIR, MailKind.CANCEL_QUESTION)[0].text)
    assert answer(house, said).state is not InboundState.DONE
    assert answer(house, f"Hm, let me think.\n\n{said}").state is InboundState.TRIAGE
    assert state_of(house) is MeetingState.COLLECTING
    assert answer(house, f"{ORDER}\n\nIan\n\n{said}").reason == "cancels the meeting: 5 told"


def test_answer_to_the_briefing_is_an_order(house: House) -> None:
    """When the chair sees who is missing."""
    house.clock.at = START - timedelta(hours=1)
    house.sweep()
    order(house, MailKind.BRIEFING)
    assert answer(house).state is InboundState.DONE
    house.clock.forward(minutes=5)
    count = len(house.entries())
    house.sweep()
    assert len(house.entries()) == count


def test_proven_order_out_of_the_blue_is_asked_back(house: House) -> None:
    """The question says which meeting is meant."""
    record = house.receive(an_inbound(ORDER, authors=(IAN,)))
    assert (record.meeting_id, questions(house), state_of(house)) == (1, [CHAIR], MeetingState.INVITED)


def test_orders_of_one_day_are_asked_back_once(house: House) -> None:
    """Nobody can make us flood the chair; on another day it is asked anew."""
    order(house)
    assert order(house, text="Cancel meeting!").reason.endswith("Ian Bird was asked already today")
    assert questions(house) == [CHAIR]
    house.clock.forward(days=1)
    order(house, text="Please cancel the meeting")
    assert questions(house) == [CHAIR, CHAIR]


def test_order_that_is_read_anew_is_not_asked_again(house: House) -> None:
    """What it did is known."""
    record = order(house)
    house.clock.forward(days=2)
    house.desk.replay([record.id])
    house.read_waiting()
    assert (questions(house), house.get(record.id).state) == ([CHAIR], InboundState.DONE)


def test_planned_meeting_is_cancelled_as_well() -> None:
    """Nobody was invited, so there is nobody to tell; the chair and the deputies have the receipt."""
    planned = House()
    planned.add_meeting(_AGENDA)
    planned.receive(an_inbound(ORDER, authors=(IAN,)))
    assert answer(planned).reason == "cancels the meeting: 0 told"
    assert told(planned) == {CHAIR: None, DEPUTY: None}


# --- who is told --------------------------------------------------------------------------------------------------------------------


def test_everybody_who_was_invited_is_told(house: House) -> None:
    """With what takes the event out of their calendars, one sequence on; deputies have a receipt without."""
    house.clock.forward(days=1)
    order(house)
    answer(house)
    with house.begin() as uow:
        events = {one.address: one for one in uow.invitations.of_meeting(MeetingId(1))}
    assert {one.sequence for one in events.values()} == {1}
    stamp = house.clock.at.isoformat()
    expected = {address: f"CANCEL {one.uid} {address} 1 {stamp}".encode() for address, one in events.items()}
    assert told(house) == {**expected, DEPUTY: None}
    assert set(expected) == INVITED


def test_cancellation_is_in_the_thread_of_the_invitation(house: House) -> None:
    """With METHOD:CANCEL in its calendar part."""
    order(house)
    answer(house)
    (mail,) = house.mails_to(MATTHIAS.email, MailKind.CANCELLATION)
    (invitation,) = house.mails_to(MATTHIAS.email, MailKind.INVITATION)
    assert (mail.references, mail.calendar_method) == ((invitation.message_id,), "CANCEL")


def test_says_who_cancelled_and_who_was_told(house: House) -> None:
    """To the chair and the deputies it is the receipt."""
    order(house, to=CHAIR)
    answer(house)
    context = house.renderer.last(MailKind.CANCELLATION)
    assert isinstance(context, CancellationContext)
    assert (context.canceller, len(context.told), context.has_event) == ("Ian Bird", 5, False)
    assert context.recipient == DORA


def test_is_in_the_audit_trail(house: House) -> None:
    """Who did it, by which message."""
    order(house)
    record = answer(house)
    (entry,) = house.trail("cancelled")
    assert (entry.actor, entry.subject, entry.detail, entry.inbound_id) == (CHAIR, "meeting 1", "5 told", record.id)


def test_goes_over_the_wire_as_clients_take_it() -> None:
    """The calendar part last in the alternative, and once more as a file; the event is that of the invitation."""
    house = House(formats=Formats(EmailCodec(), IcalendarCodec(), FakeAuthenticator()))
    house.invited(_AGENDA)
    with house.begin() as uow:
        (first,) = [entry for entry in uow.outbox.entries() if entry.recipient.email == MATTHIAS.email]
        invitation = message_from_bytes(uow.outbox.content(first.id))
        chairs = next(entry for entry in uow.outbox.entries() if entry.recipient.email == CHAIR)
        reply_to = message_from_bytes(uow.outbox.content(chairs.id))["Reply-To"]
    _arrive(house, reply_to, "1")
    with house.begin() as uow:
        question = next(entry for entry in uow.outbox.entries() if entry.kind is MailKind.CANCEL_QUESTION)
        reply_to = message_from_bytes(uow.outbox.content(question.id))["Reply-To"]
    assert _arrive(house, reply_to, "2").reason == "cancels the meeting: 5 told"
    with house.begin() as uow:
        mine = (entry for entry in uow.outbox.entries() if entry.recipient.email == MATTHIAS.email)
        mail = message_from_bytes(uow.outbox.content(next(entry.id for entry in mine if entry.kind is MailKind.CANCELLATION)))
    types = [part.get_content_type() for part in mail.walk()]
    assert types == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/calendar", "application/ics"]
    part, copy = _part(mail, "text/calendar"), _part(mail, "application/ics")
    assert (part.get_param("method"), part.get_payload(decode=True)) == ("CANCEL", copy.get_payload(decode=True))
    before, after = _properties(invitation), _properties(mail)
    assert (before["METHOD"], after["METHOD"], before["SEQUENCE"], after["SEQUENCE"]) == ("REQUEST", "CANCEL", "0", "1")
    same = ("UID", "ORGANIZER", "DTSTART", "DTEND", "SUMMARY")
    assert [after[name] for name in same] == [before[name] for name in same]
    assert mail["From"] == invitation["From"]


def _part(mail: Message, media_type: str) -> Message:
    return next(part for part in mail.walk() if part.get_content_type() == media_type)


def _properties(mail: Message) -> dict[str, str]:
    content = _part(mail, "text/calendar").get_payload(decode=True)
    assert isinstance(content, bytes)
    lines = content.decode().replace("\r\n ", "").split("\r\n")
    return {re.split("[;:]", line)[0]: line.rpartition(":")[2] for line in lines}


def _arrive(house: House, reply_to: str, number: str) -> InboundRecord:
    raw = (
        f"From: Ian Bird <{CHAIR}>\r\nTo: {reply_to}\r\nSubject: Re: the meeting\r\nMessage-ID: <{number}@example.org>\r\n"
        f"Date: Wed, 24 Feb 2021 09:00:00 +0000\r\nContent-Type: text/plain\r\n\r\n{ORDER}\r\n"
    )
    house.mailbox.append(raw.encode())
    house.collect(house.mailbox)
    house.read_waiting()
    return house.records()[-1]


# --- what never cancels -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("author", [STRANGER, MATTHIAS], ids=["stranger", "speaker"])
def test_nobody_else_orders_or_answers(house: House, author: Address) -> None:
    """Neither first nor in answer to the question, which was passed on."""
    records = [order(house, to=to, authors=(author,)) for to in (CHAIR, MATTHIAS.email)]
    records.append(house.receive(an_inbound(ORDER, authors=(author,))))
    assert {record.reason for record in records} == {"it says to cancel the meeting, which only the chair and the deputies may"}
    assert {record.state for record in records} == {InboundState.TRIAGE}
    assert (questions(house), house.shown("3.1")) == ([], [])
    order(house)
    record = answer(house, authors=(author,))
    assert record.state is InboundState.TRIAGE
    assert record.reason == "it says to cancel the meeting, but it comes from nobody who was asked: the meeting stays as it is"
    assert house.trail("cancelling refused")[0].inbound_id == record.id
    assert (state_of(house), told(house)) == (MeetingState.INVITED, {})


def test_a_deputy_does_not_answer_for_the_chair(house: House) -> None:
    """Each is asked for themselves."""
    order(house)
    assert answer(house, authors=(DORA,)).state is InboundState.TRIAGE
    assert state_of(house) is MeetingState.INVITED


@pytest.mark.parametrize("proof", [Proof.NONE, Proof.FAIL])
def test_unproven_order_is_not_even_asked_back(house: House, proof: Proof) -> None:
    """Anybody can write in the chair's name."""
    house.authenticator.judgement = an_authentication(proof)
    record = house.receive(an_inbound(ORDER, authors=(IAN,)))
    assert (record.state, questions(house), state_of(house)) == (InboundState.TRIAGE, [], MeetingState.INVITED)


@pytest.mark.parametrize(
    "changes",
    [
        {"authors": (IAN, STRANGER)},
        {"authors": (IAN, DORA)},
        {"defects": ("From: two fields",)},
        {"defects": ("hidden: the HTML part says something else",)},
        {"defects": ("cut: longer than 100000 characters",)},
        {"recipients": (SERVICE_ADDRESS,)},
        {"marks": an_inbound(marks=("List-Id: <x.example.org>",)).marks},
        {"marks": an_inbound(marks=("Auto-Submitted: auto-replied",)).marks},
    ],
    ids=["two authors", "two approvers", "odd From", "hidden words", "cut", "no token", "by a list", "a machine"],
)
def test_doubtful_answer_cancels_nothing(house: House, changes: dict[str, object]) -> None:
    """Though the words are those that were asked for."""
    order(house)
    record = answer(house, **changes)  # type: ignore[arg-type]
    assert record.state is not InboundState.DONE
    assert (state_of(house), told(house)) == (MeetingState.INVITED, {})


def test_forged_answer_cancels_nothing(house: House) -> None:
    """The token is right, and a server says that the chair did not send it."""
    order(house)
    house.authenticator.judgement = FORGED
    assert answer(house).state is InboundState.TRIAGE
    assert state_of(house) is MeetingState.INVITED


def test_answer_needs_no_other_proof_than_its_token(house: House) -> None:
    """As that was sent to the known address, and nowhere else."""
    order(house)
    house.authenticator.judgement = NOT_PROVEN
    assert answer(house).state is InboundState.DONE


def test_answer_after_a_day_comes_too_late(house: House) -> None:
    """The reply address is good for a day."""
    order(house)
    house.clock.forward(days=1, seconds=1)
    record = answer(house)
    assert (record.state, state_of(house)) == (InboundState.TRIAGE, MeetingState.INVITED)
    assert "or that has expired" in record.reason


@pytest.mark.parametrize(
    "text",
    [
        "cancel the meeting if Eva is ill",
        "cancel meeting?",
        "do not cancel the meeting",
        "Should we cancel the meeting",
        "cancel the meeting on Friday",
        "cancel meeting, but keep the round table",
    ],
)
def test_conditional_order_cancels_nothing(house: House, text: str) -> None:
    """Neither first nor in answer to the question."""
    order(house, text=text)
    assert questions(house) == []
    order(house)
    answer(house, text)
    assert (state_of(house), told(house)) == (MeetingState.INVITED, {})


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("yes", InboundState.TRIAGE),
        ("approve", InboundState.TRIAGE),
        ("All telescopes observe.", InboundState.TRIAGE),
        ("No.", InboundState.IGNORED),
        ("No, thanks!\n\nIan", InboundState.IGNORED),
        ("Thanks!", InboundState.IGNORED),
        ("Stop, Eva has come", InboundState.IGNORED),
    ],
)
def test_other_words_leave_the_meeting(house: House, text: str, state: InboundState) -> None:
    """A yes may be to anything; what says no needs nobody's attention."""
    order(house)
    record = answer(house, text)
    assert (record.state, record.reason) == (state, "it does not say to cancel the meeting: the meeting stays as it is")
    assert (state_of(house), house.shown("3.1")) == (MeetingState.INVITED, [])


@pytest.mark.parametrize("state", [MeetingState.APPROVED, MeetingState.PUBLISHED])
def test_meeting_with_approved_minutes_is_not_cancelled(house: House, state: MeetingState) -> None:
    """It has taken place; nor where they were approved between question and answer."""
    order(house)
    set_state(house, state)
    reason = f"cancel meeting: the meeting is {state}, so a person must see to it"
    assert [(record.state, record.reason) for record in (answer(house), order(house))] == [(InboundState.TRIAGE, reason)] * 2
    assert (state_of(house), told(house)) == (state, {})


def test_order_of_a_chair_without_an_address_is_left_to_a_person() -> None:
    """Nobody could be asked: the other address, from which it came, is not where we write to."""
    house = House()
    house.invited(an_agenda(series=a_series(chair=a_chair(email=None, id=None), id=None), meeting=a_meeting(items=_SLOTS, id=None)))
    with house.begin() as uow:
        chair = uow.meetings.series_of(MeetingId(1)).chair
        assert chair
        assert chair.id is not None
        assert uow.meetings.learn_alias(chair.id, "ian@example.net", now=house.clock.at, inbound_id=None)
        uow.commit()
    record = house.receive(an_inbound(ORDER, authors=(Address("ian@example.net", "Ian Bird"),)))
    assert (record.state, record.reason) == (
        InboundState.TRIAGE,
        "cancel meeting: there is nobody who could be asked whether it is meant",
    )


# --- afterwards ---------------------------------------------------------------------------------------------------------------------


def cancelled(house: House) -> None:
    """Let the chair cancel meeting 1."""
    order(house)
    answer(house)


def test_is_cancelled_once(house: House) -> None:
    """However often it is said."""
    cancelled(house)
    count = len(house.entries())
    for record in (answer(house), order(house), order(house, MailKind.CANCELLATION)):
        assert (record.state, record.reason) == (InboundState.DONE, "the meeting is cancelled already")
    assert (len(house.entries()), len(house.trail("cancelled"))) == (count, 1)


def test_answer_that_is_read_anew_has_done_it(house: House) -> None:
    """It is told as done, and nothing is sent again."""
    order(house)
    record = answer(house)
    count = len(house.entries())
    house.desk.replay([record.id])
    house.read_waiting()
    assert house.get(record.id).reason == "cancelled the meeting before: 5 told"
    assert len(house.entries()) == count


def _reply(house: House, text: str) -> InboundMessage:
    return house.reply_to(CHAIR, text, kind=MailKind.DRAFT)


@pytest.mark.parametrize("text", ["approve", "3.2: all is new", "CTA\nIan Bird: Great.\n\nEGO\nno news", "draft now", "Hm, well"])
def test_draft_of_a_cancelled_meeting_decides_nothing(house: House, text: str) -> None:
    """No approval, edit or note of it counts any more, and none of them fails."""
    house.draft(MeetingId(1))
    cancelled(house)
    record = house.receive(_reply(house, text))
    assert record.state in {InboundState.TRIAGE, InboundState.REJECTED}
    with house.begin() as uow:
        assert uow.minutes.get(MinutesId(1)).state is MinutesState.SUPERSEDED
        current = uow.minutes.find_current(MeetingId(1))
    assert current
    assert (current.revision, state_of(house)) == (1, MeetingState.CANCELLED)


def test_thanks_for_the_news_are_ignored(house: House) -> None:
    """A speaker has nothing to do."""
    cancelled(house)
    assert order(house, MailKind.CANCELLATION, to=MATTHIAS.email, text="Thank you!").state is InboundState.IGNORED


def test_report_to_a_cancelled_meeting_waits_for_a_person(house: House) -> None:
    """It crossed the news."""
    cancelled(house)
    record = order(house, to=MATTHIAS.email, text="All telescopes observe.")
    assert (record.state, house.shown("3.1")) == (InboundState.TRIAGE, [])
