"""An approval taken back before the minutes have gone out.

Whoever may approve and answers the receipt of an approval with anything but thanks stops the minutes: a wrong stop costs one more
approval, a wrong mail to the list cannot be taken back. The token and the address are enough for it. What was approved comes back as
the next revision, of the same words: no mail that was sent before the hold can approve it.
"""

from dataclasses import dataclass, replace

from mailflow.domain.agenda import Meeting, MeetingId, Series, Speaker
from mailflow.domain.lifecycle import MEETING, MINUTES, InboundState, MeetingEvent, MinutesEvent, advance, can
from mailflow.domain.matching.kinds import Answered
from mailflow.domain.message import InboundId, InboundMessage
from mailflow.domain.minutes.draft import Draft, MinutesId
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import Correspondence
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.review import Decision
from mailflow.services.revisions import About, replace_revision, send_drafts


@dataclass(frozen=True, slots=True)
class Reopened:
    """A revision that is to be approved anew, and its meeting."""

    draft: Draft
    meeting: Meeting


class Hold:
    """Stop approved minutes, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def __call__(self, uow: UnitOfWork, inbound_id: InboundId, message: InboundMessage, answered: Answered) -> Decision:
        """Reopen the revision and send it once more; triage where it is too late, or the sender may not."""
        meeting_id = MeetingId(answered.meeting_id or 0)
        meeting, series = uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id)
        approved = _to_be_held(uow, meeting_id, MinutesId(answered.minutes_id or 0))
        person = _holder(message, answered, series)
        if person is None:
            return Decision(InboundState.TRIAGE, "it answers the receipt of an approval, but comes from nobody who may hold it")
        if not can(MINUTES, approved.state, MinutesEvent.HOLD):
            return Decision(InboundState.TRIAGE, f"revision {approved.revision} is {approved.state}: it cannot be held any more")
        return self.stop(uow, inbound_id, About(meeting, series), approved, person)

    def stop(self, uow: UnitOfWork, inbound_id: InboundId, about: About, approved: Draft, person: Speaker) -> Decision:
        """Take an approval back for somebody who may, and send the revision once more."""
        reopened = self.reopened(uow, approved, about.meeting)
        notice = f"Held, as {person.name} said so: nothing has gone out. An approval is needed anew."
        send_drafts(self._post, uow, About(reopened.meeting, about.series), reopened.draft, notice=notice, cause_id=inbound_id)
        detail = taken_back(approved, reopened.draft)
        uow.audit.add(AuditEntry(self._clock.now(), person.email or "", "held", f"meeting {about.meeting_id}", detail, inbound_id))
        return Decision(InboundState.DONE, f"holds revision {approved.revision}")

    def reopened(self, uow: UnitOfWork, approved: Draft, meeting: Meeting) -> Reopened:
        """Take an approval back, and return the revision of the same words that is to be approved anew."""
        held = replace(approved, state=advance(MINUTES, approved.state, MinutesEvent.HOLD))
        reopened = replace(meeting, state=advance(MEETING, meeting.state, MeetingEvent.HOLD))
        uow.minutes.remove_approval(MinutesId(held.id or 0))
        uow.meetings.save_state(reopened)
        following = Draft(held.meeting_id, held.revision + 1, held.content, self._clock.now(), compiled=held.compiled)
        return Reopened(replace_revision(uow, held, following), reopened)

    def reopen(self, uow: UnitOfWork, case: Case, about: About, approved: Draft) -> tuple[About, Draft]:
        """Take an approval back for a mail that changes the minutes; return the meeting, and the revision to be changed."""
        held = self.reopened(uow, approved, about.meeting)
        detail, meeting = taken_back(approved, held.draft), f"meeting {about.meeting_id}"
        uow.audit.add(AuditEntry(self._clock.now(), case.message.author.email, "held", meeting, detail, case.record.id))
        return About(held.meeting, about.series), held.draft


def taken_back(approved: Draft, following: Draft) -> str:
    """Name a revision whose approval is taken back, and what comes in its place, as the audit trail does."""
    return f"revision {approved.revision}; it comes back as revision {following.revision}"


def _to_be_held(uow: UnitOfWork, meeting_id: MeetingId, answered: MinutesId) -> Draft:
    """Return the current revision where it is about to go out, even if the receipt of an earlier one was answered; else that one."""
    current = uow.minutes.find_current(meeting_id)
    return current if current and can(MINUTES, current.state, MinutesEvent.HOLD) else uow.minutes.get(answered)


def _holder(message: InboundMessage, answered: Answered, series: Series) -> Speaker | None:
    """Return who of those that may approve has written: by the token given to them, and from their address."""
    if not answered.has_token or len(message.authors) != 1:
        return None
    address = message.author.email.casefold()
    found = (person for person in series.approvers if person.id == answered.person_id)
    return next((person for person in found if (person.email or "").casefold() == address), None)
