"""Minutes: compiled from a meeting, one immutable revision after the other, each with a content hash.

    Meeting -> MinutesContent -> Draft (revision n, sha256) -> ApprovedMinutes

Text and Markdown are made from the same content; nothing of the `online` block of a meeting enters it.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NewType

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId, PersonId, Report, Series
from mailflow.domain.lifecycle import MINUTES, MinutesEvent, MinutesState, advance
from mailflow.domain.message import InboundId
from mailflow.domain.minutes.content import MinutesContent, MinutesItem, MinutesReport
from mailflow.domain.minutes.sheet import render_text

MinutesId = NewType("MinutesId", int)


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
    return ApprovedMinutes(replace(draft, state=state), approval)


def _minutes_item(item: AgendaItem) -> MinutesItem:
    reports = tuple(_minutes_report(report) for report in item.shown_reports)
    return MinutesItem(
        key=item.key,
        depth=item.key.count(".") + 1,
        title=item.title,
        speakers=tuple(speaker.name for speaker in item.speakers),
        expects_report=item.expects_report,
        reports=reports,
        is_missing=item.expects_report and not reports,
    )


def _minutes_report(report: Report) -> MinutesReport:
    names = tuple(file.filename for file in report.attachments)
    return MinutesReport(report.author, report.delegate, report.text, report.late, names)
