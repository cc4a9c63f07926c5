"""Lines of minutes back into what they say, once an edit has changed, taken out or added some.

lines + the content that they came from -> MinutesContent; what no line tells (keys, times, days) is that of the content before
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from mailflow.domain.agenda import ItemKey
from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesItem, MinutesNote, MinutesReport
from mailflow.domain.minutes.sheet import LABELS, NO_REPORT, Line, Role, action_line, byline, heading, when

_LATE = ", received late"
_KEY = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)\.?\s+")
_PEOPLE = re.compile(r"\s+\(([^()]*)\)\Z")
_NUMBER = re.compile(r"\d{1,3}[.)]\s+")
_NOTE = re.compile(r"([^\W\d_][^:\n]{0,60}):\s+(?=\S)")


def content_of(lines: Sequence[Line], before: MinutesContent) -> MinutesContent:
    """Return what lines say.

    Args:
        lines: those of `before` (see `lines_of`), edited; a line of an item that is new has a place beyond those of `before`.
        before: what the minutes said.
    """
    said = {role: [line.text for line in lines if line.role is role] for role in Role}
    date_line = "".join(said[Role.WHEN])
    next_meeting = _unlabelled(said, Role.NEXT)
    return replace(
        before,
        title=" ".join(said[Role.TITLE]),
        when_words=before.when_words if date_line == when(before) else date_line,
        chair=_unlabelled(said, Role.CHAIR),
        present=_names(_unlabelled(said, Role.PRESENT)),
        apologies=_names(_unlabelled(said, Role.APOLOGIES)),
        items=tuple(_items(lines, before)),
        actions=tuple(_action(text, before.actions) for text in said[Role.ACTION]),
        carried=tuple(said[Role.CARRIED]),
        next_meeting=next_meeting,
        next_at=before.next_at if next_meeting == before.next_meeting else None,
        other=tuple(said[Role.OTHER]),
    )


def is_remark(text: str) -> bool:
    """Tell whether a line begins with a name and a colon, as remarks do."""
    found = _NOTE.match(text)
    return found is not None and _is_name(found[1])


def note_of(text: str) -> MinutesNote:
    """Return a line as a note: `Ian Bird: We should publish it.` is a remark."""
    found = _NOTE.match(text)
    return MinutesNote(found[1], text[found.end() :]) if found and _is_name(found[1]) else MinutesNote("", text)


def _is_name(words: str) -> bool:
    """Tell whether words before a colon may be a name: up to four, each begun by a capital."""
    parts = words.split()
    return len(parts) <= 4 and all(part[0].isupper() or part.lower() in {"de", "van", "von", "der", "del", "da"} for part in parts)  # noqa: PLR2004


def _unlabelled(said: dict[Role, list[str]], role: Role) -> str:
    text = " ".join(said[role])
    label = LABELS[role].strip()
    return text.removeprefix(label).strip()


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in (part.strip() for part in text.split(",")) if name)


def _action(text: str, before: Sequence[MinutesAction]) -> MinutesAction:
    """Read an action line; one that is not changed stays what it was."""
    words = _NUMBER.sub("", text, count=1)
    for action in before:
        if _NUMBER.sub("", action_line(1, action), count=1) == words:
            return action
    note = note_of(words)
    said, comma, due = note.text.rpartition(", by ")
    return MinutesAction(note.author, said, due_words=due) if comma else MinutesAction(note.author, note.text)


def _items(lines: Sequence[Line], before: MinutesContent) -> list[MinutesItem]:
    said = [line for line in lines if line.item >= 0]
    groups = [list(group) for _, group in groupby(said, key=lambda line: line.item)]
    return [_item(group, before.items[group[0].item] if group[0].item < len(before.items) else None) for group in groups]


def _item(lines: Sequence[Line], before: MinutesItem | None) -> MinutesItem:
    text = next((line.text for line in lines if line.role is Role.HEADING), "")
    item = before if before is not None and text == heading(before) else _headed(text, before)
    places = list(dict.fromkeys(line.report for line in lines if line.report >= 0 and line.role is not Role.NOTE))
    reports, notes = [], []
    for place in places:
        own = [line for line in lines if line.report == place]
        reports.append(_report(own, before.reports[place] if before and place < len(before.reports) else None))
        notes.extend(_between(own, len(reports) - 1))
    is_missing = any(_is_missing(line) for line in lines)
    # words that somebody wrote in place of those that nothing was received are theirs
    below = (line for line in lines if line.report not in places and line.role in {Role.NOTE, Role.MISSING} and not _is_missing(line))
    notes.extend(note_of(line.text) for line in below)
    return replace(item, reports=tuple(reports), notes=tuple(notes), is_missing=is_missing)


def _is_missing(line: Line) -> bool:
    return line.role is Role.MISSING and line.text.strip() == NO_REPORT


def _headed(text: str, before: MinutesItem | None) -> MinutesItem:
    """Read a heading that was changed, or is new."""
    key = _KEY.match(text)
    rest = text[key.end() :] if key else text
    people = _PEOPLE.search(rest)
    speakers = _names(people[1]) if people else ()
    title = rest[: people.start()] if people else rest
    if before is not None:
        return replace(before, title=title, speakers=speakers)
    number = ItemKey(key[1]) if key else ItemKey("")
    return MinutesItem(number, number.count(".") + 1, title, speakers, expects_report=False, reports=())


def _report(lines: Sequence[Line], before: MinutesReport | None) -> MinutesReport:
    """Return a report as its lines have it; without a byline it stays its author's."""
    text = "\n".join(line.text for line in lines if line.role is Role.WORDS).strip("\n")
    files = next((line.text.removeprefix(LABELS[Role.FILES].strip()) for line in lines if line.role is Role.FILES), "")
    said = next((line.text for line in lines if line.role is Role.BYLINE), "")
    author = said.removeprefix("[").removesuffix("]")
    named = before if before is not None and (not said or author == byline(before)) else _by(author)
    return replace(named, text=text, attachments=_names(files))


def _by(words: str) -> MinutesReport:
    """Read a byline that was changed: `Delegate for Author, received late`."""
    names = words.removesuffix(_LATE)
    delegate, by_delegate, author = names.partition(" for ")
    if not by_delegate:
        delegate, author = "", names
    return MinutesReport(author, delegate, "", late=words.endswith(_LATE), attachments=())


def _between(lines: Sequence[Line], place: int) -> list[MinutesNote]:
    """Return the notes between the lines of a report, each with how many lines stand above it."""
    notes: list[MinutesNote] = []
    above = 0
    for line in lines:
        if line.role is Role.NOTE:
            notes.append(replace(note_of(line.text), report=place, lines=above))
        above += line.role is Role.WORDS
    return notes
