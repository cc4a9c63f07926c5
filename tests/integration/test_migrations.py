"""The schema: made by the migrations, the same as the tables in the code, on SQLite and on PostgreSQL."""

import threading
from collections.abc import Iterator

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, insert, inspect, text
from sqlalchemy.exc import DatabaseError

from mailflow.adapters.migrations import upgrade as migrations
from mailflow.adapters.migrations.upgrade import current_revision, newest_revision, upgrade
from mailflow.adapters.repositories.engine import open_engine
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.adapters.tables import audit, metadata
from mailflow.domain.errors import ConfigurationError
from tests.builders import NOW, an_agenda, an_audit_entry

TOGETHER = 6


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give an empty database."""
    engine = open_engine(database_url)
    yield engine
    engine.dispose()


def test_empty_database_has_no_revision(engine: Engine) -> None:
    """Looking does not change it."""
    assert current_revision(engine) is None
    assert inspect(engine).get_table_names() == []


def test_migrated_schema_is_that_of_the_code(engine: Engine) -> None:
    """Columns, types, keys and indexes: alembic finds no difference."""
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        assert compare_metadata(context, metadata) == []
    assert current_revision(engine) == newest_revision()


def test_upgrading_twice_is_harmless(engine: Engine) -> None:
    """What is stored stays."""
    upgrade(engine)
    with SqlAlchemyUnitOfWork(engine) as uow:
        uow.meetings.add(an_agenda(), now=NOW)
        uow.commit()
    upgrade(engine)
    with SqlAlchemyUnitOfWork(engine) as uow:
        assert len(uow.meetings.summaries()) == 1


def test_all_roles_may_upgrade_at_once(database_url: str) -> None:
    """`serve` starts them together on a new database: one migrates, the others wait, none fails."""
    errors: list[Exception] = []
    ready = threading.Barrier(TOGETHER)

    def start_role() -> None:
        engine = open_engine(database_url)
        try:
            ready.wait(timeout=10)
            upgrade(engine)
            assert current_revision(engine) == newest_revision()
        except Exception as error:  # noqa: BLE001 - whatever it is, the test shows it
            errors.append(error)
        finally:
            engine.dispose()

    threads = [threading.Thread(target=start_role) for _ in range(TOGETHER)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert errors == []


def test_downgrade_leaves_nothing(engine: Engine) -> None:
    """And the way up again is open."""
    upgrade(engine)
    with SqlAlchemyUnitOfWork(engine) as uow:
        uow.meetings.add(an_agenda(), now=NOW)
        uow.commit()
    config = migrations._config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert set(inspect(engine).get_table_names()) <= {"alembic_version"}
    assert current_revision(engine) is None
    upgrade(engine)
    assert current_revision(engine) == newest_revision()


@pytest.mark.parametrize("change", ["UPDATE audit SET detail = 'x'", "DELETE FROM audit"], ids=["update", "delete"])
def test_audit_trail_is_append_only(engine: Engine, change: str) -> None:
    """The database itself refuses to change what was decided, whoever asks."""
    upgrade(engine)
    entry = an_audit_entry()
    with SqlAlchemyUnitOfWork(engine) as uow:
        uow.audit.add(entry)
        uow.commit()
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text(change))
    with SqlAlchemyUnitOfWork(engine) as uow:
        assert uow.audit.entries() == (entry,)


@pytest.mark.integration
def test_audit_trail_is_never_emptied(postgres_url: str) -> None:
    """PostgreSQL has one more way to delete."""
    engine = open_engine(postgres_url)
    upgrade(engine)
    with pytest.raises(DatabaseError, match="append-only"), engine.begin() as connection:
        connection.execute(text("TRUNCATE audit"))
    engine.dispose()


def test_replacing_an_entry_of_the_audit_trail_is_refused(sqlite_url: str) -> None:
    """SQLite deletes a row in silence where another takes its key."""
    engine = open_engine(sqlite_url)
    upgrade(engine)
    row = {"id": 1, "at": NOW, "actor": "a", "action": "b", "subject": "c", "detail": "first"}
    with engine.begin() as connection:
        connection.execute(insert(audit).values(**row))
    with pytest.raises(DatabaseError), engine.begin() as connection:
        connection.execute(text("INSERT OR REPLACE INTO audit SELECT id, at, actor, action, subject, 'second', NULL, NULL FROM audit"))
    with engine.connect() as connection:
        assert connection.execute(text("SELECT detail FROM audit")).scalars().all() == ["first"]
    engine.dispose()


@pytest.mark.parametrize(
    "url", ["nonsense", "oracle://x/y", "postgresql+nodriver://x/y"], ids=["no URL", "no such database", "no such driver"]
)
def test_database_that_nobody_knows_is_a_mistake_of_configuration(url: str) -> None:
    """It names the setting and what it should be, and not what it is."""
    with pytest.raises(ConfigurationError, match="MAILFLOW_DATABASE_URL: expected sqlite") as caught:
        open_engine(url)
    assert url not in str(caught.value)
