"""An edit of minutes into the lines of the next revision: what each new line is, and what a line is that lost its neighbours.

A line that somebody writes under an item is a note of theirs, and no part of a speaker's words: those change only where their own lines
were changed, or where a line was put among them as one of them.
"""

import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from mailflow.domain.editing.joining import like
from mailflow.domain.editing.quoting import Sheet
from mailflow.domain.editing.revising import NOWHERE, Edit, Written
from mailflow.domain.editing.tokens import bullet_of
from mailflow.domain.minutes.rebuilding import is_remark
from mailflow.domain.minutes.sheet import Line, Role, labels, sections
from mailflow.domain.minutes.wording import ENGLISH

_KEYED = re.compile(r"(\d{1,3}(?:\.\d{1,3}){1,4})\.?\s+(?=\S)|(\d{1,3})\s\s+(?=\S)")
_HEADED = re.compile(r"\A(\d{1,3}(?:\.\d{1,3})*)\.?\s+(?=\S)")
_HEADING_WORDS = 12
_NUMBER = re.compile(r"(?:\d{1,3}[.)]|[-–•*])\s+")
_LABELLED = (Role.CHAIR, Role.PRESENT, Role.APOLOGIES, Role.NEXT)
_LISTED = frozenset({Role.ACTION, Role.CARRIED})
_BODY = frozenset({Role.HEADING, Role.BYLINE, Role.WORDS, Role.FILES, Role.MISSING, Role.NOTE})


def assembled(sheet: Sheet, edit: Edit) -> tuple[Line, ...]:
    """Return the lines of minutes after an edit."""
    is_same = not edit.written and all(text == line.text for text, line in zip(edit.texts, sheet.lines, strict=True))
    return sheet.lines if is_same else tuple(_tidied(sheet, list(_woven(sheet, edit))))


def orphans(sheet: Sheet, lines: Sequence[Line]) -> list[Line]:
    """Return the headings and bylines that were taken out while what stands under them stayed: nobody can tell whose that is now."""
    there = {(line.role, line.item, line.report) for line in lines}
    items = {line.item for line in lines if line.item >= 0}
    reports = {(line.item, line.report) for line in lines if line.role is Role.WORDS and line.text.strip()}
    lost = (line for line in sheet.lines if (line.role, line.item, line.report) not in there)
    return [
        line
        for line in lost
        if (line.role is Role.HEADING and line.item in items) or (line.role is Role.BYLINE and (line.item, line.report) in reports)
    ]


def _woven(sheet: Sheet, edit: Edit) -> Iterator[Line]:
    """Yield what is left of the old lines, and below each the new ones that were written there."""
    below: dict[int, list[Written]] = {}
    for written in edit.written:
        below.setdefault(_below(sheet, written), []).append(written)
    following = 1 + max((line.item for line in sheet.lines), default=-1)
    for place in range(NOWHERE, len(sheet.lines)):
        text = edit.texts[place] if place != NOWHERE else None
        if text is not None:
            line = sheet.lines[place]
            yield from (replace(line, text=_headed(part) if line.role is Role.HEADING else part) for part in text.split("\n"))
        above = sheet.lines[max(place, 0)]
        for written in below.get(place, ()):
            above = _new_line(sheet, written, above)
            if above.role is Role.HEADING:
                above, following = replace(above, item=following, report=-1), following + 1
            yield above


def _below(sheet: Sheet, written: Written) -> int:
    """Return below which line a new one goes: what stands right under a heading goes under the byline that follows."""
    place, lines = written.below, sheet.lines
    is_headed = 0 <= place < len(lines) - 1 and lines[place].role is Role.HEADING and lines[place + 1].role is Role.BYLINE
    return place + 1 if is_headed else place


def _new_line(sheet: Sheet, written: Written, above: Line) -> Line:
    """Tell what a new line is by what it says and where it stands."""
    text = written.text
    labelled = _labelled(sheet, text)
    if labelled is not None:
        return labelled
    if above.role not in _BODY:
        section = sections(sheet.wording).get(above.text, Role.OTHER) if above.role is Role.SECTION else above.role
        return Line(section if section in _LISTED else Role.OTHER, text)
    if _is_heading(sheet, text):
        return Line(Role.HEADING, _headed(text))
    if above.report >= 0 and not is_remark(text) and _joins(sheet, written, above):
        return replace(above, role=Role.WORDS, text=like(above.text, text))
    return replace(above, role=Role.NOTE, text=text)


def _labelled(sheet: Sheet, text: str) -> Line | None:
    """Return what somebody wrote behind a label, under the label of the minutes; whoever writes an English one means the same."""
    for role in _LABELLED:
        own = labels(sheet.wording)[role]
        said = (sheet.wording.behind(text, label) for label in (own, labels(ENGLISH)[role]))
        found = next((words for words in said if words), None)
        if found is not None:
            return Line(role, sheet.wording.labelled(own, found))
    return None


def _headed(text: str) -> str:
    """Return a heading with two spaces behind its key, as the minutes write it, whatever a program made of them."""
    return _HEADED.sub(r"\1  ", text, count=1)


def _is_heading(sheet: Sheet, text: str) -> bool:
    """Tell whether a line is the heading of an item that the minutes do not have yet."""
    found = _KEYED.match(text)
    keys = {line.text.split(maxsplit=1)[0] for line in sheet.lines if line.role is Role.HEADING}
    is_short = len(text.split()) <= _HEADING_WORDS and not text.endswith((".", ";", ","))
    return found is not None and is_short and (found[1] or found[2]) not in keys


def _joins(sheet: Sheet, written: Written, above: Line) -> bool:
    """Tell whether a new line is one more of the author's own: put among them, or one more point of their list."""
    if above.role not in {Role.WORDS, Role.BYLINE}:
        return False
    if bullet_of(written.text) and (bullet_of(above.text.strip()) or _next_is_point(sheet, written)):
        return True
    following = sheet.lines[written.below + 1 :]
    own = [line for line in following if (line.item, line.report) == (above.item, above.report) and line.role is Role.WORDS]
    return written.is_quoted and any(line.text.strip() for line in own)


def _next_is_point(sheet: Sheet, written: Written) -> bool:
    following = sheet.lines[written.below + 1 : written.below + 2]
    return any(line.role is Role.WORDS and bool(bullet_of(line.text.strip())) for line in following)


def _tidied(sheet: Sheet, lines: list[Line]) -> Iterator[Line]:
    """Yield lines without the blank ones that nothing stands between any more, and actions under their numbers."""
    number = _first_number(sheet) - 1
    roles = {line.role for line in lines}
    idle = {head for head, role in sections(sheet.wording).items() if role in _LISTED - roles}
    begun: set[tuple[int, int]] = set()
    for place, line in enumerate(lines):
        if line.role is Role.ACTION:
            number += 1
            yield replace(line, text=f"{number}. {_NUMBER.sub('', line.text, count=1)}")
        elif not (line.role is Role.SECTION and line.text in idle) and not _is_idle(lines, place, begun):
            yield line
        if line.role is Role.WORDS and line.text.strip():
            begun.add((line.item, line.report))


def _first_number(sheet: Sheet) -> int:
    """Return the number of the first action of minutes, which counts on in its series."""
    first = next((line.text for line in sheet.lines if line.role is Role.ACTION), "")
    number = _NUMBER.match(first)
    return int(number[0].strip(" .)")) if number and first[0].isdigit() else 1


def _is_idle(lines: list[Line], place: int, begun: AbstractSet[tuple[int, int]]) -> bool:
    """Tell whether a blank line of a report begins it (nothing of it is among those begun) or ends it, or follows another."""
    line = lines[place]
    if line.role is not Role.WORDS or line.text.strip():
        return False
    before, after = lines[place - 1], next(iter(lines[place + 1 :]), None)
    ends = before.role is Role.WORDS and (after is None or (after.role, after.item, after.report) != (Role.WORDS, line.item, line.report))
    return (line.item, line.report) not in begun or ends or (before.role is Role.WORDS and not before.text.strip())
