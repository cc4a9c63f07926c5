"""Transfer encodings: what they hide comes out, however broken it is (RFC 2045 6).

Missing padding is added, stray characters are left out, a text that a list server put below base64 is kept as text; soft line breaks
may be followed by spaces.
"""

import binascii
import re

_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_SPACED_BREAK = re.compile(rb"=[ \t]++(?=\r?\n)")
_LINE = 60
_WORDS = re.compile(rb"(?<!\S)\S{1,20} ++\S{1,20}(?!\S)")


def decode_base64(octets: bytes) -> tuple[bytes, bool]:
    """Return what base64 says, as far as it can be read, and whether it was broken."""
    own, rest = _parted(octets)
    if not own.strip() and rest:
        return octets, True  # words from the first line on: no base64 at all
    is_broken = False
    try:
        decoded = binascii.a2b_base64(own)
    except binascii.Error:
        is_broken = True
        kept = _NO_BASE64.sub(b"", own)
        if len(kept) % 4 == 1 and len(kept) < _LINE:
            return octets, True  # one line that cannot be base64
        kept = kept[: len(kept) - (len(kept) % 4 == 1)]
        decoded = binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
    return (decoded + b"\n" + rest if rest else decoded), is_broken


def _parted(octets: bytes) -> tuple[bytes, bytes]:
    """Split off the words that somebody put below base64: after its padding, or from the first line with words in it."""
    words = _WORDS.search(octets) if b" " in octets.strip() else None
    if words is None:
        return octets, b""
    padding = octets.find(b"=", 0, words.start())
    end = octets.find(b"\n", padding) + 1 if padding >= 0 else octets.rfind(b"\n", 0, words.start()) + 1
    return octets[:end], octets[end:]


def decode_quoted_printable(octets: bytes) -> tuple[bytes, bool]:
    """Return what quoted-printable says, and that it is never broken: whatever encodes nothing stands for itself."""
    if b"= " in octets or b"=\t" in octets:
        octets = _SPACED_BREAK.sub(b"=", octets)
    return binascii.a2b_qp(octets), False
