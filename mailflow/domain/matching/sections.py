"""The headed parts of a mail: which of its lines name a slot and nothing else, and what stands below each.

    CTA: We …            CTA                 **EGO** (Antonella)      | CTA | We …
    EGO: We …            We …                We …                     | EGO | We …

A heading is a line that is nothing but a name (with mark-up, a number, a person, words such as `report` beside it), or one that begins
with a name and a colon or a dash. The parts of a mail are its own only if nothing but a greeting or a short introduction stands above them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailflow.domain.matching.claims import is_topic
from mailflow.domain.matching.phrases import (
    ARTICLES,
    DEFINITE,
    FOR,
    GREETS,
    PERIODS,
    POINTING,
    REPORT_BESIDE,
    REPORT_WORDS,
    words_in,
)
from mailflow.domain.matching.titles import Index, Mention, fold, words_of

_MARKUP = re.compile(
    r"\A[ \t]*(?:[#>*_=~|+[(-]+[ \t]*|[-*•–·◦‣▪o][ \t]+|\(?\d{1,3}(?:\.\d{1,3}){0,3}[.):]?[ \t]+|[a-zA-Z][.)][ \t]+"
    r"|(?:attachment|annexe?|anlage|anhang|appendix|allegato|item|point|punkt|top|slot)[ \t]+[A-Z0-9.]{1,6}[ \t]*[:.)–-]+[ \t]*){0,4}",
    re.IGNORECASE,
)
_TAIL = re.compile(r"[ \t#*_=~|:.\])–—-]*\Z")
_INLINE = re.compile(
    r"[ \t]*[*_\]]{0,2}[ \t]*(?:\([^()\n]{1,60}\))?[ \t]*[*_]{0,2}(?P<sign>:|[ \t][-–—]+[ \t]|[ \t]*[–—]|\||\t|"
    r"[ ]{2,})[ \t]*[*_]{0,2}[ \t]*"
)
_BEHIND = re.compile(r"[ \t]*(?:(?:project|team|part|report|update|status|pmc)\b)", re.IGNORECASE)
_RULE = re.compile(r"[ \t]*[-=_*~#+|:]{3,}[-=_*~#+|: ]*\Z")
_OTHER_HEADING = re.compile(
    r"[ \t]*(?:#{1,6}[ \t]*\S|[*_]{1,2}[^*_\n]{2,60}[*_]{1,2}:?[ \t]*\Z|=+[ \t]*\w|[-*•][ \t]+[^\W\d_][^:\n.!?]{1,40}:|"
    r"[^\W\d_][^:\n.!?]{1,40}:(?:[ \t]|\Z))"
)
_PLAIN_HEADING = re.compile(r"[ \t]*[^\W\d_a-z][^\n.!?:;,]{1,40}\Z")
_NEXT_SENTENCE = re.compile(r"[.;,!)]\s+")
_INTRODUCTION_LINES = 3
_INTRODUCTION = 240
_HEADING_WORDS = 12
_GREETING_WORDS = 8
_HARDLY_ANY = 2
_FOLLOWS = REPORT_WORDS | POINTING | words_in("""
    below attached following find send sending sends please as promised requested both two three several ci-dessous dessous joint
    trouverez envoie suit suivent unten anbei folgend folgendes nachfolgend schicke sende beide seguito allegato invio abajo adjunto
    envio hieronder bijgaand stuur ponizej zalaczam przesylam abaixo anexo
""")
"""Words of which an introduction has one."""
_PLAIN_WORDS = 4
_KEY = re.compile(r"\A[ \t#*(\[]*(?:(?:item|point|punkt|top|slot|punto)[ \t]+)?(?P<key>\d{1,3}(?:\.\d{1,3}){1,3})[)\]*]*(?:[ \t]*[:–—]|"
    r"[ \t]+-(?=[ \t])|[.)]?[ \t]*\Z)[ \t*]*", re.IGNORECASE)
_LINES = 4_000
_LONGEST_UNFOLDED = 400
_COLUMN = "  "
_CLAUSE = re.compile(r"[.:;!?,]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that names one slot: which, the line, what stands in it behind the name, and of which form it is."""

    slot: int
    line: int
    rest: str
    form: str


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under the headings of one slot."""

    slot: int
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of a text that name slots, what stands above them, whether other headings look alike, and the parts."""

    headings: tuple[Heading, ...]
    above: str
    has_others: bool
    parts: tuple[Part, ...]

    @property
    def is_all(self) -> bool:
        """Tell whether nothing but a greeting or a short introduction stands above the first heading."""
        lines = [line for line in self.above.split("\n") if line.strip()]
        return len(lines) <= _INTRODUCTION_LINES and len(self.above) <= _INTRODUCTION and _introduces(lines)


def _introduces(lines: Sequence[str]) -> bool:
    """Tell whether lines greet, or say that something follows: `please find our report below`, `so far:`; others report themselves."""
    said = [line for line in lines if not _is_greeting(line)]
    words = {word.folded for line in said for word in words_of(line)}
    return not said or said[-1].rstrip().endswith(":") or bool(words & _FOLLOWS) or len(words) <= _HARDLY_ANY


def _is_greeting(line: str) -> bool:
    words = words_of(line)
    return bool(words) and words[0].folded in GREETS and len(words) <= _GREETING_WORDS


@dataclass(frozen=True, slots=True)
class Owners:
    """What a heading may name: the slots that are the author's.

    `people` are of each slot the folded words of its speakers' names, `keys` the keys of the slots.
    """

    own: frozenset[int]
    people: tuple[frozenset[str], ...]
    keys: tuple[str, ...] = ()


def outline_of(text: str, index: Index, owners: Owners) -> Outline:
    """Return the headed parts of a text that was newly written."""
    lines = list(_unfolded(text.split("\n"), index, owners))
    found = [heading for number, line in enumerate(lines[:_LINES]) if (heading := _heading(line, number, index, owners)) is not None]
    headings = tuple(_without_lone_columns(found))
    if not headings:
        return Outline((), text, has_others=False, parts=())
    above = "\n".join(line for line in lines[: headings[0].line] if not _RULE.match(line)).strip()
    return Outline(headings, above, _has_others(lines, headings), tuple(_parts(lines, headings)))


def _unfolded(lines: Sequence[str], index: Index, owners: Owners) -> Iterator[str]:
    """Yield lines, those with several headed sentences (`ant: no change. shed: 0.12 out`) as one line each."""
    for number, line in enumerate(lines):
        begin = 0
        if number < _LINES and ":" in line and len(line) <= _LONGEST_UNFOLDED and _heading(line, 0, index, owners) is not None:
            for end in _NEXT_SENTENCE.finditer(line):
                heading = _heading(line[end.end() :], 0, index, owners)
                if heading is not None and heading.slot in owners.own and heading.form.endswith("inline:"):
                    yield line[begin : end.start() + 1].rstrip(" ;,")
                    begin = end.end()
        yield line[begin:]


def _without_lone_columns(headings: Sequence[Heading]) -> Iterator[Heading]:
    """Yield headings; two spaces behind a name make a table only where several slots have them."""
    columns = {heading.slot for heading in headings if heading.form.endswith(_COLUMN)}
    for heading in headings:
        if not heading.form.endswith(_COLUMN) or len(columns) > 1:
            yield heading


def _heading(line: str, number: int, index: Index, owners: Owners) -> Heading | None:
    if not line.strip() or _RULE.match(line):
        return None
    start = _MARKUP.match(line)
    begin = start.end() if start else 0
    head = line[begin : begin + 160]
    mentions = [one for one in index.mentions(head) if one.slot in owners.own or (one.is_exact and not is_topic(words_of(head), one))]
    if not mentions:
        return _keyed(line, number, owners)
    inline = _inline(line, head, number, mentions)
    # `WP2: 40 of 60` has its text behind the colon, `Ant: board report, March` has none.
    is_said = inline is not None and inline.rest and not REPORT_WORDS.intersection(word.folded for word in words_of(inline.rest[:80]))
    return inline if is_said else _whole_line(line, number, mentions, index, owners) or inline


def _keyed(line: str, number: int, owners: Owners) -> Heading | None:
    """Return a heading that is the key of a slot of the author's: `3.2: we …`."""
    key = _KEY.match(line)
    if key is None:
        return None
    slot = next((place for place in owners.own if owners.keys[place] == key["key"]), None)
    return None if slot is None else Heading(slot, number, line[key.end() :].strip(), f"{_form('', 0)}keyinline:")


def _whole_line(line: str, number: int, mentions: Sequence[Mention], index: Index, owners: Owners) -> Heading | None:
    """Return a heading that fills its line: a name, and beside it nothing but a person and words such as `report`."""
    words = words_of(line)
    if len(words) > _HEADING_WORDS or len({mention.slot for mention in mentions}) != 1:
        return None
    slot = mentions[0].slot
    begin = _MARKUP.match(line)
    offset = begin.end() if begin else 0
    named = [(mention.start + offset, mention.end + offset) for mention in mentions]
    beside = [word.folded for word in words if not any(start <= word.start < end for start, end in named) and word.start >= offset]
    known = REPORT_BESIDE | owners.people[slot] | index.common | PERIODS
    if not all(word in known or word.isdigit() for word in beside) or line.rstrip().endswith((".", "!", "?", ",", ";")):
        return None
    return Heading(slot, number, "", _form(line, offset))


def _inline(line: str, head: str, number: int, mentions: Sequence[Mention]) -> Heading | None:
    """Return a heading with words behind it: `CTA: we …`."""
    first = mentions[0]
    before = {word.folded for word in words_of(head[: first.start])}
    if not before <= ARTICLES | FOR | REPORT_WORDS or _CLAUSE.search(head[: first.start]):
        return None
    if not first.is_exact and before & DEFINITE:
        return None  # `for the log:` is no name
    noun = _BEHIND.match(head, first.end)
    behind = _INLINE.match(head, noun.end() if noun else first.end)
    if behind is None:
        return None
    begin = _MARKUP.match(line)
    offset = begin.end() if begin else 0
    rest = line[offset + behind.end() :].rstrip(" \t|")
    sign = _COLUMN if behind["sign"].strip(" ") == "" else behind["sign"].strip(" ")[:1]
    return Heading(first.slot, number, rest, f"{_form(line[:offset], offset)}inline{sign}")


def _form(line: str, offset: int) -> str:
    """Return how a heading is marked: two headings of one level look alike."""
    before = re.sub(r"\d+|\b[A-Za-z]{1,3}\b", "1", line[:offset].strip())
    behind = _TAIL.search(line)
    return f"{before}…{'' if behind is None else behind[0].strip()[:1]}"


def _has_others(lines: Sequence[str], headings: Sequence[Heading]) -> bool:
    """Tell whether other lines look like the headings that name slots, so that these may be topics like those."""
    own = {heading.line for heading in headings}
    forms = {heading.form for heading in headings}
    last = next((number for number in range(len(lines) - 1, -1, -1) if lines[number].strip()), 0)
    others = [number for number in range(headings[0].line, min(len(lines), _LINES)) if number not in own]
    return any(
        (_OTHER_HEADING.match(lines[number]) and _form_of_other(lines[number]) & forms)
        or ("…" in forms and number < last and _is_plain_heading(lines, number))
        for number in others
    )


def _form_of_other(line: str) -> set[str]:
    begin = _MARKUP.match(line)
    offset = begin.end() if begin else 0
    head = line[offset : offset + 60]
    return {f"{_form(line[:offset], offset)}inline:"} if re.search(r":[ \t]*\S", head) else {_form(line, offset)}


def _is_plain_heading(lines: Sequence[str], number: int) -> bool:
    """Tell whether a line is a few words without a sign at their end, below a blank line and above a text."""
    is_apart = number == 0 or not lines[number - 1].strip()
    heads = number + 1 < len(lines) and len(lines[number + 1].split()) > len(lines[number].split())
    return is_apart and heads and bool(_PLAIN_HEADING.match(lines[number])) and len(lines[number].split()) <= _PLAIN_WORDS


def _parts(lines: Sequence[str], headings: Sequence[Heading]) -> Iterator[Part]:
    """Yield what stands below each slot's headings, once a slot, in the order in which the slots come first."""
    texts: dict[int, list[str]] = {}
    ends = (*(heading.line for heading in headings[1:]), len(lines))
    for heading, end in zip(headings, ends, strict=True):
        below = "\n".join((heading.rest, *(line for line in lines[heading.line + 1 : end] if not _RULE.match(line))))
        texts.setdefault(heading.slot, []).append(below.strip("\n").strip())
    for slot, found in texts.items():
        yield Part(slot, "\n\n".join(text for text in found if text))


@lru_cache(maxsize=1024)
def names_in(people: tuple[str, ...]) -> frozenset[str]:
    """Return the folded words of people's names."""
    return frozenset(fold(word.written) for name in people for word in words_of(name))
