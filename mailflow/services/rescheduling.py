"""Move a meeting, change its agenda, cancel it, or let it take place after all, from the command line; whoever that concerns is told."""

from dataclasses import replace
from datetime import datetime, timedelta

from mailflow.domain.agenda import Agenda, MeetingId
from mailflow.domain.errors import BadInputError
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.rearranging import Rearranged, rearranged
from mailflow.domain.records import AuditEntry, Job
from mailflow.services.calling_off import CallingOff, Order
from mailflow.services.moving import MOVABLE, Moved, Rescheduling, in_zone
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock, Doorbell
from mailflow.services.readdressing import mark_readdressed
from mailflow.services.revisions import About

_ACTOR = "command line"


class ChangeMeeting:
    """Move, change, cancel and revive meetings from the command line, each in a transaction of its own."""

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

    def update(self, meeting_id: MeetingId, agenda: Agenda) -> Rearranged | None:
        """Lay a changed agenda over a meeting, and return what came and went; None where it says what is so already.

        Raises:
            NotFoundError: there is no such meeting.
            BadInputError: it cannot be changed any more, or an item with reports is gone.
        """
        with self._begin() as uow:
            stored = uow.meetings.lock(meeting_id)
            if stored.state not in MOVABLE:
                raise BadInputError(f"meeting {meeting_id} is {stored.state}, so its agenda cannot be changed")
            changed = rearranged(stored, agenda.meeting)
            if changed.meeting == stored:
                return None
            uow.meetings.save_agenda(replace(changed.meeting, changed_at=self._clock.now()))
            mark_readdressed(uow, meeting_id, now=self._clock.now())
            self._audit(uow, meeting_id, "agenda changed", _came_and_went(changed))
            uow.commit()
        return changed

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


def _came_and_went(changed: Rearranged) -> str:
    """Return `added 3.4 LSST; removed 3.2 EGO`; empty where only the details changed."""
    sides = (("added", changed.added), ("removed", changed.removed))
    return "; ".join(f"{what} {', '.join(f'{item.key} {item.title}' for item in items)}" for what, items in sides if items)
