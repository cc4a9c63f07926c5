"""Compile the draft minutes of a meeting, and queue them to all who may approve them."""

from dataclasses import dataclass, replace

from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import BadInputError
from mailflow.domain.lifecycle import MEETING, MINUTES, MeetingEvent, MinutesEvent, MinutesState, advance, can
from mailflow.domain.message import InboundId, OutboundId
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.records import AuditEntry, Job
from mailflow.services.correspondence import Correspondence
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock, Doorbell
from mailflow.services.revisions import (
    About,
    fresh_revision,
    leak_of,
    lost_words,
    named,
    register_of,
    replace_revision,
    send_drafts,
)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What `draft` did: the current revision, and the mails queued (none where the chair has that very text already)."""

    minutes: Draft
    queued: tuple[OutboundId, ...]


class DraftMinutes:
    """Compile the draft of a meeting and queue it to those who may approve it."""

    def __init__(self, begin: UnitOfWorkFactory, post: Correspondence, *, clock: Clock, doorbell: Doorbell) -> None:
        self._begin = begin
        self._drafting = Drafting(post, clock=clock)
        self._doorbell = doorbell

    def __call__(self, meeting_id: MeetingId) -> Drafted:
        """Compile and queue. Raises NotFoundError, IllegalTransition, BadInputError where nobody could approve it."""
        with self._begin() as uow:
            drafted = self._drafting(uow, About(uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id)))
            uow.commit()
        self._doorbell.ring(Job.DISPATCH, drafted.queued)
        return drafted


class Drafting:
    """Compile the draft of a meeting and queue it, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def __call__(self, uow: UnitOfWork, about: About, *, actor: str = "command line", cause_id: InboundId | None = None) -> Drafted:
        """Compile and queue. Raises IllegalTransition, BadInputError where nobody could approve it."""
        state = advance(MEETING, about.meeting.state, MeetingEvent.DRAFT)
        if not any(person.email for person in about.series.approvers):
            raise BadInputError(f"meeting {about.meeting_id} has no chair with an address: give one with `meeting add --chair` or --email")
        uow.meetings.save_state(replace(about.meeting, state=state))
        draft, is_new, lost = self._revision(uow, about)
        notice = " ".join(part for part in (leak_of(draft, register_of(uow, about)), lost_words(lost)) if part)
        queued = send_drafts(self._post, uow, about, draft, notice=notice, cause_id=cause_id)
        if is_new:
            uow.audit.add(AuditEntry(self._clock.now(), actor, "draft", f"meeting {about.meeting_id}", named(draft), cause_id))
        return Drafted(draft, queued)

    def _revision(self, uow: UnitOfWork, about: About) -> tuple[Draft, bool, tuple[str, ...]]:
        """Return the revision to send: the current one if nothing changed since, else the next; and the edits that had to give way."""
        current = uow.minutes.find_current(about.meeting_id)
        draft, lost = fresh_revision(uow, about, current, self._post)
        if current and current.sha256 == draft.sha256 and current.state is MinutesState.DRAFT:
            return current, False, ()
        if current and can(MINUTES, current.state, MinutesEvent.SUPERSEDE):
            return replace_revision(uow, current, draft), True, lost
        return uow.minutes.add(draft), True, lost
