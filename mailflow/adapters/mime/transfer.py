"""Transfer encodings: what they hide comes out, however broken it is (RFC 2045 6).

Missing padding is added, stray characters are left out, a text that a list server put below base64 is kept as text; soft line breaks
may be followed by spaces.
"""

import binascii
import re

_NO_BASE64 = re.compile(rb"[^A-Za-z0-9+/]+")
_SPACED_BREAK = re.compile(rb"=[ \t]+(?=\r?\n)")
_WORDS = re.compile(rb"^[^\r\n]*[^\s]+ +[^\s][^\r\n]*$", re.MULTILINE)


def decode_base64(octets: bytes) -> tuple[bytes, bool]:
    """Return what base64 says, as far as it can be read, and whether it was broken."""
    foreign = _WORDS.search(octets) if b" " in octets.strip() else None
    rest = octets[foreign.start() :] if foreign else b""
    own = octets[: foreign.start()] if foreign else octets
    if foreign and not own.strip():
        own, rest = octets, b""  # words from the first line on: broken in another way
    is_broken = False
    try:
        decoded = binascii.a2b_base64(own)
    except binascii.Error:
        is_broken = True
        kept = _NO_BASE64.sub(b"", own)
        kept = kept[: len(kept) - (len(kept) % 4 == 1)]
        decoded = binascii.a2b_base64(kept + b"=" * (-len(kept) % 4))
    return (decoded + b"\n" + rest if rest else decoded), is_broken


def decode_quoted_printable(octets: bytes) -> tuple[bytes, bool]:
    """Return what quoted-printable says, and that it is never broken: whatever encodes nothing stands for itself."""
    if b"= " in octets or b"=\t" in octets:
        octets = _SPACED_BREAK.sub(b"=", octets)
    return binascii.a2b_qp(octets), False
