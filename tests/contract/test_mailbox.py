"""The mailbox: what is unknown, oldest first, whole, and without a trace in it; on the fake, on Dovecot and on pymap."""

import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Protocol

import pytest

from mailflow.adapters.imap.account import ImapAccount, Manner
from mailflow.adapters.imap.mailbox import ImapMailbox
from mailflow.domain.errors import PermanentMailError, TemporaryMailError
from mailflow.domain.message import KEPT_BYTES, Look, RawMessage
from mailflow.services.ports.world import Mailbox
from tests import servers
from tests.builders import NOW
from tests.fakes import FakeMailbox
from tests.imap_account import ImapAccount as Account
from tests.process import Server, wait_until
from tests.services import need

MAIL = b"From: mf@example.org\r\nSubject: CTA\r\n\r\n.All is well.\r\n\xff\r\n"
SOON_S = 8.0
LONG_S = 60.0
LARGEST = 1_000_000


def numbered(count: int) -> tuple[bytes, ...]:
    """Return so many short messages."""
    return tuple(b"Subject: %d\r\n\r\n" % number for number in range(count))


class Post(Protocol):
    """What lies behind a mailbox, as the test changes it."""

    def append(self, *contents: bytes, received_at: datetime | None = None) -> None:
        """Let messages arrive."""
        ...

    def expunge_first(self, count: int) -> None:
        """Let somebody else delete the oldest messages."""
        ...

    def flags(self) -> list[tuple[bytes, ...]]:
        """Return the flags of all messages, but those that servers set by themselves."""
        ...

    def put_away(self) -> list[bytes]:
        """Return what was moved out of the way, in its order."""
        ...

    def left(self) -> list[bytes]:
        """Return what still lies there, in its order."""
        ...

    def go_away(self) -> None:
        """Let the server vanish."""
        ...

    def come_back(self) -> None:
        """Let the server come back, with its mail or without."""
        ...


@dataclass
class FakePost:
    """The fake's other side."""

    mailbox: FakeMailbox

    def append(self, *contents: bytes, received_at: datetime | None = None) -> None:
        for content in contents:
            self.mailbox.append(content, received_at)

    def expunge_first(self, count: int) -> None:
        self.mailbox.expunge(*sorted(self.mailbox.messages)[:count])

    def flags(self) -> list[tuple[bytes, ...]]:
        return [() for _ in self.mailbox.messages]

    def put_away(self) -> list[bytes]:
        return self.mailbox.processed

    def left(self) -> list[bytes]:
        return [content for _, (content, _) in sorted(self.mailbox.messages.items())]

    def go_away(self) -> None:
        self.mailbox.is_away = True

    def come_back(self) -> None:
        self.mailbox.is_away = False


@dataclass
class ImapPost:
    """An account on a real server."""

    account: Account
    server: Server

    def append(self, *contents: bytes, received_at: datetime | None = None) -> None:
        with self.account.client() as client:
            for content in contents:
                client.append("INBOX", content, msg_time=received_at)

    def expunge_first(self, count: int) -> None:
        with self.account.client() as client:
            client.select_folder("INBOX")
            client.delete_messages(client.search()[:count])
            client.expunge()

    def flags(self) -> list[tuple[bytes, ...]]:
        with self.account.client() as client:
            client.select_folder("INBOX", readonly=True)
            found = client.get_flags(client.search())
            return [tuple(flag for flag in flags if flag != b"\\Recent") for _, flags in sorted(found.items())]

    def put_away(self) -> list[bytes]:
        with self.account.client() as client:
            names = [name for _, _, name in client.list_folders()]
        (name,) = [name for name in names if name.endswith("Reports")]
        return list(self.account.messages(name))

    def left(self) -> list[bytes]:
        return list(self.account.messages())

    def go_away(self) -> None:
        self.server.kill()

    def come_back(self) -> None:
        self.server.start()


@dataclass
class Bench:
    """A mailbox, the post behind it, and the uids that are known so far."""

    mailbox: Mailbox
    post: Post
    known: set[int] = field(default_factory=set)

    def fetch(self, look: Look = Look.ALL) -> list[RawMessage]:
        """Return what is new, and know it from now on."""
        found = [message for batch in self.batches(look) for message in batch]
        self.known.update(message.uid for message in found)
        return found

    def batches(self, look: Look = Look.ALL) -> Iterator[tuple[RawMessage, ...]]:
        """Yield the batches of what is new."""
        yield from self.mailbox.fetch_new(self._known, look)

    def put_away(self, *but: int) -> int:
        """Put away what is known, but for some uids."""
        return self.mailbox.put_away(lambda _folder, _uidvalidity, uids: frozenset(self.known & set(uids) - set(but)))

    def _known(self, _folder: str, _uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        return frozenset(self.known & set(uids))


def an_imap_bench(account: Account, server: Server) -> Bench:
    """Return a bench on an account."""
    ours = ImapAccount(account.host, account.port, account.user, account.password, security="none")
    manner = Manner(processed="Done/Reports", max_message_bytes=LARGEST, poll_s=0.05)
    return Bench(ImapMailbox(ours, manner, now=lambda: NOW), ImapPost(account, server))


@pytest.fixture(scope="module")
def _dovecot() -> Iterator[servers.DovecotServer]:
    """Run a Dovecot of our own: it is killed."""
    need("dovecot")
    with servers.dovecot() as server:
        yield server


_users = itertools.count(1)


@pytest.fixture(params=["fake", *(pytest.param(name, marks=pytest.mark.integration) for name in ("dovecot", "pymap"))])
def bench(request: pytest.FixtureRequest) -> Iterator[Bench]:
    """Give an empty mailbox: the test runs on the fake, on Dovecot and on pymap."""
    if request.param == "fake":
        mailbox = FakeMailbox(max_message_bytes=LARGEST)
        made = Bench(mailbox, FakePost(mailbox))
    elif request.param == "dovecot":
        server: servers.DovecotServer = request.getfixturevalue("_dovecot")
        made = an_imap_bench(server.add_user(f"reader{next(_users)}"), server)
    else:
        pymap: servers.PymapServer = request.getfixturevalue("pymap_server")
        made = an_imap_bench(pymap.account, pymap)
    yield made
    made.mailbox.close()


def test_empty_mailbox_has_nothing_new(bench: Bench) -> None:
    """No batch, or an empty one."""
    assert bench.fetch() == []


def test_fetches_octets_as_they_are(bench: Bench) -> None:
    """Whole, with the place where they lie and the time at which they came."""
    arrival = NOW - timedelta(hours=1)
    bench.post.append(MAIL, received_at=arrival)
    (message,) = bench.fetch()
    assert message == replace(message, content=MAIL, folder="INBOX", received_at=arrival)
    assert message.uidvalidity > 0
    assert message.received_at.utcoffset() == timedelta(0)


def test_fetches_only_what_is_unknown_oldest_first(bench: Bench) -> None:
    """Also where an old message is unknown and a newer one is not."""
    bench.post.append(*numbered(4))
    first, second, third, fourth = bench.fetch()
    assert first.uid < second.uid < third.uid < fourth.uid
    assert bench.fetch() == []
    bench.known -= {first.uid, third.uid}
    assert [message.content for message in bench.fetch()] == [b"Subject: 0\r\n\r\n", b"Subject: 2\r\n\r\n"]


def test_asks_for_what_is_known_in_this_epoch(bench: Bench) -> None:
    """Folder and uidvalidity are those that the messages bear."""
    bench.post.append(MAIL)
    asked: list[tuple[str, int]] = []

    def known(folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        asked.append((folder, uidvalidity))
        assert len(uids) == 1
        return frozenset()

    ((message,),) = bench.mailbox.fetch_new(known)
    assert asked == [(message.folder, message.uidvalidity)]


def test_fetches_a_backlog_in_batches(bench: Bench) -> None:
    """Of at most 50 messages, so that each can be committed before the next is fetched."""
    bench.post.append(*numbered(103))
    batches = list(bench.batches())
    assert all(len(batch) <= 50 for batch in batches)
    assert [message.content for batch in batches for message in batch] == list(numbered(103))


def test_changes_nothing_in_the_mailbox(bench: Bench) -> None:
    """No message is marked as read: a person may read the same inbox."""
    bench.post.append(MAIL, MAIL, MAIL)
    bench.fetch()
    assert bench.post.flags() == [(), (), ()]


def test_second_look_is_at_what_has_come_since(bench: Bench) -> None:
    """What is older is looked at again when all is."""
    bench.post.append(*numbered(3))
    first, _, third = bench.fetch(Look.LATEST)
    assert bench.fetch(Look.LATEST) == []
    bench.known -= {first.uid, third.uid}
    bench.post.append(MAIL)
    bench.mailbox.wait(0.1, threading.Event())
    assert [message.content for message in bench.fetch(Look.LATEST)] == [MAIL]
    assert [message.uid for message in bench.fetch(Look.ALL)] == [first.uid, third.uid]


def test_look_that_was_broken_off_does_not_count(bench: Bench) -> None:
    """What it has not brought is brought by the next one, though that looks only at what is new."""
    bench.post.append(*numbered(60))
    batches = bench.batches(Look.LATEST)
    bench.known.update(message.uid for message in next(batches))
    del batches
    assert len(bench.fetch(Look.LATEST)) == 10


def test_puts_away_what_is_stored_and_nothing_else(bench: Bench) -> None:
    """Into a folder that is made where it is missing, whatever separates its levels on that server; once."""
    bench.post.append(*numbered(3))
    _, second, _ = bench.fetch()
    assert bench.put_away(second.uid) == 2
    assert bench.post.put_away() == [b"Subject: 0\r\n\r\n", b"Subject: 2\r\n\r\n"]
    assert bench.post.left() == [second.content]
    assert bench.put_away() == 0
    assert bench.fetch() == []
    assert bench.put_away() == 1
    assert bench.post.left() == []


def test_puts_away_what_others_have_left(bench: Bench) -> None:
    """Somebody deletes some of it meanwhile: that is no error, and the others are moved."""
    bench.post.append(*numbered(4))
    bench.fetch()
    bench.post.expunge_first(2)
    bench.put_away()
    assert bench.post.put_away() == [b"Subject: 2\r\n\r\n", b"Subject: 3\r\n\r\n"]
    assert bench.post.left() == []


def test_of_what_is_too_large_comes_the_beginning(bench: Bench) -> None:
    """With the size of the whole; what is just not too large comes whole."""
    large, whole = MAIL + b"x" * LARGEST, MAIL + b"y" * (LARGEST - len(MAIL) - 2) + b"\r\n"
    bench.post.append(large, whole, MAIL)
    first, second, third = bench.fetch()
    assert (first.content, first.whole_bytes) == (large[:KEPT_BYTES], first.size_bytes)
    assert first.whole_bytes in {len(large), len(large) + 2}  # a server may end the last line
    assert (second.content, second.size_bytes, third.content) == (whole, None, MAIL)


def test_expunged_message_is_not_among_them(bench: Bench) -> None:
    """What somebody else deletes while we read is no error, and costs no other message."""
    bench.post.append(*numbered(60))
    batches = bench.batches()
    found = list(next(batches))
    bench.post.expunge_first(55)
    found += [message for batch in batches for message in batch]
    subjects = [int(message.content[9:11]) for message in found]
    assert subjects[:50] == list(range(50))
    assert set(subjects[50:]) <= set(range(50, 60))
    assert set(subjects[50:]) >= set(range(55, 60))


def test_date_in_the_future_is_the_present(bench: Bench) -> None:
    """A clock that is wrong elsewhere makes no report late."""
    bench.post.append(MAIL, received_at=NOW + timedelta(days=400))
    assert bench.fetch()[0].received_at == NOW


def waiting(bench: Bench, stop: threading.Event, timeout_s: float = LONG_S) -> threading.Thread:
    """Wait in a thread of its own."""
    thread = threading.Thread(target=bench.mailbox.wait, args=(timeout_s, stop), daemon=True)
    thread.start()
    return thread


def test_waits_until_mail_comes(bench: Bench) -> None:
    """Whoever loops over wait and fetch has a new message within seconds."""
    bench.fetch()
    stop = threading.Event()
    thread = waiting(bench, stop)
    bench.post.append(MAIL)
    found: list[RawMessage] = []

    def arrived() -> bool:
        nonlocal thread
        if not thread.is_alive():
            found.extend(bench.fetch())
            thread = waiting(bench, stop)
        return bool(found)

    assert wait_until(arrived, timeout_s=SOON_S)
    stop.set()
    thread.join(SOON_S)
    assert [message.content for message in found] == [MAIL]


def test_stops_waiting_when_told(bench: Bench) -> None:
    """Soon after the signal, not after the timeout."""
    bench.fetch()
    stop = threading.Event()
    thread = waiting(bench, stop)
    stop.set()
    thread.join(SOON_S)
    assert not thread.is_alive()


def test_waits_no_longer_than_told(bench: Bench) -> None:
    """An empty mailbox gives no reason to return before, and none to stay."""
    bench.fetch()
    started = time.monotonic()
    bench.mailbox.wait(0.3, threading.Event())
    assert time.monotonic() - started < SOON_S


def test_mailbox_works_again_after_the_server_was_away(bench: Bench) -> None:
    """While it is away that is a temporary error; afterwards a new connection is made by itself."""
    bench.fetch()
    bench.post.go_away()
    with pytest.raises(TemporaryMailError):
        bench.fetch()
    with pytest.raises(TemporaryMailError):
        bench.fetch()
    bench.post.come_back()
    bench.post.append(MAIL)
    assert [message.content for message in bench.fetch()] == [MAIL]


def test_server_that_dies_ends_the_wait(bench: Bench) -> None:
    """As an error, so that a new connection is made."""
    bench.fetch()
    errors: list[Exception] = []

    def wait() -> None:
        try:
            bench.mailbox.wait(LONG_S, threading.Event())
        except TemporaryMailError as error:
            errors.append(error)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    bench.post.go_away()
    thread.join(SOON_S)
    bench.post.come_back()
    assert len(errors) == 1


def test_closing_never_raises(bench: Bench) -> None:
    """Before the first connection, twice, or when the server is gone; and it can be used again."""
    bench.mailbox.close()
    bench.fetch()
    bench.mailbox.close()
    bench.mailbox.close()
    bench.fetch()
    bench.post.go_away()
    bench.mailbox.close()
    bench.post.come_back()
    assert bench.fetch() == []


def a_wrong_password(account: Account) -> ImapMailbox:
    """Return a mailbox whose account the server refuses."""
    ours = ImapAccount(account.host, account.port, account.user, "wrong", security="none")
    return ImapMailbox(ours, Manner(), now=lambda: NOW)


@pytest.mark.parametrize(
    "refused",
    [
        lambda _account: FakeMailbox(refuses_account=True),
        pytest.param(a_wrong_password, marks=pytest.mark.integration),
    ],
    ids=["fake", "real"],
)
def test_refused_account_is_a_permanent_error(imap_server: Account, refused: Callable[[Account], Mailbox]) -> None:
    """It is not tried as often as a server that is away; no password stands in the message."""
    mailbox = refused(imap_server)
    with pytest.raises(PermanentMailError) as caught:
        list(mailbox.fetch_new(lambda _folder, _uidvalidity, _uids: frozenset()))
    assert "wrong" not in str(caught.value)
    mailbox.close()
