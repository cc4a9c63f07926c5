"""What the chair or a deputy orders beside an edit: the draft now, the next meeting, a stop, to cancel the meeting."""

from dataclasses import dataclass

from mailflow.domain.commands.chairs_orders import ChairsOrder, ChairsOrderKind
from mailflow.domain.lifecycle import MEETING, MINUTES, InboundState, MeetingEvent, MinutesEvent, can
from mailflow.domain.matching.people import with_address
from mailflow.domain.notes.kinds import Outline
from mailflow.domain.records import AuditEntry
from mailflow.services.cancelling import Cancelling
from mailflow.services.drafting import Drafting
from mailflow.services.hold import Hold
from mailflow.services.machine_mail import Case
from mailflow.services.notes import Notes, outline_of
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.review import Decision, Review
from mailflow.services.revisions import About


@dataclass(frozen=True, slots=True)
class Desk:
    """Those who act for the chair's desk."""

    review: Review
    hold: Hold
    draft: Drafting
    cancelling: Cancelling
    notes: Notes


class ChairsOrders:
    """Carry out an order, in the caller's transaction."""

    def __init__(self, desk: Desk, *, clock: Clock) -> None:
        self._desk = desk
        self._clock = clock

    def __call__(self, uow: UnitOfWork, case: Case, about: About, said: ChairsOrder, *, is_proven: bool) -> Decision:
        """Do what is ordered; triage where it cannot be done."""
        order = said.order
        if order is ChairsOrderKind.NEXT_MEETING:
            outline = outline_of(f"Next meeting: {said.argument}", about, case)
            if outline.next_meeting is None:
                return Decision(InboundState.TRIAGE, f"the next meeting: «{said.argument}» is no date that we know")
            return self._desk.notes.take(uow, case, about, Outline(next_meeting=outline.next_meeting), is_proven=is_proven)
        if order is ChairsOrderKind.CANCEL_MEETING:
            return self._desk.cancelling.ask(uow, case, about)
        if order is ChairsOrderKind.HOLD:
            current, person = uow.minutes.find_current(about.meeting_id), with_address(case.message.author.email, about.series.approvers)
            if current is not None and person is not None and can(MINUTES, current.state, MinutesEvent.HOLD):
                return self._desk.hold.stop(uow, case.record.id, about, current, person)
        if order is ChairsOrderKind.DRAFT_NOW and can(MEETING, about.meeting.state, MeetingEvent.DRAFT):
            self._desk.draft(uow, about, actor=case.message.author.email, cause_id=case.record.id)
            actor, meeting = case.message.author.email, f"meeting {about.meeting_id}"
            uow.audit.add(AuditEntry(self._clock.now(), actor, "ordered", meeting, order.value, case.record.id))
            return Decision(InboundState.DONE, "the draft was sent")
        return Decision(InboundState.TRIAGE, f"{order.value}: the meeting is {about.meeting.state}, so a person must see to it")
