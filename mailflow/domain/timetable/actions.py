"""Reminders of what is to be done: to each owner of open actions once before the next meeting, all of theirs in one mail."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import PersonId, Speaker
from mailflow.domain.timetable.kinds import Standing, Step, StepKind
from mailflow.domain.timetable.moments import before, start_of
from mailflow.domain.timetable.plan import AHEAD

_LEAD = timedelta(days=2)
_TOO_LATE = timedelta(hours=1)
_APART = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Tasks:
    """What is to be done in a series: its open actions, their owners by id, and when each person was last reminded of them."""

    actions: Sequence[ActionItem]
    people: Mapping[PersonId, Speaker]
    reminded_at: Mapping[PersonId, datetime]

    def of(self, person_id: PersonId) -> tuple[ActionItem, ...]:
        """Return what somebody has to do, by number."""
        return tuple(action for action in self.actions if action.is_open and action.is_of(person_id))


def action_steps(standing: Standing, tasks: Tasks, now: datetime) -> Iterator[Step]:
    """Yield the reminders before a meeting; in the hours in which the series reminds, and of no use any more shortly before it starts.

    They go as long before as the first reminder of missing reports. Whoever was reminded in the last two days, of a date that was moved
    since, is not reminded once more; whoever is away is when they are back.
    """
    meeting, habits = standing.meeting, standing.series.habits
    end = meeting.start_at - _TOO_LATE
    if meeting.state not in AHEAD or now >= end:
        return
    due_at = before(meeting.start_at, max(habits.remind_before, default=_LEAD), standing.zone)
    for person_id, person in sorted(tasks.people.items()):
        own, last_at = tasks.of(person_id), tasks.reminded_at.get(person_id)
        purpose = f"action_reminder:{standing.name}:{person_id}"
        if not own or purpose in standing.posted:
            continue
        back_at = _back_at(standing, person, now) or due_at
        at = standing.hours.next_allowed(max(due_at, back_at, now))
        skipped = standing.trouble_of(person)
        if not skipped and last_at is not None and at - last_at < _APART:
            skipped = "was reminded of them within two days"
        if not skipped and at >= end:
            skipped = f"away until {person.away_until}" if back_at >= end else "too late for it"
        why = f"{len(own)} open: {', '.join(str(action.number) for action in own)}"
        yield Step(StepKind.ACTION_REMINDER, due_at, at, end, purpose, why, to=person, skipped=_by_habit(standing) or skipped)


def _by_habit(standing: Standing) -> str:
    return "" if standing.series.habits.is_automatic else "the series is not automatic"


def _back_at(standing: Standing, person: Speaker, now: datetime) -> datetime | None:
    until = person.away_until
    if until is None or until < now.astimezone(standing.zone).date():
        return None
    return start_of(until + timedelta(days=1), standing.zone)
