"""What looks wrong with a meeting, as far as the database tells: its agenda, the other dates of its series, what minutes announced."""

from datetime import datetime

from mailflow.domain.agenda import Agenda, Meeting, MeetingId, Series, SeriesId
from mailflow.domain.agenda_lint import findings, findings_beside_reading
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.next_meeting import Announced, announced_in
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock


class CheckMeeting:
    """Look at a meeting before it is sent; nothing is written."""

    def __init__(self, begin: UnitOfWorkFactory, *, clock: Clock) -> None:
        self._begin = begin
        self._clock = clock

    def __call__(self, meeting_id: MeetingId) -> tuple[str, ...]:
        """Return what looks wrong with a stored meeting, beside what reading its agenda tells. Raises NotFoundError."""
        with self._begin() as uow:
            meeting, series = uow.meetings.get(meeting_id), uow.meetings.series_of(meeting_id)
            others, announced = _around(uow, meeting, series)
            return findings_beside_reading(meeting, series, now=self._clock.now(), others=others, announced=announced)

    def agenda(self, agenda: Agenda) -> tuple[str, ...]:
        """Return what looks wrong with an agenda that is not stored."""
        return findings_beside_reading(agenda.meeting, agenda.series, now=self._clock.now())


def findings_of(uow: UnitOfWork, meeting: Meeting, series: Series, clock: Clock) -> tuple[str, ...]:
    """Return what looks wrong with a stored meeting."""
    others, announced = _around(uow, meeting, series)
    return findings(meeting, series, now=clock.now(), others=others, announced=announced)


def findings_of_plan(uow: UnitOfWork, meeting: Meeting, series: Series, now: datetime) -> tuple[str, ...]:
    """Return what looks wrong with a meeting that is not stored yet, beside what reading its agenda tells.

    Nothing is said of one that is over, or that starts with another of the series, as whoever asks whether to add it says so by themselves.
    """
    others, announced = _around(uow, meeting, series)
    beside = [start_at for start_at in others if start_at != meeting.start_at]
    told_at = meeting.start_at if meeting.end_at <= now else now
    return findings_beside_reading(meeting, series, now=told_at, others=beside, announced=announced)


def _around(uow: UnitOfWork, meeting: Meeting, series: Series) -> tuple[list[datetime], Announced | None]:
    """Return when the other meetings of a series start, and what the minutes of the one before announce."""
    known = uow.meetings.of_series(SeriesId(series.id)) if series.id is not None else ()
    others = [one for one in known if one.id != meeting.id and one.state is not MeetingState.CANCELLED]
    before = [one.id for one in others if one.start_at < meeting.start_at]
    minutes = uow.minutes.find_published(before[-1]) if before else None
    return [one.start_at for one in others], announced_in(minutes.content) if minutes else None
