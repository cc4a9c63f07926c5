"""Dates and times to words: in the zone of the meeting, and in the reader's own beside it where its clocks show another time."""

import datetime as dt
import re
from dataclasses import dataclass, replace
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import format_date

from mailflow.adapters.typeset import ENGLISH

_ONE = re.compile(r"\b1\b")


@dataclass(frozen=True, slots=True)
class Calendar:
    """How to speak of times: in which zone and language; and in which zone the reader lives, if that is known.

    `for_you` is what is said of their times, such as `%(when)s for you`.
    """

    zone: ZoneInfo
    locale: Locale
    reader_zone: ZoneInfo | None = None
    for_you: str = "%(when)s"

    def date(self, moment: datetime) -> str:
        """Return `Wednesday 3 March 2021`."""
        return self._date(moment, "EEEE d MMMM y", "full")

    def short_date(self, moment: datetime) -> str:
        """Return `3 March 2021`."""
        return self._date(moment, "d MMMM y", "long")

    def day(self, on: dt.date) -> str:
        """Return a day, `31 March 2021`."""
        return self._written(on, "d MMMM y" if self.locale.language == "en" else "long")

    def time(self, moment: datetime) -> str:
        """Return `10:00`."""
        return f"{moment.astimezone(self.zone):%H:%M}"

    def span(self, start: datetime, end: datetime) -> str:
        """Return `10:00–11:30`."""
        return f"{self.time(start)}–{self.time(end)}"

    def moment(self, moment: datetime) -> str:
        """Return `Wednesday 3 March 2021, 10:00 (Europe/Paris, UTC+01:00)`, and what that is for the reader."""
        return self._with_own(moment, moment)

    def when(self, start: datetime, end: datetime) -> str:
        """Return `Wednesday 3 March 2021, 10:00–11:30 (Europe/Paris, UTC+01:00)`, and what that is for the reader."""
        return self._with_own(start, end)

    def zone_of(self, moment: datetime) -> str:
        """Return `Europe/Paris, UTC+01:00`."""
        return f"{self.zone.key}, {self._offset(moment)}"

    def is_foreign(self, moment: datetime) -> bool:
        """Tell whether the clocks of the reader show another time than those of the meeting."""
        return self.reader_zone is not None and moment.astimezone(self.reader_zone).utcoffset() != moment.astimezone(self.zone).utcoffset()

    def _with_own(self, start: datetime, end: datetime) -> str:
        said = f"{self._whole(start, end)} ({self.zone_during(start, end)})"
        own = replace(self, zone=self.reader_zone or self.zone, reader_zone=None)
        if not any(map(self.is_foreign, (start, end))):
            return said
        return f"{said}; {self.for_you % {'when': own.beside(self, start, end)}} ({own.zone_during(start, end)})"

    def beside(self, other: "Calendar", start: datetime, end: datetime) -> str:
        """Say times after another calendar has said them: without the date where that is the same."""
        days = {calendar.date(moment) for calendar in (self, other) for moment in (start, end)}
        return self._times(start, end) if len(days) == 1 else self._whole(start, end)

    def zone_during(self, start: datetime, end: datetime) -> str:
        """Return the zone with its offset, or with both where the clocks change meanwhile."""
        first, last = self._offset(start), self._offset(end)
        return f"{self.zone.key}, {first}" + ("" if first == last else f" – {last}")

    def _offset(self, moment: datetime) -> str:
        offset = moment.astimezone(self.zone).strftime("%z")
        return f"UTC{offset[:3]}:{offset[3:5]}"

    def _whole(self, start: datetime, end: datetime) -> str:
        if self.date(start) == self.date(end):
            return f"{self.date(start)}, {self._times(start, end)}"
        return f"{self.date(start)}, {self.time(start)} – {self.date(end)}, {self.time(end)}"

    def _times(self, start: datetime, end: datetime) -> str:
        return self.time(start) if start == end else self.span(start, end)

    def _date(self, moment: datetime, english: str, other: str) -> str:
        chosen = english if self.locale.language == "en" else other
        return self._written(moment.astimezone(self.zone).date(), chosen)

    def _written(self, on: dt.date, pattern: str) -> str:
        """Return a day; the first of a month is an ordinal in French, which the patterns of the CLDR do not know."""
        said = format_date(on, pattern, locale=self.locale)
        return _ONE.sub("1er", said, count=1) if on.day == 1 and self.locale.language == "fr" else said


def calendar_of(timezone: str, language: str, *, reader_zone: str = "", for_you: str = "%(when)s") -> Calendar:
    """Return how to speak of times in a zone; English where the language is not known, and no zone of the reader where it is empty."""
    try:
        locale = Locale.parse(language.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = ENGLISH
    return Calendar(ZoneInfo(timezone), locale, ZoneInfo(reader_zone) if reader_zone else None, for_you)
