"""What a reply to a draft mail would do, without a database: all that is known is the mail itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mailflow.domain.agenda import MeetingId, PersonId, Speaker
from mailflow.domain.approval import Approve, Claim, Confirm, judge
from mailflow.domain.classification.classify import classify
from mailflow.domain.editing.correcting import correct
from mailflow.domain.editing.deciding import Decided, Intent, decide_reply
from mailflow.domain.errors import BadInputError
from mailflow.domain.extraction.witnesses import hear
from mailflow.domain.lifecycle import MinutesState
from mailflow.domain.matching.kinds import Answered
from mailflow.domain.message import OTHER_WORDS, Authentication, InboundMessage, MailKind, OutboundId, Proof, is_same_address
from mailflow.domain.minutes.changes import changes_between, told
from mailflow.domain.minutes.content import MinutesContent
from mailflow.domain.minutes.draft import Draft, MinutesId
from mailflow.domain.minutes.noting import with_notes
from mailflow.domain.minutes.outlining import meeting_of, told_by
from mailflow.domain.minutes.reading import read_lines
from mailflow.domain.minutes.sheet import Line, lines_of, render
from mailflow.domain.minutes.wording import ENGLISH, Wording, wording_of
from mailflow.domain.notes.reading import read_notes
from mailflow.services.ports.world import Authenticator, MessageCodec
from mailflow.services.reading import read_object, read_octets
from mailflow.services.recollection import known_of

Document = dict[str, object]
_MINUTES = re.compile(r"^-{72}\n\n(.*)\n\n-{72}$", re.MULTILINE | re.DOTALL)
CHANGED = "the quoted minutes"
_CHAIR = PersonId(1)
_MINUTES_ID = MinutesId(1)


@dataclass(frozen=True, slots=True)
class DraftMail:
    """A draft as it was sent: the mail, and the lines of its minutes, with the words in which they are set."""

    mail: InboundMessage
    lines: tuple[Line, ...]
    wording: Wording = ENGLISH

    @property
    def recipient(self) -> str:
        """To whom it went."""
        return next(iter(self.mail.to), "")

    @property
    def content(self) -> MinutesContent:
        """What its minutes say."""
        return told_by(self.lines, self.wording)


@dataclass(frozen=True, slots=True)
class Trial:
    """Try replies on one draft mail.

    `is_trusting` where no server is named whose word counts, so that nothing tells an honest author from another: a reply is then taken to
    be from whom it says.
    """

    codec: MessageCodec
    authenticator: Authenticator
    draft: DraftMail
    is_trusting: bool

    @classmethod
    def of(
        cls, codec: MessageCodec, authenticator: Authenticator, content: bytes, *, is_trusting: bool, wordings: Sequence[Wording] = ()
    ) -> "Trial":
        """Read a draft mail, whose minutes are set in English or in one of some other wordings.

        Raises:
            BadInputError: no minutes stand in it between two rulers.
        """
        mail = codec.parse(content)
        found = _MINUTES.search(mail.text)
        if found is None or not mail.to:
            raise BadInputError("no draft mail of ours: expected a message with minutes between two lines of 72 dashes, and a recipient")
        wording = wording_of(found[1], wordings)
        return cls(codec, authenticator, DraftMail(mail, read_lines(found[1], wording), wording), is_trusting)

    def try_line(self, line: str) -> Document:
        """Return the answer to a line `{"id","content"}`, whose content is a reply: `{"id","decision","minutes","redline","reason"}`.

        Raises:
            BadInputError: the line is no such object.
        """
        asked = read_object(line)
        content = asked.get("content")
        if not isinstance(content, str):
            raise BadInputError('expected {"id", "content": a message as a string}')
        return {"id": asked.get("id"), **self.decide(read_octets(content))}

    def decide(self, content: bytes) -> Document:
        """Return what a reply would do: `{"decision","minutes","redline","reason"}`; `minutes` is the text that would result."""
        message = self.codec.parse(content)
        ours = self.draft.mail.author
        known = replace(known_of(message), correspondents=tuple(filter(None, (ours.email, ours.name))))
        heard = hear(message.text, message.rich, known)
        sent = (self.draft.mail.text, self.draft.mail.rich)
        forms = (message.rich, message.text)
        corrected = correct(self.draft.lines, sent, forms, said=heard.extraction, known=known, wording=self.draft.wording)
        classified = classify(message, corrected.said, answered=MailKind.DRAFT, change=CHANGED if corrected.is_marked else "")
        meeting, series = meeting_of(self.draft.content)
        decided = decide_reply(classified, corrected, meeting)
        is_contradicted = corrected.is_contradicted if corrected.is_quoted else heard.is_contradicted
        own = (defect for defect in message.defects if defect not in self.draft.mail.defects)
        defects = (*((OTHER_WORDS,) if is_contradicted else ()), *own)
        allowed = self._allowed(content, message, defects, decided)
        if allowed.intent is not Intent.NOTES:
            return self._document(allowed, corrected.lines if allowed.intent is Intent.EDIT else self.draft.lines)
        outline = read_notes(corrected.rest, meeting, series, written_on=meeting.start_at.date())
        return self._document(allowed, lines_of(with_notes(self.draft.content, outline)))

    def _allowed(self, content: bytes, message: InboundMessage, defects: tuple[str, ...], decided: Decided) -> Decided:
        """Return what a reply may do, by who wrote it."""
        if decided.intent in {Intent.NONE, Intent.UNCLEAR}:
            return decided
        verdict = judge(self._claim(content, message, defects))
        if isinstance(verdict, Approve) or (isinstance(verdict, Confirm) and self._may_propose(message, decided)):
            return decided
        intent = Intent.UNCLEAR if isinstance(verdict, Confirm) else Intent.NONE
        return Decided(intent, f"{decided.reason}; but {verdict.reason}")

    def _may_propose(self, message: InboundMessage, decided: Decided) -> bool:
        """Tell whether a reply may make a new draft, or stop one: its token is enough, as nothing goes out by that."""
        return decided.intent is not Intent.APPROVE and self._has_token(message)

    def _claim(self, content: bytes, message: InboundMessage, defects: tuple[str, ...]) -> Claim:
        chair = Speaker(message.author.name, email=self.draft.recipient, id=_CHAIR)
        answered = Answered(OutboundId("trial"), MailKind.DRAFT, self._has_token(message), MeetingId(1), _CHAIR, _MINUTES_ID)
        current = Draft(MeetingId(1), 1, self.draft.content, datetime(2000, 1, 1, tzinfo=UTC), MinutesState.DRAFT, _MINUTES_ID)
        contradicted = bool(message.references) and self.draft.mail.message_id not in message.references
        return Claim(message.authors, self._proof(content, message), answered, (chair,), current, defects, is_contradicted=contradicted)

    def _has_token(self, message: InboundMessage) -> bool:
        return any(is_same_address(address, given) for address in message.to for given in self.draft.mail.reply_to)

    def _proof(self, content: bytes, message: InboundMessage) -> Authentication:
        if self.is_trusting:
            return Authentication(Proof.PASS, "nobody was asked")
        return self.authenticator.verdict(content, message.author.email)

    def _document(self, decided: Decided, lines: tuple[Line, ...]) -> Document:
        found = changes_between(self.draft.lines, lines)
        intent = Intent.NONE if decided.intent is Intent.ORDER else decided.intent
        return {
            "decision": intent.value,
            "minutes": render(lines).rstrip("\n"),
            "redline": "\n".join(map(told, found)),
            "reason": "; ".join(part for part in (decided.reason, decided.unread and f"not understood: {decided.unread}") if part),
        }
