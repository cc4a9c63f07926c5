"""Notes of a meeting into its minutes."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from mailflow.domain.agenda import ItemKey
from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesNote
from mailflow.domain.minutes.noting import day_words, with_notes
from mailflow.domain.notes.kinds import Note, Outline, ProposedAction, ProposedDate, WalkIn
from tests.builders import a_minutes_item, some_content

CTA = a_minutes_item("3.1", "CTA")
EGO = a_minutes_item("3.2", "EGO", speakers=("Elena Cuoco",), reports=())
AOB = a_minutes_item("4", "AOB", speakers=(), expects_report=False, reports=())
CONTENT = some_content(items=(CTA, EGO, AOB))


def _noted(outline: Outline, content: MinutesContent = CONTENT) -> MinutesContent:
    """Return minutes with notes, which are said once however often they come."""
    noted = with_notes(content, outline)
    assert with_notes(noted, outline) == noted
    return noted


def test_a_remark_stands_under_its_item() -> None:
    """With its author; the item is missing no more."""
    noted = _noted(Outline(notes=(Note(ItemKey("3.2"), "Ian Bird", "publish more"),)))
    assert noted.items[1].notes == (MinutesNote("Ian Bird", "publish more"),)
    assert not noted.items[1].is_missing
    assert (noted.items[0], noted.items[2]) == (CTA, AOB)


def test_the_words_of_nobody_are_a_point() -> None:
    """And what is nested below stands deeper."""
    noted = _noted(Outline(notes=(Note(ItemKey("3.1"), "", "active\n  in many WPs\n    and more"),)))
    assert [note.line for note in noted.items[0].notes] == ["- active", "  - in many WPs", "    - and more"]


@pytest.mark.parametrize(
    ("items", "keys"),
    [((CTA, EGO, AOB), ["3.1", "3.2", "3.3", "4"]), ((AOB,), ["4", "1"]), ((), ["1"])],
    ids=["below those that report", "below the last", "alone"],
)
def test_an_item_that_nobody_had_planned_is_added(items: tuple[object, ...], keys: list[str]) -> None:
    """Under the next key that is free, with its notes, once."""
    outline = Outline(notes=(Note(None, "", "a new slot", walk_in="WP4"),), walk_ins=(WalkIn("WP4", "Xavier"),))
    noted = _noted(outline, replace(CONTENT, items=items))  # type: ignore[arg-type]
    assert [str(item.key) for item in noted.items] == keys
    (added,) = [item for item in noted.items if item.title == "WP4"]
    assert (added.speakers, [note.line for note in added.notes]) == (("Xavier",), ["- a new slot"])


def test_a_walk_in_needs_no_speaker() -> None:
    """Nor is it added beside an item of its title."""
    assert _noted(Outline(walk_ins=(WalkIn("WP4"),))).items[2].speakers == ()
    assert _noted(Outline(walk_ins=(WalkIn("ego"),))) == CONTENT


def test_actions_are_added_once() -> None:
    """Behind those that are there."""
    noted = _noted(Outline(actions=(ProposedAction("Ian Bird", "act", date(2021, 3, 31), None),)))
    assert noted.actions == (MinutesAction("Ian Bird", "act", date(2021, 3, 31)),)


def test_what_fits_nowhere_is_kept() -> None:
    """Line by line."""
    assert _noted(Outline(other=("left over",))).other == ("left over",)
    assert with_notes(CONTENT, Outline(other=("one\ntwo",))).other == ("one", "two")


@pytest.mark.parametrize(
    ("at", "words", "moment"),
    [
        (time(10), "Wednesday 17 March 2021, 10:00", datetime(2021, 3, 17, 9, tzinfo=UTC)),
        (None, "Wednesday 17 March 2021", datetime(2021, 3, 16, 23, tzinfo=UTC)),
    ],
    ids=["with a time", "without"],
)
def test_the_next_meeting_is_proposed(at: time | None, words: str, moment: datetime) -> None:
    """In the zone of the meeting."""
    noted = _noted(Outline(next_meeting=ProposedDate(date(2021, 3, 17), at, "next")))
    assert (noted.next_meeting, noted.next_at) == (words, moment)


def test_midnight_is_no_time() -> None:
    """A day alone."""
    assert day_words(datetime(2021, 3, 1, tzinfo=UTC)) == "Monday 1 March 2021"


def test_no_notes_change_nothing() -> None:
    """The minutes are what they were."""
    assert _noted(Outline()) == CONTENT


@pytest.mark.parametrize("key", [ItemKey("9.9"), None], ids=["a key", "no item"])
def test_notes_at_no_item_are_kept(key: ItemKey | None) -> None:
    """With their author, under Other, and once."""
    noted = _noted(Outline(notes=(Note(key, "Ian Bird", "publish more"),)))
    assert noted.other == ("Ian Bird: publish more",)
    assert noted.items == CONTENT.items


def test_notes_at_no_item_are_points_under_other() -> None:
    """Line by line, beside what was left over."""
    noted = with_notes(CONTENT, Outline(notes=(Note(None, "", "active\n  in many WPs"),), other=("left over",)))
    assert noted.other == ("left over", "- active", "  - in many WPs")


@pytest.mark.parametrize(
    ("line", "present", "apologies"),
    [
        ("Present: Ian, Rosie Bolton", ("Ian Bird", "Rosie Bolton"), ("Kay Graf",)),
        ("Apologies: Ian Bird", (), ("Kay Graf", "Ian Bird")),
        ("Present: Kay and Ian", ("Ian Bird", "Kay"), ()),
        ("Apologies: Rosie", ("Ian Bird",), ("Kay Graf", "Rosie")),
    ],
)
def test_what_notes_say_of_somebody_goes_before_their_calendar(line: str, present: tuple[str, ...], apologies: tuple[str, ...]) -> None:
    """Nobody is both there and excused, and nobody is there twice under two forms of a name."""
    known = replace(CONTENT, present=("Ian Bird",), apologies=("Kay Graf",))
    noted = _noted(Outline(other=(line,)), known)
    assert (noted.present, noted.apologies) == (present, apologies)
