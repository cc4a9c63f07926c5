"""The structure of an author's plain text: paragraphs, lists within lists, and tables whose columns stand apart by spaces.

    text -> blocks: Paragraph | Listing (items, each with listings below it) | Grid (rows of cells)

Nothing is changed: a text that has no structure is paragraphs. Source: the small subset of Markdown that people write in mail.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

BULLET = re.compile(r"(?P<indent>[ \t]*)(?P<mark>[-*•–·◦‣▪]|\d{1,3}[.)])[ \t]+(?=\S)")
"""The beginning of a list item."""
_PLAIN_NUMBER = re.compile(r"(?:0|[1-9]\d*)\.\Z")  # what a mail program shows for a list item; `1)` and `007.` it cannot
_GAP = re.compile(r"[ \t]{2,}|\t")
_PIPES = re.compile(r"\|.*\|\Z")
_PIPE_RULE = re.compile(r"\|(?:[ ]?:?-+:?[ ]?\|)+\Z")
_CELL_WIDTH = 60
_ROWS = 2
_DEPTH = 6
_TAB = 4


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of words."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a list: its mark as written (`-`, `3.`), its lines, and the lists below it."""

    mark: str
    lines: tuple[str, ...]
    below: tuple["Listing", ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Items of one kind: all numbered, or none."""

    is_numbered: bool
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its lines as written, and its rows, each with the same number of cells, at least two."""

    lines: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


Block = Paragraph | Listing | Grid


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of a list: how deep its item stands, the item's mark (empty where it goes on with the item above), and its words."""

    depth: int
    mark: str
    words: str


def blocks(text: str) -> Iterator[Block]:
    """Yield the blocks of a text, in order."""
    for run, is_list in _runs(text):
        if not is_list:
            yield _grid(run) or Paragraph(tuple(run))
        elif all(_PLAIN_NUMBER.match(mark) for mark in _numbers(run)):
            yield from _listings(_levelled(run))
        else:
            yield Paragraph(tuple(line.strip() for line in run))


def _runs(text: str) -> Iterator[tuple[list[str], bool]]:
    """Yield runs of lines that hang together, and whether they are a list."""
    run: list[str] = []
    kind = ""
    for line in text.split("\n"):
        found = _kind_of(line, kind)
        if run and found != kind:
            yield run, kind == "list"
            run = []
        if found:
            run.append(line.rstrip())
        kind = found
    if run:
        yield run, kind == "list"


def _kind_of(line: str, before: str) -> str:
    if not line.strip():
        return ""
    if BULLET.match(line) or (before == "list" and line[0] in " \t"):
        return "list"
    return "words"


def _numbers(run: Sequence[str]) -> Iterator[str]:
    return (found["mark"] for line in run if (found := BULLET.match(line)) and found["mark"][0].isdigit())


def _levelled(run: Sequence[str]) -> list[_Line]:
    """Turn the indentation of the items into depths: an item deeper than the one above stands below it."""
    indents: list[int] = []
    levelled: list[_Line] = []
    for line in run:
        bullet = BULLET.match(line)
        if bullet is None:
            levelled.append(_Line(len(indents), "", line.strip()))
            continue
        indent = len(bullet["indent"].expandtabs(_TAB))
        while len(indents) > 1 and indents[-1] > indent:
            indents.pop()
        if indents and indent < indents[0]:
            indents = [indent]
        if not indents or (indent > indents[-1] + 1 and len(indents) < _DEPTH):
            indents.append(indent)
        levelled.append(_Line(len(indents), bullet["mark"], line[bullet.end() :]))
    return levelled


def _listings(lines: Sequence[_Line]) -> Iterator[Listing]:
    """Yield the lists of a level: one ends where numbers begin or end."""
    items: list[Item] = []
    for entry in _entries(lines):
        item = _item(entry)
        if items and items[0].mark[0].isdigit() != item.mark[0].isdigit():
            yield _listing(items)
            items = []
        items.append(item)
    if items:
        yield _listing(items)


def _listing(items: list[Item]) -> Listing:
    return Listing(items[0].mark[0].isdigit(), tuple(items))


def _entries(lines: Sequence[_Line]) -> Iterator[list[_Line]]:
    """Yield each item of the uppermost level, with all that stands below it."""
    entry: list[_Line] = []
    for line in lines:
        if entry and line.mark and line.depth <= lines[0].depth:
            yield entry
            entry = []
        entry.append(line)
    if entry:
        yield entry


def _item(entry: Sequence[_Line]) -> Item:
    own = 1
    while own < len(entry) and not entry[own].mark:
        own += 1
    return Item(entry[0].mark, tuple(line.words for line in entry[:own]), tuple(_listings(entry[own:])))


def _grid(lines: Sequence[str]) -> Grid | None:
    """Return a table if all lines are rows of one: cells between pipes, or apart by two spaces or a tab."""
    rows = [_cells(line.strip()) for line in lines if not _PIPE_RULE.match(line.strip())]
    width = len(rows[0]) if rows else 0
    if len(rows) < _ROWS or width < _ROWS or any(len(row) != width for row in rows):
        return None
    return None if any(len(cell) > _CELL_WIDTH for row in rows for cell in row[:-1]) else Grid(tuple(lines), tuple(rows))


def _cells(line: str) -> tuple[str, ...]:
    if _PIPES.match(line):
        return tuple(cell.strip() for cell in line[1:-1].split("|"))
    return tuple(_GAP.split(line))
