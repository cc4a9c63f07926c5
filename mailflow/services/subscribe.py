"""Joining and leaving by mail.

    subscribe      -> a question to the address itself -> its yes, once -> on the list, welcome
    unsubscribe    -> of whoever is proven to write from there: off the list, goodbye; of anybody else: the question first
    to the way out that each mail to a reader names -> off the list at once, goodbye

A reply by the token of a mail of ours, from the address that got it, proves as much as a yes. What machines and lists send is no order.
"""

from dataclasses import dataclass, replace

from mailflow.domain.agenda import MeetingId
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.commands.list_orders import ListOrder, confirms, is_leave_word, parse_list_order
from mailflow.domain.commands.orders import Order
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.readers import LETTERS
from mailflow.domain.matching.kinds import Venue
from mailflow.domain.message import Address, MailKind, OutboxEntry, Proof, is_same_address
from mailflow.domain.records import InboundOutcome
from mailflow.services.answered_mail import DESK
from mailflow.services.correspondence import Correspondence
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.readership import Reader, Readership, all_series, order_asked, venue_of
from mailflow.services.telling import language_in, thread_of


@dataclass(frozen=True, slots=True)
class _Asked:
    """An order in hand, and whether it is proven that it comes from the address that it bears."""

    order: Order
    language: str
    is_proven: bool


class Subscriptions:
    """Carry out what a mail says about the list of readers, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._post = post
        self._clock = clock
        self._readers = Readership(post, clock=clock)

    def by_way_out(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome | None:
        """Take off the list whose own way out a mail came to; None where it came to none, or is no order.

        Whoever writes there has the mail that names it: programs do, with no more than a subject, and from whatever address.
        """
        targets = (self._post.find_left(address) for address in case.message.recipients)
        entry = next((entry for target in targets if target and (entry := uow.outbox.find(target))), None)
        if entry is None or entry.kind not in LETTERS or case.classified.kind is MessageKind.BOUNCE or not _says_leave(case):
            return None
        said = replace(outcome, kind=MessageKind.COMMAND, meeting_id=MeetingId(entry.meeting_id or 0))
        reader = self._reader(case, venue_of(uow, MeetingId(entry.meeting_id or 0)), entry.recipient)
        done = self._readers.leave(uow, entry, reader, case.message.author.email)
        return replace(said, state=InboundState.DONE, reason=f"{done}, by the way out of {entry.kind} {entry.id}")

    def __call__(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome | None:
        """Carry out an order about the list, or an answer to our question about one; None where a mail is neither."""
        answered = case.answered
        if len(case.message.authors) != 1:
            return None
        said = replace(outcome, kind=MessageKind.COMMAND)
        if answered is not None and answered.kind is MailKind.SUBSCRIPTION_CONFIRM:
            return self._answer(uow, case, said)
        order = parse_list_order(case.message.subject, case.classified.extraction.text, names=_names(case))
        if order is None or (answered is not None and answered.kind in DESK):
            return None
        venues = self._about(uow, case, order)
        if venues is None:
            return None
        if not venues:
            return replace(said, state=InboundState.TRIAGE, reason=f"{order.order}: it does not say of which series")
        if case.authentication.proof is Proof.FAIL and case.authentication.is_final:
            reason = f"{order.order}: its author is not who it says ({case.authentication.detail})"
            return replace(said, state=InboundState.REJECTED, reason=reason)
        asked = _Asked(order.order, order.language, self.is_proven(uow, case))
        done = tuple(dict.fromkeys(self._done(uow, case, asked, venue) for venue in venues))
        return replace(said, state=InboundState.DONE, reason="; ".join(done), meeting_id=venues[0].id)

    def _about(self, uow: UnitOfWork, case: Case, order: ListOrder) -> tuple[Venue, ...] | None:
        """Return the series that an order is about, none where it does not tell; None where it names what is no series."""
        answered, address = case.answered, case.message.author.email.lower()
        known = all_series(uow)
        if order.named and not order.names(address):
            named = tuple(one for one in known if order.names(one.series.slug) or order.names(one.series.title))
            return named or None
        by_address = tuple(one for one in known if one.series.slug.lower() in _plus_parts(case))
        if by_address:
            return by_address
        if answered is not None and answered.meeting_id is not None:
            return (venue_of(uow, answered.meeting_id),)
        if len(known) > 1 and order.order is Order.UNSUBSCRIBE:
            return tuple(one for one in known if address in one.series.subscribers)
        return known if len(known) == 1 else ()

    def _done(self, uow: UnitOfWork, case: Case, asked: _Asked, venue: Venue) -> str:
        author = case.message.author
        reader = self._reader(case, venue, Address(author.email.lower(), author.name))
        reader = replace(reader, language=reader.language or asked.language)
        if asked.order is Order.SUBSCRIBE:
            return self._join(uow, reader, case, is_proven=asked.is_proven)
        if author.email.lower() not in venue.series.subscribers:
            self._readers.part(uow, reader, f"{case.record.received_at:%Y-%m-%d}", was_reader=False)
            return "unsubscribe: the address was told what it gets"
        if not asked.is_proven:
            return self._ask(uow, reader, asked.order)
        self._readers.strike(uow, reader, author.email)
        return "unsubscribe: the address was told what it gets"

    def _join(self, uow: UnitOfWork, reader: Reader, case: Case, *, is_proven: bool) -> str:
        if not (is_proven and case.answered is not None and case.answered.has_token):
            return self._ask(uow, reader, Order.SUBSCRIBE)
        self._readers.enrol(uow, reader, f"message {case.record.id}")
        return "subscribed"

    def _ask(self, uow: UnitOfWork, reader: Reader, order: Order) -> str:
        asked = self._readers.ask(uow, reader, order)
        return f"{order}: the address was asked to confirm" if asked else f"{order}: the address was asked today already"

    def _answer(self, uow: UnitOfWork, case: Case, said: InboundOutcome) -> InboundOutcome:
        """Take the answer to our question: a yes counts once, by the token or, in the thread, of an author who is proven."""
        answered = case.answered
        entry = uow.outbox.find(answered.id) if answered else None
        if answered is None or entry is None or entry.meeting_id is None or "@" not in entry.recipient.email:  # or its reader is forgotten
            return replace(said, state=InboundState.TRIAGE, reason="it answers a question of ours that is lost")
        order = order_asked(entry)
        is_yes = confirms(case.classified.extraction.text, order, names=_names(case))
        if is_yes is None:
            reason = f"it answers whether {entry.recipient.email} wants to {order}, with neither yes nor no"
            return replace(said, state=InboundState.TRIAGE, reason=reason)
        if not is_yes:
            return replace(said, state=InboundState.IGNORED, reason=f"{order}: it says no, and nothing was changed")
        return replace(said, state=InboundState.DONE, reason=self._confirmed(uow, case, entry, order))

    def _confirmed(self, uow: UnitOfWork, case: Case, entry: OutboxEntry, order: Order) -> str:
        reader = self._reader(case, venue_of(uow, MeetingId(entry.meeting_id or 0)), entry.recipient)
        has_token = case.answered is not None and case.answered.has_token
        if not has_token and not (self.is_proven(uow, case) and is_same_address(entry.recipient.email, case.message.author.email)):
            return self._ask(uow, reader, order)
        used_by = uow.reply_tokens.find_use(entry.id)
        if used_by is not None:
            return f"{order}: confirmed before, by message {used_by}"
        uow.reply_tokens.use(entry.id, case.record.id, now=self._clock.now())
        if order is Order.SUBSCRIBE:
            self._readers.enrol(uow, reader, entry.id)
            return "subscribed"
        self._readers.strike(uow, reader, entry.recipient.email)
        return "unsubscribed"

    def is_proven(self, uow: UnitOfWork, case: Case) -> bool:
        """Tell whether a mail comes from its author: by the token of a mail to them, or by a proof of a mail that they wrote to us."""
        answered, author = case.answered, case.message.author.email
        if answered is not None and answered.has_token:
            entry = uow.outbox.find(answered.id)
            return entry is not None and is_same_address(entry.recipient.email, author)
        return case.authentication.proof is Proof.PASS and any(self._is_ours(address) for address in case.message.to)

    def _is_ours(self, address: str) -> bool:
        local, _, host = address.rpartition("@")
        return is_same_address(f"{local.partition('+')[0]}@{host}", self._post.office.address)

    def _reader(self, case: Case, venue: Venue, address: Address) -> Reader:
        return Reader(venue, address, case.record.id, thread_of(case), language_in(case))


def _names(case: Case) -> tuple[str, ...]:
    return tuple(author.name for author in case.message.authors)


def _plus_parts(case: Case) -> frozenset[str]:
    """Return what stands behind the plus of the addresses that a mail went to: `minutes+escape-tc@…`."""
    return frozenset(address.rpartition("@")[0].partition("+")[2].lower() for address in case.message.recipients)


def _says_leave(case: Case) -> bool:
    """Tell whether the subject says so, as our mails prefill it, or the text, or nothing says anything else."""
    text = case.classified.extraction.text
    order = parse_list_order("", text, names=_names(case))
    says_nothing = case.classified.kind is not MessageKind.AUTO_REPLY and not (text.strip() or case.message.subject.strip())
    return is_leave_word(case.message.subject) or (order is not None and order.order is Order.UNSUBSCRIBE) or says_nothing
