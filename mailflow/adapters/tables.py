"""The tables, in SQLAlchemy Core; the migrations create them.

Times are stored as UTC and come back aware on every database. Octets lie once, under their SHA-256, in `files`. What was asked and decided
about messages is in `tables_questions`, what proves something once in `tables_proofs`, what became of a meeting in `tables_minutes`.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)

from mailflow.adapters.column_types import UtcDateTime, id_column

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)

files = Table(
    "files",
    metadata,
    Column("sha256", String(64), primary_key=True),
    Column("content", LargeBinary, nullable=False),
    Column("size_bytes", Integer, nullable=False),
)

series = Table(
    "series",
    metadata,
    id_column(),
    Column("slug", String(100), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("cadence", Text, nullable=False),
    Column("language", String(16), nullable=False),
    Column("approval_hold_s", Integer, nullable=False),
    Column("publishes_edits", Boolean, nullable=False, server_default=false()),
    Column("list_address", Text, nullable=False),
    Column("habits", JSON(none_as_null=True)),
    Column("archive", String(8), nullable=False, server_default="off"),
    Column("is_indexed", Boolean, nullable=False, server_default=false()),
)

people = Table(
    "people",
    metadata,
    id_column(),
    Column("series_id", ForeignKey("series.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("affiliation", Text, nullable=False),
    Column("email", Text),
    Column("away_until", Date),
    Column("email_hash", String(32)),
    Column("language", String(16)),
    Column("timezone", String(64)),
)

aliases = Table(
    "aliases",
    metadata,
    id_column(),
    Column("person_id", ForeignKey("people.id"), nullable=False),
    Column("address", Text, nullable=False, index=True),  # in lower case
    Column("learnt_at", UtcDateTime, nullable=False),
    Column("inbound_id", ForeignKey("inbound.id")),
    UniqueConstraint("person_id", "address"),
)

roles = Table(
    "roles",
    metadata,
    Column("series_id", ForeignKey("series.id"), primary_key=True),
    Column("role", String(20), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False),
)

subscribers = Table(
    "subscribers",
    metadata,
    id_column(),
    Column("series_id", ForeignKey("series.id"), nullable=False),
    Column("address", Text, nullable=False),
    Column("since", UtcDateTime, nullable=False),
    UniqueConstraint("series_id", "address"),
)

meetings = Table(
    "meetings",
    metadata,
    id_column(),
    Column("series_id", ForeignKey("series.id"), nullable=False, index=True),
    Column("title", Text, nullable=False),
    Column("start_at", UtcDateTime, nullable=False),
    Column("end_at", UtcDateTime, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("online", JSON, nullable=False),
    Column("former_online", JSON(none_as_null=True)),  # what was told before, each once: it stays secret
    Column("notes", Text, nullable=False),
    Column("state", String(20), nullable=False),
    Column("number", Integer),
    Column("previous_id", ForeignKey("meetings.id")),
    Column("changed_at", UtcDateTime),
    Column("told_at", UtcDateTime),
    Column("retired_keys", JSON(none_as_null=True)),
)

items = Table(
    "items",
    metadata,
    id_column(),
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False),
    Column("parent_key", String(40), nullable=False),
    Column("position", Integer, nullable=False),
    Column("key", String(40), nullable=False),
    Column("title", Text, nullable=False),
    Column("start_at", UtcDateTime, nullable=False),
    Column("duration_minutes", Integer, nullable=False),
    Column("expects_report", Boolean, nullable=False),
    Column("description", Text, nullable=False),
    Column("notes", Text, nullable=False),
    Column("aliases", JSON, nullable=False),
    UniqueConstraint("meeting_id", "key"),
)

item_speakers = Table(
    "item_speakers",
    metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
)

item_delegates = Table(
    "item_delegates",
    metadata,
    Column("item_id", ForeignKey("items.id"), primary_key=True),
    Column("speaker_id", ForeignKey("people.id"), primary_key=True),
    Column("delegate_id", ForeignKey("people.id"), primary_key=True, index=True),
)

invitations = Table(
    "invitations",
    metadata,
    Column("meeting_id", ForeignKey("meetings.id"), primary_key=True),
    Column("person_id", ForeignKey("people.id"), primary_key=True),
    Column("address", Text, nullable=False),
    Column("uid", String(100), nullable=False, index=True),
    Column("sequence", Integer, nullable=False),
    Column("stamped_at", UtcDateTime, nullable=False),
    Column("partstat", String(20), nullable=False),
    Column("replied_at", UtcDateTime),
    Column("reply_sequence", Integer),
    Column("comment", Text),
    Column("told", JSON(none_as_null=True)),  # what the event said when it was sent last
    Column("former_uids", JSON(none_as_null=True)),
    Column("cancelled_at", UtcDateTime),
)

inbound = Table(
    "inbound",
    metadata,
    id_column(),
    Column("sha256", ForeignKey("files.sha256"), nullable=False, index=True),
    Column("folder", Text, nullable=False),
    Column("uidvalidity", BigInteger, nullable=False),
    Column("uid", BigInteger, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("size_bytes", BigInteger, nullable=False, server_default="0"),  # of the whole message, of which not all may be kept
    Column("state", String(10), nullable=False, index=True),
    Column("settled_at", UtcDateTime, index=True),
    Column("attempts", Integer, nullable=False),
    Column("lease_until", UtcDateTime),
    Column("message_id", Text, nullable=False),  # of any length: no index could hold it
    Column("content_hash", String(64), nullable=False, index=True),
    Column("author_email", Text, nullable=False, index=True),
    Column("author_name", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("kind", String(20), nullable=False),
    Column("meeting_id", ForeignKey("meetings.id")),
    Column("item_keys", JSON, nullable=False),
    Column("confidence", Float),
    Column("evidence", JSON, nullable=False),
    Column("text", Text, nullable=False),
    Column("omitted", Text, nullable=False),
    Column("signature", Text),
    Column("reason", Text, nullable=False),
    Column("copy_of", ForeignKey("inbound.id")),
    UniqueConstraint("folder", "uidvalidity", "uid"),
)

reports = Table(
    "reports",
    metadata,
    id_column(),
    Column("item_id", ForeignKey("items.id"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("author", Text, nullable=False),
    Column("delegate", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("late", Boolean, nullable=False),
    Column("inbound_id", ForeignKey("inbound.id")),
    Column("manner", String(20), nullable=False, server_default="replaces"),
    Column("is_withdrawn", Boolean, nullable=False, server_default=false()),
    Column("withdrawn_by", ForeignKey("inbound.id")),
    UniqueConstraint("item_id", "revision"),
    UniqueConstraint("item_id", "inbound_id"),
)

attachments = Table(
    "attachments",
    metadata,
    Column("report_id", ForeignKey("reports.id"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("filename", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size_bytes", Integer, nullable=False),
    Column("sha256", ForeignKey("files.sha256"), nullable=False),
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", String(12), primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("purpose", Text, nullable=False, unique=True),
    Column("recipient_email", Text, nullable=False),
    Column("recipient_name", Text, nullable=False),
    Column("envelope_from", Text, nullable=False),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("subject", Text, nullable=False),
    Column("content_sha256", ForeignKey("files.sha256"), nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("next_attempt_at", UtcDateTime, nullable=False),
    Column("meeting_id", ForeignKey("meetings.id")),
    Column("person_id", ForeignKey("people.id")),
    Column("minutes_id", ForeignKey("minutes.id")),
    Column("item_keys", JSON, nullable=False),
    Column("cause_id", ForeignKey("inbound.id")),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("resends", Integer, nullable=False),
    Column("reply_code", Integer, nullable=False),
    Column("reply_text", Text, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("sent_at", UtcDateTime),
    Column("lease_owner", String(80), nullable=False),
    Column("lease_until", UtcDateTime),
    Index("ix_outbox_due", "state", "next_attempt_at"),
    Index("ix_outbox_about", "meeting_id", "kind"),
)

leases = Table(
    "leases",
    metadata,
    Column("name", Text, primary_key=True),
    Column("owner", String(80), nullable=False),
    Column("until", UtcDateTime, nullable=False),
)

audit = Table(
    "audit",
    metadata,
    id_column(),
    Column("at", UtcDateTime, nullable=False),
    Column("actor", Text, nullable=False),
    Column("action", String(40), nullable=False),
    Column("subject", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("inbound_id", ForeignKey("inbound.id")),
    Column("person_id", ForeignKey("people.id")),
)
