"""When a series writes to whom: the settings of its timetable."""

from dataclasses import dataclass
from datetime import date, time, timedelta


@dataclass(frozen=True, slots=True)
class Habits:
    """The timetable of a series; times of day are those of its zone.

    `invite_before`, `remind_before` and `brief_before` count back from the start of a meeting, `draft_after` and `corrections_for` from its
    end and from its publication; `nudge_after` counts from the draft. Between `quiet_from` and `quiet_until` (the same: never), and on
    weekends unless `writes_on_weekends`, nobody is reminded. `longest` is how long a meeting may last by agreement; on the days of
    `exceptions` the series does not meet, though its cadence says so. Nothing is sent by itself where it is not `is_automatic`.
    """

    invite_before: timedelta = timedelta(days=7)
    remind_before: tuple[timedelta, ...] = (timedelta(days=2), timedelta(days=1))
    brief_before: timedelta = timedelta(hours=1)
    draft_after: timedelta = timedelta(minutes=30)
    nudge_after: timedelta = timedelta(days=2)
    corrections_for: timedelta = timedelta(days=7)
    quiet_from: time = time(20)
    quiet_until: time = time(7)
    writes_on_weekends: bool = False
    longest: timedelta | None = None
    exceptions: tuple[date, ...] = ()
    is_automatic: bool = True
