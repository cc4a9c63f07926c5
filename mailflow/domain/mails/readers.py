"""What the mails to the readers of minutes say."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import MailKind
from mailflow.domain.minutes.changes import LineChange
from mailflow.domain.minutes.draft import Draft

LETTERS = frozenset({MailKind.MINUTES})
"""The mails to readers, each of which has a way out of its own."""


@dataclass(frozen=True, slots=True)
class MinutesContext(MailContext):
    """The approved minutes for one reader; `changes` where they correct minutes that went out before.

    `leave_url` is the page by which a subscriber leaves, empty where there are no pages; the minutes for a mailing list of others
    (`is_for_list`) name no way out, as that list has its own. `archive_url` is where our pages show them, empty where they do not.
    """

    kind: ClassVar[MailKind] = MailKind.MINUTES

    minutes: Draft
    changes: tuple[LineChange, ...] = ()
    leave_url: str = ""
    is_for_list: bool = False
    archive_url: str = ""


@dataclass(frozen=True, slots=True)
class SubscriptionConfirmContext(MailContext):
    """Was it the recipient who asked to join the list of readers, or to leave it? `confirm_url` is a mailto URL that prefills the yes.

    A yes counts until `until`; `language` is that of the mail that asked (`en`, `fr`, `de`, …).
    """

    kind: ClassVar[MailKind] = MailKind.SUBSCRIPTION_CONFIRM

    is_joining: bool
    confirm_url: str
    until: datetime
    language: str = ""


@dataclass(frozen=True, slots=True)
class SubscriptionWelcomeContext(MailContext):
    """The recipient is on the list of readers."""

    kind: ClassVar[MailKind] = MailKind.SUBSCRIPTION_WELCOME

    language: str = ""


@dataclass(frozen=True, slots=True)
class SubscriptionGoodbyeContext(MailContext):
    """The recipient is not on the list of readers: no more, where `was_reader`; invitations come all the same where `is_invited`."""

    kind: ClassVar[MailKind] = MailKind.SUBSCRIPTION_GOODBYE

    was_reader: bool
    is_invited: bool
    language: str = ""
