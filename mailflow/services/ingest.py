"""Stored message to classified to matched to slot; else triage, with the reason.

lease -> count the attempt (committed) -> read, in no transaction -> classify, match, act, record: one transaction
"""

from collections.abc import Sequence

from mailflow.domain.errors import DatabaseUnavailableError
from mailflow.domain.lifecycle import INBOUND, InboundEvent, InboundState, advance
from mailflow.domain.message import InboundId
from mailflow.domain.records import AuditEntry, InboundOutcome, InboundRecord, Job
from mailflow.services.outbox import Patience
from mailflow.services.ports.storage import UnitOfWorkFactory
from mailflow.services.ports.world import Clock, Doorbell
from mailflow.services.settle import Reading, Settle

MAX_ATTEMPTS = 3
"""A message that has crashed us so often is set aside, so that it stops nothing."""

_ANNOUNCED = 50


class Ingest:
    """Read one stored message and do what it asks."""

    def __init__(self, begin: UnitOfWorkFactory, settle: Settle, *, clock: Clock, doorbell: Doorbell, patience: Patience) -> None:
        self._begin = begin
        self._settle = settle
        self._clock = clock
        self._doorbell = doorbell
        self._patience = patience
        self._excused: set[InboundId] = set()

    def claim(self, ids: Sequence[InboundId]) -> tuple[InboundId, ...]:
        """Lease those of the messages that wait, so that no other worker takes them.

        The attempts that the database broke off are taken back first: an outage is no fault of a message.
        """
        now = self._clock.now()
        with self._begin() as uow:
            for excused in self._excused:
                uow.inbound.excuse(excused)
            claimed = uow.inbound.claim(ids, now=now, until=now + self._patience.lease)
            uow.commit()
        self._excused.clear()
        return claimed

    def __call__(self, inbound_id: InboundId) -> InboundState | None:
        """Settle a claimed message and return its state; None where somebody else has settled it.

        Raises:
            DatabaseUnavailableError: the attempt does not count; it is taken back by the next claim that reaches the database.
        """
        begun = self._begin_attempt(inbound_id)
        if begun is None:
            return None
        record, raw = begun
        try:
            return self._settle_one(inbound_id, None if record.attempts > MAX_ATTEMPTS else self._settle.read(raw))
        except DatabaseUnavailableError:
            self._excused.add(inbound_id)
            raise

    def _begin_attempt(self, inbound_id: InboundId) -> tuple[InboundRecord, bytes] | None:
        """Count the attempt, committed before the message is read: one that kills us is known by it, and those behind it are not."""
        with self._begin() as uow:
            waits = uow.inbound.begin(inbound_id, until=self._clock.now() + self._patience.lease)
            begun = (uow.inbound.get(inbound_id), uow.inbound.raw(inbound_id)) if waits else None
            uow.commit()
        return begun

    def _settle_one(self, inbound_id: InboundId, reading: Reading | None) -> InboundState | None:
        with self._begin() as uow:
            record = uow.inbound.lock_received(inbound_id)
            if record is None:
                return None
            outcome = self._settle(uow, record, reading) if reading else self._give_up(record)
            uow.inbound.record(inbound_id, outcome)
            uow.audit.add(AuditEntry(self._clock.now(), "mailflow", outcome.state, f"message {inbound_id}", outcome.reason, inbound_id))
            uow.commit()
        return outcome.state

    def announce(self) -> None:
        """Ring for what the messages just settled have put into the outbox."""
        with self._begin() as uow:
            due = uow.outbox.due(self._clock.now(), _ANNOUNCED)
        self._doorbell.ring(Job.DISPATCH, due)

    def record_crash(self, inbound_id: InboundId, problem: str) -> None:
        """Give a message on which we failed back, or set it aside after the last attempt."""
        with self._begin() as uow:
            record = uow.inbound.lock_received(inbound_id)
            if record is None:
                return
            if record.attempts >= MAX_ATTEMPTS:
                uow.inbound.record(inbound_id, self._give_up(record, problem))
                uow.audit.add(AuditEntry(self._clock.now(), "mailflow", "failed", f"message {inbound_id}", problem, inbound_id))
            uow.inbound.release(inbound_id)
            uow.commit()

    def _give_up(self, record: InboundRecord, problem: str = "") -> InboundOutcome:
        state = advance(INBOUND, record.state, InboundEvent.GIVE_UP)
        reason = f"reading it failed {MAX_ATTEMPTS} times" + (f": {problem}" if problem else "")
        return InboundOutcome(state, reason, record.message_id, record.author, record.subject)
