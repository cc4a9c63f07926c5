"""What is written down of a message that was read."""

import hashlib
import json
from dataclasses import fields

from mailflow.domain.agenda import MeetingId
from mailflow.domain.extraction.lines import LineClass
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundMessage
from mailflow.domain.records import InboundOutcome, InboundRecord
from mailflow.services.machine_mail import Case

_SIGNED = frozenset({LineClass.SIGNATURE, LineClass.SIGN_OFF})


def understood(case: Case) -> InboundOutcome:
    """Return what is known of a message before it is decided what to do with it."""
    message, extraction = case.message, case.classified.extraction
    return InboundOutcome(
        state=InboundState.RECEIVED,
        reason="",
        message_id=message.message_id,
        author=message.author,
        subject=message.subject,
        kind=case.classified.kind,
        meeting_id=_meeting_of(case),
        evidence=case.classified.evidence,
        text=extraction.text,
        omitted="\n".join((*(part.text for part in extraction.omitted), *(mail.quoted for mail in message.forwarded))),
        signature="\n".join(part.text for part in extraction.omitted if part.reason in _SIGNED),
        content_hash=_content_hash(case),
    )


def _meeting_of(case: Case) -> MeetingId | None:
    if case.answered:
        return case.answered.meeting_id
    return MeetingId(case.returned.meeting_id) if case.returned and case.returned.meeting_id is not None else None


def too_large(case: Case) -> str:
    """Return the reason for which a message of which only the beginning was kept waits."""
    kept = f"only the first {case.kept_bytes // 1024} KiB are kept"
    return f"it is too large ({case.record.size_bytes / 1_000_000:.1f} MB): {kept}, the whole message lies on the mail server"


def _content_hash(case: Case) -> str:
    """Return a digest of all that is read of a message, whatever way it came: trace fields differ between two copies.

    Where only the beginning is known, the size of the whole is part of it: two may begin alike. Where there is no Message-ID, the date
    and the addressees are: the same words may be sent again, another day, or to another of our addresses.
    """
    message = case.message
    said = (
        [author.email for author in message.authors],
        message.subject,
        (message.text, message.rich, message.encrypted),
        None if message.calendar is None else hashlib.sha256(message.calendar).hexdigest(),
        [(file.filename, file.sha256) for file in message.attachments],
        [(mail.author.email, mail.subject, mail.text) for mail in message.forwarded],
        _reported(message),
        case.record.size_bytes if case.kept_bytes else 0,
        () if message.message_id else (message.date or f"{case.record.received_at:%Y-%m-%d}", message.addressed),
    )
    return hashlib.sha256(json.dumps(said).encode("ascii")).hexdigest()


def _reported(message: InboundMessage) -> list[tuple[str, ...]]:
    """Return of whom a report by its type tells what; by its shape alone it may be one by one route, and none by another."""
    report = message.report
    return [(to.address, to.action, to.status) for to in report.recipients] if report and report.report_type else []


def known(record: InboundRecord) -> InboundOutcome:
    """Return what was understood of a message when it was read before; it is no copy, as it has done something."""
    known = {field.name: getattr(record, field.name) for field in fields(InboundOutcome)}
    return InboundOutcome(**{**known, "copy_of": None})
