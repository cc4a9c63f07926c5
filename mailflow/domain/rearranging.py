"""A changed agenda laid over the one that was mailed: an item that stays keeps its key, whatever its place, and what hangs on it.

    stored agenda, new agenda -> the new one with the keys, people, reports and delegates of the stored one

Which item is which is told by its title, then by its key where title or speakers are alike, then by its speakers. Keys that were mailed
never change their meaning: an item that is gone takes its key with it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from mailflow.domain.agenda import AgendaItem, ItemKey, Meeting, Speaker, is_same_person
from mailflow.domain.errors import BadInputError
from mailflow.domain.lifecycle import MeetingState

_ALIKE = 75
"""From which ratio of equal letters, of 100, on two titles are spellings of one."""
_Mark = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Rearranged:
    """The meeting as it is now, and the items that came and went."""

    meeting: Meeting
    added: tuple[AgendaItem, ...]
    removed: tuple[AgendaItem, ...]


def rearranged(stored: Meeting, new: Meeting) -> Rearranged:
    """Lay a changed agenda over the stored one.

    A file that does not say how to join, or that has no minutes on it, changes nothing of these.

    Raises:
        BadInputError: an item is gone under which reports are filed.
    """
    is_mailed = stored.state is not MeetingState.PLANNED or any(item.reports for item in stored.walk())
    kept = _matched(stored, new)
    removed = tuple(item for item in stored.walk() if item.key not in {old.key for old in kept.values()})
    problems = [_why_kept(item) for item in removed if item.reports]
    if problems:
        raise BadInputError(*problems)
    keys = _Keys(stored, kept, is_mailed=is_mailed)
    people = tuple(_people_of(stored))
    items = tuple(_laid_over(item, "", (keys, kept, people)) for item in new.items)
    meeting = replace(
        stored,
        title=new.title,
        start_at=new.start_at,
        end_at=new.end_at,
        timezone=new.timezone,
        items=items,
        online=new.online or stored.online,
        notes=new.notes or stored.notes,
        retired_keys=(*stored.retired_keys, *(item.key for item in removed if is_mailed)),
    )
    old_keys = {item.key for item in kept.values()}
    return Rearranged(meeting, tuple(item for item in meeting.walk() if item.key not in old_keys), removed)


def _why_kept(item: AgendaItem) -> str:
    return f"{item.key} {item.title}: reports are filed under it, so it must stay on the agenda (its title may change, its speakers too)"


def _matched(stored: Meeting, new: Meeting) -> dict[int, AgendaItem]:
    """Return the stored item of each new one that there was before, by the identity of the new one."""
    found: dict[int, AgendaItem] = {}
    for mark in (_by_title_and_parent, _by_title, _by_speakers):
        if mark is _by_speakers:
            _match_keys(stored, new, found)
        _match_unique(stored, new, found, mark)
    return found


def _match_unique(
    stored: Meeting, new: Meeting, found: dict[int, AgendaItem], mark: Callable[[AgendaItem, str], _Mark | None]
) -> None:
    """Match the items whose mark is that of one item alone on either side."""
    taken = {old.key for old in found.values()}
    old_marks = _marked([(item, parent) for item, parent in _walk(stored) if item.key not in taken], mark)
    new_marks = _marked([(item, parent) for item, parent in _walk(new) if id(item) not in found], mark)
    for value, items in new_marks.items():
        olds = old_marks.get(value, [])
        if len(items) == len(olds) == 1:
            found[id(items[0])] = olds[0]


def _marked(items: list[tuple[AgendaItem, str]], mark: Callable[[AgendaItem, str], _Mark | None]) -> dict[_Mark, list[AgendaItem]]:
    marks: dict[_Mark, list[AgendaItem]] = {}
    for item, parent in items:
        value = mark(item, parent)
        if value is not None:
            marks.setdefault(value, []).append(item)
    return marks


def _match_keys(stored: Meeting, new: Meeting, found: dict[int, AgendaItem]) -> None:
    """Match what has the same key where title or speakers are alike: a new spelling, or a new topic of the same person."""
    taken = {old.key for old in found.values()}
    for item, _ in _walk(new):
        old = stored.find_item(item.key)
        if id(item) not in found and old is not None and old.key not in taken and _is_alike(old, item):
            found[id(item)] = old
            taken.add(old.key)


def _is_alike(old: AgendaItem, item: AgendaItem) -> bool:
    names = {_folded(old.title), *map(_folded, old.aliases)} & {_folded(item.title), *map(_folded, item.aliases)}
    has_same_people = bool(item.speakers) and _by_speakers(old, "") == _by_speakers(item, "")
    return bool(names) or has_same_people or fuzz.ratio(_folded(old.title), _folded(item.title)) >= _ALIKE


def _by_title_and_parent(item: AgendaItem, parent: str) -> _Mark:
    return (_folded(parent), _folded(item.title))


def _by_title(item: AgendaItem, _parent: str) -> _Mark:
    return (_folded(item.title),)


def _by_speakers(item: AgendaItem, _parent: str) -> _Mark | None:
    names = frozenset(_folded(speaker.name) for speaker in item.speakers)
    return (names, item.expects_report) if names else None


def _folded(text: str) -> str:
    return " ".join(text.casefold().split())


def _walk(meeting: Meeting) -> Iterator[tuple[AgendaItem, str]]:
    """Yield every item with the title of the one above it."""
    pending = [(item, "") for item in reversed(meeting.items)]
    while pending:
        item, parent = pending.pop()
        yield item, parent
        pending.extend((below, item.title) for below in reversed(item.items))


class _Keys:
    """Gives keys: the old one to what stays, one that nothing ever had to what is new."""

    def __init__(self, stored: Meeting, kept: dict[int, AgendaItem], *, is_mailed: bool) -> None:
        self._kept = kept
        self._is_mailed = is_mailed
        self._used = {*(item.key for item in stored.walk()), *stored.retired_keys}

    def of(self, item: AgendaItem, parent_key: str) -> ItemKey:
        """Return the key of an item below another (`""`: at the top); before anything was mailed that is the file's own."""
        if not self._is_mailed:
            return item.key
        if id(item) in self._kept:
            return self._kept[id(item)].key
        prefix = f"{parent_key}." if parent_key else ""
        tails = (key.removeprefix(prefix) for key in self._used if key.startswith(prefix))
        last = max((int(tail) for tail in tails if tail.isascii() and tail.isdigit()), default=0)
        fresh = ItemKey(f"{prefix}{last + 1}")
        self._used.add(fresh)
        return fresh


def _laid_over(item: AgendaItem, parent_key: str, over: tuple[_Keys, dict[int, AgendaItem], tuple[Speaker, ...]]) -> AgendaItem:
    keys, kept, people = over
    old, key = kept.get(id(item)), keys.of(item, parent_key)
    return replace(
        item,
        key=key,
        speakers=tuple(_known(speaker, people) for speaker in item.speakers),
        items=tuple(_laid_over(below, key, over) for below in item.items),
        notes=item.notes or (old.notes if old else ""),
        aliases=item.aliases or (old.aliases if old else ()),
        reports=old.reports if old else (),
        delegates=old.delegates if old else (),
    )


def _known(speaker: Speaker, people: tuple[Speaker, ...]) -> Speaker:
    """Return the stored person whom a file names, unless it tells an address that is none of theirs."""
    for person in people:
        addresses = {address.casefold() for address in person.addresses}
        if speaker.email and speaker.email.casefold() in addresses:
            return person
        if is_same_person(replace(person, id=None), speaker) and (not speaker.email or not addresses):
            return speaker if speaker.email else person
    return speaker


def _people_of(meeting: Meeting) -> Iterator[Speaker]:
    for item in meeting.walk():
        yield from item.speakers
        yield from (delegate.person for delegate in item.delegates)
