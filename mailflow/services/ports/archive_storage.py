"""The part of the database that keeps what is shown to everybody, and what lets people onto the board."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from mailflow.domain.agenda import MeetingId, OnlineAccess, SeriesId
from mailflow.domain.archive import ArchivedMeeting, ArchivedMinutes, ArchivedSeries, Found, Query, Section, Topic
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.publicity import Publicity


class ArchiveRepository(Protocol):
    """Published minutes as they are shown. What is not open to those that its series is open to is not there for any reader."""

    def add(self, entry: ArchivedMinutes, sections: Sequence[Section]) -> None:
        """Store a revision, in place of what was stored of it, and let its sections be found instead of those of earlier revisions."""
        ...

    def entries_of(self, meeting_id: MeetingId) -> tuple[ArchivedMinutes, ...]:
        """Return all that is stored of a meeting, shown or not, oldest revision first."""
        ...

    def missing(self, limit: int) -> tuple[MinutesId, ...]:
        """Return published revisions of which nothing is stored, oldest first."""
        ...

    def set_access(self, series_id: SeriesId, access: Publicity, meeting_id: MeetingId | None = None) -> int:
        """Open or close what is stored of a series, or of one meeting of it; return how many revisions that changed."""
        ...

    def close(self, minutes_id: MinutesId) -> None:
        """Show one revision to nobody any more."""
        ...

    def secrets(self, series_id: SeriesId) -> tuple[tuple[OnlineAccess, ...], tuple[OnlineAccess, ...]]:
        """Return what must never be shown: how the meetings of a series are joined, and how those of the others are; each once."""
        ...

    def addresses(self) -> tuple[str, ...]:
        """Return every address that is known from agendas and headers: of people, aliases, readers."""
        ...

    def edition(self) -> str:
        """Return a mark that is another one whenever anything that is shown has changed."""
        ...

    def series(self) -> tuple[ArchivedSeries, ...]:
        """Return the series that are open to anybody, by title."""
        ...

    def meetings(self, series_id: SeriesId, *, offset: int, limit: int) -> tuple[ArchivedMeeting, ...]:
        """Return the shown meetings of a series, newest first."""
        ...

    def count(self, series_id: SeriesId) -> int:
        """Return how many meetings of a series are shown."""
        ...

    def revisions(self, meeting_id: MeetingId) -> tuple[ArchivedMinutes, ...]:
        """Return the shown revisions of a meeting, oldest first; none where the meeting is not shown."""
        ...

    def neighbours(self, meeting: ArchivedMeeting) -> tuple[ArchivedMeeting | None, ArchivedMeeting | None]:
        """Return the shown meetings of the series before and after one."""
        ...

    def topics(self, series_id: SeriesId) -> tuple[Topic, ...]:
        """Return the items of the shown meetings of a series by their names, those that come up most first, then by title."""
        ...

    def titles_said(self, meeting_ids: Sequence[MeetingId]) -> dict[MeetingId, tuple[str, ...]]:
        """Return of shown meetings the titles of the items under which something was said, in the order of the minutes."""
        ...

    def of_topic(self, series_id: SeriesId, slug: str, *, offset: int, limit: int) -> tuple[Found, ...]:
        """Return what was said under an item in the shown meetings of a series, newest first."""
        ...

    def search(self, query: Query, series_ids: Sequence[SeriesId], *, offset: int, limit: int) -> tuple[Found, ...]:
        """Return the sections of shown meetings of some series in which all that is searched for stands, newest meeting first."""
        ...


class LoginRepository(Protocol):
    """Which login links have been used, and which sessions ended before their time; both by the digest of their token."""

    def use(self, sha256: str, *, now: datetime) -> bool:
        """Use a link, or end a session; False where that was done before. Of two at once one gets True."""
        ...

    def is_used(self, sha256: str) -> bool:
        """Tell whether a link was used, or a session ended."""
        ...
