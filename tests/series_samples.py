"""Mails about a series: its next meeting, and what is to be done."""

from dataclasses import replace
from datetime import date, timedelta

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import Meeting, MeetingId, Series, SeriesId
from mailflow.domain.mails.context import MailContext
from mailflow.domain.mails.series import ActionChange, ActionNotice, ActionNoticeContext, ActionReminderContext, PlannedContext
from mailflow.domain.message import Address
from mailflow.domain.moves import Unmoved

_REPLY = "mailto:minutes+abcdefghijkl.1615370400.0123456789abcdef01234567@example.org?subject=Re%3A%20x&body="


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
        other_at=meeting.start_at + timedelta(days=7),
    )
    actions = some_actions(meeting)
    done = tuple((f"done {one.number}", f"{_REPLY}done%20{one.number}") for one in actions)
    back = (("reopen 3", f"{_REPLY}reopen%203"),)
    changes = tuple(ActionChange(actions[0], verb, "reopen 3") for verb in ("done", "reopen", "not mine", "defer", "already done"))
    notices: dict[str, MailContext] = {
        f"action notice: {notice}": ActionNoticeContext(
            series,
            meeting,
            chair,
            notice,
            changes[:1],
            actions if notice in {ActionNotice.CHANGED, ActionNotice.WHICH} else (),
            "Ann Example",
            meeting.slots[0].reports[0].text if notice in {ActionNotice.TOLD, ActionNotice.PROPOSED} else "",
            (*done, *back),
            language,
        )
        for notice in ActionNotice
    }
    return {
        **notices,
        "action notice of many changes": ActionNoticeContext(
            series, meeting, chair, ActionNotice.CHANGED, changes, urls=back, language=language
        ),
        "action reminder": ActionReminderContext(series, meeting, chair, actions, (3,), done, language),
        "action reminder of one": ActionReminderContext(series, meeting, chair, actions[:1], (), done[:1], language),
        "planned": planned,
        "planned by hand": PlannedContext(series, replace(meeting, number=None), chair, (), None, language=language),
        "planned elsewhere": replace(planned, was_announced=False, announced_at=meeting.start_at + timedelta(days=7)),
        "planned, for the secretary": replace(planned, has_commands=True, invites_at=None),
        **{f"planned and not moved: {why}": replace(planned, unmoved=why, words="24 March or 31 March") for why in Unmoved},
        "planned and moved": replace(planned, is_moved=True, was_announced=False, findings=(), actions=()),
    }
