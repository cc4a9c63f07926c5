"""Whatever is done to a meeting, in whatever order: every calendar is right in the end, and no rule of iTIP is broken on the way."""

import random
import re
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId
from mailflow.domain.errors import BadInputError, IllegalTransition
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.records import InvitedEvent
from mailflow.domain.told import own_items, told_of
from mailflow.services.event_words import event_description
from mailflow.services.upkeep import concerned
from tests.builders import a_calendar_reply, a_series, a_speaker, an_agenda, an_inbound
from tests.fakes import House

MEETING = MeetingId(1)
PARIS = ZoneInfo("Europe/Paris")
TITLE = re.compile(r"^(Your (?:slot|item): \S+) .*(?=, \d\d:\d\d-)", re.MULTILINE)  # a new spelling is sent with the next change
SPARE = tuple(a_speaker(f"Spare {name}", email=f"{name}@example.org", id=None) for name in ("ada", "bob", "cleo"))


class Calendars:
    """What the calendars of everybody hold, by what was sent to them, with every rule that a single object can break."""

    def __init__(self) -> None:
        self.seen = 0
        self.events: dict[str, InvitedEvent] = {}
        self.last: dict[str, InvitedEvent] = {}
        self.gone: set[str] = set()

    def take(self, house: House) -> list[str]:
        """Take in what was sent since the last time; return to whom."""
        new = house.calendar.sent[self.seen :]
        self.seen = len(house.calendar.sent)
        for method, event in new:
            self._check(method, event)
            holds = self.events.get(event.attendee.email)
            assert holds is None or holds.uid == event.uid, "two events of one meeting in one calendar"
            self.last[event.uid] = event
            if method == "CANCEL":
                self.gone.add(event.uid)
                del self.events[event.attendee.email]
            else:
                self.events[event.attendee.email] = event
        return [event.attendee.email for _, event in new]

    def _check(self, method: str, event: InvitedEvent) -> None:
        before = self.last.get(event.uid)
        assert event.uid not in self.gone, "an event that was taken back comes again"
        if before is None:
            assert (method, event.sequence) == ("REQUEST", 0)
            return
        assert event.stamped_at > before.stamped_at
        assert (event.attendee.email, event.organizer) == (before.attendee.email, before.organizer)
        is_retimed = (event.start_at, event.end_at) != (before.start_at, before.end_at)
        assert event.sequence == before.sequence + (method == "CANCEL" or is_retimed)
        assert not is_retimed or event.partstat == ""
        if method == "REQUEST":
            assert is_retimed or (event.description, event.location) != (before.description, before.location), "sent for nothing"


def slots(meeting: Meeting, chance: random.Random) -> tuple[AgendaItem, ...]:
    """Return the items of a meeting with one of its slots changed at random."""
    table = meeting.items[-1]
    slot = chance.choice(table.items)
    shift = timedelta(minutes=chance.choice((-5, 0, 0, 10)))
    people = [*chance.sample(SPARE, chance.randint(0, 2)), *chance.sample(slot.speakers, chance.randint(0, len(slot.speakers)))]
    title = chance.choice((slot.title, f"{slot.title}!"))
    changed = replace(slot, start_at=slot.start_at + shift, title=title, speakers=tuple(people) or slot.speakers)
    return (*meeting.items[:-1], replace(table, items=tuple(changed if item is slot else item for item in table.items)))


def change_agenda(house: House, chance: random.Random) -> None:
    """Change slots, titles or the way to join."""
    with house.begin() as uow:
        meeting = uow.meetings.get(MEETING)
    url = chance.choice((meeting.online.url, "https://meet.example.org/a", "https://meet.example.org/b"))
    title = chance.choice((meeting.title, "Technical Coordination", "Technical Co-ordination"))
    new = replace(meeting, title=title, items=slots(meeting, chance), online=replace(meeting.online, url=url))
    house.change_meeting.update(MEETING, an_agenda(meeting=new))


def move(house: House, chance: random.Random) -> None:
    """Move the meeting to some day of the weeks around the daylight-saving change, sometimes with another length."""
    day = datetime(2021, 3, 20, 10, tzinfo=PARIS) + timedelta(days=chance.randint(0, 20))
    house.change_meeting.move(MEETING, day, duration=chance.choice((None, timedelta(hours=1))))


def answer(house: House, chance: random.Random) -> None:
    """Let somebody answer, or an old answer come late."""
    with house.begin() as uow:
        invitation = chance.choice(uow.invitations.of_meeting(MEETING))
    reply = a_calendar_reply(
        chance.choice((invitation.uid, *invitation.former_uids)),
        attendee=invitation.address,
        partstat=chance.choice(("accepted", "declined", "tentative")),
        sequence=chance.randint(0, invitation.sequence),
        stamped_at=house.clock.now() - timedelta(minutes=chance.choice((0, 30))),
    )
    author = replace(an_inbound().authors[0], email=invitation.address)
    mail = an_inbound("", authors=(author,), calendar=house.calendar.reply(reply), message_id=f"<{chance.random()}@x.example.org>")
    house.receive(mail)


def cancel(house: House, chance: random.Random) -> None:
    """Cancel it."""
    house.change_meeting.cancel(MEETING)


def revive(house: House, chance: random.Random) -> None:
    """Let it take place after all."""
    house.change_meeting.revive(MEETING)


def readdress(house: House, chance: random.Random) -> None:
    """Let somebody have another address, or their old one again."""
    name = chance.choice(("kay", "elena"))
    house.desk.set_address(MEETING, {"kay": "Kay Graf", "elena": "Elena Cuoco"}[name], f"{name}@example.{chance.choice(('org', 'net'))}")


DEEDS = (readdress, change_agenda, change_agenda, move, move, answer, answer, cancel, revive, revive)


def check_all_is_told(house: House, calendars: Calendars) -> None:
    """Every calendar holds the meeting as it is, and nobody else's does."""
    with house.begin() as uow:
        meeting, series = uow.meetings.get(MEETING), uow.meetings.series_of(MEETING)
        known = {one.address: one for one in uow.invitations.of_meeting(MEETING)}
    people = concerned(meeting, series) if meeting.state is not MeetingState.CANCELLED else ()
    assert set(calendars.events) == {person.email for person in people}
    for person in people:
        event = calendars.events[person.email or ""]
        told = told_of(meeting, own_items(meeting, person), since=event.stamped_at)
        assert (event.start_at, event.end_at, event.url) == (meeting.start_at, meeting.end_at, meeting.online.url)
        said, true = (TITLE.sub(r"\1", text) for text in (event.description, event_description(meeting, told.items)))
        assert said == true
        invitation = known[person.email or ""]
        assert (invitation.uid, invitation.sequence) == (event.uid, event.sequence)


@pytest.mark.parametrize("seed", range(500))
def test_calendars_are_right_after_any_changes(seed: int) -> None:
    """Updates within a minute are one mail; SEQUENCE rises with times and cancellations only; nothing is sent for nothing."""
    chance = random.Random(seed)  # noqa: S311 - the same changes each time
    house, calendars = House(), Calendars()
    house.invited(an_agenda(series=a_series(id=None, cadence="")))
    calendars.take(house)
    for _ in range(chance.randint(2, 6)):
        for deed in chance.choices(DEEDS, k=chance.randint(1, 3)):
            house.clock.forward(seconds=chance.randint(1, 20))
            try:
                deed(house, chance)
            except (BadInputError, IllegalTransition):
                continue  # not possible in this state, so nothing happened
            house.sweep()
        calendars.take(house)
        house.clock.forward(seconds=61)
        house.sweep()
        told = calendars.take(house)
        assert len(told) == len(set(told))
        check_all_is_told(house, calendars)
