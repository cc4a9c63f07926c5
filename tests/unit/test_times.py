"""Times as people read them: weekday, zone and offset, and what they are for a reader elsewhere."""

from datetime import UTC, datetime

import pytest

from mailflow.adapters.times import calendar_of

_START, _END = datetime(2021, 3, 3, 9, tzinfo=UTC), datetime(2021, 3, 3, 10, 30, tzinfo=UTC)
_ACROSS_MIDNIGHT = "Wednesday 3 March 2021, 23:00 – Thursday 4 March 2021, 00:30"
_PARIS = "Wednesday 3 March 2021, 10:00–11:30 (Europe/Paris, UTC+01:00)"


@pytest.mark.parametrize(
    ("reader_zone", "expected"),
    [
        ("", _PARIS),
        ("Europe/Paris", _PARIS),
        ("Europe/Berlin", _PARIS),
        ("Europe/Lisbon", f"{_PARIS}; 09:00–10:30 for you (Europe/Lisbon, UTC+00:00)"),
        ("Asia/Kolkata", f"{_PARIS}; 14:30–16:00 for you (Asia/Kolkata, UTC+05:30)"),
        ("Pacific/Auckland", f"{_PARIS}; 22:00–23:30 for you (Pacific/Auckland, UTC+13:00)"),
        ("Pacific/Kiritimati", f"{_PARIS}; {_ACROSS_MIDNIGHT} for you (Pacific/Kiritimati, UTC+14:00)"),
    ],
)
def test_the_readers_own_time_stands_beside_that_of_the_meeting(reader_zone: str, expected: str) -> None:
    """Where its clocks show another, however the zone is called; with the date where that is another."""
    calendar = calendar_of("Europe/Paris", "en", reader_zone=reader_zone, for_you="%(when)s for you")
    assert calendar.when(_START, _END) == expected


def test_a_meeting_while_the_clocks_change_has_two_offsets() -> None:
    """The end is by the new time: with one offset it would be an hour off for whoever counts from it."""
    start, end = datetime(2027, 3, 27, 22, 30, tzinfo=UTC), datetime(2027, 3, 28, 1, 55, tzinfo=UTC)
    paris = "Saturday 27 March 2027, 23:30 – Sunday 28 March 2027, 03:55 (Europe/Paris, UTC+01:00 – UTC+02:00)"
    assert calendar_of("Europe/Paris", "en").when(start, end) == paris
    indian = "Sunday 28 March 2027, 04:00 – 07:25"
    told = calendar_of("Europe/Paris", "en", reader_zone="Asia/Kolkata", for_you="%(when)s for you").when(start, end)
    assert told == f"{paris}; {indian.replace(' – ', '–')} for you (Asia/Kolkata, UTC+05:30)"


def test_a_moment_has_no_end() -> None:
    """A deadline is one time; the evening before is another day."""
    calendar = calendar_of("Europe/Paris", "en", reader_zone="America/Los_Angeles", for_you="%(when)s for you")
    deadline = datetime(2021, 3, 3, 7, tzinfo=UTC)
    assert calendar.moment(deadline) == (
        "Wednesday 3 March 2021, 08:00 (Europe/Paris, UTC+01:00); Tuesday 2 March 2021, 23:00 for you (America/Los_Angeles, UTC-08:00)"
    )


def test_summer_begins_on_another_day_elsewhere() -> None:
    """The offset is that of the day of the meeting, not of today."""
    calendar = calendar_of("Europe/Paris", "en", reader_zone="America/New_York", for_you="%(when)s for you")
    between = datetime(2021, 3, 17, 9, tzinfo=UTC)
    assert calendar.moment(between).endswith("10:00 (Europe/Paris, UTC+01:00); 05:00 for you (America/New_York, UTC-04:00)")


def test_dates_are_said_in_the_language() -> None:
    """As its readers write them."""
    assert calendar_of("Europe/Paris", "fr").when(_START, _END) == "mercredi 3 mars 2021, 10:00–11:30 (Europe/Paris, UTC+01:00)"
    assert calendar_of("Europe/Paris", "de-AT").short_date(_START) == "3. März 2021"


def test_the_first_of_a_month_is_an_ordinal_in_french() -> None:
    """Only the first; and in no other language."""
    calendar = calendar_of("Europe/Paris", "fr")
    days = [datetime(2021, 4, day, 9, tzinfo=UTC) for day in (1, 11, 21)]
    assert [calendar.short_date(day) for day in days] == ["1er avril 2021", "11 avril 2021", "21 avril 2021"]
    assert calendar.date(days[0]) == "jeudi 1er avril 2021"
    assert calendar.day(days[0].date()) == "1er avril 2021"
    assert calendar_of("Europe/Paris", "de").short_date(days[0]) == "1. April 2021"
