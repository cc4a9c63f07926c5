"""The part of a page above its agenda: title, day, times, zone, chair, and the minutes that were entered there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - the field is called `date`
from datetime import time

from mailflow.adapters.agenda_formats.clocks import find_times
from mailflow.adapters.agenda_formats.dates import (
    LONGEST_MEETING,
    distinct_dates,
    find_dates,
    find_zones,
    has_only_when,
    is_date_line,
    is_zone_line,
    without_dates,
)
from mailflow.adapters.agenda_formats.names import parse_speakers
from mailflow.adapters.agenda_formats.page_lines import PageLine, next_words, render, speaker_names
from mailflow.adapters.agenda_formats.page_words import CHAIR, CHROME, MINUTES_HEADING, PLACE
from mailflow.adapters.agenda_formats.times import split_duration
from mailflow.domain.agenda import Speaker


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the agenda.

    `dates`: the different days that the strongest kind of mention names. `times`: begin and end of the meeting, where a line says them.
    `is_range` where one line names the first and the last of several days. `zones`: the different time zones of the strongest mention.
    `left_out`: lines that are neither of these nor minutes.
    """

    title: str
    dates: tuple[Date, ...]
    times: tuple[time, time] | None
    zones: tuple[str, ...]
    chair: Speaker | None
    notes: str
    left_out: int
    is_range: bool = False


def times_of(short: str) -> tuple[time, time] | None:
    """Return begin and end of a line, also where dates stand between them: `3 Mar 2021, 09:00 → 4 Mar 2021, 12:30`."""
    return find_times(short) or find_times(" ".join(without_dates(short).replace(",", " ").split()))


def is_chrome(line: PageLine) -> bool:
    """Tell whether a line is of Indico's own furniture, or names a file."""
    return not line.bullet and CHROME.fullmatch(line.short) is not None


def is_minutes_heading(line: PageLine) -> bool:
    """Tell whether a line is the heading of minutes."""
    return not line.bullet and MINUTES_HEADING.fullmatch(line.short) is not None


def is_header_times(lines: Sequence[PageLine], place: int) -> bool:
    """Tell whether a line `10:00 → 11:30` is of the whole meeting: it names a zone, or stands right below its date or above its zone."""
    short = lines[place].short
    if lines[place].bullet or not times_of(short) or not has_only_when(short):
        return False
    above = lines[place - 1].short if place else ""
    below = next_words(lines, place)
    following = lines[below].short if below is not None else ""
    is_below_date = is_date_line(above) and not times_of(above) and split_duration(following) is None
    is_above_place = PLACE.fullmatch(following) is not None and _is_below_date(lines, place)
    return bool(find_zones(short)) or is_zone_line(following) or is_below_date or is_above_place


def _is_below_date(lines: Sequence[PageLine], place: int) -> bool:
    above = next((line.short for line in reversed(lines[max(0, place - 3) : place]) if line), "")
    return is_date_line(above) and not times_of(above)


def read_header(lines: Sequence[PageLine], told: Sequence[PageLine]) -> Header:
    """Read the lines above the agenda.

    Args:
        lines: without the joining details; the first of them that is not furniture is the title.
        told: the joining details, which name the day where nothing else does.
    """
    title = next((place for place, line in enumerate(lines) if line.short and not is_chrome(line) and not is_date_line(line.short)), None)
    heading = next((place for place, line in enumerate(lines) if place != title and is_minutes_heading(line)), None)
    facts = _facts(lines, len(lines) if heading is None else heading)
    rest = [place for place in range(len(lines)) if place != title and place not in facts and not is_chrome(lines[place])]
    begin = next((place for place in rest if lines[place].bullet), len(lines)) if heading is None else heading
    notes = [lines[place] for place in rest if place >= begin]
    dates = _dates(lines, told, title, heading)
    return Header(
        title=lines[title].words if title is not None else "",
        dates=dates,
        times=_times(lines, facts),
        zones=_zones(lines, facts),
        chair=_chair(lines),
        notes=render(notes),
        left_out=sum(1 for place in rest if lines[place]) - sum(1 for line in notes if line),
        is_range=any(_is_range(line.short, dates) for line in (*lines, *told)),
    )


def _is_range(short: str, dates: Sequence[Date]) -> bool:
    """Tell whether a line names the first and the last of these days, and they are near enough to be of one meeting."""
    named = find_dates(short) if len(dates) > 1 and dates[-1] - dates[0] <= LONGEST_MEETING else ()
    return len(named) > 1 and {dates[0], dates[-1]} <= set(named)


def _facts(lines: Sequence[PageLine], end: int) -> set[int]:
    """Return the places of lines that say when, in which zone and chaired by whom, and are read for that alone."""
    return {place for place in range(end) if lines[place] and _is_fact(lines, place)}


def _is_fact(lines: Sequence[PageLine], place: int) -> bool:
    short = lines[place].short
    is_when = is_date_line(short) or is_zone_line(short) or is_header_times(lines, place)
    is_place = not lines[place].bullet and PLACE.fullmatch(short) is not None
    return is_when or is_place or _is_chair_line(lines[place]) or (has_only_when(short) and any(sign.isdigit() for sign in short))


def _is_chair_line(line: PageLine) -> bool:
    return not line.bullet and speaker_names(line) is not None and CHAIR.match(line.words) is not None


def _chair(lines: Sequence[PageLine]) -> Speaker | None:
    """Return who chairs, where the page names one person; of several, nobody can tell who approves."""
    named = [person for line in lines if _is_chair_line(line) for person in parse_speakers(speaker_names(line) or "")]
    return named[0] if len(named) == 1 else None


def _dates(lines: Sequence[PageLine], told: Sequence[PageLine], title: int | None, heading: int | None) -> tuple[Date, ...]:
    """Return the days that the strongest kind of line names.

    The order: the page's own date with times; a date alone on its line; the heading of the minutes, or a date alone below it; any
    other mention.
    """
    end = len(lines) if heading is None else heading
    alone = [place for place, line in enumerate(lines) if place != title and is_date_line(line.short)]
    kinds = (
        [place for place in alone if place < end and times_of(lines[place].short)],
        [place for place in alone if place < end],
        [place for place in range(end, len(lines)) if place in alone or place == heading],
        range(len(lines)),
    )
    found = (distinct_dates(lines, places) for places in kinds)
    return next(filter(None, found), ()) or distinct_dates(told, range(len(told)))


def _times(lines: Sequence[PageLine], facts: set[int]) -> tuple[time, time] | None:
    found = (times_of(lines[place].short) for place in sorted(facts))
    return next(filter(None, found), None)


def _zones(lines: Sequence[PageLine], facts: set[int]) -> tuple[str, ...]:
    """Return the zones beside the date, else those of lines that name nothing else; a page may show one more for its reader."""
    dated = (lines[place].short for place in facts if is_date_line(lines[place].short) or times_of(lines[place].short))
    beside = [zone for short in dated for zone in find_zones(short)]
    alone = [zone for place in facts for zone in find_zones(lines[place].short)]
    return tuple(sorted(set(beside or alone)))
