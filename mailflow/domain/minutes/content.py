"""What minutes say, in agenda order, whatever form they take.

Nothing of the `online` block of a meeting enters it.
"""

from dataclasses import dataclass
from datetime import date, datetime

from mailflow.domain.agenda import ItemKey
from mailflow.domain.minutes.wording import ENGLISH, Wording


@dataclass(frozen=True, slots=True)
class MinutesReport:
    """One author's words under an item, unchanged unless whoever approves the minutes changed them."""

    author: str
    delegate: str
    text: str
    late: bool
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MinutesNote:
    """One line under an item that is no speaker's report: a remark of its author, or, without one, the minutes' own words.

    It stands below all reports, or, where somebody wrote it between their lines, after `lines` lines of the report at place `report`
    (from 0).
    """

    author: str
    text: str
    report: int = -1
    lines: int = 0

    @property
    def line(self) -> str:
        """The note as it reads in English, behind its author and a colon if it has one."""
        return self.line_in(ENGLISH)

    def line_in(self, wording: Wording) -> str:
        """Return the note as it reads in minutes of these words."""
        return wording.labelled(self.author, self.text) if self.author else self.text


@dataclass(frozen=True, slots=True)
class MinutesItem:
    """An agenda item in the minutes; `depth` is 1 at the top; `is_missing` where the minutes say that no report was received."""

    key: ItemKey
    depth: int
    title: str
    speakers: tuple[str, ...]
    expects_report: bool
    reports: tuple[MinutesReport, ...]
    notes: tuple[MinutesNote, ...] = ()
    is_missing: bool = False


@dataclass(frozen=True, slots=True)
class MinutesAction:
    """Something to be done: by whom (empty if nobody was named), and until which day; `due_words` are the day as it was written."""

    owner: str
    text: str
    due: date | None = None
    due_words: str = ""


@dataclass(frozen=True, slots=True)
class MinutesContent:
    """All that the minutes say. Times are aware UTC.

    `when_words` is the date line where somebody changed it, empty where it is that of the times; `next_meeting` is what is said of it, and
    `next_at` the time that this means, if it is clear; `other` are lines that belong to no item. The actions are numbered from
    `first_action` on, as in the series; `carried` says, one line each, what became of those that were agreed before. `wording` are the
    words in which all this is set.
    """

    title: str
    start_at: datetime
    end_at: datetime
    timezone: str
    chair: str
    items: tuple[MinutesItem, ...]
    present: tuple[str, ...] = ()
    apologies: tuple[str, ...] = ()
    actions: tuple[MinutesAction, ...] = ()
    next_meeting: str = ""
    next_at: datetime | None = None
    other: tuple[str, ...] = ()
    when_words: str = ""
    carried: tuple[str, ...] = ()
    first_action: int = 1
    wording: Wording = ENGLISH
