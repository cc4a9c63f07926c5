r"""The lines of notes: each point on one line again, with its mark, and how deep it stands.

    "  • A long point that goes\n    on" -> Line(level, "-", "A long point that goes on")

A level is three times the indentation, and one more for a number, two more for a bullet: in the layouts in which people write, a list
below a heading is deeper than the heading, indented or not.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from mailflow.domain.days import MONTH_NAMES
from mailflow.domain.notes.words import flat

_MARK = re.compile(
    r"(?P<indent>[ \t\u00a0]*)(?:(?P<bullet>[-*•–—·◦‣▪●○■□➢✓+]|o(?=\t|[ ]{2,}|[ ][^\W\da-z_]))"
    r"|(?P<number>\(?\d{1,3}[.)]|\(?[a-zA-Z][.)]|\(?[ivx]{1,5}[.)])|(?P<head>#{1,6}))[ \t\u00a0]+(?=\S)"
    r"|(?P<glued_indent>[ \t\u00a0]*)(?P<glued>[-•–—·◦▪●]|\*(?=[^*]*\Z))(?=[^\W\d_])"
)
_INDENT = re.compile(r"[ \t\u00a0]*")
_KEYED = re.compile(r"\d{1,3}(?:\.\d{1,3})+[.)]?[ \t]")
_DAY_OF_MONTH = re.compile(rf"[ \t]*(?P<day>\d{{1,2}})\.[ \t]+(?:(?:{MONTH_NAMES})\b(?!:)|\d{{1,2}}\.)")
_LABELLED = re.compile(r"[^\W\d_a-z][^:.!?\n]{0,30}:\s")
_RULE = re.compile(r"[\W_]*\Z")
_ENDED = (".", "!", "?", ":", ";")
_TAB = 4
_PER_STEP = 3
_NUMBERED, _BULLETED = 1, 2
_HEAD = -1
_FULL = 64
_HALF_FULL = 45


@dataclass(frozen=True, slots=True)
class Line:
    """A line of notes without its mark: `-` for any bullet, `1.` as written, `#`, or empty; `is_apart` below a blank line."""

    level: int
    mark: str
    text: str
    is_apart: bool = False

    @property
    def shown(self) -> str:
        """The line as it stands below another."""
        return f"{self.mark} {self.text}" if self.mark else self.text


@dataclass(frozen=True, slots=True)
class Signs:
    """What tells lines apart that no mark does: whether one is a heading, and whether one begins something of its own."""

    is_heading: Callable[[str], bool]
    begins: Callable[[str], bool]


def lines_of(text: Sequence[str], signs: Signs) -> Iterator[Line]:
    """Yield the lines of notes, those that a mail program has broken put together again."""
    line: Line | None = None
    last, number = "", 0
    is_apart = True
    for written in text:
        if _RULE.match(written):
            is_apart = True
            continue
        new = replace(_line(written, number), is_apart=is_apart)
        number = int(new.mark.strip("().")) if new.mark[:-1].strip("(").isdigit() else number
        if line is not None and not new.mark and not is_apart and _goes_on(line, last, new, signs):
            line = replace(line, text=f"{line.text} {new.text}")
        else:
            yield from () if line is None else (line,)
            line = new
        last, is_apart = written, False
    yield from () if line is None else (line,)


def _line(written: str, number: int) -> Line:
    """Read a line; `number` is that of the numbered line before, as the next is no day of a month: `2. Jan …`."""
    mark = _MARK.match(written)
    if mark is None or (mark["number"] and _is_day(written, number)):
        indent = _width(_INDENT.match(written))
        words = written.strip()
        return Line(_PER_STEP * indent + (_NUMBERED if _KEYED.match(words) else 0), "", words)
    words = written[mark.end() :].strip()
    if mark["head"]:
        return Line(_HEAD, "#", words)
    level = _PER_STEP * len((mark["indent"] or mark["glued_indent"] or "").replace("\u00a0", " ").expandtabs(_TAB))
    return Line(level + (_NUMBERED if mark["number"] else _BULLETED), mark["number"] or "-", words)


def _is_day(written: str, number: int) -> bool:
    found = _DAY_OF_MONTH.match(flat(written[:40]))
    return found is not None and int(found["day"]) != number + 1


def _width(indent: re.Match[str] | None) -> int:
    return 0 if indent is None else len(indent[0].replace("\u00a0", " ").expandtabs(_TAB))


def _goes_on(line: Line, last: str, new: Line, signs: Signs) -> bool:
    """Tell whether a line without a mark is the rest of the one above, whose last line as written is `last`."""
    if signs.is_heading(line.text) or signs.begins(new.text):
        return False
    if line.mark and new.level > line.level:
        return True
    length, is_ended = len(last.rstrip()), last.rstrip().endswith(_ENDED)
    if is_ended and _LABELLED.match(new.text):
        return False
    if new.text[0].islower() and length >= _HALF_FULL and not is_ended:
        return True
    return length + 1 + len(new.text.split(maxsplit=1)[0]) > _FULL
