"""The header of a message as it came, where all who read it agree on what it is."""

import re

HEADER_LIMIT = 262_144
_BLANK_LINE = re.compile(rb"\r?\n\r?\n")
# What servers take for the end of a line, or of a field, in different ways.
_AMBIGUOUS = re.compile(rb"\r(?!\n)|\0")


def unambiguous_header(content: bytes) -> bytes | None:
    """Return the octets before the first blank line; None where a bare CR or a NUL makes them mean different things to different servers.

    Of a header that is larger than any honest one only the beginning comes back.
    """
    header = _BLANK_LINE.split(content[:HEADER_LIMIT], maxsplit=1)[0]
    return None if _AMBIGUOUS.search(header) else header
