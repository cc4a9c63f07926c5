"""A thousand random timetables: clocks jump, beats come twice or not at all, people do what people do.

The oracle knows nothing of the code under test but the mails that it asks for: it looks at the wall clock and at what is so.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from mailflow.domain.agenda import Meeting, MeetingId, PersonId, Series, Speaker
from mailflow.domain.habits import Habits
from mailflow.domain.lifecycle import MeetingState, MinutesState
from mailflow.domain.minutes.draft import Draft, MinutesId
from mailflow.domain.timetable.kinds import Standing, Step, StepKind
from mailflow.domain.timetable.plan import due
from tests.builders import a_meeting, a_report, a_series, a_speaker, an_item, some_content

SEED = 20261128
NOT_PLAYED = {StepKind.END_OF_CORRECTIONS, StepKind.ACTION_REMINDER}  # the one sends nothing, the other is of another source
BATCHES, SIZE = 20, 50
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ZONES = ("Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "UTC")
CHANGES = (
    ("Europe/Paris", date(2021, 3, 28)),
    ("Europe/Paris", date(2021, 10, 31)),
    ("America/New_York", date(2021, 3, 14)),
    ("America/New_York", date(2021, 11, 7)),
    ("Australia/Lord_Howe", date(2021, 4, 4)),
)
"""Sundays on which clocks change, and where."""
ASKING = {StepKind.REMINDER, StepKind.REQUEST}
PEOPLE = ("Ada", "Bo", "Cy", "Di")
OPEN = {MeetingState.PLANNED, MeetingState.INVITED}
SLOTS = (("3.1", ("Ada",)), ("3.2", ("Bo",)), ("3.3", ("Cy", "Di")))


@dataclass(frozen=True)
class Sent:
    """A mail that went, at what time by the clock that sent it, for which start of the meeting."""

    kind: StepKind
    who: str
    at: datetime
    start_at: datetime
    purpose: str


@dataclass
class World:
    """What is so. `declined` says since when; `dead` are those whose address bounces."""

    habits: Habits
    zone: str
    start_at: datetime
    reported: set[str] = field(default_factory=set)
    declined: dict[str, datetime] = field(default_factory=dict)
    away: dict[str, date] = field(default_factory=dict)
    dead: set[str] = field(default_factory=set)
    state: MeetingState = MeetingState.PLANNED
    draft: Draft | None = None
    is_answered: bool = False
    log: list[Sent] = field(default_factory=list)

    def local(self, at: datetime) -> datetime:
        """Return a moment as the clocks of the series show it."""
        return at.astimezone(ZoneInfo(self.zone))

    def standing(self) -> Standing:
        """Return what the database would tell."""
        series = replace(_series(self.zone, self.habits), id=None)
        notices = [sent.purpose for sent in self.log if sent.kind is StepKind.ADDRESSES]
        asked = [sent for sent in self.log if sent.kind in {StepKind.INVITATION, *ASKING}]
        return Standing(
            self._meeting(),
            series,
            posted={sent.purpose: sent.at for sent in self.log},
            written_at={_id(sent.who): sent.at for sent in sorted(asked, key=lambda sent: sent.at)},
            declined_at={_id(name): at for name, at in self.declined.items()},
            invited=frozenset(_id(sent.who) for sent in self.log if sent.kind is StepKind.INVITATION),
            unreachable={_address(name): "550 no such user" for name in self.dead},
            revision=self.draft,
            waits_since=self.draft.created_at if self.draft else None,
            told=frozenset(mark for words in notices for mark in words.split(":", 2)[-1].split(",")),
        )

    def _meeting(self) -> Meeting:
        slots = [
            an_item(
                key,
                key,
                start_at=self.start_at,
                speakers=tuple(self._person(name) for name in names),
                reports=(a_report(),) if key in self.reported else (),
            )
            for key, names in SLOTS
        ]
        return replace(a_meeting(start_at=self.start_at, timezone=self.zone, items=tuple(slots)), state=self.state, id=MeetingId(7))

    def _person(self, name: str) -> Speaker:
        rsvp = "declined" if name in self.declined else ""
        return replace(a_speaker(name, email=_address(name), id=_id(name), rsvp=rsvp), away_until=self.away.get(name))

    def beat(self, now: datetime) -> None:
        """Let two beats come at once by a clock: both see the same, and the outbox takes each purpose once."""
        steps = due(self.standing(), now)
        posted = {sent.purpose for sent in self.log}
        for step in (*steps, *steps):
            if step.purpose not in posted:
                posted.add(step.purpose)
                self._send(step, now)

    def _send(self, step: Step, now: datetime) -> None:
        assert step.to is not None
        self.log.append(Sent(step.kind, step.to.name, now, self.start_at, step.purpose))
        if step.kind is StepKind.INVITATION and self.state is MeetingState.PLANNED:
            self.state = MeetingState.INVITED
        if step.kind is StepKind.DRAFT:
            self.state = MeetingState.IN_REVIEW
            self.draft = Draft(MeetingId(7), 1, some_content(), now, MinutesState.DRAFT, MinutesId(1))


def _series(zone: str, habits: Habits) -> Series:
    return replace(a_series(timezone=zone), habits=habits)


def _id(name: str) -> PersonId:
    return PersonId(1 if name == "Ian Bird" else 2 + PEOPLE.index(name))


def _address(name: str) -> str:
    return "ian.bird@example.org" if name == "Ian Bird" else f"{name.lower()}@example.org"


# --- the oracle -----------------------------------------------------------------------------------------------------------------------


def may_write(world: World, at: datetime) -> bool:
    """Tell whether the clock on the wall of the series shows an hour at which people are asked for something."""
    wall = world.local(at)
    first, last = world.habits.quiet_from, world.habits.quiet_until
    is_quiet = first != last and (wall.time() >= first or wall.time() < last)
    return not is_quiet and (world.habits.writes_on_weekends or wall.isoweekday() < 6)


def wall_days_before(world: World, days: int) -> datetime:
    """Return the moment at which the clock shows the hour of the meeting so many days before."""
    wall = world.local(world.start_at).replace(tzinfo=None) - days * DAY
    return wall.replace(tzinfo=ZoneInfo(world.zone)).astimezone(UTC)


def window(world: World, days: int) -> tuple[datetime, datetime] | None:
    """Return between when a reminder is due, found quarter by quarter; None where the oracle has no opinion (it was moved forward)."""
    moment = wall_days_before(world, days)
    following = max((lead.days for lead in world.habits.remind_before if lead.days < days), default=0)
    latest = moment + (days - following) * DAY / 2 - HOUR  # clocks may change in between
    while not may_write(world, moment):
        moment += 15 * MINUTE
        if moment > latest:
            return None
    if not following:
        return moment, world.start_at - 2 * HOUR
    then = window(world, following)
    return (moment, moment + (then[0] - moment) / 2) if then else None


def owes(world: World, name: str) -> bool:
    """Tell whether somebody owes a report and can be reminded of it."""
    slots = [key for key, names in SLOTS if name in names]
    return not set(slots) <= world.reported and name not in world.dead


def check_nothing_wrong(world: World, before: int, now: datetime) -> None:
    """Every mail of a beat went to whom it should, at an hour at which it may."""
    for sent in world.log[before:]:
        if sent.kind in ASKING:
            assert world.state is MeetingState.INVITED
            assert owes(world, sent.who), f"{sent} owes nothing"
            assert now < world.start_at - 2 * HOUR + MINUTE, f"{sent} is too late"
            assert world.away.get(sent.who, date.min) < world.local(now).date(), f"{sent} is away"
            assert (sent.kind is StepKind.REQUEST) == (sent.who in world.declined), f"{sent}: declined is asked, not reminded"
            assert may_write(world, now) or (sent.kind is StepKind.REQUEST and now - world.declined[sent.who] < HOUR), f"{sent} at night"
        if sent.kind is StepKind.REMINDER:
            windows = [window(world, lead.days) for lead in world.habits.remind_before]
            assert None in windows or now >= min(found[0] for found in windows if found), f"{sent} comes too early"
            earlier = [one for one in world.log[:before] if one.who == sent.who and one.kind in {StepKind.INVITATION, *ASKING}]
            assert all(now - one.at >= DAY - HOUR for one in earlier), f"{sent} comes within a day"
        if sent.kind in {StepKind.INVITATION, StepKind.BRIEFING}:
            assert now < world.start_at + (90 * MINUTE if sent.kind is StepKind.INVITATION else timedelta())
        if sent.kind is StepKind.NUDGE:
            assert may_write(world, now)
            assert not world.is_answered


def check_nothing_missing(world: World, now: datetime) -> None:
    """After a beat nobody is without a mail that they should have by then."""
    end_at = world.start_at + 90 * MINUTE
    got = {(sent.kind, sent.who) for sent in world.log}
    now_got = {(sent.kind, sent.who) for sent in world.log if sent.start_at == world.start_at}
    if world.state is MeetingState.PLANNED and wall_days_before(world, 7) + DAY <= now < end_at:
        raise AssertionError("nobody is invited")
    if world.state is MeetingState.INVITED:
        for name in PEOPLE:
            if now < end_at and owes(world, name):
                assert (StepKind.INVITATION, name) in got, f"{name} is not invited"
            check_reminded(world, name, now)
        if world.start_at - HOUR <= now < world.start_at:
            assert (StepKind.BRIEFING, "Ian Bird") in now_got, "no briefing"
        assert not end_at + 30 * MINUTE <= now < end_at + 14 * DAY, "no draft"
    if world.draft and not world.is_answered and may_write(world, now):
        waits = world.local(now).replace(tzinfo=None) - world.local(world.draft.created_at).replace(tzinfo=None)
        assert not 2 * DAY <= waits <= 10 * DAY or (StepKind.NUDGE, "Ian Bird") in got, "no nudge"


def check_reminded(world: World, name: str, now: datetime) -> None:
    """Whoever owes a report, is here, and was left alone for a day has been reminded within the window that is open."""
    if not may_write(world, now) or not owes(world, name) or world.away.get(name, date.min) >= world.local(now).date():
        return
    mails = [sent for sent in world.log if sent.who == name and sent.kind in {StepKind.INVITATION, *ASKING}]
    if name in world.declined:
        is_open = world.declined[name] <= now < world.start_at - 2 * HOUR
        assert not is_open or any(one.kind is StepKind.REQUEST and one.start_at == world.start_at for one in mails), f"{name} is not asked"
        return
    opened = [found for lead in world.habits.remind_before if (found := window(world, lead.days)) and found[0] <= now < found[1]]
    if not opened:
        return
    since = max(first for first, _ in opened)
    recent = [one for one in mails if one.at > now - DAY - HOUR]
    reminded = [one for one in mails if one.kind is StepKind.REMINDER and one.start_at == world.start_at and one.at >= since]
    assert recent or reminded, f"{name} owes a report since {since} and was not reminded"


def check_nothing_twice(world: World) -> None:
    """Whatever happened, each mail went once for each start of the meeting."""
    assert max(Counter(sent.purpose for sent in world.log).values(), default=1) == 1
    once = Counter((sent.kind, sent.who, sent.start_at) for sent in world.log if sent.kind not in {StepKind.REMINDER, StepKind.ADDRESSES})
    assert max(once.values(), default=1) == 1
    reminders = Counter((sent.who, sent.start_at) for sent in world.log if sent.kind is StepKind.REMINDER)
    assert max(reminders.values(), default=0) <= len(world.habits.remind_before)
    assert max(Counter(sent.who for sent in world.log if sent.kind is StepKind.INVITATION).values(), default=0) <= 1
    assert max(Counter(sent.who for sent in world.log if sent.kind is StepKind.NUDGE).values(), default=0) <= 1


# --- what happens ---------------------------------------------------------------------------------------------------------------------


def a_world(random: Random) -> World:
    """Return a series with habits of its own, and a meeting, often near a change of the clocks."""
    habits = Habits(
        remind_before=random.choice([(2 * DAY, DAY), (2 * DAY, DAY), (3 * DAY,), (4 * DAY, 2 * DAY, DAY)]),
        writes_on_weekends=random.random() < 0.3,
    )
    if random.random() < 0.2:
        habits = replace(habits, quiet_from=time(0), quiet_until=time(0))
    zone, day = random.choice(ZONES), date(2021, 1, 4) + random.randrange(360) * DAY
    if random.random() < 0.5:
        zone, sunday = random.choice(CHANGES)
        day = sunday + random.randrange(-3, 5) * DAY
    hour = time(random.randrange(8, 19), random.choice([0, 30]))
    return World(habits, zone, datetime.combine(day, hour, ZoneInfo(zone)).astimezone(UTC))


def _report(random: Random, world: World, _now: datetime) -> None:
    world.reported.add(random.choice(SLOTS)[0])


def _decline(random: Random, world: World, now: datetime) -> None:
    if world.state is not MeetingState.PLANNED:
        world.declined.setdefault(random.choice(PEOPLE), now)


def _accept(random: Random, world: World, _now: datetime) -> None:
    world.declined.pop(random.choice(PEOPLE), None)


def _go_away(random: Random, world: World, now: datetime) -> None:
    world.away[random.choice(PEOPLE)] = world.local(now).date() + random.randrange(5) * DAY


def _bounce(random: Random, world: World, _now: datetime) -> None:
    world.dead.add(random.choice(PEOPLE))


def _come_alive(random: Random, world: World, _now: datetime) -> None:
    world.dead.discard(random.choice(PEOPLE))


def _move(random: Random, world: World, now: datetime) -> None:
    if world.state in OPEN and now < world.start_at:
        world.start_at = max(now, world.start_at + random.randrange(-2, 8) * DAY) + random.randrange(4) * HOUR


def _cancel(_random: Random, world: World, _now: datetime) -> None:
    if world.state in OPEN:
        world.state = MeetingState.CANCELLED


def _answer(_random: Random, world: World, _now: datetime) -> None:
    if world.draft:
        world.is_answered = True
        world.draft = replace(world.draft, state=MinutesState.APPROVED)


HAPPENINGS = {_report: 6, _decline: 3, _accept: 2, _go_away: 4, _bounce: 2, _come_alive: 2, _move: 1, _cancel: 0.3, _answer: 2}


def something_happens(random: Random, world: World, now: datetime) -> None:
    """Let somebody do something, or the meeting be moved or cancelled."""
    random.choices(list(HAPPENINGS), list(HAPPENINGS.values()))[0](random, world, now)


def beats(random: Random, world: World) -> list[datetime]:
    """Return when the beat comes: every few hours, but for outages, and just before and after what the clock on the wall says."""
    now = world.start_at - random.uniform(0.05, 10) * DAY
    end, found = world.start_at + 4 * DAY, []
    while now < end:
        found.append(now)
        now += random.uniform(0.2, 2.5) * DAY if random.random() < 0.06 else random.uniform(1, 8) * HOUR
    moments = [wall_days_before(world, lead.days) for lead in (*world.habits.remind_before, 7 * DAY)]
    at_the_edge = [moment + shift for moment in moments for shift in (-MINUTE, MINUTE) if moment + shift > found[0]]
    return sorted([*found, *at_the_edge, world.start_at - 59 * MINUTE])


def live(random: Random) -> World:
    """Play a timetable, and look at every beat."""
    world = a_world(random)
    for now in beats(random, world):
        if random.random() < 0.15:
            something_happens(random, world, now)
        jump = random.choice([-2, 2]) * HOUR if random.random() < 0.08 else timedelta()
        before = len(world.log)
        world.beat(now + jump)
        check_nothing_wrong(world, before, now + jump)
        check_nothing_missing(world, now + jump)
        if world.state is MeetingState.CANCELLED:
            assert len(world.log) == before, "a mail about a cancelled meeting"
    check_nothing_twice(world)
    return world


@pytest.mark.parametrize("batch", range(BATCHES))
def test_whatever_happens_each_mail_goes_once_to_whom_it_should(batch: int) -> None:
    """Nothing twice, nothing to who owes nothing, nothing missed that still makes sense."""
    counted: Counter[StepKind] = Counter()
    for number in range(SIZE):
        seed = SEED + batch * SIZE + number
        try:
            counted.update(sent.kind for sent in live(Random(seed)).log)  # noqa: S311 - a play, no secret
        except AssertionError as error:
            raise AssertionError(f"seed {seed}: {error}") from error
    assert min(counted[kind] for kind in StepKind if kind not in NOT_PLAYED) > 0, "the play is too poor"
