"""The chair or a deputy moves a planned meeting by answering the mail about it; nobody else does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailflow.adapters.rendering import TemplateRenderer
from mailflow.domain.agenda import Meeting, MeetingId
from mailflow.domain.lifecycle import InboundState, MeetingState
from mailflow.domain.mails.series import PlannedContext
from mailflow.domain.message import Address, InboundMessage, MailKind, Mark, Proof
from mailflow.domain.moves import Unmoved
from tests.builders import SERVICE_ADDRESS, a_series, a_speaker, an_agenda, an_authentication
from tests.fakes import FORGED, NOT_PROVEN, STRANGER, House

IAN, DORA, DI = (
    Address("ian.bird@example.org", "Ian Bird"), Address("dora@example.org", "Dora Deputy"), Address("di@example.org", "Di Foss"),
)  # fmt: skip
MATTHIAS = Address("matthias@example.org", "Matthias Fuessling")
BEFORE, AFTER = datetime(2021, 3, 17, 9, tzinfo=UTC), datetime(2021, 3, 24, 13, tzinfo=UTC)
ORDER = "24 March at 14:00"


def planned(house: House, language: str = "en") -> House:
    """Let a second meeting be planned, of which the chair and the secretary are told."""
    deputies = (a_speaker(DORA.name, email=DORA.email, id=None),)
    series = a_series(deputies=deputies, secretary=a_speaker(DI.name, email=DI.email, id=None), id=None)
    house.invited(an_agenda(series=replace(series, language=language)))
    house.plan_next(MeetingId(1), None)
    assert meeting(house).start_at == BEFORE
    return house


@pytest.fixture
def house() -> House:
    """Give a house with meeting 2, which is planned."""
    return planned(House())


def meeting(house: House) -> Meeting:
    """Return meeting 2."""
    with house.begin() as uow:
        return uow.meetings.get(MeetingId(2))


def reply(house: House, text: str = ORDER, *, to: Address = IAN, author: Address | None = None) -> InboundMessage:
    """Return an answer to the newest mail about the meeting to somebody."""
    return house.reply_to(to.email, text, kind=MailKind.PLANNED, author=author)


def told(house: House) -> PlannedContext:
    """Return what the newest mail about the meeting was to say."""
    context = house.renderer.last(MailKind.PLANNED)
    assert isinstance(context, PlannedContext)
    return context


def mails(house: House) -> list[str]:
    """Return to whom mails about the meeting went, by the alphabet."""
    return sorted(entry.recipient.email for entry in house.entries() if entry.kind is MailKind.PLANNED)


def set_state(house: House, state: MeetingState) -> None:
    """Put meeting 2 into a state."""
    with house.begin() as uow:
        uow.meetings.save_state(replace(uow.meetings.get(MeetingId(2)), state=state))
        uow.commit()


@pytest.mark.parametrize("text", ["next meeting 24 March 14:00", "move to 24 March 14:00", ORDER, "no, 24 March 14:00"])
@pytest.mark.parametrize("state", [MeetingState.PLANNED, MeetingState.INVITED])
def test_chair_moves_it(house: House, text: str, state: MeetingState) -> None:
    """That very meeting, with its items; a fresh mail answers, and the trail has the message."""
    set_state(house, state)
    record = house.receive(reply(house, text))
    assert (record.state, record.kind, record.meeting_id) == (InboundState.DONE, "command", 2)
    assert record.reason.startswith("moves the meeting: «")
    moved = meeting(house)
    assert (moved.start_at, moved.end_at - moved.start_at, moved.state) == (AFTER, timedelta(minutes=90), state)
    assert (moved.changed_at, moved.items[0].start_at) == (house.clock.now(), AFTER)
    assert mails(house) == [DI.email, DI.email, IAN.email, IAN.email]
    contexts = [one for one in house.renderer.contexts if isinstance(one, PlannedContext)][-2:]
    assert [(one.is_moved, one.meeting.start_at, one.has_commands) for one in contexts] == [(True, AFTER, False), (True, AFTER, True)]
    assert [(one.actor, one.inbound_id) for one in house.trail("meeting moved")] == [(IAN.email, record.id)]


def test_what_is_quoted_below_moves_nothing() -> None:
    """Our own words say how to move it; those of the chair above them count, also without a mark before each line."""
    house = planned(House(renderer=TemplateRenderer()))
    text = house.mails_to(IAN.email, MailKind.PLANNED)[0].text
    assert "next meeting 24 March 2021 10:00" in " ".join(text.split())
    quote = "On Wed, 3 Mar 2021 at 09:00, Minutes wrote:\n" + "\n".join(f"> {line}" for line in text.split("\n"))
    house.receive(reply(house, f"Thanks!\n\n{quote}"))
    assert meeting(house).start_at == BEFORE
    house.receive(reply(house, f"{ORDER}\n\nIan\n\n{quote}"))
    assert meeting(house).start_at == AFTER
    bare = f"From: Minutes <minutes@example.org>\nSent: Wednesday, 3 March 2021 09:00\nTo: Ian Bird\nSubject: x\n\n{text}"
    house.receive(reply(house, f"31 March\n\n{bare}"))
    assert meeting(house).start_at == datetime(2021, 3, 31, 12, tzinfo=UTC)


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_words_that_the_mail_gives_move_it(language: str) -> None:
    """In the language of the mail: a week later, at the same time. No word of a command line is in it."""
    house = planned(House(renderer=TemplateRenderer()), language)
    text = " ".join(house.mails_to(IAN.email, MailKind.PLANNED)[0].text.split())
    words = {
        "en": "next meeting 24 March 2021 10:00",
        "fr": "prochaine réunion 24 mars 2021 10:00",
        "de": "nächste Sitzung 24. März 2021 10:00",
    }
    assert words[language] in text
    assert "mailflow" not in text
    house.receive(reply(house, words[language]))
    assert meeting(house).start_at == BEFORE + timedelta(days=7)


def test_secretary_has_the_command_of_that_meeting() -> None:
    """With its number and a date of its own, not a fixed one."""
    house = planned(House(renderer=TemplateRenderer()))
    assert "mailflow meeting reschedule 2 2021-03-24T10:00" in " ".join(house.mails_to(DI.email, MailKind.PLANNED)[0].text.split())


def test_it_may_be_moved_there_and_back(house: House) -> None:
    """Each answer to the mail before has a mail of its own; the same time once more is no move."""
    for text, start_at in ((ORDER, AFTER), ("17 March 10:00", BEFORE), (ORDER, AFTER), ("move to 24 March 14:00", AFTER)):
        house.receive(reply(house, text))
        assert meeting(house).start_at == start_at
    assert len(house.trail("meeting moved")) == 3
    assert (mails(house).count(IAN.email), told(house).is_moved) == (5, False)


def test_proven_deputy_moves_it(house: House) -> None:
    """By the mail that the chair has passed on: proven, and told as well."""
    record = house.receive(reply(house, author=DORA))
    assert (record.state, meeting(house).start_at) == (InboundState.DONE, AFTER)
    assert mails(house) == [DI.email, DI.email, DORA.email, IAN.email, IAN.email]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("24 March or 31 March?", Unmoved.UNCLEAR),
        ("Could we do 24 March instead?", Unmoved.UNCLEAR),
        ("next meeting 24 March 14:00 if Eva can", Unmoved.UNCLEAR),
        ("Tuesday 24 March", Unmoved.UNCLEAR),
        ("1 February", Unmoved.OVER),
        ("24 March 2020", Unmoved.OVER),
    ],
)
def test_what_is_not_clear_or_over_is_asked_back(house: House, text: str, why: Unmoved) -> None:
    """With what was understood; nothing is changed, and nobody else is told. The answer to that counts."""
    record = house.receive(reply(house, text))
    assert record.state is InboundState.REJECTED
    assert "Ian Bird was asked: the meeting stays as it is" in record.reason
    assert (meeting(house).start_at, mails(house)) == (BEFORE, [DI.email, IAN.email, IAN.email])
    asked = told(house)
    assert (asked.unmoved, asked.is_moved, asked.words in text) == (why, False, True)
    house.receive(reply(house))
    assert meeting(house).start_at == AFTER


@pytest.mark.parametrize("state", [MeetingState.COLLECTING, MeetingState.DRAFTING])
def test_once_reports_have_come_it_is_moved_by_reply_no_more(house: House, state: MeetingState) -> None:
    """Its author is told."""
    set_state(house, state)
    assert house.receive(reply(house)).state is InboundState.REJECTED
    assert (meeting(house).start_at, told(house).unmoved) == (BEFORE, Unmoved.FIXED)


def test_cancelled_meeting_is_left_to_a_person(house: House) -> None:
    """Somebody may want it revived, which a date alone does not say."""
    set_state(house, MeetingState.CANCELLED)
    assert house.receive(reply(house)).state is InboundState.TRIAGE
    assert (meeting(house).start_at, len(mails(house))) == (BEFORE, 2)


def test_after_it_has_begun_the_next_meeting_is_the_one_after(house: House) -> None:
    """Then it is a note for its minutes, as it would be anywhere else."""
    set_state(house, MeetingState.INVITED)
    house.clock.at = BEFORE + timedelta(hours=2)
    house.receive(reply(house, "next meeting 31 March 14:00"))
    assert (meeting(house).start_at, house.trail("meeting moved")) == (BEFORE, [])
    assert len(house.trail("noted")) == 1


def test_to_cancel_is_still_asked_back(house: House) -> None:
    """Words about actions and thanks do what they did as well."""
    house.receive(reply(house, "cancel meeting"))
    assert len(house.mails_to(IAN.email, MailKind.CANCEL_QUESTION)) == 1
    house.receive(reply(house, "Thanks, fine"))
    assert (meeting(house).state, meeting(house).start_at, len(mails(house))) == (MeetingState.PLANNED, BEFORE, 2)


@pytest.mark.parametrize("author", [STRANGER, MATTHIAS, DI], ids=["stranger", "speaker", "secretary"])
@pytest.mark.parametrize("text", [ORDER, "24 March or 31 March?", "next meeting 24 March 14:00"])
def test_nobody_else_moves_it(house: House, author: Address, text: str) -> None:
    """Proven or not, with the chair's reply address or their own: a person sees to it, and nobody is written to."""
    records = [house.receive(reply(house, text, to=to, author=author)) for to in (IAN, DI)]
    assert {record.state for record in records} == {InboundState.TRIAGE}
    assert {record.reason for record in records} == {
        "it says to move the meeting, but only the chair and the deputies may: the meeting stays as it is"
    }
    assert (meeting(house).start_at, len(mails(house)), len(house.trail("moving refused"))) == (BEFORE, 2, 2)


@pytest.mark.parametrize("is_final", [False, True])
def test_forged_mail_moves_nothing(house: House, *, is_final: bool) -> None:
    """Though it has the token, and bears the chair's address: nobody is asked either."""
    house.authenticator.judgement = replace(FORGED, is_final=is_final)
    record = house.receive(reply(house))
    assert (record.state, meeting(house).start_at, len(mails(house))) == (InboundState.TRIAGE, BEFORE, 2)
    assert house.trail("moving refused")[0].inbound_id == record.id


def test_token_from_the_chairs_address_is_enough(house: House) -> None:
    """Where nothing proves or disproves the author, as with an answer to a question of ours."""
    house.authenticator.judgement = NOT_PROVEN
    assert house.receive(reply(house)).state is InboundState.DONE
    assert meeting(house).start_at == AFTER


@pytest.mark.parametrize("author", [IAN, DORA])
def test_without_a_token_of_their_own_the_known_address_is_asked(house: House, author: Address) -> None:
    """Once a day; the answer to that moves it. A deputy with the chair's reply address holds none of theirs."""
    house.authenticator.judgement = an_authentication(Proof.NONE)
    message = reply(house, author=author)
    unproven = message if author is DORA else replace(message, recipients=(SERVICE_ADDRESS,))
    records = [house.receive(replace(unproven, message_id=f"<{number}@mail.example.org>")) for number in range(2)]
    assert [record.state for record in records] == [InboundState.REJECTED] * 2
    assert (meeting(house).start_at, mails(house)) == (BEFORE, sorted([DI.email, IAN.email, author.email]))
    assert (told(house).unmoved, told(house).words) == (Unmoved.UNPROVEN, ORDER)
    house.receive(reply(house, to=author))
    assert meeting(house).start_at == AFTER


@pytest.mark.parametrize(
    "changes",
    [
        {"authors": (IAN, STRANGER)},
        {"authors": (IAN, DORA)},
        {"defects": ("From: two fields",)},
        {"defects": ("hidden: the HTML part says something else",)},
        {"defects": ("cut: longer than 100000 characters",)},
        {"marks": (Mark("List-Id", "<x.example.org>"),)},
        {"marks": (Mark("Auto-Submitted", "auto-replied"),)},
    ],
    ids=["two authors", "two approvers", "odd From", "hidden words", "cut", "by a list", "a machine"],
)
def test_doubtful_mail_moves_nothing(house: House, changes: dict[str, object]) -> None:
    """Whatever it says."""
    record = house.receive(replace(reply(house), **changes))  # type: ignore[arg-type]
    assert record.state is not InboundState.DONE
    assert (meeting(house).start_at, len(mails(house))) == (BEFORE, 2)


def test_words_below_the_signature_are_asked_about(house: House) -> None:
    """A condition may stand there."""
    house.receive(reply(house, f"{ORDER}\n\n-- \nIan Bird\nPS: only if Eva can"))
    assert (meeting(house).start_at, told(house).unmoved) == (BEFORE, Unmoved.UNCLEAR)


def test_a_mail_that_is_read_anew_moves_nothing_again(house: House) -> None:
    """Somebody may have moved it since."""
    record = house.receive(reply(house))
    house.change_meeting.move(MeetingId(2), BEFORE)
    house.desk.replay([record.id])
    house.read_waiting()
    assert (meeting(house).start_at, house.get(record.id).state) == (BEFORE, InboundState.DONE)
