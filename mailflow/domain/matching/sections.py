"""The headed parts of a mail: which of its lines name a slot and nothing else, and what stands below each.

    CTA: We …            CTA                 **EGO** (Antonella)      | CTA | We …
    EGO: We …            We …                We …                     | EGO | We …

A heading is a line that is nothing but a name (with mark-up, a number, a person, words such as `report` beside it), or one that begins
with a name and a colon or a dash. The parts of a mail are its own only if nothing but a greeting or a short introduction stands above them.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mailflow.domain.matching.titles import Index, Mention, fold, words_of

REPORT_WORDS = frozenset(
    "report reports update updates status input contribution contributions summary news slides slide minutes notes progress highlights "
    "rapport rapports bilan contribution resume nouvelles avancement point compte-rendu compte rendu "
    "bericht berichte beitrag stand status zusammenfassung statusbericht kurzbericht lagebericht folien "
    "relazione rapporto contributo aggiornamento riassunto stato informe reporte contribucion resumen actualizacion estado "
    "verslag rapportage bijdrage samenvatting voortgang raport sprawozdanie wklad podsumowanie aktualizacja "
    "relatorio contribuicao resumo atualizacao".split()
)
"""Words, folded, by which people say in eight languages that a text is a report."""
_BESIDE = REPORT_WORDS | frozenset(
    "for from of the by and our my a to on please project group team monthly weekly quarterly annual short brief pour de du des la le les l d par "
    "notre projet equipe fur von vom der die das unser projekt gruppe per di del della il i nostro para el nuestro van het voor ons od dla o do da nosso".split()
)
_MARKUP = re.compile(r"\A[ \t]*(?:[#>*_=~|-]+[ \t]*|[-*•–·◦‣▪+o][ \t]+|\(?\d{1,3}(?:\.\d{1,3}){0,3}[.):]?[ \t]+|[a-zA-Z][.)][ \t]+){0,3}")
_TAIL = re.compile(r"[ \t#*_=~|:.–—-]*\Z")
_INLINE = re.compile(r"[ \t]*[*_]{0,2}[ \t]*(?:\([^()\n]{1,60}\))?[ \t]*[*_]{0,2}(?::|[ \t][-–—]+[ \t]|[ \t]*[–—]|\||\t|[ ]{3,})[ \t]*[*_]{0,2}[ \t]*")
_RULE = re.compile(r"[ \t]*[-=_*~#+|]{3,}[ \t]*\Z")
_OTHER_HEADING = re.compile(r"[ \t]*(?:#{1,6}[ \t]+\S|[*_]{1,2}[^*_\n]{2,60}[*_]{1,2}:?[ \t]*\Z|[^\W\d_][^:\n.!?]{1,50}:[ \t]*\Z)")
_INTRODUCTION_LINES = 3
_INTRODUCTION = 240
_HEADING_WORDS = 9
_LINES = 4_000


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that names one slot: which, the line, what stands in it behind the name, and of which form it is."""

    slot: int
    line: int
    rest: str
    form: str
    is_exact: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What stands under the headings of one slot."""

    slot: int
    text: str


@dataclass(frozen=True, slots=True)
class Outline:
    """The headings of a text that name slots, with what stands above them, and whether there are headings of the same form that name none."""

    headings: tuple[Heading, ...]
    above: str
    has_others: bool
    parts: tuple[Part, ...]

    @property
    def is_all(self) -> bool:
        """Tell whether nothing but a greeting or a short introduction stands above the first heading."""
        lines = [line for line in self.above.split("\n") if line.strip()]
        return len(lines) <= _INTRODUCTION_LINES and len(self.above) <= _INTRODUCTION


def outline_of(text: str, index: Index, people: Sequence[frozenset[str]]) -> Outline:
    """Return the headed parts of a text.

    Args:
        text: newly written.
        index: the names of the slots.
        people: of each slot the folded words of its speakers' names, which may stand in a heading.
    """
    lines = text.split("\n")
    headings = tuple(found for number, line in enumerate(lines[:_LINES]) if (found := _heading(line, number, index, people)) is not None)
    if not headings:
        return Outline((), text, False, ())
    above = "\n".join(lines[: headings[0].line]).strip()
    return Outline(headings, above, _has_others(lines, headings), tuple(_parts(lines, headings)))


def _heading(line: str, number: int, index: Index, people: Sequence[frozenset[str]]) -> Heading | None:
    if not line.strip() or _RULE.match(line):
        return None
    start = _MARKUP.match(line)
    begin = start.end() if start else 0
    head = line[begin : begin + 160]
    mentions = index.mentions(head)
    if not mentions:
        return None
    return _whole_line(line, number, mentions, people) or _inline(line, head, number, mentions)


def _whole_line(line: str, number: int, mentions: Sequence[Mention], people: Sequence[frozenset[str]]) -> Heading | None:
    """Return a heading that fills its line: a name, and beside it nothing but a person and words such as `report`."""
    slots = {mention.slot for mention in mentions}
    words = words_of(line)
    if len(words) > _HEADING_WORDS or len(slots) != 1:
        return None
    slot = mentions[0].slot
    begin = _MARKUP.match(line)
    offset = begin.end() if begin else 0
    named = [(mention.start + offset, mention.end + offset) for mention in mentions]
    beside = [word.folded for word in words if not any(start <= word.start < end for start, end in named) and word.start >= offset]
    if not set(beside) <= _BESIDE | people[slot] or line.rstrip().endswith((".", "!", "?", ",", ";")):
        return None
    return Heading(slot, number, "", _form(line, offset), any(mention.is_exact for mention in mentions))


def _inline(line: str, head: str, number: int, mentions: Sequence[Mention]) -> Heading | None:
    """Return a heading with words behind it: `CTA: we …`."""
    first = mentions[0]
    if head[: first.start].strip(" \t*_|[(#"):
        return None
    behind = _INLINE.match(head, first.end)
    if behind is None:
        return None
    begin = _MARKUP.match(line)
    offset = begin.end() if begin else 0
    rest = line[offset + behind.end() :].rstrip(" \t|")
    mark = behind[0].strip(" \t*_")[-1:] or " "
    return Heading(first.slot, number, rest, f"{_form(line, offset)}inline{mark}", first.is_exact)


def _form(line: str, offset: int) -> str:
    """Return how a heading is marked: two headings of one level look alike."""
    before = re.sub(r"\d+", "1", line[:offset].strip())
    behind = _TAIL.search(line)
    return f"{before}…{'' if behind is None else behind[0].strip()[:1]}"


def _has_others(lines: Sequence[str], headings: Sequence[Heading]) -> bool:
    """Tell whether other lines look like the headings that name slots, so that these may be topics like those."""
    own = {heading.line for heading in headings}
    forms = {heading.form for heading in headings}
    others = [number for number, line in enumerate(lines[:_LINES]) if number not in own and _OTHER_HEADING.match(line)]
    return any(_form(lines[number], begin.end() if (begin := _MARKUP.match(lines[number])) else 0) in forms for number in others)


def _parts(lines: Sequence[str], headings: Sequence[Heading]) -> Iterator[Part]:
    """Yield what stands below each slot's headings, once a slot, in the order in which the slots come first."""
    texts: dict[int, list[str]] = {}
    ends = (*(heading.line for heading in headings[1:]), len(lines))
    for heading, end in zip(headings, ends, strict=True):
        below = "\n".join((heading.rest, *(line for line in lines[heading.line + 1 : end] if not _RULE.match(line))))
        texts.setdefault(heading.slot, []).append(below.strip("\n").strip())
    for slot, found in texts.items():
        yield Part(slot, "\n\n".join(text for text in found if text))


def names_in(people: Sequence[str]) -> frozenset[str]:
    """Return the folded words of people's names."""
    return frozenset(fold(word.written) for name in people for word in words_of(name))
