"""What every kind of mail knows."""

from dataclasses import dataclass
from typing import ClassVar

from mailflow.domain.agenda import Meeting, Series, Speaker
from mailflow.domain.message import Address, MailKind, is_same_address


@dataclass(frozen=True, slots=True)
class MailContext:
    """What every mail knows: the meeting, its series, and to whom it goes."""

    kind: ClassVar[MailKind]
    """The kind of mail, after which the folder of its templates is named."""

    series: Series
    meeting: Meeting
    recipient: Address

    @property
    def reader(self) -> Speaker | None:
        """Whom of the people of the meeting and the series the mail goes to; None where it goes to somebody else.

        Of several entries with that address the one that tells a language or a time zone.
        """
        series, meeting = self.series, self.meeting
        roles = (*series.approvers, series.minute_taker, series.secretary)
        delegates = (delegate.person for item in meeting.walk() for delegate in item.delegates)
        speakers = (speaker for item in meeting.walk() for speaker in item.speakers)
        known = (person for person in (*speakers, *delegates, *roles) if person is not None)
        found = [person for person in known if any(is_same_address(address, self.recipient.email) for address in person.addresses)]
        return next((person for person in found if person.language or person.timezone), found[0] if found else None)
