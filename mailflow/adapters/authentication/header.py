"""The header of a message as it came, where all who read it agree on what it is."""

import re

HEADER_LIMIT = 262_144
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
# What servers take for the end of a line, or of a field, in different ways.
_AMBIGUOUS = re.compile(rb"\r(?!\n)|\0")
_BARE_LF = re.compile(rb"(?<!\r)\n")


def unambiguous_header(content: bytes) -> bytes | None:
    """Return the octets before the first blank line; None where they mean different things to different servers.

    A bare CR or a NUL does that, and a bare LF among lines that end in CRLF. Of a header that is larger than any honest one only the
    beginning comes back.
    """
    header = _BLANK_LINE.split(content[:HEADER_LIMIT], maxsplit=1)[0]
    is_mixed = b"\r\n" in header and _BARE_LF.search(header) is not None
    return None if is_mixed or _AMBIGUOUS.search(header) else header
