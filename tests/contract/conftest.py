"""The storage under test: in memory, on SQLite and on PostgreSQL, empty for each test."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from mailflow.adapters.migrations.upgrade import upgrade
from mailflow.adapters.repositories.engine import open_engine
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.adapters.tables import metadata
from mailflow.services.ports.storage import UnitOfWork
from tests import servers
from tests.fake_storage import ConstraintError, FakeDatabase


@dataclass(frozen=True, slots=True)
class Storage:
    """A database; `violation` is what it raises where two rows would have what only one may have."""

    database: FakeDatabase | Engine
    violation: type[Exception]

    def begin(self) -> UnitOfWork:
        """Return a new unit of work."""
        return SqlAlchemyUnitOfWork(self.database) if isinstance(self.database, Engine) else self.database.begin()


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a migrated file once: a copy of it is quicker than the migration."""
    path = tmp_path_factory.mktemp("template") / "mailflow.db"
    engine = open_engine(f"sqlite:///{path}")
    upgrade(engine)
    engine.dispose()
    return path


@pytest.fixture
def sqlite_engine(_sqlite_template: Path, tmp_path: Path) -> Iterator[Engine]:
    """Give a migrated, empty SQLite database."""
    path = tmp_path / "mailflow.db"
    shutil.copy(_sqlite_template, path)
    engine = open_engine(f"sqlite:///{path}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def _postgres_engine(_postgres_server_url: str) -> Iterator[Engine]:
    with servers.fresh_database(_postgres_server_url) as url:
        engine = open_engine(url)
        upgrade(engine)
        yield engine
        engine.dispose()


@pytest.fixture
def postgres_engine(_postgres_engine: Engine) -> Engine:
    """Give a migrated, empty PostgreSQL database; the guards of the audit trail sleep while it is emptied."""
    with _postgres_engine.begin() as connection:
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER USER"))
        connection.execute(text(f"TRUNCATE {', '.join(metadata.tables)} RESTART IDENTITY"))
        connection.execute(text("ALTER TABLE audit ENABLE TRIGGER USER"))
    return _postgres_engine


@pytest.fixture(params=["fake", "sqlite", pytest.param("postgres", marks=pytest.mark.integration)])
def storage(request: pytest.FixtureRequest) -> Storage:
    """Give an empty storage: the test runs on the fake, on SQLite and on PostgreSQL."""
    if request.param == "fake":
        return Storage(FakeDatabase(), ConstraintError)
    engine: Engine = request.getfixturevalue(f"{request.param}_engine")
    return Storage(engine, IntegrityError)
