"""The tables of what is shown to everybody, and of used login links. The index of words is the database's own (migration 0006)."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text

from mailflow.adapters.column_types import UtcDateTime, id_column
from mailflow.adapters.tables import metadata

archive_minutes = Table(
    "archive_minutes",
    metadata,
    Column("minutes_id", ForeignKey("minutes.id"), primary_key=True),
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False, index=True),
    Column("series_id", ForeignKey("series.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("access", String(8), nullable=False),
    Column("title", Text, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("start_at", UtcDateTime, nullable=False),
    Column("published_at", UtcDateTime, nullable=False),
    Column("content", JSON, nullable=False),  # masked: as strangers read it
    Column("files", JSON, nullable=False),
    Index("ix_archive_minutes_series_id_start_at", "series_id", "start_at"),
)

archive_sections = Table(
    "archive_sections",
    metadata,
    id_column(),
    Column("minutes_id", ForeignKey("archive_minutes.minutes_id"), nullable=False, index=True),
    Column("position", Integer, nullable=False),
    Column("key", String(40), nullable=False),
    Column("slug", String(80), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("people", Text, nullable=False),
    Column("folded", Text, nullable=False),  # what is searched
)

archive_edition = Table(
    "archive_edition",
    metadata,
    Column("name", String(10), primary_key=True),
    Column("number", Integer, nullable=False),  # one more whenever anything that is shown has changed
)

used_logins = Table(
    "used_logins",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("used_at", UtcDateTime, nullable=False),
)

forgotten_marks = Table(
    "forgotten_marks",
    metadata,
    Column("mark", String(80), primary_key=True),  # by which an address that was forgotten is still masked
)
