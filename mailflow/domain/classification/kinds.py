"""The kinds of mail, and the evidence for one of them."""

from dataclasses import dataclass
from enum import StrEnum

from mailflow.domain.extraction.lines import Extraction
from mailflow.domain.message import InboundMessage

ANSWERS = "answers"
"""The signal of the mail of ours that is answered, or of none."""
EMPTY = "empty"
"""The signal of a mail that says and brings nothing new."""
COURTESY = "courtesy"
"""The signal of a mail that says nothing but thanks."""
PROMISED = "it promises something, and reports nothing"
"""What the COURTESY says of a mail that only promises."""
ENCRYPTED = "encrypted"
"""The signal of a mail that we cannot read."""
SPAM = "spam"
"""The signal of a mail that a server on its way took for spam."""
MARK = "mark"
"""The signal of a header field that machines write; one that lists and relays put on people's mail as well weighs less than 1."""
NOTICE = "notice"
"""The signal of words such as machines write."""

SUBJECT = "subject"
"""The signal of a subject that begins as mail programs begin that of an automatic answer."""
AUTHOR = "author"
"""The signal of an address that is a machine's or a role's."""

DOUBTFUL = 0.5
"""The weight from which on a sign raises a doubt."""


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
    """One reason for a decision: which signal, what it said, and how much it weighs (1 decides alone, negative speaks against).

    `slot` is the key of the slot for which it speaks, where it speaks for one.
    """

    signal: str
    detail: str
    weight: float
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Classified:
    """A message, its newly written text, its kind and the reasons: that which decided first, then whatever else spoke."""

    message: InboundMessage
    extraction: Extraction
    kind: MessageKind
    evidence: tuple[Evidence, ...]
