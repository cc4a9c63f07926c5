"""Mailbox to stored octets: each batch is committed before anything else is done with it.

fetch a batch -> commit -> doorbell ... -> move what is stored out of the way, now and then
"""

from collections.abc import Callable, Sequence

import structlog

from mailflow.domain.message import Look, RawMessage
from mailflow.domain.records import Job
from mailflow.services.ports.storage import UnitOfWorkFactory
from mailflow.services.ports.world import Doorbell, Mailbox

_PUT_AWAY_AFTER = 500  # moving one message costs a server as much as moving some hundred

_log = structlog.get_logger(__name__)


def _always() -> bool:
    return True


class Collect:
    """Store what is new in a mailbox, batch by batch."""

    def __init__(self, begin: UnitOfWorkFactory, doorbell: Doorbell) -> None:
        self._begin = begin
        self._doorbell = doorbell
        self._epochs: dict[str, int] = {}

    def __call__(self, mailbox: Mailbox, look: Look = Look.ALL, *, may_go_on: Callable[[], bool] = _always) -> int:
        """Return how many messages were stored.

        Args:
            may_go_on: asked before anything is stored or moved; where it says no, nothing more is.
        Raises:
            MailError, DatabaseUnavailableError: what was stored before is stored.
        """
        count = waiting = 0
        for batch in mailbox.fetch_new(self._known, look):
            if not may_go_on():
                return count
            count += self._store(batch)
            waiting += len(batch)
            if waiting >= _PUT_AWAY_AFTER:
                mailbox.put_away(self._whole)
                waiting = 0
        if look is Look.ALL:
            count += self._fetch_again(mailbox, may_go_on)
        if may_go_on():
            mailbox.put_away(self._whole)
        return count

    def _fetch_again(self, mailbox: Mailbox, may_go_on: Callable[[], bool]) -> int:
        """Give their octets to messages that the server could not deliver, and by now can; return how many."""
        count = 0
        for batch in mailbox.fetch_again(self._missing):
            if not may_go_on():
                return count
            with self._begin() as uow:
                completed = uow.inbound.complete(batch)
                uow.commit()
            self._doorbell.ring(Job.INGEST, completed)
            _log.info("messages_delivered_late", messages=completed)
            count += len(completed)
        return count

    def _store(self, batch: Sequence[RawMessage]) -> int:
        if not batch:
            return 0
        with self._begin() as uow:
            stored = uow.inbound.store(batch)
            uow.commit()
        self._doorbell.ring(Job.INGEST, stored)
        return len(stored)

    def _known(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        with self._begin() as uow:
            if self._epochs.get(folder) != uidvalidity:
                self._note_epoch(folder, uidvalidity, uow.inbound.find_epoch(folder))
            return uow.inbound.known_uids(folder, uidvalidity, uids)

    def _note_epoch(self, folder: str, uidvalidity: int, before: int | None) -> None:
        """Tell once that all uids are new: everything in the folder is read again, and known by its content."""
        self._epochs[folder] = uidvalidity
        if before not in {None, uidvalidity}:
            _log.warning("uidvalidity_changed", folder=folder, before=before, now=uidvalidity)

    def _whole(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        with self._begin() as uow:
            return uow.inbound.whole_uids(folder, uidvalidity, uids)

    def _missing(self, folder: str, uidvalidity: int, uids: Sequence[int]) -> frozenset[int]:
        with self._begin() as uow:
            return uow.inbound.missing_uids(folder, uidvalidity, uids)
