"""What the first lines of a text say that it is: `here is the SKA part`, `for EGO, we …`, `Axis first: …`, `item 3.2: …`.

A claim is a name in a place where people put it to say whose report this is. A lead is a name with which the text begins: it says so less.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailflow.domain.matching.phrases import GREETS, TOPICS
from mailflow.domain.matching.places import Declared, Place
from mailflow.domain.matching.titles import Index, Mention, Word, words_of

_OPENING_LINES = 3
_OPENING_LINE = 400
_LOOKED_AT = 4_000
_GREETING = re.compile(r"[^\n.:!?]{0,60}[,!:]?\s*\Z")
_INLINE_GREETING = re.compile(r"[^\n.,:;!?]{1,40}[,!]\s+(?=\S)")
AND = re.compile(r"\s*(?:,|/|&|\+|and|und|et|e|y|i|en|,\s*(?:and|und|et))\s*", re.IGNORECASE)
_KEY = re.compile(
    r"(?:\b(?:item|point|punkt|top|slot|nr|no|number|agenda|punto|punt|pkt|ponto)\b\.?\s*(?P<named>\d{1,3}(?:\.\d{1,3}){1,3})(?=[\s,:)\]–—-]|\Z)"
    # A number alone may be a voltage, or a year: a sign behind it makes it the key of what follows.
    r"|\A[\s*#(\[]*(?P<bare>\d{1,3}(?:\.\d{1,3}){1,3})(?=\s*[:)\]]|\s*[–—](?!\s*\d)|\s+-\s+(?!\d)|\s*\Z))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Claim:
    """A place that says that a text is about a slot; `is_firm` unless the text merely begins with the name.

    `is_aside` where only a later sentence begins with it; `declares` says how it says so in as many words, as people do who answer the
    wrong mail.
    """

    slot: int
    line: str
    is_firm: bool
    declares: Declared | None = None
    is_aside: bool = False


def opening_lines(text: str) -> list[str]:
    """Return the first lines of a text, without the greeting."""
    lines = [line for line in text[:_LOOKED_AT].split("\n") if line.strip()]
    if lines and _greets(lines[0]):
        inline = _INLINE_GREETING.match(lines[0])
        lines[0] = lines[0][inline.end() :] if inline else lines[0]
        if not inline and _GREETING.match(lines[0]):
            lines = lines[1:]
    return [line[:_OPENING_LINE] for line in lines[:_OPENING_LINES]]


def _greets(line: str) -> bool:
    words = words_of(line[:80])
    return bool(words) and words[0].folded in GREETS


def claims_in(line: str, index: Index, own: set[int], *, begins: bool) -> Iterator[Claim]:
    """Yield what a line claims.

    Args:
        line: one of the first.
        index: the names of the slots.
        own: the slots that are the author's.
        begins: whether the text begins with this line.
    """
    words = words_of(line)
    mentions = index.mentions(line)
    for number, mention in enumerate(mentions):
        is_own = mention.slot in own
        if not is_own and (not mention.is_exact or is_topic(words, mention)):
            continue
        place = Place(line, words, mention)
        if mention.is_exact and place.declares:
            yield Claim(mention.slot, line, is_firm=True, declares=place.declares)
        elif _is_joined(line, mentions, number, own):
            yield Claim(mention.slot, line, is_firm=False)
        elif place.is_firm(own=is_own, begins=begins):
            yield Claim(mention.slot, line, is_firm=True)
        elif is_own and mention.is_exact and not place.is_put_off:
            yield from _leads(line, place, begins=begins)


def _leads(line: str, place: Place, *, begins: bool) -> Iterator[Claim]:
    """Yield what a name at the beginning of the text, of a clause, or of a sentence leads to; an address below it leads to nothing."""
    if not (begins or _is_sentence(line)):
        return
    if place.is_said_of or (begins and place.begins) or place.begins_clause_unmistakably:
        yield Claim(place.mention.slot, line, is_firm=False)
    elif place.begins_sentence:
        yield Claim(place.mention.slot, line, is_firm=False, is_aside=True)


def _is_sentence(line: str) -> bool:
    """Tell whether a line has words in small letters, as an address has none: `ORION Institut | Beutenweg 3 | Jena`."""
    return sum(word.written.islower() and len(word.written) > 1 for word in words_of(line)) > 1


def put_off_in(line: str, index: Index, own: set[int]) -> Iterator[int]:
    """Yield the author's slots of which a line says that their report comes another time: `River I sent yesterday`."""
    words = words_of(line)
    for mention in index.mentions(line):
        if mention.slot in own and mention.is_exact and Place(line, words, mention).is_put_off:
            yield mention.slot


def _is_joined(line: str, mentions: Sequence[Mention], number: int, own: set[int]) -> bool:
    """Tell whether a line names one of the author's slots as one with another: `Ward 2 and Ward 12: …` is about both."""
    mention = mentions[number]
    near = mentions[max(0, number - 1) : number + 2]
    beside = [other for other in near if other.slot != mention.slot and {other.slot, mention.slot} <= own]
    return any(AND.fullmatch(line[min(mention.end, other.end) : max(mention.start, other.start)]) for other in beside)


def is_topic(words: Sequence[Word], mention: Mention) -> bool:
    """Tell whether a name is a word that reports have as a heading: `Community`, `Security`."""
    return mention.last - mention.first == 1 and words[mention.first].folded in TOPICS


def key_in(line: str) -> str:
    """Return the key of an item that a line names as such (`item 3.2`, `3.2: …`), or an empty text."""
    found = _KEY.search(line)
    return found["named"] or found["bare"] if found else ""
