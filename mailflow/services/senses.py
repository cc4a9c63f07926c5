"""How one message is read: octets -> message, newly written text, authentication.

Outside of any transaction, as the octets decide how long it takes.
"""

from dataclasses import dataclass, replace

from mailflow.domain.editing.correcting import Corrected, correct
from mailflow.domain.extraction.lines import Extraction
from mailflow.domain.extraction.witnesses import Testimony, hear
from mailflow.domain.message import OTHER_WORDS, Authentication, InboundMessage
from mailflow.domain.quoted_draft import change_in_quote
from mailflow.services.ports.world import Authenticator, MessageCodec
from mailflow.services.recollection import FindAnswered, Recalled, Recollection


@dataclass(frozen=True, slots=True)
class Reading:
    """What the octets of a message say; `size_bytes` is how many there are.

    `change` has the words at which its quote differs from the mail of ours that it answers; `corrected` what it makes of the minutes that
    this is about.
    """

    message: InboundMessage
    extraction: Extraction
    authentication: Authentication
    size_bytes: int
    change: str = ""
    corrected: Corrected | None = None


@dataclass(frozen=True, slots=True)
class Senses:
    """What a message is read with: its octets, who is proven to have sent them, and what we know of it already."""

    codec: MessageCodec
    authenticator: Authenticator
    recollection: Recollection

    def read(self, raw: bytes, find_answered: FindAnswered) -> Reading:
        """Read the octets of a message: the part that takes long where its author wants it to, and that holds no lock."""
        message = self.codec.parse(raw)
        recalled = self.recollection(message, find_answered)
        heard = hear(message.text, message.rich, recalled.known)
        corrected = _corrected(message, recalled, heard)
        extraction, change = heard.extraction, _change(heard, recalled)
        is_contradicted = heard.is_contradicted
        if corrected is not None and corrected.is_quoted:
            extraction, is_contradicted = corrected.said, corrected.is_contradicted
            change = "the quoted minutes" if corrected.is_marked else ""
        own = (defect for defect in message.defects if defect not in recalled.defects)
        message = replace(message, defects=(*((OTHER_WORDS,) if is_contradicted else ()), *own))
        judge = self.authenticator.examine if recalled.asks_for_proof else self.authenticator.verdict
        verdict = judge(raw, message.author.email)
        return Reading(message, extraction, verdict, len(raw), change, corrected)


def _corrected(message: InboundMessage, recalled: Recalled, heard: Testimony) -> Corrected | None:
    """Return what a reply makes of the minutes that it is about; None where it is about none."""
    if not recalled.minutes:
        return None
    forms = (message.rich, message.text) if recalled.is_minutes else ()
    return correct(recalled.minutes, recalled.sent, forms, said=heard.extraction, known=recalled.known, wording=recalled.wording)


def _change(heard: Testimony, recalled: Recalled) -> str:
    """Return the words at which the quote of a reply first differs from our mail."""
    changes = (change_in_quote(form, recalled.sent) for form in dict.fromkeys((heard.shown, heard.extraction)))
    return next(filter(None, changes), "")
