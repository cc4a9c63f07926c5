"""Approved minutes to one outbox entry per subscriber."""

from dataclasses import replace

from mailflow.domain.agenda import Meeting, Series
from mailflow.domain.leaks import leaked_secrets, leaks_token
from mailflow.domain.lifecycle import MEETING, MINUTES, MeetingEvent, MinutesEvent, advance
from mailflow.domain.mails.readers import MinutesContext
from mailflow.domain.message import Address, OutboundId
from mailflow.domain.minutes.changes import LineChange, changes_between
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.minutes.sheet import lines_of
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock


class Publish:
    """Queue the approved minutes to everybody on the list, in the caller's transaction."""

    def __init__(self, post: Correspondence, clock: Clock) -> None:
        self._post = post
        self._clock = clock

    def __call__(self, uow: UnitOfWork, approved: Draft, meeting: Meeting, series: Series) -> tuple[OutboundId, ...]:
        """Queue the minutes and mark them published. Raises IllegalTransition where they are not approved, or published already."""
        earlier = uow.minutes.find_published(approved.meeting_id)
        changes = _told(earlier, approved, meeting) if earlier else ()
        published = replace(approved, state=advance(MINUTES, approved.state, MinutesEvent.PUBLISH))
        uow.minutes.save_state(published)
        uow.meetings.save_state(replace(meeting, state=advance(MEETING, meeting.state, MeetingEvent.PUBLISH)))
        posted = [self._post_one(uow, published, (meeting, series), address, changes) for address in readers(series)]
        queued = tuple(outbound_id for outbound_id in posted if outbound_id is not None)
        detail = f"revision {approved.revision}, sha256 {approved.sha256}, to {len(queued)} addresses"
        uow.audit.add(AuditEntry(self._clock.now(), "mailflow", "published", f"meeting {meeting.id}", detail))
        return queued

    def _post_one(
        self, uow: UnitOfWork, minutes: Draft, about: tuple[Meeting, Series], address: str, changes: tuple[LineChange, ...]
    ) -> OutboundId | None:
        meeting, series = about
        letter = Letter(
            id=self._post.new_id(),
            purpose=f"minutes:{minutes.id}:{address}",
            context=MinutesContext(series, meeting, Address(address), minutes, changes),
            minutes_id=minutes.id,
        )
        return self._post.post(uow, letter)


def readers(series: Series) -> tuple[str, ...]:
    """Return the addresses that get the minutes: the list, or each subscriber, each once."""
    addresses = ((series.list_address,) if series.list_address else ()) + series.subscribers
    return tuple(dict.fromkeys(address.lower() for address in addresses))


def _told(earlier: Draft, approved: Draft, meeting: Meeting) -> tuple[LineChange, ...]:
    """Return what a correction changed; what was taken out because it must not be published is not repeated."""
    changes = changes_between(lines_of(earlier.content), lines_of(approved.content))
    return tuple(change for change in changes if not (leaked_secrets(change.before, meeting.online) or leaks_token(change.before)))
