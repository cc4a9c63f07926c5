"""A message that an MTA hands over: stored and committed, then its delivery may be confirmed, then the workers are told."""

from collections.abc import Sequence
from dataclasses import replace

from mailflow.domain.message import InboundId, RawMessage, uid_of
from mailflow.domain.records import Job
from mailflow.services.ports.storage import UnitOfWorkFactory
from mailflow.services.ports.world import Doorbell


class Accept:
    """Store a delivered message, once however often it is delivered."""

    def __init__(self, begin: UnitOfWorkFactory, doorbell: Doorbell) -> None:
        self._begin = begin
        self._doorbell = doorbell

    def __call__(self, raw: RawMessage) -> tuple[InboundId, ...]:
        """Store a message whose uid is made from its octets, and return it; nothing where it is stored already.

        An MTA that lost our answer delivers it once more, to the same place: nothing is stored then. Where other octets lie at its
        place (the same mail by another envelope, say), its place is that of all its octets, those of the envelope among them.

        Raises:
            DatabaseUnavailableError: it is not stored, or nobody knows: it must come once more.
        """
        elsewhere = replace(raw, uid=uid_of(raw.content))
        with self._begin() as uow:
            stored = uow.inbound.store([raw])
            if not stored and uow.inbound.sha256_at(raw.folder, raw.uidvalidity, raw.uid) != raw.sha256:
                stored = uow.inbound.store([elsewhere])
            uow.commit()
        return stored

    def announce(self, stored: Sequence[InboundId]) -> None:
        """Tell the workers. Apart from storing, as a broker that is away takes seconds, for which no MTA should wait."""
        self._doorbell.ring(Job.INGEST, stored)
