"""Lines that begin with one time, among items that tell both theirs: they are items too, not the text of the one above.

    10:10 – 10:40 Round table
    10:10 CTA (Ann Lee)
    10:20 SKA (Bo Roy)
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import time

from mailflow.adapters.agenda_formats.checks import TIME_IN_TEXT
from mailflow.adapters.agenda_formats.clocks import leading_time, minutes_between
from mailflow.adapters.agenda_formats.page_heads import find_head
from mailflow.adapters.agenda_formats.page_lines import PageLine, speaker_names
from mailflow.adapters.agenda_formats.page_lists import bracketed
from mailflow.adapters.agenda_formats.page_words import MINUTES_HEADING, NOTES_HEADING
from mailflow.adapters.agenda_formats.written import WrittenItem

_LONGEST_ITEM = 160
_LONG_TEXT = 60
_HALF_A_DAY = 12 * 60
_PROSE = re.compile(r"[.!?;]\s+\w|[.,;!?]$")
_MOST_TOLD = 20
_SHOWN = 60


def with_timed(lines: Sequence[PageLine], agenda: int) -> tuple[PageLine, ...]:
    """Return the lines with those marked, from place `agenda` on, that begin an item with one time, none before the one above it."""
    marked = list(lines)
    last: time | None = None
    above, place = agenda, agenda
    while place < len(lines) and not _is_reported(lines[place]):
        head = find_head(lines, place)
        if head is not None:
            last, place = head.start or last, head.after
            above = place - 1
            continue
        begun = _begun(lines[place], last)
        if begun and (place == above + 1 or not _is_long(lines[place - 1])):
            last, above = begun, place
            marked[place] = replace(lines[place], is_listed=True)
        place += 1
    return tuple(marked)


def _is_reported(line: PageLine) -> bool:
    return bool(line) and bool(MINUTES_HEADING.fullmatch(line.short) or NOTES_HEADING.fullmatch(line.short))


def _is_long(line: PageLine) -> bool:
    """Tell whether a line is so long that the next one may go on with its sentence."""
    return len(line.words) > _LONG_TEXT


def _begun(line: PageLine, last: time | None) -> time | None:
    """Return the time at which a line begins an item; None where it is text, or goes back behind the time above it."""
    split = leading_time(line.short) if last is not None and len(line.short) <= _LONGEST_ITEM and speaker_names(line) is None else None
    if split is None or last is None or minutes_between(last, split[0]) >= _HALF_A_DAY:
        return None
    title = split[1]
    letter = next((letter for letter in title if letter.isalpha()), "")
    is_title = bool(letter) and not _PROSE.search(title) and (not letter.islower() or bool(bracketed(title)[1]))
    return split[0] if is_title else None


def told_times(items: Sequence[WrittenItem]) -> tuple[str, ...]:
    """Return a warning for each item in whose description a line begins with a time, so that nothing is taken for text unseen."""
    return tuple(warning for warning, _ in zip(_told(items), range(_MOST_TOLD), strict=False))


def _told(items: Sequence[WrittenItem]) -> Iterator[str]:
    for item in items:
        found = [line.strip(" •-*") for line in item.description.split("\n")]
        found = [line for line in found if leading_time(line)]
        if found:
            shown = found[0] if len(found[0]) <= _SHOWN else found[0][:_SHOWN] + "…"
            more = f", and {len(found) - 1} more" if len(found) > 1 else ""
            yield f"{item.key} {item.title}: {TIME_IN_TEXT} (“{shown}”{more})"
        yield from _told(item.items)
