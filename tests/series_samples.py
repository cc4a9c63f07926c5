"""Mails about a series: its next meeting, and what is to be done."""

from dataclasses import replace
from datetime import date

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import Meeting, MeetingId, Series, SeriesId
from mailflow.domain.mails.context import MailContext
from mailflow.domain.mails.series import PlannedContext
from mailflow.domain.message import Address


def some_actions(meeting: Meeting) -> tuple[ActionItem, ...]:
    """Return two actions that are open, one without an owner."""
    told = (SeriesId(1), MeetingId(1))
    due = ActionItem(*told, "Ian Bird", "circulate the paper", meeting.start_at, meeting.start_at, number=3, due=date(2021, 3, 31))
    return (due, ActionItem(*told, "", meeting.title, meeting.start_at, meeting.start_at, number=12))


def series_mails(series: Series, meeting: Meeting, chair: Address, *, language: str) -> dict[str, MailContext]:
    """Return the mails about a series by a name."""
    planned = PlannedContext(
        series,
        replace(meeting, number=2),
        chair,
        meeting.speakers,
        meeting.start_at,
        was_announced=True,
        findings=("it lasts 2 h, longer than the 1 h 30 min that were agreed",),
        actions=some_actions(meeting),
        language=language,
    )
    return {
        "planned": planned,
        "planned by hand": PlannedContext(series, replace(meeting, number=None), chair, (), None, language=language),
        "planned and moved": replace(planned, is_moved=True, was_announced=False, findings=(), actions=()),
    }
