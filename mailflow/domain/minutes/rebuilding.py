"""Lines of minutes back into what they say, once an edit has changed, taken out or added some.

lines + the content that they came from -> MinutesContent; what no line tells (keys, times, days) is that of the content before
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from mailflow.domain.agenda import ItemKey
from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesItem, MinutesNote, MinutesReport
from mailflow.domain.minutes.sheet import Line, Role, action_line, byline, heading, when
from mailflow.domain.minutes.wording import ENGLISH, Wording, filled

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
    words = before.wording
    next_meeting = _unlabelled(said[Role.NEXT], words.next_meeting, words)
    return replace(
        before,
        title=" ".join(said[Role.TITLE]),
        when_words=before.when_words if date_line == when(before) else date_line,
        chair=_unlabelled(said[Role.CHAIR], words.chair, words),
        present=_names(_unlabelled(said[Role.PRESENT], words.present, words)),
        apologies=_names(_unlabelled(said[Role.APOLOGIES], words.apologies, words)),
        items=tuple(_items(lines, before)),
        actions=tuple(_action(text, before.actions, words) for text in said[Role.ACTION]),
        carried=tuple(said[Role.CARRIED]),
        next_meeting=next_meeting,
        next_at=before.next_at if next_meeting == before.next_meeting else None,
        other=tuple(said[Role.OTHER]),
    )


def is_remark(text: str) -> bool:
    """Tell whether a line begins with a name and a colon, as remarks do."""
    found = _NOTE.match(text)
    return found is not None and _is_name(found[1])


def note_of(text: str, wording: Wording = ENGLISH) -> MinutesNote:
    """Return a line as a note: `Ian Bird: We should publish it.` is a remark; where a colon has a space before it, that is no name's."""
    found = _NOTE.match(text)
    if found is None or not _is_name(found[1]):
        return MinutesNote("", text)
    author = found[1] if wording.colon.startswith(":") else found[1].rstrip()
    return MinutesNote(author, text[found.end() :])


def _is_name(words: str) -> bool:
    """Tell whether words before a colon may be a name: up to four, each begun by a capital."""
    parts = words.split()
    return len(parts) <= 4 and all(part[0].isupper() or part.lower() in {"de", "van", "von", "der", "del", "da"} for part in parts)  # noqa: PLR2004


def _unlabelled(said: Sequence[str], label: str, wording: Wording) -> str:
    text = " ".join(said)
    bare = wording.behind(text, label)
    return text.strip() if bare is None else bare


def _names(text: str) -> tuple[str, ...]:
    return tuple(name for name in (part.strip() for part in text.split(",")) if name)


def _action(text: str, before: Sequence[MinutesAction], wording: Wording) -> MinutesAction:
    """Read an action line; one that is not changed stays what it was."""
    words = _NUMBER.sub("", text, count=1)
    for action in before:
        if _NUMBER.sub("", action_line(1, action, wording), count=1) == words:
            return action
    note = note_of(words, wording)
    dated = re.fullmatch(f"(.*), {filled(wording.due, {'day': '(.+)'})}", note.text)
    return MinutesAction(note.author, dated[1], due_words=dated[2]) if dated else MinutesAction(note.author, note.text)


def _items(lines: Sequence[Line], before: MinutesContent) -> list[MinutesItem]:
    said = [line for line in lines if line.item >= 0]
    groups = [list(group) for _, group in groupby(said, key=lambda line: line.item)]
    known = len(before.items)
    return [_item(group, before.items[group[0].item] if group[0].item < known else None, before.wording) for group in groups]


def _item(lines: Sequence[Line], before: MinutesItem | None, wording: Wording) -> MinutesItem:
    text = next((line.text for line in lines if line.role is Role.HEADING), "")
    item = before if before is not None and text == heading(before) else _headed(text, before)
    places = list(dict.fromkeys(line.report for line in lines if line.report >= 0 and line.role is not Role.NOTE))
    reports, notes = [], []
    for place in places:
        own = [line for line in lines if line.report == place]
        reports.append(_report(own, before.reports[place] if before and place < len(before.reports) else None, wording))
        notes.extend(_between(own, len(reports) - 1, wording))
    missing = [line for line in lines if line.role is Role.MISSING and line.text.strip() == wording.no_report]
    # words that somebody wrote in place of those that nothing was received are theirs
    below = (line for line in lines if line.report not in places and line.role in {Role.NOTE, Role.MISSING} and line not in missing)
    notes.extend(note_of(line.text, wording) for line in below)
    return replace(item, reports=tuple(reports), notes=tuple(notes), is_missing=bool(missing))


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


def _report(lines: Sequence[Line], before: MinutesReport | None, wording: Wording) -> MinutesReport:
    """Return a report as its lines have it; without a byline it stays its author's."""
    text = "\n".join(line.text for line in lines if line.role is Role.WORDS).strip("\n")
    files = _unlabelled([line.text for line in lines if line.role is Role.FILES][:1], wording.attached, wording)
    said = next((line.text for line in lines if line.role is Role.BYLINE), "")
    author = said.removeprefix("[").removesuffix("]")
    named = before if before is not None and (not said or author == byline(before, wording)) else _by(author, wording)
    return replace(named, text=text, attachments=_names(files))


def _by(words: str, wording: Wording) -> MinutesReport:
    """Read a byline that was changed: `Delegate for Author, received late`."""
    names = words.removesuffix(wording.late)
    found = re.fullmatch(filled(wording.delegate, {"delegate": "(?P<delegate>.*?)", "author": "(?P<author>.*)"}), names)
    delegate, author = (found["delegate"], found["author"]) if found else ("", names)
    return MinutesReport(author, delegate, "", late=words.endswith(wording.late), attachments=())


def _between(lines: Sequence[Line], place: int, wording: Wording) -> list[MinutesNote]:
    """Return the notes between the lines of a report, each with how many lines stand above it."""
    notes: list[MinutesNote] = []
    above = 0
    for line in lines:
        if line.role is Role.NOTE:
            notes.append(replace(note_of(line.text, wording), report=place, lines=above))
        above += line.role is Role.WORDS
    return notes
