"""What was not read to its end is marked, and never offered as whole."""

import base64

import pytest

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.mime.guards import SIZE_LIMIT
from mailflow.domain.message import CUT

_HEAD = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n"
_MIXED = _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nWords.\r\n"
_FILE = b"--b\r\nContent-Type: application/pdf; name=%s.pdf\r\n\r\n"


@pytest.mark.parametrize(
    "content",
    [
        _HEAD + b"\r\n" + b"words " * (SIZE_LIMIT // 6),
        _HEAD + b"\r\n" + b"\r\n" * 500_000,
        _HEAD + b"\r\n" + b"words " * 400_000,
        _HEAD + b"X: y\r\n" * 1000 + b"\r\nwords",
        _HEAD + b"X: " + b"y" * 300_000 + b"\r\n\r\nwords",
        _MIXED + b"--b\r\n\r\n" * 300,
        _MIXED + b"--b\r\n" + b"X: y\r\n" * 1001 + b"\r\nx",
        _HEAD + b"Content-Type: text/html\r\n\r\n" + b"words " * 200_000,
        _HEAD + b"Content-Type: text/html\r\n\r\n" + b"<br>" * 20_001,
    ],
    ids=["size", "lines", "text", "fields", "header", "parts", "fields of a part", "html", "tags"],
)
def test_marks_what_was_cut(content: bytes) -> None:
    """Whatever the limit, the first defect begins with the same mark."""
    assert EmailCodec().parse(content).defects[0].startswith(CUT)


def test_leaves_out_a_file_that_was_cut() -> None:
    """The whole file before it stays; of a mail inside the mail that was cut nothing stays."""
    long = _FILE % b"whole" + b"%PDF-\r\n" + _FILE % b"half" + b"%PDF-" + b"x" * SIZE_LIMIT + b"\r\n--b--\r\n"
    mail = EmailCodec().parse(_MIXED + long)
    assert [file.filename for file in mail.attachments] == ["whole.pdf"]
    assert f"{CUT}the file half.pdf was not read to its end, and is left out" in mail.defects
    forwarded = EmailCodec().parse(
        _MIXED + b"--b\r\nContent-Type: message/rfc822\r\n\r\n" + _MIXED.replace(b"=b", b"=c").replace(b"--b", b"--c") + b"x" * SIZE_LIMIT
    )
    assert forwarded.attachments == ()
    assert forwarded.text.strip() == "Words."


def test_names_what_was_cut_before_other_defects() -> None:
    """However many defects there are, these are among those that are kept."""
    part = b"--b\r\nContent-Type: text/plain; charset=no-%d\r\n\r\n\xff\r\n"
    mail = EmailCodec().parse(_MIXED + b"".join(part % number for number in range(100)) + b"--b\r\n\r\n" * 200)
    assert mail.defects[0].startswith(CUT)


@pytest.mark.parametrize("length", [114_000, 128_005], ids=["full lines to the end", "a short last line"])
@pytest.mark.parametrize("line_end", [b"\n", b"\r\n"], ids=["LF", "CRLF"])
def test_reads_long_base64_as_it_came(length: int, line_end: bytes) -> None:
    """What is set aside while the parts are found is put back, whatever else the message holds."""
    pdf = (b"%PDF-" + bytes(range(256)) * 500)[:length]
    encoded = base64.encodebytes(pdf)
    part = b"--b\nContent-Type: application/pdf\nContent-Transfer-Encoding: base64\n\n" + encoded
    inner = b"--b\nContent-Type: message/rfc822\n\nSubject: y\nContent-Transfer-Encoding: base64\n\n" + encoded
    whole = _MIXED.replace(b"Words.", b"~aside~0 ~aside~~0").replace(b"\r\n", b"\n") + part + inner + part + b"--b--\n"
    mail = EmailCodec().parse(whole.replace(b"\n", line_end))
    assert mail.text.strip() == "~aside~0 ~aside~~0"
    assert mail.attachments[0].content == pdf
    assert encoded.strip() in mail.attachments[1].content.replace(b"\r\n", b"\n")
    assert len(mail.attachments) == 2


def test_keeps_the_octets_of_what_merely_looks_like_base64() -> None:
    """A file without transfer encoding ends before the line end of the delimiter."""
    text = b"\n".join([b"A" * 76] * 1000)
    mail = EmailCodec().parse(_MIXED.replace(b"\r\n", b"\n") + b"--b\nContent-Type: x/y; name=a.b\n\n" + text + b"\n--b--\n")
    assert mail.attachments[0].content == text
