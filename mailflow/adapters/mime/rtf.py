"""The text of the compressed RTF that Outlook sends in place of HTML.

Source: MS-OXRTFCP 2.1 and 3.
"""

from striprtf.striprtf import font_table_group, rtf_to_text

_PRELOADED = (
    rb"{\rtf1\ansi\mac\deff0\deftab720{\fonttbl;}{\f0\fnil \froman \fswiss \fmodern \fscript \fdecor MS Sans Serif"
    rb"SymbolArialTimes New RomanCourier{\colortbl\red0\green0\blue0" + b"\r\n" + rb"\par \pard\plain\f0\fs20\b\i\u\tab\tx"
)
_HEAD = 16
_COMPRESSED, _PLAIN = b"LZFu", b"MELA"
_WINDOW = 4096
_LIMIT = 1_000_000
_TEXT_LIMIT = 200_000
_FONTS_LIMIT = 8_000  # the library's time grows with the square of the font table
_ERRORS = (ValueError, LookupError, TypeError, OverflowError)


def rtf_text(compressed: bytes) -> str:
    """Return the text of compressed RTF; empty where it cannot be read."""
    rtf = decompress(compressed)[:_TEXT_LIMIT].decode("latin-1")
    if not rtf.startswith("{\\rtf") or len(font_table_group(rtf)) > _FONTS_LIMIT:
        return ""
    try:
        text: str = rtf_to_text(rtf, errors="replace")
    except _ERRORS:
        return ""
    return text.encode("utf-8", "replace").decode().strip()


def decompress(octets: bytes) -> bytes:
    """Return RTF as it was compressed by Outlook, at most 1,000,000 octets; empty where it cannot be read."""
    if octets[8:12] == _PLAIN:
        return octets[_HEAD:][:_LIMIT]
    if octets[8:12] != _COMPRESSED:
        return b""
    out = bytearray(_PRELOADED)
    at = _HEAD
    while at < len(octets) and len(out) < _LIMIT:
        control = octets[at]
        at += 1
        for bit in range(8):
            if not control >> bit & 1:
                out += octets[at : at + 1]
                at += 1
                continue
            if at + 2 > len(octets) or not _copy(out, octets[at] << 8 | octets[at + 1]):
                return bytes(out[len(_PRELOADED) :])
            at += 2
    return bytes(out[len(_PRELOADED) :])


def _copy(out: bytearray, reference: int) -> bool:
    """Repeat what stands in the window, which begins with the preloaded words; False at the end mark: a reference to the next place."""
    offset, length = reference >> 4, (reference & 15) + 2
    distance = (len(out) - offset) % _WINDOW
    if distance == 0:
        return False
    start = len(out) - distance
    if start < 0:
        return False
    for place in range(start, start + length):
        out.append(out[place])
    return True
