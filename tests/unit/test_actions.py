"""What somebody is to do: whose it is, and what minutes that go out once more make of it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from mailflow.domain.action_owners import owners_of
from mailflow.domain.actions import Standing, reconcile, standing_of
from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import IllegalTransition
from mailflow.domain.lifecycle import ActionEvent, ActionState
from mailflow.domain.minutes.content import MinutesAction
from tests.builders import NOW, a_meeting, a_series, a_speaker, an_action, an_item

IAN, ROSIE, MARY, EVA, IAN_TOO = (
    a_speaker(name, email=f"{number}@example.org", id=number)
    for number, name in enumerate(("Ian Bird", "Rosie Bolton", "Mary van der Berg", "Eva Lang", "Ian Moss"), start=1)
)
MEETING = a_meeting(
    items=(
        an_item("1", "Introduction", speakers=(IAN,)),
        an_item("2.1", "SKA", speakers=(ROSIE,)),
        an_item("2.2", "KM3NeT", speakers=(MARY, EVA), aliases=("km3",)),
    )
)
SERIES = a_series(chair=IAN)


@pytest.mark.parametrize(
    ("words", "ids"),
    [
        ("Ian Bird", (1,)), ("Ian", (1,)), ("IB", (1,)), ("rosie", (2,)), ("Rosie Bolton (SKA)", (2,)), ("SKA", (2,)), ("ska", (2,)),
        ("Ian and Rosie", (1, 2)), ("Ian, Rosie, Eva", (1, 2, 4)), ("Rosie & SKA", (2,)), ("Mary van der Berg", (3,)), ("Bolton", (2,)),
        ("KM3NeT", ()), ("Ian and KM3NeT", ()), ("everybody", ()), ("Kay Graf", ()), ("", ()), ("SKA and Kay", ()), ("SKA team lead", ()),
    ],
)  # fmt: skip
def test_owner_is_found_among_the_people(words: str, ids: tuple[int, ...]) -> None:
    """By name, part of it, initials, or as the one speaker of a slot; nobody where it is not clear whom each word means."""
    assert owners_of(words, MEETING, SERIES) == ids


def test_a_name_that_several_have_is_nobodys() -> None:
    """Two Ians: `Ian` is neither, `Ian Moss` is one."""
    meeting = replace(MEETING, items=(*MEETING.items, an_item("3", "AOB", speakers=(IAN_TOO,))))
    assert owners_of("Ian", meeting, SERIES) == ()
    assert owners_of("Ian Moss", meeting, SERIES) == (5,)


def test_what_happens_to_an_action() -> None:
    """Done, reopened; each note stands below those before."""
    done = an_action().after(ActionEvent.FINISH, at=NOW, note="it is online")
    assert (done.state, done.note, done.is_open) == (ActionState.DONE, "it is online", False)
    again = done.after(ActionEvent.REOPEN, at=NOW, note="it is gone")
    assert (again.state, again.note) == (ActionState.OPEN, "it is online\nit is gone")
    with pytest.raises(IllegalTransition):
        done.after(ActionEvent.FINISH, at=NOW)


def test_overdue_is_what_is_open_beyond_its_day() -> None:
    """On its day it is not yet."""
    action = an_action(due=date(2021, 3, 31))
    assert not action.is_overdue(date(2021, 3, 31))
    assert action.is_overdue(date(2021, 4, 1))
    assert not replace(action, state=ActionState.DONE).is_overdue(date(2021, 4, 1))


def test_minutes_say_what_is_open_and_what_became_of_the_rest() -> None:
    """What was done since the last minutes is told once; new actions are numbered on."""
    actions = (
        an_action(number=1, state=ActionState.DONE, changed_at=NOW - timedelta(days=20)),
        an_action("send it", number=2, state=ActionState.DONE),
        an_action("book a room", number=5, owner="", due=date(2021, 3, 31)),
    )
    standing = standing_of(actions, NOW - timedelta(days=14))
    assert standing == Standing(("2. Ian Bird: send it - done", "5. book a room, by 31 March 2021 - open"), 6)
    assert standing_of(actions, None).carried == ("5. book a room, by 31 March 2021 - open",)
    assert standing_of((), None) == Standing()


def test_new_actions_are_taken_each_once() -> None:
    """Two that are alike are two."""
    said = (MinutesAction("Ian Bird", "circulate the paper"), MinutesAction("Rosie", "circulate the plan"))
    assert reconcile((), said, (), MeetingId(1)).new == tuple(enumerate(said))


def test_a_correction_changes_what_it_corrects() -> None:
    """Nearly the same words, or another owner, are the same action; one that is said no more is dropped; unchanged ones stay."""
    known = (
        an_action(number=1),
        an_action("book a room for all", number=2, owner="Rosie"),
        an_action("write to EGO", number=3),
        an_action("ask the board", number=4),
    )
    earlier = tuple(MinutesAction(one.owner, one.text) for one in known)
    said = (
        earlier[0],
        MinutesAction("Eva", "book a room for all"),
        MinutesAction("Ian Bird", "write to EGO and ESO"),
        MinutesAction("Ian Bird", "a wholly new thing"),
    )
    found = reconcile(known, said, earlier, MeetingId(1))
    assert found.new == ((3, said[3]),)
    assert [(one.number, action) for one, action in found.amended] == [(2, said[1]), (3, said[2])]
    assert [one.number for one in found.dropped] == [4]


def test_what_is_done_is_not_dropped() -> None:
    """Nor is what other meetings agreed."""
    done = an_action(number=1, state=ActionState.DONE)
    other = replace(an_action("another", number=2), meeting_id=MeetingId(9))
    assert reconcile((done, other), (), (), MeetingId(1)).dropped == ()


def test_an_open_action_that_is_agreed_once_more_goes_on_under_its_new_number() -> None:
    """Of the same owner, in the same words; it is not there twice."""
    before = replace(an_action(number=2), meeting_id=MeetingId(9))
    said = (MinutesAction("Eva", "something else"), MinutesAction("Ian Bird", "circulate the paper."))
    found = reconcile((before,), said, (), MeetingId(1))
    assert (found.new, found.continued) == (tuple(enumerate(said)), ((before, 1),))
    assert reconcile((replace(before, owner="Rosie"),), said, (), MeetingId(1)).continued == ()


def test_action_that_differs_by_a_figure_is_another() -> None:
    """Nothing that is to be done is lost because the next one sounds like it."""
    before = replace(an_action("check mirror 2", number=2), meeting_id=MeetingId(9))
    said = (MinutesAction(before.owner, "Check mirror 3"),)
    assert reconcile((before,), said, (), MeetingId(1)).continued == ()
    assert reconcile((before,), (MinutesAction(before.owner, "Check mirror 2."),), (), MeetingId(1)).continued == ((before, 0),)
