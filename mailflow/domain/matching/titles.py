"""How the slots of an agenda are called, and where a text names them.

    titles, aliases -> names (joined words) -> Index;   text -> words -> Mention (slot, place, is it written as the title is)

Whole words only, whatever joins them: `HL-LHC`, `HL LHC` and `hl_lhc` are one name, `WP4` is not in `WP45`, `l'EST` names EST. A name that
may be an ordinary word (`FAIR`, `Ant`, `Est`) counts in running text only if it is written as the title is.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from mailflow.domain.matching.phrases import words_in

Titles = tuple[str, tuple[str, ...]]
"""The title of a slot, and its aliases."""

_WORD = re.compile(r"[^\W_]+(?:\.\d+)*")
_JOINT = re.compile(r"[ \t_/&+'’.-]{0,3}\Z")
_PARENTHESIS = re.compile(r"\(([^()]{2,60})\)")
_PART = re.compile(r"\s+[-–—:|]\s+|:\s+")
_CODE = re.compile(
    r"(?P<code>(?P<letters>[^\W\d_]{1,4})[ -]?(?P<number>\d{1,3}(?:\.\d{1,3}){0,2}))"
    r"(?:[ \t]*[-–—:.|][ \t]*(?=\S)|[ \t]+(?=\S)|\Z)"
)
_SPELT = {
    "wp": ("work package", "workpackage", "work-package", "AP", "Arbeitspaket", "lot", "pakiet", "pacchetto", "paquete", "werkpakket"),
    "t": ("task", "Aufgabe", "tâche", "zadanie", "compito", "tarea", "taak", "tarefa"),
}
_REMEMBERED = 2_000
_LEAST_NEAR = 5
_LONGEST_NAME = 8
_TEXT_LIMIT = 100_000
_MAY_BE_A_WORD = 7
_COMMON_SHARE = 0.4
_COMMON_LEAST = 3
_NOTHING: "tuple[list[Name], int]" = ([], 0)
_GENERIC = words_in("""
    report reports update updates project status group committee pmc the of for and from de du des la le les der die das
    rapport bericht projekt projet
""")


class Word(NamedTuple):
    """A word of a text: as written, folded, and where it begins and ends."""

    written: str
    folded: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """One way to call a slot: `written` as the agenda has it; `may_be_a_word` where other words look the same; `is_whole` for its title."""

    written: str
    slot: int
    may_be_a_word: bool
    is_whole: bool


class Mention(NamedTuple):
    """A place where a text names a slot: words `first` to `last` (exclusive). `is_exact` where letter case leaves no doubt."""

    slot: int
    first: int
    last: int
    start: int
    end: int
    is_exact: bool


def words_of(text: str) -> Sequence[Word]:
    """Return the words of a text, of at most 100,000 characters."""
    return _words_again(text) if len(text) <= _REMEMBERED else _words(text)


@lru_cache(maxsize=512)
def _words_again(text: str) -> Sequence[Word]:
    """Return the words of a short text; names and lines are read many times."""
    return _words(text)


def _words(text: str) -> Sequence[Word]:
    return [Word(found[0], fold(found[0]), found.start(), found.end()) for found in _WORD.finditer(text[:_TEXT_LIMIT])]


def fold(text: str) -> str:
    """Return a text without letter case and accents: `Île` is `ile`, `Füßen` is `fussen`."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


class Index:
    """The names of some slots, to be looked for in texts; a slot is known by its place in the sequence."""

    def __init__(self, titles: Sequence[Titles]) -> None:
        self._names: dict[str, list[Name]] = {}
        self.common = common = _common_words(titles)
        for place, (title, aliases) in enumerate(titles):
            for written, is_whole in _names_of(title, aliases, common):
                self._add(Name(written, place, _may_be_a_word(written), is_whole))
        self._names = {key: kept for key, names in self._names.items() if (kept := _unambiguous(names))}
        self._starts = {len(key) for key in self._names}

    def _add(self, name: Name) -> None:
        key = "".join(word.folded for word in words_of(name.written))
        if key and name.slot not in (known.slot for known in self._names.get(key, ())):
            self._names.setdefault(key, []).append(name)

    def mentions(self, text: str) -> list[Mention]:
        """Return where a text names slots, in order; of names within one another the longest counts."""
        return list(self._find(words_of(text), text))

    def nearly(self, key: str, slots: AbstractSet[int], distance: Callable[[str, str], int]) -> set[int]:
        """Return which of some slots have a name of at least five letters that differs from a folded word by a slip."""
        if len(key) < _LEAST_NEAR or key in self._names or not key.isalpha():
            return set()
        near = [known for known in self._names if len(known) >= _LEAST_NEAR and known.isalpha() and abs(len(known) - len(key)) <= 1]
        return {name.slot for known in near if distance(known, key) == 1 for name in self._names[known] if name.slot in slots}

    def _find(self, words: Sequence[Word], text: str) -> Iterator[Mention]:
        place = 0
        while place < len(words):
            found, length = self._longest(words, place, text)
            yield from (_mention(name, words, place, place + length) for name in found)
            place += max(1, length)

    def _longest(self, words: Sequence[Word], place: int, text: str) -> tuple[list[Name], int]:
        key, best = "", _NOTHING
        longest = max(self._starts, default=0)
        for length in range(1, _LONGEST_NAME + 1):
            last = place + length - 1
            if last >= len(words) or (length > 1 and not _JOINT.match(text, words[last - 1].end, words[last].start)):
                break
            key += words[last].folded
            if len(key) > longest:
                break
            if key in self._names:
                best = (self._names[key], length)
        return best


def _mention(name: Name, words: Sequence[Word], first: int, last: int) -> Mention:
    written = "".join(word.written for word in words[first:last])
    own = "".join(word.written for word in words_of(name.written))
    is_exact = not name.may_be_a_word or written == own
    return Mention(name.slot, first, last, words[first].start, words[last - 1].end, is_exact)


def _unambiguous(names: Sequence[Name]) -> list[Name]:
    """Return the slots that a name can mean: where one has it as its title, that one."""
    whole = [name for name in names if name.is_whole]
    return whole or (list(names) if len(names) == 1 else [])


def _names_of(title: str, aliases: Sequence[str], common: frozenset[str]) -> Iterator[tuple[str, bool]]:
    """Yield each way to call a slot: its title, its aliases, what stands in brackets, and its parts without what all titles share."""
    yield title, True
    for alias in aliases:
        yield alias, True
    yield from _coded(title)
    inside = _PARENTHESIS.findall(title)
    outside = _PARENTHESIS.sub(" ", title).strip()
    for part in (*inside, outside, *_PART.split(outside)):
        if is_name(part) and not _all_common(part, common):
            yield part, part == outside and not inside
    code = words_of(outside)[-1:]
    if code and len(words_of(outside)) > 1 and is_name(code[0].written) and any(char.isdigit() for char in code[0].written):
        yield code[0].written, False
    distinctive = " ".join(word.written for word in words_of(outside) if word.folded not in common | _GENERIC)
    if is_name(distinctive) and distinctive != outside:
        yield distinctive, False


def _coded(title: str) -> Iterator[tuple[str, bool]]:
    """Yield the code with which a title begins, as people write it, and the rest: `WP2 Sensors` is `WP2`, `work package 2`, `Sensors`."""
    code = _CODE.match(title)
    if code is None:
        return
    yield code["code"], True
    for spelt in _SPELT.get(code["letters"].casefold(), ()):
        yield f"{spelt} {code['number']}", False
    rest = title[code.end() :].strip()
    if is_name(rest):
        yield rest, False


def is_name(text: str) -> bool:
    """Tell whether a text can be a name: it has two letters at least, or a letter and a digit."""
    letters = sum(1 for char in text if char.isalpha())
    return letters > 1 or (letters == 1 and any(char.isdigit() for char in text))


def _all_common(part: str, common: frozenset[str]) -> bool:
    return all(word.folded in common | _GENERIC or word.folded.isdigit() for word in words_of(part))


def _common_words(titles: Sequence[Titles]) -> frozenset[str]:
    """Return the words that many titles share (`Apache`, `Ward`): they name no slot."""
    counts = Counter(word for title, _ in titles for word in {word.folded for word in words_of(title)})
    least = max(_COMMON_LEAST, _COMMON_SHARE * len(titles))
    return frozenset(word for word, count in counts.items() if count >= least)


def _may_be_a_word(written: str) -> bool:
    """Tell whether a name may be an ordinary word of some language: one word of a few letters, or one in plain letter case."""
    words = words_of(written)
    if len(words) != 1 or not words[0].written.isalpha():
        return False
    is_plain = words[0].written[1:].islower()
    return is_plain or len(words[0].written) < _MAY_BE_A_WORD
