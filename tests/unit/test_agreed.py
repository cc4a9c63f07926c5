"""The actions that minutes agree on: numbered when they go out, shown in the next minutes until they are done."""

from dataclasses import replace
from datetime import date

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import MeetingId, SeriesId
from mailflow.domain.lifecycle import ActionEvent, ActionState
from mailflow.domain.mails.series import ActionNotice, ActionNoticeContext
from mailflow.domain.message import MailKind
from mailflow.domain.minutes.content import MinutesAction
from tests.builders import some_content
from tests.fakes import House
from tests.unit.test_planning import approve, meeting, published

HEAD = "CTA\n- we go on\n\nEGO\n- we go on too\n\n"
ACTIONS = f"{HEAD}ACTION Ian: circulate the paper by 31 March\nACTION Matthias: send the plan\nACTION Zoe: book a room"


def actions(house: House) -> tuple[ActionItem, ...]:
    """Return the actions of the first series."""
    with house.begin() as uow:
        return uow.actions.of_series(SeriesId(1))


def finish(house: House, number: int) -> None:
    """Let an action be done."""
    with house.begin() as uow:
        action = uow.actions.find(SeriesId(1), number)
        assert action is not None
        uow.actions.save(action.after(ActionEvent.FINISH, at=house.clock.now()))
        uow.commit()


def test_actions_are_taken_when_the_minutes_go_out() -> None:
    """Each under its number, with its day and its owners; one of somebody unknown has none."""
    house = House()
    published(house, notes=ACTIONS)
    first, second, third = actions(house)
    assert (first.number, first.text, first.due, first.owner) == (1, "circulate the paper", date(2021, 3, 31), "Ian Bird")
    people = {person.id: person.name for person in (*meeting(house, 1).speakers,)}
    assert [people.get(owner) for owner in second.owner_ids] == ["Matthias Fuessling"]
    assert (third.owner, third.owner_ids) == ("Zoe", ())


def test_they_stand_in_the_next_minutes_until_they_are_done() -> None:
    """What was done since the last minutes is told once; new ones are numbered on, and the number is that of the series."""
    house = House()
    published(house, notes=ACTIONS)
    finish(house, 1)
    second = MeetingId(2)
    house.invite(second)
    house.clock.forward(days=15)
    house.receive(house.reply_to("ian.bird@example.org", f"{HEAD}ACTION Ian: write to all"))
    content = house.draft(second).minutes.content
    assert content.carried == (
        "1. Ian Bird: circulate the paper, by 31 March 2021 - done",
        "2. Matthias Fuessling: send the plan - open",
        "3. Zoe: book a room - open",
    )
    assert content.first_action == 4


def test_what_is_done_after_the_draft_makes_no_approval_late() -> None:
    """The minutes say how it stood at their first revision."""
    house = House()
    published(house, notes=ACTIONS)
    second = MeetingId(2)
    house.invite(second)
    house.clock.forward(days=15)
    house.draft(second)
    finish(house, 2)
    approve(house)
    with house.begin() as uow:
        out = uow.minutes.find_published(second)
    assert out is not None
    assert "2. Matthias Fuessling: send the plan - open" in out.content.carried


def test_a_correction_keeps_what_owners_answered() -> None:
    """A new day for one action; the state and day of another stay what they became."""
    house = House()
    published(house, notes=ACTIONS)
    finish(house, 2)
    with house.begin() as uow:
        deferred = uow.actions.find(SeriesId(1), 1)
        assert deferred is not None
        uow.actions.save(replace(deferred, due=date(2021, 4, 30)))
        earlier = uow.minutes.find_published(MeetingId(1))
        assert earlier is not None
        corrected = replace(earlier.content, actions=(*earlier.content.actions[:2], MinutesAction("Eva", "book a room")))
        about = uow.meetings.get(MeetingId(1)), uow.meetings.series_of(MeetingId(1))
        house.publish._agreed(uow, about, corrected, earlier.content)
        uow.commit()
    first, second, third = actions(house)
    assert (first.due, second.state, third.owner) == (date(2021, 4, 30), ActionState.DONE, "Eva")


def test_what_minutes_say_no_more_is_dropped() -> None:
    """It was an error, and nobody is reminded of it."""
    house = House()
    published(house, notes=ACTIONS)
    with house.begin() as uow:
        earlier = uow.minutes.find_published(MeetingId(1))
        assert earlier is not None
        about = uow.meetings.get(MeetingId(1)), uow.meetings.series_of(MeetingId(1))
        house.publish._agreed(uow, about, replace(some_content(), actions=earlier.content.actions[:1]), earlier.content)
        uow.commit()
    assert [one.state for one in actions(house)] == [ActionState.OPEN, ActionState.DROPPED, ActionState.DROPPED]


def test_the_chair_is_told_of_actions_without_an_owner() -> None:
    """Of new ones only, once."""
    house = House()
    published(house, notes=ACTIONS)
    told = house.renderer.last(MailKind.ACTION_NOTICE)
    assert isinstance(told, ActionNoticeContext)
    assert (told.notice, [change.action.number for change in told.changes]) == (ActionNotice.UNOWNED, [3])
    assert len(house.mails_to("ian.bird@example.org", MailKind.ACTION_NOTICE)) == 1
