"""Read an IMAP mailbox (IMAPClient) without changing anything in it."""

import contextlib
import select
import socket
import ssl
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, Self
from urllib.parse import unquote, urlsplit

import structlog
from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError, ProtocolError

from mailflow.domain.errors import PermanentMailError, TemporaryMailError
from mailflow.domain.message import RawMessage

_SCHEMES = {"imap": ("none", 143), "imaps": ("tls", 993), "imap+starttls": ("starttls", 143)}
_BATCH_MESSAGES = 50
_BATCH_BYTES = 20_000_000
_CONNECT_TIMEOUT_S = 10
_READ_TIMEOUT_S = 60
_IDLE_SLICE_S = 1.0  # how soon a stop is noticed

_ROUNDS = 3  # a message that the server refuses so often is recorded as lost; a trouble of the moment passes before
_UNDELIVERABLE = "the mail server cannot deliver it"
_NOT_THE_MESSAGE = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]")  # RFC 5530: the server's trouble

# IMAPClient reads what a server says by asserting, indexing and converting: a broken answer may end in any of these.
_TROUBLE = (IMAPClientError, OSError, AssertionError, ValueError, TypeError, LookupError, AttributeError)

_log = structlog.get_logger(__name__)


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
        self._refusals: Counter[tuple[int, int]] = Counter()

    def fetch_new(self, known: Callable[[str, int], frozenset[int]]) -> Iterable[tuple[RawMessage, ...]]:
        """Yield the messages whose uid is not known, oldest first, in batches of at most 50 messages or 20 MB."""
        try:
            uids = sorted(set(self._connect().search("ALL")) - known(self._account.folder, self._uidvalidity))
            for batch in self._batches(uids):
                yield self._fetch(batch)
        except _TROUBLE as error:
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
        except _TROUBLE as error:
            raise self._failed(error) from error

    def close(self) -> None:
        """End the connection; never raises."""
        client, self._client = self._client, None
        if client is None:
            return
        try:
            client.logout()
        except _TROUBLE:
            _shut(client)

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
            _shut(client)
            raise OSError("the server tells no UIDVALIDITY") from None
        except _TROUBLE:
            _shut(client)
            raise
        return client

    def _batches(self, uids: Sequence[int]) -> Iterator[list[int]]:
        """Cut the uids into batches by number and by size, as the server tells it; one by one where it does not."""
        for start in range(0, len(uids), _BATCH_MESSAGES):
            chunk = uids[start : start + _BATCH_MESSAGES]
            try:
                answers = self._connect().fetch(chunk, ["RFC822.SIZE"])
                sizes = {uid: int(answers[uid].get(b"RFC822.SIZE", 0)) for uid in sorted(answers) if uid in chunk}
            except _TROUBLE as error:
                self._recover(error)
                yield from ([uid] for uid in chunk)
            else:
                yield from _cut(sizes)

    def _fetch(self, uids: list[int]) -> tuple[RawMessage, ...]:
        """Fetch a batch; where that fails, its messages one by one, so that one of them costs no other."""
        try:
            return self._fetch_at_once(uids)
        except _TROUBLE as error:
            self._recover(error)
            return tuple(raw for uid in uids for raw in self._fetch_one(uid))

    def _fetch_one(self, uid: int) -> tuple[RawMessage, ...]:
        try:
            return self._fetch_at_once([uid])
        except _TROUBLE as error:
            self._recover(error)
            return self._refused(uid, str(error) or type(error).__name__)

    def _fetch_at_once(self, uids: list[int]) -> tuple[RawMessage, ...]:
        """Fetch messages; one that somebody has expunged meanwhile is simply not among the answers."""
        answers = self._connect().fetch(uids, ["BODY.PEEK[]", "INTERNALDATE"])
        found = ((uid, answers[uid]) for uid in uids if uid in answers and b"BODY[]" in answers[uid])
        return tuple(raw for uid, answer in found for raw in self._read(uid, answer[b"BODY[]"], answer.get(b"INTERNALDATE")))

    def _read(self, uid: int, content: object, internal_date: datetime | None) -> tuple[RawMessage, ...]:
        if not isinstance(content, bytes):  # NIL is a legal answer (RFC 3501, nstring)
            return self._refused(uid, f"BODY[] {content}")
        return (RawMessage(content, self._account.folder, self._uidvalidity, uid, _arrival(internal_date, self._now())),)

    def _refused(self, uid: int, problem: str) -> tuple[RawMessage, ...]:
        """Pass a message over; after some rounds return it without octets, so that it is known and shown."""
        place = (self._uidvalidity, uid)
        self._refusals[place] += 1
        _log.warning("message_undeliverable", folder=self._account.folder, uid=uid, problem=problem, round=self._refusals[place])
        if self._refusals[place] < _ROUNDS:
            return ()
        return (RawMessage(b"", self._account.folder, self._uidvalidity, uid, self._now(), _UNDELIVERABLE),)

    def _recover(self, error: Exception) -> None:
        """Make sure of a connection after a command has failed; raise the error where the server says that it is not the message."""
        if any(code in str(error).upper() for code in _NOT_THE_MESSAGE):
            raise error
        if isinstance(error, IMAPClientError) and not isinstance(error, IMAPClientAbortError | ProtocolError):
            return  # a plain NO or BAD: the connection is in order
        epoch = self._uidvalidity
        self.close()
        self._connect()
        if self._uidvalidity != epoch:
            raise OSError("the folder has got another UIDVALIDITY")

    def _failed(self, error: Exception) -> TemporaryMailError | PermanentMailError:
        self.close()
        kind = PermanentMailError if isinstance(error, LoginError) else TemporaryMailError
        return kind(self._account.name, 0, str(error) or type(error).__name__)


def _shut(client: IMAPClient) -> None:
    """Close the socket, which the other side may have closed before."""
    with contextlib.suppress(*_TROUBLE):
        client.shutdown()


def _cut(sizes: Mapping[int, int]) -> Iterator[list[int]]:
    """Cut messages into batches of at most 20 MB, or of one."""
    batch: list[int] = []
    total = 0
    for uid, size in sizes.items():
        if batch and total + size > _BATCH_BYTES:
            yield batch
            batch, total = [], 0
        batch.append(uid)
        total += size
    if batch:
        yield batch


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
