"""One client of the LMTP server: its commands, and its messages up to the lone dot.

What it may cost is bounded: in time by its timeouts, in memory by the number of messages, and of large ones, that are read at the same
time; the others wait before they are asked for theirs, or in the middle of it.
Source: RFC 2033; RFC 5321 4.1.1.4, 4.5.2; RFC 1870.
"""

import asyncio
import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Protocol

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope

CONNECTIONS_LIMIT = 100
_IDLE_S = 120
_DATA_S = 180  # for a whole message, and again for storing it
_AT_ONCE = 16
_LARGE_AT_ONCE = 2  # each is there twice or so while it is stored
_LARGE_BYTES = 1024 * 1024
_WITH_DOTS = 1.125  # what a message may grow by on the way
_BUFFER_BYTES = 64 * 1024
_END = b"\r\n.\r\n"
_PATH = re.compile(r'\s*<((?:"(?:[^"\\]|\\.)*"|[^<>"])*)>(?:\s+(.*))?')
_TOO_LARGE = "552 5.3.4 the message is larger than we take"


@dataclass(frozen=True, slots=True)
class Mailroom:
    """Where mail is taken (host and port), for which address, and of how many octets a message at most."""

    host: str
    port: int
    address: str
    limit_bytes: int

    def is_ours(self, recipient: str) -> bool:
        """Tell whether a recipient is our address, plain or with an extension; letter case is folded, as mail systems do."""
        local, _, domain = recipient.lower().rpartition("@")
        ours, _, our_domain = self.address.lower().rpartition("@")
        return recipient.isascii() and domain == our_domain and local.partition("+")[0] == ours


@dataclass
class Room:
    """What the connections share: how many messages, and how many large ones, may be in memory; and who is connected."""

    messages: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_AT_ONCE))
    large: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(_LARGE_AT_ONCE))
    connections: "set[Connection]" = field(default_factory=set)
    is_closing: bool = False


class Delivery(Protocol):
    """What stores a message, and has the words for its failure."""

    async def deliver(self, envelope: Envelope, body: bytearray) -> str:
        """Store a message and return the answer that each of its recipients gets."""
        ...

    async def handle_exception(self, error: Exception) -> str:
        """Return the answer to what was not foreseen."""
        ...


class Connection(LMTP):
    """One client."""

    line_length_limit = _BUFFER_BYTES  # not of a line: of what is buffered; a message may have lines of any length

    def __init__(self, server: Delivery, mailroom: Mailroom, room: Room) -> None:
        domain = mailroom.address.rpartition("@")[2]
        super().__init__(
            server,
            data_size_limit=mailroom.limit_bytes,
            enable_SMTPUTF8=True,
            hostname=domain,
            ident="LMTP mailflow",
            timeout=_IDLE_S,
            loop=asyncio.get_running_loop(),
        )
        self._server = server
        self._limit_bytes = mailroom.limit_bytes
        self._room = room
        self._is_busy = False

    async def _handle_client(self) -> None:
        self._room.connections.add(self)
        try:
            if len(self._room.connections) > CONNECTIONS_LIMIT or self._room.is_closing:
                await self._say_farewell("421 4.3.2 too many connections")
            else:
                await super()._handle_client()
        finally:
            self._room.connections.discard(self)

    @property
    def end(self) -> "asyncio.Task[None] | None":
        """The task that serves this client."""
        return self._handler_coroutine

    def leave(self) -> None:
        """End the connection, now or when the delivery in hand is answered."""
        if not self._is_busy and self.transport is not None:
            self._writer.write(b"421 4.3.2 shutting down\r\n")
            self.transport.close()

    def abort(self) -> None:
        """End the connection at once; the client will come again."""
        self._writer.transport.abort()

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        """Take a path as it is: the library refuses for good what it cannot parse, and a sender's address decides nothing here."""
        found = _PATH.fullmatch(arg or "")
        return (found[1] or "<>", found[2] or "") if found else (None, None)

    async def smtp_VRFY(self, arg: str) -> None:  # noqa: ARG002, N802 - the library's interface
        """Tell nothing."""
        await self.push("252 2.5.2 send some mail, and it will be seen")

    async def smtp_EXPN(self, arg: str) -> None:  # noqa: ARG002, N802 - the library's interface
        """Tell nothing."""
        await self.push("502 5.5.1 EXPN is not offered")

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the library's interface
        """Read a message, store it, and answer for each recipient."""
        if await self.check_helo_needed("LHLO"):
            return
        envelope = self.envelope
        if envelope is None or not envelope.rcpt_tos:
            await self.push("503 5.5.1 RCPT first")
            return
        if arg:
            await self.push("501 5.5.4 DATA has no argument")
            return
        with self._in_hand():
            answer = await self._take(envelope)
            self.envelope = self._create_envelope()
            await self.push("\r\n".join([answer] * len(envelope.rcpt_tos)))
        if self._room.is_closing:
            await self._say_farewell("421 4.3.2 shutting down")

    @contextlib.contextmanager
    def _in_hand(self) -> Iterator[None]:
        self._is_busy = True
        try:
            yield
        finally:
            self._is_busy = False

    async def _say_farewell(self, words: str) -> None:
        await self.push(words)
        if self.transport is not None:
            self.transport.close()

    async def handle_exception(self, error: Exception) -> str:
        """Answer what was not foreseen, and hang up: of several answers that the client may wait for, this one is the last."""
        words = await self._server.handle_exception(error)
        asyncio.get_running_loop().call_soon(self._hang_up)
        return words

    def _hang_up(self) -> None:
        if self.transport is not None:
            self.transport.close()

    async def _take(self, envelope: Envelope) -> str:
        async with self._room.messages, contextlib.AsyncExitStack() as large:
            self._reset_timeout(_DATA_S)
            await self.push("354 end with a dot on a line of its own")
            body = await self._read_message(large)
            self._reset_timeout(_DATA_S)
            return _TOO_LARGE if body is None else await self._server.deliver(envelope, body)

    async def _read_message(self, large: contextlib.AsyncExitStack) -> bytearray | None:
        """Return a message without the dots that were added on the way; None where it is too large.

        Only a dot between two CR LF ends it: a bare LF or CR is part of the message, whatever somebody hoped that it would do.
        """
        body = bytearray(b"\r\n")
        is_large = is_too_large = False
        while not body.endswith(_END):
            body += await self._read_more(body)
            if len(body) > _LARGE_BYTES and not is_large:
                is_large = True
                await large.enter_async_context(self._room.large)  # the client waits with us
            is_too_large = is_too_large or len(body) > self._limit_bytes * _WITH_DOTS
            if is_too_large:
                del body[: -len(_END)]
        del body[-3:]
        body = body.replace(b"\r\n.", b"\r\n")
        del body[:2]
        return None if is_too_large or len(body) > self._limit_bytes else body

    async def _read_more(self, body: bytearray) -> bytes:
        """Read up to the end of the message or of the buffer; octet by octet where the end may have begun."""
        if any(body.endswith(_END[:length]) for length in range(1, len(_END))):
            return await self._reader.readexactly(1)
        try:
            return await self._reader.readuntil(_END)
        except asyncio.LimitOverrunError as error:
            return await self._reader.readexactly(error.consumed)
