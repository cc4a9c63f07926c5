"""Whole rows of a quote that are new: in place of others, at the end or the beginning of a line, or lines of their own."""

from mailflow.domain.editing.correcting import correct
from mailflow.domain.extraction.extract import extract
from mailflow.domain.minutes.sheet import Role, lines_of
from tests.desk_mails import CONTENT, KNOWN, TEXT, a_draft_text, corrected, edited, quoted, rows_changed, written_below

FIRST = "The array reached first light on 12 February; three of the four cameras are commissioned."
MONDAY = "- the data model was frozen on Monday"


def test_a_line_of_other_words_takes_the_place_of_one() -> None:
    """It is that line, in the author's words."""
    found = corrected(edited((MONDAY, "- nothing happened")))
    assert rows_changed(found) == [f"- {MONDAY}", "+ - nothing happened"]
    assert [line.role for line in found.lines if line.text == "- nothing happened"] == [Role.WORDS]


def test_a_remark_takes_the_place_of_nothing() -> None:
    """The line above it is gone, and the remark is a note."""
    found = corrected(edited((f">    {MONDAY}", "Ian: thank you")))
    assert rows_changed(found) == [f"- {MONDAY}", "+ Ian: thank you"]
    assert [line.role for line in found.lines if line.text == "Ian: thank you"] == [Role.NOTE]


def test_the_last_row_of_a_line_is_another() -> None:
    """The line ends so."""
    found = corrected(edited(("cameras are commissioned.", "mirrors were delivered")))
    assert rows_changed(found) == [f"- {FIRST}", f"+ {FIRST.replace('cameras are commissioned.', 'mirrors were delivered')}"]


def test_the_first_row_of_a_line_is_another() -> None:
    """The line begins so."""
    found = corrected(edited(("The array reached first light on 12 February; three of the four", "Every single one of our")))
    assert rows_changed(found) == [f"- {FIRST}", "+ Every single one of our cameras are commissioned."]


def test_the_end_of_a_line_goes_on_in_the_next_row() -> None:
    """Where the row above is full."""
    end = "cameras are commissioned by people who have never seen a telescope\n>    themselves"
    found = corrected(edited(("cameras are commissioned.", end)))
    assert rows_changed(found) == [
        f"- {FIRST}",
        f"+ {FIRST[:-1]} by people who have never seen a telescope themselves",
    ]


def test_several_points_are_added() -> None:
    """Each is a line."""
    found = corrected(written_below(MONDAY, ">    - travel is booked", ">    - licences run out"))
    assert rows_changed(found) == ["+ - travel is booked", "+ - licences run out"]


def test_a_line_below_a_remark_is_a_note_as_well() -> None:
    """It goes on with what somebody says there."""
    found = corrected(written_below(MONDAY, "Ian: thank you", "This was agreed."))
    assert [line.text for line in found.lines if line.role is Role.NOTE] == ["Ian: thank you", "This was agreed."]


def test_a_point_below_a_paragraph_is_nobodys() -> None:
    """Unless it is quoted, or points follow."""
    found = corrected(written_below("cameras are commissioned.", "- travel is booked"))
    assert [line.role for line in found.lines if line.text == "- travel is booked"] == [Role.NOTE]
    found = corrected(written_below("cameras are commissioned.", "> - travel is booked"))
    assert [line.role for line in found.lines if line.text == "- travel is booked"] == [Role.WORDS]


def test_words_that_a_form_does_not_show_stay_where_its_quote_is_trimmed() -> None:
    """Bylines, say, in the text that a program makes of the HTML."""
    other = a_draft_text(TEXT.replace("   [Matthias Fuessling]\n", "").replace("   [Elena Cuoco]\n", ""))
    part = other[other.index("3.1  CTA") : other.index("3.3  KM3NeT")].replace("Monday", "Tuesday")
    found = correct(lines_of(CONTENT), (other,), (quoted(part),), said=extract("", KNOWN), known=KNOWN)
    assert rows_changed(found) == [f"- {MONDAY}", f"+ {MONDAY.replace('Monday', 'Tuesday')}"]
