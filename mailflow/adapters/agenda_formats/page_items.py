"""The agenda part of a page: which lines are items, how they are nested, and whose text each other line is.

lines -> heads (title, times, duration) -> parents by times and indentation -> texts -> tree of WrittenItem
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from mailflow.adapters.agenda_formats.clocks import minutes_between
from mailflow.adapters.agenda_formats.names import parse_speakers
from mailflow.adapters.agenda_formats.page_days import Days
from mailflow.adapters.agenda_formats.page_heads import NUMBER, Head, find_head, find_heads
from mailflow.adapters.agenda_formats.page_lines import PageLine, next_words, render, speaker_names
from mailflow.adapters.agenda_formats.page_lists import bracketed
from mailflow.adapters.agenda_formats.page_words import NOTES_HEADING
from mailflow.adapters.agenda_formats.written import MAX_DEPTH, WrittenItem, sibling_keys
from mailflow.domain.agenda import Speaker

_JOINED_SPEAKER_LINES = 8
_MOST_SPEAKERS = 200


def read_page_items(lines: Sequence[PageLine], days: Days | None = None) -> tuple[WrittenItem, ...]:
    """Return the items of the agenda part of a page; under headings of days, if there are any, each with its own."""
    days = days or Days()
    kept = [line for line in lines if line.number not in days.numbers]
    placed = _closed(_nested(kept, days))
    if not placed:
        return ()
    texts = _texts(kept, placed)
    if not any(speaker_names(line) is not None for line in kept):
        placed = [replace(one, is_listed=True) for one in placed]
    return without_numbers(_tree(placed, texts, _children(placed), None, ""))


@dataclass(frozen=True, slots=True)
class _Placed:
    """A head, the number of the head above it, and its depth from 0.

    `is_lost` where its indentation says nothing; `is_listed` where people stand in brackets behind the title, if anywhere.
    """

    head: Head
    parent: int | None
    depth: int
    is_lost: bool = False
    day: date | None = None
    is_listed: bool = False


def _nested(lines: Sequence[PageLine], days: Days) -> list[_Placed]:
    placed: list[_Placed] = []
    stack: list[int] = []
    for head in find_heads(lines):
        line = lines[head.first]
        day = days.of(line)
        stack = stack if not placed or placed[-1].day == day else []
        found = replace(_place(head, placed, stack), day=day, is_listed=line.is_listed)
        if _is_remark(found, placed):
            continue
        stack = [*_chain(placed, found.parent), len(placed)]
        placed.append(found)
    return placed


def _place(head: Head, placed: Sequence[_Placed], stack: Sequence[int]) -> _Placed:
    number = _number(head.title)
    counted = next((other for other in reversed(stack) if len(number) > 1 and _number(placed[other].head.title) == number[:-1]), None)
    if counted is not None:
        return _below(head, placed, counted)
    if head.start is not None:
        above = next((number for number in reversed(stack) if _is_within(head, placed[number].head)), None)
        return _below(head, placed, above)
    timed = next((number for number in reversed(stack) if placed[number].head.start is not None), None)
    if timed is not None and head.indent <= placed[timed].head.indent:
        return replace(_below(head, placed, _first_of_count(number, placed, stack, timed)), is_lost=True)
    above = next((number for number in reversed(stack) if number == timed or _is_deeper(head, placed[number])), None)
    return _below(head, placed, above)


def _first_of_count(number: tuple[int, ...], placed: Sequence[_Placed], stack: Sequence[int], timed: int) -> int | None:
    """Return what an item without times and indentation stands below: what has times, unless it goes on with its count."""
    before = next((other for other in reversed(stack) if number and _follows(number, _number(placed[other].head.title))), None)
    return placed[before].parent if before is not None else timed


def _follows(number: tuple[int, ...], last: tuple[int, ...]) -> bool:
    return len(number) == len(last) and number == (*last[:-1], last[-1] + 1)


def _number(title: str) -> tuple[int, ...]:
    found = NUMBER.match(title)
    return tuple(int(part) for part in found["number"].split(".")) if found else ()


def without_numbers(items: tuple[WrittenItem, ...], above: tuple[int, ...] = ()) -> tuple[WrittenItem, ...]:
    """Return siblings and all below them without the numbers before their titles, where these count: 1, 2, 3, or 2.1, 2.2."""
    numbers = [_number(item.title) for item in items]
    counted = [number for number in numbers if number]
    is_count = bool(counted) and all(
        (len(number) > 1 and number[:-1] == above) or len(number) == 1 for number in counted
    ) and all(one[-1] in {1, before[-1] + 1} for before, one in zip([(0,), *counted], counted, strict=False))  # fmt: skip
    is_whole = is_count and (len(counted) > 1 or len(counted[0]) > 1) and 2 * len(counted) >= len(items)
    return tuple(
        replace(
            item,
            title=(NUMBER.sub("", item.title, count=1).strip() or item.title) if is_whole and number else item.title,
            items=without_numbers(item.items, number),
        )
        for item, number in zip(items, numbers, strict=True)
    )


def _below(head: Head, placed: Sequence[_Placed], above: int | None) -> _Placed:
    while above is not None and placed[above].depth >= MAX_DEPTH - 1:
        above = placed[above].parent
    return _Placed(head, above, placed[above].depth + 1 if above is not None else 0)


def _is_deeper(head: Head, other: _Placed) -> bool:
    return not other.is_lost and head.indent > other.head.indent


def _is_within(head: Head, session: Head) -> bool:
    """Tell whether an item lies within the times of another, and stands deeper, tells no end, or is shorter."""
    if head.start is None or session.start is None or session.minutes is None:
        return False
    after = minutes_between(session.start, head.start)
    is_part = head.indent > session.indent or (session.has_end and (not head.has_end or _is_inside(head, session, after)))
    return is_part and after < session.minutes


def _is_inside(head: Head, session: Head, after: int) -> bool:
    """Tell whether an item that begins some minutes after another ends within it, and is shorter."""
    minutes, whole = head.minutes or 0, session.minutes or 0
    return head.indent == session.indent and 0 < minutes < whole and after + minutes <= whole


def _closed(placed: Sequence[_Placed]) -> list[_Placed]:
    """Let the last of the items below one with both its times go on until its end, where only its own start is told."""
    last = {item.parent: number for number, item in enumerate(placed)}
    return [
        _until(item, placed[item.parent].head) if item.parent is not None and last[item.parent] == number else item
        for number, item in enumerate(placed)
    ]


def _until(item: _Placed, session: Head) -> _Placed:
    head = item.head
    if head.start is None or head.minutes is not None or session.start is None or not session.has_end:
        return item
    left = (session.minutes or 0) - minutes_between(session.start, head.start)
    return replace(item, head=replace(head, minutes=left)) if left > 0 else item


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
        replace(_item(placed[number], texts[number], key), items=_tree(placed, texts, children, number, key))
        for number, key in zip(numbers, keys, strict=True)
    )


def _item(placed: _Placed, text: _Text, key: str) -> WrittenItem:
    description, speakers, notes = split_text(text.early)
    head = placed.head
    title, named, minutes = bracketed(head.title) if placed.is_listed else (head.title, (), None)
    return WrittenItem(
        key=key,
        title=title,
        start=datetime.combine(placed.day, head.start) if placed.day and head.start else head.start,
        minutes=head.minutes if minutes is None else minutes,
        description=render(description),
        notes="\n\n".join(filter(None, (render(notes), render(text.late)))),
        speakers=speakers or named,
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
    heading = next((place for place, line in enumerate(description) if NOTES_HEADING.fullmatch(line.short)), len(description))
    reported = [line for line in (*description[heading:], *notes) if not NOTES_HEADING.fullmatch(line.short)]
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
