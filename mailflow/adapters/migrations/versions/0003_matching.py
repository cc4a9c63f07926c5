"""Other addresses of people, delegates, what a report is to those before it, and what is asked and decided about messages."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Apply."""
    # Not in batches: SQLite would make the tables anew, which others refer to.
    op.add_column("people", sa.Column("email_hash", sa.String(length=32), nullable=True))
    op.add_column("reports", sa.Column("manner", sa.String(length=20), server_default="replaces", nullable=False))
    op.add_column("reports", sa.Column("is_withdrawn", sa.Boolean(), server_default=sa.false(), nullable=False))
    withdrawn_by = sa.ForeignKey("inbound.id", name=op.f("fk_reports_withdrawn_by_inbound"))
    op.add_column("reports", sa.Column("withdrawn_by", _ID, withdrawn_by, nullable=True), inline_references=True)
    _create_people_tables()
    _create_question_tables()


def _create_people_tables() -> None:
    op.create_table(
        "aliases",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("person_id", _ID, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("learnt_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("inbound_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_aliases_inbound_id_inbound")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_aliases_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aliases")),
        sa.UniqueConstraint("person_id", "address", name=op.f("uq_aliases_person_id_address")),
    )
    op.create_index(op.f("ix_aliases_address"), "aliases", ["address"], unique=False)
    op.create_table(
        "item_delegates",
        sa.Column("item_id", _ID, nullable=False),
        sa.Column("speaker_id", _ID, nullable=False),
        sa.Column("delegate_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["delegate_id"], ["people.id"], name=op.f("fk_item_delegates_delegate_id_people")),
        sa.ForeignKeyConstraint(["item_id"], ["items.id"], name=op.f("fk_item_delegates_item_id_items")),
        sa.ForeignKeyConstraint(["speaker_id"], ["people.id"], name=op.f("fk_item_delegates_speaker_id_people")),
        sa.PrimaryKeyConstraint("item_id", "speaker_id", "delegate_id", name=op.f("pk_item_delegates")),
    )
    op.create_index(op.f("ix_item_delegates_delegate_id"), "item_delegates", ["delegate_id"], unique=False)


def _create_question_tables() -> None:
    op.create_table(
        "questions",
        sa.Column("outbound_id", sa.String(length=12), nullable=False),
        sa.Column("label", sa.String(length=10), nullable=False),
        sa.Column("asked", sa.String(length=10), nullable=False),
        sa.Column("inbound_id", _ID, nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("walk_in", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_questions_inbound_id_inbound")),
        sa.ForeignKeyConstraint(["outbound_id"], ["outbox.id"], name=op.f("fk_questions_outbound_id_outbox")),
        sa.PrimaryKeyConstraint("outbound_id", "label", name=op.f("pk_questions")),
    )
    op.create_index(op.f("ix_questions_inbound_id"), "questions", ["inbound_id"], unique=False)
    op.create_table(
        "assignments",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("inbound_id", _ID, nullable=False),
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cause_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(["cause_id"], ["inbound.id"], name=op.f("fk_assignments_cause_id_inbound")),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_assignments_inbound_id_inbound")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_assignments_meeting_id_meetings")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assignments")),
    )
    op.create_index(op.f("ix_assignments_inbound_id"), "assignments", ["inbound_id"], unique=False)


def downgrade() -> None:
    """Take back."""
    for table in ("assignments", "questions", "item_delegates", "aliases"):
        op.drop_table(table)
    for column in ("withdrawn_by", "is_withdrawn", "manner"):
        op.drop_column("reports", column)
    op.drop_column("people", "email_hash")
