"""Reports that were promised: by whom, for which slot, and in which words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from mailflow.domain.agenda import AgendaItem, Meeting, Speaker
from mailflow.domain.commands.bare import bare
from mailflow.domain.matching.people import has_address
from mailflow.domain.message import Address
from mailflow.domain.told import on_item


@dataclass(frozen=True, slots=True)
class Promise:
    """That somebody has promised a report on a slot at `promised_at`; `words` are their own, without greeting and signature."""

    slot: AgendaItem
    person: Speaker
    promised_at: datetime
    words: str


def slots_promised(meeting: Meeting, author: Address, answered: Iterable[str] = ()) -> tuple[AgendaItem, ...]:
    """Return the slots of a meeting on which an author could promise a report: their own, of those of the mail that they answer if any is.

    Nobody can promise for others; whoever is asked to report for a speaker can for that slot.
    """
    own = tuple(slot for slot in meeting.slots if _promiser(slot, author) is not None)
    keys = {*answered}
    return tuple(slot for slot in own if slot.key in keys) or own


def promises_on(meeting: Meeting, author: Address, keys: Iterable[str], said: tuple[datetime, str]) -> tuple[Promise, ...]:
    """Return what a message of an author, received at a time with a text, promises of the slots with some keys."""
    at, text = said
    slots = (meeting.find_item(key) for key in keys)
    promisers = ((slot, _promiser(slot, author)) for slot in slots if slot is not None)
    return tuple(
        Promise(slot, person, at, bare(text, names=(author.name, person.name)) or text) for slot, person in promisers if person is not None
    )


def unkept(promises: Iterable[Promise]) -> tuple[Promise, ...]:
    """Return the promises on slots without a report, the newest of each person, in the order of the agenda."""
    newest = {(one.slot.key, one.person.id): one for one in sorted(promises, key=lambda one: one.promised_at)}
    return tuple(one for one in newest.values() if not one.slot.shown_reports)


def _promiser(slot: AgendaItem, author: Address) -> Speaker | None:
    return next((person for person in on_item(slot) if has_address(person, author.email)), None) if author.email else None
