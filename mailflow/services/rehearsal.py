"""To which slot of an agenda a mail would go, and why, without a database."""

from dataclasses import dataclass, replace

from mailflow.domain.agenda import Agenda, ItemKey, MeetingId, Speaker
from mailflow.domain.classification.classify import classify, doubt_of
from mailflow.domain.classification.kinds import Classified, Evidence, MessageKind
from mailflow.domain.commands.errands import is_bare_word
from mailflow.domain.commands.orders import withdrawals_of
from mailflow.domain.errors import BadInputError
from mailflow.domain.extraction.witnesses import hear
from mailflow.domain.matching.admission import errand_of, is_statement, may_report
from mailflow.domain.matching.kinds import Ambiguous, Answered, Candidates, Matched, SlotScore, Venue
from mailflow.domain.matching.match import match
from mailflow.domain.matching.people import has_address
from mailflow.domain.matching.titles import Index
from mailflow.domain.matching.withdrawals import withdrawn_of
from mailflow.domain.matching.writers import people_of
from mailflow.domain.message import MailKind, OutboundId
from mailflow.services.ports.world import MessageCodec
from mailflow.services.reading import read_object, read_octets
from mailflow.services.recollection import known_of

Document = dict[str, object]
_LINKS = ("token", "thread")


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """Match mails against one agenda."""

    codec: MessageCodec
    agenda: Agenda

    @property
    def _venue(self) -> Venue:
        return Venue(self.agenda.series, self.agenda.meeting)

    def match(self, content: bytes) -> Document:
        """Return what would become of a message: `{"kind","decision","slots","evidence"}`."""
        return self._matched(content, None, None)

    def match_line(self, line: str) -> Document:
        """Return the answer to a line `{"id","content"}`, whose content is a message: `{"id","kind","decision","slots","evidence"}`.

        A line may tell which mail of ours is answered, as the database would: `"answered": {"link": "token" or "thread", "kind":
        "invitation", "person": an address, "slots": keys}`.

        Raises:
            BadInputError: the line is no such object.
        """
        asked = read_object(line)
        content = asked.get("content")
        if not isinstance(content, str):
            raise BadInputError('expected {"id", "content": a message as a string}')
        answered, addressee = self._answered(asked.get("answered"))
        return {"id": asked.get("id"), **self._matched(read_octets(content), answered, addressee)}

    def _answered(self, told: object) -> tuple[Answered | None, Speaker | None]:
        if told is None:
            return None, None
        if not isinstance(told, dict) or told.get("link") not in _LINKS or not isinstance(told.get("slots"), list):
            raise BadInputError('expected "answered": {"link": "token" or "thread", "kind", "person", "slots": keys}')
        try:
            kind = MailKind(str(told.get("kind")))
        except ValueError:
            raise BadInputError(f'"answered": no kind of mail is called {told.get("kind")}') from None
        keys = tuple(ItemKey(str(key)) for key in told["slots"])
        address = str(told.get("person") or "")
        person = next((one for one in people_of(self._venue) if address in one.addresses), Speaker(address, email=address))
        return Answered(OutboundId("told"), kind, told["link"] == "token", MeetingId(0), item_keys=keys), person

    def _matched(self, content: bytes, answered: Answered | None, addressee: Speaker | None) -> Document:
        message = self.codec.parse(content)
        extraction = hear(message.text, message.rich, known_of(message)).extraction
        classified = classify(message, extraction, answered=answered.kind if answered else None)
        if not (may_report(classified) or is_statement(classified)):
            return _document(classified, "none", (), ())
        if self._is_withdrawal(classified):
            return _document(replace(classified, kind=MessageKind.COMMAND), "none", (), ())
        found = match(classified, Candidates((self._venue,), answered, addressee))
        evidence = (*classified.evidence, *found.evidence)
        if isinstance(found, Matched) and is_bare_word(extraction.text):
            return _document(classified, "ask", tuple((one.slot, one.text) for one in found.placements), evidence)
        is_errand = isinstance(found, Matched) and bool(errand_of(classified, found))
        if isinstance(found, Matched) and not is_errand and not doubt_of(classified) and len(message.authors) == 1:
            slots = tuple((one.slot, one.text) for one in found.placements)
            return _document(classified, "filed", slots, evidence)
        if isinstance(found, Ambiguous):
            return _document(classified, "ask", tuple((score, extraction.text) for score in found.scores), evidence)
        scores = found.scores if not isinstance(found, Matched) else tuple(one.slot for one in found.placements)
        return _document(classified, "triage", tuple((score, extraction.text) for score in scores), evidence)

    def _is_withdrawal(self, classified: Classified) -> bool:
        """Tell whether a mail takes a report back that it names."""
        address, slots = classified.message.author.email, self._venue.meeting.slots
        own = [slot for slot in slots if any(has_address(one, address) for one in slot.speakers)]
        arguments = withdrawals_of(classified.extraction.text, names=tuple(author.name for author in classified.message.authors))
        index = Index([(slot.title, slot.aliases) for slot in own]) if arguments else None
        return index is not None and bool(withdrawn_of(arguments, index, frozenset(range(len(own)))))


def _document(
    classified: Classified, decision: str, slots: tuple[tuple[SlotScore, str], ...], evidence: tuple[Evidence, ...]
) -> Document:
    kind = MessageKind.REPORT if decision in {"filed", "ask"} and classified.kind is MessageKind.UNKNOWN else classified.kind
    return {
        "kind": kind.value,
        "decision": decision,
        "slots": [{"key": score.key, "confidence": score.confidence, "text": text} for score, text in slots],
        "evidence": [_evidence(one) for one in evidence or classified.evidence],
    }


def _evidence(one: Evidence) -> Document:
    document: Document = {"signal": one.signal, "detail": one.detail, "weight": one.weight}
    return document | ({"slot": one.slot} if one.slot else {})


