"""Minutes as lines, each of which knows what it is: the one form from which text is made, and into which an edit goes.

MinutesContent <-> lines <-> canonical text (wrapped at 72 columns, each item under `key  title`, what was said indented below it)
"""

import re
import textwrap
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum
from zoneinfo import ZoneInfo

from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesItem, MinutesNote, MinutesReport
from mailflow.domain.minutes.wording import ENGLISH, Wording

WIDTH = 72
_BULLET = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s+")
_HANGING = 8


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


def labels(wording: Wording) -> dict[Role, str]:
    """Return what stands before the colon of the lines that have a label."""
    return {
        Role.CHAIR: wording.chair,
        Role.PRESENT: wording.present,
        Role.APOLOGIES: wording.apologies,
        Role.FILES: wording.attached,
        Role.NEXT: wording.next_meeting,
    }


def sections(wording: Wording) -> dict[str, Role]:
    """Return what stands in the sections below the items, by their names."""
    return {wording.actions: Role.ACTION, wording.carried: Role.CARRIED, wording.other: Role.OTHER}


def lines_of(content: MinutesContent) -> tuple[Line, ...]:
    """Return minutes as lines, in order."""
    head = [Line(Role.TITLE, content.title), Line(Role.WHEN, when(content))]
    for role, names in ((Role.CHAIR, (content.chair,)), (Role.PRESENT, content.present), (Role.APOLOGIES, content.apologies)):
        if any(names):
            head.append(_labelled(role, names, content.wording))
    items = (line for place, item in enumerate(content.items) for line in _item_lines(place, item, content.wording))
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
    words, zone = content.wording, ZoneInfo(content.timezone)
    start, end = content.start_at.astimezone(zone), content.end_at.astimezone(zone)
    offset = start.strftime("%z")
    span = words.span % {"start": f"{start:%H:%M}", "end": f"{end:%H:%M}"}
    return f"{words.weekday_and_day(start.date())}, {span} ({content.timezone}, UTC{offset[:3]}:{offset[3:]})"


def heading(item: MinutesItem) -> str:
    """Return `key  title (speakers)`."""
    return f"{item.key}  {item.title}" + (f" ({', '.join(item.speakers)})" if item.speakers else "")


def byline(report: MinutesReport, wording: Wording = ENGLISH) -> str:
    """Return who wrote: `A. Delegate for Speaker, received late`."""
    name = wording.delegate % {"delegate": report.delegate, "author": report.author} if report.delegate else report.author
    return name + (wording.late if report.late else "")


def action_line(number: int, action: MinutesAction, wording: Wording = ENGLISH) -> str:
    """Return `1. Ian Bird: circulate the paper, by 31 March 2021`."""
    said = wording.labelled(action.owner, action.text) if action.owner else action.text
    due = f", {wording.until(due_of(action, wording))}" if due_of(action, wording) else ""
    return f"{number}. {said}{due}"


def action_lines(content: MinutesContent) -> tuple[str, ...]:
    """Return the actions under their numbers."""
    numbered = enumerate(content.actions, start=content.first_action)
    return tuple(action_line(number, action, content.wording) for number, action in numbered)


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


def due_of(action: MinutesAction, wording: Wording = ENGLISH) -> str:
    """Return until when, as it was written, or as `31 March 2021`; empty if until no day."""
    return action.due_words or (wording.day(action.due) if action.due else "")


def _labelled(role: Role, names: Sequence[str], wording: Wording) -> Line:
    return Line(role, wording.labelled(labels(wording)[role], ", ".join(names)))


def _item_lines(place: int, item: MinutesItem, wording: Wording) -> Iterator[Line]:
    yield Line(Role.HEADING, heading(item), place)
    for at in range(len(item.reports)):
        yield from _report_lines((place, at), item, wording)
    if item.is_missing:
        yield Line(Role.MISSING, wording.no_report, place)
    yield from (Line(Role.NOTE, note.line_in(wording), place) for note in notes_below(item))


def _report_lines(place: tuple[int, int], item: MinutesItem, wording: Wording) -> Iterator[Line]:
    report = item.reports[place[1]]
    between = [note for note in item.notes if note.report == place[1]]
    yield Line(Role.BYLINE, f"[{byline(report, wording)}]", *place)
    words = report.text.split("\n") if report.text or not report.attachments else []
    for number, text in enumerate(words):
        yield from (Line(Role.NOTE, note.line_in(wording), *place) for note in between if note.lines == number)
        yield Line(Role.WORDS, text, *place)
    yield from (Line(Role.NOTE, note.line_in(wording), *place) for note in between if note.lines >= len(words))
    if report.attachments:
        yield replace(_labelled(Role.FILES, report.attachments, wording), item=place[0], report=place[1])


def _tail(content: MinutesContent) -> Iterator[Line]:
    if content.actions:
        yield Line(Role.SECTION, content.wording.actions)
        yield from (Line(Role.ACTION, text) for text in action_lines(content))
    if content.carried:
        yield Line(Role.SECTION, content.wording.carried)
        yield from (Line(Role.CARRIED, text) for text in content.carried)
    if content.next_meeting:
        yield _labelled(Role.NEXT, (content.next_meeting,), content.wording)
    if content.other:
        yield Line(Role.SECTION, content.wording.other)
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
