"""The table of what came back to the signed bounce addresses of our mails."""

from sqlalchemy import Column, ForeignKey, String, Table, Text

from mailflow.adapters.column_types import UtcDateTime
from mailflow.adapters.tables import metadata

bounces = Table(
    "bounces",
    metadata,
    Column("inbound_id", ForeignKey("inbound.id"), primary_key=True),
    Column("outbound_id", ForeignKey("outbox.id"), nullable=False),
    Column("address", Text, nullable=False, index=True),  # in lower case
    Column("kind", String(12), nullable=False),
    Column("words", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
)
