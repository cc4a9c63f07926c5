"""What the mails to the secretary say."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from mailflow.domain.mails.context import MailContext
from mailflow.domain.mails.speakers import Choosable
from mailflow.domain.message import Address, MailKind


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

    kind: ClassVar[MailKind] = MailKind.TRIAGE

    entries: tuple[DigestEntry, ...]
    notice: str = ""


@dataclass(frozen=True, slots=True)
class LoginContext(MailContext):
    """A link that opens the status board, once, until a time. The meeting is the newest one of the series."""

    kind: ClassVar[MailKind] = MailKind.LOGIN

    login_url: str
    until: datetime
