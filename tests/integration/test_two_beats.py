"""Two beats at once, and clocks that jump: a thousand reminders that are due, none of them twice; on SQLite and on PostgreSQL."""

import itertools
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from mailflow.adapters.migrations.upgrade import upgrade
from mailflow.adapters.repositories.engine import open_engine
from mailflow.adapters.repositories.unit_of_work import SqlAlchemyUnitOfWork
from mailflow.domain.agenda import Agenda
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.message import MailKind
from tests.builders import START, a_meeting, a_series, a_speaker, an_agenda, an_item
from tests.fakes import House
from tests.integration.test_races import together

MEETINGS, SLOTS = 20, 50
DAY = timedelta(days=1)


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """Give a migrated, empty database."""
    engine = open_engine(database_url)
    upgrade(engine)
    yield engine
    engine.dispose()


def a_large_agenda(number: int) -> Agenda:
    """Return a meeting of a series of its own, with fifty slots that one person each reports on."""
    speakers = [a_speaker(f"Speaker {number}.{slot}", email=f"s{number}.{slot}@example.org", id=None) for slot in range(SLOTS)]
    slots = tuple(an_item(f"1.{slot + 1}", f"RI {slot}", speakers=(speaker,)) for slot, speaker in enumerate(speakers))
    round_table = an_item("1", "Round Table", duration_minutes=100, expects_report=False, speakers=(), items=slots)
    meeting = a_meeting(items=(round_table,), id=None, state=MeetingState.PLANNED)
    return an_agenda(series=a_series(f"series-{number}", id=None), meeting=meeting)


def houses(engine: Engine) -> tuple[House, House]:
    """Return two processes on one database, whose ids differ."""
    pair = House(lambda: SqlAlchemyUnitOfWork(engine)), House(lambda: SqlAlchemyUnitOfWork(engine))
    for house, first in zip(pair, (1, 10**6), strict=True):
        house.renderer.broken_after = 10**6
        house._ids = itertools.count(first)
        house._uids = itertools.count(first)
    return pair


def test_a_thousand_due_reminders_go_once(engine: Engine) -> None:
    """Each of two beats, one of which has a clock that jumps by two hours, posts what the other has not."""
    one, other = houses(engine)
    one.clock.at = START - 7 * DAY
    for number in range(MEETINGS):
        one.invited(a_large_agenda(number))
    for moment in (START - 2 * DAY, START - DAY):
        for jump in (0, 2, -2, 0):
            one.clock.at, other.clock.at = moment, moment + timedelta(hours=jump)
            together(one.sweep, other.sweep)
    reminders = Counter(entry.recipient.email for entry in one.entries() if entry.kind is MailKind.REMINDER)
    assert len(reminders) == MEETINGS * SLOTS
    assert set(reminders.values()) == {2}
    counted = Counter(entry.kind for entry in one.entries())
    assert counted[MailKind.INVITATION] == MEETINGS * (SLOTS + 1)


def test_invitations_of_two_beats_go_once(engine: Engine) -> None:
    """The state of the meeting changes once, and nobody fails."""
    one, other = houses(engine)
    one.clock.at = other.clock.at = START - 7 * DAY
    for number in range(4):
        one.add_meeting(a_large_agenda(number))
    together(one.sweep, other.sweep)
    assert Counter(entry.kind for entry in one.entries()) == {MailKind.INVITATION: 4 * (SLOTS + 1)}


def test_drafts_of_two_beats_are_one(engine: Engine) -> None:
    """One revision, mailed once."""
    one, other = houses(engine)
    one.clock.at = START - 7 * DAY
    one.invited()
    one.clock.at = other.clock.at = START + timedelta(hours=2)
    together(one.sweep, other.sweep, one.sweep, other.sweep)
    assert [entry.recipient.email for entry in one.entries() if entry.kind is MailKind.DRAFT] == ["ian.bird@example.org"]


def test_a_beat_with_nothing_to_do_asks_one_question(engine: Engine) -> None:
    """Which meetings could be due; none of them is loaded, however many there are."""
    house, _ = houses(engine)
    house.clock.at = START - 30 * DAY
    for number in range(5):
        house.add_meeting(a_large_agenda(number))
    house.clock.at = START - 12 * DAY
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *arguments: asked.append(arguments[2]))
    assert house.chase.waiting() == ()
    assert len([statement for statement in asked if statement.lstrip().upper().startswith("SELECT")]) == 1
    house.clock.at = START - 7 * DAY
    for _ in range(2):  # the rows of the meetings say something else once people are invited
        house.sweep()
        house.clock.forward(seconds=10)
    asked.clear()
    assert house.chase.waiting() == ()
    assert len([statement for statement in asked if statement.lstrip().upper().startswith("SELECT")]) == 1
