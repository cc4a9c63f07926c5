"""Meetings: the agenda tree, its speakers and reports."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from sqlalchemy import Connection, Row, Select, false, func, insert, or_, select, union, update

from mailflow.adapters import tables
from mailflow.adapters.repositories import people, summaries
from mailflow.adapters.repositories.agenda_rows import Place, add_item, save_items
from mailflow.adapters.repositories.agenda_tree import load_items
from mailflow.adapters.repositories.engine import insert_new, wait_for_others
from mailflow.adapters.repositories.online import online_of, online_values
from mailflow.domain.agenda import (
    Agenda,
    AgendaItem,
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
from mailflow.domain.errors import NotFoundError
from mailflow.domain.feeds import SeriesDate
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.message import InboundId
from mailflow.domain.records import MeetingSummary


class SqlMeetings:
    """MeetingRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, agenda: Agenda, *, now: datetime) -> MeetingId:
        """Store a meeting; its series is made, or brought up to date, by its slug."""
        series_id = people.save_series(self._connection, agenda.series, now=now)
        meeting = agenda.meeting
        values = {"series_id": series_id, "state": meeting.state.value, **_values(meeting)}
        stored = self._connection.execute(insert(tables.meetings).values(**values).returning(tables.meetings.c.id)).scalar_one()
        meeting_id = MeetingId(stored)
        enter = partial(people.save_person, self._connection, series_id)
        for position, item in enumerate(meeting.items):
            add_item(self._connection, Place(meeting_id, "", position), item, enter)
        return meeting_id

    def add_item(self, meeting_id: MeetingId, item: AgendaItem, *, parent_key: str) -> None:
        """Store one more item as the last below a parent, with its speakers. Raises NotFoundError."""
        series_id = self._lock(meeting_id)  # two that are added at once stand one after the other
        if parent_key:
            self._item_id(meeting_id, parent_key)
        siblings = (tables.items.c.meeting_id == meeting_id, tables.items.c.parent_key == parent_key)
        last = self._connection.execute(select(func.max(tables.items.c.position)).where(*siblings)).scalar()
        place = Place(meeting_id, parent_key, 0 if last is None else last + 1)
        add_item(self._connection, place, item, partial(people.enter_person, self._connection, series_id))

    def save_agenda(self, meeting: Meeting) -> None:
        """Write a changed agenda: title, times, how to join, and the items by their keys. Raises NotFoundError."""
        meeting_id = MeetingId(meeting.id or 0)
        series_id = self._lock(meeting_id)
        values = {**_values(meeting), "former_online": self._former_online(meeting_id, meeting.online)}
        self._connection.execute(update(tables.meetings).where(tables.meetings.c.id == meeting_id).values(**values))
        save_items(self._connection, meeting_id, meeting.items, partial(people.keep_person, self._connection, series_id))

    def _former_online(self, meeting_id: MeetingId, online: OnlineAccess) -> list[dict[str, object]] | None:
        """Return every other way to join a meeting that was ever told: it may still stand in mails that people quote."""
        row = self._connection.execute(_by_id(meeting_id)).one()
        told = [*map(online_of, row.former_online or ()), online_of(row.online)]
        others = [one for one in dict.fromkeys(told) if one not in {online, OnlineAccess()}]
        return [online_values(one) for one in others] or None

    def dates_of(self, slug: str) -> tuple[str, tuple[SeriesDate, ...]]:
        """Return the title of a series and its meetings, earliest start first. Raises NotFoundError."""
        return summaries.dates_of(self._connection, slug)

    def untold(self, before: datetime) -> tuple[MeetingId, ...]:
        """Return the meetings that were changed last at a time or before, and of which nobody was told since, oldest change first."""
        m = tables.meetings.c
        changed = (m.changed_at <= before, m.told_at.is_distinct_from(m.changed_at))  # clocks may step back
        found = self._connection.execute(select(m.id).where(*changed).order_by(m.changed_at, m.id))
        return tuple(MeetingId(meeting_id) for meeting_id in found.scalars())

    def mark_told(self, meeting: Meeting) -> None:
        """Write that everybody was told of a meeting as it was changed at its `changed_at`."""
        self._connection.execute(update(tables.meetings).where(tables.meetings.c.id == meeting.id).values(told_at=meeting.changed_at))

    def _lock(self, meeting_id: MeetingId) -> SeriesId:
        row = self._connection.execute(_by_id(meeting_id).with_for_update()).first()
        if row is None:
            raise NotFoundError("meeting", meeting_id)
        return SeriesId(row.series_id)

    def _item_id(self, meeting_id: MeetingId, key: str) -> int:
        where = (tables.items.c.meeting_id == meeting_id, tables.items.c.key == key)
        found: int | None = self._connection.execute(select(tables.items.c.id).where(*where)).scalar()
        if found is None:
            raise NotFoundError("item", key)
        return found

    def get(self, meeting_id: MeetingId) -> Meeting:
        """Return a meeting with its items, speakers and reports. Raises NotFoundError."""
        return self._load(self._connection.execute(_by_id(meeting_id)).first(), meeting_id)

    def lock(self, meeting_id: MeetingId) -> Meeting:
        """Return a meeting as `get` does; its row is locked (SQLite: the database is, by BEGIN IMMEDIATE)."""
        return self._load(self._connection.execute(_by_id(meeting_id).with_for_update()).first(), meeting_id)

    def save_state(self, meeting: Meeting) -> None:
        """Write the state of a meeting."""
        changed = update(tables.meetings).where(tables.meetings.c.id == meeting.id).values(state=meeting.state.value)
        self._connection.execute(changed)

    def series_of(self, meeting_id: MeetingId) -> Series:
        """Return the series of a meeting. Raises NotFoundError."""
        row = self._connection.execute(_by_id(meeting_id)).first()
        if row is None:
            raise NotFoundError("meeting", meeting_id)
        return people.load_series(self._connection, SeriesId(row.series_id))

    def summaries(self) -> tuple[MeetingSummary, ...]:
        """Return all meetings, newest start first."""
        return summaries.newest_first(self._connection)

    def current(self, since: datetime) -> tuple[MeetingSummary, ...]:
        """Return the meetings of which no minutes are approved, and of the others those that start since a time, newest start first."""
        return summaries.current(self._connection, since)

    def of_series(self, series_id: SeriesId) -> tuple[MeetingSummary, ...]:
        """Return the meetings of a series, earliest start first."""
        return summaries.of_series(self._connection, series_id)

    def lock_series(self, series_id: SeriesId) -> None:
        """Lock the row of a series (SQLite: the database is, by BEGIN IMMEDIATE)."""
        self._connection.execute(select(tables.series.c.id).where(tables.series.c.id == series_id).with_for_update())

    def find_person(self, person_id: PersonId) -> Speaker | None:
        """Return a person."""
        return people.find_person(self._connection, person_id)

    def meetings_of(self, address: str) -> tuple[MeetingId, ...]:
        """Return the meetings in which the person with an address speaks, or whose series gives them a role, latest start first."""
        named = select(tables.people.c.id).where(people.has_address(address))
        on_items = union(
            select(tables.item_speakers.c.item_id).where(tables.item_speakers.c.person_id.in_(named)),
            select(tables.item_delegates.c.item_id).where(tables.item_delegates.c.delegate_id.in_(named)),
        )
        speaks = select(tables.items.c.meeting_id).where(tables.items.c.id.in_(on_items))
        serves = select(tables.roles.c.series_id).where(tables.roles.c.person_id.in_(named))
        found = (
            select(tables.meetings.c.id)
            .where(or_(tables.meetings.c.id.in_(speaks), tables.meetings.c.series_id.in_(serves)))
            .order_by(tables.meetings.c.start_at.desc(), tables.meetings.c.id.desc())
        )
        return tuple(MeetingId(meeting_id) for meeting_id in self._connection.execute(found).scalars())

    def record_absence(self, address: str, until: date) -> int:
        """Write until when whoever has an address is away; return how many people that are."""
        return people.record_absence(self._connection, address, until)

    def record_absence_of(self, person_id: PersonId, until: date) -> None:
        """Write until when a person is away."""
        people.record_absence_of(self._connection, person_id, until)

    def set_address(self, meeting_id: MeetingId, name: str, email: str) -> None:
        """Write the address of a person of the meeting's series. Raises NotFoundError."""
        series_id = self.series_of(meeting_id).id
        people.set_address(self._connection, SeriesId(series_id or 0), name, email)

    def knows(self, address: str) -> bool:
        """Tell whether an address is that of a person of any series, or an alias of theirs; letter case is ignored."""
        return people.is_known(self._connection, address)

    def learn_alias(self, person_id: PersonId, address: str, *, now: datetime, inbound_id: InboundId | None) -> bool:
        """Write that an address is a person's as well; False, and nothing written, where it is anybody's of their series already."""
        wait_for_others(self._connection, f"alias {address.lower()}")
        if not address or people.is_taken(self._connection, person_id, address):
            return False
        row = {"person_id": person_id, "address": address.lower(), "learnt_at": now, "inbound_id": inbound_id}
        self._connection.execute(insert(tables.aliases).values(**row))
        return True

    def add_delegate(self, meeting_id: MeetingId, keys: Sequence[ItemKey], speaker_id: PersonId, delegate: Speaker) -> Speaker:
        """Write that somebody reports for a speaker on items of a meeting, and return them with their id. Raises NotFoundError."""
        series_id = self._lock(meeting_id)  # somebody who is named twice at once is one person
        delegate_id = people.enter_person(self._connection, series_id, delegate)
        for key in keys:
            row = {"item_id": self._item_id(meeting_id, key), "speaker_id": speaker_id, "delegate_id": delegate_id}
            insert_new(self._connection, tables.item_delegates, row, unless=("item_id", "speaker_id", "delegate_id"))
        return self.find_person(delegate_id) or delegate

    def withdraw_reports(self, meeting_id: MeetingId, key: str, revisions: Sequence[int], *, inbound_id: InboundId | None) -> None:
        """Mark reports of a slot as withdrawn, and by which message; one that is withdrawn already keeps the message that did it."""
        slot = select(tables.items.c.id).where(tables.items.c.meeting_id == meeting_id, tables.items.c.key == key).scalar_subquery()
        shown = (tables.reports.c.item_id == slot, tables.reports.c.revision.in_(revisions), tables.reports.c.is_withdrawn.is_(false()))
        self._connection.execute(update(tables.reports).where(*shown).values(is_withdrawn=True, withdrawn_by=inbound_id))

    def has_report(self, inbound_id: InboundId) -> bool:
        """Tell whether a message was filed as a report."""
        filed = select(tables.reports.c.id).where(tables.reports.c.inbound_id == inbound_id).limit(1)
        return self._connection.execute(filed).first() is not None

    def add_report(self, meeting_id: MeetingId, key: str, report: Report) -> None:
        """Store one more report of a slot, attachments by their digests."""
        values = {
            "item_id": self._item_id(meeting_id, key),
            "revision": report.revision,
            "author": report.author,
            "delegate": report.delegate,
            "text": report.text,
            "received_at": report.received_at,
            "late": report.late,
            "inbound_id": report.inbound_id,
            "manner": report.manner.value,
            "is_withdrawn": report.is_withdrawn,
        }
        report_id = self._connection.execute(insert(tables.reports).values(**values).returning(tables.reports.c.id)).scalar_one()
        for position, file in enumerate(report.attachments):
            row = {
                "report_id": report_id,
                "position": position,
                "filename": file.filename,
                "media_type": file.media_type,
                "size_bytes": file.size_bytes,
                "sha256": file.sha256,
            }
            self._connection.execute(insert(tables.attachments).values(**row))

    def _load(self, row: Row[object] | None, meeting_id: MeetingId) -> Meeting:
        if row is None:
            raise NotFoundError("meeting", meeting_id)
        return Meeting(
            title=row.title,
            start_at=row.start_at,
            end_at=row.end_at,
            timezone=row.timezone,
            items=load_items(self._connection, meeting_id),
            online=online_of(row.online),
            notes=row.notes,
            id=meeting_id,
            state=MeetingState(row.state),
            number=row.number,
            previous_id=None if row.previous_id is None else MeetingId(row.previous_id),
            changed_at=row.changed_at,
            told_at=row.told_at,
            retired_keys=tuple(ItemKey(key) for key in row.retired_keys or ()),
        )


def _by_id(meeting_id: MeetingId) -> Select[tuple[object, ...]]:
    return select(tables.meetings).where(tables.meetings.c.id == meeting_id)


def _values(meeting: Meeting) -> dict[str, object]:
    return {
        "title": meeting.title,
        "start_at": meeting.start_at,
        "end_at": meeting.end_at,
        "timezone": meeting.timezone,
        "online": online_values(meeting.online),
        "notes": meeting.notes,
        "number": meeting.number,
        "previous_id": meeting.previous_id,
        "changed_at": meeting.changed_at,
        "retired_keys": list(meeting.retired_keys) or None,
    }
