"""Read an IMAP mailbox (IMAPClient) without changing anything in it."""

import select
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientError, LoginError

from mailflow.domain.errors import PermanentMailError, TemporaryMailError
from mailflow.domain.message import RawMessage

_SCHEMES = {"imap": ("none", 143), "imaps": ("tls", 993), "imap+starttls": ("starttls", 143)}
_BATCH_MESSAGES = 50
_BATCH_BYTES = 20_000_000
_CONNECT_TIMEOUT_S = 10
_READ_TIMEOUT_S = 60
_IDLE_SLICE_S = 1.0  # how soon a stop is noticed


class StopSignal(Protocol):
    """Tells a loop when to end."""

    def is_set(self) -> bool:
        """Tell whether to end now."""
        ...

    def wait(self, timeout: float) -> bool:
        """Wait until it is set, at most so many seconds, and tell whether it is."""
        ...


@dataclass(frozen=True, slots=True)
class ImapAccount:
    """Which folder of which account on which server."""

    host: str
    port: int
    user: str
    password: str
    folder: str = "INBOX"
    security: str = "tls"

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read `imaps://user:password@host[:port]/FOLDER`, `imap://…` or `imap+starttls://…`, each part percent-encoded."""
        parts = urlsplit(url)
        security, port = _SCHEMES[parts.scheme]
        return cls(
            host=parts.hostname or "",
            port=parts.port or port,
            user=unquote(parts.username or ""),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.lstrip("/")) or "INBOX",
            security=security,
        )

    @property
    def name(self) -> str:
        """Host and port, for messages."""
        return f"{self.host}:{self.port}"


class ImapMailbox:
    """Mailbox on an IMAP folder. A reader must be the only one of its folder (the unique key catches a second one)."""

    def __init__(self, account: ImapAccount, *, poll_s: float, now: Callable[[], datetime]) -> None:
        self._account = account
        self._poll_s = poll_s
        self._now = now
        self._client: IMAPClient | None = None
        self._uidvalidity = 0

    def fetch_new(self, known: Callable[[str, int], frozenset[int]]) -> Iterable[tuple[RawMessage, ...]]:
        """Yield the messages whose uid is not known, oldest first, in batches of at most 50 messages or 20 MB."""
        try:
            client = self._connect()
            uids = sorted(set(client.search("ALL")) - known(self._account.folder, self._uidvalidity))
            for batch in self._batches(client, uids):
                yield self._fetch(client, batch)
        except (IMAPClientError, OSError, AssertionError) as error:
            raise self._failed(error) from error

    def wait(self, timeout_s: float, stop: StopSignal) -> None:
        """Return when something may have arrived: by IDLE where the server can, and at the latest after the polling interval."""
        client = self._client
        if client is None:
            return
        try:
            if client.has_capability("IDLE"):
                _idle(client, min(timeout_s, self._poll_s), stop)
            else:
                stop.wait(min(self._poll_s, timeout_s))
            client.noop()
        except (IMAPClientError, OSError, AssertionError) as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """End the connection; never raises."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            client.logout()
        except (IMAPClientError, OSError, AssertionError):
            client.shutdown()

    def _connect(self) -> IMAPClient:
        if self._client is None:
            self._client = self._open()
        return self._client

    def _open(self) -> IMAPClient:
        account = self._account
        timeout = SocketTimeout(connect=_CONNECT_TIMEOUT_S, read=_READ_TIMEOUT_S)
        context = ssl.create_default_context() if account.security == "tls" else None
        client = IMAPClient(account.host, account.port, ssl=account.security == "tls", ssl_context=context, timeout=timeout)
        client.normalise_times = False
        try:
            if account.security == "starttls":
                client.starttls(ssl.create_default_context())
            client.login(account.user, account.password)
            selected = client.select_folder(account.folder, readonly=True)
            self._uidvalidity = int(selected[b"UIDVALIDITY"])
        except KeyError:
            client.shutdown()
            raise OSError("the server tells no UIDVALIDITY") from None
        except (IMAPClientError, OSError, AssertionError):
            client.shutdown()
            raise
        return client

    def _batches(self, client: IMAPClient, uids: Sequence[int]) -> Iterator[list[int]]:
        """Cut the uids into batches by number and by size, as the server tells it."""
        for start in range(0, len(uids), _BATCH_MESSAGES):
            sizes = client.fetch(uids[start : start + _BATCH_MESSAGES], ["RFC822.SIZE"])
            batch: list[int] = []
            total = 0
            for uid in sorted(sizes):
                size = int(sizes[uid].get(b"RFC822.SIZE", 0))
                if batch and total + size > _BATCH_BYTES:
                    yield batch
                    batch, total = [], 0
                batch.append(uid)
                total += size
            if batch:
                yield batch

    def _fetch(self, client: IMAPClient, uids: list[int]) -> tuple[RawMessage, ...]:
        """Fetch a batch; a message that somebody has expunged meanwhile is simply not among the answers."""
        answers = client.fetch(uids, ["BODY.PEEK[]", "INTERNALDATE"])
        found = ((uid, answers[uid]) for uid in uids if uid in answers and b"BODY[]" in answers[uid])
        return tuple(
            RawMessage(
                content=answer[b"BODY[]"],
                folder=self._account.folder,
                uidvalidity=self._uidvalidity,
                uid=uid,
                received_at=_arrival(answer.get(b"INTERNALDATE"), self._now()),
            )
            for uid, answer in found
        )

    def _failed(self, error: Exception) -> TemporaryMailError | PermanentMailError:
        self.close()
        kind = PermanentMailError if isinstance(error, LoginError) else TemporaryMailError
        return kind(self._account.name, 0, str(error) or type(error).__name__)


def _idle(client: IMAPClient, timeout_s: float, stop: StopSignal) -> None:
    """Wait in IDLE until the server says something, the time is over, or a stop is asked for.

    The socket is only watched, and read when IDLE ends: IMAPClient's `idle_check` reads it without blocking, and breaks on a line of
    which only the beginning has arrived. What came together with the answer to IDLE itself is already in its buffer, where nobody
    can see it: that is why IDLE lasts no longer than the polling interval.
    """
    client.idle()
    deadline = time.monotonic() + timeout_s
    while not stop.is_set() and time.monotonic() < deadline:
        if _is_readable(client.socket(), min(_IDLE_SLICE_S, max(0.0, deadline - time.monotonic()))):
            break
    _, responses = client.idle_done()
    if any(response[:1] == (b"BYE",) for response in responses):
        raise OSError("the server said BYE")


def _is_readable(connection: socket.socket, timeout_s: float) -> bool:
    if isinstance(connection, ssl.SSLSocket) and connection.pending():
        return True
    poller = select.poll()
    poller.register(connection, select.POLLIN | select.POLLHUP)
    return bool(poller.poll(timeout_s * 1000))


def _arrival(internal_date: datetime | None, now: datetime) -> datetime:
    """Return when the server says the message arrived; a date in the future is the server's mistake."""
    if internal_date is None:
        return now
    aware = internal_date if internal_date.tzinfo else internal_date.replace(tzinfo=UTC)
    return min(aware.astimezone(UTC), now)
