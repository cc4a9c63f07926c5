"""An SMTP server that keeps every message, and fails as it is told.

    with smtp_sink() as sink:
        sink.script = refuse("gone@example.org", "550 5.1.1 no such user")
        ...
        (message,) = sink.wait_for(1)

A script is asked at each step of a transaction and answers with a reply line, with a Cut, or with None: go on.

    MAIL FROM --> RCPT TO (each) --> DATA --> the final dot --> kept, "250 OK"
      MAIL          RCPT             DATA        DOT
"""

import asyncio
import contextlib
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from enum import Enum, auto

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from tests.process import HOST, free_port


class Step(Enum):
    """Where in a transaction the script is asked."""

    MAIL = auto()
    RCPT = auto()
    DATA = auto()  # the command; nothing of the message was read
    DOT = auto()  # the message is there, the client waits for the answer


class Cut(Enum):
    """The connection is dropped without an answer."""

    LOST = auto()  # before the dot (at DATA), or after it and the message is not kept (at DOT)
    KEPT = auto()  # at DOT only: the message is kept, yet the client cannot know


@dataclass(frozen=True, slots=True)
class Transaction:
    """What the sink knows when the script is asked."""

    connection: int  # counted from 1
    envelope_from: str
    recipients: tuple[str, ...]  # those accepted so far
    address: str = ""  # the one asked about, at MAIL and RCPT
    content: bytes = b""  # at DOT


@dataclass(frozen=True, slots=True)
class SinkMessage:
    """A message as it arrived."""

    envelope_from: str
    recipients: tuple[str, ...]
    content: bytes
    received_at: datetime
    connection: int

    @property
    def parsed(self) -> EmailMessage:
        """Return the message, parsed."""
        return message_from_bytes(self.content, policy=policy.default)


Answer = str | Cut | None
Script = Callable[[Step, Transaction], Answer]


def accept(_step: Step, _transaction: Transaction) -> Answer:
    """Accept everything."""
    return None


def refuse(address: str, reply: str) -> Script:
    """Make a script that answers one recipient with a 4xx or 5xx reply."""
    return lambda step, transaction: reply if step is Step.RCPT and transaction.address == address else None


def answer_at(step: Step, answer: Answer) -> Script:
    """Make a script that gives one answer at one step of every transaction."""
    return lambda asked, _transaction: answer if asked is step else None


def once(script: Script) -> Script:
    """Make a script that acts a single time and then accepts everything."""
    left = [script]

    def ask(step: Step, transaction: Transaction) -> Answer:
        answer = left[0](step, transaction) if left else None
        if answer is not None:
            left.clear()
        return answer

    return ask


@dataclass(eq=False)
class SmtpSink:
    """The sink as a test sees it."""

    port: int
    host: str = HOST
    script: Script = accept
    credentials: tuple[str, str] | None = None
    tls_context: ssl.SSLContext | None = None
    connections: int = 0
    _messages: list[SinkMessage] = field(default_factory=list)
    _arrived: threading.Condition = field(default_factory=threading.Condition)
    _controller: Controller | None = None

    @property
    def url(self) -> str:
        """Return the URL for the setting SMTP_URL."""
        login = "{}:{}@".format(*self.credentials) if self.credentials else ""
        return f"smtp://{login}{self.host}:{self.port}"

    @property
    def messages(self) -> tuple[SinkMessage, ...]:
        """Return what arrived so far, in order."""
        with self._arrived:
            return tuple(self._messages)

    def messages_to(self, address: str) -> tuple[SinkMessage, ...]:
        """Return what arrived for one recipient."""
        return tuple(message for message in self.messages if address in message.recipients)

    def wait_for(self, count: int, timeout_s: float = 10) -> tuple[SinkMessage, ...]:
        """Return the messages as soon as there are so many.

        Raises:
            TimeoutError: there were fewer in the end.
        """
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self._messages) >= count, timeout_s):
                raise TimeoutError(f"{len(self._messages)} of {count} messages after {timeout_s} s")
            return tuple(self._messages)

    def clear(self) -> None:
        """Forget all messages."""
        with self._arrived:
            self._messages.clear()

    def keep(self, message: SinkMessage) -> None:
        """Add a message and wake who waits for it."""
        with self._arrived:
            self._messages.append(message)
            self._arrived.notify_all()

    def start(self) -> None:
        """Listen; also again, on the same port, after a stop."""
        before = self.connections
        self._controller = _SinkController(self)
        self._controller.start()
        self.connections = before  # aiosmtpd connects to itself once, to see whether it listens

    def stop(self) -> None:
        """Stop listening and drop all connections; what arrived is kept."""
        if self._controller is not None:
            self._controller.stop()
            self._controller = None


@contextlib.contextmanager
def smtp_sink(*, credentials: tuple[str, str] | None = None, tls_context: ssl.SSLContext | None = None) -> Iterator[SmtpSink]:
    """Run a sink on a free port.

    Args:
        credentials: the name and password without which it takes no mail.
        tls_context: offers STARTTLS with this certificate.
    """
    sink = SmtpSink(free_port(), credentials=credentials, tls_context=tls_context)
    sink.start()
    try:
        yield sink
    finally:
        sink.stop()


class _SinkProtocol(SMTP):
    """One connection; asks the script at DATA, before anything of the message is read."""

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 - the name is aiosmtpd's
        handler = self.event_handler
        if not isinstance(handler, _SinkHandler) or self.envelope is None or not self.envelope.rcpt_tos:
            await super().smtp_DATA(arg)
            return
        answer = handler.ask(Step.DATA, self.envelope)
        if isinstance(answer, str):
            await self.push(answer)
        elif answer is None:
            await super().smtp_DATA(arg)
        else:
            await self.push("354 End data with <CR><LF>.<CR><LF>")
            await self._reader.readuntil(b"\r\n")
            await handler.hang_up(self)


class _SinkHandler:
    """What the sink does on one connection."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink
        sink.connections += 1
        self._connection = sink.connections

    def ask(self, step: Step, envelope: Envelope, *, address: str = "", content: bytes = b"") -> Answer:
        """Ask the script."""
        transaction = Transaction(self._connection, envelope.mail_from or "", tuple(envelope.rcpt_tos), address, content)
        return self._sink.script(step, transaction)

    async def hang_up(self, server: SMTP) -> None:
        """Drop the connection; its end cancels the one who waits here."""
        if server.transport is not None:
            server.transport.close()
        await asyncio.Event().wait()

    async def handle_MAIL(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if self._sink.credentials and not session.authenticated:
            return "530 5.7.0 Authentication required"
        answer = self.ask(Step.MAIL, envelope, address=address)
        if answer is None:
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return await self._reply(server, answer)

    async def handle_RCPT(self, server: SMTP, _session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        answer = self.ask(Step.RCPT, envelope, address=address)
        if answer is None:
            envelope.rcpt_tos.append(address)
            envelope.rcpt_options.extend(options)
        return await self._reply(server, answer)

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        content = bytes(envelope.original_content or b"")
        answer = self.ask(Step.DOT, envelope, content=content)
        if answer is None or answer is Cut.KEPT:
            recipients = tuple(envelope.rcpt_tos)
            self._sink.keep(SinkMessage(envelope.mail_from or "", recipients, content, datetime.now(UTC), self._connection))
        return await self._reply(server, answer)

    async def _reply(self, server: SMTP, answer: Answer) -> str:
        if isinstance(answer, Cut):
            await self.hang_up(server)
        return answer if isinstance(answer, str) else "250 OK"


class _SinkController(Controller):
    """The thread that serves; each connection has a handler of its own."""

    def __init__(self, sink: SmtpSink) -> None:
        self._sink = sink
        super().__init__(sink, hostname=sink.host, port=sink.port, ready_timeout=10)

    def factory(self) -> SMTP:
        return _SinkProtocol(
            _SinkHandler(self._sink),
            hostname="sink.example.org",
            enable_SMTPUTF8=True,
            tls_context=self._sink.tls_context,
            authenticator=self._authenticate if self._sink.credentials else None,
            auth_require_tls=False,
        )

    def _authenticate(self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, login: object) -> AuthResult:
        expected = self._sink.credentials
        given = (login.login.decode(), login.password.decode()) if isinstance(login, LoginPassword) else None
        return AuthResult(success=given == expected, handled=False)
