"""Mails to many on their way: what a worker takes in hand, what it gives to a server, and what a killed worker leaves behind."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mailflow.domain.message import Delivery, OutboundId, OutboxEntry


@dataclass(frozen=True, slots=True)
class Personal:
    """One mail of many, owed: its entry in the outbox, and what fills the gaps of the form."""

    entry: OutboxEntry
    fields: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One mail of many that a worker has taken; `form_sha256` names the form in which `fields` are to be filled."""

    id: OutboundId
    envelope_from: str
    recipient: str
    attempts: int
    created_at: datetime
    form_sha256: str
    fields: Mapping[str, str]

    @property
    def domain(self) -> str:
        """Where the recipient's mail goes, in lower case."""
        return self.recipient.rpartition("@")[2].lower()


@dataclass(frozen=True, slots=True)
class Parcel:
    """The octets of a mail with its envelope; where they `are_stuffed` their dots are doubled, and their end is there (RFC 5321 4.5.2)."""

    envelope_from: str
    recipient: str
    content: bytes
    are_stuffed: bool = False


@dataclass(frozen=True, slots=True)
class Sealed:
    """A mail as it goes over the wire: addresses in ASCII where they can be, the commands that name them, the octets with their end."""

    sender: str
    receiver: str
    mail: bytes
    rcpt: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Orphan:
    """What a killed worker had written: what became of its messages, and the one that it had begun, if any."""

    owner: str
    deliveries: tuple[Delivery, ...]
    in_doubt: OutboundId | None
