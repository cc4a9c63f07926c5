"""What is due when: the rules, one by one."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailflow.domain.agenda import Delegate, Meeting, PersonId, Series, Speaker
from mailflow.domain.habits import Habits
from mailflow.domain.lifecycle import MeetingState, MinutesState
from mailflow.domain.mail_reports import BounceKind
from mailflow.domain.timetable.kinds import Chased, Standing, Step, StepKind
from mailflow.domain.timetable.moments import Hours, after, before
from mailflow.domain.timetable.plan import due, may_be_due, plan
from mailflow.domain.timetable.reach import Failure, failure_of, unreachable
from tests.builders import NOW, START, a_chair, a_draft, a_meeting, a_report, a_series, a_speaker, an_item

PARIS = ZoneInfo("Europe/Paris")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ELENA, DEE = a_speaker("Elena Cuoco", email="elena@example.org", id=3), a_speaker("Dee Putty", email="dee@example.org", id=9)
WEEKDAYS = Hours(PARIS, time(20), time(7))


def paris(year: int, month: int, day: int, hour: int = 10, minute: int = 0) -> datetime:
    """Return a moment in Paris."""
    return datetime(year, month, day, hour, minute, tzinfo=PARIS).astimezone(UTC)


def a_standing(
    *people: Speaker, start_at: datetime = START, habits: Habits | None = None, series: Series | None = None, **changes: object
) -> Standing:
    """Return a meeting to which the people, each with a slot, were invited long ago."""
    slots = tuple(an_item(f"3.{number}", f"RI {number}", start_at=start_at, speakers=(one,)) for number, one in enumerate(people, start=1))
    series = replace(series or a_series(), habits=habits or Habits())
    standing = Standing(a_meeting(start_at=start_at, items=slots), series, invited=frozenset(PersonId(n) for n in range(20)))
    return replace(standing, **changes)  # type: ignore[arg-type]


def of(standing: Standing, now: datetime, kind: StepKind) -> list[Step]:
    """Return the steps of a kind that are not skipped."""
    return [step for step in plan(standing, now) if step.kind is kind and not step.skipped]


def skipped(standing: Standing, now: datetime, kind: StepKind = StepKind.REMINDER) -> list[str]:
    """Return why the steps of a kind are skipped."""
    return [step.skipped for step in plan(standing, now) if step.kind is kind and step.skipped]


# --- the clock on the wall --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "days", "expected"),
    [
        (paris(2021, 3, 29), 2, paris(2021, 3, 27)),
        (paris(2021, 11, 1), 2, paris(2021, 10, 30)),
        (paris(2021, 3, 29, 2, 30), 1, paris(2021, 3, 28, 3, 30)),
        (paris(2021, 11, 1, 2, 30), 1, datetime(2021, 10, 31, 0, 30, tzinfo=UTC)),
    ],
    ids=["spring", "autumn", "an hour that is not there", "an hour that is there twice"],
)
def test_days_before_are_days_on_the_wall(at: datetime, days: int, expected: datetime) -> None:
    """Ten o'clock is ten o'clock, whatever the clocks did in between."""
    assert before(at, days * DAY, PARIS) == expected


def test_hours_before_are_hours() -> None:
    """An hour before 3:30 on the morning when clocks go forward is 1:30."""
    assert before(paris(2021, 3, 28, 3, 30), HOUR, PARIS) == paris(2021, 3, 28, 1, 30)
    assert after(paris(2021, 3, 27, 10), DAY + HOUR, PARIS) == paris(2021, 3, 28, 11)


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        (paris(2021, 3, 3, 10), paris(2021, 3, 3, 10)),
        (paris(2021, 3, 3, 20), paris(2021, 3, 4, 7)),
        (paris(2021, 3, 3, 6, 59), paris(2021, 3, 3, 7)),
        (paris(2021, 3, 5, 22), paris(2021, 3, 8, 7)),
        (paris(2021, 3, 6, 12), paris(2021, 3, 8, 7)),
        (paris(2021, 3, 27, 3), paris(2021, 3, 29, 7)),
    ],
    ids=["allowed", "evening", "morning", "Friday night", "Saturday", "over the change of the clocks"],
)
def test_next_allowed_hour(at: datetime, expected: datetime) -> None:
    """Not in the night, nor on weekends."""
    assert WEEKDAYS.next_allowed(at) == expected


def test_no_quiet_hours() -> None:
    """Where they begin and end at the same time there are none; they may also lie within a day."""
    assert Hours(PARIS, time(0), time(0), writes_on_weekends=True).is_allowed(paris(2021, 3, 6, 3))
    assert Hours(PARIS, time(12), time(14)).next_allowed(paris(2021, 3, 3, 12, 30)) == paris(2021, 3, 3, 14)


@pytest.mark.parametrize(
    ("start_at", "expected"),
    [
        (paris(2021, 3, 3), [paris(2021, 3, 1), paris(2021, 3, 2)]),
        (paris(2021, 3, 8), [paris(2021, 3, 5)]),
        (paris(2021, 3, 9), [paris(2021, 3, 5), paris(2021, 3, 8)]),
        (paris(2021, 3, 4, 21), [paris(2021, 3, 3, 7), paris(2021, 3, 4, 7)]),
        (paris(2021, 3, 8, 21), [paris(2021, 3, 5, 19), paris(2021, 3, 8, 7)]),
        (paris(2021, 3, 30), [paris(2021, 3, 26), paris(2021, 3, 29)]),
    ],
    ids=["Wednesday", "Monday morning", "Tuesday", "late in the evening", "Monday evening", "after the change of the clocks"],
)
def test_reminders_keep_to_working_hours(start_at: datetime, expected: list[datetime]) -> None:
    """They move to the next one if that is soon enough, else to the day before; of two that fall together one goes."""
    assert [step.at for step in of(a_standing(ELENA, start_at=start_at), start_at - 6 * DAY, StepKind.REMINDER)] == expected


# --- reminders --------------------------------------------------------------------------------------------------------------------------


def test_of_two_missed_reminders_one_goes() -> None:
    """After an outage."""
    steps = [step for step in due(a_standing(ELENA), START - 20 * HOUR) if step.kind is StepKind.REMINDER]
    assert [(step.number, step.is_last) for step in steps] == [(2, True)]


@pytest.mark.parametrize(("ahead", "count"), [(2 * HOUR + timedelta(minutes=1), 1), (2 * HOUR, 0), (-HOUR, 0)], ids=["time", "late", "on"])
def test_nobody_is_reminded_when_it_is_too_late(ahead: timedelta, count: int) -> None:
    """To write anything."""
    assert len([step for step in due(a_standing(ELENA), START - ahead) if step.kind is StepKind.REMINDER]) == count


def test_reminders_are_a_day_apart_from_the_mail_before() -> None:
    """Whoever was invited on the morning before has one reminder, a day later; whoever was in the afternoon has none."""
    invited_at = START - 26.5 * HOUR
    standing = a_standing(ELENA, written_at={PersonId(3): invited_at})
    assert [step.at for step in of(standing, invited_at, StepKind.REMINDER)] == [START - 2.5 * HOUR]
    standing = a_standing(ELENA, written_at={PersonId(3): START - 20 * HOUR})
    assert of(standing, START - 20 * HOUR, StepKind.REMINDER) == []
    assert skipped(standing, START - 20 * HOUR) == ["within a day of the mail before"]


def test_any_report_counts_for_a_shared_slot() -> None:
    """The minutes have their paragraph."""
    slot = an_item(speakers=(ELENA, DEE), reports=(a_report(author="Elena Cuoco"),))
    standing = replace(a_standing(), meeting=a_meeting(items=(slot,)))
    assert of(standing, START - 3 * DAY, StepKind.REMINDER) == []
    assert set(skipped(standing, START - 3 * DAY)) == {"has reported"}
    owed = replace(standing, meeting=a_meeting(items=(replace(slot, reports=()),)))
    assert {step.to and step.to.name for step in of(owed, START - 3 * DAY, StepKind.REMINDER)} == {"Elena Cuoco", "Dee Putty"}


def test_withdrawn_report_is_owed_again() -> None:
    """It is shown no more."""
    slot = an_item(speakers=(ELENA,), reports=(replace(a_report(), is_withdrawn=True),))
    assert len(of(replace(a_standing(), meeting=a_meeting(items=(slot,))), START - 3 * DAY, StepKind.REMINDER)) == 2


def test_one_mail_for_all_slots_of_a_person() -> None:
    """Those for which a report is missing."""
    slots = (an_item("3.1", speakers=(ELENA,)), an_item("3.2", speakers=(ELENA,), reports=(a_report(),)), an_item("3.3", speakers=(ELENA,)))
    steps = of(replace(a_standing(), meeting=a_meeting(items=slots)), START - 3 * DAY, StepKind.REMINDER)
    assert [[slot.key for slot in step.slots] for step in steps] == [["3.1", "3.3"], ["3.1", "3.3"]]


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        (date(2021, 2, 28), [START - 2 * DAY, START - DAY]),
        (date(2021, 3, 1), [START - DAY]),
        (date(2021, 3, 2), [paris(2021, 3, 3, 7)]),
        (date(2021, 3, 3), []),
    ],
    ids=["back before", "back for the second", "back on the day", "away"],
)
def test_absence_pauses_until_the_return(until: date, expected: list[datetime]) -> None:
    """Then the reminder goes, if time is left."""
    standing = a_standing(replace(ELENA, away_until=until))
    assert [step.at for step in of(standing, START - 3 * DAY, StepKind.REMINDER)] == expected


def test_whose_mail_waits_is_not_reminded() -> None:
    """They have written; somebody has to read it."""
    standing = a_standing(replace(ELENA, aliases=("e@home.example.net",)), waiting=frozenset({"e@home.example.net"}))
    assert of(standing, START - 3 * DAY, StepKind.REMINDER) == []
    assert set(skipped(standing, START - 3 * DAY)) == {"a mail of theirs waits for a decision"}


def test_nobody_is_asked_before_what_came_is_read() -> None:
    """After an outage the inbox is read first."""
    now = START - DAY
    standing = a_standing(replace(ELENA, rsvp="declined"), DEE, asks_from=now + HOUR, declined_at={PersonId(3): now})
    assert [step.kind for step in due(standing, now)] == []
    assert {step.kind for step in due(replace(standing, asks_from=now), now)} == {StepKind.REMINDER, StepKind.REQUEST}


def test_who_declined_is_asked_once_and_at_once() -> None:
    """Also in the evening, as an answer; later only in working hours, and never reminded."""
    evening = paris(2021, 3, 1, 22)
    standing = a_standing(replace(ELENA, rsvp="declined"), declined_at={PersonId(3): evening})
    assert [step.kind for step in due(standing, evening + timedelta(minutes=5))] == [StepKind.REQUEST]
    assert [step.at for step in of(standing, evening + 2 * HOUR, StepKind.REQUEST)] == [paris(2021, 3, 2, 7)]
    asked = replace(standing, posted={due(standing, evening)[0].purpose: evening})
    assert [step.kind for step in plan(asked, evening + HOUR) if not step.skipped and step.to == standing.meeting.speakers[0]] == []
    assert set(skipped(asked, evening)) == {"has declined: asked once, not reminded"}


def test_too_late_or_away_who_declined_is_not_asked() -> None:
    """An hour before the start nobody writes a report."""
    late = a_standing(replace(ELENA, rsvp="declined"), declined_at={PersonId(3): START - HOUR})
    assert of(late, START - HOUR, StepKind.REQUEST) == []
    away = a_standing(replace(ELENA, rsvp="declined", away_until=date(2021, 3, 5)), declined_at={PersonId(3): START - DAY})
    assert skipped(away, START - DAY, StepKind.REQUEST) == ["away until 2021-03-05"]
    night = a_standing(replace(ELENA, rsvp="declined"), start_at=paris(2021, 3, 3, 8), declined_at={PersonId(3): paris(2021, 3, 2, 21)})
    assert skipped(night, paris(2021, 3, 3, 1), StepKind.REQUEST) == ["too late for it"]


def _delegated(delegate: Speaker = DEE, speaker: Speaker = ELENA) -> Standing:
    slot = replace(an_item(speakers=(speaker,)), delegates=(Delegate(delegate, speaker),))
    return replace(a_standing(), meeting=a_meeting(items=(slot,)))


def test_delegate_is_reminded_first_then_the_speaker_too() -> None:
    """Whoever said that they would report; the last reminder goes to both."""
    steps = of(_delegated(), START - 3 * DAY, StepKind.REMINDER)
    assert [(step.number, step.to and step.to.name, step.for_whom, step.by_whom) for step in steps] == [
        (1, "Dee Putty", ("Elena Cuoco",), ()),
        (2, "Dee Putty", ("Elena Cuoco",), ()),
        (2, "Elena Cuoco", (), ("Dee Putty",)),
    ]


@pytest.mark.parametrize(
    "delegate",
    [replace(DEE, rsvp="declined"), replace(DEE, email=None), replace(DEE, away_until=date(2021, 3, 4))],
    ids=["declined", "mute", "away"],
)
def test_delegate_who_cannot_is_none(delegate: Speaker) -> None:
    """The speaker is reminded as if they had asked nobody."""
    names = [step.to and step.to.name for step in of(_delegated(delegate), START - 3 * DAY, StepKind.REMINDER)]
    assert names == ["Elena Cuoco", "Elena Cuoco"]


def test_who_declined_and_asked_somebody_is_left_alone() -> None:
    """The delegate is reminded."""
    standing = _delegated(speaker=replace(ELENA, rsvp="declined"))
    assert of(standing, START - 3 * DAY, StepKind.REQUEST) == []
    assert {step.to and step.to.name for step in of(standing, START - 3 * DAY, StepKind.REMINDER)} == {"Dee Putty"}


# --- the rest of a life -----------------------------------------------------------------------------------------------------------------


def test_invitation_does_not_come_in_the_night() -> None:
    """A week before a call at half past five in the morning is seven o'clock; late ones go at once."""
    meeting = a_meeting(start_at=paris(2021, 3, 3, 5, 30), state=MeetingState.PLANNED)
    standing = Standing(meeting, a_series())
    assert {step.at for step in of(standing, meeting.start_at - 8 * DAY, StepKind.INVITATION)} == {paris(2021, 2, 24, 7)}
    night = paris(2021, 3, 2, 2)
    assert {step.at for step in of(standing, night, StepKind.INVITATION)} == {night}
    assert of(standing, meeting.end_at, StepKind.INVITATION) == []


def test_whose_address_was_learnt_late_is_invited_at_once() -> None:
    """Later than the others; but of a changed agenda others tell."""
    standing = replace(a_standing(ELENA, DEE), invited=frozenset({PersonId(9)}))
    assert [step.to and step.to.name for step in due(standing, START - 3 * DAY)] == ["Elena Cuoco"]
    changed = replace(standing, meeting=replace(standing.meeting, changed_at=START - 3 * DAY))
    assert due(changed, START - 3 * DAY) == ()


def test_moved_meeting_has_reminders_and_a_briefing_anew() -> None:
    """Purposes carry the start."""
    standing = a_standing(ELENA)
    purposes = {step.purpose for step in plan(standing, START - 3 * DAY)}
    moved = replace(standing, meeting=replace(standing.meeting, start_at=START + DAY, end_at=START + 2 * DAY))
    new = {step.purpose for step in plan(moved, START - 3 * DAY)}
    assert not purposes & new
    assert len(new) == len(purposes)


@pytest.mark.parametrize("state", [MeetingState.CANCELLED, MeetingState.PUBLISHED])
def test_nothing_goes_for_a_meeting_that_is_over_or_off(state: MeetingState) -> None:
    """Of one that is cancelled not even a nudge."""
    standing = a_standing(ELENA, revision=a_draft(state=MinutesState.PUBLISHED))
    assert due(replace(standing, meeting=replace(standing.meeting, state=state)), START - DAY) == ()


def test_series_that_is_not_automatic_sends_nothing() -> None:
    """It is told why."""
    standing = a_standing(ELENA, habits=Habits(is_automatic=False))
    assert due(standing, START - DAY) == ()
    assert {step.skipped for step in plan(standing, START - DAY)} == {"the series is not automatic"}


@pytest.mark.parametrize(
    ("since_end", "count"),
    [(timedelta(minutes=29), 0), (timedelta(minutes=30), 1), (14 * DAY, 1), (15 * DAY, 0)],
    ids=["early", "due", "after an outage", "long ago"],
)
def test_draft_is_made_by_itself(since_end: timedelta, count: int) -> None:
    """Half an hour after the end, and not of a meeting that ended long ago."""
    standing = a_standing(ELENA)
    assert len([step for step in due(standing, standing.meeting.end_at + since_end) if step.kind is StepKind.DRAFT]) == count


def test_draft_needs_invited_people_and_an_approver() -> None:
    """Of a meeting of which nobody was told there is nothing to compile; without a chair nobody could approve it."""
    planned = Standing(a_meeting(state=MeetingState.PLANNED), a_series())
    assert due(planned, START + 3 * HOUR) == ()
    chairless = a_standing(ELENA, series=a_series(chair=a_chair(email=None)))
    assert skipped(chairless, START + 3 * HOUR, StepKind.DRAFT) == ["nobody who could approve it has an address"]


def _waiting(**changes: object) -> Standing:
    made_at = paris(2021, 3, 3, 12)
    standing = a_standing(ELENA, revision=a_draft(created_at=made_at), waits_since=made_at)
    return replace(standing, meeting=replace(standing.meeting, state=MeetingState.IN_REVIEW), **changes)  # type: ignore[arg-type]


def test_nudge_comes_two_days_after_the_last_word() -> None:
    """In working hours, once, and not about minutes that the chair holds."""
    assert [step.at for step in of(_waiting(), paris(2021, 3, 4), StepKind.NUDGE)] == [paris(2021, 3, 5, 12)]
    thursday = _waiting(waits_since=paris(2021, 3, 4, 12))
    assert [step.at for step in of(thursday, paris(2021, 3, 4, 12), StepKind.NUDGE)] == [paris(2021, 3, 8, 7)]
    assert of(_waiting(posted={"nudge:1:2": NOW}), paris(2021, 3, 8), StepKind.NUDGE) == []
    assert skipped(_waiting(is_held=True), paris(2021, 3, 8), StepKind.NUDGE) == ["it is held, by the chair's own word"]
    assert of(_waiting(), paris(2021, 3, 20), StepKind.NUDGE) == []


def test_deputies_are_nudged_while_the_chair_is_away() -> None:
    """Or cannot be written to; the chair all the same where there is no deputy."""
    away = replace(a_chair(), away_until=date(2021, 3, 10))
    deputy = a_speaker("Dora Deputy", email="dora@example.org", id=8)
    standing = _waiting(series=a_series(chair=away, deputies=(deputy,)))
    assert [step.to and step.to.name for step in due(standing, paris(2021, 3, 8))] == ["Dora Deputy"]
    assert [step.to and step.to.name for step in due(_waiting(series=a_series(chair=away)), paris(2021, 3, 8))] == ["Ian Bird"]


def test_secretary_is_told_once_who_cannot_be_reached() -> None:
    """Of an address that fails at once; the chair where there is no secretary, and nobody where both fail."""
    standing = a_standing(ELENA, replace(DEE, email=None), unreachable={"elena@example.org": "550 no such user"})
    (step,) = [step for step in due(standing, START - 2 * DAY) if step.kind is StepKind.ADDRESSES]
    assert (step.to and step.to.name, [one.name for one in step.people]) == ("Ian Bird", ["Elena Cuoco", "Dee Putty"])
    told = replace(standing, told=frozenset(step.purpose.split(":", 2)[-1].split(",")))
    assert of(told, START - 3 * DAY, StepKind.ADDRESSES) == []
    mute = a_standing(ELENA, unreachable={"ian.bird@example.org": "550 no such user"})
    assert skipped(mute, START - 3 * DAY, StepKind.ADDRESSES) == ["neither secretary nor chair can be written to"]


def test_end_of_corrections_is_shown() -> None:
    """And nothing is sent."""
    standing = a_standing(ELENA, revision=a_draft(state=MinutesState.PUBLISHED), published_at=paris(2021, 3, 5))
    standing = replace(standing, meeting=replace(standing.meeting, state=MeetingState.PUBLISHED))
    assert [(step.kind, step.at, step.is_due(step.at)) for step in plan(standing, paris(2021, 3, 6))] == [
        (StepKind.END_OF_CORRECTIONS, paris(2021, 3, 12), False)
    ]


# --- which meetings are looked at, and which addresses fail -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "ahead", "expected"),
    [
        (MeetingState.PLANNED, 30 * DAY, False),
        (MeetingState.PLANNED, 7 * DAY, True),
        (MeetingState.PLANNED, -2 * DAY, False),
        (MeetingState.INVITED, 30 * DAY, True),
        (MeetingState.INVITED, -HOUR, False),
        (MeetingState.COLLECTING, -3 * HOUR, True),
        (MeetingState.DRAFTING, 3 * DAY, False),
        (MeetingState.COLLECTING, -30 * DAY, False),
        (MeetingState.CANCELLED, DAY, False),
    ],
)
def test_meetings_are_looked_at_when_something_could_be_due(state: MeetingState, ahead: timedelta, expected: bool) -> None:  # noqa: FBT001
    """By no more than their rows."""
    chased = Chased(a_meeting().id or 1, START, START + 90 * timedelta(minutes=1), "Europe/Paris", state, Habits())  # type: ignore[arg-type]
    assert may_be_due(chased, START - ahead) is expected
    assert not may_be_due(replace(chased, habits=Habits(is_automatic=False)), START - ahead)


def test_open_draft_is_looked_at_for_some_weeks() -> None:
    """From the day before its nudge."""
    chased = Chased(a_meeting().id or 1, START, START, "Europe/Paris", MeetingState.IN_REVIEW, Habits(), drafted_at=START)  # type: ignore[arg-type]
    assert [may_be_due(chased, START + days * DAY) for days in (0, 1, 20, 40)] == [False, True, True, False]


def test_one_hard_failure_or_three_others_make_an_address_unreachable() -> None:
    """Until a mail comes from it; a delay is no failure."""
    hard = Failure("a@example.org", BounceKind.HARD, NOW, "550 5.1.1  no such\nuser")
    full = [Failure("b@example.org", BounceKind.OVER_QUOTA, NOW + n * HOUR) for n in range(3)]
    slow = [Failure("c@example.org", BounceKind.SOFT, NOW) for _ in range(5)]
    assert unreachable([hard, *full, *slow], {}) == {"a@example.org": "550 5.1.1 no such user", "b@example.org": "over quota"}
    assert unreachable(full[:2], {}) == {}
    assert unreachable([hard], {"a@example.org": NOW + HOUR}) == {}
    assert unreachable([hard], {"a@example.org": NOW - HOUR}) != {}


@pytest.mark.parametrize(
    ("code", "words", "kind"),
    [
        (550, "5.1.1 no such user", BounceKind.HARD),
        (554, "5.7.1 rejected as spam", BounceKind.BLOCKED),
        (552, "5.3.4 message too big", BounceKind.UNKNOWN),
        (0, "connection refused", BounceKind.HARD),
        (451, "4.3.0 try again", BounceKind.HARD),
    ],
)
def test_what_a_server_refused_for_good_is_a_failure(code: int, words: str, kind: BounceKind) -> None:
    """So is what could not be handed over in all the time that we tried."""
    assert failure_of("A@example.org", code, words, NOW).kind is kind


def test_steps_come_in_the_order_of_time() -> None:
    """A whole life, seen from two weeks before."""
    meeting: Meeting = a_meeting(state=MeetingState.PLANNED)
    steps = plan(Standing(meeting, a_series()), START - 14 * DAY)
    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert list(dict.fromkeys(step.kind for step in steps)) == [
        StepKind.INVITATION, StepKind.REMINDER, StepKind.BRIEFING, StepKind.DRAFT,
    ]  # fmt: skip
