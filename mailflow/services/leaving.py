"""Taking an address off the list of readers, whoever wants it: with the subscription goes all that waits for it in the outbox.

    off the list -> what is queued of that series to that address is withdrawn, in the same transaction
    in the air   -> left alone; what comes back from there into the queue is withdrawn by the next sweep
"""

from dataclasses import dataclass

from mailflow.domain.agenda import SeriesId
from mailflow.domain.message import InboundId
from mailflow.domain.records import AuditEntry
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock

_LEFT = "the reader has left the list"
_SUSPENDED = "the reader is suspended"
_STRAY = "the reader has left the list, or is suspended"


@dataclass(frozen=True, slots=True)
class Listed:
    """An address on the list of a series."""

    series_id: SeriesId
    slug: str
    address: str


@dataclass(frozen=True, slots=True)
class Departure:
    """Who takes an address off a list, by which message, if by one, and what the trail is to say of it beside the address."""

    actor: str
    cause_id: InboundId | None = None
    why: str = ""


class Leaving:
    """Takes readers off a list and withdraws what waits for them, in the caller's transaction."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def take_off(self, uow: UnitOfWork, reader: Listed, departure: Departure) -> None:
        """Take a reader off the list, and withdraw what waits for them. Raises NotFoundError where the address is not on it."""
        uow.subscribers.remove(reader.series_id, reader.address)
        detail = f"{reader.address}: {departure.why}" if departure.why else reader.address
        self._audit(uow, (reader, departure), "unsubscribed", detail)
        self._withdraw(uow, reader, departure, _LEFT)

    def suspended(self, uow: UnitOfWork, reader: Listed) -> None:
        """Withdraw what waits for an address that mail does not reach: to try it further would only count against whoever sends it."""
        self._withdraw(uow, reader, Departure("mailflow"), _SUSPENDED)

    def __call__(self, uow: UnitOfWork) -> None:
        """Withdraw what has come back into the queue since its reader left."""
        now = self._clock.now()
        for outbound_id in uow.outbox.withdraw_strays(_STRAY, now=now):
            uow.audit.add(AuditEntry(now, "mailflow", "mail withdrawn", f"mail {outbound_id}", _STRAY))

    def _withdraw(self, uow: UnitOfWork, reader: Listed, departure: Departure, why: str) -> None:
        count = uow.outbox.withdraw(reader.series_id, reader.address, why, now=self._clock.now())
        if count:
            detail = f"{reader.address}: {count} {'mail' if count == 1 else 'mails'} that waited, as {why}"
            self._audit(uow, (reader, departure), "mail withdrawn", detail)

    def _audit(self, uow: UnitOfWork, said: tuple[Listed, Departure], action: str, detail: str) -> None:
        reader, departure = said
        about = f"series {reader.slug}"
        uow.audit.add(AuditEntry(self._clock.now(), departure.actor, action, about, detail, departure.cause_id))
