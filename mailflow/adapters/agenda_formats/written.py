"""An agenda as it is written in a file, before anything that was left out is worked out.

our YAML    --+
Indico page --+-> WrittenAgenda -> assemble -> Agenda
Indico JSON --+
calendar    --+
"""

from dataclasses import dataclass, field, replace
from datetime import date as Date  # noqa: N812 - the field is called `date`
from datetime import datetime, time

from mailflow.adapters.agenda_formats.online_block import mask_online
from mailflow.domain.agenda import OnlineAccess, Series, Speaker

MAX_DEPTH = 8
"""Levels of items that an agenda may have."""


@dataclass(frozen=True, slots=True)
class WrittenItem:
    """An item as written.

    `start` is a moment, or a time of day near its surroundings, or None: after the item before it. `minutes` None: worked out.
    `expects_report` None: worked out.
    """

    key: str
    title: str
    start: datetime | time | None = None
    minutes: int | None = None
    expects_report: bool | None = None
    description: str = ""
    notes: str = ""
    speakers: tuple[Speaker, ...] = ()
    items: tuple["WrittenItem", ...] = ()
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WrittenAgenda:
    """A meeting as written.

    `start` and `end` are wall-clock times of `series.timezone` where they are naive. `date`, if given, replaces the day of `start`, and
    moves every other moment by as many days. `people` are known besides those on the items, with their addresses. `warnings` are those of
    the reading itself.
    """

    series: Series
    start: datetime
    items: tuple[WrittenItem, ...]
    end: datetime | time | None = None
    date: Date | None = None
    online: OnlineAccess = field(default_factory=OnlineAccess)
    notes: str = ""
    people: tuple[Speaker, ...] = ()
    warnings: tuple[str, ...] = ()
    number: int | None = None


def sibling_keys(given: tuple[str, ...], parent: str) -> tuple[str, ...]:
    """Return the keys of siblings: those given stay, the others get their place, or the next free number.

    Args:
        given: keys as written, "" where left out.
        parent: key of their parent, "" at the top.
    """
    prefix = f"{parent}." if parent else ""
    taken = {key for key in given if key}
    keys: list[str] = []
    for place, key in enumerate(given, start=1):
        keys.append(key or _free_key(prefix, place, taken))
        taken.add(keys[-1])
    return tuple(keys)


def _free_key(prefix: str, place: int, taken: set[str]) -> str:
    while f"{prefix}{place}" in taken:
        place += 1
    return f"{prefix}{place}"


def numbered(items: tuple[WrittenItem, ...], parent: str = "") -> tuple[WrittenItem, ...]:
    """Return items without keys with those of their places, and so all below them; what would be too deep is left out."""
    if parent.count(".") >= MAX_DEPTH - 1:
        return ()
    keys = sibling_keys(tuple("" for _ in items), parent)
    return tuple(replace(item, key=key, items=numbered(item.items, key)) for item, key in zip(items, keys, strict=True))


def masked_item(item: WrittenItem, online: OnlineAccess) -> WrittenItem:
    """Return an item and all below it without the joining details, wherever they were repeated."""
    return replace(
        item,
        title=mask_online(item.title, online),
        description=mask_online(item.description, online),
        notes=mask_online(item.notes, online),
        items=tuple(masked_item(child, online) for child in item.items),
    )
