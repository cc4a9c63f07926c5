"""Revisions of minutes and their approvals."""

from dataclasses import asdict, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, delete, insert, select, update

from mailflow.adapters.repositories.engine import insert_new
from mailflow.adapters.repositories.outlines import outline_of, outline_values
from mailflow.adapters.tables_minutes import approvals, minutes, notes
from mailflow.domain.agenda import ItemKey, MeetingId, PersonId
from mailflow.domain.errors import NotFoundError
from mailflow.domain.lifecycle import MinutesState
from mailflow.domain.message import InboundId
from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesItem, MinutesNote, MinutesReport
from mailflow.domain.minutes.draft import Approval, Draft, MinutesId
from mailflow.domain.minutes.wording import ENGLISH, Wording
from mailflow.domain.notes.kinds import Outline

_M = minutes.c
_A = approvals.c
_N = notes.c


class SqlMinutes:
    """MinutesRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, draft: Draft) -> Draft:
        """Store a revision and return it with its id."""
        values = {
            "meeting_id": draft.meeting_id,
            "revision": draft.revision,
            "state": draft.state.value,
            "content": content_values(draft.content),
            "sha256": draft.sha256,
            "created_at": draft.created_at,
            "compiled": draft.compiled and content_values(draft.compiled),
        }
        stored = self._connection.execute(insert(minutes).values(**values).returning(_M.id)).scalar_one()
        return replace(draft, id=MinutesId(stored))

    def get(self, minutes_id: MinutesId) -> Draft:
        """Return a revision. Raises NotFoundError."""
        draft = self._find(_M.id == minutes_id)
        if draft is None:
            raise NotFoundError("minutes", minutes_id)
        return draft

    def find_current(self, meeting_id: MeetingId) -> Draft | None:
        """Return the newest revision of a meeting."""
        return self._find(_M.meeting_id == meeting_id)

    def find_revision(self, meeting_id: MeetingId, revision: int) -> Draft | None:
        """Return one revision of a meeting."""
        return self._find(_M.meeting_id == meeting_id, _M.revision == revision)

    def find_published(self, meeting_id: MeetingId) -> Draft | None:
        """Return the newest revision of a meeting that is out."""
        return self._find(_M.meeting_id == meeting_id, _M.state == MinutesState.PUBLISHED.value)

    def _find(self, *conditions: ColumnElement[bool]) -> Draft | None:
        row = self._connection.execute(select(minutes).where(*conditions).order_by(_M.revision.desc())).first()
        return None if row is None else _draft_of(row)

    def save_state(self, draft: Draft) -> None:
        """Write the state of a revision."""
        self._connection.execute(update(minutes).where(_M.id == draft.id).values(state=draft.state.value))

    def add_approval(self, approval: Approval) -> None:
        """Store the approval of a revision; a second one for the same revision raises."""
        self._connection.execute(insert(approvals).values(**asdict(approval)))

    def remove_approval(self, minutes_id: MinutesId) -> None:
        """Take back the approval of a revision; the audit trail keeps that there was one."""
        self._connection.execute(delete(approvals).where(_A.minutes_id == minutes_id))

    def find_approval(self, minutes_id: MinutesId) -> Approval | None:
        """Return the approval of a revision."""
        row = self._connection.execute(select(approvals).where(_A.minutes_id == minutes_id)).first()
        return None if row is None else _approval_of(row)

    def add_notes(self, meeting_id: MeetingId, inbound_id: InboundId, outline: Outline, *, received_at: datetime) -> None:
        """Keep what the notes of a meeting say; those that a message brought before stay as they are."""
        row = {"inbound_id": inbound_id, "meeting_id": meeting_id, "outline": outline_values(outline), "received_at": received_at}
        insert_new(self._connection, notes, row, unless=("inbound_id",))

    def notes_of(self, meeting_id: MeetingId) -> tuple[Outline, ...]:
        """Return all that was noted of a meeting, in the order in which it came."""
        statement = select(_N.outline).where(_N.meeting_id == meeting_id).order_by(_N.received_at, _N.inbound_id)
        return tuple(outline_of(found) for found in self._connection.execute(statement).scalars())

    def due_for_release(self, now: datetime) -> tuple[MinutesId, ...]:
        """Return the approved, unpublished revisions whose hold has passed."""
        statement = (
            select(_M.id)
            .join(approvals, _A.minutes_id == _M.id)
            .where(_M.state == MinutesState.APPROVED.value, _A.release_at <= now)
            .order_by(_A.release_at, _M.id)
        )
        return tuple(MinutesId(found) for found in self._connection.execute(statement).scalars())


def content_values(content: MinutesContent) -> dict[str, object]:
    """Return minutes as they lie in one JSON column; the words in which they are set only where those are not English."""
    values = {**asdict(content), **{name: value and value.isoformat() for name, value in _times(content)}, "actions": _actions(content)}
    if content.wording == ENGLISH:
        del values["wording"]
    return values


def _times(content: MinutesContent) -> tuple[tuple[str, datetime | None], ...]:
    return ("start_at", content.start_at), ("end_at", content.end_at), ("next_at", content.next_at)


def _actions(content: MinutesContent) -> list[dict[str, object]]:
    return [{**asdict(action), "due": action.due and action.due.isoformat()} for action in content.actions]


def _draft_of(row: Row[object]) -> Draft:
    return Draft(
        meeting_id=MeetingId(row.meeting_id),
        revision=row.revision,
        content=content_of(row.content),
        created_at=row.created_at,
        state=MinutesState(row.state),
        id=MinutesId(row.id),
        compiled=row.compiled and content_of(row.compiled),
    )


def content_of(values: Any) -> MinutesContent:  # noqa: ANN401 - JSON of our own writing
    """Return the minutes that were stored."""
    next_at = values.get("next_at")
    return MinutesContent(
        title=values["title"],
        start_at=datetime.fromisoformat(values["start_at"]),
        end_at=datetime.fromisoformat(values["end_at"]),
        timezone=values["timezone"],
        chair=values["chair"],
        items=tuple(_item_of(item) for item in values["items"]),
        present=tuple(values.get("present", ())),
        apologies=tuple(values.get("apologies", ())),
        actions=tuple(_action_of(action) for action in values.get("actions", ())),
        next_meeting=values.get("next_meeting", ""),
        next_at=next_at and datetime.fromisoformat(next_at),
        other=tuple(values.get("other", ())),
        when_words=values.get("when_words", ""),
        carried=tuple(values.get("carried", ())),
        first_action=values.get("first_action", 1),
        wording=Wording(**values.get("wording", {})),
    )


def _action_of(values: Any) -> MinutesAction:  # noqa: ANN401 - JSON of our own writing
    due = values["due"]
    return MinutesAction(values["owner"], values["text"], due and date.fromisoformat(due), values["due_words"])


def _item_of(values: Any) -> MinutesItem:  # noqa: ANN401 - JSON of our own writing
    return MinutesItem(
        key=ItemKey(values["key"]),
        depth=values["depth"],
        title=values["title"],
        speakers=tuple(values["speakers"]),
        expects_report=values["expects_report"],
        reports=tuple(MinutesReport(**{**report, "attachments": tuple(report["attachments"])}) for report in values["reports"]),
        notes=tuple(MinutesNote(**note) for note in values.get("notes", ())),
        # revisions of before there were notes say it where nothing came
        is_missing=values.get("is_missing", values["expects_report"] and not values["reports"]),
    )


def _approval_of(row: Row[object]) -> Approval:
    return Approval(
        minutes_id=MinutesId(row.minutes_id),
        approver_id=PersonId(row.approver_id),
        approver=row.approver,
        inbound_id=None if row.inbound_id is None else InboundId(row.inbound_id),
        decided_at=row.decided_at,
        release_at=row.release_at,
    )
