"""The timetable is kept: who owes a report is reminded, who waits is nudged, and nothing goes twice."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from mailflow.domain.agenda import MeetingId
from mailflow.domain.habits import Habits
from mailflow.domain.lifecycle import InboundState, MeetingState
from mailflow.domain.mails.chair import BriefingContext
from mailflow.domain.mails.timetable import AddressesContext, Occasion, ReminderContext
from mailflow.domain.message import Address, MailKind
from mailflow.domain.timetable.kinds import StepKind
from mailflow.services.due import Due
from tests.builders import START, a_bounce_report, a_meeting, a_series, a_speaker, an_agenda, an_inbound, an_item
from tests.fakes import House

CHAIR = "ian.bird@example.org"
SPEAKERS = ["elena@example.org", "kay@example.org", "matthias@example.org", "tamas@example.org"]
WEEK = timedelta(days=7)
DAY = timedelta(days=1)


def a_house(*, before: timedelta = WEEK, habits: Habits | None = None) -> House:
    """Return a house with meeting 1 (Wednesday, 10:00 in Paris), so long before it; nobody is invited yet."""
    house = House()
    house.clock.at = START - before
    house.add_meeting(an_agenda(series=replace(a_series(id=None), habits=habits or Habits())))
    return house


def sent(house: House, kind: MailKind) -> list[str]:
    """Return to whom mails of a kind are owed."""
    return sorted(entry.recipient.email for entry in house.entries() if entry.kind is kind)


def state(house: House) -> MeetingState:
    """Return where meeting 1 is in its life."""
    with house.begin() as uow:
        return uow.meetings.get(MeetingId(1)).state


def at(house: House, before: timedelta) -> None:
    """Let the beat come so long before the meeting."""
    house.clock.at = START - before
    house.sweep()


# --- the life of a meeting ------------------------------------------------------------------------------------------------------------


def test_invitations_go_a_week_before() -> None:
    """At the hour of the meeting, to the speakers and the chair; not a minute earlier."""
    house = a_house(before=WEEK + timedelta(minutes=1))
    house.sweep()
    assert state(house) is MeetingState.PLANNED
    at(house, WEEK)
    assert sent(house, MailKind.INVITATION) == sorted([*SPEAKERS, CHAIR])
    assert state(house) is MeetingState.INVITED


def test_a_late_meeting_is_invited_to_at_once() -> None:
    """Whoever adds it knows that it is late."""
    house = a_house(before=timedelta(hours=5))
    house.sweep()
    assert len(sent(house, MailKind.INVITATION)) == 5


def test_who_owes_a_report_is_reminded_twice() -> None:
    """Two days before and one day before, at the hour of the meeting; who has reported is not."""
    house = a_house()
    house.sweep()
    house.receive(house.reply_to("matthias@example.org", "All telescopes observe."))
    at(house, 2 * DAY + timedelta(seconds=1))
    assert sent(house, MailKind.REMINDER) == []
    at(house, 2 * DAY)
    assert sent(house, MailKind.REMINDER) == ["elena@example.org", "kay@example.org", "tamas@example.org"]
    house.receive(house.reply_to("kay@example.org", "All is well in the sea.", kind=MailKind.REMINDER))
    at(house, DAY)
    assert Counter(sent(house, MailKind.REMINDER)) == {"elena@example.org": 2, "kay@example.org": 1, "tamas@example.org": 1}
    context = house.renderer.last(MailKind.REMINDER)
    assert isinstance(context, ReminderContext)
    assert (context.occasion, [slot.key for slot in context.slots]) == (Occasion.LAST, ["3.2"])


def test_nothing_goes_twice_however_often_the_beat_comes() -> None:
    """Nor after a restart, nor when the clock goes back."""
    house = a_house()
    for hours in range(24 * 9):
        house.clock.at = START - WEEK + timedelta(hours=hours)
        house.sweep()
        house.reborn_beat()
        house.clock.at -= timedelta(hours=2)
        house.sweep()
    purposes = Counter(entry.purpose for entry in house.entries())
    assert max(purposes.values()) == 1
    counted = Counter(entry.kind for entry in house.entries())
    assert counted == {MailKind.INVITATION: 5, MailKind.REMINDER: 8, MailKind.BRIEFING: 1, MailKind.DRAFT: 1}


def test_draft_goes_half_an_hour_after_the_end() -> None:
    """If nobody asked for one before."""
    house = a_house()
    house.sweep()
    house.clock.at = START + timedelta(minutes=119)
    house.sweep()
    assert sent(house, MailKind.DRAFT) == []
    house.clock.forward(minutes=1)
    house.sweep()
    assert sent(house, MailKind.DRAFT) == [CHAIR]


def test_chair_is_nudged_once_about_a_revision_that_waits() -> None:
    """Two days after the draft."""
    house = a_house()
    house.sweep()
    house.clock.at = START + timedelta(hours=2)
    house.sweep()
    for _ in range(6):
        house.clock.forward(days=1)
        house.sweep()
    assert sent(house, MailKind.NUDGE) == [CHAIR]


# --- answers ----------------------------------------------------------------------------------------------------------------------------


def test_reminder_is_in_the_thread_of_the_invitation_and_no_event() -> None:
    """A plain mail: an event that comes twice stands twice in some calendars."""
    house = a_house()
    house.sweep()
    at(house, 2 * DAY)
    (invitation,) = house.mails_to("elena@example.org", MailKind.INVITATION)
    (reminder,) = house.mails_to("elena@example.org", MailKind.REMINDER)
    assert (reminder.references, reminder.calendar) == ((invitation.message_id,), None)


def test_reply_to_a_reminder_is_filed_as_one_to_the_invitation() -> None:
    """By its token; a delegation as well."""
    house = a_house()
    house.sweep()
    at(house, 2 * DAY)
    house.receive(house.reply_to("elena@example.org", "The laser is back.", kind=MailKind.REMINDER))
    assert house.shown("3.2") == ["The laser is back."]
    record = house.receive(house.reply_to("kay@example.org", "delegate to Dee Putty <dee@example.org>", kind=MailKind.REMINDER))
    assert record.state is InboundState.DONE
    at(house, DAY)
    assert sorted(sent(house, MailKind.REMINDER)[-1:]) == ["tamas@example.org"]


def _nudged() -> House:
    house = a_house()
    house.sweep()
    house.clock.at = START + timedelta(hours=2)
    house.sweep()
    house.clock.forward(days=2)
    house.sweep()
    return house


def test_nudge_is_answered_as_the_draft_is() -> None:
    """An approval in answer to it counts for the revision that it carries."""
    house = _nudged()
    record = house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.NUDGE))
    assert (record.state, record.reason) == (InboundState.DONE, "approves revision 1")
    assert state(house) is MeetingState.APPROVED


def test_edit_in_answer_to_a_nudge_makes_the_next_revision() -> None:
    """Which has a nudge of its own, if nobody answers it."""
    house = _nudged()
    record = house.receive(house.reply_to(CHAIR, "3.1: All telescopes observe.", kind=MailKind.NUDGE))
    assert record.state is InboundState.DONE
    assert sent(house, MailKind.REDLINE) == [CHAIR]
    for _ in range(6):
        house.clock.forward(days=1)
        house.sweep()
    assert sent(house, MailKind.NUDGE) == [CHAIR, CHAIR]


def test_minutes_that_the_chair_holds_are_not_nudged_about() -> None:
    """It is the chair's own word that they wait."""
    house = a_house()
    house.sweep()
    house.clock.at = START + timedelta(hours=2)
    house.sweep()
    house.receive(house.reply_to(CHAIR, "Hold", kind=MailKind.DRAFT))
    for _ in range(6):
        house.clock.forward(days=1)
        house.sweep()
    assert sent(house, MailKind.NUDGE) == []


def test_word_of_the_chair_puts_the_nudge_off() -> None:
    """Two days without a word are counted from the last one."""
    house = a_house()
    house.sweep()
    house.clock.at = START + timedelta(hours=2)
    house.sweep()
    house.clock.forward(days=1)
    house.receive(house.reply_to(CHAIR, "Approved, but is the number right?", kind=MailKind.DRAFT))
    house.clock.forward(days=1)
    house.sweep()
    assert sent(house, MailKind.NUDGE) == []


# --- who cannot be reached --------------------------------------------------------------------------------------------------------------


def bounced(house: House, address: str, *, signed: bool = True) -> None:
    """Let the newest mail to an address come back."""
    entry = next(entry for entry in reversed(house.entries()) if entry.recipient.email == address)
    to = entry.envelope_from if signed else "minutes@example.org"
    bounce = an_inbound(
        "Undelivered",
        message_id=f"<bounce-{entry.id}@mx.example.org>",
        subject="Undelivered Mail Returned to Sender",
        authors=(Address("mailer-daemon@mx.example.org"),),
        recipients=(to,),
        references=(entry.message_id,),
        report=a_bounce_report(address, diagnostic="550 5.1.1 no such user"),
    )
    house.receive(bounce)


def test_address_that_bounced_gets_nothing_more_and_the_secretary_is_told_once() -> None:
    """The others are reminded."""
    house = a_house()
    house.sweep()
    bounced(house, "elena@example.org")
    at(house, 2 * DAY)
    house.reborn_beat()
    at(house, 2 * DAY - timedelta(minutes=2))
    assert sent(house, MailKind.ADDRESSES) == [CHAIR]
    assert "elena@example.org" not in sent(house, MailKind.REMINDER)
    told = house.renderer.last(MailKind.ADDRESSES)
    assert isinstance(told, AddressesContext)
    assert [(one.person.name, [slot.key for slot in one.slots]) for one in told.people] == [("Elena Cuoco", ["3.2"])]


def test_who_could_not_be_invited_is_named_in_the_briefing() -> None:
    """The chair asks them in the room, or does without."""
    house = a_house()
    house.sweep()
    bounced(house, "elena@example.org")
    at(house, timedelta(hours=1))
    told = house.renderer.last(MailKind.BRIEFING)
    assert isinstance(told, BriefingContext)
    assert told.unreached == ("Elena Cuoco",)


def test_bounce_without_our_signature_counts_for_nothing() -> None:
    """Anybody could write one."""
    house = a_house()
    house.sweep()
    bounced(house, "elena@example.org", signed=False)
    at(house, 2 * DAY)
    assert sent(house, MailKind.ADDRESSES) == []
    assert "elena@example.org" in sent(house, MailKind.REMINDER)


def test_who_has_no_address_is_told_with_the_invitations_and_invited_when_it_is_known() -> None:
    """The secretary finds it out; the rest goes by itself."""
    house = House()
    house.clock.at = START - WEEK
    mute = a_speaker("Max Mute", email=None, id=None)
    slots = tuple(an_item(f"3.{n}", f"RI {n}", speakers=(one,)) for n, one in enumerate((mute, a_speaker(id=None)), start=1))
    house.add_meeting(an_agenda(meeting=a_meeting(items=slots, id=None, state=MeetingState.PLANNED)))
    house.sweep()
    assert sent(house, MailKind.ADDRESSES) == [CHAIR]
    house.desk.set_address(MeetingId(1), "Max Mute", "max@example.org")
    house.clock.forward(minutes=2)
    house.sweep()
    assert "max@example.org" in sent(house, MailKind.INVITATION)


def test_briefing_tells_how_often_who_is_missing_was_asked() -> None:
    """So that the chair knows that nobody forgot them."""
    house = a_house()
    house.sweep()
    at(house, 2 * DAY)
    at(house, DAY)
    at(house, timedelta(hours=1))
    context = house.renderer.last(MailKind.BRIEFING)
    assert isinstance(context, BriefingContext)
    assert context.reminders == {"3.1": 2, "3.2": 2, "3.3": 2}


# --- what is not read yet ---------------------------------------------------------------------------------------------------------------


def test_nobody_is_reminded_while_mail_waits_to_be_read() -> None:
    """After an outage the report may lie there."""
    house = a_house()
    house.sweep()
    house.clock.at = START - DAY
    house.arrive(house.reply_to("elena@example.org", "The laser is back."))
    house.sweep()
    assert sent(house, MailKind.REMINDER) == []
    house.read_waiting()
    house.clock.forward(minutes=1)
    house.sweep()
    assert sent(house, MailKind.REMINDER) == ["kay@example.org", "matthias@example.org", "tamas@example.org"]


def test_new_process_reads_before_it_asks() -> None:
    """For its first moments nobody is reminded; what is no question goes at once."""
    house = a_house()
    house.sweep()
    house.clock.at = START - DAY
    house.reborn_beat(grace=timedelta(seconds=10))
    house.sweep()
    assert sent(house, MailKind.REMINDER) == []
    house.clock.forward(seconds=10)
    house.sweep()
    assert len(sent(house, MailKind.REMINDER)) == 4


# --- what lies ahead --------------------------------------------------------------------------------------------------------------------


def test_due_tells_a_whole_life_and_writes_nothing() -> None:
    """As if nobody answered."""
    house = a_house(before=10 * DAY)
    found = Due(house.begin, house.timetable, clock=house.clock)()
    documents = [ahead.document() for ahead in found if not ahead.step.skipped]
    assert Counter(one["kind"] for one in documents) == {"invitation": 5, "reminder": 8, "briefing": 1, "draft": 1}
    assert documents[0]["at"] == "2021-02-24T10:00:00+01:00"
    reminder = next(one for one in documents if one["kind"] == "reminder")
    assert (reminder["meeting"], reminder["series"], reminder["slots"]) == (1, "escape-tc", ["3.1"])
    assert reminder["to"] == {"name": "Matthias Fuessling", "email": "matthias@example.org"}
    assert house.entries() == ()


def test_due_is_seen_from_any_moment() -> None:
    """What is late by then goes then."""
    house = a_house(before=10 * DAY)
    found = Due(house.begin, house.timetable, clock=house.clock)(START - 4 * DAY)
    assert {ahead.step.at for ahead in found if ahead.step.kind is StepKind.INVITATION} == {START - 4 * DAY}
    assert Due(house.begin, house.timetable, clock=house.clock)(START + 30 * DAY) == ()
