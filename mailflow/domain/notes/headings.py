"""Which lines of notes are the heading of an item: its title, and behind it nothing but a speaker, or a colon and what was said.

    CTA · CTA - Matthias · CTA (Matthias) · 3.1 CTA · *CTA*: · Round table / CTA · Round Table of RI's · Rond tabel · CTA: we …
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from rapidfuzz.distance import OSA

from mailflow.domain.agenda import AgendaItem, Meeting
from mailflow.domain.matching.phrases import ARTICLES, REPORT_WORDS, words_in
from mailflow.domain.matching.titles import Index, Word, fold, words_of
from mailflow.domain.notes.people import People, looks_like_a_name
from mailflow.domain.notes.words import ANY_OTHER_BUSINESS, NEXT_MEETING, OPENING, ROUND_TABLE, any_of, flat

_LOOKED_AT = 160
_DECORATION = " \t*_#=~|"
_KEY = re.compile(
    r"(?:(?:item|point|punkt|top|slot|punto|punt|pkt|ponto)[ \t]+)?(?P<key>\d{1,3}(?:\.\d{1,3})*)[.)]?(?P<sign>[ \t]*[:–—-])?[ \t]+",
    re.IGNORECASE,
)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}(?:[ \t]*[-–—][ \t]*\d{1,2}[:.h]\d{2})?[ \t:–—-]+")
_BRACKETS = re.compile(r"[ \t]*\((?P<inside>[^()]{1,120})\)")
_SIGN = re.compile(r"[*_ \t]*(?P<sign>:|[–—]|[ \t]-{1,3}|-{1,3}[ \t]|,|\||/)[*_ \t]*|(?P<gap>[ ]*\t[ \t]*|[ ]{3,})")
_ANY_SIGN = re.compile(r"[:(|/–—\t]|\s-|-\s|[ ]{3,}")
_CLOSING = re.compile(rf"\b(?:{any_of(ANY_OTHER_BUSINESS)}|{any_of(NEXT_MEETING)})(?!\w)")
_OF = words_in("of for from with on des de du d der die den fur von di del della dei dello per para van voor dla do da dos")
_SMALL = ARTICLES | _OF | {"in", "and", "und", "et"}
_BESIDE = REPORT_WORDS | ARTICLES | words_in("and und et e y en i")
_SENTENCE = re.compile(r"[.!?;]\s|[.!?;]\Z")
_NUMBER_AT_END = re.compile(r"\s+\d{2,4}\Z")
_PIECE = re.compile(r";|\n[a-z]{2}:|\A\n?[a-z]{2}:")
_OF_WORDS = 4
_NAME = 40
_JOINT = " \t.:-–—"
_AND = re.compile(r",|/|&|\+|\s(?:and|und|et|e|y|en|i)\s")
_LEAST_LETTERS = 3
_HEADING_WORDS = 12
_NEAR_WORDS = 6
_LEAST_NEAR = 5
_PER_SLIP = 8


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: its item, who speaks as written, and what is said behind a colon or in brackets.

    `aside` is what else stands in it: a word in brackets, somebody who is not of the meeting. `is_sure` by its key or its speaker,
    `is_keyed` where it names the item by nothing but its key.
    """

    item: AgendaItem
    speaker: str = ""
    rest: str = ""
    aside: str = ""
    is_sure: bool = False
    is_keyed: bool = False

    @property
    def is_whole(self) -> bool:
        """Tell whether the line is a heading and nothing else."""
        return not self.rest


class Titles:
    """The items of a meeting, by what notes call them."""

    def __init__(self, meeting: Meeting, people: People) -> None:
        self.items = tuple(meeting.walk())
        self._people = people
        self.words = tuple(telling_words(item.title) for item in self.items)
        names = [(item.title, (*item.aliases, *_synonyms(item.title))) for item in self.items]
        self.index = Index(names)
        self._near: dict[int, list[tuple[str, int]]] = {}
        for place, (title, aliases) in enumerate(names):
            for key in _near_keys((title, *aliases)):
                self._near.setdefault(len(key), []).append((key, place))
        self.closing = next((item for item in reversed(self.items) if is_closing(item.title)), None)
        self._by_key = {str(item.key): item for item in self.items}
        self._heads: dict[str, Head | None] = {}

    def head(self, line: str) -> Head | None:
        """Return the heading that a line is, or begins with."""
        if line not in self._heads:
            self._heads[line] = self._read(line.strip(_DECORATION))
        return self._heads[line]

    def is_heading(self, line: str) -> bool:
        """Tell whether a line is a heading and nothing else."""
        head = self.head(line)
        return head is not None and head.is_whole

    def _read(self, line: str) -> Head | None:
        clock = _CLOCK.match(line)
        timed = self._named(line[clock.end() :]) if clock else None
        return timed if timed is not None and timed.is_whole else self._keyed(line)

    def _keyed(self, line: str) -> Head | None:
        key = _KEY.match(f"{line} ")
        item = self._by_key.get(key["key"]) if key else None
        words = line[key.end() :] if key else line
        named = self._named(words)
        if named is not None:
            return replace(named, is_sure=named.is_sure or named.item is item)
        if key is None or item is None or "." not in key["key"]:
            return None
        said = {word.folded for word in words_of(words)} - _SMALL
        if said <= {word.folded for word in words_of(item.title)} and len(words) <= _NAME:  # the key alone, or with a part of the title
            return Head(item, is_sure=True, is_keyed=not said)
        return Head(item, rest=words, is_sure=True, is_keyed=True) if key["sign"] else None

    def _named(self, line: str) -> Head | None:
        """Return the heading that a line without its key is; of `Round table / CTA` that of the item below."""
        head = self._title(line)
        while head is not None and (below := self._below(head)) is not None:
            head = below
        return head

    def _below(self, head: Head) -> Head | None:
        below = self._title(head.rest) if head.rest and head.item.items else None
        return below if below is not None and below.item in head.item.items else None

    def _title(self, line: str) -> Head | None:
        head = line[:_LOOKED_AT]
        mentions = self.index.mentions(head)
        if not mentions or not {word.folded for word in words_of(head[: mentions[0].start])} <= ARTICLES | REPORT_WORDS:
            return self._nearly(line)
        first = mentions[0]
        found = self._behind(line, self.items[first.slot], first.end)
        is_meant = found is not None and (first.is_exact or found.is_whole or line[first.start].isupper())
        return found if is_meant else None

    def _nearly(self, line: str) -> Head | None:
        """Return the heading that a line is but for slips: its words up to a sign, or to one such as `of`, are nearly a title."""
        sign = _ANY_SIGN.search(line[:_LOOKED_AT])
        words = words_of(line[: sign.start() if sign else _LOOKED_AT])
        if not words or len(words) > _NEAR_WORDS or words[0].start > 0:
            return None
        counts = [count for count in range(len(words), 0, -1) if count == len(words) or words[count].folded in _OF | _BESIDE]
        for count in counts:
            places = self._places_near(_key(words[:count])) or self._places_near(_key(words[:count], without=_SMALL))
            found = self._behind(line, self.items[places.pop()], words[count - 1].end) if len(places) == 1 else None
            if found is not None and (found.is_whole or found.item.items):
                return found
        return None

    def _places_near(self, key: str) -> set[int]:
        if len(key) < _LEAST_NEAR:
            return set()
        slips = max(1, len(key) // _PER_SLIP)
        near = [name for length in range(len(key) - slips, len(key) + slips + 1) for name in self._near.get(length, ())]
        return {place for known, place in near if OSA.distance(known, key, score_cutoff=slips) <= slips and _digits(known) == _digits(key)}

    def _behind(self, line: str, item: AgendaItem, end: int) -> Head | None:
        """Return a heading by what stands behind the title: nothing, brackets, a speaker, or what was said."""
        words, end = _without_report_words(line, end)
        head = Head(item)
        while (brackets := _BRACKETS.match(line, end)) is not None:
            head = self._with_brackets(head, brackets["inside"].strip())
            end = brackets.end()
        rest = line[end:].strip(_DECORATION)
        if not rest.strip(_JOINT):
            return None if words > _HEADING_WORDS else replace(head, is_sure=self._is_speaker(item, head.speaker))
        sign = _SIGN.match(line, end)
        if sign is None:
            return head if _is_of_something(rest) else None
        return self._said(head, (sign["sign"] or ":").strip(), line[sign.end() :].strip(_DECORATION))

    def _with_brackets(self, head: Head, inside: str) -> Head:
        """Return a heading with what stands in brackets: its speaker, or something besides."""
        if self._are_known(inside):
            return replace(head, speaker=inside)
        return replace(head, aside=f"{head.aside} {inside}".strip())

    def _said(self, head: Head, sign: str, said: str) -> Head | None:
        """Return a heading with what follows its sign: its speaker, with or without brackets behind, or words."""
        brackets = _BRACKETS.search(said)
        before = (said[: brackets.start()] if brackets else said).strip(_JOINT)
        behind = said[brackets.end() :].strip(_JOINT) if brackets else ""
        if behind or not self._may_speak(before, sign):
            return None if sign == "," else replace(head, rest=said)
        is_known = self._are_known(before)
        named = replace(head, speaker=before, is_sure=self._is_speaker(head.item, before), aside=head.aside if is_known else before)
        return self._with_brackets(named, brackets["inside"]) if brackets else named

    def _may_speak(self, words: str, sign: str) -> bool:
        """Tell whether words behind a sign are people; those whom nobody knows are not told from what is said behind a colon."""
        return self._are_known(words) or (sign != ":" and all(len(name) <= _NAME and looks_like_a_name(name) for name in _people_of(words)))

    def _are_known(self, words: str) -> bool:
        return all(len(name) <= _NAME and bool(self._people.find(name)) for name in _people_of(words))

    def _is_speaker(self, item: AgendaItem, speaker: str) -> bool:
        return bool(speaker) and self._people.find(speaker.partition(",")[0]) in {one.name for one in item.speakers}


def _people_of(words: str) -> list[str]:
    """Return the names in words, with commas or `and` between them."""
    return [name.strip() for name in _AND.split(words)]


def is_closing(title: str) -> bool:
    """Tell whether an item is for any other business, or the next meeting."""
    return bool(_CLOSING.search(flat(title)))


def is_above(upper: AgendaItem, item: AgendaItem) -> bool:
    """Tell whether an item stands below another in the agenda."""
    return item.key.startswith(f"{upper.key}.")


def _synonyms(title: str) -> Iterator[str]:
    """Yield the other names of an item that most meetings have."""
    folded = f" {_joined(title)} "
    for names, known, is_part in _usual():
        if any(f" {name} " in folded if is_part else name == folded.strip() for name in known):
            yield from names


@cache
def _usual() -> tuple[tuple[tuple[str, ...], frozenset[str], bool], ...]:
    """Return the items of most meetings: their names as written and folded, and whether a title may have one as a part."""
    tables = ((ANY_OTHER_BUSINESS, True), (NEXT_MEETING, True), (OPENING, False), (ROUND_TABLE, False))
    named = [(tuple(piece.strip() for piece in _PIECE.split(table) if piece.strip()), is_part) for table, is_part in tables]
    return tuple((names, frozenset(map(_joined, names)), is_part) for names, is_part in named)


def _joined(title: str) -> str:
    return " ".join(word.folded for word in words_of(title))


def _key(words: Sequence[Word], *, without: frozenset[str] = frozenset()) -> str:
    return "".join(word.folded for word in words if word.folded not in without)


def _near_keys(names: Sequence[str]) -> set[str]:
    whole = [words_of(written) for name in names for written in (name, _NUMBER_AT_END.sub("", name))]
    keys = {_key(words, without=small) for words in whole for small in (frozenset(), _SMALL)}
    parts = {_key(words_of(name)[1:]) for name in names if any(char.isdigit() for char in name.split()[0])}
    return {key for key in keys | parts if len(key) >= _LEAST_NEAR}


def _digits(key: str) -> str:
    return "".join(char for char in key if char.isdigit())


def _without_report_words(line: str, end: int) -> tuple[int, int]:
    """Return how many words a line has, and where it goes on behind words such as `report`."""
    words = words_of(line[:_LOOKED_AT])
    for word in words:
        if word.start >= end and word.folded in REPORT_WORDS and not line[end : word.start].strip():
            end = word.end
    return len(words), end


def _is_of_something(rest: str) -> bool:
    """Tell whether words behind a title belong to it: `of RI's`, `and updates`."""
    words: Sequence[Word] = words_of(rest)
    if not words or len(words) > _OF_WORDS or _SENTENCE.search(rest) or ":" in rest.rstrip(" :"):
        return False
    return words[0].folded in _OF or all(word.folded in _BESIDE for word in words)


def title_of_others(line: str) -> str:
    """Return the words of a short line that can be the title of an item that nobody had planned, or an empty text."""
    title = line.strip(f"{_DECORATION}:")
    words = words_of(title)
    is_title = 0 < len(words) <= _OF_WORDS and title[0].isupper() and not _SENTENCE.search(title) and ":" not in title and "," not in title
    return title if is_title and not flat(title).startswith("http") and fold(title) else ""


def telling_words(text: str) -> frozenset[str]:
    """Return the folded words of a text that say of what it is: those of more than three letters that not every text has."""
    return frozenset(word.folded for word in words_of(text) if len(word.folded) > _LEAST_LETTERS) - ARTICLES - REPORT_WORDS
