"""Outbox to SMTP: what is due is sent, and what the server said is recorded.

    claim (lease) -> [ start n: SENDING, committed ] -> send -> [ outcome of n and start n+1, one commit ] -> ... -> done

A worker that dies leaves at most one message in SENDING: it becomes unknown when its lease runs out, and is sent once more, with
the same Message-ID, after a while in which a person can look.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.domain.errors import MailError, PermanentMailError, ServerUnavailableError, TemporaryMailError, UnconfirmedMailError
from mailflow.domain.lifecycle import DELIVERY, DeliveryEvent, DeliveryState, advance
from mailflow.domain.message import Delivery, OutboundId, OutboxEntry
from mailflow.domain.retry import next_attempt
from mailflow.services.ports.storage import UnitOfWorkFactory
from mailflow.services.ports.world import Clock, MailTransport


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a worker holds what it took, how long a doubtful message rests before it is sent once more, how long a turn lasts.

    A worker that is told to stop has a few seconds: after its turn it gives back what it has not begun, and rings for it.
    """

    lease: timedelta = timedelta(minutes=5)
    unknown: timedelta = timedelta(minutes=2)
    turn: timedelta = timedelta(seconds=5)


@dataclass(frozen=True, slots=True)
class Dispatched:
    """What a turn of a worker did: the outcomes, and the messages it gave back because its turn was over."""

    deliveries: tuple[Delivery, ...]
    left_over: tuple[OutboundId, ...] = ()


class Dispatch:
    """Send the messages of these ids, one after the other, over one connection."""

    def __init__(
        self, begin: UnitOfWorkFactory, transport: MailTransport, *, clock: Clock, patience: Patience, new_owner: Callable[[], str]
    ) -> None:
        self._begin = begin
        self._transport = transport
        self._clock = clock
        self._patience = patience
        self._new_owner = new_owner

    def __call__(self, ids: Sequence[OutboundId]) -> Dispatched:
        """Send what of these is due and free, and return what became of each, and what was given back."""
        owner, now = self._new_owner(), self._clock.now()
        with self._begin() as uow:
            entries = uow.outbox.claim(ids, owner=owner, now=now, until=now + self._patience.lease)
            uow.commit()
        try:
            return self._send_all(entries, owner, now + self._patience.turn)
        finally:
            self._transport.close()

    def _send_all(self, entries: tuple[OutboxEntry, ...], owner: str, turn_ends_at: datetime) -> Dispatched:
        deliveries: list[Delivery] = []
        for position, entry in enumerate(entries):
            if self._clock.now() >= turn_ends_at:
                unbegun = entries[position:]
                self._record(deliveries[-1:], owner, unbegun, again_at=self._clock.now())
                return Dispatched(tuple(deliveries), tuple(later.id for later in unbegun))
            content = self._start(entry, deliveries[-1:], owner)
            if content is None:
                continue
            try:
                deliveries.append(self._send(entry, content))
            except ServerUnavailableError as error:
                failed = self._deferred(entry, error)
                self._record([failed], owner, entries[position + 1 :], again_at=failed.next_attempt_at or failed.at)
                return Dispatched((*deliveries, failed))
        self._record(deliveries[-1:], owner, (), again_at=turn_ends_at)
        return Dispatched(tuple(deliveries))

    def _start(self, entry: OutboxEntry, previous: list[Delivery], owner: str) -> bytes | None:
        """Record the outcome of the message before and mark this one as being sent, in one commit."""
        now = self._clock.now()
        with self._begin() as uow:
            for delivery in previous:
                uow.outbox.record(delivery, owner=owner)
            content = uow.outbox.start(entry.id, owner=owner, now=now, until=now + self._patience.lease)
            uow.commit()
        return content

    def _record(self, last: Sequence[Delivery], owner: str, unbegun: Sequence[OutboxEntry], *, again_at: datetime) -> None:
        """Record the outcome of the last message and give back those that were not begun, in one commit."""
        with self._begin() as uow:
            for delivery in last:
                uow.outbox.record(delivery, owner=owner)
            if unbegun:
                uow.outbox.release([entry.id for entry in unbegun], owner=owner, next_attempt_at=again_at)
            uow.commit()

    def _send(self, entry: OutboxEntry, content: bytes) -> Delivery:
        try:
            reply = self._transport.send(envelope_from=entry.envelope_from, recipient=entry.recipient.email, content=content)
        except ServerUnavailableError:
            raise
        except UnconfirmedMailError as error:
            return self._delivery(entry, DeliveryEvent.UNCONFIRMED, error)
        except PermanentMailError as error:
            return self._delivery(entry, DeliveryEvent.REFUSED, error)
        except TemporaryMailError as error:
            return self._deferred(entry, error)
        state = advance(DELIVERY, DeliveryState.SENDING, DeliveryEvent.ACCEPTED)
        return Delivery(entry.id, state, reply.code, reply.text, self._clock.now())

    def _deferred(self, entry: OutboxEntry, error: MailError) -> Delivery:
        now = self._clock.now()
        again_at = next_attempt(attempts=entry.attempts + 1, created_at=entry.created_at, now=now)
        if again_at is None:
            return self._delivery(entry, DeliveryEvent.REFUSED, error)
        state = advance(DELIVERY, DeliveryState.SENDING, DeliveryEvent.DEFERRED)
        return Delivery(entry.id, state, error.code, error.text, now, again_at)

    def _delivery(self, entry: OutboxEntry, event: DeliveryEvent, error: MailError) -> Delivery:
        state = advance(DELIVERY, DeliveryState.SENDING, event)
        return Delivery(entry.id, state, error.code, error.text, self._clock.now())


def doubtful_before(now: datetime, patience: Patience) -> datetime:
    """Return since when a message must have been unknown to be sent once more."""
    return now - patience.unknown
