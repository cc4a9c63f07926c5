"""What is shown to everybody, and the words in it: FTS5 on SQLite, a tsvector on PostgreSQL."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Select, and_, column, delete, func, insert, or_, select, table, text, update

from mailflow.adapters import tables
from mailflow.adapters.repositories import archive_rows as rows
from mailflow.adapters.repositories.engine import insert_new
from mailflow.adapters.tables_archive import archive_edition, archive_minutes, archive_sections, used_logins
from mailflow.adapters.tables_minutes import minutes
from mailflow.domain.agenda import MeetingId, OnlineAccess, SeriesId
from mailflow.domain.archive import ArchivedMeeting, ArchivedMinutes, ArchivedSeries, Found, Query, Section, Topic
from mailflow.domain.lifecycle import MinutesState
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.publicity import Publicity

_A, _S, _M, _P = archive_minutes.c, archive_sections.c, minutes.c, tables.series.c
_LATER = archive_minutes.alias("later")
_IS_NEWEST = ~select(_LATER.c.minutes_id).where(_LATER.c.meeting_id == _A.meeting_id, _LATER.c.revision > _A.revision).exists()
_HEAD = (_A.meeting_id, _A.series_id, _A.title, _A.start_at, _A.timezone, _A.revision, _A.published_at)
_EDITION = "archive"


def _is_open(access: ColumnElement[str]) -> ColumnElement[bool]:
    """Tell whether something is as open as its series."""
    series = tables.series.c.archive
    for_all = and_(series == Publicity.PUBLIC.value, access == Publicity.PUBLIC.value)
    by_link = and_(series == Publicity.LINK.value, access.in_([Publicity.LINK.value, Publicity.PUBLIC.value]))
    return or_(for_all, by_link)


_IS_SHOWN = and_(_is_open(_A.access), _IS_NEWEST)


class SqlArchive:
    """ArchiveRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: ArchivedMinutes, sections: Sequence[Section]) -> None:
        """Store a revision, in place of what was stored of it, and let its sections be found instead of those of earlier revisions."""
        of_meeting = select(_A.minutes_id).where(_A.meeting_id == entry.meeting_id)
        self._connection.execute(delete(archive_sections).where(_S.minutes_id.in_(of_meeting)))
        self._connection.execute(delete(archive_minutes).where(_A.minutes_id == entry.minutes_id))
        self._connection.execute(insert(archive_minutes).values(**rows.entry_values(entry)))
        for position, section in enumerate(sections):
            self._connection.execute(insert(archive_sections).values(**rows.section_values(entry.minutes_id, position, section)))
        self._renew()

    def _renew(self) -> None:
        insert_new(self._connection, archive_edition, {"name": _EDITION, "number": 0}, unless=("name",))
        self._connection.execute(update(archive_edition).values(number=archive_edition.c.number + 1))

    def entries_of(self, meeting_id: MeetingId) -> tuple[ArchivedMinutes, ...]:
        """Return all that is stored of a meeting, shown or not, oldest revision first."""
        return self._entries(_A.meeting_id == meeting_id)

    def _entries(self, *conditions: ColumnElement[bool]) -> tuple[ArchivedMinutes, ...]:
        statement = select(archive_minutes).join(tables.series, tables.series.c.id == _A.series_id).where(*conditions).order_by(_A.revision)
        return tuple(rows.entry_of(row) for row in self._connection.execute(statement))

    def missing(self, limit: int) -> tuple[MinutesId, ...]:
        """Return published revisions of which nothing is stored, oldest first."""
        stored = select(_A.minutes_id).where(_A.minutes_id == _M.id).exists()
        statement = select(_M.id).where(_M.state == MinutesState.PUBLISHED.value, ~stored).order_by(_M.id).limit(limit)
        return tuple(MinutesId(found) for found in self._connection.execute(statement).scalars())

    def set_access(self, series_id: SeriesId, access: Publicity, meeting_id: MeetingId | None = None) -> int:
        """Open or close what is stored of a series, or of one meeting of it; return how many revisions that changed."""
        chosen = [_A.series_id == series_id, _A.access != access.value]
        chosen += [] if meeting_id is None else [_A.meeting_id == meeting_id]
        changed = self._connection.execute(update(archive_minutes).where(*chosen).values(access=access.value)).rowcount
        self._renew()
        return changed

    def close(self, minutes_id: MinutesId) -> None:
        """Show one revision to nobody any more."""
        self._connection.execute(update(archive_minutes).where(_A.minutes_id == minutes_id).values(access=Publicity.OFF.value))
        self._renew()

    def secrets(self, series_id: SeriesId) -> tuple[tuple[OnlineAccess, ...], tuple[OnlineAccess, ...]]:
        """Return what must never be shown: how the meetings of a series are and ever were joined, and those of the others; each once."""
        own: dict[OnlineAccess, None] = {}
        other: dict[OnlineAccess, None] = {}
        m = tables.meetings.c
        for row in self._connection.execute(select(m.series_id, m.online, m.former_online)):
            known = own if row.series_id == series_id else other
            known |= dict.fromkeys(map(rows.online_of, (row.online, *(row.former_online or ()))))
        nothing = OnlineAccess()
        return tuple(one for one in own if one != nothing), tuple(one for one in other if one != nothing)

    def addresses(self) -> tuple[str, ...]:
        """Return every address that is known from agendas and headers: of people, aliases, readers."""
        people = select(tables.people.c.email).where(tables.people.c.email.is_not(None))
        found = people.union(select(tables.aliases.c.address), select(tables.subscribers.c.address))
        return tuple(sorted(self._connection.execute(found).scalars()))

    def edition(self) -> str:
        """Return a mark that is another one whenever anything that is shown has changed."""
        number = self._connection.execute(select(archive_edition.c.number)).scalar()
        actions = self._connection.execute(text("SELECT count(*), max(changed_at) FROM actions")).one()
        return repr((number, tuple(map(str, actions)), self.series()))

    def series(self) -> tuple[ArchivedSeries, ...]:
        """Return the series that are open to anybody, by title."""
        columns = (_P.id, _P.slug, _P.title, _P.timezone, _P.language, _P.archive, _P.is_indexed)
        statement = select(*columns).where(_P.archive != Publicity.OFF.value).order_by(_P.title, _P.id)
        return tuple(rows.series_of(row) for row in self._connection.execute(statement))

    def meetings(self, series_id: SeriesId, *, offset: int, limit: int) -> tuple[ArchivedMeeting, ...]:
        """Return the shown meetings of a series, newest first."""
        statement = _shown(_A.series_id == series_id).order_by(_A.start_at.desc(), _A.meeting_id.desc())
        return tuple(rows.meeting_of(row) for row in self._connection.execute(statement.offset(offset).limit(limit)))

    def count(self, series_id: SeriesId) -> int:
        """Return how many meetings of a series are shown."""
        statement = select(func.count()).select_from(archive_minutes).join(tables.series, tables.series.c.id == _A.series_id)
        return self._connection.execute(statement.where(_IS_SHOWN, _A.series_id == series_id)).scalar_one()

    def revisions(self, meeting_id: MeetingId) -> tuple[ArchivedMinutes, ...]:
        """Return the shown revisions of a meeting, oldest first; none where the meeting is not shown."""
        if self._connection.execute(_shown(_A.meeting_id == meeting_id)).first() is None:
            return ()
        return self._entries(_A.meeting_id == meeting_id, _is_open(_A.access))

    def neighbours(self, meeting: ArchivedMeeting) -> tuple[ArchivedMeeting | None, ArchivedMeeting | None]:
        """Return the shown meetings of the series before and after one."""
        shown, at = _shown(_A.series_id == meeting.series_id), (meeting.start_at, meeting.meeting_id)
        earlier = or_(_A.start_at < at[0], and_(_A.start_at == at[0], _A.meeting_id < at[1]))
        later = or_(_A.start_at > at[0], and_(_A.start_at == at[0], _A.meeting_id > at[1]))
        before = self._connection.execute(shown.where(earlier).order_by(_A.start_at.desc(), _A.meeting_id.desc()).limit(1)).first()
        after = self._connection.execute(shown.where(later).order_by(_A.start_at, _A.meeting_id).limit(1)).first()
        return (rows.meeting_of(before) if before else None), (rows.meeting_of(after) if after else None)

    def topics(self, series_id: SeriesId) -> tuple[Topic, ...]:
        """Return the items of the shown meetings of a series by their names, those that come up most first, then by title."""
        newest = func.row_number().over(partition_by=_S.slug, order_by=(_A.start_at.desc(), _A.meeting_id.desc(), _S.position))
        counted = func.count().over(partition_by=_S.slug)
        columns = (_S.slug, _S.title, newest.label("place"), counted.label("count"))
        found = _found(_A.series_id == series_id, _S.slug != "").with_only_columns(*columns).subquery()
        topics = (Topic(row[0], row[1], row[3]) for row in self._connection.execute(select(found).where(found.c.place == 1)))
        return tuple(sorted(topics, key=lambda topic: (-topic.count, topic.title)))

    def titles_said(self, meeting_ids: Sequence[MeetingId]) -> dict[MeetingId, tuple[str, ...]]:
        """Return of shown meetings the titles of the items under which something was said, in the order of the minutes."""
        said = _found(_A.meeting_id.in_(meeting_ids), _S.slug != "", _S.text != "")
        titles: dict[MeetingId, tuple[str, ...]] = {}
        for row in self._connection.execute(said.with_only_columns(_A.meeting_id, _S.title).order_by(_A.meeting_id, _S.position)):
            titles[row[0]] = (*titles.get(row[0], ()), row[1])
        return titles

    def of_topic(self, series_id: SeriesId, slug: str, *, offset: int, limit: int) -> tuple[Found, ...]:
        """Return what was said under an item in the shown meetings of a series, newest first."""
        return self._sections(_found(_A.series_id == series_id, _S.slug == slug), offset, limit)

    def search(self, query: Query, series_ids: Sequence[SeriesId], *, offset: int, limit: int) -> tuple[Found, ...]:
        """Return the sections of shown meetings of some series in which all that is searched for stands, newest meeting first."""
        if not query or not series_ids:
            return ()
        return self._sections(_found(_A.series_id.in_(series_ids), self._matches(query)), offset, limit)

    def _matches(self, query: Query) -> ColumnElement[bool]:
        if self._connection.dialect.name == "postgresql":
            wanted = func.to_tsquery("simple", rows.tsquery_of(query))
            return func.to_tsvector(text("'simple'"), _S.folded).bool_op("@@")(wanted)
        words = text("archive_words MATCH :query").bindparams(query=rows.fts_query_of(query))
        return _S.id.in_(select(column("rowid")).select_from(table("archive_words")).where(words))

    def _sections(self, statement: "Select[tuple[object, ...]]", offset: int, limit: int) -> tuple[Found, ...]:
        ordered = statement.order_by(_A.start_at.desc(), _A.meeting_id.desc(), _S.position).offset(offset).limit(limit)
        return tuple(Found(rows.meeting_of(row), rows.section_of(row)) for row in self._connection.execute(ordered))


def _shown(*conditions: ColumnElement[bool]) -> "Select[tuple[object, ...]]":
    statement = select(*_HEAD).join(tables.series, tables.series.c.id == _A.series_id)
    return statement.where(_IS_SHOWN, *conditions)


def _found(*conditions: ColumnElement[bool]) -> "Select[tuple[object, ...]]":
    named = (_S.key, _S.slug, _S.title.label("section_title"), _S.text, _S.people)
    statement = select(*_HEAD, *named).join(archive_sections, _S.minutes_id == _A.minutes_id)
    joined = statement.join(tables.series, tables.series.c.id == _A.series_id)
    return joined.where(_IS_SHOWN, *conditions)


class SqlLogins:
    """LoginRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def use(self, sha256: str, *, now: datetime) -> bool:
        """Use a link, or end a session; False where that was done before. Of two at once one gets True."""
        return insert_new(self._connection, used_logins, {"sha256": sha256, "used_at": now}, unless=("sha256",))

    def is_used(self, sha256: str) -> bool:
        """Tell whether a link was used, or a session ended."""
        return self._connection.execute(select(used_logins.c.sha256).where(used_logins.c.sha256 == sha256)).first() is not None
