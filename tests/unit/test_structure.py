"""The structure of an author's plain text."""

import pytest

from mailflow.domain.structure import Grid, Item, Listing, Paragraph, blocks


def test_paragraphs_stand_apart_by_blank_lines() -> None:
    """Their lines stay as they are."""
    assert list(blocks("a\nb\n\nc")) == [Paragraph(("a", "b")), Paragraph(("c",))]


def test_items_deeper_than_the_one_above_stand_below_it() -> None:
    """And an item goes on in lines that are indented."""
    text = "- a\n  goes on\n  1. b\n  2. c\n- d"
    below = Listing(is_numbered=True, items=(Item("1.", ("b",)), Item("2.", ("c",))))
    assert list(blocks(text)) == [Listing(is_numbered=False, items=(Item("-", ("a", "goes on"), (below,)), Item("-", ("d",))))]


def test_numbers_after_bullets_are_a_list_of_their_own() -> None:
    """At the same depth."""
    assert [block.is_numbered for block in blocks("- a\n1. b") if isinstance(block, Listing)] == [False, True]


def test_list_that_begins_deep_and_rises_keeps_every_item() -> None:
    """People indent as they like."""
    (listing,) = blocks("    - a\n- b\n  - c")
    assert isinstance(listing, Listing)
    assert [item.lines[0] for item in listing.items] == ["a", "b"]
    assert listing.items[1].below[0].items[0].lines == ("c",)


@pytest.mark.parametrize(
    "text",
    ["RI   State\nCTA  done", "RI\tState\nCTA\tdone", "| RI | State |\n|----|-------|\n| CTA | done |"],
    ids=["spaces", "tabs", "pipes"],
)
def test_columns_are_a_table(text: str) -> None:
    """However they stand apart."""
    (grid,) = blocks(text)
    assert isinstance(grid, Grid)
    assert grid.rows == (("RI", "State"), ("CTA", "done"))


@pytest.mark.parametrize(
    "text",
    ["One sentence.  And another.", "a  b\nc", "a  b  c\nd  e", f"{'long ' * 20}  b\nc  d", "a\nb", "1) a\n2) b"],
    ids=["one line", "odd rows", "other widths", "sentences", "words", "numbers in brackets"],
)
def test_words_with_wide_spaces_are_no_table(text: str) -> None:
    """At least two rows of as many cells, none of them a sentence but perhaps the last."""
    assert all(isinstance(block, Paragraph) for block in blocks(text))
