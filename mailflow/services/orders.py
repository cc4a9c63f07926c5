"""What a reply orders: take a report back, let somebody else report, move a report, help.

who     the speaker of the slot, by an address of theirs in answer to a mail of ours, or proven; or who holds its token
what    done, recorded, and told; what cannot be done is told as well
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import ClassVar

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId, PersonId, Report, Speaker
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.commands.orders import Command, Order, parse_command, withdrawals_of
from mailflow.domain.lifecycle import MEETING, InboundState, MeetingEvent, can
from mailflow.domain.mails.chair import ForwardKind
from mailflow.domain.mails.speakers import NoticeKind
from mailflow.domain.matching.people import has_address
from mailflow.domain.matching.titles import Index
from mailflow.domain.matching.withdrawals import withdrawn_of
from mailflow.domain.matching.writers import people_of
from mailflow.domain.message import MailKind, Proof, is_same_address
from mailflow.domain.records import AuditEntry, InboundOutcome
from mailflow.services.candidates import find_candidates
from mailflow.services.chosen_slots import items_of
from mailflow.services.correspondence import Correspondence
from mailflow.services.filing import Filing, Move
from mailflow.services.invitations import Invitations, Invitee
from mailflow.services.machine_mail import Case
from mailflow.services.passing_on import PassingOn, Words
from mailflow.services.placing import Placing
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.telling import Telling, read_anew, why_borrowed

_DELEGATES = 3


@dataclass(frozen=True, slots=True)
class _Ordered:
    """An order in hand: by whom, about which meeting and slots, for which speaker. `is_speaker` where the author is that speaker."""

    case: Case
    command: Command
    meeting: Meeting
    slots: tuple[AgendaItem, ...]
    speaker: Speaker
    is_speaker: bool

    @property
    def meeting_id(self) -> MeetingId:
        return MeetingId(self.meeting.id or 0)

    @property
    def keys(self) -> str:
        return " and ".join(slot.key for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Hands:
    """Who carries out what an order needs."""

    filing: Filing
    placing: Placing
    invitations: Invitations


class Orders:
    """Carry out orders, in the caller's transaction."""

    def __init__(self, post: Correspondence, hands: Hands, *, clock: Clock) -> None:
        self._clock = clock
        self._hands = hands
        self._telling = Telling(post)
        self._passing_on = PassingOn(post, clock=clock)

    def __call__(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        """Carry out the order that a message consists of; triage where its author may not give it."""
        names = tuple(author.name for author in case.message.authors)
        command = parse_command(case.classified.extraction.text, names=names)
        if command is not None and command.order is Order.NOTHING:
            return self._hands.placing(uow, case, outcome)
        if command is None or command.order not in self._doers:
            return replace(outcome, state=InboundState.TRIAGE, reason="an order that is left to a person")
        ordered = self._ordered(uow, case, command)
        if isinstance(ordered, str):
            return replace(outcome, state=InboundState.TRIAGE, reason=ordered)
        about = replace(outcome, meeting_id=ordered.meeting_id, item_keys=tuple(slot.key for slot in ordered.slots))
        return self._doers[command.order](self, uow, ordered, about)

    def naming(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome | None:
        """Carry out an order that names the slots of which the reports are taken back; None where a message is none."""
        names = tuple(author.name for author in case.message.authors)
        arguments = withdrawals_of(case.classified.extraction.text, names=names)
        ordered = self._ordered(uow, case, Command(Order.WITHDRAW, arguments[0])) if arguments else ""
        if isinstance(ordered, str):
            return None
        address = case.message.author.email
        own = [slot for slot in ordered.meeting.slots if slot in ordered.slots or any(has_address(one, address) for one in slot.speakers)]
        named = withdrawn_of(arguments, Index([(slot.title, slot.aliases) for slot in own]), frozenset(range(len(own))))
        if not named:
            return None
        slots = tuple(own[place] for place in sorted(named))
        keys = tuple(slot.key for slot in slots)
        about = replace(outcome, kind=MessageKind.COMMAND, meeting_id=ordered.meeting_id, item_keys=keys)
        return self._withdraw(uow, replace(ordered, slots=slots), about)

    def _ordered(self, uow: UnitOfWork, case: Case, command: Command) -> _Ordered | str:
        """Return an order with all that it is about, or why its author may not give it."""
        message, answered = case.message, case.answered
        has_token = answered is not None and answered.has_token
        if len(message.authors) != 1:
            return "the mail names several authors or none"
        borrowed = why_borrowed(uow, case)
        if borrowed:
            return borrowed
        candidates = find_candidates(uow, case.record, message, answered=answered, now=self._clock.now())
        if not candidates.venues or (answered is None and case.authentication.proof is not Proof.PASS):
            return "it answers no mail of ours, and its author is not proven"
        venue = candidates.venues[0]
        meeting = uow.meetings.lock(venue.id)
        own = tuple(slot for slot in meeting.slots if any(has_address(one, message.author.email) for one in slot.speakers))
        slots = items_of(meeting, answered.item_keys) if answered and answered.item_keys else own
        speaker = _speaker(message.author.email, slots)
        if speaker is not None:
            return _Ordered(case, command, meeting, slots, speaker, is_speaker=True)
        if has_token and candidates.addressee is not None and slots:
            return _Ordered(case, command, meeting, slots, candidates.addressee, is_speaker=False)
        if command.order is Order.HELP and any(has_address(person, message.author.email) for person in people_of(venue)):
            return _Ordered(case, command, meeting, slots, Speaker(message.author.name), is_speaker=True)
        return "its author has no slot that it could be about"

    def _help(self, uow: UnitOfWork, ordered: _Ordered, outcome: InboundOutcome) -> InboundOutcome:
        self._telling.notice(uow, ordered.case, ordered.meeting_id, NoticeKind.HELP, slots=ordered.slots)
        return replace(outcome, state=InboundState.DONE, reason="help was sent")

    def _withdraw(self, uow: UnitOfWork, ordered: _Ordered, outcome: InboundOutcome) -> InboundOutcome:
        """Take back all that the speaker has said in the slot; who wrote for them takes back what came from a delegate."""
        found = [(slot, revisions) for slot in ordered.slots if (revisions := _revisions_of(slot, ordered))]
        if not found:
            return self._refused(uow, ordered, outcome, NoticeKind.NOTHING_TO_WITHDRAW, "there is no report to withdraw")
        answered = ordered.case.answered
        is_named = bool(ordered.command.argument) or (answered is not None and answered.kind is MailKind.RECEIPT)
        if len(found) > 1 and answered is not None and not is_named:
            slots = tuple(slot for slot, _ in found)
            words = ", ".join(f"{slot.key} {slot.title}" for slot in slots)
            return self._refused(uow, ordered, outcome, NoticeKind.NOT_UNDERSTOOD, f"it could withdraw several reports: {words}")
        if not can(MEETING, ordered.meeting.state, MeetingEvent.REPORT):
            return self._to_the_chair(uow, ordered, outcome)
        for slot, revisions in found:
            uow.meetings.withdraw_reports(ordered.meeting_id, slot.key, revisions, inbound_id=ordered.case.record.id)
        slots = tuple(slot for slot, _ in found)
        words = ", ".join(f"{slot.key} {slot.title}" for slot in slots)
        self._audit(uow, ordered, "withdrawn", words)
        self._telling.notice(uow, ordered.case, ordered.meeting_id, NoticeKind.WITHDRAWN, slots=slots)
        keys = tuple(slot.key for slot in slots)
        return replace(outcome, state=InboundState.DONE, reason=f"withdrew the report on {words}", item_keys=keys)

    def _delegate(self, uow: UnitOfWork, ordered: _Ordered, outcome: InboundOutcome) -> InboundOutcome:
        """Invite whoever is to report for the speaker; only the speaker themselves may ask somebody."""
        address, case = ordered.command.address, ordered.case
        name = ordered.command.argument or address.partition("@")[0]
        why = self._why_no_delegate(ordered)
        if why:
            return self._refused(uow, ordered, outcome, NoticeKind.DELEGATE_REFUSED, why)
        delegate = uow.meetings.add_delegate(
            ordered.meeting_id, [slot.key for slot in ordered.slots], PersonId(ordered.speaker.id or 0), Speaker(name, email=address)
        )
        invitee = Invitee(delegate, address, ordered.slots, ordered.speaker.name)
        self._hands.invitations.delegate(uow, ordered.meeting, invitee, cause_id=case.record.id)
        self._audit(uow, ordered, "delegated", f"{ordered.keys} by {ordered.speaker.name} to {delegate.name} <{address}>")
        read_anew(uow, self._clock, address)
        notice = NoticeKind.DELEGATED
        self._telling.notice(uow, case, ordered.meeting_id, notice, slots=ordered.slots, person=f"{delegate.name} <{address}>")
        return replace(outcome, state=InboundState.DONE, reason=f"{delegate.name} reports on {ordered.keys} for {ordered.speaker.name}")

    def _why_no_delegate(self, ordered: _Ordered) -> str:
        address = ordered.command.address
        asked = {one.person.email for slot in ordered.slots for one in slot.delegates if one.speaker.id == ordered.speaker.id}
        if not address:
            return "it names no address"
        if not ordered.is_speaker or ordered.speaker.id is None:
            return "only the speaker can ask somebody to report for them"
        if any(is_same_address(address, own) for own in ordered.speaker.addresses) or self._hands.invitations.is_ours(address):
            return f"{address} cannot report for {ordered.speaker.name}"
        if address not in asked and len(asked) >= _DELEGATES:
            return f"{len(asked)} people were asked already"
        if not can(MEETING, ordered.meeting.state, MeetingEvent.REPORT):
            return f"the minutes are {ordered.meeting.state}"
        return ""

    def _move(self, uow: UnitOfWork, ordered: _Ordered, outcome: InboundOutcome) -> InboundOutcome:
        """Move the report of which a receipt tells to another slot; its words stay what they are."""
        moved = self._report_told_of(uow, ordered)
        target = _target(ordered)
        if moved is None and target is None and not _reads_as_a_name(ordered.command.argument):
            return self._hands.placing(uow, ordered.case, outcome)  # `Move to Lyon completed` is a report
        if moved is None or target is None or target.key == moved[0].key:
            titles = ", ".join(f"{slot.key} {slot.title}" for slot in ordered.meeting.slots)
            return self._refused(uow, ordered, outcome, NoticeKind.MOVE_REFUSED, titles)
        if not can(MEETING, ordered.meeting.state, MeetingEvent.REPORT):
            return self._to_the_chair(uow, ordered, outcome)
        source, report = moved
        self._hands.filing.move(uow, ordered.case, Move(ordered.meeting, source, report, target))
        words = f"{source.key} {source.title} to {target.key} {target.title}"
        self._audit(uow, ordered, "moved", words)
        return replace(outcome, state=InboundState.DONE, reason=f"moved the report from {words}", item_keys=(target.key,))

    def _report_told_of(self, uow: UnitOfWork, ordered: _Ordered) -> tuple[AgendaItem, Report] | None:
        """Return the report of which the answered receipt tells, where that is one, with its slot."""
        answered = ordered.case.answered
        entry = uow.outbox.find(answered.id) if answered is not None and answered.kind is MailKind.RECEIPT else None
        if entry is None:
            return None
        reports = [(slot, report) for slot in ordered.slots for report in slot.reports if not report.is_withdrawn]
        found = [(slot, report) for slot, report in reports if report.inbound_id == entry.cause_id]
        return found[0] if len(found) == 1 else None

    def _to_the_chair(self, uow: UnitOfWork, ordered: _Ordered, outcome: InboundOutcome) -> InboundOutcome:
        """Pass on to the chair what is ordered of minutes that are approved already."""
        recorded, by = f"a correction: {ordered.command.order}", (ordered.case.message.author.email, ordered.speaker.id)
        words = Words(ForwardKind.CORRECTION, ordered.meeting_id, ordered.slots, recorded=recorded, on_order_of=by)
        return self._passing_on.too_late(uow, ordered.case, outcome, words)

    def _refused(self, uow: UnitOfWork, ordered: _Ordered, outcome: InboundOutcome, notice: NoticeKind, why: str) -> InboundOutcome:
        self._telling.notice(uow, ordered.case, ordered.meeting_id, notice, slots=ordered.slots, words=why)
        return replace(outcome, state=InboundState.REJECTED, reason=f"{ordered.command.order}: {why}; its author was told so")

    def _audit(self, uow: UnitOfWork, ordered: _Ordered, action: str, detail: str) -> None:
        actor, about = ordered.case.message.author.email, f"meeting {ordered.meeting_id}"
        uow.audit.add(AuditEntry(self._clock.now(), actor, action, about, detail, ordered.case.record.id, ordered.speaker.id))

    _doers: ClassVar[dict[Order, Callable[["Orders", UnitOfWork, _Ordered, InboundOutcome], InboundOutcome]]] = {
        Order.WITHDRAW: _withdraw,
        Order.DELEGATE: _delegate,
        Order.MOVE: _move,
        Order.HELP: _help,
    }


def _speaker(address: str, slots: tuple[AgendaItem, ...]) -> Speaker | None:
    return next((one for slot in slots for one in slot.speakers if has_address(one, address)), None)


def _revisions_of(slot: AgendaItem, ordered: _Ordered) -> list[int]:
    """Return the reports that the author of an order may take back: the speaker all of theirs, anybody else what delegates wrote."""
    name = ordered.speaker.name.casefold()
    return [
        report.revision
        for report in slot.reports
        if not report.is_withdrawn
        and (report.delegate.casefold() == name or (report.author.casefold() == name and (ordered.is_speaker or report.delegate)))
    ]


def _reads_as_a_name(argument: str) -> bool:
    """Tell whether the place of a move reads as a name, though of no slot: `SKB`, and not `Lyon completed`."""
    return all(word[:1].isupper() or word[:1].isdigit() for word in argument.split()) or len(argument.split()) == 1


def _target(ordered: _Ordered) -> AgendaItem | None:
    """Return the slot that an order names, by its number or its name."""
    named, slots = ordered.command.argument, ordered.meeting.slots
    by_key = next((slot for slot in slots if slot.key == named.strip()), None)
    if by_key is not None:
        return by_key
    found = {mention.slot for mention in Index([(slot.title, slot.aliases) for slot in slots]).mentions(named)}
    return slots[found.pop()] if len(found) == 1 else None
