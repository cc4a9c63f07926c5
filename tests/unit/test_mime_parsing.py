"""Reading messages: never an error, nothing of the author's lost, nothing hidden believed."""

from email.message import EmailMessage
from pathlib import Path

import pytest

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.mime.files import safe_filename
from mailflow.adapters.mime.flowed import unflow
from mailflow.adapters.mime.html_text import html_to_text
from mailflow.domain.message import Address, InboundMessage, Mark

_MAIL = Path(__file__).parents[1] / "data" / "mail"
_HEAD = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n"


def _parse(content: bytes) -> InboundMessage:
    return EmailCodec().parse(content)


def _read(name: str) -> InboundMessage:
    return _parse(next(_MAIL.glob(f"{name}-*.eml")).read_bytes())


def test_shows_every_author() -> None:
    """Two From fields are two authors, and a defect: nobody may choose the first in silence."""
    mail = _read("0001")
    assert [author.email for author in mail.authors] == ["ian.bird@example.org", "mallory@example.net"]
    assert "2 From fields" in mail.defects


def test_date_and_addressees_are_as_they_stand() -> None:
    """However they were folded, and without the fields of the last hop; both are empty where there are none."""
    mail = _parse(
        b"Delivered-To: c@example.org\r\nDate: Mon,\r\n 1 Mar 2021\r\n" + _HEAD + b"Cc: <d@example.org>,\r\n\te@example.org\r\n\r\nx"
    )
    assert (mail.date, mail.addressed) == ("Mon, 1 Mar 2021", "b@example.org <d@example.org>, e@example.org")
    assert (_parse(b"").date, _parse(b"").addressed) == ("", "")


def test_to_is_what_the_one_to_field_says() -> None:
    """Of two fields nobody knows which one its author wrote."""
    assert _parse(_HEAD + b"Delivered-To: c@example.org\r\nCc: d@example.org\r\n\r\nx").to == ("b@example.org",)
    assert _parse(b"To: c@example.org\r\n" + _HEAD + b"\r\nx").to == ()
    assert _parse(b"Cc: c@example.org\r\n\r\nx").to == ()


def test_has_no_author_where_the_from_field_is_a_trick() -> None:
    """A comment that never began hides another address."""
    mail = _read("0002")
    assert mail.author == Address("")
    assert mail.defects


def test_reads_windows_text_under_a_latin_1_label() -> None:
    """What western clients call iso-8859-1 is cp1252."""
    mail = _read("0003")
    assert mail.text == "The “first light” went well – we paid 12 € for the cake.\n"
    assert mail.author.name == "Jörg Müller"
    assert mail.subject == "Rapport d'étape"


def test_undoes_flowed_text() -> None:
    """Soft breaks go, with DelSp their space too; stuffed spaces go; the signature mark stays."""
    assert _read("0004").text == (
        "The calibration ran for three nights and the results are better than we had hoped.\n"
        "From here on we need beam time.\n> Could you say how the calibration went?\n-- \nAnn\n"
    )


def test_turns_html_into_text_with_its_structure() -> None:
    """Bullets, links and quotation depth survive; styles and titles are no words."""
    text = _read("0005").text
    assert "Two things from us:\n\n- the plan <https://example.org/plan?a=1&b=2> is public\n- the test bed is up" in text
    assert "On Mon, 1 March 2021 minutes wrote:\n>" in text
    assert "> Please report." in text
    assert "color" not in text
    assert "no words" not in text


@pytest.mark.parametrize("name", ["invite.ics", "Invite.ICS"])
def test_finds_a_calendar_reply_that_lost_its_type(name: str) -> None:
    """Gateways turn it into octets with a name; a calendar that is no answer stays a file."""
    octets = b"BEGIN:VCALENDAR\r\nMETHOD:%s\r\nBEGIN:VEVENT\r\nUID:1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "Ann Example <ann@example.org>", "Accepted"
    mail.set_content("Accepted")
    mail.add_attachment(octets % b"REPLY", maintype="application", subtype="octet-stream", filename=name)
    assert EmailCodec().parse(mail.as_bytes()).calendar == octets % b"REPLY"
    mail.add_attachment(octets % b"REQUEST", maintype="application", subtype="octet-stream", filename="other.ics")
    assert [file.filename for file in EmailCodec().parse(mail.as_bytes()).attachments] == ["other.ics"]


def test_finds_a_calendar_reply() -> None:
    """The part with METHOD:REPLY is the calendar and no attachment; the text beside it is kept."""
    mail = _read("0006")
    assert mail.calendar is not None
    assert b"METHOD:REPLY" in mail.calendar
    assert mail.text.strip() == "See you there."
    assert mail.attachments == ()


def test_keeps_attachments_under_harmless_names() -> None:
    """A name is a label: no path, no control. A mail inside the mail stays closed."""
    mail = _read("0007")
    assert [(file.filename, file.media_type) for file in mail.attachments] == [
        ("Folien März.pdf", "application/pdf"),
        ("attachment.eml", "message/rfc822"),
    ]
    assert mail.attachments[0].content == b"%PDF-"
    assert mail.text.strip() == "Slides attached."


def test_leaves_out_pictures_that_the_html_shows() -> None:
    """A logo referenced by its Content-ID is no attachment; a file between the parts is one."""
    mail = _read("0008")
    assert mail.text.strip() == "Short and plain."
    assert [file.filename for file in mail.attachments] == ["between the lines.pdf"]


def test_names_the_field_that_marks_a_machine() -> None:
    """An out-of-office has its reason, and the token and references of what it answers."""
    mail = _read("0009")
    assert set(mail.marks) >= {Mark("Return-Path", "<>"), Mark("Auto-Submitted", "auto-replied (vacation)")}
    assert mail.report is None
    assert mail.recipients == ("minutes+abcdefghijkl.1615370400.0123456789abcdef01234567@example.org",)
    assert mail.references == ("<near@example.org>", "<middle@example.org>", "<far@example.org>")


def test_puts_decoded_headers_on_one_line() -> None:
    """An encoded line end is a space before anybody else sees it."""
    mail = _read("0010")
    assert mail.subject == "hello Bcc: victim@example.org"
    assert mail.author == Address("eve@example.org", "Eve Bcc: victim@example.org")


def test_reads_what_is_broken_and_says_so() -> None:
    """An impossible charset and bad base64 give text and defects."""
    mail = _read("0011")
    assert mail.text.startswith("One word é")
    assert mail.defects


def test_reads_groups_and_split_words() -> None:
    """Members of a group are recipients; characters cut between encoded words are whole again."""
    mail = _read("0012")
    assert mail.recipients == ("minutes@example.org", "h@example.org", "ij@example.org")
    assert mail.subject == "Éé plain café"


def test_finds_tokens_in_the_fields_of_the_last_hop() -> None:
    """Delivered-To and its like are read first, so that a long To cannot hide the token."""
    many = ", ".join(f"p{number}@example.org" for number in range(300)).encode()
    mail = _parse(b"From: a@example.org\r\nTo: " + many + b"\r\nX-Original-To: minutes+t@example.org\r\n\r\nx")
    assert mail.recipients[0] == "minutes+t@example.org"
    assert len(mail.recipients) == 200
    assert "more than 200 recipients" in mail.defects


def test_joins_the_text_parts_of_a_mixed_mail() -> None:
    """Text, file, text: both texts are the author's; a text that is sent as a file is a file."""
    mail = _parse(
        _HEAD
        + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nBefore.\r\n--b\r\nContent-Type: text/csv; name=t.csv\r\n\r\n1,2\r\n"
        b"--b\r\nContent-Type: text/plain; name=notes.txt\r\n\r\nin a file\r\n--b\r\n\r\nAfter.\r\n--b--\r\n"
    )
    assert mail.text.split() == ["Before.", "After."]
    assert [file.filename for file in mail.attachments] == ["t.csv", "notes.txt"]


def test_takes_the_html_where_the_plain_text_is_empty() -> None:
    """Some clients send an empty plain part."""
    mail = _parse(
        _HEAD + b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n \r\n"
        b"--b\r\nContent-Type: text/html\r\n\r\n<p>Words.</p>\r\n--b--\r\n"
    )
    assert mail.text.strip() == "Words."


def test_reads_the_first_part_of_a_signed_mail() -> None:
    """A detached signature is neither text nor file."""
    mail = _parse(
        _HEAD + b'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary=b\r\n\r\n--b\r\n\r\nWords.\r\n'
        b"--b\r\nContent-Type: application/pgp-signature; name=signature.asc\r\n\r\nxx\r\n--b--\r\n"
    )
    assert mail.text.strip() == "Words."
    assert mail.attachments == ()


def test_reads_a_message_without_anything() -> None:
    """No octets are a message too: an empty one."""
    assert _parse(b"").text == ""
    assert _parse(b"\r\n\r\n").authors == ()


_BOMBS = {
    "quotes": (b'From: "' + b'"' * 100_000 + b" <a@example.org>\r\n\r\nx", 1),
    "encoded words": (b"Subject: " + b"=?utf-8?q?a?= " * 20_000 + b"\r\n\r\nx", 1),
    "header without end": (b"X: " + b"y" * 600_000, 1),
    "header fields": (b"X: y\r\n" * 30_000 + b"\r\nx", 1),
    "folds": (b"X: y\r\n" + b" z\r\n" * 100_000 + b"\r\nx", 1),
    "parts": (_HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\n" * 100_000, 1),
    "depth": (
        _HEAD
        + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(2000))
        + b"\r\nx",
        1,
    ),
    "mails in mails": (_HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 2000 + b"x", 1),
    "nested html": (_HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000 + b"words", 1),
    "parameters": (_HEAD + b"Content-Type: text/plain; " + b'a="b;c";' * 3000 + b"\r\n\r\nx", 0),
    "uuencoded": (_HEAD + b"Content-Transfer-Encoding: x-uuencode\r\n\r\nbegin 666 x\nMMMM\n\xff", 0),
    "mailer's lines": (b"From: a@example.org\r\nReturn-Path: <>\r\n\r\n" + b"The message to <a@example.org> failed\r\n" * 20_000, 0),
}


@pytest.mark.parametrize(("content", "defects"), _BOMBS.values(), ids=_BOMBS.keys())
def test_finishes_on_bombs(content: bytes, defects: int) -> None:
    """What would take the library seconds or its stack is read as far as the limits go, and a defect says so."""
    assert len(_parse(content).defects) >= defects


def test_reads_the_text_before_too_many_parts() -> None:
    """The first parts of a part bomb are kept."""
    bomb = _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nWords.\r\n" + b"--b\r\n\r\n" * 1000
    mail = _parse(bomb)
    assert mail.text.strip() == "Words."
    assert mail.subject == "x"
    assert "cut: more than 200 parts" in mail.defects


@pytest.mark.parametrize("step", [7, 61])
def test_never_raises_on_cut_or_flipped_octets(step: int) -> None:
    """Every mail of the collection, cut short and with octets changed."""
    for path in sorted(_MAIL.glob("*.eml")):
        content = path.read_bytes()
        for position in range(0, len(content), step):
            _parse(content[:position])
            _parse(content[:position] + bytes([content[position] ^ 0x80]) + content[position + 1 :])


@pytest.mark.parametrize(
    ("name", "media_type", "expected"),
    [
        ("report.pdf", "application/pdf", "report.pdf"),
        ("../../etc/passwd", "text/plain", "passwd"),
        ("C:\\Users\\a\\Slides März.pptx", "application/x", "Slides März.pptx"),
        ("..", "application/pdf", "attachment.pdf"),
        (".bashrc", "text/plain", "bashrc"),
        ("", "message/rfc822", "attachment.eml"),
        ("a\r\nb\x00.pdf", "application/pdf", "a b.pdf"),
        ("x\u202efdp.exe", "application/pdf", "xfdp.exe"),
        ('a<b>:"c|?*.pdf', "application/pdf", "a_b___c___.pdf"),
        ("n" * 300 + ".pdf", "application/pdf", "n" * 116 + ".pdf"),
        ("n" * 300, "application/pdf", "n" * 120),
        ("CON", "application/pdf", "_CON"),
        ("nul.pdf", "application/pdf", "_nul.pdf"),
        ("com1 .txt", "text/plain", "_com1.txt"),
        ("console.txt", "text/plain", "console.txt"),
        ("/dev/null", "text/plain", "null"),
        ("\u202e\u2066fdp.\u200bexe", "application/pdf", "fdp.exe"),
    ],
)
def test_makes_file_names_safe(name: str, media_type: str, expected: str) -> None:
    """The last part of any path, on one line, without controls or tricks, at most 120 characters."""
    assert safe_filename(name, media_type) == expected


@pytest.mark.parametrize(
    ("text", "delete_space", "expected"),
    [
        ("a \nb\nc", False, "a b\nc"),
        ("a \nb", True, "ab"),
        ("> a \n> b\nc", False, "> a b\nc"),
        ("> a \n>> b", False, "> a \n>> b"),
        ("-- \nAnn", False, "-- \nAnn"),
        ("a \n-- \nAnn", False, "a \n-- \nAnn"),
        (" From", False, "From"),
        (" > not a quote", False, " > not a quote"),
        ("", False, ""),
        ("a \n \nb", False, "a \n\nb"),
        ("> -- \n> Ann", False, "> -- \n> Ann"),
        ("> a \nb", False, "> a \nb"),
        ("one \ntwo \n\nthree", True, "onetwo\n\nthree"),
    ],
)
def test_follows_rfc_3676(text: str, delete_space: bool, expected: str) -> None:  # noqa: FBT001 - a column of the table
    """Only a trailing space joins, only at the same depth, and never a signature mark; what quotes nothing never looks as if it did."""
    assert unflow(text, delete_space=delete_space) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("a<br>b", "a\nb"),
        ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
        ('<ol start="3"><li>a</li></ol>', "3. a"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<p>a</p><ul><li>b</li></ul><p>c</p>", "a\n\n- b\n\nc"),
        ("<a href='https://example.org/x'>https://example.org/x</a>", "https://example.org/x"),
        ("<a href='javascript:alert(1)'>click</a>", "click"),
        ("<a href='mailto:a@example.org'>a@example.org</a>", "a@example.org"),
        ("x<blockquote>y<blockquote>z</blockquote></blockquote>w", "x\n> y\n>> z\nw"),
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
        ("<script>alert(1)</script>a<!-- b -->", "a"),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a  b"),
        ("\ue000a\ue001", "a"),
        ("", ""),
    ],
)
def test_keeps_the_words_of_html(html: str, expected: str) -> None:
    """Structure becomes line breaks and marks; nothing that is not shown is read."""
    assert html_to_text(html)[0] == expected


def test_keeps_words_that_are_nested_too_deep() -> None:
    """Layout may go, words stay."""
    text, defects = html_to_text("<table><tr><td>" * 400 + "words" + "</td></tr></table>" * 400)
    assert text.strip() == "words"
    assert defects
