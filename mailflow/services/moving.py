"""Move a meeting to another time, with all its items.

A meeting moves by the wall clock of its zone: its items keep their distances, and 10:00 stays 10:00 across a daylight-saving change.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId
from mailflow.domain.errors import BadInputError
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.records import AuditEntry
from mailflow.domain.told import shifted, wall_shift
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock

MOVABLE = (MeetingState.PLANNED, MeetingState.INVITED, MeetingState.COLLECTING)
"""The states of a meeting that can be moved: of what is in the minutes already, the date is that of the minutes."""
_LONGEST = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Moved:
    """A meeting as it was and as it is now; `is_past` where nobody is told, as it would be over by now."""

    before: Meeting
    after: Meeting
    is_past: bool

    @property
    def is_changed(self) -> bool:
        """Tell whether it has other times."""
        return (self.before.start_at, self.before.end_at) != (self.after.start_at, self.after.end_at)


class Rescheduling:
    """Move meetings, in the caller's transaction; whoever was invited is told by the upkeep of the calendars, once a minute has passed."""

    def __init__(self, *, clock: Clock) -> None:
        self._clock = clock

    def move(self, uow: UnitOfWork, meeting_id: MeetingId, start_at: datetime, actor: str, *, end_at: datetime | None = None) -> Moved:
        """Move a meeting with all its items to a start (aware), and to an end where one is given; else it lasts as long as before.

        Raises:
            NotFoundError: there is no such meeting.
            BadInputError: it cannot be moved any more, or would end before it starts, or last more than a week.
        """
        meeting = uow.meetings.lock(meeting_id)
        if meeting.state not in MOVABLE:
            raise BadInputError(f"meeting {meeting_id} is {meeting.state}, so it cannot be moved")
        now = self._clock.now()
        after = _moved(meeting, start_at.astimezone(UTC), end_at.astimezone(UTC) if end_at else None)
        if not timedelta() < after.end_at - after.start_at <= _LONGEST:
            raise BadInputError(f"meeting {meeting_id} would not end after it starts, within a week")
        moved = Moved(meeting, replace(after, changed_at=now), after.end_at <= now)
        if moved.is_changed:
            uow.meetings.save_agenda(moved.after)
            words = f"{_local(meeting, meeting.start_at)} to {_local(meeting, after.start_at)}"
            uow.audit.add(AuditEntry(now, actor, "rescheduled", f"meeting {meeting_id}", words))
        return moved


def in_zone(moment: datetime, timezone: str) -> datetime:
    """Return a moment in UTC; one without a zone is wall-clock time of a zone.

    Raises:
        BadInputError: the clocks of that zone skip it.
    """
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    instant = moment.replace(tzinfo=ZoneInfo(timezone)).astimezone(UTC)
    if instant.astimezone(ZoneInfo(timezone)).replace(tzinfo=None) != moment:
        raise BadInputError(f"{moment:%Y-%m-%d %H:%M} does not exist in {timezone}: the clocks skip it")
    return instant


def _moved(meeting: Meeting, start_at: datetime, end_at: datetime | None) -> Meeting:
    by, zone = wall_shift(meeting.start_at, start_at, meeting.timezone), meeting.timezone
    items = tuple(_moved_item(item, zone, by) for item in meeting.items)
    until = end_at or start_at + (meeting.end_at - meeting.start_at)
    return replace(meeting, start_at=start_at, end_at=until, items=items)


def _moved_item(item: AgendaItem, zone: str, by: timedelta) -> AgendaItem:
    items = tuple(_moved_item(below, zone, by) for below in item.items)
    return replace(item, start_at=shifted(item.start_at, zone, by=by), items=items)


def _local(meeting: Meeting, moment: datetime) -> str:
    return f"{moment.astimezone(ZoneInfo(meeting.timezone)):%Y-%m-%d %H:%M}"
