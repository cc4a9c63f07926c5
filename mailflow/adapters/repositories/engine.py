"""Open a database: SQLite for one machine, PostgreSQL for more."""

import sqlite3
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from sqlalchemy import Connection, Engine, Table, Update, create_engine, event, func, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import make_url
from sqlalchemy.engine.interfaces import DBAPIConnection, DBAPICursor
from sqlalchemy.exc import ArgumentError, NoSuchModuleError

from mailflow.domain.errors import ConfigurationError

Database = Engine
"""What a unit of work begins on."""

_SQLITE_PRAGMAS = ("busy_timeout=30000", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON")
_WAL_TRIES = 100
_READS_ONLY = "mailflow_reads_only"


def open_engine(url: str) -> Database:
    """Return an engine; nothing is connected yet.

    Raises:
        ConfigurationError: the URL is none that SQLAlchemy knows.
    """
    try:
        engine = create_engine(make_url(url), pool_pre_ping=True, hide_parameters=True)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as error:
        raise ConfigurationError(
            ("MAILFLOW_DATABASE_URL: expected sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST:PORT/NAME",)
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    """Leave BEGIN to us: the driver would begin too late, and a reader that turns writer is refused at once."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _SQLITE_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    _write_ahead(cursor)
    cursor.close()


def _write_ahead(cursor: DBAPICursor) -> None:
    """Switch a new database to WAL, which it then keeps.

    SQLite does not wait for the lock that the switch needs, whatever the busy timeout, so that processes which start together on a new
    database would be refused; for the lock of a transaction it does wait, and that is taken between two tries.
    """
    for remaining in reversed(range(_WAL_TRIES)):
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError:
            if not remaining:
                raise
            cursor.execute("BEGIN IMMEDIATE")
            cursor.execute("COMMIT")
        else:
            return


def for_reading(engine: Database) -> Database:
    """Return the database for transactions that write nothing: on SQLite they wait for nobody, and nobody waits for them."""
    return engine.execution_options(**{_READS_ONLY: True})


def scrub(engine: Engine) -> bool:
    """Clear the file in which SQLite keeps what pages held before they were changed; tell whether nothing of it is left."""
    if engine.dialect.name != "sqlite":
        return True
    connection = engine.raw_connection()
    try:
        cursor = connection.cursor()
        is_busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not is_busy
    finally:
        connection.close()


def _begin_immediate(connection: Connection) -> None:
    reads_only = connection.get_execution_options().get(_READS_ONLY, False)
    connection.exec_driver_sql("BEGIN" if reads_only else "BEGIN IMMEDIATE")


def wait_for_others(connection: Connection, sign: str) -> None:
    """Let whoever waited for the same sign finish first: it is held until the transaction ends (on SQLite nobody else can be at it)."""
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(sign, 0))))


def insert_new(connection: Connection, table: Table, row: Mapping[str, object], *, unless: tuple[str, ...]) -> bool:
    """Insert a row unless one with the same values in the columns `unless` is there; tell whether it was inserted."""
    # Not by `rowcount`: on PostgreSQL it is unknown where the table draws its own ids.
    return connection.execute(_insert_unless(connection, table, unless).values(**row).returning(table.c[unless[0]])).first() is not None


def insert_all_new(
    connection: Connection, table: Table, rows: Sequence[Mapping[str, object]], *, unless: tuple[str, ...]
) -> Sequence[int | str]:
    """Insert those rows of which none with the same values in the columns `unless` is there, and return their primary keys, unordered.

    The rows go as parameters beside the statement: as `values` of it they cost two to four times as much.
    """
    (key,) = table.primary_key.columns
    statement = _insert_unless(connection, table, unless).returning(key)
    return connection.execute(statement, [dict(row) for row in rows]).scalars().all()


def execute_rows(connection: Connection, statement: Update, rows: Sequence[Mapping[str, object]]) -> None:
    """Execute a statement for each of many rows; on SQLite past SQLAlchemy, which takes longer over a row there than the database."""
    if connection.dialect.name != "sqlite":
        connection.execute(statement, [dict(row) for row in rows])
        return
    compiled = statement.compile(dialect=connection.dialect)
    names = compiled.positiontup or ()
    connection.exec_driver_sql(str(compiled), [tuple(_as_sqlite(row[name]) for name in names) for row in rows])


def _as_sqlite(value: object) -> object:
    """Write a time as SQLAlchemy does; every other value that we give is one of SQLite's own."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds") if isinstance(value, datetime) else value


def _insert_unless(connection: Connection, table: Table, unless: tuple[str, ...]) -> postgresql.Insert:
    form = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    return cast("postgresql.Insert", form(table)).on_conflict_do_nothing(index_elements=unless)
