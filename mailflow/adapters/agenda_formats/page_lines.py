"""The lines of a page copied as text: indentation, bullet and words, whatever the browser made of them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mailflow.adapters.agenda_formats.page_words import BEFORE_A_NUMBER, SPEAKER_LINE
from mailflow.adapters.agenda_formats.times import split_duration

_BREAKS = re.compile(r"\r\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_BLANKS = re.compile(r"[^\S\n\t]")
_INVISIBLE = re.compile(r"[\x00-\x08\x0e-\x1b\x1f\x7f-\x9f\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff\ud800-\udfff]")
_LINE = re.compile(r"(?P<indent> *)(?:(?P<bullet>[•◦▪▫‣\u2043●○■□∙\uf0b7\uf0a7]|[-–—*o·](?= |$))(?P<gap> *))?(?P<words>.*)")
_TAB = 4
_COLUMN = re.compile(r"(?<=\S) *\t\s*")
_COLUMN_GAP = "   "
_SHORT = 300
"""No title, label, date or joining detail is longer; longer lines are text, and are not searched."""


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of a page.

    `number` counts from 0; `indent` is the column of the bullet, else of the first word; `bullet` is "" where there is none; `is_listed`
    where a run of lines was found to be a list of items.
    """

    number: int
    indent: int
    bullet: str
    words: str
    is_listed: bool = False

    @property
    def short(self) -> str:
        """The words, or nothing where there are too many to be anything but text."""
        return self.words if len(self.words) <= _SHORT else ""

    def __bool__(self) -> bool:
        """Tell whether anything is written on the line."""
        return bool(self.words)


def split_lines(content: str) -> tuple[PageLine, ...]:
    """Return the lines of a pasted page; a bullet that stands alone on its line is put before the next words."""
    text = _INVISIBLE.sub("", _BLANKS.sub(" ", _BREAKS.sub("\n", content)))
    text = unicodedata.normalize("NFC", text)
    lines = [_line(number, _COLUMN.sub(_COLUMN_GAP, line.rstrip()).expandtabs(_TAB)) for number, line in enumerate(text.split("\n"))]
    return tuple(_without_lone_bullets(lines))


def _line(number: int, text: str) -> PageLine:
    found = _LINE.fullmatch(text)
    if found is None:
        return PageLine(number, 0, "", text.strip())
    return PageLine(number, len(found["indent"]), found["bullet"] or "", found["words"].strip())


def _without_lone_bullets(lines: Iterable[PageLine]) -> Iterable[PageLine]:
    lone: PageLine | None = None
    for line in lines:
        if line.bullet and not line:
            lone = line
        elif lone and line and not line.bullet:
            yield replace(line, indent=lone.indent, bullet=lone.bullet)
            lone = None
        else:
            lone = None if line else lone
            yield line


def render(lines: Sequence[PageLine]) -> str:
    """Return lines as text: the indentation that they share is dropped, and several empty lines become one."""
    least = min((line.indent for line in lines if line), default=0)
    shown: list[str] = []
    for line in lines:
        bullet = f"{line.bullet} " if line.bullet else ""
        text = " " * (line.indent - least) + bullet + line.words if line else ""
        if text or (shown and shown[-1]):
            shown.append(text)
    return "\n".join(shown).strip("\n")


def next_words(lines: Sequence[PageLine], place: int) -> int | None:
    """Return the place of the next line with words after a place."""
    return next((other for other in range(place + 1, min(place + 6, len(lines))) if lines[other]), None)


def speaker_names(line: PageLine) -> str | None:
    """Return what follows the label of a speaker line; None where the line is none."""
    found = SPEAKER_LINE.fullmatch(line.words[:2000])
    return found["names"] if found else None


_PROSE = re.compile(r"[.!?;]\s+\w|[.,;:!?]$")
_LONGEST_BULLET_TITLE = 200


def bullet_title(line: PageLine) -> tuple[str, int] | None:
    """Split a line into title and minutes where it has the shape of an item without times: words and a duration, not a sentence."""
    split = split_duration(line.short)
    if split is None:
        return None
    title = split[0]
    is_title = len(title) <= _LONGEST_BULLET_TITLE and not BEFORE_A_NUMBER.fullmatch(title) and not _PROSE.search(title)
    return split if is_title and any(letter.isalpha() for letter in title) else None
