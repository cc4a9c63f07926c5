"""A mail server on a socket that offers PIPELINING: it answers command by command, keeps what it takes, and refuses whom it is told to."""

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from tests.process import HOST


@dataclass(frozen=True, slots=True)
class Taken:
    """A message that was taken, with its one recipient, and the connection on which it came."""

    recipient: str
    content: bytes
    connection: int

    @property
    def message_id(self) -> str:
        """The Message-ID of its header."""
        head = self.content.partition(b"\r\n\r\n")[0].decode()
        return next(line.partition(":")[2].strip() for line in head.split("\r\n") if line.lower().startswith("message-id:"))


@dataclass
class PipeliningSink:
    """What the server does: `refused` are answers to RCPT by recipient, after which DATA is still answered with 354 if it `is_eager`.

    After `most` messages it answers 421 to whatever comes on a connection.
    """

    refused: Mapping[str, str] = field(default_factory=dict)
    is_eager: bool = False
    most: int = 10**9
    port: int = 0
    taken: list[Taken] = field(default_factory=list)
    groups: list[int] = field(default_factory=list)
    empty: int = 0
    connections: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def serve(self, listener: socket.socket) -> None:
        """Take connections until the listener is closed."""
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._talk, args=(connection, self.connections), daemon=True).start()

    def _talk(self, connection: socket.socket, number: int) -> None:
        try:
            with connection, connection.makefile("rb") as lines:
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                connection.sendall(b"220 sink\r\n")
                self._session(connection, lines, number)
        except (ConnectionError, ValueError):
            return

    def _session(self, connection: socket.socket, lines: "Iterator[bytes]", number: int) -> None:
        recipient, answered = "", b""
        count = 0
        for line in lines:
            verb = line[:4].upper()
            if verb == b"QUIT":
                connection.sendall(b"221 bye\r\n")
                return
            if verb == b"DATA" and (recipient or self.is_eager):
                connection.sendall(answered + b"354 go on\r\n")
                answered = self._take(lines, recipient, number)
                count += 1
                if count >= self.most:
                    connection.sendall(answered + b"421 4.3.0 enough on this connection\r\n")
                    return
                recipient = ""
                # As a real server does: the answer goes out at once, with those to what came along with the message.
                connection.sendall(answered)
                answered = b""
                continue
            answer, recipient = self._answer(verb, line, recipient)
            connection.sendall(answer)

    def _answer(self, verb: bytes, line: bytes, recipient: str) -> tuple[bytes, str]:
        if verb == b"EHLO":
            return b"250-sink\r\n250-PIPELINING\r\n250 SIZE 1000000\r\n", ""
        if verb == b"RCPT":
            address = line.partition(b"<")[2].partition(b">")[0].decode()
            refusal = self.refused.get(address)
            return (f"{refusal}\r\n".encode(), "") if refusal else (b"250 OK\r\n", address)
        if verb == b"DATA":
            return b"554 5.5.1 no valid recipients\r\n", recipient
        return b"250 OK\r\n", "" if verb in {b"MAIL", b"RSET"} else recipient

    def _take(self, lines: "Iterator[bytes]", recipient: str, number: int) -> bytes:
        content: list[bytes] = []
        for line in lines:
            if line == b".\r\n":
                break
            content.append(line.removeprefix(b"."))
        else:
            raise ConnectionError
        if not recipient:
            self.empty += 1
            return b"554 5.5.1 no valid recipients\r\n"
        with self._lock:
            self.taken.append(Taken(recipient, b"".join(content), number))
        return b"250 2.0.0 Ok: queued\r\n"


@contextmanager
def pipelining_sink(**manner: object) -> Iterator[PipeliningSink]:
    """Run such a server for a `with` block."""
    sink = PipeliningSink(**manner)  # type: ignore[arg-type] # the fields of the class
    with socket.create_server((HOST, 0)) as listener:
        sink.port = listener.getsockname()[1]
        thread = threading.Thread(target=sink.serve, args=(listener,), daemon=True)
        thread.start()
        yield sink
        listener.shutdown(socket.SHUT_RDWR)
    thread.join(5)
