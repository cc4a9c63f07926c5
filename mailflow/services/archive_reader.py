"""What our pages show of published minutes: read-only looks, each in a transaction of its own that writes nothing.

A series is reached by its place: its short name where it is public, a key that cannot be guessed where it is open by link. The key stays
good when a series becomes public, so that no link that was given away ever breaks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import MeetingId, Series, StoredFile
from mailflow.domain.archive import ArchivedMeeting, ArchivedMinutes, ArchivedSeries, Found, Piece, Topic, excerpt, parse_query
from mailflow.domain.erasing import marked_in
from mailflow.domain.leaks import Register
from mailflow.domain.lifecycle import MinutesState
from mailflow.domain.masking import masker
from mailflow.domain.minutes.changes import LineChange
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.minutes.translation import changes_of
from mailflow.domain.publicity import Publicity
from mailflow.services.correspondence import Office
from mailflow.services.document import MinutesDocument
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Renderer

PAGE = 50
"""How many meetings, or hits, stand on a page."""
_ALL = 1_000_000
_FEED = 30


@dataclass(frozen=True, slots=True)
class Shelf:
    """A series as a reader reached it: `place` is how, and `home` where it is at home: another place once it has become public."""

    series: ArchivedSeries
    place: str
    home: str

    @property
    def is_public(self) -> bool:
        """Tell whether it is open to everybody."""
        return self.series.archiving.access is Publicity.PUBLIC

    @property
    def is_indexed(self) -> bool:
        """Tell whether search engines may list it."""
        return self.is_public and self.series.archiving.is_indexed


@dataclass(frozen=True, slots=True)
class Shown:
    """Minutes that are shown: one revision, all that are shown of the meeting, and what comes before and after in the series."""

    entry: ArchivedMinutes
    meeting: ArchivedMeeting
    revisions: tuple[ArchivedMinutes, ...]
    before: ArchivedMeeting | None
    after: ArchivedMeeting | None

    @property
    def minutes(self) -> Draft:
        """The revision as minutes."""
        return draft_of(self.entry)

    @property
    def is_newest(self) -> bool:
        """Tell whether nothing has corrected it."""
        return self.entry == self.revisions[-1]

    @property
    def earlier(self) -> ArchivedMinutes | None:
        """The shown revision before it."""
        found = [one for one, other in pairwise(self.revisions) if other == self.entry]
        return found[0] if found else None

    @property
    def changes(self) -> tuple[LineChange, ...]:
        """What it changed in the revision before it."""
        if self.earlier is None:
            return ()
        return changes_of(self.earlier.content, self.entry.content)


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found, with the words around it."""

    shelf: Shelf
    found: Found
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of meetings, of how many in all; `titles` are of the items under which something was said in each."""

    meetings: tuple[ArchivedMeeting, ...]
    count: int
    page: int
    titles: Mapping[MeetingId, tuple[str, ...]]

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.count // PAGE))


@dataclass(frozen=True, slots=True)
class Agreed:
    """Something to be done, and the shown meeting whose minutes say so."""

    action: ActionItem
    meeting: ArchivedMeeting


class ArchiveReader:
    """Looks into the archive; whatever is not open to the place by which it is asked for is not there.

    Args:
        begin: a unit of work that writes nothing.
        office: whose links to pages know the key of a series that is open by link; without any, no series is.
    """

    def __init__(self, begin: UnitOfWorkFactory, office: Office, renderer: Renderer) -> None:
        self._begin = begin
        self._office = office
        self._links = office.links
        self._renderer = renderer

    def edition(self) -> str:
        """Return a mark that is another one whenever anything that is shown has changed."""
        with self._begin() as uow:
            return uow.archive.edition()

    def public(self) -> tuple[tuple[Shelf, Listed], ...]:
        """Return the series that are open to everybody, with their newest meetings."""
        with self._begin() as uow:
            shelves = [Shelf(one, one.slug, one.slug) for one in uow.archive.series() if one.archiving.access is Publicity.PUBLIC]
            return tuple((shelf, _listed(uow, shelf, 1, limit=3)) for shelf in shelves)

    def find_shelf(self, place: str) -> Shelf | None:
        """Return the series at a place."""
        with self._begin() as uow:
            return next((shelf for one in uow.archive.series() if (shelf := self._shelf(one, place)) is not None), None)

    def _shelf(self, series: ArchivedSeries, place: str) -> Shelf | None:
        is_public = series.archiving.access is Publicity.PUBLIC
        key = self._key_of(series.slug)
        if place in {key, series.slug if is_public else key} - {""}:
            return Shelf(series, place, series.slug if is_public else key)
        return None

    def _key_of(self, slug: str) -> str:
        """Return the key of a series from its short name; empty where we have no pages."""
        return self._links.archive_key(slug) if self._links else ""

    def place_of(self, series: Series) -> str:
        """Return where a series is at home; empty where it is shown to nobody."""
        places = {Publicity.OFF: "", Publicity.LINK: self._key_of(series.slug), Publicity.PUBLIC: series.slug}
        return places[series.archiving.access]

    def meetings(self, shelf: Shelf, page: int = 1) -> Listed:
        """Return a page of the meetings of a series, newest first."""
        with self._begin() as uow:
            return _listed(uow, shelf, page)

    def find(self, shelf: Shelf, meeting_id: MeetingId, revision: int | None = None) -> Shown | None:
        """Return minutes of a series, the newest unless a revision is named."""
        with self._begin() as uow:
            revisions = uow.archive.revisions(meeting_id)
            chosen = [entry for entry in revisions if revision in {None, entry.revision}]
            if not chosen or chosen[-1].series_id != shelf.series.id:
                return None
            meeting = _head(revisions[-1])
            before, after = uow.archive.neighbours(meeting)
        return Shown(chosen[-1], meeting, revisions, before, after)

    def document(self, shown: Shown, shelf: Shelf) -> MinutesDocument:
        """Return minutes in the forms in which `mailflow minutes` prints them."""
        series = Series(shelf.series.slug, shelf.series.title, shelf.series.timezone, language=shelf.series.language)
        return MinutesDocument(shown.minutes, series, self._renderer)

    def topics(self, shelf: Shelf) -> tuple[Topic, ...]:
        """Return the items that come up in a series."""
        with self._begin() as uow:
            return uow.archive.topics(shelf.series.id)

    def topic(self, shelf: Shelf, slug: str, page: int = 1) -> tuple[Found, ...]:
        """Return a page (and one more, if there is one) of what was said under an item across meetings, newest first."""
        with self._begin() as uow:
            return uow.archive.of_topic(shelf.series.id, slug, offset=(page - 1) * PAGE, limit=PAGE + 1)

    def actions(self, shelf: Shelf) -> tuple[Agreed, ...]:
        """Return the actions of meetings that are shown, by number, as strangers may read them."""
        with self._begin() as uow:
            shown = {meeting.meeting_id: meeting for meeting in uow.archive.meetings(shelf.series.id, offset=0, limit=_ALL)}
            found = [action for action in uow.actions.of_series(shelf.series.id) if action.meeting_id in shown]
            secrets, addresses = uow.archive.secrets(shelf.series.id), uow.archive.addresses() if found else ()
            said = "\n\n".join(f"{one.owner}\n{one.text}\n{one.due_words}" for one in found)
            forgotten = marked_in(said, uow.erasure.marks(), self._office.key)
        safe = _safe_actions(found, Register(*secrets), (*addresses, *forgotten))
        return tuple(Agreed(one, shown[one.meeting_id]) for one in safe)

    def search(self, text: str, shelf: Shelf | None = None, page: int = 1) -> tuple[Hit, ...]:
        """Return a page of hits (and one more, if there is one), newest first: in one series, or in all that are public."""
        query = parse_query(text)
        with self._begin() as uow:
            public = [Shelf(one, one.slug, one.slug) for one in uow.archive.series() if one.archiving.access is Publicity.PUBLIC]
            shelves = {one.series.id: one for one in ([shelf] if shelf else public)}
            found = uow.archive.search(query, tuple(shelves), offset=(page - 1) * PAGE, limit=PAGE + 1)
        return tuple(Hit(shelves[one.meeting.series_id], one, excerpt(one.section.text, query.terms)) for one in found)

    def feed(self, shelf: Shelf) -> tuple[Shown, ...]:
        """Return the newest minutes of a series."""
        with self._begin() as uow:
            newest = uow.archive.meetings(shelf.series.id, offset=0, limit=_FEED)
            found = [(meeting, uow.archive.revisions(meeting.meeting_id)) for meeting in newest]
        return tuple(Shown(revisions[-1], meeting, revisions, None, None) for meeting, revisions in found)

    def everything(self, shelf: Shelf) -> Iterator[Shown]:
        """Yield all that is shown of a series, every revision, oldest meeting first; each is read when it is wanted."""
        with self._begin() as uow:
            meetings = uow.archive.meetings(shelf.series.id, offset=0, limit=_ALL)
        for meeting in reversed(meetings):
            with self._begin() as uow:
                revisions = uow.archive.revisions(meeting.meeting_id)
            yield from (Shown(entry, meeting, revisions, None, None) for entry in revisions)

    def file(self, shelf: Shelf, meeting_id: MeetingId, sha256: str) -> tuple[StoredFile, bytes] | None:
        """Return a file of minutes that are shown, by its digest."""
        with self._begin() as uow:
            entries = [entry for entry in uow.archive.revisions(meeting_id) if entry.series_id == shelf.series.id]
            files = [one.file for entry in reversed(entries) for one in entry.files if one.file.sha256 == sha256]
            return (files[0], uow.files.get(sha256)) if files else None


def draft_of(entry: ArchivedMinutes) -> Draft:
    """Return a shown revision as minutes; its digest is that of what is shown."""
    return Draft(entry.meeting_id, entry.revision, entry.content, entry.published_at, MinutesState.PUBLISHED, entry.minutes_id)


def _head(entry: ArchivedMinutes) -> ArchivedMeeting:
    content = entry.content
    return ArchivedMeeting(
        entry.meeting_id, entry.series_id, content.title, content.start_at, content.timezone, entry.revision, entry.published_at
    )


def _listed(uow: UnitOfWork, shelf: Shelf, page: int, *, limit: int = PAGE) -> Listed:
    meetings = uow.archive.meetings(shelf.series.id, offset=(page - 1) * PAGE, limit=limit)
    titles = uow.archive.titles_said([meeting.meeting_id for meeting in meetings])
    return Listed(meetings, uow.archive.count(shelf.series.id), page, titles)


def _safe_actions(actions: Sequence[ActionItem], register: Register, addresses: Sequence[str]) -> tuple[ActionItem, ...]:
    """Return actions without what was said of them since, masked; one in which a secret stands is left out."""
    mask = masker(addresses)
    masked = (replace(one, owner=mask(one.owner), text=mask(one.text), due_words=mask(one.due_words), note="") for one in actions)
    return tuple(one for one in masked if not register.leaks(f"{one.owner}: {one.text}, {one.due_words}"))
