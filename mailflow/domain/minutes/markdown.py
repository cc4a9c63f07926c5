"""Minutes as Markdown."""

import re
from collections.abc import Iterator

from mailflow.domain import structure
from mailflow.domain.minutes.content import MinutesContent, MinutesItem, MinutesNote, MinutesReport
from mailflow.domain.minutes.sheet import action_lines, byline, heading, notes_below, when
from mailflow.domain.minutes.wording import Wording

_MARKUP = re.compile(r"^([ \t]*)(?=#{1,6}(?:[ \t]|$))|(?=<[A-Za-z/!?])", re.MULTILINE)
_BACKSLASH = r"\1\\"


def render_markdown(content: MinutesContent) -> str:
    """Return the minutes as Markdown; reports stand as they were written, but for a backslash before what would be a heading or HTML."""
    words = content.wording
    lists = ((words.chair, (content.chair,)), (words.present, content.present), (words.apologies, content.apologies))
    people = (words.labelled(label, ", ".join(names)) for label, names in lists if any(names))
    blocks = [f"# {_escaped(content.title)}", when(content), *map(_escaped, people)]
    for item in content.items:
        blocks.append(f"{'#' * min(item.depth + 1, 6)} {_escaped(heading(item))}")
        blocks.extend(_escaped(part) for part in _parts(item, words))
        if item.is_missing:
            blocks.append(f"*{words.no_report}*")
    return "\n\n".join((*blocks, *_tail(content))) + "\n"


def _parts(item: MinutesItem, words: Wording) -> Iterator[str]:
    """Yield the reports of an item, each with the notes between its lines below it, and the notes of the item."""
    for place, report in enumerate(item.reports):
        yield f"**{byline(report, words)}**\n\n{_with_tables(report.text)}{_attached(report, words)}"
        yield from (_note(note, words) for note in item.notes if note.report == place)
    yield from (_note(note, words) for note in notes_below(item))


def _note(note: MinutesNote, words: Wording) -> str:
    return f"**{note.author}{words.colon.rstrip()}** {note.text}" if note.author else note.text


def _tail(content: MinutesContent) -> Iterator[str]:
    if content.actions:
        yield f"## {content.wording.actions}"
        yield "\n".join(map(_escaped, action_lines(content)))
    if content.carried:
        yield f"## {content.wording.carried}"
        yield "\n".join(map(_escaped, content.carried))
    if content.next_meeting:
        yield _escaped(content.wording.labelled(content.wording.next_meeting, content.next_meeting))
    if content.other:
        yield f"## {content.wording.other}"
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


def _attached(report: MinutesReport, words: Wording) -> str:
    return f"\n\n{words.labelled(words.attached, ', '.join(report.attachments))}" if report.attachments else ""
