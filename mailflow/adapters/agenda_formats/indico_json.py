"""The JSON export of an Indico event, `/export/event/ID.json?detail=subcontributions` (or `contributions`, or `sessions`).

    results[0]: title, startDate, timezone, note -> contributions (grouped by session and day), session blocks, breaks -> subContributions

Times are told in the zone of the server or of who asked, each with its `tz`; the meeting is spoken of in `timezone`.
Source: docs.getindico.io, "HTTP API: Event export"; indico/indico, indico/modules/events/export.py and http_api.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from mailflow.adapters.agenda_formats.free_text import FreeText, read_free_text
from mailflow.adapters.agenda_formats.indico_values import Object, conveners, lines_of, minutes_of, moment, objects, people, text
from mailflow.adapters.agenda_formats.names import slug_of
from mailflow.adapters.agenda_formats.options import AgendaOptions
from mailflow.adapters.agenda_formats.times import is_timezone
from mailflow.adapters.agenda_formats.written import MAX_DEPTH, WrittenAgenda, WrittenItem, masked_item, numbered
from mailflow.domain.agenda import Series, Speaker
from mailflow.domain.errors import BadInputError

_MOST_ITEMS = 1000
_LONGEST_NUMBER = 18
_LONGEST_ANSWER = 200
_ERROR_KEYS = ("message", "error", "errors", "reason")
_LAST = datetime(2200, 1, 1)  # noqa: DTZ001 - a wall-clock time


def is_indico_export(told: object) -> bool:
    """Tell whether a JSON document is an answer of Indico: an export or an error."""
    return isinstance(told, dict) and ("results" in told or str(told.get("_type", "")).startswith("HTTPAPI") or _is_error(told))


def _is_error(told: Object) -> bool:
    return not {"title", "start", "items"} & set(told) and any(key in told for key in _ERROR_KEYS)


def parse_indico_json(content: str, *, source: str, options: AgendaOptions) -> WrittenAgenda:
    """Read the one event of an export.

    Raises:
        BadInputError: it is no JSON, an error that Indico answered, holds no event or several, or the event has no title or start.
    """
    event = _event(content, source)
    title, start = text(event, "title"), moment(event.get("startDate"))
    if not title or start is None:
        raise BadInputError(f"{source}: the event has no {'title' if start else 'startDate'}")
    zone = options.timezone or _zone(event) or options.default_timezone
    places = [text(event, key) for key in ("roomFullname", "room", "location", "url")]
    told = read_free_text(lines_of(event.get("description")), places)
    items = numbered(_items(event)) or told.items
    chairs = tuple(people(event.get("chairs")))
    return WrittenAgenda(
        series=Series(slug_of(title), title, zone, chair=chairs[0] if len(chairs) == 1 else None),
        start=start,
        items=tuple(masked_item(item, told.online) for item in items[:_MOST_ITEMS]),
        end=moment(event.get("endDate")),
        date=options.date,
        online=told.online,
        notes=told.masked(_notes(event)),
        warnings=tuple(_warnings(source, told, items, chairs)),
    )


def _warnings(source: str, told: FreeText, items: tuple[WrittenItem, ...], chairs: tuple[Speaker, ...]) -> Iterator[str]:
    if not items:
        yield f"{source}: no contributions; export it with ?detail=subcontributions"
    elif items is told.items:
        yield f"{source}: no contributions, so the items were read from the description"
    if len(items) > _MOST_ITEMS:
        yield f"only the first {_MOST_ITEMS} items were read"
    if len(chairs) > 1:
        yield f"the event has {len(chairs)} chairs ({', '.join(chair.name for chair in chairs[:5])}), and one person approves"


def _event(content: str, source: str) -> Object:
    try:
        export = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{source}: is no valid JSON: {error}") from error
    if not isinstance(export, dict):
        raise BadInputError(f"{source}: expected the export of one event; export /export/event/ID.json")
    if "results" not in export:
        raise BadInputError(f"{source}: Indico answered no event but: {_answer(export)}")
    results = objects(export["results"])
    if len(results) != 1:
        got = f"{len(results)}{_titles(results)}"
        raise BadInputError(f"{source}: expected the export of one event, got {got}; export /export/event/ID.json")
    return results[0]


def _answer(export: Object) -> str:
    """Return the words of an error, in one line."""
    words = next((export[key] for key in _ERROR_KEYS if export.get(key)), "") or export.get("additionalInfo") or "no words"
    shown = " ".join(str(words).split())
    return "".join(letter for letter in shown if letter.isprintable())[:_LONGEST_ANSWER]


def _titles(results: list[Object]) -> str:
    titles = [f"“{text(one, 'title')[:60]}”" for one in results[:3] if text(one, "title")]
    return f" ({', '.join(titles)}{', …' if len(results) > len(titles) else ''})" if titles else ""


@dataclass(slots=True)
class _Session:
    """What of one session is on one day: its head, where the export tells it, and what stands in it."""

    title: str
    head: WrittenItem | None = None
    items: list[WrittenItem] = field(default_factory=list)

    def written(self) -> WrittenItem:
        items = tuple(sorted(self.items, key=_order))
        start = items[0].start if items else None
        return replace(self.head, items=items) if self.head else WrittenItem("", self.title, start=start, items=items)


def _items(event: Object) -> tuple[WrittenItem, ...]:
    """Return what is on the timetable in the order of its times; contributions of one session and day stand below an item of its title."""
    blocks = [_block(one) for one in objects(event.get("sessions"))]
    within = {_id(one) for session in objects(event.get("sessions")) for one in objects(session.get("contributions"))} - {""}
    entries: list[WrittenItem] = [block for block in blocks if block.title]
    sessions: dict[tuple[str, date | None], _Session] = {}
    for told in _contributions(event):
        item, session = _item(told), text(told, "session")
        if not item.title or (_id(told) in within):
            continue
        if session:
            _session_on(session, item, sessions).items.append(item)
        else:
            entries.append(item)
    return tuple(sorted((*entries, *(one.written() for one in sessions.values())), key=_order))


def _session_on(title: str, item: WrittenItem, sessions: dict[tuple[str, date | None], _Session]) -> _Session:
    """Return the session with that title on the day of an item; an item without a day joins the first that there is."""
    day = item.start.date() if isinstance(item.start, datetime) else None
    if day is None:
        found = next((session for (name, _), session in sessions.items() if name == title), None)
        if found:
            return found
    return sessions.setdefault((title, day), _Session(title))


def _contributions(event: Object) -> list[Object]:
    """Return contributions and breaks, those with a time first, in their order."""
    told = [*objects(event.get("contributions")), *objects(event.get("breaks"))][: _MOST_ITEMS + 1]
    return sorted(told, key=lambda one: (moment(one.get("startDate")) is None, _wall(moment(one.get("startDate"))), _number(one)))


def _id(told: Object) -> str:
    return str(told.get("db_id") or told.get("id") or "")


def _number(told: Object) -> int:
    number = str(told.get("friendly_id") or told.get("id") or "")
    return int(number) if number.isdecimal() and len(number) <= _LONGEST_NUMBER else 0


def _order(item: WrittenItem) -> datetime:
    return _wall(item.start if isinstance(item.start, datetime) else None)


def _wall(start: datetime | None) -> datetime:
    """Return a start by which to sort: all of an export tell their zone, or none does; what has none goes last."""
    return start.astimezone(UTC).replace(tzinfo=None) if start and start.tzinfo else start or _LAST


def _block(told: Object) -> WrittenItem:
    """Return a block of a session; conveners are its speakers."""
    whole = told.get("session")
    session: Object = whole if isinstance(whole, dict) else {}
    inner = [_item(one) for one in (*objects(told.get("contributions")), *objects(told.get("entries")), *objects(told.get("breaks")))]
    item = _item(told)
    return replace(
        item,
        title=item.title or text(session, "title"),
        description=item.description or lines_of(session.get("description")),
        notes=item.notes or _notes(session),
        speakers=item.speakers or conveners(told) or conveners(session),
        items=tuple(sorted((one for one in inner if one.title), key=_order)),
    )


def _item(told: Object, depth: int = 0) -> WrittenItem:
    start = moment(told.get("startDate"))
    spoken = (tuple(people(told.get(key))) for key in ("speakers", "presenters", "primaryauthors"))
    parts = [_item(one, depth + 1) for one in objects(told.get("subContributions"))] if depth < MAX_DEPTH else []
    return WrittenItem(
        "",
        text(told, "title"),
        start=start,
        minutes=minutes_of(told, start),
        description=lines_of(told.get("description")),
        notes=_notes(told),
        speakers=next(filter(None, spoken), ()),
        items=tuple(part for part in parts if part.title),
    )


def _notes(told: Object) -> str:
    """Return the minutes of an event, a session, a contribution or a part of one."""
    notes = [told.get(key) for key in ("note", "notes", "minutes")]
    shown = [lines_of(one.get("html") or one.get("text") or one.get("source")) if isinstance(one, dict) else lines_of(one) for one in notes]
    return "\n\n".join(dict.fromkeys(filter(None, shown)))


def _zone(event: Object) -> str:
    start = event.get("startDate")
    named = (text(event, "timezone"), text(start, "tz") if isinstance(start, dict) else "")
    return next((zone for zone in named if zone and is_timezone(zone)), "")
