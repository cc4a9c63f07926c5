"""The tables of what proves something once and never again: signatures that were verified here, and reply addresses."""

from sqlalchemy import Column, ForeignKey, String, Table

from mailflow.adapters.column_types import UtcDateTime
from mailflow.adapters.tables import metadata

dkim_signatures = Table(
    "dkim_signatures",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("inbound_id", ForeignKey("inbound.id"), nullable=False),
    Column("seen_at", UtcDateTime, nullable=False),
)

used_tokens = Table(
    "used_tokens",
    metadata,
    Column("outbound_id", ForeignKey("outbox.id"), primary_key=True),
    Column("inbound_id", ForeignKey("inbound.id"), nullable=False),
    Column("used_at", UtcDateTime, nullable=False),
)
