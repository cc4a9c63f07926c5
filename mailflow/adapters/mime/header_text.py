"""The one gate for header text: decode first, then take out whatever could end a line, hide text or turn it around.

    octets -> characters -> encoded words decoded -> one line without controls

What comes in and what goes out pass the same gate. Older Pythons write the CR LF that an encoded word holds into the header as it is
(CVE-2024-6923), so an outgoing value holds no encoded word of somebody else's when the library sees it.
Source: RFC 2047; RFC 5322 2.2.
"""

import binascii
import re
import unicodedata
from itertools import groupby

from mailflow.adapters.mime.charsets import decode_octets

_ENCODED_WORD = re.compile(r"=\?([\w.:+-]{1,40})(?:\*[\w-]{0,20})?\?([BbQq])\?([^?\r\n]*)\?=")
_BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?[\w.:+-]{1,40}(?:\*[\w-]{0,20})?\?[BbQq]\?)")
_LINE_ENDS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_INVISIBLE = re.compile("[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DECODINGS = 3


def header_text(text: str) -> str:
    """Return a value that is safe to stand in a header field: decoded, one line, no controls, no encoded word left in it.

    Words that were encoded several times over are decoded until nothing changes, or else broken up.
    """
    clean = one_line(text)
    for _ in range(_DECODINGS):
        if "=?" not in clean:
            return clean
        clean = one_line(decode_words(clean))
    return clean.replace("=?", "= ?")


def header_value(raw: str) -> str:
    """Return what a field of a received message says, decoded once, on one line.

    Args:
        raw: the value as the parser keeps it, octets beyond ASCII as surrogate escapes.
    """
    return one_line(decode_words(unescape(raw)))


def unescape(raw: str) -> str:
    """Return text for octets that the parser kept as surrogate escapes."""
    if raw.isascii():
        return raw
    return decode_octets(raw.encode("utf-8", "surrogateescape"), "").text


def one_line(text: str) -> str:
    """Return text on one line: line ends and controls become spaces, invisible and direction marks go."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    visible = _INVISIBLE.sub("", _LINE_ENDS.sub(" ", text))
    return unicodedata.normalize("NFC", " ".join(_SURROGATE.sub("\ufffd", visible).split()))


def decode_words(text: str) -> str:
    """Return text with its encoded words decoded.

    Neighbouring words of one charset are joined before they are decoded, as some senders cut characters in two.
    """
    if "=?" not in text:
        return text
    pieces = _pieces(_BETWEEN_WORDS.sub("", text))
    return "".join(
        decode_octets(b"".join(octets for _, octets in run), charset).text if charset else "".join(octets.decode() for _, octets in run)
        for charset, run in groupby(pieces, key=lambda piece: piece[0])
    )


def _pieces(text: str) -> list[tuple[str, bytes]]:
    """Cut text into (charset, octets); plain text has no charset and is UTF-8."""
    pieces: list[tuple[str, bytes]] = []
    end = 0
    for word in _ENCODED_WORD.finditer(text):
        if word.start() > end:
            pieces.append(("", text[end : word.start()].encode("utf-8", "replace")))
        pieces.append((word[1].lower(), _word_octets(word[2].lower(), word[3])))
        end = word.end()
    if end < len(text):
        pieces.append(("", text[end:].encode("utf-8", "replace")))
    return pieces


def _word_octets(encoding: str, text: str) -> bytes:
    octets = text.encode("utf-8", "replace")
    if encoding == "q":
        return binascii.a2b_qp(octets, header=True)
    try:
        return binascii.a2b_base64(octets + b"=" * (-len(octets) % 4))
    except binascii.Error:
        return octets
