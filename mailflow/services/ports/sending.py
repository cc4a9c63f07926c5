"""How mails to many are handed over: the way to the server, and what is written down before each."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Protocol

from mailflow.domain.mailout import Orphan, Parcel, Sealed
from mailflow.domain.message import Delivery, OutboundId
from mailflow.domain.records import SmtpReply


class BulkTransport(Protocol):
    """A way to a mail server for many messages; it connects when the first is sent and keeps the connection."""

    @property
    def is_signing(self) -> bool:
        """Tell whether it signs what it sends: such octets must not be stuffed before."""
        ...

    def seal(self, parcel: Parcel) -> Sealed:
        """Make a message ready for the wire; asks nobody."""
        ...

    def send(self, sealed: Sealed, following: Sealed | None, meanwhile: Callable[[], None]) -> SmtpReply:
        """Send one message to one recipient and return the server's acceptance.

        Args:
            sealed: the message; where it was the `following` of the last call, its envelope may be with the server already.
            following: the message that is sent next, if it is certain to be.
            meanwhile: what to do while the server is at work.
        Raises:
            ServerUnavailableError, TemporaryMailError, PermanentMailError, UnconfirmedMailError: as MailTransport does.
        """
        ...

    def close(self) -> None:
        """End the connection; never raises."""
        ...


class JournalPage(Protocol):
    """What one worker writes down in one turn."""

    def begin(self, outbound_id: OutboundId, after: Delivery | None) -> bool:
        """Write the outcome of the message before, and that this one is begun; False where it is not the worker's any more.

        It outlives the process at once; that it outlives the machine is left to `MailoutRepository.settle`.

        Raises:
            JournalUnavailableError: it cannot be written, and the message must not be handed over.
        """
        ...

    def note(self, last: Delivery) -> None:
        """Write the outcome of the last message, where the database cannot take it."""
        ...

    def wipe(self) -> None:
        """Forget what is written: it is settled in the database."""
        ...


class SendingJournal(Protocol):
    """Where workers write down which message they hand over, so that one that is killed leaves no more than one in doubt."""

    @property
    def lease(self) -> timedelta:
        """How long a worker may hold what it has taken."""
        ...

    def open(self, owner: str) -> AbstractContextManager[JournalPage | None]:
        """Give a worker a page for its turn; none where as many as may be are at work. Raises JournalUnavailableError."""
        ...

    def orphans(self) -> Iterator[Orphan]:
        """Yield what killed workers have left behind; each is forgotten as soon as the next one is asked for.

        Raises:
            JournalUnavailableError: it cannot be read.
        """
        ...
