"""Dates in notes: in figures, with names, or by what they are to the meeting (`end of March`, `next Friday`, `in two weeks`).

A date without a year is the first of its name on or after the day of the meeting; what is told from the day of writing (a day of the week,
tomorrow) is counted from the later of the two.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from mailflow.domain.days import DATE_SHAPES, MONTH_NAMES, MONTHS, WEEKDAY_NAMES, WEEKDAYS
from mailflow.domain.notes.words import ARTICLES, DUE, END, END_OF_MONTH, END_OF_WEEK, NEXT_MEETING, NEXT_WEEK, any_of, flat

_COUNTS = {
    "one": 1, "a": 1, "two": 2, "three": 3, "four": 4, "un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "einer": 1, "zwei": 2,
    "drei": 3, "vier": 4, "uno": 1, "una": 1, "due": 2, "tre": 3, "dos": 2, "tres": 3, "een": 1, "twee": 2, "drie": 3, "dwa": 2, "trzy": 3,
    "um": 1, "uma": 1, "duas": 2, "dois": 2,
}  # fmt: skip
_SHORT_DAYS = {
    "mon": 1, "tue": 2, "tues": 2, "wed": 3, "thu": 4, "thur": 4, "thurs": 4, "fri": 5, "sat": 6, "sun": 7, "lun": 1, "mar": 2, "mer": 3,
    "jeu": 4, "ven": 5, "mo": 1, "di": 2, "mi": 3, "fr": 5, "mie": 3, "jue": 4, "vie": 5, "gio": 4, "wo": 3, "vr": 5, "pon": 1, "wt": 2,
    "sr": 3, "czw": 4, "pt": 5, "seg": 1, "ter": 2, "qua": 3, "qui": 4, "sex": 5,
}  # fmt: skip
_DAYS = "days?|jours?|tagen?|giorni|dias|dagen|dni"
_WEEKS = "weeks?|semaines?|wochen?|settimane?|semanas?|weken|week|tygodnie|tygodni"
_MONTHS = "months?|mois|monaten?|mesi|meses|maanden|miesiace"
_ON = r"(?:the|den|dem|der|le|il|el|de|dia|o|dnia)"
_DATE = re.compile(
    rf"""
    \b(?:{any_of(END)})\s(?:(?:of|de|di|van|do|von)\s)?(?P<end>{MONTH_NAMES})\b\.?(?:,?\s(?P<end_year>20\d\d))?
    | \b(?P<end_of_week>{any_of(END_OF_WEEK)})\b | \b(?P<next_week>{any_of(NEXT_WEEK)})\b | \b(?P<end_of_month>{any_of(END_OF_MONTH)})\b
    | \b(?:the\s)?(?P<meeting>{any_of(NEXT_MEETING)})\b
    | \b(?:in|within|dans|tra|fra|en|over|za|em|daqui\sa)\s(?P<count>\d{{1,2}}|{"|".join(_COUNTS)})\s
        (?:(?P<days>{_DAYS})|(?P<weeks>{_WEEKS})|(?P<months>{_MONTHS}))\b
    | (?:\b(?P<named>{WEEKDAY_NAMES}|{"|".join(_SHORT_DAYS)})\b[,.]?\s{{1,3}}(?:{_ON}\s)?)?(?:{DATE_SHAPES})
    """,
    re.VERBOSE,
)
_DUE = re.compile(
    rf"[(\[,;–-]?\s?\b(?P<due>{any_of(DUE)}|for(?=\s(?:the\s|our\s)?next\s))(?:[:\s]\s?(?:{any_of(ARTICLES)}))*[:\s]{{1,2}}(?:l')?"
)
_AT_END = re.compile(r"[(\[,;:–-]\s?")
_NEXT_WORD = re.compile(r"(?:next|this|prochain|nachsten?|kommenden?|diesen|prossimo|proximo|komende|przyszly)\s\Z")
_CLOSING = re.compile(r"\s*[)\]]?[.;,]?\s*\Z")
_WEEK = 7
_FRIDAY = 4
_CENTURY = 2000
_DECEMBER = 12
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Days:
    """The days from which dates are counted: of the meeting, of writing, and of the next meeting if it is known."""

    meeting_on: date
    written_on: date
    next_on: date | None = None

    @property
    def now(self) -> date:
        """The later of the day of the meeting and that of writing."""
        return max(self.meeting_on, self.written_on)


@dataclass(frozen=True, slots=True)
class Day:
    """A date as found: where it begins and ends, the day, and the day of the week (Monday is 0) that is written before it."""

    start: int
    end: int
    on: date
    weekday: int | None = None


def day_at(folded: str, place: int, days: Days) -> Day | None:
    """Return the date that begins at a place of a flat text."""
    found = _DATE.match(folded, place)
    return None if found is None else _day(found, days)


def without_due(text: str, days: Days) -> tuple[str, date | None]:
    """Return a text without the words that say by when, and the day; the text as it is where it does not say so."""
    folded = flat(text[:_LONGEST])
    for due in _DUE.finditer(folded):
        day = day_at(folded, due.end(), days) or _after_next(folded, due.end(), days)
        if day is not None:
            return _cut(text, due.start(), day.end), day.on
    return text, None


def without_last_date(text: str, days: Days) -> tuple[str, date | None]:
    """Return a text without a date that stands behind a sign at its end, and the day: `send the plan (12 March)`."""
    folded = flat(text[:_LONGEST])
    for sign in _AT_END.finditer(folded):
        day = day_at(folded, sign.end(), days)
        if day is not None and _CLOSING.match(folded, day.end):
            return text[: sign.start()].rstrip(), day.on
    return text, None


def _after_next(folded: str, place: int, days: Days) -> Day | None:
    """Return the date behind a word such as `next`."""
    word = re.compile(r"\w+\s").match(folded, place)
    return day_at(folded, word.end(), days) if word and _NEXT_WORD.match(word[0]) else None


def _cut(text: str, start: int, end: int) -> str:
    behind = re.compile(r"\s*[)\]]").match(text, end) if text[start : start + 1] in "([" else None
    before, after = text[:start].rstrip(), text[behind.end() if behind else end :]
    joint = "" if not before or not after or after[0] in ".,;:!?" else " "
    return f"{before}{joint}{after.lstrip()}".strip(" ,;–-")


def _day(found: re.Match[str], days: Days) -> Day | None:
    on = _relative(found, days) or _written(found, days.meeting_on)
    if on is None:
        return None
    named = found["named"]
    return Day(found.start(), found.end(), on, None if named is None else (WEEKDAYS.get(named) or _SHORT_DAYS[named]) - 1)


def _relative(found: re.Match[str], days: Days) -> date | None:
    """Return a day that is told from another."""
    if found["meeting"]:
        return days.next_on
    if found["end"]:
        return _last_of(MONTHS[found["end"]], found["end_year"], days.meeting_on)
    if found["count"]:
        return _ahead(found, days.meeting_on)
    if found["end_of_month"]:
        return _month_end(days.now.year, days.now.month)
    return _of_week(found, days)


def _of_week(found: re.Match[str], days: Days) -> date | None:
    now = days.now
    friday = now + timedelta(days=(_FRIDAY - now.weekday()) % _WEEK)
    if found["end_of_week"]:
        return friday
    if found["next_week"]:
        return now + timedelta(days=_WEEK - now.weekday() + _FRIDAY)
    if found["weekday"]:
        return now + timedelta(days=(WEEKDAYS[found["weekday"]] - 1 - now.weekday()) % _WEEK)
    if found["tomorrow"]:
        return now + timedelta(days=1)
    return now if found["today"] else None


def _ahead(found: re.Match[str], meeting_on: date) -> date:
    count = int(found["count"]) if found["count"].isdigit() else _COUNTS[found["count"]]
    if found["months"]:
        return months_ahead(meeting_on, count)
    return meeting_on + timedelta(days=count * (1 if found["days"] else _WEEK))


def months_ahead(day: date, count: int) -> date:
    """Return the same day some months later, or the last of that month."""
    year, month = divmod(day.month - 1 + count, _DECEMBER)
    last = _month_end(day.year + year, month + 1)
    return last.replace(day=min(day.day, last.day))


def _last_of(month: int, year: str | None, meeting_on: date) -> date:
    if year:
        return _month_end(int(year), month)
    return _month_end(meeting_on.year + (month < meeting_on.month), month)


def _month_end(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _written(found: re.Match[str], meeting_on: date) -> date | None:
    """Return a date that is written out; of figures with a slash the first is the day unless only the second can be."""
    if found["iso"]:
        return _valid(int(found["iso"]), int(found["iso_month"]), int(found["iso_day"]))
    if found["one"]:
        one, two, year = int(found["one"]), int(found["two"]), found["year"]
        return _first(one, two, year, meeting_on) or (_first(two, one, year, meeting_on) if found["mark"] == "/" else None)
    if found["day"]:
        return _first(int(found["day"]), MONTHS[found["month"]], found["day_year"], meeting_on)
    if found["first_month"]:
        return _first(int(found["first_day"]), MONTHS[found["first_month"]], found["first_year"], meeting_on)
    return None


def _first(day: int, month: int, year: str | None, meeting_on: date) -> date | None:
    """Return a day of that year, or the first of its name on or after the day of the meeting."""
    if year:
        number = int(year)
        return _valid(number if number >= _CENTURY else number + _CENTURY, month, day)
    this_year = _valid(meeting_on.year, month, day)
    return this_year if this_year is not None and this_year >= meeting_on else _valid(meeting_on.year + 1, month, day)


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
