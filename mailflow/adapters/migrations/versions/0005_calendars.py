"""What a series that runs itself keeps: its timetable, and what each calendar was told."""

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


def _add_previous_meeting() -> None:
    name = op.f("fk_meetings_previous_id_meetings")
    if op.get_bind().dialect.name == "sqlite":
        op.execute(f"ALTER TABLE meetings ADD COLUMN previous_id INTEGER CONSTRAINT {name} REFERENCES meetings (id)")
        return
    op.add_column("meetings", sa.Column("previous_id", _ID, nullable=True))
    op.create_foreign_key(name, "meetings", "meetings", ["previous_id"], ["id"])


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("fk_meetings_previous_id_meetings"), "meetings", type_="foreignkey")
    op.drop_column("meetings", "previous_id")
    for table, column in reversed(_columns()):
        op.drop_column(table, column.name)
