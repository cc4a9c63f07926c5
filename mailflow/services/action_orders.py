"""What people answer about what they are to do: done, not theirs, later; and what else they say to a reminder of it.

who     its owner, the chair, a deputy or the minute-taker, proven or by the token that was given to them: it is done, and they are told
else    a person of the series, or whoever holds a reply address of ours: the chair is asked, and decides by the same words
others  are told nothing of it, however proven: a person sees to their mail
words   beside an order they are kept with the action, and the chair reads them; alone they are passed on to the chair, and are no report
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from mailflow.domain.action_words import ActionOrder, ActionVerb, ActionWords, parse_action_words
from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import Meeting, MeetingId, PersonId, Series, SeriesId, Speaker
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.commands.courtesies import is_courtesy
from mailflow.domain.lifecycle import ACTION, ActionEvent, InboundState, can
from mailflow.domain.mails.chair import ForwardKind
from mailflow.domain.mails.series import ActionChange, ActionNotice
from mailflow.domain.matching.people import has_address, with_address
from mailflow.domain.message import MailKind, Proof
from mailflow.domain.records import AuditEntry, InboundOutcome
from mailflow.services.action_notices import ActionNotices
from mailflow.services.answered_mail import DESK
from mailflow.services.candidates import find_candidates
from mailflow.services.correspondence import Correspondence
from mailflow.services.machine_mail import Case
from mailflow.services.passing_on import PassingOn, Words, chair_of
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.telling import holds_token_of, may_be_told, why_borrowed

ABOUT_ACTIONS = frozenset({MailKind.ACTION_REMINDER, MailKind.ACTION_NOTICE})
_FARTHEST = timedelta(days=731)
_STRANGERS = "it says something of an action, and comes from nobody of its series"
_EVENTS = {
    ActionVerb.DONE: ActionEvent.FINISH,
    ActionVerb.REOPEN: ActionEvent.REOPEN,
    ActionVerb.NOT_MINE: ActionEvent.DISOWN,
    ActionVerb.DEFER: ActionEvent.DEFER,
}


@dataclass(frozen=True, slots=True)
class _Said:
    """An answer in hand: about which meeting and series, what it says, by whom (None: nobody of theirs), and all actions by number."""

    case: Case
    meeting: Meeting
    series: Series
    words: ActionWords
    author: Speaker | None
    actions: dict[int, ActionItem]

    @property
    def meeting_id(self) -> MeetingId:
        return MeetingId(self.meeting.id or 0)

    @property
    def own(self) -> tuple[ActionItem, ...]:
        """What is still to be done by its author."""
        author_id = self.author.id if self.author else None
        return tuple(action for action in self.actions.values() if action.is_open and action.is_of(author_id))

    @property
    def is_officer(self) -> bool:
        """Tell whether its author runs the series."""
        officers = (*self.series.approvers, *((self.series.minute_taker,) if self.series.minute_taker else ()))
        return self.author is not None and any(one.id == self.author.id for one in officers)


@dataclass(frozen=True, slots=True)
class _Target:
    """An action that an order is about."""

    order: ActionOrder
    action: ActionItem


class ActionOrders:
    """Carry out what people say of their actions, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._clock = clock
        self._passing_on = PassingOn(post, clock=clock)
        self._notices = ActionNotices(post)

    def __call__(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome | None:
        """Carry out the orders about actions that a mail has; None where it has none."""
        is_about = case.answered is not None and case.answered.kind in ABOUT_ACTIONS
        if case.answered is not None and case.answered.kind in DESK:
            return None
        if len(case.message.authors) != 1:
            return replace(outcome, state=InboundState.TRIAGE, reason="words about actions of several authors") if is_about else None
        said = self._said(uow, case)
        if said is None or not (is_about or _fits(said)):
            return self._other_words(uow, case, outcome) if is_about else None
        about = replace(outcome, kind=MessageKind.COMMAND, meeting_id=said.meeting_id)
        borrowed = why_borrowed(uow, case)
        if borrowed:
            return replace(about, state=InboundState.TRIAGE, reason=borrowed)
        if said.author is None and not _may_hear(uow, case, said.series):
            return replace(about, state=InboundState.TRIAGE, reason=_STRANGERS)
        return self._carried_out(uow, said, about)

    def _said(self, uow: UnitOfWork, case: Case) -> _Said | None:
        """Return what a mail says of actions, and in which series; None where it says nothing of any that there are."""
        names = tuple(author.name for author in case.message.authors)
        today = self._clock.now().date()
        words = parse_action_words(case.classified.extraction.text, today=today, names=names)
        if words is None:
            return None
        answered = case.answered
        venues = find_candidates(uow, case.record, case.message, answered=answered, now=self._clock.now()).venues
        if not venues or (answered is None and case.authentication.proof is not Proof.PASS):
            return None
        meeting, series = uow.meetings.lock(venues[0].id), venues[0].series
        actions = {action.number: action for action in uow.actions.of_series(SeriesId(series.id or 0))}
        return _Said(case, meeting, series, words, _author(uow, case, (meeting, series), actions), actions) if actions else None

    def _other_words(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome | None:
        """Pass on to the chair what somebody says to a reminder of their actions in words of their own; thanks are nothing."""
        text, names = case.classified.extraction.text, tuple(author.name for author in case.message.authors)
        answered = case.answered
        if answered is None or (not text.strip() and not case.message.attachments):
            return None
        if is_courtesy(text, names=names):
            return replace(outcome, state=InboundState.IGNORED, reason="nothing but thanks for a mail about actions")
        if answered.meeting_id is None or not text.strip():
            return replace(outcome, state=InboundState.TRIAGE, reason="it answers a mail about actions, and has no words to pass on")
        if not (may_be_told(uow, case) and _may_hear(uow, case, uow.meetings.series_of(answered.meeting_id))):
            return replace(outcome, state=InboundState.TRIAGE, reason=_STRANGERS)
        words = Words(ForwardKind.QUESTION, answered.meeting_id, recorded="words about actions")
        why_not = self._passing_on(uow, case, words)
        if why_not:
            return replace(outcome, state=InboundState.TRIAGE, reason=f"words about actions, and {why_not}")
        reason = f"words about actions: passed on to {chair_of(uow, answered.meeting_id)}"
        return replace(outcome, state=InboundState.DONE, reason=reason, meeting_id=answered.meeting_id)

    def _carried_out(self, uow: UnitOfWork, said: _Said, outcome: InboundOutcome) -> InboundOutcome:
        targets = _targets(said)
        if targets is None:
            if not may_be_told(uow, said.case):
                return replace(outcome, state=InboundState.TRIAGE, reason="it does not say which action it means")
            self._notices.answer(uow, said.case, (said.meeting, said.series), ActionNotice.WHICH, open_ones=said.own)
            return replace(outcome, state=InboundState.REJECTED, reason="it does not say which action it means; its author was asked")
        unlikely = next((target for target in targets if not _is_likely(target.order.until, self._clock.now().date())), None)
        if unlikely is not None:
            understood = (ActionChange(unlikely.action, "", _words(unlikely)),)
            self._notices.answer(uow, said.case, (said.meeting, said.series), ActionNotice.UNLIKELY_DAY, changes=understood)
            return replace(outcome, state=InboundState.REJECTED, reason=f"{_words(unlikely)}: that day is over, or too far ahead")
        if not all(_may(said, target) for target in targets):
            return self._ask_the_chair(uow, said, targets, outcome)
        changes = tuple(self._change(uow, said, target) for target in targets)
        detail = "; ".join(f"{change.verb} {change.action.number}" for change in changes)
        actor = said.case.message.author.email
        author_id = said.author.id if said.author else None
        about, inbound_id = f"meeting {said.meeting_id}", said.case.record.id
        uow.audit.add(AuditEntry(self._clock.now(), actor, "actions", about, detail, inbound_id, author_id))
        self._tell(uow, said, changes)
        return replace(outcome, state=InboundState.DONE, reason=f"actions: {detail}")

    def _change(self, uow: UnitOfWork, said: _Said, target: _Target) -> ActionChange:
        """Do what an order says to one action; one that is so already stays as it is."""
        order, action = target.order, uow.actions.find(target.action.series_id, target.action.number) or target.action
        event = _EVENTS[order.verb]
        if not can(ACTION, action.state, event):
            return ActionChange(action, f"already {action.state}")
        note = said.words.note
        by_author = f"{said.author.name}: {note}" if note and said.author else note
        changed = action.after(event, at=self._clock.now(), inbound_id=said.case.record.id, note=by_author)
        if order.verb is ActionVerb.DEFER:
            changed = replace(changed, due=order.until, due_words="")
        if order.verb is ActionVerb.NOT_MINE:
            author_id = said.author.id if said.author else None
            owner_ids = tuple(one for one in changed.owner_ids if one != author_id)
            changed = replace(changed, owner_ids=owner_ids)
        uow.actions.save(changed)
        return ActionChange(changed, order.verb.value, _undo(order, action, self._clock.now().date()))

    def _tell(self, uow: UnitOfWork, said: _Said, changes: tuple[ActionChange, ...]) -> None:
        """Tell the author what was done; and the chair, where there are words to be read, or an action that is nobody's now."""
        about = (said.meeting, said.series)
        still = tuple(one for one in uow.actions.open_of(SeriesId(said.series.id or 0)) if said.author and one.is_of(said.author.id))
        self._notices.answer(uow, said.case, about, ActionNotice.CHANGED, changes=changes, open_ones=still)
        is_chairs = said.series.chair is not None and said.author is not None and said.series.chair.id == said.author.id
        is_news = bool(said.words.note) or any(change.verb == ActionVerb.NOT_MINE for change in changes)
        if is_news and not is_chairs:
            self._notices.chair(uow, said.case, about, ActionNotice.TOLD, changes=changes)

    def _ask_the_chair(self, uow: UnitOfWork, said: _Said, targets: tuple[_Target, ...], outcome: InboundOutcome) -> InboundOutcome:
        """Ask the chair whether what somebody says is so, who may not decide it; nothing is changed."""
        if not may_be_told(uow, said.case):
            return replace(outcome, state=InboundState.TRIAGE, reason="it says something of an action, and comes from nobody whom we know")
        about = (said.meeting, said.series)
        changes = tuple(ActionChange(target.action, target.order.verb.value, _words(target)) for target in targets)
        asked = self._notices.chair(uow, said.case, about, ActionNotice.PROPOSED, changes=changes)
        if not asked:
            return replace(outcome, state=InboundState.TRIAGE, reason="it says something of an action that is not its author's")
        self._notices.answer(uow, said.case, about, ActionNotice.PASSED_ON, changes=changes)
        actor, detail = said.case.message.author.email, ", ".join(f"{one.verb} {one.action.number}" for one in changes)
        uow.audit.add(AuditEntry(self._clock.now(), actor, "passed on", f"meeting {said.meeting_id}", detail, said.case.record.id))
        return replace(outcome, state=InboundState.DONE, reason=f"actions: {detail}, of somebody who may not say so: the chair was asked")


def _author(uow: UnitOfWork, case: Case, about: tuple[Meeting, Series], actions: dict[int, ActionItem]) -> Speaker | None:
    """Return who of the series has the author's address: on the agenda, running it, or an owner of an action of before."""
    meeting, series = about
    address = case.message.author.email
    officers = tuple(one for one in (*series.approvers, series.minute_taker, series.secretary) if one is not None)
    delegates = tuple(one.person for item in meeting.walk() for one in item.delegates)
    known = with_address(address, (*officers, *meeting.speakers, *delegates))
    if known is not None:
        return known
    owners = (uow.meetings.find_person(PersonId(owner)) for owner in {one for action in actions.values() for one in action.owner_ids})
    return next((owner for owner in owners if owner is not None and has_address(owner, address)), None)


def _may_hear(uow: UnitOfWork, case: Case, series: Series) -> bool:
    """Tell whether the author of a mail may hear of the actions of a series: a person of it, or whoever holds a reply address of ours."""
    if case.answered is not None and case.answered.has_token:
        return True
    theirs = uow.meetings.meetings_of(case.message.author.email)
    return any(uow.meetings.series_of(meeting_id).id == series.id for meeting_id in theirs)


def _is_likely(day: date | None, today: date) -> bool:
    """Tell whether something may be put off to a day: one to come, within two years."""
    return day is None or today <= day <= today + _FARTHEST


def _fits(said: _Said) -> bool:
    """Tell whether the orders of a mail that answers something else are about actions: each names some that there are, plainly."""
    return all(
        order.numbers
        and not order.runs_on
        and all(number in said.actions for number in order.numbers)
        and (order.is_plain or any(action.number in order.numbers for action in said.own))
        for order in said.words.orders
    )


def _targets(said: _Said) -> tuple[_Target, ...] | None:
    """Return the actions that are meant; None where one is not there, several could be meant, or two orders are about one."""
    found: dict[int, _Target] = {}
    for order in said.words.orders:
        numbers = order.numbers or (tuple(action.number for action in said.own) if len(said.own) == 1 else ())
        if not numbers or any(number not in said.actions for number in numbers):
            return None
        for number in numbers:
            target = found.setdefault(number, _Target(order, said.actions[number]))
            if (target.order.verb, target.order.until) != (order.verb, order.until):
                return None
    return tuple(found.values())


def _may(said: _Said, target: _Target) -> bool:
    """Tell whether the author of an answer may decide it: proven, or by the token that was given to them, and owner or officer."""
    case, author = said.case, said.author
    if author is None or case.authentication.proof is Proof.FAIL:
        return False
    is_proven = case.authentication.proof is Proof.PASS or holds_token_of(case, author.id)
    is_own = target.action.is_of(author.id)
    return is_proven and (is_own or (said.is_officer and target.order.verb is not ActionVerb.NOT_MINE))


def _words(target: _Target) -> str:
    """Return the words by which the chair decides what somebody else says; that it is not theirs is nothing to be decided."""
    order, number = target.order, target.action.number
    if order.verb is ActionVerb.NOT_MINE:
        return ""
    return f"{order.verb} {number}" + (f" to {_day_words(order.until)}" if order.until else "")


def _undo(order: ActionOrder, before: ActionItem, today: date) -> str:
    """Return the words that take an order back; who said that it is not theirs tells the chair."""
    number = before.number
    if order.verb is ActionVerb.DEFER:
        return f"defer {number} to {_day_words(before.due)}" if before.due and _is_likely(before.due, today) else ""
    return {ActionVerb.DONE: f"reopen {number}", ActionVerb.REOPEN: f"done {number}"}.get(order.verb, "")


def _day_words(day: date) -> str:
    return f"{day.day} {day:%B %Y}"

