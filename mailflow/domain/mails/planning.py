"""What the mails about a meeting that is planned by mail say: the values that their templates are given."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from mailflow.domain.mails.context import MailContext
from mailflow.domain.message import MailKind


class AgendaAnswer(StrEnum):
    """What is said of an agenda that came by mail."""

    ASKED = "asked"
    REFUSED = "refused"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class AgendaQuestionContext(MailContext):
    """Is this the new meeting? Or: why the agenda cannot be read. Or: it is added.

    `meeting` is what was understood; where nothing was, it has the title of the series and no items. `source` is where the agenda stood,
    `problems` are why it cannot be read, a line each (where it is asked again, what was said instead of yes),
    `warnings` what looks wrong with it, `without_address` who cannot be written to,
    `strangers` who is called like somebody we know, but has another address, `ignored` the keys that are not taken. `invites_at`
    is when the invitations go out by themselves (None: they do not); it `is_twin` where a meeting of the series starts at that very time,
    `is_past` where it is over. `yes_url` is a mailto URL that prefills the reply.
    """

    kind: ClassVar[MailKind] = MailKind.AGENDA_QUESTION

    answer: AgendaAnswer
    source: str = ""
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    without_address: tuple[str, ...] = ()
    strangers: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    invites_at: datetime | None = None
    is_twin: bool = False
    is_past: bool = False
    yes_url: str = ""
