"""What the mails to the readers of minutes say."""

from dataclasses import dataclass
from typing import ClassVar

from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import MailKind
from mailflow.domain.minutes.changes import LineChange
from mailflow.domain.minutes.draft import Draft


@dataclass(frozen=True, slots=True)
class MinutesContext(MailContext):
    """The approved minutes for one subscriber; `changes` where they correct minutes that went out before."""

    kind: ClassVar[MailKind] = MailKind.MINUTES

    minutes: Draft
    changes: tuple[LineChange, ...] = ()
