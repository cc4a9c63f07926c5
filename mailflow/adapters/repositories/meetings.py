"""Meetings: the agenda tree, its speakers and reports."""

from datetime import date, datetime

from sqlalchemy import Connection, Row, Select, and_, func, insert, or_, select, update

from mailflow.adapters import tables
from mailflow.adapters.repositories import people
from mailflow.adapters.repositories.agenda_tree import load_items
from mailflow.domain.agenda import Agenda, AgendaItem, Meeting, MeetingId, OnlineAccess, PersonId, Report, Series, SeriesId, Speaker
from mailflow.domain.errors import NotFoundError
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
        values = {
            "series_id": series_id,
            "title": meeting.title,
            "start_at": meeting.start_at,
            "end_at": meeting.end_at,
            "timezone": meeting.timezone,
            "online": _online_values(meeting.online),
            "notes": meeting.notes,
            "state": meeting.state.value,
        }
        stored = self._connection.execute(insert(tables.meetings).values(**values).returning(tables.meetings.c.id)).scalar_one()
        meeting_id = MeetingId(stored)
        for position, item in enumerate(meeting.items):
            self._add_item(series_id, meeting_id, item, ("", position))
        return meeting_id

    def _add_item(self, series_id: SeriesId, meeting_id: MeetingId, item: AgendaItem, place: tuple[str, int]) -> None:
        values = {
            "meeting_id": meeting_id,
            "parent_key": place[0],
            "position": place[1],
            "key": item.key,
            "title": item.title,
            "start_at": item.start_at,
            "duration_minutes": item.duration_minutes,
            "expects_report": item.expects_report,
            "description": item.description,
            "notes": item.notes,
            "aliases": list(item.aliases),
        }
        item_id = self._connection.execute(insert(tables.items).values(**values).returning(tables.items.c.id)).scalar_one()
        for position, speaker in enumerate(item.speakers):
            person_id = people.save_person(self._connection, series_id, speaker)
            row = {"item_id": item_id, "position": position, "person_id": person_id}
            self._connection.execute(insert(tables.item_speakers).values(**row))
        for position, child in enumerate(item.items):
            self._add_item(series_id, meeting_id, child, (item.key, position))

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
        statement = (
            select(tables.meetings, tables.series.c.slug)
            .join(tables.series, tables.series.c.id == tables.meetings.c.series_id)
            .order_by(tables.meetings.c.start_at.desc(), tables.meetings.c.id.desc())
        )
        return tuple(
            MeetingSummary(MeetingId(row.id), row.slug, row.title, row.start_at, row.timezone, MeetingState(row.state))
            for row in self._connection.execute(statement)
        )

    def find_person(self, person_id: PersonId) -> Speaker | None:
        """Return a person."""
        return people.find_person(self._connection, person_id)

    def meetings_of(self, address: str) -> tuple[MeetingId, ...]:
        """Return the meetings in which the person with an address speaks, or whose series gives them a role, latest start first."""
        named = select(tables.people.c.id).where(func.lower(tables.people.c.email) == address.lower())
        speaks = (
            select(tables.items.c.meeting_id)
            .join(tables.item_speakers, tables.item_speakers.c.item_id == tables.items.c.id)
            .where(tables.item_speakers.c.person_id.in_(named))
        )
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
        """Tell whether an address is that of a person of any series; letter case is ignored."""
        return people.is_known(self._connection, address)

    def has_report(self, inbound_id: InboundId) -> bool:
        """Tell whether a message was filed as a report."""
        filed = select(tables.reports.c.id).where(tables.reports.c.inbound_id == inbound_id).limit(1)
        return self._connection.execute(filed).first() is not None

    def add_report(self, meeting_id: MeetingId, key: str, report: Report) -> None:
        """Store one more report of a slot, attachments by their digests."""
        where = and_(tables.items.c.meeting_id == meeting_id, tables.items.c.key == key)
        values = {
            "item_id": self._connection.execute(select(tables.items.c.id).where(where)).scalar_one(),
            "revision": report.revision,
            "author": report.author,
            "delegate": report.delegate,
            "text": report.text,
            "received_at": report.received_at,
            "late": report.late,
            "inbound_id": report.inbound_id,
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
            online=_online_of(row.online),
            notes=row.notes,
            id=meeting_id,
            state=MeetingState(row.state),
        )


def _by_id(meeting_id: MeetingId) -> Select[tuple[object, ...]]:
    return select(tables.meetings).where(tables.meetings.c.id == meeting_id)


def _online_values(online: OnlineAccess) -> dict[str, object]:
    return {
        "service": online.service,
        "url": online.url,
        "meeting_id": online.meeting_id,
        "passcode": online.passcode,
        "phones": list(online.phones),
    }


def _online_of(values: dict[str, object]) -> OnlineAccess:
    phones = values.get("phones")
    return OnlineAccess(
        service=str(values.get("service", "")),
        url=str(values.get("url", "")),
        meeting_id=str(values.get("meeting_id", "")),
        passcode=str(values.get("passcode", "")),
        phones=tuple(str(phone) for phone in phones) if isinstance(phones, list) else (),
    )
