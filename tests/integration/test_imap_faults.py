"""What happens around a mailbox on a real Dovecot: nothing is lost, nothing is there twice, judged by sets of canaries.

Every mail carries a canary. What was sent, what is stored and what lies in the folders is compared as sets.
"""

import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from secrets import randbits

import pytest
from imapclient.exceptions import IMAPClientError
from sqlalchemy import Engine, text

from mailflow.adapters.imap.account import ImapAccount, Manner, Timeouts
from mailflow.adapters.imap.mailbox import ImapMailbox
from mailflow.adapters.migrations.upgrade import upgrade
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.repositories.engine import open_engine
from mailflow.adapters.repositories.leases import SqlReaderLease
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import KEPT_BYTES
from mailflow.services.collect import Collect
from mailflow.services.intake import InboxWatch, Rhythm
from tests import servers
from tests.fakes import FakeAuthenticator, FakeCalendar, FakeDoorbell, Formats, House
from tests.imap_account import ImapAccount as Account
from tests.process import wait_until
from tests.services import need
from tests.watch import running

pytestmark = pytest.mark.integration

BOUND_S = 30.0
LONG_S = 90.0
LARGEST = 1_100_000
_CANARY = re.compile(rb"canary-\d+")


def a_mail(number: int, *, size: int = 400) -> bytes:
    """Return a mail with a canary."""
    head = f"From: s{number}@example.org\r\nTo: minutes@example.org\r\nSubject: canary-{number}\r\nMessage-ID: <{number}@example.org>\r\n"
    return f"{head}Date: Wed, 3 Mar 2021 09:00:00 +0000\r\n\r\nAll is well, says number {number}.\r\n{'x' * size}\r\n".encode()


def canaries(contents: tuple[bytes, ...] | list[bytes]) -> Counter[bytes]:
    """Return the canaries of messages, and how often each is there."""
    return Counter(found[0] for content in contents if (found := _CANARY.search(content)))


def expected(numbers: range) -> Counter[bytes]:
    """Return the canaries of mails that were sent."""
    return Counter(b"canary-%d" % number for number in numbers)


@pytest.fixture(scope="module")
def dovecot() -> Iterator[servers.DovecotServer]:
    """Run a Dovecot of our own: it is killed."""
    need("dovecot")
    with servers.dovecot() as server:
        yield server


@pytest.fixture
def account(dovecot: servers.DovecotServer) -> Account:
    """Give an empty mailbox."""
    return dovecot.add_user(f"fault-{randbits(40)}")


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give a migrated, empty database: the test runs on SQLite and on PostgreSQL."""
    engine = open_engine(database_url)
    upgrade(engine)
    yield engine
    engine.dispose()


def a_mailbox(account: Account) -> ImapMailbox:
    """Return a mailbox on the account that moves what is stored."""
    ours = ImapAccount(account.host, account.port, account.user, account.password, security="none")
    timeouts = Timeouts(connect_s=2, read_s=5, idle_s=5, logout_s=1)
    manner = Manner("Processed", max_message_bytes=LARGEST, rest_s=0.5, timeouts=timeouts)
    return ImapMailbox(ours, manner, now=lambda: datetime.now(UTC))


def a_collect(engine: Engine) -> Collect:
    """Return the use case on a database."""
    return Collect(lambda: SqlAlchemyUnitOfWork(engine), FakeDoorbell())


@contextmanager
def reading(account: Account, engine: Engine) -> Iterator[None]:
    """Watch a mailbox in a thread."""
    lease = SqlReaderLease(engine, account.url)
    watch = InboxWatch(a_collect(engine), a_mailbox(account), lease, Rhythm(lambda: 0.2))
    with running(watch, bound_s=BOUND_S):
        yield


def stored(engine: Engine) -> Counter[bytes]:
    """Return the canaries of the rows."""
    with engine.connect() as connection:
        rows = connection.execute(text("SELECT f.content FROM inbound i JOIN files f ON f.sha256 = i.sha256"))
        return canaries([bytes(row[0]) for row in rows])


def count(engine: Engine) -> int:
    """Return the number of rows."""
    with engine.connect() as connection:
        return int(connection.execute(text("SELECT count(*) FROM inbound")).scalar() or 0)


def holds_more_than(engine: Engine, number: int, *, timeout_s: float = BOUND_S) -> bool:
    """Wait until there are more rows than that, at most half a minute."""
    return wait_until(lambda: count(engine) > number, timeout_s=timeout_s)


def append(account: Account, numbers: range) -> None:
    """Put mails into the inbox."""
    with account.client() as client:
        for number in numbers:
            client.append("INBOX", a_mail(number))


class Meddler(threading.Thread):
    """Another client, which expunges, moves and flags at random until told to stop; what it took is in `taken`."""

    def __init__(self, account: Account, seed: int) -> None:
        super().__init__(daemon=True)
        self._account = account
        self._dice = Random(seed)  # noqa: S311 - a repeatable disorder
        self.over = threading.Event()
        self.taken: set[int] = set()

    def run(self) -> None:
        with self._account.client() as client:
            client.create_folder("Elsewhere")
            client.select_folder("INBOX")
            while not self.over.is_set():
                client.noop()
                uids = client.search()
                for uid in self._dice.sample(uids, min(3, len(uids))):
                    self._meddle(client, uid)

    def _meddle(self, client: object, uid: int) -> None:
        act = self._dice.choice((self._expunge, self._move, self._flag))
        try:
            act(client, uid)
        except IMAPClientError:
            """It is gone already."""

    def _expunge(self, client: object, uid: int) -> None:
        self.taken.add(uid)
        client.delete_messages([uid])  # type: ignore[attr-defined]
        client.uid_expunge([uid])  # type: ignore[attr-defined]

    def _move(self, client: object, uid: int) -> None:
        self.taken.add(uid)
        client.move([uid], "Elsewhere")  # type: ignore[attr-defined]

    def _flag(self, client: object, uid: int) -> None:
        client.add_flags([uid], [b"\\Flagged", b"\\Seen"])  # type: ignore[attr-defined]


def test_others_expunge_move_and_flag_meanwhile(account: Account, engine: Engine) -> None:
    """No crash and no double; what is not stored, the others had taken; and what lies in Processed is stored.

    A mail that is moved by two clients at once lies in both of their folders: Dovecot's MOVE locks nothing.
    """
    seed = randbits(32)
    print(f"seed {seed}")  # noqa: T201 - shown when the test fails
    meddler = Meddler(account, seed)
    append(account, range(400))
    meddler.start()
    with reading(account, engine):
        append(account, range(400, 700))
        assert wait_until(lambda: not account.messages(), timeout_s=LONG_S)
        meddler.over.set()
        meddler.join(BOUND_S)
        append(account, range(700, 710))
        assert wait_until(lambda: expected(range(700, 710)) <= stored(engine), timeout_s=BOUND_S)
        assert wait_until(lambda: not account.messages(), timeout_s=BOUND_S)
    found, processed = stored(engine), canaries(account.messages("Processed"))
    lost = expected(range(710)).keys() - found.keys()
    assert set(found.values()) == set(processed.values()) == {1}
    assert expected(range(700, 710)).keys() <= processed.keys() <= found.keys() <= expected(range(710)).keys()
    assert {int(canary[7:]) + 1 for canary in lost} <= meddler.taken  # the first mail has the uid 1


def set_uidvalidity(dovecot: servers.DovecotServer, account: Account, uidvalidity: int) -> None:
    """Give the inbox another epoch, as a restore from a backup does."""
    (uidlist,) = (dovecot.directory / "mail" / account.user.lower()).glob("dovecot-uidlist")
    head, *lines = uidlist.read_text().splitlines(keepends=True)
    uidlist.write_text("".join([re.sub(r" V\d+", f" V{uidvalidity}", head), *lines]))
    for index in uidlist.parent.glob("dovecot.index*"):
        index.unlink()


@pytest.mark.parametrize("step", [1000, -1000], ids=["up", "down"])
def test_new_epoch_is_read_anew(dovecot: servers.DovecotServer, account: Account, engine: Engine, step: int) -> None:
    """Old mails are known by their content, new ones are stored, and nothing is moved that is not stored in this epoch."""
    old, new = range(60), range(60, 80)
    append(account, old)
    mailbox = a_mailbox(account)
    ours = ImapAccount(account.host, account.port, account.user, account.password, security="none")
    leaving = ImapMailbox(ours, Manner(), now=lambda: datetime.now(UTC))
    assert a_collect(engine)(leaving) == len(old)
    leaving.close()
    with SqlAlchemyUnitOfWork(engine) as uow:
        before = uow.inbound.find_epoch("INBOX")
    assert before
    set_uidvalidity(dovecot, account, before + step)
    append(account, new)
    a_collect(engine)(mailbox)
    mailbox.close()
    with SqlAlchemyUnitOfWork(engine) as uow:
        assert uow.inbound.find_epoch("INBOX") == before + step
    assert stored(engine).keys() == expected(range(80)).keys()
    assert canaries(account.messages("Processed")) == expected(range(80))
    states, copies = settle_all(engine)
    assert len(states) == 140
    assert copies == len(old)
    assert states.count(InboundState.IGNORED) == len(old)


def a_house(engine: Engine) -> House:
    """Return a house that reads real octets from the database."""
    return House(lambda: SqlAlchemyUnitOfWork(engine), formats=Formats(EmailCodec(), FakeCalendar(), FakeAuthenticator()))


def settle_all(engine: Engine) -> tuple[list[InboundState], int]:
    """Read all messages as a worker does; return their states, and how many are copies."""
    house = a_house(engine)
    for inbound_id in house.ingest.claim([record.id for record in house.records()]):
        house.ingest(inbound_id)
    records = house.records()
    return [record.state for record in records], sum(record.copy_of is not None for record in records)


def test_server_is_killed_and_restarted_under_load(dovecot: servers.DovecotServer, account: Account, engine: Engine) -> None:
    """Five times, in the middle of reading and moving: all is stored once, each time within half a minute of the server's return."""
    with reading(account, engine):
        for turn in range(5):
            append(account, range(turn * 100, turn * 100 + 100))
            assert holds_more_than(engine, turn * 100)
            dovecot.kill()
            dovecot.start()
            assert holds_more_than(engine, turn * 100 + 99)
        assert wait_until(lambda: not account.messages(), timeout_s=BOUND_S)
    assert stored(engine) == expected(range(500))
    assert canaries(account.messages("Processed")).keys() == expected(range(500)).keys()


def test_two_readers_read_a_thousand_mails_once(account: Account, engine: Engine) -> None:
    """One reads, one waits; in Processed each lies once, which two that move at the same time do not achieve."""
    append(account, range(300))
    with reading(account, engine), reading(account, engine):
        append(account, range(300, 1000))
        assert wait_until(lambda: count(engine) == 1000 and not account.messages(), timeout_s=LONG_S)
    assert stored(engine) == expected(range(1000))
    assert canaries(account.messages("Processed")) == expected(range(1000))


def test_what_is_too_large_is_kept_in_part_and_waits_for_a_person(account: Account, engine: Engine) -> None:
    """With sender and subject; it stays on the server, is not fetched again, and a replay changes nothing."""
    large = a_mail(1, size=LARGEST)
    account.append(large)
    account.append(a_mail(2))
    for _ in range(2):
        mailbox = a_mailbox(account)
        a_collect(engine)(mailbox)
        mailbox.close()
    house = a_house(engine)
    first = house.records()[0]
    for _ in range(2):
        for inbound_id in house.ingest.claim([record.id for record in house.records()]):
            house.ingest(inbound_id)
        first, _second = house.records()
        assert (first.state, first.author.email, first.subject) == (InboundState.TRIAGE, "s1@example.org", "canary-1")
        assert first.reason.startswith("it is too large (1.1 MB): only the first 256 KiB are kept, the whole message lies on the mail")
        house.desk.replay((first.id,))
    with house.begin() as uow:
        assert uow.inbound.raw(first.id) == large[:KEPT_BYTES]
    assert first.size_bytes == len(large)
    assert canaries(account.messages()) == {b"canary-1": 1}
    assert canaries(account.messages("Processed")) == {b"canary-2": 1}


def test_mail_is_recorded_as_soon_as_the_server_tells(account: Account, engine: Engine) -> None:
    """Dovecot tells after half a second; nothing waits for a polling interval, which is ten seconds here."""
    append(account, range(1))
    with reading(account, engine):
        assert holds_more_than(engine, 0)
        for number in range(1, 6):
            append(account, range(number, number + 1))
            assert holds_more_than(engine, number, timeout_s=3)


def watcher(account: Account, database_url: str, folder: Path) -> "subprocess.Popen[bytes]":
    """Start `mailflow inbox-watch`."""
    settings = {
        "MAILFLOW_DATABASE_URL": database_url,
        "MAILFLOW_DATA_DIR": str(folder / "data"),
        "MAILFLOW_IMAP_URL": account.url,
        "MAILFLOW_ADDRESS": "minutes@example.org",
        "MAILFLOW_SECRET_KEY": "k" * 32,
        "PYTHONPATH": str(Path(__file__).parents[2]),
    }
    with (folder / "watch.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", "mailflow", "inbox-watch"], env=settings, cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )


def test_second_process_takes_over_from_one_that_is_killed(account: Account, database_url: str, engine: Engine, tmp_path: Path) -> None:
    """Within half a minute; until then it waits, and afterwards it reads all that is there."""
    append(account, range(5))
    first = watcher(account, database_url, tmp_path)
    assert wait_until(lambda: count(engine) == 5, timeout_s=BOUND_S), (tmp_path / "watch.log").read_text()
    second = watcher(account, database_url, tmp_path)
    assert wait_until(lambda: "another_reader" in (tmp_path / "watch.log").read_text(), timeout_s=BOUND_S)
    first.send_signal(signal.SIGKILL)
    first.wait(BOUND_S)
    killed_at = time.monotonic()
    append(account, range(5, 10))
    assert wait_until(lambda: count(engine) == 10, timeout_s=BOUND_S), (tmp_path / "watch.log").read_text()
    print(f"took over after {time.monotonic() - killed_at:.1f} s")  # noqa: T201 - shown on demand
    second.terminate()
    assert second.wait(BOUND_S) == 0
    assert stored(engine) == expected(range(10))
