"""The lines that begin an item on a page: times, a title, a duration, in whatever order and on however many lines they were copied.

    10:00 → 10:05         2:15 PM             • CTA 2m            3.2 CTA 2m         10.00 – 10.10 Apertura
    Introduction 5m       Buoys                                   (numbered view)
                          20m  Room 5
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import time

from mailflow.adapters.agenda_formats.clocks import leading_time, leading_times, minutes_between
from mailflow.adapters.agenda_formats.online_block import has_joining_value
from mailflow.adapters.agenda_formats.page_lines import PageLine, bullet_title, next_words, speaker_names
from mailflow.adapters.agenda_formats.page_words import BREAK, ROOM
from mailflow.adapters.agenda_formats.times import DURATION_BEFORE_PLACE, parse_duration, split_duration

NUMBER = re.compile(r"(?P<number>\d{1,2}(?:\.\d{1,2}){0,5})(?:[.)]\s*|\s+(?=\S))")
_PROSE = re.compile(r"[.!?;]\s+\w|[.,;!?]$")


@dataclass(frozen=True, slots=True)
class Head:
    """The line or more that begin an item: from place `first` up to `after`.

    `column` is that of the lines that may stand beside it: text from there on is its own. `has_end` where both its times are told.
    """

    first: int
    after: int
    indent: int
    column: int
    title: str
    start: time | None = None
    minutes: int | None = None
    has_end: bool = False


def find_heads(lines: Sequence[PageLine]) -> Iterator[Head]:
    """Yield the heads of a run of lines, in order."""
    place = 0
    while place < len(lines):
        head = find_head(lines, place)
        if head:
            yield head
        place = head.after if head else place + 1


def find_head(lines: Sequence[PageLine], place: int) -> Head | None:
    """Return the item that begins at a place, if one does.

    Shapes: `10:00 10:05` with the title on the same line or the next; `10:45` before a title with a duration; a title with a duration, on
    the same line or alone on the next; all of these after a number, `3.` or `3.2`; a line that was found to be of a list of items.
    """
    line = lines[place]
    if not line.short or speaker_names(line) is not None:
        return None
    head = _find_plain(lines, place, line.short)
    if head is None or head.start is None:
        numbered = NUMBER.match(line.short)
        rest = line.short[numbered.end() :] if numbered else ""
        found = _find_plain(lines, place, rest) if numbered and rest else None
        if numbered and found and (found.start is not None or head is None):
            return replace(found, title=f"{numbered[0].strip()} {found.title}")
    if head is None and line.is_listed:
        return _listed_head(lines, place)
    return head


def _find_plain(lines: Sequence[PageLine], place: int, words: str) -> Head | None:
    line = lines[place]
    pair, single = leading_times(words), leading_time(words)
    head = Head(place, place + 1, line.indent, _column(line), "")
    if pair:
        begin, end, rest = pair
        return _timed_head(lines, place, rest, replace(head, start=begin, minutes=minutes_between(begin, end), has_end=True))
    if single:
        return _started_head(lines, place, single[1], replace(head, start=single[0]))
    shown = replace(line, words=words)
    title = split_duration(words) if _has_speakers_below(lines, place) else bullet_title(shown)
    if title:
        return replace(head, title=title[0], minutes=title[1])
    return _head_above_duration(lines, place, shown, head)


def _head_above_duration(lines: Sequence[PageLine], place: int, line: PageLine, head: Head) -> Head | None:
    """Return a title whose duration a browser put alone on the very next line."""
    below = lines[place + 1] if place + 1 < len(lines) else None
    minutes = parse_duration(below.short) if below and below.short and not below.bullet else None
    is_title = any(letter.isalpha() for letter in line.short) and not _PROSE.search(line.short) and parse_duration(line.short) is None
    return replace(head, title=line.short, minutes=minutes, after=place + 2) if minutes is not None and is_title else None


def _listed_head(lines: Sequence[PageLine], place: int) -> Head:
    line = lines[place]
    timed = leading_time(line.short)
    title = timed[1] if timed else line.short
    split = split_duration(title)
    head = Head(place, place + 1, line.indent, _column(line), split[0] if split else title, minutes=split[1] if split else None)
    return replace(head, start=timed[0]) if timed else head


def _has_speakers_below(lines: Sequence[PageLine], place: int) -> bool:
    below = next_words(lines, place)
    return below is not None and speaker_names(lines[below]) is not None


def _column(line: PageLine) -> int:
    return line.indent + (1 if line.bullet else 0)


def _timed_head(lines: Sequence[PageLine], place: int, rest: str, head: Head) -> Head | None:
    below = None if rest else _title_below(lines, place)
    title = rest if below is None else lines[below].short
    is_other = below is not None and (leading_times(title) or speaker_names(lines[below]) is not None)
    if not title or is_other or has_joining_value(title):
        return None
    return _with_duration(lines, replace(head, after=head.after if below is None else below + 1, title=title))


def _title_below(lines: Sequence[PageLine], place: int) -> int | None:
    """Return the place of the title below times; Indico puts the room of a break between them."""
    below = next_words(lines, place)
    if below is None or split_duration(lines[below].short):
        return below
    other = next_words(lines, below)
    if other is None or other > below + 2 or lines[other].bullet or not lines[other].short or speaker_names(lines[other]) is not None:
        return below
    first, second = lines[below].short, lines[other].short
    is_room = ROOM.fullmatch(first) or (BREAK.fullmatch(second) and not BREAK.fullmatch(first))
    return other if is_room and not find_head(lines, other) else below


def _with_duration(lines: Sequence[PageLine], head: Head) -> Head:
    """Return a head with its title without the duration and the room that stand behind it, on its line or the next."""
    split = split_duration(head.title)
    if split:
        return replace(head, title=split[0], minutes=split[1] if head.minutes is None else head.minutes)
    found = DURATION_BEFORE_PLACE.fullmatch(head.title)
    minutes = parse_duration(found["duration"]) if found else None
    if found and (minutes == head.minutes or (head.minutes is None and ROOM.fullmatch(found["place"]))):
        return replace(head, title=found["title"], minutes=minutes)
    below = lines[head.after].short if head.after < len(lines) else ""
    alone = parse_duration(below) if below else None
    if alone is not None:
        return replace(head, after=head.after + 1, minutes=alone if head.minutes is None else head.minutes)
    return head


def _started_head(lines: Sequence[PageLine], place: int, rest: str, head: Head) -> Head | None:
    below = next_words(lines, place) if not rest else None
    title = rest or (lines[below].short if below is not None else "")
    if not title or (below is not None and speaker_names(lines[below]) is not None):
        return None
    found = _with_duration(lines, replace(head, title=title, after=below + 1 if below is not None else head.after))
    return found if found.minutes is not None else None
