"""An IMAP connection that bounds what a server can do to us: imaplib, with a reader of its own.

imaplib allocates what a literal claims to need before an octet of it has come, waits for as long as an octet comes now and then, and
hides in a buffer what it has read but not yet used, so that nobody sees what arrived together with the answer to IDLE.
"""

import contextlib
import imaplib
import re
import select
import socket
import ssl
import time
from collections.abc import Iterator

from mailflow.adapters.imap.account import Timeouts

_CHUNK_BYTES = 256 * 1024
_LINE_BYTES = 16 * 1024 * 1024  # the uids of two million messages
_ANSWER_BYTES = 32 * 1024 * 1024
_ANSWER_LINES = 50_000  # where somebody expunges more than that at once, a new connection has nothing to tell of it
_LITERAL_BYTES = 64 * 1024
_SLOWEST_BYTES_PER_S = 1024.0
_CHATTER_BYTES = 8192
_TOLD_UNASKED = ("EXISTS", "RECENT", "EXPUNGE", "FETCH", "FLAGS")  # imaplib would collect them for as long as the connection lasts
_ARRIVAL = re.compile(rb"\* \d+ EXISTS", re.IGNORECASE)
# What ends IDLE: a new message, BYE, or a line that is no untagged answer. What people do with old messages does not.
_NEWS = re.compile(rb"^(?:\* (?:\d+ (?:EXISTS|RECENT)|BYE)|(?!\* ))[^\n]*\n", re.IGNORECASE | re.MULTILINE)


class LiteralTooLargeError(imaplib.IMAP4.abort):
    """A server wants to send more octets at once than were asked for; nothing of them was read."""

    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        super().__init__(f"the server wants to send {size_bytes} bytes at once, which nobody has asked for")


class BoundedConnection(imaplib.IMAP4):
    """IMAP4 on a socket, with TLS where a context is given.

    Bounded are the size of a literal, of a line and of an answer, and the time for an answer: `read_s` and a second for each KiB.
    No CR, LF or NUL goes out within a command. `commands` counts what was sent; `has_arrivals` tells whether the server has spoken
    of new messages since it was last set to False.
    Raises imaplib.IMAP4.abort or OSError where a bound is reached; the connection is then of no more use.
    """

    def __init__(self, host: str, port: int, *, context: ssl.SSLContext | None, timeouts: Timeouts) -> None:
        self.commands = 0
        self.has_arrivals = False
        self.read_s = timeouts.read_s
        self._context = context
        self._received = bytearray()
        self._literal_bytes = _LITERAL_BYTES
        self._answer_bytes = _ANSWER_BYTES
        self._begin_answer()
        super().__init__(host, port, timeouts.connect_s)

    @contextlib.contextmanager
    def expecting(self, *, literal_bytes: int, answer_bytes: int) -> Iterator[None]:
        """Allow for other sizes while a command runs; an answer always has room for what its lines say beside the literals."""
        self._literal_bytes, self._answer_bytes = literal_bytes, answer_bytes + _ANSWER_BYTES
        try:
            yield
        finally:
            self._literal_bytes, self._answer_bytes = _LITERAL_BYTES, _ANSWER_BYTES

    def read(self, size: int) -> bytes:
        """Read a literal of that size."""
        if size > self._literal_bytes:
            raise LiteralTooLargeError(size)
        while len(self._received) < size:
            self._receive()
        return self._taken(size)

    def readline(self) -> bytes:
        """Read a line."""
        looked_at = 0
        while (end := self._received.find(b"\n", looked_at)) < 0:
            looked_at = len(self._received)
            if looked_at > _LINE_BYTES:
                raise self.abort(f"a line of more than {_LINE_BYTES} bytes")
            self._receive()
        self._lines += 1
        if self._lines > _ANSWER_LINES:
            raise self.abort(f"an answer of more than {_ANSWER_LINES} lines")
        line = self._taken(end + 1)
        self.has_arrivals = self.has_arrivals or _ARRIVAL.match(line) is not None
        return line

    def send(self, data: bytes) -> None:  # type: ignore[override] # imaplib sends nothing but bytes
        """Send a command, or a part of one. Raises imaplib.IMAP4.error where it has a CR, LF or NUL inside."""
        if any(octet in data.removesuffix(b"\r\n") for octet in (b"\r", b"\n", b"\0")):
            raise self.error("CR, LF or NUL in a command")
        self.sock.settimeout(self.read_s)
        super().send(data)

    def begin_idle(self) -> bytes:
        """Begin to idle and return the tag. Raises imaplib.IMAP4.error where the server refuses, which is no fault of the connection."""
        tag: bytes = self._command("IDLE")
        while self._get_response() is not None:  # None: "+"; the server may have told something before
            refused = self.tagged_commands[tag]
            if refused:
                del self.tagged_commands[tag]
                raise self.error(f"IDLE refused: {refused!r}")
        return tag

    def watch(self, timeout_s: float) -> bool:
        """Wait for octets while idling; tell whether to stop idling, as a message has come, or the server says more than it should."""
        if not self._has_news() and self._is_readable(timeout_s):
            self.sock.settimeout(1.0)  # TLS may have but a part of a record
            with contextlib.suppress(TimeoutError):
                self._keep(self.sock.recv(_CHUNK_BYTES))
        return self._has_news()

    def end_idle(self, tag: bytes) -> None:
        """Stop idling, and read all that was told meanwhile."""
        self._begin_answer()
        self.send(b"DONE\r\n")
        self._command_complete("IDLE", tag)

    def _has_news(self) -> bool:
        return len(self._received) > _CHATTER_BYTES or _NEWS.search(self._received) is not None

    def _is_readable(self, timeout_s: float) -> bool:
        if isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            return True
        poller = select.poll()
        poller.register(self.sock, select.POLLIN | select.POLLHUP)
        return bool(poller.poll(timeout_s * 1000))

    def _receive(self) -> None:
        """Wait for octets, for as long as those that have come allow."""
        left_s = self._begun_at + self.read_s + self._count / _SLOWEST_BYTES_PER_S - time.monotonic()
        if left_s <= 0:
            raise TimeoutError(f"the server has sent {self._count} bytes in {self.read_s:g} s or more, and is not done")
        self.sock.settimeout(min(left_s, self.read_s))
        self._keep(self.sock.recv(_CHUNK_BYTES))

    def _keep(self, octets: bytes) -> None:
        if not octets:
            raise self.abort("the server has closed the connection")
        self._count += len(octets)
        if self._count > self._answer_bytes:
            raise self.abort(f"an answer of more than {self._answer_bytes} bytes")
        self._received += octets

    def _taken(self, size: int) -> bytes:
        octets = bytes(memoryview(self._received)[:size])
        del self._received[:size]
        return octets

    def _begin_answer(self) -> None:
        self._begun_at = time.monotonic()
        self._count = self._lines = 0

    def _new_tag(self) -> bytes:
        """Begin a command: imaplib takes a tag for each."""
        self.commands += 1
        self._begin_answer()
        for kind in _TOLD_UNASKED:
            self.untagged_responses.pop(kind, None)
        tag: bytes = super()._new_tag()  # type: ignore[misc] # typeshed does not list it
        return tag

    def _simple_command(self, name: str, *args: object) -> tuple[str, list[bytes]]:
        answer: tuple[str, list[bytes]] = super()._simple_command(name, *args)  # type: ignore[misc] # typeshed does not list it
        if name == "STARTTLS" and self._received:  # it would pass for what the server says under TLS
            raise self.abort("the server goes on in clear text after STARTTLS")
        return answer

    def _create_socket(self, timeout: float) -> socket.socket:
        plain = socket.create_connection((self.host, self.port), timeout)
        _keep_alive(plain, round(self.read_s * 1000))
        return plain if self._context is None else self._context.wrap_socket(plain, server_hostname=self.host)


def _keep_alive(connection: socket.socket, patience_ms: int) -> None:
    """Let the kernel find out that the other side is gone, where it can."""
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    options = {"TCP_KEEPIDLE": 60, "TCP_KEEPINTVL": 15, "TCP_KEEPCNT": 4, "TCP_USER_TIMEOUT": patience_ms}
    for name, value in options.items():
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)
