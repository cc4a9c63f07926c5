"""The world outside: time, mail servers, formats, workers."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

from mailflow.domain.agenda import Series
from mailflow.domain.mails import MailContext
from mailflow.domain.message import Authentication, InboundId, InboundMessage, OutboundId, OutboundMessage, RawMessage
from mailflow.domain.minutes import Draft, MinutesId
from mailflow.domain.records import CalendarReply, InvitedEvent, Job, RenderedMail, SmtpReply


class StopSignal(Protocol):
    """Tells a loop when to end."""

    def is_set(self) -> bool:
        """Tell whether to end now."""
        ...

    def wait(self, timeout: float) -> bool:
        """Wait until it is set, at most so many seconds, and tell whether it is."""
        ...


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """Return the present, aware, UTC."""
        ...


class Doorbell(Protocol):
    """Tells the workers that something is due. Best effort: the sweep finds whatever a lost ring would have announced."""

    def ring(self, job: Job, ids: Sequence[InboundId] | Sequence[OutboundId] | Sequence[MinutesId]) -> None:
        """Ask a worker to run a job on the rows of these ids; never raises for a broker that is away."""
        ...


class Mailbox(Protocol):
    """One folder of an IMAP account, read without changing anything in it."""

    def fetch_new(self, known: Callable[[str, int], frozenset[int]]) -> Iterable[tuple[RawMessage, ...]]:
        """Yield the messages whose uid is not known, oldest first, in batches of at most 50 messages.

        One that the server cannot deliver costs no other; after some rounds it comes with a problem instead of octets.

        Args:
            known: from folder and uidvalidity to the uids that are stored already.
        Raises:
            TemporaryMailError: the server is away or broke off.
            PermanentMailError: the server refuses the account.
        """
        ...

    def wait(self, timeout_s: float, stop: StopSignal) -> None:
        """Return when something may have arrived, after the timeout, or soon after the signal is set.

        Raises:
            TemporaryMailError: the server is away or broke off.
        """
        ...

    def close(self) -> None:
        """End the connection; never raises."""
        ...


class MailTransport(Protocol):
    """A way to a mail server; it connects when the first message is sent and keeps the connection for the next."""

    def send(self, *, envelope_from: str, recipient: str, content: bytes) -> SmtpReply:
        """Send one message to one recipient and return the server's acceptance.

        Raises:
            ServerUnavailableError: no connection, or the server refuses us rather than the message.
            TemporaryMailError: 4yz, or the connection was lost before the final dot.
            PermanentMailError: 5yz.
            UnconfirmedMailError: the connection was lost after the final dot.
        """
        ...

    def close(self) -> None:
        """End the connection; never raises."""
        ...


class MessageCodec(Protocol):
    """Octets to messages and back."""

    def parse(self, content: bytes) -> InboundMessage:
        """Read a message; defects are listed, never raised."""
        ...

    def compose(self, message: OutboundMessage) -> bytes:
        """Build a message as it goes over the wire, lines ended by CRLF."""
        ...


class CalendarCodec(Protocol):
    """Calendar objects."""

    def request(self, event: InvitedEvent) -> bytes:
        """Return a VCALENDAR with METHOD:REQUEST for one person."""
        ...

    def parse_reply(self, content: bytes) -> CalendarReply | None:
        """Read a VCALENDAR with METHOD:REPLY; None if it is none."""
        ...


class Renderer(Protocol):
    """Templates to texts."""

    def mail(self, context: MailContext) -> RenderedMail:
        """Render the subject, text and HTML of a kind of mail, which the context names."""
        ...

    def document(self, minutes: Draft, series: Series) -> str:
        """Render a revision of the minutes as an HTML page of its own."""
        ...


class Authenticator(Protocol):
    """Says whether a sender is who they claim."""

    def verdict(self, content: bytes, author: str) -> Authentication:
        """Judge the octets of a message whose one From address is `author`."""
        ...
