"""Messages that came in, messages that go out, and what became of them.

bytes -> RawMessage -> InboundMessage -> (classified, matched)        in
OutboundMessage -> bytes -> OutboxEntry -> Delivery                   out
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

from mailflow.domain.lifecycle import DeliveryState
from mailflow.domain.mail_reports import MailReport
from mailflow.domain.mailing import MailingList

InboundId = NewType("InboundId", int)
OutboundId = NewType("OutboundId", str)
"""Twelve characters of `a-z2-7`, drawn at random: it stands in the Message-ID and in the reply token."""
KEPT_BYTES = 256 * 1024
"""How much is kept of a message that is too large: its beginning, which is its header and some of its text."""
CUT = "cut: "
"""Begins each defect of a message of which a part was not read: what is there must not pass for the whole."""
HIDDEN = "hidden: "
"""Begins each defect of a message whose HTML shows a reader something else than its text says: no yes may be taken from it."""
OTHER_WORDS = f"{HIDDEN}the HTML part says something else"
"""The defect of a message whose plain text and HTML begin with other words."""


class MailKind(StrEnum):
    """The kinds of mail that we send; each has a folder of templates of the same name."""

    INVITATION = "invitation"
    RECEIPT = "receipt"
    DRAFT = "draft"
    REDLINE = "redline"
    CONFIRMATION = "confirmation"
    CLARIFICATION = "clarification"
    APPROVAL_RECEIPT = "approval_receipt"
    MINUTES = "minutes"
    UNREADABLE = "unreadable"
    QUESTION = "question"
    TRIAGE = "triage"
    NOTICE = "notice"
    FORWARD = "forward"
    BRIEFING = "briefing"
    CANCEL_QUESTION = "cancel_question"
    AGENDA_QUESTION = "agenda_question"
    CANCELLATION = "cancellation"
    UPDATE = "update"
    SUBSCRIPTION_CONFIRM = "subscription_confirm"
    SUBSCRIPTION_WELCOME = "subscription_welcome"
    SUBSCRIPTION_GOODBYE = "subscription_goodbye"
    SUBSCRIPTION_CHOICE = "subscription_choice"
    SUBSCRIPTION_PROBE = "subscription_probe"
    SUBSCRIBER_SUSPENDED = "subscriber_suspended"
    PLANNED = "planned"
    ACTION_REMINDER = "action_reminder"
    ACTION_NOTICE = "action_notice"
    REMINDER = "reminder"
    NUDGE = "nudge"
    ADDRESSES = "addresses"
    LOGIN = "login"
    ATTENDANCE = "attendance"


class Look(StrEnum):
    """How a mailbox is looked through: for all that is not stored, or for what has come since the last look."""

    ALL = "all"
    LATEST = "latest"


class Proof(StrEnum):
    """How far the author address of a message is proven."""

    NONE = "none"
    PASS = "pass"  # noqa: S105 - a verdict of RFC 8601, no password
    FAIL = "fail"


@dataclass(frozen=True, slots=True)
class Address:
    """A mailbox: display name (may be empty) and addr-spec."""

    email: str
    name: str = ""


NOBODY = Address("")
"""The author of a mail that names none."""


def is_same_address(one: str, other: str) -> bool:
    """Tell whether two addr-specs mean one mailbox: letter case is ignored in ASCII, and nowhere else (`ß` is not `ss`)."""
    return one == other or (one.isascii() and other.isascii() and one.lower() == other.lower())


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with a message; `filename` is a label, never a path."""

    filename: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        """Hex digest of the content."""
        return hashlib.sha256(self.content).hexdigest()


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A mail that came inside a mail: whose it says it is (nothing proves it), what about, and its text, quotations and all."""

    author: Address
    subject: str
    text: str

    @property
    def quoted(self) -> str:
        """The mail as a quotation: whose, what about, and its lines."""
        lines = (f"> {line}".rstrip() for line in self.text.strip("\n").split("\n"))
        return "\n".join((f"Forwarded, of {self.author.name} <{self.author.email}>: {self.subject}", *lines))


@dataclass(frozen=True, slots=True)
class RawMessage:
    """The octets of a message and where they lay: (folder, uidvalidity, uid) is unique.

    `problem` says why there are no octets; it is empty where there are. `size_bytes` is the size of the whole message where the content
    is but its beginning.
    """

    content: bytes
    folder: str
    uidvalidity: int
    uid: int
    received_at: datetime
    problem: str = ""
    size_bytes: int | None = None

    @property
    def whole_bytes(self) -> int:
        """The size of the whole message."""
        return len(self.content) if self.size_bytes is None else self.size_bytes

    @property
    def sha256(self) -> str:
        """Hex digest of the octets."""
        return hashlib.sha256(self.content).hexdigest()


def uid_of(octets: bytes | bytearray) -> int:
    """Return a number of 63 bits that stands for octets where nobody numbers them: two messages have the same by no chance."""
    return int.from_bytes(hashlib.sha256(octets).digest()[:8]) >> 1


@dataclass(frozen=True, slots=True)
class Authentication:
    """Whether the one From address is proven, by which domain, and in whose words.

    It `is_final` where the trusted server has found that the author is not who they say: a failure, and not just nothing known.
    `signature_sha256` stands for what was signed, where the proof rests on a signature that was verified here; such a proof is good for one
    message only.
    """

    proof: Proof
    detail: str
    signature_sha256: str = ""
    is_final: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A header field that tells people's mail from that of machines and lists, as it stands; the value is one line."""

    name: str
    value: str

    def __str__(self) -> str:
        """Return `Name: value`."""
        return f"{self.name}: {self.value}"


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """A message as read: header fields that decide something, its text, and its files.

    `recipients` are all addr-specs of To, Cc, Delivered-To and X-Original-To, as a reply token may stand in any;
    `authors` are the mailboxes of every From field (an honest message has one); `references` holds In-Reply-To first, then References from
    the nearest to the farthest, and, of a message that reports on another mail, last the ids of the mails inside; `rich` is the text of
    the HTML beside a plain `text`, empty if there is none; `marks` are the fields that machines and lists write; `hops` counts the Received
    fields; `encrypted` says how the text is hidden from us, in the words `S/MIME`, `PGP/MIME` or `PGP`; `forwarded` are the mails inside;
    `date` and `addressed` are the fields Date, and To and Cc, as they stand: no route changes them; `sender` is who sent it for the author;
    `to` are the addr-specs of the one To field, empty where there are several or none: of all that tells whither, signatures cover it;
    `reply_to` are those of the one Reply-To field, which never says who somebody is.
    """

    message_id: str
    subject: str
    authors: tuple[Address, ...]
    recipients: tuple[str, ...]
    references: tuple[str, ...]
    text: str
    rich: str = ""
    calendar: bytes | None = None
    attachments: tuple[Attachment, ...] = ()
    marks: tuple[Mark, ...] = ()
    report: MailReport | None = None
    hops: int = 0
    defects: tuple[str, ...] = ()
    encrypted: str = ""
    forwarded: tuple[Forwarded, ...] = ()
    date: str = ""
    addressed: str = ""
    sender: Address | None = None
    to: tuple[str, ...] = ()
    reply_to: tuple[str, ...] = ()

    @property
    def author(self) -> Address:
        """The first author; an empty address where the mail names none."""
        return self.authors[0] if self.authors else NOBODY


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """A mail to one recipient, ready to be built; `reply_to` carries the token of this very mail; `listing` is the list that it is of."""

    id: OutboundId
    kind: MailKind
    sender: Address
    recipient: Address
    subject: str
    text: str
    html: str
    message_id: str
    created_at: datetime
    reply_to: str = ""
    references: tuple[str, ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    calendar: bytes | None = None
    calendar_method: str = ""
    listing: MailingList | None = None


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A message owed or sent: what it is about, to whom, and how far it got.

    `purpose` is unique: the same purpose is never queued twice. `item_keys` are the slots that a reply would be about.
    """

    id: OutboundId
    kind: MailKind
    purpose: str
    recipient: Address
    envelope_from: str
    message_id: str
    subject: str
    content_sha256: str
    created_at: datetime
    next_attempt_at: datetime
    meeting_id: int | None = None
    person_id: int | None = None
    minutes_id: int | None = None
    item_keys: tuple[str, ...] = ()
    cause_id: InboundId | None = None
    state: DeliveryState = DeliveryState.QUEUED
    attempts: int = 0
    resends: int = 0
    reply_code: int = 0
    reply_text: str = ""
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """The outcome of one attempt to send one outbox entry, in the server's words."""

    id: OutboundId
    state: DeliveryState
    reply_code: int
    reply_text: str
    at: datetime
    next_attempt_at: datetime | None = None
