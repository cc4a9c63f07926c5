"""The world in memory: one fake per port, and a house in which all use cases are wired to them.

house = House()
meeting_id = house.add_meeting(an_agenda())
house.invite(meeting_id)
record = house.receive(house.reply_to("matthias@example.org", "All is well."))
"""

import hashlib
import itertools
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mailflow.adapters.agenda_formats.mailed import MailedAgendas
from mailflow.domain.agenda import Agenda, AgendaItem, MeetingId, Series
from mailflow.domain.errors import (
    JournalUnavailableError,
    MalformedMessage,
    PermanentMailError,
    ServerUnavailableError,
    TemporaryMailError,
    UnconfirmedMailError,
)
from mailflow.domain.event_words import EventWords
from mailflow.domain.feeds import FeedEvent
from mailflow.domain.floods import FloodLimits
from mailflow.domain.forms import Form
from mailflow.domain.mailout import Orphan, Parcel, Sealed
from mailflow.domain.mails.context import MailContext
from mailflow.domain.mails.speakers import NoticeContext, NoticeKind
from mailflow.domain.message import (
    KEPT_BYTES,
    Address,
    Authentication,
    Delivery,
    InboundId,
    InboundMessage,
    Look,
    MailKind,
    Mark,
    OutboundId,
    OutboundMessage,
    OutboxEntry,
    Proof,
    RawMessage,
)
from mailflow.domain.minutes.draft import Draft, MinutesId
from mailflow.domain.minutes.wording import Wording
from mailflow.domain.publicity import Publicity
from mailflow.domain.records import AuditEntry, CalendarReply, InboundRecord, InvitedEvent, Job, RenderedMail, SmtpReply
from mailflow.services.action_reminders import ActionReminders
from mailflow.services.acts import Acts, Scribes
from mailflow.services.briefing import Briefing
from mailflow.services.calling_off import CallingOff
from mailflow.services.chase import Chase, Hands, Source, Timetable
from mailflow.services.collect import Collect
from mailflow.services.correspondence import Correspondence, Office
from mailflow.services.decisions import Decisions
from mailflow.services.deliver import Publish
from mailflow.services.desk import Desk
from mailflow.services.drafting import Drafting, DraftMinutes
from mailflow.services.filing import Filing
from mailflow.services.floodgate import Floodgate
from mailflow.services.ingest import Ingest
from mailflow.services.invitations import Invitations
from mailflow.services.invite import AddMeeting, Invite
from mailflow.services.leaving import Leaving
from mailflow.services.mailout import MailedOut, MailOut, Pace
from mailflow.services.outbox import Dispatch, Patience
from mailflow.services.planning import PlanNext, Planning
from mailflow.services.ports.sending import BulkTransport, SendingJournal
from mailflow.services.ports.storage import UnitOfWorkFactory
from mailflow.services.ports.world import Authenticator, CalendarCodec, KnownUids, MessageCodec, Renderer, StopSignal
from mailflow.services.recollection import Recollection
from mailflow.services.release import Release
from mailflow.services.reminding import Reminding
from mailflow.services.rescheduling import ChangeMeeting
from mailflow.services.roster import Roster
from mailflow.services.senses import Senses
from mailflow.services.settle import Settle
from mailflow.services.suspending import Suspending
from mailflow.services.sweep import Jobs, Sweep, Swept
from mailflow.services.triage import Digest
from mailflow.services.upkeep import Upkeep
from mailflow.services.views import Views
from tests.builders import NOW, SERVICE_ADDRESS, SIGNING_KEY, an_agenda, an_inbound
from tests.fake_storage import FakeDatabase
from tests.sink import Answer, Cut, Script, SinkMessage, Step, Transaction, accept

SERVER = "mx.example.org:25"
BATCH = 50
PROVEN = Authentication(Proof.PASS, "DMARC passed for example.org")
STRANGER = Address("mallory@example.net", "Mallory")
"""Somebody whom no meeting knows."""
FORGED = Authentication(Proof.FAIL, "DMARC failed for example.org")
NOT_PROVEN = Authentication(Proof.NONE, "no DMARC result")
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_POLL_S = 0.005


@dataclass
class FakeClock:
    """Clock that stands still until it is moved."""

    at: datetime = NOW

    def now(self) -> datetime:
        return self.at

    def forward(self, **duration: float) -> None:
        """Move on by so many seconds, minutes, hours or days."""
        self.at += timedelta(**duration)


@dataclass
class FakeDoorbell:
    """Doorbell that remembers who rang for what; like the real one it says nothing for no rows."""

    rings: list[tuple[Job, tuple[InboundId | OutboundId | MinutesId, ...]]] = field(default_factory=list)

    def ring(self, job: Job, ids: Sequence[InboundId] | Sequence[OutboundId] | Sequence[MinutesId]) -> None:
        if ids:
            self.rings.append((job, tuple(ids)))


@dataclass
class FakeStop:
    """StopSignal that never waits; it remembers for how long it was asked to, and is set after `patience` such times."""

    patience: int = 1000
    waits: list[float] = field(default_factory=list)
    is_over: bool = False

    def is_set(self) -> bool:
        return self.is_over

    def wait(self, timeout: float) -> bool:
        self.waits.append(timeout)
        self.is_over = self.is_over or len(self.waits) >= self.patience
        return self.is_over


@dataclass
class FakeMailbox:
    """Mailbox of messages by uid; `on_wait` is called whenever somebody begins to wait, `processed` holds what was put away."""

    now: Callable[[], datetime] = lambda: NOW
    folder: str = "INBOX"
    uidvalidity: int = 1
    max_message_bytes: int = 25 * 1024 * 1024
    is_away: bool = False
    refuses_account: bool = False
    on_wait: Callable[[], None] = lambda: None
    closed: int = 0
    messages: dict[int, tuple[bytes, datetime]] = field(default_factory=dict)
    processed: list[bytes] = field(default_factory=list)
    looks: list[Look] = field(default_factory=list)
    _uids: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    _lying: set[int] = field(default_factory=set)
    _stored: frozenset[int] = frozenset()
    _listed_to: int | None = None
    _seen: int = 0
    _arrived: int = 0

    def append(self, content: bytes, received_at: datetime | None = None) -> int:
        """Let a message arrive and return its uid."""
        uid = next(self._uids)
        self.messages[uid] = (content, received_at or self.now())
        self._arrived = uid
        return uid

    def expunge(self, *uids: int) -> None:
        """Let somebody else delete messages."""
        for uid in uids:
            del self.messages[uid]

    def fetch_new(self, known: KnownUids, look: Look = Look.ALL) -> Iterable[tuple[RawMessage, ...]]:
        self._check()
        self.looks.append(look)
        self._seen = self._arrived
        is_full = look is Look.ALL or self._listed_to is None
        listed = sorted(uid for uid in self.messages if is_full or uid > (self._listed_to or 0))
        stored = known(self.folder, self.uidvalidity, listed)
        self._lying |= stored
        self._stored = stored
        uids = [uid for uid in listed if uid not in stored]
        for start in range(0, len(uids), BATCH):
            self._check()
            self._lying.update(uids[start : start + BATCH])
            yield tuple(self._raw(uid) for uid in uids[start : start + BATCH] if uid in self.messages)
        self._listed_to = max([self._listed_to or 0, *listed])

    def fetch_again(self, missing: KnownUids) -> Iterable[tuple[RawMessage, ...]]:
        if self._stored:
            yield tuple(
                self._raw(uid) for uid in sorted(missing(self.folder, self.uidvalidity, sorted(self._stored))) if uid in self.messages
            )

    def _raw(self, uid: int) -> RawMessage:
        content, received_at = self.messages[uid]
        raw = RawMessage(content, self.folder, self.uidvalidity, uid, min(received_at, self.now()))
        is_too_large = len(content) > self.max_message_bytes
        return replace(raw, content=content[:KEPT_BYTES], size_bytes=len(content)) if is_too_large else raw

    def put_away(self, whole: KnownUids) -> int:
        self._check()
        ready = sorted(whole(self.folder, self.uidvalidity, sorted(self._lying)) & self.messages.keys())
        self._lying.clear()
        self.processed += [self.messages.pop(uid)[0] for uid in ready]
        return len(ready)

    def _check(self) -> None:
        if self.refuses_account:
            raise PermanentMailError(SERVER, 0, "authentication failed")
        if self.is_away:
            raise TemporaryMailError(SERVER, 0, "connection refused")

    def wait(self, timeout_s: float, stop: StopSignal) -> None:
        self.on_wait()
        deadline = time.monotonic() + timeout_s
        while self._seen == self._arrived and time.monotonic() < deadline and not stop.wait(_POLL_S):
            self._check()

    def close(self) -> None:
        self.closed += 1
        self._listed_to = None


@dataclass
class FakeLease:
    """ReaderLease on a board that several share: mailbox to reader. A reader that dies keeps nothing, as on PostgreSQL."""

    board: dict[str, object] = field(default_factory=dict)
    name: str = "INBOX"
    said: list[str] = field(default_factory=list)

    def take(self) -> bool:
        return self.board.setdefault(self.name, self) is self

    def is_held(self) -> bool:
        return self.board.get(self.name) is self

    def release(self) -> None:
        if self.is_held():
            del self.board[self.name]

    def lose(self) -> None:
        """Let the database end it."""
        self.board.pop(self.name, None)

    def say(self, trouble: str) -> None:
        if self.said[-1:] != [trouble]:
            self.said.append(trouble)

    def __hash__(self) -> int:
        return id(self)

    def __eq__(self, other: object) -> bool:
        return self is other


@dataclass
class FakeTransport:
    """MailTransport with a script like that of the SMTP sink; `before_data` is called before each message is handed over."""

    script: Script = accept
    unavailable: str = ""
    before_data: Callable[[], None] = lambda: None
    messages: list[SinkMessage] = field(default_factory=list)
    connections: int = 0
    _is_connected: bool = False

    def send(self, *, envelope_from: str, recipient: str, content: bytes) -> SmtpReply:
        self._connect()
        self.before_data()
        content = content if content.endswith(b"\r\n") else content + b"\r\n"
        steps = (
            (Step.MAIL, Transaction(self.connections, envelope_from, (), address=envelope_from)),
            (Step.RCPT, Transaction(self.connections, envelope_from, (), address=recipient)),
            (Step.DATA, Transaction(self.connections, envelope_from, (recipient,))),
            (Step.DOT, Transaction(self.connections, envelope_from, (recipient,), content=content)),
        )
        for step, transaction in steps:
            answer = self.script(step, transaction)
            if answer is Cut.KEPT:
                self._keep(envelope_from, recipient, content)
            self._raise(step, answer)
        self._keep(envelope_from, recipient, content)
        return SmtpReply(250, "OK")

    def _connect(self) -> None:
        if self.unavailable:
            raise ServerUnavailableError(SERVER, int(self.unavailable[:3]), self.unavailable[4:])
        self.connections += not self._is_connected
        self._is_connected = True

    def _keep(self, envelope_from: str, recipient: str, content: bytes) -> None:
        self.messages.append(SinkMessage(envelope_from, (recipient,), content, NOW, self.connections))

    def _raise(self, step: Step, answer: Answer) -> None:
        if isinstance(answer, Cut):
            self._is_connected = False
            lost = UnconfirmedMailError if step is Step.DOT else TemporaryMailError
            raise lost(SERVER, 0, "Connection unexpectedly closed")
        if answer is not None:
            code, words = int(answer[:3]), answer[4:]
            raise PermanentMailError(SERVER, code, words) if code >= 500 else TemporaryMailError(SERVER, code, words)

    def close(self) -> None:
        self._is_connected = False


class FakeCodec:
    """MessageCodec whose octets stand for a message that it remembers; those in `poison` make it crash."""

    def __init__(self) -> None:
        self.sent: dict[bytes, OutboundMessage] = {}
        self.models: dict[bytes, tuple[OutboundMessage, dict[str, str]]] = {}
        self.poison: set[bytes] = set()
        self._inbound: dict[bytes, InboundMessage] = {}

    def encode(self, message: InboundMessage) -> bytes:
        """Return octets that are read as this message."""
        said = repr(message).encode()
        head = f"Message-ID: {message.message_id}\r\nX-Digest: {hashlib.sha256(said).hexdigest()}\r\n\r\n".encode()
        self._inbound[head + said] = message
        self._inbound[head] = replace(message, text="")
        return head + said

    def parse(self, content: bytes) -> InboundMessage:
        if content in self.poison:
            raise RuntimeError("this message is poison")
        if content in self._inbound:
            return self._inbound[content]
        sent = self.sent.get(content) or self._find_filled(content)
        return (
            _as_read(sent) if sent else an_inbound(content.decode("utf-8", "replace"), message_id="", subject="", authors=(), recipients=())
        )

    def compose(self, message: OutboundMessage) -> bytes:
        if "@" not in message.recipient.email:
            raise MalformedMessage("an address cannot be written in a header")
        content = f"Message-ID: {message.message_id}\r\nTo: {message.recipient.email}\r\n\r\n{message!r}\r\n".encode()
        self.sent[content] = message
        return content

    def compose_form(self, message: OutboundMessage, values: Mapping[str, str]) -> Form:
        """Return a form whose gaps stand wherever these values do in what stands for the message."""
        octets = self.compose(message)
        for name, value in sorted(values.items(), key=lambda pair: -len(pair[1])):
            octets = octets.replace(value.encode(), f"\0{name}:plain\0".encode())
        form = Form.read(octets)
        self.models[form.stored] = (message, dict(values))
        return form

    def mailbox(self, address: Address) -> str:
        if "@" not in address.email:
            raise MalformedMessage("an address cannot be written in a header")
        return address.email

    def _find_filled(self, content: bytes) -> OutboundMessage | None:
        """Return what octets say that one of our forms made, as far as it is for all."""
        for stored, (model, _) in self.models.items():
            found = re.fullmatch(_pattern(Form.read(stored)), content, re.DOTALL)
            if found is not None:
                fields = {name: value.decode() for name, value in found.groupdict().items()}
                return replace(model, recipient=Address(fields["to"]), message_id=fields["message_id"])
        return None

    def filled(self, owed: Sequence[tuple[OutboxEntry, bytes]]) -> Iterator[OutboundMessage]:
        """Yield the mails to many that these octets are, in the order in which their forms were composed."""
        for stored, (model, values) in self.models.items():
            pattern = re.compile(_pattern(Form.read(stored)), re.DOTALL)
            for entry, content in owed:
                found = pattern.fullmatch(content)
                if found is not None:
                    yield _filled(model, values, entry, {name: value.decode() for name, value in found.groupdict().items()})


def _pattern(form: Form) -> bytes:
    parts, known = [re.escape(form.shared[0])], set[str]()
    for (name, _), part in zip(form.gaps, form.shared[1:], strict=True):
        parts += [(f"(?P={name})" if name in known else f"(?P<{name}>[!-~]+?)").encode(), re.escape(part)]
        known.add(name)
    return b"".join(parts)


def _filled(model: OutboundMessage, values: Mapping[str, str], entry: OutboxEntry, fields: Mapping[str, str]) -> OutboundMessage:
    listing = model.listing
    if listing is not None:
        listing = replace(listing, leave_address=fields["leave"], leave_url=fields.get("leave_url", ""))
    return replace(
        model,
        id=entry.id,
        recipient=entry.recipient,
        message_id=entry.message_id,
        references=tuple(fields["earlier"] if found == values.get("earlier") else found for found in model.references),
        headers=(("X-Loop", fields["mark"]),),
        listing=listing,
    )


def _as_read(sent: OutboundMessage) -> InboundMessage:
    return InboundMessage(
        message_id=sent.message_id,
        subject=sent.subject,
        authors=(sent.sender,),
        recipients=(sent.recipient.email,),
        references=sent.references,
        text=sent.text,
        marks=(Mark("Auto-Submitted", "auto-generated"), *(Mark(name, value) for name, value in sent.headers)),
    )


class FakeCalendar:
    """CalendarCodec with one line an object: `REQUEST uid attendee`, `CANCEL` with sequence and stamp, and `REPLY`.

    It remembers the events that were sent.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[str, InvitedEvent]] = []
        self.replies: dict[bytes, CalendarReply] = {}

    @property
    def requests(self) -> list[InvitedEvent]:
        """What was asked, oldest first."""
        return [event for method, event in self.sent if method == "REQUEST"]

    @property
    def cancels(self) -> list[InvitedEvent]:
        """What was cancelled, oldest first."""
        return [event for method, event in self.sent if method == "CANCEL"]

    def request(self, event: InvitedEvent) -> bytes:
        self.sent.append(("REQUEST", event))
        return f"REQUEST {event.uid} {event.attendee.email}".encode()

    def cancel(self, event: InvitedEvent) -> bytes:
        self.sent.append(("CANCEL", event))
        return f"CANCEL {event.uid} {event.attendee.email} {event.sequence} {event.stamped_at.isoformat()}".encode()

    def publish(self, name: str, events: Sequence[FeedEvent], *, organizer: Address) -> bytes:
        return f"PUBLISH {name} {organizer.email} {list(events)!r}".encode()

    def decline_counter(self, event: InvitedEvent) -> bytes:
        return f"DECLINECOUNTER {event.uid} {event.attendee.email} {event.sequence} {event.stamped_at.isoformat()}".encode()

    def reply(self, reply: CalendarReply) -> bytes:
        """Return a calendar that is read as this reply."""
        content = f"REPLY {reply!r}".encode()
        self.replies[content] = reply
        return content

    def parse_reply(self, content: bytes) -> CalendarReply | None:
        return self.replies.get(content)


class FakeRenderer:
    """Renderer that shows the kind of a mail and some text, remembers what each was to say, and crashes after so many."""

    def __init__(self) -> None:
        self.text = ""
        self.contexts: list[MailContext] = []
        self.broken_after = 1000

    def mail(self, context: MailContext) -> RenderedMail:
        if len(self.contexts) == self.broken_after:
            raise RuntimeError("the template is broken")
        self.contexts.append(context)
        kind = context.kind.value
        text = self.text or f"{kind} for {context.recipient.email}"
        return RenderedMail(f"[{context.series.slug}] {kind}", f"{text}\n", f"<p>{kind}</p>")

    def event_words(self, languages: Sequence[str]) -> EventWords:
        language = next(filter(None, languages), "en")
        return EventWords() if language == "en" else EventWords(own_slot=f"Your slot ({language})", join_the_meeting=f"Join ({language})")

    def wording(self, language: str) -> Wording:
        return Wording() if language == "en" else Wording(language, f"Chair ({language})", no_report=f"Nothing ({language}).")

    def wordings(self) -> tuple[Wording, ...]:
        return (Wording(), self.wording("fr"))

    def document(self, minutes: Draft, series: Series) -> str:
        return f"<html>{series.slug} {minutes.revision}</html>"

    def last(self, kind: MailKind) -> MailContext:
        """Return what the newest mail of a kind was to say."""
        return next(context for context in reversed(self.contexts) if context.kind is kind)


class FakeWebLinks:
    """WebLinks whose tokens are the ids of mails with a stamp behind."""

    def unsubscribe_url(self, outbound_id: OutboundId) -> str:
        return f"https://minutes.example.org/u/{outbound_id}.signed"

    def find_left(self, token: str) -> OutboundId | None:
        target, _, stamp = token.partition(".")
        return OutboundId(target) if stamp == "signed" else None

    def archive_key(self, slug: str) -> str:
        return f"key-of-{slug}"

    def archive_url(self, series: Series, meeting_id: MeetingId | None = None) -> str:
        places = {Publicity.OFF: "", Publicity.LINK: self.archive_key(series.slug), Publicity.PUBLIC: series.slug}
        place = places[series.archiving.access]
        return f"https://minutes.example.org/s/{place}/{meeting_id or ''}" if place else ""

    def calendar_url(self, series: Series) -> str:
        is_keyed = series.archiving.access is Publicity.LINK
        path = f"s/{self.archive_key(series.slug)}/calendar.ics" if is_keyed else f"calendar/{series.slug}.ics"
        return f"https://minutes.example.org/{path}"


@dataclass
class FakeAuthenticator:
    """Authenticator that gives every sender the same verdict, but for mails with the mark `X-Forged`, which fail.

    `signed` is what signatures prove, where somebody asks; `examined` are the authors about whom somebody did.
    """

    judgement: Authentication = PROVEN
    signed: Authentication | None = None
    examined: list[str] = field(default_factory=list)

    def verdict(self, content: bytes, author: str) -> Authentication:
        return FORGED if b"X-Forged" in content else self.judgement

    def examine(self, content: bytes, author: str) -> Authentication:
        self.examined.append(author)
        return self.signed or self.verdict(content, author)


class FakeBulkTransport:
    """BulkTransport that sends each message by one for single messages."""

    def __init__(self, single: FakeTransport) -> None:
        self._single = single
        self.following: list[str] = []

    is_signing = True

    def seal(self, parcel: Parcel) -> Sealed:
        return Sealed(parcel.envelope_from, parcel.recipient, b"", b"", parcel.content)

    def send(self, sealed: Sealed, following: Sealed | None, meanwhile: Callable[[], None]) -> SmtpReply:
        self.following += [following.receiver] if following else []
        meanwhile()
        return self._single.send(envelope_from=sealed.sender, recipient=sealed.receiver, content=sealed.data)

    def close(self) -> None:
        self._single.close()


class FakePage:
    """JournalPage in memory; `lost` is what the worker may not begin any more."""

    def __init__(self, owner: str, lost: set[OutboundId]) -> None:
        self.owner = owner
        self.done: list[Delivery] = []
        self.begun: OutboundId | None = None
        self.room = -1
        self._lost = lost

    def begin(self, outbound_id: OutboundId, after: Delivery | None) -> bool:
        if self.room == 0:
            raise JournalUnavailableError("no space left")
        self.room -= 1
        self.done += [after] if after else []
        self.begun = outbound_id if outbound_id not in self._lost else None
        return outbound_id not in self._lost

    def note(self, last: Delivery) -> None:
        self.done.append(last)
        self.begun = None

    def wipe(self) -> None:
        self.done, self.begun = [], None

    @property
    def is_used(self) -> bool:
        """Tell whether something is written on it."""
        return bool(self.done or self.begun)


class FakeJournal:
    """SendingJournal in memory: a page that is left with something on it is an orphan; none is given where the house `is_full`.

    After `room` messages no more can be written on a page; there is no end to it where that is negative.
    """

    lease = timedelta(days=1)

    def __init__(self) -> None:
        self.is_full = False
        self.room = -1
        self.lost: set[OutboundId] = set()
        self.left: list[FakePage] = []

    @contextmanager
    def open(self, owner: str) -> Iterator[FakePage | None]:
        page = FakePage(owner, self.lost)
        page.room = self.room
        self.left.append(page)
        yield None if self.is_full else page
        self.left.remove(page)

    def orphans(self) -> Iterator[Orphan]:
        for page in list(self.left):
            yield Orphan(page.owner, tuple(page.done), page.begun)
            self.left.remove(page)


@dataclass
class Formats:
    """What reads and writes octets: the fakes of a house, unless a test wants the real ones."""

    codec: MessageCodec
    calendar: CalendarCodec
    authenticator: Authenticator


class House:
    """All use cases on the fakes; `begin` puts them on another database."""

    def __init__(self, begin: UnitOfWorkFactory | None = None, *, formats: Formats | None = None, renderer: Renderer | None = None) -> None:
        self.database = FakeDatabase()
        self.begin: UnitOfWorkFactory = begin or self.database.begin
        self.clock, self.doorbell, self.codec, self.renderer = FakeClock(), FakeDoorbell(), FakeCodec(), FakeRenderer()
        self.calendar, self.authenticator, self.transport = FakeCalendar(), FakeAuthenticator(), FakeTransport()
        self.mailbox, self.lease = FakeMailbox(self.clock.now), FakeLease()
        self.patience, self.journal = Patience(), FakeJournal()
        self._ids, self._owners, self._uids = itertools.count(1), itertools.count(1), itertools.count(1)
        self.formats = formats or Formats(self.codec, self.calendar, self.authenticator)
        codec, calendar, authenticator = self.formats.codec, self.formats.calendar, self.formats.authenticator
        office = Office(SERVICE_ADDRESS, SIGNING_KEY, FakeWebLinks())
        self.post = Correspondence(office, clock=self.clock, renderer=renderer or self.renderer, codec=codec, new_id=self._new_id)
        self.publish = Publish(self.post, self.clock)
        self.invitations = Invitations(self.post, clock=self.clock, calendar=calendar, new_uid=self._new_uid)
        scribes = Scribes(codec, calendar, MailedAgendas())
        acts = Acts.by(self.post, clock=self.clock, scribes=scribes, invitations=self.invitations)
        self.filing, self.review, self.attendance = Filing(self.post, clock=self.clock), acts.desk.review, acts.attendance
        senses = Senses(codec, authenticator, Recollection(self.begin, office, codec))
        self.settle = Settle(office, clock=self.clock, senses=senses, acts=acts)
        self._build_use_cases()

    def mailed_out(
        self, pace: Pace | None = None, transport: BulkTransport | None = None, journal: SendingJournal | None = None
    ) -> MailedOut:
        """Let a worker send what is due to many, by the house's transport and journal unless others are given."""
        bulk = transport or FakeBulkTransport(self.transport)
        mail_out = MailOut(self.begin, bulk, journal or self.journal, clock=self.clock, pace=pace or Pace())
        return mail_out(f"mailer-{next(self._owners)}")

    def _build_use_cases(self) -> None:
        begin, clock, doorbell = self.begin, self.clock, self.doorbell
        self.add_meeting = AddMeeting(begin, clock, lambda: SIGNING_KEY)
        self.planning = Planning(self.post, clock=clock)
        self.plan_next = PlanNext(begin, self.planning, clock=clock, doorbell=doorbell)
        self.invite = Invite(begin, self.invitations, clock=clock, doorbell=doorbell)
        self.collect = Collect(begin, doorbell)
        self.floodgate = Floodgate(begin, self.post.office, codec=self.formats.codec, clock=clock, limits=FloodLimits())
        self.reborn()
        self.draft = DraftMinutes(begin, self.post, clock=clock, doorbell=doorbell)
        self.release = Release(begin, self.post, clock=clock)
        due = (Digest(self.post, clock=clock), Upkeep(self.invitations, clock=clock), Suspending(self.post, clock=clock), Leaving(clock))
        self._sweep = Sweep(Jobs(begin, self.journal), due, clock=clock, doorbell=doorbell, patience=self.patience)
        self.desk = Desk(begin, Decisions(self.post, clock=clock), clock=clock, doorbell=doorbell)
        self.roster = Roster(begin, SIGNING_KEY, clock=clock)
        self.views = Views(begin)
        self.change_meeting = ChangeMeeting(begin, CallingOff(self.post, self.invitations, clock=clock), clock=clock, doorbell=doorbell)
        self.reborn_beat()

    def reborn_beat(self, grace: timedelta = timedelta()) -> Chase:
        """Let the process that keeps the timetable be a new one, and return it."""
        briefing, drafting = Briefing(self.post, clock=self.clock), Drafting(self.post, clock=self.clock)
        hands = Hands(self.invite, self.invitations, Reminding(self.post), briefing, drafting)
        reminders = ActionReminders(self.post, clock=self.clock)
        self.timetable: tuple[Source, ...] = (Timetable(hands, clock=self.clock, grace=grace), reminders)
        self.chase = Chase(self.begin, self.timetable, clock=self.clock)
        return self.chase

    def sweep(self) -> Swept:
        """Do what the task of the beat does: keep the timetable, then find what waits."""
        for meeting_id in self.chase.waiting():
            self.chase(meeting_id)
        return self._sweep()

    def reborn(self) -> Ingest:
        """Let the worker that reads be a new process, which remembers nothing, and return it."""
        self.ingest = Ingest(
            self.begin, self.settle, floodgate=self.floodgate, clock=self.clock, doorbell=self.doorbell, patience=self.patience
        )
        return self.ingest

    def release_due(self) -> int:
        """Publish all minutes whose hold has passed, as the sweep's rings do, and return how many those were."""
        with self.begin() as uow:
            due = uow.minutes.due_for_release(self.clock.now())
        return sum(bool(self.release(minutes_id)) for minutes_id in due)

    def _new_id(self) -> OutboundId:
        digest = hashlib.sha256(str(next(self._ids)).encode()).digest()
        return OutboundId("".join(_ALPHABET[octet % 32] for octet in digest[:12]))

    def _new_uid(self) -> str:
        return f"event-{next(self._uids)}"

    def dispatcher(self, transport: FakeTransport | None = None) -> Dispatch:
        """Return a worker that sends, by the house's transport unless another is given."""
        new_owner = f"worker-{next(self._owners)}"
        return Dispatch(self.begin, transport or self.transport, clock=self.clock, patience=self.patience, new_owner=lambda: new_owner)

    def invited(self, agenda: Agenda | None = None) -> MeetingId:
        """Store a meeting, that of the builders unless one is given, and invite everybody."""
        meeting_id = self.add_meeting(agenda or an_agenda())
        self.invite(meeting_id)
        return meeting_id

    def drafted(self, agenda: Agenda | None = None) -> tuple[MeetingId, Draft]:
        """Go on until the draft is with the chair."""
        meeting_id = self.invited(agenda)
        return meeting_id, self.draft(meeting_id).minutes

    def mails_to(self, address: str, kind: MailKind | None = None) -> list[OutboundMessage]:
        """Return the mails that are owed to an address, oldest first."""
        with self.begin() as uow:
            owed = [(entry, uow.outbox.content(entry.id)) for entry in uow.outbox.entries() if entry.recipient.email == address]
        composed = [content for content in self.codec.sent if any(content == owed_content for _, owed_content in owed)]
        mails = [self.codec.sent[content] for content in composed]
        mails += self.codec.filled([(entry, content) for entry, content in owed if content not in self.codec.sent])
        return [mail for mail in mails if kind is None or mail.kind is kind]

    def reply_to(self, address: str, text: str, *, kind: MailKind | None = None, author: Address | None = None) -> InboundMessage:
        """Return an answer to the newest mail of a kind to an address, written from there unless an author is given."""
        mail = self.mails_to(address, kind)[-1]
        number = hashlib.sha256(f"{mail.id}{text}{author}".encode()).hexdigest()[:8]
        return an_inbound(
            text,
            message_id=f"<{number}@mail.example.org>",
            subject=f"Re: {mail.subject}",
            authors=(author or mail.recipient,),
            recipients=(mail.reply_to,),
            references=(mail.message_id,),
        )

    def slot(self, key: str, meeting_id: int = 1) -> AgendaItem:
        """Return an item of a meeting with its reports."""
        with self.begin() as uow:
            found = uow.meetings.get(MeetingId(meeting_id)).find_item(key)
        assert found is not None
        return found

    def shown(self, key: str, meeting_id: int = 1) -> list[str]:
        """Return the texts that a slot shows."""
        return [report.text for report in self.slot(key, meeting_id).shown_reports]

    def get(self, inbound_id: InboundId) -> InboundRecord:
        """Return what has become of a message."""
        with self.begin() as uow:
            return uow.inbound.get(inbound_id)

    def read_waiting(self) -> None:
        """Read what waits, as the doorbell makes the workers do, until nothing does."""
        while True:
            with self.begin() as uow:
                waiting = uow.inbound.waiting(self.clock.now(), BATCH)
            if not waiting:
                return
            for claimed in self.ingest.claim(waiting):
                self.ingest(claimed)

    def notices(self) -> list[NoticeKind]:
        """Return what was told in notices, oldest first."""
        return [NoticeKind(entry.purpose.split(":")[1]) for entry in self.entries() if entry.kind == MailKind.NOTICE]

    def last_notice(self) -> NoticeContext:
        """Return what the newest notice was to say."""
        context = self.renderer.last(MailKind.NOTICE)
        assert isinstance(context, NoticeContext)
        return context

    def arrive(self, message: InboundMessage) -> InboundId:
        """Let a message come through the mailbox, and return the id under which it is stored."""
        self.mailbox.append(self.codec.encode(message))
        self.collect(self.mailbox)
        return self.records()[-1].id

    def receive(self, message: InboundMessage) -> InboundRecord:
        """Let a message come and be read, and return what became of it."""
        inbound_id = self.arrive(message)
        for claimed in self.ingest.claim([inbound_id]):
            self.ingest(claimed)
        return self.records()[-1]

    def records(self) -> tuple[InboundRecord, ...]:
        """Return all messages that came in."""
        with self.begin() as uow:
            return uow.inbound.records()

    def entries(self) -> tuple[OutboxEntry, ...]:
        """Return all messages owed or sent."""
        with self.begin() as uow:
            return uow.outbox.entries()

    def trail(self, action: str) -> list[AuditEntry]:
        """Return the entries of the audit trail for an action."""
        with self.begin() as uow:
            return [entry for entry in uow.audit.entries() if entry.action == action]
