"""What somebody is to do."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from mailflow.adapters.repositories.engine import wait_for_others
from mailflow.adapters.tables_actions import action_owners, actions
from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import MeetingId, PersonId, SeriesId
from mailflow.domain.lifecycle import ActionState
from mailflow.domain.message import InboundId

_A, _O = actions.c, action_owners.c


class SqlActions:
    """ActionRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, action: ActionItem) -> ActionItem:
        """Store an action under its number where that is free, else the next of its series; who adds at the same time waits."""
        wait_for_others(self._connection, f"actions {action.series_id}")
        taken = self._connection.execute(select(_A.number).where(_A.series_id == action.series_id)).scalars().all()
        number = action.number if action.number and action.number not in taken else max(taken, default=0) + 1
        row = {"series_id": action.series_id, "number": number, "created_at": action.created_at, **_values(action)}
        self._connection.execute(insert(actions).values(**row))
        self._add_owners(action.series_id, number, action.owner_ids)
        return self._one(action.series_id, number)

    def save(self, action: ActionItem) -> None:
        """Write what became of an action."""
        own = (_A.series_id == action.series_id, _A.number == action.number)
        self._connection.execute(update(actions).where(*own).values(**_values(action)))
        self._connection.execute(delete(action_owners).where(_O.series_id == action.series_id, _O.number == action.number))
        self._add_owners(action.series_id, action.number, action.owner_ids)

    def find(self, series_id: SeriesId, number: int) -> ActionItem | None:
        """Return an action by its number; its row is locked (SQLite: the database is)."""
        where = (_A.series_id == series_id, _A.number == number)
        locked = self._connection.execute(select(_A.number).where(*where).with_for_update()).first()
        return None if locked is None else self._one(series_id, number)

    def of_series(self, series_id: SeriesId) -> tuple[ActionItem, ...]:
        """Return the actions of a series, by number."""
        return self._where(_A.series_id == series_id)

    def open_of(self, series_id: SeriesId) -> tuple[ActionItem, ...]:
        """Return the actions of a series that are still to be done, by number."""
        return self._where(_A.series_id == series_id, _A.state == ActionState.OPEN.value)

    def _one(self, series_id: SeriesId, number: int) -> ActionItem:
        (found,) = self._where(_A.series_id == series_id, _A.number == number)
        return found

    def _where(self, *conditions: ColumnElement[bool]) -> tuple[ActionItem, ...]:
        rows = self._connection.execute(select(actions).where(*conditions).order_by(_A.series_id, _A.number)).all()
        owners = self._owners({row.series_id for row in rows})
        return tuple(_action_of(row, tuple(owners[row.series_id, row.number])) for row in rows)

    def _owners(self, series_ids: Iterable[int]) -> dict[tuple[int, int], list[PersonId]]:
        found: dict[tuple[int, int], list[PersonId]] = defaultdict(list)
        for row in self._connection.execute(select(action_owners).where(_O.series_id.in_(series_ids)).order_by(_O.position)):
            found[row.series_id, row.number].append(PersonId(row.person_id))
        return found

    def _add_owners(self, series_id: SeriesId, number: int, owner_ids: tuple[PersonId, ...]) -> None:
        for position, person_id in enumerate(dict.fromkeys(owner_ids)):
            row = {"series_id": series_id, "number": number, "position": position, "person_id": person_id}
            self._connection.execute(insert(action_owners).values(**row))


def _values(action: ActionItem) -> dict[str, object]:
    return {
        "meeting_id": action.meeting_id,
        "owner": action.owner,
        "text": action.text,
        "due": action.due,
        "due_words": action.due_words,
        "state": action.state.value,
        "note": action.note,
        "changed_at": action.changed_at,
        "inbound_id": action.inbound_id,
    }


def _action_of(row: Row[object], owner_ids: tuple[PersonId, ...]) -> ActionItem:
    return ActionItem(
        series_id=SeriesId(row.series_id),
        meeting_id=MeetingId(row.meeting_id),
        owner=row.owner,
        text=row.text,
        created_at=row.created_at,
        changed_at=row.changed_at,
        number=row.number,
        owner_ids=owner_ids,
        due=row.due,
        due_words=row.due_words,
        state=ActionState(row.state),
        note=row.note,
        inbound_id=None if row.inbound_id is None else InboundId(row.inbound_id),
    )
