"""Rows of incoming messages, to records and from them."""

from sqlalchemy import Row

from mailflow.domain.agenda import MeetingId
from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.lifecycle import INBOUND, InboundEvent, InboundState, advance
from mailflow.domain.message import Address, InboundId, RawMessage
from mailflow.domain.records import InboundOutcome, InboundRecord


def fresh_row(message: RawMessage, sha256: str) -> dict[str, object]:
    """Return the row of a message that has just come."""
    return {
        "sha256": sha256,
        "folder": message.folder,
        "uidvalidity": message.uidvalidity,
        "uid": message.uid,
        "received_at": message.received_at,
        "size_bytes": message.whole_bytes,
        "attempts": 0,
        **outcome_values(first_state(message)),
    }


def first_state(message: RawMessage) -> InboundOutcome:
    """Return what is known of a message before it is read."""
    if not message.problem:
        return InboundOutcome(InboundState.RECEIVED)
    return InboundOutcome(advance(INBOUND, InboundState.RECEIVED, InboundEvent.GIVE_UP), message.problem)


def outcome_values(outcome: InboundOutcome) -> dict[str, object]:
    """Return the columns that reading a message sets."""
    return {
        "state": outcome.state.value,
        "reason": outcome.reason,
        "message_id": outcome.message_id,
        "content_hash": outcome.content_hash,
        "author_email": outcome.author.email,
        "author_name": outcome.author.name,
        "subject": outcome.subject,
        "kind": outcome.kind,
        "meeting_id": outcome.meeting_id,
        "item_keys": list(outcome.item_keys),
        "confidence": outcome.confidence,
        "evidence": [_evidence_values(evidence) for evidence in outcome.evidence],
        "text": outcome.text,
        "omitted": outcome.omitted,
        "signature": outcome.signature,
        "copy_of": outcome.copy_of,
    }


def _evidence_values(evidence: Evidence) -> dict[str, object]:
    """Return one reason; the first rows know of no slot, and most reasons are for none."""
    values: dict[str, object] = {"signal": evidence.signal, "detail": evidence.detail, "weight": evidence.weight}
    return {**values, "slot": evidence.slot} if evidence.slot else values


def record_of(row: Row[object]) -> InboundRecord:
    """Return the message of a row."""
    return InboundRecord(
        id=InboundId(row.id),
        sha256=row.sha256,
        received_at=row.received_at,
        state=InboundState(row.state),
        attempts=row.attempts,
        size_bytes=row.size_bytes,
        message_id=row.message_id,
        author=Address(row.author_email, row.author_name),
        subject=row.subject,
        kind=row.kind,
        meeting_id=None if row.meeting_id is None else MeetingId(row.meeting_id),
        item_keys=tuple(row.item_keys),
        confidence=row.confidence,
        evidence=tuple(Evidence(e["signal"], e["detail"], e["weight"], e.get("slot", "")) for e in row.evidence),
        text=row.text,
        omitted=row.omitted,
        signature=row.signature or "",
        content_hash=row.content_hash,
        reason=row.reason,
        copy_of=None if row.copy_of is None else InboundId(row.copy_of),
        settled_at=row.settled_at,
    )
