"""The meeting that follows another: its date, and the agenda that it takes over."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailflow.domain.agenda import Meeting, Report
from mailflow.domain.habits import Habits
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.next_meeting import Announced, announced_in, meeting_after, start_by_cadence, usual_time
from tests.builders import NOW, a_meeting, a_report, a_series, some_content

PARIS = ZoneInfo("Europe/Paris")


def paris(*parts: int) -> datetime:
    """Return a wall-clock time of Paris in UTC."""
    return datetime(*parts, tzinfo=PARIS).astimezone(UTC)  # type: ignore[arg-type, misc]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Wednesday 17 March 2021, 10:00", Announced(date(2021, 3, 17), time(10))),
        ("24 March, 14h30", Announced(date(2021, 3, 24), time(14, 30))),
        ("17.3.2021", Announced(date(2021, 3, 17))),
        ("le 24 mars à 9h30", Announced(date(2021, 3, 24), time(9, 30))),
        ("to be agreed", None),
        ("", None),
        ("3 March 2021", None),
        ("1 March 2021", None),
    ],
)
def test_minutes_announce_a_date_in_words(words: str, expected: Announced | None) -> None:
    """As somebody edited it; one that is not after the meeting is none."""
    assert announced_in(replace(some_content(), next_meeting=words)) == expected


def test_what_the_notes_meant_counts_before_the_words() -> None:
    """The time that was understood when they came; midnight stands for no time."""
    content = replace(some_content(), next_meeting="see the page", next_at=paris(2021, 3, 18, 11))
    assert announced_in(content) == Announced(date(2021, 3, 18), time(11))
    assert announced_in(replace(content, next_at=paris(2021, 3, 18))) == Announced(date(2021, 3, 18))


def test_a_day_without_a_time_keeps_the_usual_one() -> None:
    """By the clock of the zone, across the change to summer time."""
    assert Announced(date(2021, 4, 1)).start_at("Europe/Paris", time(10)) == datetime(2021, 4, 1, 8, tzinfo=UTC)
    assert usual_time([paris(2021, 3, 3, 10), paris(2021, 3, 17, 14), paris(2021, 3, 31, 10)], "Europe/Paris") == time(10)


def test_cadence_keeps_the_time_of_day_across_summer_time() -> None:
    """10:00 in Paris is 9:00 UTC in winter and 8:00 in summer."""
    start_at = start_by_cadence(a_series(), [paris(2021, 3, 17, 10)], "Europe/Paris", number=1, now=NOW)
    assert start_at == datetime(2021, 3, 31, 8, tzinfo=UTC)


def test_cadence_passes_over_exceptions_and_what_is_over() -> None:
    """A day on which the series does not meet, and a meeting that nobody could be invited to any more."""
    series = replace(a_series(), habits=Habits(exceptions=(date(2021, 3, 17),)))
    assert start_by_cadence(series, [paris(2021, 3, 3, 10)], "Europe/Paris", number=1, now=NOW) == paris(2021, 3, 31, 10)
    late = paris(2021, 3, 31, 12)
    assert start_by_cadence(series, [paris(2021, 3, 3, 10)], "Europe/Paris", number=1, now=late) == paris(2021, 4, 14, 10)


@pytest.mark.parametrize("cadence", ["", "now and then", "FREQ=WEEKLY;COUNT=1", "FREQ=WEEKLY;UNTIL=20210305"])
def test_no_cadence_no_date(cadence: str) -> None:
    """Nor after the end of a series."""
    assert start_by_cadence(a_series(cadence=cadence), [paris(2021, 3, 3, 10)], "Europe/Paris", number=1, now=NOW) is None


def _with_reports(meeting: Meeting, report: Report) -> Meeting:
    first, *others = meeting.items
    return replace(meeting, items=(replace(first, notes="as noted", reports=(report,)), *others), notes="minutes of the page")


def test_the_next_agenda_is_the_last_one_without_what_was_said() -> None:
    """Its items, people, durations and ways to join; no reports and no notes."""
    last = _with_reports(a_meeting(id=7, state=MeetingState.PUBLISHED), a_report())
    following = meeting_after(last, last.start_at + timedelta(days=14), number=4)
    assert (following.number, following.previous_id, following.id, following.state) == (4, 7, None, MeetingState.PLANNED)
    assert following.end_at - following.start_at == last.end_at - last.start_at
    assert (following.online, following.notes) == (last.online, "")
    for before, after in zip(last.walk(), following.walk(), strict=True):
        assert (after.key, after.title, after.speakers, after.duration_minutes) == (
            before.key, before.title, before.speakers, before.duration_minutes,
        )  # fmt: skip
        assert after.start_at - before.start_at == timedelta(days=14)
        assert (after.reports, after.notes, after.delegates) == ((), "", ())
