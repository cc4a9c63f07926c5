"""What stands in the entries of a calendar: times, people, links, a rhythm (RFC 5545, 7986), whatever program wrote it."""

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event
from icalendar.prop import vCalAddress, vRecur

from mailflow.adapters.agenda_formats.addresses import is_address
from mailflow.adapters.agenda_formats.indico_values import lines_of
from mailflow.adapters.agenda_formats.names import tidy_name
from mailflow.adapters.agenda_formats.times import MAX_MINUTES, is_timezone
from mailflow.domain.agenda import Speaker
from mailflow.domain.errors import BadInputError

# What icalendar raises for a truncated, nested or wrongly typed object.
_READING_ERRORS = (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError, OverflowError)
_LONGEST_CALENDAR = 1_000_000
_MOST_EVENTS = 500
_MOST_PEOPLE = 500
_LONGEST_RULE = 200
_RHYTHMS = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
_LINKS = ("CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL", "X-MICROSOFT-ONLINEMEETINGEXTERNALLINK")
_NO_PERSON = re.compile(r"no[-_.]?reply|do[-_.]?not[-_.]?reply|unknownorganizer|@(?:group|resource)\.calendar\.google\.com$", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"]{1,2000}")


def read_events(content: str, source: str) -> tuple[Calendar, tuple[Event, ...]]:
    """Return a calendar and its entries, without those that only change one occurrence of another.

    Raises:
        BadInputError: it is cut short or no calendar, holds no entry or too many, or is an answer or a cancellation.
    """
    content = content.replace("\r\n", "\n").replace("\r", "\n")
    if len(content) > _LONGEST_CALENDAR:
        raise BadInputError(f"{source}: too large for the calendar file of a meeting ({len(content)} characters)")
    if not re.search(r"^END:VCALENDAR\s*\Z", content, re.IGNORECASE | re.MULTILINE):
        raise BadInputError(f"{source}: the calendar is cut short: its last line is not END:VCALENDAR")
    found = len(re.findall(r"^BEGIN:VEVENT", content, re.IGNORECASE | re.MULTILINE))
    if found > _MOST_EVENTS:
        raise BadInputError(f"{source}: is a calendar of {found} entries; export the one of the meeting")
    calendar = _parsed(content, source)
    method = str(calendar.get("METHOD", "")).upper()
    if method in {"REPLY", "COUNTER", "REFRESH"}:
        raise BadInputError(f"{source}: is an answer to an invitation (METHOD:{method}), no agenda")
    events = tuple(event for event in calendar.events if "RECURRENCE-ID" not in event)
    if not events:
        raise BadInputError(f"{source}: the calendar holds no entry (VEVENT)")
    if method == "CANCEL" or all(_is_cancelled(event) for event in events):
        raise BadInputError(f"{source}: is the cancellation of a meeting, no agenda")
    return calendar, tuple(event for event in events if not _is_cancelled(event))


def _parsed(content: str, source: str) -> Calendar:
    try:
        with warnings.catch_warnings():  # icalendar's are about zones, which are looked at here
            warnings.simplefilter("ignore")
            calendar = Calendar.from_ical(content.replace("\n", "\r\n"))
    except _READING_ERRORS as error:
        several = "several calendars" if "ultiple" in str(error) else "no calendar that can be read"
        raise BadInputError(f"{source}: holds {several}") from error
    if not isinstance(calendar, Calendar):
        raise BadInputError(f"{source}: holds no calendar")
    return calendar


def _is_cancelled(event: Event) -> bool:
    return str(event.get("STATUS", "")).upper() == "CANCELLED"


def line(event: Event | Calendar, name: str) -> str:
    """Return a property as one line; "" where there is none; of several the first."""
    return " ".join(lines(event, name).split())


def lines(event: Event | Calendar, name: str) -> str:
    """Return a property as text, without markup."""
    found = event.get(name, "")
    return lines_of(str(found[0] if isinstance(found, list) and found else found))


@dataclass(frozen=True, slots=True)
class Told:
    """When an entry is: a moment, or only a day; `zone` is the IANA zone that it names; `unknown_zone` a name that is none."""

    start: datetime | date
    minutes: int | None
    zone: str = ""
    unknown_zone: str = ""

    @property
    def moment(self) -> datetime | None:
        """The start, where a time of day is told."""
        return self.start if isinstance(self.start, datetime) else None


def when(event: Event, source: str) -> Told:
    """Return when an entry is. Raises BadInputError: it tells no start, or one that cannot be read."""
    start = _date(event, "DTSTART")
    if start is None:
        raise BadInputError(f"{source}: “{line(event, 'SUMMARY')[:60]}” has no start (DTSTART) that can be read")
    named = str(_parameter(event, "DTSTART", "TZID"))
    zone = start.tzinfo.key if isinstance(start, datetime) and isinstance(start.tzinfo, ZoneInfo) else ""
    is_told = is_timezone(zone) and zone != "UTC"
    unknown = named if isinstance(start, datetime) and start.tzinfo is None and named else ""
    return Told(start, _minutes(event, start), zone if is_told else "", unknown)


def _minutes(event: Event, start: datetime | date) -> int | None:
    end, duration = _date(event, "DTEND"), _value(event, "DURATION")
    if isinstance(duration, timedelta):
        minutes = int(duration.total_seconds() // 60)
    elif isinstance(start, datetime) and isinstance(end, datetime) and (start.tzinfo is None) == (end.tzinfo is None):
        minutes = int((end - start).total_seconds() // 60)
    else:
        return None
    return minutes if 0 < minutes <= MAX_MINUTES else None


def _date(event: Event, name: str) -> datetime | date | None:
    found = _value(event, name)
    if not isinstance(found, date):
        return None
    return found if 1970 <= found.year < 2200 else None  # noqa: PLR2004 - the years in which anybody meets


def _value(event: Event, name: str) -> object:
    found = event.get(name)
    try:
        return getattr(found, "dt", None)
    except _READING_ERRORS:
        return None


def _parameter(event: Event, name: str, parameter: str) -> object:
    return getattr(event.get(name), "params", {}).get(parameter, "")


def cadence_of(event: Event, source: str) -> str:
    """Return the rule by which an entry recurs, as it is written; it is never expanded here.

    Raises:
        BadInputError: the rule cannot be read, is longer than any meeting's, or is by the hour or finer.
    """
    found = event.get("RRULE")
    rule = found[0] if isinstance(found, list) and found else found
    if any(name == "RRULE" for name, _ in event.errors) or (rule is not None and not isinstance(rule, vRecur)):
        raise BadInputError(f"{source}: the rule by which the meeting recurs (RRULE) cannot be read")
    if rule is None:
        return ""
    written: str = rule.to_ical().decode("utf-8", "replace")  # type: ignore[no-untyped-call]
    frequency = str((rule.get("FREQ") or [""])[0]).upper()
    if len(written) > _LONGEST_RULE or frequency not in _RHYTHMS:
        shown = f"{written[:40]}…" if len(written) > 40 else written  # noqa: PLR2004 - enough to find it
        raise BadInputError(f"{source}: no meeting recurs by such a rule (RRULE:{shown})")
    return written


def links(event: Event) -> Iterator[str]:
    """Yield the links by which to join: those that are told to be, then those of the place and of the entry."""
    for name in (*_LINKS, "LOCATION", "URL"):
        found = event.get(name, [])
        for one in found if isinstance(found, list) else [found]:
            yield from _LINK.findall(str(one)[:4000])


def joining_link(event: Event) -> str:
    """Return the link that the entry itself declares to be for joining (RFC 7986 5.11); "" where it declares none."""
    found = event.get("CONFERENCE", [])
    every = [str(one) for one in (found if isinstance(found, list) else [found])]
    return next((one for one in every if _LINK.fullmatch(one)), "")


def phones(event: Event) -> tuple[str, ...]:
    """Return the numbers that the entry declares to be for joining."""
    found = event.get("CONFERENCE", [])
    every = [str(one) for one in (found if isinstance(found, list) else [found])]
    return tuple(one[4:].partition(";")[0] for one in every if one.lower().startswith("tel:"))[:20]


def organiser(event: Event) -> Speaker | None:
    """Return who called the meeting; None where that is a service."""
    return _person(event.get("ORGANIZER"))


def attendees(event: Event) -> tuple[tuple[Speaker, bool], ...]:
    """Return who is invited, rooms and groups left out, and whether they take the chair (ROLE=CHAIR)."""
    found = event.get("ATTENDEE", [])
    every = (found if isinstance(found, list) else [found])[:_MOST_PEOPLE]
    people = [(_person(one), str(getattr(one, "params", {}).get("ROLE", "")).upper() == "CHAIR") for one in every if _is_human(one)]
    return tuple((person, is_chair) for person, is_chair in people if person)


def _is_human(told: object) -> bool:
    return str(getattr(told, "params", {}).get("CUTYPE", "INDIVIDUAL")).upper() in {"INDIVIDUAL", "UNKNOWN"}


def _person(told: object) -> Speaker | None:
    if not isinstance(told, vCalAddress):
        return None
    address = re.sub(r"^mailto:", "", str(told).strip(), flags=re.IGNORECASE)
    name = tidy_name(str(told.params.get("CN", "")).strip("\"' "))
    if not is_address(address) or _NO_PERSON.search(address):
        return None
    return Speaker(_turned(name) if name and not is_address(name) else address, email=address)


def _turned(name: str) -> str:
    """Return `Bird, Ian` as Ian Bird, as Exchange writes names."""
    last, comma, first = name.partition(",")
    return f"{first.strip()} {last.strip()}" if comma and first.strip() else name
