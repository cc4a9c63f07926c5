"""What the mails to the chair say: the values that their templates are given."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from mailflow.domain.agenda import AgendaItem, Speaker
from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import Address, MailKind
from mailflow.domain.minutes.changes import LineChange
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.promises import Promise
from mailflow.domain.publicity import Publicity


class ForwardKind(StrEnum):
    """What is passed on to the chair."""

    QUESTION = "question"
    CORRECTION = "correction"


@dataclass(frozen=True, slots=True)
class ForwardContext(MailContext):
    """The words of somebody, for the chair: a question, or a correction of published minutes; `slots` are what it is about, if known."""

    kind: ClassVar[MailKind] = MailKind.FORWARD

    forward: ForwardKind
    author: Address
    words: str
    slots: tuple[AgendaItem, ...] = ()


@dataclass(frozen=True, slots=True)
class AttendanceContext(MailContext):
    """What somebody says beside the answer of their calendar (`answer`, as RFC 5545 3.2.12 calls it in lower case; it may be empty).

    It `is_proposal` where they propose another time, which may be unreadable (None).
    """

    kind: ClassVar[MailKind] = MailKind.ATTENDANCE

    person: Address
    answer: str
    words: str
    is_proposal: bool = False
    proposed_at: datetime | None = None
    proposed_end_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CancelQuestionContext(MailContext):
    """Shall the meeting be cancelled, as was ordered in the recipient's name? `told` are those who would be told.

    `cancel_url` is a mailto URL that prefills the reply.
    """

    kind: ClassVar[MailKind] = MailKind.CANCEL_QUESTION

    cancel_url: str
    ordered_at: datetime
    told: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BriefingContext(MailContext):
    """Who has reported before the meeting, and what; `minutes` are what they would be at this moment.

    `missing` are the slots without a report, `declined` the speakers whose calendars say that they do not come, `away` those who are away
    on the day, `unreached` the names of those who cannot be written to. `reminders` says by the keys of slots how often they were asked
    for, `promises` who has promised a report that is still missing.
    """

    kind: ClassVar[MailKind] = MailKind.BRIEFING

    minutes: Draft
    missing: tuple[AgendaItem, ...]
    declined: tuple[Speaker, ...] = ()
    away: tuple[Speaker, ...] = ()
    unreached: tuple[str, ...] = ()
    reminders: Mapping[str, int] = field(default_factory=dict)
    promises: tuple[Promise, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftContext(MailContext):
    """A revision to approve.

    `approve_url` and `hold_url` are mailto URLs that prefill the reply; `notice` says why it comes once more.
    """

    kind: ClassVar[MailKind] = MailKind.DRAFT

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

    kind: ClassVar[MailKind] = MailKind.REDLINE

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

    kind: ClassVar[MailKind] = MailKind.CONFIRMATION

    minutes: Draft
    approve_url: str
    reason: str
    claimed_at: datetime


@dataclass(frozen=True, slots=True)
class ClarificationContext(MailContext):
    """A reply of the recipient's about a revision is not clear, for a reason: what do they want? `words` are what was not understood."""

    kind: ClassVar[MailKind] = MailKind.CLARIFICATION

    minutes: Draft
    approve_url: str
    reason: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalReceiptContext(MailContext):
    """A revision was approved, by whom, when it goes out and to how many addresses, and who else can read it on our pages then."""

    kind: ClassVar[MailKind] = MailKind.APPROVAL_RECEIPT

    minutes: Draft
    approver: str
    release_at: datetime
    readers: int
    archive: Publicity = Publicity.OFF
