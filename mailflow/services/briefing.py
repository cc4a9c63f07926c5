"""The briefing before a meeting: who has reported, who is missing, and what the minutes would say at this moment.

It goes once to the chair and the minute-taker each, when the timetable says so. After an outage it goes as long as the meeting has not
started: then it is of use no more, and the reports are read in the draft.
"""

from zoneinfo import ZoneInfo

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId, Speaker, unique_people
from mailflow.domain.mails.chair import BriefingContext
from mailflow.domain.message import OutboundId
from mailflow.domain.minutes.draft import compile_draft
from mailflow.domain.timetable.kinds import Standing, Step
from mailflow.domain.timetable.reminders import is_owed, reminders_sent
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.promising import promises_of
from mailflow.services.reminding import recipient_of
from mailflow.services.revisions import About, standing_in


class Briefing:
    """Post briefings, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def __call__(self, uow: UnitOfWork, standing: Standing, step: Step) -> OutboundId | None:
        """Post the briefing that a step says; None where it was posted before."""
        meeting, series = standing.meeting, standing.series
        outlines = uow.minutes.notes_of(MeetingId(meeting.id or 0))
        carried = standing_in(uow, About(meeting, series), None, self._post.wording_of(series))
        context = BriefingContext(
            series=series,
            meeting=meeting,
            recipient=recipient_of(step),
            minutes=compile_draft(meeting, series, outlines, revision=1, now=self._clock.now(), standing=carried),
            missing=tuple(slot for slot in meeting.slots if is_owed(slot)),
            declined=tuple(speaker for speaker in meeting.speakers if speaker.rsvp == "declined"),
            away=_away(meeting),
            unreached=tuple(one.name for one in _everybody(standing) if standing.trouble_of(one)),
            reminders={slot.key: count for slot in meeting.slots if is_owed(slot) and (count := _reminders(standing, slot))},
            promises=promises_of(uow, meeting),
        )
        return self._post.post(uow, Letter(self._post.new_id(), step.purpose, context, person_id=step.to.id if step.to else None))


def _reminders(standing: Standing, slot: AgendaItem) -> int:
    """Return how often those who could report for a slot were reminded: the most of any one of them."""
    people = (*slot.speakers, *(delegate.person for delegate in slot.delegates))
    return max((reminders_sent(standing, person) for person in people), default=0)


def _everybody(standing: Standing) -> tuple[Speaker, ...]:
    return unique_people(speaker for slot in standing.meeting.slots if is_owed(slot) for speaker in slot.speakers)


def _away(meeting: Meeting) -> tuple[Speaker, ...]:
    day = meeting.start_at.astimezone(ZoneInfo(meeting.timezone)).date()
    return tuple(speaker for speaker in meeting.speakers if speaker.away_until is not None and speaker.away_until >= day)
