"""Which lines of notes are the heading of an item: its title, and behind it nothing but a speaker, or a colon and what was said.

    CTA · CTA - Matthias · CTA (Matthias) · 3.1 CTA · *CTA*: · Round table / CTA · Round Table of RI's · Rond tabel · CTA: we …
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from mailflow.domain.agenda import AgendaItem, Meeting
from mailflow.domain.matching.phrases import ARTICLES, REPORT_WORDS, words_in
from mailflow.domain.matching.titles import Index, Word, fold, words_of
from mailflow.domain.notes.people import People, looks_like_a_name
from mailflow.domain.notes.words import ANY_OTHER_BUSINESS, NEXT_MEETING, OPENING, ROUND_TABLE, any_of, flat, phrases_in

_LOOKED_AT = 160
_DECORATION = " \t*_#=~|"
_KEY = re.compile(
    r"(?:(?:item|point|punkt|top|slot|punto|punt|pkt|ponto)[ \t]+)?(?P<key>\d{1,3}(?:\.\d{1,3})*)[.)]?(?P<sign>[ \t]*[:–—-])?[ \t]+",
    re.IGNORECASE,
)
_BRACKETS = re.compile(r"[ \t]*\((?P<inside>[^()]{1,120})\)")
_SIGN = re.compile(r"[*_ \t]*(?P<sign>:|[–—]|[ \t]-|-[ \t]|,|\||/)[*_ \t]*")
_ANY_SIGN = re.compile(r"[:(|/–—]|\s-|-\s")
_CLOSING = re.compile(rf"\b(?:{any_of(ANY_OTHER_BUSINESS)}|{any_of(NEXT_MEETING)})(?!\w)")
_OF = words_in("of for from with on des de du d der die den fur von di del della dei dello per para van voor dla do da dos")
_BESIDE = REPORT_WORDS | ARTICLES | words_in("and und et e y en i")
_SENTENCE = re.compile(r"[.!?;]\s|[.!?;]\Z")
_NUMBER_AT_END = re.compile(r"\s+\d{2,4}\Z")
_OF_WORDS = 4
_DEPTH = 4
_LEAST_LETTERS = 3
_HEADING_WORDS = 12
_NEAR_WORDS = 6
_LEAST_NEAR = 5
_PER_SLIP = 8


@dataclass(frozen=True, slots=True)
class Head:
    """A heading: its item, who speaks as written, and what is said behind a colon or in brackets.

    `is_sure` by its key or its speaker, `is_keyed` where it names the item by nothing but its key.
    """

    item: AgendaItem
    speaker: str = ""
    rest: str = ""
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
        key = _KEY.match(line)
        item = self._by_key.get(key["key"]) if key else None
        words = line[key.end() :] if key else line
        named = self._named(words)
        if named is not None:
            return replace(named, is_sure=named.is_sure or named.item is item)
        if key is None or item is None or "." not in key["key"]:
            return None
        return Head(item, rest=words, is_sure=True, is_keyed=True) if key["sign"] else None

    def _named(self, line: str) -> Head | None:
        """Return the heading that a line without its key is; of `Round table / CTA` that of the item below."""
        head = self._title(line)
        for _ in range(_DEPTH):
            below = self._title(head.rest) if head is not None and head.rest and head.item.items else None
            if head is None or below is None or below.item not in head.item.items:
                break
            head = below
        return head

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
            places = self._places_near("".join(word.folded for word in words[:count]))
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
        speaker, extra = "", ""
        while (brackets := _BRACKETS.match(line, end)) is not None:
            is_name = self._is_person(brackets["inside"])
            speaker, extra = (brackets["inside"], extra) if is_name else (speaker, f"{extra} {brackets['inside']}".strip())
            end = brackets.end()
        rest = line[end:].strip(_DECORATION)
        if not rest.strip(".: \t-–—"):
            return self._whole(item, speaker, extra, words)
        sign = _SIGN.match(line, end)
        if sign is None:
            return Head(item) if _is_of_something(rest) else None
        said = line[sign.end() :].strip(_DECORATION)
        return self._said(Head(item, speaker), sign["sign"].strip(), said)

    def _whole(self, item: AgendaItem, speaker: str, extra: str, words: int) -> Head | None:
        if words > _HEADING_WORDS:
            return None
        return Head(item, speaker, extra if len(extra.split()) > 1 else "", self._is_speaker(item, speaker))

    def _said(self, head: Head, sign: str, said: str) -> Head | None:
        """Return a heading with what follows its sign: its speaker, with or without brackets behind, or words."""
        name = _BRACKETS.search(said)
        before = (said[: name.start()] if name else said).strip(" :.")
        if self._is_person(before):
            inside = name["inside"] if name else ""
            behind = said[name.end() :].strip(" :.-–—") if name else ""
            rest = " ".join(part for part in (inside if len(inside.split()) > 1 else "", behind) if part)
            return replace(head, speaker=before, rest=rest, is_sure=self._is_speaker(head.item, before))
        return None if sign == "," else replace(head, rest=said)

    def _is_person(self, words: str) -> bool:
        """Tell whether words are people: known, or of such a shape; several with commas or `and` between them."""
        parts = [part.strip() for part in re.split(r",|/|&|\+|\s(?:and|und|et|e|y|en|i)\s", words)]
        return all(0 < len(part) <= 40 and (bool(self._people.find(part)) or looks_like_a_name(part)) for part in parts)  # noqa: PLR2004

    def _is_speaker(self, item: AgendaItem, speaker: str) -> bool:
        return bool(speaker) and self._people.find(speaker.partition(",")[0]) in {one.name for one in item.speakers}


def is_closing(title: str) -> bool:
    """Tell whether an item is for any other business, or the next meeting."""
    return bool(_CLOSING.search(flat(title)))


def is_above(upper: AgendaItem, item: AgendaItem) -> bool:
    """Tell whether an item stands below another in the agenda."""
    return item.key.startswith(f"{upper.key}.")


def _synonyms(title: str) -> Iterator[str]:
    """Yield the other names of an item that most meetings have."""
    folded = f" {' '.join(word.folded for word in words_of(title))} "
    for table, is_part in ((ANY_OTHER_BUSINESS, True), (NEXT_MEETING, True), (OPENING, False), (ROUND_TABLE, False)):
        known = [" ".join(word.folded for word in words_of(phrase)) for phrase in phrases_in(table)]
        if any(f" {name} " in folded if is_part else name == folded.strip() for name in known):
            yield from (piece.strip() for piece in re.split(r";|\n[a-z]{2}:|\A\n?[a-z]{2}:", table) if piece.strip())


def _near_keys(names: Sequence[str]) -> set[str]:
    keys = {"".join(word.folded for word in words_of(written)) for name in names for written in (name, _NUMBER_AT_END.sub("", name))}
    parts = {"".join(word.folded for word in words_of(name)[1:]) for name in names if any(char.isdigit() for char in name.split()[0])}
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
