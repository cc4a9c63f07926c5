"""What the chair writes to move a planned meeting: a date, and what may stand around it; anything else is doubted, or is no such order."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from mailflow.domain.moves import Unmoved, names_a_day, read_move
from tests.builders import a_meeting, an_item

_START = datetime(2021, 3, 17, 9, tzinfo=UTC)
_NOW = datetime(2021, 3, 5, 9, tzinfo=UTC)
_MEETING = replace(a_meeting(items=(an_item("3.1"),)), start_at=_START, end_at=_START + timedelta(hours=1))
_AFTERNOON, _SAME_TIME = datetime(2021, 3, 24, 13, tzinfo=UTC), datetime(2021, 3, 24, 9, tzinfo=UTC)


def _read(text: str) -> tuple[datetime | None, Unmoved | None] | None:
    found = read_move(text, _MEETING, now=_NOW, names=("Ian Bird",))
    return None if found is None else (found.start_at, found.why_not)


@pytest.mark.parametrize(
    "text",
    [
        "next meeting 24 March 14:00",
        "move to 24 March 14:00",
        "next meeting 24 March 2021\n  14:00",
        "24 March at 14:00",
        "no, 24 March 14:00",
        "No. 24 March 14:00",
        "no - 24 March, 2 pm",
        "Hi Eva,\nplease move it to Wednesday 24 March at 2 p.m.\nThanks,\nIan",
        "reschedule the meeting to 24 March 2021 at 14:00",
        "let's meet on 24 March at 14.00 instead",
        "14:00 on 24 March",
        "2021-03-24T14:00",
        "24.3. 14:00",
        "24.03. 14 Uhr",
        "24/3/2021 14:00 CET",
        "reporter au 24 mars à 14h",
        "Merci de reporter la réunion au 24 mars 14h00",
        "plutôt le 24 mars à 14h, svp",
        "non, nouvelle date : le 24 mars à 14h00",
        "verschieben auf 24. März 14 Uhr",
        "Bitte auf den 24. März um 14:00 Uhr verschieben",
        "nein, lieber am 24. März um 14 Uhr",
        "spostare al 24 marzo alle 14",
        "mover al 24 de marzo a las 14:00",
        "verplaatsen naar 24 maart 14:00",
        "przenieść na 24 marca 14:00",
        "adiar para 24 de março às 14h",
    ],
)
def test_a_date_moves_it(text: str) -> None:
    """By the clock of the meeting: 14:00 in Paris."""
    assert _read(text) == (_AFTERNOON, None)


@pytest.mark.parametrize("text", ["24 March", "reschedule to 24 March", "reporter au 24 mars", "die Sitzung bitte auf den 24.3. verlegen"])
def test_a_day_without_a_time_keeps_the_time_of_day(text: str) -> None:
    """10:00 in Paris."""
    assert _read(text) == (_SAME_TIME, None)


def test_time_of_day_is_kept_across_a_change_of_the_clocks() -> None:
    """10:00 in Paris is 8:00 UTC in summer; and a day without a year is the next of its name."""
    assert _read("31 March") == (datetime(2021, 3, 31, 8, tzinfo=UTC), None)
    later = read_move("15 January", _MEETING, now=datetime(2021, 12, 1, tzinfo=UTC))
    assert later is not None
    assert later.start_at == datetime(2022, 1, 15, 9, tzinfo=UTC)


@pytest.mark.parametrize("text", ["1 March 14:00", "next meeting 4 March", "24 March 2020", "5 March 09:00"])
def test_a_day_that_is_over_moves_nothing(text: str) -> None:
    """Nor is one that has just gone by meant a year ahead."""
    found = _read(text)
    assert found is not None
    assert found[1] is Unmoved.OVER


@pytest.mark.parametrize(
    "text",
    [
        "24 March or 31 March?",
        "24 or 31 March",
        "24 March 31 March",
        "24 March 14:00?",
        "24 March?",
        "next meeting 24 March 14:00 or 31 March",
        "move to 24 March 14:00 if Eva can",
        "No 24 March",
        "Tuesday 24 March 14:00",
        "3/4 14:00",
        "24 March at 2",
        "24 March noon",
        "24 March 10:00-12:00",
        "24 March 10:00 UTC",
        "28 March 02:30",
        "next meeting 30 February",
        "make it 14:00",
        "move to Wednesday 14:00",
    ],
)
def test_what_is_not_clear_is_doubted(text: str) -> None:
    """Two days, a condition, a question, another weekday or zone, an hour that is skipped: none is guessed."""
    assert _read(text) == (None, Unmoved.UNCLEAR)


@pytest.mark.parametrize(
    "text",
    ["", "ok", "no", "thanks", "3.1", "move to 3.1", "cancel meeting", "done 3", "defer 3 to 31 March", "hold", "3",
     "next meeting in spring", "3.1: the magnet is cold, see the note of 24 March", "do not move to 24 March", "24 March " * 80],
)  # fmt: skip
def test_anything_else_is_no_such_order(text: str) -> None:
    """An item, an action, a note, another order."""
    assert _read(text) is None


def test_a_few_words_with_a_date_are_worth_a_question() -> None:
    """Not those of an item that looks like one, nor what goes on for long."""
    texts = ("Could we do 24 March instead?", "do not move to 24 March", "3.1", "yes", "24 March is the day on " + "which we " * 9)
    assert [names_a_day(text, _MEETING, now=_NOW) for text in texts] == [True, True, False, False, False]
