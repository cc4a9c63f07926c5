"""The timetable of a series in our agenda file, and how somebody wants to be written to."""

from datetime import date, time, timedelta

import pytest

from mailflow.domain.habits import Habits
from tests.unit.test_agenda_yaml import problems, read, small

_PERSON = "[{title: CTA, duration: 2m, speakers: [{name: Bea Moss, language: fr, timezone: Atlantic/Azores}]}]"


def test_what_is_left_out_is_as_usual() -> None:
    """A file without a timetable has that of every series."""
    assert read(small()).series.habits == Habits()


def test_says_when_to_write() -> None:
    """Durations, times of day, days and truths, each in the words that people use."""
    spans = "invitation: 10d, reminders: [1d, 3d, 6h], briefing: 90m, draft: 0, nudge: 36h, corrections: 14 days, longest: 1h30m"
    told = f"timetable: {{{spans}, quiet: 21:30-6:00, weekends: yes, automatic: no}}"
    habits = read(small(told, "exceptions: [2021-12-29]")).series.habits
    assert habits.invite_before == timedelta(days=10)
    assert habits.remind_before == (timedelta(days=3), timedelta(days=1), timedelta(hours=6))
    assert (habits.brief_before, habits.draft_after) == (timedelta(minutes=90), timedelta())
    assert (habits.nudge_after, habits.corrections_for) == (timedelta(hours=36), timedelta(days=14))
    assert (habits.quiet_from, habits.quiet_until) == (time(21, 30), time(6))
    assert (habits.writes_on_weekends, habits.is_automatic) == (True, False)
    assert (habits.longest, habits.exceptions) == (timedelta(minutes=90), (date(2021, 12, 29),))


def test_quiet_hours_can_be_switched_off() -> None:
    """The same time twice is never."""
    habits = read(small("timetable: {quiet: none}")).series.habits
    assert habits.quiet_from == habits.quiet_until


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("timetable: {invitation: soon}", "expected a time like 2d"),
        ("timetable: {reminders: [never]}", "expected a time like 2d"),
        ("timetable: {quiet: 25:00-07:00}", "expected two times of day"),
        ("timetable: {quiet: at night}", "expected two times of day"),
        ("timetable: {weekends: sometimes}", "expected yes or no"),
        ("timetable: {reminder: [2d]}", "reminders"),
        ("exceptions: [Christmas]", "expected a day like 2021-12-29"),
    ],
)
def test_mistake_is_told(line: str, says: str) -> None:
    """One line that says what was expected."""
    (problem,) = problems(small(line))
    assert says in problem


def test_person_says_how_to_write_to_them() -> None:
    """Their language, and their own time zone."""
    (speaker,) = read(small(items=_PERSON)).meeting.speakers
    assert (speaker.language, speaker.timezone) == ("fr", "Atlantic/Azores")


@pytest.mark.parametrize(("wrong", "says"), [("language: french", "expected the code"), ("timezone: Europe/Pariss", "Europe/Paris")])
def test_wrong_person_is_told(wrong: str, says: str) -> None:
    """One line, with the nearest known zone."""
    (problem,) = problems(small(items=f"[{{title: CTA, duration: 2m, speakers: [{{name: Bea Moss, {wrong}}}]}}]"))
    assert says in problem
