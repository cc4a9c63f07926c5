"""Edits made in the quoted text part, and what programs do to its lines."""

import re
import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tests.emulation.model import RULER, DraftMail, Edit, VisibleLine
from tests.emulation.rewriting import smart

_MARKER = re.compile(r"\s*(?:[-*•o]|\d+[.)])\s+(?=\S)")


@dataclass(frozen=True)
class Row:
    """A line of the quote, without its mark; `is_typed`: the user began it with Enter, `is_rest`: a program broke it off the one above."""

    text: str
    is_typed: bool = False
    is_rest: bool = False


Layout = Callable[[list[Row]], list[Row]]


def edited_rows(draft: DraftMail, edits: Sequence[Edit], *, indents: bool = True, air: bool = False) -> list[Row]:
    """Return the lines of the text part with the edits made.

    `indents`: a typed line begins under the one above it; `air`: an empty line stands about each that is no bullet.
    """
    place: dict[VisibleLine, list[Edit]] = {}
    for edit in edits:
        if not edit.kind.startswith("append"):
            place.setdefault(draft.find(edit), []).append(edit)
    rows: list[Row] = []
    at = 0
    for line in sorted(place, key=lambda line: line.first):
        rows += [Row(text) for text in draft.rows[at : line.first]]
        rows += _edited_line(draft, line, place[line])
        for edit in place[line]:
            if edit.kind in {"insert_after", "remark_after"}:
                rows += _typed(edit, line, indents=indents, air=air)
        at = line.end
    return rows + [Row(text) for text in draft.rows[at:]]


def _typed(edit: Edit, line: VisibleLine, *, indents: bool, air: bool) -> list[Row]:
    margin = line.indent + (3 if line.is_heading else 0) if indents else 0
    row = Row(" " * margin + edit.new, is_typed=True)
    return [Row("", is_typed=True), row, Row("", is_typed=True)] if air and not edit.new.startswith("- ") else [row]


def _edited_line(draft: DraftMail, line: VisibleLine, edits: Sequence[Edit]) -> list[Row]:
    if any(edit.kind == "delete" for edit in edits):
        return []
    physical = draft.rows[line.first : line.end]
    pieces, text = [row.strip() for row in physical], line.text
    joints = [len(" ".join(pieces[:number])) for number in range(1, len(pieces))]
    for edit in sorted((edit for edit in edits if edit.kind == "replace"), key=lambda edit: text.index(edit.old), reverse=True):
        start = text.index(edit.old)
        end = start + len(edit.old)
        text = text[:start] + edit.new + text[end:]
        joints = [joint if joint <= start else joint + len(edit.new) - len(edit.old) for joint in joints if not start < joint < end]
    margins = [" " * (len(row) - len(row.lstrip())) for row in physical]
    edges = [0, *joints, len(text)]
    return [
        Row(margin + text[start:end].strip())
        for margin, start, end in zip(margins, edges[:-1], edges[1:], strict=False)
        if text[start:end].strip()
    ]


def marked(rows: Sequence[Row], mark: str, *, typed: str | None = None, rest: str | None = None, blank: str | None = None) -> list[str]:
    """Return the lines with the quote mark: `typed` before those of the user, `rest` before what was broken off, `blank` for empty ones."""
    result = []
    for row in rows:
        lead = typed if row.is_typed and typed is not None else rest if row.is_rest and rest is not None else mark
        lead = blank if not row.text and not row.is_typed and blank is not None else lead
        result.append((lead + row.text).rstrip() if not row.text.strip() else lead + row.text)
    return result


def broken(width: int) -> Layout:
    """Break each line that is too long, and leave the rest on a line of its own, at the margin."""

    def lay(rows: list[Row]) -> list[Row]:
        result: list[Row] = []
        for row in rows:
            first, *rest = _pieces(row.text, width)
            result += [replace(row, text=first), *(replace(row, text=piece, is_rest=True) for piece in rest)]
        return result

    return lay


def _pieces(text: str, width: int) -> list[str]:
    margin = re.match(r"\s*", text)
    assert margin
    found = textwrap.wrap(text.strip(), width - margin.end(), break_long_words=False, break_on_hyphens=False)
    return [margin[0] + found[0], *found[1:]] if found else [text]


def refilled(width: int, *, hanging: bool = True) -> Layout:
    """Join the lines of each paragraph and fill them anew; a paragraph ends at an empty line, a bullet, or another margin."""

    def lay(rows: list[Row]) -> list[Row]:
        result: list[Row] = []
        for group in _paragraphs(rows):
            text = group[0].text
            margin = " " * (len(text) - len(text.lstrip()))
            marker = _MARKER.match(text)
            lower = " " * marker.end() if marker and hanging else margin
            whole = " ".join(row.text.strip() for row in group)
            filled = textwrap.wrap(
                whole, width, initial_indent=margin, subsequent_indent=lower, break_long_words=False, break_on_hyphens=False
            )
            result += [replace(group[0], text=piece) for piece in filled or [""]]
        return result

    return lay


def _paragraphs(rows: Sequence[Row]) -> list[list[Row]]:
    groups: list[list[Row]] = []
    for row in rows:
        last = groups[-1] if groups else None
        if last and _belongs(row, last):
            last.append(row)
        else:
            groups.append([row])
    return groups


def _belongs(row: Row, group: Sequence[Row]) -> bool:
    before = group[-1].text
    if not row.text.strip() or not before.strip() or _MARKER.match(row.text) or row.is_typed != group[-1].is_typed:
        return False
    if RULER.match(before) or RULER.match(row.text) or "|" in {row.text.strip()[0], before.strip()[0]}:
        return False
    margin = len(row.text) - len(row.text.lstrip())
    marker = _MARKER.match(group[0].text)
    return margin == (marker.end() if marker else len(before) - len(before.lstrip()))


def _each(change: Callable[[str], str]) -> Layout:
    return lambda rows: [row if RULER.match(row.text) else replace(row, text=change(row.text)) for row in rows]


def bullets(sign: str) -> Layout:
    """Put another sign for the bullets."""
    return _each(lambda text: re.sub(r"^(\s*)[-*•] (?=\S)", rf"\1{sign} ", text))


def no_margins(rows: list[Row]) -> list[Row]:
    """Begin every line at the margin, as editors do that keep no leading spaces."""
    return [replace(row, text=row.text.strip()) for row in rows]


def no_trailing(rows: list[Row]) -> list[Row]:
    """Strip what nobody sees at the end of lines."""
    return [replace(row, text=row.text.rstrip()) for row in rows]


def no_blanks(rows: list[Row]) -> list[Row]:
    """Lose the empty lines."""
    return [row for row in rows if row.text.strip()]


def double_blanks(rows: list[Row]) -> list[Row]:
    """Write an empty line below each line, as a paragraph for every line comes out."""
    return [part for row in rows if row.text.strip() for part in (row, Row(""))]


def tabs(rows: list[Row]) -> list[Row]:
    """Indent with tabs, one for three spaces."""
    return [replace(row, text=re.sub(r"^ +", lambda found: "\t" * (len(found[0]) // 3), row.text)) for row in rows]


def nbsp(rows: list[Row]) -> list[Row]:
    """Make every first of several spaces non-breaking, and those that indent."""
    return [replace(row, text=re.sub(r"^ +| (?= )", lambda found: "\xa0" * len(found[0]), row.text)) for row in rows]


def typeset(rows: list[Row]) -> list[Row]:
    """Put typographic quotes, dashes and dots."""
    return _each(smart)(rows)


def shortened_rulers(rows: list[Row]) -> list[Row]:
    """Write the rulers as some other program's."""
    return [replace(row, text="_" * 32) if RULER.match(row.text) else row for row in rows]


def unwrapped(rows: list[Row]) -> list[Row]:
    """Let each paragraph be one long line, as programs do that wrap on the screen only."""
    return refilled(100_000)(rows)


def flowed(lines: Sequence[str], *, delsp: bool = False, width: int = 72) -> list[str]:
    """Return lines as format=flowed (RFC 3676): long ones end with a space, those that begin with one, ">" or "From " get another."""
    result: list[str] = []
    for line in lines:
        mark = re.match(r"(?:>+ ?)?", line)
        assert mark
        lead, text = (mark[0], line[mark.end() :]) if mark[0] else ("", line)
        pieces = _soft(text, (78 if lead else width) - len(lead), delsp=delsp) if text != "-- " else [text]
        result += [lead + piece if lead else _stuffed(piece) for piece in pieces]
    return result


def _soft(text: str, width: int, *, delsp: bool) -> list[str]:
    margin = " " * (len(text) - len(text.lstrip()))
    if len(text) <= width:
        return [text.rstrip()]
    first, *rest = textwrap.wrap(text.lstrip(), width - len(margin), break_long_words=False, break_on_hyphens=False)
    pieces = [margin + first, *rest]
    end = "  " if delsp else " "
    return [piece + end for piece in pieces[:-1]] + pieces[-1:]


def _stuffed(piece: str) -> str:
    return f" {piece}" if piece.startswith((" ", ">", "From ")) else piece
