"""Minutes: compiled from a meeting, one immutable revision after the other, each with a content hash.

    Meeting -> MinutesContent -> Draft (revision n, sha256) -> ApprovedMinutes

Text and Markdown are made from the same content; nothing of the `online` block of a meeting enters it.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import reduce
from itertools import chain
from typing import NewType
from zoneinfo import ZoneInfo

from mailflow.domain.actions import Standing
from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId, PersonId, Report, Series, unique_people
from mailflow.domain.lifecycle import MINUTES, MinutesEvent, MinutesState, advance
from mailflow.domain.message import InboundId
from mailflow.domain.minutes.content import MinutesContent, MinutesItem, MinutesReport
from mailflow.domain.minutes.merging import merge
from mailflow.domain.minutes.noting import with_notes
from mailflow.domain.minutes.rebuilding import note_of
from mailflow.domain.minutes.sheet import render_text
from mailflow.domain.minutes.translation import said_in
from mailflow.domain.minutes.wording import ENGLISH, Wording
from mailflow.domain.notes.kinds import Outline
from mailflow.domain.notes.reading import read_notes

MinutesId = NewType("MinutesId", int)
_NOTHING = Standing()


@dataclass(frozen=True, slots=True)
class Draft:
    """One revision of the minutes of one meeting; `sha256` is the digest of its canonical text.

    `compiled` is what had been compiled when somebody edited it; None for a revision that nobody edited.
    """

    meeting_id: MeetingId
    revision: int
    content: MinutesContent
    created_at: datetime
    state: MinutesState = MinutesState.DRAFT
    id: MinutesId | None = None
    compiled: MinutesContent | None = None

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


def compile_draft(
    meeting: Meeting, series: Series, outlines: Sequence[Outline] = (), *, revision: int, now: datetime, standing: Standing = _NOTHING
) -> Draft:
    """Return the next revision of the minutes, compiled from the agenda tree, its reports, the notes that were sent, and the actions.

    They are set in the words in which the actions stand.
    """
    if meeting.id is None:
        raise ValueError("a meeting must be stored before its minutes are compiled")
    content = reduce(with_notes, (*_on_the_page(meeting, series), *outlines), _of_reports(meeting, series, standing.wording))
    content = replace(content, carried=standing.carried, first_action=standing.first_action)
    return Draft(meeting.id, revision, content, now)


def _on_the_page(meeting: Meeting, series: Series) -> tuple[Outline, ...]:
    """Return the minutes that were found on the page of a meeting."""
    if not meeting.notes.strip():
        return ()
    day = meeting.start_at.astimezone(ZoneInfo(meeting.timezone)).date()
    return (read_notes(meeting.notes, meeting, series, written_on=day),)


def noted_text(meeting: Meeting, series: Series, outline: Outline, wording: Wording = ENGLISH) -> str:
    """Return what notes say as minutes would say it: their items, actions, and the next meeting, without the head and the reports."""
    bare = _of_reports(meeting, series, wording)
    items = tuple(replace(item, reports=(), notes=(), is_missing=False) for item in bare.items)
    noted = with_notes(replace(bare, items=items), outline)
    said = replace(noted, items=tuple(item for item in noted.items if item.notes))
    return render_text(said).partition("\n\n")[2].rstrip("\n")


def renew(current: Draft, fresh: Draft) -> tuple[Draft, tuple[str, ...]]:
    """Return what is compiled now with the edits that were made to the current revision, and those of them that had to give way."""
    if current.compiled is None:
        return fresh, ()
    merged = merge(current.compiled, current.content, fresh.content)
    return replace(fresh, content=merged.content, compiled=fresh.content), merged.lost


def is_outdated(current: Draft, fresh: Draft) -> bool:
    """Tell whether something was compiled now that the current revision does not know of; another language of its labels is nothing."""
    compiled = fresh.compiled or fresh.content
    return render_text(said_in(current.compiled or current.content, compiled.wording)) != render_text(compiled)


def _of_reports(meeting: Meeting, series: Series, wording: Wording) -> MinutesContent:
    return MinutesContent(
        title=meeting.title,
        start_at=meeting.start_at,
        end_at=meeting.end_at,
        timezone=meeting.timezone,
        chair=series.chair.name if series.chair else "",
        items=tuple(_minutes_item(item, wording) for item in meeting.walk()),
        present=_present(meeting),
        apologies=tuple(person.name for person in meeting.speakers if person.rsvp == "declined"),
        wording=wording,
    )


def _present(meeting: Meeting) -> tuple[str, ...]:
    """Return the speakers, and who reports for them, whose calendars accepted, and who have not said since that they are away."""
    day = meeting.start_at.astimezone(ZoneInfo(meeting.timezone)).date()
    delegates = (delegate.person for item in meeting.walk() for delegate in item.delegates)
    people = unique_people(chain(meeting.speakers, delegates))
    return tuple(one.name for one in people if one.rsvp == "accepted" and not (one.away_until and one.away_until >= day))


def decide(draft: Draft, approval: Approval) -> ApprovedMinutes:
    """Return the minutes as approved.

    Raises:
        IllegalTransition: the revision is superseded, approved or published already.
    """
    state = advance(MINUTES, draft.state, MinutesEvent.APPROVE)
    return ApprovedMinutes(replace(draft, state=state), approval)


def _minutes_item(item: AgendaItem, wording: Wording) -> MinutesItem:
    reports = tuple(_minutes_report(report) for report in item.shown_reports)
    notes = tuple(note_of(line, wording) for line in item.notes.split("\n") if line.strip())
    return MinutesItem(
        key=item.key,
        depth=item.key.count(".") + 1,
        title=item.title,
        speakers=tuple(speaker.name for speaker in item.speakers),
        expects_report=item.expects_report,
        reports=reports,
        notes=notes,
        is_missing=item.expects_report and not (reports or notes),
    )


def _minutes_report(report: Report) -> MinutesReport:
    names = tuple(file.filename for file in report.attachments)
    return MinutesReport(report.author, report.delegate, report.text, report.late, names)
