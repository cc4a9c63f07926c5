"""The lease of a mailbox: one reader at a time, whoever dies loses it, and who has lost it knows; on the fake and on both databases."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Engine, select, text

from mailflow.adapters import tables
from mailflow.adapters.repositories.engine import open_engine
from mailflow.adapters.repositories.leases import SqlReaderLease, Terms
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.domain.errors import DatabaseUnavailableError
from mailflow.services.ports.world import ReaderLease
from tests.fakes import FakeLease
from tests.process import wait_until

MAILBOX = "minutes@imap.example.org:993/INBOX"
SOON_S = 10.0
QUICK = Terms(beat_s=0.05, doubt_after_s=0.8, free_after_s=1.0)


def the_time() -> datetime:
    """Return it."""
    return datetime.now(UTC)


@dataclass
class Stand:
    """Where leases are had: `new` makes a reader's, `kill` ends a reader as a crash would."""

    new: Callable[[str], ReaderLease]
    kill: Callable[[ReaderLease], None]
    made: list[ReaderLease] = field(default_factory=list)

    def reader(self, name: str = MAILBOX) -> ReaderLease:
        """Return the lease of one more reader, not taken yet."""
        self.made.append(self.new(name))
        return self.made[-1]


def kill_fake(lease: ReaderLease) -> None:
    """End a reader."""
    assert isinstance(lease, FakeLease)
    lease.lose()


def kill_row(lease: ReaderLease) -> None:
    """Let nobody renew the row any more, as if the process were gone."""
    assert isinstance(lease, SqlReaderLease)
    assert lease._hold is not None
    lease._hold._let_go = lambda: None  # type: ignore[method-assign]
    lease._hold.end()


def kill_lock(engine: Engine) -> None:
    """Let the server end the connection that has the lock, as it does when the process is gone."""
    ending = text("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")
    with engine.begin() as connection:
        connection.execute(ending)


@pytest.fixture(params=["fake", "sqlite", pytest.param("postgres", marks=pytest.mark.integration)])
def stand(request: pytest.FixtureRequest) -> Iterator[Stand]:
    """Give a place for leases: in memory, on SQLite, on PostgreSQL."""
    if request.param == "fake":
        board: dict[str, object] = {}
        made = Stand(lambda name: FakeLease(board, name), kill_fake)
    else:
        engine: Engine = request.getfixturevalue(f"{request.param}_engine")
        kill = kill_row if request.param == "sqlite" else (lambda _lease: kill_lock(engine))
        made = Stand(lambda name: SqlReaderLease(engine, name, terms=QUICK), kill)
    yield made
    for lease in made.made:
        lease.release()


def test_one_reader_has_it(stand: Stand) -> None:
    """The first who asks; the others are told, however often they ask, and it stays with the first."""
    first, second = stand.reader(), stand.reader()
    assert not first.is_held()
    assert first.take()
    assert (first.is_held(), second.is_held()) == (True, False)
    assert not second.take()
    assert not second.take()
    assert first.take()


def test_mailboxes_have_leases_of_their_own(stand: Stand) -> None:
    """By account and folder."""
    assert stand.reader().take()
    assert stand.reader("minutes@imap.example.org:993/Other").take()


def test_whoever_gives_it_back_is_followed_at_once(stand: Stand) -> None:
    """An orderly end leaves nothing to wait for."""
    first, second = stand.reader(), stand.reader()
    first.take()
    first.release()
    assert not first.is_held()
    assert second.take()
    assert not first.take()


def test_it_is_kept_while_the_reader_is_busy(stand: Stand) -> None:
    """A reader that does not look after it for long does not lose it."""
    first, second = stand.reader(), stand.reader()
    first.take()
    assert not wait_until(second.take, timeout_s=1.5)
    assert first.is_held()


def test_reader_that_dies_is_followed_soon(stand: Stand) -> None:
    """At once on PostgreSQL, when the row has run out on SQLite; and it knows that it has it no more, if it lives after all."""
    first, second = stand.reader(), stand.reader()
    first.take()
    stand.kill(first)
    assert wait_until(second.take, timeout_s=SOON_S)
    assert wait_until(lambda: not first.is_held(), timeout_s=SOON_S)
    assert not first.take()
    assert second.is_held()


def test_lost_lease_can_be_taken_anew(stand: Stand) -> None:
    """Where nobody else wants it."""
    first = stand.reader()
    first.take()
    stand.kill(first)
    assert wait_until(lambda: not first.is_held(), timeout_s=SOON_S)
    assert wait_until(first.take, timeout_s=SOON_S)
    assert first.is_held()


def test_giving_back_what_is_not_held_does_nothing(stand: Stand) -> None:
    """Twice, or before it was taken; and somebody else's is not touched."""
    first, second = stand.reader(), stand.reader()
    first.release()
    first.take()
    second.release()
    assert first.is_held()
    first.release()
    first.release()


def test_row_that_somebody_else_has_taken_is_not_renewed(sqlite_engine: Engine) -> None:
    """A reader that slept for too long wakes up without a lease, and leaves its successor's alone."""
    lease = SqlReaderLease(sqlite_engine, MAILBOX, terms=QUICK)
    assert lease.take()
    with sqlite_engine.begin() as connection:
        connection.execute(tables.leases.update().values(owner="another"))
    assert wait_until(lambda: not lease.is_held(), timeout_s=SOON_S)
    lease.release()
    with sqlite_engine.begin() as connection:
        assert connection.execute(select(tables.leases.c.owner)).scalars().all() == ["another"]


def test_row_of_a_wrong_clock_counts_for_nothing(sqlite_engine: Engine) -> None:
    """A clock that was a day ahead does not lock everybody out for a day."""
    dead = SqlReaderLease(sqlite_engine, MAILBOX, now=lambda: the_time() + timedelta(days=1), terms=QUICK)
    assert dead.take()
    kill_row(dead)
    lease = SqlReaderLease(sqlite_engine, MAILBOX, terms=QUICK)
    assert lease.take()
    lease.release()


def test_lease_in_doubt_is_none(sqlite_engine: Engine) -> None:
    """Where the database does not answer, nobody can know whether it is still ours."""
    lease = SqlReaderLease(sqlite_engine, MAILBOX, terms=Terms(beat_s=60, doubt_after_s=0.2, free_after_s=1))
    assert lease.take()
    assert lease.is_held()
    assert wait_until(lambda: not lease.is_held(), timeout_s=SOON_S)
    assert lease._hold is not None
    lease._hold._over.set()


@pytest.mark.integration
def test_lock_is_no_burden_of_the_pool(postgres_engine: Engine) -> None:
    """Its connection is its own: others come and go, and it stays."""
    lease = SqlReaderLease(postgres_engine, MAILBOX, terms=QUICK)
    assert lease.take()
    postgres_engine.dispose()
    assert not wait_until(lambda: not lease.is_held(), timeout_s=0.5)
    lease.release()


def test_database_that_is_away_is_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    """As an error that the loop knows; giving back and leaving word are silent."""
    engine = open_engine(f"sqlite:///{tmp_path_factory.mktemp('nowhere')}/none/mailflow.db")
    lease = SqlReaderLease(engine, MAILBOX)
    with pytest.raises(DatabaseUnavailableError):
        lease.take()
    lease.say("trouble")
    lease.release()


@pytest.mark.parametrize("name", ["sqlite_engine", pytest.param("postgres_engine", marks=pytest.mark.integration)])
def test_word_of_a_trouble_is_for_everybody(request: pytest.FixtureRequest, name: str) -> None:
    """Until all is well again; however long it is, and whoever has the lease."""
    engine: Engine = request.getfixturevalue(name)
    lease = SqlReaderLease(engine, MAILBOX)

    def troubles() -> dict[str, str]:
        with SqlAlchemyUnitOfWork(engine) as uow:
            return uow.inbound.reader_troubles()

    assert lease.take()
    assert troubles() == {}
    lease.say("first")
    lease.say("x" * 500)
    assert troubles() == {MAILBOX: "x" * 80}
    SqlReaderLease(engine, MAILBOX).say("")
    assert troubles() == {}
    assert lease.is_held()
    lease.release()
