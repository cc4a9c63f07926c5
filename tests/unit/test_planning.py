"""The next meeting is made when minutes go out, or by command; never twice."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from mailflow.adapters.agenda_formats.reader import AgendaOptions, parse_agenda
from mailflow.domain.agenda import Meeting, MeetingId, Series
from mailflow.domain.errors import BadInputError, NotFoundError
from mailflow.domain.habits import Habits
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.mails.series import PlannedContext
from mailflow.domain.message import MailKind
from mailflow.domain.records import Job, MeetingSummary
from tests.builders import a_meeting, a_series, a_speaker, an_agenda, some_content
from tests.fakes import House

CHAIR, CTA = "ian.bird@example.org", "matthias@example.org"
SECOND = datetime(2021, 3, 17, 9, tzinfo=UTC)


def approve(house: House) -> None:
    """Let the chair approve the newest draft, and let the hold pass."""
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))
    house.clock.forward(minutes=11)
    house.release_due()


def published(house: House, series: Series | None = None, *, notes: str = "") -> MeetingId:
    """Bring the first meeting to minutes that are out, with notes of the chair if any are given."""
    meeting_id = house.invited(an_agenda(series=series or a_series(id=None)))
    house.clock.forward(days=2)
    if notes:
        house.receive(house.reply_to(CHAIR, notes, kind=MailKind.INVITATION))
    house.draft(meeting_id)
    approve(house)
    return meeting_id


def meetings(house: House) -> tuple[MeetingSummary, ...]:
    """Return all meetings, earliest first."""
    with house.begin() as uow:
        return uow.meetings.summaries()[::-1]


def meeting(house: House, meeting_id: int) -> Meeting:
    """Return a stored meeting."""
    with house.begin() as uow:
        return uow.meetings.get(MeetingId(meeting_id))


def a_later_meeting() -> Meeting:
    """Return a meeting of two weeks later, without items, that is not stored yet."""
    meeting = a_meeting(id=None, state=MeetingState.PLANNED)
    return replace(meeting, start_at=SECOND, end_at=SECOND + timedelta(hours=1), items=())


def test_the_next_meeting_is_made_when_the_minutes_go_out() -> None:
    """By the cadence, with the next number; it follows the last one, and has its agenda and people."""
    house = House()
    first = published(house)
    _, following = meetings(house)
    assert (following.start_at, following.number, following.previous_id) == (SECOND, 2, first)
    made, last = meeting(house, following.id), meeting(house, first)
    assert made.state is MeetingState.PLANNED
    assert [(item.key, item.title, [one.id for one in item.speakers]) for item in made.walk()] == [
        (item.key, item.title, [one.id for one in item.speakers]) for item in last.walk()
    ]
    assert not any(item.reports for item in made.walk())


def test_nothing_is_made_before_the_minutes_are_out() -> None:
    """An approval that is held may still be stopped."""
    house = House()
    house.drafted()
    house.receive(house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT))
    assert len(meetings(house)) == 1


def test_the_chair_and_the_secretary_are_told_once() -> None:
    """When it is, who is on it, and when the invitations go out."""
    house = House()
    published(house, a_series(id=None, secretary=a_speaker("Di Foss", email="di@example.org", id=None)))
    assert len(house.mails_to(CHAIR, MailKind.PLANNED)) == 1
    assert len(house.mails_to("di@example.org", MailKind.PLANNED)) == 1
    told = house.renderer.last(MailKind.PLANNED)
    assert isinstance(told, PlannedContext)
    assert (told.meeting.start_at, told.meeting.number, told.was_announced) == (SECOND, 2, False)
    assert told.invites_at == SECOND - timedelta(days=7)
    assert [person.name for person in told.people] == [person.name for person in meeting(house, 2).speakers]


def test_a_later_meeting_that_is_there_already_is_not_made_again() -> None:
    """Somebody added it by hand."""
    house = House()
    house.invited()
    house.add_meeting(an_agenda(meeting=a_later_meeting()))
    house.draft(MeetingId(1))
    approve(house)
    assert [(one.number, one.previous_id) for one in meetings(house)] == [(1, None), (2, 1)]
    assert house.mails_to(CHAIR, MailKind.PLANNED) == []


def announce(house: House, words: str, earlier: str | None) -> MeetingId | None:
    """Plan as minutes of the first meeting do that say so of the next, and correct what `earlier` ones said."""
    with house.begin() as uow:
        meeting = uow.meetings.get(MeetingId(1))
        content = replace(some_content(), next_meeting=words)
        before = None if earlier is None else replace(content, next_meeting=earlier)
        planned = house.planning.after_minutes(uow, meeting, content, before)
        uow.commit()
    return planned


def test_a_correction_makes_no_further_meeting() -> None:
    """Nor does it move the next one, which somebody may have moved since, unless the date is what it corrects."""
    house = House()
    published(house, notes="Next meeting 18 March, 14:00")
    announced = meetings(house)[1].start_at
    house.change_meeting.move(MeetingId(2), datetime(2021, 3, 19, 9, tzinfo=UTC))
    assert announce(house, "18 March, 14:00", "18 March, 14:00") is None
    assert meetings(house)[1].start_at != announced
    assert announce(house, "25 March, 14:00", "18 March, 14:00") == 2
    assert [one.start_at for one in meetings(house)][1:] == [announced + timedelta(days=7)]


def test_minutes_move_a_meeting_that_was_added_by_hand() -> None:
    """To the day that they announce; the chair is told, and whoever was invited is told by the upkeep of the calendars."""
    house = House()
    house.invited()
    house.add_meeting(an_agenda(meeting=a_later_meeting()))
    assert announce(house, "18 March, 10:00", None) == 2
    moved = meeting(house, 2)
    assert (moved.start_at, moved.changed_at) == (SECOND + timedelta(days=1), house.clock.now())
    told = house.renderer.last(MailKind.PLANNED)
    assert isinstance(told, PlannedContext)
    assert (told.is_moved, told.was_announced) == (True, True)
    assert announce(house, "18 March, 10:00", None) is None


def add_by_hand(house: House, start_at: datetime, *, is_invited: bool = True) -> MeetingId:
    """Add a meeting of the series by hand, and invite to it."""
    added = replace(a_later_meeting(), start_at=start_at, end_at=start_at + timedelta(hours=1))
    meeting_id = house.add_meeting(an_agenda(meeting=added))
    if is_invited:
        house.invite(meeting_id)
    return meeting_id


def test_a_meeting_that_stands_on_the_announced_day_is_the_one_meant() -> None:
    """An extra meeting before it is not moved onto it, and nobody is told of anything."""
    house = House()
    house.invited()
    extra = add_by_hand(house, SECOND - timedelta(days=7))
    add_by_hand(house, SECOND)
    assert announce(house, "17 March, 10:00", None) is None
    assert announce(house, "17 March", None) is None
    assert meeting(house, extra).start_at == SECOND - timedelta(days=7)
    assert house.mails_to(CHAIR, MailKind.PLANNED) == []


def test_only_another_time_of_day_moves_the_meeting_of_the_announced_day() -> None:
    """Where the minutes name one; the others stay."""
    house = House()
    house.invited()
    extra = add_by_hand(house, SECOND - timedelta(days=7))
    regular = add_by_hand(house, SECOND)
    assert announce(house, "17 March, 14:00", None) == regular
    assert (meeting(house, extra).start_at, meeting(house, regular).start_at) == (SECOND - timedelta(days=7), SECOND + timedelta(hours=4))


def test_an_invited_meeting_that_was_added_by_hand_stays_and_the_chair_is_told() -> None:
    """Once, with both dates: mailflow does not know whether it is the one meant."""
    house = House()
    house.invited()
    extra = add_by_hand(house, SECOND - timedelta(days=7))
    assert announce(house, "18 March, 10:00", None) is None
    assert meeting(house, extra).start_at == SECOND - timedelta(days=7)
    told = house.renderer.last(MailKind.PLANNED)
    assert isinstance(told, PlannedContext)
    assert (told.meeting.id, told.announced_at, told.is_moved, told.was_announced) == (extra, SECOND + timedelta(days=1), False, False)
    announce(house, "18 March, 10:00", None)
    assert len(house.mails_to(CHAIR, MailKind.PLANNED)) == 1


def test_a_meeting_added_by_hand_off_the_cadence_is_not_moved() -> None:
    """Even if nobody is invited yet: it is an extra one."""
    house = House()
    house.invited()
    extra = add_by_hand(house, SECOND - timedelta(days=7), is_invited=False)
    assert announce(house, "18 March, 10:00", None) is None
    assert meeting(house, extra).start_at == SECOND - timedelta(days=7)


def test_the_meeting_that_mailflow_made_moves_past_one_added_by_hand() -> None:
    """It is the one that follows the minutes, invited or not."""
    house = House()
    house.invited()
    made = house.plan_next(MeetingId(1), None)
    house.invite(made)
    extra = add_by_hand(house, SECOND - timedelta(days=7))
    assert announce(house, "18 March, 10:00", None) == made
    assert (meeting(house, extra).start_at, meeting(house, made).start_at) == (SECOND - timedelta(days=7), SECOND + timedelta(days=1))


def test_a_cancelled_meeting_is_followed_by_the_next_of_the_cadence() -> None:
    """No minutes of it would ever make one."""
    house = House()
    published(house)
    house.change_meeting.cancel(MeetingId(2))
    *_, third = meetings(house)
    assert (third.start_at, third.number, third.previous_id) == (SECOND + timedelta(days=14, hours=-1), 3, 2)


def test_the_date_that_the_minutes_announce_counts() -> None:
    """Before the cadence; the chair is told that it is theirs."""
    house = House()
    published(house, notes="Next meeting 18 March, 14:00")
    assert meetings(house)[1].start_at == datetime(2021, 3, 18, 13, tzinfo=UTC)
    told = house.renderer.last(MailKind.PLANNED)
    assert isinstance(told, PlannedContext)
    assert told.was_announced


def test_an_announced_day_without_a_time_keeps_the_time_of_the_series() -> None:
    """10:00 in Paris."""
    house = House()
    published(house, notes="Next meeting 18 March")
    assert meetings(house)[1].start_at == datetime(2021, 3, 18, 9, tzinfo=UTC)


def test_exceptions_are_passed_over() -> None:
    """The meeting after a holiday is where it would have been anyway."""
    house = House()
    published(house, replace(a_series(id=None), habits=Habits(exceptions=(date(2021, 3, 17),))))
    assert meetings(house)[1].start_at == datetime(2021, 3, 31, 8, tzinfo=UTC)


@pytest.mark.parametrize("series", [a_series(id=None, cadence=""), replace(a_series(id=None), habits=Habits(is_automatic=False))])
def test_no_cadence_or_a_series_run_by_hand_makes_none(series: Series) -> None:
    """Somebody does so by command, if they want."""
    house = House()
    published(house, series)
    assert len(meetings(house)) == 1


def test_addresses_that_were_learnt_come_along() -> None:
    """People are those of the series, with all that is known of them."""
    house = House()
    house.invited()
    with house.begin() as uow:
        speaker = uow.meetings.get(MeetingId(1)).slots[0].speakers[0]
        assert speaker.id is not None
        uow.meetings.learn_alias(speaker.id, "other@example.net", now=house.clock.now(), inbound_id=None)
        uow.commit()
    house.draft(MeetingId(1))
    approve(house)
    assert meeting(house, 2).slots[0].speakers[0].aliases == ("other@example.net",)


def test_a_command_makes_it_once() -> None:
    """By the cadence or at a time; a second time it is refused, and says which meeting is there."""
    house = House()
    first = house.invited()
    assert house.plan_next(first, None) == 2
    assert house.doorbell.rings[-1][0] is Job.DISPATCH
    with pytest.raises(BadInputError, match="meeting 2 of this series is later"):
        house.plan_next(first, None)
    moment = datetime(2021, 4, 1, 8, tzinfo=UTC)
    assert meeting(house, house.plan_next(MeetingId(2), moment)).start_at == moment


def test_a_command_says_why_it_makes_none() -> None:
    """No cadence, a time that is not after it, no such meeting."""
    house = House()
    first = house.invited(an_agenda(series=a_series(id=None, cadence="")))
    with pytest.raises(BadInputError, match="no cadence"):
        house.plan_next(first, None)
    with pytest.raises(BadInputError, match="is not after meeting 1"):
        house.plan_next(first, datetime(2021, 3, 1, tzinfo=UTC))
    with pytest.raises(NotFoundError):
        house.plan_next(MeetingId(99), None)


def test_meetings_are_numbered_as_they_are_added() -> None:
    """The first is 1, unless the agenda gives a number, from which it goes on."""
    house = House()
    numbered = replace(a_meeting(id=None, state=MeetingState.PLANNED), number=41)
    house.add_meeting(an_agenda(meeting=numbered))
    house.plan_next(MeetingId(1), None)
    house.add_meeting(an_agenda(series=a_series("other", id=None)))
    assert {one.id: one.number for one in meetings(house)} == {1: 41, 2: 42, 3: 1}


def test_status_links_the_meetings_of_a_series() -> None:
    """Its number, and the meetings before and after it."""
    house = House()
    first = house.invited()
    house.plan_next(first, None)
    told = [house.views.status(MeetingId(number))["meeting"] for number in (1, 2)]
    assert [(one["number"], one["previous"], one["next"]) for one in told] == [(1, None, 2), (2, 1, None)]  # type: ignore[index]


def test_an_agenda_may_say_which_meeting_it_is() -> None:
    """A number from 1; anything else is an error that names what was expected."""
    options = AgendaOptions(date=None, timezone=None, default_timezone="UTC", addresses={})
    told = "title: T\nstart: 2021-03-03T10:00\nend: 2021-03-03T11:00\nnumber: "
    assert parse_agenda(f"{told}12\n", source="a.yaml", options=options).meeting.number == 12
    with pytest.raises(BadInputError, match="which meeting of the series it is"):
        parse_agenda(f"{told}soon\n", source="a.yaml", options=options)
