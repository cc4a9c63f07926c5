"""The JSON export of an Indico event, `/export/event/ID.json?detail=subcontributions`.

    results[0]: title, startDate, timezone -> contributions, grouped by session -> subContributions

It tells the addresses of nobody to strangers, only their MD5 (`emailHash`): that is kept as evidence of who somebody is.
Source: docs.getindico.io, "HTTP API: Event export".
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from mailflow.adapters.agenda_formats.names import slug_of, tidy_name
from mailflow.adapters.agenda_formats.options import AgendaOptions
from mailflow.adapters.agenda_formats.times import is_timezone
from mailflow.adapters.agenda_formats.written import WrittenAgenda, WrittenItem, sibling_keys
from mailflow.adapters.mime.html_text import html_to_text
from mailflow.domain.agenda import Series, Speaker
from mailflow.domain.errors import BadInputError

_Object = Mapping[str, object]
_MOST_ITEMS = 1000
_HASH_LENGTH = 32


def parse_indico_json(content: str, *, source: str, options: AgendaOptions) -> WrittenAgenda:
    """Read the one event of an export.

    Raises:
        BadInputError: it is no JSON, holds no event or several, or the event has no title or start.
    """
    event = _event(content, source)
    title = _text(event, "title")
    start = _moment(event.get("startDate"))
    if not title or start is None:
        raise BadInputError(f"{source}: the event has no {'title' if start else 'startDate'}")
    zone = options.timezone or _zone(event) or options.default_timezone
    items = _numbered(tuple(_items(event)), "")
    warnings = () if items else (f"{source}: no contributions; export it with ?detail=subcontributions",)
    return WrittenAgenda(
        series=Series(slug_of(title), title, zone, chair=next(iter(_people(event.get("chairs"))), None)),
        start=start,
        items=items,
        end=_moment(event.get("endDate")),
        date=options.date,
        warnings=warnings,
    )


def _event(content: str, source: str) -> _Object:
    try:
        export = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{source}: is no valid JSON: {error}") from error
    results = [one for one in _list(export.get("results")) if isinstance(one, dict)] if isinstance(export, dict) else []
    if len(results) != 1:
        raise BadInputError(f"{source}: expected the export of one event, got {len(results)}; export /export/event/ID.json")
    return results[0]


def _items(event: _Object) -> Iterator[WrittenItem]:
    """Yield the contributions in their order, those of one session below an item of its title."""
    sessions: dict[str, list[WrittenItem]] = {}
    order: list[str | WrittenItem] = []
    contributions = [one for one in _list(event.get("contributions")) if isinstance(one, dict)][:_MOST_ITEMS]
    for contribution in sorted(contributions, key=_order):
        item, session = _item(contribution), _text(contribution, "session")
        if not item.title:
            continue
        if not session:
            order.append(item)
            continue
        if session not in sessions:
            order.append(session)
        sessions.setdefault(session, []).append(item)
    for entry in order:
        yield _session(entry, tuple(sessions[entry])) if isinstance(entry, str) else entry


def _numbered(items: tuple[WrittenItem, ...], parent: str) -> tuple[WrittenItem, ...]:
    keys = sibling_keys(tuple("" for _ in items), parent)
    return tuple(replace(item, key=key, items=_numbered(item.items, key)) for item, key in zip(items, keys, strict=True))


def _session(title: str, items: tuple[WrittenItem, ...]) -> WrittenItem:
    return WrittenItem("", title, start=items[0].start, items=items)


def _order(contribution: _Object) -> tuple[bool, str, int]:
    """Return the place of a contribution: by its time, those without one last, as they were entered."""
    start = _moment(contribution.get("startDate"))
    number = str(contribution.get("friendly_id") or contribution.get("id") or "")
    return (start is None, start.isoformat() if start else "", int(number) if number.isdecimal() and len(number) < _HASH_LENGTH else 0)


def _item(contribution: _Object) -> WrittenItem:
    minutes = contribution.get("duration")
    return WrittenItem(
        "",
        _text(contribution, "title"),
        start=_moment(contribution.get("startDate")),
        minutes=int(minutes) if isinstance(minutes, int | float) and 0 <= minutes < _MOST_ITEMS else None,
        description=html_to_text(_text(contribution, "description"))[0].strip(),
        speakers=tuple(_people(contribution.get("speakers") or contribution.get("primaryauthors"))),
        items=tuple(_item(one) for one in _list(contribution.get("subContributions")) if isinstance(one, dict) and _text(one, "title")),
    )


def _people(listed: object) -> Iterator[Speaker]:
    for person in _list(listed):
        if not isinstance(person, dict):
            continue
        parts = (_text(person, "first_name"), _text(person, "last_name"))
        name = " ".join(filter(None, parts)) or _turned(_text(person, "fullName"))
        digest = _text(person, "emailHash").lower()
        if name:
            yield Speaker(
                tidy_name(name),
                _text(person, "affiliation"),
                _text(person, "email") or None,
                email_hash=digest if len(digest) == _HASH_LENGTH and digest.isalnum() else "",
            )


def _turned(name: str) -> str:
    """Return `Bird, Ian` as Ian Bird."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _moment(told: object) -> datetime | None:
    """Return `{"date": "2021-03-03", "time": "10:00:00", "tz": …}` as a wall-clock time of the event's zone."""
    if not isinstance(told, dict):
        return None
    try:
        return datetime.fromisoformat(f"{told.get('date')}T{told.get('time')}").replace(tzinfo=None)
    except ValueError:
        return None


def _zone(event: _Object) -> str:
    start = event.get("startDate")
    named = (_text(event, "timezone"), _text(start, "tz") if isinstance(start, dict) else "")
    return next((zone for zone in named if zone and is_timezone(zone)), "")


def _text(told: _Object, key: str) -> str:
    value = told.get(key)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _list(told: object) -> Sequence[object]:
    return told if isinstance(told, list) else ()
