"""The page by which the reader of a mail leaves the list: what it shows, and what its one button, or one click of a mail program, does.

Whoever has the link has the mail that it stands in. A link that is forged, or of no mail to a reader, is worth nothing, and looks the same
whichever it is. By one of a mail from before its reader joined anew, nobody leaves; the reader is asked by mail, as it may be they who
followed it.
"""

from mailflow.domain.agenda import MeetingId, Series
from mailflow.domain.mails.readers import LETTERS
from mailflow.domain.message import OutboxEntry
from mailflow.services.correspondence import Correspondence
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock
from mailflow.services.readership import Left, Reader, Readership, venue_of

_ACTOR = "way out"


class WayOut:
    """Leave by a link, each time in a transaction of its own."""

    def __init__(self, begin: UnitOfWorkFactory, post: Correspondence, *, clock: Clock) -> None:
        self._begin = begin
        self._links = post.office.links
        self._readers = Readership(post, clock=clock)

    def is_genuine(self, token: str) -> bool:
        """Tell whether we made a token, without asking the database."""
        return self._links is not None and self._links.find_left(token) is not None

    def find(self, token: str) -> Series | None:
        """Return of which series the reader would leave the list; None for a token that is worth nothing. Changes nothing."""
        with self._begin() as uow:
            entry = self._entry(uow, token)
            return None if entry is None else uow.meetings.series_of(MeetingId(entry.meeting_id or 0))

    def take(self, token: str) -> tuple[Series, bool] | None:
        """Take the reader off the list, who may have left before, and return its series and whether they are off it.

        None for a token that is worth nothing.
        """
        with self._begin() as uow:
            entry = self._entry(uow, token)
            if entry is None:
                return None
            reader = Reader(venue_of(uow, MeetingId(entry.meeting_id or 0)), entry.recipient)
            done = self._readers.leave(uow, entry, reader, f"{_ACTOR} of {entry.kind} {entry.id}")
            uow.commit()
        return reader.venue.series, done is not Left.NOT_BY_THIS

    def _entry(self, uow: UnitOfWork, token: str) -> OutboxEntry | None:
        target = self._links.find_left(token) if self._links else None
        entry = uow.outbox.find(target) if target else None
        return entry if entry is not None and entry.kind in LETTERS and entry.meeting_id is not None else None
