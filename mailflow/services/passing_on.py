"""Words for the chair: a question, or what is to change in minutes that are approved. They are passed on, recorded, and their author told.

Where they cannot be passed on, a person sees to them: the message is left in triage.
"""

from dataclasses import dataclass, replace

from mailflow.domain.agenda import AgendaItem, MeetingId, PersonId
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.chair import ForwardKind
from mailflow.domain.mails.speakers import NoticeKind
from mailflow.domain.records import AuditEntry, InboundOutcome
from mailflow.services.candidates import find_candidates
from mailflow.services.chosen_slots import items_of
from mailflow.services.correspondence import Correspondence
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.telling import Telling, may_be_told

_NOTICES = {ForwardKind.QUESTION: NoticeKind.QUESTION_PASSED_ON, ForwardKind.CORRECTION: NoticeKind.CORRECTION_PASSED_ON}


@dataclass(frozen=True, slots=True)
class Words:
    """What is passed on: as what, about which meeting and slots, and in which words it is recorded.

    `on_order_of` is set where the author ordered something that only the chair can do any more: their address, and who they are.
    """

    kind: ForwardKind
    meeting_id: MeetingId
    slots: tuple[AgendaItem, ...] = ()
    recorded: str = ""
    on_order_of: tuple[str, PersonId | None] = ("mailflow", None)


class PassingOn:
    """Pass words on to the chair, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._clock = clock
        self._telling = Telling(post)

    def __call__(self, uow: UnitOfWork, case: Case, words: Words) -> str:
        """Pass on the words of a message, record it, and tell their author; where that cannot be, do nothing and say why."""
        why_not = self._telling.chair(uow, case, words.meeting_id, words.kind, words.slots)
        if why_not:
            return why_not
        actor, person_id = words.on_order_of
        recorded = words.recorded or f"a {words.kind}"
        about = f"meeting {words.meeting_id}"
        uow.audit.add(AuditEntry(self._clock.now(), actor, "passed on", about, recorded, case.record.id, person_id))
        chair = chair_of(uow, words.meeting_id)
        self._telling.notice(uow, case, words.meeting_id, _NOTICES[words.kind], slots=words.slots, person=chair)
        return ""

    def question(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        """Pass on a question."""
        candidates = find_candidates(uow, case.record, case.message, answered=case.answered, now=self._clock.now())
        if not candidates.venues or not may_be_told(uow, case):
            return replace(outcome, state=InboundState.TRIAGE, reason="a question of somebody whom we do not know")
        venue = candidates.venues[0]
        slots = items_of(venue.meeting, case.answered.item_keys) if case.answered else ()
        why_not = self(uow, case, Words(ForwardKind.QUESTION, venue.id, slots))
        if why_not:
            return replace(outcome, state=InboundState.TRIAGE, reason=f"a question, and {why_not}")
        reason = f"a question: passed on to {chair_of(uow, venue.id)}"
        return replace(outcome, state=InboundState.DONE, reason=reason, meeting_id=venue.id)

    def correction(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome | None:
        """Pass on what somebody answers to minutes that are out; None where they may not be told."""
        answered = case.answered
        if answered is None or answered.meeting_id is None or not may_be_told(uow, case):
            return None
        why_not = self(uow, case, Words(ForwardKind.CORRECTION, answered.meeting_id))
        if why_not:
            return replace(outcome, state=InboundState.TRIAGE, reason=f"it answers minutes that are out, and {why_not}")
        reason = "it answers minutes that are out: passed on to the chair"
        return replace(outcome, state=InboundState.DONE, reason=reason, meeting_id=answered.meeting_id)

    def too_late(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome, words: Words) -> InboundOutcome:
        """Pass on what would have changed a meeting whose minutes are approved already."""
        reason = f"it came when the minutes were {uow.meetings.get(words.meeting_id).state}"
        why_not = self(uow, case, words)
        if why_not:
            return replace(outcome, state=InboundState.TRIAGE, reason=f"{reason}, and {why_not}")
        return replace(outcome, state=InboundState.DONE, reason=f"{reason}: passed on to the chair as a correction")


def chair_of(uow: UnitOfWork, meeting_id: MeetingId) -> str:
    """Return the name of the chair of a meeting's series; empty where there is none."""
    chair = uow.meetings.series_of(meeting_id).chair
    return chair.name if chair else ""
