"""Approved minutes whose hold has passed go out; unless, meanwhile, something in them has become what must never be published."""

from mailflow.domain.agenda import Meeting, Series
from mailflow.domain.message import OutboundId
from mailflow.domain.minutes.draft import Draft, MinutesId
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import Correspondence
from mailflow.services.deliver import Publish
from mailflow.services.hold import Hold, taken_back
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock
from mailflow.services.revisions import About, leak_of, register_of, send_drafts


class Release:
    """Publish approved minutes whose hold has passed."""

    def __init__(self, begin: UnitOfWorkFactory, post: Correspondence, *, clock: Clock) -> None:
        self._begin = begin
        self._post = post
        self._publish = Publish(post, clock)
        self._hold = Hold(post, clock=clock)
        self._clock = clock

    def __call__(self, minutes_id: MinutesId) -> tuple[OutboundId, ...]:
        """Publish one revision and return the mails queued: none where it was held or published meanwhile, or is not due yet."""
        with self._begin() as uow:
            meeting = uow.meetings.lock(uow.minutes.get(minutes_id).meeting_id)
            # Read under the lock: another worker may have published it, or the chair held it, since the ring.
            approved, due = uow.minutes.get(minutes_id), uow.minutes.due_for_release(self._clock.now())
            if minutes_id not in due:
                return ()
            queued = self._released(uow, approved, meeting, uow.meetings.series_of(approved.meeting_id))
            uow.commit()
        return queued

    def _released(self, uow: UnitOfWork, approved: Draft, meeting: Meeting, series: Series) -> tuple[OutboundId, ...]:
        """Publish a revision, or send it back to those who may approve it: a secret of today may be a word of yesterday."""
        about = About(meeting, series)
        reason = leak_of(approved, register_of(uow, about))
        if not reason:
            return self._publish(uow, approved, meeting, series)
        reopened = self._hold.reopened(uow, approved, meeting)
        detail = f"{taken_back(approved, reopened.draft)}: joining details or a reply address stand in it"
        uow.audit.add(AuditEntry(self._clock.now(), "mailflow", "publication stopped", f"meeting {meeting.id}", detail))
        notice = f"Nothing has gone out, though you had approved it. {reason}"
        return send_drafts(self._post, uow, About(reopened.meeting, series), reopened.draft, notice=notice)
