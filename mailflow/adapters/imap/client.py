"""IMAPClient on a bounded connection: log in, idle, and nothing that imaplib would remember of it."""

import contextlib
import ssl
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError, ProtocolError

from mailflow.adapters.imap.account import ImapAccount, Timeouts
from mailflow.adapters.imap.connection import BoundedConnection, LiteralTooLargeError

# IMAPClient reads what a server says by asserting, indexing and converting: a broken answer may end in any of these.
# RuntimeError: it reads nested lists by recursion; ArithmeticError: dates beyond all calendars.
TROUBLE = (IMAPClientError, OSError, AssertionError, ValueError, TypeError, LookupError, AttributeError, RuntimeError, ArithmeticError)
_LARGEST_NUMBER = 2**32 - 1
_STOP_LOOK_S = 1.0  # how soon a stop is noticed
_PLAIN = frozenset(map(chr, range(0x21, 0x7F))) - set('(){%*"\\]')
# RFC 5530: refusals that say that it is the server, or the moment
_PASSING = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]")


class StopSignal(Protocol):
    """Tells a loop when to end."""

    def is_set(self) -> bool:
        """Tell whether to end now."""
        ...

    def wait(self, timeout: float) -> bool:
        """Wait until it is set, at most so many seconds, and tell whether it is."""
        ...


class ImapClient(IMAPClient):  # type: ignore[misc] # it has no types
    """IMAPClient whose connection is bounded and can be watched."""

    def __init__(self, account: ImapAccount, timeouts: Timeouts) -> None:
        self._bounds = timeouts
        is_tls = account.security == "tls"
        context = ssl.create_default_context() if is_tls else None
        timeout = SocketTimeout(connect=timeouts.connect_s, read=timeouts.read_s)
        super().__init__(account.host, account.port, ssl=is_tls, ssl_context=context, timeout=timeout)
        self._imap.debug = 0  # at its level 5 each message would be written as text for a log that nobody keeps
        self.normalise_times = False
        self.can_idle = True

    def _create_IMAP4(self) -> BoundedConnection:  # noqa: N802 - IMAPClient's name
        return BoundedConnection(self.host, self.port, context=self.ssl_context, timeouts=self._bounds)

    @property
    def connection(self) -> BoundedConnection:
        """The connection below."""
        connection: BoundedConnection = self._imap
        return connection

    def enter(self, account: ImapAccount) -> None:
        """Log in, under TLS where that is wanted. Raises LoginError where the account is refused."""
        if account.security == "starttls":
            self.starttls(ssl.create_default_context())
        is_plain = _PLAIN.issuperset(account.user) and account.password.isascii()
        log_in = self.login if is_plain else self.plain_login  # imaplib quotes no user, and knows no letters but ASCII
        log_in(account.user, account.password)

    def fetch_sized(
        self, uids: Sequence[int], items: Sequence[str], *, literal_bytes: int, answer_bytes: int
    ) -> dict[int, dict[bytes, object]]:
        """Fetch what has octets, of at most so many bytes each and together."""
        with self.connection.expecting(literal_bytes=literal_bytes, answer_bytes=answer_bytes):
            answers: dict[int, dict[bytes, object]] = self.fetch(uids, items)
            return answers

    def copied(self) -> frozenset[int] | None:
        """Return the uids that the last COPY copied, as the server tells (RFC 4315, COPYUID); None where it does not."""
        told = self.connection.untagged_responses.pop("COPYUID", None)
        if not told or not isinstance(told[-1], bytes):
            return None
        parts = told[-1].split()
        return None if len(parts) != 3 else frozenset(_uids(parts[1].decode("ascii")))  # noqa: PLR2004 - RFC 4315, 4

    def wait_for_arrivals(self, timeout_s: float, stop: StopSignal) -> None:
        """Idle until a message comes, the time is over, or a stop is asked for. Raises OSError where the server says BYE."""
        connection = self.connection
        tag = connection.begin_idle()
        deadline = time.monotonic() + timeout_s
        is_news = connection.has_arrivals  # told before the answer to IDLE
        while not is_news and not stop.is_set() and (left_s := deadline - time.monotonic()) > 0:
            is_news = connection.watch(min(_STOP_LOOK_S, left_s))
        connection.end_idle(tag)

    def leave(self) -> None:
        """Log out and close; never raises, and never takes long."""
        self.connection.read_s = self._bounds.logout_s
        try:
            self.logout()
        except TROUBLE:
            self.shut()

    def shut(self) -> None:
        """Close the socket, which the other side may have closed before; never raises."""
        with contextlib.suppress(*TROUBLE):
            self.shutdown()


def is_mere_refusal(error: Exception) -> bool:
    """Tell whether a command was answered by NO or BAD, so that the connection is in order."""
    return isinstance(error, IMAPClientError) and not isinstance(error, IMAPClientAbortError | ProtocolError)


def is_passing(error: Exception) -> bool:
    """Tell whether a server says that it is not what was asked for, but the moment (RFC 5530)."""
    return any(code in str(error).upper() for code in _PASSING[:3])


def is_refused_account(error: Exception) -> bool:
    """Tell whether a login was refused for good; IMAPClient says LoginError also where the connection broke."""
    broken = isinstance(error.__context__, IMAPClientAbortError)
    return isinstance(error, LoginError) and not broken and not any(code in str(error).upper() for code in _PASSING)


def whole_number(value: object) -> int:
    """Return a uid or a uidvalidity. Raises ValueError where it is no number of 32 bits (RFC 3501, 2.3.1.1): no table could hold it."""
    number = int(str(value))
    if not 0 <= number <= _LARGEST_NUMBER:
        raise ValueError("the server tells a number of more than 32 bits")
    return number


def claimed_bytes(error: BaseException | None) -> int:
    """Return how many octets the literal claimed that broke a connection, 0 where it was something else (imaplib wraps its errors)."""
    while error is not None and not isinstance(error, LiteralTooLargeError):
        error = error.__context__
    return error.size_bytes if error else 0


def arrival(internal_date: object, now: datetime) -> datetime:
    """Return when the server says the message arrived; a date in the future, or none, is the server's mistake."""
    if not isinstance(internal_date, datetime):
        return now
    aware = internal_date if internal_date.tzinfo else internal_date.replace(tzinfo=UTC)
    try:
        return min(aware.astimezone(UTC), now)
    except OverflowError:  # a day beyond the calendar, in the zone that is meant
        return now


def _uids(text: str) -> list[int]:
    """Read a uid-set: `304,319:320`."""
    found: list[int] = []
    for part in text.split(","):
        first, _, last = part.partition(":")
        ends = sorted((int(first), int(last or first)))
        found.extend(range(ends[0], ends[1] + 1))
    return found
