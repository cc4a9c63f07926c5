"""By what an address that was forgotten is still masked where everybody reads."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply."""
    op.create_table(
        "forgotten_marks",
        sa.Column("mark", sa.String(80), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_forgotten_marks")),
    )


def downgrade() -> None:
    """Undo."""
    op.drop_table("forgotten_marks")
