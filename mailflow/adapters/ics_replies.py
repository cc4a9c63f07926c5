"""What calendars answer (RFC 5545, 5546, 7986), read by icalendar.

Nothing is asked for that some client leaves out: Exchange has no ORGANIZER, others no SEQUENCE, iCloud no mailto address.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

from icalendar import Calendar, Event

from mailflow.domain.records import CalendarMethod, CalendarReply

_TEXT_LIMIT = 8192
_REPLY_LIMIT = 128 * 1024
_CONTROLS = re.compile("[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_SEQUENCE = re.compile(r"\d{1,9}", re.ASCII)
_METHODS = {method.name: method for method in CalendarMethod}
# What icalendar raises for a truncated, nested or wrongly typed object.
_READING_ERRORS = (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError)


def parse_reply(content: bytes) -> CalendarReply | None:
    """Read a VCALENDAR with METHOD:REPLY, COUNTER or REFRESH; None if it is none, or larger than any is."""
    if len(content) > _REPLY_LIMIT:
        return None
    try:
        return _reply(Calendar.from_ical(_decoded(content)))
    except _READING_ERRORS:
        return None


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _reply(calendar: Calendar) -> CalendarReply | None:
    method = _METHODS.get(str(calendar.get("METHOD", "")).strip().upper())
    if method is None:
        return None
    return next((found for found in (_answer(event, method) for event in calendar.events) if found is not None), None)


def _answer(event: Event, method: CalendarMethod) -> CalendarReply | None:
    parties = [party for party in map(_party, _listed(event.get("ATTENDEE"))) if party.address]
    uid = _value(event.get("UID"))
    if not uid or not parties or (method is CalendarMethod.REPLY and not parties[0].partstat):
        return None
    first, *others = parties
    start_at, end_at = _proposed(event)
    return CalendarReply(
        uid,
        first.address,
        first.partstat,
        _sequence(event),
        _moment(event, "DTSTAMP"),
        method,
        comment=_comment(event, first),
        delegate=first.delegate,
        start_at=start_at,
        end_at=end_at,
        others=tuple((other.address, other.partstat) for other in others),
    )


@dataclass(frozen=True, slots=True)
class _Party:
    """What is said of an attendee."""

    address: str
    partstat: str
    delegate: str
    comment: str


def _listed(found: object) -> list[object]:
    return found if isinstance(found, list) else [] if found is None else [found]


def _party(attendee: object) -> _Party:
    params = getattr(attendee, "params", {})
    delegates = [_bare(one) for one in _listed(params.get("DELEGATED-TO"))]
    # iCloud names an attendee by a path of its own, and tells the address beside it (RFC 7986 6.2).
    address = next((found for found in (_bare(attendee), _bare(params.get("EMAIL"))) if "@" in found and "/" not in found), "")
    return _Party(address, _value(params.get("PARTSTAT")).lower(), next(iter(delegates), ""), _value(params.get("X-RESPONSE-COMMENT")))


def _bare(address: object) -> str:
    """Return the addr-spec of a mailto URI."""
    found = re.sub(r"(?i)^\s*mailto:", "", _value(address)).partition("?")[0].strip().strip('"<>').strip()
    return unquote(found) if "%" in found else found


def _comment(event: Event, party: _Party) -> str:
    """Return what an attendee writes beside an answer: most calendars as COMMENT, Google's at the attendee."""
    comments = dict.fromkeys([*(_CONTROLS.sub("", str(one)).strip() for one in _listed(event.get("COMMENT"))), party.comment])
    return "\n".join(comment for comment in comments if comment)[:_TEXT_LIMIT]


def _value(found: object) -> str:
    """Return a value without control characters and lone surrogates: no database takes a NUL."""
    return _CONTROLS.sub("", str(found or "")).strip()


def _proposed(event: Event) -> tuple[datetime | None, datetime | None]:
    start_at, end_at = _moment(event, "DTSTART"), _moment(event, "DTEND")
    if end_at is None and start_at is not None:
        lasting = _read(event, "DURATION")
        end_at = start_at + lasting if isinstance(lasting, timedelta) else None
    return start_at, end_at


def _moment(event: Event, name: str) -> datetime | None:
    """Return a time in UTC; a DTSTAMP without a zone is taken for UTC, any other for unreadable: nobody knows whose clock it is."""
    moment = _read(event, name)
    if not isinstance(moment, datetime) or (moment.tzinfo is None and name != "DTSTAMP"):
        return None
    try:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except OverflowError:
        return None


def _read(event: Event, name: str) -> object:
    try:
        return getattr(event.get(name), "dt", None)
    except _READING_ERRORS:  # the library keeps a broken value and raises when it is read
        return None


def _sequence(event: Event) -> int | None:
    found = str(event.get("SEQUENCE", "")).strip()
    return int(found) if _SEQUENCE.fullmatch(found) else None
