"""Rows of the archive to values and back, and what is searched for in the words of each database."""

from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from mailflow.adapters.repositories.minutes import content_of, content_values
from mailflow.domain.agenda import MeetingId, OnlineAccess, SeriesId, StoredFile
from mailflow.domain.archive import (
    ArchivedFile,
    ArchivedMeeting,
    ArchivedMinutes,
    ArchivedSeries,
    Query,
    Section,
    searched_text,
)
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.publicity import Archiving, Publicity


def entry_values(entry: ArchivedMinutes) -> dict[str, object]:
    """Return the row of a published revision."""
    return {
        "minutes_id": entry.minutes_id,
        "meeting_id": entry.meeting_id,
        "series_id": entry.series_id,
        "revision": entry.revision,
        "access": entry.access.value,
        "title": entry.content.title,
        "timezone": entry.content.timezone,
        "start_at": entry.content.start_at,
        "published_at": entry.published_at,
        "content": content_values(entry.content),
        "files": [asdict(file) for file in entry.files],
    }


def entry_of(row: Row[Any]) -> ArchivedMinutes:
    """Return the published revision of a row."""
    return ArchivedMinutes(
        minutes_id=MinutesId(row.minutes_id),
        meeting_id=MeetingId(row.meeting_id),
        series_id=SeriesId(row.series_id),
        revision=row.revision,
        content=content_of(row.content),
        published_at=row.published_at,
        access=Publicity(row.access),
        files=tuple(ArchivedFile(**{**file, "file": StoredFile(**file["file"])}) for file in row.files),
    )


def section_values(minutes_id: MinutesId, position: int, section: Section) -> dict[str, object]:
    """Return the row of a section."""
    return {"minutes_id": minutes_id, "position": position, **asdict(section), "folded": searched_text(section)}


def section_of(row: Row[Any]) -> Section:
    """Return the section in a row."""
    return Section(row.key, row.slug, row.section_title, row.text, row.people)


def meeting_of(row: Row[Any]) -> ArchivedMeeting:
    """Return the meeting in a row."""
    return ArchivedMeeting(
        MeetingId(row.meeting_id), SeriesId(row.series_id), row.title, row.start_at, row.timezone, row.revision, row.published_at
    )


def series_of(row: Any) -> ArchivedSeries:  # noqa: ANN401 - a row of seven columns
    """Return the series in a row."""
    archiving = Archiving(Publicity(row.archive), bool(row.is_indexed))
    return ArchivedSeries(SeriesId(row.id), row.slug, row.title, row.timezone, row.language, archiving)


def online_of(values: Any) -> OnlineAccess:  # noqa: ANN401 - JSON of our own writing
    """Return how a meeting is joined."""
    return OnlineAccess(**{**values, "phones": tuple(values.get("phones", ()))})


def fts_query_of(query: Query) -> str:
    """Return what is searched for in the language of FTS5; words consist of letters and digits, so nothing in them is an operator."""
    words = (f'"{word}"*' for word in query.words)
    phrases = (f'"{" ".join(phrase)}"' for phrase in query.phrases)
    return " AND ".join((*words, *phrases))


def tsquery_of(query: Query) -> str:
    """Return what is searched for in the language of PostgreSQL's to_tsquery."""
    words = (f"'{word}':*" for word in query.words)
    phrases = ("(" + " <-> ".join(f"'{word}'" for word in phrase) + ")" for phrase in query.phrases)
    return " & ".join((*words, *phrases))
