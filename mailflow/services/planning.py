"""The next meeting of a series, made from the last one's agenda: when minutes go out, a meeting is cancelled, or somebody asks for it.

    minutes published -> is there a later meeting?  no  -> on the day that they announce, else that of the cadence -> planned, told
                                                    yes -> is one on the day that they announce?   yes -> to the time that they name, if any
                                                           no -> one that follows this by mailflow or the cadence is moved, else: told
Two that plan at once wait for each other: the second finds the meeting of the first.
"""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import Agenda, Meeting, MeetingId, Series, SeriesId
from mailflow.domain.errors import BadInputError
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.minutes.content import MinutesContent
from mailflow.domain.next_meeting import announced_in, meeting_after, start_by_cadence, usual_time
from mailflow.domain.records import AuditEntry, Job, MeetingSummary
from mailflow.services.correspondence import Correspondence
from mailflow.services.moving import MOVABLE, Rescheduling, in_zone
from mailflow.services.planned_mail import News, PlannedMail
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock, Doorbell
from mailflow.services.promising import promises_of
from mailflow.services.revisions import About


@dataclass(frozen=True, slots=True)
class _Ask:
    """What is asked for: the meeting after which, in whose name, and when, if that is known."""

    after: Meeting
    series: Series
    actor: str
    start_at: datetime | None = None
    was_announced: bool = False


class Planning:
    """Make the next meeting of a series, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._mail = PlannedMail(post, clock=clock)
        self._clock = clock
        self._rescheduling = Rescheduling(clock=clock)

    def after_minutes(
        self, uow: UnitOfWork, meeting: Meeting, content: MinutesContent, earlier: MinutesContent | None = None
    ) -> MeetingId | None:
        """Make the meeting that follows one whose minutes are out, or move it to the day that they announce; None if nothing was done.

        In a series that is run by hand none is made; minutes that correct `earlier` ones in something else move nothing once more.
        """
        series, known = self._locked(uow, meeting)
        start_at = self._announced(meeting, content, known)
        ask = _Ask(meeting, series, "mailflow", start_at, was_announced=start_at is not None)
        if _later(known, meeting):
            announced = announced_in(content)
            is_news = announced is not None and (earlier is None or announced_in(earlier) != announced)
            return self._settle(uow, ask, known, names_time=bool(announced and announced.at)) if is_news else None
        return self._plan(uow, ask, known) if series.habits.is_automatic else None

    def _announced(self, meeting: Meeting, content: MinutesContent, known: tuple[MeetingSummary, ...]) -> datetime | None:
        """Return the start that minutes announce; None where they announce none, or one that is over."""
        announced = announced_in(content)
        if announced is None:
            return None
        start_at = announced.start_at(meeting.timezone, usual_time(_starts(known), meeting.timezone))
        return start_at if start_at > self._clock.now() else None

    def _settle(self, uow: UnitOfWork, ask: _Ask, known: tuple[MeetingSummary, ...], *, names_time: bool) -> MeetingId | None:
        """Move the meeting that minutes announce to when they say; one that may be another is left, and the chair told; None if none moved.

        A meeting that is on that day is the one that they mean, and is moved only where they name another time of day.
        """
        if ask.start_at is None:
            return None
        later, day = _later(known, ask.after), _day(ask.start_at, ask.after)
        there = [one for one in later if _day(one.start_at, ask.after) == day]
        if there:
            is_right = not names_time or any(one.start_at == ask.start_at for one in there)
            return None if is_right else self._move(uow, ask, there[0])
        meant = next((one for one in later if self._follows(uow, ask, known, one)), None)
        if meant is None:
            left = News(purpose=f"not {ask.start_at}", announced_at=ask.start_at)
            self._mail(uow, About(uow.meetings.get(later[0].id), ask.series), left)
            return None
        return self._move(uow, ask, meant)

    def _follows(self, uow: UnitOfWork, ask: _Ask, known: tuple[MeetingSummary, ...], one: MeetingSummary) -> bool:
        """Tell whether a meeting is the one after that of the minutes: mailflow made it from that, or it is the next by the cadence.

        One that somebody added and invited to is what they told everybody, and never moved.
        """
        actions = {entry.action for entry in uow.audit.of_subject(f"meeting {one.id}")}
        is_ours = "planned" in actions
        if is_ours and one.previous_id == ask.after.id:
            return True
        if not is_ours and one.state is not MeetingState.PLANNED:
            return False
        last, zone = ask.after, ask.after.timezone
        starts = [start for start in _starts(known) if start <= last.start_at]
        due = start_by_cadence(ask.series, starts, zone, number=last.number or len(starts), now=last.start_at)
        return due is not None and _day(due, last) == _day(one.start_at, last)

    def _move(self, uow: UnitOfWork, ask: _Ask, following: MeetingSummary) -> MeetingId | None:
        """Move a meeting that is there already; whoever was invited is told by the upkeep of the calendars."""
        if ask.start_at is None or following.start_at == ask.start_at or following.state not in MOVABLE:
            return None
        moved = self._rescheduling.move(uow, following.id, ask.start_at, ask.actor)
        news = News(ask.was_announced, is_moved=True, purpose=moved.after.start_at.isoformat())
        self._mail(uow, About(moved.after, ask.series), news)
        return following.id

    def after_cancelling(self, uow: UnitOfWork, meeting: Meeting) -> MeetingId | None:
        """Make the meeting that follows one that is cancelled, by the cadence: no minutes of it will ever do so."""
        series, known = self._locked(uow, meeting)
        if _later(known, meeting) or not series.habits.is_automatic:
            return None
        return self._plan(uow, _Ask(meeting, series, "mailflow"), known)

    def by_order(self, uow: UnitOfWork, meeting_id: MeetingId, start: datetime | None, *, actor: str) -> MeetingId:
        """Make the meeting that follows one, at a time (without a zone: by the clock of the meeting's) or by the cadence.

        Raises:
            NotFoundError: there is no such meeting.
            BadInputError: there is a later one already, the time is not after it, or nothing says when it would be.
        """
        meeting = uow.meetings.lock(meeting_id)
        series, known = self._locked(uow, meeting)
        later = _later(known, meeting)
        if later:
            raise BadInputError(f"meeting {later[0].id} of this series is later than meeting {meeting_id}: nothing was made")
        start_at = None if start is None else in_zone(start, meeting.timezone)
        if start_at is not None and start_at <= meeting.start_at:
            raise BadInputError(f"--start: {start_at:%Y-%m-%d %H:%M} UTC is not after meeting {meeting_id}")
        made = self._plan(uow, _Ask(meeting, series, actor, start_at), known)
        if made is None:
            told = f"the cadence “{series.cadence}” gives no further meeting" if series.cadence else "the series has no cadence"
            raise BadInputError(f"meeting {meeting_id}: {told}; say when, as in --start 2021-03-17T10:00")
        return made

    def _locked(self, uow: UnitOfWork, meeting: Meeting) -> tuple[Series, tuple[MeetingSummary, ...]]:
        """Return the series of a meeting, and its meetings in their order, under the lock of the series."""
        series_id = SeriesId(uow.meetings.series_of(MeetingId(meeting.id or 0)).id or 0)
        uow.meetings.lock_series(series_id)
        return uow.meetings.series_of(MeetingId(meeting.id or 0)), uow.meetings.of_series(series_id)

    def _plan(self, uow: UnitOfWork, ask: _Ask, known: tuple[MeetingSummary, ...]) -> MeetingId | None:
        now, series, last = self._clock.now(), ask.series, ask.after
        number = last_number(known)
        start_at = ask.start_at or start_by_cadence(series, _starts(known), last.timezone, number=number, now=now)
        if start_at is None:
            return None
        meeting_id = uow.meetings.add(Agenda(series, meeting_after(last, start_at, number=number + 1)), now=now)
        made = uow.meetings.get(meeting_id)
        detail = f"number {made.number}, {made.start_at:%Y-%m-%d %H:%M} UTC, after meeting {last.id}"
        uow.audit.add(AuditEntry(now, ask.actor, "planned", f"meeting {meeting_id}", detail))
        promises = promises_of(uow, uow.meetings.get(MeetingId(last.id or 0)))
        self._mail(uow, About(made, series), News(ask.was_announced, promises=promises))
        return meeting_id


class PlanNext:
    """Make the next meeting from the command line, in a transaction of its own."""

    def __init__(self, begin: UnitOfWorkFactory, planning: Planning, *, clock: Clock, doorbell: Doorbell) -> None:
        self._begin = begin
        self._planning = planning
        self._clock = clock
        self._doorbell = doorbell

    def __call__(self, meeting_id: MeetingId, start: datetime | None) -> MeetingId:
        """Make the meeting that follows one, and return its id. Raises NotFoundError, BadInputError."""
        with self._begin() as uow:
            made = self._planning.by_order(uow, meeting_id, start, actor="command line")
            due = uow.outbox.due(self._clock.now(), 1000)
            uow.commit()
        self._doorbell.ring(Job.DISPATCH, due)
        return made


def last_number(known: tuple[MeetingSummary, ...]) -> int:
    """Return the number of the last meeting of a series; those that have none are counted."""
    return max((summary.number or place for place, summary in enumerate(known, start=1)), default=0)


def _later(known: tuple[MeetingSummary, ...], meeting: Meeting) -> tuple[MeetingSummary, ...]:
    """Return the meetings after one that are to take place."""
    return tuple(one for one in known if one.start_at > meeting.start_at and one.state is not MeetingState.CANCELLED)


def _day(moment: datetime, meeting: Meeting) -> date:
    """Return the day of a moment by the clock of a meeting's zone."""
    return moment.astimezone(ZoneInfo(meeting.timezone)).date()


def _starts(known: tuple[MeetingSummary, ...]) -> list[datetime]:
    return [summary.start_at for summary in known]
