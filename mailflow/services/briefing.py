"""The briefing an hour before a meeting: who has reported, who is missing, and what the minutes would say at this moment.

It goes once to the chair and the minute-taker each. After an outage it goes as long as the meeting has not started: then it is of use no
more, and the reports are read in the draft.
"""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import Meeting, Series, Speaker, unique_people
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.mails.chair import BriefingContext
from mailflow.domain.message import Address
from mailflow.domain.minutes.draft import compile_draft
from mailflow.domain.records import MeetingSummary
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.revisions import About

_BEFORE = timedelta(hours=1)
_OPEN = frozenset({MeetingState.INVITED, MeetingState.COLLECTING})


class Briefing:
    """Post the briefings that are due, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def __call__(self, uow: UnitOfWork) -> None:
        """Post to the chair and the minute-taker of each meeting that is about to start; whoever was briefed is passed over."""
        now = self._clock.now()
        for summary in uow.meetings.current(now):
            if is_due(summary, now):
                self._brief(uow, About(uow.meetings.get(summary.id), uow.meetings.series_of(summary.id)))

    def _brief(self, uow: UnitOfWork, about: About) -> None:
        for person in _briefed(about.series):
            # Asked before it is compiled and rendered: the sweep comes by every few seconds for an hour.
            if uow.outbox.find_by_purpose(_purpose(about, person)) is None:
                self._post.post(uow, self._letter(uow, about, person))

    def _letter(self, uow: UnitOfWork, about: About, person: Speaker) -> Letter:
        meeting, series = about.meeting, about.series
        outlines = uow.minutes.notes_of(about.meeting_id)
        context = BriefingContext(
            series=series,
            meeting=meeting,
            recipient=Address(person.email or "", person.name),
            minutes=compile_draft(meeting, series, outlines, revision=1, now=self._clock.now()),
            missing=tuple(slot for slot in meeting.slots if not slot.shown_reports),
            declined=tuple(speaker for speaker in meeting.speakers if speaker.rsvp == "declined"),
            away=_away(meeting),
        )
        return Letter(self._post.new_id(), _purpose(about, person), context, person_id=person.id)


def is_due(summary: MeetingSummary, now: datetime) -> bool:
    """Tell whether it is time to brief whoever runs a meeting: it is on, and starts within the hour."""
    return summary.state in _OPEN and summary.start_at - _BEFORE <= now < summary.start_at


def _briefed(series: Series) -> tuple[Speaker, ...]:
    """Return the chair and the minute-taker, as far as they have an address; one person once."""
    people = (series.chair, series.minute_taker)
    return unique_people(person for person in people if person is not None and person.email)


def _purpose(about: About, person: Speaker) -> str:
    return f"briefing:{about.meeting_id}:{person.id}"


def _away(meeting: Meeting) -> tuple[Speaker, ...]:
    day = meeting.start_at.astimezone(ZoneInfo(meeting.timezone)).date()
    return tuple(speaker for speaker in meeting.speakers if speaker.away_until is not None and speaker.away_until >= day)
