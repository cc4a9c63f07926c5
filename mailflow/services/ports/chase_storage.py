"""The part of the database that tells what is due: which meetings, what was sent for them, and to whom mail does not arrive."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from mailflow.domain.agenda import MeetingId, SeriesId
from mailflow.domain.mail_reports import Bounce
from mailflow.domain.message import InboundId, MailKind, OutboundId, OutboxEntry
from mailflow.domain.records import Written
from mailflow.domain.timetable.kinds import Chased
from mailflow.domain.timetable.reach import Failure


class ChaseRepository(Protocol):
    """What a timetable is computed from, beside the meeting and its series."""

    def chased(self, since: datetime) -> tuple[Chased, ...]:
        """Return the meetings whose minutes are not begun and that end since a time, and those with an open draft that was made since.

        By id, and by nothing but their own rows: it is asked every few seconds.
        """
        ...

    def mails(self, meeting_id: MeetingId, kinds: Sequence[MailKind]) -> tuple[OutboxEntry, ...]:
        """Return the mails of some kinds about a meeting, oldest first."""
        ...

    def purposes(self, series_id: SeriesId, kind: MailKind) -> tuple[str, ...]:
        """Return the purposes of all mails of a kind about the meetings of a series, oldest first."""
        ...

    def written(self, addresses: Collection[str], since: datetime) -> tuple[Written, ...]:
        """Return what came from addresses (letter case apart) since a time, and what became of it, oldest first."""
        ...

    def is_unread(self, now: datetime) -> bool:
        """Tell whether mail has come that waits to be read, but for what a flood holds back."""
        ...

    def held_at(self, meeting_id: MeetingId) -> datetime | None:
        """Return when the minutes of a meeting were last held by the word of somebody who may."""
        ...

    def record_bounce(self, outbound_id: OutboundId, bounce: Bounce, *, inbound_id: InboundId, at: datetime) -> None:
        """Write what came back to the signed bounce address of a mail; once for each message that tells it."""
        ...

    def failures(self, addresses: Collection[str]) -> tuple[Failure, ...]:
        """Return what failed of all mail to addresses (letter case apart): bounces, and what servers refused for good."""
        ...
