"""What a person decides about a message in triage: where it belongs, a slot of its own, a question to its author, or nothing.

Whoever decides, by mail or from the shell, decides the same way; each decision is in the audit trail.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mailflow.domain.agenda import AgendaItem, ItemKey, Meeting, MeetingId, Speaker
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.errors import BadInputError, IllegalTransition, NotFoundError
from mailflow.domain.lifecycle import INBOUND, MEETING, InboundEvent, InboundState, MeetingEvent, advance
from mailflow.domain.matching.kinds import Choice
from mailflow.domain.message import Address, InboundId
from mailflow.domain.records import DISCARDED, Assignment, AuditEntry, InboundRecord
from mailflow.services.asking import Asking, assign
from mailflow.services.candidates import nearest_meeting
from mailflow.services.chosen_slots import label_of
from mailflow.services.correspondence import Correspondence
from mailflow.services.filing import standing_reports
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock

_OFFERED = 9
_TITLE = 200


@dataclass(frozen=True, slots=True)
class Decider:
    """Who decides, and by which message, if by one."""

    name: str
    cause_id: InboundId | None = None


class Decisions:
    """Carries out what was decided, in the caller's transaction; each returns what was done, in words."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._clock = clock
        self._asking = Asking(post, clock=clock)

    def assign(self, uow: UnitOfWork, record: InboundRecord, place: Choice, by: Decider) -> str:
        """Let a message be filed in a place; one that is filed already goes there from its slot when it is read anew.

        Raises:
            NotFoundError: the agenda has no such item.
            BadInputError: the message is no report, or is shown no more.
            IllegalTransition: the minutes in which it stands are approved.
        """
        label = label_of(uow, place)
        if not label:
            raise NotFoundError("item", f"{' or '.join(place.keys)} of meeting {place.meeting_id}")
        if not record.author.email:
            raise BadInputError(f"message {record.id} names no author")
        if record.state is InboundState.DONE and record.kind != MessageKind.QUESTION:
            _check_movable(uow, record)
        assign(uow, self._clock, Assignment(record.id, place.meeting_id, place.keys, by.name, self._clock.now(), by.cause_id))
        return f"filed under {label}"

    def add(self, uow: UnitOfWork, record: InboundRecord, title: str, by: Decider) -> str:
        """Add a slot behind the last one, with the author as its speaker, and let the message be filed there.

        `WP4 after SKA` adds WP4 to those among which SKA is. Raises BadInputError where the title is none, NotFoundError where no meeting
        is open, IllegalTransition where the message has done something already.
        """
        if record.state is InboundState.DONE:
            raise IllegalTransition(record.state, InboundEvent.FILE)
        meeting_id = self.meeting_of(uow, record)
        meeting = uow.meetings.lock(meeting_id)
        beside, title = _placed_after(meeting, _checked(title))
        there = next((slot for slot in meeting.slots if slot.title.casefold() == title.casefold()), None)
        if there is not None:  # added twice, or called as one that stands there: two of one name would tell nobody apart
            return f"the agenda has {there.key} {there.title}: " + self.assign(uow, record, Choice(meeting_id, (there.key,)), by)
        item = _new_slot(meeting, title, record.author, beside)
        uow.meetings.add_item(meeting_id, item, parent_key=item.key.rpartition(".")[0])
        about = f"meeting {meeting_id}"
        uow.audit.add(AuditEntry(self._clock.now(), by.name, "slot added", about, f"{item.key} {item.title}", by.cause_id))
        return f"added the slot {item.key} {item.title}, and " + self.assign(uow, record, Choice(meeting_id, (item.key,)), by)

    def ask(self, uow: UnitOfWork, record: InboundRecord, choices: Sequence[Choice], by: Decider) -> str:
        """Ask the author; where nothing fits better than anything else, between the first slots of the meeting."""
        meeting_id = self.meeting_of(uow, record)
        slots = uow.meetings.get(meeting_id).slots
        offered = list(choices) or [Choice(meeting_id, (slot.key,)) for slot in slots[:_OFFERED]]
        if not offered or not self._asking.ask(uow, record.id, record, offered):
            return "its author was asked before, or cannot be asked"
        uow.inbound.settle(record.id, InboundState.TRIAGE, f"its author was asked, as {by.name} decided")
        uow.audit.add(AuditEntry(self._clock.now(), by.name, "author asked", f"message {record.id}", "", by.cause_id))
        return "its author was asked"

    def discard(self, uow: UnitOfWork, record: InboundRecord, by: Decider) -> str:
        """Take a message out of triage; it is kept. Raises IllegalTransition where it is settled."""
        state = advance(INBOUND, record.state, InboundEvent.IGNORE)
        now, about, reason = self._clock.now(), f"message {record.id}", f"{DISCARDED}{by.name}"
        uow.inbound.settle(record.id, state, reason)
        uow.audit.add(AuditEntry(now, by.name, "discard", about, "", by.cause_id or record.id))
        uow.audit.add(AuditEntry(now, "mailflow", state, about, reason, record.id))
        return "discarded; it is kept"

    def meeting_of(self, uow: UnitOfWork, record: InboundRecord) -> MeetingId:
        """Return the meeting that a message is about, else the one that is nearest in time. Raises NotFoundError where there is none."""
        meeting_id = record.meeting_id or nearest_meeting(uow, self._clock.now())
        if meeting_id is None:
            raise NotFoundError("meeting", "that is open")
        return meeting_id


def _check_movable(uow: UnitOfWork, record: InboundRecord) -> None:
    """Raise where a message that has done something brought no report that stands where it brought it."""
    if any(entry.action == "moved" for entry in uow.audit.of_message(record.id)) or not standing_reports(uow, record):
        raise BadInputError(f"message {record.id} is no report, or its report was withdrawn or moved")
    advance(MEETING, uow.meetings.get(record.meeting_id or MeetingId(0)).state, MeetingEvent.REPORT)


def discarded_before(uow: UnitOfWork, record: InboundRecord) -> str:
    """Say who put aside a message that is read anew, unless somebody has said since where it belongs; empty if nobody did."""
    entries = uow.audit.of_message(record.id) if record.settled_at is not None else ()
    discarded = next((entry for entry in reversed(entries) if entry.detail.startswith(DISCARDED)), None)
    if discarded is None:
        return ""
    assigned = uow.questions.find_assignment(record.id)
    return "" if assigned is not None and assigned.decided_at >= discarded.at else discarded.detail


def _checked(title: str) -> str:
    """Return a title as it may stand on an agenda. Raises BadInputError where it may not."""
    words = " ".join(title.split())
    if not words or len(words) > _TITLE or not words.isprintable():
        raise BadInputError(f"the title of an item has 1 to {_TITLE} characters, on one line, all of which can be seen")
    return words


def _placed_after(meeting: Meeting, title: str) -> tuple[AgendaItem | None, str]:
    """Return the slot after which a new one is wanted, where its title says so, and the title without that."""
    rest, _, after = title.rpartition(" after ")
    slot = next((slot for slot in meeting.slots if after.casefold() in {slot.title.casefold(), slot.key}), None)
    return (slot, rest) if slot is not None and rest else (None, title)


def _new_slot(meeting: Meeting, title: str, author: Address, beside: AgendaItem | None) -> AgendaItem:
    """Return a slot behind the last one of the meeting, or of those beside another: what was mailed keeps its number."""
    slots = (beside,) if beside is not None else meeting.slots
    parent = slots[-1].key.rpartition(".")[0] if slots else ""
    siblings = _children(meeting, parent)
    numbers = [int(number) for item in siblings if (number := item.key.rpartition(".")[2]).isdecimal()]
    key = f"{parent}.{max(numbers, default=0) + 1}" if parent else str(max(numbers, default=0) + 1)
    starts_at: datetime = siblings[-1].start_at + timedelta(minutes=siblings[-1].duration_minutes) if siblings else meeting.start_at
    speakers = (Speaker(author.name or name_in(author.email), email=author.email),) if author.email else ()
    return AgendaItem(ItemKey(key), title, starts_at, 0, expects_report=True, speakers=speakers)


def _children(meeting: Meeting, parent: str) -> tuple[AgendaItem, ...]:
    if not parent:
        return meeting.items
    found = meeting.find_item(parent)
    return found.items if found else ()


def name_in(address: str) -> str:
    """Return the name in an address, `ann.lee@…` is Ann Lee: the address itself would be published with it."""
    words = address.partition("@")[0].partition("+")[0].replace(".", " ").replace("_", " ").replace("-", " ").split()
    return " ".join(word.capitalize() for word in words) or "a participant"
