"""Approved minutes to one outbox entry per reader: each subscriber, with a way out of their own, or one mailing list of others."""

from dataclasses import dataclass, replace
from functools import partial
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import Meeting, MeetingId, Series, SeriesId
from mailflow.domain.choices import NO_TERMS, Edition, edition_of
from mailflow.domain.leaks import leaked_secrets, leaks_token
from mailflow.domain.lifecycle import MEETING, MINUTES, MeetingEvent, MinutesEvent, advance
from mailflow.domain.mailing import thread_of_series
from mailflow.domain.mails.readers import MinutesContext
from mailflow.domain.matching.kinds import Venue
from mailflow.domain.message import Address, OutboundId
from mailflow.domain.minutes.changes import LineChange
from mailflow.domain.minutes.draft import Draft, MinutesId
from mailflow.domain.minutes.translation import changes_of
from mailflow.domain.records import AuditEntry
from mailflow.services.agreed import Agreed
from mailflow.services.circulars import Circular, Circulars, Recipient
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.planning import Planning
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.publication import Archivist
from mailflow.services.revisions import About
from mailflow.services.suspending import Suspending


@dataclass(frozen=True, slots=True)
class _Issue:
    """The minutes that go out, and those of the same meeting that they correct, if any are out."""

    minutes: Draft
    meeting: Meeting
    series: Series
    earlier: Draft | None
    archive_url: str = ""
    next_event_url: str = ""

    @property
    def changes(self) -> tuple[LineChange, ...]:
        """What a correction changed; what was taken out because it must not be published is not repeated."""
        if self.earlier is None:
            return ()
        changes = changes_of(self.earlier.content, self.minutes.content)
        online = self.meeting.online
        return tuple(change for change in changes if not (leaked_secrets(change.before, online) or leaks_token(change.before)))


    def in_edition(self, edition: Edition) -> "_Issue | None":
        """Return what of it an edition has; None where that is nothing, or a correction changed nothing of it."""
        minutes = edition_of(self.minutes, edition)
        if minutes is None:
            return None
        earlier = edition_of(self.earlier, edition) if self.earlier else None
        issue = replace(self, minutes=minutes, earlier=earlier)
        is_known = earlier is not None and not edition.is_whole and not issue.changes
        return None if is_known else issue


class Publish:
    """Queue the approved minutes to everybody on the list, in the caller's transaction."""

    def __init__(self, post: Correspondence, clock: Clock) -> None:
        self._post = post
        self._archive = Archivist(post, clock=clock)
        self._clock = clock
        self._planning = Planning(post, clock=clock)
        self._agreed = Agreed(post, clock=clock)
        self._circulars = Circulars(post, clock=clock)
        self._suspending = Suspending(post, clock=clock)

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
        issue = replace(issue, next_event_url=self._next_event_url(issue))
        queued = (*self._to_list(uow, issue), *self._to_readers(uow, issue))
        detail = f"revision {approved.revision}, sha256 {approved.sha256}, to {len(queued)} addresses"
        uow.audit.add(AuditEntry(self._clock.now(), "mailflow", "published", f"meeting {meeting.id}", detail))
        self._agreed(uow, (meeting, series), published.content, earlier.content if earlier else None)
        self._planning.after_minutes(uow, meeting, published.content, earlier.content if earlier else None)
        return queued

    def _archive_url(self, series: Series, meeting: Meeting | None) -> str:
        """Return where minutes are shown: those of a meeting, or all of the series; empty where they are not."""
        links = self._post.office.links
        return links.archive_url(series, MeetingId(meeting.id) if meeting and meeting.id else None) if links else ""

    def _next_event_url(self, issue: _Issue) -> str:
        """Return where the next meeting is for a calendar, if minutes announce one: beside them, or in the calendar of the series."""
        links = self._post.office.links
        if links is None or issue.minutes.content.next_at is None:
            return ""
        return f"{issue.archive_url}/next.ics" if issue.archive_url else links.calendar_url(issue.series)

    def _to_list(self, uow: UnitOfWork, issue: _Issue) -> tuple[OutboundId, ...]:
        """Post the minutes to the mailing list, which has ways out of its own and hands them to people whom it knows better than we."""
        series, address = issue.series, issue.series.list_address.lower()
        if not address:
            return ()
        earlier = uow.outbox.find_by_purpose(_purpose(issue.earlier, address)) if issue.earlier else None
        context = MinutesContext(
            series,
            issue.meeting,
            Address(address),
            issue.minutes,
            issue.changes,
            is_for_list=True,
            archive_url=issue.archive_url,
            next_event_url=issue.next_event_url,
        )
        letter = Letter(
            id=self._post.new_id(),
            purpose=_purpose(issue.minutes, address),
            context=context,
            minutes_id=issue.minutes.id,
            references=(*((earlier.message_id,) if earlier else ()), self._thread(series)),
        )
        posted = self._post.post(uow, letter)
        return () if posted is None else (posted,)

    def _to_readers(self, uow: UnitOfWork, issue: _Issue) -> tuple[OutboundId, ...]:
        """Post the minutes to each subscriber, with a way out of their own."""
        series, minutes = issue.series, issue.minutes
        earlier = uow.mailouts.message_ids(issue.earlier.id) if issue.earlier and issue.earlier.id else {}

        self._suspending.review(uow, Venue(series, issue.meeting))
        queued: list[OutboundId] = []
        for edition, addresses in self._editions(uow, series).items():
            of_edition = issue.in_edition(edition)
            if of_edition is None:
                continue
            said = partial(_said, of_edition, of_edition.changes, edition)
            shelf = (self._archive_url(series, None), issue.archive_url) if issue.archive_url else ("", "")
            circular = Circular(series, minutes_of(minutes), said, (self._thread(series),), edition.text_only, *shelf)
            recipients = (Recipient(address, _purpose(minutes, address), earlier.get(address, "")) for address in addresses)
            queued += self._circulars.post(uow, circular, recipients)
        return tuple(queued)

    def _editions(self, uow: UnitOfWork, series: Series) -> dict[Edition, list[str]]:
        """Return who gets which edition now; nobody who wants nothing for a while, or whom mail does not reach."""
        series_id, today = SeriesId(series.id or 0), self._clock.now().astimezone(ZoneInfo(series.timezone)).date()
        held = uow.subscribers.hold(series_id)  # whoever leaves from now on finds what is queued here
        terms = uow.terms.of_series(series_id)
        editions: dict[Edition, list[str]] = {}
        for address in readers(series):
            of_reader = terms.get(address, NO_TERMS)
            if address in held and address != series.list_address.lower() and of_reader.gets_mail(today):
                editions.setdefault(of_reader.edition, []).append(address)
        return editions

    def _thread(self, series: Series) -> str:
        return thread_of_series(series.slug, self._post.office.host)


def _said(issue: _Issue, changes: tuple[LineChange, ...], edition: Edition, reader: Address, leave_url: str) -> MinutesContext:
    return MinutesContext(
        issue.series,
        issue.meeting,
        reader,
        issue.minutes,
        changes,
        leave_url,
        archive_url=issue.archive_url,
        next_event_url=issue.next_event_url,
        language=edition.language or None,
        edition=edition,
    )


def minutes_of(draft: Draft) -> MinutesId:
    """Return the id of stored minutes."""
    return MinutesId(draft.id or 0)


def readers(series: Series) -> tuple[str, ...]:
    """Return the addresses that get the minutes: the list, or each subscriber, each once."""
    addresses = ((series.list_address,) if series.list_address else ()) + series.subscribers
    return tuple(dict.fromkeys(address.lower() for address in addresses))


def _purpose(minutes: Draft, address: str) -> str:
    return f"minutes:{minutes.id}:{address}"
