"""What is shown to everybody: published minutes, their words, who may read them; and which login links were used."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Apply."""
    op.add_column("series", sa.Column("archive", sa.String(8), server_default="off", nullable=False))
    op.add_column("series", sa.Column("is_indexed", sa.Boolean(), server_default=sa.false(), nullable=False))
    _create_minutes()
    _create_sections()
    op.create_table(
        "archive_edition",
        sa.Column("name", sa.String(10), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_archive_edition")),
    )
    op.create_table(
        "used_logins",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("used_at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_used_logins")),
    )


def _create_minutes() -> None:
    op.create_table(
        "archive_minutes",
        sa.Column("minutes_id", _ID, nullable=False),
        sa.Column("meeting_id", _ID, nullable=False),
        sa.Column("series_id", _ID, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("access", sa.String(8), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("timezone", sa.String(64), nullable=False),
        sa.Column("start_at", _TIME, nullable=False),
        sa.Column("published_at", _TIME, nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["minutes_id"], ["minutes.id"], name=op.f("fk_archive_minutes_minutes_id_minutes")),
        sa.ForeignKeyConstraint(["meeting_id"], ["meetings.id"], name=op.f("fk_archive_minutes_meeting_id_meetings")),
        sa.ForeignKeyConstraint(["series_id"], ["series.id"], name=op.f("fk_archive_minutes_series_id_series")),
        sa.PrimaryKeyConstraint("minutes_id", name=op.f("pk_archive_minutes")),
    )
    op.create_index(op.f("ix_archive_minutes_meeting_id"), "archive_minutes", ["meeting_id"], unique=False)
    op.create_index("ix_archive_minutes_series_id_start_at", "archive_minutes", ["series_id", "start_at"], unique=False)


def _create_sections() -> None:
    op.create_table(
        "archive_sections",
        sa.Column("id", _ID, autoincrement=True, nullable=False),
        sa.Column("minutes_id", _ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(40), nullable=False),
        sa.Column("slug", sa.String(80), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("people", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["minutes_id"], ["archive_minutes.minutes_id"], name=op.f("fk_archive_sections_minutes_id_archive_minutes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_sections")),
    )
    op.create_index(op.f("ix_archive_sections_minutes_id"), "archive_sections", ["minutes_id"], unique=False)
    op.create_index(op.f("ix_archive_sections_slug"), "archive_sections", ["slug"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE INDEX archive_words ON archive_sections USING gin (to_tsvector('simple', folded))")
        return
    op.execute("CREATE VIRTUAL TABLE archive_words USING fts5 (folded, content = 'archive_sections', content_rowid = 'id')")
    op.execute(
        "CREATE TRIGGER archive_words_added AFTER INSERT ON archive_sections BEGIN "
        "INSERT INTO archive_words (rowid, folded) VALUES (new.id, new.folded); END"
    )
    op.execute(
        "CREATE TRIGGER archive_words_removed AFTER DELETE ON archive_sections BEGIN "
        "INSERT INTO archive_words (archive_words, rowid, folded) VALUES ('delete', old.id, old.folded); END"
    )


def downgrade() -> None:
    """Take back."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TABLE archive_words")
    op.drop_table("used_logins")
    op.drop_table("archive_edition")
    op.drop_table("archive_sections")
    op.drop_table("archive_minutes")
    op.drop_column("series", "is_indexed")
    op.drop_column("series", "archive")
