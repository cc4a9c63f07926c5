"""Read the notes of a meeting: each point under its item, remarks with their authors, actions, and the next meeting.

    text -> lines -> walk (see there) -> points, actions, dates -> Outline
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import ItemKey, Meeting, Series
from mailflow.domain.cadence_words import parse_cadence
from mailflow.domain.notes.actions import framed, is_list_head
from mailflow.domain.notes.dates import Days
from mailflow.domain.notes.headings import Titles
from mailflow.domain.notes.kinds import Outline
from mailflow.domain.notes.lines import Line, Signs, lines_of
from mailflow.domain.notes.next_meeting import is_named, propose
from mailflow.domain.notes.people import People
from mailflow.domain.notes.points import is_somewhere
from mailflow.domain.notes.privacy import without_private
from mailflow.domain.notes.remarks import Remarks
from mailflow.domain.notes.repeats import each_once, followed_up
from mailflow.domain.notes.unplanned import Unplanned
from mailflow.domain.notes.walk import Walk

_LINES = 1_000
_LETTERS = 40_000
_OUTLINED = 2
_HARD_SPACES = {0xA0: " ", 0x202F: " "}  # French puts one before a colon: `Ian Bird : …`


@dataclass(frozen=True, slots=True)
class _Reading:
    """Lines that have been gone through, those that are too many to be read, and what was found."""

    lines: Sequence[Line]
    beyond: str
    walk: Walk
    private: Sequence[str]


def read_notes(text: str, meeting: Meeting, series: Series, *, written_on: date) -> Outline:
    """Return what notes say, each line of them in its place.

    Args:
        text: newly written, plain, without quotes.
        meeting: of which they are; its items and people are known by title, alias and name.
        series: whose chair, deputies and minute-taker may be named too, and whose cadence tells when the next meeting is.
        written_on: the day on which they came.
    """
    days = Days(meeting.start_at.astimezone(ZoneInfo(meeting.timezone)).date(), written_on)
    people = People.of(meeting, series)
    reading = _read(text.translate(_HARD_SPACES), meeting, people, days)
    walk = reading.walk
    next_meeting = propose(walk.said, series, days)
    rhythm = parse_cadence(series.cadence)
    next_on = next_meeting.on if next_meeting else rhythm.next_after(days.meeting_on) if rhythm else None
    points, actions = walk.gathered.notes(people, replace(days, next_on=next_on))
    notes, follow_ups = followed_up(points)
    other = [note.text for note in notes if not is_somewhere(note)]
    return Outline(
        tuple(note for note in notes if is_somewhere(note)),
        tuple(walk.walk_ins),
        tuple(each_once([*actions, *follow_ups])),
        next_meeting,
        (*other, reading.beyond) if reading.beyond else tuple(other),
        tuple(reading.private),
    )


def looks_like_notes(text: str, meeting: Meeting) -> bool:
    """Tell whether a text is an outline by item: two items have something below their headings, or one has, and actions are named.

    An item that is called by its key alone (`3.2: …`, as a draft is corrected) does not count.
    """
    days = Days(meeting.start_at.date(), meeting.start_at.date())
    walk = _read(text, meeting, People.of(meeting), days).walk
    headed = walk.headed & _said_under(walk)
    return len(headed) >= _OUTLINED or (bool(headed) and bool(walk.gathered.tasks))


def _said_under(walk: Walk) -> set[ItemKey]:
    places = [point.place for point in walk.gathered.points] + [place for place, _ in walk.gathered.tasks]
    return {place.key for place in places if place.key is not None}


def _read(text: str, meeting: Meeting, people: People, days: Days) -> _Reading:
    titles, remarks = Titles(meeting, people), Remarks(people)
    begins = Signs(titles.is_heading, lambda line: _begins(line, titles, remarks))
    composed = unicodedata.normalize("NFC", text)
    written = composed[:_LETTERS].split("\n")
    beyond = "\n".join(written[_LINES:]) + composed[_LETTERS:]
    lines, private = without_private(list(lines_of(written[:_LINES], begins)))
    last_head = max((number for number, line in enumerate(lines) if titles.head(line.text) is not None), default=-1)
    walk = Walk(titles, remarks, Unplanned(lines, titles, people), days, last_head)
    for number, line in enumerate(lines):
        walk.step(number, line)
    walk.end()
    return _Reading(lines, beyond.strip(), walk, private)


def _begins(line: str, titles: Titles, remarks: Remarks) -> bool:
    """Tell whether a line begins something of its own, and is not the rest of the one above."""
    if titles.head(line) is not None or is_named(line) or is_list_head(line) or framed(line, remarks.people) is not None:
        return True
    return remarks.find(line) is not None
