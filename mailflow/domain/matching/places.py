"""A name in a line, and what its neighbours make of it: `the SKA part`, `for EGO, we …`, `and now SKA:`, `River comes separately`."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mailflow.domain.matching.phrases import (
    AGAINST,
    AND_NOW,
    ARTICLES,
    DECLARING,
    DEFINITE,
    DENIALS,
    FOR,
    IS,
    LOOSE,
    OURS,
    PART_WORDS,
    POINTING,
    PUT_OFF,
    SELF,
    words_in,
)
from mailflow.domain.matching.titles import Mention, Word, fold

_BREAK = re.compile(r"[.:;!?,()\n|–—]|\s-\s|\s-\Z|\A\s*[-*#>]")
_COLON = re.compile(r"\s?[:|]|\s+[-–—]+\s|\t")
_BULLET = re.compile(r"\s*[-*•–·◦‣▪+o]\s")
_COMMA = re.compile(r"\s?,")
_SENTENCE_END = re.compile(r"[.!?]")
_PUT_OFF_REACH = 6
_SPEAKING = words_in("""
    answer answering reply replying respond speak speaking write writing reponds repondre antworte antworten rispondo respondo
""")
_FIRST = words_in("first zuerst erst abord prima eerst primero najpierw primeiro today only alone again")


class Declared(StrEnum):
    """In which words an author says what a text is for."""

    THIS = "this is for it"
    NEXT = "and now it"


@dataclass(frozen=True, slots=True)
class Place:
    """A name in a line, and what stands around it."""

    line: str
    words: Sequence[Word]
    mention: Mention

    @property
    def begins(self) -> bool:
        """Tell whether the line begins with it."""
        return self._opener == 0

    def is_firm(self, *, own: bool, begins: bool) -> bool:
        """Tell whether it is put where people say whose report this is; of another's slot the text must begin so."""
        if own:
            return self.stands_by_part_word or self.is_claimed or self.is_explained
        if self.stands_by_part_word and self._points:
            return True
        is_first = begins and not _BULLET.match(self.line) and not _SENTENCE_END.search(self.line[: self.mention.start])
        return is_first and (self.stands_by_part_word or (self.is_claimed and not self._before & LOOSE))

    @property
    def is_explained(self) -> bool:
        """Tell whether a sentence says what it is, as reports begin: `Quern is an embeddable query engine`."""
        behind = [word.folded for word in self.words[self.mention.last : self.mention.last + 2]]
        is_said = len(behind) > 1 and behind[0] in IS and behind[1] in ARTICLES
        return is_said and self.mention.is_exact and self.begins_sentence

    @property
    def _points(self) -> bool:
        """Tell whether the sentence points at itself before it comes to the name: `Here is the report for SKA from Italy`."""
        start = max((end.end() for end in _SENTENCE_END.finditer(self.line, 0, self.mention.start)), default=0)
        return any(word.folded in POINTING for word in self.words if start <= word.start < self.mention.start)

    @property
    def begins_sentence(self) -> bool:
        """Tell whether a sentence begins with it."""
        opener = self._opener
        return opener == 0 or bool(_SENTENCE_END.search(self.line[self.words[opener - 1].end : self.words[opener].start]))

    @property
    def begins_clause_unmistakably(self) -> bool:
        """Tell whether a clause begins with it, and it is written as no ordinary word is: `T3.3 has …`."""
        named = self.words[self.mention.first : self.mention.last]
        is_unlike = any(char.isdigit() or char.isupper() for word in named for char in word.written[1:])
        return is_unlike and self._starts_clause(self._opener) and not self._before & AGAINST

    @property
    def is_said_of(self) -> bool:
        """Tell whether a preposition says that something is for it: `nothing for WP6 this time`."""
        return bool(self._before & FOR) and not self._before & AGAINST

    @property
    def stands_by_part_word(self) -> bool:
        """Tell whether a word such as `report` or `part` stands next to it: `the SKA part`, `report for SKA`."""
        if self._before & AGAINST or self.is_put_off or (not self.mention.is_exact and self._before & DEFINITE):
            return False
        opener, last = self._opener, self.mention.last
        behind = last < len(self.words) and self.words[last].folded in PART_WORDS and not self._breaks_before(last)
        named = opener > 0 and self.words[opener - 1].folded in PART_WORDS and not self._breaks_before(opener)
        return (behind or named) and (self.mention.is_exact or self._starts_clause(opener) or bool(self._before & FOR))

    @property
    def is_put_off(self) -> bool:
        """Tell whether what is named comes another time: `the Attic report comes separately`."""
        behind = self.words[self.mention.last : self.mention.last + _PUT_OFF_REACH]
        return any(word.folded in PUT_OFF for word in behind)

    @property
    def is_claimed(self) -> bool:
        """Tell whether it stands as the name of what is reported on does: `for EGO, we …`, `Axis first: …`."""
        before, opener = self._before, self._opener
        if before & AGAINST or (not self.mention.is_exact and before & DEFINITE):
            return False
        if self.mention.is_exact and before & FOR and before & _SPEAKING:
            return True  # `asked me to answer for Net Mill`
        said_of = before & (FOR | LOOSE)
        if self._is_followed_by(_COLON):
            return bool(said_of) or self._starts_clause(opener)
        if not said_of or not self._starts_clause(opener):
            return False
        if not self.mention.is_exact:
            return self._is_followed_by(_COMMA) and bool(before & FOR)
        return self._is_followed_by(_COMMA) or bool(before & FOR) or self._is_followed_by_us

    @property
    def declares(self) -> Declared | None:
        """Say how a clause that is nothing but this says it: `this is for WP5,`, `here's Legal Affairs for March:`, or `and now SKA:`."""
        start = opener = self._opener
        while start > 0 and self.words[start - 1].folded in DECLARING and not self._breaks_before(start):
            start -= 1
        if not self._starts_clause(start) or not self._ends_a_declaration:
            return None
        if {word.folded for word in self.words[start:opener]} & POINTING:
            return Declared.THIS
        goes_on = {word.folded for word in self.words[start : self.mention.first]} & AND_NOW
        return Declared.NEXT if goes_on and self._is_followed_by(_COLON) else None

    @property
    def _ends_a_declaration(self) -> bool:
        """Tell whether the name is followed by a sign, a denial, or the time that it is for."""
        behind = self._behind
        if behind >= len(self.words) or self._breaks_before(behind):
            return True
        word = self.words[behind].folded
        last = behind + 1 == len(self.words)
        is_part = word in PART_WORDS and (last or self._breaks_before(behind + 1))
        is_possessive = word == "s" and not last and self.words[behind + 1].folded in PART_WORDS
        return is_part or is_possessive or word in DENIALS | FOR

    @property
    def _opener(self) -> int:
        """The place of the first of the prepositions and articles that stand before the name."""
        place = self.mention.first
        while place > 0 and self.words[place - 1].folded in ARTICLES | FOR | LOOSE and not self._breaks_before(place):
            place -= 1
        return place

    @property
    def _before(self) -> set[str]:
        """The prepositions and articles before the name, and the word before these where it is of the same clause."""
        opener = self._opener
        first = opener if opener == 0 or self._breaks_before(opener) else opener - 1
        return {word.folded for word in self.words[first : self.mention.first]}

    def _breaks_before(self, place: int) -> bool:
        """Tell whether a clause ends between a word and the one before it."""
        return bool(_BREAK.search(self.line[self.words[place - 1].end : self.words[place].start]))

    def _starts_clause(self, place: int) -> bool:
        return place == 0 or self._breaks_before(place)

    @property
    def _behind(self) -> int:
        """The place of the word behind the name and what may follow it: `the Felix project`, `Axis first`."""
        last = self.mention.last
        while last < len(self.words) and self.words[last].folded in SELF | _FIRST and not self._breaks_before(last):
            last += 1
        return last

    def _is_followed_by(self, sign: re.Pattern[str]) -> bool:
        return sign.match(self.line, self.words[self._behind - 1].end) is not None

    @property
    def _is_followed_by_us(self) -> bool:
        behind = self._behind
        return any(fold(word.written) in OURS for word in self.words[behind : behind + 2])
