"""The list of readers of a series: who is put on it and taken off, with the mail that tells them so, in the caller's transaction.

What is told goes to the address that it is about, and nowhere else.
"""

from dataclasses import dataclass
from enum import StrEnum

from mailflow.domain.agenda import MeetingId, SeriesId
from mailflow.domain.commands.orders import Order
from mailflow.domain.errors import NotFoundError
from mailflow.domain.mails.context import MailContext
from mailflow.domain.mails.readers import SubscriptionConfirmContext, SubscriptionGoodbyeContext, SubscriptionWelcomeContext
from mailflow.domain.matching.kinds import Venue
from mailflow.domain.message import Address, InboundId, MailKind, OutboundId, OutboxEntry
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import LIFETIMES, Correspondence, Letter
from mailflow.services.leaving import Departure, Leaving, Listed
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock

_SPOKEN_FOR = 5
_QUESTION = "subscription:"


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who joins or leaves: of which series (with its newest meeting), by which address, and by which message, if by one."""

    venue: Venue
    address: Address
    cause_id: InboundId | None = None
    references: tuple[str, ...] = ()
    language: str = ""

    @property
    def series_id(self) -> SeriesId:
        """The id of the series."""
        return SeriesId(self.venue.series.id or 0)


class Left(StrEnum):
    """What came of it that a reader took the way out of a mail."""

    NOW = "unsubscribed"
    BEFORE = "not on the list any more"
    NOT_BY_THIS = "nothing was changed, and the reader was asked: the mail is from before they joined again"


class Readership:
    """Puts readers on a list, and takes them off."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock
        self._leaving = Leaving(clock)

    def ask(self, uow: UnitOfWork, reader: Reader, order: Order) -> OutboundId | None:
        """Ask an address whether it gave an order, once a day; None where it was asked today."""
        outbound_id, kind = self._post.new_id(), MailKind.SUBSCRIPTION_CONFIRM
        until = self._clock.now() + LIFETIMES[kind]
        series, meeting = reader.venue.series, reader.venue.meeting
        url = self._post.reply_url(outbound_id, kind, f"[{series.slug}]", "confirm")
        context = SubscriptionConfirmContext(series, meeting, reader.address, order is Order.SUBSCRIBE, url, until, reader.language)
        posted = self._send(uow, reader, outbound_id, self.asked(reader, order), context)
        if posted is not None:
            self._audit(uow, reader, "asked to confirm", order.value)
        return posted

    def asked(self, reader: Reader, order: Order) -> str:
        """Return the purpose of the question to an address: one a day, and to leave, one a day for each series."""
        of_series = f"{reader.venue.series.slug}:" if order is Order.UNSUBSCRIBE else ""
        return f"{_QUESTION}{order.value}:{of_series}{reader.address.email.lower()}:{self._clock.now():%Y-%m-%d}"

    def enrol(self, uow: UnitOfWork, reader: Reader, occasion: str) -> bool:
        """Put an address on the list, welcome it once for an occasion, and tell whether it is new there."""
        known = uow.subscribers.find(reader.series_id, reader.address.email)
        if known is None:
            uow.subscribers.add(reader.series_id, reader.address.email, now=self._clock.now())
            self._audit(uow, reader, "subscribed", reader.address.email)
        context = SubscriptionWelcomeContext(reader.venue.series, reader.venue.meeting, reader.address, reader.language)
        self._send(uow, reader, self._post.new_id(), f"welcome:{occasion}", context)
        return known is None

    def leave(self, uow: UnitOfWork, entry: OutboxEntry, reader: Reader, actor: str) -> Left:
        """Take the reader of a mail off the list by its way out; by a mail of an earlier subscription it is only asked."""
        known = uow.subscribers.find(reader.series_id, reader.address.email)
        if known is not None and entry.created_at < known.since:
            self.ask(uow, reader, Order.UNSUBSCRIBE)
            return Left.NOT_BY_THIS
        return Left.NOW if self.strike(uow, reader, actor) else Left.BEFORE

    def strike(self, uow: UnitOfWork, reader: Reader, actor: str) -> bool:
        """Take an address off the list, say goodbye to it once, and tell whether it was there."""
        known = uow.subscribers.find(reader.series_id, reader.address.email)
        if known is None:
            return False
        try:
            listed = Listed(reader.series_id, reader.venue.series.slug, reader.address.email)
            self._leaving.take_off(uow, listed, Departure(actor or reader.address.email, reader.cause_id))
        except NotFoundError:  # somebody else has done it at this moment
            return False
        self.part(uow, reader, f"{known.since:%Y-%m-%dT%H:%M:%S}", was_reader=True)
        return True

    def part(self, uow: UnitOfWork, reader: Reader, occasion: str, *, was_reader: bool) -> None:
        """Tell an address, once for an occasion, that it gets no minutes, and what it gets in spite of it."""
        series, meeting = reader.venue.series, reader.venue.meeting
        meetings = uow.meetings.meetings_of(reader.address.email)[:_SPOKEN_FOR]
        is_invited = any(uow.meetings.series_of(one).id == series.id for one in meetings)
        context = SubscriptionGoodbyeContext(series, meeting, reader.address, was_reader, is_invited, reader.language)
        purpose = f"goodbye:{series.slug}:{reader.address.email.lower()}:{occasion}"
        self._send(uow, reader, self._post.new_id(), purpose, context)

    def _send(self, uow: UnitOfWork, reader: Reader, outbound_id: OutboundId, purpose: str, context: MailContext) -> OutboundId | None:
        letter = Letter(outbound_id, purpose, context, cause_id=reader.cause_id, references=reader.references)
        return self._post.post(uow, letter)

    def _audit(self, uow: UnitOfWork, reader: Reader, action: str, detail: str) -> None:
        about = f"series {reader.venue.series.slug}"
        uow.audit.add(AuditEntry(self._clock.now(), reader.address.email, action, about, detail, reader.cause_id))



def order_asked(entry: OutboxEntry) -> Order:
    """Return which order a question of ours was about."""
    return Order(entry.purpose.removeprefix(_QUESTION).partition(":")[0])


def venue_of(uow: UnitOfWork, meeting_id: MeetingId) -> Venue:
    """Return the series of a meeting, with that meeting."""
    return Venue(uow.meetings.series_of(meeting_id), uow.meetings.get(meeting_id))


def all_series(uow: UnitOfWork) -> tuple[Venue, ...]:
    """Return every series with its newest meeting."""
    newest: dict[str, MeetingId] = {}
    for summary in uow.meetings.summaries():
        newest.setdefault(summary.series, summary.id)
    return tuple(venue_of(uow, meeting_id) for meeting_id in newest.values())
