"""Mails to many on their way to the server: taken in batches, handed over one by one, settled in batches.

    claim a batch -> [ journal: outcome of n - 1, n begun -> hand n over ] ... -> end: settle the last batch, give back what is left
                     aside: settle the batch before and claim the next, in one commit

A worker that is killed leaves its journal: what it wrote there is settled, and the one message that it had begun is unknown, rests, and is
sent once more with the same Message-ID. Its other messages were not begun, and are free at once.
"""

from collections import Counter, deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import islice

from mailflow.domain.errors import (
    DatabaseUnavailableError,
    JournalUnavailableError,
    MailError,
    PermanentMailError,
    ServerUnavailableError,
    TemporaryMailError,
    UnconfirmedMailError,
)
from mailflow.domain.forms import Form
from mailflow.domain.lifecycle import DELIVERY, DeliveryEvent, DeliveryState, advance
from mailflow.domain.mailout import Outgoing, Parcel, Sealed
from mailflow.domain.message import Delivery, OutboundId
from mailflow.domain.rates import NO_LIMITS, RateLimits
from mailflow.domain.records import AuditEntry
from mailflow.domain.retry import next_attempt
from mailflow.services.ports.sending import BulkTransport, JournalPage, SendingJournal
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock

RUNG_FOR = 2
"""For so many of the mails that are due the sweep rings: each worker goes on with whatever is due."""
_DIED = "the worker died while it was sending"


@dataclass(frozen=True, slots=True)
class Pace:
    """How many messages a worker takes at a time, how long its turn lasts, and how many may go out a minute."""

    batch: int = 500
    turn: timedelta = timedelta(seconds=2)
    limits: RateLimits = NO_LIMITS


@dataclass(frozen=True, slots=True)
class MailedOut:
    """What a turn did: how many messages it settled, by state, and one of those that are still due."""

    counts: dict[str, int]
    left_over: tuple[OutboundId, ...] = ()


class MailOut:
    """Send mails to many that are due, for a turn, over one connection."""

    def __init__(self, begin: UnitOfWorkFactory, transport: BulkTransport, journal: SendingJournal, *, clock: Clock, pace: Pace) -> None:
        self._tools = _Tools(begin, transport, clock, pace, journal.lease)
        self._journal = journal

    def __call__(self, owner: str) -> MailedOut:
        """Send what is due until the turn is over, as `owner`, a name that no other turn has.

        Raises:
            DatabaseUnavailableError, JournalUnavailableError: no more is handed over; what was is known to whoever comes next.
        """
        recover(self._tools.begin, self._journal, self._tools.clock.now())
        with self._journal.open(owner) as page:
            if page is None:
                return MailedOut({})
            try:
                return _Turn(self._tools, page, owner).run()
            finally:
                self._tools.transport.close()


@dataclass(frozen=True, slots=True)
class _Tools:
    """What a turn works with."""

    begin: UnitOfWorkFactory
    transport: BulkTransport
    clock: Clock
    pace: Pace
    lease: timedelta


class _Turn:
    """A turn of one worker."""

    def __init__(self, tools: "_Tools", page: JournalPage, owner: str) -> None:
        self._begin, self._transport, self._clock, self._pace = tools.begin, tools.transport, tools.clock, tools.pace
        self._lease = tools.lease
        self._page = page
        self._owner = owner
        self._ends_at = self._clock.now() + self._pace.turn
        self._forms: dict[str, Form] = {}
        self._done: list[Delivery] = []
        self._counts: Counter[str] = Counter()
        self._again_at: datetime | None = None

    def run(self) -> MailedOut:
        """Send what is due, and settle it; where the database is away, the journal says of all that was sent what became of it."""
        try:
            return self._end(self._send_batches())
        except JournalUnavailableError:
            self._give_up()
            raise
        except DatabaseUnavailableError:
            if self._done:
                self._page.note(self._done[-1])
            raise

    def _send_batches(self) -> tuple[Outgoing, ...]:
        """Send batch after batch, and return what was not begun; while one is sent, that before it is settled and the next is claimed.

        The journal keeps all of the turn: of an outcome that is settled already it says nothing new.
        """
        batch, left = self._settle_and_claim(()), tuple[Outgoing, ...]()
        with ThreadPoolExecutor(max_workers=1) as aside:
            while batch:
                ahead = aside.submit(self._settle_and_claim, self._taken_done())
                try:
                    unbegun = self._send_all(batch)
                finally:
                    following = ahead.result()  # that the database is away weighs more than whatever else there is
                batch, left = ((), (*left, *unbegun, *following)) if self._is_over else (following, (*left, *unbegun))
        return left

    @property
    def _is_over(self) -> bool:
        return self._again_at is not None or self._clock.now() >= self._ends_at

    def _taken_done(self) -> tuple[Delivery, ...]:
        done, self._done = tuple(self._done), self._done[-1:]
        return done

    def _settle_and_claim(self, done: tuple[Delivery, ...]) -> tuple[Outgoing, ...]:
        """Write outcomes and take the next batch, in one commit."""
        now = self._clock.now()
        with self._begin() as uow:
            uow.mailouts.settle(done, owner=self._owner)
            batch = self._claimed(uow, now)
            uow.commit()
        return batch

    def _end(self, left: Sequence[Outgoing]) -> MailedOut:
        """Write the last outcomes and give back what was not begun."""
        now = self._clock.now()
        with self._begin() as uow:
            uow.mailouts.settle(self._done, owner=self._owner)
            uow.outbox.release([mail.id for mail in left], owner=self._owner, next_attempt_at=self._again_at or now)
            due = uow.mailouts.due(now, 1) if self._again_at is None else ()  # a server that is away is not called at once again
            uow.commit()
        self._page.wipe()
        return MailedOut(dict(self._counts), due)

    def _give_up(self) -> None:
        """Write the last outcomes and give back all that was not begun, as no more can be written down."""
        with self._begin() as uow:
            uow.mailouts.settle(self._done, owner=self._owner)
            uow.mailouts.give_back(owner=self._owner)
            uow.commit()
        self._page.wipe()

    def _claimed(self, uow: UnitOfWork, now: datetime) -> tuple[Outgoing, ...]:
        claimed = uow.mailouts.claim(self._pace.batch, owner=self._owner, now=now, until=now + self._lease)
        admitted = uow.mailouts.admit(claimed, self._pace.limits, owner=self._owner, now=now)
        for sha256 in {mail.form_sha256 for mail in admitted} - self._forms.keys():
            form = uow.mailouts.form(sha256)
            self._forms[sha256] = form if self._transport.is_signing else form.stuffed
        return admitted

    def _send_all(self, batch: tuple[Outgoing, ...]) -> tuple[Outgoing, ...]:
        """Hand a batch over, and return what of it was not begun; two messages are ready for the wire while a third is with the server."""
        coming, ready = map(self._sealed, batch), deque[Sealed]()
        for number, mail in enumerate(batch):
            ready.extend(islice(coming, 2 - len(ready)))
            sealed, is_last = ready.popleft(), number + 1 == len(batch) or self._clock.now() >= self._ends_at
            if not self._page.begin(mail.id, self._done[-1] if self._done else None):
                self._transport.close()
                return batch[number + 1 :]
            following = None if is_last else ready[0]
            self._done.append(self._attempt(mail, sealed, following, lambda: ready.extend(islice(coming, 1))))
            self._counts[self._done[-1].state.value] += 1
            if self._again_at is not None or is_last:
                return batch[number + 1 :]
        return ()

    def _sealed(self, mail: Outgoing) -> Sealed:
        content = self._forms[mail.form_sha256].fill(mail.fields)
        return self._transport.seal(Parcel(mail.envelope_from, mail.recipient, content, not self._transport.is_signing))

    def _attempt(self, mail: Outgoing, sealed: Sealed, following: Sealed | None, meanwhile: Callable[[], None]) -> Delivery:
        try:
            reply = self._transport.send(sealed, following, meanwhile)
        except ServerUnavailableError as error:
            deferred = self._deferred(mail, error)
            self._again_at = deferred.next_attempt_at or deferred.at
            return deferred
        except UnconfirmedMailError as error:
            return self._delivery(mail, DeliveryEvent.UNCONFIRMED, error)
        except PermanentMailError as error:
            return self._delivery(mail, DeliveryEvent.REFUSED, error)
        except TemporaryMailError as error:
            return self._deferred(mail, error)
        return Delivery(mail.id, _SENT, reply.code, reply.text, self._clock.now())

    def _deferred(self, mail: Outgoing, error: MailError) -> Delivery:
        again_at = next_attempt(attempts=mail.attempts + 1, created_at=mail.created_at, now=self._clock.now())
        if again_at is None:
            return self._delivery(mail, DeliveryEvent.REFUSED, error)
        return replace(self._delivery(mail, DeliveryEvent.DEFERRED, error), next_attempt_at=again_at)

    def _delivery(self, mail: Outgoing, event: DeliveryEvent, error: MailError) -> Delivery:
        return Delivery(mail.id, advance(DELIVERY, DeliveryState.SENDING, event), error.code, error.text, self._clock.now())


_SENT = advance(DELIVERY, DeliveryState.SENDING, DeliveryEvent.ACCEPTED)


def recover(begin: UnitOfWorkFactory, journal: SendingJournal, now: datetime) -> None:
    """Settle what killed workers have left behind: what they had handed over, the one message in doubt, and what they had not begun."""
    for orphan in journal.orphans():
        with begin() as uow:
            uow.mailouts.settle(orphan.deliveries, owner=orphan.owner)
            if orphan.in_doubt and uow.mailouts.holds(orphan.in_doubt, owner=orphan.owner):
                unknown = advance(DELIVERY, DeliveryState.SENDING, DeliveryEvent.UNCONFIRMED)
                uow.mailouts.settle([Delivery(orphan.in_doubt, unknown, 0, _DIED, now)], owner=orphan.owner)
                uow.audit.add(AuditEntry(now, "mailflow", "delivery unknown", f"mail {orphan.in_doubt}", _DIED))
            uow.mailouts.give_back(owner=orphan.owner)
            uow.commit()
