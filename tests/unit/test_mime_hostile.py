"""Mails made to hurt: each is read in a bounded time, as far as the limits go, and never raises."""

import base64
import random
import struct
import time
from pathlib import Path

import pytest

from mailflow.adapters.mime.cms import open_sealed
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.mime.guards import DEPTH_LIMIT, FIELD_LIMIT, PARTS_LIMIT
from mailflow.adapters.mime.rtf import decompress, rtf_text
from mailflow.adapters.mime.tnef import open_winmail
from mailflow.domain.message import CUT

_MAIL = Path(__file__).parents[1] / "data" / "mail"
_HEAD = b"From: a@example.org\r\nTo: b@example.org\r\nSubject: x\r\n"
_MIXED = _HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n"
_WINMAIL = b"\x78\x9f\x3e\x22\x01\x00"
_SIGNED = bytes.fromhex("308006092a864886f70d010702a080308002010131003080 06092a864886f70d010701a080")
_PICTURE = b"\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <x>\r\n\r\nx\r\n"
_SENT_ON = b"--b\r\nContent-Type: message/rfc822\r\n\r\n"
_PLAIN = _HEAD + b"Content-Type: text/plain; charset=us-ascii%s\r\n\r\n"


def _typed(kind: bytes, content: bytes) -> bytes:
    return _HEAD + b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content)


_BOMBS = {
    "quotes in From": b'From: "' + b'"' * 100_000 + b" <a@example.org>\r\n\r\nx",
    "encoded words": b"Subject: " + b"=?utf-8?q?a?=\r\n " * 20_000 + b"\r\n\r\nx",
    "header fields": b"X: y\r\n" * 100_000 + b"\r\nx",
    "empty parts": _MIXED + b"--b\r\n\r\n" * 100_000,
    "depth": _HEAD + b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n) for n in range(10_000)) + b"\r\nx",
    "nested html": _HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 50_000 + b"words",
    "long file": _MIXED + b"--b\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(bytes(8_000_000)) + b"--b--\r\n",
    "nearly delimiters": _MIXED + b"--bx\r\n" * 200_000,
    "no boundary": _HEAD + b"Content-Type: multipart/mixed\r\n\r\n" + b"--b\r\nX: y\r\n" * 100_000,
    "no boundaries": _HEAD + b"".join(b"Content-Type: multipart/mixed\r\n\r\n--b%d\r\n" % number for number in range(50_000)),
    "parameters": _MIXED + (b"--b\r\nContent-Type: application/x; " + b"a*1=b;" * 2500 + b"\r\n\r\nx\r\n") * 150,
    "begins": _PLAIN % b"" + b"begin 644 x\r\n" * 150_000,
    "uuencode without end": _PLAIN % b"" + (b"begin 644 x\r\n" + (b"M" + b"#" * 60 + b"\r\n") * 1000) * 30,
    "armour": _PLAIN % b"" + b"-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\n" * 50_000,
    "armour without end": _PLAIN % b"" + b"-----BEGIN PGP SIGNED MESSAGE-----\r\n\r\n-----BEGIN PGP SIGNATURE-----\r\n" * 25_000,
    "mailbox marks": _PLAIN % b"" + b">From \r\n" * 200_000,
    "flowed": _PLAIN % b"; format=flowed" + b"> a \r\n" * 200_000,
    "one line of marks": _PLAIN % b"; format=flowed" + b">" * 1_900_000,
    "no charset": _PLAIN % b"" + b"\xb0\xa1\xff" * 600_000,
    "spaces in base64": _HEAD + b"Content-Transfer-Encoding: base64\r\n\r\n" + b"a " * 3_000_000,
    "spaced soft breaks": _HEAD + b"Content-Transfer-Encoding: quoted-printable\r\n\r\n" + b"= \t" * 2_000_000,
    "pictures": _MIXED + b"--b\r\nContent-Type: text/html\r\n\r\n" + b"cid:x " * 100_000 + _PICTURE * 150,
    "mails sent on": _MIXED + (_SENT_ON + b"Content-Type: text/html\r\n\r\n" + b"<p>x" * 2000 + b"\r\n") * 90,
    "pieces of cms": _typed(b"application/pkcs7-mime", _SIGNED + b"\x24\x80" + b"\x04\x01x" * 500_000),
    "depth of cms": _typed(b"application/pkcs7-mime", _SIGNED + b"\x24\x80" * 500_000),
    "attributes of winmail.dat": _typed(b"application/ms-tnef", _WINMAIL + struct.pack("<BHHIH", 1, 0x8004, 7, 0, 0) * 500_000),
    "file names": _MIXED + b'--b\r\nContent-Type: application/x; name="' + b"=?utf-8?q?a?=" * 250 + b'"\r\n\r\n%d\r\n' * 150,
}  # fmt: skip


@pytest.mark.parametrize("content", _BOMBS.values(), ids=_BOMBS.keys())
def test_reads_a_bomb_in_a_second(content: bytes) -> None:
    """Of CPU time, on a slow machine; most take a tenth of it."""
    begun = time.process_time()
    EmailCodec().parse(content)
    assert time.process_time() - begun < 2


def test_cuts_an_endless_field() -> None:
    """What stands behind the limit is not read, and the rest of the message is."""
    mail = EmailCodec().parse(_HEAD.replace(b"Subject: x", b"Subject: " + b"y" * FIELD_LIMIT + b" secret") + b"\r\nWords.")
    assert "secret" not in mail.subject
    assert mail.text == "Words."


@pytest.mark.parametrize(("depth", "is_cut"), [(DEPTH_LIMIT - 2, False), (DEPTH_LIMIT + 2, True)])
def test_reads_to_the_limit_of_depth(depth: int, is_cut: bool) -> None:  # noqa: FBT001 - a column of the table
    """Multiparts within multiparts."""
    opened = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (level, level) for level in range(depth))
    mail = EmailCodec().parse(_HEAD + opened + b"\r\nWords.\r\n")
    assert any(defect.startswith(CUT) for defect in mail.defects) is is_cut
    assert is_cut or mail.text.strip() == "Words."


@pytest.mark.parametrize(("parts", "is_cut"), [(PARTS_LIMIT - 5, False), (PARTS_LIMIT + 5, True)])
def test_reads_to_the_limit_of_parts(parts: int, is_cut: bool) -> None:  # noqa: FBT001 - a column of the table
    """Beyond it what was read before counts."""
    mail = EmailCodec().parse(_MIXED + b"--b\r\n\r\nWords.\r\n" * parts + b"--b--\r\n")
    assert any(defect.startswith(CUT) for defect in mail.defects) is is_cut
    assert mail.text.count("Words.") >= min(parts, PARTS_LIMIT - 5)


@pytest.mark.parametrize("seed", range(4))
def test_reads_whatever_is_made_of_mails(seed: int) -> None:
    """Mails of the collection, cut, spliced, repeated and with flipped bits: no exception, and none takes a second."""
    dice = random.Random(seed)  # noqa: S311 - not for secrets
    mails = [path.read_bytes() for path in sorted(_MAIL.glob("*.eml"))]
    for _ in range(250):
        content = dice.choice(mails)
        for _ in range(dice.choice((1, 2, 5, 20))):
            content = _changed(content, dice.choice(mails), dice)
        begun = time.process_time()
        EmailCodec().parse(content)
        assert time.process_time() - begun < 1


_SPLICES = (
    b"\r\n\r\n", b"\r", b"\x00", b"--=_part\r\n", b"--=_part--\r\n", b"Content-Type: message/rfc822\r\n\r\n", b"=?utf-8?b?", b'"', b";",
    b"Content-Type: application/pkcs7-mime\r\n", b"Content-Type: application/ms-tnef\r\n", b"Content-Transfer-Encoding: base64\r\n",
    b'Content-Type: multipart/mixed; boundary="=_part"\r\n', b"begin 644 x\n", b"Content-Transfer-Encoding: x-uuencode\r\n",
)  # fmt: skip


def _changed(content: bytes, other: bytes, dice: random.Random) -> bytes:
    at, length = dice.randrange(len(content) + 1), dice.randrange(1, 200)
    return dice.choice(
        (
            content[:at] + bytes([dice.randrange(256)]) + content[at + 1 :],
            content[:at] + content[at + length :],
            content[:at] + content[at : at + length] * 2 + content[at + length :],
            content[:at] + dice.choice(_SPLICES) + content[at:],
            content[:at] + other[dice.randrange(len(other)) :],
        )
    )


@pytest.mark.parametrize("length", range(0, 400, 7))
def test_opens_no_container_that_lies(length: int) -> None:
    """Cut anywhere, and with lengths beyond the end."""
    whole = EmailCodec().parse(next(_MAIL.glob("0111-*.eml")).read_bytes())
    assert len(whole.attachments) == 2
    for octets in (_WINMAIL + bytes(range(256))[: length % 256], _SIGNED[:length] + b"\xff" * (length % 5), b"\xff" * length):
        open_winmail(octets)
        open_sealed(octets)
        decompress(bytes(8) + b"LZFu" + octets)
        rtf_text(bytes(8) + b"MELA" + bytes(4) + b"{\\rtf1 " + octets)
