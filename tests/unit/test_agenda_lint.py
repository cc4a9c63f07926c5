"""What looks wrong with an agenda before it is sent."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from mailflow.domain.agenda import Meeting, Series
from mailflow.domain.agenda_lint import findings
from mailflow.domain.habits import Habits
from mailflow.domain.next_meeting import Announced
from tests.builders import NOW, START, a_meeting, a_series, a_speaker, an_item

ANN = a_speaker("Ann Example", email="ann@example.org", id=7)
SLOT = an_item("1", "CTA", speakers=(ANN,))
MEETING = a_meeting(items=(SLOT,))
SERIES = a_series()
HOLIDAY = Habits(exceptions=(date(2021, 3, 3),))
SATURDAY = START + timedelta(days=3)
TWIN = a_speaker("Ann Example", email="a@example.org", id=8)
BELOW = an_item("1.1", "EGO", speakers=(ANN,), duration_minutes=9)
UNKNOWN = replace(SLOT, speakers=(replace(ANN, email=None),))


def found(meeting: Meeting = MEETING, series: Series = SERIES, *, now: datetime = NOW, others: tuple[datetime, ...] = ()) -> list[str]:
    """Return what looks wrong, as sentences."""
    return list(findings(meeting, series, now=now, others=others))


def test_a_sound_agenda_has_no_findings() -> None:
    """Nothing is said for the sake of saying something."""
    assert found() == []


@pytest.mark.parametrize(
    ("meeting", "series", "sentence"),
    [
        (replace(MEETING, start_at=NOW - timedelta(days=1)), SERIES, "it starts in the past, on 28 February 2021"),
        (replace(MEETING, start_at=SATURDAY, end_at=SATURDAY + timedelta(hours=1)), SERIES, "6 March 2021 is a Saturday"),
        (MEETING, replace(SERIES, habits=HOLIDAY), "3 March 2021 is a day on which the series does not meet"),
        (MEETING, replace(SERIES, cadence="now and then"), "the cadence “now and then” is not understood"),
        (MEETING, replace(SERIES, habits=Habits(longest=timedelta(hours=1))), "it lasts 1 h 30 min, longer than the 1 h that were agreed"),
        (replace(MEETING, items=(replace(SLOT, duration_minutes=120),)), SERIES, "its items take 2 h together, longer than its 1 h 30 min"),
        (
            replace(MEETING, items=(replace(SLOT, duration_minutes=5, items=(BELOW,)),)),
            SERIES,
            "1 CTA: its items take 9 min, longer than its own 5 min",
        ),
        (replace(MEETING, items=(SLOT, an_item("2", "cta", speakers=(ANN,)))), SERIES, "1 and 2 have the same title, CTA"),
        (replace(MEETING, items=(replace(SLOT, speakers=(ANN, TWIN)),)), SERIES, "1 CTA: Ann Example is"),
        (replace(MEETING, items=(UNKNOWN,)), SERIES, "1 CTA: no address is known of Ann Example"),
        (replace(MEETING, items=(replace(SLOT, speakers=()),)), SERIES, "1 CTA: it expects a report, and names nobody"),
        (MEETING, replace(SERIES, chair=None), "no chair with an address: nobody can approve the minutes"),
    ],
)  # fmt: skip
def test_what_looks_wrong_is_said(meeting: Meeting, series: Series, sentence: str) -> None:
    """One sentence each."""
    assert any(line.startswith(sentence) for line in found(meeting, series)), found(meeting, series)


def test_another_meeting_close_by_is_said() -> None:
    """Within a day; one in a fortnight is no clash."""
    assert found(others=(START + timedelta(hours=3), START + timedelta(days=14))) == [
        "another meeting of the series is close to it, on 3 March 2021"
    ]


@pytest.mark.parametrize(
    ("announced", "is_said"),
    [
        (Announced(date(2021, 3, 3)), False), (Announced(date(2021, 3, 3), time(10)), False), (Announced(date(2021, 3, 4)), True),
        (Announced(date(2021, 3, 3), time(14)), True),
    ],
)  # fmt: skip
def test_a_date_other_than_the_announced_one_is_said(announced: Announced, *, is_said: bool) -> None:
    """The day, and the time of day where one was announced."""
    lines = findings(MEETING, SERIES, now=NOW, announced=announced)
    assert any(line.startswith("the last minutes announce") for line in lines) is is_said
