"""What one message is and what it asks: what `senses` have read is classed, matched and acted upon, in the caller's transaction."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import ClassVar

from mailflow.domain.classification.bounces import bounce_of
from mailflow.domain.classification.classify import classify, doubt_of
from mailflow.domain.classification.kinds import COURTESY, ENCRYPTED, PROMISED, SPAM, MessageKind
from mailflow.domain.commands.chairs_orders import says_stop
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.matching.admission import may_report
from mailflow.domain.matching.people import has_address
from mailflow.domain.message import MailKind, Proof
from mailflow.domain.records import InboundOutcome, InboundRecord
from mailflow.services.action_orders import ABOUT_ACTIONS
from mailflow.services.acts import Acts
from mailflow.services.answered_mail import DESK, AnsweredMail
from mailflow.services.copies import Original, as_copy, beside, beside_its_namesake, find_done, find_equal, originals_of
from mailflow.services.correspondence import Office
from mailflow.services.decisions import discarded_before
from mailflow.services.deeds import deed_of, is_assigned_anew
from mailflow.services.machine_mail import Case
from mailflow.services.outcomes import known, too_large, understood
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.promising import as_promise
from mailflow.services.proof import ChairsReply
from mailflow.services.review import Decision
from mailflow.services.senses import Reading, Senses

_WORDS_SHOWN = 80
_LEAVE = re.compile(
    r"\b(?:unsubscribe|subscribe|leave the list|remove me|abmelden|austragen|désinscri\w+|désabonn\w+|cancellami|baja|uitschrijven)\b",
    re.IGNORECASE,
)
_MACHINES = frozenset({MessageKind.RSVP, MessageKind.BOUNCE, MessageKind.AUTO_REPLY})
_OWN_WORDS = frozenset({MessageKind.REPORT, MessageKind.UNKNOWN, MessageKind.COMMAND, MessageKind.QUESTION})
"""The kinds as which notes and orders of the chair may be read at first."""
_DECIDING = frozenset(MessageKind) - _MACHINES - {MessageKind.HOLD}
"""The kinds that make something happen which a doubt forbids; a hold is obeyed all the same, as it keeps minutes from going out."""


class Settle:
    """Find out what a message is, and do what it asks."""

    def __init__(self, office: Office, *, clock: Clock, senses: Senses, acts: Acts) -> None:
        self._find_answered = AnsweredMail(office, clock=clock)
        self._senses = senses
        self._reports = acts.reports
        self._attend = acts.attendance
        self._desk = acts.desk
        self._machines = acts.machines
        self._subscriptions = acts.subscriptions
        self._choosing, self._suspending = acts.choosing, acts.suspending

    def read(self, raw: bytes) -> Reading:
        """Read the octets of a message: the part that takes long where its author wants it to, and that holds no lock."""
        return self._senses.read(raw, self._find_answered)

    def __call__(self, uow: UnitOfWork, record: InboundRecord, reading: Reading) -> InboundOutcome:
        """Settle a message that has been read, and return what became of it."""
        case = self._case(uow, record, reading)
        outcome = understood(case)
        if is_assigned_anew(uow, record):
            return self._settled(uow, case, outcome)
        done_before = deed_of(uow, record)
        if done_before:
            return replace(known(record), state=InboundState.DONE, reason=done_before)
        discarded = discarded_before(uow, record)
        if discarded:
            return replace(known(record), state=InboundState.IGNORED, reason=discarded)
        originals = originals_of(uow, record, outcome)
        if not originals:
            return self._settled(uow, case, outcome)
        done = find_done(originals, case, outcome)
        return self._settled_beside(uow, case, outcome, originals) if done is None else as_copy(outcome, done)

    def _settled(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        acted = self._act(uow, case, beside_its_namesake(uow, case.record, outcome))
        return replace(acted, evidence=(*acted.evidence, *self._machines.note_absence(uow, case)))

    def _settled_beside(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome, originals: Sequence[Original]) -> InboundOutcome:
        """Settle a message of which the originals have done nothing; undo it where it comes to the same end as one of them."""
        undo = uow.mark()
        settled = self._settled(uow, case, beside(outcome, originals))
        equal = find_equal(uow, originals, case.record, settled)
        if equal is None:
            return settled
        undo()
        return as_copy(outcome, equal)

    def _case(self, uow: UnitOfWork, record: InboundRecord, reading: Reading) -> Case:
        answered = self._find_answered(uow, reading.message)
        returned = self._machines.find_returned(uow, reading.message)
        classified = classify(
            reading.message,
            reading.extraction,
            answered=answered.kind if answered else None,
            returned_to=MailKind(returned.kind) if returned else None,
            change=reading.change,
        )
        kept_bytes = reading.size_bytes if record.size_bytes > reading.size_bytes else 0
        return Case(record, reading.authentication, classified, answered, returned, kept_bytes, reading.corrected)

    def _act(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        """Do what a message asks; what a machine may have sent, or what is not whole, decides nothing, and is left to a person."""
        kind = case.classified.kind
        loop = None if kind is MessageKind.BOUNCE else self._machines.find_loop(uow, case.message)
        if loop is not None:
            return replace(outcome, state=loop.state, reason=loop.reason)
        if kind not in _MACHINES and _is_from_its_author(case):
            self._suspending.heard(uow, case.message.author.email)
        if uow.questions.find_assignment(case.record.id) is not None:  # a person has read it, and says that it is a report
            return self._reports.placing(uow, case, outcome)
        left = self._subscriptions.by_way_out(uow, case, outcome)
        if left is not None:
            return left
        if case.kept_bytes:
            return replace(outcome, state=InboundState.TRIAGE, reason=too_large(case))
        doubt = doubt_of(case.classified) or self._machines.machine_author(uow, case)
        if doubt and kind in _DECIDING and not _is_idle(case) and not _is_stop(case):
            reason = f"it answers us in its own words, but may be automatic or by way of a list ({doubt})"
            return replace(outcome, state=InboundState.TRIAGE, reason=reason)
        decided = None if kind in _MACHINES else self._decided(uow, case) or self._corrected(uow, case)
        if decided is not None:
            return replace(outcome, state=decided.state, reason=decided.reason, kind=MessageKind.COMMAND)
        is_own = kind in _OWN_WORDS and not doubt
        listed = (self._choosing(uow, case, outcome) or self._subscriptions(uow, case, outcome)) if is_own else None
        of_actions = self._reports.actions(uow, case, outcome) if kind in _OWN_WORDS and not listed and not doubt else None
        words = listed or of_actions or (self._desk.own(uow, case, outcome) if kind in _OWN_WORDS else None)
        words = words or self._desk.moving.asked(uow, case, outcome)
        return words or self._from_reader(uow, case, outcome) or self._acts[kind](self, uow, case, outcome)

    def _from_reader(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome | None:
        """Pass on to the chair what somebody says of minutes that are out; None where a message says nothing of them."""
        answered = case.answered
        if answered is None or answered.kind is not MailKind.MINUTES or case.classified.kind not in _OWN_WORDS or _says_leave(case):
            return None
        return self._reports.passing_on.correction(uow, case, outcome)

    def _report(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        if case.answered is not None and case.answered.kind in ABOUT_ACTIONS:
            return replace(outcome, state=InboundState.TRIAGE, reason="it answers a mail about actions, and no report was asked for")
        return self._reports.orders.naming(uow, case, outcome) or self._reports.placing(uow, case, outcome)

    def _order(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        return self._reports.orders(uow, case, outcome)

    def _question(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        return self._reports.passing_on.question(uow, case, outcome)

    def _decided(self, uow: UnitOfWork, case: Case) -> Decision | None:
        """Return what an answer to a question or a digest of ours decides; None where the message is none."""
        answered = case.answered.kind if case.answered else None
        if answered is MailKind.QUESTION:
            return self._reports.asking.answer(uow, case)
        if answered is MailKind.CANCEL_QUESTION:
            return self._desk.cancelling.answer(uow, case)
        if answered is MailKind.AGENDA_QUESTION:
            return self._desk.new_meetings.answer(uow, case)
        if answered is MailKind.TRIAGE:
            return self._reports.rulings(uow, case)
        return self._desk.moving(uow, case) or self._desk.new_meetings(uow, case)

    def _corrected(self, uow: UnitOfWork, case: Case) -> Decision | None:
        """Return what an edit of minutes that are out decides, by whoever may approve them; None where a message is none."""
        answered, corrected = case.answered, case.corrected
        if answered is None or answered.kind is not MailKind.MINUTES or corrected is None or not corrected.is_changed:
            return None
        series = uow.meetings.series_of(answered.meeting_id) if answered.meeting_id is not None else None
        is_chairs = series is not None and any(has_address(person, case.message.author.email) for person in series.approvers)
        return self._desk.words.reply(uow, case) if is_chairs else None

    def _chairs(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        decision = self._desk.words.reply(uow, case)
        return replace(outcome, state=decision.state, reason=decision.reason)

    def _approval(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        if case.answered is None or case.answered.meeting_id is None:
            return replace(outcome, state=InboundState.TRIAGE, reason="it answers no draft of ours")
        reply = ChairsReply(case.record.id, case.message, case.answered, case.authentication)
        decision = self._desk.review(uow, reply)
        return replace(outcome, state=decision.state, reason=decision.reason)

    def _attendance(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        """Record the attendance, and pass on what is said beside it."""
        decision = self._attend(uow, case)
        return replace(outcome, state=decision.state, reason=decision.reason)

    def _bounce(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        bounced = self._machines.bounce(uow, case, outcome)
        if case.returned is not None:
            self._suspending.bounced(uow, case.returned, bounce_of(case.message).kind)
        return bounced

    def _automatic(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        return self._machines.automatic(uow, case, outcome)

    def _hold(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        if case.answered is None or case.answered.meeting_id is None:
            return replace(outcome, state=InboundState.TRIAGE, reason="it answers no draft of ours")
        decision = self._desk.hold(uow, case.record.id, case.message, case.answered)
        return replace(outcome, state=decision.state, reason=decision.reason)

    def _doubt(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        kind, evidence = case.classified.kind, case.classified.evidence[0]
        if evidence.signal == ENCRYPTED:
            return self._machines.encrypted(uow, case, outcome)
        spam = next((one.detail for one in case.classified.evidence if one.signal == SPAM), "")
        if spam and case.answered is None and not uow.meetings.meetings_of(case.message.author.email):
            return replace(outcome, state=InboundState.IGNORED, reason=f"a stranger's mail that a server took for spam ({spam})")
        if evidence.signal == COURTESY:
            promised = as_promise(uow, outcome, case.answered) if evidence.detail == PROMISED else None
            return promised or replace(outcome, state=InboundState.IGNORED, reason=evidence.detail)
        if may_report(case.classified):
            return self._report(uow, case, outcome)
        reason = "it says more than an approval" if kind is MessageKind.EDIT and evidence.signal == "answers" else evidence.detail
        return replace(outcome, state=InboundState.TRIAGE, reason=reason)

    _acts: ClassVar[dict[MessageKind, Callable[["Settle", UnitOfWork, Case, InboundOutcome], InboundOutcome]]] = {
        **dict.fromkeys(MessageKind, _doubt),
        MessageKind.REPORT: _report,
        MessageKind.COMMAND: _order,
        MessageKind.QUESTION: _question,
        MessageKind.APPROVAL: _approval,
        MessageKind.HOLD: _hold,
        MessageKind.EDIT: _chairs,
        MessageKind.RSVP: _attendance,
        MessageKind.BOUNCE: _bounce,
        MessageKind.AUTO_REPLY: _automatic,
    }


def _is_stop(case: Case) -> bool:
    """Tell whether somebody says to stop in answer to the chair's desk: that is obeyed whatever the route, as nothing goes out by it."""
    answered = case.answered.kind if case.answered else None
    return answered in DESK and says_stop(case.message.subject, case.classified.extraction.text)


def _is_from_its_author(case: Case) -> bool:
    """Tell whether a mail is proven to be its author's, or bears the token of a mail of ours."""
    has_token = case.answered is not None and case.answered.has_token
    return len(case.message.authors) == 1 and (has_token or case.authentication.proof is Proof.PASS)


def _says_leave(case: Case) -> bool:
    """Tell whether a mail is about the list, or says nothing: a person sees to the one, nobody need see the other."""
    return not case.classified.extraction.text.strip() or bool(_LEAVE.search(case.classified.extraction.text[:_WORDS_SHOWN]))


def _is_idle(case: Case) -> bool:
    """Tell whether a message makes nothing happen whatever it is."""
    is_edit = case.corrected is not None and case.corrected.is_changed
    return case.classified.kind is MessageKind.UNKNOWN and not may_report(case.classified) and not is_edit
