"""The agenda part of a page: which lines are items, how they are nested, and whose text each other line is.

lines -> heads (title, times, duration) -> parents by times and indentation -> texts -> tree of WrittenItem
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import time

from mailflow.adapters.agenda_formats.names import parse_speakers
from mailflow.adapters.agenda_formats.online_block import has_joining_value
from mailflow.adapters.agenda_formats.page_lines import PageLine, bullet_title, next_words, render, speaker_names
from mailflow.adapters.agenda_formats.times import leading_time, leading_times, minutes_between, split_duration
from mailflow.adapters.agenda_formats.written import MAX_DEPTH, WrittenItem, sibling_keys
from mailflow.domain.agenda import Speaker

_JOINED_SPEAKER_LINES = 8
_MOST_SPEAKERS = 200
_NOTES_HEADING = re.compile(r"(?:minutes|compte[- ]?rendus?|procès[- ]verbal|notes|report|rapport)\s*:?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Head:
    """The line or two that begin an item: from place `first` up to `after`.

    `column` is that of the lines that may stand beside it: text from there on is its own.
    """

    first: int
    after: int
    indent: int
    column: int
    title: str
    start: time | None = None
    minutes: int | None = None


def find_head(lines: Sequence[PageLine], place: int) -> Head | None:
    """Return the item that begins at a place, if one does.

    Shapes: `10:00 10:05` with the title on the same line or the next; `10:45` before a title with a duration; a title with a duration.
    """
    line = lines[place]
    if not line.short or speaker_names(line) is not None:
        return None
    pair, single = leading_times(line.short), leading_time(line.short)
    if pair:
        begin, end, rest = pair
        return _timed_head(lines, place, rest, Head(place, place + 1, line.indent, _column(line), "", begin, minutes_between(begin, end)))
    if single:
        return _started_head(lines, place, single[1], Head(place, place + 1, line.indent, _column(line), "", single[0]))
    title = split_duration(line.short) if _has_speakers_below(lines, place) else bullet_title(line)
    return Head(place, place + 1, line.indent, _column(line), title[0], None, title[1]) if title else None


def _has_speakers_below(lines: Sequence[PageLine], place: int) -> bool:
    below = next_words(lines, place)
    return below is not None and speaker_names(lines[below]) is not None


def _column(line: PageLine) -> int:
    return line.indent + (1 if line.bullet else 0)


def _timed_head(lines: Sequence[PageLine], place: int, rest: str, head: Head) -> Head | None:
    below = None if rest else next_words(lines, place)
    title = rest if below is None else lines[below].short
    is_other = below is not None and (leading_times(title) or speaker_names(lines[below]) is not None)
    if not title or is_other or has_joining_value(title):
        return None
    split = split_duration(title)
    return replace(head, after=head.after if below is None else below + 1, title=split[0] if split else title)


def _started_head(lines: Sequence[PageLine], place: int, rest: str, head: Head) -> Head | None:
    below = next_words(lines, place) if not rest else None
    split = split_duration(rest or (lines[below].short if below is not None else ""))
    if split is None:
        return None
    return replace(head, after=below + 1 if below is not None else head.after, title=split[0], minutes=split[1])


def read_page_items(lines: Sequence[PageLine]) -> tuple[WrittenItem, ...]:
    """Return the items of the agenda part of a page."""
    placed = _nested(lines)
    if not placed:
        return ()
    texts = _texts(lines, placed)
    return _tree(placed, texts, _children(placed), None, "")


def find_heads(lines: Sequence[PageLine]) -> Iterator[Head]:
    """Yield the heads of a run of lines, in order."""
    place = 0
    while place < len(lines):
        head = find_head(lines, place)
        if head:
            yield head
        place = head.after if head else place + 1


@dataclass(frozen=True, slots=True)
class _Placed:
    """A head, the number of the head above it, and its depth from 0; `is_lost`: its indentation says nothing."""

    head: Head
    parent: int | None
    depth: int
    is_lost: bool = False


def _nested(lines: Sequence[PageLine]) -> list[_Placed]:
    placed: list[_Placed] = []
    stack: list[int] = []
    for head in find_heads(lines):
        found = _place(head, placed, stack)
        if _is_remark(found, placed):
            continue
        stack = [*_chain(placed, found.parent), len(placed)]
        placed.append(found)
    return placed


def _place(head: Head, placed: Sequence[_Placed], stack: Sequence[int]) -> _Placed:
    if head.start is not None:
        above = next((number for number in reversed(stack) if _is_within(head, placed[number].head)), None)
        return _below(head, placed, above)
    timed = next((number for number in reversed(stack) if placed[number].head.start is not None), None)
    if timed is not None and head.indent <= placed[timed].head.indent:
        return replace(_below(head, placed, timed), is_lost=True)
    above = next((number for number in reversed(stack) if number == timed or _is_deeper(head, placed[number])), None)
    return _below(head, placed, above)


def _below(head: Head, placed: Sequence[_Placed], above: int | None) -> _Placed:
    while above is not None and placed[above].depth >= MAX_DEPTH - 1:
        above = placed[above].parent
    return _Placed(head, above, placed[above].depth + 1 if above is not None else 0)


def _is_deeper(head: Head, other: _Placed) -> bool:
    return not other.is_lost and head.indent > other.head.indent


def _is_within(head: Head, session: Head) -> bool:
    """Tell whether an item with times stands deeper than another and lies within its times."""
    if head.start is None or session.start is None or session.minutes is None or head.indent <= session.indent:
        return False
    return minutes_between(session.start, head.start) < session.minutes


def _is_remark(found: _Placed, placed: Sequence[_Placed]) -> bool:
    """Tell whether a bullet under a short item only happens to end in a number: it would take longer than the item."""
    if found.head.start is not None or found.parent is None:
        return False
    above = placed[found.parent].head
    return above.start is None and (found.head.minutes or 0) > (above.minutes or 0)


def _chain(placed: Sequence[_Placed], number: int | None) -> list[int]:
    """Return the numbers of a head and all above it, outermost first."""
    chain: list[int] = []
    while number is not None:
        chain.insert(0, number)
        number = placed[number].parent
    return chain


@dataclass(frozen=True, slots=True)
class _Text:
    """The lines of an item: `early` stand below its head, `late` below its own items."""

    early: list[PageLine]
    late: list[PageLine]


def _texts(lines: Sequence[PageLine], placed: Sequence[_Placed]) -> list[_Text]:
    texts = [_Text([], []) for _ in placed]
    ends = [item.head.first for item in placed[1:]] + [len(lines)]
    for number, (item, end) in enumerate(zip(placed, ends, strict=True)):
        owner = number
        for line in lines[item.head.after : end]:
            owner = _owner(line, number, owner, placed)
            (texts[number].early if owner == number else texts[owner].late).append(line)
    return texts


def _owner(line: PageLine, number: int, before: int, placed: Sequence[_Placed]) -> int:
    """Return whose a line is: that of the last item, unless it is indented like the text of one above it.

    Empty lines go with the lines before them; where the indentation says nothing, and for speakers, it is the last item.
    """
    if not line:
        return before
    chain = _chain(placed, number)
    if line.indent <= placed[chain[0]].head.indent or speaker_names(line) is not None:
        return number
    return next((other for other in reversed(chain) if line.indent >= placed[other].head.column), number)


def _children(placed: Sequence[_Placed]) -> dict[int | None, list[int]]:
    children: dict[int | None, list[int]] = {}
    for number, item in enumerate(placed):
        children.setdefault(item.parent, []).append(number)
    return children


def _tree(
    placed: Sequence[_Placed], texts: Sequence[_Text], children: dict[int | None, list[int]], parent: int | None, parent_key: str
) -> tuple[WrittenItem, ...]:
    numbers = children.get(parent, [])
    keys = sibling_keys(("",) * len(numbers), parent_key)
    return tuple(
        replace(_item(placed[number].head, texts[number], key), items=_tree(placed, texts, children, number, key))
        for number, key in zip(numbers, keys, strict=True)
    )


def _item(head: Head, text: _Text, key: str) -> WrittenItem:
    description, speakers, notes = split_text(text.early)
    return WrittenItem(
        key=key,
        title=head.title,
        start=head.start,
        minutes=head.minutes,
        description=render(description),
        notes="\n\n".join(filter(None, (render(notes), render(text.late)))),
        speakers=speakers,
    )


def split_text(lines: Sequence[PageLine]) -> tuple[Sequence[PageLine], tuple[Speaker, ...], Sequence[PageLine]]:
    """Split the lines of an item into description, speakers and notes.

    What stands above the speakers describes the item, what stands below them was reported. Without speakers, or under a heading
    `Minutes`, bullets and what follows were reported.
    """
    first = next((place for place, line in enumerate(lines) if speaker_names(line) is not None), None)
    if first is None:
        cut = next((place for place, line in enumerate(lines) if line.bullet), len(lines))
        return _split_at_heading(lines[:cut], lines[cut:], ())
    people, after = _speakers(lines, first)
    below = next_words(lines, after - 1)
    while below is not None and speaker_names(lines[below]) is not None and len(people) < _MOST_SPEAKERS:
        more, after = _speakers(lines, below)
        people += more
        below = next_words(lines, after - 1)
    return _split_at_heading(lines[:first], lines[after:], people)


def _split_at_heading(
    description: Sequence[PageLine], notes: Sequence[PageLine], people: tuple[Speaker, ...]
) -> tuple[Sequence[PageLine], tuple[Speaker, ...], Sequence[PageLine]]:
    heading = next((place for place, line in enumerate(description) if _NOTES_HEADING.fullmatch(line.short)), len(description))
    reported = [line for line in (*description[heading:], *notes) if not _NOTES_HEADING.fullmatch(line.short)]
    return description[:heading], people, reported


def _speakers(lines: Sequence[PageLine], place: int) -> tuple[tuple[Speaker, ...], int]:
    """Return the people of a speaker line, and the place after it; names that a browser put on further lines are joined."""
    names = speaker_names(lines[place]) or ""
    for _ in range(_JOINED_SPEAKER_LINES):
        below = next_words(lines, place)
        is_whole = names and not names.endswith(",") and names.count("(") <= names.count(")")
        if is_whole or below is None or not lines[below].short or find_head(lines, below) or speaker_names(lines[below]) is not None:
            break
        names, place = f"{names} {lines[below].words}", below
    return parse_speakers(names), place + 1
