"""Edits of a table: its bars stay where they are, whatever a program makes of them."""

import pytest

from mailflow.domain.minutes.sheet import render_text
from tests.builders import a_minutes_item, a_minutes_report, some_content
from tests.desk_mails import a_draft_text, corrected, edited, quoted, rows_changed

ROW = "| Paranal | 12 | not before June |"
REPORT = a_minutes_report(f"These sites are ready.\n\n| La Palma | 4 | yes |\n{ROW}\n| Teide |  | yes |\n\nMore a|b and c|d to come.")
CONTENT = some_content(items=(a_minutes_item(reports=(REPORT,)),))
SENT = quoted(a_draft_text(render_text(CONTENT)))
WITHOUT = SENT.replace(" | ", "  ").replace("| ", "").replace(" |", "")


def _after(*changes: tuple[str, str], quote: str) -> list[str]:
    return [row[2:] for row in rows_changed(corrected(edited(*changes, quote=quote), content=CONTENT), CONTENT) if row.startswith("+")]


@pytest.mark.parametrize("quote", [SENT, WITHOUT, SENT.replace(" | ", "\t")], ids=["bars", "no bars", "tabs"])
def test_an_unedited_table_is_unchanged(quote: str) -> None:
    """Letter for letter, as is a line with bars in its words."""
    assert rows_changed(corrected(quote, content=CONTENT), CONTENT) == []


@pytest.mark.parametrize("quote", [SENT, WITHOUT], ids=["bars", "no bars"])
@pytest.mark.parametrize(
    ("old", "new"),
    [("Paranal", "Armazones"), ("12", "13"), ("June", "July"), ("not before June", "yes"), ("before", "long before"), ("not before", "in")],
)
def test_words_of_a_cell_change(quote: str, old: str, new: str) -> None:
    """The cells keep their places."""
    assert _after((old, new), quote=quote) == [ROW.replace(old, new)]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("| 12 |", "| |"), "| Paranal | | not before June |"),
        (("| 12 |", "| 12 or 13 |"), "| Paranal | 12 or 13 | not before June |"),
        (("| not before", "| surely not before"), "| Paranal | 12 | surely not before June |"),
        (("before June", "before June or July"), "| Paranal | 12 | not before June or July |"),
        (("| not before", "| before"), "| Paranal | 12 | before June |"),
    ],
    ids=["emptied", "behind", "before", "at the end", "first word out"],
)
def test_words_come_and_go_in_their_cell(change: tuple[str, str], expected: str) -> None:
    """A word stands in the cell in which it was written."""
    assert _after(change, quote=SENT) == [expected]


def test_a_row_is_taken_out() -> None:
    """Whole."""
    quote = edited((f">    {ROW}\n", ""), quote=SENT)
    assert rows_changed(corrected(quote, content=CONTENT), CONTENT) == [f"- {ROW}"]
