"""The day of a meeting, as a page names it; days of other meetings are left alone."""

import re
from collections.abc import Iterable, Sequence
from datetime import date

from mailflow.adapters.agenda_formats.page_lines import PageLine
from mailflow.adapters.agenda_formats.times import is_timezone, without_times

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janvier janv", "february feb février fevrier févr fév fevr", "march mar mars", "april apr avril avr", "may mai",
            "june jun juin", "july jul juillet juil", "august aug août aout", "september sep sept septembre", "october oct octobre",
            "november nov novembre", "december dec décembre decembre déc",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "(?:" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er)?"
_SHAPES = tuple(
    re.compile(shape, re.IGNORECASE)
    for shape in (
        rf"\b(?P<first>{_DAY})\s*(?:[-–—/]|to|au)\s*(?P<day>{_DAY})\s+(?:of\s+)?(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})\b",
        rf"\b(?P<day>{_DAY})\s+(?:of\s+|de\s+)?(?P<month>{_MONTH}),?\s+(?P<year>\d{{4}})\b",
        rf"\b(?P<day>{_DAY})[-–](?P<month>{_MONTH})[-–](?P<year>\d{{4}})\b",
        rf"\b(?P<month>{_MONTH})\s+(?P<day>{_DAY}),?\s+(?P<year>\d{{4}})\b",
        r"\b(?P<year>\d{4})[-/](?P<month>\d{1,2})[-/](?P<day>\d{1,2})\b",
        r"\b(?P<day>\d{1,2})\.(?P<month>\d{1,2})\.(?P<year>\d{4})\b",
        r"\b(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})\b",
    )
)
_SLASHED = _SHAPES[-1]
_TWELVE = 12
_YEARS = range(1970, 2200)
_OTHER_MEETING = re.compile(
    r"\b(?:next|upcoming|following|previous|last|prochaine?s?|suivante?s?|précédente?s?|dernière?s?|à venir)\b", re.IGNORECASE
)
_WEEKDAY = (
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
    r"|\b(?:lun(?:di)?|mar(?:di)?|mer(?:credi)?|jeu(?:di)?|ven(?:dredi)?|sam(?:edi)?|dim(?:anche)?)\b\.?"
)
_ABOUT_DATES = re.compile(rf"{_WEEKDAY}|\b(?:on|at|from|to|until|the|date|le|du|de|à|au|time|timezone|heure|UTC)\b|[→⟶\W_]", re.IGNORECASE)
_ZONE = re.compile(r"(?<![\w/])(?:[A-Z][A-Za-z_]{1,30}(?:/[A-Z][\w+-]{1,30}){1,2}|UTC)(?![\w/])")


def find_dates(text: str) -> tuple[date, ...]:
    """Return the dates with a year in a line, French or English; of a range, both ends; `3/4/2021` is no date, as nobody can tell which."""
    found = []
    for shape in _SHAPES:
        for match in shape.finditer(text):
            found += _dates(match)
        text = shape.sub(" ", text)
    return tuple(found)


def _dates(match: re.Match[str]) -> list[date]:
    groups = match.groupdict()
    days = [_number(groups[name]) for name in ("first", "day") if groups.get(name)]
    month = _MONTHS.get(groups["month"].lower().rstrip(".")) or _number(groups["month"])
    is_unclear = match.re is _SLASHED and days[0] <= _TWELVE and days[0] != month
    if is_unclear or int(groups["year"]) not in _YEARS:
        return []
    if match.re is _SLASHED and month > _TWELVE:
        days, month = [month], days[0]
    try:
        return [date(int(groups["year"]), month, day) for day in days]
    except ValueError:
        return []


def _number(text: str) -> int:
    digits = re.match(r"\d+", text)
    return int(digits[0]) if digits else 0


def is_date_line(text: str) -> bool:
    """Tell whether a line is a date, perhaps with weekday, times and zone, and nothing more."""
    return bool(find_dates(text)) and has_only_when(text)


def has_only_when(text: str) -> bool:
    """Tell whether a line has no words but those of dates, times and zones."""
    rest = without_times(_ZONE.sub(" ", text))
    for shape in _SHAPES:
        rest = shape.sub(" ", rest)
    return not _ABOUT_DATES.sub("", rest)


def is_about_other_meeting(lines: Sequence[PageLine], place: int) -> bool:
    """Tell whether a line, or the one above it that announces its date, speaks of the next meeting or of one before."""
    if _OTHER_MEETING.search(lines[place].short):
        return True
    above = next((line.short for line in reversed(lines[max(0, place - 3) : place]) if line), "")
    return bool(_OTHER_MEETING.search(above)) and not find_dates(above) and len(above) <= 80  # noqa: PLR2004 - a heading, not a paragraph


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
