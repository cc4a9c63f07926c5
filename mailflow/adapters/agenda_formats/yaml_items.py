"""The tree of items in a YAML file."""

import re
from datetime import datetime, time

from mailflow.adapters.agenda_formats.times import MAX_MINUTES, parse_duration, parse_moment
from mailflow.adapters.agenda_formats.written import MAX_DEPTH, WrittenItem, sibling_keys
from mailflow.adapters.agenda_formats.yaml_people import read_people
from mailflow.adapters.agenda_formats.yaml_values import Value

_ITEM_KEYS = (
    "key", "title", "start", "duration", "duration_minutes", "expects_report", "description", "notes", "speakers", "items", "aliases",
)  # fmt: skip
_ITEM_COST = 2_500
"""Of the 3 000 000 that a file may cost: about a thousand items."""
_KEY = re.compile(r"[1-9]\d{0,3}(?:\.[1-9]\d{0,3})*")

Fields = dict[str, Value]


def read_items(value: Value | None, parent: str = "") -> tuple[WrittenItem, ...]:
    """Read siblings and all below them.

    Args:
        value: their list; None or null is none.
        parent: key of the item above them.
    """
    entries = value.entries() if value else ()
    if value:
        value.problems.spend(_ITEM_COST * len(entries))
    if value and parent.count(".") + 1 >= MAX_DEPTH and entries:
        value.complain(f"items may be nested {MAX_DEPTH} levels deep, no more")
        return ()
    fields = tuple(entry.fields(_ITEM_KEYS) for entry in entries)
    keys = sibling_keys(_given_keys(fields, parent), parent)
    starts = tuple(_moment(written) for written in fields)
    followings = (*starts[1:], None)
    rows = zip(entries, fields, keys, starts, followings, strict=False)
    return tuple(_item(entry, written, key, (start, following)) for entry, written, key, start, following in rows)


def _given_keys(siblings: tuple[Fields, ...], parent: str) -> tuple[str, ...]:
    keys: list[str] = []
    for fields in siblings:
        value = fields.get("key")
        key = value.text() if value else ""
        if value and key:
            key = _checked_key(value, key, parent, keys)
        keys.append(key)
    return tuple(keys)


def _checked_key(value: Value, key: str, parent: str, taken: list[str]) -> str:
    """Return a key that can stand; after a complaint, "" so that reading goes on with the place for a key."""
    above, _, _ = key.rpartition(".")
    if not _KEY.fullmatch(key) or above != parent:
        expected = f"{parent}.1, {parent}.2, …" if parent else "1, 2, 3, …"
        value.complain(f"the key of an item here is one of {expected}, not “{key[:20]}”")
        return ""
    if key in taken:
        value.complain(f"the key {key} is given to two items")
        return ""
    return key


def _moment(fields: Fields) -> datetime | time | None:
    value = fields.get("start")
    if value is None or value.is_null:
        return None
    moment = parse_moment(value.text())
    if moment is None:
        value.complain("expected when it starts; write it like 2021-03-03T10:05 or 10:05")
    return moment


def _item(entry: Value, fields: Fields, key: str, times: tuple[datetime | time | None, datetime | time | None]) -> WrittenItem:
    title = fields["title"].text() if "title" in fields else ""
    if not title:
        (fields.get("title") or entry).complain("an item needs a title")
    items = read_items(fields.get("items"), key)
    start, following = times
    minutes = _minutes(fields)
    if minutes is None and not items and following is None and "duration" not in fields and "duration_minutes" not in fields:
        entry.complain("an item without items of its own needs a duration; write duration: 5m")
    return WrittenItem(
        key=key,
        title=title,
        start=start,
        minutes=minutes,
        expects_report=fields["expects_report"].truth() if "expects_report" in fields else None,
        description=_lines(fields, "description"),
        notes=_lines(fields, "notes"),
        speakers=read_people(fields.get("speakers")),
        items=items,
        aliases=_aliases(fields.get("aliases")),
    )


def _lines(fields: Fields, key: str) -> str:
    return fields[key].lines().strip() if key in fields else ""


def _aliases(value: Value | None) -> tuple[str, ...]:
    aliases = tuple(entry.text() for entry in value.entries()) if value else ()
    return tuple(dict.fromkeys(alias for alias in aliases if alias))


def _minutes(fields: Fields) -> int | None:
    """Return the minutes of `duration` or `duration_minutes`; None where neither is given or can be read."""
    short, plain = fields.get("duration"), fields.get("duration_minutes")
    read = [minutes for minutes in (_short(short), _plain(plain)) if minutes is not None]
    if short and len(set(read)) > 1:
        short.complain("says something else than duration_minutes; give one of them")
    return read[0] if read else None


def _short(value: Value | None) -> int | None:
    if value is None or value.is_null:
        return None
    return _bounded(value, parse_duration(value.text()), "expected a time like 40m or 1h30m")


def _plain(value: Value | None) -> int | None:
    if value is None or value.is_null:
        return None
    text = value.text()
    return _bounded(value, int(text) if re.fullmatch(r"[0-9]{1,6}", text) else None, "expected a whole number of minutes")


def _bounded(value: Value, minutes: int | None, expected: str) -> int | None:
    if minutes is None:
        value.complain(expected)
    elif minutes > MAX_MINUTES:
        value.complain("is longer than a week")
        return None
    return minutes
