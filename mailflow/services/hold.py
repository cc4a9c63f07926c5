"""An approval taken back before the minutes have gone out.

Whoever may approve and answers the receipt of an approval with anything but thanks stops the minutes: a wrong stop costs one more
approval, a wrong mail to the list cannot be taken back. The token and the address are enough for it.
"""

from dataclasses import replace

from mailflow.domain.agenda import Meeting, MeetingId, Series, Speaker
from mailflow.domain.lifecycle import MEETING, MINUTES, InboundState, MeetingEvent, MinutesEvent, advance, can
from mailflow.domain.matching import Answered
from mailflow.domain.message import InboundId, InboundMessage
from mailflow.domain.minutes import Draft, MinutesId
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import Correspondence
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.review import Decision, draft_letter


class Hold:
    """Stop approved minutes, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def __call__(self, uow: UnitOfWork, inbound_id: InboundId, message: InboundMessage, answered: Answered) -> Decision:
        """Reopen the revision and send it once more; triage where it is too late, or the sender may not."""
        meeting_id = MeetingId(answered.meeting_id or 0)
        meeting, series = uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id)
        approved = uow.minutes.get(MinutesId(answered.minutes_id or 0))
        person = _holder(message, answered, series)
        if person is None:
            return Decision(InboundState.TRIAGE, "it answers the receipt of an approval, but comes from nobody who may hold it")
        if not can(MINUTES, approved.state, MinutesEvent.HOLD):
            return Decision(InboundState.TRIAGE, f"revision {approved.revision} is {approved.state}: it cannot be held any more")
        draft, reopened = self._reopen(uow, approved, meeting)
        self._send_again(uow, draft, (reopened, series), person, inbound_id)
        detail = f"revision {draft.revision}"
        uow.audit.add(AuditEntry(self._clock.now(), message.author.email, "held", f"meeting {meeting_id}", detail, inbound_id))
        return Decision(InboundState.DONE, f"holds revision {draft.revision}")

    def _reopen(self, uow: UnitOfWork, approved: Draft, meeting: Meeting) -> tuple[Draft, Meeting]:
        draft = replace(approved, state=advance(MINUTES, approved.state, MinutesEvent.HOLD))
        reopened = replace(meeting, state=advance(MEETING, meeting.state, MeetingEvent.HOLD))
        uow.minutes.save_state(draft)
        uow.minutes.remove_approval(MinutesId(draft.id or 0))
        uow.meetings.save_state(reopened)
        return draft, reopened

    def _send_again(self, uow: UnitOfWork, draft: Draft, about: tuple[Meeting, Series], person: Speaker, inbound_id: InboundId) -> None:
        notice = f"Held, as {person.name} answered the receipt: nothing has gone out. An approval is needed anew."
        for approver in about[1].approvers:
            if approver.email:
                self._post.post(uow, draft_letter(self._post, about, draft, approver, notice=notice, cause_id=inbound_id))


def _holder(message: InboundMessage, answered: Answered, series: Series) -> Speaker | None:
    """Return who of those that may approve has written: by the token given to them, and from their address."""
    if not answered.has_token or len(message.authors) != 1:
        return None
    address = message.author.email.casefold()
    found = (person for person in series.approvers if person.id == answered.person_id)
    return next((person for person in found if (person.email or "").casefold() == address), None)
