"""The agenda tree of a meeting, read with its people and reports in a few queries, however large it is."""

from collections import defaultdict
from dataclasses import replace

from sqlalchemy import Connection, Row, Select, and_, select, union

from mailflow.adapters import tables
from mailflow.adapters.repositories import people
from mailflow.domain.agenda import AgendaItem, Delegate, ItemKey, Manner, MeetingId, Report, Speaker, StoredFile
from mailflow.domain.message import InboundId

_Tree = dict[str, list[AgendaItem]]
_People = dict[int, Speaker]


def load_items(connection: Connection, meeting_id: MeetingId) -> tuple[AgendaItem, ...]:
    """Return the agenda tree of a meeting, with speakers, delegates and reports."""
    statement = select(tables.items).where(tables.items.c.meeting_id == meeting_id).order_by(tables.items.c.position, tables.items.c.id)
    everybody = _load_people(connection, meeting_id)
    speakers = _load_speakers(connection, meeting_id, everybody)
    delegates = _load_delegates(connection, meeting_id, everybody)
    reports = _load_reports(connection, meeting_id)
    children: _Tree = defaultdict(list)
    for row in connection.execute(statement):
        item = replace(_item_of(row), speakers=tuple(speakers[row.id]), delegates=tuple(delegates[row.id]), reports=tuple(reports[row.id]))
        children[row.parent_key].append(item)
    return _assemble(children, "")


def _load_people(connection: Connection, meeting_id: MeetingId) -> _People:
    """Return everybody on an agenda by their ids: speakers, and those who report for them."""
    here = _items_of(meeting_id)
    delegated = tables.item_delegates.c
    concerned = union(
        select(tables.item_speakers.c.person_id).where(tables.item_speakers.c.item_id.in_(here)),
        select(delegated.speaker_id).where(delegated.item_id.in_(here)),
        select(delegated.delegate_id).where(delegated.item_id.in_(here)),
    )
    invited = and_(tables.invitations.c.person_id == tables.people.c.id, tables.invitations.c.meeting_id == meeting_id)
    statement = (
        select(tables.people, tables.invitations.c.partstat, tables.invitations.c.comment)
        .join(tables.invitations, invited, isouter=True)
        .where(tables.people.c.id.in_(concerned))
    )
    aliases = people.load_aliases(connection, tables.people.c.id.in_(concerned))
    rows = connection.execute(statement)
    return {row.id: replace(people.speaker_of(row, aliases), rsvp=row.partstat or "", rsvp_comment=row.comment or "") for row in rows}


def _load_speakers(connection: Connection, meeting_id: MeetingId, everybody: _People) -> dict[int, list[Speaker]]:
    speaks = tables.item_speakers.c
    statement = select(speaks.item_id, speaks.person_id).where(speaks.item_id.in_(_items_of(meeting_id))).order_by(speaks.position)
    found: dict[int, list[Speaker]] = defaultdict(list)
    for item_id, person_id in connection.execute(statement):
        found[item_id].append(everybody[person_id])
    return found


def _load_delegates(connection: Connection, meeting_id: MeetingId, everybody: _People) -> dict[int, list[Delegate]]:
    delegated = tables.item_delegates.c
    statement = select(tables.item_delegates).where(delegated.item_id.in_(_items_of(meeting_id)))
    found: dict[int, list[Delegate]] = defaultdict(list)
    for item_id, speaker_id, delegate_id in connection.execute(statement.order_by(delegated.delegate_id, delegated.speaker_id)):
        found[item_id].append(Delegate(everybody[delegate_id], everybody[speaker_id]))
    return found


def _items_of(meeting_id: MeetingId) -> Select[int]:
    return select(tables.items.c.id).where(tables.items.c.meeting_id == meeting_id)


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


def _item_of(row: Row[object]) -> AgendaItem:
    return AgendaItem(
        key=ItemKey(row.key),
        title=row.title,
        start_at=row.start_at,
        duration_minutes=row.duration_minutes,
        expects_report=row.expects_report,
        description=row.description,
        notes=row.notes,
        aliases=tuple(row.aliases),
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
        manner=Manner(row.manner),
        is_withdrawn=row.is_withdrawn,
    )
