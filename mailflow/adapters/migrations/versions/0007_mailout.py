"""Mails to many: what is each recipient's own, and how much may still go out."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "personal_mails",
        sa.Column("outbound_id", sa.String(length=12), nullable=False),
        sa.Column("fields", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbox.id"], name=op.f("fk_personal_mails_outbound_id_outbox")),
        sa.PrimaryKeyConstraint("outbound_id", name=op.f("pk_personal_mails")),
    )
    op.create_table(
        "send_rates",
        sa.Column("bucket", sa.Text(), nullable=False),
        sa.Column("full_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("bucket", name=op.f("pk_send_rates")),
    )
    op.create_table(
        "reader_terms",
        sa.Column("subscriber_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("actions_only", sa.Boolean(), nullable=False),
        sa.Column("text_only", sa.Boolean(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("paused_until", sa.Date(), nullable=True),
        sa.Column("suspended_at", _TIME, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("alive_at", _TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["subscriber_id"], ["subscribers.id"], name=op.f("fk_reader_terms_subscriber_id_subscribers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("subscriber_id", name=op.f("pk_reader_terms")),
    )


def downgrade() -> None:
    """Take back."""
    op.drop_table("reader_terms")
    op.drop_table("send_rates")
    op.drop_table("personal_mails")
