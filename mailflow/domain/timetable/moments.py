"""Moments on the clocks of a series: days before and after, and the hours in which people are written to.

`N days before` is so many days back on the wall clock: two days before 10:00 is 10:00, whatever the clocks did in between. What is left
of a span below a day is plain time. A local time that a change of the clocks skips is read with the offset before it; of one that comes
twice the first is meant (PEP 495).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailflow.domain.habits import Habits

_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_WEEK_DAYS = 7
_SATURDAY = 5


def before(at: datetime, span: timedelta, zone: ZoneInfo) -> datetime:
    """Return the moment so many days on the wall clock, and so much time, before another; aware, UTC."""
    return _shifted(at, -span.days, zone) - (span - timedelta(days=span.days))


def after(at: datetime, span: timedelta, zone: ZoneInfo) -> datetime:
    """Return the moment so many days on the wall clock, and so much time, after another; aware, UTC."""
    return _shifted(at, span.days, zone) + (span - timedelta(days=span.days))


def _shifted(at: datetime, days: int, zone: ZoneInfo) -> datetime:
    local = at.astimezone(zone)
    return _at(local.date() + timedelta(days=days), local.time(), zone) if days else at.astimezone(UTC)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return when a day begins; aware, UTC."""
    return _at(day, time(), zone)


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour.replace(fold=0), zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Hours:
    """When people may be written to: outside the quiet hours, and on weekends only if that is the habit; by the clocks of a zone."""

    zone: ZoneInfo
    quiet_from: time
    quiet_until: time
    writes_on_weekends: bool = False

    @classmethod
    def of(cls, habits: Habits, zone: ZoneInfo) -> "Hours":
        """Return the hours of a series."""
        return cls(zone, habits.quiet_from, habits.quiet_until, habits.writes_on_weekends)

    @classmethod
    def on_every_day(cls, habits: Habits, zone: ZoneInfo) -> "Hours":
        """Return the hours of a series for what may come on weekends."""
        return cls(zone, habits.quiet_from, habits.quiet_until, writes_on_weekends=True)

    def is_allowed(self, at: datetime) -> bool:
        """Tell whether people may be written to at a moment."""
        local = at.astimezone(self.zone)
        return self._is_open(local.date()) and not self._is_quiet(local.time())

    def next_allowed(self, at: datetime) -> datetime:
        """Return the first moment from another on at which people may be written to."""
        while not self.is_allowed(at):
            local = at.astimezone(self.zone)
            if not self._is_open(local.date()):
                at = start_of(local.date() + _DAY, self.zone)
            else:
                is_morning = local.time() < self.quiet_until
                at = max(_at(local.date() + (timedelta() if is_morning else _DAY), self.quiet_until, self.zone), at + timedelta(minutes=1))
        return at

    def moved(self, at: datetime, *, latest: datetime) -> datetime:
        """Return the next allowed moment; where that is later than is of use, one before, on the last day that is open."""
        following = self.next_allowed(at)
        return following if following <= latest else self._last_before(at)

    def _last_before(self, at: datetime) -> datetime:
        """Return the same time of day on the last day that is open; in quiet hours the last hour before them, or the first one after."""
        local = at.astimezone(self.zone)
        days = (local.date() - timedelta(days=back) for back in range(_WEEK_DAYS + 1))
        moments = (moment for day in days if self._is_open(day) for moment in self._on(day, local.time()))
        return next((moment for moment in moments if moment <= at and self.is_allowed(moment)), at)

    def _on(self, day: date, hour: time) -> Iterator[datetime]:
        yield _at(day, hour, self.zone)
        yield _at(day, self.quiet_from, self.zone) - _HOUR
        yield _at(day, self.quiet_until, self.zone)

    def _is_open(self, day: date) -> bool:
        return self.writes_on_weekends or day.weekday() < _SATURDAY

    def _is_quiet(self, hour: time) -> bool:
        first, last = self.quiet_from, self.quiet_until
        if first <= last:
            return first <= hour < last
        return hour >= first or hour < last
