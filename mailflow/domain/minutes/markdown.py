"""Minutes as Markdown."""

import re
from collections.abc import Iterator

from mailflow.domain import structure
from mailflow.domain.minutes.content import MinutesContent, MinutesItem, MinutesNote, MinutesReport
from mailflow.domain.minutes.sheet import ACTIONS, CARRIED, LABELS, NO_REPORT, OTHER, Role, action_lines, byline, heading, notes_below, when

_MARKUP = re.compile(r"^([ \t]*)(?=#{1,6}(?:[ \t]|$))|(?=<[A-Za-z/!?])", re.MULTILINE)
_BACKSLASH = r"\1\\"


def render_markdown(content: MinutesContent) -> str:
    """Return the minutes as Markdown; reports stand as they were written, but for a backslash before what would be a heading or HTML."""
    lists = ((LABELS[Role.CHAIR], (content.chair,)), (LABELS[Role.PRESENT], content.present), (LABELS[Role.APOLOGIES], content.apologies))
    people = (f"{label}{', '.join(names)}" for label, names in lists if any(names))
    blocks = [f"# {_escaped(content.title)}", when(content), *map(_escaped, people)]
    for item in content.items:
        blocks.append(f"{'#' * min(item.depth + 1, 6)} {_escaped(heading(item))}")
        blocks.extend(_escaped(part) for part in _parts(item))
        if item.is_missing:
            blocks.append(f"*{NO_REPORT}*")
    return "\n\n".join((*blocks, *_tail(content))) + "\n"


def _parts(item: MinutesItem) -> Iterator[str]:
    """Yield the reports of an item, each with the notes between its lines below it, and the notes of the item."""
    for place, report in enumerate(item.reports):
        yield f"**{byline(report)}**\n\n{_with_tables(report.text)}{_attached(report)}"
        yield from (_note(note) for note in item.notes if note.report == place)
    yield from (_note(note) for note in notes_below(item))


def _note(note: MinutesNote) -> str:
    return f"**{note.author}:** {note.text}" if note.author else note.text


def _tail(content: MinutesContent) -> Iterator[str]:
    if content.actions:
        yield f"## {ACTIONS}"
        yield "\n".join(map(_escaped, action_lines(content)))
    if content.carried:
        yield f"## {CARRIED}"
        yield "\n".join(map(_escaped, content.carried))
    if content.next_meeting:
        yield _escaped(LABELS[Role.NEXT] + content.next_meeting)
    if content.other:
        yield f"## {OTHER}"
        yield from map(_escaped, content.other)


def _escaped(text: str) -> str:
    return _MARKUP.sub(_BACKSLASH, text)


def _with_tables(text: str) -> str:
    """Return a report with its tables as Markdown has them, and the rest as it is."""
    grids = {block.lines: block for block in structure.blocks(text) if isinstance(block, structure.Grid)}
    for lines, grid in grids.items():
        head, *rows = (f"| {' | '.join(row)} |" for row in grid.rows)
        text = text.replace("\n".join(lines), "\n".join((head, "|" + " --- |" * len(grid.rows[0]), *rows)))
    return text


def _attached(report: MinutesReport) -> str:
    return f"\n\nAttached: {', '.join(report.attachments)}" if report.attachments else ""
