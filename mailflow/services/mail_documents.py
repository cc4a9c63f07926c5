"""What came in, what goes out and what was decided, as plain documents; the keys are the contract of PRODUCT.md: scripts rely on them."""

from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import OutboxEntry
from mailflow.domain.records import AuditEntry, InboundRecord, Question
from mailflow.services.chosen_slots import label_of
from mailflow.services.ports.storage import UnitOfWork

Document = dict[str, object]

_NOWHERE = frozenset({InboundState.TRIAGE, InboundState.IGNORED})
"""The states of messages that stand under no slot, whatever they are about."""


def inbound_document(record: InboundRecord) -> Document:
    """Return a message; what waits in triage has no `slot`, and `slots` are those that it could be for."""
    return {
        "id": record.id,
        "message_id": record.message_id,
        "from": record.author.email,
        "subject": record.subject,
        "received_at": record.received_at.isoformat(),
        "kind": record.kind,
        "state": record.state.value,
        "meeting": record.meeting_id,
        "slot": record.item_keys[0] if len(record.item_keys) == 1 and record.state not in _NOWHERE else None,
        "slots": list(record.item_keys),
        "confidence": record.confidence,
        "evidence": [_evidence(evidence) for evidence in record.evidence],
        "text": record.text,
        "reason": record.reason,
    }


def question_document(uow: UnitOfWork, question: Question) -> Document:
    """Return what was asked about a message: of whom, by which mail of ours, until when an answer counts."""
    mail = uow.outbox.find(question.outbound_id)
    return {
        "of": question.asked.value,
        "to": mail.recipient.email if mail else None,
        "mail": question.outbound_id,
        "label": question.label or None,
        "at": question.asked_at.isoformat(),
        "until": question.until.isoformat(),
        "choices": [label_of(uow, choice) for choice in question.choices],
    }


def _evidence(evidence: Evidence) -> Document:
    """Return one reason; what speaks for no slot in particular names none."""
    values: Document = {"signal": evidence.signal, "detail": evidence.detail, "weight": evidence.weight}
    return values | {"slot": evidence.slot} if evidence.slot else values


def outbound_document(entry: OutboxEntry) -> Document:
    """Return a mail that is owed or sent."""
    return {
        "id": entry.id,
        "kind": entry.kind.value,
        "to": entry.recipient.email,
        "subject": entry.subject,
        "message_id": entry.message_id,
        "meeting": entry.meeting_id,
        "slots": list(entry.item_keys),
        "state": entry.state.value,
        "attempts": entry.attempts,
        "resends": entry.resends,
        "created_at": entry.created_at.isoformat(),
        "next_attempt_at": entry.next_attempt_at.isoformat(),
        "sent_at": entry.sent_at.isoformat() if entry.sent_at else None,
        "reply": {"code": entry.reply_code, "text": entry.reply_text} if entry.reply_code or entry.reply_text else None,
        "cause": entry.cause_id,
    }


def audit_document(entry: AuditEntry) -> Document:
    """Return an entry of the audit trail."""
    return {
        "at": entry.at.isoformat(),
        "actor": entry.actor,
        "action": entry.action,
        "subject": entry.subject,
        "detail": entry.detail,
        "message": entry.inbound_id,
    }
