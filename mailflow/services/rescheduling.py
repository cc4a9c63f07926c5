"""Move a meeting to another time, cancel it, or let it take place after all, and tell whoever that concerns.

A meeting moves by the wall clock of its zone: its items keep their distances, and 10:00 stays 10:00 across a daylight-saving change.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId
from mailflow.domain.errors import BadInputError
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.records import AuditEntry, Job
from mailflow.domain.told import shifted, wall_shift
from mailflow.services.calling_off import CallingOff, Order
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock, Doorbell
from mailflow.services.revisions import About

MOVABLE = (MeetingState.PLANNED, MeetingState.INVITED, MeetingState.COLLECTING)
"""The states of a meeting that can be moved: of what is in the minutes already, the date is that of the minutes."""
_ACTOR = "command line"
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


class ChangeMeeting:
    """Move, cancel and revive meetings from the command line, each in a transaction of its own."""

    def __init__(self, begin: UnitOfWorkFactory, calling_off: CallingOff, *, clock: Clock, doorbell: Doorbell) -> None:
        self._begin = begin
        self._rescheduling = Rescheduling(clock=clock)
        self._calling_off = calling_off
        self._clock = clock
        self._doorbell = doorbell

    def move(
        self, meeting_id: MeetingId, start: datetime, *, end: datetime | None = None, duration: timedelta | None = None
    ) -> Moved:
        """Move a meeting; times without a zone are those of the meeting's. Raises NotFoundError, BadInputError."""
        with self._begin() as uow:
            timezone = uow.meetings.get(meeting_id).timezone
            start_at = in_zone(start, timezone)
            end_at = in_zone(end, timezone) if end else start_at + duration if duration else None
            moved = self._rescheduling.move(uow, meeting_id, start_at, _ACTOR, end_at=end_at)
            uow.commit()
        return moved

    def cancel(self, meeting_id: MeetingId, reason: str = "") -> tuple[str, ...]:
        """Cancel a meeting, and return the names of those who are told. Raises NotFoundError, IllegalTransition."""
        with self._begin() as uow:
            about = About(uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id))
            told = self._calling_off(uow, about, Order(reason=reason))
            self._audit(uow, meeting_id, "cancelled", f"{len(told)} told" + (f": {reason}" if reason else ""))
            due = uow.outbox.due(self._clock.now(), 1000)
            uow.commit()
        self._doorbell.ring(Job.DISPATCH, due)
        return told

    def revive(self, meeting_id: MeetingId) -> MeetingState:
        """Let a cancelled meeting take place after all, and return its state. Raises NotFoundError, IllegalTransition."""
        with self._begin() as uow:
            self._calling_off.revive(uow, About(uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id)))
            self._audit(uow, meeting_id, "revived", "")
            state = uow.meetings.get(meeting_id).state
            uow.commit()
        return state

    def _audit(self, uow: UnitOfWork, meeting_id: MeetingId, action: str, detail: str) -> None:
        uow.audit.add(AuditEntry(self._clock.now(), _ACTOR, action, f"meeting {meeting_id}", detail))


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
