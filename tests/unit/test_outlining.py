"""The meeting of which minutes are, as far as their lines tell it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from mailflow.domain.minutes.outlining import meeting_of, told_by
from mailflow.domain.minutes.sheet import Line, Role, lines_of
from tests.desk_mails import CONTENT

LINES = lines_of(CONTENT)


def _dated(date_line: str) -> tuple[Line, ...]:
    return tuple(replace(line, text=date_line) if line.role is Role.WHEN else line for line in LINES)


def test_lines_tell_what_they_were_made_from() -> None:
    """Title, times, chair, items, actions, the next meeting."""
    told = told_by(LINES)
    assert lines_of(told) == LINES
    assert (told.start_at, told.end_at, told.timezone) == (CONTENT.start_at, CONTENT.end_at, CONTENT.timezone)
    assert [(item.key, item.title, item.speakers) for item in told.items] == [
        (item.key, item.title, item.speakers) for item in CONTENT.items
    ]


@pytest.mark.parametrize(
    "date_line",
    [
        "some day in March",
        "Wednesday 3 Mars 2021, 10:00-11:30 (Europe/Paris, UTC+01:00)",
        "Wednesday 31 February 2021, 10:00-11:30 (Europe/Paris, UTC+01:00)",
        "Wednesday 3 March 2021, 10:00-11:30 (Europe/Nowhere, UTC+01:00)",
        "Wednesday 3 March 2021, 10:00-11:30 (../../etc, UTC+01:00)",
    ],
)
def test_a_date_line_that_is_not_ours_leaves_the_times_open(date_line: str) -> None:
    """It stays as it is written."""
    told = told_by(_dated(date_line))
    assert (told.start_at, told.timezone) == (datetime(2000, 1, 1, tzinfo=UTC), "UTC")
    assert lines_of(told)[1].text == date_line


def test_minutes_without_a_date_line_are_told() -> None:
    """Nor any other line."""
    assert told_by(()).start_at == datetime(2000, 1, 1, tzinfo=UTC)


def test_a_meeting_has_the_items_and_people_of_its_minutes() -> None:
    """A slot is what has a report, or misses one."""
    meeting, series = meeting_of(told_by(LINES))
    assert (meeting.title, meeting.start_at, meeting.timezone) == (CONTENT.title, CONTENT.start_at, "Europe/Paris")
    assert [(item.key, item.expects_report) for item in meeting.items] == [("1", False), ("3.1", True), ("3.2", True), ("3.3", True)]
    assert [speaker.name for item in meeting.items for speaker in item.speakers][-1] == "Kay Graf"
    assert series.chair
    assert series.chair.name == "Ian Bird"
    assert meeting_of(replace(CONTENT, chair=""))[1].chair is None
