"""What each kind of mail says: the values that its templates are given."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mailflow.domain.agenda import AgendaItem, Meeting, Report, Series, Speaker
from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.extraction.lines import Omitted
from mailflow.domain.message import Address, MailKind
from mailflow.domain.minutes.changes import LineChange
from mailflow.domain.minutes.draft import Draft


@dataclass(frozen=True, slots=True)
class MailContext:
    """What every mail knows: the meeting, its series, and to whom it goes."""

    series: Series
    meeting: Meeting
    recipient: Address

    @property
    def kind(self) -> MailKind:
        """The kind of mail, after which the folder of its templates is named."""
        return _KINDS[type(self)]


@dataclass(frozen=True, slots=True)
class InvitationContext(MailContext):
    """The agenda, the recipient's own slots (none for a chair without one), and until when to report.

    `asked_by` names the speaker for whom a delegate is to report; empty for the speakers themselves.
    """

    slots: tuple[AgendaItem, ...]
    deadline_at: datetime
    asked_by: str = ""


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

    choices: tuple[Choosable, ...]
    subject: str
    beginning: str
    until: datetime
    language: str = ""


@dataclass(frozen=True, slots=True)
class DigestEntry:
    """A message that waits for the secretary: whose, its text's beginning, why it waits, where it could go.

    `walk_in` is the title of the item that `add` would make, empty where it has none; `urls` are mailto URLs that prefill the reply which
    decides, by the word of the decision (`A 1`, `A add`, `A ask`, `A discard`), in the order in which they are offered.
    """

    label: str
    message_id: int
    author: Address
    subject: str
    received_at: datetime
    beginning: str
    reason: str
    choices: tuple[Choosable, ...]
    walk_in: str
    urls: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TriageContext(MailContext):
    """What waits for a decision of the secretary; `notice` says why it comes again (an answer that was not understood)."""

    entries: tuple[DigestEntry, ...]
    notice: str = ""


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


@dataclass(frozen=True, slots=True)
class NoticeContext(MailContext):
    """What became of an order, a question or a correction.

    `slots` are those that it was about; `person` is the delegate, or who got what was passed on; `words` are the sender's own, or what was
    decided (one line a decision). Of a refused approval, `person` is to whom the draft went, and `words` from whom the approval came.
    """

    notice: NoticeKind
    slots: tuple[AgendaItem, ...] = ()
    person: str = ""
    words: str = ""
    language: str = ""


class ForwardKind(StrEnum):
    """What is passed on to the chair."""

    QUESTION = "question"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class ForwardContext(MailContext):
    """The words of somebody, for the chair: a question, or a correction of published minutes; `slots` are what it is about, if known."""

    forward: ForwardKind
    author: Address
    words: str
    slots: tuple[AgendaItem, ...] = ()


@dataclass(frozen=True, slots=True)
class CancelQuestionContext(MailContext):
    """Shall the meeting be cancelled, as was ordered in the recipient's name? `told` are those who would be told.

    `cancel_url` is a mailto URL that prefills the reply.
    """

    cancel_url: str
    ordered_at: datetime
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CancellationContext(MailContext):
    """The meeting is cancelled, by whom, and who was told; it `has_event` where it takes the event out of the recipient's calendar.

    Whoever may cancel sees who was told; to them it is the receipt.
    """

    canceller: str
    told: tuple[str, ...]
    has_event: bool = True


@dataclass(frozen=True, slots=True)
class BriefingContext(MailContext):
    """Who has reported before the meeting, and what; `minutes` are what they would be at this moment.

    `missing` are the slots without a report, `declined` the speakers whose calendars say that they do not come, `away` those who are away
    on the day.
    """

    minutes: Draft
    missing: tuple[AgendaItem, ...]
    declined: tuple[Speaker, ...] = ()
    away: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftContext(MailContext):
    """A revision to approve.

    `approve_url` and `hold_url` are mailto URLs that prefill the reply; `notice` says why it comes once more.
    """

    minutes: Draft
    approve_url: str
    hold_url: str
    missing: tuple[AgendaItem, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class RedlineContext(MailContext):
    """What somebody changed in the minutes, and the revision that came of it, to approve.

    `editor` is whose mail it was, which `is_proven` or not; `lost` are the changes that gave way to a report that came since, `unread` the
    words of that mail that were not understood, `doubts` what the notes leave open. It `is_erratum` where minutes are out already.
    """

    minutes: Draft
    approve_url: str
    hold_url: str
    editor: str
    changes: tuple[LineChange, ...]
    lost: tuple[str, ...] = ()
    unread: str = ""
    doubts: tuple[str, ...] = ()
    is_proven: bool = True
    is_erratum: bool = False


@dataclass(frozen=True, slots=True)
class ConfirmationContext(MailContext):
    """An approval came in the recipient's name but is not proven: did they write it?"""

    minutes: Draft
    approve_url: str
    reason: str
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class ClarificationContext(MailContext):
    """A reply of the recipient's about a revision is not clear, for a reason: what do they want? `words` are what was not understood."""

    minutes: Draft
    approve_url: str
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalReceiptContext(MailContext):
    """A revision was approved, by whom, when it goes out and to how many addresses."""

    minutes: Draft
    approver: str
    release_at: datetime
    readers: int


@dataclass(frozen=True, slots=True)
class MinutesContext(MailContext):
    """The approved minutes for one subscriber; `changes` where they correct minutes that went out before."""

    minutes: Draft
    changes: tuple[LineChange, ...] = ()


@dataclass(frozen=True, slots=True)
class UnreadableContext(MailContext):
    """A mail of the recipient's could not be read, because it was encrypted: `how`, in the words of `InboundMessage.encrypted`."""

    how: str


_KINDS: dict[type[MailContext], MailKind] = {
    InvitationContext: MailKind.INVITATION,
    ReceiptContext: MailKind.RECEIPT,
    DraftContext: MailKind.DRAFT,
    RedlineContext: MailKind.REDLINE,
    ConfirmationContext: MailKind.CONFIRMATION,
    ClarificationContext: MailKind.CLARIFICATION,
    ApprovalReceiptContext: MailKind.APPROVAL_RECEIPT,
    MinutesContext: MailKind.MINUTES,
    UnreadableContext: MailKind.UNREADABLE,
    QuestionContext: MailKind.QUESTION,
    TriageContext: MailKind.TRIAGE,
    NoticeContext: MailKind.NOTICE,
    ForwardContext: MailKind.FORWARD,
    BriefingContext: MailKind.BRIEFING,
    CancelQuestionContext: MailKind.CANCEL_QUESTION,
    CancellationContext: MailKind.CANCELLATION,
}
