"""What changed between two revisions: in which item, in whose words, word by word."""

from dataclasses import replace

import pytest

from mailflow.domain.minutes.changes import ChangeKind, LineChange, changes_between, paired_lines, told
from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesNote
from mailflow.domain.minutes.sheet import lines_of
from tests.builders import a_minutes_item, a_minutes_report, some_content

CTA, EGO = "3.1  CTA (Matthias Fuessling)", "3.2  EGO (Elena Cuoco)"
FIRST = a_minutes_item(reports=(a_minutes_report("All telescopes observe today.\n\n- one camera works\n- two are repaired"),))
SECOND = a_minutes_item("3.2", "EGO", speakers=("Elena Cuoco",), reports=())
BEFORE = some_content(items=(FIRST, SECOND))


def _with_report(text: str) -> MinutesContent:
    return replace(BEFORE, items=(replace(FIRST, reports=(a_minutes_report(text),)), SECOND))


def _changes(after: MinutesContent, before: MinutesContent = BEFORE) -> list[LineChange]:
    return list(changes_between(lines_of(before), lines_of(after)))


def test_nothing_changed() -> None:
    """Nor by blank lines."""
    assert _changes(BEFORE) == []
    assert _changes(_with_report("All telescopes observe today.\n- one camera works\n\n- two are repaired")) == []


def test_a_changed_line_is_told_with_the_author_of_its_words() -> None:
    """And with its item."""
    (change,) = _changes(_with_report("All telescopes observe today.\n\n- one camera works\n- three are repaired"))
    assert change == LineChange(ChangeKind.CHANGED, CTA, "Matthias Fuessling", "- two are repaired", "- three are repaired")
    assert (change.redline.removed, change.redline.added) == (1, 1)
    assert told(change) == f"{CTA}, words of Matthias Fuessling: - [-two-] {{+three+}} are repaired"


def test_a_line_is_added() -> None:
    """One of the author's, and a note, which is nobody's words."""
    (point,) = _changes(_with_report("All telescopes observe today.\n\n- one camera works\n- two are repaired\n- slides follow"))
    assert point == LineChange(ChangeKind.ADDED, CTA, "Matthias Fuessling", "", "- slides follow")
    noted = replace(BEFORE, items=(FIRST, replace(SECOND, notes=(MinutesNote("Ian Bird", "well done"),))))
    (note,) = _changes(noted)
    assert note == LineChange(ChangeKind.ADDED, EGO, "", "", "Ian Bird: well done")
    assert told(note) == f"{EGO}: {{+Ian Bird: well done+}}"


def test_a_line_is_removed() -> None:
    """It stands in the item in which it stood."""
    (change,) = _changes(_with_report("All telescopes observe today.\n\n- two are repaired"))
    assert change == LineChange(ChangeKind.REMOVED, CTA, "Matthias Fuessling", "- one camera works", "")
    assert told(change) == f"{CTA}, words of Matthias Fuessling: [-- one camera works-]"


def test_a_line_is_moved() -> None:
    """Word for word, it is neither added nor removed."""
    (change,) = _changes(_with_report("All telescopes observe today.\n\n- two are repaired\n- one camera works"))
    assert change.kind is ChangeKind.MOVED
    assert change.before == change.after
    assert told(change).startswith(f"{CTA}, words of Matthias Fuessling: (moved) - ")


def test_lines_above_all_items_have_no_item() -> None:
    """The title, the actions."""
    titled = replace(BEFORE, title="Technical Coordination Call")
    (change,) = _changes(titled)
    assert (change.item, change.whose) == ("", "")
    assert told(change) == "Technical Coordination [-Meeting-] {+Call+}"
    acted = replace(BEFORE, actions=(MinutesAction("Ian", "act"),))
    assert [change.after for change in _changes(acted)] == ["Actions", "1. Ian: act"]


def test_a_line_written_anew_is_one_removed_and_one_added() -> None:
    """Where too little of it is the same; the same role alone makes no pair."""
    kinds = [change.kind for change in _changes(_with_report("Quiet.\n\n- one camera works\n- two are repaired"))]
    assert kinds == [ChangeKind.ADDED, ChangeKind.REMOVED]


def test_a_line_of_which_most_is_new_is_told_whole() -> None:
    """It is alike by its letters, and no word of it is the same."""
    after = "Each telescope observed yesterday."
    (change,) = _changes(_with_report(f"{after}\n\n- one camera works\n- two are repaired"))
    assert change.kind is ChangeKind.CHANGED
    assert told(change).endswith(f"[-All telescopes observe today.-] {{+{after}+}}")


def test_several_places_of_a_line_are_told_apart() -> None:
    """With a few words around each."""
    long = "We observe with three telescopes since Monday and plan two more for the summer of next year."
    after = long.replace("three", "four").replace("summer", "spring")
    (change,) = _changes(_with_report(after), _with_report(long))
    assert told(change).count(" … ") == 1


@pytest.mark.parametrize(
    ("old", "new", "pairs"),
    [
        ([0, 1, 2], [0, 1, 2], [(0, 0), (1, 1), (2, 2)]),
        ([0, 1], [1], [(0, None), (1, 0)]),
        ([1], [0, 1], [(None, 0), (0, 1)]),
        ([], [0], [(None, 0)]),
        ([0], [], [(0, None)]),
    ],
    ids=["same", "one went", "one came", "all came", "all went"],
)
def test_lines_are_paired_in_order(old: list[int], new: list[int], pairs: list[tuple[int | None, int | None]]) -> None:
    """Each with what it has become."""
    lines = lines_of(BEFORE)
    assert paired_lines([lines[at] for at in old], [lines[at] for at in new]) == pairs


def test_of_several_lines_that_went_the_likest_is_the_one_that_changed() -> None:
    """Those before it are gone."""
    before = _with_report("The first site is ready.\nThe other telescope is broken.\nThe second site is ready.")
    after = _with_report("The second site was ready.")
    found = _changes(after, before)
    assert [change.kind for change in found] == [ChangeKind.REMOVED, ChangeKind.REMOVED, ChangeKind.CHANGED]
    assert (found[-1].before, found[-1].after) == ("The second site is ready.", "The second site was ready.")


def _with_notes(first: tuple[str, ...], second: tuple[str, ...]) -> MinutesContent:
    noted = [tuple(MinutesNote("", text) for text in texts) for texts in (first, second)]
    return replace(BEFORE, items=(replace(FIRST, notes=noted[0]), replace(SECOND, notes=noted[1])))


def test_a_line_that_moved_tells_where_it_stands_now() -> None:
    """In another item; within its own that goes without saying."""
    (change,) = _changes(_with_notes((), ("- slides follow",)), _with_notes(("- slides follow",), ()))
    assert change == LineChange(ChangeKind.MOVED, CTA, "", "- slides follow", "- slides follow", EGO)
    assert told(change) == f"{CTA}: (moved to {EGO}) - slides follow"


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ((("- agreed", "- agreed"), ()), ((), ("- agreed",)), [ChangeKind.REMOVED, ChangeKind.REMOVED, ChangeKind.ADDED]),
        ((("- agreed",), ()), ((), ("- agreed", "- agreed")), [ChangeKind.REMOVED, ChangeKind.ADDED, ChangeKind.ADDED]),
        ((("- agreed",), ()), (("- agreed",), ("- agreed",)), [ChangeKind.ADDED]),
        ((("- agreed",), ("- agreed",)), (("- agreed",), ()), [ChangeKind.REMOVED]),
    ],
    ids=["two went", "two came", "one came", "one went"],
)
def test_only_one_line_that_went_and_one_that_came_have_moved(
    before: tuple[tuple[str, ...], tuple[str, ...]], after: tuple[tuple[str, ...], tuple[str, ...]], kinds: list[ChangeKind]
) -> None:
    """Else nobody can tell which became which."""
    found = _changes(_with_notes(*after), _with_notes(*before))
    assert [change.kind for change in found] == kinds
    assert not any(change.to for change in found)
