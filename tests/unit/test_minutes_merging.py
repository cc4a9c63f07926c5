"""An edit is kept when the minutes are compiled anew."""

from dataclasses import replace

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
