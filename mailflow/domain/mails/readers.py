"""What the mails to the readers of minutes say."""

from dataclasses import dataclass
from typing import ClassVar

from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import MailKind
from mailflow.domain.minutes.changes import LineChange
from mailflow.domain.minutes.draft import Draft


@dataclass(frozen=True, slots=True)
class MinutesContext(MailContext):
    """The approved minutes for one reader; `changes` where they correct minutes that went out before.

    `leave_url` is the page by which a subscriber leaves, empty where there are no pages; the minutes for a mailing list of others
    (`is_for_list`) name no way out, as that list has its own.
    """

    kind: ClassVar[MailKind] = MailKind.MINUTES

    minutes: Draft
    changes: tuple[LineChange, ...] = ()
    leave_url: str = ""
    is_for_list: bool = False
