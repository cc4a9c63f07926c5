"""What the secretary does with the archive from the shell: open what was approved before it was open, close what should not be there."""

from mailflow.domain.agenda import MeetingId, SeriesId
from mailflow.domain.errors import NotFoundError
from mailflow.domain.lifecycle import MinutesState
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.publicity import Publicity
from mailflow.domain.records import AuditEntry
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock, WebLinks
from mailflow.services.publication import Archivist
from mailflow.services.revisions import About

_ACTOR = "command line"


class ArchiveDesk:
    """Orders about the archive, each in the audit trail."""

    def __init__(self, begin: UnitOfWorkFactory, archivist: Archivist, links: WebLinks | None, *, clock: Clock) -> None:
        self._begin = begin
        self._archivist = archivist
        self._links = links
        self._clock = clock

    def link(self, slug: str) -> str:
        """Return the URL of the archive of a series; empty where it is off, or there are no pages. Raises NotFoundError."""
        with self._begin() as uow:
            meeting_id = self._meetings(uow, slug)[-1]
            return self._links.archive_url(uow.meetings.series_of(meeting_id)) if self._links else ""

    def open_past(self, slug: str) -> tuple[int, int]:
        """Open all published minutes of a series as far as the series is open; return how many that are, and how many were stopped.

        Each is masked and linted anew. Raises NotFoundError.
        """
        with self._begin() as uow:
            opened = [self._open(uow, meeting_id) for meeting_id in self._meetings(uow, slug)]
            shown, stopped = sum(one for one, _ in opened), sum(other for _, other in opened)
            self._audit(uow, "archive opened", f"series {slug}", f"{shown} revisions, {stopped} stopped")
            uow.commit()
        return shown, stopped

    def _open(self, uow: UnitOfWork, meeting_id: MeetingId) -> tuple[int, int]:
        about = About(uow.meetings.get(meeting_id), uow.meetings.series_of(meeting_id))
        access = about.series.archiving.access
        reasons = [self._archivist(uow, draft, about, access=access) for draft in _published(uow, meeting_id)]
        return sum(not reason for reason in reasons), sum(bool(reason) for reason in reasons)

    def hide(self, meeting_id: MeetingId) -> int:
        """Show nothing of a meeting any more, and return how many revisions that were. Raises NotFoundError."""
        with self._begin() as uow:
            series = uow.meetings.series_of(meeting_id)
            count = uow.archive.set_access(series.id or SeriesId(0), Publicity.OFF, meeting_id)
            self._audit(uow, "archive closed", f"meeting {meeting_id}", f"{count} revisions")
            uow.commit()
        return count

    def _meetings(self, uow: UnitOfWork, slug: str) -> tuple[MeetingId, ...]:
        found = tuple(summary.id for summary in reversed(uow.meetings.summaries()) if summary.series == slug)
        if not found:
            raise NotFoundError("series", slug)
        return found

    def _audit(self, uow: UnitOfWork, action: str, subject: str, detail: str) -> None:
        uow.audit.add(AuditEntry(self._clock.now(), _ACTOR, action, subject, detail))


def _published(uow: UnitOfWork, meeting_id: MeetingId) -> list[Draft]:
    """Return the published revisions of a meeting, oldest first."""
    newest = uow.minutes.find_published(meeting_id)
    numbers = range(1, newest.revision + 1) if newest else ()
    found = (uow.minutes.find_revision(meeting_id, number) for number in numbers)
    return [draft for draft in found if draft is not None and draft.state is MinutesState.PUBLISHED]
