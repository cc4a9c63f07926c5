"""Cancel a meeting, by whatever way that was ordered: everybody who was invited is told, and the minutes can be approved no more.

    planned, invited, ... in review  -> cancelled     one mail a person, METHOD:CANCEL for who has the event
    cancelled -> planned, invited or collecting       revived: everybody gets an event of a new UID, a minute later
"""

from dataclasses import dataclass, replace
from datetime import datetime

from mailflow.domain.agenda import Speaker
from mailflow.domain.lifecycle import MEETING, MINUTES, MeetingEvent, MinutesEvent, advance, can
from mailflow.domain.mails.speakers import CancellationContext
from mailflow.domain.message import NOBODY, Address, InboundId
from mailflow.domain.records import Invitation
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.invitations import Invitations
from mailflow.services.planning import Planning
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.revisions import About


@dataclass(frozen=True, slots=True)
class Order:
    """By whom a meeting is cancelled (a name to be told; empty: none), why, and by which message."""

    canceller: str = ""
    reason: str = ""
    cause_id: InboundId | None = None


class CallingOff:
    """Cancel and revive meetings, in the caller's transaction."""

    def __init__(self, post: Correspondence, invitations: Invitations, *, clock: Clock) -> None:
        self._post = post
        self._invitations = invitations
        self._clock = clock
        self._planning = Planning(post, clock=clock)

    def __call__(self, uow: UnitOfWork, about: About, order: Order) -> tuple[str, ...]:
        """Cancel a meeting, tell everybody, plan the one that follows, and return the names of those who were invited.

        Raises IllegalTransition.
        """
        meeting = about.meeting
        uow.meetings.save_state(replace(meeting, state=advance(MEETING, meeting.state, MeetingEvent.CANCEL)))
        uow.meetings.save_agenda(replace(meeting, changed_at=self._clock.now()))
        current = uow.minutes.find_current(about.meeting_id)
        if current is not None and can(MINUTES, current.state, MinutesEvent.SUPERSEDE):  # so that no approval of it counts any more
            uow.minutes.save_state(replace(current, state=advance(MINUTES, current.state, MinutesEvent.SUPERSEDE)))
        told = self._tell(uow, about, order)
        self._planning.after_cancelling(uow, meeting)
        return told

    def _tell(self, uow: UnitOfWork, about: About, order: Order) -> tuple[str, ...]:
        invited = invited_to(uow, about)
        told, ids = tuple(person.name for _, person in invited), {person.id for _, person in invited}
        news = CancellationContext(about.series, about.meeting, NOBODY, order.canceller, told, reason=order.reason)
        if not is_past(about, self._clock.now()):
            for one in invited:
                self._invitations.cancel(uow, one, news, cause_id=order.cause_id)
        for person in about.series.approvers:
            if person.email and person.id not in ids:
                context = replace(news, recipient=Address(person.email, person.name), has_event=False)
                self._post.post(uow, self._letter(about, person, context, order))
        return told

    def _letter(self, about: About, person: Speaker, context: CancellationContext, order: Order) -> Letter:
        # A meeting that was revived may be cancelled once more.
        purpose = f"cancellation:{about.meeting_id}:{person.id}:{self._clock.now().isoformat()}"
        return Letter(self._post.new_id(), purpose, context, person_id=person.id, cause_id=order.cause_id)

    def revive(self, uow: UnitOfWork, about: About) -> None:
        """Let a cancelled meeting take place after all; whoever was invited is invited anew. Raises IllegalTransition."""
        meeting = about.meeting
        state = advance(MEETING, meeting.state, MeetingEvent.REVIVE)
        if uow.invitations.of_meeting(about.meeting_id):
            state = advance(MEETING, state, MeetingEvent.INVITE)
        if any(item.reports for item in meeting.walk()):
            state = advance(MEETING, state, MeetingEvent.REPORT)
        uow.meetings.save_state(replace(meeting, state=state))
        uow.meetings.save_agenda(replace(meeting, changed_at=self._clock.now()))


def invited_to(uow: UnitOfWork, about: About) -> tuple[tuple[Invitation, Speaker], ...]:
    """Return who has an event of a meeting in their calendar, with it."""
    standing = (one for one in uow.invitations.of_meeting(about.meeting_id) if one.cancelled_at is None)
    found = ((one, uow.meetings.find_person(one.person_id)) for one in standing)
    return tuple((invitation, person) for invitation, person in found if person is not None)


def is_past(about: About, now: datetime) -> bool:
    """Tell whether a meeting is over: no event of it is sent any more."""
    return about.meeting.end_at <= now
