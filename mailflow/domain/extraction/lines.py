"""Lines, what their shape says, and what extraction returns."""

import re
from dataclasses import dataclass
from enum import StrEnum


class LineClass(StrEnum):
    """What the shape of a line says about it."""

    BLANK = "blank"
    TEXT = "text"
    QUOTE = "quote"
    ATTRIBUTION = "attribution"
    HEADER_BLOCK = "header block"
    SEPARATOR = "separator"
    SIGNATURE = "signature"
    SIGN_OFF = "sign-off"
    DEVICE = "device footer"
    NOTICE = "notice"
    LIST_FOOTER = "list footer"
    BANNER = "banner"


@dataclass(frozen=True, slots=True)
class Omitted:
    """A run of lines that was left out, and as what."""

    reason: LineClass
    text: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """The newly written text, and what was left out, in the order of the message."""

    text: str
    omitted: tuple[Omitted, ...] = ()


_ENCODED = re.compile(r"=([2-7E89A-DF][0-9A-F])(?![0-9A-Za-z])|=([CDEF][0-9A-F])(?=[a-z=])")
_MISREAD = re.compile("[ÃÂÅÄ][\u0080-\u00bf\u20ac\u201a-\u2122\u0152-\u0192]")
LINE_LIMIT = 2000
"""Characters of a line at which its shape is looked for."""

_JUNK = dict.fromkeys(
    map(
        ord,
        "\u2061\u2062\u2063\u2064"
        "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad\u034f\u1427\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
    )
)
_SPACES = {ord(space): " " for space in "\t\u00a0\u202f\u2007\u2009\u3000"}
_TABLE = _JUNK | _SPACES


def split_lines(text: str) -> list[str]:
    """Return the lines of a text, whatever ends them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def plain(line: str) -> str:
    """Return a line, however long, without invisible characters, every space a plain one, none at the ends."""
    return (line if line.isascii() and "\t" not in line else line.translate(_TABLE)).strip()


def shape_of(line: str) -> str:
    """Return a line as its shape is judged: without invisible characters, every space a plain one, none at the ends."""
    cut = line[:LINE_LIMIT]
    if "=" in cut and _ENCODED.search(cut):
        cut = _ENCODED.sub(lambda octet: chr(int(octet[0][1:], 16)), cut.removesuffix("="))
    if _MISREAD.search(cut):
        cut = _mended(cut)
    return (cut if cut.isascii() and "\t" not in cut else cut.translate(_TABLE)).strip()


def _mended(line: str) -> str:
    """Return a line that somebody read as another charset than it was written in (`Ã©crit`), as it was written."""
    return line.encode("cp1252", "replace").decode("utf-8", "replace")


WEB = re.compile(r"<?\b(?:https?://|www\.)\S+|<?mailto:\S+", re.IGNORECASE)
"""An address of the web."""

EMAIL = re.compile(r"[\w.+%'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,6}")
"""An addr-spec, as people write one."""
