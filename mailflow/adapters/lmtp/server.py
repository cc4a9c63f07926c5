"""Take mail from an MTA by LMTP (aiosmtpd): 250 only when it is stored, 4yz for whatever is our own fault.

    LHLO, MAIL, RCPT (ours alone) -> DATA: read to the lone dot -> fields of the envelope put on top -> stored, in a thread -> an answer
    for each recipient

Source: RFC 2033; RFC 5321 4.4; RFC 3463.
"""

import asyncio
import os
import re
import signal
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Protocol

import structlog
from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session

from mailflow.adapters.envelope import on_top
from mailflow.adapters.lmtp.connection import Connection, Mailroom, Room
from mailflow.domain.errors import DatabaseUnavailableError
from mailflow.domain.message import InboundId, RawMessage, uid_of

FOLDER = "lmtp"
"""The folder of what was delivered; its uidvalidity is 0, and its uids are made from the octets."""
RECIPIENTS_LIMIT = 100  # RFC 5321 4.5.3.1.8
_GRACE_S = 4.0
_THREADS = 4
_NO_ROOM = re.compile(r"\bfull\b|no space", re.IGNORECASE)

_log = structlog.get_logger(__name__)


class Acceptance(Protocol):
    """What stores a message, and tells the workers."""

    def __call__(self, raw: RawMessage) -> tuple[InboundId, ...]:
        """Store a message and return it; nothing where it is stored already. Raises DatabaseUnavailableError."""
        ...

    def announce(self, stored: Sequence[InboundId]) -> None:
        """Tell the workers."""
        ...


class LmtpServer:
    """Takes mail until it is told to stop."""

    def __init__(self, mailroom: Mailroom, *, accept: Acceptance, now: Callable[[], datetime]) -> None:
        self._mailroom = mailroom
        self._accept = accept
        self._now = now
        self._storing = ThreadPoolExecutor(_THREADS, thread_name_prefix="lmtp-store")
        self._telling = ThreadPoolExecutor(1, thread_name_prefix="lmtp-tell")
        self._in_hand: set[Future[tuple[InboundId, ...]]] = set()

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT; deliveries in hand are finished, for some seconds. Raises OSError: the port is taken."""
        asyncio.run(self._until_told())
        self._storing.shutdown(wait=False, cancel_futures=True)
        self._telling.shutdown(wait=False, cancel_futures=True)
        if self._in_hand:
            os._exit(0)  # a thread waits for a database that says nothing: what it holds was not confirmed, and comes again

    async def _until_told(self) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await self.serve(stop)

    async def serve(self, stop: asyncio.Event) -> None:
        """Listen until the event is set. Raises OSError: the port is taken."""
        room = Room()
        listener = await self._listen(room)
        _log.info("listening", host=self._mailroom.host, port=self._mailroom.port)
        await stop.wait()
        listener.close()
        room.is_closing = True
        for connection in tuple(room.connections):
            connection.leave()
        ends = [connection.end for connection in room.connections if connection.end is not None]
        if ends:
            await asyncio.wait(ends, timeout=_GRACE_S)
        for connection in tuple(room.connections):
            connection.abort()

    async def _listen(self, room: Room) -> asyncio.Server:
        host, port = self._mailroom.host, self._mailroom.port
        try:
            return await asyncio.get_running_loop().create_server(lambda: Connection(self, self._mailroom, room), host, port)
        except OSError as error:
            reason = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or str(error)
            problem = f"cannot listen on {host}:{port} (MAILFLOW_LMTP_HOST, MAILFLOW_LMTP_PORT): {reason}"
            raise OSError(problem) from error

    async def deliver(self, envelope: Envelope, body: bytearray) -> str:
        """Store a message and return the answer that each of its recipients gets."""
        size_bytes = len(body)
        future = self._storing.submit(self._store, envelope, body)
        self._in_hand.add(future)
        future.add_done_callback(self._in_hand.discard)
        try:
            stored = await asyncio.wrap_future(future)
        except DatabaseUnavailableError as error:
            _log.warning("not_stored", size_bytes=size_bytes, problem=str(error))
            return "452 4.3.1 no room to store it" if _NO_ROOM.search(str(error)) else "451 4.3.0 it cannot be stored now"
        _log.info("delivered", inbound_ids=stored, size_bytes=size_bytes)
        self._telling.submit(self._accept.announce, stored)
        return "250 2.0.0 stored"

    def _store(self, envelope: Envelope, body: bytearray) -> tuple[InboundId, ...]:
        """Do, in a thread, what takes long with a large message."""
        sender = (envelope.mail_from or "").removesuffix(">").removeprefix("<")
        content = on_top(body, sender=sender, recipients=tuple(dict.fromkeys(envelope.rcpt_tos)))
        raw = RawMessage(content, FOLDER, 0, uid_of(body), self._now())
        body.clear()
        return self._accept(raw)

    async def handle_EHLO(self, _server: LMTP, session: Session, _envelope: Envelope, hostname: str, replies: list[str]) -> list[str]:
        """Offer what RFC 2033 demands: commands may come in one go."""
        session.host_name = hostname
        return [*replies[:-1], "250-PIPELINING", *replies[-1:]]

    async def handle_RCPT(self, _server: LMTP, _session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        """Accept our own address, and nobody else's."""
        if not self._mailroom.is_ours(address):
            return "550 5.1.1 no such mailbox here"
        if len(envelope.rcpt_tos) >= RECIPIENTS_LIMIT:
            return "452 4.5.3 too many recipients"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_exception(self, error: Exception) -> str:
        """Call whatever we did not foresee our own fault, for this time."""
        _log.error("lmtp_failed", problem=f"{type(error).__name__}: {error}")
        return "421 4.3.0 something is wrong here, try again later"
