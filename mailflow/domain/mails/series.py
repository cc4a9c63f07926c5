"""What the mails about a series say: its next meeting, and what is to be done."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import Speaker
from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import MailKind


@dataclass(frozen=True, slots=True)
class PlannedContext(MailContext):
    """The next meeting is planned, or has moved, for the chair and the secretary.

    It `was_announced` where its date is that of the minutes, and `is_moved` where it was there already. `people` are those on it,
    `findings` what looks wrong with its agenda, `actions` what is still to be done; the invitations go out at `invites_at`, None: by hand.
    """

    kind: ClassVar[MailKind] = MailKind.PLANNED

    people: tuple[Speaker, ...]
    invites_at: datetime | None
    was_announced: bool = False
    is_moved: bool = False
    findings: tuple[str, ...] = ()
    actions: tuple[ActionItem, ...] = ()
    language: str = ""
