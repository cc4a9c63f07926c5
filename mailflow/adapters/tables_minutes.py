"""The tables of the minutes: the chair's notes, each revision, and who approved it."""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, UniqueConstraint

from mailflow.adapters.column_types import UtcDateTime, id_column
from mailflow.adapters.tables import metadata

minutes = Table(
    "minutes",
    metadata,
    id_column(),
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("state", String(12), nullable=False),
    Column("content", JSON, nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("compiled", JSON(none_as_null=True)),
    UniqueConstraint("meeting_id", "revision"),
)

notes = Table(
    "notes",
    metadata,
    Column("inbound_id", ForeignKey("inbound.id"), primary_key=True),
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
    Column("outline", JSON, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Index("ix_notes_meeting_id", "meeting_id"),
)

approvals = Table(
    "approvals",
    metadata,
    Column("minutes_id", ForeignKey("minutes.id"), primary_key=True),
    Column("approver_id", ForeignKey("people.id"), nullable=False),
    Column("approver", Text, nullable=False),
    Column("inbound_id", ForeignKey("inbound.id")),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("release_at", UtcDateTime, nullable=False),
)
