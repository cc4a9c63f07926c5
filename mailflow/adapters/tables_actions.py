"""The tables of what somebody is to do: agreed in the minutes of a meeting, and carried over until it is done."""

from sqlalchemy import Column, Date, ForeignKey, ForeignKeyConstraint, Integer, String, Table, Text

from mailflow.adapters.column_types import UtcDateTime
from mailflow.adapters.tables import metadata

actions = Table(
    "actions",
    metadata,
    Column("series_id", ForeignKey("series.id"), primary_key=True),
    Column("number", Integer, primary_key=True),  # within the series: `done 3`
    Column("meeting_id", ForeignKey("meetings.id"), nullable=False, index=True),  # whose minutes say so
    Column("owner", Text, nullable=False),  # as the minutes have it
    Column("text", Text, nullable=False),
    Column("due", Date),
    Column("due_words", Text, nullable=False),
    Column("state", String(12), nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", UtcDateTime, nullable=False),
    Column("changed_at", UtcDateTime, nullable=False),
    Column("inbound_id", ForeignKey("inbound.id")),  # the message that changed it last
)

action_owners = Table(
    "action_owners",
    metadata,
    Column("series_id", ForeignKey("series.id"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("person_id", ForeignKey("people.id"), nullable=False, index=True),
    ForeignKeyConstraint(["series_id", "number"], ["actions.series_id", "actions.number"]),
)
