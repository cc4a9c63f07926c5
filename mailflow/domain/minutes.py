"""Minutes: compiled from a meeting, one immutable revision after the other, each with a content hash.

    Meeting -> MinutesContent -> Draft (revision n, sha256) -> ApprovedMinutes

Text and Markdown are made from the same content; nothing of the `online` block of a meeting enters it.
"""

import hashlib
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import NewType
from zoneinfo import ZoneInfo

from mailflow.domain import structure
from mailflow.domain.agenda import AgendaItem, ItemKey, Meeting, MeetingId, PersonId, Report, Series
from mailflow.domain.lifecycle import MINUTES, MinutesEvent, MinutesState, advance
from mailflow.domain.message import InboundId

MinutesId = NewType("MinutesId", int)

_WIDTH = 72
_BULLET = re.compile(r"\s*(?:[-*•–]|\d{1,3}[.)])\s+")
_MARKUP = re.compile(r"^([ \t]*)(?=#{1,6}(?:[ \t]|$))|(?=<[A-Za-z/!?])", re.MULTILINE)
_BACKSLASH = r"\1\\"
_HANGING = 8


@dataclass(frozen=True, slots=True)
class MinutesReport:
    """One author's words under an item, unchanged."""

    author: str
    delegate: str
    text: str
    late: bool
    attachments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MinutesItem:
    """An agenda item in the minutes; `depth` is 1 at the top."""

    key: ItemKey
    depth: int
    title: str
    speakers: tuple[str, ...]
    expects_report: bool
    reports: tuple[MinutesReport, ...]


@dataclass(frozen=True, slots=True)
class MinutesContent:
    """All that the minutes say, in agenda order. Times are aware UTC."""

    title: str
    start_at: datetime
    end_at: datetime
    timezone: str
    chair: str
    items: tuple[MinutesItem, ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """One revision of the minutes of one meeting; `sha256` is the digest of its canonical text."""

    meeting_id: MeetingId
    revision: int
    content: MinutesContent
    created_at: datetime
    state: MinutesState = MinutesState.DRAFT
    id: MinutesId | None = None

    @property
    def text(self) -> str:
        """The canonical text."""
        return render_text(self.content)

    @property
    def sha256(self) -> str:
        """Hex digest of the canonical text."""
        return hashlib.sha256(self.text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Approval:
    """The decision of the chair or a deputy on one revision, and the message that carried it.

    `release_at` is when the minutes go out, unless they are held before.
    """

    minutes_id: MinutesId
    approver_id: PersonId
    approver: str
    inbound_id: InboundId | None
    decided_at: datetime
    release_at: datetime


@dataclass(frozen=True, slots=True)
class ApprovedMinutes:
    """A revision and the approval that it bears."""

    draft: Draft
    approval: Approval


def compile_draft(meeting: Meeting, series: Series, *, revision: int, now: datetime) -> Draft:
    """Return the next revision of the minutes, compiled from the agenda tree and the reports in it."""
    if meeting.id is None:
        raise ValueError("a meeting must be stored before its minutes are compiled")
    content = MinutesContent(
        title=meeting.title,
        start_at=meeting.start_at,
        end_at=meeting.end_at,
        timezone=meeting.timezone,
        chair=series.chair.name if series.chair else "",
        items=tuple(_minutes_item(item) for item in meeting.walk()),
    )
    return Draft(meeting.id, revision, content, now)


def decide(draft: Draft, approval: Approval) -> ApprovedMinutes:
    """Return the minutes as approved.

    Raises:
        IllegalTransition: the revision is superseded, approved or published already.
    """
    state = advance(MINUTES, draft.state, MinutesEvent.APPROVE)
    approved = Draft(draft.meeting_id, draft.revision, draft.content, draft.created_at, state, draft.id)
    return ApprovedMinutes(approved, approval)


def render_text(content: MinutesContent) -> str:
    """Return the canonical text: wrapped at 72 columns, each item under `key  title`, what was said indented below it."""
    blocks = [f"{content.title}\n{when(content)}"]
    if content.chair:
        blocks[0] += f"\nChair: {content.chair}"
    blocks.extend(_item_text(item) for item in content.items)
    return "\n\n".join(blocks) + "\n"


def render_markdown(content: MinutesContent) -> str:
    """Return the minutes as Markdown; reports stand as they were written, but for a backslash before what would be a heading or HTML."""
    blocks = [f"# {_MARKUP.sub(_BACKSLASH, content.title)}", when(content)]
    if content.chair:
        blocks.append(f"Chair: {_MARKUP.sub(_BACKSLASH, content.chair)}")
    for item in content.items:
        blocks.append(f"{'#' * min(item.depth + 1, 6)} {_MARKUP.sub(_BACKSLASH, heading(item))}")
        reports = (f"**{byline(report)}**\n\n{_with_tables(report.text)}{_attached(report)}" for report in item.reports)
        blocks.extend(_MARKUP.sub(_BACKSLASH, report) for report in reports)
        if is_missing(item):
            blocks.append("*No report received.*")
    return "\n\n".join(blocks) + "\n"


def _with_tables(text: str) -> str:
    """Return a report with its tables as Markdown has them, and the rest as it is."""
    grids = {block.lines: block for block in structure.blocks(text) if isinstance(block, structure.Grid)}
    for lines, grid in grids.items():
        head, *rows = (f"| {' | '.join(row)} |" for row in grid.rows)
        text = text.replace("\n".join(lines), "\n".join((head, "|" + " --- |" * len(grid.rows[0]), *rows)))
    return text


def when(content: MinutesContent) -> str:
    """Return the date and time in the meeting's zone: `Wednesday 3 March 2021, 10:00-11:30 (Europe/Paris, UTC+01:00)`."""
    zone = ZoneInfo(content.timezone)
    start, end = content.start_at.astimezone(zone), content.end_at.astimezone(zone)
    offset = start.strftime("%z")
    return f"{start:%A} {start.day} {start:%B %Y}, {start:%H:%M}-{end:%H:%M} ({content.timezone}, UTC{offset[:3]}:{offset[3:]})"


def heading(item: MinutesItem) -> str:
    """Return `key  title (speakers)`."""
    return f"{item.key}  {item.title}" + (f" ({', '.join(item.speakers)})" if item.speakers else "")


def byline(report: MinutesReport) -> str:
    """Return who wrote: `A. Delegate for Speaker, received late`."""
    name = f"{report.delegate} for {report.author}" if report.delegate else report.author
    return name + (", received late" if report.late else "")


def is_missing(item: MinutesItem) -> bool:
    """Tell whether a report was expected and none came."""
    return item.expects_report and not item.reports


def _minutes_item(item: AgendaItem) -> MinutesItem:
    return MinutesItem(
        key=item.key,
        depth=item.key.count(".") + 1,
        title=item.title,
        speakers=tuple(speaker.name for speaker in item.speakers),
        expects_report=item.expects_report,
        reports=tuple(_minutes_report(report) for report in item.shown_reports),
    )


def _minutes_report(report: Report) -> MinutesReport:
    names = tuple(file.filename for file in report.attachments)
    return MinutesReport(report.author, report.delegate, report.text, report.late, names)


def _item_text(item: MinutesItem) -> str:
    blocks = [_wrap(heading(item), "")]
    for report in item.reports:
        blocks.append(f"   [{byline(report)}]")
        blocks.extend(_wrap(line, "   ") for line in _lines(report))
    if is_missing(item):
        blocks.append("   No report received.")
    return "\n".join(blocks)


def _lines(report: MinutesReport) -> Iterator[str]:
    yield from report.text.split("\n")
    if report.attachments:
        yield f"Attached: {', '.join(report.attachments)}"


def _wrap(line: str, indent: str) -> str:
    """Wrap one line of text under an indent; the words of a bullet hang under its text."""
    if not line.strip():
        return ""
    bullet = _BULLET.match(line)
    hanging = indent + " " * (min(len(bullet.group()), _HANGING) if bullet else 0)
    return textwrap.fill(
        line.rstrip(), _WIDTH, initial_indent=indent, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False
    )


def _attached(report: MinutesReport) -> str:
    return f"\n\nAttached: {', '.join(report.attachments)}" if report.attachments else ""
