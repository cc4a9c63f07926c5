"""The rhythm in which a series meets: `every 2 weeks`, `monthly`, `FREQ=WEEKLY;INTERVAL=2`."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from mailflow.domain.notes.dates import months_ahead

_EVERY = re.compile(r"every\s+(?:(?P<count>\d{1,2}|other|second|two|three|four)\s+)?(?P<unit>day|week|month)s?\b")
_RULE = re.compile(r"freq=(?P<unit>dai|week|month)ly(?:[^ ]*?;interval=(?P<count>\d{1,2}))?")
_WORDS = {
    "daily": (1, "day"), "weekly": (1, "week"), "fortnightly": (2, "week"), "biweekly": (2, "week"), "bi-weekly": (2, "week"),
    "monthly": (1, "month"),
}  # fmt: skip
_COUNTS = {"other": 2, "second": 2, "two": 2, "three": 3, "four": 4}
_DAYS = {"day": 1, "week": 7}
_WEEK = 7
_YEAR_MONTHS = 12


@dataclass(frozen=True, slots=True)
class Rhythm:
    """So many days, weeks or months from one meeting to the next."""

    count: int
    unit: str

    def next_after(self, day: date) -> date:
        """Return the day of the meeting that follows one."""
        return months_ahead(day, self.count) if self.unit == "month" else day + timedelta(days=self.count * _DAYS[self.unit])

    def fits(self, on: date, day: date) -> bool:
        """Tell whether a later day keeps the rhythm, though meetings may be left out; of a month, the day or the day of the week counts."""
        if self.unit != "month":
            return (on - day).days % (self.count * _DAYS[self.unit]) == 0
        months = (on.year - day.year) * _YEAR_MONTHS + on.month - day.month
        is_same_weekday = on.weekday() == day.weekday() and (on.day - 1) // _WEEK == (day.day - 1) // _WEEK
        return months % self.count == 0 and (is_same_weekday or on == months_ahead(day, months))


def rhythm_of(cadence: str) -> Rhythm | None:
    """Return the rhythm that a series' cadence tells, if it is one that we know."""
    said = cadence.casefold().strip()
    if said in _WORDS:
        return Rhythm(*_WORDS[said])
    found = _EVERY.search(said) or _RULE.search(said)
    if found is None:
        return None
    count = found["count"] or "1"
    unit = {"dai": "day"}.get(found["unit"], found["unit"])
    return Rhythm(max(1, _COUNTS.get(count) or int(count)), unit)
