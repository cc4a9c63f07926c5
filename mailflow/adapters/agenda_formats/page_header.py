"""The part of a page above its agenda: title, day, times, zone, chair, and the minutes that were entered there."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date as Date  # noqa: N812 - the field is called `date`
from datetime import time

from mailflow.adapters.agenda_formats.dates import distinct_dates, find_zones, has_only_when, is_date_line, is_zone_line
from mailflow.adapters.agenda_formats.names import parse_speakers
from mailflow.adapters.agenda_formats.page_lines import PageLine, next_words, render, speaker_names
from mailflow.adapters.agenda_formats.times import find_times, split_duration
from mailflow.domain.agenda import Speaker

_CHROME = re.compile(
    r"(?:il y a|there (?:is|are)) .{0,60}(?:compte|minutes|procès|notes).{0,100}"
    r"|(?:skip to main content|aller au contenu principal|powered by indico.*|indico(?: v?[\d.]+)?|home|accueil|public|manage|gérer|print"
    r"|imprimer|help|aide|contact|terms (?:and|&) conditions|privacy(?: policy)?|login|se connecter|export|share|partager|ical export"
    r"|timetable|emploi du temps|show them\.?|les afficher\.?|go to day|filter|filtrer|view|détails?|more details|slides?|transparents?"
    r"|material|documents?)"
    r"|[\w ()+.,-]{1,120}\.(?:pdf|pptx?|docx?|odp|odt|key|ics|xlsx?|zip|png|jpe?g|mp4)",
    re.IGNORECASE,
)
_MINUTES = re.compile(
    r"(?:draft |approved |meeting )*"
    r"(?:minutes|compte[- ]?rendus?|procès[- ]verbal|relevé de (?:décisions|conclusions)|meeting notes|notes de (?:la )?réunion)\b.{0,80}",
    re.IGNORECASE,
)
_CHAIR = re.compile(r"(?:chair|chaired|présid|president)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the agenda.

    `dates`: the different days that the strongest kind of mention names. `times`: begin and end of the meeting, where a line says them.
    `zones`: the different time zones of the strongest mention. `left_out`: lines that are neither of these nor minutes.
    """

    title: str
    dates: tuple[Date, ...]
    times: tuple[time, time] | None
    zones: tuple[str, ...]
    chair: Speaker | None
    notes: str
    left_out: int


def is_chrome(line: PageLine) -> bool:
    """Tell whether a line is of Indico's own furniture, or names a file."""
    return not line.bullet and _CHROME.fullmatch(line.short) is not None


def is_minutes_heading(line: PageLine) -> bool:
    """Tell whether a line is the heading of minutes."""
    return not line.bullet and _MINUTES.fullmatch(line.short) is not None


def is_header_times(lines: Sequence[PageLine], place: int) -> bool:
    """Tell whether a line `10:00 → 11:30` is of the whole meeting: it names a zone, or stands right below its date or above its zone."""
    short = lines[place].short
    if lines[place].bullet or not find_times(short) or not has_only_when(short):
        return False
    above = lines[place - 1].short if place else ""
    below = next_words(lines, place)
    following = lines[below].short if below is not None else ""
    is_below_date = is_date_line(above) and not find_times(above) and split_duration(following) is None
    return bool(find_zones(short)) or is_zone_line(following) or is_below_date


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
    notes = [lines[place] for place in rest if heading is None or place >= heading]
    return Header(
        title=lines[title].words if title is not None else "",
        dates=_dates(lines, told, title, heading),
        times=_times(lines, facts),
        zones=_zones(lines, facts),
        chair=_chair(lines),
        notes=render(notes),
        left_out=sum(1 for place in rest if lines[place]) - sum(1 for line in notes if line),
    )


def _facts(lines: Sequence[PageLine], end: int) -> set[int]:
    """Return the places of lines that say when, in which zone and chaired by whom, and are read for that alone."""
    return {place for place in range(end) if lines[place] and _is_fact(lines, place)}


def _is_fact(lines: Sequence[PageLine], place: int) -> bool:
    short = lines[place].short
    return is_date_line(short) or is_zone_line(short) or is_header_times(lines, place) or _is_chair_line(lines[place])


def _is_chair_line(line: PageLine) -> bool:
    return not line.bullet and speaker_names(line) is not None and _CHAIR.match(line.words) is not None


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
        [place for place in alone if place < end and find_times(lines[place].short)],
        [place for place in alone if place < end],
        [place for place in range(end, len(lines)) if place in alone or place == heading],
        range(len(lines)),
    )
    found = (distinct_dates(lines, places) for places in kinds)
    return next(filter(None, found), ()) or distinct_dates(told, range(len(told)))


def _times(lines: Sequence[PageLine], facts: set[int]) -> tuple[time, time] | None:
    found = (find_times(lines[place].short) for place in sorted(facts))
    return next(filter(None, found), None)


def _zones(lines: Sequence[PageLine], facts: set[int]) -> tuple[str, ...]:
    """Return the zones beside the date, else those of lines that name nothing else; a page may show one more for its reader."""
    dated = (lines[place].short for place in facts if is_date_line(lines[place].short) or find_times(lines[place].short))
    beside = [zone for short in dated for zone in find_zones(short)]
    alone = [zone for place in facts for zone in find_zones(lines[place].short)]
    return tuple(sorted(set(beside or alone)))
