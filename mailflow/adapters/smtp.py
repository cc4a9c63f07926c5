"""Send over SMTP (smtplib): one recipient a transaction, one connection for many messages."""

import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Self
from urllib.parse import unquote, urlsplit

from mailflow.domain.errors import MailError, PermanentMailError, ServerUnavailableError, TemporaryMailError, UnconfirmedMailError
from mailflow.domain.records import SmtpReply

_SCHEMES = {"smtp": ("none", 25), "smtps": ("tls", 465), "starttls": ("starttls", 587)}
_TIMEOUT_S = 30
_MESSAGES_PER_CONNECTION = 50
_PERMANENT = 500
_OK = 250
_TAKEN = 2
_SETTLED = frozenset({_TAKEN, 4, 5})  # the first digits that say what became of a message (RFC 5321 4.2.1)
_WORDS_LIMIT = 500
_START_MAIL_INPUT = 354
_CLOSING = 421
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
_LOGIN_WANTED = frozenset({530, 534, 535, 538})  # RFC 4954 6: our mistake, not the message's


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over. `security` is `none`, `starttls` or `tls`."""

    host: str
    port: int
    security: str = "none"
    user: str = ""
    password: str = ""

    @classmethod
    def parse(cls, url: str) -> Self:
        """Read `smtp://[user:password@]host[:port]`, `smtps://…` or `starttls://…`, user and password percent-encoded."""
        parts = urlsplit(url)
        security, port = _SCHEMES[parts.scheme]
        return cls(parts.hostname or "", parts.port or port, security, unquote(parts.username or ""), unquote(parts.password or ""))

    @property
    def name(self) -> str:
        """Host and port, for messages."""
        return f"{self.host}:{self.port}"


class SmtpTransport:
    """MailTransport on a mail server."""

    def __init__(self, server: SmtpServer, *, local_hostname: str | None = None) -> None:
        self._server = server
        self._local_hostname = local_hostname
        self._connection: smtplib.SMTP | None = None
        self._sent = 0

    def send(self, *, envelope_from: str, recipient: str, content: bytes) -> SmtpReply:
        """Send one message to one recipient; see the port for what is raised."""
        connection = self._connect()
        sender, receiver = _on_the_wire(envelope_from), _on_the_wire(recipient)
        if not (sender + receiver).isascii() and not connection.has_extn("smtputf8"):
            raise PermanentMailError(self._server.name, 0, "the server takes only addresses in ASCII (it has no SMTPUTF8)")
        self._command(connection, lambda: connection.mail(sender, _mail_options(connection, sender, receiver, content)))
        self._command(connection, lambda: connection.rcpt(receiver))
        self._begin_data(connection)
        reply = self._data(connection, content)
        self._sent += 1
        if self._sent >= _MESSAGES_PER_CONNECTION:
            self.close()
        return reply

    def close(self) -> None:
        """End the connection; never raises."""
        connection, self._connection, self._sent = self._connection, None, 0
        if connection is None:
            return
        try:
            connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        if self._connection is None:
            self._connection = self._open()
        return self._connection

    def _open(self) -> smtplib.SMTP:
        server = self._server
        try:
            connection = _connection_to(server, self._local_hostname)
            with contextlib.ExitStack() as unless_welcome:
                unless_welcome.callback(connection.close)
                _introduce(connection, server)
                unless_welcome.pop_all()
        except smtplib.SMTPResponseException as error:
            raise ServerUnavailableError(server.name, error.smtp_code, _words(error.smtp_error)) from error
        except UnicodeError as error:
            raise ServerUnavailableError(server.name, 0, "user and password of the server must be ASCII") from error
        except (smtplib.SMTPException, OSError) as error:
            raise ServerUnavailableError(server.name, 0, str(error) or type(error).__name__) from error
        return connection

    def _command(self, connection: smtplib.SMTP, command: Callable[[], tuple[int, bytes]]) -> None:
        """Give MAIL or RCPT; nothing has been handed over yet, so whatever goes wrong may be tried again."""
        try:
            code, words = command()
        except (smtplib.SMTPException, OSError) as error:
            raise self._lost(TemporaryMailError, error) from error
        if code not in {_OK, 251}:
            raise self._refused(connection, code, words)

    def _begin_data(self, connection: smtplib.SMTP) -> None:
        try:
            code, words = connection.docmd("data")
        except (smtplib.SMTPException, OSError) as error:
            raise self._lost(TemporaryMailError, error) from error
        if code != _START_MAIL_INPUT:
            raise self._refused(connection, code, words)

    def _data(self, connection: smtplib.SMTP, content: bytes) -> SmtpReply:
        """Hand the octets over; once the final dot is written, a lost connection or an odd answer leaves it open whether they arrived."""
        try:
            connection.send(_dot_stuffed(content))
        except (smtplib.SMTPException, OSError) as error:
            raise self._lost(TemporaryMailError, error) from error
        try:
            connection.send(b".\r\n")
            code, words = connection.getreply()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise self._lost(UnconfirmedMailError, error) from error
        if code // 100 not in _SETTLED:
            raise self._lost(UnconfirmedMailError, smtplib.SMTPResponseException(code, f"an answer that decides nothing: {_words(words)}"))
        if code // 100 != _TAKEN:
            raise self._refused(connection, code, words)
        return SmtpReply(code, _words(words))

    def _refused(self, connection: smtplib.SMTP, code: int, words: bytes) -> MailError:
        if code == _CLOSING or not _reset(connection):
            self.close()
        if code in _LOGIN_WANTED:
            return ServerUnavailableError(self._server.name, code, _words(words))
        kind = PermanentMailError if code >= _PERMANENT else TemporaryMailError
        return kind(self._server.name, code, _words(words))

    def _lost(self, kind: type[MailError], error: Exception) -> MailError:
        self.close()
        words = error.smtp_error if isinstance(error, smtplib.SMTPResponseException) else str(error)
        return kind(self._server.name, 0, _words(words) or type(error).__name__)


def _connection_to(server: SmtpServer, local_hostname: str | None) -> smtplib.SMTP:
    if server.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, local_hostname, timeout=_TIMEOUT_S, context=context)
    return smtplib.SMTP(server.host, server.port, local_hostname, timeout=_TIMEOUT_S)


def _introduce(connection: smtplib.SMTP, server: SmtpServer) -> None:
    """Greet, encrypt and log in, as far as asked for."""
    if connection.sock is not None:
        # The message and its dot are two writes: without this the second waits 40 ms for the acknowledgement of the first.
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    connection.ehlo_or_helo_if_needed()
    if server.security == "starttls":
        connection.starttls(context=ssl.create_default_context())
        connection.ehlo()
    if server.user:
        connection.login(server.user, server.password)


def _on_the_wire(address: str) -> str:
    """Return an address with its domain in ASCII (RFC 5890); a local part beyond ASCII needs SMTPUTF8."""
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def _mail_options(connection: smtplib.SMTP, envelope_from: str, recipient: str, content: bytes) -> list[str]:
    options = [f"size={len(content)}"] if connection.has_extn("size") else []
    if connection.has_extn("smtputf8") and not (envelope_from + recipient).isascii():
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    return options


def _dot_stuffed(content: bytes) -> bytes:
    """Double the dots that begin a line (RFC 5321 4.5.2) and end the last line; the octets have CRLF already."""
    body = content if content.endswith(b"\r\n") else content + b"\r\n"
    stuffed = body.replace(b"\r\n.", b"\r\n..")
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def _reset(connection: smtplib.SMTP) -> bool:
    try:
        code, _ = connection.rset()
    except (smtplib.SMTPException, OSError):
        return False
    return code == _OK


def _words(words: bytes | str) -> str:
    """Return a server's words as text that any database keeps and any terminal shows: no controls, and no more than a few lines."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return _CONTROLS.sub("", text.replace("\n", " "))[:_WORDS_LIMIT]
