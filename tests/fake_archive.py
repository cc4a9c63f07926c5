"""The archive in memory: what the fake database keeps of what is shown to everybody."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from mailflow.domain.agenda import MeetingId, OnlineAccess, Series, SeriesId
from mailflow.domain.archive import (
    ArchivedMeeting,
    ArchivedMinutes,
    ArchivedSeries,
    Found,
    Query,
    Section,
    Topic,
    searched_text,
)
from mailflow.domain.lifecycle import MinutesState
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.publicity import Publicity

if TYPE_CHECKING:
    from tests.fake_storage import Tables


class FakeArchive:
    """ArchiveRepository in memory."""

    def __init__(self, tables: "Tables") -> None:
        self._tables = tables

    def add(self, entry: ArchivedMinutes, sections: Sequence[Section]) -> None:
        for old in self.entries_of(entry.meeting_id):
            self._tables.sections.pop(old.minutes_id, None)
        self._tables.archive[entry.minutes_id] = entry
        self._tables.sections[entry.minutes_id] = tuple(sections)
        self._renew()

    def _renew(self) -> None:
        self._tables.editions["archive"] = self._tables.editions.get("archive", 0) + 1

    def entries_of(self, meeting_id: MeetingId) -> tuple[ArchivedMinutes, ...]:
        found = (entry for entry in self._tables.archive.values() if entry.meeting_id == meeting_id)
        return tuple(sorted(found, key=lambda entry: entry.revision))

    def missing(self, limit: int) -> tuple[MinutesId, ...]:
        published = (key for key, draft in self._tables.minutes.items() if draft.state is MinutesState.PUBLISHED)
        return tuple(sorted(key for key in published if key not in self._tables.archive))[:limit]

    def set_access(self, series_id: SeriesId, access: Publicity, meeting_id: MeetingId | None = None) -> int:
        chosen = [entry for entry in self._tables.archive.values() if entry.series_id == series_id and entry.access is not access]
        chosen = [entry for entry in chosen if meeting_id in {None, entry.meeting_id}]
        for entry in chosen:
            self._tables.archive[entry.minutes_id] = replace(entry, access=access)
        self._renew()
        return len(chosen)

    def close(self, minutes_id: MinutesId) -> None:
        self._tables.archive[minutes_id] = replace(self._tables.archive[minutes_id], access=Publicity.OFF)
        self._renew()

    def secrets(self, series_id: SeriesId) -> tuple[tuple[OnlineAccess, ...], tuple[OnlineAccess, ...]]:
        meetings = [(owner, meeting.online) for owner, meeting in self._tables.meetings.values()]
        meetings += [(self._tables.meetings[meeting_id][0], online) for meeting_id, online in self._tables.former_online]
        meetings = [(owner, online) for owner, online in meetings if online != OnlineAccess()]
        own = dict.fromkeys(online for owner, online in meetings if owner == series_id)
        return tuple(own), tuple(dict.fromkeys(online for owner, online in meetings if owner != series_id))

    def addresses(self) -> tuple[str, ...]:
        people = [person for _, person in self._tables.people.values()]
        known = {address for person in people for address in person.addresses}
        return tuple(sorted(known | {address for _, address in self._tables.subscribers}))

    def edition(self) -> str:
        return repr((self._tables.editions, len(self._tables.actions), self.series()))

    def series(self) -> tuple[ArchivedSeries, ...]:
        found = [_shown_series(key, one) for key, one in self._tables.series.items() if one.archiving.access is not Publicity.OFF]
        return tuple(sorted(found, key=lambda one: (one.title, one.id)))

    def meetings(self, series_id: SeriesId, *, offset: int, limit: int) -> tuple[ArchivedMeeting, ...]:
        return tuple(self._newest_first(series_id))[offset : offset + limit]

    def _newest_first(self, series_id: SeriesId | None = None) -> Iterator[ArchivedMeeting]:
        newest = (self.entries_of(meeting_id)[-1] for meeting_id in {entry.meeting_id for entry in self._tables.archive.values()})
        shown = [_meeting(entry) for entry in newest if self._is_open(entry) and series_id in {None, entry.series_id}]
        yield from sorted(shown, key=lambda meeting: (meeting.start_at, meeting.meeting_id), reverse=True)

    def _is_open(self, entry: ArchivedMinutes) -> bool:
        access = self._tables.series[entry.series_id].archiving.access
        return access is not Publicity.OFF and entry.access.reaches(access)

    def count(self, series_id: SeriesId) -> int:
        return len(tuple(self._newest_first(series_id)))

    def revisions(self, meeting_id: MeetingId) -> tuple[ArchivedMinutes, ...]:
        if not any(meeting.meeting_id == meeting_id for meeting in self._newest_first()):
            return ()
        return tuple(entry for entry in self.entries_of(meeting_id) if self._is_open(entry))

    def neighbours(self, meeting: ArchivedMeeting) -> tuple[ArchivedMeeting | None, ArchivedMeeting | None]:
        before: ArchivedMeeting | None = None
        later: ArchivedMeeting | None = None
        for one, following in itertools.pairwise((None, *reversed(tuple(self._newest_first(meeting.series_id))), None)):
            before = one if following and following.meeting_id == meeting.meeting_id else before
            later = following if one and one.meeting_id == meeting.meeting_id else later
        return before, later

    def topics(self, series_id: SeriesId) -> tuple[Topic, ...]:
        found = [found.section for found in self._found([series_id]) if found.section.slug]
        counts = Counter(section.slug for section in found)
        titles = {section.slug: section.title for section in reversed(found)}
        topics = (Topic(slug, titles[slug], count) for slug, count in counts.items())
        return tuple(sorted(topics, key=lambda topic: (-topic.count, topic.title)))

    def _found(self, series_ids: Sequence[SeriesId]) -> Iterator[Found]:
        for meeting in self._newest_first():
            if meeting.series_id in series_ids:
                newest = self.entries_of(meeting.meeting_id)[-1]
                yield from (Found(meeting, section) for section in self._tables.sections.get(newest.minutes_id, ()))

    def titles_said(self, meeting_ids: Sequence[MeetingId]) -> dict[MeetingId, tuple[str, ...]]:
        titles: dict[MeetingId, tuple[str, ...]] = {}
        for found in self._found([meeting.series_id for meeting in self._newest_first()]):
            meeting_id, section = found.meeting.meeting_id, found.section
            if meeting_id in meeting_ids and section.slug and section.text:
                titles[meeting_id] = (*titles.get(meeting_id, ()), section.title)
        return titles

    def of_topic(self, series_id: SeriesId, slug: str, *, offset: int, limit: int) -> tuple[Found, ...]:
        return tuple(found for found in self._found([series_id]) if found.section.slug == slug)[offset : offset + limit]

    def search(self, query: Query, series_ids: Sequence[SeriesId], *, offset: int, limit: int) -> tuple[Found, ...]:
        if not query:
            return ()
        return tuple(found for found in self._found(series_ids) if _matches(query, found.section))[offset : offset + limit]


def _matches(query: Query, section: Section) -> bool:
    text = searched_text(section)
    words = text.split()
    has_words = all(any(word.startswith(wanted) for word in words) for wanted in query.words)
    return has_words and all(f" {' '.join(phrase)} " in f" {text} " for phrase in query.phrases)


def _meeting(entry: ArchivedMinutes) -> ArchivedMeeting:
    content = entry.content
    return ArchivedMeeting(
        entry.meeting_id, entry.series_id, content.title, content.start_at, content.timezone, entry.revision, entry.published_at
    )


def _shown_series(series_id: SeriesId, series: Series) -> ArchivedSeries:
    return ArchivedSeries(series_id, series.slug, series.title, series.timezone, series.language, series.archiving)


class FakeLogins:
    """LoginRepository in memory."""

    def __init__(self, tables: "Tables") -> None:
        self._tables = tables

    def use(self, sha256: str, *, now: datetime) -> bool:
        if sha256 in self._tables.used_logins:
            return False
        self._tables.used_logins[sha256] = now
        return True

    def is_used(self, sha256: str) -> bool:
        return sha256 in self._tables.used_logins
