"""Approved minutes to one outbox entry per reader: each subscriber, with a way out of their own, or one mailing list of others."""

from dataclasses import dataclass, replace

from mailflow.domain.agenda import Meeting, MeetingId, Series
from mailflow.domain.leaks import leaked_secrets, leaks_token
from mailflow.domain.lifecycle import MEETING, MINUTES, MeetingEvent, MinutesEvent, advance
from mailflow.domain.mailing import thread_of_series
from mailflow.domain.mails.readers import MinutesContext
from mailflow.domain.message import Address, OutboundId, is_same_address
from mailflow.domain.minutes.changes import LineChange, changes_between
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.minutes.sheet import lines_of
from mailflow.domain.records import AuditEntry
from mailflow.services.agreed import Agreed
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.planning import Planning
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.publication import Archivist
from mailflow.services.revisions import About


@dataclass(frozen=True, slots=True)
class _Issue:
    """The minutes that go out, and those of the same meeting that they correct, if any are out."""

    minutes: Draft
    meeting: Meeting
    series: Series
    earlier: Draft | None
    archive_url: str = ""

    @property
    def changes(self) -> tuple[LineChange, ...]:
        """What a correction changed; what was taken out because it must not be published is not repeated."""
        if self.earlier is None:
            return ()
        changes = changes_between(lines_of(self.earlier.content), lines_of(self.minutes.content))
        online = self.meeting.online
        return tuple(change for change in changes if not (leaked_secrets(change.before, online) or leaks_token(change.before)))


class Publish:
    """Queue the approved minutes to everybody on the list, in the caller's transaction."""

    def __init__(self, post: Correspondence, clock: Clock) -> None:
        self._post = post
        self._archive = Archivist(post, clock=clock)
        self._clock = clock
        self._planning = Planning(post, clock=clock)
        self._agreed = Agreed(post, clock=clock)

    def __call__(self, uow: UnitOfWork, approved: Draft, meeting: Meeting, series: Series) -> tuple[OutboundId, ...]:
        """Queue the minutes, mark them published, and take what follows from them: actions, the next meeting.

        Raises IllegalTransition where they are not approved, or published already.
        """
        earlier = uow.minutes.find_published(approved.meeting_id)
        published = replace(approved, state=advance(MINUTES, approved.state, MinutesEvent.PUBLISH))
        issue = _Issue(published, meeting, series, earlier)
        uow.minutes.save_state(published)
        uow.meetings.save_state(replace(meeting, state=advance(MEETING, meeting.state, MeetingEvent.PUBLISH)))
        stopped = self._archive(uow, published, About(meeting, series), access=series.archiving.access)
        issue = issue if stopped else replace(issue, archive_url=self._archive_url(series, meeting))
        posted = [self._post.post(uow, letter) for letter in self._letters(uow, issue)]
        queued = tuple(outbound_id for outbound_id in posted if outbound_id is not None)
        detail = f"revision {approved.revision}, sha256 {approved.sha256}, to {len(queued)} addresses"
        uow.audit.add(AuditEntry(self._clock.now(), "mailflow", "published", f"meeting {meeting.id}", detail))
        self._agreed(uow, (meeting, series), published.content, earlier.content if earlier else None)
        self._planning.after_minutes(uow, meeting, published.content, earlier.content if earlier else None)
        return queued

    def _archive_url(self, series: Series, meeting: Meeting | None) -> str:
        """Return where minutes are shown: those of a meeting, or all of the series; empty where they are not."""
        links = self._post.office.links
        return links.archive_url(series, MeetingId(meeting.id) if meeting and meeting.id else None) if links else ""

    def _letters(self, uow: UnitOfWork, issue: _Issue) -> tuple[Letter, ...]:
        changes = issue.changes
        return tuple(self._letter(uow, issue, address, changes) for address in readers(issue.series))

    def _letter(self, uow: UnitOfWork, issue: _Issue, address: str, changes: tuple[LineChange, ...]) -> Letter:
        outbound_id, series = self._post.new_id(), issue.series
        is_for_list = is_same_address(address, series.list_address)
        # A list manager writes its own List-* fields, and hands the mail to people whose way out it knows better than we.
        listing = None if is_for_list else self._post.listing(outbound_id, series)
        leave_url = listing.leave_url if listing else ""
        if listing and issue.archive_url:
            listing = replace(listing, archive_url=self._archive_url(series, None), archived_at=issue.archive_url)
        context = MinutesContext(
            series, issue.meeting, Address(address), issue.minutes, changes, leave_url, is_for_list, archive_url=issue.archive_url
        )
        return Letter(
            id=outbound_id,
            purpose=_purpose(issue.minutes, address),
            context=context,
            minutes_id=issue.minutes.id,
            references=self._thread(uow, issue, address),
            listing=listing,
        )

    def _thread(self, uow: UnitOfWork, issue: _Issue, address: str) -> tuple[str, ...]:
        """Return what the minutes follow, nearest first: those that they correct, as this reader got them; then all of the series."""
        corrected = uow.outbox.find_by_purpose(_purpose(issue.earlier, address)) if issue.earlier else None
        return (*((corrected.message_id,) if corrected else ()), thread_of_series(issue.series.slug, self._post.office.host))


def readers(series: Series) -> tuple[str, ...]:
    """Return the addresses that get the minutes: the list, or each subscriber, each once."""
    addresses = ((series.list_address,) if series.list_address else ()) + series.subscribers
    return tuple(dict.fromkeys(address.lower() for address in addresses))


def _purpose(minutes: Draft, address: str) -> str:
    return f"minutes:{minutes.id}:{address}"
