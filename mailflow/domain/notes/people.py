"""Who is meant by a name in notes: by first name, surname, initials or whole, in any letter case, with or without accents."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, takewhile

from rapidfuzz.distance import OSA

from mailflow.domain.agenda import Meeting, Series, Speaker
from mailflow.domain.matching.people import NAME_TITLES, UMLAUTS
from mailflow.domain.matching.phrases import words_in
from mailflow.domain.matching.titles import fold, words_of
from mailflow.domain.notes.words import NO_PEOPLE, flat, phrases_in

_LONGEST = 4
_LEAST_NEAR = 6
_INITIALS = 3
_BETWEEN = re.compile(r"[ .\u00a0-]{1,3}\Z")
_AFFILIATION = re.compile(r"[ ]?\([^()\n]{1,40}\)")
_AND = re.compile(r"[ ]*(?:,[ ]|[&/+][ ]?|[ ](?:and|und|et|e|y|en|i)[ ])[ ]*")
_NAME = re.compile(
    r"(?:[^\W\d_]{1,3}\.[ ]?){0,2}[^\W\d_][^\W\d_]*(?:['’-][^\W\d_]+)*(?:[ ](?:[^\W\d_]\.?|[^\W\d_]+(?:['’-][^\W\d_]+)*)){0,3}\Z"
)
_PARTICLES = words_in("de der den van von du di da del la le dos al el bin ter ten")
_NO_PEOPLE = frozenset(phrases_in(NO_PEOPLE))


@dataclass(frozen=True, slots=True)
class Opening:
    """The person or the people with whom a text begins: their names, and where what is said of them begins."""

    name: str
    end: int


class People:
    """The people of a meeting, to be found by what notes call them."""

    def __init__(self, people: Iterable[Speaker]) -> None:
        by_words: dict[frozenset[str], str] = {}
        for person in people:
            by_words.setdefault(frozenset(_name_words(person.name)), person.name)
        self._names = [(spelling(name), name) for name in by_words.values() for spelling in (_name_words, _spelt_out)]
        self._found: dict[str, list[str]] = {}

    @classmethod
    def of(cls, meeting: Meeting, series: Series | None = None) -> "People":
        """Return everybody on the agenda, and those who run the series."""
        officers = () if series is None else (series.chair, *series.deputies, series.minute_taker, series.secretary)
        return cls([*meeting.speakers, *(person for person in officers if person is not None)])

    def find(self, written: str) -> str:
        """Return the full name of who is meant, the name as written where several may be, an empty text where nobody of the meeting is."""
        if written not in self._found:
            self._found[written] = self._search(written)
        found = self._found[written]
        return "" if not found else found[0] if len(found) == 1 else written

    def opening(self, text: str) -> Opening | None:
        """Return the people of the meeting with whom a text begins: `Ian to …`, `Rosie (SKA) and Ian will …`."""
        first = self._first(text, 0)
        if first is None:
            return None
        joined = _AND.match(text, first.end)
        second = None if joined is None else self._first(text, joined.end())
        if second is None or second.name == first.name:
            return first if second is None else second
        return Opening(f"{first.name} and {second.name}", second.end)

    def _first(self, text: str, begin: int) -> Opening | None:
        words = words_of(text[begin : begin + 60])[:_LONGEST]
        if not words or words[0].start > 0 or not words[0].written[0].isupper():
            return None
        gaps = (text[begin + one.end : begin + other.start] for one, other in pairwise(words))
        joined = sum(1 for _ in takewhile(_BETWEEN.match, gaps))
        for count in range(joined + 1, 0, -1):
            end = begin + words[count - 1].end
            written = text[begin:end]
            if written[0].isupper() and written[written.rfind(" ") + 1 :][:1].isupper() and (name := self.find(written)):
                behind = _AFFILIATION.match(text, end)
                return Opening(name, behind.end() if behind else end)
        return None

    @cached_property
    def _initials(self) -> dict[str, list[str]]:
        known: dict[str, list[str]] = {}
        for words, name in self._names[::2]:
            known.setdefault("".join(word[0] for word in words), []).append(name)
        return known

    def _search(self, written: str) -> list[str]:
        words = _name_words(written)
        if not words or len(words) > _LONGEST:
            return []
        joined = "".join(words)
        if written.replace(".", "").replace(" ", "").isupper() and 1 < len(joined) <= _INITIALS and joined in self._initials:
            return self._initials[joined]
        spelt = _spelt_out(written)
        found = [name for own, name in self._names if _fits(words, own) or _fits(spelt, own)] or self._nearly(words)
        return list(dict.fromkeys(found))

    def _nearly(self, words: Sequence[str]) -> list[str]:
        """Return who has a name of a slip's distance: `Mohammed` for Mohammad."""
        if max(map(len, words)) < _LEAST_NEAR:
            return []
        return [name for own, name in self._names if all(any(_is_near(word, other) for other in own) for word in words)]


def _is_near(word: str, own: str) -> bool:
    return word == own or (min(len(word), len(own)) >= _LEAST_NEAR and OSA.distance(word, own, score_cutoff=1) <= 1)


def _fits(words: Sequence[str], own: Sequence[str]) -> bool:
    """Tell whether each word is one of a name's, or the first letter of one, and at least one of them is whole."""
    is_whole = any(len(word) > 1 and word in own and word not in _PARTICLES for word in words)
    return is_whole and all(word in own or (len(word) == 1 and any(other[0] == word for other in own)) for word in words)


def _name_words(name: str) -> list[str]:
    return [word for found in words_of(name) if (word := fold(found.written)) not in NAME_TITLES]


def _spelt_out(name: str) -> list[str]:
    """Return the words of a name with its umlauts as two letters."""
    return _name_words(name.lower().translate(UMLAUTS))


def looks_like_a_name(written: str) -> bool:
    """Tell whether words can be somebody's name: one to four, capitalised, and none of those that stand before colons in any notes."""
    if not _NAME.match(written) or flat(written) in _NO_PEOPLE:
        return False
    words = written.split()
    if any(flat(word.rstrip(".")) in _NO_PEOPLE - _PARTICLES for word in words):
        return False
    return all(word[0].isupper() and not _is_shouted(word) for word in words if flat(word) not in _PARTICLES) and words[0][0].isupper()


def _is_shouted(word: str) -> bool:
    letters = word.replace(".", "")
    return len(letters) > 1 and letters.isupper() and len(letters) <= _LONGEST
