"""Notes of a meeting into its minutes: remarks under their items, actions, the next meeting, items that nobody had planned.

MinutesContent + Outline -> MinutesContent; what is there already is not said twice
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import ItemKey
from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesItem, MinutesNote
from mailflow.domain.minutes.sheet import action_line
from mailflow.domain.minutes.wording import ENGLISH, Wording
from mailflow.domain.notes.kinds import Note, Outline, ProposedDate, WalkIn
from mailflow.domain.structure import BULLET

_PRESENT = re.compile(
    r"(?:present|attend(?:ees|ing|ed by)|participants?|anwesend|teilnehmer(?:innen)?|présents?|participants|presenti|"
    r"partecipanti|presentes|asistentes|aanwezig|obecni|participantes)\s?:\s*",
    re.IGNORECASE,
)
_APOLOGIES = re.compile(
    r"(?:apologies|excused|absent|regrets|entschuldigt|abwesend|excusés?|absents?|scusati|assenti|ausentes|excusados|afwezig|"
    r"(?:verhinderd|afgemeld)|nieobecni|usprawiedliwieni)\s?:\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s*[,;]\s*|\s+(?:and|und|et|e|y|en|i)\s+")


def with_notes(content: MinutesContent, outline: Outline) -> MinutesContent:
    """Return minutes with what notes say besides."""
    for walk_in in outline.walk_ins:
        content = _with_item(content, walk_in)
    items = tuple(_with_remarks(item, [note for note in outline.notes if _is_of(note, item)]) for item in content.items)
    actions = (MinutesAction(action.owner, action.text, action.due) for action in outline.actions)
    known = {action_line(1, action) for action in content.actions}
    strays = [note for note in outline.notes if not any(_is_of(note, item) for item in content.items)]
    homeless = [one.line_in(content.wording) for note in strays for one in _lines_of(note)]
    lines = [line for text in (*outline.other, *homeless) if text not in content.other for line in text.split("\n")]
    present, apologies = (_named(lines, label) for label in (_PRESENT, _APOLOGIES))
    other = (line for line in lines if not (_PRESENT.match(line) or _APOLOGIES.match(line)))
    noted = replace(
        content,
        present=_listed(content.present, present, apologies),
        apologies=_listed(content.apologies, apologies, present),
        items=items,
        actions=(*content.actions, *(action for action in actions if action_line(1, action) not in known)),
        other=(*content.other, *other),
    )
    return _with_date(noted, outline.next_meeting) if outline.next_meeting else noted


def _named(lines: Sequence[str], label: re.Pattern[str]) -> list[str]:
    """Return who is named behind a label, as written: `Present: Ian, Rosie and Kay`."""
    said = (line[found.end() :] for line in lines if (found := label.match(line)))
    return [name.strip(" .") for names in said for name in _BETWEEN.split(names) if name.strip(" .")]


def _listed(known: Sequence[str], noted: Sequence[str], elsewhere: Sequence[str]) -> tuple[str, ...]:
    """Return who stands in a list: what notes say of somebody goes before what their calendar said, and nobody stands there twice."""
    kept = [name for name in known if not any(_is_same(name, other) for other in elsewhere)]
    return tuple(dict.fromkeys((*kept, *(name for name in noted if not any(_is_same(name, other) for other in kept)))))


def _is_same(name: str, other: str) -> bool:
    """Tell whether two names may be those of one person: `Ian` and `Ian Bird`."""
    words, others = (frozenset(text.casefold().split()) for text in (name, other))
    return words <= others or others <= words


def day_words(on: datetime, wording: Wording = ENGLISH) -> str:
    """Return a day and a time as minutes write it: `Wednesday 17 March 2021, 10:00`; midnight stands for no time."""
    at = f", {on:%H:%M}" if on.time() != time(0) else ""
    return f"{wording.weekday_and_day(on.date())}{at}"


def _is_of(note: Note, item: MinutesItem) -> bool:
    return note.key == item.key if note.key is not None else bool(note.walk_in) and note.walk_in.casefold() == item.title.casefold()


def _with_remarks(item: MinutesItem, notes: Sequence[Note]) -> MinutesItem:
    known = {note.line for note in item.notes}
    new = tuple(one for note in notes for one in _lines_of(note) if one.line not in known)
    return replace(item, notes=(*item.notes, *new), is_missing=item.is_missing and not new) if new else item


def _lines_of(note: Note) -> list[MinutesNote]:
    """Return a note as lines: the first with its author, or a bullet, those nested under it deeper."""
    first, *nested = note.text.split("\n")
    head = MinutesNote(note.author, first) if note.author else MinutesNote("", _bulleted(first))
    return [head, *(MinutesNote("", _bulleted(line)) for line in nested)]


def _bulleted(line: str) -> str:
    words = line.strip()
    return line if BULLET.match(words) else f"{line[: len(line) - len(line.lstrip())]}- {words}"


def _with_item(content: MinutesContent, walk_in: WalkIn) -> MinutesContent:
    """Add an item that nobody had planned, below the last of those that report, unless there is one of that title."""
    if any(item.title.casefold() == walk_in.title.casefold() for item in content.items):
        return content
    reporting = [place for place, item in enumerate(content.items) if item.expects_report or item.reports]
    last = reporting[-1] if reporting else len(content.items) - 1
    key = _following(content, content.items[last].key if content.items else ItemKey("0"))
    speakers = (walk_in.speaker,) if walk_in.speaker else ()
    item = MinutesItem(key, key.count(".") + 1, walk_in.title, speakers, expects_report=False, reports=())
    return replace(content, items=(*content.items[: last + 1], item, *content.items[last + 1 :]))


def _following(content: MinutesContent, key: ItemKey) -> ItemKey:
    """Return the first key beside another that no item has."""
    parent, dot, _ = key.rpartition(".")
    taken = {item.key for item in content.items}
    number = next(number for number in range(1, len(taken) + 2) if f"{parent}{dot}{number}" not in taken)
    return ItemKey(f"{parent}{dot}{number}")


def _with_date(content: MinutesContent, proposed: ProposedDate) -> MinutesContent:
    at = datetime.combine(proposed.on, proposed.at or time(0), ZoneInfo(content.timezone))
    return replace(content, next_meeting=day_words(at, content.wording), next_at=at.astimezone(ZoneInfo("UTC")))
