"""The day of a meeting, as a page names it; days of other meetings are left alone."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from mailflow.adapters.agenda_formats.clocks import find_times, without_times
from mailflow.adapters.agenda_formats.page_lines import PageLine
from mailflow.adapters.agenda_formats.page_words import ABOUT_DATES, DAY_HEADING, MONTHS, OTHER_MEETING, WEEKDAY
from mailflow.adapters.agenda_formats.times import is_timezone

_MONTH = "(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|º|°|\.(?=\s))?"
_OF = r"(?:\s+(?:of|de|del)\s+|\s+|(?<=\.))"
_TO = r"\s*(?:[-–—/→]|to|au|bis|al?)\s*"
_YEAR = r"(?:,|\s+del?\b|\s+of\b)?\s*(?P<year>\d{4})\b"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"(?<![\d:.])(?P<first>{_DAY}){_OF}(?P<first_month>{_MONTH}){_TO}(?P<day>{_DAY}){_OF}(?P<month>{_MONTH}){_YEAR}",
        rf"\b(?P<first_month>{_MONTH})\s+(?P<first>{_DAY}){_TO}(?P<month>{_MONTH})\s+(?P<day>{_DAY}){_YEAR}",
        rf"(?<![\d:.])(?P<first>{_DAY}){_TO}(?P<day>{_DAY}){_OF}(?P<month>{_MONTH}){_YEAR}",
        rf"\b(?P<month>{_MONTH})\s+(?P<first>{_DAY}){_TO}(?P<day>{_DAY}){_YEAR}",
        rf"(?<![\d:.])(?P<day>{_DAY}){_OF}(?P<month>{_MONTH}){_YEAR}",
        rf"\b(?P<day>{_DAY})[-–](?P<month>{_MONTH})[-–](?P<year>\d{{4}})\b",
        rf"\b(?P<month>{_MONTH})\s+(?P<day>{_DAY}){_YEAR}",
        r"\b(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})\b",
        r"\b(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})\b",
        r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\b",
    )
)
_YEARLESS = (
    re.compile(rf"\b(?P<day>{_DAY}){_OF}(?P<month>{_MONTH})(?=\W|$)", re.IGNORECASE),
    re.compile(rf"\b(?P<month>{_MONTH})\s+(?P<day>{_DAY})(?=\W|$)", re.IGNORECASE),
)
_SLASHED = _SHAPES[-1]
_TWELVE = 12
LONGEST_MEETING = timedelta(days=14)
_YEARS = range(1970, 2200)
_ABOUT_DATES = re.compile(rf"{WEEKDAY}|{ABOUT_DATES}|[→⟶\W_]", re.IGNORECASE)
_ZONE = re.compile(r"(?<![\w/])(?:[A-Z][A-Za-z_]{1,30}(?:/[A-Z][\w+-]{1,30}){1,2}|UTC)(?![\w/])")


def find_dates(text: str) -> tuple[date, ...]:
    """Return the dates with a year in a line; of a range, both ends; `3/4/2021` is no date, as nobody can tell which."""
    found = []
    for shape in _SHAPES:
        for match in shape.finditer(text):
            found += _dates(match)
        text = shape.sub(" ", text)
    return tuple(found)


def _dates(match: re.Match[str]) -> list[date]:
    groups = match.groupdict()
    year, month, day = int(groups["year"]), _month(groups["month"]), _number(groups["day"])
    is_unclear = match.re is _SLASHED and day <= _TWELVE and day != month
    if is_unclear or year not in _YEARS:
        return []
    if match.re is _SLASHED and month > _TWELVE:
        day, month = month, day
    first_month = _month(groups.get("first_month") or "") or month
    days = [(first_month, _number(groups["first"]))] if groups.get("first") else []
    try:
        return [date(year, *one) for one in (*days, (month, day))]
    except ValueError:
        return []


def _month(text: str) -> int:
    return MONTHS.get(text.lower().rstrip(".")) or _number(text)


def _number(text: str) -> int:
    digits = re.match(r"\d+", text)
    return int(digits[0]) if digits else 0


def is_date_line(text: str) -> bool:
    """Tell whether a line is a date, perhaps with weekday, times and zone, and nothing more."""
    return bool(find_dates(text)) and has_only_when(text)


def without_dates(text: str) -> str:
    """Return a line without the dates that it names."""
    for shape in _SHAPES:
        text = shape.sub(" ", text)
    return text


def has_only_when(text: str) -> bool:
    """Tell whether a line has no words but those of dates, times and zones."""
    rest = without_times(without_dates(_ZONE.sub(" ", text)))
    return not _ABOUT_DATES.sub("", rest)


def heading_day(text: str, first: date) -> date | None:
    """Return the day that a heading within an agenda of several days names: `Thursday, 4 March`, `Day 2`; None where it is no such heading.

    Args:
        text: the line.
        first: the first day of the meeting, which tells the year and what `Day 2` is.
    """
    if find_times(text):
        return None
    numbered = DAY_HEADING.match(text)
    named = text[numbered.end() :] if numbered else text
    days = find_dates(named) or _yearless(named, first)
    rest = named
    for shape in (*_SHAPES, *_YEARLESS):
        rest = shape.sub(" ", rest)
    if _ABOUT_DATES.sub("", rest) or len(days) > 1:
        return None
    if days:
        return days[0] if abs(days[0] - first) <= LONGEST_MEETING else None
    return first + timedelta(days=int(numbered["number"]) - 1) if numbered and 0 < int(numbered["number"]) <= LONGEST_MEETING.days else None


def _yearless(text: str, first: date) -> tuple[date, ...]:
    found = next((match for shape in _YEARLESS if (match := shape.search(text))), None)
    if found is None:
        return ()
    try:
        day = date(first.year, _month(found["month"]), _number(found["day"]))
        return (day if day >= first - LONGEST_MEETING else day.replace(year=day.year + 1),)
    except ValueError:
        return ()


def is_about_other_meeting(lines: Sequence[PageLine], place: int) -> bool:
    """Tell whether a line, or the one above it that announces its date, speaks of the next meeting or of one before."""
    if OTHER_MEETING.search(lines[place].short):
        return True
    above = next((line.short for line in reversed(lines[max(0, place - 3) : place]) if line), "")
    return bool(OTHER_MEETING.search(above)) and not find_dates(above) and len(above) <= 80  # noqa: PLR2004 - a heading, not a paragraph


def distinct_dates(lines: Sequence[PageLine], places: Iterable[int]) -> tuple[date, ...]:
    """Return the different dates of some lines in order, those of other meetings left out."""
    found = (day for place in places if not is_about_other_meeting(lines, place) for day in find_dates(lines[place].short))
    return tuple(sorted(set(found)))


def find_zones(text: str) -> tuple[str, ...]:
    """Return the IANA zones that a line names."""
    return tuple(name for name in _ZONE.findall(text) if is_timezone(name))


def is_zone_line(text: str) -> bool:
    """Tell whether a line is the name of a zone and hardly more, as `(Europe/Zurich timezone)`."""
    return bool(find_zones(text)) and not _ABOUT_DATES.sub("", _ZONE.sub(" ", text))
