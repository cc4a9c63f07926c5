"""Fetches one document over https (http.client), and nothing that a stranger could not fetch too.

    link -> addresses, each checked -> connection to the checked one -> TLS for the name -> answer, at most so large -> text
      ^                                                                                      |
      +------------------------------------- redirect, checked as the first -----------------+

The whole of it has one time limit: a watch cuts the connection when it is over, as a server may send a byte a second without end.
"""

import codecs
import http.client
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from mailflow.adapters.fetching.addresses import is_public, resolve
from mailflow.adapters.fetching.links import Link, follow, parse_link
from mailflow.domain.errors import BadInputError

_TYPES = ("application/json", "text/calendar", "text/plain", "text/html", "application/xhtml+xml", "application/octet-stream")
_YAML = ("application/yaml", "text/yaml", "application/x-yaml", "text/x-yaml")
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 5
_OK = 200
_SHORTEST_S = 0.05
_CHUNK = 64 * 1024
_LONGEST_REASON = 60
_LONGEST_NUMBER = 19


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may take, and where it may go.

    Args:
        size_bytes: of the document, also after it was unpacked.
        timeout_s: for everything, from the first question to the last byte.
        is_allowed: whether an address, IPv4 or IPv6, may be connected to.
        tls: how certificates are checked; None: by the system's authorities.
    """

    size_bytes: int = 2 * 1024 * 1024
    timeout_s: float = 15.0
    is_allowed: Callable[[str], bool] = is_public
    tls: ssl.SSLContext | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """What was fetched: from where, as what, and its text."""

    source: str
    media_type: str
    text: str

    @property
    def is_html(self) -> bool:
        """Tell whether the text is a web page."""
        return self.media_type in {"text/html", "application/xhtml+xml"}


@dataclass(slots=True)
class _Watch:
    """The time that is left, and the connection that is cut when it is over."""

    until: float
    is_over: bool = False

    def left(self) -> float:
        return self.until - time.monotonic()

    @contextmanager
    def over(self, connection: socket.socket) -> Iterator[None]:
        """Cut a connection when the time is over."""
        timer = threading.Timer(max(0.0, self.left()), self._cut, (connection,))
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def _cut(self, connection: socket.socket) -> None:
        self.is_over = True
        try:
            socket.socket.shutdown(connection, socket.SHUT_RDWR)
        except OSError:
            return  # it was closed meanwhile


class WebFetcher:
    """Fetches documents within limits."""

    def __init__(self, limits: Limits | None = None) -> None:
        self._limits = limits or Limits()

    def __call__(self, url: str) -> Document:
        """Return a document.

        Raises:
            BadInputError: one line: no https, no public address, no answer in time, an error, too large, or no kind of text.
        """
        link = parse_link(url)
        watch = _Watch(time.monotonic() + self._limits.timeout_s)
        for _ in range(_MOST_REDIRECTS + 1):
            found = self._ask(link, watch)
            if isinstance(found, Document):
                return found
            link = found
        raise BadInputError(f"{link}: more than {_MOST_REDIRECTS} redirects")

    def _ask(self, link: Link, watch: _Watch) -> Document | Link:
        addresses = self._addresses(link, watch)
        try:
            with self._connected(link, addresses, watch) as connection:
                found = self._answer(link, connection)
            if watch.is_over:  # what was cut looks like an end
                raise TimeoutError
            return found
        except ssl.SSLCertVerificationError as error:
            raise BadInputError(f"{link}: its certificate is not trusted: {error.verify_message}") from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise BadInputError(f"{link}: {self._why(error, watch)}") from error

    def _why(self, error: Exception, watch: _Watch) -> str:
        if watch.is_over or isinstance(error, TimeoutError) or watch.left() <= 0:
            return f"no whole answer within {self._limits.timeout_s:g} s"
        if isinstance(error, ssl.SSLError):
            return "no secure connection could be made"
        if isinstance(error, ConnectionRefusedError):
            return "the server refuses connections"
        return "the server broke off or gave no answer that can be read"

    def _addresses(self, link: Link, watch: _Watch) -> tuple[str, ...]:
        addresses = resolve(link.host, link.port, timeout_s=watch.left())
        if not addresses or not all(self._limits.is_allowed(address) for address in addresses):
            raise BadInputError(f"{link}: its address is not one of the public internet, so it is not fetched")
        return addresses

    @contextmanager
    def _connected(self, link: Link, addresses: tuple[str, ...], watch: _Watch) -> Iterator[http.client.HTTPSConnection]:
        """Connect to an address that was checked, never asking for the name again; the certificate is checked for the name."""
        tls = self._limits.tls or ssl.create_default_context()
        with _first_connection(addresses, link.port, watch) as plain:
            wrapped = tls.wrap_socket(plain, server_hostname=link.host, do_handshake_on_connect=False)
            with wrapped, watch.over(wrapped):
                wrapped.do_handshake()
                connection = http.client.HTTPSConnection(link.host, link.port)
                connection.sock = wrapped
                yield connection

    def _answer(self, link: Link, connection: http.client.HTTPSConnection) -> Document | Link:
        headers = {"Accept": "application/json, text/calendar, text/plain, text/html;q=0.5", "Accept-Encoding": "identity",
                   "User-Agent": "mailflow", "Connection": "close"}  # fmt: skip
        connection.request("GET", link.target, headers=headers)
        with connection.getresponse() as response:
            return self._document(link, response)

    def _document(self, link: Link, response: http.client.HTTPResponse) -> Document | Link:
        if response.status in _REDIRECTS:
            return follow(link, response.headers.get("Location", ""))
        if response.status != _OK:
            reason = "".join(sign for sign in response.reason if sign.isprintable())[:_LONGEST_REASON]
            raise BadInputError(f"{link}: the server answered {response.status} {reason}".rstrip())
        media_type = response.headers.get_content_type()
        if media_type not in (*_TYPES, *_YAML):
            raise BadInputError(f"{link}: is {media_type[:_LONGEST_REASON]}, not an agenda (JSON, calendar, YAML, text or a page)")
        content = self._unpacked(link, response, self._body(link, response))
        return Document(str(link), media_type, _text(link, content, response.headers.get_content_charset()))

    def _body(self, link: Link, response: http.client.HTTPResponse) -> bytes:
        told = response.headers.get("Content-Length", "")
        size = int(told) if told.isdecimal() and len(told) < _LONGEST_NUMBER else None
        if size is not None and size > self._limits.size_bytes:
            raise self._too_large(link)
        parts, total = [], 0
        while part := response.read(_CHUNK):
            parts.append(part)
            total += len(part)
            if total > self._limits.size_bytes:
                raise self._too_large(link)
        if size is not None and total < size:
            raise http.client.IncompleteRead(b"", size - total)
        return b"".join(parts)

    def _unpacked(self, link: Link, response: http.client.HTTPResponse, content: bytes) -> bytes:
        """Return the document as it was before it was compressed, which some servers do unasked."""
        coding = response.headers.get("Content-Encoding", "identity").strip().lower()
        if coding in {"", "identity"}:
            return content
        if coding not in {"gzip", "x-gzip", "deflate"}:
            raise BadInputError(f"{link}: is compressed in a way that was not asked for")
        unpacking = zlib.decompressobj(zlib.MAX_WBITS | 32)
        try:
            found = unpacking.decompress(content, self._limits.size_bytes + 1)
        except zlib.error as error:
            raise BadInputError(f"{link}: cannot be unpacked") from error
        if len(found) > self._limits.size_bytes:
            raise self._too_large(link)
        if not unpacking.eof:
            raise BadInputError(f"{link}: cannot be unpacked")
        return found

    def _too_large(self, link: Link) -> BadInputError:
        return BadInputError(f"{link}: larger than {self._limits.size_bytes / 1_048_576:.3g} MiB, which no agenda is")


def _first_connection(addresses: tuple[str, ...], port: int, watch: _Watch) -> socket.socket:
    """Return a connection to the first address that takes one; a host may have some that this machine cannot reach."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return socket.create_connection((address, port), timeout=max(_SHORTEST_S, watch.left() / 2))
    return socket.create_connection((addresses[-1], port), timeout=max(_SHORTEST_S, watch.left()))


def _text(link: Link, content: bytes, charset: str | None) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        try:
            return content.decode(codecs.lookup(charset or "ascii").name)
        except (LookupError, UnicodeError, ValueError):
            raise BadInputError(f"{link}: is no text that can be read") from error
