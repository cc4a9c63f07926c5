"""Which revision a database has and which one the code expects, found without Alembic: its import would cost every command 0.15 s."""

from pathlib import Path

from sqlalchemy import Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from mailflow.domain.errors import DatabaseUnavailableError

_VERSIONS = Path(__file__).parent / "versions"


def is_current(engine: Engine) -> bool:
    """Tell whether the database is as the code expects it. Raises DatabaseUnavailableError."""
    try:
        return current_revision(engine) == newest_revision()
    except DatabaseError as error:
        raise DatabaseUnavailableError(f"the database cannot be used: {error.orig}") from error


def current_revision(engine: Engine) -> str | None:
    """Return the revision of the database, None where it is empty."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
        return revision


def newest_revision() -> str:
    """Return the revision that the code expects: migrations are one line, and their files begin with their numbers."""
    return max(file.name.partition("_")[0] for file in _VERSIONS.glob("[0-9]*_*.py"))
