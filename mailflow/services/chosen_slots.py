"""The slots that a message may be for, looked up in the agenda as it is now."""

from collections.abc import Sequence

from mailflow.domain.agenda import AgendaItem, Meeting
from mailflow.domain.matching.kinds import Choice
from mailflow.services.ports.storage import UnitOfWork


def label_of(uow: UnitOfWork, choice: Choice) -> str:
    """Return a choice as it is read: `3.2 EGO`, `3.1 CTA, 3.2 EGO`."""
    return ", ".join(f"{slot.key} {slot.title}" for slot in slots_of_choice(uow, choice))


def slots_of_choice(uow: UnitOfWork, choice: Choice) -> tuple[AgendaItem, ...]:
    """Return the items that a choice names, those that the agenda still has."""
    return items_of(uow.meetings.get(choice.meeting_id), choice.keys)


def items_of(meeting: Meeting, keys: Sequence[str]) -> tuple[AgendaItem, ...]:
    """Return the items with these keys, those that the agenda has."""
    return tuple(item for key in keys if (item := meeting.find_item(key)) is not None)
