"""What each kind of mail says: the values that its templates are given."""

from dataclasses import dataclass
from datetime import datetime

from mailflow.domain.agenda import AgendaItem, Meeting, Report, Series
from mailflow.domain.extraction.lines import Omitted
from mailflow.domain.message import Address, MailKind
from mailflow.domain.minutes import Draft


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
    """The agenda, the recipient's own slots (none for a chair without one), and until when to report."""

    slots: tuple[AgendaItem, ...]
    deadline_at: datetime


@dataclass(frozen=True, slots=True)
class ReceiptContext(MailContext):
    """What was filed, where, and what was left out of it. `is_for_speaker` where a delegate wrote and the speaker is told."""

    slot: AgendaItem
    report: Report
    omitted: tuple[Omitted, ...]
    is_for_speaker: bool = False


@dataclass(frozen=True, slots=True)
class DraftContext(MailContext):
    """A revision to approve. `approve_url` is a mailto URL that prefills the reply; `notice` says why it comes once more."""

    minutes: Draft
    approve_url: str
    missing: tuple[AgendaItem, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmationContext(MailContext):
    """An approval came in the recipient's name but is not proven: did they write it?"""

    minutes: Draft
    approve_url: str
    reason: str
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class ApprovalReceiptContext(MailContext):
    """A revision was approved, by whom, when it goes out and to how many addresses."""

    minutes: Draft
    approver: str
    release_at: datetime
    readers: int


@dataclass(frozen=True, slots=True)
class MinutesContext(MailContext):
    """The approved minutes for one subscriber."""

    minutes: Draft


@dataclass(frozen=True, slots=True)
class UnreadableContext(MailContext):
    """A mail of the recipient's could not be read, because it was encrypted: `how`, in the words of `InboundMessage.encrypted`."""

    how: str


_KINDS: dict[type[MailContext], MailKind] = {
    InvitationContext: MailKind.INVITATION,
    ReceiptContext: MailKind.RECEIPT,
    DraftContext: MailKind.DRAFT,
    ConfirmationContext: MailKind.CONFIRMATION,
    ApprovalReceiptContext: MailKind.APPROVAL_RECEIPT,
    MinutesContext: MailKind.MINUTES,
    UnreadableContext: MailKind.UNREADABLE,
}
