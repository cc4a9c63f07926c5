"""Stored message to classified to matched to slot; else triage, with the reason.

claim:   lease and count the attempts of a batch (one commit) -> hold the excess of a flood back
ingest:  read, in no transaction -> classify, match, act, record: one transaction
"""

from collections.abc import Sequence

from mailflow.domain.errors import DatabaseUnavailableError
from mailflow.domain.lifecycle import INBOUND, InboundEvent, InboundState, advance
from mailflow.domain.message import InboundId
from mailflow.domain.records import AuditEntry, InboundOutcome, InboundRecord, Job
from mailflow.services.floodgate import HEAD_BYTES, Floodgate
from mailflow.services.outbox import Patience
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock, Doorbell
from mailflow.services.senses import Reading
from mailflow.services.settle import Settle

MAX_ATTEMPTS = 3
"""A message that has crashed us so often is set aside, so that it stops nothing."""

_ANNOUNCED = 50


class Ingest:
    """Read one stored message and do what it asks."""

    def __init__(
        self, begin: UnitOfWorkFactory, settle: Settle, *, floodgate: Floodgate, clock: Clock, doorbell: Doorbell, patience: Patience
    ) -> None:
        self._begin = begin
        self._settle = settle
        self._floodgate = floodgate
        self._clock = clock
        self._doorbell = doorbell
        self._patience = patience
        self._begun: set[InboundId] = set()
        self._excused: set[InboundId] = set()

    def claim(self, ids: Sequence[InboundId]) -> tuple[InboundId, ...]:
        """Take those of the messages that wait, and return them in the order in which they are to be read.

        Those that were never tried are leased, and their attempt is counted, in one commit. Behind them come those on which an attempt
        died: each is leased and counted when it is begun, so that the one of them that kills its worker takes nobody with it.
        """
        now = self._clock.now()
        with self._begin() as uow:
            for excused in self._excused:  # an outage is no fault of a message
                uow.inbound.excuse(excused)
            fresh = uow.inbound.claim(ids, now=now, until=now + self._patience.lease)
            doubtful = uow.inbound.doubtful(ids, now=now)
            heads = uow.inbound.heads(fresh, size_bytes=HEAD_BYTES)
            uow.commit()
        self._excused.clear()
        held = self._floodgate(heads)
        begun = tuple(inbound_id for inbound_id in fresh if inbound_id not in held)
        self._begun.difference_update(doubtful)  # what was left of a batch that broke off is to be begun anew
        self._begun.update(begun)
        return (*begun, *doubtful)

    def put_back(self, ids: Sequence[InboundId]) -> None:
        """Give up messages that were claimed and will not be read now: the next claim takes back what was counted on them."""
        self._excused.update(self._begun.intersection(ids))
        self._begun.difference_update(ids)

    def __call__(self, inbound_id: InboundId) -> InboundState | None:
        """Settle a claimed message and return its state; None where somebody else has it, or it must wait.

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
        """Return a message whose attempt is counted, committed before it is read: one that kills us is known by it."""
        is_begun = inbound_id in self._begun
        self._begun.discard(inbound_id)
        now = self._clock.now()
        with self._begin() as uow:
            if not is_begun and not uow.inbound.begin(inbound_id, now=now, until=now + self._patience.lease):
                return None
            record, raw = uow.inbound.get(inbound_id), uow.inbound.raw(inbound_id)
            uow.commit()
        is_new = not is_begun and record.settled_at is None and record.attempts <= MAX_ATTEMPTS
        return None if is_new and self._floodgate({inbound_id: raw[:HEAD_BYTES]}) else (record, raw)

    def _settle_one(self, inbound_id: InboundId, reading: Reading | None) -> InboundState | None:
        with self._begin() as uow:
            record = uow.inbound.lock_received(inbound_id)
            if record is None:
                return None
            outcome = self._settle(uow, record, reading) if reading else self._give_up(record)
            self._record(uow, record, outcome, outcome.reason)
            uow.commit()
        return outcome.state

    def _record(self, uow: UnitOfWork, record: InboundRecord, outcome: InboundOutcome, detail: str) -> None:
        now = self._clock.now()
        uow.inbound.record(record.id, outcome, at=now)
        uow.audit.add(AuditEntry(now, "mailflow", outcome.state, f"message {record.id}", detail, record.id))

    def announce(self) -> None:
        """Ring for what the messages just settled have put into the outbox, and for those that are to be read anew because of them."""
        with self._begin() as uow:
            due = uow.outbox.due(self._clock.now(), _ANNOUNCED)
            waiting = uow.inbound.waiting(self._clock.now(), _ANNOUNCED)
        self._doorbell.ring(Job.DISPATCH, due)
        self._doorbell.ring(Job.INGEST, waiting)

    def ring_for(self, ids: Sequence[InboundId]) -> None:
        """Ask for messages to be read by a task of their own."""
        self._doorbell.ring(Job.INGEST, ids)

    def record_crash(self, inbound_id: InboundId, problem: str) -> None:
        """Give a message on which we failed back, or set it aside after the last attempt."""
        with self._begin() as uow:
            record = uow.inbound.lock_received(inbound_id)
            if record is None:
                return
            if record.attempts >= MAX_ATTEMPTS:
                self._record(uow, record, self._give_up(record, problem), problem)
            uow.inbound.release(inbound_id)
            uow.commit()

    def _give_up(self, record: InboundRecord, problem: str = "") -> InboundOutcome:
        state = advance(INBOUND, record.state, InboundEvent.GIVE_UP)
        reason = f"reading it failed {MAX_ATTEMPTS} times" + (f": {problem}" if problem else "")
        return InboundOutcome(state, reason, record.message_id, record.author, record.subject)
