"""Items that nobody had planned: lines that stand where the headings of items do, look like them, and name none.

    CTA - Matthias        CTA: we …
      …                   WP4: we …
    WP4 - Mark
      …
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailflow.domain.notes.headings import Head, Titles, title_of_others
from mailflow.domain.notes.kinds import WalkIn
from mailflow.domain.notes.lines import Line
from mailflow.domain.notes.people import People, looks_like_a_name

_WITH_SPEAKER = re.compile(
    r"(?P<title>[^:()\n]{2,40}?)\s*(?:\((?P<inside>[^()]{2,60})\)|\s[-–—]\s+(?P<behind>[^:;.()\n]{2,60}?))(?:\s*\((?P<more>[^()]*)\))?\s*[:*_]*\Z"
)
_WITH_WORDS = re.compile(r"(?P<title>[^:()\n]{2,30}?)\s*:\s+(?P<rest>\S.*)", re.DOTALL)
_DECORATED = re.compile(r"[*_]{1,2}[^*_]{2,40}[*_]{1,2}:?\Z")
_SHORT_TITLE = 3


@dataclass(frozen=True, slots=True)
class _Headings:
    """On which levels the headings of items stand: those that fill their lines, and those with words behind them."""

    whole: frozenset[int]
    inline: frozenset[int]


class Unplanned:
    """The lines of some notes that are headings of items that are not on the agenda."""

    def __init__(self, lines: Sequence[Line], titles: Titles, people: People) -> None:
        self._lines = lines
        self._people = people
        self._slots = [item for item in titles.items if item.expects_report]
        heads = [(line, head) for line in lines if (head := titles.head(line.text)) is not None]
        self._headings = _Headings(frozenset(_levels(heads, is_whole=True)), frozenset(_levels(heads, is_whole=False)))

    def slot_of_speaker(self, number: int, line: Line) -> Head | None:
        """Return the heading that a line is which has nothing but the name of a speaker, who has one slot; the lines below stand deeper."""
        name = self._people.find(line.text.strip("*_: \t")) if self.heads(number) else ""
        slots = [item for item in self._slots if any(speaker.name == name for speaker in item.speakers)] if name else []
        return Head(slots[0], name) if len(slots) == 1 else None

    def at(self, number: int, line: Line) -> tuple[WalkIn, str] | None:
        """Return the item that a line is the heading of, and what it says of it, if it is one."""
        if line.level in self._headings.whole:
            found = self._with_speaker(number, line) or self._bare(number, line)
            if found is not None:
                return found
        return self._with_words(line) if line.level in self._headings.inline else None

    def _with_speaker(self, number: int, line: Line) -> tuple[WalkIn, str] | None:
        shape = _WITH_SPEAKER.match(line.text.strip("*_ "))
        if shape is None:
            return None
        title, speaker = title_of_others(shape["title"]), (shape["inside"] or shape["behind"]).strip("*_ ")
        is_person = bool(self._people.find(speaker)) or looks_like_a_name(speaker)
        if not title or not is_person or self._people.find(title):
            return None
        return (WalkIn(title, speaker), shape["more"] or "") if self.heads(number) or _is_code(title) else None

    def _bare(self, number: int, line: Line) -> tuple[WalkIn, str] | None:
        title = title_of_others(line.text)
        is_head = line.mark == "#" or (self.heads(number) and (_is_code(title) or bool(_DECORATED.match(line.text))))
        return (WalkIn(title), "") if title and is_head and not self._people.find(title) else None

    def _with_words(self, line: Line) -> tuple[WalkIn, str] | None:
        shape = _WITH_WORDS.match(line.text)
        title = title_of_others(shape["title"]) if shape else ""
        if shape is None or not _is_code(title) or self._people.find(title):
            return None
        return WalkIn(title), shape["rest"]

    def heads(self, number: int) -> bool:
        """Tell whether the line below stands deeper."""
        return number + 1 < len(self._lines) and self._lines[number + 1].level > self._lines[number].level


def _levels(heads: Sequence[tuple[Line, Head]], *, is_whole: bool) -> Iterator[int]:
    """Yield the levels of headings of leaves: of those below others in the agenda, if there are any."""
    leaves = [(line, head) for line, head in heads if not head.item.items and head.is_whole == is_whole]
    below = [(line, head) for line, head in leaves if "." in head.item.key]
    yield from (line.level for line, _ in below or leaves)


def _is_code(title: str) -> bool:
    """Tell whether a title is no ordinary word: a short one with capitals or digits in it."""
    words = title.split()
    return 0 < len(words) <= _SHORT_TITLE and any(char.isupper() or char.isdigit() for char in words[0][1:])
