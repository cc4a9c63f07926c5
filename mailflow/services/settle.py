"""What one message is and what it asks.

read:    octets -> message, newly written text, authentication; outside of any transaction, as the octets decide how long it takes
settle:  classed, matched, acted upon, in the caller's transaction
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from mailflow.domain import reply_address
from mailflow.domain.agenda import ItemKey, MeetingId, PersonId
from mailflow.domain.classification import COURTESY, Classified, MessageKind, classify, is_weak_mark, own_words
from mailflow.domain.errors import BadReplyAddress
from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.lines import Extraction
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.matching import Ambiguous, Answered, Candidates, Unmatched, match
from mailflow.domain.message import Authentication, InboundMessage, MailKind, OutboxEntry, Proof
from mailflow.domain.records import InboundOutcome, InboundRecord
from mailflow.services.correspondence import Office
from mailflow.services.filing import Filing
from mailflow.services.hold import Hold
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Authenticator, Clock, MessageCodec
from mailflow.services.review import ChairsReply, Review

_WORDS_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Reading:
    """What the octets of a message say, whatever the database knows; `size_bytes` is how many there are."""

    message: InboundMessage
    extraction: Extraction
    authentication: Authentication
    size_bytes: int


@dataclass(frozen=True, slots=True)
class _Case:
    """One message in hand; `cut_of` is the size of the whole, in bytes, where only its beginning is kept."""

    record: InboundRecord
    authentication: Authentication
    classified: Classified
    answered: Answered | None
    cut_of: int = 0


@dataclass(frozen=True, slots=True)
class ChairsDesk:
    """What a reply to the mails of the chair's desk may do."""

    review: Review
    hold: Hold


class Settle:
    """Find out what a message is, and do what it asks."""

    def __init__(
        self, office: Office, *, clock: Clock, codec: MessageCodec, authenticator: Authenticator, filing: Filing, desk: ChairsDesk
    ) -> None:
        self._office = office
        self._clock = clock
        self._codec = codec
        self._authenticator = authenticator
        self._filing = filing
        self._desk = desk

    def read(self, raw: bytes) -> Reading:
        """Read the octets of a message: the part that takes long where its author wants it to, and that holds no lock."""
        message = self._codec.parse(raw)
        return Reading(message, extract(message.text), self._authenticator.verdict(raw, message.author.email), len(raw))

    def __call__(self, uow: UnitOfWork, record: InboundRecord, reading: Reading) -> InboundOutcome:
        """Settle a message that has been read, and return what became of it."""
        message = reading.message
        answered = self._find_answered(uow, message)
        classified = classify(message, reading.extraction, answered=answered.kind if answered else None)
        cut_of = record.size_bytes if record.size_bytes > reading.size_bytes else 0
        case = _Case(record, reading.authentication, classified, answered, cut_of)
        outcome = _understood(case)
        original = uow.inbound.find_copy(record, outcome)
        if original is not None:
            return replace(outcome, state=InboundState.IGNORED, reason=f"a copy of message {original}", copy_of=original)
        if uow.outbox.find_by_message_id(message.message_id) is not None:
            return replace(outcome, state=InboundState.IGNORED, reason="a mail of our own came back")
        if cut_of:
            return replace(outcome, state=InboundState.TRIAGE, reason=_too_large(cut_of, reading.size_bytes))
        return self._acts[classified.kind](self, uow, case, outcome)

    def _find_answered(self, uow: UnitOfWork, message: InboundMessage) -> Answered | None:
        """Return the mail of ours that is answered: by a valid token first, else by the nearest known Message-ID."""
        for address in message.recipients:
            entry = self._find_by_token(uow, address)
            if entry is not None:
                return _answered(entry, has_token=True)
        found = (uow.outbox.find_by_message_id(message_id) for message_id in message.references)
        entry = next((entry for entry in found if entry is not None), None)
        return _answered(entry, has_token=False) if entry else None

    def _find_by_token(self, uow: UnitOfWork, address: str) -> OutboxEntry | None:
        try:
            target = reply_address.verify(address, key=self._office.key, now=self._clock.now())
        except BadReplyAddress:
            return None
        return uow.outbox.find(target)

    def _report(self, uow: UnitOfWork, case: _Case, outcome: InboundOutcome) -> InboundOutcome:
        if len(case.classified.message.authors) != 1:
            return replace(outcome, state=InboundState.TRIAGE, reason="the mail names several authors or none")
        matched = match(case.classified, self._candidates(uow, case.answered))
        understood = replace(outcome, evidence=(*outcome.evidence, *matched.evidence))
        if isinstance(matched, Unmatched):
            return replace(understood, state=InboundState.TRIAGE, reason=matched.reason)
        if isinstance(matched, Ambiguous):
            keys = tuple(score.key for score in matched.slots)
            return replace(understood, state=InboundState.TRIAGE, reason=f"it could be for {' or '.join(keys)}", item_keys=keys)
        if case.answered and not case.answered.has_token and case.authentication.proof is Proof.FAIL:
            reason = f"it has no token, and the address is not the author's ({case.authentication.detail})"
            return replace(understood, state=InboundState.TRIAGE, reason=reason)
        return self._filing(uow, case.record, case.classified, matched, understood)

    def _candidates(self, uow: UnitOfWork, answered: Answered | None) -> Candidates:
        if answered is None or answered.meeting_id is None or answered.person_id is None:
            return Candidates(answered)
        meeting = uow.meetings.get(answered.meeting_id)
        slots = [item for key in answered.item_keys if (item := meeting.find_item(key)) is not None]
        speakers = tuple(speaker for slot in slots for speaker in slot.speakers)
        return Candidates(answered, uow.meetings.find_person(answered.person_id), speakers)

    def _approval(self, uow: UnitOfWork, case: _Case, outcome: InboundOutcome) -> InboundOutcome:
        if case.answered is None or case.answered.meeting_id is None:
            return replace(outcome, state=InboundState.TRIAGE, reason="it answers no draft of ours")
        reply = ChairsReply(case.record.id, case.classified.message, case.answered, case.authentication)
        decision = self._desk.review(uow, reply)
        return replace(outcome, state=decision.state, reason=decision.reason)

    def _attendance(self, uow: UnitOfWork, case: _Case, outcome: InboundOutcome) -> InboundOutcome:
        """Record the attendance; words beside it are for a person to read."""
        decision = self._filing.attendance(uow, case.classified.message)
        words = own_words(case.classified)
        if words:
            reason = f"{decision.reason}; it also says something: {words[:_WORDS_SHOWN]}"
            return replace(outcome, state=InboundState.TRIAGE, reason=reason)
        return replace(outcome, state=decision.state, reason=decision.reason)

    def _bounce(self, _uow: UnitOfWork, case: _Case, outcome: InboundOutcome) -> InboundOutcome:
        about = f"of mail {case.answered.id}" if case.answered else "of no known mail"
        return replace(outcome, state=InboundState.DONE, reason=f"a delivery report {about}")

    def _automatic(self, _uow: UnitOfWork, case: _Case, outcome: InboundOutcome) -> InboundOutcome:
        """Set an automatic mail aside: it is kept, never answered, and decides nothing. A person reads what may be one's words."""
        detail = case.classified.evidence[0].detail
        if case.answered and case.answered.has_token and is_weak_mark(detail) and own_words(case.classified):
            reason = f"it answers us in its own words, but is marked as automatic ({detail})"
            return replace(outcome, state=InboundState.TRIAGE, reason=reason)
        return replace(outcome, state=InboundState.IGNORED, reason=f"an automatic mail ({detail})")

    def _hold(self, uow: UnitOfWork, case: _Case, outcome: InboundOutcome) -> InboundOutcome:
        if case.answered is None or case.answered.meeting_id is None:
            return replace(outcome, state=InboundState.TRIAGE, reason="it answers no draft of ours")
        decision = self._desk.hold(uow, case.record.id, case.classified.message, case.answered)
        return replace(outcome, state=decision.state, reason=decision.reason)

    def _doubt(self, _uow: UnitOfWork, case: _Case, outcome: InboundOutcome) -> InboundOutcome:
        kind, evidence = case.classified.kind, case.classified.evidence[0]
        if evidence.signal == COURTESY:
            return replace(outcome, state=InboundState.IGNORED, reason=evidence.detail)
        reason = "it says more than an approval" if kind is MessageKind.EDIT else evidence.detail
        return replace(outcome, state=InboundState.TRIAGE, reason=reason)

    _acts: ClassVar[dict[MessageKind, Callable[["Settle", UnitOfWork, _Case, InboundOutcome], InboundOutcome]]] = {
        **dict.fromkeys(MessageKind, _doubt),
        MessageKind.REPORT: _report,
        MessageKind.APPROVAL: _approval,
        MessageKind.HOLD: _hold,
        MessageKind.RSVP: _attendance,
        MessageKind.BOUNCE: _bounce,
        MessageKind.AUTO_REPLY: _automatic,
    }


def _understood(case: _Case) -> InboundOutcome:
    """Return what is known of a message before it is decided what to do with it."""
    message, extraction = case.classified.message, case.classified.extraction
    return InboundOutcome(
        state=InboundState.RECEIVED,
        reason="",
        message_id=message.message_id,
        author=message.author,
        subject=message.subject,
        kind=case.classified.kind,
        meeting_id=case.answered.meeting_id if case.answered else None,
        evidence=case.classified.evidence,
        text=extraction.text,
        omitted="\n".join(part.text for part in extraction.omitted),
        content_hash=_content_hash(message, case.cut_of),
    )


def _too_large(size_bytes: int, kept_bytes: int) -> str:
    kept = f"only the first {kept_bytes // 1024} KiB are kept"
    return f"it is too large ({size_bytes / 1_000_000:.1f} MB): {kept}, the whole message lies on the mail server"


def _content_hash(message: InboundMessage, cut_of: int) -> str:
    """Return a digest of what a message says, whatever way it came: trace fields differ between two copies.

    Where only the beginning is known, the size of the whole is part of it: two may begin alike.
    """
    authors = ",".join(author.email for author in message.authors)
    parts = (authors, message.subject, message.text, *(file.sha256 for file in message.attachments), *([str(cut_of)] if cut_of else []))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _answered(entry: OutboxEntry, *, has_token: bool) -> Answered:
    return Answered(
        id=entry.id,
        kind=MailKind(entry.kind),
        has_token=has_token,
        meeting_id=None if entry.meeting_id is None else MeetingId(entry.meeting_id),
        person_id=None if entry.person_id is None else PersonId(entry.person_id),
        minutes_id=entry.minutes_id,
        item_keys=tuple(ItemKey(key) for key in entry.item_keys),
    )
