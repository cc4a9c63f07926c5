"""What every way over SMTP has in common: the server, how it is reached, and how things are written on the wire (smtplib)."""

import contextlib
import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from functools import cache
from typing import Self
from urllib.parse import unquote, urlsplit

from mailflow.domain.errors import MailError, PermanentMailError, ServerUnavailableError, TemporaryMailError

_SCHEMES = {"smtp": ("none", 25), "smtps": ("tls", 465), "starttls": ("starttls", 587)}
_TIMEOUT_S = 30
MESSAGES_PER_CONNECTION = 50
OK = 250
TAKEN = 2
SETTLED = frozenset({TAKEN, 4, 5})
"""The first digits that say what became of a message (RFC 5321 4.2.1)."""
START_MAIL_INPUT = 354
CLOSING = 421
_PERMANENT = 500
_WORDS_LIMIT = 500
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


def open_connection(server: SmtpServer, local_hostname: str | None) -> smtplib.SMTP:
    """Connect to a server, encrypt and log in as far as asked for. Raises ServerUnavailableError."""
    try:
        connection = _connection_to(server, local_hostname or _introduced_to(server.host))
        with contextlib.ExitStack() as unless_welcome:
            unless_welcome.callback(connection.close)
            _introduce(connection, server)
            unless_welcome.pop_all()
    except smtplib.SMTPResponseException as error:
        raise ServerUnavailableError(server.name, error.smtp_code, words_of(error.smtp_error)) from error
    except UnicodeError as error:
        raise ServerUnavailableError(server.name, 0, "user and password of the server must be ASCII") from error
    except (smtplib.SMTPException, OSError) as error:
        raise ServerUnavailableError(server.name, 0, str(error) or type(error).__name__) from error
    return connection


def _introduced_to(host: str) -> str:
    """Return how this machine introduces itself to a server (RFC 5321 4.1.1.1, 4.1.3); to one on itself, DNS is not asked."""
    return "[127.0.0.1]" if host in {"127.0.0.1", "localhost"} else _own_name()


@cache
def _own_name() -> str:
    """Return the name of this machine; to find that out may take DNS, and long."""
    return str(smtplib.SMTP().local_hostname)


def _connection_to(server: SmtpServer, local_hostname: str) -> smtplib.SMTP:
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


def on_the_wire(address: str) -> str:
    """Return an address with its domain in ASCII (RFC 5890); a local part beyond ASCII needs SMTPUTF8."""
    local, at, domain = address.rpartition("@")
    if domain.isascii():
        return address
    try:
        return f"{local}{at}{domain.encode('idna').decode()}"
    except UnicodeError:
        return address


def mail_options(connection: smtplib.SMTP, envelope_from: str, recipient: str, size_bytes: int) -> list[str]:
    """Return the parameters of MAIL that the server knows (RFC 1870, 6531)."""
    options = [f"size={size_bytes}"] if connection.has_extn("size") else []
    if connection.has_extn("smtputf8") and not (envelope_from + recipient).isascii():
        options += ["SMTPUTF8", "BODY=8BITMIME"]
    return options


def dot_stuffed(content: bytes) -> bytes:
    """Double the dots that begin a line (RFC 5321 4.5.2) and end the last line; the octets have CRLF already."""
    body = content if content.endswith(b"\r\n") else content + b"\r\n"
    stuffed = body.replace(b"\r\n.", b"\r\n..") if b"\r\n." in body else body
    return b"." + stuffed if stuffed.startswith(b".") else stuffed


def words_of(words: bytes | str) -> str:
    """Return a server's words as text that any database keeps and any terminal shows: no controls, and no more than a few lines."""
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    if text.isascii() and text.isprintable():  # as nearly all are
        return text[:_WORDS_LIMIT]
    return _CONTROLS.sub("", text.replace("\n", " "))[:_WORDS_LIMIT]


def refusal(server: SmtpServer, code: int, words: bytes) -> MailError:
    """Return what a refusal by a server means: for the message, or for us."""
    if code in _LOGIN_WANTED:
        return ServerUnavailableError(server.name, code, words_of(words))
    kind = PermanentMailError if code >= _PERMANENT else TemporaryMailError
    return kind(server.name, code, words_of(words))


def loss(server: SmtpServer, kind: type[MailError], error: Exception) -> MailError:
    """Return what the loss of a connection means, in the words of the error."""
    words = error.smtp_error if isinstance(error, smtplib.SMTPResponseException) else str(error)
    return kind(server.name, 0, words_of(words) or type(error).__name__)


def check_addresses(server: SmtpServer, connection: smtplib.SMTP, *addresses: str) -> None:
    """Raise PermanentMailError where a server takes only addresses in ASCII, and one of these is not."""
    if not all(address.isascii() for address in addresses) and not connection.has_extn("smtputf8"):
        raise PermanentMailError(server.name, 0, "the server takes only addresses in ASCII (it has no SMTPUTF8)")
