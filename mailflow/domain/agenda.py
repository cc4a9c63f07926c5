"""A series of meetings, the agenda tree of one meeting, its people, and the reports in its slots."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NewType

from mailflow.domain.habits import Habits
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.message import InboundId
from mailflow.domain.publicity import Archiving

SeriesId = NewType("SeriesId", int)
MeetingId = NewType("MeetingId", int)
PersonId = NewType("PersonId", int)
ItemKey = NewType("ItemKey", str)
"""Place of an item in the tree, `3.2`: unique in its meeting, and never changed once it has been mailed."""

_SLOT_SIBLINGS = 3


@dataclass(frozen=True, slots=True)
class Speaker:
    """A person on an agenda item or in a role; `id` once stored, `email` None while nobody has told it.

    `away_until` is the last day on which they said that they are away; `rsvp` is what their calendar answered, `rsvp_comment` what they
    wrote beside it. `aliases` are other addresses that are known to be theirs;
    `email_hash` is the MD5 of their address in lower case, in hex, where an event system told nothing but that. `language` (`fr`) and
    `timezone` (`Europe/Lisbon`) are those in which they want to be written to; empty where they are those of the series.
    """

    name: str
    affiliation: str = ""
    email: str | None = None
    id: PersonId | None = None
    rsvp: str = ""
    away_until: date | None = None
    aliases: tuple[str, ...] = ()
    email_hash: str = ""
    language: str = ""
    timezone: str = ""
    rsvp_comment: str = ""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every address that is known to be theirs, the one to which we write first."""
        return (*((self.email,) if self.email else ()), *self.aliases)


@dataclass(frozen=True, slots=True)
class Delegate:
    """Somebody who was asked by a speaker to report for them on an item."""

    person: Speaker
    speaker: Speaker


class Manner(StrEnum):
    """What a report is to those that its author sent before for the slot."""

    REPLACES = "replaces"
    ADDS = "adds"
    NOTHING = "nothing to report"


@dataclass(frozen=True, slots=True)
class StoredFile:
    """An attachment as kept: a label, a media type by content, and the digest under which its octets lie."""

    filename: str
    media_type: str
    size_bytes: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """What an author sent for a slot. `revision` counts the reports of the slot from 1; `delegate` names who wrote for the speaker.

    One that was withdrawn is kept, and shown no more.
    """

    revision: int
    author: str
    text: str
    received_at: datetime
    late: bool = False
    delegate: str = ""
    attachments: tuple[StoredFile, ...] = ()
    inbound_id: InboundId | None = None
    manner: Manner = Manner.REPLACES
    is_withdrawn: bool = False

    def followed_by(self, later: "Report") -> "Report":
        """Return what is shown of an author once a later report of theirs has come; a new text leaves the files that came before."""
        if self.manner is Manner.NOTHING or later.manner is Manner.NOTHING:
            return later
        if later.manner is not Manner.ADDS:
            return replace(later, attachments=later.attachments or self.attachments)
        text = "\n\n".join(part for part in (self.text, later.text) if part)
        return replace(later, text=text, attachments=(*self.attachments, *later.attachments), late=self.late or later.late)


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """A node of the agenda tree; one that expects a report is a slot.

    `notes` are minutes found on a page under the item; `reports` hold every revision, oldest first.
    """

    key: ItemKey
    title: str
    start_at: datetime
    duration_minutes: int
    expects_report: bool = False
    description: str = ""
    notes: str = ""
    speakers: tuple[Speaker, ...] = ()
    items: tuple["AgendaItem", ...] = ()
    aliases: tuple[str, ...] = ()
    reports: tuple[Report, ...] = ()
    delegates: tuple[Delegate, ...] = ()

    @property
    def end_at(self) -> datetime:
        """When the item ends."""
        return self.start_at + timedelta(minutes=self.duration_minutes)

    @property
    def shown_reports(self) -> tuple[Report, ...]:
        """What each author last said, with what they added to it, in the order in which the authors first wrote.

        The order is that in which the reports were received, which need not be that in which they were filed. Who writes for a speaker
        stands beside what the speaker said themselves: only the speaker replaces that, and it replaces all.
        """
        shown: dict[tuple[str, str], Report] = {}
        authors: dict[str, int] = {}
        for report in sorted(self.reports, key=lambda report: (report.received_at, report.revision)):
            if report.is_withdrawn:
                continue
            key = author, delegate = report.author.casefold(), report.delegate.casefold()
            authors.setdefault(author, len(authors))
            if not delegate and report.manner is not Manner.ADDS:
                shown = {other: kept for other, kept in shown.items() if other[0] != author or not other[1]}
            shown[key] = shown[key].followed_by(report) if key in shown else report
        return tuple(shown[key] for key in sorted(shown, key=lambda key: authors[key[0]]))

    def before(self, received_at: datetime, inbound_id: InboundId) -> "AgendaItem":
        """Return the item as it was when a message came: with the reports that came before it, in whatever order they were filed."""
        earlier = (report for report in self.reports if (report.received_at, report.inbound_id or 0) < (received_at, inbound_id))
        return replace(self, reports=tuple(earlier))

    def with_report(self, report: Report) -> "AgendaItem":
        """Return the item with one more report."""
        return replace(self, reports=(*self.reports, report))


@dataclass(frozen=True, slots=True)
class OnlineAccess:
    """How to join; nothing of it is ever published."""

    service: str = ""
    url: str = ""
    meeting_id: str = ""
    passcode: str = ""
    phones: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to join by."""
        return bool(self.url or self.meeting_id or self.phones)


@dataclass(frozen=True, slots=True)
class Meeting:
    """One date of a series with its agenda. Times are aware UTC; `timezone` is the zone in which it is spoken of.

    `number` counts the meetings of the series, `previous_id` is the one before; `changed_at` is when the agenda was changed last, None
    where it is as it was added; `told_at` is the change of which everybody was told. `retired_keys` are those of items that are gone: they
    have been mailed, so no other item ever gets one.
    """

    title: str
    start_at: datetime
    end_at: datetime
    timezone: str
    items: tuple[AgendaItem, ...]
    online: OnlineAccess = field(default_factory=OnlineAccess)
    notes: str = ""
    id: MeetingId | None = None
    state: MeetingState = MeetingState.PLANNED
    number: int | None = None
    previous_id: MeetingId | None = None
    changed_at: datetime | None = None
    told_at: datetime | None = None
    retired_keys: tuple[ItemKey, ...] = ()

    def walk(self) -> Iterator[AgendaItem]:
        """Yield every item, parents before children, in agenda order."""
        pending = list(reversed(self.items))
        while pending:
            item = pending.pop()
            yield item
            pending.extend(reversed(item.items))

    @property
    def slots(self) -> tuple[AgendaItem, ...]:
        """The items that expect a report, in agenda order."""
        return tuple(item for item in self.walk() if item.expects_report)

    def find_item(self, key: str) -> AgendaItem | None:
        """Return the item with that key, if there is one."""
        return next((item for item in self.walk() if item.key == key), None)

    @property
    def speakers(self) -> tuple[Speaker, ...]:
        """Everybody on the agenda, each person once, in agenda order."""
        return unique_people(speaker for item in self.walk() for speaker in item.speakers)


@dataclass(frozen=True, slots=True)
class Series:
    """A recurring meeting: its people, list and habits.

    `publishes_edits` where an edit that its author approves in the same mail goes out without being asked about once more.
    """

    slug: str
    title: str
    timezone: str
    chair: Speaker | None = None
    deputies: tuple[Speaker, ...] = ()
    minute_taker: Speaker | None = None
    secretary: Speaker | None = None
    subscribers: tuple[str, ...] = ()
    list_address: str = ""
    cadence: str = ""
    language: str = "en"
    approval_hold: timedelta = timedelta(minutes=10)
    publishes_edits: bool = False
    habits: Habits = field(default_factory=Habits)
    archiving: Archiving = field(default_factory=Archiving)
    id: SeriesId | None = None

    @property
    def approvers(self) -> tuple[Speaker, ...]:
        """Who may approve minutes."""
        return ((self.chair,) if self.chair else ()) + self.deputies


@dataclass(frozen=True, slots=True)
class Agenda:
    """What an agenda file says: a series, one meeting of it, and what looks wrong with it."""

    series: Series
    meeting: Meeting
    warnings: tuple[str, ...] = ()


def unique_people(people: Iterator[Speaker]) -> tuple[Speaker, ...]:
    """Return each person once: the same stored person, the same address, or, where an address is missing, the same name."""
    kept: list[Speaker] = []
    for person in people:
        if not any(is_same_person(person, other) for other in kept):
            kept.append(person)
    return tuple(kept)


def is_same_person(one: Speaker, other: Speaker) -> bool:
    """Tell whether two entries mean one person."""
    if one.id is not None and other.id is not None:
        return one.id == other.id
    if one.email and other.email:
        return one.email.casefold() == other.email.casefold()
    return _name_key(one.name) == _name_key(other.name)


def _name_key(name: str) -> str:
    return " ".join(name.casefold().split())


def expects_report(speakers: tuple[Speaker, ...], sibling_leaves_with_speakers: int) -> bool:
    """Tell whether a leaf is a slot: it has a speaker, and so have at least two more leaves beside it."""
    return bool(speakers) and sibling_leaves_with_speakers >= _SLOT_SIBLINGS


def slots_of(meeting: Meeting, person: Speaker) -> tuple[AgendaItem, ...]:
    """Return the slots on which a person is a speaker."""
    return tuple(slot for slot in meeting.slots if any(is_same_person(person, speaker) for speaker in slot.speakers))
