"""The points of notes as they are put together line by line: those that stand open, and what was said where."""

from dataclasses import dataclass, field

from mailflow.domain.notes.actions import Task, promised, promised_by
from mailflow.domain.notes.dates import Days, without_due, without_last_date
from mailflow.domain.notes.kinds import NOWHERE, Note, Place, ProposedAction
from mailflow.domain.notes.lines import Line
from mailflow.domain.notes.people import People

_STEP = "  "


@dataclass(slots=True)
class Point:
    """A point or a remark that is being read: where, by whom, and its lines, each with its depth below the first."""

    place: Place
    author: str
    level: int
    lines: list[tuple[int, Line]] = field(default_factory=list)
    levels: list[int] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Put a line below."""
        while self.levels and self.levels[-1] >= line.level:
            self.levels.pop()
        if self.lines:
            self.levels.append(line.level)
        self.lines.append((len(self.levels), line))

    @property
    def is_paragraph(self) -> bool:
        """Tell whether the last line is one of words alone, with which what stands apart has nothing to do."""
        last = self.lines[-1][1]
        return not last.mark and not last.text.endswith(":")

    @property
    def text(self) -> str:
        """The first line, and those below it, indented."""
        first, *below = self.lines
        return "\n".join((first[1].text, *(f"{_STEP * depth}{line.shown}" for depth, line in below)))


@dataclass(slots=True)
class Gathered:
    """What has been read: points in the order in which they began, and actions that are said to be such."""

    points: list[Point] = field(default_factory=list)
    tasks: list[tuple[Place, Task]] = field(default_factory=list)
    open: list[Point] = field(default_factory=list)

    def close(self) -> None:
        """End the points that stand open: what follows stands elsewhere."""
        self.open.clear()

    def above(self, line: Line) -> Point | None:
        """Return the open point below which a line stands; those that it does not are closed."""
        while self.open and self.open[-1].level >= line.level:
            self.open.pop()
        if self.open and line.is_apart and self.open[-1].is_paragraph:
            self.open.pop()
        return self.open[-1] if self.open else None

    def begin(self, place: Place, author: str, line: Line) -> None:
        """Begin a point or a remark with its first line."""
        point = Point(place, author, line.level)
        point.add(line)
        self.points.append(point)
        self.open.append(point)

    def notes(self, people: People, days: Days) -> tuple[list[Note], list[ProposedAction]]:
        """Return the points as notes, and all actions: those that are said to be such first at their place, then those of sentences."""
        actions = [_action(task, place, days) for place, task in self.tasks]
        notes: list[Note] = []
        for point in self.points:
            found = [_action(task, point.place, days) for task in _tasks(point, people)]
            notes.append(Note(point.place.key, point.author, point.text, point.place.walk_in, is_action=bool(found)))
            actions.extend(found)
        return notes, actions


def _tasks(point: Point, people: People) -> list[Task]:
    tasks = [task for _, line in point.lines for task in promised(line.text, people)]
    own = promised_by(point.author, point.lines[0][1].text) if point.author else None
    return [*tasks, own] if own else tasks


def _action(task: Task, place: Place, days: Days) -> ProposedAction:
    text, due = without_due(task.text, days)
    if due is None:
        text, due = without_last_date(task.text, days)
    return ProposedAction(task.owner, text.rstrip(" .") or task.text, due, place.key, place.walk_in)


def is_somewhere(note: Note) -> bool:
    """Tell whether a note stands under an item, or is somebody's."""
    return bool(note.author) or Place(note.key, note.walk_in) != NOWHERE
