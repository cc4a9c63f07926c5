"""On which days a series meets: cadences in words and rules, and the day that follows."""

from datetime import date, timedelta

import pytest

from mailflow.adapters.agenda_formats.reader import AgendaOptions, parse_agenda
from mailflow.domain.cadence import Cadence, usual
from mailflow.domain.cadence_words import is_understood, parse_cadence

THIRD = date(2021, 3, 3)
"""The first Wednesday of March."""


def cadence(text: str) -> Cadence:
    """Return a cadence that is understood."""
    found = parse_cadence(text)
    assert found is not None, text
    return found


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("every 2 weeks", 17), ("weekly", 10), ("fortnightly", 17), ("every other week", 17), ("Every second week", 17),
        ("bi-weekly", 17), ("every Tuesday", 9), ("Tuesdays", 9), ("every other Tuesday", 16), ("every 2 weeks on Wednesday", 17),
        ("every two weeks on Tuesday at 10:00", 16), ("weekly on Monday and Thursday", 4), ("every 10 days", 13), ("every day", 4),
        ("every weekday", 4), ("toutes les deux semaines", 17), ("une semaine sur deux", 17), ("un mardi sur deux", 16),
        ("tous les quinze jours", 17), ("hebdomadaire", 10), ("chaque mardi", 9), ("tous les mardis", 9), ("alle 2 Wochen", 17),
        ("alle 14 Tage", 17), ("jede zweite Woche", 17), ("wöchentlich", 10), ("dienstags", 9), ("jeden zweiten Dienstag", 16),
        ("vierzehntägig", 17), ("ogni due settimane", 17), ("cada dos semanas", 17), ("Mondays, 10:30", 8),
        ("first and third Monday of the month", 15), ("last Friday of the month", 26), ("le dernier vendredi de chaque mois", 26),
        ("jeden letzten Donnerstag im Monat", 25), ("on the last day of the month", 31), ("le 1er et le 15 de chaque mois", 15),
        ("FREQ=WEEKLY;INTERVAL=2", 17), ("RRULE:FREQ=WEEKLY;BYDAY=MO,WE", 8), ("FREQ=MONTHLY;BYDAY=-1FR", 26),
        ("freq=monthly;bymonthday=31", 31), ("FREQ=MONTHLY;BYDAY=MO;BYSETPOS=1,3", 15), ("FREQ=DAILY;INTERVAL=7", 10),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", 31),
        ("every wed", 10), ("every Thu", 11), ("every third Thursday", 18), ("every 2nd and 4th Tuesday", 9),
        ("every 2 weeks on Wednesdays at 10:00 CET", 17), ("every 2 weeks (Wednesday)", 17), ("alle 14 Tage mittwochs", 17),
        ("om de twee weken", 17), ("om de week", 17), ("co dwa tygodnie", 17), ("co drugi wtorek", 16), ("elke woensdag", 10),
    ],
)  # fmt: skip
def test_next_meeting_of_march(text: str, day: int) -> None:
    """In words of several languages and as a rule of a calendar; from Wednesday 3 March."""
    assert cadence(text).following([THIRD]) == date(2021, 3, day)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("every quarter", date(2021, 6, 2)), ("every year", date(2022, 3, 2)), ("yearly", date(2022, 3, 2)),
        ("FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2,4", date(2021, 4, 30)), ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", date(2024, 2, 29)),
        ("monthly", date(2021, 4, 7)), ("mensuel", date(2021, 4, 7)), ("einmal im Monat", date(2021, 4, 7)),
        ("une fois par mois", date(2021, 4, 7)), ("every 3 months", date(2021, 6, 2)), ("quarterly", date(2021, 6, 2)),
        ("first Monday of the month", date(2021, 4, 5)), ("every first Monday", date(2021, 4, 5)),
        ("jeden ersten Montag", date(2021, 4, 5)),
        ("le premier lundi du mois", date(2021, 4, 5)), ("am ersten Montag im Monat", date(2021, 4, 5)),
        ("first Wednesday of every other month", date(2021, 5, 5)), ("every 2nd Wednesday of the month", date(2021, 4, 14)),
        ("am 3. jedes Monats", date(2021, 4, 3)), ("FREQ=MONTHLY", date(2021, 4, 3)), ("FREQ=YEARLY", date(2022, 3, 3)),
        ("FREQ=MONTHLY;BYDAY=1WE", date(2021, 4, 7)), ("FREQ=MONTHLY;BYMONTH=6;BYDAY=1WE", date(2021, 6, 2)),
    ],
)  # fmt: skip
def test_next_meeting_of_another_month(text: str, on: date) -> None:
    """In words a month keeps the day of the week, by RFC 5545 the day of the month."""
    assert cadence(text).following([THIRD]) == on


@pytest.mark.parametrize(
    "text",
    [
        "now and then", "every 2 weeks, but not in August", "twice a month", "every three Thursdays", "every 0 weeks", "FREQ=HOURLY",
        "FREQ=WEEKLY;BYDAY=2MO", "FREQ=WEEKLY;INTERVAL=x", "FREQ=MONTHLY;BYMONTHDAY=40", "FREQ=MONTHLY;BYWEEKNO=3",
        "sixth Monday of the month",
        "FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=1", "Monday of the month", "every day on Monday", "the 40th of the month",
        "FREQ=DAILY;UNTIL=now",
        "every 2 weeks on the second Tuesday", "FREQ=WEEKLY;INTERVAL=0", "FREQ=WEEKLY;INTERVAL=-1", "FREQ=WEEKLY;COUNT=-1",
        "FREQ=WEEKLY;COUNT=0", "every -2 weeks", "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2", "FREQ=MONTHLY;INTERVAL=99999999",
        "every other quarter", "every 2 weeks (not in August)",
    ],
)  # fmt: skip
def test_what_may_mean_anything_is_no_cadence(text: str) -> None:
    """A word that is not known, or a number that fits nothing, makes no meetings on wrong days."""
    assert parse_cadence(text) is None
    assert not is_understood(text)


def test_no_cadence_is_none_that_is_not_understood() -> None:
    """A series may have none."""
    assert parse_cadence("") is None
    assert is_understood("  ")


def test_exceptions_are_passed_over() -> None:
    """The meeting after an exception is on the day on which it would have been anyway."""
    fortnightly = cadence("every 2 weeks")
    assert fortnightly.following([THIRD], {date(2021, 3, 17)}) == date(2021, 3, 31)
    assert fortnightly.following([THIRD], {date(2021, 3, 17), date(2021, 3, 31)}) == date(2021, 4, 14)


@pytest.mark.parametrize("moved", [date(2021, 4, 13), date(2021, 4, 15), date(2021, 4, 9), date(2021, 4, 20)])
def test_a_meeting_that_was_moved_does_not_move_the_series(moved: date) -> None:
    """Earlier or later by some days: the next is where it would have been."""
    days = [THIRD, date(2021, 3, 17), date(2021, 3, 31), moved]
    assert cadence("every 2 weeks").following(days) == date(2021, 4, 28)


def test_a_series_that_has_moved_for_good_goes_on_from_there() -> None:
    """Once most of the last meetings lie on other days."""
    days = [THIRD, date(2021, 3, 17), *(date(2021, 4, 1) + timedelta(weeks=2 * turn) for turn in range(4))]
    assert cadence("every 2 weeks").following(days) == date(2021, 5, 27)


def test_a_series_ends_where_its_rule_says() -> None:
    """On a day, or after so many meetings."""
    assert cadence("FREQ=WEEKLY;UNTIL=20210316T000000Z").following([THIRD]) == date(2021, 3, 10)
    assert cadence("FREQ=WEEKLY;UNTIL=20210309").following([THIRD]) is None
    assert cadence("FREQ=WEEKLY;COUNT=3").is_over(3)
    assert not cadence("FREQ=WEEKLY;COUNT=3").is_over(2)
    assert not cadence("weekly").is_over(1000)


def test_a_fifth_day_of_a_month_is_its_last() -> None:
    """Monthly from a fifth Wednesday: the next month may have but four; of the 31st, the last day."""
    assert cadence("monthly").following([date(2021, 3, 31)]) == date(2021, 4, 28)
    assert cadence("FREQ=MONTHLY").following([date(2021, 3, 31)]) == date(2021, 4, 30)


def test_a_rule_passes_over_months_without_its_day() -> None:
    """By RFC 5545 a 31st is in seven months, and a 29 February in leap years; words mean every month."""
    assert cadence("FREQ=MONTHLY;BYMONTHDAY=31").following([date(2021, 3, 31)]) == date(2021, 5, 31)
    assert cadence("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29").following([date(2096, 2, 29)]) == date(2104, 2, 29)
    assert cadence("on the 31st of every month").following([date(2021, 3, 31)]) == date(2021, 4, 30)


def test_a_week_begins_where_the_rule_says() -> None:
    """With two days of every other week it makes a difference (RFC 5545 3.3.10)."""
    days = [date(1997, 8, 5)]
    assert cadence("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO").following(days) == date(1997, 8, 10)
    assert cadence("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU").following(days) == date(1997, 8, 17)


def test_usual_is_what_most_have() -> None:
    """Of the last six; the earliest where as many have another."""
    assert usual([600, 600, 840]) == 600
    assert usual([600, 840]) == 600
    assert usual([600, 600, 840, 840, 840]) == 840


def test_cadence_that_is_not_understood_is_told_when_the_agenda_is_read() -> None:
    """In one line, with what would be."""
    told = "title: T\nstart: 2021-03-03T10:00\nend: 2021-03-03T11:00\ncadence: now and then\n"
    options = AgendaOptions(date=None, timezone=None, default_timezone="UTC", addresses={})
    agenda = parse_agenda(told, source="agenda.yaml", options=options)
    (line,) = [warning for warning in agenda.warnings if "cadence" in warning]
    assert "now and then" in line
    assert "no next meeting will be made" in line
