"""The service of the gallery: the real use cases on a database of their own, a clock that stands still, and nobody to tell."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import SMTP
from functools import cached_property
from itertools import count
from pathlib import Path
from uuid import UUID, uuid5
from zoneinfo import ZoneInfo

from pydantic import SecretStr

from mailflow.bootstrap.application import Application
from mailflow.bootstrap.world import World
from mailflow.config import Settings
from mailflow.demo.machines import AUTHSERV_ID, Verdict, delivered
from mailflow.domain.agenda import MeetingId
from mailflow.domain.message import InboundId, MailKind, OutboundId, OutboxEntry, RawMessage, uid_of
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.records import Job

ADDRESS = "minutes@example.org"
ZONE = "Europe/Paris"
_KEY = "the key of the gallery, which signs nothing that anybody trusts"
_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
_ID_LENGTH = 12
_NAMESPACE = UUID("9f0f3a4e-52ab-4a53-9d0c-1c7a1ffbbd4e")
_BASE = len(_ALPHABET)
_STRIDE = 718_211_373_119_993  # odd, so that the numbers differ, and large, so that the ids do not look alike


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self._now = datetime(2027, 1, 1, tzinfo=UTC)

    def now(self) -> datetime:
        """Return the time, aware, UTC."""
        return self._now

    def move_to(self, month: int, day: int, hour: int, minute: int = 0) -> None:
        """Go on at a time of 2027, in the zone of the meeting."""
        self._now = datetime(2027, month, day, hour, minute, tzinfo=ZoneInfo(ZONE)).astimezone(UTC)


class _NoDoorbell:
    """Tells nobody: all is done in this process."""

    def ring(self, job: Job, ids: Sequence[InboundId] | Sequence[OutboundId] | Sequence[MinutesId]) -> None:
        """Do nothing."""


class _World(World):
    """Time stands still, nobody is told, and ids are counted, so that each run brings the same mails."""

    def __init__(self, settings: Settings, numbers: Iterator[int]) -> None:
        super().__init__(settings)
        self.drawn: list[OutboundId] = []
        self._numbers = numbers

    @cached_property
    def clock(self) -> Clock:
        """The clock of the story."""
        return Clock()

    @cached_property
    def doorbell(self) -> _NoDoorbell:
        """Nobody to tell."""
        return _NoDoorbell()

    def new_outbound_id(self) -> OutboundId:
        """Count the id of a mail."""
        number = next(self._numbers) * _STRIDE % _BASE**_ID_LENGTH
        self.drawn.append(OutboundId("".join(_ALPHABET[number // _BASE**place % _BASE] for place in range(_ID_LENGTH))))
        return self.drawn[-1]

    def new_nonce(self) -> str:
        """Count what nobody need guess here."""
        return f"gallery-{next(self._numbers)}"

    def new_uid(self) -> str:
        """Count the UID of a calendar event."""
        drawn = uuid5(_NAMESPACE, str(next(self._numbers)))
        return str(UUID(bytes=drawn.bytes, version=4))  # it looks as random as those that are


class House(Application):
    """The use cases on an empty database in a folder, and what goes to and fro between them and the people of the story."""

    def __init__(self, settings: Settings, folder: Path) -> None:
        """Take from the settings only where the templates lie."""
        own = {
            "data_dir": folder,
            "database_url": None,
            "broker_url": None,
            "smtp_url": None,
            "imap_url": None,
            "address": ADDRESS,
            "trusted_authserv_id": AUTHSERV_ID,
            "dkim_verify": False,
            "web_url": "https://minutes.example.org",
            "secret_key": SecretStr(_KEY),
            "timezone": ZONE,
            "people": None,
            "flood_sender": 0,
            "flood_domain": 0,
            "flood_total": 0,
        }
        mine = settings.model_copy(update=own)
        self._numbers = count(1)
        self._world = _World(mine, self._numbers)
        self.clock = self._world.clock
        super().__init__(mine, self._world)

    def add(self, agenda: Path) -> MeetingId:
        """Store the meeting of an agenda file."""
        return self.meetings.add(self.reading.agendas.read(self.reading.agendas.request(str(agenda))))

    def receive(self, mail: EmailMessage, *, dmarc: str = "pass") -> None:
        """Take in a mail as the receiving server hands it over, and do what it asks."""
        author = str(mail["From"].addresses[0].addr_spec)
        del mail["Message-ID"]
        mail["Message-ID"] = f"<gallery.{next(self._numbers)}@mail.example.org>"
        content = delivered(mail, Verdict(dmarc, author), self.clock.now())
        self.receiving.accept(RawMessage(content, "INBOX", 1, uid_of(content), self.clock.now()))
        while waiting := self._waiting():  # an answer to a question lets a mail be read anew
            for inbound_id in self.receiving.ingest.claim(waiting):
                self.receiving.ingest(inbound_id)

    def _waiting(self) -> tuple[InboundId, ...]:
        with self.storage.begin() as uow:
            return uow.inbound.waiting(self.clock.now(), 50)

    def look(self) -> None:
        """Do what is due by the clock."""
        for meeting_id in self.routine.chase.waiting():
            self.routine.chase(meeting_id)
        for minutes_id in self.routine.sweep().to_release:
            self.routine.release(minutes_id)

    def posted(self) -> tuple[tuple[OutboxEntry, bytes], ...]:
        """Return the mails that are owed, oldest first, with their octets as they go over the wire."""
        with self.storage.begin() as uow:
            entries = sorted(uow.outbox.entries(), key=lambda entry: self._world.drawn.index(entry.id))
            return tuple((entry, uow.outbox.content(entry.id)) for entry in entries)

    def newest(self, email: str, kind: MailKind) -> EmailMessage:
        """Return the newest mail of a kind to an address. Raises LookupError where there is none."""
        for entry, content in reversed(self.posted()):
            if entry.recipient.email == email and entry.kind is kind:
                return BytesParser(EmailMessage, policy=SMTP).parsebytes(content)
        raise LookupError(f"{email} has no {kind}")
