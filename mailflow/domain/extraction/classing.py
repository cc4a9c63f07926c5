"""Class every line by its shape.

lines -> shapes -> what each line is by itself (once per distinct line) -> attributions, header blocks, code over several lines
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Flag, auto
from itertools import accumulate, islice

from mailflow.domain.extraction import attributions, header_blocks, notes_heads, separators
from mailflow.domain.extraction.lines import LineClass, shape_of

_QUOTE = re.compile(r"[ \t\u00a0]{0,3}(?:[>＞]|&gt;)|(?:[ \t]{1,8}[A-ZÀ-ÞА-ЯЁ]{2,4}|[A-ZÀ-ÞА-ЯЁ]{1,4})>(?:\s|\Z)")
_OPEN_END = re.compile(r">\s?:?\s?\w{0,12}(?: \w{1,12}){0,2}\s?:\Z")
_WIRE_DATE = re.compile(r"\b\d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}\b")
# Supercite and Gnus mark by the author's name, as the line above tells it: `>>>>> "Ian" == Ian Bird <i@e.org> writes:`, `    Ian> Who?`
_NAMED_QUOTE = re.compile(r"[ \t]{0,8}(?P<name>[^\W\d_][\w.-]{0,20})>{1,4}(?:\s|\Z)")
_NAME = re.compile(r"[^\W\d_][\w.-]{0,20}")
_LEADS_IN = re.compile(r":\Z|^[A-Z][A-Za-z-]{2,30}: \S")
_FENCE = "```"
_ARMOUR = "-----BEGIN PGP SIG"
_CARD = ("BEGIN:VCARD", "END:VCARD")
_BUDGET = 1000
_ALIKE = 3
# Characters of the lines at which an attribution is looked for: some hundred of them, whatever they are made of.
_COST = 20
_COSTS = 16_000
_COLON_COSTS = 70_000
_COLONS, _DEAR = 4, 4


class _Hint(Flag):
    NONE = 0
    ENDS_ATTRIBUTION = auto()
    INLINE = auto()
    FIELD = auto()
    SEPARATOR = auto()
    MARKER = auto()
    FENCE = auto()
    ENDS_HEAD = auto()
    TORN = auto()


@dataclass(slots=True)
class Classes:
    """The lines of a message: as they are, their shapes, what they are; where a line asks to write above it; which are code."""

    lines: list[str]
    shapes: list[str]
    found: list[LineClass]
    markers: frozenset[int]
    code: frozenset[int]

    def alike(self, at: int) -> list[int]:
        """Return the first lines that have the shape of a line, itself among them if there are no more than a few."""
        shape = self.shapes[at]
        return list(islice((other for other, found in enumerate(self.shapes) if found == shape), _ALIKE))

    def next_written(self, at: int) -> int:
        """Return the first line from an index on that is not blank; the number of lines if there is none."""
        end = len(self.shapes)
        while at < end and not self.shapes[at]:
            at += 1
        return at


def class_lines(lines: list[str]) -> Classes:
    """Return what every line is."""
    seen = _each_alone(lines)
    shapes = [seen[line][0] for line in lines]
    found = [seen[line][1] for line in lines]
    hinted = [(at, seen[line][2]) for at, line in enumerate(lines) if seen[line][2]]
    markers = frozenset(at for at, hint in hinted if _Hint.MARKER in hint)
    code = _code(found, [at for at, hint in hinted if _Hint.FENCE in hint])
    classes = Classes(lines, shapes, found, markers, code)
    hinted = [(at, hint) for at, hint in hinted if at not in code][:_BUDGET]
    if any(shape.startswith(_ARMOUR) for shape, _, _ in seen.values()):
        _find_armour(classes)
    if _CARD[0] in seen:
        _find_cards(classes)
    _find_blocks(classes, hinted)
    _find_attributions(classes, hinted)
    _find_named_quotes(classes)
    _find_rulers(classes)
    return classes


def _each_alone(lines: list[str]) -> dict[str, tuple[str, LineClass, _Hint]]:
    """Return what each line is by itself; of very many that end with a colon, which are dear, the last ones are text."""
    seen: dict[str, tuple[str, LineClass, _Hint]] = {}
    cost = 0
    for line in dict.fromkeys(lines):
        cost += line.rstrip().endswith((":", "：")) and len(line)
        seen[line] = _alone(line, is_hinted=cost <= _COLON_COSTS)
    return seen


def _alone(line: str, *, is_hinted: bool) -> tuple[str, LineClass, _Hint]:
    """Return the shape of a line, what it is by itself, and what it may be together with others."""
    shape = shape_of(line)
    if not shape:
        return "", LineClass.BLANK, _Hint.NONE
    if _QUOTE.match(line) and not separators.is_named(shape):
        return shape, LineClass.QUOTE, _Hint.ENDS_ATTRIBUTION if _OPEN_END.match(shape) else _Hint.NONE
    return shape, LineClass.TEXT, _hint(shape) if is_hinted else _Hint.NONE


def _hint(shape: str) -> _Hint:
    hint = _Hint.NONE
    if header_blocks.may_be_field(shape):
        hint |= _Hint.FIELD
    if notes_heads.may_end_one(shape):
        hint |= _Hint.ENDS_HEAD
    if attributions.ends_like_one(shape):
        hint |= _Hint.ENDS_ATTRIBUTION
    elif attributions.opens_with_one(shape):
        hint |= _Hint.INLINE
    if separators.is_separator(shape):
        hint |= _Hint.SEPARATOR
    elif separators.is_reply_marker(shape):
        hint |= _Hint.MARKER
    elif separators.may_be_torn(shape):
        hint |= _Hint.TORN
    return hint | _Hint.FENCE if shape.startswith(_FENCE) else hint


def _code(found: list[LineClass], fences: Sequence[int]) -> frozenset[int]:
    """Return the lines between two fences: whatever they look like, they are the author's, as are the fences."""
    code = frozenset(at for begin, end in zip(fences[::2], fences[1::2], strict=False) for at in range(begin, end + 1))
    for at in code:
        if found[at] is LineClass.QUOTE:
            found[at] = LineClass.TEXT
    return code


def _find_armour(classes: Classes) -> None:
    """Take the armour of a signed text (RFC 9580, 7) for a signature: its head up to a blank line, and the block at its end."""
    at = 0
    while at < len(classes.shapes):
        shape = classes.shapes[at]
        end = at + 1
        if shape.startswith(_ARMOUR):
            last = "" if shape.startswith(_ARMOUR + "NED") else "-----END PGP SIGNATURE-----"
            while end < len(classes.shapes) and classes.shapes[end - 1] != last:
                end += 1
            _mark(classes, at, end, LineClass.SIGNATURE)
        at = end


def _find_cards(classes: Classes) -> None:
    """Take a vCard that a program has put into the text for a signature."""
    begins = [at for at, shape in enumerate(classes.shapes) if shape == _CARD[0]][:1]
    ends = [at for at, shape in enumerate(classes.shapes) if shape == _CARD[1]][:1]
    for begin, end in zip(begins, ends, strict=False):
        _mark(classes, begin, end + 1, LineClass.SIGNATURE)


def _find_blocks(classes: Classes, hinted: Sequence[tuple[int, _Hint]]) -> None:
    done = 0
    for at, hint in hinted:
        if hint & (_Hint.SEPARATOR | _Hint.MARKER):
            classes.found[at] = LineClass.SEPARATOR
        elif _Hint.TORN in hint and separators.is_torn(classes.shapes[at], "".join(classes.shapes[at + 1 : at + 2]) or " "):
            _mark(classes, at, at + 2, LineClass.SEPARATOR)
        elif _Hint.FIELD in hint and at >= done:
            end = _end_of_block(classes, at)
            if end is not None and not _is_introduced(classes, at, end):
                _mark(classes, at, end, LineClass.HEADER_BLOCK)
                done = end
        if _Hint.ENDS_HEAD in hint and at >= done:
            head = notes_heads.find(classes.shapes, at)
            if head is not None:
                _mark(classes, *head, LineClass.HEADER_BLOCK)
                done = head[1]


def _end_of_block(classes: Classes, at: int) -> int | None:
    """Return the index after the header block that begins at a line: `From` alone is one where a marked quote follows."""
    end = header_blocks.find_end(classes.shapes, at, is_set_off=at > 0 and separators.is_long_ruler(classes.shapes[at - 1]))
    if end is None and header_blocks.is_from(classes.shapes[at]) and _is_above_quote(classes, at):
        return at + 1
    return end


def _is_introduced(classes: Classes, start: int, end: int) -> bool:
    """Tell whether the author shows a header, or what looks like one: a line that ends with a colon, or another field, leads in.

    Its date is then that of the wire, or nothing in it is an address and nothing was sent.
    """
    above = _written_above(classes, start)
    if above < 0 or classes.found[above] is not LineClass.TEXT:
        return False
    block = classes.shapes[start:end]
    if any(_WIRE_DATE.search(shape) for shape in block):
        return bool(_LEADS_IN.search(classes.shapes[above]))
    is_colon = classes.shapes[above].endswith(":")
    return is_colon and not any("@" in shape or header_blocks.is_sent(shape) for shape in block)


def _find_attributions(classes: Classes, hinted: Sequence[tuple[int, _Hint]]) -> None:
    floor = 0
    costs = accumulate(_cost(classes.shapes[at]) for at, _ in hinted)
    for (at, hint), cost in zip(hinted, costs, strict=True):
        if cost > _COSTS:
            return
        if at < floor or classes.found[at] not in {LineClass.TEXT, LineClass.QUOTE}:
            continue
        if _Hint.INLINE in hint:
            classes.found[at] = LineClass.ATTRIBUTION
        elif _Hint.ENDS_ATTRIBUTION in hint:
            start = attributions.find_start(classes.shapes, at, floor=_floor(classes, at, floor), above_quote=_is_above_quote(classes, at))
            if start is not None:
                _mark(classes, start, at + 1, LineClass.ATTRIBUTION)
                floor = at + 1


def _find_named_quotes(classes: Classes) -> None:
    """Take a line for quoted that the name of somebody marks whom an attribution above names: `Ian> Who comes?`."""
    named = [(at, mark["name"]) for at, line in enumerate(classes.lines) if ">" in line[:32] and (mark := _NAMED_QUOTE.match(line))]
    marks, done = {name for _, name in named}, 0
    told: set[str] = set()
    for at, name in named:
        for above in range(done, at):
            if _names_author(classes, above):
                told |= marks.intersection(_NAME.findall(classes.shapes[above]))
        done = at
        if name in told and classes.found[at] is LineClass.TEXT and at not in classes.code:
            classes.found[at] = LineClass.QUOTE


def _names_author(classes: Classes, at: int) -> bool:
    """Tell whether a line says whose words follow, `>` at its beginning or none."""
    return classes.found[at] is LineClass.ATTRIBUTION or (classes.found[at] is LineClass.QUOTE and '" == ' in classes.shapes[at])


def _cost(shape: str) -> int:
    """Return what it costs to look for an attribution at a line: many colons may each begin an hour."""
    return _COST + len(shape) * (1 if shape.count(":") <= _COLONS else _DEAR)


def _floor(classes: Classes, at: int, floor: int) -> int:
    """Return the first line above that an attribution may begin in: below the last line that is something else."""
    lowest = max(floor, at - attributions.MAX_LINES)
    for above in range(at - 1, lowest - 1, -1):
        if classes.found[above] not in {LineClass.TEXT, LineClass.BLANK}:
            return above + 1
    return lowest


def _is_above_quote(classes: Classes, at: int) -> bool:
    below = classes.next_written(at + 1)
    return below < len(classes.found) and (classes.found[below] is LineClass.QUOTE or classes.shapes[below].startswith(("|", ":", "}")))


def _mark(classes: Classes, start: int, end: int, found: LineClass) -> None:
    for at in range(start, end):
        if classes.found[at] is not LineClass.BLANK:
            classes.found[at] = found


def _find_rulers(classes: Classes) -> None:
    """Take a ruler for a separator where the head of a quoted mail stands below it, and not only a line drawn by the author."""
    heads = {LineClass.HEADER_BLOCK, LineClass.SEPARATOR}
    for at, found in enumerate(classes.found):
        if found not in heads and found is not LineClass.ATTRIBUTION:
            continue
        above = _written_above(classes, at)
        if found is LineClass.HEADER_BLOCK and above >= 0 and separators.is_bare(classes.shapes[above]):
            classes.found[above] = LineClass.SEPARATOR
        if above < 0 or classes.found[above] is not LineClass.TEXT or not separators.is_ruler(classes.shapes[above]):
            continue
        if found in heads or above == at - 1 or separators.is_outlook_ruler(classes.shapes[above]):
            classes.found[above] = LineClass.SEPARATOR


def _written_above(classes: Classes, at: int) -> int:
    lowest = max(at - 4, 0)
    return next((above for above in range(at - 1, lowest - 1, -1) if classes.shapes[above]), -1)
