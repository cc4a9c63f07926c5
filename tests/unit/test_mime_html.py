"""HTML mail: no bomb takes long, and nothing hidden or struck out is believed."""

import pytest

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.mime.html_text import html_to_text
from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.witnesses import hear
from mailflow.domain.message import CUT, HIDDEN, InboundMessage

_HEAD = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n"
_LONG_RUNS = ["\xa0", "\x85", "\xad", "&", "&nbsp;", "&#160;", "&#xA0", "<b><p>", "<li>", "<td>", "<a b='", "<!--", "<table><tr>"]


def _alternatives(plain: str, html: str) -> InboundMessage:
    parts = (
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{plain}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{html}\r\n"
    )
    return EmailCodec().parse(_HEAD + b"Content-Type: multipart/alternative; boundary=b\r\n\r\n" + parts.encode() + b"--b--\r\n")


@pytest.mark.parametrize("piece", _LONG_RUNS)
def test_finishes_on_long_runs(piece: str) -> None:
    """A million of a character, an entity or a tag must finish: the cleaner alone takes a minute."""
    html_to_text(piece * (1_000_000 // len(piece)))


def test_finishes_on_a_table_of_one_wide_cell() -> None:
    """Columns are padded: thousands of rows beside one long cell must not fill the memory."""
    text, _ = html_to_text("<table>" + "<tr><td>x" * 5000 + "<tr><td>" + "y" * 900_000 + "</table>")
    assert len(text) < 2_000_000


def test_keeps_words_around_hard_spaces_and_in_long_runs() -> None:
    """A hard space is a space, however it is written, and no entity or word is broken."""
    assert html_to_text("a\xa0b&nbsp;c&#160;d&#xa0;e")[0] == "a b c d e"
    assert html_to_text("&eacute;" * 3000 + "x" * 9000)[0] == "é" * 3000 + "x" * 9000


def test_reads_html_of_one_message_to_one_limit() -> None:
    """Parts share the limit, and what is left out is told."""
    part = b"--b\r\nContent-Type: text/html\r\n\r\n" + b"word " * 120_000 + b"\r\n"
    mail = EmailCodec().parse(_HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + part * 3 + b"--b--\r\n")
    assert any(defect.startswith(f"{CUT}more than 1000000 characters of HTML") for defect in mail.defects)
    assert len(mail.text) < 1_100_000


@pytest.mark.parametrize(
    "html",
    [
        "<s>Approved</s>",
        "<del>Approved</del>",
        "<strike>Approved</strike>",
        '<span style="text-decoration: line-through">Approved</span>',
        '<span style="text-decoration:underline line-through red"><b>Approved</b></span>',
    ],
)
def test_tells_of_words_that_are_struck_out(html: str) -> None:
    """The words stay, as they were written; a defect says that their author took them back."""
    text, defects = html_to_text(f"<p>{html}</p><p>Wait for Ann.</p>")
    assert text == "Approved\n\nWait for Ann."
    assert [defect for defect in defects if defect.startswith(HIDDEN)] == [f"{HIDDEN}struck out: Approved"]


@pytest.mark.parametrize(
    "html",
    [
        '<div style="display:none">Approved</div>',
        '<div style="color:red; Display : NONE !important">Approved</div>',
        '<span style="visibility: hidden">Approved</span>',
        '<span style="font-size:0px">Approved</span>',
        '<span style="font-size:0;line-height:0">Approved</span>',
        '<span style="opacity:0.0">Approved</span>',
        "<span hidden>Approved</span>",
        "<textarea>Approved</textarea>",
        "<select><option>Approved</option></select>",
        '<img src="cid:x" alt="Approved">',
    ],
)
def test_takes_no_word_that_is_not_shown(html: str) -> None:
    """Hidden words, words in a form and words in a picture are no part of the text, and a defect tells of them."""
    text, defects = html_to_text(f"<p>Not yet.</p>{html}")
    assert text == "Not yet."
    assert any(defect.startswith(HIDDEN) and defect.endswith(": Approved") for defect in defects)


@pytest.mark.parametrize(
    "html",
    [
        '<div style="background-color:#eee"><b style="color:#EEEEEE">Approved</b></div>',
        '<font color="white">Approved</font>',
        '<div style="color:rgb(255,255,255)">Approved</div>',
    ],
)
def test_words_in_the_colour_of_their_ground_are_kept_and_told_of(html: str) -> None:
    """Programs for dark screens write so, on a ground that is told elsewhere; a yes is not taken from it all the same."""
    text, defects = html_to_text(f"<p>Not yet.</p>{html}")
    assert text == "Not yet.\n\nApproved"
    assert f"{HIDDEN}hardly shown: Approved" in defects


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("10<sup>6</sup> jobs", "10⁶ jobs"),
        ("10<sup><b>-12</b></sup> s", "10⁻¹² s"),
        ("H<sub>2</sub>O", "H₂O"),
        ("the 1<sup>st</sup>", "the 1st"),
    ],
)
def test_raised_figures_stay_raised(html: str, text: str) -> None:
    """Ten to the sixth is no hundred and six."""
    assert html_to_text(f"<p>{html}</p>")[0] == text


def test_letter_typed_where_the_signature_stands_is_text() -> None:
    """The cursor of some programs waits there."""
    letter = "The mirror of the second telescope is mounted and the camera leaves the workshop in May."
    assert letter in extract(html_to_text(f'<p>Hello,</p><div id="Signature"><div>{letter}</div><div>Ian</div></div>')[0]).text
    assert "Ian" not in extract(html_to_text('<p>All is well.</p><div id="Signature"><div>Ian Bird</div><div>LAPP</div></div>')[0]).text


@pytest.mark.parametrize("style", ["font-size:14px", "font:14px serif"])
def test_size_of_nothing_around_words_with_a_size_hides_none(style: str) -> None:
    """Layouts of newsletters and ticket systems stand so."""
    text, defects = html_to_text(f'<div style="font-size:0"><span style="{style}">All fine</span></div>')
    assert (text, defects) == ("All fine", ())


@pytest.mark.parametrize("name", ["MsoIntenseQuote", "unquoted", "price-quote", "needs-signature"])
def test_class_that_only_sounds_like_a_quote_is_none(name: str) -> None:
    """Nor like a signature."""
    assert html_to_text(f'<p>So:</p><div class="{name}">Measure twice.</div>')[0].endswith("\nMeasure twice.")


@pytest.mark.parametrize(
    "html",
    [
        '<p>Yes</p><blockquote><div style="display:none">Preheader</div>x</blockquote>',
        '<p>Yes</p><div class="gmail_quote"><div style="display:none">Preheader</div><s>old</s></div>',
        '<p>Yes</p><div id="divRplyFwdMsg">From: x</div><div style="display:none">Preheader</div>',
        '<p style="font-size:10.5pt;opacity:0.9;color:#111;background:white">Yes</p>',
        '<p>Yes</p><img alt=""><img alt="image001.png"><img alt="🙂"><span style="display:none"> </span>',
        '<p style="max-height:100px;text-decoration:none">Yes</p>',
        '<div style="background:black"><p style="color:white">Yes</p></div>',
    ],
)
def test_finds_nothing_hidden_in_an_honest_mail(html: str) -> None:
    """A quoted mail may hide its preheader; sizes and colours that are seen are no tricks."""
    text, defects = html_to_text(html)
    assert text.startswith("Yes")
    assert "Preheader" not in text
    assert defects == ()


def test_reads_both_alternatives() -> None:
    """What the HTML strikes out is told; which of the two forms is believed is decided elsewhere."""
    mail = _alternatives("Approved", "<p>Not <s>yet</s> approved</p>")
    assert (mail.text, mail.rich) == ("Approved", "Not yet approved")
    assert f"{HIDDEN}struck out: yet" in mail.defects


def test_takes_the_layout_of_alternatives_for_no_difference() -> None:
    """Marks, wrapping, links and quotes are written otherwise in plain text."""
    plain = (
        '*Approved* - "thanks", see\nhttps://example.org/x\n\n'
        "On Mon, 1 March 2021 at 10:00, Minutes <m@example.org> wrote:\n> Please approve."
    )
    html = (
        "<p><b>Approved</b>&nbsp;– “thanks”, see <a href='https://example.org/x'>https://example.org/x</a></p>"
        "<div class='gmail_quote'>On Mon, 1 March 2021 at 10:00, Minutes &lt;m@example.org&gt; wrote:<br>"
        "<blockquote><div style='display:none'>Preheader</div>Please approve.</blockquote></div>"
    )
    mail = _alternatives(plain, html)
    assert mail.defects == ()
    assert not hear(mail.text, mail.rich).is_contradicted
