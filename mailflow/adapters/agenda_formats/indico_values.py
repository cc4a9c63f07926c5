"""What stands in the export of an Indico event: people, moments, durations, and texts that may be HTML."""

import html
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from mailflow.adapters.agenda_formats.addresses import is_address
from mailflow.adapters.agenda_formats.names import tidy_name
from mailflow.adapters.agenda_formats.times import MAX_MINUTES, is_timezone, parse_duration
from mailflow.adapters.mime.html_text import html_to_text
from mailflow.domain.agenda import Speaker

Object = Mapping[str, object]
_DIGEST = re.compile(r"[0-9a-f]{32}")
_MARKUP = re.compile(r"</?[a-zA-Z][^<>]*>|<!--")
_ENTITY = re.compile(r"&(?:[a-zA-Z]{2,10}|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_CLOCK = re.compile(r"(\d{1,3}):(\d\d)(?::\d\d)?")


def text(told: Object, key: str) -> str:
    """Return a value that is one line of text, "" where it is none; marks of HTML, which old events have in their titles, are taken out."""
    return " ".join(lines_of(told.get(key)).split())


def lines_of(value: object) -> str:
    """Return a text of some lines, without markup."""
    if not isinstance(value, str):
        return ""
    if _MARKUP.search(value):
        return html_to_text(value)[0].strip()
    return (html.unescape(value) if _ENTITY.search(value) else value).replace("\r\n", "\n").strip()


def objects(value: object) -> list[Object]:
    """Return the objects of a list, or of an object of objects."""
    if isinstance(value, dict):
        value = list(value.values())
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def moment(told: object) -> datetime | None:
    """Return `{"date": "2021-03-03", "time": "10:00:00", "tz": …}` as an aware time, or a naive one where the zone is unknown."""
    if isinstance(told, str):
        return _iso(told)
    if not isinstance(told, dict):
        return None
    found = _iso(f"{told.get('date')}T{told.get('time')}")
    zone = told.get("tz")
    return found.replace(tzinfo=ZoneInfo(zone)) if found and not found.tzinfo and isinstance(zone, str) and is_timezone(zone) else found


def _iso(told: str) -> datetime | None:
    try:
        return datetime.fromisoformat(told) if "T" in told else None
    except ValueError:
        return None


def minutes_of(told: Object, start: datetime | None) -> int | None:
    """Return how long something takes: its `duration` in minutes, else from its start to its end; None where neither is told."""
    duration = told.get("duration")
    minutes = _minutes(duration) if not isinstance(duration, bool) else None
    end = moment(told.get("endDate"))
    if minutes is None and start and end and (start.tzinfo is None) == (end.tzinfo is None):
        minutes = int((end - start).total_seconds() // 60)
    return minutes if minutes is not None and 0 <= minutes <= MAX_MINUTES else None


def _minutes(duration: object) -> int | None:
    if isinstance(duration, int | float) and 0 <= duration <= MAX_MINUTES:
        return int(duration)
    if not isinstance(duration, str):
        return None
    clock = _CLOCK.fullmatch(duration.strip())
    if clock:
        return 60 * int(clock[1]) + int(clock[2])
    return parse_duration(f"{duration.strip()}m" if duration.strip().isdecimal() else duration)


def conveners(told: Object) -> tuple[Speaker, ...]:
    """Return who convenes a session or a block of one."""
    return next(filter(None, (tuple(people(told.get(key))) for key in ("conveners", "sessionConveners", "chairs"))), ())


def people(listed: object) -> Iterator[Speaker]:
    """Yield the people of a list; addresses are told to managers alone, to everybody else their MD5."""
    for person in objects(listed):
        name = _name(person)
        digest = text(person, "emailHash").lower()
        if name:
            yield Speaker(
                tidy_name(name),
                text(person, "affiliation"),
                _address(person.get("email")),
                email_hash=digest if _DIGEST.fullmatch(digest) else "",
            )


def _name(person: Object) -> str:
    for first, last in (("first_name", "last_name"), ("firstName", "familyName")):
        parts = [part for part in (text(person, first), text(person, last)) if part]
        if parts:
            return " ".join(parts)
    return _turned(text(person, "fullName") or text(person, "name"))


def _turned(name: str) -> str:
    """Return `Bird, Ian` as Ian Bird."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma else name


def _address(told: object) -> str | None:
    """Return an address; some versions of Indico tell it in a list of one."""
    if isinstance(told, list) and len(told) == 1:
        told = told[0]
    return told.strip() if isinstance(told, str) and is_address(told.strip()) else None
