"""What every kind of mail knows."""

from dataclasses import dataclass
from typing import ClassVar

from mailflow.domain.agenda import Meeting, Series
from mailflow.domain.message import Address, MailKind


@dataclass(frozen=True, slots=True)
class MailContext:
    """What every mail knows: the meeting, its series, and to whom it goes."""

    kind: ClassVar[MailKind]
    """The kind of mail, after which the folder of its templates is named."""

    series: Series
    meeting: Meeting
    recipient: Address
