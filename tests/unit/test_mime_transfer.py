"""Transfer encodings as they arrive: what they hide comes out, and what is none stays as it is."""

import base64

import pytest

from mailflow.adapters.mime.transfer import decode_base64, decode_quoted_printable

_WORDS = b"The mirror is mounted, and the first light was good."
_ENCODED = base64.encodebytes(_WORDS)


@pytest.mark.parametrize(
    ("octets", "decoded", "is_broken"),
    [
        (_ENCODED, _WORDS, False),
        (_ENCODED.rstrip(b"=\n"), _WORDS, True),
        (_ENCODED[:30] + b"! " + _ENCODED[30:], _WORDS, False),
        (_ENCODED[:50], _WORDS[:37], True),
        (_ENCODED + b"--\nlist footer of words\n", _WORDS + b"\n--\nlist footer of words\n", False),
        (b"Hello all, these are words.\n", b"Hello all, these are words.\n", True),
        (b"Hello", b"Hello", True),
        (b"", b"", False),
        (b"\n\n", b"", False),
        (b"====", b"", False),
    ],
    ids=["whole", "padding", "stray", "cut", "footer", "words", "a word", "nothing", "blank", "padding only"],
)
def test_reads_base64(octets: bytes, decoded: bytes, is_broken: bool) -> None:  # noqa: FBT001 - a column of the table
    """Missing padding, stray characters, a cut end; words that are labelled base64 stay words."""
    assert decode_base64(octets) == (decoded, is_broken)


@pytest.mark.parametrize(
    ("octets", "decoded"),
    [
        (b"a=\nb", b"ab"),
        (b"a=  \r\nb", b"ab"),
        (b"a=\t\nb=", b"ab"),
        (b"caf=C3=A9 caf\xc3\xa9", "café café".encode()),
        (b"1=2 =XY =zz 100=", b"1=2 =XY =zz 100"),
        (b"=c3=a9", "é".encode()),
        (b"", b""),
    ],
    ids=["soft break", "spaces after it", "tab, and at the end", "8bit", "no octets", "small letters", "nothing"],
)
def test_reads_quoted_printable(octets: bytes, decoded: bytes) -> None:
    """Signs that encode nothing stand for themselves."""
    assert decode_quoted_printable(octets) == (decoded, False)
