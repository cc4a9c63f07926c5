"""The right to read a mailbox: one process has it, and whoever dies loses it.

take -> a thread of its own keeps it: a row that is renewed (SQLite), or a lock that ends with its connection (PostgreSQL)
lost: the row is somebody else's, the connection is gone, or nothing was heard of either for too long
"""

import secrets
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from sqlalchemy import Connection, Engine, NullPool, create_engine, delete, func, insert, select, text, update
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from mailflow.adapters import tables
from mailflow.domain.errors import DatabaseUnavailableError

TROUBLE = "trouble: "
"""Begins the name of a row that says, in place of an owner, what keeps a reader from reading; the name of the mailbox follows."""

_OWNER_LENGTH = 80
# A dead peer is found by the server's kernel in that time, so that the lock is free: 10 s, then two probes, 5 s apart.
_SERVER_KEEPALIVE = ("tcp_keepalives_idle = 10", "tcp_keepalives_interval = 5", "tcp_keepalives_count = 2", "tcp_user_timeout = 20000")
_CONNECT_TIMEOUT_S = 10
_T = tables.leases.c

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Terms:
    """How often the lease is renewed or looked after, and after how long without that it does not count as ours, in seconds.

    The latter is shorter than the time after which somebody else may take it: `free_after_s` on SQLite, the server's own on PostgreSQL.
    """

    beat_s: float
    doubt_after_s: float
    free_after_s: float


ON_SQLITE = Terms(beat_s=2.5, doubt_after_s=8.0, free_after_s=10.0)
ON_POSTGRES = Terms(beat_s=1.0, doubt_after_s=8.0, free_after_s=20.0)


class _Hold(ABC):
    """A lease as long as it is held: a thread looks after it, and ends with it."""

    def __init__(self, terms: Terms) -> None:
        self._terms = terms
        self._over = threading.Event()
        self._heard_at = time.monotonic()
        self._thread = threading.Thread(target=self._keep, name="lease", daemon=True)

    def begin(self) -> None:
        """Start to look after it."""
        self._thread.start()

    def is_sure(self) -> bool:
        """Tell whether it is ours for certain."""
        return not self._over.is_set() and time.monotonic() - self._heard_at < self._terms.doubt_after_s

    def end(self) -> None:
        """Give it back, unless the database does not answer: then it ends by itself."""
        self._over.set()
        self._thread.join(self._terms.beat_s + 1.0)

    def _keep(self) -> None:
        try:
            while not self._over.wait(self._terms.beat_s):
                asked_at = time.monotonic()
                if not self._beat():
                    _log.warning("lease_lost", problem="somebody else has it")
                    break
                self._heard_at = asked_at
        except SQLAlchemyError as error:
            _log.warning("lease_lost", problem=str(getattr(error, "orig", error)))
        finally:
            self._over.set()
            with suppress(SQLAlchemyError):
                self._let_go()

    @abstractmethod
    def _beat(self) -> bool:
        """Renew it; False where it is ours no more."""

    @abstractmethod
    def _let_go(self) -> None:
        """Give it back."""


class _RowHold(_Hold):
    """A row that runs out."""

    def __init__(self, engine: Engine, name: str, now: Callable[[], datetime], terms: Terms) -> None:
        super().__init__(terms)
        self._engine = engine
        self._now = now
        self._name = name
        self._owner = secrets.token_hex(8)

    def take(self) -> bool:
        """Write the row where there is none, or one that has run out (or lies so far ahead that a clock was wrong)."""
        now = self._now()
        with self._engine.begin() as connection:
            until = connection.execute(select(_T.until).where(_T.name == self._name)).scalar()
            if until is not None and now < until <= now + 2 * self._length:
                return False
            connection.execute(delete(tables.leases).where(_T.name == self._name))
            connection.execute(insert(tables.leases).values(name=self._name, owner=self._owner, until=now + self._length))
        return True

    @property
    def _length(self) -> timedelta:
        return timedelta(seconds=self._terms.free_after_s)

    def _beat(self) -> bool:
        ours = update(tables.leases).where(_T.name == self._name, _T.owner == self._owner)
        with self._engine.begin() as connection:
            return connection.execute(ours.values(until=self._now() + self._length)).rowcount == 1

    def _let_go(self) -> None:
        with self._engine.begin() as connection:
            connection.execute(delete(tables.leases).where(_T.name == self._name, _T.owner == self._owner))


class _LockHold(_Hold):
    """An advisory lock on a connection of its own: it ends with the connection, whatever ends that."""

    def __init__(self, engine: Engine, name: str, terms: Terms) -> None:
        super().__init__(terms)
        self._name = name
        self._connection = _connection_of_its_own(engine)

    def take(self) -> bool:
        """Ask for the lock, and do not wait for it."""
        asked = select(func.pg_try_advisory_lock(func.hashtextextended(self._name, 0)))
        if self._connection.execute(asked).scalar():
            return True
        self._connection.close()
        return False

    def _beat(self) -> bool:
        return self._connection.execute(select(1)).scalar() == 1

    def _let_go(self) -> None:
        self._connection.close()


def _machine_time() -> datetime:
    return datetime.now(UTC)


class SqlReaderLease:
    """ReaderLease in a database, by the machine's clock (a rehearsal moves its own by days); `name` is a mailbox without its password."""

    def __init__(self, engine: Engine, name: str, *, now: Callable[[], datetime] = _machine_time, terms: Terms | None = None) -> None:
        self._engine = engine
        self._name = name
        self._now = now
        self._terms = terms or (ON_POSTGRES if engine.dialect.name == "postgresql" else ON_SQLITE)
        self._hold: _Hold | None = None
        self._said: str | None = None

    def take(self) -> bool:
        """Take it where it is free, or keep it; False where somebody else has it. Raises DatabaseUnavailableError."""
        if self._hold is not None and self._hold.is_sure():
            return True
        self.release()
        try:
            hold = self._new_hold()
            is_ours = hold.take()
        except DBAPIError as error:
            raise DatabaseUnavailableError(f"the database cannot be used: {error.orig}") from error
        if is_ours:
            hold.begin()
            self._hold = hold
        return is_ours

    def _new_hold(self) -> _RowHold | _LockHold:
        if self._engine.dialect.name == "postgresql":
            return _LockHold(self._engine, self._name, self._terms)
        return _RowHold(self._engine, self._name, self._now, self._terms)

    def is_held(self) -> bool:
        """Tell whether it is ours for certain at this moment."""
        return self._hold is not None and self._hold.is_sure()

    def release(self) -> None:
        """Give it back; never raises."""
        hold, self._hold = self._hold, None
        if hold is not None:
            hold.end()

    def say(self, trouble: str) -> None:
        """Leave word of what keeps the reader from reading; never raises."""
        if trouble == self._said:
            return
        name = TROUBLE + self._name
        with suppress(DBAPIError), self._engine.begin() as connection:
            connection.execute(delete(tables.leases).where(_T.name == name))
            if trouble:
                connection.execute(insert(tables.leases).values(name=name, owner=trouble[:_OWNER_LENGTH], until=self._now()))
            self._said = trouble


def _connection_of_its_own(engine: Engine) -> Connection:
    """Return a connection that belongs to no pool: closing it ends it, and its locks. Raises DBAPIError."""
    own = create_engine(
        engine.url,
        poolclass=NullPool,
        isolation_level="AUTOCOMMIT",
        hide_parameters=True,
        connect_args={"connect_timeout": _CONNECT_TIMEOUT_S},
    )
    connection = own.connect()
    for setting in _SERVER_KEEPALIVE:
        connection.execute(text(f"SET {setting}"))
    return connection
