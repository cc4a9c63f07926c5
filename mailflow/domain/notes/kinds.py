"""What the notes of a meeting say, once they are read.

    text -> lines -> points, each in its place -> Outline: notes, walk-in items, actions, the next meeting, and what fits nowhere
"""

from dataclasses import dataclass
from datetime import date, time

from mailflow.domain.agenda import ItemKey


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the meeting something was said: an item of the agenda, or one that nobody had planned, by its title; or nowhere."""

    key: ItemKey | None = None
    walk_in: str = ""

    def __bool__(self) -> bool:
        """Tell whether it is a place at all."""
        return self.key is not None or bool(self.walk_in)


NOWHERE = Place()


@dataclass(frozen=True, slots=True)
class Note:
    """One point under an item (`key`), or under a walk-in (`walk_in`, its title); under neither for a remark at no item.

    `author` is empty for the minutes' own words. Else the note is a remark: the author's full name where it is clear who of the meeting is
    meant, the name as written where not. `text` is one line, and below it those nested under it, indented by two spaces a level.
    `is_action` where a line of it is proposed as an action as well.
    """

    key: ItemKey | None
    author: str
    text: str
    walk_in: str = ""
    is_action: bool = False


@dataclass(frozen=True, slots=True)
class WalkIn:
    """An item that is not on the agenda: its title, and its speaker as written, empty where none is named."""

    title: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class ProposedAction:
    """What somebody is to do: `text` without the words that make it an action, and without those of the date by which it is due.

    `owner` is a full name where it is clear who is meant, `… and …` for two, empty where nobody is named. `key` is the item under which it
    was noted, or of which it is; `walk_in` the title of one that is not on the agenda.
    """

    owner: str
    text: str
    due: date | None
    key: ItemKey | None
    walk_in: str = ""


@dataclass(frozen=True, slots=True)
class ProposedDate:
    """The next meeting: its day, its time in the meeting's zone if told, the words that say so, and what speaks against it, in English."""

    on: date
    at: time | None
    text: str
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outline:
    """All that notes say; each line of them, headings aside, is in one of these.

    `other` holds, verbatim, what belongs to no item, `private` what says of itself that it is not to be printed: no minutes have that.
    """

    notes: tuple[Note, ...] = ()
    walk_ins: tuple[WalkIn, ...] = ()
    actions: tuple[ProposedAction, ...] = ()
    next_meeting: ProposedDate | None = None
    other: tuple[str, ...] = ()
    private: tuple[str, ...] = ()
