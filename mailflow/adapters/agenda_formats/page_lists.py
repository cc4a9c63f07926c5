"""Agendas without durations, as people write them into mails and calendar entries: a list of items, found by its order alone.

    1. Welcome                    10:00 Welcome               Agenda:
    2. Reports                    10:10 Reports               * Welcome
       2.1 North (Ann Lee)        11:00 AOB                   * Reports (Ann Lee, 20 min)
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from mailflow.adapters.agenda_formats.clocks import leading_time, leading_times, minutes_between
from mailflow.adapters.agenda_formats.dates import has_only_when
from mailflow.adapters.agenda_formats.page_heads import NUMBER
from mailflow.adapters.agenda_formats.page_lines import PageLine, speaker_names
from mailflow.adapters.agenda_formats.page_words import AGENDA_HEADING, MINUTES_HEADING
from mailflow.adapters.agenda_formats.times import parse_duration
from mailflow.domain.agenda import Speaker

_FEWEST = 2
_LONGEST_ITEM = 160
_HALF_A_DAY = 12 * 60
_BRACKET = re.compile(r"(?P<title>\S.*?)\s*[(\[](?P<inside>[^()\[\]]{2,120})[)\]]")
NAME = re.compile(
    r"(?:(?:Dr|Prof|Mr|Mrs|Ms)\.?\s+)*(?:[A-ZÀ-ÖØ-Þ][\w'’.-]*\s+){1,3}(?:(?:van|der|den|de|di|da|von|du|la|le)\s+)*[A-ZÀ-ÖØ-Þ][\w'’-]+"
)
"""The shape of a name of a person: first names or initials, particles, a family name."""
_BETWEEN = re.compile(r"\s*(?:[,;/+&]|\s(?:and|et|und|e|y)\s)\s*")


def with_listed(lines: Sequence[PageLine]) -> tuple[PageLine, ...]:
    """Return the lines with those marked that are items of a list: numbered, else timed, else of bullets below a heading `Agenda`."""
    end = next((place for place, line in enumerate(lines) if line and MINUTES_HEADING.fullmatch(line.short)), len(lines))
    found = next(filter(None, (kind(lines[:end]) for kind in (_numbered, _timed, _bullets))), frozenset())
    return tuple(replace(line, is_listed=True) if place in found else line for place, line in enumerate(lines))


def _numbered(lines: Sequence[PageLine]) -> frozenset[int]:
    """Return the places of lines that count: 1, 2, 2.1, 2.2, 3."""
    found: list[int] = []
    last: tuple[int, ...] = ()
    tops = 0
    for place, line in enumerate(lines):
        match = NUMBER.match(line.short) if _may_be_item(line) else None
        number = tuple(int(part) for part in match["number"].split(".")) if match else ()
        if number and _follows(number, last):
            found.append(place)
            last = number
            tops += len(number) == 1
    return frozenset(found) if tops >= _FEWEST else frozenset()


def _follows(number: tuple[int, ...], last: tuple[int, ...]) -> bool:
    if number == (*last, 1):
        return True
    depth = len(number)
    return depth <= len(last) and number == (*last[: depth - 1], last[depth - 1] + 1)


def _timed(lines: Sequence[PageLine]) -> frozenset[int]:
    """Return the places of lines that begin with times, each later than the one before, and go on with words."""
    may_be = [(place, line) for place, line in enumerate(lines) if _may_be_item(line) and not _is_of_the_meeting(line)]
    found = [(place, split) for place, line in may_be if (split := leading_time(line.short)) and split[1]]
    rising = [one for one, other in pairwise(found) if 0 < minutes_between(one[1][0], other[1][0]) < _HALF_A_DAY]
    return frozenset(place for place, _ in found) if len(found) > _FEWEST and len(rising) == len(found) - 1 else frozenset()


def _is_of_the_meeting(line: PageLine) -> bool:
    return leading_times(line.short) is not None and has_only_when(line.short)


def _bullets(lines: Sequence[PageLine]) -> frozenset[int]:
    """Return the places of the bullets below a heading `Agenda`, up to the next paragraph."""
    heading = next((place for place, line in enumerate(lines) if AGENDA_HEADING.fullmatch(line.short)), None)
    found: list[int] = []
    for place in range(heading + 1 if heading is not None else len(lines), len(lines)):
        line = lines[place]
        if line.bullet and _may_be_item(line):
            found.append(place)
        elif line and found and speaker_names(line) is None and line.indent <= lines[found[0]].indent:
            break
    return frozenset(found) if len(found) >= _FEWEST else frozenset()


def _may_be_item(line: PageLine) -> bool:
    return 0 < len(line.short) <= _LONGEST_ITEM and any(letter.isalpha() for letter in line.short) and speaker_names(line) is None


def bracketed(title: str) -> tuple[str, tuple[Speaker, ...], int | None]:
    """Split `Reports (Ann Lee, Bo Roy, 20 min)` into title, people and minutes; where anything else is in the brackets they stay."""
    found = _BRACKET.fullmatch(title)
    parts = _BETWEEN.split(found["inside"].strip()) if found else []
    minutes = [parse_duration(part) for part in parts]
    people = tuple(Speaker(part) for part in parts if NAME.fullmatch(part))
    if found is None or not parts or len(people) + sum(one is not None for one in minutes) != len(parts):
        return title, (), None
    return found["title"], people, next(filter(None, minutes), None)


def first_listed(lines: Iterable[PageLine]) -> int | None:
    """Return the place of the first item of a list."""
    return next((place for place, line in enumerate(lines) if line.is_listed), None)
