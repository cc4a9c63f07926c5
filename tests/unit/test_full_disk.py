"""A database that fails in the middle of its work is away for a while; what was asked too much of it is not."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError, IntegrityError, InternalError, OperationalError

from mailflow.adapters.migrations.upgrade import upgrade
from mailflow.adapters.repositories.engine import open_engine
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.domain.errors import DatabaseUnavailableError
from mailflow.services.collect import Collect
from tests.fakes import FakeDoorbell, FakeMailbox


class TooLargeError(Exception):
    """What psycopg raises for `program_limit_exceeded`."""

    sqlstate = "54000"


@pytest.fixture
def engine(tmp_path: Path) -> Engine:
    """Give a migrated, empty SQLite database."""
    made = open_engine(f"sqlite:///{tmp_path / 'mailflow.db'}")
    upgrade(made)
    return made


def fill_up(connection: Connection) -> None:
    """Leave no room in the file of a database, as a full disk would."""
    pages = connection.execute(text("PRAGMA page_count")).scalar_one()
    connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")


def test_full_disk_is_an_outage(engine: Engine) -> None:
    """Nothing is stored by halves; when there is room again, all of it is."""
    mailbox = FakeMailbox()
    mailbox.append(b"x" * 5_000_000)
    collect = Collect(lambda: SqlAlchemyUnitOfWork(engine), FakeDoorbell())
    with engine.connect() as connection:
        fill_up(connection)
    with pytest.raises(DatabaseUnavailableError, match="full"):
        collect(mailbox)
    engine.dispose()  # the limit is that of the connection
    assert collect(mailbox) == 1


@pytest.mark.parametrize(
    "error",
    [
        OperationalError("COMMIT", None, sqlite3.OperationalError("database or disk is full")),
        InternalError("COMMIT", None, sqlite3.InternalError("broken")),
        DBAPIError("COMMIT", None, sqlite3.DatabaseError("gone"), connection_invalidated=True),
    ],
    ids=["operational", "internal", "invalidated"],
)
def test_error_of_a_commit_is_an_outage(engine: Engine, monkeypatch: pytest.MonkeyPatch, error: DBAPIError) -> None:
    """Whatever the driver calls it."""

    def broken(_connection: Connection) -> None:
        raise error

    monkeypatch.setattr(Connection, "commit", broken)
    with pytest.raises(DatabaseUnavailableError), SqlAlchemyUnitOfWork(engine) as uow:
        uow.commit()


@pytest.mark.parametrize(
    "error",
    [
        IntegrityError("INSERT", None, sqlite3.IntegrityError("UNIQUE")),
        OperationalError("INSERT", None, TooLargeError("index row size 3000 exceeds maximum")),
    ],
    ids=["integrity", "limit"],
)
def test_what_fails_for_ever_is_no_outage(engine: Engine, error: DBAPIError) -> None:
    """It would be tried for ever; as a crash it counts, and the message is set aside."""
    with pytest.raises(type(error)), SqlAlchemyUnitOfWork(engine):
        raise error


def test_connection_that_cannot_be_ended_is_an_outage(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """The undoing fails where the server is gone."""

    def broken(_connection: Connection) -> None:
        raise OperationalError("ROLLBACK", None, sqlite3.OperationalError("gone"))

    unit_of_work = SqlAlchemyUnitOfWork(engine).__enter__()
    monkeypatch.setattr(Connection, "close", broken)
    with pytest.raises(DatabaseUnavailableError):
        unit_of_work.__exit__(None, None, None)
