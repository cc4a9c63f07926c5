"""Values that cross the ports and belong to no stage of their own."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailflow.domain.agenda import ItemKey, MeetingId, PersonId, SeriesId
from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.lifecycle import InboundState, MeetingState
from mailflow.domain.matching.kinds import Choice
from mailflow.domain.message import NOBODY, Address, InboundId, OutboundId
from mailflow.domain.told import Told

DISCARDED = "discarded by "
"""Begins the reason of a message that a person has put aside."""

PROMISES = "it promises a report"
"""Begins the reason of a message that promises a report on its slots, and is none."""


class Job(StrEnum):
    """The use cases that a worker runs; each has a task of the same name."""

    INGEST = "ingest"
    DISPATCH = "dispatch"
    RELEASE = "release"
    MAILOUT = "mailout"


@dataclass(frozen=True, slots=True)
class RenderedMail:
    """What the templates of a mail make."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class SmtpReply:
    """A server's reply."""

    code: int
    text: str


@dataclass(frozen=True, slots=True)
class InvitedEvent:
    """A calendar event for one attendee. Times are aware UTC; `description` is plain text.

    `partstat` is what is known of the attendee, in lower case; empty where they are to answer. `join_label` is what the link is called.
    """

    uid: str
    sequence: int
    stamped_at: datetime
    start_at: datetime
    end_at: datetime
    summary: str
    description: str
    location: str
    url: str
    organizer: Address
    attendee: Address
    partstat: str = ""
    join_label: str = "Join the meeting"


class CalendarMethod(StrEnum):
    """What an attendee's calendar sends (RFC 5546 1.4)."""

    REPLY = "reply"
    COUNTER = "counter"
    REFRESH = "refresh"


@dataclass(frozen=True, slots=True)
class CalendarReply:
    """What an attendee answered. `partstat` is that of RFC 5545 in lower case, empty where a proposal or a request leaves it open.

    `sequence` is None where the calendar does not tell it. `delegate` is the address of whom they send instead; `start_at` and `end_at`
    (aware, UTC) are those of the event as they see it: of a COUNTER the times that they propose. `others` are further attendees that the
    calendar names, with what it says of them.
    """

    uid: str
    attendee: str
    partstat: str
    sequence: int | None
    stamped_at: datetime | None
    method: CalendarMethod = CalendarMethod.REPLY
    comment: str = ""
    delegate: str = ""
    start_at: datetime | None = None
    end_at: datetime | None = None
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Invitation:
    """The calendar event of one person for one meeting, and their answer (`partstat` empty until there is one, and once it is moot).

    `replied_at` is the stamp of the newest answer, `reply_sequence` the sequence that it answers, `comment` what it says besides. `told` is
    what the event said when it was sent last (None: nobody knows any more). An event that was taken out of the calendar again, at
    `cancelled_at`, never comes back: it gets another UID, and `former_uids` keep the old ones.
    """

    meeting_id: MeetingId
    person_id: PersonId
    address: str
    uid: str
    sequence: int
    stamped_at: datetime
    partstat: str = ""
    replied_at: datetime | None = None
    reply_sequence: int | None = None
    comment: str = ""
    told: Told | None = None
    former_uids: tuple[str, ...] = ()
    cancelled_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class InboundOutcome:
    """What became of a message, with everything that was understood of it."""

    state: InboundState
    reason: str = ""
    message_id: str = ""
    author: Address = NOBODY
    subject: str = ""
    kind: str = ""
    meeting_id: MeetingId | None = None
    item_keys: tuple[str, ...] = ()
    confidence: float | None = None
    evidence: tuple[Evidence, ...] = ()
    text: str = ""
    omitted: str = ""
    signature: str = ""
    content_hash: str = ""
    copy_of: InboundId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InboundRecord(InboundOutcome):
    """A message that reached us as the database tells of it: its place in the books, and what became of it.

    `settled_at` is when it first got a final state: one that waits in spite of it is read anew. `size_bytes` is the size of the whole
    message, of which not all may be kept.
    """

    id: InboundId
    sha256: str
    received_at: datetime
    attempts: int
    settled_at: datetime | None = None
    size_bytes: int = 0


class Asked(StrEnum):
    """Who is asked where a message belongs."""

    SENDER = "sender"
    SECRETARY = "secretary"


@dataclass(frozen=True, slots=True)
class Question:
    """What a mail of ours asked about a message: the choices in the order in which they were numbered, from 1.

    `label` tells the messages of one digest apart (`A`, `B`, …); it is empty in a question to a sender. An answer counts until `until`.
    `walk_in` is the title under which a slot would be added.
    """

    outbound_id: OutboundId
    label: str
    asked: Asked
    inbound_id: InboundId
    choices: tuple[Choice, ...]
    asked_at: datetime
    until: datetime
    walk_in: str = ""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Where somebody who may decided that a message belongs; the newest of a message counts. `cause_id` is the message that said so."""

    inbound_id: InboundId
    meeting_id: MeetingId
    keys: tuple[ItemKey, ...]
    actor: str
    decided_at: datetime
    cause_id: InboundId | None = None


@dataclass(frozen=True, slots=True)
class Written:
    """That something came from an address (in lower case), when, and what became of it; `kind` is empty until it is read."""

    address: str
    received_at: datetime
    state: InboundState
    kind: str
    meeting_id: MeetingId | None


@dataclass(frozen=True, slots=True)
class MeetingSummary:
    """One line of the list of meetings; `number` and `previous_id` as Meeting has them."""

    id: MeetingId
    series: str
    title: str
    start_at: datetime
    timezone: str
    state: MeetingState
    number: int | None = None
    previous_id: MeetingId | None = None


@dataclass(frozen=True, slots=True)
class Subscriber:
    """An address that gets the minutes of a series."""

    series_id: SeriesId
    address: str
    since: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something that was decided or done. `actor` is a person's name and address, or `mailflow`; `subject` what it was done to."""

    at: datetime
    actor: str
    action: str
    subject: str
    detail: str = ""
    inbound_id: InboundId | None = None
    person_id: PersonId | None = None
