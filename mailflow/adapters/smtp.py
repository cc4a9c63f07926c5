"""Send over SMTP (smtplib): one recipient a transaction, one connection for many messages."""

import smtplib
from collections.abc import Callable

from mailflow.adapters.smtp_wire import (
    CLOSING,
    MESSAGES_PER_CONNECTION,
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
from mailflow.domain.errors import MailError, TemporaryMailError, UnconfirmedMailError
from mailflow.domain.records import SmtpReply


class SmtpTransport:
    """MailTransport on a mail server; `sign` signs the octets of a message as the last thing that is done to them."""

    def __init__(
        self, server: SmtpServer, *, local_hostname: str | None = None, sign: Callable[[bytes], bytes] | None = None
    ) -> None:
        self._server = server
        self._local_hostname = local_hostname
        self._sign = sign
        self._connection: smtplib.SMTP | None = None
        self._sent = 0

    def send(self, *, envelope_from: str, recipient: str, content: bytes) -> SmtpReply:
        """Send one message to one recipient; see the port for what is raised."""
        connection = self._connect()
        sender, receiver = on_the_wire(envelope_from), on_the_wire(recipient)
        check_addresses(self._server, connection, sender, receiver)
        signed = self._sign(content) if self._sign else content
        self._command(connection, lambda: connection.mail(sender, mail_options(connection, sender, receiver, len(signed))))
        self._command(connection, lambda: connection.rcpt(receiver))
        self._begin_data(connection)
        reply = self._data(connection, signed)
        self._sent += 1
        if self._sent >= MESSAGES_PER_CONNECTION:
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
            self._connection = open_connection(self._server, self._local_hostname)
        return self._connection

    def _command(self, connection: smtplib.SMTP, command: Callable[[], tuple[int, bytes]]) -> None:
        """Give MAIL or RCPT; nothing has been handed over yet, so whatever goes wrong may be tried again."""
        try:
            code, words = command()
        except (smtplib.SMTPException, OSError) as error:
            raise self._lost(TemporaryMailError, error) from error
        if code not in {OK, 251}:
            raise self._refused(connection, code, words)

    def _begin_data(self, connection: smtplib.SMTP) -> None:
        try:
            code, words = connection.docmd("data")
        except (smtplib.SMTPException, OSError) as error:
            raise self._lost(TemporaryMailError, error) from error
        if code != START_MAIL_INPUT:
            raise self._refused(connection, code, words)

    def _data(self, connection: smtplib.SMTP, content: bytes) -> SmtpReply:
        """Hand the octets over; once the final dot is written, a lost connection or an odd answer leaves it open whether they arrived."""
        try:
            connection.send(dot_stuffed(content))
        except (smtplib.SMTPException, OSError) as error:
            raise self._lost(TemporaryMailError, error) from error
        try:
            connection.send(b".\r\n")
            code, words = connection.getreply()
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise self._lost(UnconfirmedMailError, error) from error
        if code // 100 not in SETTLED:
            problem = smtplib.SMTPResponseException(code, f"an answer that decides nothing: {words_of(words)}")
            raise self._lost(UnconfirmedMailError, problem)
        if code // 100 != TAKEN:
            raise self._refused(connection, code, words)
        return SmtpReply(code, words_of(words))

    def _refused(self, connection: smtplib.SMTP, code: int, words: bytes) -> MailError:
        if code == CLOSING or not _reset(connection):
            self.close()
        return refusal(self._server, code, words)

    def _lost(self, kind: type[MailError], error: Exception) -> MailError:
        self.close()
        return loss(self._server, kind, error)


def _reset(connection: smtplib.SMTP) -> bool:
    try:
        code, _ = connection.rset()
    except (smtplib.SMTPException, OSError):
        return False
    return code == OK
