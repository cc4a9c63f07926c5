"""What a mail could be about, and what was found: the values that matching takes and makes.

    Candidates (meetings, the mail of ours that is answered) -> Matched | Ambiguous | Unmatched
"""

from dataclasses import dataclass

from mailflow.domain.agenda import ItemKey, Meeting, MeetingId, PersonId, Series, Speaker
from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.message import MailKind, OutboundId


@dataclass(frozen=True, slots=True)
class Answered:
    """The mail of ours that a message answers: what it was about, to whom it went, and how we know.

    `has_token` where a valid reply address of that mail says so; else the thread does, through `hops` mails of others, or `is_by_event` the
    UID of a calendar event that the message quotes. `is_expired` where the reply address of that mail says so, but is too old for one.
    """

    id: OutboundId
    kind: MailKind
    has_token: bool
    meeting_id: MeetingId | None = None
    person_id: PersonId | None = None
    minutes_id: int | None = None
    item_keys: tuple[ItemKey, ...] = ()
    hops: int = 0
    is_by_event: bool = False
    is_expired: bool = False


@dataclass(frozen=True, slots=True)
class Venue:
    """A meeting with its series: its slots are candidates."""

    series: Series
    meeting: Meeting

    @property
    def id(self) -> MeetingId:
        """The meeting's id; 0 where it is not stored."""
        return self.meeting.id or MeetingId(0)


@dataclass(frozen=True, slots=True)
class Assigned:
    """Where somebody who may said that a message belongs: several keys for one part each. `by` says who, for the evidence."""

    meeting_id: MeetingId
    keys: tuple[ItemKey, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a message could be about: meetings, the nearest in time first, and the mail that it answers.

    `addressee` is the person to whom that mail went.
    """

    venues: tuple[Venue, ...] = ()
    answered: Answered | None = None
    addressee: Speaker | None = None
    assigned: Assigned | None = None


@dataclass(frozen=True, slots=True)
class SlotScore:
    """How well one slot fits, from 0 to 1."""

    meeting_id: MeetingId
    key: ItemKey
    confidence: float


@dataclass(frozen=True, slots=True)
class Placement:
    """A text in a slot. `author` is the speaker who wrote, or for whom `delegate` wrote."""

    slot: SlotScore
    author: Speaker
    delegate: str
    text: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to the question where a mail belongs: one slot, or several with a part of the mail each."""

    meeting_id: MeetingId
    keys: tuple[ItemKey, ...]


@dataclass(frozen=True, slots=True)
class Matched:
    """The mail belongs to one slot, or its parts to one each, in the order of the mail."""

    placements: tuple[Placement, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several slots fit too closely to choose, the likeliest first."""

    choices: tuple[Choice, ...]
    scores: tuple[SlotScore, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Nothing fits well enough; `reason` says what is missing. `walk_in` is the title of an item that the agenda lacks, if it names one."""

    reason: str
    evidence: tuple[Evidence, ...]
    scores: tuple[SlotScore, ...] = ()
    walk_in: str = ""


Match = Matched | Ambiguous | Unmatched
