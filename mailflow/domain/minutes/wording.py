"""The words in which minutes are set, of one language: labels, what is said of a report, dates.

They are kept with the minutes that they were set in: whoever reads a text knows what in it is a label, and a text that somebody approved
does not change where a translation is mended.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from mailflow.domain.lifecycle import ActionState

_SPACES = " \u00a0\u202f"
_LOOSE = dict.fromkeys(_SPACES, rf"[{_SPACES}]+") | dict.fromkeys("'\u2019", "['\u2019]")
_APART = ", "
_PLACE = re.compile(r"%\((\w+)\)s")
_IN_A_DATE = {"weekday": r"\w+", "day": r"(?P<day>\d{1,2})\w{0,3}", "month": r"(?P<month>\w+)", "year": r"(?P<year>\d{4})"}


@dataclass(frozen=True, slots=True)
class Wording:
    """The words of one language; English where none are given, which is what catalogues translate.

    Labels stand without their colon: `colon` stands behind them, and behind the name of whoever said something. What has `%(…)s` in it is
    filled; dates by `weekday`, `day`, `month` and `year`, where `first` is the number of the first day of a month. The names of the days,
    from Monday on, and of the months stand apart by commas.
    """

    language: str = "en"
    chair: str = "Chair"
    present: str = "Present"
    apologies: str = "Apologies"
    attached: str = "Attached"
    next_meeting: str = "Next meeting"
    actions: str = "Actions"
    carried: str = "Actions carried over"
    other: str = "Other"
    no_report: str = "No report received."
    delegate: str = "%(delegate)s for %(author)s"
    late: str = ", received late"
    due: str = "by %(day)s"
    open: str = "open"
    done: str = "done"
    dropped: str = "dropped"
    colon: str = ": "
    span: str = "%(start)s-%(end)s"
    first: str = "1"
    long_date: str = "%(weekday)s %(day)s %(month)s %(year)s"
    short_date: str = "%(day)s %(month)s %(year)s"
    weekdays: str = "Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"
    months: str = "January, February, March, April, May, June, July, August, September, October, November, December"

    def labelled(self, label: str, text: str) -> str:
        """Return `Present: Ian Bird`: a text behind a label, or behind the name of its author."""
        return f"{label}{self.colon}{text}"

    def opens(self, text: str, label: str) -> bool:
        """Tell whether a text begins with a label as it is set here, whatever became of its spaces on the way."""
        return re.match(loosely(f"{label}{self.colon}"), text) is not None

    def behind(self, text: str, label: str) -> str | None:
        """Return what stands behind a label that somebody may have typed (`Présents: Ian`); None where a text does not begin with it."""
        found = re.match(rf"{loosely(label)}[{_SPACES}]*:", text)
        return text[found.end() :].strip() if found else None

    def day(self, on: date) -> str:
        """Return `31 March 2021`."""
        return self.short_date % self._parts(on)

    def weekday_and_day(self, on: date) -> str:
        """Return `Wednesday 31 March 2021`."""
        return self.long_date % self._parts(on)

    def until(self, day: str) -> str:
        """Return `by 31 March 2021`."""
        return self.due % {"day": day}

    def state(self, state: ActionState) -> str:
        """Return what became of an action: `open`."""
        return {ActionState.OPEN: self.open, ActionState.DONE: self.done, ActionState.DROPPED: self.dropped}[state]

    def find_day(self, text: str) -> date | None:
        """Return the first date in a text that is written as here; None where there is none."""
        found = re.search(filled(self.short_date, _IN_A_DATE), text)
        months = self.months.split(_APART)
        if found is None or found["month"] not in months:
            return None
        try:
            return date(int(found["year"]), months.index(found["month"]) + 1, int(found["day"]))
        except ValueError:
            return None

    def _parts(self, on: date) -> dict[str, str]:
        day = self.first if on.day == 1 else str(on.day)
        weekday, month = self.weekdays.split(_APART)[on.weekday()], self.months.split(_APART)[on.month - 1]
        return {"weekday": weekday, "day": day, "month": month, "year": str(on.year)}


ENGLISH = Wording()


def loosely(text: str) -> str:
    """Return the pattern of a text, whatever kind of spaces and apostrophes stands for those in it."""
    return "".join(_LOOSE.get(sign, re.escape(sign)) for sign in text)


def filled(text: str, groups: dict[str, str]) -> str:
    """Return the pattern of what is said once its `%(…)s` are filled; the groups are patterns by name."""
    parts = _PLACE.split(text)
    return "".join(groups[part] if number % 2 else loosely(part) for number, part in enumerate(parts))


def wording_of(text: str, known: Iterable[Wording]) -> Wording:
    """Return in which of the words that are known a text of minutes is set: those of which it has most; English where none fits better."""
    return max((ENGLISH, *known), key=lambda wording: _fitness(text, wording))


def _fitness(text: str, wording: Wording) -> int:
    """Count the rows that begin with a label, or are one, and the date line, which all minutes have."""
    labels = (wording.chair, wording.present, wording.apologies, wording.next_meeting, wording.attached)
    alone = (wording.actions, wording.carried, wording.other, wording.no_report)
    rows = [row.strip() for row in text.split("\n")]
    said = sum(any(wording.opens(row, label) for label in labels) or row in alone for row in rows)
    return said + (wording.find_day(text.partition("\n\n")[0]) is not None)
