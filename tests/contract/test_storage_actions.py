"""The storage of what somebody is to do, and of the meetings of a series in their order."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailflow.domain.agenda import MeetingId, PersonId, SeriesId
from mailflow.domain.lifecycle import ActionEvent, ActionState
from mailflow.domain.message import InboundId
from tests.builders import NOW, a_meeting, a_raw_message, a_series, an_action, an_agenda
from tests.contract.conftest import Storage

SERIES, OTHER = SeriesId(1), SeriesId(2)


@pytest.fixture(autouse=True)
def people(storage: Storage) -> tuple[PersonId, ...]:
    """Store two series with a meeting each, and a message; return the ids of the first speakers."""
    with storage.begin() as uow:
        first = uow.meetings.add(an_agenda(), now=NOW)
        uow.meetings.add(an_agenda(series=a_series(slug="other")), now=NOW)
        uow.inbound.store([a_raw_message(b"done 1", uid=1)])
        meeting = uow.meetings.get(first)
        uow.commit()
    return tuple(PersonId(speaker.id or 0) for speaker in meeting.speakers)


def test_actions_are_numbered_in_their_series(storage: Storage, people: tuple[PersonId, ...]) -> None:
    """From 1, in each series for itself; all that an action says comes back, its owners in their order, each once."""
    asked = an_action(owner="Ada and Bo", owner_ids=(people[1], people[0], people[1]), due=date(2021, 3, 31))
    with storage.begin() as uow:
        first = uow.actions.add(asked)
        second = uow.actions.add(an_action("book a room"))
        of_other = uow.actions.add(replace(an_action(), series_id=OTHER, meeting_id=MeetingId(2)))
        uow.commit()
    assert (first.number, second.number, of_other.number) == (1, 2, 1)
    assert first == replace(asked, number=1, owner_ids=(people[1], people[0]))
    with storage.begin() as uow:
        assert uow.actions.of_series(SERIES) == (first, second)
        assert uow.actions.find(SERIES, 2) == second
        assert uow.actions.find(SERIES, 3) is None
        assert uow.actions.of_series(OTHER) == (of_other,)


def test_what_became_of_an_action_is_written(storage: Storage, people: tuple[PersonId, ...]) -> None:
    """Its state, note, day, owners and the message that changed it; what is done is open no more."""
    with storage.begin() as uow:
        first = uow.actions.add(an_action(owner_ids=people[:1]))
        second = uow.actions.add(an_action("book a room"))
        uow.commit()
    later = NOW + timedelta(days=1)
    done = first.after(ActionEvent.FINISH, at=later, inbound_id=InboundId(1), note="it is online")
    deferred = replace(second, due=date(2021, 4, 1), due_words="1 April", owner_ids=people[:2], changed_at=later)
    with storage.begin() as uow:
        uow.actions.save(done)
        uow.actions.save(deferred)
        uow.commit()
    with storage.begin() as uow:
        assert uow.actions.of_series(SERIES) == (done, deferred)
        assert uow.actions.open_of(SERIES) == (deferred,)
    assert (done.state, done.note, done.inbound_id) == (ActionState.DONE, "it is online", 1)


def test_an_action_keeps_a_number_that_is_free(storage: Storage) -> None:
    """As the minutes have it; one that is taken is followed by the next after all."""
    with storage.begin() as uow:
        numbers = [uow.actions.add(an_action(number=number)).number for number in (4, 0, 4, 2, 0)]
        uow.commit()
    assert numbers == [4, 5, 6, 2, 7]


def test_actions_that_are_added_at_once_have_numbers_of_their_own(storage: Storage) -> None:
    """Whoever adds waits for whoever adds at this moment."""

    def add(text: str) -> int:
        with storage.begin() as uow:
            number = uow.actions.add(an_action(text)).number
            uow.commit()
        return number

    with ThreadPoolExecutor(4) as pool:
        numbers = list(pool.map(add, ("one", "two", "three", "four")))
    assert sorted(numbers) == [1, 2, 3, 4]


def test_meetings_of_a_series_come_in_their_order(storage: Storage) -> None:
    """Earliest first, with their numbers and whom they follow; those of other series are not among them."""
    later = replace(a_meeting(id=None), start_at=NOW + timedelta(days=30), number=2, previous_id=MeetingId(1))
    with storage.begin() as uow:
        uow.meetings.lock_series(SERIES)
        added = uow.meetings.add(an_agenda(meeting=later), now=NOW)
        uow.commit()
    with storage.begin() as uow:
        found = uow.meetings.of_series(SERIES)
    assert [(summary.id, summary.number, summary.previous_id) for summary in found] == [(1, None, None), (added, 2, 1)]
