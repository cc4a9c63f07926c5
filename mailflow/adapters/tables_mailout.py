"""The tables of mails to many: what is each recipient's own, on which terms readers get them, and how much may still go out."""

from collections.abc import Mapping

from sqlalchemy import JSON, Boolean, Column, Date, ForeignKey, String, Table, Text, TypeDecorator
from sqlalchemy.engine import Dialect

from mailflow.adapters.column_types import UtcDateTime
from mailflow.adapters.tables import metadata


class Fields(TypeDecorator[Mapping[str, str]]):
    """Values by name, a line each, as none holds a line end: `to=kay@example.org`; as JSON they would take longer to read than to send."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Mapping[str, str] | None, dialect: Dialect) -> str | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Write the values."""
        return None if value is None else "\n".join(f"{name}={text}" for name, text in value.items())

    def process_result_value(self, value: str | None, dialect: Dialect) -> Mapping[str, str] | None:  # noqa: ARG002 - SQLAlchemy's signature
        """Read the lines."""
        return None if value is None else dict(line.split("=", 1) for line in value.split("\n"))


personal_mails = Table(
    "personal_mails",
    metadata,
    Column("outbound_id", ForeignKey("outbox.id"), primary_key=True),
    Column("fields", Fields, nullable=False),  # the outbox names the form in which they are filled
)

reader_terms = Table(
    "reader_terms",
    metadata,
    Column("subscriber_id", ForeignKey("subscribers.id", ondelete="CASCADE"), primary_key=True),
    Column("items", JSON, nullable=False),  # titles of items; none stands for all
    Column("actions_only", Boolean, nullable=False),
    Column("text_only", Boolean, nullable=False),
    Column("language", String(16), nullable=False),
    Column("paused_until", Date),
    Column("suspended_at", UtcDateTime),
    Column("reason", Text, nullable=False),
    Column("alive_at", UtcDateTime),
)

send_rates = Table(
    "send_rates",
    metadata,
    Column("bucket", Text, primary_key=True),  # a domain, or nothing: all mail
    Column("full_at", UtcDateTime, nullable=False),
)
