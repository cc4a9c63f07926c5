"""The database in memory, with true transactions: what is not committed when a unit of work ends is undone.

As on SQLite, a transaction has the whole database to itself; unlike there, one that is begun inside another is an error at once.
Every value is immutable, so a copy of the tables is a copy of the database.
"""

import hashlib
import threading
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date, datetime
from functools import partial
from typing import Self, TypeVar

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import (
    Agenda,
    AgendaItem,
    Delegate,
    ItemKey,
    Meeting,
    MeetingId,
    OnlineAccess,
    PersonId,
    Report,
    Series,
    SeriesId,
    Speaker,
)
from mailflow.domain.archive import ArchivedMinutes, Section
from mailflow.domain.choices import NO_TERMS, Terms
from mailflow.domain.erasing import Erased, erased_from
from mailflow.domain.errors import NotFoundError
from mailflow.domain.feeds import SeriesDate
from mailflow.domain.floods import Flow, Scope, Traffic, domain_of
from mailflow.domain.forms import Form
from mailflow.domain.lifecycle import OVER, DeliveryState, InboundState, MinutesState
from mailflow.domain.mail_reports import Bounce
from mailflow.domain.mailout import Outgoing, Personal
from mailflow.domain.message import Address, Delivery, InboundId, MailKind, OutboundId, OutboxEntry, RawMessage, is_same_address
from mailflow.domain.minutes.draft import Approval, Draft, MinutesId
from mailflow.domain.notes.kinds import Outline
from mailflow.domain.rates import RateLimits, admit
from mailflow.domain.records import (
    PROMISES,
    Asked,
    Assignment,
    AuditEntry,
    InboundOutcome,
    InboundRecord,
    Invitation,
    MeetingSummary,
    Question,
    Subscriber,
    Written,
)
from mailflow.domain.timetable.kinds import HELD, NOT_BEGUN, Chased
from mailflow.domain.timetable.reach import Failure, failure_of
from tests.fake_archive import FakeArchive, FakeLogins

LOCK_TIMEOUT_S = 10

Key = TypeVar("Key")
Value = TypeVar("Value")


class ConstraintError(Exception):
    """Two rows would have what only one may have."""


class TransactionError(AssertionError):
    """A unit of work was begun inside another, or used after its end."""


@dataclass(frozen=True, slots=True)
class InboundRow:
    """A message that reached us, beside what only the database knows of it."""

    record: InboundRecord
    place: tuple[str, int, int]
    lease_until: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A message owed, beside what only the database knows of it."""

    entry: OutboxEntry
    changed_at: datetime
    lease_owner: str = ""
    lease_until: datetime | None = None


@dataclass
class Tables:
    """All rows by their keys; people stand in series and meetings by their ids, and their names and addresses only in `people`."""

    series: dict[SeriesId, Series] = field(default_factory=dict)
    people: dict[PersonId, tuple[SeriesId, Speaker]] = field(default_factory=dict)
    subscribers: dict[tuple[SeriesId, str], Subscriber] = field(default_factory=dict)
    meetings: dict[MeetingId, tuple[SeriesId, Meeting]] = field(default_factory=dict)
    reports: dict[tuple[MeetingId, str, int], Report] = field(default_factory=dict)
    delegates: dict[tuple[MeetingId, str, PersonId, PersonId], None] = field(default_factory=dict)
    invitations: dict[tuple[MeetingId, PersonId], Invitation] = field(default_factory=dict)
    inbound: dict[InboundId, InboundRow] = field(default_factory=dict)
    outbox: dict[OutboundId, OutboxRow] = field(default_factory=dict)
    personal: dict[OutboundId, Mapping[str, str]] = field(default_factory=dict)
    rates: dict[str, datetime] = field(default_factory=dict)
    terms: dict[tuple[SeriesId, str], tuple[Subscriber, Terms]] = field(default_factory=dict)
    questions: dict[tuple[OutboundId, str], Question] = field(default_factory=dict)
    assignments: dict[int, Assignment] = field(default_factory=dict)
    minutes: dict[MinutesId, Draft] = field(default_factory=dict)
    approvals: dict[MinutesId, Approval] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    audit: dict[int, AuditEntry] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)
    signatures: dict[str, InboundId] = field(default_factory=dict)
    used_tokens: dict[OutboundId, InboundId] = field(default_factory=dict)
    notes: dict[InboundId, tuple[MeetingId, datetime, Outline]] = field(default_factory=dict)
    bounces: dict[InboundId, Failure] = field(default_factory=dict)
    actions: dict[tuple[SeriesId, int], ActionItem] = field(default_factory=dict)
    archive: dict[MinutesId, ArchivedMinutes] = field(default_factory=dict)
    sections: dict[MinutesId, tuple[Section, ...]] = field(default_factory=dict)
    editions: dict[str, int] = field(default_factory=dict)
    former_online: dict[tuple[MeetingId, OnlineAccess], None] = field(default_factory=dict)
    used_logins: dict[str, datetime] = field(default_factory=dict)
    forgotten_marks: dict[str, None] = field(default_factory=dict)

    def copy(self) -> "Tables":
        """Return the same rows in tables of their own."""
        return Tables(**{table.name: dict(getattr(self, table.name)) for table in fields(self)})

    def put_back(self, rows: "Tables") -> None:
        """Hold other rows from now on."""
        for table in fields(self):
            setattr(self, table.name, getattr(rows, table.name))


def _insert(table: dict[Key, Value], key: Key, row: Value) -> None:
    if key in table:
        raise ConstraintError(f"{key} is there already")
    table[key] = row


def _get(table: dict[Key, Value], key: Key, what: str) -> Value:
    if key not in table:
        raise NotFoundError(what, key)
    return table[key]


class FakeMeetings:
    """MeetingRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, agenda: Agenda, *, now: datetime) -> MeetingId:
        series_id = self._save_series(agenda.series, now)
        meeting_id = MeetingId(len(self._t.meetings) + 1)
        enter = partial(self._save_person, series_id)
        items = tuple(_stored(item, enter) for item in agenda.meeting.items)
        self._t.meetings[meeting_id] = (series_id, replace(agenda.meeting, id=meeting_id, items=items))
        return meeting_id

    def add_item(self, meeting_id: MeetingId, item: AgendaItem, *, parent_key: str) -> None:
        series_id, meeting = _get(self._t.meetings, meeting_id, "meeting")
        if parent_key and meeting.find_item(parent_key) is None:
            raise NotFoundError("item", parent_key)
        if meeting.find_item(item.key) is not None:
            raise ConstraintError(f"item {item.key} is there already")
        stored = _stored(item, partial(self._enter_person, series_id))
        top = AgendaItem(ItemKey(""), "", meeting.start_at, 0, items=meeting.items)
        self._t.meetings[meeting_id] = (series_id, replace(meeting, items=_with_child(top, parent_key, stored).items))

    def _save_series(self, series: Series, now: datetime) -> SeriesId:
        known = next((stored for stored in self._t.series.values() if stored.slug == series.slug), None)
        series_id = known.id if known and known.id else SeriesId(len(self._t.series) + 1)
        bare = replace(series, id=series_id, chair=None, deputies=(), minute_taker=None, secretary=None, subscribers=())
        roles = known or bare
        told = bare if known is None or series.chair else known
        self._t.series[series_id] = replace(
            told,
            chair=self._saved(series_id, series.chair) or roles.chair,
            deputies=tuple(self._save_person(series_id, deputy) for deputy in series.deputies) or roles.deputies,
            minute_taker=self._saved(series_id, series.minute_taker) or roles.minute_taker,
            secretary=self._saved(series_id, series.secretary) or roles.secretary,
        )
        for address in series.subscribers:
            FakeSubscribers(self._t).add(series_id, address, now=now)
        return series_id

    def _saved(self, series_id: SeriesId, person: Speaker | None) -> Speaker | None:
        return None if person is None else self._save_person(series_id, person)

    def _save_person(self, series_id: SeriesId, person: Speaker) -> Speaker:
        found = self._find_by_address(series_id, person) or self._find_by_name(series_id, person)
        if found is None:
            return self._add_person(series_id, person)
        stored = replace(
            found,
            email=person.email or found.email,
            affiliation=person.affiliation or found.affiliation,
            email_hash=person.email_hash or found.email_hash,
            language=person.language or found.language,
            timezone=person.timezone or found.timezone,
            aliases=_without_promoted(found, person.email or ""),
        )
        self._t.people[PersonId(stored.id or 0)] = (series_id, stored)
        return stored

    def _enter_person(self, series_id: SeriesId, person: Speaker) -> Speaker:
        of_series, by_id = self._t.people.get(PersonId(person.id or 0), (None, None))
        found = by_id if of_series == series_id else None
        found = found or self._find_by_address(series_id, person) or (None if person.email else self._find_by_name(series_id, person))
        return found or self._add_person(series_id, person)

    def _add_person(self, series_id: SeriesId, person: Speaker) -> Speaker:
        person_id = PersonId(len(self._t.people) + 1)
        stored = replace(person, id=person_id, rsvp="", away_until=None, aliases=())
        self._t.people[person_id] = (series_id, stored)
        return stored

    def _people_of(self, series_id: SeriesId) -> list[Speaker]:
        return [known for of_series, known in self._t.people.values() if of_series == series_id]

    def _find_by_address(self, series_id: SeriesId, person: Speaker) -> Speaker | None:
        address = (person.email or "").lower()
        found = [known for known in self._people_of(series_id) if _has_address(known, address)]
        return min(found, key=lambda known: (known.email or "").lower() != address, default=None)

    def _find_by_name(self, series_id: SeriesId, person: Speaker) -> Speaker | None:
        return next((known for known in self._people_of(series_id) if known.name.lower() == person.name.lower()), None)

    def get(self, meeting_id: MeetingId) -> Meeting:
        meeting = _get(self._t.meetings, meeting_id, "meeting")[1]
        return replace(meeting, items=tuple(self._loaded(meeting_id, item) for item in meeting.items))

    def lock(self, meeting_id: MeetingId) -> Meeting:
        return self.get(meeting_id)

    def _loaded(self, meeting_id: MeetingId, item: AgendaItem) -> AgendaItem:
        reports = sorted((report for (of, key, _), report in self._t.reports.items() if (of, key) == (meeting_id, item.key)), key=_revision)
        return replace(
            item,
            speakers=tuple(self._person(meeting_id, PersonId(speaker.id or 0)) for speaker in item.speakers),
            items=tuple(self._loaded(meeting_id, child) for child in item.items),
            reports=tuple(reports),
            delegates=self._delegates(meeting_id, item.key),
        )

    def _delegates(self, meeting_id: MeetingId, key: str) -> tuple[Delegate, ...]:
        pairs = sorted((delegate, speaker) for of, item, speaker, delegate in self._t.delegates if (of, item) == (meeting_id, key))
        return tuple(Delegate(self._person(meeting_id, delegate), self._person(meeting_id, speaker)) for delegate, speaker in pairs)

    def _person(self, meeting_id: MeetingId, person_id: PersonId) -> Speaker:
        invitation = self._t.invitations.get((meeting_id, person_id))
        person = self._t.people[person_id][1]
        return replace(person, rsvp=invitation.partstat, rsvp_comment=invitation.comment) if invitation else replace(person, rsvp="")

    def save_state(self, meeting: Meeting) -> None:
        meeting_id = MeetingId(meeting.id or 0)
        if meeting_id in self._t.meetings:
            series_id, stored = self._t.meetings[meeting_id]
            self._t.meetings[meeting_id] = (series_id, replace(stored, state=meeting.state))

    def series_of(self, meeting_id: MeetingId) -> Series:
        series_id = _get(self._t.meetings, meeting_id, "meeting")[0]
        series = self._t.series[series_id]
        return replace(
            series,
            chair=self._known(series.chair),
            deputies=tuple(self._t.people[PersonId(deputy.id or 0)][1] for deputy in series.deputies),
            minute_taker=self._known(series.minute_taker),
            secretary=self._known(series.secretary),
            subscribers=tuple(subscriber.address for subscriber in FakeSubscribers(self._t).of_series(series_id)),
        )

    def _known(self, person: Speaker | None) -> Speaker | None:
        return None if person is None else self._t.people[PersonId(person.id or 0)][1]

    def summaries(self) -> tuple[MeetingSummary, ...]:
        newest_first = sorted(self._t.meetings.items(), key=lambda row: (row[1][1].start_at, row[0]), reverse=True)
        return tuple(
            MeetingSummary(
                meeting_id,
                self._t.series[series_id].slug,
                meeting.title,
                meeting.start_at,
                meeting.timezone,
                meeting.state,
                meeting.number,
                meeting.previous_id,
            )
            for meeting_id, (series_id, meeting) in newest_first
        )

    def current(self, since: datetime) -> tuple[MeetingSummary, ...]:
        return tuple(summary for summary in self.summaries() if summary.state not in OVER or summary.start_at >= since)

    def of_series(self, series_id: SeriesId) -> tuple[MeetingSummary, ...]:
        return tuple(summary for summary in self.summaries()[::-1] if self._t.meetings[summary.id][0] == series_id)

    def lock_series(self, series_id: SeriesId) -> None:
        pass

    def find_person(self, person_id: PersonId) -> Speaker | None:
        return self._t.people[person_id][1] if person_id in self._t.people else None

    def meetings_of(self, address: str) -> tuple[MeetingId, ...]:
        ids = {key for key, (_, person) in self._t.people.items() if _has_address(person, address)}
        return tuple(summary.id for summary in self.summaries() if self._takes_part(summary.id, ids))

    def _takes_part(self, meeting_id: MeetingId, ids: set[PersonId]) -> bool:
        series_id, meeting = self._t.meetings[meeting_id]
        series = self._t.series[series_id]
        roles = (series.chair, *series.deputies, series.minute_taker, series.secretary)
        is_delegate = any(of == meeting_id and delegate in ids for of, _, _, delegate in self._t.delegates)
        return is_delegate or any(person is not None and person.id in ids for person in (*roles, *meeting.speakers))

    def record_absence(self, address: str, until: date) -> int:
        found = [key for key, (_, person) in self._t.people.items() if _has_address(person, address)]
        for person_id in found:
            self.record_absence_of(person_id, until)
        return len(found)

    def record_absence_of(self, person_id: PersonId, until: date) -> None:
        if person_id in self._t.people:
            series_id, person = self._t.people[person_id]
            self._t.people[person_id] = (series_id, replace(person, away_until=until))

    def set_address(self, meeting_id: MeetingId, name: str, email: str) -> None:
        series_id = _get(self._t.meetings, meeting_id, "meeting")[0]
        named = [key for key, (of, person) in self._t.people.items() if of == series_id and person.name.lower() == name.lower()]
        if not named:
            raise NotFoundError("person", name)
        for person_id in named:
            person = self._t.people[person_id][1]
            aliases = tuple(alias for alias in person.aliases if alias != email.lower())
            self._t.people[person_id] = (series_id, replace(person, email=email, aliases=aliases))

    def knows(self, address: str) -> bool:
        return any(_has_address(person, address) for _, person in self._t.people.values())

    def learn_alias(self, person_id: PersonId, address: str, *, now: datetime, inbound_id: InboundId | None) -> bool:
        if person_id not in self._t.people:
            raise ConstraintError(f"person {person_id} is not there")
        series_id, person = self._t.people[person_id]
        if not address or any(_has_address(known, address) for known in self._people_of(series_id)):
            return False
        self._t.people[person_id] = (series_id, replace(person, aliases=(*person.aliases, address.lower())))
        return True

    def add_delegate(self, meeting_id: MeetingId, keys: Sequence[ItemKey], speaker_id: PersonId, delegate: Speaker) -> Speaker:
        series_id, meeting = _get(self._t.meetings, meeting_id, "meeting")
        if keys and speaker_id not in self._t.people:
            raise ConstraintError(f"person {speaker_id} is not there")
        person = self._enter_person(series_id, delegate)
        for key in keys:
            if meeting.find_item(key) is None:
                raise NotFoundError("item", key)
            self._t.delegates[meeting_id, key, speaker_id, PersonId(person.id or 0)] = None
        return person

    def save_agenda(self, meeting: Meeting) -> None:
        meeting_id = MeetingId(meeting.id or 0)
        series_id, stored = _get(self._t.meetings, meeting_id, "meeting")
        keep = partial(self._keep_person, series_id)
        items = tuple(_stored(item, keep) for item in meeting.items)
        self._t.former_online[meeting_id, stored.online] = None
        kept = replace(meeting, items=items, state=stored.state, told_at=stored.told_at)
        self._t.meetings[meeting_id] = (series_id, kept)
        speaking = {(item.key, speaker.id) for item in kept.walk() for speaker in item.speakers}
        for row in [row for row in self._t.delegates if row[0] == meeting_id and (row[1], row[2]) not in speaking]:
            del self._t.delegates[row]
        if any(of == meeting_id and kept.find_item(key) is None for of, key, _ in self._t.reports):
            raise ConstraintError("an item with reports cannot go")

    def _keep_person(self, series_id: SeriesId, person: Speaker) -> Speaker:
        return self._save_person(series_id, person) if person.id is None else self._t.people[person.id][1]

    def dates_of(self, slug: str) -> tuple[str, tuple[SeriesDate, ...]]:
        series = next((series for series in self._t.series.values() if series.slug == slug), None)
        if series is None:
            raise NotFoundError("series", slug)
        dates = (
            SeriesDate(key, one.title, one.start_at, one.end_at, one.timezone, one.state, one.online, one.changed_at)
            for key, (of, one) in self._t.meetings.items()
            if of == series.id
        )
        return series.title, tuple(sorted(dates, key=lambda date: (date.start_at, date.id)))

    def untold(self, before: datetime) -> tuple[MeetingId, ...]:
        changed = ((meeting.changed_at, meeting_id, meeting.told_at) for meeting_id, (_, meeting) in self._t.meetings.items())
        due = [(at, meeting_id) for at, meeting_id, told_at in changed if at and at <= before and told_at != at]
        return tuple(meeting_id for _, meeting_id in sorted(due))

    def mark_told(self, meeting: Meeting) -> None:
        meeting_id = MeetingId(meeting.id or 0)
        if meeting_id in self._t.meetings:
            series_id, stored = self._t.meetings[meeting_id]
            self._t.meetings[meeting_id] = (series_id, replace(stored, told_at=meeting.changed_at))

    def withdraw_reports(self, meeting_id: MeetingId, key: str, revisions: Sequence[int], *, inbound_id: InboundId | None) -> None:
        for row in [(meeting_id, key, revision) for revision in revisions]:
            if row in self._t.reports:
                self._t.reports[row] = replace(self._t.reports[row], is_withdrawn=True)

    def has_report(self, inbound_id: InboundId) -> bool:
        return any(report.inbound_id == inbound_id for report in self._t.reports.values())

    def add_report(self, meeting_id: MeetingId, key: str, report: Report) -> None:
        if _get(self._t.meetings, meeting_id, "meeting")[1].find_item(key) is None:
            raise NotFoundError("item", key)
        causes = {stored.inbound_id for (of, slot, _), stored in self._t.reports.items() if (of, slot) == (meeting_id, key)}
        if report.inbound_id in causes - {None}:
            raise ConstraintError(f"message {report.inbound_id} is filed under {key} already")
        _insert(self._t.reports, (meeting_id, key, report.revision), report)


def _revision(report: Report) -> int:
    return report.revision


def _stored(item: AgendaItem, enter: Callable[[Speaker], Speaker]) -> AgendaItem:
    speakers = tuple(enter(speaker) for speaker in item.speakers)
    return replace(item, speakers=speakers, items=tuple(_stored(child, enter) for child in item.items), reports=(), delegates=())


def _with_child(item: AgendaItem, parent_key: str, child: AgendaItem) -> AgendaItem:
    items = tuple(_with_child(below, parent_key, child) for below in item.items)
    return replace(item, items=(*items, child) if item.key == parent_key else items)


def _has_address(person: Speaker, address: str) -> bool:
    return bool(address) and address.lower() in {known.lower() for known in person.addresses}


def _without_promoted(person: Speaker, email: str) -> tuple[str, ...]:
    """Return the aliases of a person where the address until now takes the place of one that becomes their address."""
    before = (person.email.lower(),) if person.email else ()
    return tuple(alias for kept in person.aliases for alias in (before if kept == email.lower() else (kept,)))


class FakeInvitations:
    """InvitationRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, invitation: Invitation) -> None:
        _insert(self._t.invitations, (invitation.meeting_id, invitation.person_id), invitation)

    def find(self, meeting_id: MeetingId, person_id: PersonId) -> Invitation | None:
        return self._t.invitations.get((meeting_id, person_id))

    def find_by_uid(self, uid: str) -> tuple[Invitation, ...]:
        found = (invitation for invitation in self._t.invitations.values() if invitation.uid == uid)
        return tuple(sorted(found, key=lambda invitation: invitation.person_id))

    def of_meeting(self, meeting_id: MeetingId) -> tuple[Invitation, ...]:
        found = (invitation for invitation in self._t.invitations.values() if invitation.meeting_id == meeting_id)
        return tuple(sorted(found, key=lambda invitation: invitation.person_id))

    def find_by_former_uid(self, uid: str) -> tuple[Invitation, ...]:
        found = (invitation for invitation in self._t.invitations.values() if uid in invitation.former_uids)
        return tuple(sorted(found, key=lambda invitation: invitation.person_id))

    def save(self, invitation: Invitation) -> None:
        key = (invitation.meeting_id, invitation.person_id)
        if key in self._t.invitations:
            self._t.invitations[key] = invitation


class FakeInbound:
    """InboundRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def known_uids(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        return frozenset(row.place[2] for row in self._t.inbound.values() if row.place[:2] == (folder, uidvalidity)) & set(uids)

    def whole_uids(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        whole = (row for row in self._t.inbound.values() if 0 < len(self._t.files[row.record.sha256]) >= row.record.size_bytes)
        return frozenset(row.place[2] for row in whole if row.place[:2] == (folder, uidvalidity)) & set(uids)

    def missing_uids(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        return self.known_uids(folder, uidvalidity, uids) - {
            row.place[2] for row in self._t.inbound.values() if row.place[:2] == (folder, uidvalidity) and self._t.files[row.record.sha256]
        }

    def complete(self, messages: Sequence[RawMessage]) -> tuple[InboundId, ...]:
        completed: list[InboundId] = []
        for message in messages:
            place = (message.folder, message.uidvalidity, message.uid)
            for row in [row for row in self._t.inbound.values() if row.place == place and not self._t.files[row.record.sha256]]:
                if message.content:
                    del self._t.inbound[row.record.id]
                    completed.append(self._insert(row.record.id, message))
        return tuple(completed)

    def find_epoch(self, folder: str) -> int | None:
        return next((row.place[1] for row in reversed(self._t.inbound.values()) if row.place[0] == folder), None)

    def reader_troubles(self) -> dict[str, str]:
        return dict(self._t.troubles)

    def store(self, messages: Sequence[RawMessage]) -> tuple[InboundId, ...]:
        stored = [self._store_one(message) for message in messages]
        return tuple(inbound_id for inbound_id in stored if inbound_id is not None)

    def _store_one(self, message: RawMessage) -> InboundId | None:
        place = (message.folder, message.uidvalidity, message.uid)
        if any(row.place == place for row in self._t.inbound.values()):
            return None
        return self._insert(InboundId(len(self._t.inbound) + 1), message)

    def _insert(self, inbound_id: InboundId, message: RawMessage) -> InboundId:
        place = (message.folder, message.uidvalidity, message.uid)
        sha256 = FakeFiles(self._t).put(message.content)
        state = InboundState.FAILED if message.problem else InboundState.RECEIVED
        record = InboundRecord(
            state,
            message.problem,
            id=inbound_id,
            sha256=sha256,
            received_at=message.received_at,
            attempts=0,
            size_bytes=message.whole_bytes,
        )
        self._t.inbound[inbound_id] = InboundRow(record, place)
        return inbound_id

    def claim(self, ids: Sequence[InboundId], *, now: datetime, until: datetime) -> tuple[InboundId, ...]:
        free = [found for found in self._free(now) if found in ids and not self.get(found).attempts]
        for inbound_id in free:
            self._change(inbound_id, replace(self.get(inbound_id), attempts=1), lease_until=until)
        return tuple(free)

    def doubtful(self, ids: Sequence[InboundId], *, now: datetime) -> tuple[InboundId, ...]:
        tried = [found for found in self._free(now) if found in ids and self.get(found).attempts]
        return tuple(sorted(tried, key=lambda inbound_id: (self.get(inbound_id).attempts, inbound_id)))

    def begin(self, inbound_id: InboundId, *, now: datetime, until: datetime) -> bool:
        if inbound_id not in self._free(now):
            return False
        record = self.get(inbound_id)
        self._change(inbound_id, replace(record, attempts=record.attempts + 1), lease_until=until)
        return True

    def _free(self, now: datetime) -> list[InboundId]:
        waits = [row for row in self._t.inbound.values() if row.record.state is InboundState.RECEIVED]
        return sorted(row.record.id for row in waits if row.lease_until is None or row.lease_until <= now)

    def _change(self, inbound_id: InboundId, record: InboundRecord, *, lease_until: datetime | None) -> None:
        self._t.inbound[inbound_id] = replace(self._t.inbound[inbound_id], record=record, lease_until=lease_until)

    def lock(self, inbound_id: InboundId) -> InboundRecord:
        return self.get(inbound_id)

    def release(self, inbound_id: InboundId) -> None:
        self._change(inbound_id, self._t.inbound[inbound_id].record, lease_until=None)

    def excuse(self, inbound_id: InboundId) -> None:
        record = self._t.inbound[inbound_id].record
        if record.state is InboundState.RECEIVED and record.attempts > 0:
            self._change(inbound_id, replace(record, attempts=record.attempts - 1), lease_until=None)

    def restart(self, inbound_id: InboundId, *, now: datetime) -> None:
        record = self._t.inbound[inbound_id].record
        settled_at = record.settled_at or now
        anew = replace(record, state=InboundState.RECEIVED, attempts=0, reason="it is to be read anew", settled_at=settled_at)
        self._change(inbound_id, anew, lease_until=None)

    def hold(self, inbound_id: InboundId, outcome: InboundOutcome, *, until: datetime) -> None:
        self._change(inbound_id, replace(self._told(inbound_id, outcome), attempts=0), lease_until=until)

    def heads(self, ids: Sequence[InboundId], *, size_bytes: int) -> dict[InboundId, bytes]:
        new = (found for found in sorted(ids) if found in self._t.inbound and self.get(found).settled_at is None)
        return {found: self.raw(found)[:size_bytes] for found in new}

    def traffic(self, author: str, *, since: datetime) -> Traffic:
        records = [row.record for row in self._t.inbound.values() if row.record.state is not InboundState.RECEIVED]
        settled = [(record.author.email, record.settled_at) for record in records if record.settled_at and record.settled_at > since]
        return {scope: _flow([at for email, at in settled if _is_in(scope, author, email)]) for scope in Scope}

    def held_until(self, scope: Scope, author: str, *, before: InboundId) -> datetime | None:
        rows = (row for number, row in sorted(self._t.inbound.items(), reverse=True) if number < before and _is_held(row.record))
        return next((row.lease_until for row in rows if _is_in(scope, author, row.record.author.email)), None)

    def lock_received(self, inbound_id: InboundId) -> InboundRecord | None:
        row = self._t.inbound.get(inbound_id)
        return row.record if row and row.record.state is InboundState.RECEIVED else None

    def get(self, inbound_id: InboundId) -> InboundRecord:
        return _get(self._t.inbound, inbound_id, "message").record

    def raw(self, inbound_id: InboundId) -> bytes:
        return FakeFiles(self._t).get(self.get(inbound_id).sha256)

    def record(self, inbound_id: InboundId, outcome: InboundOutcome, *, at: datetime) -> None:
        told = self._told(inbound_id, outcome)
        settled = replace(told, settled_at=told.settled_at or at)
        self._t.inbound[inbound_id] = replace(self._t.inbound[inbound_id], record=settled)

    def _told(self, inbound_id: InboundId, outcome: InboundOutcome) -> InboundRecord:
        known = {name.name: getattr(outcome, name.name) for name in fields(InboundOutcome)}
        return replace(self._t.inbound[inbound_id].record, **known)

    def settle(self, inbound_id: InboundId, state: InboundState, reason: str) -> None:
        row = self._t.inbound[inbound_id]
        self._t.inbound[inbound_id] = replace(row, record=replace(row.record, state=state, reason=reason))

    def find_originals(self, record: InboundRecord, outcome: InboundOutcome) -> tuple[InboundRecord, ...]:
        same = [other for other in self._settled_before(record) if other.copy_of is None and _is_copy(record, outcome, other)]
        return tuple(sorted(same, key=lambda other: _LAST_SEEN.get(other.state, 2))[:20])

    def find_signature(self, author_email: str) -> str:
        filed = [row.record for row in self._t.inbound.values() if row.record.state is InboundState.DONE and row.record.kind == "report"]
        signed = [record for record in filed if record.author.email == author_email and record.signature]
        return max(signed, key=lambda record: record.id).signature if signed else ""

    def find_namesake(self, record: InboundRecord, outcome: InboundOutcome) -> InboundId | None:
        lately = self._settled_before(record)[-1000:]
        named = [other for other in lately if outcome.message_id and other.message_id == outcome.message_id]
        return min((other.id for other in named if other.content_hash != outcome.content_hash), default=None)

    def _settled_before(self, record: InboundRecord) -> list[InboundRecord]:
        others = (row.record for number, row in sorted(self._t.inbound.items()) if number != record.id)
        return [other for other in others if other.state is not InboundState.RECEIVED or other.settled_at]

    def find_by_message_ids(self, message_ids: Sequence[str]) -> InboundRecord | None:
        settled = (row.record for _, row in sorted(self._t.inbound.items()))
        lately = [record for record in settled if record.state is not InboundState.RECEIVED or record.settled_at][-2000:]
        originals_first = sorted(lately, key=lambda record: record.copy_of is not None)
        named = (record for message_id in message_ids for record in originals_first if message_id and record.message_id == message_id)
        return next(named, None)

    def in_triage_from(self, address: str) -> tuple[InboundId, ...]:
        waiting = self.records(InboundState.TRIAGE)
        return tuple(record.id for record in waiting if address and record.author.email.lower() == address.lower())

    def promises(self, meeting_id: MeetingId) -> tuple[InboundRecord, ...]:
        ignored = self.records(InboundState.IGNORED)
        return tuple(record for record in ignored if record.meeting_id == meeting_id and record.reason.startswith(PROMISES))

    def waiting(self, now: datetime, limit: int) -> tuple[InboundId, ...]:
        return tuple(self._free(now)[:limit])

    def count_by_state(self) -> dict[str, int]:
        return dict(Counter(row.record.state.value for row in self._t.inbound.values()))

    def records(self, state: str | None = None) -> tuple[InboundRecord, ...]:
        ordered = sorted(self._t.inbound.items())
        return tuple(row.record for _, row in ordered if state is None or row.record.state == state)

    def find(self, *, state: str | None, since: datetime | None) -> tuple[InboundId, ...]:
        return tuple(record.id for record in self.records(state) if since is None or record.received_at >= since)

    def sha256_at(self, folder: str, uidvalidity: int, uid: int) -> str | None:
        place = (folder, uidvalidity, uid)
        return next((row.record.sha256 for row in self._t.inbound.values() if row.place == place), None)


def _is_held(record: InboundRecord) -> bool:
    return record.state is InboundState.RECEIVED and record.settled_at is None and bool(record.reason)


def _is_in(scope: Scope, author: str, email: str) -> bool:
    if scope is Scope.SENDER:
        return email.lower() == author.lower()
    return scope is Scope.TOTAL or email.lower().endswith(f"@{domain_of(author)}")


def _flow(times: list[datetime]) -> Flow:
    return Flow(len(times), min(times, default=None))


_LAST_SEEN = {InboundState.DONE: 0, InboundState.RECEIVED: 1}


def _is_copy(record: InboundRecord, outcome: InboundOutcome, other: InboundRecord) -> bool:
    if other.message_id != outcome.message_id:
        return False
    if outcome.message_id:
        return other.content_hash == outcome.content_hash
    is_alike = other.sha256 == record.sha256 or other.content_hash == outcome.content_hash
    return is_alike and other.state is not InboundState.FAILED


class FakeOutbox:
    """OutboxRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, entry: OutboxEntry, content: bytes) -> OutboundId | None:
        if any(row.entry.purpose == entry.purpose for row in self._t.outbox.values()):
            return None
        if self.find_by_message_id(entry.message_id) is not None:
            raise ConstraintError(f"{entry.message_id} is there already")
        owed = replace(entry, content_sha256=FakeFiles(self._t).put(content))
        _insert(self._t.outbox, entry.id, OutboxRow(owed, entry.created_at))
        return entry.id

    def find(self, outbound_id: OutboundId) -> OutboxEntry | None:
        row = self._t.outbox.get(outbound_id)
        return row.entry if row else None

    def find_by_purpose(self, purpose: str) -> OutboxEntry | None:
        return next((row.entry for row in self._t.outbox.values() if row.entry.purpose == purpose), None)

    def caused_by(self, inbound_id: InboundId) -> tuple[OutboxEntry, ...]:
        caused = (row.entry for row in self._t.outbox.values() if row.entry.cause_id == inbound_id)
        return tuple(sorted(caused, key=lambda entry: (entry.created_at, entry.id)))

    def find_by_message_id(self, message_id: str) -> OutboxEntry | None:
        return next((row.entry for row in self._t.outbox.values() if row.entry.message_id == message_id), None)

    def _free(self, now: datetime) -> list[OutboxEntry]:
        queued = [row for row in self._t.outbox.values() if row.entry.state is DeliveryState.QUEUED and row.entry.next_attempt_at <= now]
        free = (row.entry for row in queued if row.lease_until is None or row.lease_until <= now)
        single = (entry for entry in free if entry.id not in self._t.personal)
        return sorted(single, key=lambda entry: (entry.next_attempt_at, entry.created_at, entry.id))

    def due(self, now: datetime, limit: int) -> tuple[OutboundId, ...]:
        return tuple(entry.id for entry in self._free(now)[:limit])

    def claim(self, ids: Sequence[OutboundId], *, owner: str, now: datetime, until: datetime) -> tuple[OutboxEntry, ...]:
        chosen = tuple(entry for entry in self._free(now) if entry.id in ids)
        for entry in chosen:
            self._t.outbox[entry.id] = replace(self._t.outbox[entry.id], lease_owner=owner, lease_until=until)
        return chosen

    def start(self, outbound_id: OutboundId, *, owner: str, now: datetime, until: datetime) -> bytes | None:
        row = self._t.outbox[outbound_id]
        is_held = row.lease_owner == owner and row.lease_until is not None and row.lease_until > now
        if not is_held or row.entry.state is not DeliveryState.QUEUED:
            return None
        started = replace(row.entry, state=DeliveryState.SENDING, attempts=row.entry.attempts + 1)
        self._t.outbox[outbound_id] = replace(row, entry=started, changed_at=now, lease_until=until)
        return FakeFiles(self._t).get(row.entry.content_sha256)

    def record(self, delivery: Delivery, *, owner: str) -> None:
        row = self._t.outbox[delivery.id]
        if row.lease_owner != owner or row.entry.state is not DeliveryState.SENDING:
            return
        settled = _outcome(row.entry, delivery)
        self._t.outbox[delivery.id] = OutboxRow(settled, delivery.at)

    def release(self, ids: Sequence[OutboundId], *, owner: str, next_attempt_at: datetime) -> None:
        for outbound_id in ids:
            row = self._t.outbox[outbound_id]
            if row.lease_owner == owner and row.entry.state is DeliveryState.QUEUED:
                self._t.outbox[outbound_id] = OutboxRow(replace(row.entry, next_attempt_at=next_attempt_at), row.changed_at)

    def abandon(self, now: datetime) -> tuple[OutboundId, ...]:
        sending = [row for row in self._t.outbox.values() if row.entry.state is DeliveryState.SENDING]
        orphans = [row.entry for row in sending if row.lease_until is not None and row.lease_until <= now]
        words = "the worker died while it was sending"
        for entry in orphans:
            self._t.outbox[entry.id] = OutboxRow(replace(entry, state=DeliveryState.UNKNOWN, reply_code=0, reply_text=words), now)
        return tuple(entry.id for entry in orphans)

    def resend_unknown(self, now: datetime, before: datetime) -> tuple[OutboundId, ...]:
        unknown = [row for row in self._t.outbox.values() if row.entry.state is DeliveryState.UNKNOWN and row.changed_at <= before]
        doubtful = [row.entry for row in unknown if row.entry.resends == 0]
        for entry in doubtful:
            self._t.outbox[entry.id] = OutboxRow(replace(entry, state=DeliveryState.QUEUED, resends=1, next_attempt_at=now), now)
        return tuple(entry.id for entry in doubtful)

    def withdraw(self, series_id: SeriesId, address: str, why: str, *, now: datetime) -> int:
        theirs = [row.entry for row in self._t.outbox.values() if is_same_address(row.entry.recipient.email, address)]
        to_reader = (entry for entry in theirs if entry.id in self._t.personal or entry.kind is MailKind.SUBSCRIPTION_PROBE)
        return self._withdraw([entry for entry in to_reader if self._series_id_of(entry) == series_id], why, now)

    def withdraw_strays(self, why: str, *, now: datetime) -> tuple[OutboundId, ...]:
        came_back = (self._t.outbox[one].entry for one in self._t.personal if one in self._t.outbox)
        strays = [entry for entry in came_back if (entry.attempts or entry.resends) and not self._has_reader(entry)]
        self._withdraw(strays, why, now)
        return tuple(entry.id for entry in strays if entry.state is DeliveryState.QUEUED)

    def _has_reader(self, entry: OutboxEntry) -> bool:
        key = (self._series_id_of(entry) or SeriesId(0), entry.recipient.email)
        subscriber = self._t.subscribers.get(key)
        return subscriber is not None and subscriber.since <= entry.created_at and not FakeTerms(self._t).of(*key).suspended_at

    def _series_id_of(self, entry: OutboxEntry) -> SeriesId | None:
        return self._t.meetings[MeetingId(entry.meeting_id)][0] if entry.meeting_id is not None else None

    def _withdraw(self, entries: list[OutboxEntry], why: str, now: datetime) -> int:
        queued = [entry for entry in entries if entry.state is DeliveryState.QUEUED]
        for entry in queued:
            withdrawn = replace(entry, state=DeliveryState.WITHDRAWN, reply_code=0, reply_text=why)
            self._t.outbox[entry.id] = replace(self._t.outbox[entry.id], entry=withdrawn, changed_at=now)
        return len(queued)

    def count_by_state(self) -> dict[str, int]:
        return dict(Counter(row.entry.state.value for row in self._t.outbox.values()))

    def entries(self) -> tuple[OutboxEntry, ...]:
        return tuple(sorted((row.entry for row in self._t.outbox.values()), key=lambda entry: (entry.created_at, entry.id)))

    def about(self, meeting_ids: Sequence[int], *, limit: int) -> tuple[OutboxEntry, ...]:
        ranks = {DeliveryState.FAILED: 0, DeliveryState.UNKNOWN: 0, DeliveryState.SENT: 2, DeliveryState.WITHDRAWN: 2}
        found = [entry for entry in self.entries() if entry.meeting_id in meeting_ids]
        newest = sorted(sorted(found, key=lambda entry: entry.id), key=lambda entry: entry.created_at, reverse=True)
        return tuple(sorted(newest, key=lambda entry: ranks.get(entry.state, 1))[:limit])

    def content(self, outbound_id: OutboundId) -> bytes:
        stored = FakeFiles(self._t).get(_get(self._t.outbox, outbound_id, "outgoing message").entry.content_sha256)
        fields = self._t.personal.get(outbound_id)
        return stored if fields is None else Form.read(stored).fill(fields)


class FakeTerms:
    """TermsRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def of(self, series_id: SeriesId, address: str) -> Terms:
        return self._kept().get((series_id, address.lower()), NO_TERMS)

    def _kept(self) -> dict[tuple[SeriesId, str], Terms]:
        kept = self._t.terms.items()  # they go with the subscription
        return {key: terms for key, (subscriber, terms) in kept if self._t.subscribers.get(key) == subscriber}

    def of_series(self, series_id: SeriesId) -> dict[str, Terms]:
        return {address: terms for (found, address), terms in self._kept().items() if found == series_id}

    def save(self, series_id: SeriesId, address: str, terms: Terms) -> None:
        key = (series_id, address.lower())
        if key in self._t.subscribers:
            self._t.terms[key] = (self._t.subscribers[key], terms)

    def suspended(self, address: str) -> tuple[SeriesId, ...]:
        return tuple(key[0] for key, terms in sorted(self._kept().items()) if key[1] == address.lower() and terms.suspended_at)

    def any_suspended(self, before: datetime) -> bool:
        return any(terms.suspended_at is not None and terms.suspended_at <= before for terms in self._kept().values())

    def failing(self, series_id: SeriesId) -> dict[str, tuple[Failure, ...]]:
        readers = [address for found, address in self._t.subscribers if found == series_id]
        failures = {address: FakeChase(self._t).failures([address]) for address in readers}
        return {address: found for address, found in failures.items() if len(found) >= 3}


class FakeMailouts:
    """MailoutRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add_all(self, form: Form, mails: Sequence[Personal]) -> tuple[OutboundId, ...]:
        outbox = FakeOutbox(self._t)
        new = [mail for mail in mails if outbox.add(mail.entry, form.stored)]
        self._t.personal.update({mail.entry.id: dict(mail.fields) for mail in new})
        return tuple(mail.entry.id for mail in new)

    def form(self, sha256: str) -> Form:
        return Form.read(FakeFiles(self._t).get(sha256))

    def _free(self, now: datetime) -> list[OutboxRow]:
        rows = (self._t.outbox[outbound_id] for outbound_id in self._t.personal)
        queued = (row for row in rows if row.entry.state is DeliveryState.QUEUED and row.entry.next_attempt_at <= now)
        free = (row for row in queued if row.lease_until is None or row.lease_until <= now)
        return sorted(free, key=lambda row: row.entry.next_attempt_at)

    def due(self, now: datetime, limit: int) -> tuple[OutboundId, ...]:
        return tuple(row.entry.id for row in self._free(now)[:limit])

    def claim(self, limit: int, *, owner: str, now: datetime, until: datetime) -> tuple[Outgoing, ...]:
        chosen = self._free(now)[:limit]
        for row in chosen:
            self._t.outbox[row.entry.id] = replace(row, lease_owner=owner, lease_until=until)
        return tuple(self._outgoing(row.entry) for row in chosen)

    def _outgoing(self, entry: OutboxEntry) -> Outgoing:
        return Outgoing(
            entry.id,
            entry.envelope_from,
            entry.recipient.email,
            entry.attempts,
            entry.created_at,
            entry.content_sha256,
            self._t.personal[entry.id],
        )

    def admit(self, mails: Sequence[Outgoing], limits: RateLimits, *, owner: str, now: datetime) -> tuple[Outgoing, ...]:
        admitted = admit((mail.domain for mail in mails), self._t.rates, limits, now)
        self._t.rates.update(admitted.levels)
        for number, at in admitted.later:
            row = self._t.outbox[mails[number].id]
            if row.lease_owner == owner:
                self._t.outbox[row.entry.id] = OutboxRow(replace(row.entry, next_attempt_at=at), row.changed_at)
        return tuple(mails[number] for number in admitted.now)

    def begin(self, outbound_id: OutboundId, after: Delivery | None, *, owner: str, now: datetime) -> bool:
        self.settle([after] if after else [], owner=owner)
        row = self._t.outbox[outbound_id]
        is_held = row.lease_owner == owner and row.lease_until is not None and row.lease_until > now
        if not is_held or row.entry.state is not DeliveryState.QUEUED:
            return False
        self._t.outbox[outbound_id] = replace(row, entry=replace(row.entry, state=DeliveryState.SENDING), changed_at=now)
        return True

    def settle(self, deliveries: Sequence[Delivery], *, owner: str) -> None:
        for delivery in deliveries:
            row = self._t.outbox[delivery.id]
            is_over = delivery.state in {DeliveryState.SENT, DeliveryState.FAILED}
            if row.lease_owner == owner and (row.entry.state is not DeliveryState.WITHDRAWN or is_over):
                settled = replace(_outcome(row.entry, delivery), attempts=row.entry.attempts + 1)
                self._t.outbox[delivery.id] = OutboxRow(settled, delivery.at)

    def holds(self, outbound_id: OutboundId, *, owner: str) -> bool:
        return outbound_id in self._t.outbox and self._t.outbox[outbound_id].lease_owner == owner

    def give_back(self, *, owner: str) -> None:
        for row in list(self._t.outbox.values()):
            if row.lease_owner == owner and row.entry.state is DeliveryState.QUEUED:
                self._t.outbox[row.entry.id] = OutboxRow(row.entry, row.changed_at)

    def message_ids(self, minutes_id: MinutesId) -> dict[str, str]:
        entries = (row.entry for row in self._t.outbox.values())
        sent = (entry for entry in entries if entry.minutes_id == minutes_id and entry.kind is MailKind.MINUTES)
        return {entry.recipient.email: entry.message_id for entry in sent}


def _outcome(entry: OutboxEntry, delivery: Delivery) -> OutboxEntry:
    return replace(
        entry,
        state=delivery.state,
        reply_code=delivery.reply_code,
        reply_text=delivery.reply_text,
        sent_at=delivery.at if delivery.state is DeliveryState.SENT else entry.sent_at,
        next_attempt_at=delivery.next_attempt_at or entry.next_attempt_at,
    )


class FakeQuestions:
    """QuestionRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, questions: Sequence[Question]) -> None:
        for question in questions:
            if question.outbound_id not in self._t.outbox or question.inbound_id not in self._t.inbound:
                raise ConstraintError(f"{question.outbound_id} or {question.inbound_id} is not there")
            _insert(self._t.questions, (question.outbound_id, question.label), question)

    def of_mail(self, outbound_id: OutboundId) -> tuple[Question, ...]:
        asked = (question for question in self._t.questions.values() if question.outbound_id == outbound_id)
        return tuple(sorted(asked, key=lambda question: (len(question.label), question.label)))

    def of_message(self, inbound_id: InboundId, asked: Asked) -> tuple[Question, ...]:
        about = (question for question in self._of(asked) if question.inbound_id == inbound_id)
        return tuple(sorted(about, key=lambda question: (question.asked_at, question.outbound_id)))

    def _of(self, asked: Asked) -> Iterable[Question]:
        return (question for question in self._t.questions.values() if question.asked is asked)

    def close(self, outbound_id: OutboundId, *, at: datetime) -> None:
        for key, question in self._t.questions.items():
            if question.outbound_id == outbound_id:
                self._t.questions[key] = replace(question, until=at)

    def last_asked_at(self, address: str, asked: Asked) -> datetime | None:
        recipients = {key: row.entry.recipient.email.lower() for key, row in self._t.outbox.items()}
        return max((q.asked_at for q in self._of(asked) if recipients[q.outbound_id] == address.lower()), default=None)

    def undecided(self, now: datetime) -> tuple[InboundRecord, ...]:
        may_answer = {question.inbound_id for question in self._of(Asked.SENDER) if question.until > now}
        triage = FakeInbound(self._t).records(InboundState.TRIAGE)
        return tuple(record for record in triage if record.id not in may_answer)

    def told(self, ids: Sequence[InboundId]) -> dict[InboundId, datetime]:
        asked = sorted((question.asked_at, question.inbound_id) for question in self._of(Asked.SECRETARY) if question.inbound_id in ids)
        return {inbound_id: asked_at for asked_at, inbound_id in asked}

    def assign(self, assignment: Assignment) -> None:
        if assignment.inbound_id not in self._t.inbound or assignment.meeting_id not in self._t.meetings:
            raise ConstraintError(f"message {assignment.inbound_id} or meeting {assignment.meeting_id} is not there")
        self._t.assignments[len(self._t.assignments) + 1] = assignment

    def find_assignment(self, inbound_id: InboundId) -> Assignment | None:
        about = ((key, found) for key, found in self._t.assignments.items() if found.inbound_id == inbound_id)
        newest = max(about, key=lambda row: (row[1].decided_at, row[0]), default=None)
        return newest[1] if newest else None


class FakeMinutes:
    """MinutesRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, draft: Draft) -> Draft:
        if self.find_revision(draft.meeting_id, draft.revision) is not None:
            raise ConstraintError(f"revision {draft.revision} is there already")
        stored = replace(draft, id=MinutesId(len(self._t.minutes) + 1))
        self._t.minutes[MinutesId(len(self._t.minutes) + 1)] = stored
        return stored

    def get(self, minutes_id: MinutesId) -> Draft:
        return _get(self._t.minutes, minutes_id, "minutes")

    def find_current(self, meeting_id: MeetingId) -> Draft | None:
        return max(self._of(meeting_id), key=lambda draft: draft.revision, default=None)

    def find_revision(self, meeting_id: MeetingId, revision: int) -> Draft | None:
        return next((draft for draft in self._of(meeting_id) if draft.revision == revision), None)

    def find_published(self, meeting_id: MeetingId) -> Draft | None:
        out = (draft for draft in self._of(meeting_id) if draft.state is MinutesState.PUBLISHED)
        return max(out, key=lambda draft: draft.revision, default=None)

    def _of(self, meeting_id: MeetingId) -> Iterable[Draft]:
        return (draft for draft in self._t.minutes.values() if draft.meeting_id == meeting_id)

    def save_state(self, draft: Draft) -> None:
        minutes_id = MinutesId(draft.id or 0)
        self._t.minutes[minutes_id] = replace(self._t.minutes[minutes_id], state=draft.state)

    def add_approval(self, approval: Approval) -> None:
        _insert(self._t.approvals, approval.minutes_id, approval)

    def remove_approval(self, minutes_id: MinutesId) -> None:
        self._t.approvals.pop(minutes_id, None)

    def find_approval(self, minutes_id: MinutesId) -> Approval | None:
        return self._t.approvals.get(minutes_id)

    def add_notes(self, meeting_id: MeetingId, inbound_id: InboundId, outline: Outline, *, received_at: datetime) -> None:
        self._t.notes.setdefault(inbound_id, (meeting_id, received_at, outline))

    def notes_of(self, meeting_id: MeetingId) -> tuple[Outline, ...]:
        found = sorted((at, inbound_id) for inbound_id, (noted, at, _) in self._t.notes.items() if noted == meeting_id)
        return tuple(self._t.notes[inbound_id][2] for _, inbound_id in found)

    def due_for_release(self, now: datetime) -> tuple[MinutesId, ...]:
        due = (approval for approval in self._t.approvals.values() if approval.release_at <= now)
        ordered = sorted(due, key=lambda approval: (approval.release_at, approval.minutes_id))
        return tuple(approval.minutes_id for approval in ordered if self.get(approval.minutes_id).state is MinutesState.APPROVED)


class FakeChase:
    """ChaseRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def chased(self, since: datetime) -> tuple[Chased, ...]:
        return tuple(filter(None, (self._chased(meeting_id, since) for meeting_id in sorted(self._t.meetings))))

    def _chased(self, meeting_id: MeetingId, since: datetime) -> Chased | None:
        series_id, meeting = self._t.meetings[meeting_id]
        series = self._t.series[series_id]
        open_drafts = [one for one in self._t.minutes.values() if one.meeting_id == meeting_id and one.state is MinutesState.DRAFT]
        drafted_at = max((one.created_at for one in open_drafts if one.created_at >= since), default=None)
        if drafted_at is None and not (meeting.state in NOT_BEGUN and meeting.end_at >= since):
            return None
        return Chased(meeting_id, meeting.start_at, meeting.end_at, series.timezone, meeting.state, series.habits, drafted_at)

    def mails(self, meeting_id: MeetingId, kinds: Sequence[MailKind]) -> tuple[OutboxEntry, ...]:
        entries = (row.entry for row in self._t.outbox.values() if row.entry.meeting_id == meeting_id and row.entry.kind in kinds)
        return tuple(sorted(entries, key=lambda entry: (entry.created_at, entry.id)))

    def purposes(self, series_id: SeriesId, kind: MailKind) -> tuple[str, ...]:
        meetings = [meeting_id for meeting_id, (its_series, _) in self._t.meetings.items() if its_series == series_id]
        return tuple(entry.purpose for meeting_id in meetings for entry in self.mails(meeting_id, (kind,)))

    def written(self, addresses: Collection[str], since: datetime) -> tuple[Written, ...]:
        wanted = {address.lower() for address in addresses}
        theirs = (record for record in FakeInbound(self._t).records() if record.author.email.lower() in wanted)
        records = sorted((one for one in theirs if one.received_at >= since), key=lambda one: (one.received_at, one.id))
        return tuple(Written(one.author.email.lower(), one.received_at, one.state, one.kind, one.meeting_id) for one in records)

    def is_unread(self, now: datetime) -> bool:
        rows = (row for row in self._t.inbound.values() if row.record.state is InboundState.RECEIVED)
        return any(row.record.attempts > 0 or row.lease_until is None or row.lease_until <= now for row in rows)

    def held_at(self, meeting_id: MeetingId) -> datetime | None:
        holds = (entry for entry in self._t.audit.values() if entry.action == HELD)
        return max((entry.at for entry in holds if entry.subject == f"meeting {meeting_id}"), default=None)

    def record_bounce(self, outbound_id: OutboundId, bounce: Bounce, *, inbound_id: InboundId, at: datetime) -> None:
        address = self._t.outbox[outbound_id].entry.recipient.email.lower()
        self._t.bounces.setdefault(inbound_id, Failure(address, bounce.kind, at, bounce.diagnostic or bounce.status, outbound_id))

    def failures(self, addresses: Collection[str]) -> tuple[Failure, ...]:
        wanted = {address.lower() for address in addresses}
        found = [failure for failure in self._t.bounces.values() if failure.address in wanted]
        for row in self._t.outbox.values():
            entry = row.entry
            if entry.state is DeliveryState.FAILED and entry.recipient.email.lower() in wanted:
                failure = failure_of(entry.recipient.email, entry.reply_code, entry.reply_text, row.changed_at)
                found.append(replace(failure, mail=entry.id))
        return tuple(found)


class FakeActions:
    """ActionRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, action: ActionItem) -> ActionItem:
        self._check(action)
        taken = {number for series_id, number in self._t.actions if series_id == action.series_id}
        number = action.number if action.number and action.number not in taken else max(taken, default=0) + 1
        stored = replace(action, number=number, owner_ids=tuple(dict.fromkeys(action.owner_ids)))
        self._t.actions[action.series_id, number] = stored
        return stored

    def save(self, action: ActionItem) -> None:
        self._check(action)
        stored = self._t.actions[action.series_id, action.number]
        owner_ids = tuple(dict.fromkeys(action.owner_ids))
        self._t.actions[action.series_id, action.number] = replace(action, created_at=stored.created_at, owner_ids=owner_ids)

    def _check(self, action: ActionItem) -> None:
        if action.meeting_id not in self._t.meetings or any(owner not in self._t.people for owner in action.owner_ids):
            raise ConstraintError("the meeting or an owner of an action is not there")

    def find(self, series_id: SeriesId, number: int) -> ActionItem | None:
        return self._t.actions.get((series_id, number))

    def of_series(self, series_id: SeriesId) -> tuple[ActionItem, ...]:
        return tuple(action for (of, _), action in sorted(self._t.actions.items()) if of == series_id)

    def open_of(self, series_id: SeriesId) -> tuple[ActionItem, ...]:
        return tuple(action for action in self.of_series(series_id) if action.is_open)


class FakeSubscribers:
    """SubscriberRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, series_id: SeriesId, address: str, *, now: datetime) -> None:
        key = (series_id, address.lower())
        self._t.subscribers.setdefault(key, Subscriber(*key, now))

    def remove(self, series_id: SeriesId, address: str) -> None:
        if self._t.subscribers.pop((series_id, address.lower()), None) is None:
            raise NotFoundError("subscriber", address)

    def find(self, series_id: SeriesId, address: str) -> Subscriber | None:
        return self._t.subscribers.get((series_id, address.lower()))

    def of_series(self, series_id: SeriesId) -> tuple[Subscriber, ...]:
        return tuple(subscriber for key, subscriber in sorted(self._t.subscribers.items()) if key[0] == series_id)

    def hold(self, series_id: SeriesId) -> frozenset[str]:
        return frozenset(subscriber.address for subscriber in self.of_series(series_id))

    def get_series_id(self, slug: str) -> SeriesId:
        found = next((series_id for series_id, series in self._t.series.items() if series.slug == slug), None)
        if found is None:
            raise NotFoundError("series", slug)
        return found


class FakeFiles:
    """FileRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def put(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        self._t.files[sha256] = content
        return sha256

    def get(self, sha256: str) -> bytes:
        return _get(self._t.files, sha256, "file")


class FakeAudit:
    """AuditTrail in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def add(self, entry: AuditEntry) -> None:
        self._t.audit[len(self._t.audit) + 1] = entry

    def entries(self) -> tuple[AuditEntry, ...]:
        return tuple(entry for _, entry in sorted(self._t.audit.items()))

    def of_message(self, inbound_id: InboundId) -> tuple[AuditEntry, ...]:
        return tuple(entry for entry in self.entries() if entry.inbound_id == inbound_id)

    def of_subject(self, subject: str) -> tuple[AuditEntry, ...]:
        return tuple(entry for entry in self.entries() if entry.subject == subject)


class FakeErasure:
    """ErasureRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def forget(self, address: str, substitute: str, *, now: datetime) -> Erased:
        return Erased(
            subscriptions=self._off_the_lists(address),
            people=self._forget_people(address),
            invitations=self._forget_rows(self._t.invitations, address, substitute),
            mails=self._forget_mails(address, substitute, now),
            bounces=self._forget_rows(self._t.bounces, address, substitute),
            audited=self._forget_in_audit(address, substitute),
            noted=self._forget_in_notes(address, substitute),
            received=sum(is_same_address(row.record.author.email, address) for row in self._t.inbound.values()),
        )

    def add_mark(self, mark: str) -> None:
        self._t.forgotten_marks[mark] = None

    def marks(self) -> tuple[str, ...]:
        return tuple(sorted(self._t.forgotten_marks))

    def _off_the_lists(self, address: str) -> int:
        theirs = [key for key in self._t.subscribers if key[1] == address.lower()]
        for key in theirs:
            del self._t.subscribers[key]
        return len(theirs)

    def _forget_people(self, address: str) -> int:
        count = 0
        for person_id, (series_id, person) in list(self._t.people.items()):
            others = tuple(alias for alias in person.aliases if not is_same_address(alias, address))
            count += len(person.aliases) - len(others)
            left = replace(person, aliases=others)
            if person.email and is_same_address(person.email, address):
                count += 1
                left = replace(left, email=None, email_hash="", away_until=None, language="", timezone="")
            self._t.people[person_id] = (series_id, left)
        return count

    def _forget_rows(self, rows: dict[Key, Value], address: str, substitute: str) -> int:
        theirs = [key for key, row in rows.items() if is_same_address(getattr(row, "address", ""), address)]
        for key in theirs:
            rows[key] = replace(rows[key], address=substitute)  # type: ignore[type-var]
        return len(theirs)

    def _forget_mails(self, address: str, substitute: str, now: datetime) -> int:
        theirs = [row for row in self._t.outbox.values() if is_same_address(row.entry.recipient.email, address)]
        for row in theirs:
            waits = row.entry.state not in {DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.WITHDRAWN}
            stopped = DeliveryState.WITHDRAWN if row.entry.state is DeliveryState.QUEUED else DeliveryState.FAILED
            entry = replace(
                row.entry,
                recipient=Address(substitute),
                purpose=f"{erased_from(row.entry.purpose, address, substitute)}:{row.entry.id}",
                content_sha256=FakeFiles(self._t).put(b"erased"),
                reply_text="",
                state=stopped if waits else row.entry.state,
            )
            self._t.outbox[entry.id] = OutboxRow(entry, now if waits else row.changed_at)
            self._t.personal.pop(entry.id, None)
            if all(other.entry.content_sha256 != row.entry.content_sha256 for other in self._t.outbox.values()):
                self._t.files.pop(row.entry.content_sha256, None)
        return len(theirs)

    def _forget_in_notes(self, address: str, substitute: str) -> int:
        count = 0
        for inbound_id, row in list(self._t.inbound.items()):
            details = [erased_from(one.detail, address, substitute) for one in row.record.evidence]
            evidence = tuple(replace(one, detail=detail) for one, detail in zip(row.record.evidence, details, strict=True))
            record = replace(row.record, reason=erased_from(row.record.reason, address, substitute), evidence=evidence)
            count += record != row.record
            self._t.inbound[inbound_id] = replace(row, record=record)
        return count

    def _forget_in_audit(self, address: str, substitute: str) -> int:
        count = 0
        for number, entry in self._t.audit.items():
            said = {name: erased_from(getattr(entry, name), address, substitute) for name in ("actor", "subject", "detail")}
            without = replace(entry, **said)  # type: ignore[arg-type]
            count += without != entry
            self._t.audit[number] = without
        return count


class FakeSignatures:
    """SignatureRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def claim(self, sha256: str, inbound_id: InboundId, *, now: datetime) -> bool:
        _get(self._t.inbound, inbound_id, "message")
        return self._t.signatures.setdefault(sha256, inbound_id) == inbound_id


class FakeReplyTokens:
    """ReplyTokenRepository in memory."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables

    def use(self, outbound_id: OutboundId, inbound_id: InboundId, *, now: datetime) -> None:
        self._t.used_tokens.setdefault(outbound_id, inbound_id)

    def find_use(self, outbound_id: OutboundId) -> InboundId | None:
        return self._t.used_tokens.get(outbound_id)


class FakeDatabase:
    """What has been committed; `commits` counts how often, `begin` makes a unit of work."""

    def __init__(self) -> None:
        self.tables = Tables()
        self.commits = 0
        self._lock = threading.Lock()
        self._holder: int | None = None

    def begin(self) -> "FakeUnitOfWork":
        """Return a new unit of work."""
        return FakeUnitOfWork(self)

    def acquire(self) -> Tables:
        """Wait for the transaction before this one, and return a copy of the tables."""
        if self._holder == threading.get_ident():
            raise TransactionError("a unit of work is begun inside another")
        if not self._lock.acquire(timeout=LOCK_TIMEOUT_S):
            raise TransactionError("another unit of work does not end")
        self._holder = threading.get_ident()
        return self.tables.copy()

    def release(self) -> None:
        """Let the next transaction begin."""
        self._holder = None
        self._lock.release()

    def replace(self, tables: Tables) -> None:
        """Make a transaction's tables those of the database."""
        self.tables = tables.copy()
        self.commits += 1


class FakeUnitOfWork:
    """UnitOfWork in memory."""

    def __init__(self, database: FakeDatabase) -> None:
        self._database = database

    def __enter__(self) -> Self:
        """Begin, on a copy of what is committed."""
        self._tables = tables = self._database.acquire()
        self.meetings = FakeMeetings(tables)
        self.invitations = FakeInvitations(tables)
        self.inbound = FakeInbound(tables)
        self.outbox = FakeOutbox(tables)
        self.mailouts = FakeMailouts(tables)
        self.terms = FakeTerms(tables)
        self.questions = FakeQuestions(tables)
        self.minutes = FakeMinutes(tables)
        self.actions = FakeActions(tables)
        self.chase = FakeChase(tables)
        self.subscribers = FakeSubscribers(tables)
        self.files = FakeFiles(tables)
        self.audit = FakeAudit(tables)
        self.archive = FakeArchive(tables)
        self.logins = FakeLogins(tables)
        self.erasure = FakeErasure(tables)
        self.signatures = FakeSignatures(tables)
        self.reply_tokens = FakeReplyTokens(tables)
        return self

    def __exit__(self, *exc: object) -> None:
        """Forget the copy."""
        self._database.release()

    def commit(self) -> None:
        """Make it so."""
        self._database.replace(self._tables)

    def mark(self) -> Callable[[], None]:
        """Return what puts the rows back that are there now."""
        kept = self._tables.copy()
        return lambda: self._tables.put_back(kept)
