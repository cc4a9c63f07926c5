"""What the mails about a series say: its next meeting, and what is to be done."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import Speaker
from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import MailKind
from mailflow.domain.moves import Unmoved
from mailflow.domain.promises import Promise


@dataclass(frozen=True, slots=True)
class PlannedContext(MailContext):
    """The next meeting is planned, or has moved, for the chair and the secretary.

    It `was_announced` where its date is that of the minutes, and `is_moved` where it was there already. `people` are those on it,
    `findings` what looks wrong with its agenda, `actions` what is still to be done, `promises` the reports that were promised for the last
    meeting and never came; the invitations go out at `invites_at`, None: by hand.
    Where minutes announce another date than that of a meeting that was there, and it was not moved, `announced_at` is that date.
    `other_at` is another time, for the example of how a reply moves it; whoever `has_commands` is told those of the command line as well.
    Where an answer moved nothing, `unmoved` says why, and `words` what was understood of it.
    """

    kind: ClassVar[MailKind] = MailKind.PLANNED

    people: tuple[Speaker, ...]
    invites_at: datetime | None
    was_announced: bool = False
    is_moved: bool = False
    findings: tuple[str, ...] = ()
    actions: tuple[ActionItem, ...] = ()
    promises: tuple[Promise, ...] = ()
    language: str = ""
    announced_at: datetime | None = None
    other_at: datetime | None = None
    has_commands: bool = False
    unmoved: Unmoved | None = None
    words: str = ""


class ActionNotice(StrEnum):
    """What a notice about actions tells: their owner, or the chair."""

    CHANGED = "changed"
    TOLD = "told"
    PROPOSED = "proposed"
    PASSED_ON = "passed on"
    WHICH = "which"
    UNLIKELY_DAY = "unlikely day"
    UNOWNED = "unowned"


@dataclass(frozen=True, slots=True)
class ActionChange:
    """An action as it is now, what happened to it, and the words by which a reply takes that back, or lets it happen; empty if none do."""

    action: ActionItem
    verb: str
    reply: str = ""


@dataclass(frozen=True, slots=True)
class ActionNoticeContext(MailContext):
    """What became of an answer about actions.

    To its author: what CHANGED, WHICH of theirs could be meant (`open`), that it was PASSED_ON to the chair, or that they named an
    UNLIKELY_DAY (the reply of the change is the order as it was understood). To the chair: what somebody TOLD and what that changed; what
    is PROPOSED by somebody who may not decide it; which actions are UNOWNED. `person` is whose words the `words` are, or who got them;
    `urls` are mailto URLs that prefill a reply, by its words.
    """

    kind: ClassVar[MailKind] = MailKind.ACTION_NOTICE

    notice: ActionNotice
    changes: tuple[ActionChange, ...] = ()
    open: tuple[ActionItem, ...] = ()
    person: str = ""
    words: str = ""
    urls: tuple[tuple[str, str], ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class ActionReminderContext(MailContext):
    """What the recipient has to do before the next meeting, all of it in one mail; `urls` are mailto URLs by the words that they prefill.

    `overdue` are the numbers of those whose day is past.
    """

    kind: ClassVar[MailKind] = MailKind.ACTION_REMINDER

    actions: tuple[ActionItem, ...]
    overdue: tuple[int, ...] = ()
    urls: tuple[tuple[str, str], ...] = ()
    language: str = ""
