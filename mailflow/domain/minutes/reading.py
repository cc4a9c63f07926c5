"""The canonical text of minutes back into lines: what `render` wrote, told again.

rows -> blocks (a row at the margin below a blank one opens a block) -> lines, unwrapped
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mailflow.domain.minutes.sheet import DEEPER, INDENT, WIDTH, Line, Role, hanging_of, labels, sections
from mailflow.domain.minutes.wording import ENGLISH, Wording

HEADING = re.compile(r"\d{1,3}(?:\.\d{1,3})*  \S")
"""The beginning of an item: its key, two spaces, its title."""
_HEAD_ROLES = (Role.CHAIR, Role.PRESENT, Role.APOLOGIES)
_SAID = len(INDENT[Role.NOTE])
_DEEP = len(INDENT[Role.WORDS] + DEEPER)


def read_lines(text: str, wording: Wording = ENGLISH) -> tuple[Line, ...]:
    """Return the lines of a canonical text that is set in these words; whatever it is, each word of it stands in one of them."""
    head, *blocks = _blocks(text.strip("\n").split("\n"), wording)
    lines = list(_head(head, wording))
    items = 0
    for block in blocks:
        if HEADING.match(block[0]):
            lines.extend(_item(block, items, wording))
            items += 1
        else:
            lines.extend(_section(block, wording))
    return tuple(lines)


def _blocks(rows: Sequence[str], wording: Wording) -> Iterator[list[str]]:
    """Yield the rows of each block, without the blank one above it."""
    block: list[str] = []
    for number, row in enumerate(rows):
        if block and number and not rows[number - 1].strip() and _opens(row, wording):
            yield block[:-1]
            block = []
        block.append(row)
    yield block


def _opens(row: str, wording: Wording) -> bool:
    return bool(HEADING.match(row)) or row in sections(wording) or wording.opens(row, wording.next_meeting)


def _head(rows: Sequence[str], wording: Wording) -> Iterator[Line]:
    title, *rest = _unwrapped(rows)
    yield Line(Role.TITLE, title)
    known = [(role, labels(wording)[role]) for role in _HEAD_ROLES]
    for text in rest:
        yield Line(next((role for role, label in known if wording.opens(text, label)), Role.WHEN), text)


def _item(rows: Sequence[str], place: int, wording: Wording) -> Iterator[Line]:
    """Yield the lines of an item: its heading, and what is said below it."""
    heading, *texts = _unwrapped(rows)
    yield Line(Role.HEADING, heading, place)
    depth = _depth_of_words(texts, wording)
    report = -1
    for text in texts:
        line = _said(text, depth, Line(Role.NOTE, "", place, report), wording)
        report = line.report
        yield line


def _depth_of_words(texts: Sequence[str], wording: Wording) -> int:
    """Return how deep the words of the reports of an item stand: deeper where notes stand beside them."""
    is_noted = any(_depth(text) == _SAID and not _is_marked(text.strip(), wording) for text in texts if text.strip())
    below = (texts[number + 1] for number, text in enumerate(texts[:-1]) if _is_byline(text.strip()))
    is_deep = all(_depth(text) >= _DEEP for text in below if text.strip())
    return _DEEP if is_noted and is_deep and any(_depth(text) >= _DEEP for text in texts) else _SAID


def _said(text: str, depth: int, above: Line, wording: Wording) -> Line:
    """Tell what a line below a heading is by how deep it stands; `above` names its item and the report above it."""
    words, report = text.strip(), above.report
    if _depth(text) < _DEEP and _is_byline(words):
        return replace(above, role=Role.BYLINE, text=words, report=report + 1)
    if not words:
        return replace(above, role=Role.WORDS if report >= 0 else Role.NOTE)
    if words == wording.no_report and report < 0:
        return replace(above, role=Role.MISSING, text=words)
    if report >= 0 and _depth(text) >= depth:
        return replace(above, role=Role.FILES if wording.opens(words, wording.attached) else Role.WORDS, text=text[depth:])
    return replace(above, text=text[_SAID:])


def _depth(text: str) -> int:
    return len(text) - len(text.lstrip(" "))


def _is_marked(words: str, wording: Wording) -> bool:
    return _is_byline(words) or words == wording.no_report


def _is_byline(words: str) -> bool:
    return words.startswith("[") and words.endswith("]")


def _section(rows: Sequence[str], wording: Wording) -> Iterator[Line]:
    role = sections(wording).get(rows[0], Role.NEXT)
    texts = _unwrapped(rows)
    if role is not Role.NEXT:
        yield Line(Role.SECTION, texts.pop(0))
    yield from (Line(role, text[len(INDENT.get(role, "")) :]) for text in texts)


def _unwrapped(rows: Sequence[str]) -> list[str]:
    """Join each row with those that go on with it: it had no room for their first word, and they stand where such rows stand."""
    texts: list[str] = []
    last = ""
    for row in rows:
        if texts and _goes_on(texts[-1], last, row):
            texts[-1] = f"{texts[-1]} {row.strip()}"
        else:
            texts.append(row)
        last = row
    return texts


def _goes_on(text: str, last: str, row: str) -> bool:
    if not last.strip() or not row.strip():
        return False
    return _depth(row) == _below(text) and len(last) + 1 + len(row.strip(" ").split(" ", 1)[0]) > WIDTH


def _below(text: str) -> int:
    """Return where the further rows of a line stand."""
    indent = next((depth for depth in (_DEEP, _SAID) if _depth(text) >= depth), 0)
    return indent + hanging_of(text[indent:])
