"""A series that runs itself for a year, on a fast clock: its dates, its people, and what they do for each meeting.

What should happen is worked out here by hand, from the calendar alone: nothing of mailflow is asked.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Europe/Paris")
MEETINGS = 26
HOLIDAYS = (date(2027, 8, 18), date(2027, 12, 22))
MOVED_BY_MINUTES = 6
"""The meeting whose date the minutes before it announce: a day later than usual, in the afternoon."""
MOVED_BY_COMMAND = 14
"""The meeting that the secretary moves by two hours after everybody was invited."""
DECLINED_EVERY, SILENT_EVERY = 5, 3

MATTHIAS = "Matthias Fuessling <matthias@example.org>"
ANTONELLA = "Antonella Bozzi <antonella@example.org>"
ROSIE = "Rosie Bolton <rosie@example.org>"
IAN = "Ian Bird <ian.bird@example.org>"
PEOPLE = (IAN, MATTHIAS, ANTONELLA, ROSIE)

AGENDA = f"""
series: reef-watch
title: Reef Watch
start: 2027-01-06T10:00
timezone: Europe/Paris
cadence: every 2 weeks
exceptions: [{", ".join(day.isoformat() for day in HOLIDAYS)}]
approval_hold: 0m
chair: {{name: Ian Bird, email: ian.bird@example.org}}
subscribers: [reader@example.org]
online: {{service: zoom, url: "https://zoom.example.org/j/95500001111", passcode: "731904"}}
items:
  - title: Round Table
    duration: 60m
    items:
      - {{title: CTA, duration: 20m, speakers: [{{name: Matthias Fuessling, email: matthias@example.org}}]}}
      - {{title: EGO, duration: 20m, speakers: [{{name: Antonella Bozzi, email: antonella@example.org}}]}}
      - {{title: SKA, duration: 20m, speakers: [{{name: Rosie Bolton, email: rosie@example.org}}]}}
"""


def address(person: str) -> str:
    """Return the address of `Name <address>`."""
    return person.partition("<")[2].rstrip(">")


@dataclass(frozen=True, slots=True)
class Turn:
    """One meeting of the year, by the clock of the series: when it is, and what its people do."""

    number: int
    start: datetime
    first_start: datetime
    """Before the secretary moved it; else the same."""

    @property
    def is_moved(self) -> bool:
        """Tell whether the secretary moves it once everybody is invited."""
        return self.start != self.first_start

    @property
    def declines(self) -> bool:
        """Tell whether Antonella declines, by her calendar."""
        return self.number % DECLINED_EVERY == 0

    @property
    def is_silent(self) -> bool:
        """Tell whether Antonella never answers."""
        return not self.declines and self.number % SILENT_EVERY == 0

    def before(self, days: int) -> datetime:
        """Return the same time of day so many days before it starts."""
        return datetime.combine(self.start.date() - timedelta(days=days), self.start.time(), ZONE)

    @property
    def reminded(self) -> dict[str, int]:
        """How often each person is reminded: Rosie writes after the first reminder, who declined is asked once for a text."""
        return {address(MATTHIAS): 0, address(ROSIE): 1, address(ANTONELLA): 1 if self.declines else 2 if self.is_silent else 0}


def turns() -> Iterator[Turn]:
    """Yield the meetings of the year: every second Wednesday at ten but for the holidays, and one on a Thursday at two."""
    day, number = date(2027, 1, 6), 1
    while number <= MEETINGS:
        if day not in HOLIDAYS:
            start = datetime.combine(day, time(10), ZONE)
            if number == MOVED_BY_MINUTES:
                start = datetime.combine(day + timedelta(days=1), time(14), ZONE)
            later = start + timedelta(hours=2) if number == MOVED_BY_COMMAND else start
            yield Turn(number, later, start)
            number += 1
        day += timedelta(days=14)
