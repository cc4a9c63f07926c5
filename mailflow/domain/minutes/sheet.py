"""Minutes as lines, each of which knows what it is: the one form from which text is made, and into which an edit goes.

MinutesContent <-> lines <-> canonical text (wrapped at 72 columns, each item under `key  title`, what was said indented below it)
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum
from zoneinfo import ZoneInfo

from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesItem, MinutesNote, MinutesReport

WIDTH = 72
_BULLET = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s+")
_HANGING = 8
NO_REPORT = "No report received."
ACTIONS, CARRIED, OTHER = "Actions", "Actions carried over", "Other"


class Role(StrEnum):
    """What a line of the minutes is."""

    TITLE = "title"
    WHEN = "when"
    CHAIR = "chair"
    PRESENT = "present"
    APOLOGIES = "apologies"
    HEADING = "heading"
    BYLINE = "byline"
    WORDS = "words"
    FILES = "files"
    MISSING = "missing"
    NOTE = "note"
    SECTION = "section"
    ACTION = "action"
    CARRIED = "action carried over"
    NEXT = "next meeting"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Line:
    """One line, not wrapped: its words as they stand, without the indentation of its role.

    `item` and `report` are the places (from 0) of the item and the report that it belongs to, -1 if to none; a line that begins with a
    bullet or is indented keeps that in `text`.
    """

    role: Role
    text: str
    item: int = -1
    report: int = -1


LABELS = {
    Role.CHAIR: "Chair: ",
    Role.PRESENT: "Present: ",
    Role.APOLOGIES: "Apologies: ",
    Role.FILES: "Attached: ",
    Role.NEXT: "Next meeting: ",
}
INDENT = {
    Role.BYLINE: "   ",
    Role.WORDS: "   ",
    Role.FILES: "   ",
    Role.MISSING: "   ",
    Role.NOTE: "   ",
    Role.ACTION: "   ",
    Role.CARRIED: "   ",
    Role.OTHER: "   ",
}
DEEPER = "  "
"""How much deeper the words of a report stand in an item that has notes: so a reader tells the author's words from others."""
_OPENS = frozenset({Role.HEADING, Role.SECTION, Role.NEXT})


def lines_of(content: MinutesContent) -> tuple[Line, ...]:
    """Return minutes as lines, in order."""
    head = [Line(Role.TITLE, content.title), Line(Role.WHEN, when(content))]
    for role, names in ((Role.CHAIR, (content.chair,)), (Role.PRESENT, content.present), (Role.APOLOGIES, content.apologies)):
        if any(names):
            head.append(Line(role, LABELS[role] + ", ".join(names)))
    items = (line for place, item in enumerate(content.items) for line in _item_lines(place, item))
    return (*head, *items, *_tail(content))


def render_text(content: MinutesContent) -> str:
    """Return the canonical text of minutes."""
    return render(lines_of(content))


def render(lines: Sequence[Line]) -> str:
    """Return lines as the canonical text, ended by a newline; items and sections stand apart by a blank line."""
    noted = {line.item for line in lines if line.role is Role.NOTE}
    shown = (("\n" if line.role in _OPENS else "") + _wrapped(line, _indent(line, noted)) for line in lines)
    return "\n".join(shown) + "\n"


def _indent(line: Line, noted: AbstractSet[int]) -> str:
    is_deeper = line.role in {Role.WORDS, Role.FILES} and line.item in noted
    return INDENT.get(line.role, "") + (DEEPER if is_deeper else "")


def when(content: MinutesContent) -> str:
    """Return the date and time in the meeting's zone: `Wednesday 3 March 2021, 10:00-11:30 (Europe/Paris, UTC+01:00)`."""
    if content.when_words:
        return content.when_words
    zone = ZoneInfo(content.timezone)
    start, end = content.start_at.astimezone(zone), content.end_at.astimezone(zone)
    offset = start.strftime("%z")
    return f"{start:%A} {start.day} {start:%B %Y}, {start:%H:%M}-{end:%H:%M} ({content.timezone}, UTC{offset[:3]}:{offset[3:]})"


def heading(item: MinutesItem) -> str:
    """Return `key  title (speakers)`."""
    return f"{item.key}  {item.title}" + (f" ({', '.join(item.speakers)})" if item.speakers else "")


def byline(report: MinutesReport) -> str:
    """Return who wrote: `A. Delegate for Speaker, received late`."""
    name = f"{report.delegate} for {report.author}" if report.delegate else report.author
    return name + (", received late" if report.late else "")


def action_line(number: int, action: MinutesAction) -> str:
    """Return `1. Ian Bird: circulate the paper, by 31 March 2021`."""
    owner = f"{action.owner}: " if action.owner else ""
    due = f", by {due_of(action)}" if due_of(action) else ""
    return f"{number}. {owner}{action.text}{due}"


def action_lines(content: MinutesContent) -> tuple[str, ...]:
    """Return the actions under their numbers."""
    return tuple(action_line(number, action) for number, action in enumerate(content.actions, start=content.first_action))


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of a report that follow one another, or a note that somebody wrote between them."""

    text: str = ""
    note: MinutesNote | None = None


def stretches(item: MinutesItem, place: int) -> Iterator[Stretch]:
    """Yield what a report of an item (by its place, from 0) says, parted by the notes between its lines."""
    words, begun = item.reports[place].text.split("\n"), 0
    for note in sorted((note for note in item.notes if note.report == place), key=lambda note: note.lines):
        if note.lines > begun:
            yield Stretch("\n".join(words[begun : note.lines]))
            begun = note.lines
        yield Stretch(note=note)
    if begun < len(words):
        yield Stretch("\n".join(words[begun:]))


def notes_below(item: MinutesItem) -> tuple[MinutesNote, ...]:
    """Return the notes that stand below all reports of an item."""
    return tuple(note for note in item.notes if not 0 <= note.report < len(item.reports))


def due_of(action: MinutesAction) -> str:
    """Return until when, as it was written, or as `31 March 2021`; empty if until no day."""
    return action.due_words or (f"{action.due.day} {action.due:%B %Y}" if action.due else "")


def _item_lines(place: int, item: MinutesItem) -> Iterator[Line]:
    yield Line(Role.HEADING, heading(item), place)
    for at in range(len(item.reports)):
        yield from _report_lines((place, at), item)
    if item.is_missing:
        yield Line(Role.MISSING, NO_REPORT, place)
    yield from (Line(Role.NOTE, note.line, place) for note in notes_below(item))


def _report_lines(place: tuple[int, int], item: MinutesItem) -> Iterator[Line]:
    report = item.reports[place[1]]
    between = [note for note in item.notes if note.report == place[1]]
    yield Line(Role.BYLINE, f"[{byline(report)}]", *place)
    words = report.text.split("\n") if report.text or not report.attachments else []
    for number, text in enumerate(words):
        yield from (Line(Role.NOTE, note.line, *place) for note in between if note.lines == number)
        yield Line(Role.WORDS, text, *place)
    yield from (Line(Role.NOTE, note.line, *place) for note in between if note.lines >= len(words))
    if report.attachments:
        yield Line(Role.FILES, LABELS[Role.FILES] + ", ".join(report.attachments), *place)


def _tail(content: MinutesContent) -> Iterator[Line]:
    if content.actions:
        yield Line(Role.SECTION, ACTIONS)
        yield from (Line(Role.ACTION, text) for text in action_lines(content))
    if content.carried:
        yield Line(Role.SECTION, CARRIED)
        yield from (Line(Role.CARRIED, text) for text in content.carried)
    if content.next_meeting:
        yield Line(Role.NEXT, LABELS[Role.NEXT] + content.next_meeting)
    if content.other:
        yield Line(Role.SECTION, OTHER)
        yield from (Line(Role.OTHER, text) for text in content.other)


def _wrapped(line: Line, indent: str) -> str:
    """Wrap one line under an indentation; the words of a bullet hang under its text."""
    if not line.text.strip():
        return ""
    below = indent + " " * hanging_of(line.text)
    return textwrap.fill(
        line.text.rstrip(), WIDTH, initial_indent=indent, subsequent_indent=below, break_long_words=False, break_on_hyphens=False
    )


def hanging_of(text: str) -> int:
    """Return how many columns deeper the further rows of a line stand: under the words of its bullet, if it has one."""
    bullet = _BULLET.match(text)
    return min(len(bullet.group()), _HANGING) if bullet else 0
