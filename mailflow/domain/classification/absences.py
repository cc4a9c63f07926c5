"""Until when somebody says that they are away.

    text -> pieces of sentences -> dates in them -> each by the words around it: the last day away, or the day of return

Dates are written or in figures, in the languages of PRODUCT.md, and relative to the day on which the mail came: a date without a year is
the next of its name. What lies in the past, or more than a year ahead, is none.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from mailflow.domain.classification.folding import fold
from mailflow.domain.classification.notice_words import AWAY, is_of_the_author
from mailflow.domain.classification.notices import is_suspicious, pieces
from mailflow.domain.days import DATE_SHAPES, MONTHS, WEEKDAY_NAMES, WEEKDAYS

_DATE = re.compile(DATE_SHAPES, re.VERBOSE)
_ARTICLE = (
    r"(?:\s?(?:and including|inclusive|einschliesslich|einschl\.|inkl\.|incluido|compris|en met|met|the|zum|den|dem|le|l'|il|lo|el|o"
    r"|dia|dnia|next|zu))*"
)
_NAMED_DAY = rf"(?:\s?(?:{WEEKDAY_NAMES})[,.]?)?"
_UNTIL = re.compile(
    r"\b(?:until|till|til|through|thru|up to|jusqu'(?:au|a|en)|jusque|bis|fino (?:al?|a[gl]li|all')|sino al|hasta|t/m|tot|do"
    rf"|ate(?: ao?| dia)?){_ARTICLE}{_NAMED_DAY}{_ARTICLE}\s{{0,2}}\Z"
)
_RANGE = re.compile(
    rf"\d(?:er|st|nd|rd|th|\.)?\s{{0,2}}(?:\w{{3,12}}\.?\s)?(?:20\d\d\s)?(?:to|-|–|—|and|au|al|bis|a|ao|do|tot|through|until|e)"
    rf"{_ARTICLE}{_NAMED_DAY}{_ARTICLE}\s{{0,2}}\Z"
)
_BACK_BEFORE = re.compile(
    r"\b(?:back|return\w*|again|retour\w*|revien\w*|reviendrai|rentre\w*|nouveau|zuruck\w*|ruckkehr\w*|wieder|rientr\w+|ritorn\w+|torn(?:o|ero)|nuovo|regres\w+|vuelv\w*"
    r"|volver\w*|vuelta|reincorpor\w+|nuevo|terug\w*|weer|wroc\w*|wracam|powr\w+|ponownie|znowu|volt(?:o|arei|a)|retorn\w+|novo)\b[^\n]{0,45}\Z"
)
_NOT_BACK = re.compile(r"\b(?:not|n't|nicht) (?:be )?(?:return|back|zuruck)\w*[^\n]{0,30}\Z")
_BACK_AFTER = re.compile(r"\A[^\n]{0,30}\b(?:wieder|zuruck\w*|weer|terug\w*|back|again|de retour|ponownie|znowu|z powrotem)\b")
_ENGLISH = re.compile(r"\b(?:i am|i will|i'll|i'm|the|office|with|please|will be|and)\b")
_REACH = 70
_YEAR = timedelta(days=366)
_HALF_YEAR = timedelta(days=200)
_SOON = timedelta(days=60)
_WEEK = 7
_CENTURY = 2000


@dataclass(frozen=True, slots=True)
class Absence:
    """The last day on which somebody is away, and the words that say so."""

    until: date
    words: str


def find_absence(text: str, *, sent_on: date) -> Absence | None:
    """Return until when the author of an absence notice is away.

    Args:
        text: its words, the subject first.
        sent_on: the day on which it came.
    """
    return _latest(list(pieces(text)), sent_on)


def find_own_absence(text: str, *, sent_on: date) -> Absence | None:
    """Return until when the author of any mail says that they are away; dates in other sentences are not about them."""
    if not is_suspicious(text):
        return None
    return _latest([piece for piece in pieces(text) if is_suspicious(piece) and _is_own(fold(piece))], sent_on)


def _is_own(folded: str) -> bool:
    return bool(AWAY.search(folded)) and is_of_the_author(folded)


def _latest(said: list[str], sent_on: date) -> Absence | None:
    """Return the last date; a day of return is more certain than the end of a span."""
    found = [one for piece in said for one in _dates_of(piece, sent_on)]
    for is_return in (True, False):
        days = [absence for absence, returns in found if returns is is_return and sent_on <= absence.until <= sent_on + _YEAR]
        if days:
            return max(days, key=lambda absence: absence.until)
    return None


def _dates_of(piece: str, sent_on: date) -> Iterator[tuple[Absence, bool]]:
    """Yield the last day away by each date that is one, and whether it is told by the day of return."""
    text = fold(piece)
    for found in _DATE.finditer(text):
        day = _day(found, sent_on, text)
        if day is None:
            continue
        before, after = text[max(0, found.start() - _REACH) : found.start()], text[found.end() : found.end() + _REACH]
        words = " ".join(text[max(0, found.start() - 30) : found.end()].split())
        # "until I am back on Monday" and "not back until Monday" are returns; "back, but away again until Monday" is none
        if not _NOT_BACK.search(before) and (_UNTIL.search(before) or _RANGE.search(before)):
            yield Absence(day, words), False
        elif _BACK_BEFORE.search(before) or _BACK_AFTER.match(after):
            yield Absence(day - timedelta(days=1), words), True
        elif found["today"] and AWAY.search(text):
            yield Absence(day, words), False


def _day(found: re.Match[str], sent_on: date, text: str) -> date | None:
    if found["iso"]:
        return _valid(int(found["iso"]), int(found["iso_month"]), int(found["iso_day"]))
    if found["one"]:
        return _in_figures(found, sent_on, text)
    if found["day"]:
        return _next(int(found["day"]), MONTHS[found["month"]], found["day_year"], sent_on)
    if found["first_month"]:
        return _next(int(found["first_day"]), MONTHS[found["first_month"]], found["first_year"], sent_on)
    if found["weekday"]:
        return sent_on + timedelta(days=(WEEKDAYS[found["weekday"]] - 1 - sent_on.weekday() - 1) % _WEEK + 1)
    return sent_on + timedelta(days=1 if found["tomorrow"] else 0)


def _in_figures(found: re.Match[str], sent_on: date, text: str) -> date | None:
    """Read day and month; Americans put the month first, in English and with a slash, which only the context can tell."""
    one, two, year = int(found["one"]), int(found["two"]), found["year"]
    day_first = _next(one, two, year, sent_on)
    if found["mark"] == "." or not _ENGLISH.search(text):
        return day_first
    month_first = _next(two, one, year, sent_on)
    if day_first is None or month_first is None:
        return day_first or month_first
    is_plausible = sent_on <= day_first <= sent_on + _SOON
    return month_first if not is_plausible and sent_on <= month_first <= sent_on + _SOON else day_first


def _next(day: int, month: int, year: str | None, sent_on: date) -> date | None:
    """Return a day of that year, or the next one of its name; one that has just gone by is not meant for next year."""
    if year:
        number = int(year)
        return _valid(number if number >= _CENTURY else number + _CENTURY, month, day)
    this_year = _valid(sent_on.year, month, day)
    next_year = _valid(sent_on.year + 1, month, day)
    if this_year is not None and this_year >= sent_on:
        return this_year
    return next_year if next_year is not None and next_year - sent_on <= _HALF_YEAR else this_year


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
