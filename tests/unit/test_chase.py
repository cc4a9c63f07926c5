"""The timetable is kept: who owes a report is reminded, who waits is nudged, and nothing goes twice."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from mailflow.domain.agenda import MeetingId
from mailflow.domain.habits import Habits
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.mails.timetable import Occasion, ReminderContext
from mailflow.domain.message import MailKind
from tests.builders import START, a_series, an_agenda
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
