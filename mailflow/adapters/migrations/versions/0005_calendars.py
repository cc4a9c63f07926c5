"""What a series that runs itself keeps: its timetable, what each calendar was told, and what is to be done."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def _columns() -> tuple[tuple[str, sa.Column[object]], ...]:
    return (
        ("series", sa.Column("habits", sa.JSON(), nullable=True)),
        ("people", sa.Column("language", sa.String(16), nullable=True)),
        ("people", sa.Column("timezone", sa.String(64), nullable=True)),
        ("meetings", sa.Column("number", sa.Integer(), nullable=True)),
        ("meetings", sa.Column("changed_at", _TIME, nullable=True)),
        ("meetings", sa.Column("told_at", _TIME, nullable=True)),
        ("meetings", sa.Column("retired_keys", sa.JSON(), nullable=True)),
        ("invitations", sa.Column("reply_sequence", sa.Integer(), nullable=True)),
        ("invitations", sa.Column("comment", sa.Text(), nullable=True)),
        ("invitations", sa.Column("told", sa.JSON(), nullable=True)),
        ("invitations", sa.Column("former_uids", sa.JSON(), nullable=True)),
        ("invitations", sa.Column("cancelled_at", _TIME, nullable=True)),
    )


def upgrade() -> None:
    """Apply."""
    # Not in batches: SQLite would make the tables anew, which others refer to.
    for table, column in _columns():
        op.add_column(table, column)
    _add_previous_meeting()
    _create_actions()
    _create_bounces()


def _add_previous_meeting() -> None:
    name = op.f("fk_meetings_previous_id_meetings")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE meetings ADD COLUMN previous_id INTEGER CONSTRAINT {name} REFERENCES meetings (id)")
        return
    op.add_column("meetings", sa.Column("previous_id", _ID, nullable=True))
    op.create_foreign_key(name, "meetings", "meetings", ["previous_id"], ["id"])


def _create_actions() -> None:
    op.create_table(
        "actions",
        sa.Column("series_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("due_words", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", _TIME, nullable=False),
        sa.Column("changed_at", _TIME, nullable=False),
        sa.Column("inbound_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_actions_series_id_series")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_actions_meeting_id_meetings")),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_actions_inbound_id_inbound")),
        sa.PrimaryKeyConstraint("series_id", "number", name=op.f("pk_actions")),
    )
    op.create_index(op.f("ix_actions_meeting_id"), "actions", ["meeting_id"], unique=False)
    op.create_table(
        "action_owners",
        sa.Column("series_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_action_owners_series_id_series")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_action_owners_person_id_people")),
        sa.ForeignKeyConstraint(
            ["series_id", "number"], ["actions.series_id", "actions.number"], name=op.f("fk_action_owners_series_id_actions")
        ),
        sa.PrimaryKeyConstraint("series_id", "number", "position", name=op.f("pk_action_owners")),
    )
    op.create_index(op.f("ix_action_owners_person_id"), "action_owners", ["person_id"], unique=False)


def _create_bounces() -> None:
    op.create_table(
        "bounces",
        sa.Column("inbound_id", _ID, nullable=False),
        sa.Column("outbound_id", sa.String(length=12), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("received_at", _TIME, nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_bounces_inbound_id_inbound")),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbox.id"], name=op.f("fk_bounces_outbound_id_outbox")),
        sa.PrimaryKeyConstraint("inbound_id", name=op.f("pk_bounces")),
    )
    op.create_index(op.f("ix_bounces_address"), "bounces", ["address"], unique=False)
    op.create_index("ix_outbox_about", "outbox", ["meeting_id", "kind"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index("ix_outbox_about", table_name="outbox")
    op.drop_table("bounces")
    op.drop_table("action_owners")
    op.drop_table("actions")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("fk_meetings_previous_id_meetings"), "meetings", type_="foreignkey")
    op.drop_column("meetings", "previous_id")
    for table, column in reversed(_columns()):
        op.drop_column(table, column.name)
