"""The tables of what was asked about messages that came in, and of what was decided about them."""

from sqlalchemy import JSON, Column, ForeignKey, String, Table, Text

from mailflow.adapters.column_types import UtcDateTime, id_column
from mailflow.adapters.tables import metadata

questions = Table(
    "questions",
    metadata,
    Column("outbound_id", ForeignKey("outbox.id"), primary_key=True),
    Column("label", String(10), primary_key=True),
    Column("asked", String(10), nullable=False),
    Column("inbound_id", ForeignKey("inbound.id"), nullable=False, index=True),
    Column("choices", JSON, nullable=False),
    Column("asked_at", UtcDateTime, nullable=False),
    Column("until", UtcDateTime, nullable=False),
    Column("walk_in", Text, nullable=False),
)

assignments = Table(
    "assignments",
    metadata,
    id_column(),
    Column("inbound_id", ForeignKey("inbound.id"), nullable=False, index=True),
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
    Column("keys", JSON, nullable=False),
    Column("actor", Text, nullable=False),
    Column("decided_at", UtcDateTime, nullable=False),
    Column("cause_id", ForeignKey("inbound.id")),
)
