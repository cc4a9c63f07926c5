"""The rows of an agenda tree: written when a meeting is added, brought up to date when its agenda changes."""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from mailflow.adapters import tables
from mailflow.domain.agenda import AgendaItem, MeetingId, PersonId, Speaker

Enter = Callable[[Speaker], PersonId]
"""Which person of the series somebody is; it may make them one."""
_T = tables


@dataclass(frozen=True, slots=True)
class Place:
    """Where an item stands: in which meeting, below which item (`""`: at the top), and at which position from 0."""

    meeting_id: MeetingId
    parent_key: str
    position: int


def add_item(connection: Connection, place: Place, item: AgendaItem, enter: Enter) -> None:
    """Store an item with its speakers, and all that is below it."""
    row = insert(_T.items).values(**_values(place, item)).returning(_T.items.c.id)
    _add_speakers(connection, connection.execute(row).scalar_one(), item, enter)
    for position, child in enumerate(item.items):
        add_item(connection, Place(place.meeting_id, item.key, position), child, enter)


def save_items(connection: Connection, meeting_id: MeetingId, items: tuple[AgendaItem, ...], enter: Enter) -> None:
    """Bring the items of a meeting up to date by their keys; those that are there no more go, with whoever was to report on them.

    What hangs on an item that stays (reports, what was asked) stays where it is; whoever was to report for a speaker who left, does not.
    """
    stored = select(_T.items.c.key, _T.items.c.id).where(_T.items.c.meeting_id == meeting_id)
    known = {row.key: row.id for row in connection.execute(stored)}
    kept: set[str] = set()
    for place, item in _walk(meeting_id, "", items):
        kept.add(item.key)
        if item.key in known:
            _save_item(connection, known[item.key], (place, item), enter)
        else:
            row = insert(_T.items).values(**_values(place, item)).returning(_T.items.c.id)
            _add_speakers(connection, connection.execute(row).scalar_one(), item, enter)
    _remove(connection, [item_id for key, item_id in known.items() if key not in kept])


def _walk(meeting_id: MeetingId, parent_key: str, items: tuple[AgendaItem, ...]) -> list[tuple[Place, AgendaItem]]:
    found: list[tuple[Place, AgendaItem]] = []
    for position, item in enumerate(items):
        found += [(Place(meeting_id, parent_key, position), item), *_walk(meeting_id, item.key, item.items)]
    return found


def _save_item(connection: Connection, item_id: int, placed: tuple[Place, AgendaItem], enter: Enter) -> None:
    place, item = placed
    connection.execute(update(_T.items).where(_T.items.c.id == item_id).values(**_values(place, item)))
    connection.execute(delete(_T.item_speakers).where(_T.item_speakers.c.item_id == item_id))
    speakers = _add_speakers(connection, item_id, item, enter)
    delegated = _T.item_delegates.c
    connection.execute(delete(_T.item_delegates).where(delegated.item_id == item_id, delegated.speaker_id.not_in(speakers)))


def _add_speakers(connection: Connection, item_id: int, item: AgendaItem, enter: Enter) -> list[PersonId]:
    people = list(dict.fromkeys(enter(speaker) for speaker in item.speakers))
    for position, person_id in enumerate(people):
        row = {"item_id": item_id, "position": position, "person_id": person_id}
        connection.execute(insert(_T.item_speakers).values(**row))
    return people


def _remove(connection: Connection, item_ids: list[int]) -> None:
    if item_ids:
        for table in (_T.item_delegates, _T.item_speakers):
            connection.execute(delete(table).where(table.c.item_id.in_(item_ids)))
        connection.execute(delete(_T.items).where(_T.items.c.id.in_(item_ids)))


def _values(place: Place, item: AgendaItem) -> dict[str, object]:
    return {
        "meeting_id": place.meeting_id,
        "parent_key": place.parent_key,
        "position": place.position,
        "key": item.key,
        "title": item.title,
        "start_at": item.start_at,
        "duration_minutes": item.duration_minutes,
        "expects_report": item.expects_report,
        "description": item.description,
        "notes": item.notes,
        "aliases": list(item.aliases),
    }
