"""The world outside: time, mail servers, formats, workers."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from mailflow.domain.agenda import Agenda, MeetingId, Series
from mailflow.domain.event_words import EventWords
from mailflow.domain.feeds import FeedEvent
from mailflow.domain.forms import Form
from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import Address, Authentication, InboundId, InboundMessage, Look, OutboundId, OutboundMessage, RawMessage
from mailflow.domain.minutes.draft import Draft, MinutesId
from mailflow.domain.minutes.wording import Wording
from mailflow.domain.records import CalendarReply, InvitedEvent, Job, RenderedMail, SmtpReply


class AgendaTexts(Protocol):
    """Reads the agendas that people write."""

    def read(self, content: bytes | str, *, source: str, series: Series) -> Agenda:
        """Return an agenda in any of the formats that we know; what it leaves open (zone, title) is that of a series.

        A greeting above it and a sign-off below it are passed over. Its warnings are those that what is stored of the series cannot settle.
        Raises BadInputError, one line per problem.
        """
        ...


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


KnownUids = Callable[[str, int, Sequence[int]], frozenset[int]]
"""From a folder, its uidvalidity and some uids to those of them of which something holds."""


class Mailbox(Protocol):
    """One folder of an IMAP account; its messages are read without changing anything in them."""

    def fetch_new(self, known: KnownUids, look: Look = Look.ALL) -> Iterable[tuple[RawMessage, ...]]:
        """Yield the messages whose uid is not known, oldest first, in batches of at most 50 messages.

        One that the server cannot deliver costs no other; where others come, and it does not for a quarter of an hour, it comes with a
        problem instead of octets. Of one that is too large comes the beginning.

        Args:
            known: which of the uids that the server lists are stored already.
            look: at all that is there, or at what has come since the last look that was finished; the first one looks at all.
        Raises:
            TemporaryMailError: the server is away or broke off, or gives none of its messages.
            PermanentMailError: the server refuses the account.
        """
        ...

    def fetch_again(self, missing: KnownUids) -> Iterable[tuple[RawMessage, ...]]:
        """Yield those messages that the last look has listed as known, that are missing, and that the server gives by now.

        Args:
            missing: which of the uids are stored without octets.
        Raises:
            TemporaryMailError: the server broke off.
        """
        ...

    def put_away(self, whole: KnownUids) -> int:
        """Move what the looks since the last time have listed, and what is stored whole, out of the way; return how many messages.

        Mere housekeeping: where it is not wanted, or the server refuses it, nothing is moved.

        Raises:
            TemporaryMailError: the server broke off.
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


class ReaderLease(Protocol):
    """The right to read a mailbox, which one process at a time has; it is kept alive in the background until it is given back."""

    def take(self) -> bool:
        """Take it where it is free, or keep it; False where somebody else has it. Raises DatabaseUnavailableError."""
        ...

    def is_held(self) -> bool:
        """Tell whether it is ours for certain at this moment; what was lost stays lost until it is taken anew. Asks nobody."""
        ...

    def release(self) -> None:
        """Give it back; never raises."""
        ...

    def say(self, trouble: str) -> None:
        """Leave word of what keeps the reader from reading; empty: all is well again. Never raises."""
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

    def compose_form(self, message: OutboundMessage, values: Mapping[str, str]) -> Form:
        """Build a message to many once, for a model reader, with gaps where these values stand. Raises MalformedMessage."""
        ...

    def mailbox(self, address: Address) -> str:
        """Return a mailbox as it stands in a header. Raises MalformedMessage where it cannot."""
        ...


class CalendarCodec(Protocol):
    """Calendar objects."""

    def request(self, event: InvitedEvent) -> bytes:
        """Return a VCALENDAR with METHOD:REQUEST for one person."""
        ...

    def cancel(self, event: InvitedEvent) -> bytes:
        """Return a VCALENDAR with METHOD:CANCEL, which takes an event out of the calendar of one person."""
        ...

    def publish(self, name: str, events: Sequence[FeedEvent], *, organizer: Address) -> bytes:
        """Return a VCALENDAR with METHOD:PUBLISH of a name, to subscribe to; nobody is an attendee of its events."""
        ...

    def decline_counter(self, event: InvitedEvent) -> bytes:
        """Return a VCALENDAR with METHOD:DECLINECOUNTER: the event stands as it is, whatever its attendee proposed."""
        ...

    def parse_reply(self, content: bytes) -> CalendarReply | None:
        """Read a VCALENDAR with METHOD:REPLY, COUNTER or REFRESH; None if it is none."""
        ...


class Renderer(Protocol):
    """Templates to texts."""

    def mail(self, context: MailContext) -> RenderedMail:
        """Render the subject, text and HTML of a kind of mail, which the context names."""
        ...

    def event_words(self, languages: Sequence[str]) -> EventWords:
        """Return what is said under a calendar event, in the first of some languages (tags, empty ones passed over) that there is."""
        ...

    def wording(self, language: str) -> Wording:
        """Return the words in which minutes of a language (a tag) are set; English where there is none."""
        ...

    def wordings(self) -> tuple[Wording, ...]:
        """Return the words of all languages that there are."""
        ...

    def document(self, minutes: Draft, series: Series) -> str:
        """Render a revision of the minutes as an HTML page of its own."""
        ...


class WebLinks(Protocol):
    """Links to our pages that bear a token."""

    def unsubscribe_url(self, outbound_id: OutboundId) -> str:
        """Return the URL by which the reader of a mail leaves; empty where there are no pages."""
        ...

    def find_left(self, token: str) -> OutboundId | None:
        """Return the mail for which the token in such a URL was made; None where it is forged or broken."""
        ...

    def archive_key(self, slug: str) -> str:
        """Return what stands for a series in the URL of its archive where that must not be guessed."""
        ...

    def archive_url(self, series: Series, meeting_id: MeetingId | None = None) -> str:
        """Return the URL of the archive of a series, or of the minutes of a meeting in it; empty where none are shown."""
        ...

    def calendar_url(self, series: Series) -> str:
        """Return the URL of the calendar of a series, which cannot be guessed where its archive is open by link; empty without pages."""
        ...


class Authenticator(Protocol):
    """Says whether a sender is who they claim."""

    def verdict(self, content: bytes, author: str) -> Authentication:
        """Judge the octets of a message whose one From address is `author`, by the word of the trusted server; asks nobody."""
        ...

    def examine(self, content: bytes, author: str) -> Authentication:
        """Judge as `verdict` does, and by what the message itself proves where the trusted server has not judged.

        DNS may be asked: at most five times, for seconds, and in no transaction. Never raises.
        """
        ...
