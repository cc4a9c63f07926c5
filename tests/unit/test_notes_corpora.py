"""Labelled notes in many layouts and eight languages: what they say comes out as a careful person would write it down."""

import json
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import NotRequired, TypedDict, cast

import pytest

from mailflow.domain.agenda import AgendaItem, ItemKey, Meeting, Series, Speaker
from mailflow.domain.notes.kinds import Outline
from mailflow.domain.notes.reading import looks_like_notes, read_notes
from tests.builders import a_meeting, a_series, a_speaker, an_item

_FOLDER = Path(__file__).parents[1] / "data" / "notes"


class Agenda(TypedDict):
    """An agenda: items as key, title, speakers, aliases, in agenda order."""

    start: str
    cadence: str
    chair: str
    deputies: list[str]
    items: list[tuple[str, str, list[str], list[str]]]


class Labelled(TypedDict):
    """Notes, and what they say: `place | author | text` (a star: an action as well), `owner | text | due | place`, day, time, doubts."""

    id: str
    agenda: str
    written_on: str
    text: list[str]
    notes: list[str]
    actions: list[str]
    next: tuple[str, str, int] | None
    walk_ins: list[str]
    other: list[str]
    is_outline: NotRequired[bool]


@cache
def _agendas() -> dict[str, Agenda]:
    return cast("dict[str, Agenda]", json.loads((_FOLDER / "agendas.json").read_text("utf-8")))


def labelled() -> list[Labelled]:
    """Return every labelled text."""
    return [one for path in sorted(_FOLDER.glob("outlines*.json")) for one in cast("list[Labelled]", json.loads(path.read_text("utf-8")))]


def _person(name: str) -> Speaker:
    return a_speaker(name, email=None, affiliation="", id=None)


def _item(key: str, items: list[tuple[str, str, list[str], list[str]]], start_at: datetime) -> AgendaItem:
    title, speakers, aliases = next((title, speakers, aliases) for own, title, speakers, aliases in items if own == key)
    below = [own for own, *_ in items if own.rpartition(".")[0] == key]
    return an_item(
        key,
        title,
        start_at=start_at,
        expects_report="." in key and not below,
        speakers=tuple(map(_person, speakers)),
        aliases=tuple(aliases),
        items=tuple(_item(own, items, start_at) for own in below),
    )


@cache
def setting(name: str) -> tuple[Meeting, Series]:
    """Return the meeting and the series of an agenda by its name."""
    agenda = _agendas()[name]
    start_at = datetime.fromisoformat(agenda["start"])
    items = tuple(_item(key, agenda["items"], start_at) for key, *_ in agenda["items"] if "." not in key)
    meeting = a_meeting(start_at=start_at, end_at=start_at + timedelta(minutes=90), items=items)
    return meeting, a_series(chair=_person(agenda["chair"]), deputies=tuple(map(_person, agenda["deputies"])), cadence=agenda["cadence"])


def _row(*cells: str) -> str:
    return " | ".join(cells).replace("|  |", "| |")


def _place(key: ItemKey | None, walk_in: str) -> str:
    return str(key or walk_in)


def _as_labelled(outline: Outline) -> dict[str, object]:
    soon = outline.next_meeting
    return {
        "notes": sorted(
            _row(_place(note.key, note.walk_in), note.author, f"{note.text}{' *' * note.is_action}") for note in outline.notes
        ),
        "actions": sorted(
            _row(one.owner, one.text, one.due.isoformat() if one.due else "", _place(one.key, one.walk_in)) for one in outline.actions
        ),
        "next": soon and [soon.on.isoformat(), soon.at.strftime("%H:%M") if soon.at else "", len(soon.doubts)],
        "walk_ins": sorted(_row(one.title, one.speaker) for one in outline.walk_ins),
        "other": list(outline.other),
    }


def _expected(one: Labelled) -> dict[str, object]:
    return {
        "notes": sorted(one["notes"]),
        "actions": sorted(one["actions"]),
        "next": one["next"],
        "walk_ins": sorted(one["walk_ins"]),
        "other": one["other"],
    }


@pytest.mark.parametrize("one", labelled(), ids=lambda one: one["id"])
def test_notes_are_read_as_labelled(one: Labelled) -> None:
    """Notes and remarks under their items, actions with owner and day, the next meeting, walk-in items, and what fits nowhere."""
    meeting, series = setting(one["agenda"])
    outline = read_notes("\n".join(one["text"]), meeting, series, written_on=date.fromisoformat(one["written_on"]))
    assert _as_labelled(outline) == _expected(one)


@pytest.mark.parametrize("one", [one for one in labelled() if "is_outline" in one], ids=lambda one: one["id"])
def test_outlines_are_told_from_other_texts(one: Labelled) -> None:
    """An outline by item is one, and nothing else is."""
    assert looks_like_notes("\n".join(one["text"]), setting(one["agenda"])[0]) is one["is_outline"]
