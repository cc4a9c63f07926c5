"""Composition root: from settings to use cases wired to adapters.

Everything is built when it is first asked for, so that a command pays only for what it uses.
"""

import datetime as dt
import os
import secrets
import socket
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlparse

from mailflow.config import IMAP_SCHEMES, SMTP_SCHEMES, Settings
from mailflow.domain.errors import BadInputError, ConfigurationError
from mailflow.domain.message import OutboundId

if TYPE_CHECKING:
    from mailflow.adapters.doorbell import TaskQueue
    from mailflow.adapters.imap import ImapAccount
    from mailflow.adapters.mime.codec import EmailCodec
    from mailflow.adapters.rendering import TemplateRenderer
    from mailflow.adapters.repositories.engine import Database
    from mailflow.adapters.smtp import SmtpServer
    from mailflow.domain.agenda import Agenda, Series
    from mailflow.domain.minutes import Draft
    from mailflow.services.correspondence import Correspondence, Office
    from mailflow.services.desk import Desk
    from mailflow.services.ingest import Collect, Ingest
    from mailflow.services.intake import InboxWatch
    from mailflow.services.invite import AddMeeting, Invite
    from mailflow.services.outbox import Dispatch, Patience
    from mailflow.services.ports.storage import UnitOfWork
    from mailflow.services.ports.world import Clock, Doorbell, Mailbox, MailTransport
    from mailflow.services.review import DraftMinutes, Release
    from mailflow.services.sweep import Sweep
    from mailflow.services.views import Views

_ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_ID_LENGTH = 12


@dataclass(frozen=True, slots=True)
class AgendaSource:
    """An agenda as given on the command line: its text, what to call it, and what it does not say itself."""

    content: str
    name: str
    date: dt.date | None = None
    timezone: str | None = None
    people: Path | None = None
    emails: tuple[str, ...] = ()
    chair: str | None = None
    series: str | None = None
    subscribers: tuple[str, ...] = ()


def build(settings: Settings) -> "Application":
    """Return the use cases on these settings; nothing is connected or written before one is used."""
    return Application(settings)


class Application:
    """The use cases of mailflow on one set of settings."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    @cached_property
    def clock(self) -> "Clock":
        """The clock of the machine, or of a rehearsal."""
        from mailflow.adapters.clock import RehearsalClock, SystemClock

        offset_file = self.settings.clock_offset_file
        return RehearsalClock(offset_file) if offset_file else SystemClock()

    @cached_property
    def engine(self) -> "Database":
        """The database; a SQLite file is made and brought up to date when it is first used."""
        from mailflow.adapters.migrations.upgrade import upgrade
        from mailflow.adapters.repositories.engine import open_engine

        if self.settings.is_sqlite:
            self.settings.data_dir.mkdir(parents=True, exist_ok=True)
        engine = open_engine(self.settings.database)
        if self.settings.is_sqlite:
            upgrade(engine)
        return engine

    def begin(self) -> "UnitOfWork":
        """Return a new unit of work."""
        from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork

        return SqlAlchemyUnitOfWork(self.engine)

    def migrate(self) -> str:
        """Bring the database up to date and return its revision."""
        from mailflow.adapters.migrations.upgrade import current_revision, upgrade

        upgrade(self.engine)
        return current_revision(self.engine) or ""

    @cached_property
    def patience(self) -> "Patience":
        """How long leases last."""
        from mailflow.services.outbox import Patience

        return Patience(self.settings.lease, self.settings.unknown_rest)

    @cached_property
    def office(self) -> "Office":
        """Our address, and the key that signs its reply tokens."""
        from mailflow.services.correspondence import Office

        return Office(self.settings.address, self._secret_key())

    def _secret_key(self) -> bytes:
        """Return the secret key; beside an SQLite database one is made and kept where none is set."""
        from mailflow.adapters.secret_key import load_or_make

        if self.settings.secret_key is not None:
            return self.settings.secret_key.get_secret_value().encode()
        if not self.settings.is_sqlite:
            raise ConfigurationError(
                ("MAILFLOW_SECRET_KEY: expected at least 32 characters, the same for every role of this installation",)
            )
        return load_or_make(self.settings.data_dir / "secret.key", make=lambda: secrets.token_hex(32))

    @cached_property
    def celery(self) -> "TaskQueue":
        """The Celery application by which tasks are published."""
        from mailflow.adapters.doorbell import celery_application

        return celery_application(self.settings.broker, self.settings.data_dir)

    @cached_property
    def doorbell(self) -> "Doorbell":
        """The way to tell the workers."""
        from mailflow.adapters.doorbell import CeleryDoorbell

        return CeleryDoorbell(self.celery)

    @cached_property
    def codec(self) -> "EmailCodec":
        """Octets to messages and back."""
        from mailflow.adapters.mime.codec import EmailCodec

        return EmailCodec()

    @cached_property
    def correspondence(self) -> "Correspondence":
        """The way into the outbox."""
        from mailflow.services.correspondence import Correspondence

        return Correspondence(self.office, clock=self.clock, renderer=self.renderer, codec=self.codec, new_id=new_outbound_id)

    @cached_property
    def add_meeting(self) -> "AddMeeting":
        """Store a meeting."""
        from mailflow.services.invite import AddMeeting

        return AddMeeting(self.begin, self.clock)

    @cached_property
    def invite(self) -> "Invite":
        """Queue the invitations of a meeting."""
        from mailflow.adapters.ics import IcalendarCodec
        from mailflow.services.invite import Invite

        return Invite(
            self.begin,
            self.correspondence,
            clock=self.clock,
            calendar=IcalendarCodec(),
            doorbell=self.doorbell,
            new_uid=lambda: str(uuid.uuid4()),
        )

    def read_agenda(self, source: AgendaSource) -> "Agenda":
        """Parse an agenda and complete it with what was given beside it. Raises BadInputError."""
        from mailflow.adapters.agenda_formats.completion import complete
        from mailflow.adapters.agenda_formats.options import AgendaOptions
        from mailflow.adapters.agenda_formats.reader import parse_agenda

        addresses = self.read_people(source.emails, source.people or self.settings.people)
        options = AgendaOptions(source.date, source.timezone, self.settings.timezone, addresses)
        agenda = parse_agenda(source.content, source=source.name, options=options)
        return complete(agenda, addresses, chair=source.chair, series=source.series, subscribers=source.subscribers)

    def read_people(self, options: Sequence[str], file: Path | None = None) -> dict[str, str]:
        """Return the addresses of people from a file and from options `Name=address`, which win. Raises BadInputError."""
        from mailflow.adapters.agenda_formats.people import parse_people, parse_people_option

        addresses = parse_people(read_text(file), source=str(file)) if file else {}
        return addresses | parse_people_option(options)

    def read_addresses(self, addresses: tuple[str, ...], source: str) -> tuple[str, ...]:
        """Return addresses as they are. Raises BadInputError naming each that is none."""
        from mailflow.adapters.agenda_formats.addresses import is_address

        wrong = tuple(address for address in addresses if not is_address(address))
        if wrong:
            raise BadInputError(*(f"{source}: expected an address such as reader@example.org, got {address!r}" for address in wrong))
        return addresses

    def agenda_document(self, agenda: "Agenda") -> dict[str, object]:
        """Return an agenda in the shape of `mailflow agenda --json`."""
        from mailflow.adapters.agenda_formats.document import agenda_document

        return agenda_document(agenda)

    @cached_property
    def renderer(self) -> "TemplateRenderer":
        """Templates to texts."""
        from mailflow.adapters.rendering import TemplateRenderer

        return TemplateRenderer(self.settings.templates)

    @cached_property
    def views(self) -> "Views":
        """Read-only looks at the database."""
        from mailflow.services.views import Views

        return Views(self.begin)

    def minutes(self, meeting_id: int, revision: int | None) -> "MinutesDocument":
        """Return the minutes of a meeting, to be shown in any form. Raises NotFoundError."""
        from mailflow.domain.agenda import MeetingId

        draft, series = self.views.minutes(MeetingId(meeting_id), revision)
        return MinutesDocument(draft, series, self.renderer)

    @cached_property
    def desk(self) -> "Desk":
        """What the secretary does from the shell."""
        from mailflow.services.desk import Desk

        return Desk(self.begin, clock=self.clock, doorbell=self.doorbell)

    @cached_property
    def draft(self) -> "DraftMinutes":
        """Compile the draft of a meeting and queue it to the chair."""
        from mailflow.services.review import DraftMinutes

        return DraftMinutes(self.begin, self.correspondence, clock=self.clock, doorbell=self.doorbell)

    @cached_property
    def ingest(self) -> "Ingest":
        """Read stored messages and do what they ask."""
        from mailflow.adapters.authentication import TrustedServerAuthenticator
        from mailflow.adapters.ics import IcalendarCodec
        from mailflow.services.deliver import Publish
        from mailflow.services.filing import Filing
        from mailflow.services.ingest import Ingest
        from mailflow.services.review import Review
        from mailflow.services.settle import Settle

        post = self.correspondence
        settle = Settle(
            self.office,
            clock=self.clock,
            codec=self.codec,
            authenticator=TrustedServerAuthenticator(self.settings.trusted_authserv_id),
            filing=Filing(post, clock=self.clock, calendar=IcalendarCodec()),
            review=Review(post, Publish(post, self.clock), clock=self.clock),
        )
        return Ingest(self.begin, settle, clock=self.clock, doorbell=self.doorbell, patience=self.patience)

    @cached_property
    def collect(self) -> "Collect":
        """Store what is new in a mailbox."""
        from mailflow.services.ingest import Collect

        return Collect(self.begin, self.doorbell)

    @property
    def mailbox(self) -> "Mailbox":
        """A new connection to the inbox. Raises ConfigurationError where none is set."""
        from mailflow.adapters.imap import ImapMailbox

        return ImapMailbox(imap_account(self.settings), poll_s=self.settings.imap_poll_s, now=self.clock.now)

    @property
    def watch(self) -> "InboxWatch":
        """The loop that watches the inbox."""
        from mailflow.services.intake import InboxWatch

        return InboxWatch(self.collect, self.mailbox, jitter=lambda: 0.75 + secrets.randbelow(500) / 1000)

    @property
    def transport(self) -> "MailTransport":
        """A new way to the mail server. Raises ConfigurationError where none is set."""
        from mailflow.adapters.smtp import SmtpTransport

        return SmtpTransport(smtp_server(self.settings))

    @property
    def dispatch(self) -> "Dispatch":
        """Send what is due."""
        from mailflow.services.outbox import Dispatch

        return Dispatch(self.begin, self.transport, clock=self.clock, patience=self.patience, new_owner=new_owner)

    @cached_property
    def release(self) -> "Release":
        """Publish approved minutes whose hold has passed."""
        from mailflow.services.deliver import Publish
        from mailflow.services.review import Release

        return Release(self.begin, Publish(self.correspondence, self.clock), clock=self.clock)

    @cached_property
    def sweep(self) -> "Sweep":
        """Find what waits."""
        from mailflow.services.sweep import Sweep

        return Sweep(self.begin, clock=self.clock, doorbell=self.doorbell, release=self.release, patience=self.patience)


@dataclass(frozen=True, slots=True)
class MinutesDocument:
    """A revision of the minutes, in every form in which it can be shown."""

    draft: "Draft"
    series: "Series"
    renderer: "TemplateRenderer"

    def text(self) -> str:
        """Return the canonical text."""
        return self.draft.text

    def markdown(self) -> str:
        """Return Markdown."""
        from mailflow.domain.minutes import render_markdown

        return render_markdown(self.draft.content)

    def html(self) -> str:
        """Return a page of its own."""
        return self.renderer.document(self.draft, self.series)

    def json(self) -> dict[str, object]:
        """Return the document that `--format json` prints."""
        from mailflow.services.views import minutes_json

        return minutes_json(self.draft)


def new_outbound_id() -> OutboundId:
    """Draw the id of a mail: 60 random bits."""
    return OutboundId("".join(secrets.choice(_ID_ALPHABET) for _ in range(_ID_LENGTH)))


def new_owner() -> str:
    """Name whoever takes a lease: this host, this process, this time."""
    return f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"


def smtp_server(settings: Settings) -> "SmtpServer":
    """Return the mail server of the settings. Raises ConfigurationError where none is set."""
    from mailflow.adapters.smtp import SmtpServer

    if settings.smtp_url is None:
        raise ConfigurationError(("MAILFLOW_SMTP_URL: expected smtp://host:port; without it mail stays in the outbox",))
    url = urlparse(settings.smtp_url.get_secret_value())
    security = {"smtp": "none", "smtps": "tls", "starttls": "starttls"}[url.scheme]
    port = url.port or SMTP_SCHEMES[url.scheme]
    return SmtpServer(url.hostname or "", port, security, unquote(url.username or ""), unquote(url.password or ""))


def imap_account(settings: Settings) -> "ImapAccount":
    """Return the inbox of the settings. Raises ConfigurationError where none is set."""
    from mailflow.adapters.imap import ImapAccount

    if settings.imap_url is None:
        raise ConfigurationError(("MAILFLOW_IMAP_URL: expected imaps://user:password@host:port/INBOX; without it no mail is read",))
    url = urlparse(settings.imap_url.get_secret_value())
    security = {"imap": "none", "imaps": "tls", "imap+starttls": "starttls"}[url.scheme]
    return ImapAccount(
        host=url.hostname or "",
        port=url.port or IMAP_SCHEMES[url.scheme],
        user=unquote(url.username or ""),
        password=unquote(url.password or ""),
        folder=unquote(url.path.lstrip("/")) or "INBOX",
        security=security,
    )


_FILE_LIMIT = 10_000_000


def read_text(path: Path) -> str:
    """Return the text of a file. Raises BadInputError with one line that says why it cannot be read."""
    try:
        if path.stat().st_size > _FILE_LIMIT:
            raise BadInputError(f"{path}: larger than {_FILE_LIMIT // 1_000_000} MB, which no agenda is")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadInputError(f"{path}: is no UTF-8 text (byte {error.start}); save it as UTF-8") from error
