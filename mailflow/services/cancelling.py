"""A meeting that the chair or a deputy cancels by reply.

    `cancel meeting` -> question to the known address -> `cancel meeting` once more -> cancelled, everybody who was invited is told

An order by mail costs a meeting, and cannot be taken back: so it is asked back once, whoever sent it, and nothing but the same words in
answer to the question, by the reply address that was given to that very person, and from an address of theirs, cancels.
"""

from mailflow.domain.agenda import MeetingId, Series, Speaker
from mailflow.domain.approval import why_not_whole
from mailflow.domain.classification.classify import doubt_of
from mailflow.domain.commands.bare import bare
from mailflow.domain.commands.chairs_orders import ChairsOrderKind, parse_chairs_order
from mailflow.domain.commands.courtesies import is_courtesy
from mailflow.domain.lifecycle import MEETING, InboundState, MeetingEvent, MeetingState, can
from mailflow.domain.mails.chair import CancelQuestionContext
from mailflow.domain.matching.people import has_address
from mailflow.domain.message import Address, MailKind, Proof
from mailflow.domain.records import AuditEntry
from mailflow.services.calling_off import CallingOff, Order, invited_to
from mailflow.services.correspondence import Correspondence, Letter
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.review import Decision
from mailflow.services.revisions import About
from mailflow.services.telling import thread_of

_STAYS = "the meeting stays as it is"


class Cancelling:
    """Ask whether a meeting is to be cancelled, and cancel it, in the caller's transaction."""

    def __init__(self, post: Correspondence, calling_off: CallingOff, *, clock: Clock) -> None:
        self._post = post
        self._calling_off = calling_off
        self._clock = clock

    def ask(self, uow: UnitOfWork, case: Case, about: About) -> Decision:
        """Ask at the known address of whoever ordered it; once a day, so that nobody can make us flood them."""
        approver = _approver(case, about.series)
        why_not = _why_impossible(about)
        if approver is None or not approver.email or why_not is not None:
            return why_not or Decision(InboundState.TRIAGE, "cancel meeting: there is nobody who could be asked whether it is meant")
        now, outbound_id = self._clock.now(), self._post.new_id()
        context = CancelQuestionContext(
            series=about.series,
            meeting=about.meeting,
            recipient=Address(approver.email, approver.name),
            cancel_url=self._post.reply_url(outbound_id, MailKind.CANCEL_QUESTION, about.meeting.title, "cancel meeting"),
            ordered_at=case.record.received_at,
            told=tuple(person.name for _, person in invited_to(uow, about)),
        )
        letter = Letter(
            id=outbound_id,
            purpose=f"cancel_question:{about.meeting_id}:{approver.id}:{now:%Y-%m-%d}",
            context=context,
            person_id=approver.id,
            cause_id=case.record.id,
            references=thread_of(case) if has_address(approver, case.message.author.email) else (),
        )
        detail = f"{approver.name} was asked" + ("" if self._post.post(uow, letter) else " already today")
        self._audit(uow, case, "cancel asked", about, detail)
        return Decision(InboundState.REJECTED, f"to cancel the meeting is asked back: {detail}")

    def answer(self, uow: UnitOfWork, case: Case) -> Decision:
        """Cancel by the answer to the question, if it says so and nothing else, and is that of the person who was asked."""
        meeting_id = MeetingId((case.answered.meeting_id if case.answered else None) or 0)
        said, names = case.classified.extraction.text, tuple(author.name for author in case.message.authors)
        order = parse_chairs_order(said, names=names)
        if order is None or order.order is not ChairsOrderKind.CANCEL_MEETING:
            is_no = order is not None or is_courtesy(said, names=names) or (bare(said, names=names) or "").strip(" .!").lower() in _NO
            return Decision(InboundState.IGNORED if is_no else InboundState.TRIAGE, f"it does not say to cancel the meeting: {_STAYS}")
        about = About(uow.meetings.lock(meeting_id), uow.meetings.series_of(meeting_id))
        doubt = _doubt(case, about.series)
        if doubt:
            self._audit(uow, case, "cancelling refused", about, doubt)
            return Decision(InboundState.TRIAGE, f"it says to cancel the meeting, but {doubt}: {_STAYS}")
        return _why_impossible(about) or self._cancel(uow, case, about)

    def _cancel(self, uow: UnitOfWork, case: Case, about: About) -> Decision:
        approver = _approver(case, about.series)
        told = self._calling_off(uow, about, Order(approver.name if approver else "", cause_id=case.record.id))
        detail = f"{len(told)} told"
        self._audit(uow, case, "cancelled", about, detail)
        return Decision(InboundState.DONE, f"cancels the meeting: {detail}")

    def _audit(self, uow: UnitOfWork, case: Case, action: str, about: About, detail: str) -> None:
        actor = ", ".join(author.email for author in case.message.authors) or "nobody"
        uow.audit.add(AuditEntry(self._clock.now(), actor, action, f"meeting {about.meeting_id}", detail, case.record.id))


def _why_impossible(about: About) -> Decision | None:
    """Return what becomes of the order where the meeting cannot be cancelled, or is so already; None where it can."""
    state = about.meeting.state
    if state is MeetingState.CANCELLED:
        return Decision(InboundState.DONE, "the meeting is cancelled already")
    if not can(MEETING, state, MeetingEvent.CANCEL):
        return Decision(InboundState.TRIAGE, f"cancel meeting: the meeting is {state}, so a person must see to it")
    return None


def _doubt(case: Case, series: Series) -> str:
    """Say why it is not sure that the person who was asked wrote this, and nothing more than this; empty if it is."""
    answered, message, approver = case.answered, case.message, _approver(case, series)
    if len(message.authors) != 1 or any("From" in defect for defect in message.defects):
        return "its From field does not name one author for sure"
    if answered is None or not answered.has_token:
        return "it does not carry the reply address that we gave, or that has expired"
    if approver is None or approver.id is None or approver.id != answered.person_id:
        return "it comes from nobody who was asked"
    if case.authentication.proof is Proof.FAIL:
        return f"the address is not the author's ({case.authentication.detail})"
    return why_not_whole(message.defects) or doubt_of(case.classified)


def _approver(case: Case, series: Series) -> Speaker | None:
    """Return who of those that may cancel has the address from which a message came."""
    return next((person for person in series.approvers if has_address(person, case.message.author.email)), None)


_NO = frozenset({"no", "non", "nein", "nee", "nie", "não", "do not cancel", "don't cancel", "keep it", "keep the meeting"})
