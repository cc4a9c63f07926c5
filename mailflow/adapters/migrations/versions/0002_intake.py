"""What the intake knows of a message besides its octets, who reads which mailbox, and who is away."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_SIZES = "UPDATE inbound SET size_bytes = (SELECT files.size_bytes FROM files WHERE files.sha256 = inbound.sha256)"


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "leases",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("owner", sa.String(length=80), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    # Not in batches: SQLite would make the tables anew, which others refer to.
    op.add_column("people", sa.Column("away_until", sa.Date(), nullable=True))
    op.add_column("inbound", sa.Column("size_bytes", sa.BigInteger(), server_default="0", nullable=False))
    op.add_column("inbound", sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("inbound", sa.Column("signature", sa.Text(), nullable=True))
    op.execute(_SIZES)
    op.create_index(op.f("ix_inbound_settled_at"), "inbound", ["settled_at"], unique=False)
    op.create_index(op.f("ix_inbound_author_email"), "inbound", ["author_email"], unique=False)


def downgrade() -> None:
    """Take back."""
    op.drop_index(op.f("ix_inbound_author_email"), "inbound")
    op.drop_index(op.f("ix_inbound_settled_at"), "inbound")
    op.drop_column("inbound", "signature")
    op.drop_column("inbound", "settled_at")
    op.drop_column("inbound", "size_bytes")
    op.drop_column("people", "away_until")
    op.drop_table("leases")
