"""An hour before the meeting whoever runs it is told who has reported, and answers with notes."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailflow.adapters.rendering import TemplateRenderer
from mailflow.domain.agenda import MeetingId, Speaker
from mailflow.domain.habits import Habits
from mailflow.domain.lifecycle import InboundState, MeetingState
from mailflow.domain.mails.chair import BriefingContext
from mailflow.domain.message import Address, InboundMessage, MailKind, OutboundMessage
from mailflow.domain.notes.kinds import Outline
from mailflow.domain.notes.reading import read_notes
from mailflow.domain.timetable.kinds import Standing, StepKind
from mailflow.domain.timetable.plan import due
from tests.builders import START, a_chair, a_meeting, a_series, a_speaker, an_agenda, an_item
from tests.fakes import FORGED, NOT_PROVEN, STRANGER, House

CHAIR, TAKER = "ian.bird@example.org", "tess@example.org"
_TESS = a_speaker("Tess Taker", email=TAKER, id=None)
_DORA = a_speaker("Dora Deputy", email="dora@example.org", id=None)
_HOUR = timedelta(hours=1)
NOTES = "CTA\nIan Bird: We should publish it.\n\nEGO: the laser is back\nACTION Elena Cuoco: circulate the paper by Friday"


def a_house(*, taker: Speaker | None = _TESS, real: bool = False) -> House:
    """Return a house an hour before meeting 1, to which everybody is invited; its mails are the real ones if that is asked for."""
    house = House(renderer=TemplateRenderer()) if real else House()
    house.invited(an_agenda(series=a_series(minute_taker=taker, deputies=(_DORA,), id=None)))
    house.clock.at = START - _HOUR
    return house


def briefed(house: House) -> list[str]:
    """Return to whom briefings are owed."""
    return sorted(entry.recipient.email for entry in house.entries() if entry.kind is MailKind.BRIEFING)


def said(house: House) -> BriefingContext:
    """Return what the newest briefing was to say."""
    context = house.renderer.last(MailKind.BRIEFING)
    assert isinstance(context, BriefingContext)
    return context


def notes(house: House) -> tuple[Outline, ...]:
    """Return what was noted of meeting 1."""
    with house.begin() as uow:
        return uow.minutes.notes_of(MeetingId(1))


def answered(house: House, text: str, to: str = TAKER, **changes: object) -> InboundMessage:
    """Return an answer to the briefing of somebody."""
    return replace(house.reply_to(to, text, kind=MailKind.BRIEFING), **changes)  # type: ignore[arg-type]


# --- when, and to whom --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sweeps", [1, 3], ids=["one beat", "three beats"])
def test_goes_once_to_the_chair_and_the_minute_taker(sweeps: int) -> None:
    """Not to the deputies, and to nobody twice, however often the sweep comes by."""
    house = a_house()
    for _ in range(sweeps):
        house.sweep()
        house.clock.forward(seconds=10)
    assert briefed(house) == [CHAIR, TAKER]


def test_is_rung_for_in_the_same_beat() -> None:
    """It is of use for an hour only."""
    house = a_house()
    swept = house.sweep()
    assert {entry.id for entry in house.entries() if entry.kind is MailKind.BRIEFING} <= set(swept.to_dispatch)


def test_is_not_compiled_again_for_who_has_it() -> None:
    """The sweep comes by every few seconds."""
    house = a_house()
    house.sweep()
    count = len(house.renderer.contexts)
    house.sweep()
    assert len(house.renderer.contexts) == count


@pytest.mark.parametrize("taker", [a_chair(id=None), None, a_speaker("Max Mute", email=None, id=None)], ids=["chair", "none", "mute"])
def test_one_person_is_briefed_once(taker: Speaker | None) -> None:
    """The chair who takes the minutes has one; who has no address has none."""
    house = a_house(taker=taker)
    house.sweep()
    assert briefed(house) == [CHAIR]


@pytest.mark.parametrize(
    ("ahead", "told"),
    [
        (timedelta(hours=1, seconds=1), []),
        (timedelta(hours=1), [CHAIR, TAKER]),
        (timedelta(minutes=1), [CHAIR, TAKER]),
        (timedelta(0), []),
        (timedelta(hours=-2), []),
    ],
    ids=["too early", "in time", "after an outage", "it has started", "it is over"],
)
def test_is_due_in_the_hour_before(ahead: timedelta, told: list[str]) -> None:
    """What was missed in an outage is made up for until the meeting starts."""
    house = a_house()
    house.clock.at = START - ahead
    house.sweep()
    assert briefed(house) == told


@pytest.mark.parametrize("state", list(MeetingState))
def test_is_for_meetings_that_are_on(state: MeetingState) -> None:
    """Nobody is briefed of one that is planned, cancelled, or in minutes already."""
    steps = due(Standing(a_meeting(state=state), a_series()), START - _HOUR)
    is_on = state in {MeetingState.PLANNED, MeetingState.INVITED, MeetingState.COLLECTING}
    assert any(step.kind is StepKind.BRIEFING for step in steps) is is_on


def test_series_that_is_not_automatic_briefs_nobody() -> None:
    """Whoever runs it does all by hand."""
    house = House()
    house.invited(an_agenda(series=replace(a_series(id=None), habits=Habits(is_automatic=False))))
    house.clock.at = START - _HOUR
    house.sweep()
    assert briefed(house) == []


# --- what it says -------------------------------------------------------------------------------------------------------------------


def test_tells_who_has_reported_and_who_is_missing() -> None:
    """The reports stand as the minutes will show them."""
    house = a_house()
    house.receive(house.reply_to("matthias@example.org", "All telescopes observe."))
    house.sweep()
    assert [slot.key for slot in said(house).missing] == ["3.2", "3.3"]
    assert "   All telescopes observe.\n" in said(house).minutes.text


def test_tells_who_declined_and_who_is_away() -> None:
    """Away is who is so on the very day of the meeting, in its zone."""
    house = a_house()
    with house.begin() as uow:
        by_name = {speaker.name: speaker for speaker in uow.meetings.get(MeetingId(1)).speakers}
        elena = uow.invitations.find(MeetingId(1), by_name["Elena Cuoco"].id)  # type: ignore[arg-type]
        assert elena
        uow.invitations.save(replace(elena, partstat="declined"))
        uow.meetings.record_absence("kay@example.org", date(2021, 3, 3))
        uow.meetings.record_absence("tamas@example.org", date(2021, 3, 2))
        uow.commit()
    house.sweep()
    assert [speaker.name for speaker in said(house).declined] == ["Elena Cuoco"]
    assert [speaker.name for speaker in said(house).away] == ["Kay Graf"]


def test_orders_are_shown_to_those_who_may_give_them() -> None:
    """The minute-taker sends notes, and nothing more."""
    house = a_house(real=True)
    house.sweep()
    texts = {to: house.mails_to(to, MailKind.BRIEFING)[0].text for to in (CHAIR, TAKER)}
    assert {to: "draft now" in text for to, text in texts.items()} == {CHAIR: True, TAKER: False}


def test_shows_notes_that_were_sent_before() -> None:
    """Whoever prepared the meeting in notes finds them."""
    house = a_house()
    house.receive(house.reply_to(CHAIR, "CTA\nIan Bird: We should publish it.\n\nEGO\nno news", kind=MailKind.INVITATION))
    house.sweep()
    assert "Ian Bird: We should publish it." in said(house).minutes.text


def test_the_outline_that_it_shows_is_one() -> None:
    """What it tells people to write is understood as it stands."""
    house = a_house(real=True)
    house.sweep()
    text = house.mails_to(TAKER, MailKind.BRIEFING)[0].text
    example = text.partition("under its item:\n")[2].partition("\n---")[0]
    outline = read_notes(example, a_meeting(), a_series(), written_on=START.date())
    assert [(note.key, note.author) for note in outline.notes] == [("3.1", ""), ("3.1", "Ian Bird")]
    assert [(action.owner, action.due) for action in outline.actions] == [("Ian Bird", date(2021, 3, 5))]


# --- the answer ---------------------------------------------------------------------------------------------------------------------


def _quoted(mail: OutboundMessage) -> str:
    return "On Wed, 3 Mar 2021 at 09:00, Minutes wrote:\n" + "\n".join(f"> {line}".rstrip() for line in mail.text.split("\n"))


def _below(mail: OutboundMessage) -> str:
    return f"From: Minutes <minutes@example.org>\nSent: Wednesday, 3 March 2021 09:00\nTo: Tess\nSubject: {mail.subject}\n\n{mail.text}"


@pytest.mark.parametrize("quote", [lambda _: "", _quoted, _below], ids=["no quote", "marked", "unmarked"])
@pytest.mark.parametrize("to", [CHAIR, TAKER])
def test_notes_come_by_reply(quote: object, to: str) -> None:
    """From whoever was briefed, by the token of the briefing; what is quoted of it is no note."""
    house = a_house(real=True)
    house.receive(house.reply_to("matthias@example.org", "All telescopes observe."))
    house.sweep()
    house.authenticator.judgement = NOT_PROVEN
    house.clock.forward(hours=2)
    mail = house.mails_to(to, MailKind.BRIEFING)[0]
    record = house.receive(answered(house, f"{NOTES}\n\n{quote(mail)}", to))  # type: ignore[operator]
    assert (record.state, record.kind, record.reason) == (InboundState.DONE, "notes", "notes: 2 notes on 2 items, 1 action")
    outline = notes(house)[0]
    assert [(note.key, note.author, note.text) for note in outline.notes] == [
        ("3.1", "Ian Bird", "We should publish it."),
        ("3.2", "", "the laser is back"),
    ]
    assert outline.other == ()


@pytest.mark.parametrize("text", ["CTA: we want to see the numbers", "ACTION Elena Cuoco: circulate the paper"], ids=["item", "action"])
def test_one_line_of_notes_will_do(text: str) -> None:
    """It asks for notes; anywhere else one item may be a report."""
    house = a_house()
    house.sweep()
    assert house.receive(answered(house, text)).kind == "notes"
    assert house.shown("3.1") == []


def test_own_report_of_the_chair_is_a_report() -> None:
    """Of somebody who has a slot, and names no other."""
    slots = (an_item("3.1", "CTA"), an_item("3.2", "EGO"), an_item("3.3", "SKA", speakers=(a_chair(),)))
    house = House()
    house.invited(an_agenda(meeting=a_meeting(items=slots, id=None)))
    house.clock.at = START - _HOUR
    house.sweep()
    record = house.receive(answered(house, "SKA: the first dish stands, and observes.", CHAIR))
    assert (record.state, house.shown("3.3")) == (InboundState.DONE, ["SKA: the first dish stands, and observes."])
    assert notes(house) == ()


@pytest.mark.parametrize("text", ["Thanks!", "Thank you very much, Tess"])
def test_thanks_are_no_notes(text: str) -> None:
    """They ask for nothing."""
    house = a_house()
    house.sweep()
    assert house.receive(answered(house, text)).state is InboundState.IGNORED
    assert notes(house) == ()


def test_chair_orders_the_draft_by_reply() -> None:
    """When the meeting is over."""
    house = a_house()
    house.sweep()
    house.clock.forward(hours=3)
    assert house.receive(answered(house, "draft now", CHAIR)).reason == "the draft was sent"
    assert len(house.mails_to(CHAIR, MailKind.DRAFT)) == 1


def test_minute_taker_orders_nothing() -> None:
    """Notes are all that they may send."""
    house = a_house()
    house.sweep()
    house.receive(answered(house, "draft now"))
    assert house.mails_to(CHAIR, MailKind.DRAFT) == []


@pytest.mark.parametrize("author", [STRANGER, Address("matthias@example.org", "Matthias Fuessling")], ids=["stranger", "speaker"])
def test_nobody_else_sends_notes_by_it(author: Address) -> None:
    """A briefing that was passed on gives no rights."""
    house = a_house()
    house.sweep()
    house.receive(answered(house, NOTES, authors=(author,)))
    assert notes(house) == ()


def test_forged_notes_wait_for_a_person() -> None:
    """The address is the minute-taker's, and a server says that they did not send it."""
    house = a_house()
    house.sweep()
    house.authenticator.judgement = FORGED
    record = house.receive(answered(house, NOTES))
    assert (record.state, notes(house)) == (InboundState.TRIAGE, ())
