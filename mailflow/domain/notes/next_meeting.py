"""When notes say that the next meeting is: the words, the day and time, and what speaks against it.

    a line -> Mention (day, time, which words) ;   all mentions -> the one that is agreed, else the last -> ProposedDate with doubts
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time

from mailflow.domain.agenda import Series
from mailflow.domain.cadence_words import parse_cadence
from mailflow.domain.days import WEEKDAY_NAMES
from mailflow.domain.notes.dates import Day, Days, day_at
from mailflow.domain.notes.kinds import ProposedDate
from mailflow.domain.notes.words import AGREED, GLUE, NEXT_MEETING, any_of, flat

_NEXT = re.compile(rf"\b(?:{any_of(NEXT_MEETING)})\b")
_STEP = re.compile(rf"[\s:,;(\[–—-]+|(?:{any_of(GLUE)}|{WEEKDAY_NAMES})\b\.?")
_STEPS = 16
_HOUR = r"(?:[01]?\d|2[0-3])"
_UNIT = r"(?:a\.?m\.?|p\.?m\.?|h|uhr|uur|hrs?|heures?|o'clock)(?!\w)"
_TIME = re.compile(
    rf"[\s,;(–—@-]*(?P<at>(?:at|um|a|alle(?:\sore)?|ore|a\slas?|om|o(?:\sgodz\.?)?|godz\.?|as|from|ab|de|das|dalle|kl\.?|vers|ca\.?)\s+)?"
    rf"(?<![\d.:/])(?P<hour>{_HOUR})(?:\s?(?:[:h.]|uhr|u)\s?(?P<minute>[0-5]\d)(?!\d))?(?:\s?(?P<unit>{_UNIT}))?(?![\d:/]|\.\d)"
    rf"(?:\s?(?:[-–—]|to|bis|a|tot|do|as)\s?{_HOUR}(?:\s?[:h.]\s?[0-5]\d)?(?:\s?{_UNIT})?(?!\d))?(?:\s?(?:uhr|cest|cet|utc|gmt)\b)?\)?"
)
_AGREED = re.compile(rf"\b(?:{any_of(AGREED)})\b")
_BEGINNING = re.compile(r"\s*(?:\w+[\s:,–-]*){0,2}\Z")
_SENTENCE = re.compile(r"[.!?;]\s")
_LONGEST = 2_000
_NOON = 12
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in a line that says when the next meeting is."""

    start: int
    end: int
    day: Day
    at: time | None
    is_agreed: bool


def is_named(line: str) -> bool:
    """Tell whether a line begins with words for the next meeting."""
    return _NEXT.match(flat(line[:80])) is not None


def names_only(line: str) -> bool:
    """Tell whether a line is words for the next meeting and nothing else."""
    found = _NEXT.match(flat(line[:80]))
    return found is not None and not line[found.end() :].strip(" :.*_#–-")


def find_mention(line: str, days: Days) -> Mention | None:
    """Return where a line says when the next meeting is."""
    folded = flat(line[:_LONGEST])
    for phrase in _NEXT.finditer(folded):
        found = _behind(folded, phrase.end(), days)
        if found is not None:
            return _mention(folded, phrase.start(), *found)
    named = _NEXT.search(folded)
    before = None if named is None else _behind(folded, 0, days)
    if before is None or named is None or folded[before[2] : named.start()].strip(" :;,.–—-()="):
        return None
    return _mention(folded, 0, before[0], before[1], named.end())


def date_alone(line: str, days: Days) -> Mention | None:
    """Return the date with which a line begins: the one below `Next meeting`."""
    folded = flat(line[:_LONGEST])
    found = _behind(folded, 0, days)
    return None if found is None else _mention(folded, 0, *found)


def _mention(folded: str, start: int, day: Day, at: time | None, end: int) -> Mention:
    begin = 0 if _BEGINNING.match(folded[:start]) else start
    stop = _SENTENCE.search(folded, end)
    return Mention(begin, end, day, at, bool(_AGREED.search(folded, begin, stop.start() if stop else len(folded))))


def _behind(folded: str, place: int, days: Days) -> tuple[Day, time | None, int] | None:
    """Return the date that follows with nothing between but words that join, its time, and where both end."""
    at: time | None = None
    for _ in range(_STEPS):
        day = day_at(folded, place, days)
        if day is not None:
            end, told = _time(folded, day.end)
            return day, told or at, end
        earlier, told = _time(folded, place)
        step = _STEP.match(folded, place)
        if told is None and step is None:
            return None
        at, place = (told, earlier) if told is not None else (at, step.end() if step else place)
    return None


def _time(folded: str, place: int) -> tuple[int, time | None]:
    """Return where a time of day that begins at a place ends, and the time; the place itself where there is none."""
    found = _TIME.match(folded, place)
    if found is None or not (found["at"] or found["minute"] or found["unit"]):
        return place, None
    hour, unit = int(found["hour"]), (found["unit"] or "").replace(".", "")
    hour += _NOON if unit == "pm" and hour < _NOON else 0
    return found.end(), time(0 if unit == "am" and hour == _NOON else hour, int(found["minute"] or 0))


def propose(said: Sequence[tuple[str, Mention]], series: Series, days: Days) -> ProposedDate | None:
    """Return the next meeting: the last that is agreed, else the last.

    Args:
        said: the words of each mention, and the mention, in the order of the notes.
        series: whose cadence tells in which rhythm it meets.
        days: of the meeting and of writing.
    """
    if not said:
        return None
    text, chosen = next((one for one in reversed(said) if one[1].is_agreed), said[-1])
    others = dict.fromkeys(mention.day.on for _, mention in said if mention.day.on != chosen.day.on)
    doubts = (*_doubts_of_day(chosen.day, days), *_doubts_of_rhythm(chosen.day.on, series, days))
    return ProposedDate(chosen.day.on, chosen.at, text, (*doubts, *(f"the notes also say {spoken(other)}" for other in others)))


def _doubts_of_day(day: Day, days: Days) -> tuple[str, ...]:
    weekday = day.on.weekday()
    is_other = day.weekday is not None and day.weekday != weekday
    wrong = f"{spoken(day.on)} is a {_WEEKDAYS[weekday]}, not a {_WEEKDAYS[day.weekday or 0]}" if is_other else ""
    past = f"{spoken(day.on)} is not after this meeting" if day.on <= days.meeting_on else ""
    gone = f"{spoken(day.on)} is in the past" if not past and day.on < days.written_on else ""
    return tuple(doubt for doubt in (wrong, past, gone) if doubt)


def _doubts_of_rhythm(on: date, series: Series, days: Days) -> tuple[str, ...]:
    rhythm = parse_cadence(series.cadence)
    if rhythm is None or on <= days.meeting_on or rhythm.fits(on, days.meeting_on):
        return ()
    return (f'"{series.cadence}" from {spoken(days.meeting_on)} gives {spoken(rhythm.next_after(days.meeting_on))}',)


def spoken(day: date) -> str:
    """Return a day in English words: `17 March 2021`."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
