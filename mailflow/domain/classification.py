"""Which kind of mail a message is, and on what evidence.

calendar reply > bounce > automatic > mere thanks > reply to a draft (approval, hold, edit) > report > unknown
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mailflow.domain.commands import approval_phrase, command_word, is_courtesy
from mailflow.domain.extraction.lines import Extraction, LineClass
from mailflow.domain.message import Attachment, InboundMessage, MailKind

COURTESY = "courtesy"
"""The signal of a mail that says nothing but thanks."""


class MessageKind(StrEnum):
    """What a message that reached us is."""

    REPORT = "report"
    RSVP = "rsvp"
    NOTES = "notes"
    APPROVAL = "approval"
    EDIT = "edit"
    HOLD = "hold"
    COMMAND = "command"
    QUESTION = "question"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason for a decision: which signal, what it said, and how much it weighs (1 decides alone, negative speaks against)."""

    signal: str
    detail: str
    weight: float


@dataclass(frozen=True, slots=True)
class Classified:
    """A message, its newly written text, its kind and the reasons."""

    message: InboundMessage
    extraction: Extraction
    kind: MessageKind
    evidence: tuple[Evidence, ...]


def classify(message: InboundMessage, extraction: Extraction, *, answered: MailKind | None = None) -> Classified:
    """Return what a message is.

    Args:
        message: as read.
        extraction: its newly written text.
        answered: the kind of our mail that it answers, where that is known.
    """
    found = (test(message, extraction, answered) for test in _TESTS)
    kind, evidence = next(result for result in found if result is not None)
    return Classified(message, extraction, kind, (evidence,))


_Verdict = tuple[MessageKind, Evidence] | None


def _calendar_reply(message: InboundMessage, _extraction: Extraction, _answered: MailKind | None) -> _Verdict:
    if message.calendar is None:
        return None
    return MessageKind.RSVP, Evidence("calendar", "text/calendar part with METHOD:REPLY", 1.0)


def _bounce(message: InboundMessage, _extraction: Extraction, _answered: MailKind | None) -> _Verdict:
    if not message.is_bounce:
        return None
    return MessageKind.BOUNCE, Evidence("bounce", "delivery status report", 1.0)


def _automatic(message: InboundMessage, _extraction: Extraction, _answered: MailKind | None) -> _Verdict:
    if not message.automatic:
        return None
    return MessageKind.AUTO_REPLY, Evidence("automatic", message.automatic, 1.0)


def _courtesy(message: InboundMessage, extraction: Extraction, answered: MailKind | None) -> _Verdict:
    names = tuple(author.name for author in message.authors)
    if answered not in _COURTEOUSLY_ANSWERED or _documents(message) or not is_courtesy(extraction.text, names=names):
        return None
    return MessageKind.UNKNOWN, Evidence(COURTESY, f"a reply to a {answered} with nothing but thanks", 1.0)


def _command(message: InboundMessage, extraction: Extraction, answered: MailKind | None) -> _Verdict:
    word = command_word(extraction.text, names=tuple(author.name for author in message.authors))
    if answered in _CHAIRS_DESK or word is None:
        return None
    return MessageKind.COMMAND, Evidence("phrase", f"the whole new text is the order «{word}»", 1.0)


def _to_the_chairs_desk(message: InboundMessage, extraction: Extraction, answered: MailKind | None) -> _Verdict:
    if answered not in _CHAIRS_DESK:
        return None
    phrase = approval_phrase(extraction.text, names=tuple(author.name for author in message.authors))
    documents, postscript = _documents(message), _postscript(extraction)
    if phrase and not documents and not postscript:
        return MessageKind.APPROVAL, Evidence("phrase", f"the whole new text is «{phrase}»", 1.0)
    if answered is MailKind.APPROVAL_RECEIPT:
        return MessageKind.HOLD, Evidence("answers", "a reply to the receipt of an approval that does not approve", 0.6)
    if phrase and postscript:
        return MessageKind.EDIT, Evidence("phrase", f"«{phrase}», but below the signature: {postscript}", 0.6)
    if phrase:
        return MessageKind.EDIT, Evidence("attachment", f"«{phrase}», but {documents[0].filename} came with it", 0.6)
    return MessageKind.EDIT, Evidence("answers", f"a reply to a {answered} that says more than an approval", 0.6)


def _postscript(extraction: Extraction) -> str:
    """Return a line under the signature that goes on talking: `PS: not before Friday`; names, houses and notices do not."""
    signed = (part.text for part in extraction.omitted if part.reason in _SIGNED)
    lines = (line.strip() for text in signed for line in text.split("\n") if not line.lstrip().startswith(">"))
    return next((line[:80] for line in lines if _TALKS.match(line)), "")


def own_words(classified: Classified) -> str:
    """Return on one line what the author of a calendar reply, or of a mail marked as automatic, wrote.

    Empty where that is nothing but thanks, or the words of the calendar.
    """
    text = classified.extraction.text.strip()
    first = text.partition("\n")[0]
    names = tuple(author.name for author in classified.message.authors)
    by_calendar = classified.message.calendar is not None and _CALENDARS_WORDS.search(first) and not _WITH_A_NOTE.search(first)
    return "" if by_calendar or is_courtesy(text, names=names) else " ".join(text.split())


def is_weak_mark(automatic: str) -> bool:
    """Tell whether the field that marks a mail as automatic is one that lists and relays put on people's mail as well."""
    return bool(_WEAK_MARK.match(automatic))


def _documents(message: InboundMessage) -> list[Attachment]:
    """Return the files that the author attached."""
    return [file for file in message.attachments if not _is_decoration(file)]


def _is_decoration(file: Attachment) -> bool:
    """Tell whether a file is what clients add by themselves: the small logo or the card of a signature."""
    if file.media_type in _CARDS:
        return True
    return file.media_type.startswith("image/") and file.media_type not in _DRAWINGS and len(file.content) <= _LOGO_BYTES


def _report(message: InboundMessage, extraction: Extraction, answered: MailKind | None) -> _Verdict:
    documents = [file for file in _documents(message) if file.media_type not in _MAILS]  # those are somebody else's words
    if answered not in _SLOT_MAIL or not (extraction.text or documents):
        return None
    brought = "text of its own" if extraction.text else f"{documents[0].filename} and no text"
    return MessageKind.REPORT, Evidence("answers", f"a reply to a mail of ours ({answered}) with {brought}", 0.8)


def _unknown(_message: InboundMessage, extraction: Extraction, answered: MailKind | None) -> _Verdict:
    detail = "no newly written text" if answered and not extraction.text else "answers no mail of ours"
    return MessageKind.UNKNOWN, Evidence("answers", detail, 0.0)


_ANSWERS = (
    r"(?:accept\w*|declin\w*|tentativ\w*|accepté\w*|refusé\w*|décliné\w*|angenommen|zugesagt|abgelehnt|vorbehalt\w*|accettat\w*|rifiutat\w*|"
    r"acept\w*|rechaz\w*)"
)
_EVENTS = r"(?:invitation|event|einladung|termin|événement|réunion|invito|invitación|evento)"
# `Anna has accepted this invitation`, `Accepted: Meeting`: the first line of what calendars write by themselves.
_CALENDARS_WORDS = re.compile(
    rf"\A{_ANSWERS}:|\A(?!(?:I|we|je|j'|nous|ich|wir)\b)(?=.{{0,200}}\b{_EVENTS}\b).{{0,200}}\b{_ANSWERS}\b", re.IGNORECASE
)
_WITH_A_NOTE = re.compile(r"\b(?:note|comment|message|notiz|kommentar|commentaire)\b|:\s*\Z", re.IGNORECASE)
_WEAK_MARK = re.compile(r"(?:List-Id|X-Auto-Response-Suppress):|Precedence:\s*(?:list|bulk)\b", re.IGNORECASE)
_SIGNED = frozenset({LineClass.SIGNATURE, LineClass.SIGN_OFF})
# A postscript, or three words of which the first is small; a line with an address or a number in it is contact.
_TALKS = re.compile(r"(?i:ps|p\.\s?s\.?|nb|n\.\s?b\.?|note|attention|achtung)\b.*\w|[a-zà-ÿ][^\W\d_]* (?:[^\W\d_]+[,;]? ){1,30}[^\W\d_]+")
_CARDS = frozenset({"text/vcard", "text/x-vcard", "text/directory", "application/pgp-keys"})
_MAILS = frozenset({"message/rfc822", "message/global"})
_DRAWINGS = frozenset({"image/svg+xml", "image/svg"})
_LOGO_BYTES = 20 * 1024
_CHAIRS_DESK = frozenset({MailKind.DRAFT, MailKind.CONFIRMATION, MailKind.APPROVAL_RECEIPT})
_COURTEOUSLY_ANSWERED = frozenset({MailKind.INVITATION, MailKind.RECEIPT, MailKind.APPROVAL_RECEIPT, MailKind.MINUTES})
_SLOT_MAIL = frozenset({MailKind.INVITATION, MailKind.RECEIPT})
_TESTS: tuple[Callable[[InboundMessage, Extraction, MailKind | None], _Verdict], ...] = (
    _calendar_reply,
    _bounce,
    _automatic,
    _courtesy,
    _command,
    _to_the_chairs_desk,
    _report,
    _unknown,
)
