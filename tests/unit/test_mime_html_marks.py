"""What mail programs mark in their HTML, and what Word makes of paragraphs and lists."""

import pytest

from mailflow.adapters.mime.html_text import html_to_text


def text_of(html: str) -> str:
    """Return the text of some HTML."""
    return html_to_text(html)[0]


def word_item(bullet: str, words: str, *, level: int = 1) -> str:
    """Return a list item as Word writes it."""
    style = f"margin-left:{36 * level}pt;text-indent:-18.0pt;mso-list:l0 level{level} lfo1"
    mark = f'<span style="mso-list:Ignore">{bullet}<span style="font:7.0pt Times">&nbsp;&nbsp; </span></span>'
    return f'<p class="MsoListParagraph" style="{style}"><![if !supportLists]><span>{mark}</span><![endif]>{words}</p>'


def test_word_list_is_a_list() -> None:
    """Its bullets stand in the text, its levels in a style."""
    html = word_item("·", "first") + word_item("o", "below it", level=2) + word_item("·", "second")
    assert text_of(html) == "- first\n  - below it\n- second"


def test_word_numbers_stay() -> None:
    """Those that are numbers, and those that are letters."""
    assert text_of(word_item("3.", "third") + word_item("4)", "fourth")) == "3. third\n4. fourth"
    assert "a) alpha" in text_of(word_item("a)", "alpha"))


def test_word_paragraphs_are_lines() -> None:
    """Between them an empty one is a blank line."""
    html = "".join(f'<p class="MsoNormal">{words}</p>' for words in ("one", "two", "&nbsp;", "three"))
    assert text_of(html) == "one\ntwo\n\nthree"


def test_cells_of_word_stay_in_their_row() -> None:
    """Each holds a paragraph."""
    rows = (("RI", "State"), ("CTA", "done"))
    cells = "".join("<tr>" + "".join(f'<td><p class="MsoNormal">{cell}</p></td>' for cell in row) + "</tr>" for row in rows)
    assert text_of(f"<table>{cells}</table>") == "RI   State\nCTA  done"


@pytest.mark.parametrize(
    "attribution",
    [
        '<div class="gmail_attr">Zzz zzz zzz</div>',
        '<div class="moz-cite-prefix">Zzz zzz zzz</div>',
        '<div dir="ltr" class="gmail_attr">Zzz zzz <a href="mailto:a@example.org">zzz</a><br></div>',
    ],
)
def test_attribution_that_is_marked_is_no_text(attribution: str) -> None:
    """Whatever its language."""
    quote = f'<div class="gmail_quote">{attribution}<blockquote class="gmail_quote">old</blockquote></div>'
    said = text_of(f"<div>new</div>{quote}")
    assert [line for line in said.split("\n") if line.strip() and not line.startswith(">")] == ["new"]


def test_indented_words_are_the_authors() -> None:
    """Programs indent by a block quote without a border; one with a border, or that cites, is a quote."""
    style = "margin:0 0 0 40px;border:none;padding:0px"
    assert text_of(f'<div>a</div><blockquote style="{style}"><div>b</div></blockquote>') == "a\nb"
    assert "> b" in text_of(f'<div>a</div><blockquote type="cite" style="{style}"><div>b</div></blockquote>')
    assert "> b" in text_of('<div>a</div><blockquote style="margin:0;border-left:1px solid;border-top:none">b</blockquote>')


def test_smileys_that_are_pictures_are_text() -> None:
    """Their alternative text is what the author chose; that of any other picture is not."""
    assert text_of('Done <img alt="🎉" src="cid:1"> <img alt="Logo of the house" src="cid:2">') == "Done 🎉"
