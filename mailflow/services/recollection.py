"""What we know of a reply before it is read: the mail of ours that it answers, and how its author signs.

The database is asked in a transaction of its own, which is over before anything is computed.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

from mailflow.domain.agenda import MeetingId
from mailflow.domain.extraction.known import Known, is_answer
from mailflow.domain.matching.kinds import Answered
from mailflow.domain.message import InboundMessage, MailKind, is_same_address
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.minutes.sheet import Line, lines_of
from mailflow.domain.minutes.wording import ENGLISH, Wording
from mailflow.domain.new_meeting import find_wish
from mailflow.services.correspondence import Office
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import MessageCodec

_SLOT_MAIL = frozenset({
    MailKind.INVITATION, MailKind.UPDATE, MailKind.RECEIPT, MailKind.QUESTION, MailKind.NOTICE, MailKind.TRIAGE, MailKind.BRIEFING,
    MailKind.REMINDER, MailKind.SUBSCRIPTION_CONFIRM, MailKind.SUBSCRIPTION_WELCOME, MailKind.SUBSCRIPTION_GOODBYE,
    MailKind.SUBSCRIPTION_CHOICE, MailKind.SUBSCRIPTION_PROBE,
    MailKind.PLANNED, MailKind.ACTION_REMINDER, MailKind.ACTION_NOTICE,
})  # fmt: skip
"""Only where a report or notes answer it the original helps: in a quoted draft a changed word counts, and a near likeness is no quote."""
_CHAIRS_DESK = frozenset({
    MailKind.DRAFT, MailKind.REDLINE, MailKind.CONFIRMATION, MailKind.CLARIFICATION,
    MailKind.APPROVAL_RECEIPT, MailKind.MINUTES, MailKind.CANCEL_QUESTION, MailKind.NUDGE,
    MailKind.AGENDA_QUESTION,
})  # fmt: skip
"""The mails about one revision of the minutes, and the questions whether a meeting is to be cancelled, or added."""
_WITH_MINUTES = frozenset({MailKind.DRAFT, MailKind.REDLINE, MailKind.MINUTES, MailKind.NUDGE})
"""Those of them in which the minutes stand: what changes in their quote is an edit."""
_NEEDS_PROOF = _CHAIRS_DESK - {MailKind.CONFIRMATION, MailKind.CANCEL_QUESTION, MailKind.AGENDA_QUESTION} | {MailKind.PLANNED}
"""The mails of the chair's desk of which the token alone proves nobody, as an answer to a question of ours is proof itself; and that about
a planned meeting, which a deputy may answer by the chair's token."""

FindAnswered = Callable[[UnitOfWork, InboundMessage], Answered | None]


@dataclass(frozen=True, slots=True)
class _Sent:
    """A mail of ours, and what stands in the slots, or the revision of the minutes, that it is about."""

    content: bytes = b""
    own_words: str = ""
    kind: MailKind | None = None
    minutes: tuple[Line, ...] = ()
    wording: Wording = ENGLISH


@dataclass(frozen=True, slots=True)
class Recalled:
    """What helps to read a reply, and the texts (plain, of the HTML) of the mail of ours that it answers; empty if none.

    `minutes` are the lines of the revision that it is about, set in the words of `wording`, `is_minutes` tells whether they stand in it,
    `defects` what our own reader says of it; `asks_for_proof` where its author could approve by it, if they are proven.
    """

    known: Known
    sent: tuple[str, ...] = ()
    asks_for_proof: bool = False
    minutes: tuple[Line, ...] = ()
    is_minutes: bool = False
    defects: tuple[str, ...] = ()
    wording: Wording = ENGLISH


class Recollection:
    """Recall what helps to tell an author's new words from all others."""

    def __init__(self, begin: UnitOfWorkFactory, office: Office, codec: MessageCodec) -> None:
        self._begin = begin
        self._office = office
        self._codec = codec

    def __call__(self, message: InboundMessage, find_answered: FindAnswered) -> Recalled:
        """Return what is known of a message; raises DatabaseUnavailableError."""
        with self._begin() as uow:
            answered = find_answered(uow, message)
            sent, asks_for_proof = _find_sent(uow, answered), _asks_for_proof(uow, answered, message)
            signature = uow.inbound.find_signature(message.author.email) if message.author.email else ""
        known = replace(known_of(message), signature=signature)
        if not sent.content:
            return Recalled(known, asks_for_proof=asks_for_proof)
        original = self._codec.parse(sent.content)
        texts = (original.text, original.rich)
        names = (self._office.address, original.author.name)
        if sent.kind in _CHAIRS_DESK:
            known = replace(known, correspondents=names)
            return Recalled(known, texts, asks_for_proof, sent.minutes, sent.kind in _WITH_MINUTES, original.defects, sent.wording)
        return Recalled(replace(known, original="\n".join(texts), own_words=sent.own_words, correspondents=names), texts)


def known_of(message: InboundMessage) -> Known:
    """Return what a message tells of itself."""
    has_references = bool(message.references)
    return Known(author=message.author.name, is_answer=is_answer(subject=message.subject, has_references=has_references))


def _asks_for_proof(uow: UnitOfWork, answered: Answered | None, message: InboundMessage) -> bool:
    """Tell whether it matters that the author is proven: whoever else writes in answer to a draft approves nothing."""
    if find_wish(message.subject) is not None:
        return len(message.authors) == 1 and bool(message.author.email) and uow.meetings.knows(message.author.email)
    if answered is None or answered.kind not in _NEEDS_PROOF or answered.meeting_id is None or len(message.authors) != 1:
        return False
    approvers = uow.meetings.series_of(answered.meeting_id).approvers
    return any(person.email and is_same_address(person.email, message.author.email) for person in approvers)


def _find_sent(uow: UnitOfWork, answered: Answered | None) -> _Sent:
    if answered is None or answered.kind not in _SLOT_MAIL | _CHAIRS_DESK:
        return _Sent()
    own_words = _reports(uow, answered) if answered.kind in _SLOT_MAIL else ""
    is_desk = answered.kind in _CHAIRS_DESK and answered.minutes_id is not None
    sent = _Sent(uow.outbox.content(answered.id), own_words, answered.kind)
    if not is_desk:
        return sent
    content = uow.minutes.get(MinutesId(answered.minutes_id or 0)).content
    return replace(sent, minutes=lines_of(content), wording=content.wording)


def _reports(uow: UnitOfWork, answered: Answered) -> str:
    """Return the reports of the slots that a mail was about: a receipt repeats them, and a correction repeats most of them again."""
    if answered.meeting_id is None:
        return ""
    meeting = uow.meetings.get(MeetingId(answered.meeting_id))
    slots = (item for key in answered.item_keys if (item := meeting.find_item(key)) is not None)
    return "\n".join(report.text for slot in slots for report in slot.reports)
