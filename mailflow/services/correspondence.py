"""Turn what is to be said into a mail that is owed: rendered, built, and put into the outbox in the caller's transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from urllib.parse import quote

from mailflow.domain import reply_address
from mailflow.domain.agenda import MeetingId, PersonId, Series
from mailflow.domain.errors import BadReplyAddress, MalformedMessage
from mailflow.domain.event_words import EventWords
from mailflow.domain.forms import Form
from mailflow.domain.mailing import MailingList, list_id_of
from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import Address, InboundId, MailKind, OutboundId, OutboundMessage, OutboxEntry
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.minutes.wording import Wording
from mailflow.domain.records import AuditEntry
from mailflow.domain.reply_address import Purpose
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock, MessageCodec, Renderer, WebLinks
from mailflow.services.threads import root_of

LIFETIMES = {
    MailKind.DRAFT: timedelta(days=14),
    MailKind.REDLINE: timedelta(days=14),
    MailKind.NUDGE: timedelta(days=14),
    MailKind.CONFIRMATION: timedelta(days=1),
    MailKind.CANCEL_QUESTION: timedelta(days=1),
    MailKind.AGENDA_QUESTION: timedelta(days=7),
    MailKind.SUBSCRIPTION_CONFIRM: timedelta(days=3),
}
"""How long a reply address is good: a report may come late, an approval should not."""
_LIFETIME = timedelta(days=60)
# Mail servers give up after some days, but absence notices and complaints come for as long as somebody reads the mail.
_BOUNCE_LIFETIME = timedelta(days=400)
# A way out works for as long as anybody keeps the mail.
_LEAVE_LIFETIME = timedelta(days=3653)
# A machine's answer to somebody's mail goes out with an empty envelope sender, so that nothing can come back (RFC 3834 4).
_ANSWERS = frozenset({
    MailKind.RECEIPT, MailKind.APPROVAL_RECEIPT, MailKind.UNREADABLE, MailKind.QUESTION, MailKind.NOTICE,
    MailKind.SUBSCRIPTION_CONFIRM, MailKind.SUBSCRIPTION_WELCOME, MailKind.SUBSCRIPTION_GOODBYE,
    MailKind.SUBSCRIPTION_CHOICE,
})  # fmt: skip
# What goes to the list carries no token: whoever reads it could use it.
_WITHOUT_TOKEN = frozenset({MailKind.MINUTES, MailKind.LOGIN})


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail to be owed. `purpose` is unique: what was posted once for a purpose is not posted again."""

    id: OutboundId
    purpose: str
    context: MailContext
    person_id: PersonId | None = None
    item_keys: tuple[str, ...] = ()
    minutes_id: MinutesId | None = None
    cause_id: InboundId | None = None
    references: tuple[str, ...] = ()
    calendar: bytes | None = None
    calendar_method: str = "REQUEST"
    listing: MailingList | None = None
    is_text_only: bool = False


@dataclass(frozen=True, slots=True)
class Office:
    """Who we are: the address that reads the replies, the key that signs their tokens, and the links to our pages, if we have any."""

    address: str
    key: bytes
    links: WebLinks | None = None

    @property
    def host(self) -> str:
        """The domain of our address."""
        return self.address.rpartition("@")[2]


class Correspondence:
    """Posts letters."""

    def __init__(self, office: Office, *, clock: Clock, renderer: Renderer, codec: MessageCodec, new_id: Callable[[], OutboundId]) -> None:
        self.office = office
        self.new_id = new_id
        self._clock = clock
        self._renderer = renderer
        self._codec = codec

    def event_words(self, languages: Sequence[str]) -> EventWords:
        """Return what is said under a calendar event, in the first of some languages that there is."""
        return self._renderer.event_words(languages)

    def wording_of(self, series: Series) -> Wording:
        """Return the words in which minutes of a series are set from now on."""
        return self._renderer.wording(series.language)

    def now(self) -> datetime:
        """Return the time by our clock."""
        return self._clock.now()

    def reply_address(self, outbound_id: OutboundId, kind: MailKind) -> str:
        """Return the signed reply address of a mail."""
        expires_at = self._clock.now() + LIFETIMES.get(kind, _LIFETIME)
        return reply_address.sign(self.office.address, outbound_id, key=self.office.key, expires_at=expires_at)

    def envelope_sender(self, outbound_id: OutboundId, kind: MailKind) -> str:
        """Return the signed address to which a mail comes back if it fails; empty for an answer, to which nothing may come back."""
        if kind in _ANSWERS:
            return ""
        expires_at = self._clock.now() + _BOUNCE_LIFETIME
        return reply_address.sign(self.office.address, outbound_id, key=self.office.key, expires_at=expires_at, purpose=Purpose.BOUNCE)

    def find_bounced(self, address: str) -> OutboundId | None:
        """Return of which mail of ours an address is the envelope sender; none where it is no such address, forged, or too old."""
        try:
            return reply_address.verify(address, key=self.office.key, now=self._clock.now(), purpose=Purpose.BOUNCE)
        except BadReplyAddress:
            return None

    def listing(self, outbound_id: OutboundId, series: Series) -> MailingList:
        """Return what a mail to a reader of a series says of its list, and by which addresses that reader leaves."""
        expires_at = self._clock.now() + _LEAVE_LIFETIME
        office = self.office
        leave = reply_address.sign(office.address, outbound_id, key=office.key, expires_at=expires_at, purpose=Purpose.LEAVE)
        url = office.links.unsubscribe_url(outbound_id) if office.links else ""
        return MailingList(list_id_of(series.slug, office.host), series.title, office.address, leave, url)

    def find_left(self, address: str) -> OutboundId | None:
        """Return by which mail of ours a reader leaves who writes to an address; none where it is no such address, or forged."""
        try:
            return reply_address.verify(address, key=self.office.key, now=self._clock.now(), purpose=Purpose.LEAVE)
        except BadReplyAddress:
            return None

    def is_own_mark(self, mark: str) -> bool:
        """Tell whether a mail of ours bears that mark in its X-Loop field."""
        return reply_address.is_own_mark(mark, key=self.office.key)

    def reply_url(self, outbound_id: OutboundId, kind: MailKind, subject: str, words: str) -> str:
        """Return a mailto URL that prefills a reply with words (RFC 6068)."""
        address = quote(self.reply_address(outbound_id, kind), safe="@+.")
        return f"mailto:{address}?subject={quote(f'Re: {subject}')}&body={quote(words)}"

    def post(self, uow: UnitOfWork, letter: Letter) -> OutboundId | None:
        """Put a letter into the outbox; None where its purpose was served before, or its recipient cannot be written to."""
        now = self._clock.now()
        context = letter.context
        root = root_of(uow, context.kind, MeetingId(context.meeting.id or 0), context.recipient.email) if not letter.references else ()
        message = self._message(replace(letter, references=root) if root else letter, now)
        try:
            content = self._codec.compose(message)
        except MalformedMessage as error:
            detail = f"{message.kind} to {message.recipient.email}: {error.reason}"
            uow.audit.add(AuditEntry(now, "mailflow", "not sent", letter.purpose, detail, letter.cause_id))
            return None
        return uow.outbox.add(self._entry(letter, message.subject, now), content)

    def form(self, letter: Letter, values: Mapping[str, str]) -> tuple[Form, OutboundMessage]:
        """Return the form of a letter to many, and the mail to the model reader whose values these are. Raises MalformedMessage."""
        message = self._message(letter, self._clock.now())
        return self._codec.compose_form(message, values), message

    def entry(self, letter: Letter, subject: str) -> OutboxEntry:
        """Return the entry of one of many letters in the outbox."""
        return self._entry(letter, subject, self._clock.now())

    def message_id(self, outbound_id: OutboundId) -> str:
        """Return the Message-ID of a mail."""
        return f"<mailflow.{outbound_id}@{self.office.host}>"

    def mailbox(self, address: str) -> str:
        """Return an address as it stands in a header. Raises MalformedMessage."""
        return self._codec.mailbox(Address(address))

    def _message(self, letter: Letter, now: datetime) -> OutboundMessage:
        context, kind = letter.context, letter.context.kind
        rendered = self._renderer.mail(context)
        return OutboundMessage(
            id=letter.id,
            kind=kind,
            sender=Address(self.office.address, context.series.title),
            recipient=context.recipient,
            subject=rendered.subject,
            text=rendered.text,
            html="" if letter.is_text_only else rendered.html,
            message_id=self.message_id(letter.id),
            created_at=now,
            reply_to=self._reply_to(letter),
            references=letter.references,
            headers=(("X-Loop", reply_address.own_mark(letter.id, key=self.office.key)),),
            calendar=letter.calendar,
            calendar_method=letter.calendar_method if letter.calendar else "",
            listing=letter.listing,
        )

    def _reply_to(self, letter: Letter) -> str:
        kind = letter.context.kind
        return self.office.address if kind in _WITHOUT_TOKEN else self.reply_address(letter.id, kind)

    def _entry(self, letter: Letter, subject: str, now: datetime) -> OutboxEntry:
        kind = letter.context.kind
        return OutboxEntry(
            id=letter.id,
            kind=kind,
            purpose=letter.purpose,
            recipient=letter.context.recipient,
            envelope_from=self.envelope_sender(letter.id, kind),
            message_id=self.message_id(letter.id),
            subject=subject,
            content_sha256="",
            created_at=now,
            next_attempt_at=now,
            meeting_id=letter.context.meeting.id,
            person_id=letter.person_id,
            minutes_id=letter.minutes_id,
            item_keys=letter.item_keys,
            cause_id=letter.cause_id,
        )
