"""What the mails to the readers of minutes say."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from mailflow.domain.choices import WHOLE, Edition, Terms
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
    (`is_for_list`) name no way out, as that list has its own. `archive_url` is where our pages show them, empty where they do not;
    `next_event_url` is the next meeting for a calendar, empty where they announce none or there are no pages.
    `edition` is what of the minutes this reader wants, and `language` that of the words around them, if it is another than that of
    the series.
    """

    kind: ClassVar[MailKind] = MailKind.MINUTES

    minutes: Draft
    changes: tuple[LineChange, ...] = ()
    leave_url: str = ""
    is_for_list: bool = False
    archive_url: str = ""
    next_event_url: str = ""
    language: str | None = None
    edition: Edition = WHOLE


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


@dataclass(frozen=True, slots=True)
class SubscriptionChoiceContext(MailContext):
    """What the recipient gets from now on. `unknown` are words that name no item, of which `titles` are there.

    `asked` is the order that somebody gave in their name, empty where it is proven that they did: then nothing has changed yet.
    """

    kind: ClassVar[MailKind] = MailKind.SUBSCRIPTION_CHOICE

    terms: Terms
    unknown: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    asked: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class SubscriptionProbeContext(MailContext):
    """Mail to the recipient came back, so that no minutes are sent since then; any reply puts that right."""

    kind: ClassVar[MailKind] = MailKind.SUBSCRIPTION_PROBE

    since: datetime
    language: str = ""


@dataclass(frozen=True, slots=True)
class SubscriberSuspendedContext(MailContext):
    """For the secretary: no more minutes are sent to an address, as mail to it failed in these words."""

    kind: ClassVar[MailKind] = MailKind.SUBSCRIBER_SUSPENDED

    address: str
    reason: str
    language: str = ""
