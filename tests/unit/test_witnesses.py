"""Plain text and HTML of one mail: the surer one tells what is new."""

import pytest

from mailflow.domain.extraction.known import Known
from mailflow.domain.extraction.witnesses import hear

_QUOTED = "On Mon, 1 March 2021 at 10:00, Ian Bird <ian@example.org> wrote:"


def test_paragraph_that_only_the_plain_text_has_is_kept() -> None:
    """Keep rather than lose."""
    plain = "All is well.\n\nThe review has moved to the ninth of May."
    assert hear(plain, "All is well.").extraction.text == plain


def test_html_is_heard_first() -> None:
    """Its paragraphs are whole, where the plain text is wrapped."""
    heard = hear("The mirror is mounted and the\ncamera is on its way.", "The mirror is mounted and the camera is on its way.")
    assert heard.extraction.text == "The mirror is mounted and the camera is on its way."
    assert not heard.is_contradicted


def test_plain_text_alone_is_heard() -> None:
    """A mail may have no HTML."""
    assert hear("All is well.", "").extraction.text == "All is well."


def test_html_that_says_nothing_is_passed_over() -> None:
    """As where it holds but a picture, or a quoted mail."""
    assert hear("All is well.", f"{_QUOTED}\n> Dear all").extraction.text == "All is well."


def test_plain_text_knows_a_quote_that_the_html_does_not_mark() -> None:
    """Some programs set off a quoted mail by an indentation only."""
    plain = "All is well.\n\nBaltasar, hier:\n> Dear colleagues,\n> please send us your reports."
    rich = "All is well.\n\nBaltasar, hier:\nDear colleagues,\nplease send us your reports."
    assert hear(plain, rich).extraction.text == "All is well.\n\nBaltasar, hier:"


def test_html_that_says_more_is_no_leak() -> None:
    """Words that the plain text does not have at all are the author's."""
    heard = hear("All is well.", "All is well. The camera is late.")
    assert heard.extraction.text == "All is well. The camera is late."
    assert heard.is_contradicted


@pytest.mark.parametrize("rich", ["Not approved", "Approved, but item 3 is wrong.", "No"])
def test_forms_with_other_words_contradict_each_other(rich: str) -> None:
    """A plain text that the HTML beside it belies is not believed."""
    assert hear("Approved", rich).is_contradicted


def test_layout_is_no_contradiction() -> None:
    """Marks, wrapping and the addresses of links are written otherwise in plain text."""
    assert not hear("*Done*: see\nhttps://example.org/x", "Done: see https://example.org/x [image: logo]").is_contradicted


def test_what_is_known_helps_both() -> None:
    """The author's own name ends a letter."""
    assert hear("All is well.\n\nmf", "All is well.\n\nmf", Known(author="Matthias Fuessling")).extraction.text == "All is well."
