"""When the answer to the mail about a planned meeting wants it to be.

    newly written text -> MovingOrder (the words of the date) -> Move: the start, or why it is none
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import Meeting
from mailflow.domain.commands.moving_orders import MovingOrder, parse_moving_order
from mailflow.domain.days import WEEKDAYS
from mailflow.domain.notes.dates import Days, day_at
from mailflow.domain.notes.next_meeting import Mention, date_alone
from mailflow.domain.notes.words import flat


class Unmoved(StrEnum):
    """Why a meeting was not moved by an answer."""

    UNCLEAR = "unclear"
    OVER = "over"
    FIXED = "fixed"
    UNPROVEN = "unproven"


@dataclass(frozen=True, slots=True)
class Move:
    """The words of the date, and the start in UTC, or why there is none; it `is_next` where the words name the next meeting."""

    words: str
    start_at: datetime | None = None
    why_not: Unmoved | None = None
    is_next: bool = False


def read_move(text: str, meeting: Meeting, *, now: datetime, names: tuple[str, ...] = ()) -> Move | None:
    """Return when a text wants a meeting to be; None where it says nothing of it.

    A day without a time keeps the time of day; one without a year is the next of its name, unless it has just gone by.

    Args:
        text: newly written text of a reply.
        meeting: its start and zone, and the keys of its items, which look like dates.
        now: when it was written.
        names: names of the author, which may stand under it.
    """
    order = parse_moving_order(text, names=names)
    if order is None or any(item.key == order.argument for item in meeting.walk()):
        return None
    start_at = _start(order, meeting, now)
    if start_at is None:
        is_asked = not order.is_plain or _DAY_AND_MORE.search(order.argument)
        return Move(order.argument, None, Unmoved.UNCLEAR, order.is_next) if is_asked else None
    is_over = start_at <= now or (not _has_year(order.argument, meeting, now) and start_at - now > _FAR)
    return Move(order.argument, start_at, Unmoved.OVER if is_over else None, order.is_next)


def names_a_day(text: str, meeting: Meeting, *, now: datetime) -> bool:
    """Tell whether a few words have a date in them, with its number."""
    folded = flat(text[:_LONGEST])
    if len(folded.split()) > _FEW_WORDS:
        return False
    days, keys = _days(meeting, now), {item.key for item in meeting.walk()}
    found = (day_at(folded, word.start(), days) for word in re.finditer(r"\S+", folded) if word[0].strip(",.;:!?()") not in keys)
    return any(day is not None and _NUMBER.search(folded[day.start : day.end]) for day in found)


def _days(meeting: Meeting, now: datetime) -> Days:
    today = now.astimezone(ZoneInfo(meeting.timezone)).date()
    return Days(today, today)


def _start(order: MovingOrder, meeting: Meeting, now: datetime) -> datetime | None:
    """Return the start that an order names; None where it is not clear."""
    found = date_alone(order.argument, _days(meeting, now)) if order.is_plain else None
    if found is None or _is_doubtful(flat(order.argument), found):
        return None
    zone = ZoneInfo(meeting.timezone)
    at = found.at or meeting.start_at.astimezone(zone).time()
    start_at = datetime.combine(found.day.on, at, zone)
    is_skipped = start_at.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != start_at.replace(tzinfo=None)
    named = next((_OFFSETS[word] for word in _WORD.findall(flat(order.argument)) if word in _OFFSETS), None)
    is_elsewhere = named is not None and start_at.utcoffset() != timedelta(hours=named)
    return None if is_skipped or is_elsewhere else start_at.astimezone(UTC)


def _is_doubtful(folded: str, found: Mention) -> bool:
    """Tell whether a date may mean more than one day or time, or is not all that is said."""
    day, behind = folded[found.day.start : found.day.end], folded[found.day.end :]
    slashed = _SLASHED.match(day)
    either = slashed is not None and slashed[1] != slashed[2] and max(int(slashed[1]), int(slashed[2])) <= _MONTHS
    weekdays = {WEEKDAYS[word] for word in _WORD.findall(folded) if word in WEEKDAYS}
    weekdays |= {found.day.weekday + 1} if found.day.weekday is not None else set()
    is_other_day = bool(weekdays - {found.day.on.isoweekday()})
    is_all = not (set(_WORD.findall(folded[found.end :])) - _ZONES)
    is_range = _RANGE.search(behind) is not None
    has_time = found.at is not None
    is_bare_hour = has_time and found.at is not None and found.at < _EARLIEST and not _CLOCK.search(folded)
    return either or is_other_day or is_range or is_bare_hour or not (is_all and _NUMBER.search(day))


def _has_year(argument: str, meeting: Meeting, now: datetime) -> bool:
    found = date_alone(argument, _days(meeting, now))
    day = flat(argument)[found.day.start : found.day.end] if found else ""
    return len(_NUMBER.findall(day)) > len(("day", "month")) or re.search(r"\d{4}", day) is not None


_OFFSETS = {"utc": 0, "gmt": 0, "cet": 1, "cest": 2}
_ZONES = frozenset(_OFFSETS)
_FAR = timedelta(days=270)
"""A day without a year that is farther than this has just gone by, and is not meant a year ahead."""
_FEW_WORDS = 12
_LONGEST = 200
_MONTHS = 12
_EARLIEST = time(7)
_NUMBER = re.compile(r"\d+")
_WORD = re.compile(r"\w+")
_SLASHED = re.compile(r"\D*(\d{1,2})/(\d{1,2})\b")
_RANGE = re.compile(r"\d\s?(?:h|uhr)?\s?(?:[-–—]|\b(?:to|bis|until|till|a|as|tot|do)\b)\s?\d")
_CLOCK = re.compile(r"\d\s?[:h.]\s?\d\d|\d\s?am\b")
_DAY_AND_MORE = re.compile(r"\d.*\d|\d\D*[^\W\d]")
