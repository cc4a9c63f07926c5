"""Notes and orders in a mail of the chair's, a deputy's or the minute-taker's that answers no mail about minutes."""

from dataclasses import replace

from mailflow.domain.agenda import MeetingId, Speaker
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.commands.chairs_orders import ChairsOrder, ChairsOrderKind, parse_chairs_order, says_stop
from mailflow.domain.lifecycle import MINUTES, InboundState, MinutesEvent, can
from mailflow.domain.matching.people import with_address
from mailflow.domain.message import Proof
from mailflow.domain.records import InboundOutcome
from mailflow.services.candidates import find_candidates
from mailflow.services.chairs_orders import ChairsOrders, Desk
from mailflow.services.machine_mail import Case
from mailflow.services.notes import is_outline, outline_of
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.revisions import About

_OWN_ORDERS = frozenset({
    ChairsOrderKind.DRAFT_NOW, ChairsOrderKind.NEXT_MEETING, ChairsOrderKind.CANCEL_MEETING, ChairsOrderKind.HOLD,
})  # fmt: skip


class OwnWords:
    """Act on such a mail, in the caller's transaction."""

    def __init__(self, desk: Desk, orders: ChairsOrders, *, clock: Clock) -> None:
        self._desk = desk
        self._orders = orders
        self._clock = clock

    def __call__(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome | None:
        """Act on any other mail of the chair's, a deputy's or the minute-taker's that has notes or an order; None where it has none."""
        text = case.classified.extraction.text
        names = tuple(author.name for author in case.message.authors)
        is_stop = says_stop(case.message.subject, text, names=names)
        if len(case.message.authors) != 1 or not (text.strip() or is_stop):
            return None
        candidates = find_candidates(uow, case.record, case.message, answered=case.answered, now=self._clock.now())
        if not candidates.venues:
            return None
        venue = candidates.venues[0]
        address = case.message.author.email
        order = ChairsOrder(ChairsOrderKind.HOLD) if is_stop else parse_chairs_order(text, names=names)
        may_order = with_address(address, venue.series.approvers) is not None
        if order is not None and order.order is ChairsOrderKind.CANCEL_MEETING and not may_order:
            reason = "it says to cancel the meeting, which only the chair and the deputies may"  # and is nobody's report
            return replace(outcome, state=InboundState.TRIAGE, reason=reason, kind=MessageKind.COMMAND, meeting_id=venue.id)
        taker = with_address(address, (*venue.series.approvers, *((venue.series.minute_taker,) if venue.series.minute_taker else ())))
        if taker is None:
            return None
        is_order = order is not None and order.order in _OWN_ORDERS and may_order and not self._is_idle_stop(uow, venue.id, order)
        if not is_order and not is_outline(text, venue.meeting, taker, answered=case.answered):
            return None
        if not self._is_proven(case, taker):
            reason = f"notes or an order in the name of {taker.name}, which is not proven ({case.authentication.detail})"
            return replace(outcome, state=InboundState.TRIAGE, reason=reason)
        about = About(uow.meetings.lock(venue.id), venue.series)
        if is_order and order is not None:
            done, kind = self._orders(uow, case, about, order, is_proven=True), MessageKind.COMMAND
        else:
            done, kind = self._desk.notes.take(uow, case, about, outline_of(text, about, case), is_proven=True), MessageKind.NOTES
        return replace(outcome, state=done.state, reason=done.reason, kind=kind, meeting_id=venue.id)

    def _is_idle_stop(self, uow: UnitOfWork, meeting_id: MeetingId, order: ChairsOrder) -> bool:
        """Tell whether an order is to stop something, and nothing is about to go out."""
        current = uow.minutes.find_current(meeting_id) if order.order is ChairsOrderKind.HOLD else None
        return order.order is ChairsOrderKind.HOLD and not (current and can(MINUTES, current.state, MinutesEvent.HOLD))

    def _is_proven(self, case: Case, person: Speaker) -> bool:
        answered = case.answered
        if case.authentication.proof is Proof.PASS and not any(self._desk.review.is_ours(address) for address in case.message.to):
            return False  # it was written to somebody else, who passed it on
        holds = answered is not None and answered.has_token and answered.person_id is not None and answered.person_id == person.id
        return case.authentication.proof is Proof.PASS or (holds and case.authentication.proof is not Proof.FAIL)
