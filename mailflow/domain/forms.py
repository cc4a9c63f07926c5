r"""A mail to many as one form: its octets once, with gaps for what is each recipient's own.

    shared octets, `\0name:writing\0`, shared octets, ...  + {name: value} -> the octets of one mail

No octet of a composed mail is NUL, so that a gap cannot be mistaken. What fills a gap is printable ASCII (a space may stand in a quoted
local part): it can end no field and begin none.
"""

import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Self

GAP = b"\x00"
_LINE = 72
_SAME_IN_HTML = re.compile(r"[^&<>\"']*")
_QUOTED_PRINTABLE = re.compile(r".{1,70}(?:(?<==)3D|(?<==3)D)?")  # no line ends within `=3D`


class Writing(StrEnum):
    """How a value is written where it stands: in a header field, in quoted-printable text, or in quoted-printable HTML."""

    PLAIN = "plain"
    TEXT = "text"
    HTML = "html"


@dataclass(frozen=True, slots=True)
class Form:
    """Octets that all recipients share, and the gaps between them; `shared` has one part more than there are gaps."""

    shared: tuple[bytes, ...]
    gaps: tuple[tuple[str, Writing], ...]
    names: frozenset[str] = field(init=False)
    """What is to be filled in."""

    def __post_init__(self) -> None:
        """Refuse parts that do not fit together."""
        if len(self.shared) != len(self.gaps) + 1:
            raise ValueError("a form has one part more than gaps")
        after_line_end = zip(self.gaps, self.shared[:-1], strict=True)
        if any(writing is Writing.PLAIN and part.endswith(b"\n") for (_, writing), part in after_line_end):
            raise ValueError("no field of a header begins with a gap")
        object.__setattr__(self, "names", frozenset(name for name, _ in self.gaps))

    @classmethod
    def read(cls, stored: bytes) -> Self:
        """Read a form as `stored` gives it. Raises ValueError."""
        parts = stored.split(GAP)
        gaps = tuple(part.decode("ascii").split(":") for part in parts[1::2])
        return cls(tuple(parts[::2]), tuple((name, Writing(writing)) for name, writing in gaps))

    @property
    def stored(self) -> bytes:
        """The form as octets."""
        marks = (GAP + f"{name}:{writing}".encode() + GAP for name, writing in self.gaps)
        return b"".join(part for pair in zip(self.shared, (*marks, b""), strict=True) for part in pair)

    @property
    def stuffed(self) -> Self:
        """The form with the dots doubled that begin a line, and with the end of the message (RFC 5321 4.5.2)."""
        first, *others = (part.replace(b"\r\n.", b"\r\n..") for part in self.shared)
        parts = [b"." + first if first.startswith(b".") else first, *others]
        end = b".\r\n" if parts[-1].endswith(b"\r\n") else b"\r\n.\r\n"
        return replace(self, shared=(*parts[:-1], parts[-1] + end))

    def fill(self, values: Mapping[str, str]) -> bytes:
        """Return the octets of the mail to one recipient. Raises KeyError for a value that is missing, ValueError for an unsafe one."""
        given = [values[name] for name in self.names]
        together = "".join(given)
        if not (all(given) and together.isascii() and together.isprintable()):
            raise ValueError("a value cannot be written into a mail")
        octets = [b""] * (len(self.shared) + len(self.gaps))
        octets[::2] = self.shared
        octets[1::2] = [_WRITERS[writing](values[name]) for name, writing in self.gaps]
        return b"".join(octets)


def _quoted_html(value: str) -> bytes:
    return _quoted(value if _SAME_IN_HTML.fullmatch(value) else html.escape(value))


@lru_cache(maxsize=8)  # the text and the HTML hold the same value, one after the other
def _quoted(text: str) -> bytes:
    """Write a text as lines of its own within quoted-printable text, whose ends do not count (RFC 2045 6.7); none begins with a dot."""
    if "=" in text:
        lines = _QUOTED_PRINTABLE.findall(text.replace("=", "=3D"))
    else:
        lines = [text[start : start + _LINE] for start in range(0, len(text), _LINE)]
    return "=\r\n".join([f"=2E{line[1:]}" if line[0] == "." else line for line in lines]).encode("ascii")


_WRITERS: dict[Writing, Callable[[str], bytes]] = {Writing.PLAIN: str.encode, Writing.TEXT: _quoted, Writing.HTML: _quoted_html}
