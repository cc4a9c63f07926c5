"""An edit is kept when the minutes are compiled anew."""

from dataclasses import replace

import pytest

from mailflow.domain.minutes.content import MinutesContent, MinutesNote
from mailflow.domain.minutes.merging import merge
from mailflow.domain.minutes.sheet import render_text
from tests.builders import a_minutes_item, a_minutes_report, some_content

CTA = a_minutes_item(reports=(a_minutes_report("All telescopes observe.\n\n- one\n- two"),))
EGO = a_minutes_item("3.2", "EGO", speakers=("Elena Cuoco",), reports=())
BEFORE = some_content(items=(CTA, EGO))


def with_items(*items: object) -> MinutesContent:
    """Return the minutes with other items."""
    return replace(BEFORE, items=items)  # type: ignore[arg-type]


CHANGED = a_minutes_report("All telescopes observe.\n\n- one\n- three")
EDITED = with_items(replace(CTA, reports=(CHANGED,), notes=(MinutesNote("Ian Bird", "Well done."),)), EGO)


def test_edit_stays_when_another_report_comes() -> None:
    """The changed word and the remark stand beside the report that came since."""
    reported = replace(EGO, reports=(a_minutes_report("We resume in May.", author="Elena Cuoco"),), is_missing=False)
    merged = merge(BEFORE, EDITED, with_items(CTA, reported))
    assert merged.lost == ()
    assert merged.content == with_items(EDITED.items[0], reported)


def test_edit_stays_in_a_report_that_was_extended() -> None:
    """Lines that nobody but the speaker touched are the speaker's newest."""
    longer = replace(CTA, reports=(a_minutes_report("All telescopes observe.\n\n- one\n- two\n- four"),))
    text = render_text(merge(BEFORE, EDITED, with_items(longer, EGO)).content)
    assert "- three\n     - four" in text
    assert "Ian Bird: Well done." in text


def test_edit_gives_way_to_newer_words_of_the_speaker() -> None:
    """Both changed one line: the speaker's stand, and the chair is told which change was lost."""
    anew = replace(CTA, reports=(a_minutes_report("All telescopes observe.\n\n- one\n- two cameras"),))
    merged = merge(BEFORE, EDITED, with_items(anew, EGO))
    assert merged.lost == ("- three",)
    assert "- two cameras" in render_text(merged.content)
    assert "Ian Bird: Well done." in render_text(merged.content)


def test_what_was_taken_out_stays_out() -> None:
    """A line, an item."""
    reported = replace(EGO, reports=(a_minutes_report("We resume in May.", author="Elena Cuoco"),), is_missing=False)
    shorter = with_items(EGO)
    assert merge(BEFORE, shorter, with_items(CTA, reported)).content.items == (reported,)


def test_nothing_new_is_the_edit_itself() -> None:
    """Compiled anew from the same, the edited minutes stay what they are."""
    assert merge(BEFORE, EDITED, BEFORE).content == EDITED


def test_an_item_that_the_edit_added_stays() -> None:
    """With what stands under it."""
    added = a_minutes_item("4", "FAIR", speakers=(), expects_report=False, reports=(), notes=(MinutesNote("", "new"),))
    merged = merge(BEFORE, with_items(CTA, EGO, added), BEFORE).content
    assert [item.title for item in merged.items] == ["CTA", "EGO", "FAIR"]
    assert merged.items[2].notes == (MinutesNote("", "new"),)


MATTHIAS, ELENA = a_minutes_report("All telescopes observe.\n\n- one\n- two"), a_minutes_report("We resume in May.", author="Elena Cuoco")
BOTH = replace(CTA, reports=(MATTHIAS, ELENA))


def test_edited_lines_of_a_report_that_was_withdrawn_go_with_it() -> None:
    """Nothing of the report stands any more, whatever the edit put there; what it put there is told as lost."""
    edited = replace(BOTH, reports=(replace(MATTHIAS, text="All telescopes observe.\n\n- one\n- three\n- four more"), ELENA))
    merged = merge(with_items(BOTH), with_items(edited), with_items(replace(CTA, reports=(ELENA,))))
    assert merged.content.items == (replace(CTA, reports=(ELENA,)),)
    assert {"- three", "- four more"} <= set(merged.lost)


def test_what_was_added_to_an_item_that_is_gone_is_told() -> None:
    """The agenda has the item no more."""
    edited = replace(BOTH, notes=(MinutesNote("Ian Bird", "Well done.", report=0, lines=3),))
    merged = merge(with_items(BOTH, EGO), with_items(edited, EGO), with_items(EGO))
    assert merged.content.items == (EGO,)
    assert [line.strip() for line in merged.lost] == ["Ian Bird: Well done."]


@pytest.mark.parametrize("text", [f"{MATTHIAS.text}\n- four more", f"Slides follow.\n{MATTHIAS.text}"], ids=["below", "above"])
def test_lines_of_a_report_never_land_under_another_author(text: str) -> None:
    """A report goes by its author, not by its place."""
    edited = replace(BOTH, reports=(replace(MATTHIAS, text=text), ELENA))
    gone = merge(with_items(BOTH), with_items(edited), with_items(replace(CTA, reports=(ELENA,))))
    assert [(report.author, report.text) for report in gone.content.items[0].reports] == [(ELENA.author, ELENA.text)]
    other = merge(with_items(BOTH), with_items(edited), with_items(replace(CTA, reports=(ELENA, MATTHIAS))))
    words = {report.author: report.text for report in other.content.items[0].reports}
    assert words[ELENA.author] == ELENA.text


def test_a_note_between_the_lines_of_a_withdrawn_report_is_kept() -> None:
    """It is nobody's words but the chair's: it stands below the reports."""
    noted = replace(BOTH, notes=(MinutesNote("Ian Bird", "Well done.", report=0, lines=3),))
    merged = merge(with_items(BOTH), with_items(noted), with_items(replace(CTA, reports=(ELENA,))))
    assert [(note.line, note.report) for note in merged.content.items[0].notes] == [("Ian Bird: Well done.", -1)]
    assert merged.content.items[0].reports == (ELENA,)
