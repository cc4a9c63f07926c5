"""Edits made where a program shows the HTML of the draft: found by the words of the line, made as a browser's editor makes them."""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache

from tests.emulation.dom import BLOCKS, Element, Node, Text, above, block_of, body_of, parse, place, replace_by, texts
from tests.emulation.model import DraftMail, Edit, NotShownError, VisibleLine, open_draft

Typed = Callable[[str], list[Node]]
"""Makes the nodes of a line that the user types as a paragraph of its own."""
Spot = tuple[int, int, int]
"""Number of a text, start and end of a word in it."""
_WORD = re.compile(r"\w+")
_PEOPLE = re.compile(r"\s*\([^()]*\)$")
_TRAILING = re.compile(r"[^\w\s(\[“\"|·]*")
_SAME = str.maketrans({"“": '"', "”": '"', "’": "'", "‘": "'", "–": "-", "—": "-", "\xa0": " ", "\n": " "})


def edited(raw: bytes, edits: Sequence[Edit], typed: Typed) -> Element:
    """Return the body of the draft's page with the edits made; those above and below the quote are left to the caller."""
    draft = open_draft(raw)
    root = parse(draft.html)
    nodes = texts(root)
    spots = _spots(raw)
    about = [(edit, draft.find(edit)) for edit in edits if not edit.kind.startswith("append")]
    found = [(edit, line, [] if edit.kind == "replace" else _shown(spots[line], line)) for edit, line in about]
    ranges = [(_range(edit, line, spots[line], nodes), edit.new) for edit, line, _ in found if edit.kind == "replace"]
    ends = [_end(shown, nodes) if shown else (-1, -1) for _, _, shown in found]
    starts = [_start(shown, nodes) if shown else (-1, -1) for _, _, shown in found]
    for (first, last), new in sorted(ranges, key=lambda pair: pair[0], reverse=True):
        ends = [_shifted(end, (first, last), new) for end in ends]
        _cut(nodes, first, last)
        number, at = first
        nodes[number].data = nodes[number].data[:at] + new + nodes[number].data[at:]
    order = sorted(range(len(found)), key=lambda at: (ends[at], at), reverse=True)
    for at in order:
        edit = found[at][0]
        if edit.kind in {"insert_after", "remark_after"}:
            _insert(nodes[ends[at][0]], ends[at][1], edit.new, typed)
    for at in order:
        if found[at][0].kind == "delete":
            _cut(nodes, starts[at], ends[at])
            _tidy(nodes[starts[at][0]], nodes[ends[at][0]])
    return body_of(root)


def _shifted(end: tuple[int, int], cut: tuple[tuple[int, int], tuple[int, int]], new: str) -> tuple[int, int]:
    (first, start), (last, stop) = cut
    if end[0] != last or end[1] < stop:
        return end
    return (end[0], end[1] - (stop - start) + len(new)) if first == last else (end[0], end[1] - stop)


@lru_cache(maxsize=64)
def _spots(raw: bytes) -> dict[VisibleLine, list[tuple[tuple[int, int], Spot | None]]]:
    """Return for each visible line its words, as [start, end) of the line, and where the page shows them."""
    draft = open_draft(raw)
    page = [
        (match[0], (number, match.start(), match.end()))
        for number, node in enumerate(texts(parse(draft.html)))
        for match in _WORD.finditer(node.data)
    ]
    result: dict[VisibleLine, list[tuple[tuple[int, int], Spot | None]]] = {}
    sections = _sections(draft, [word for word, _ in page])
    for item, (start, end) in sections.items():
        lines = [line for line in draft.lines if line.item == item]
        words = [(line, match) for line in lines for match in _WORD.finditer(line.text)]
        pairs = _aligned([match[0] for _, match in words], [word for word, _ in page[start:end]])
        for line in lines:
            result[line] = []
        for at, (line, match) in enumerate(words):
            spot = page[start + pairs[at]][1] if at in pairs else None
            result[line].append(((match.start(), match.end()), spot))
    return result


def _sections(draft: DraftMail, page: list[str]) -> dict[str, tuple[int, int]]:
    starts: dict[str, int] = {"": 0}
    at = 0
    for line in draft.lines:
        if line.is_heading:
            words = _WORD.findall(_PEOPLE.sub("", line.text))
            at = next((here for here in range(at, len(page)) if page[here : here + len(words)] == words), -1)
            if at < 0:
                raise NotShownError(line.text)
            starts[line.item] = at
            at += len(words)
    edges = [*starts.values(), len(page)]
    return {item: (start, edges[number + 1]) for number, (item, start) in enumerate(starts.items())}


def _aligned(left: list[str], right: list[str]) -> dict[int, int]:
    """Pair the words of a longest common subsequence, each with the earliest that will do."""
    length = [[0] * (len(right) + 1) for _ in range(len(left) + 1)]
    for i in range(len(left) - 1, -1, -1):
        row, below = length[i], length[i + 1]
        for j in range(len(right) - 1, -1, -1):
            row[j] = below[j + 1] + 1 if left[i] == right[j] else max(below[j], row[j + 1])
    pairs: dict[int, int] = {}
    i = j = 0
    while i < len(left) and j < len(right):
        if left[i] == right[j]:
            pairs[i] = j
            i, j = i + 1, j + 1
        elif length[i][j + 1] > length[i + 1][j]:
            j += 1
        else:
            i += 1
    return pairs


def _shown(spots: list[tuple[tuple[int, int], Spot | None]], line: VisibleLine) -> list[Spot]:
    skip = len(line.marker)
    wanted = [spot for (start, _), spot in spots if start >= skip]
    found = [spot for spot in wanted if spot]
    if not found or len(found) < len(wanted):
        raise NotShownError(line.text)
    return found


def _start(shown: list[Spot], nodes: list[Text]) -> tuple[int, int]:
    number, at, _ = shown[0]
    data = nodes[number].data
    while at > 0 and not data[at - 1].isspace() and not data[at - 1].isalnum():
        at -= 1
    return number, at


def _end(shown: list[Spot], nodes: list[Text]) -> tuple[int, int]:
    number, _, at = shown[-1]
    rest = re.match(r"[^\w\s]*", nodes[number].data[at:])
    assert rest
    at += rest.end()
    if at < len(nodes[number].data) or number + 1 == len(nodes) or block_of(nodes[number]) is not block_of(nodes[number + 1]):
        return number, at
    more = re.match(r"[^\w\s]+", nodes[number + 1].data)  # a full stop behind a link
    return (number + 1, more.end()) if more and not nodes[number + 1].data[more.end() :].startswith(" ") else (number, at)


def _range(
    edit: Edit, line: VisibleLine, spots: list[tuple[tuple[int, int], Spot | None]], nodes: list[Text]
) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return where the old words begin and end on the page."""
    start = line.text.index(edit.old)
    end = start + len(edit.old)
    inside = [(span, spot) for span, spot in spots if span[0] >= start and span[1] <= end]
    if not inside or any(spot is None for _, spot in inside):
        raise NotShownError(edit.old)
    (first_span, first), (last_span, last) = inside[0], inside[-1]
    assert first is not None
    assert last is not None
    lead, tail = line.text[start : first_span[0]], line.text[last_span[1] : end]
    if not nodes[first[0]].data[: first[1]].translate(_SAME).endswith(lead.translate(_SAME)):
        raise NotShownError(edit.old)
    if not nodes[last[0]].data[last[2] :].translate(_SAME).startswith(tail.translate(_SAME)):
        raise NotShownError(edit.old)
    return (first[0], first[1] - len(lead)), (last[0], last[2] + len(tail))


def _cut(nodes: list[Text], first: tuple[int, int], last: tuple[int, int]) -> None:
    if first[0] == last[0]:
        node = nodes[first[0]]
        node.data = node.data[: first[1]] + node.data[last[1] :]
        return
    nodes[first[0]].data = nodes[first[0]].data[: first[1]]
    for node in nodes[first[0] + 1 : last[0]]:
        node.data = ""
    nodes[last[0]].data = nodes[last[0]].data[last[1] :]


def _insert(node: Text, at: int, new: str, typed: Typed) -> None:
    block = block_of(node)
    rest = _rest_of_block(node, at, block)
    cell = next((up for up in above(node) if up.tag in {"td", "th"}), None)
    if block is cell and not _is_layout(block):
        block = next(up for up in above(block) if up.tag == "table")
    elif any(isinstance(part, Element) and part.tag == "br" for part in rest) or node.data[at:].strip():
        _new_row(node, at, new)
        return
    if block.tag == "li":
        _below_bullet(block, new, typed)
        return
    parent, number = place(block)
    parent.put(number + 1, *([_bullet(new)] if new.startswith("- ") else typed(new)))


def _is_layout(cell: Element) -> bool:
    return any(isinstance(child, Element) and child.tag in BLOCKS for child in cell.children)


def _rest_of_block(node: Text, at: int, block: Element) -> list[Node]:
    """Return what stands behind a place within its own block, without the blocks in that."""
    here: Node = node
    rest: list[Node] = []
    while here is not block:
        parent, number = place(here)
        for sibling in parent.children[number + 1 :]:
            if isinstance(sibling, Element) and sibling.tag in BLOCKS:
                return rest
            rest.append(sibling)
        here = parent
    return rest


def _new_row(node: Text, at: int, new: str) -> None:
    """Break the line with Shift and Enter, and write."""
    behind = node.data[at:]
    node.data = node.data[:at]
    parent, number = place(node)
    row: list[Node] = [Element("br"), Text(new)]
    if behind.strip():
        row += [Element("br"), Text(behind.lstrip())]
    parent.put(number + 1, *row)


def _bullet(new: str) -> Element:
    return Element("ul").add(Element("li").add(Text(new.removeprefix("- "))))


def _below_bullet(item: Element, new: str, typed: Typed) -> None:
    """Press Enter behind a bullet: the bullets under it go with the new one; what is no bullet stands below the list, if that is over."""
    parent, number = place(item)
    nested = [child for child in item.children if isinstance(child, Element) and child.tag in {"ul", "ol"}]
    if new.startswith("- "):
        made = Element("li").add(Text(new.removeprefix("- ")))
        for lower in nested:
            item.children.remove(lower)
            made.add(lower)
        parent.put(number + 1, made)
    elif nested or any(isinstance(child, Element) for child in parent.children[number + 1 :]):
        at = item.children.index(nested[0]) if nested else len(item.children)
        item.put(at, Element("br"), Text(new))
    else:
        outer = next((up for up in reversed(list(above(item))) if up.tag in {"ul", "ol"}), parent)
        holder, at = place(outer)
        holder.put(at + 1, *typed(new))


def _tidy(*nodes: Text) -> None:
    """Take out what an emptied line leaves: empty inline tags, a line break too many, an empty paragraph, bullet or row."""
    for node in nodes:
        here: Node = node
        while here.parent is not None and not _words(here):
            if isinstance(here, Element) and here.tag in {"td", "th", "tbody"} and _words(here.parent):
                break
            parent, at = place(here)
            del parent.children[at]
            here.parent = None
            following = parent.children[at] if at < len(parent.children) else None
            if isinstance(following, Element) and following.tag == "br":
                del parent.children[at]
            here = parent
        if isinstance(here, Element) and here.tag == "li":
            _promote(here)


def _words(node: Node) -> str:
    return (node.data if isinstance(node, Text) else node.words()).strip()


def _promote(item: Element) -> None:
    lists = [child for child in item.children if isinstance(child, Element) and child.tag in {"ul", "ol"}]
    own = "".join(_words(child) for child in item.children if child not in lists)
    if lists and not own:
        replace_by(item, *(child for lower in lists for child in lower.children))
