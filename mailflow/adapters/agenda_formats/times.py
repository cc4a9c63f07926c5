"""Durations, moments and time zones as people write them."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import fuzz

MAX_MINUTES = 7 * 24 * 60
_YEARS = range(1970, 2200)
_LONGEST_TITLE = 300

_MINUTES = r"min(?:ut(?:es?|en|os?|i))?\.?"
_DURATION = (
    r"(?:(?P<hours>\d{1,3})\s?(?:h(?:ours?|eures?|oras?|rs?)?|std\.?|stunden?|or[ae])"
    rf"(?:\s?(?P<rest>\d{{1,2}})\s?(?:{_MINUTES}|m|['\u2032])?)?"
    rf"|(?P<minutes>\d{{1,4}})(?:\s?{_MINUTES}|m|['\u2032]))"
)
_WHOLE_DURATION = re.compile(rf"\s*{_DURATION}\s*", re.IGNORECASE)
DURATION_BEFORE_PLACE = re.compile(
    rf"(?P<title>\S.{{0,280}}?)\s(?P<duration>(?:\d{{1,2}}\s?(?:h|std\.?)\s?)?(?:\d{{1,4}}\s?(?:m|{_MINUTES}))?)\s(?P<place>\S.{{0,90}})",
    re.IGNORECASE,
)
"""A title, its duration, and the room that a browser put behind them."""
_ENDING_DURATION = re.compile(rf"\s(?P<open>[\[(])?{_DURATION}(?(open)[\])])$", re.IGNORECASE)

_MOMENT = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?:[Tt]|\s+)(?P<hour>\d{1,2}):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.0+)?)?"
    r"\s*(?P<offset>[Zz]|[+-]\d\d:?\d\d)?"
)
_TIME_OF_DAY = re.compile(r"(\d{1,2}):(\d\d)(?::00)?")


def parse_duration(text: str) -> int | None:
    """Return the minutes of `40m`, `1h30m`, `1h 20m`, `1h30'`, `45 min`; None for anything else."""
    found = _WHOLE_DURATION.fullmatch(text[:_LONGEST_TITLE])
    return _minutes(found) if found else None


def split_duration(text: str) -> tuple[str, int] | None:
    """Split `Title 1h 20m` into the title and its minutes; None where no duration ends the text."""
    if len(text) > _LONGEST_TITLE or not text[-1:].isprintable():
        return None
    found = _ENDING_DURATION.search(text, max(0, len(text) - 24))
    title = text[: found.start()].strip() if found else ""
    return (title, _minutes(found)) if found and title else None


def _minutes(found: re.Match[str]) -> int:
    if found["minutes"]:
        return int(found["minutes"])
    return 60 * int(found["hours"]) + int(found["rest"] or 0)


def parse_moment(text: str) -> datetime | time | None:
    """Read `2021-03-03T10:00`, the same with an offset, or a time of day `10:00`; naive means the meeting's zone."""
    found = _MOMENT.fullmatch(text)
    if found:
        return _moment(found)
    clock = _TIME_OF_DAY.fullmatch(text)
    try:
        return time(int(clock[1]), int(clock[2])) if clock else None
    except ValueError:
        return None


def _moment(found: re.Match[str]) -> datetime | None:
    numbers = [int(found[name] or 0) for name in ("year", "month", "day", "hour", "minute", "second")]
    if numbers[0] not in _YEARS:
        return None
    day, clock = "{:04}-{:02}-{:02}".format(*numbers[:3]), "{:02}:{:02}:{:02}".format(*numbers[3:])
    try:
        return datetime.fromisoformat(f"{day}T{clock}{(found['offset'] or '').upper()}")
    except ValueError:
        return None


@cache
def _zone_names() -> frozenset[str]:
    return frozenset(available_timezones())


def is_timezone(name: str) -> bool:
    """Tell whether that is a zone of the IANA database."""
    return name in _zone_names()


def nearest_timezone(name: str) -> str:
    """Return the zone whose name is most like that one."""
    wanted = name[:80].lower()
    return max(sorted(_zone_names()), key=lambda zone: fuzz.ratio(wanted, zone.lower()))


class WallClock:
    """Turns what is written (wall-clock moments, times of day) into UTC.

    Args:
        timezone: IANA name, known to exist.
        start: the written start of the meeting.
        day: the day that takes the place of `start`'s; None: as written.
    """

    def __init__(self, timezone: str, start: datetime, day: date | None) -> None:
        self._zone = ZoneInfo(timezone)
        self._shift = (day - self._wall(start).date()) if day else timedelta()

    def instant(self, moment: datetime) -> datetime:
        """Return a written moment in UTC; the day is moved before the zone is applied, as summer time may lie between."""
        return (self._wall(moment) + self._shift).replace(tzinfo=self._zone).astimezone(UTC)

    def near(self, clock: time, anchor: datetime) -> datetime:
        """Return the instant at that time of day that is nearest to the anchor."""
        local = anchor.astimezone(self._zone)
        days = (local.date() + timedelta(days=days) for days in (0, 1, -1))
        instants = [datetime.combine(day, clock, self._zone).astimezone(UTC) for day in days]
        return min(instants, key=lambda instant: abs(instant - anchor))

    def _wall(self, moment: datetime) -> datetime:
        return moment.astimezone(self._zone).replace(tzinfo=None) if moment.tzinfo else moment
