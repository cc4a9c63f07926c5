"""A planned meeting that the chair or a deputy moves by answering the mail about it.

    `24 March 14:00` in answer to the mail about that meeting -> moved, and told by a fresh one
                     a day that is over, or not clear          -> nothing is changed, and its author is asked once more

The mail went to one person, and its reply address with it: an answer by that address and from theirs moves the meeting, as it would cancel
or add one. Without it the author must be proven; else the known address is asked, whose answer moves it.
"""

from dataclasses import replace

from mailflow.domain.agenda import Speaker
from mailflow.domain.approval import why_not_whole
from mailflow.domain.classification.classify import doubt_of
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.classification.postscripts import postscript
from mailflow.domain.lifecycle import InboundState, MeetingState
from mailflow.domain.matching.people import with_address
from mailflow.domain.message import MailKind, Proof
from mailflow.domain.moves import Move, Unmoved, names_a_day, read_move
from mailflow.domain.records import AuditEntry, InboundOutcome
from mailflow.services.correspondence import Correspondence
from mailflow.services.machine_mail import Case
from mailflow.services.moving import Rescheduling
from mailflow.services.planned_mail import Answering, News, PlannedMail
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.review import Decision, Review
from mailflow.services.revisions import About
from mailflow.services.telling import holds_token_of, language_in, thread_of

_STAYS = "the meeting stays as it is"
_BY_REPLY = frozenset({MeetingState.PLANNED, MeetingState.INVITED})
_UNREAD = frozenset({MessageKind.UNKNOWN, MessageKind.QUESTION, MessageKind.REPORT})
_WORDS_SHOWN = 200


class MovingByReply:
    """Move a meeting by an answer to the mail about it, in the caller's transaction."""

    def __init__(self, post: Correspondence, review: Review, *, clock: Clock) -> None:
        self._review = review
        self._mail = PlannedMail(post, clock=clock)
        self._rescheduling = Rescheduling(clock=clock)
        self._clock = clock

    def __call__(self, uow: UnitOfWork, case: Case) -> Decision | None:
        """Move the meeting, or say why not; None where a mail answers none about a planned meeting, or says nothing of its date."""
        about = _about(uow, case)
        if about is None:
            return None
        said, names = case.classified.extraction, tuple(author.name for author in case.message.authors)
        move = read_move(said.text, about.meeting, now=case.record.received_at, names=names)
        if move is None or (move.is_next and about.meeting.start_at <= self._clock.now()):  # then it is about the one after
            return None
        approver = _approver(case, about)
        doubt = _doubt(case, approver)
        if approver is None or doubt:
            self._audit(uow, case, "moving refused", about, doubt)
            return Decision(InboundState.TRIAGE, f"it says to move the meeting, but {doubt}: {_STAYS}")
        if about.meeting.state is MeetingState.CANCELLED:
            return Decision(InboundState.TRIAGE, f"it says to move the meeting, which is cancelled: {_STAYS}")
        if postscript(said, names=names):
            move = replace(move, why_not=Unmoved.UNCLEAR)
        why_not = self._why_fixed(about) or move.why_not or (None if self._is_proven(case, approver) else Unmoved.UNPROVEN)
        return self._moved(uow, case, about, move) if why_not is None else self._ask(uow, case, about, replace(move, why_not=why_not))

    def asked(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome | None:
        """Ask what a few words with a date in them mean, which nobody else understood; None for any other mail."""
        about = _about(uow, case) if case.classified.kind in _UNREAD else None
        text, now = case.classified.extraction.text, case.record.received_at
        if about is None or self._why_fixed(about) is not None or not names_a_day(text, about.meeting, now=now):
            return None
        approver = _approver(case, about)
        if _doubt(case, approver):
            return None
        move = Move(" ".join(text.split()), None, Unmoved.UNCLEAR)
        decision = self._ask(uow, case, about, move)
        return replace(outcome, state=decision.state, reason=decision.reason, kind=MessageKind.COMMAND, meeting_id=about.meeting_id)

    def _moved(self, uow: UnitOfWork, case: Case, about: About, move: Move) -> Decision:
        """Move the meeting; whoever was invited is told by the upkeep of the calendars."""
        approver, start_at = _approver(case, about), move.start_at
        assert approver is not None and start_at is not None  # noqa: S101, PT018 - as `__call__` has it
        moved = self._rescheduling.move(uow, about.meeting_id, start_at, case.message.author.email)
        news = News(is_moved=moved.is_changed, purpose=f"answer:{case.record.id}")
        now_so = About(moved.after if moved.is_changed else about.meeting, about.series)
        self._mail.in_answer(uow, _answering(case), now_so, news, approver)
        if not moved.is_changed:
            return Decision(InboundState.DONE, "the meeting is at that time already")
        detail = f"«{move.words[:_WORDS_SHOWN]}», {start_at:%Y-%m-%d %H:%M} UTC"
        self._audit(uow, case, "meeting moved", about, detail)
        return Decision(InboundState.DONE, f"moves the meeting: {detail}")

    def _ask(self, uow: UnitOfWork, case: Case, about: About, move: Move) -> Decision:
        """Tell the author at the known address why nothing was moved; of what is not proven once a day, as anybody could flood them."""
        approver, why_not = _approver(case, about), move.why_not or Unmoved.UNCLEAR
        if approver is None or not approver.email:
            return Decision(InboundState.TRIAGE, f"it says to move the meeting, and there is nobody who could be asked: {_STAYS}")
        is_proven = self._is_proven(case, approver)
        purpose = f"unmoved:{case.record.id}" if is_proven else f"unmoved:{self._clock.now():%Y-%m-%d}"
        news = News(purpose=purpose, unmoved=why_not, words=move.words[:_WORDS_SHOWN])
        posted = self._mail.in_answer(uow, _answering(case), about, news, approver)
        detail = f"«{news.words}» is {_SAID[why_not]}; {approver.name} was asked" + ("" if posted else " already today")
        self._audit(uow, case, "move asked", about, detail)
        return Decision(InboundState.REJECTED, f"to move the meeting: {detail}: {_STAYS}")

    def _why_fixed(self, about: About) -> Unmoved | None:
        """Say whether the meeting can be moved by reply no more: reports have come, it has begun, or it is off."""
        is_open = about.meeting.state in _BY_REPLY and about.meeting.start_at > self._clock.now()
        return None if is_open else Unmoved.FIXED

    def _is_proven(self, case: Case, approver: Speaker) -> bool:
        is_to_us = any(self._review.is_ours(address) for address in case.message.to)
        return holds_token_of(case, approver.id) or (case.authentication.proof is Proof.PASS and is_to_us)

    def _audit(self, uow: UnitOfWork, case: Case, action: str, about: About, detail: str) -> None:
        actor = ", ".join(author.email for author in case.message.authors) or "nobody"
        uow.audit.add(AuditEntry(self._clock.now(), actor, action, f"meeting {about.meeting_id}", detail, case.record.id))


def _about(uow: UnitOfWork, case: Case) -> About | None:
    """Return the planned meeting that is told of in the mail that is answered, locked; None where another mail is, or none."""
    answered = case.answered
    if answered is None or answered.kind is not MailKind.PLANNED or answered.meeting_id is None:
        return None
    return About(uow.meetings.lock(answered.meeting_id), uow.meetings.series_of(answered.meeting_id))


def _answering(case: Case) -> Answering:
    return Answering(case.record.id, thread_of(case), language_in(case))


def _approver(case: Case, about: About) -> Speaker | None:
    """Return who of those that may move a meeting has the one address from which a message came."""
    if len(case.message.authors) != 1 or any("From" in defect for defect in case.message.defects):
        return None
    return with_address(case.message.author.email, about.series.approvers)


def _doubt(case: Case, approver: Speaker | None) -> str:
    """Say why it is not sure that somebody who may move a meeting wrote this, and all of it; empty if it is."""
    if approver is None:
        return "only the chair and the deputies may"
    if case.authentication.proof is Proof.FAIL:
        return f"the address is not the author's ({case.authentication.detail})"
    return why_not_whole(case.message.defects) or doubt_of(case.classified)


_SAID = {
    Unmoved.UNCLEAR: "not clear",
    Unmoved.OVER: "over already",
    Unmoved.FIXED: "too late: it can be moved by reply no more",
    Unmoved.UNPROVEN: "not proven to be its author's",
}
