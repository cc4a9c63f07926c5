"""What the mails to speakers say, and the answers to whoever wrote to us: the values that their templates are given."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import AgendaItem, Report
from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.extraction.lines import Omitted
from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import MailKind
from mailflow.domain.told import News, Told


@dataclass(frozen=True, slots=True)
class LastReport:
    """What was reported in a slot at the meeting before."""

    slot: AgendaItem
    met_at: datetime
    author: str
    text: str


@dataclass(frozen=True, slots=True)
class LastPromise:
    """A report that was promised for a slot at the meeting before, and never came; `person` is empty where the recipient promised it."""

    slot: AgendaItem
    met_at: datetime
    person: str
    words: str


@dataclass(frozen=True, slots=True)
class InvitationContext(MailContext):
    """The agenda, the recipient's own slots (none for a chair without one), and until when to report.

    `asked_by` names the speaker for whom a delegate is to report; empty for the speakers themselves. `last` is what was reported in these
    slots at the meeting before, `promised` what was promised for them then, `actions` what the recipient or a speaker has to do.
    """

    kind: ClassVar[MailKind] = MailKind.INVITATION

    slots: tuple[AgendaItem, ...]
    deadline_at: datetime
    asked_by: str = ""
    last: tuple[LastReport, ...] = ()
    actions: tuple[ActionItem, ...] = ()
    promised: tuple[LastPromise, ...] = ()


@dataclass(frozen=True, slots=True)
class Filed:
    """A report in its slot: the newest one, what is shown of its author now, and what was shown before (None: nothing)."""

    slot: AgendaItem
    report: Report
    shown: Report
    before: Report | None = None


@dataclass(frozen=True, slots=True)
class RefusedFile:
    """A file that was not kept with the report, and why, in a few words of English."""

    filename: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReceiptContext(MailContext):
    """What was filed, where, and what was left out of it: one slot, or several with a part of the mail each.

    `is_for_speaker` where somebody else wrote and the speaker is told; `language` is that of the recipient's mail (`en`, `fr`, `de`, …).
    """

    kind: ClassVar[MailKind] = MailKind.RECEIPT

    filed: tuple[Filed, ...]
    omitted: tuple[Omitted, ...]
    refused: tuple[RefusedFile, ...] = ()
    is_for_speaker: bool = False
    language: str = ""


@dataclass(frozen=True, slots=True)
class Choosable:
    """One numbered choice: its slots (several for a part of the mail each), how likely it is from 0 to 1, and what speaks for it."""

    number: int
    slots: tuple[AgendaItem, ...]
    confidence: float = 0.0
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class QuestionContext(MailContext):
    """A mail fits several slots: which is it? `beginning` is that of its text, `subject` its own; an answer counts until `until`."""

    kind: ClassVar[MailKind] = MailKind.QUESTION

    choices: tuple[Choosable, ...]
    subject: str
    beginning: str
    until: datetime
    language: str = ""


class NoticeKind(StrEnum):
    """What a notice tells the sender of an order, a question or a correction; or the chair, of an approval in other hands."""

    WITHDRAWN = "withdrawn"
    NOTHING_TO_WITHDRAW = "nothing to withdraw"
    DELEGATED = "delegated"
    DELEGATE_REFUSED = "delegate refused"
    MOVE_REFUSED = "move refused"
    QUESTION_PASSED_ON = "question passed on"
    CORRECTION_PASSED_ON = "correction passed on"
    DECIDED = "decided"
    NOT_UNDERSTOOD = "not understood"
    HELP = "help"
    APPROVAL_REFUSED = "approval refused"
    NOTED = "noted"
    NOTHING_HELD = "nothing held"
    TIME_PASSED_ON = "time passed on"
    ARCHIVE_STOPPED = "archive stopped"


@dataclass(frozen=True, slots=True)
class NoticeContext(MailContext):
    """What became of an order, a question or a correction.

    `slots` are those that it was about; `person` is the delegate, or who got what was passed on; `words` are the sender's own, or what was
    decided (one line a decision). Of a refused approval, `person` is to whom the draft went, and `words` from whom the approval came.
    """

    kind: ClassVar[MailKind] = MailKind.NOTICE

    notice: NoticeKind
    slots: tuple[AgendaItem, ...] = ()
    person: str = ""
    words: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class UpdateContext(MailContext):
    """What changed for somebody who was invited (`news`; nothing where their calendar only asks for the event once more).

    `before` is what they were told last, if that is known; `slots` are their own, until `deadline_at` to be reported on. It `asks_again`
    whether they come where no answer of theirs counts.
    """

    kind: ClassVar[MailKind] = MailKind.UPDATE

    slots: tuple[AgendaItem, ...]
    deadline_at: datetime
    news: tuple[News, ...]
    before: Told | None
    asks_again: bool


class Cancelled(StrEnum):
    """What is cancelled: the meeting, the part of somebody in it, or nothing but the event at an ADDRESS of theirs, as another got one."""

    MEETING = "meeting"
    PART = "part"
    ADDRESS = "address"


@dataclass(frozen=True, slots=True)
class CancellationContext(MailContext):
    """The meeting is cancelled, by whom, why, and who was told; it `has_event` where it takes the event out of the recipient's calendar.

    Whoever may cancel sees who was told; to them it is the receipt. Or the meeting takes place without the recipient, or they
    are invited at another address (`what`).
    """

    kind: ClassVar[MailKind] = MailKind.CANCELLATION

    canceller: str
    told: tuple[str, ...]
    has_event: bool = True
    reason: str = ""
    what: Cancelled = Cancelled.MEETING


@dataclass(frozen=True, slots=True)
class UnreadableContext(MailContext):
    """A mail of the recipient's could not be read, because it was encrypted: `how`, in the words of `InboundMessage.encrypted`."""

    kind: ClassVar[MailKind] = MailKind.UNREADABLE

    how: str
