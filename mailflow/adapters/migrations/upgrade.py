"""Bring a database up to the newest revision."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text
from sqlalchemy.exc import DatabaseError

from mailflow.adapters.migrations.revisions import is_current
from mailflow.domain.errors import DatabaseUnavailableError

# One migration at a time, when several roles start together; SQLite locks the whole database anyway.
_LOCK_KEY = 0x6D61696C


def upgrade(engine: Engine) -> None:
    """Bring the database up to date; nothing is done where it is already. Raises DatabaseUnavailableError."""
    if is_current(engine):
        return
    try:
        _upgrade(engine, _config())
    except DatabaseError as error:
        raise DatabaseUnavailableError(f"the database cannot be used: {error.orig}") from error


def _upgrade(engine: Engine, config: Config) -> None:
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    return config
