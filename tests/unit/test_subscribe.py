"""Joining and leaving the list of readers by mail: only who has the address can, if need be after a question; nobody else learns of it."""

from dataclasses import replace
from datetime import timedelta
from typing import cast

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState, MeetingState, MinutesState
from mailflow.domain.mails.readers import SubscriptionConfirmContext, SubscriptionGoodbyeContext
from mailflow.domain.message import Address, Authentication, InboundMessage, MailKind, OutboundMessage, Proof
from mailflow.domain.records import InboundRecord
from tests.builders import NOW, SERVICE_ADDRESS, a_series, an_agenda, an_inbound
from tests.fakes import FORGED, NOT_PROVEN, House

ANN = Address("ann@example.net", "Ann Reader")
READER = Address("reader@example.org", "Rea Der")
MATTHIAS = Address("matthias@example.org", "Matthias Fuessling")
LEAVING = (
    "Please unsubscribe me from all lists",
    "unsubscribe reader@example.org",
    "Please cancel my subscription",
    "I no longer wish to receive these minutes.",
    "I don't want to receive these emails anymore",
    "Bitte nehmen Sie mich vom Verteiler.",
    "Ich möchte das Protokoll nicht mehr bekommen.",
    "Veuillez me retirer de la liste de diffusion",
    "Je ne souhaite plus recevoir les comptes rendus.",
)
CONFIRM, WELCOME, GOODBYE = MailKind.SUBSCRIPTION_CONFIRM, MailKind.SUBSCRIPTION_WELCOME, MailKind.SUBSCRIPTION_GOODBYE


@pytest.fixture
def house() -> House:
    """Give a house with one series, whose one reader is reader@example.org, and a meeting to which everybody is invited."""
    house = House()
    house.invited()
    return house


def write(
    house: House, author: Address, text: str, *, subject: str = "", to: str = SERVICE_ADDRESS, marks: tuple[str, ...] = ()
) -> InboundRecord:
    """Let somebody write to us out of the blue."""
    number = len(house.records())
    message = an_inbound(text, message_id=f"<{number}@mail.example.org>", subject=subject, authors=(author,), recipients=(to,), marks=marks)
    return house.receive(message)


def readers(house: House, meeting_id: int = 1) -> tuple[str, ...]:
    """Return who is on the list."""
    with house.begin() as uow:
        return uow.meetings.series_of(MeetingId(meeting_id)).subscribers


def published(house: House) -> OutboundMessage:
    """Publish minutes to the reader, and return the mail."""
    draft = house.draft(MeetingId(1)).minutes
    with house.begin() as uow:
        meeting = replace(uow.meetings.get(MeetingId(1)), state=MeetingState.APPROVED)
        house.publish(uow, replace(draft, state=MinutesState.APPROVED), meeting, uow.meetings.series_of(MeetingId(1)))
        uow.commit()
    return house.mails_to(READER.email, MailKind.MINUTES)[-1]


# --- joining ------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("proof", [NOT_PROVEN, Authentication(Proof.PASS, "DMARC passed")], ids=["not proven", "proven"])
def test_who_wants_to_join_is_asked_first(house: House, proof: Authentication) -> None:
    """Anybody can write in anybody's name, so the question goes to the address, and only its yes counts."""
    house.authenticator.judgement = proof
    record = write(house, ANN, "subscribe")
    assert (record.state, record.reason) == (InboundState.DONE, "subscribe: the address was asked to confirm")
    assert ANN.email not in readers(house)
    house.authenticator.judgement = NOT_PROVEN
    record = house.receive(house.reply_to(ANN.email, "Yes, please.", kind=CONFIRM))
    assert (record.state, record.reason) == (InboundState.DONE, "subscribed")
    assert readers(house) == (ANN.email, READER.email)
    assert len(house.mails_to(ANN.email, WELCOME)) == 1
    assert [(entry.subject, entry.detail, entry.actor) for entry in house.trail("subscribed")] == [
        ("series escape-tc", ANN.email, ANN.email)
    ]


def test_the_question_is_what_its_answer_decides(house: House) -> None:
    """It says until when a yes counts, prefills one, and is in the thread of the mail that asked."""
    write(house, ANN, "subscribe")
    context = cast("SubscriptionConfirmContext", house.renderer.last(CONFIRM))
    assert (context.is_joining, context.until) == (True, NOW + timedelta(days=3))
    assert context.confirm_url.startswith("mailto:minutes+")
    (mail,) = house.mails_to(ANN.email, CONFIRM)
    assert mail.references == ("<0@mail.example.org>",)
    assert [entry.envelope_from for entry in house.entries() if entry.kind is CONFIRM] == [""]


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("subscribe", ""),
        ("subscribe escape-tc", ""),
        ("join escape-tc", ""),
        ("Minutes", "Please subscribe me to the escape-tc list, thanks.\n\nBest regards,\nAnn Reader"),
        ("", "Abonnez-moi, s'il vous plaît"),
        ("", "Technical Coordination Meeting abonnieren"),
        ("", "Iscrivetemi alla lista escape-tc"),
        ("suscribirme", ""),
        ("anmelden", ""),
    ],
)
def test_the_order_may_stand_in_the_subject_or_the_text(house: House, subject: str, text: str) -> None:
    """In the languages of the house, with the name of the series or, where there is but one, without."""
    assert write(house, ANN, text, subject=subject).state is InboundState.DONE
    assert len(house.mails_to(ANN.email, CONFIRM)) == 1


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Re: subscribe", ""),
        ("", "join us in Lyon"),
        ("subscribe", "How do I join the call?"),
        ("", "subscribe to which list, and why?"),
        ("", "unsubscribe somebody.else@example.net"),
        ("", "I no longer wish to receive the data of the telescope"),
        ("", "We do not want any more minutes of silence"),
        ("", "leave escape-tc alone, please, we are nearly done with the report of the year"),
        ("Holiday", "I leave on Friday."),
    ],
)
def test_what_only_sounds_like_it_is_no_order(house: House, subject: str, text: str) -> None:
    """It goes the way of any other mail."""
    record = write(house, ANN, text, subject=subject)
    assert not record.reason.startswith(("subscribe", "unsubscribe"))
    assert [mail for kind in (CONFIRM, WELCOME, GOODBYE) for mail in house.mails_to(ANN.email, kind)] == []


def test_a_second_yes_does_nothing(house: House) -> None:
    """The token is good once: replayed when its reader has left, it puts nobody back."""
    write(house, ANN, "subscribe")
    house.receive(house.reply_to(ANN.email, "yes", kind=CONFIRM))
    house.receive(house.reply_to(ANN.email, "unsubscribe", kind=WELCOME))
    record = house.receive(house.reply_to(ANN.email, "Yes, please", kind=CONFIRM))
    assert record.reason == "subscribe: confirmed before, by message 2"
    assert readers(house) == (READER.email,)
    assert len(house.mails_to(ANN.email, WELCOME)) == 1


@pytest.mark.parametrize("text", ["no", "That was not me", "unsubscribe"])
def test_a_no_changes_nothing(house: House, text: str) -> None:
    """It needs no person either."""
    write(house, ANN, "subscribe")
    assert house.receive(house.reply_to(ANN.email, text, kind=CONFIRM)).state is InboundState.IGNORED
    assert readers(house) == (READER.email,)


@pytest.mark.parametrize("text", ["Who are you?", "yes, but not before May", ""])
def test_anything_else_is_for_a_person(house: House, text: str) -> None:
    """A doubt is no yes."""
    write(house, ANN, "subscribe")
    record = house.receive(house.reply_to(ANN.email, text, kind=CONFIRM))
    assert record.state is InboundState.TRIAGE
    assert readers(house) == (READER.email,)


@pytest.mark.parametrize(
    "marks",
    [("Auto-Submitted: auto-replied",), ("Precedence: bulk",), ("List-Id: <x.example.net>", "List-Post: <mailto:x@example.net>")],
    ids=["vacation", "bulk", "list"],
)
def test_machines_and_lists_neither_ask_nor_confirm(house: House, marks: tuple[str, ...]) -> None:
    """An answer to their mail could go round in circles; a vacation reply confirms nothing."""
    write(house, ANN, "", subject="subscribe", marks=marks)
    write(house, ANN, "subscribe", marks=marks)
    assert house.mails_to(ANN.email) == []
    write(house, ANN, "subscribe")
    reply = house.reply_to(ANN.email, "yes", kind=CONFIRM)
    house.receive(replace(reply, marks=an_inbound(marks=marks).marks))
    assert readers(house) == (READER.email,)


def test_an_address_is_asked_once_a_day(house: House) -> None:
    """Whoever forges a hundred orders causes one mail."""
    reasons = [write(house, ANN, "subscribe").reason for _ in range(5)]
    assert reasons == ["subscribe: the address was asked to confirm", *["subscribe: the address was asked today already"] * 4]
    assert len(house.mails_to(ANN.email)) == 1
    house.clock.forward(days=1)
    write(house, ANN, "subscribe")
    assert len(house.mails_to(ANN.email)) == 2


def test_a_yes_that_comes_too_late_is_asked_for_anew(house: House) -> None:
    """The token has expired; whoever has the address gets another question."""
    house.authenticator.judgement = NOT_PROVEN
    write(house, ANN, "subscribe")
    house.clock.forward(days=3, seconds=1)
    record = house.receive(house.reply_to(ANN.email, "confirm", kind=CONFIRM))
    assert record.reason == "subscribe: the address was asked to confirm"
    assert readers(house) == (READER.email,)
    house.receive(house.reply_to(ANN.email, "confirm", kind=CONFIRM))
    assert ANN.email in readers(house)


def test_a_forged_yes_counts_for_nothing(house: House) -> None:
    """In the thread, but without the token and without proof, it only has the question asked, which it was today."""
    house.authenticator.judgement = NOT_PROVEN
    write(house, ANN, "subscribe")
    reply = house.reply_to(ANN.email, "confirm", kind=CONFIRM)
    record = house.receive(replace(reply, recipients=(SERVICE_ADDRESS,), to=(SERVICE_ADDRESS,)))
    assert record.reason == "subscribe: the address was asked today already"
    assert readers(house) == (READER.email,)


def test_a_yes_in_the_thread_of_a_proven_author_counts(house: House) -> None:
    """A client that drops Reply-To loses nothing."""
    write(house, ANN, "subscribe")
    reply = house.reply_to(ANN.email, "confirm", kind=CONFIRM)
    house.receive(replace(reply, recipients=(SERVICE_ADDRESS,), to=(SERVICE_ADDRESS,)))
    assert ANN.email in readers(house)


# --- of several series ----------------------------------------------------------------------------------------------------------------


def test_of_several_series_one_must_be_named(house: House) -> None:
    """By its short name, its title, or the address written to; else a person decides."""
    house.invited(an_agenda(series=a_series(slug="board", title="Project Board", subscribers=(), id=None)))
    record = write(house, ANN, "subscribe")
    assert (record.state, record.reason) == (InboundState.TRIAGE, "subscribe: it does not say of which series")
    assert house.mails_to(ANN.email) == []
    for place, (text, to) in enumerate([("subscribe board", SERVICE_ADDRESS), ("join", "minutes+board@example.org")]):
        author = Address(f"reader{place}@example.net")
        write(house, author, text, to=to)
        house.receive(house.reply_to(author.email, "confirm", kind=CONFIRM))
    assert readers(house, 2) == ("reader0@example.net", "reader1@example.net")
    assert readers(house) == (READER.email,)


def test_whoever_leaves_without_a_name_leaves_all(house: House) -> None:
    """That is what they want; each list says goodbye."""
    house.invited(an_agenda(series=a_series(slug="board", title="Project Board", id=None)))
    assert write(house, READER, "unsubscribe").state is InboundState.DONE
    assert (readers(house), readers(house, 2)) == ((), ())
    assert len(house.mails_to(READER.email, GOODBYE)) == 2


# --- leaving --------------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text", ["unsubscribe", "Please take me off the list, thanks!", "Désabonnez-moi", "abmelden", "leave escape-tc", *LEAVING]
)
def test_a_reader_who_is_proven_leaves_at_once(house: House, text: str) -> None:
    """One mail is enough, and one tells them that it is done; a second order finds nothing to do."""
    assert write(house, READER, text).state is InboundState.DONE
    assert readers(house) == ()
    context = cast("SubscriptionGoodbyeContext", house.renderer.last(GOODBYE))
    assert (context.was_reader, context.is_invited) == (True, False)
    assert [(entry.subject, entry.detail) for entry in house.trail("unsubscribed")] == [("series escape-tc", READER.email)]
    write(house, READER, text)
    assert len(house.trail("unsubscribed")) == 1


def test_in_a_readers_name_nobody_leaves_without_a_yes(house: House) -> None:
    """A From field proves nothing: the reader is asked."""
    house.authenticator.judgement = NOT_PROVEN
    record = write(house, READER, "unsubscribe")
    assert record.reason == "unsubscribe: the address was asked to confirm"
    assert readers(house) == (READER.email,)
    context = cast("SubscriptionConfirmContext", house.renderer.last(CONFIRM))
    assert not context.is_joining
    house.receive(house.reply_to(READER.email, "confirm", kind=CONFIRM))
    assert readers(house) == ()
    assert len(house.mails_to(READER.email, GOODBYE)) == 1


def test_what_was_written_to_somebody_else_is_no_order_to_us(house: House) -> None:
    """A proven `unsubscribe` that its reader sent to another list can be passed on by anybody: they are asked."""
    message = an_inbound("unsubscribe", subject="", authors=(READER,), recipients=(SERVICE_ADDRESS,))
    house.receive(replace(message, to=("other-list@example.net",)))
    assert readers(house) == (READER.email,)
    assert len(house.mails_to(READER.email, CONFIRM)) == 1


def test_a_mail_that_is_forged_for_certain_is_refused(house: House) -> None:
    """Nobody is asked because of it."""
    house.authenticator.judgement = replace(FORGED, is_final=True)
    record = write(house, READER, "unsubscribe")
    assert (record.state, readers(house)) == (InboundState.REJECTED, (READER.email,))
    assert house.mails_to(READER.email) == []


def test_who_is_no_reader_is_told_so_and_nobody_else_is(house: House) -> None:
    """What becomes of the order reads the same; the mail goes to the address itself."""
    reasons = {write(house, author, "unsubscribe").reason for author in (READER, ANN)}
    assert reasons == {"unsubscribe: the address was told what it gets"}
    context = cast("SubscriptionGoodbyeContext", house.renderer.last(GOODBYE))
    assert (context.recipient.email, context.was_reader) == (ANN.email, False)
    write(house, ANN, "unsubscribe")
    assert len(house.mails_to(ANN.email)) == 1


def test_a_speaker_is_told_that_it_is_about_minutes_only(house: House) -> None:
    """The invitation that they answer comes by the agenda, not by the list."""
    record = house.receive(house.reply_to(MATTHIAS.email, "unsubscribe", kind=MailKind.INVITATION))
    assert record.state is InboundState.DONE
    context = cast("SubscriptionGoodbyeContext", house.renderer.last(GOODBYE))
    assert (context.was_reader, context.is_invited) == (False, True)
    assert house.shown("3.1") == []


def test_who_changes_their_mind_is_back_by_one_reply(house: House) -> None:
    """The token of the goodbye proves the address: whoever was taken off by a forwarded mail is back at once."""
    write(house, READER, "unsubscribe")
    house.authenticator.judgement = NOT_PROVEN
    record = house.receive(house.reply_to(READER.email, "subscribe", kind=GOODBYE))
    assert (record.reason, readers(house)) == ("subscribed", (READER.email,))


def test_the_token_of_somebody_else_proves_nothing(house: House) -> None:
    """Whoever got an invitation passed on is asked at their own address."""
    house.authenticator.judgement = NOT_PROVEN
    house.receive(house.reply_to(MATTHIAS.email, "unsubscribe", kind=MailKind.INVITATION, author=READER))
    assert readers(house) == (READER.email,)
    assert len(house.mails_to(READER.email, CONFIRM)) == 1


# --- by the way out that a mail has of its own --------------------------------------------------------------------------------------


def way_out(house: House) -> str:
    """Return the address by which the reader of published minutes leaves."""
    listing = published(house).listing
    assert listing is not None
    return listing.leave_address


@pytest.mark.parametrize(
    ("subject", "text", "marks"),
    [
        ("unsubscribe", "", ()),
        ("unsubscribe", "This message was automatically generated by Gmail.", ()),
        ("Unsubscribe", "", ("Auto-Submitted: auto-generated",)),
        ("", "unsubscribe", ()),
        ("", "", ()),
        ("Re: minutes", "Please take me off this list", ()),
    ],
    ids=["prefilled", "Gmail", "a program", "text", "nothing", "words"],
)
def test_a_mail_to_the_way_out_acts_at_once(house: House, subject: str, text: str, marks: tuple[str, ...]) -> None:
    """Whoever holds it got the mail that names it, whatever address the client sends from."""
    address = way_out(house)
    house.authenticator.judgement = NOT_PROVEN
    record = write(house, Address("alias@example.com"), text, subject=subject, to=address.upper(), marks=marks)
    assert record.state is InboundState.DONE
    assert record.reason.startswith("unsubscribed, by the way out of minutes ")
    assert readers(house) == ()
    assert len(house.mails_to(READER.email, GOODBYE)) == 1
    assert house.mails_to("alias@example.com") == []


def test_a_way_out_is_taken_once(house: House) -> None:
    """Again it does nothing, and after its reader has joined anew it ends nothing."""
    address = way_out(house)
    write(house, READER, "", subject="unsubscribe", to=address)
    assert write(house, READER, "x", subject="unsubscribe", to=address).reason.startswith("not on the list any more")
    house.clock.forward(hours=1)
    house.receive(house.reply_to(READER.email, "subscribe", kind=GOODBYE))
    record = write(house, READER, "y", subject="unsubscribe", to=address)
    assert record.reason.startswith("nothing was changed, and the reader was asked: the mail is from before")
    assert readers(house) == (READER.email,)
    assert len(house.trail("unsubscribed")) == 1
    house.receive(house.reply_to(READER.email, "confirm", kind=CONFIRM))
    assert readers(house) == ()


def test_a_machine_that_says_nothing_takes_nobody_off(house: House) -> None:
    """What programs send to a way out says so at least in its subject (RFC 2369); an empty automatic answer is no order."""
    write(house, READER, "", to=way_out(house), marks=("Auto-Submitted: auto-replied",))
    assert readers(house) == (READER.email,)


@pytest.mark.parametrize("text", ["Great minutes!", "What is this?"])
def test_other_words_to_a_way_out_take_nobody_off(house: House, text: str) -> None:
    """They go the way of any mail."""
    write(house, READER, text, subject="Re: minutes", to=way_out(house))
    assert readers(house) == (READER.email,)


def test_a_forged_way_out_is_none(house: House) -> None:
    """Another signature, a reply address, or the way out of a mail that went to no reader."""
    address = way_out(house)
    house.authenticator.judgement = NOT_PROVEN
    local, _, host = address.partition("@")
    forged = f"{local[:-1]}{'0' if local[-1] != '0' else '1'}@{host}"
    reply = house.mails_to(MATTHIAS.email, MailKind.INVITATION)[-1]
    invited = house.post.listing(reply.id, a_series()).leave_address
    for to in (forged, reply.reply_to, invited):
        write(house, Address("mallory@example.com"), "", subject="unsubscribe", to=to)
    assert readers(house) == (READER.email,)


def test_a_message_that_is_read_anew_changes_nothing(house: House) -> None:
    """What was done stays done, once."""
    record = write(house, READER, "unsubscribe")
    write(house, READER, "subscribe")
    house.receive(house.reply_to(READER.email, "yes", kind=CONFIRM))
    house.desk.replay((record.id,))
    house.read_waiting()
    assert house.get(record.id).reason == f"unsubscribed {READER.email} before"
    assert readers(house) == (READER.email,)


def a_message_of_two(house: House) -> InboundMessage:
    """Return an order of two authors."""
    return an_inbound("subscribe", subject="", authors=(ANN, READER))


def test_an_order_of_several_authors_is_left_to_a_person(house: House) -> None:
    """One of them may be made up."""
    assert house.receive(a_message_of_two(house)).state is InboundState.TRIAGE
    assert house.mails_to(ANN.email) == []


@pytest.mark.parametrize("kind", [WELCOME, GOODBYE])
def test_thanks_for_a_welcome_or_a_goodbye_wait_for_nobody(house: House, kind: MailKind) -> None:
    """They ask for nothing."""
    write(house, ANN, "subscribe")
    house.receive(house.reply_to(ANN.email, "confirm", kind=CONFIRM))
    house.receive(house.reply_to(ANN.email, "unsubscribe", kind=WELCOME))
    assert house.receive(house.reply_to(ANN.email, "Thank you!", kind=kind)).state is InboundState.IGNORED


@pytest.mark.parametrize(
    ("text", "language"),
    [("Abonnez-moi, svp", "fr"), ("abonnieren", "de"), ("escape-tc abonnieren", "de"), ("subscribe", ""), ("suscribirme", "es")],
)
def test_who_asks_in_a_language_is_answered_in_it(house: House, text: str, language: str) -> None:
    """One word tells, unless it is English, which people write whatever they speak: then it is the language of the series."""
    write(house, ANN, text)
    assert cast("SubscriptionConfirmContext", house.renderer.last(CONFIRM)).language == language
