"""Composition root: from settings to use cases wired to adapters.

Everything is built when it is first asked for, so that a command pays only for what it uses.
"""

import secrets
from datetime import timedelta
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mailflow.adapters import identity
from mailflow.config import Settings
from mailflow.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from mailflow.adapters.agenda_formats.given_times import GivenTimes
    from mailflow.adapters.agenda_formats.sources import AgendaReader
    from mailflow.adapters.archive_forms import ArchiveForms
    from mailflow.adapters.dkim_signing import DkimSigner
    from mailflow.adapters.lmtp.server import LmtpServer
    from mailflow.adapters.mime.codec import EmailCodec
    from mailflow.adapters.rendering import TemplateRenderer
    from mailflow.adapters.repositories.engine import Database
    from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
    from mailflow.adapters.smtp_wire import SmtpServer
    from mailflow.domain.agenda import Agenda
    from mailflow.domain.message import OutboundId
    from mailflow.services.accept import Accept
    from mailflow.services.archive_desk import ArchiveDesk
    from mailflow.services.archive_reader import ArchiveReader
    from mailflow.services.board import Board
    from mailflow.services.chase import Chase, Source
    from mailflow.services.checking import CheckMeeting
    from mailflow.services.collect import Collect
    from mailflow.services.correspondence import Correspondence, Office
    from mailflow.services.desk import Desk
    from mailflow.services.document import MinutesDocument
    from mailflow.services.drafting import DraftMinutes
    from mailflow.services.due import Due
    from mailflow.services.feeds import Feeds
    from mailflow.services.forget import Forget
    from mailflow.services.ingest import Ingest
    from mailflow.services.intake import InboxWatch
    from mailflow.services.invitations import Invitations
    from mailflow.services.invite import AddMeeting, Invite
    from mailflow.services.login import Login
    from mailflow.services.mailout import MailOut, Pace
    from mailflow.services.outbox import Dispatch, Patience
    from mailflow.services.planning import PlanNext
    from mailflow.services.ports.sending import SendingJournal
    from mailflow.services.ports.storage import UnitOfWork
    from mailflow.services.ports.world import Authenticator, Clock, Doorbell, MailTransport
    from mailflow.services.reading import ReadMessage
    from mailflow.services.rehearsal import Rehearsal
    from mailflow.services.release import Release
    from mailflow.services.rescheduling import ChangeMeeting
    from mailflow.services.series_desk import SeriesDesk
    from mailflow.services.sweep import Sweep
    from mailflow.services.trial import Trial
    from mailflow.services.views import Views
    from mailflow.services.way_out import WayOut


def build(settings: Settings) -> "Application":
    """Return the use cases on these settings; nothing is connected or written before one is used."""
    return Application(settings)


def _listed(setting: str) -> list[str]:
    return [part.strip() for part in setting.split(",") if part.strip()]


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
    def data_dir(self) -> Path:
        """The data folder; made for its owner alone, as raw mail and tokens lie in it. Raises ConfigurationError."""
        folder = self.settings.data_dir
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise ConfigurationError((f"MAILFLOW_DATA_DIR: {folder} cannot be made or is no folder ({error.strerror})",)) from error
        return folder

    @cached_property
    def engine(self) -> "Database":
        """The database; a SQLite file is made and brought up to date when it is first used."""
        from mailflow.adapters.migrations.upgrade import upgrade
        from mailflow.adapters.repositories.engine import open_engine

        engine = open_engine(self.settings.database)
        if self.settings.is_sqlite:
            _ = self.data_dir
            upgrade(engine)
        return engine

    def check(self) -> None:
        """Find out now what is missing for reading and sending mail. Raises ConfigurationError."""
        _ = self.office, self.signer

    def close(self) -> None:
        """Let go of the database."""
        self.engine.dispose()

    def begin(self) -> "UnitOfWork":
        """Return a new unit of work."""
        return self._begin_sql()

    def _begin_sql(self) -> "SqlAlchemyUnitOfWork":
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
        """Our address, the key that signs its reply tokens, and the links to our pages."""
        from mailflow.adapters.web_links import SignedWebLinks
        from mailflow.services.correspondence import Office

        key = self._secret_key()
        return Office(self.settings.address, key, SignedWebLinks(self.settings.web_url, key))

    def _secret_key(self) -> bytes:
        """Return the secret key; beside an SQLite database one is made and kept where none is set."""
        from mailflow.adapters.secret_key import load_or_make

        if self.settings.secret_key is not None:
            return self.settings.secret_key.get_secret_value().encode()
        if not self.settings.is_sqlite:
            raise ConfigurationError(("MAILFLOW_SECRET_KEY: expected at least 32 characters, the same for every role here",))
        return load_or_make(self.data_dir / "secret.key", make=lambda: secrets.token_hex(32))

    @cached_property
    def celery_configuration(self) -> dict[str, object]:
        """What whoever rings and the workers must agree on."""
        from mailflow.adapters.doorbell import celery_configuration

        return celery_configuration(self.settings.broker, self.data_dir)

    @cached_property
    def doorbell(self) -> "Doorbell":
        """The way to tell the workers."""
        from mailflow.adapters.doorbell import CeleryDoorbell

        return CeleryDoorbell(self.celery_configuration)

    @cached_property
    def codec(self) -> "EmailCodec":
        """Octets to messages and back."""
        from mailflow.adapters.mime.codec import EmailCodec

        return EmailCodec()

    @cached_property
    def reader(self) -> "ReadMessage":
        """Messages read by themselves, without the database."""
        from mailflow.services.reading import ReadMessage

        return ReadMessage(self.codec)

    def rehearsal(self, agenda: "Agenda") -> "Rehearsal":
        """Return what matches mails against one agenda, without the database."""
        from mailflow.services.rehearsal import Rehearsal

        return Rehearsal(self.codec, agenda)

    def trial(self, draft: bytes) -> "Trial":
        """Return what tries replies on a draft mail, without the database and without DNS. Raises BadInputError."""
        from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator
        from mailflow.services.trial import Trial

        authserv_id = self.settings.trusted_authserv_id
        return Trial.of(self.codec, TrustedServerAuthenticator(authserv_id), draft, is_trusting=not authserv_id)

    def new_outbound_id(self) -> "OutboundId":
        """Draw the id of a mail."""
        return identity.new_outbound_id()

    def new_nonce(self) -> str:
        """Draw what nobody can guess."""
        return secrets.token_urlsafe(16)

    def new_uid(self) -> str:
        """Draw the UID of a calendar event."""
        return identity.new_uid()

    @cached_property
    def correspondence(self) -> "Correspondence":
        """The way into the outbox."""
        from mailflow.services.correspondence import Correspondence

        return Correspondence(self.office, clock=self.clock, renderer=self.renderer, codec=self.codec, new_id=self.new_outbound_id)

    @cached_property
    def forget(self) -> "Forget":
        """Erase an address on request."""
        from mailflow.services.forget import Forget

        return Forget(self.begin, self.office, clock=self.clock)

    def scrub(self) -> bool:
        """Clear what the database keeps of earlier states beside it; tell whether nothing of that is left."""
        from mailflow.adapters.repositories.engine import scrub

        return scrub(self.engine)

    @cached_property
    def way_out(self) -> "WayOut":
        """The page by which a reader leaves."""
        from mailflow.services.way_out import WayOut

        return WayOut(self.begin, self.correspondence, clock=self.clock)

    @cached_property
    def add_meeting(self) -> "AddMeeting":
        """Store a meeting."""
        from mailflow.services.invite import AddMeeting

        return AddMeeting(self.begin, self.clock)

    @cached_property
    def check_meeting(self) -> "CheckMeeting":
        """Look at a meeting before it is sent."""
        from mailflow.services.checking import CheckMeeting

        return CheckMeeting(self.begin, clock=self.clock)

    @cached_property
    def series_desk(self) -> "SeriesDesk":
        """The actions and the history of series."""
        from mailflow.services.series_desk import SeriesDesk

        return SeriesDesk(self.begin, clock=self.clock)

    @cached_property
    def plan_next(self) -> "PlanNext":
        """Make the next meeting of a series."""
        from mailflow.services.planning import PlanNext, Planning

        return PlanNext(self.begin, Planning(self.correspondence, clock=self.clock), clock=self.clock, doorbell=self.doorbell)

    @cached_property
    def invite(self) -> "Invite":
        """Queue the invitations of a meeting."""
        from mailflow.services.invite import Invite

        return Invite(self.begin, self.invitations, clock=self.clock, doorbell=self.doorbell)

    @cached_property
    def invitations(self) -> "Invitations":
        """The way in which people are invited."""
        from mailflow.adapters.ics import IcalendarCodec
        from mailflow.services.invitations import Invitations

        return Invitations(self.correspondence, clock=self.clock, calendar=IcalendarCodec(), new_uid=self.new_uid)

    @cached_property
    def change_meeting(self) -> "ChangeMeeting":
        """Move, cancel and revive meetings."""
        from mailflow.services.calling_off import CallingOff
        from mailflow.services.rescheduling import ChangeMeeting

        calling_off = CallingOff(self.correspondence, self.invitations, clock=self.clock)
        return ChangeMeeting(self.begin, calling_off, clock=self.clock, doorbell=self.doorbell)

    @cached_property
    def feeds(self) -> "Feeds":
        """The calendars of the series."""
        from mailflow.adapters.ics import IcalendarCodec
        from mailflow.services.feeds import Feeds

        return Feeds(self.begin, self.office, calendar=IcalendarCodec(), web_url=self.settings.web_url)

    @cached_property
    def times(self) -> "GivenTimes":
        """Moments and durations as given on the command line."""
        from mailflow.adapters.agenda_formats.given_times import GivenTimes

        return GivenTimes()

    @cached_property
    def agendas(self) -> "AgendaReader":
        """Agendas, people and addresses as given on the command line."""
        from mailflow.adapters.agenda_formats.sources import AgendaReader
        from mailflow.adapters.fetching.fetcher import WebFetcher

        return AgendaReader(self.settings.timezone, self.settings.people, WebFetcher())

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

    def begin_reading(self) -> "UnitOfWork":
        """Return a new unit of work that writes nothing, and waits for nobody."""
        from mailflow.adapters.repositories.engine import for_reading
        from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork

        return SqlAlchemyUnitOfWork(for_reading(self.engine))

    @cached_property
    def archive(self) -> "ArchiveReader":
        """What everybody may read, or whoever has a link."""
        from mailflow.services.archive_reader import ArchiveReader

        return ArchiveReader(self.begin_reading, self.office, self.renderer)

    @cached_property
    def login(self) -> "Login":
        """The way onto the status board."""
        from mailflow.adapters.web_sessions import SignedSessions
        from mailflow.services.login import Login

        sessions = SignedSessions(self.settings.web_url, self.office.key, new_nonce=self.new_nonce)
        return Login(self.begin, self.correspondence, sessions, clock=self.clock, doorbell=self.doorbell)

    @cached_property
    def board(self) -> "Board":
        """The status board of those who run series."""
        from mailflow.services.board import Board
        from mailflow.services.decisions import Decisions

        decisions = Decisions(self.correspondence, clock=self.clock)
        return Board(self.begin, decisions, self.due, clock=self.clock, doorbell=self.doorbell)

    @cached_property
    def archive_desk(self) -> "ArchiveDesk":
        """What the secretary does with the archive from the shell."""
        from mailflow.services.archive_desk import ArchiveDesk
        from mailflow.services.publication import Archivist

        archivist = Archivist(self.correspondence, clock=self.clock)
        return ArchiveDesk(self.begin, archivist, self.office.links, clock=self.clock)

    @cached_property
    def archive_forms(self) -> "ArchiveForms":
        """Published minutes for other programs."""
        from mailflow.adapters.archive_forms import ArchiveForms

        return ArchiveForms(self.office.host)

    def minutes(self, meeting_id: int, revision: int | None) -> "MinutesDocument":
        """Return the minutes of a meeting, to be shown in any form. Raises NotFoundError."""
        from mailflow.domain.agenda import MeetingId
        from mailflow.services.document import MinutesDocument

        draft, series = self.views.minutes(MeetingId(meeting_id), revision)
        return MinutesDocument(draft, series, self.renderer)

    @cached_property
    def desk(self) -> "Desk":
        """What the secretary does from the shell."""
        from mailflow.services.decisions import Decisions
        from mailflow.services.desk import Desk

        return Desk(self.begin, Decisions(self.correspondence, clock=self.clock), clock=self.clock, doorbell=self.doorbell)

    @cached_property
    def draft(self) -> "DraftMinutes":
        """Compile the draft of a meeting and queue it to the chair."""
        from mailflow.services.drafting import DraftMinutes

        return DraftMinutes(self.begin, self.correspondence, clock=self.clock, doorbell=self.doorbell)

    @cached_property
    def authenticator(self) -> "Authenticator":
        """Who says whether a sender is who they claim: the trusted server, and signatures verified here unless that is switched off."""
        from mailflow.adapters.authentication.key_records import KeyRecords
        from mailflow.adapters.authentication.signatures import SignatureVerifier
        from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator

        now = self.clock.now
        signatures = SignatureVerifier(KeyRecords(now=now), now=now) if self.settings.dkim_verify else None
        return TrustedServerAuthenticator(self.settings.trusted_authserv_id, signatures)

    @cached_property
    def ingest(self) -> "Ingest":
        """Read stored messages and do what they ask."""
        from mailflow.adapters.agenda_formats.mailed import MailedAgendas
        from mailflow.adapters.ics import IcalendarCodec
        from mailflow.domain.floods import FloodLimits
        from mailflow.services.acts import Acts, Scribes
        from mailflow.services.floodgate import Floodgate
        from mailflow.services.ingest import Ingest
        from mailflow.services.recollection import Recollection
        from mailflow.services.settle import Senses, Settle

        post, clock, codec, settings = self.correspondence, self.clock, self.codec, self.settings
        senses = Senses(codec, self.authenticator, Recollection(self.begin, self.office, codec))
        acts = Acts.by(post, clock=clock, scribes=Scribes(codec, IcalendarCodec(), MailedAgendas()), invitations=self.invitations)
        settle = Settle(self.office, clock=clock, senses=senses, acts=acts)
        limits = FloodLimits(settings.flood_sender, settings.flood_domain, settings.flood_total)
        floodgate = Floodgate(self.begin, self.office, codec=codec, clock=clock, limits=limits)
        return Ingest(self.begin, settle, floodgate=floodgate, clock=clock, doorbell=self.doorbell, patience=self.patience)

    @cached_property
    def collect(self) -> "Collect":
        """Store what is new in a mailbox."""
        from mailflow.services.collect import Collect

        return Collect(self.begin, self.doorbell)

    @property
    def watch(self) -> "InboxWatch":
        """The loop that watches the inbox. Raises ConfigurationError where none is set."""
        from mailflow.adapters.imap.account import ImapAccount, Manner
        from mailflow.adapters.imap.mailbox import ImapMailbox
        from mailflow.adapters.repositories.leases import SqlReaderLease
        from mailflow.services.intake import InboxWatch, Rhythm

        if (settings := self.settings).imap_url is None:
            raise ConfigurationError(("MAILFLOW_IMAP_URL: expected imaps://user:password@host:port/INBOX; without it no mail is read",))
        account = ImapAccount.parse(settings.imap_url.get_secret_value())
        manner = Manner(settings.imap_processed, settings.max_message_bytes, settings.imap_poll_s)
        mailbox, lease = ImapMailbox(account, manner, now=self.clock.now), SqlReaderLease(self.engine, account.name)
        return InboxWatch(self.collect, mailbox, lease, Rhythm(jitter=lambda: 0.75 + secrets.randbelow(500) / 1000))

    @property
    def accept(self) -> "Accept":
        """Store a message that somebody hands over."""
        from mailflow.services.accept import Accept

        return Accept(self.begin, self.doorbell)

    @property
    def lmtp(self) -> "LmtpServer":
        """The server that takes mail from an MTA. Raises ConfigurationError where it has no port."""
        from mailflow.adapters.lmtp.connection import Mailroom
        from mailflow.adapters.lmtp.server import LmtpServer

        if not (settings := self.settings).lmtp_port:
            raise ConfigurationError(("MAILFLOW_LMTP_PORT: expected the port on which mail is taken by LMTP, such as 8024",))
        _ = self.engine  # made before the threads need it
        mailroom = Mailroom(settings.lmtp_host, settings.lmtp_port, settings.address, settings.max_message_bytes)
        return LmtpServer(mailroom, accept=self.accept, now=self.clock.now)

    @property
    def transport(self) -> "MailTransport":
        """A new way to the mail server. Raises ConfigurationError where none is set."""
        from mailflow.adapters.smtp import SmtpTransport

        return SmtpTransport(self._smtp_server, sign=self.signer)

    @cached_property
    def signer(self) -> "DkimSigner | None":
        """What signs the mail that goes out; none where a mail server does it. Raises ConfigurationError."""
        from mailflow.adapters.dkim_signing import DkimSigner, SigningKey

        files, selectors = _listed(self.settings.dkim_key_file), _listed(self.settings.dkim_selector)
        if len(files) != len(selectors):
            raise ConfigurationError(("MAILFLOW_DKIM_SELECTOR: expected one name for each file of MAILFLOW_DKIM_KEY_FILE",))
        domain = self.settings.dkim_domain or self.settings.address.rpartition("@")[2]
        keys = (SigningKey.load(Path(file), selector, domain) for file, selector in zip(files, selectors, strict=True))
        return DkimSigner(tuple(keys)) if files else None

    @property
    def _smtp_server(self) -> "SmtpServer":
        from mailflow.adapters.smtp_wire import SmtpServer

        if (url := self.settings.smtp_url) is None:
            raise ConfigurationError(("MAILFLOW_SMTP_URL: expected smtp://host:port; without it mail stays in the outbox",))
        return SmtpServer.parse(url.get_secret_value())

    @property
    def dispatch(self) -> "Dispatch":
        """Send what is due."""
        from mailflow.services.outbox import Dispatch

        return Dispatch(self.begin, self.transport, clock=self.clock, patience=self.patience, new_owner=identity.new_owner)

    @cached_property
    def journal(self) -> "SendingJournal":
        """Where it is written which of many mails are being sent: in files beside SQLite, which is one machine's; else in the database."""
        from mailflow.adapters.sending_journal import DatabaseJournal, FileJournal

        if self.settings.is_sqlite:
            return FileJournal(self.data_dir / "sending", workers=self.settings.smtp_connections)
        return DatabaseJournal(self._begin_sql, lease=self.patience.lease, now=self.clock.now)

    @property
    def mail_out(self) -> "MailOut":
        """Send what is due to many."""
        from mailflow.adapters.smtp_bulk import SmtpBulkTransport
        from mailflow.services.mailout import MailOut

        return MailOut(self.begin, SmtpBulkTransport(self._smtp_server, sign=self.signer), self.journal, clock=self.clock, pace=self.pace)

    @cached_property
    def pace(self) -> "Pace":
        """How fast mails to many go out."""
        from mailflow.domain.rates import RateLimits
        from mailflow.services.mailout import Pace

        return Pace(limits=RateLimits(self.settings.send_rate_domain, self.settings.send_rate_total))

    def new_owner(self) -> str:
        """Name whoever takes a lease."""
        return identity.new_owner()

    @cached_property
    def release(self) -> "Release":
        """Publish approved minutes whose hold has passed."""
        from mailflow.services.release import Release

        return Release(self.begin, self.correspondence, clock=self.clock)

    @cached_property
    def sweep(self) -> "Sweep":
        """Find what waits."""
        from mailflow.services.leaving import Leaving
        from mailflow.services.suspending import Suspending
        from mailflow.services.sweep import Jobs, Sweep
        from mailflow.services.triage import Digest
        from mailflow.services.upkeep import Upkeep

        post, clock = self.correspondence, self.clock
        due = (Digest(post, clock=clock), Upkeep(self.invitations, clock=clock), Suspending(post, clock=clock), Leaving(clock))
        return Sweep(Jobs(self.begin, self.journal), due, clock=self.clock, doorbell=self.doorbell, patience=self.patience)

    @cached_property
    def chase(self) -> "Chase":
        """Keep the timetable; for ten seconds nobody is asked for what lies in the inbox, unread since an outage."""
        from mailflow.services.chase import Chase

        return Chase(self.begin, self._timetable(timedelta(seconds=10)), clock=self.clock)

    @cached_property
    def due(self) -> "Due":
        """What the timetable will do."""
        from mailflow.services.due import Due

        return Due(self.begin, self._timetable(timedelta()), clock=self.clock)

    def _timetable(self, grace: timedelta) -> "tuple[Source, ...]":
        """Return what adds steps to the timetable of a meeting."""
        from mailflow.services.action_reminders import ActionReminders
        from mailflow.services.briefing import Briefing
        from mailflow.services.chase import Hands, Timetable
        from mailflow.services.drafting import Drafting
        from mailflow.services.reminding import Reminding

        post, clock = self.correspondence, self.clock
        briefing, drafting = Briefing(post, clock=clock), Drafting(post, clock=clock)
        hands = Hands(self.invite, self.invitations, Reminding(post), briefing, drafting)
        return (Timetable(hands, clock=clock, grace=grace), ActionReminders(post, clock=clock))
