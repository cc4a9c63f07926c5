"""Send many messages over SMTP: one recipient a transaction, and where the server offers PIPELINING one round trip a message.

    [MAIL RCPT DATA]  ->  250 250 354   <-   [octets . MAIL RCPT DATA]  ->  250 250 250 354   <-  [octets . ...

The envelope of the next message goes with the end of this one (RFC 2920 3.1: the end of the data may be the first of a group). Its replies
come in order, so that each is still known for what it is; nothing of the next message itself is sent before they and the outcome of this
one have been read.
"""

import re
import smtplib
from collections.abc import Callable
from io import BufferedReader

from mailflow.adapters.smtp_wire import (
    CLOSING,
    OK,
    SETTLED,
    START_MAIL_INPUT,
    TAKEN,
    SmtpServer,
    check_addresses,
    dot_stuffed,
    loss,
    mail_options,
    on_the_wire,
    open_connection,
    refusal,
    words_of,
)
from mailflow.domain.errors import MailError, PermanentMailError, TemporaryMailError, UnconfirmedMailError
from mailflow.domain.mailout import Parcel, Sealed
from mailflow.domain.records import SmtpReply

_MESSAGES_PER_CONNECTION = 1000
_LINE_LIMIT = 8192
_PLAIN = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
_AT_ONCE = 64 * 1024
_END = len(b".\r\n")
_RECIPIENT_TAKEN = frozenset({OK, 251})
_LOST = (smtplib.SMTPException, OSError, ValueError)
Reply = tuple[int, bytes]


class SmtpBulkTransport:
    """BulkTransport on a mail server; `sign` signs the octets of a message as the last thing that is done to them."""

    def __init__(
        self, server: SmtpServer, *, local_hostname: str | None = None, sign: Callable[[bytes], bytes] | None = None
    ) -> None:
        self._server = server
        self._local_hostname = local_hostname
        self._sign = sign
        self._connection: smtplib.SMTP | None = None
        self._replies: BufferedReader | None = None
        self._sent = 0
        self._announced: Sealed | None = None

    @property
    def is_signing(self) -> bool:
        """Tell whether it signs what it sends."""
        return self._sign is not None

    def seal(self, parcel: Parcel) -> Sealed:
        """Make a message ready for the wire."""
        sender, receiver = on_the_wire(parcel.envelope_from), on_the_wire(parcel.recipient)
        content = self._sign(parcel.content) if self._sign else parcel.content
        data = content if parcel.are_stuffed else dot_stuffed(content) + b".\r\n"
        return Sealed(sender, receiver, f"MAIL FROM:{_path(sender)}".encode(), f"RCPT TO:{_path(receiver)}".encode(), data)

    def send(self, sealed: Sealed, following: Sealed | None = None, meanwhile: Callable[[], None] = lambda: None) -> SmtpReply:
        """Send one message to one recipient; see the port for what is raised."""
        connection = self._open_envelope(sealed)
        can_follow = following is not None and self._is_pipelining(connection) and self._sent + 1 < _MESSAGES_PER_CONNECTION
        announced = b"".join(self._envelope(connection, following)) if following is not None and can_follow else b""
        return self._hand_over(connection, sealed.data, announced=(following, announced), meanwhile=meanwhile)

    def close(self) -> None:
        """End the connection; never raises. A server that waits for a message which never comes is left without a word."""
        connection, self._connection, self._replies, self._sent = self._connection, None, None, 0
        announced, self._announced = self._announced, None
        if connection is None:
            return
        try:
            if announced is not None:
                connection.close()
            else:
                connection.quit()
        except (smtplib.SMTPException, OSError):
            connection.close()

    def _connect(self) -> smtplib.SMTP:
        if self._connection is not None and self._sent >= _MESSAGES_PER_CONNECTION:
            self.close()
        if self._connection is None:
            self._connection = open_connection(self._server, self._local_hostname)
        return self._connection

    def _is_pipelining(self, connection: smtplib.SMTP) -> bool:
        return connection.has_extn("pipelining")

    def _envelope(self, connection: smtplib.SMTP, sealed: Sealed) -> tuple[bytes, ...]:
        """Return the commands before the octets; none for an address that cannot be written or that the server does not know."""
        addresses = sealed.sender + sealed.receiver
        if "\n" in addresses or "\r" in addresses or not (addresses.isascii() or connection.has_extn("smtputf8")):
            return ()
        options = " ".join(("", *mail_options(connection, sealed.sender, sealed.receiver, len(sealed.data))))
        return b"%b%b\r\n" % (sealed.mail, options.encode()), sealed.rcpt + b"\r\n", b"DATA\r\n"

    def _open_envelope(self, sealed: Sealed) -> smtplib.SMTP:
        """Give MAIL, RCPT and DATA, unless they went with the message before, and read what the server says to them.

        Nothing has been handed over yet, so whatever goes wrong may be tried again; where a server has ended a connection after some
        messages, it is on a new one, and at once.
        """
        if self._announced is not None and self._announced is not sealed:
            self.close()  # the server waits for another message, which does not come
        connection, is_reused = self._connect(), self._sent > 0
        try:
            replies = self._told(connection, sealed)
        except _LOST as error:
            lost = self._lost(TemporaryMailError, error)
            if not is_reused:
                raise lost from error
            return self._open_envelope(sealed)
        refused = _refused_of(replies)
        if refused is None:
            return connection
        self._withdraw(connection, replies[2])
        if refused[0] == CLOSING and is_reused:
            self.close()
            return self._open_envelope(sealed)
        raise self._refused(refused)

    def _told(self, connection: smtplib.SMTP, sealed: Sealed) -> tuple[Reply, Reply, Reply]:
        """Return the replies to MAIL, RCPT and DATA; after a refusal the commands that were not given count as refused in its words."""
        was_announced, self._announced = self._announced is sealed, None
        commands = () if was_announced else self._envelope(connection, sealed)
        if not was_announced and not commands:
            check_addresses(self._server, connection, sealed.sender, sealed.receiver)
            raise PermanentMailError(self._server.name, 0, "an address holds a line end")
        if was_announced or self._is_pipelining(connection):
            if commands:
                connection.send(b"".join(commands))
            return self._reply(connection), self._reply(connection), self._reply(connection)
        replies: list[Reply] = []
        for command in commands:
            is_going_on = not replies or replies[-1][0] in _RECIPIENT_TAKEN
            if is_going_on:
                connection.send(command)
            replies.append(self._reply(connection) if is_going_on else replies[-1])
        return replies[0], replies[1], replies[2]

    def _withdraw(self, connection: smtplib.SMTP, data: Reply) -> None:
        """End a transaction that is refused; a server that waits for the octets all the same gets none (RFC 2920 3.1)."""
        try:
            if data[0] == START_MAIL_INPUT:
                connection.send(b".\r\n")
                self._reply(connection)
            connection.send(b"RSET\r\n")
            code, _ = self._reply(connection)
        except _LOST:
            code = 0
        if code != OK:
            self.close()

    def _hand_over(
        self, connection: smtplib.SMTP, octets: bytes, *, announced: tuple[Sealed | None, bytes], meanwhile: Callable[[], None]
    ) -> SmtpReply:
        """Hand the octets over; once they are written, a lost connection or an odd answer leaves it open whether they arrived."""
        following, envelope = announced
        rest = self._all_but_the_end(connection, octets)
        try:
            connection.send(rest + envelope)
        except _LOST as error:
            raise self._lost(UnconfirmedMailError, error) from error
        self._announced = following if envelope else None
        meanwhile()
        try:
            code, words = self._reply(connection)
        except _LOST as error:
            raise self._lost(UnconfirmedMailError, error) from error
        if code // 100 not in SETTLED:
            problem = smtplib.SMTPResponseException(code, f"an answer that decides nothing: {words_of(words)}")
            raise self._lost(UnconfirmedMailError, problem)
        self._sent += 1
        if code // 100 != TAKEN:
            raise self._refused((code, words))
        return SmtpReply(code, words_of(words))

    def _all_but_the_end(self, connection: smtplib.SMTP, data: bytes) -> bytes:
        """Write what is too much for one write, and return the rest: where that is lost, nothing was handed over."""
        if len(data) <= _AT_ONCE:
            return data
        try:
            connection.send(data[:-_END])
        except _LOST as error:
            raise self._lost(TemporaryMailError, error) from error
        return data[-_END:]

    def _reply(self, connection: smtplib.SMTP) -> Reply:
        """Read a reply, of one line or several. Raises ValueError for what is none."""
        if self._replies is None:
            self._replies = _reader(connection)
        words = b""
        while True:
            line = self._replies.readline(_LINE_LIMIT)
            if line[-1:] != b"\n":
                raise smtplib.SMTPServerDisconnected("Connection unexpectedly closed")
            words += line[4:].strip()
            if line[3:4] != b"-":
                return int(line[:3]), words
            words += b"\n"

    def _refused(self, reply: Reply) -> MailError:
        if reply[0] == CLOSING:
            self.close()
        return refusal(self._server, *reply)

    def _lost(self, kind: type[MailError], error: Exception) -> MailError:
        if self._connection is not None:
            self._connection.close()
        self.close()
        return loss(self._server, kind, error)


def _refused_of(replies: tuple[Reply, Reply, Reply]) -> Reply | None:
    """Return the first of the replies to MAIL, RCPT and DATA that is no yes."""
    mail, recipient, data = replies
    if mail[0] != OK:
        return mail
    if recipient[0] not in _RECIPIENT_TAKEN:
        return recipient
    return data if data[0] != START_MAIL_INPUT else None


def _path(address: str) -> str:
    """Return an address as MAIL and RCPT take it (RFC 5321 4.1.2); the library reads each anew, which takes longer than to send a mail."""
    return f"<{address}>" if _PLAIN.fullmatch(address) else smtplib.quoteaddr(address)


def _reader(connection: smtplib.SMTP) -> BufferedReader:
    """Return what reads the replies of a server; smtplib keeps one of its own where it has read some, with what it has read ahead."""
    if connection.file is None and connection.sock is not None:
        connection.file = connection.sock.makefile("rb")
    reader = connection.file
    if not isinstance(reader, BufferedReader):
        raise smtplib.SMTPServerDisconnected("not connected")
    return reader
