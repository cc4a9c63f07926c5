"""The one gate for header text."""

import pytest

from mailflow.adapters.mime.charsets import decode_octets
from mailflow.adapters.mime.header_text import decode_words, header_text, header_value

_HOSTILE = {
    "raw line end": "x\r\nBcc: v@example.org",
    "encoded line end": "=?utf-8?q?x=0D=0ABcc=3A_v=40example=2Eorg?=",
    "encoded in base64": "=?utf-8?b?eA0KQmNjOiB2QGV4YW1wbGUub3Jn?=",
    "encoded twice": "=?utf-8?q?=3D=3Futf-8=3Fq=3Fx=3D0D=3D0ABcc=3A_v=3F=3D?=",
    "line separator": "x\u2028Bcc: v@example.org\u2029",
    "next line": "x\x85Bcc: v@example.org",
    "nul": "x\x00y",
    "direction override": "gpj.\u202etxt.exe",
    "isolate": "\u2066x\u2069",
    "zero width": "a\u200bb\ufeff",
    "lone surrogate": "a\udcffb",
    "tab and feeds": "a\tb\x0bc\x0cd",
}


@pytest.mark.parametrize("text", _HOSTILE.values(), ids=_HOSTILE.keys())
def test_lets_one_clean_line_through(text: str) -> None:
    """Whatever goes in, one printable line comes out, and it can be written as UTF-8."""
    clean = header_text(text)
    assert "=?" not in clean
    assert "\n" not in clean.encode().decode()
    assert all(letter.isprintable() for letter in clean)
    assert len(clean.splitlines()) <= 1


def test_leaves_honest_text_alone() -> None:
    """Names and titles of any language pass unchanged."""
    for text in ("Réunion d’équipe – mars", "日本語の題名", "A & B <c>", "😀 ok", "[escape-tc] Re: 3.2?"):
        assert header_text(text) == text


def test_breaks_words_that_stay_encoded() -> None:
    """What is encoded more often than anybody would is not decoded for ever."""
    text = "x"
    for _ in range(6):
        text = "=?utf-8?q?" + text.replace("=", "=3D").replace("?", "=3F").replace("_", "=5F") + "?="
    assert "=?" not in header_text(text)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("=?utf-8?q?M=C3?= =?utf-8?q?=BCller?=", "Müller"),
        ("=?iso-8859-1?Q?caf=E9_au_lait?= today", "café au lait today"),
        ("=?windows-1252?q?=93x=94?=", "“x”"),
        ("=?utf-8?b?w6k?=", "é"),
        ("=?utf-8*en?q?=C3=A9?=", "é"),
        ("=?gb2312?b?xOO6ww==?=", "你好"),
        ("=?iso-2022-jp?b?GyRCRnxLXBsoQg==?=", "日本"),
        ("=?x-none?q?caf=E9?=", "café"),
        ("=?utf-7?q?+ADw-script+AD4-?=", "+ADw-script+AD4-"),
        ("=?\x00?q?a?=", "=? ?q?a?="),
        ("a =?utf-8?q?b?= c", "a b c"),
        ("=?utf-8?q?b?=c", "bc"),
        ("caf\udcc3\udca9", "café"),
        ("caf\udce9", "café"),
        ("=?utf-8?q?not closed", "=?utf-8?q?not closed"),
    ],
)
def test_decodes_what_senders_write(raw: str, expected: str) -> None:
    """Characters cut in two, missing padding, wrong and dangerous charsets, raw octets."""
    assert header_value(raw) == expected


@pytest.mark.parametrize("text", ["=?utf-8?q?a?= " * 1200, "=?" * 8000, "?=" + " " * 16_000, "=?utf-8?q?" * 1600, "=?a" * 5000])
def test_finishes_on_bombs_of_encoded_words(text: str) -> None:
    """Linear time, as a field is at most 16 KiB."""
    decode_words(text)
    header_text(text)


@pytest.mark.parametrize(
    ("octets", "label", "expected", "is_doubtful"),
    [
        (b"plain", "us-ascii", "plain", False),
        (b"caf\xe9", "iso-8859-1", "café", False),
        (b"\x93x\x94", "iso-8859-1", "“x”", False),
        ("café".encode(), "iso-8859-1", "café", False),
        ("café".encode(), "", "café", False),
        (b"caf\xe9", "", "café", True),
        (b"caf\xe9", "utf-8", "café", True),
        ("é".encode(), "x-mac-cyrillic-typo", "é", True),
        ("汉字".encode("gb18030"), "gb2312", "汉字", False),
        ("Łódź".encode("iso-8859-2"), "iso-8859-2", "Łódź", False),
        ("привет".encode("koi8-r"), "KOI8-R", "привет", False),
        ("日本".encode("iso-2022-jp"), "iso-2022-jp", "日本", False),
        ("text".encode("utf-16"), "utf-16", "text", False),
        (b"+ADw-", "utf-7", "+ADw-", False),
        (b"caf\xe9", "\x00", "café", True),
        (b"caf\xe9", "idna", "café", True),
        (b"caf\xe9", "unicode_escape", "café", True),
        (b"\x81\x8d\xe9", "utf-8", "\ufffd\ufffdé", True),
    ],
)
def test_decodes_octets_by_an_allow_list(octets: bytes, label: str, expected: str, is_doubtful: bool) -> None:  # noqa: FBT001 - a column
    """The label where it is known and fits; its usual meaning; else UTF-8, else cp1252 with a mark of doubt."""
    decoded = decode_octets(octets, label)
    assert decoded.text == expected
    assert bool(decoded.doubt) is is_doubtful
