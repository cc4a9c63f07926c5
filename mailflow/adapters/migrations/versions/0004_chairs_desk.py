"""What the chair's desk keeps: signatures and reply tokens that have proven something, so that they do it once."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = ("notes", "used_tokens", "dkim_signatures")
"""In the order in which they can be dropped."""


def upgrade() -> None:
    """Apply."""
    # Not in batches: SQLite would make the tables anew, which others refer to.
    op.add_column("minutes", sa.Column("compiled", sa.JSON(), nullable=True))
    op.add_column("series", sa.Column("publishes_edits", sa.Boolean(), server_default=sa.false(), nullable=False))
    _create_proof_tables()
    _create_notes()


def _create_notes() -> None:
    op.create_table(
        "notes",
        sa.Column("inbound_id", _ID, nullable=False),
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("outline", sa.JSON(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_notes_inbound_id_inbound")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_notes_meeting_id_meetings")),
        sa.PrimaryKeyConstraint("inbound_id", name=op.f("pk_notes")),
    )
    op.create_index(op.f("ix_notes_meeting_id"), "notes", ["meeting_id"], unique=False)


def _create_proof_tables() -> None:
    op.create_table(
        "dkim_signatures",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("inbound_id", _ID, nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_dkim_signatures_inbound_id_inbound")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_dkim_signatures")),
    )
    op.create_table(
        "used_tokens",
        sa.Column("outbound_id", sa.String(length=12), nullable=False),
        sa.Column("inbound_id", _ID, nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_used_tokens_inbound_id_inbound")),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbox.id"], name=op.f("fk_used_tokens_outbound_id_outbox")),
        sa.PrimaryKeyConstraint("outbound_id", name=op.f("pk_used_tokens")),
    )


def downgrade() -> None:
    """Take back."""
    for table in _TABLES:
        op.drop_table(table)
    op.drop_column("minutes", "compiled")
    op.drop_column("series", "publishes_edits")
