"""The cadence of a series: on which days it meets, counted in its own time zone.

    words or an RRULE -> Cadence (parse_cadence in cadence_words) ;   Cadence + the days of the last meetings -> the next day
"""

import calendar
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

_WEEK = 7
_MONTHS_A_YEAR = 12
_WEEKS_AHEAD = 53 * 5
_FIFTH = 5
_LAST = -1
_MONTH_DAYS = 28
_RECENT = 6


class Unit(StrEnum):
    """In what the time from one meeting to the next is counted."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class ByDay:
    """A day of the week (Monday is 0), and of a month which of them: 1 to 5, or -1 for the last; 0 for each."""

    weekday: int
    place: int = 0

    def matches(self, day: date) -> bool:
        """Tell whether a day is such a day of its month."""
        if day.weekday() != self.weekday:
            return False
        if self.place < 0:
            return (_days_in(day) - day.day) // _WEEK + 1 == -self.place
        return not self.place or (day.day - 1) // _WEEK + 1 == self.place


@dataclass(frozen=True, slots=True)
class Cadence:
    """So many days, weeks or months from one meeting to the next, and on which days of them.

    Where neither `by_day` nor `month_days` say so, it is the day on which the series has met so far: of a week its day; of a month its day
    (`keeps_month_day`, as RFC 5545 has it), else the same place of its day of the week (`monthly`, begun on a second Tuesday). `months` are
    the only ones in which it meets, where there are any; `until` is its last day, `count` how many meetings there are; `week_start` is the
    day on which a week begins.
    """

    unit: Unit
    interval: int = 1
    by_day: tuple[ByDay, ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    keeps_month_day: bool = False
    until: date | None = None
    count: int | None = None
    week_start: int = 0

    def next_after(self, day: date) -> date:
        """Return the day of the meeting that follows one on a day of the cadence, whatever its end."""
        return self._first_after(day, day, 0, ()) or day + timedelta(days=self._period)

    def following(self, days: Sequence[date], exceptions: Collection[date] = ()) -> date | None:
        """Return the day of the meeting that follows the last of some; None where the series is over.

        Args:
            days: those of the last meetings, in their order, at least one. What was moved once does not move the cadence: it goes on from
                where most of them lie.
            exceptions: days on which the series does not meet.
        """
        anchor = self._anchor(days[-_RECENT:])
        # A meeting that was moved by a day does not make the next one come the day after.
        apart = (self._period // 2) if len(self.by_day) <= 1 and len(self.month_days) <= 1 else 0
        found = self._first_after(days[-1], anchor, apart, exceptions)
        return None if found is None or (self.until is not None and found > self.until) else found

    def is_over(self, number: int) -> bool:
        """Tell whether no meeting follows the one of a number."""
        return self.count is not None and number >= self.count

    def fits(self, on: date, day: date) -> bool:
        """Tell whether a later day keeps the cadence from a day on, though meetings may be left out.

        Of a month without further words both its day and its day of the week do.
        """
        is_loose = self.unit is Unit.MONTH and not self.by_day and not self.month_days
        return self._matches(on, day) or (is_loose and self._is_turn(on, day) and _is_same_month_day(on, day))

    @property
    def _period(self) -> int:
        """How many days it is at least from one meeting to the next, of one a turn."""
        return {Unit.DAY: 1, Unit.WEEK: _WEEK, Unit.MONTH: _MONTH_DAYS}[self.unit] * self.interval

    def _first_after(self, last: date, anchor: date, apart: int, exceptions: Collection[date]) -> date | None:
        days = (last + timedelta(days=ahead) for ahead in range(apart + 1, _WEEKS_AHEAD * _WEEK * self._span))
        return next((day for day in days if self._matches(day, anchor) and day not in exceptions), None)

    @property
    def _span(self) -> int:
        return 1 if self.unit is not Unit.MONTH else 1 + self.interval // _MONTHS_A_YEAR

    def _matches(self, day: date, anchor: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        return self._is_turn(day, anchor) and self._is_day(day, anchor)

    def _is_turn(self, day: date, anchor: date) -> bool:
        """Tell whether a day lies in a week, or a month, of its turn."""
        if self.months and self.unit is Unit.MONTH and self.interval % _MONTHS_A_YEAR == 0:
            return (day.year - anchor.year) % (self.interval // _MONTHS_A_YEAR) == 0
        return (self._index(day) - self._index(anchor)) % self.interval == 0

    def _index(self, day: date) -> int:
        if self.unit is Unit.MONTH:
            return day.year * _MONTHS_A_YEAR + day.month
        return day.toordinal() if self.unit is Unit.DAY else (day.toordinal() - 1 - self.week_start) // _WEEK

    def _is_day(self, day: date, anchor: date) -> bool:
        if self.by_day:
            return any(one.matches(day) for one in self.by_day)
        if self.month_days:
            last = _days_in(day)
            # A rule passes over months without such a day; `the 31st of every month` is meant for every month.
            return day.day in {(one if self.keeps_month_day else min(one, last)) if one > 0 else last + 1 + one for one in self.month_days}
        if self.unit is Unit.WEEK:
            return day.weekday() == anchor.weekday()
        if self.unit is Unit.MONTH:
            return _is_same_month_day(day, anchor) if self.keeps_month_day else _place_of(anchor).matches(day)
        return True

    def _anchor(self, days: Sequence[date]) -> date:
        """Return one of the days from which most of them keep the cadence, the earliest where there are several."""
        votes = Counter({day: sum(self._matches(other, day) for other in days) for day in days})
        return max(days, key=lambda day: (votes[day], -day.toordinal()))


def usual(values: Sequence[int]) -> int:
    """Return the value that most have, of those that as many have the earliest; at least one is given."""
    recent = values[-_RECENT:]
    return max(recent, key=lambda value: (recent.count(value), -recent.index(value)))


def _place_of(day: date) -> ByDay:
    place = (day.day - 1) // _WEEK + 1
    return ByDay(day.weekday(), _LAST if place == _FIFTH else place)


def _is_same_month_day(on: date, day: date) -> bool:
    return on.day == min(day.day, _days_in(on))


def _days_in(day: date) -> int:
    return calendar.monthrange(day.year, day.month)[1]
