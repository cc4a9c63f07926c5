"""The agenda tree of a meeting, read with its speakers and reports in four queries."""

from collections import defaultdict
from dataclasses import replace

from sqlalchemy import Connection, Row, and_, select

from mailflow.adapters import tables
from mailflow.adapters.repositories import people
from mailflow.domain.agenda import AgendaItem, ItemKey, MeetingId, Report, Speaker, StoredFile
from mailflow.domain.message import InboundId

_Tree = dict[str, list[AgendaItem]]


def load_items(connection: Connection, meeting_id: MeetingId) -> tuple[AgendaItem, ...]:
    """Return the agenda tree of a meeting, with speakers and reports."""
    statement = select(tables.items).where(tables.items.c.meeting_id == meeting_id).order_by(tables.items.c.position)
    speakers, reports = _load_speakers(connection, meeting_id), _load_reports(connection, meeting_id)
    children: _Tree = defaultdict(list)
    for row in connection.execute(statement):
        children[row.parent_key].append(_item_of(row, tuple(speakers[row.id]), tuple(reports[row.id])))
    return _assemble(children, "")


def _load_speakers(connection: Connection, meeting_id: MeetingId) -> dict[int, list[Speaker]]:
    invited = and_(tables.invitations.c.person_id == tables.people.c.id, tables.invitations.c.meeting_id == meeting_id)
    statement = (
        select(tables.people, tables.item_speakers.c.item_id, tables.invitations.c.partstat)
        .join(tables.item_speakers, tables.item_speakers.c.person_id == tables.people.c.id)
        .join(tables.items, tables.items.c.id == tables.item_speakers.c.item_id)
        .join(tables.invitations, invited, isouter=True)
        .where(tables.items.c.meeting_id == meeting_id)
        .order_by(tables.item_speakers.c.position)
    )
    found: dict[int, list[Speaker]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.item_id].append(replace(people.speaker_of(row), rsvp=row.partstat or ""))
    return found


def _load_reports(connection: Connection, meeting_id: MeetingId) -> dict[int, list[Report]]:
    statement = (
        select(tables.reports)
        .join(tables.items, tables.items.c.id == tables.reports.c.item_id)
        .where(tables.items.c.meeting_id == meeting_id)
        .order_by(tables.reports.c.revision)
    )
    files = _load_files(connection, meeting_id)
    found: dict[int, list[Report]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.item_id].append(_report_of(row, tuple(files[row.id])))
    return found


def _load_files(connection: Connection, meeting_id: MeetingId) -> dict[int, list[StoredFile]]:
    statement = (
        select(tables.attachments)
        .join(tables.reports, tables.reports.c.id == tables.attachments.c.report_id)
        .join(tables.items, tables.items.c.id == tables.reports.c.item_id)
        .where(tables.items.c.meeting_id == meeting_id)
        .order_by(tables.attachments.c.position)
    )
    found: dict[int, list[StoredFile]] = defaultdict(list)
    for row in connection.execute(statement):
        found[row.report_id].append(StoredFile(row.filename, row.media_type, row.size_bytes, row.sha256))
    return found


def _assemble(children: _Tree, parent_key: str) -> tuple[AgendaItem, ...]:
    return tuple(replace(item, items=_assemble(children, item.key)) for item in children.get(parent_key, ()))


def _item_of(row: Row[object], speakers: tuple[Speaker, ...], reports: tuple[Report, ...]) -> AgendaItem:
    return AgendaItem(
        key=ItemKey(row.key),
        title=row.title,
        start_at=row.start_at,
        duration_minutes=row.duration_minutes,
        expects_report=row.expects_report,
        description=row.description,
        notes=row.notes,
        speakers=speakers,
        aliases=tuple(row.aliases),
        reports=reports,
    )


def _report_of(row: Row[object], files: tuple[StoredFile, ...]) -> Report:
    return Report(
        revision=row.revision,
        author=row.author,
        text=row.text,
        received_at=row.received_at,
        late=row.late,
        delegate=row.delegate,
        attachments=files,
        inbound_id=None if row.inbound_id is None else InboundId(row.inbound_id),
    )
