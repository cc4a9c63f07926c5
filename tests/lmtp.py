"""The LMTP server in a thread of the test, and a client that says what it is told."""

import asyncio
import contextlib
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Self

from mailflow.adapters.lmtp.connection import Mailroom
from mailflow.adapters.lmtp.server import LmtpServer
from mailflow.domain.message import InboundId, RawMessage
from tests.builders import NOW, SERVICE_ADDRESS
from tests.process import HOST, free_port, greets, wait_until

TIMEOUT_S = 20


@dataclass
class FakeAccept:
    """Acceptance that remembers, and lets `keep` store where there is one.

    `problem` is raised in place of storing, and nobody is served while `gate` is not set.
    """

    stored: list[RawMessage] = field(default_factory=list)
    announced: list[InboundId] = field(default_factory=list)
    problem: Exception | None = None
    keep: Callable[[RawMessage], tuple[InboundId, ...]] | None = None
    gate: threading.Event = field(default_factory=threading.Event)
    at_once: int = 0
    most_at_once: int = 0

    def __post_init__(self) -> None:
        self.gate.set()
        self._lock = threading.Lock()

    def __call__(self, raw: RawMessage) -> tuple[InboundId, ...]:
        with self._lock:
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        self.gate.wait(TIMEOUT_S)
        with self._lock:
            self.at_once -= 1
        if self.problem is not None:
            raise self.problem
        if self.keep is not None:
            return self.keep(raw)
        self.stored.append(raw)
        return (InboundId(len(self.stored)),)

    def announce(self, stored: Sequence[InboundId]) -> None:
        self.announced.extend(stored)


@dataclass
class Served:
    """A server that runs."""

    port: int
    loop: asyncio.AbstractEventLoop
    stop: asyncio.Event
    thread: threading.Thread

    def end(self) -> None:
        """Tell it to stop, and wait until it has."""
        with contextlib.suppress(RuntimeError):  # it has stopped
            self.loop.call_soon_threadsafe(self.stop.set)
        self.thread.join(TIMEOUT_S)
        assert not self.thread.is_alive()


@contextlib.contextmanager
def lmtp_server(accept: FakeAccept, *, limit_bytes: int = 25 * 1024 * 1024, address: str = SERVICE_ADDRESS) -> Iterator[Served]:
    """Run a server for a `with` block."""
    port = free_port()
    server = LmtpServer(Mailroom(HOST, port, address, limit_bytes), accept=accept, now=lambda: NOW)
    begun: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def main() -> None:
        begun.append((asyncio.get_running_loop(), asyncio.Event()))
        await server.serve(begun[0][1])

    thread = threading.Thread(target=lambda: asyncio.run(main()), daemon=True)
    thread.start()
    assert wait_until(lambda: greets(port, b"220 "), timeout_s=TIMEOUT_S)
    served = Served(port, *begun[0], thread)
    try:
        yield served
    finally:
        accept.gate.set()
        served.end()


class LmtpClient:
    """A client that sends octets and reads answers."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port), timeout=TIMEOUT_S)
        self._lines = self._socket.makefile("rb")
        self.greeting = self.answer()

    def answer(self) -> str:
        """Return one answer, its lines joined; empty where the connection has ended."""
        lines: list[str] = []
        while line := self._lines.readline():
            lines.append(line.decode().rstrip("\r\n"))
            if line[3:4] != b"-":
                break
        return "\n".join(lines)

    def send(self, octets: bytes) -> None:
        """Send octets as they are."""
        self._socket.sendall(octets)

    def say(self, command: str) -> str:
        """Send a command and return the answer."""
        self.send(command.encode() + b"\r\n")
        return self.answer()

    def begin(self, *recipients: str, sender: str = "a@example.net") -> None:
        """Go up to the point where the message is asked for."""
        assert self.say("LHLO mx.example.org").startswith("250")
        assert self.say(f"MAIL FROM:<{sender}>").startswith("250")
        for recipient in recipients or (SERVICE_ADDRESS,):
            assert self.say(f"RCPT TO:<{recipient}>").startswith("250")

    def data(self, octets: bytes, *, recipients: int = 1) -> list[str]:
        """Send a message with its final dot, and return the answers of its recipients."""
        assert self.say("DATA").startswith("354")
        self.send(octets)
        return [self.answer() for _ in range(recipients)]

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
