"""What mails of ours asked about messages that came in, and what was decided about these."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, exists, func, insert, select, update

from mailflow.adapters import tables_questions
from mailflow.adapters.repositories.inbound_rows import record_of
from mailflow.adapters.tables import inbound, outbox
from mailflow.domain.agenda import ItemKey, MeetingId
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.matching.kinds import Choice
from mailflow.domain.message import InboundId, OutboundId
from mailflow.domain.records import Asked, Assignment, InboundRecord, Question

_Q = tables_questions.questions.c
_A = tables_questions.assignments.c


class SqlQuestions:
    """QuestionRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, questions: Sequence[Question]) -> None:
        """Store what one mail asks; the mail itself is in the outbox by then."""
        for question in questions:
            self._connection.execute(insert(tables_questions.questions).values(**_question_values(question)))

    def of_mail(self, outbound_id: OutboundId) -> tuple[Question, ...]:
        """Return what a mail asked, by label: `Z` comes before `AA`."""
        return self._found(_Q.outbound_id == outbound_id, by=(func.length(_Q.label), _Q.label))

    def of_message(self, inbound_id: InboundId, asked: Asked) -> tuple[Question, ...]:
        """Return what was asked about a message, oldest first."""
        return self._found(_Q.inbound_id == inbound_id, _Q.asked == asked.value, by=(_Q.asked_at, _Q.outbound_id))

    def _found(self, *conditions: ColumnElement[bool], by: Sequence[ColumnElement[object]]) -> tuple[Question, ...]:
        rows = self._connection.execute(select(tables_questions.questions).where(*conditions).order_by(*by))
        return tuple(_question_of(row) for row in rows)

    def close(self, outbound_id: OutboundId, *, at: datetime) -> None:
        """Wait for no more answer to what a mail asked."""
        self._connection.execute(update(tables_questions.questions).where(_Q.outbound_id == outbound_id).values(until=at))

    def last_asked_at(self, address: str, asked: Asked) -> datetime | None:
        """Return when an address (of the outbox, letter case apart) was last asked anything."""
        theirs = (func.lower(outbox.c.recipient_email) == func.lower(address), _Q.asked == asked.value)
        last = select(func.max(_Q.asked_at)).join(outbox, outbox.c.id == _Q.outbound_id).where(*theirs)
        found: datetime | None = self._connection.execute(last).scalar()
        return found

    def undecided(self, now: datetime) -> tuple[InboundRecord, ...]:
        """Return the messages in triage, oldest first, but for those whose sender was asked and may still answer."""
        may_answer = exists().where(_Q.inbound_id == inbound.c.id, _Q.asked == Asked.SENDER.value, _Q.until > now)
        waiting = select(inbound).where(inbound.c.state == InboundState.TRIAGE.value, ~may_answer).order_by(inbound.c.id)
        return tuple(record_of(row) for row in self._connection.execute(waiting))

    def told(self, ids: Sequence[InboundId]) -> dict[InboundId, datetime]:
        """Return when the secretary was last asked about messages; those never told are left out."""
        about = (_Q.inbound_id.in_(ids), _Q.asked == Asked.SECRETARY.value)
        rows = self._connection.execute(select(_Q.inbound_id, func.max(_Q.asked_at)).where(*about).group_by(_Q.inbound_id))
        return {InboundId(inbound_id): asked_at for inbound_id, asked_at in rows}

    def assign(self, assignment: Assignment) -> None:
        """Store a decision."""
        values = {
            "inbound_id": assignment.inbound_id,
            "meeting_id": assignment.meeting_id,
            "keys": list(assignment.keys),
            "actor": assignment.actor,
            "decided_at": assignment.decided_at,
            "cause_id": assignment.cause_id,
        }
        self._connection.execute(insert(tables_questions.assignments).values(**values))

    def find_assignment(self, inbound_id: InboundId) -> Assignment | None:
        """Return the newest decision about a message: of two at one moment, the one that was stored last."""
        decisions = select(tables_questions.assignments).where(_A.inbound_id == inbound_id)
        row = self._connection.execute(decisions.order_by(_A.decided_at.desc(), _A.id.desc())).first()
        return None if row is None else _assignment_of(row)


def _question_values(question: Question) -> dict[str, object]:
    return {
        "outbound_id": question.outbound_id,
        "label": question.label,
        "asked": question.asked.value,
        "inbound_id": question.inbound_id,
        "choices": [{"meeting_id": choice.meeting_id, "keys": list(choice.keys)} for choice in question.choices],
        "asked_at": question.asked_at,
        "until": question.until,
        "walk_in": question.walk_in,
    }


def _question_of(row: Row[object]) -> Question:
    return Question(
        outbound_id=OutboundId(row.outbound_id),
        label=row.label,
        asked=Asked(row.asked),
        inbound_id=InboundId(row.inbound_id),
        choices=tuple(Choice(MeetingId(choice["meeting_id"]), _keys_of(choice["keys"])) for choice in row.choices),
        asked_at=row.asked_at,
        until=row.until,
        walk_in=row.walk_in,
    )


def _assignment_of(row: Row[object]) -> Assignment:
    return Assignment(
        inbound_id=InboundId(row.inbound_id),
        meeting_id=MeetingId(row.meeting_id),
        keys=_keys_of(row.keys),
        actor=row.actor,
        decided_at=row.decided_at,
        cause_id=None if row.cause_id is None else InboundId(row.cause_id),
    )


def _keys_of(keys: Sequence[str]) -> tuple[ItemKey, ...]:
    return tuple(ItemKey(key) for key in keys)
