"""The headings of days within an agenda of several days: `Thursday, 4 March 2021`, `Day 2`."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from mailflow.adapters.agenda_formats.dates import heading_day, is_about_other_meeting
from mailflow.adapters.agenda_formats.page_heads import find_head
from mailflow.adapters.agenda_formats.page_lines import PageLine

_NEAR = 4
_LONGEST_HEADING = 80


@dataclass(frozen=True, slots=True)
class Days:
    """The days of an agenda: `numbers` are those of the lines that are headings, in order, each for the day beside it.

    No days where the headings tell nothing that is not known.
    """

    numbers: tuple[int, ...] = ()
    days: tuple[date, ...] = ()

    def of(self, line: PageLine) -> date | None:
        """Return the day under whose heading a line stands."""
        place = bisect_left(self.numbers, line.number)
        return self.days[place - 1] if place and self.days else None

    def shifted(self, by: timedelta) -> "Days":
        """Return the same days moved."""
        return replace(self, days=tuple(day + by for day in self.days))


def find_days(lines: Sequence[PageLine], first: date) -> Days:
    """Return the headings of days: lines that name one, above an item, none before the one above it.

    Args:
        lines: the whole page.
        first: the first day of the meeting, which tells the year.
    """
    numbers: list[int] = []
    days: list[date] = []
    for place, line in enumerate(lines):
        day = heading_day(line.short, first) if line.short and len(line.short) <= _LONGEST_HEADING else None
        if day is None or is_about_other_meeting(lines, place) or not _has_item_below(lines, place, first):
            continue
        if not days or day >= days[-1]:
            numbers.append(line.number)
            days.append(day)
    return Days(tuple(numbers), tuple(days))


def _has_item_below(lines: Sequence[PageLine], place: int, first: date) -> bool:
    below = [other for other in range(place + 1, min(place + 12, len(lines))) if lines[other]][:_NEAR]
    for other in below:
        if heading_day(lines[other].short, first) is not None:
            return False
        if find_head(lines, other):
            return True
    return False
