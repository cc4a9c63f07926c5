"""What the mails of the timetable say: the values that their templates are given."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from mailflow.domain.agenda import AgendaItem, Speaker
from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import MailKind
from mailflow.domain.minutes.draft import Draft


class Occasion(StrEnum):
    """Why somebody is reminded: a report is missing, it is the last time that we ask, or they have declined."""

    MISSING = "missing"
    LAST = "last"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class ReminderContext(MailContext):
    """A report is missing: for which slots, and until when it is wanted.

    `for_whom` names the speakers for whom the recipient was asked to report; `by_whom` those whom the recipient asked.
    """

    kind: ClassVar[MailKind] = MailKind.REMINDER

    slots: tuple[AgendaItem, ...]
    deadline_at: datetime
    occasion: Occasion = Occasion.MISSING
    for_whom: tuple[str, ...] = ()
    by_whom: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class NudgeContext(MailContext):
    """A revision waits for an answer, and since when; `approve_url` and `hold_url` are mailto URLs that prefill the reply."""

    kind: ClassVar[MailKind] = MailKind.NUDGE

    minutes: Draft
    waits_since: datetime
    approve_url: str
    hold_url: str
    missing: tuple[AgendaItem, ...] = ()
    language: str = ""


@dataclass(frozen=True, slots=True)
class Unreached:
    """Somebody who cannot be written to: for which slots they are on the agenda, and why mail does not reach them."""

    person: Speaker
    slots: tuple[AgendaItem, ...]
    trouble: str


@dataclass(frozen=True, slots=True)
class AddressesContext(MailContext):
    """Who cannot be written to, and why."""

    kind: ClassVar[MailKind] = MailKind.ADDRESSES

    people: tuple[Unreached, ...]
    language: str = ""
