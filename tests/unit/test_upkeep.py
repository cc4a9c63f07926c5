"""Every calendar is kept true: who is told of a change, with which event, and who is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId, OnlineAccess
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.mails.speakers import CancellationContext, Cancelled, InvitationContext, UpdateContext
from mailflow.domain.message import MailKind, OutboxEntry
from mailflow.domain.records import Invitation, InvitedEvent
from mailflow.domain.told import Topic
from tests.builders import START, a_meeting, a_speaker, an_agenda, an_item
from tests.fakes import House
from tests.unit.test_chase import bounced

MEETING = MeetingId(1)
CHAIR, MATTHIAS, ELENA, KAY, TAMAS = (f"{name}@example.org" for name in ("ian.bird", "matthias", "elena", "kay", "tamas"))
EVERYBODY = {CHAIR, MATTHIAS, ELENA, KAY, TAMAS}
FORTNIGHT = timedelta(days=14)
PARIS = ZoneInfo("Europe/Paris")
NORA = a_speaker("Nora New", email="nora@example.org", id=None)


@pytest.fixture
def house() -> House:
    """Give a house in which everybody is invited to meeting 1, a day ago."""
    house = House()
    house.invited()
    house.clock.forward(hours=2)
    return house


def ten_on(day: int) -> datetime:
    """Return 10:00 in Paris on a day of March."""
    return datetime(2021, 3, day, 10, tzinfo=PARIS)


def meeting_of(house: House) -> Meeting:
    """Return meeting 1."""
    with house.begin() as uow:
        return uow.meetings.get(MEETING)


def invitation_of(house: House, email: str) -> Invitation:
    """Return the invitation of whoever has an address."""
    with house.begin() as uow:
        return next(one for one in uow.invitations.of_meeting(MEETING) if one.address == email)


def change(house: House, make: Callable[[Meeting], Meeting]) -> None:
    """Change the agenda of meeting 1 now."""
    with house.begin() as uow:
        uow.meetings.save_agenda(replace(make(uow.meetings.get(MEETING)), changed_at=house.clock.now()))
        uow.commit()


def with_item(meeting: Meeting, key: str, make: Callable[[AgendaItem], AgendaItem | None]) -> Meeting:
    """Return a meeting in which one item is another, or gone."""

    def changed(items: tuple[AgendaItem, ...]) -> tuple[AgendaItem, ...]:
        made = (make(item) if item.key == key else replace(item, items=changed(item.items)) for item in items)
        return tuple(item for item in made if item is not None)

    return replace(meeting, items=changed(meeting.items))


def told(house: House, kind: MailKind = MailKind.UPDATE) -> set[str]:
    """Return who got a mail of a kind."""
    return {entry.recipient.email for entry in house.entries() if entry.kind is kind}


def mails(house: House) -> list[OutboxEntry]:
    """Return the mails that touch a calendar, oldest first; the timetable posts others."""
    return [entry for entry in house.entries() if entry.kind in {MailKind.INVITATION, MailKind.UPDATE, MailKind.CANCELLATION}]


def settle(house: House) -> None:
    """Let a minute pass, and the sweep come by twice; nobody gets two mails."""
    count = len(mails(house))
    house.clock.forward(seconds=61)
    house.sweep()
    house.sweep()
    new = [entry.recipient.email for entry in mails(house)[count:]]
    assert len(new) == len(set(new))


def event(house: House, email: str) -> InvitedEvent:
    """Return the newest event of somebody."""
    return next(one for one in reversed(house.calendar.requests) if one.attendee.email == email)


def update_to(house: House, email: str) -> UpdateContext:
    """Return what the newest update to somebody says."""
    found = (one for one in reversed(house.renderer.contexts) if isinstance(one, UpdateContext) and one.recipient.email == email)
    return next(found)


def test_moving_a_meeting_tells_everybody_of_the_new_time(house: House) -> None:
    """With the same UID, the next sequence and a later stamp; once, though the sweep comes by twice."""
    first = event(house, MATTHIAS)
    house.change_meeting.move(MEETING, ten_on(17))
    settle(house)
    assert told(house) == EVERYBODY
    second = event(house, MATTHIAS)
    assert (second.uid, second.sequence, second.organizer) == (first.uid, first.sequence + 1, first.organizer)
    assert (second.start_at, second.end_at) == (first.start_at + FORTNIGHT, first.end_at + FORTNIGHT)
    assert second.stamped_at > first.stamped_at
    assert "Your slot: 3.1 CTA, 10:00-10:02 (Europe/Paris, UTC+01:00)" in second.description
    context = update_to(house, MATTHIAS)
    assert ([one.topic for one in context.news], context.before.start_at if context.before else None) == ([Topic.TIME], START)
    assert [slot.key for slot in context.slots] == ["3.1"]
    assert house.trail("changes told")[0].detail == "5 updated"
    assert house.trail("rescheduled")[0].detail == "2021-03-03 10:00 to 2021-03-17 10:00"


def test_update_is_in_the_thread_of_the_invitation(house: House) -> None:
    """With METHOD:REQUEST; a report may answer it."""
    house.change_meeting.move(MEETING, ten_on(17))
    settle(house)
    (update,) = house.mails_to(MATTHIAS, MailKind.UPDATE)
    (invitation,) = house.mails_to(MATTHIAS, MailKind.INVITATION)
    assert (update.references, update.calendar_method) == ((invitation.message_id,), "REQUEST")
    record = house.receive(house.reply_to(MATTHIAS, "All telescopes observe.", kind=MailKind.UPDATE))
    assert record.item_keys == ("3.1",)
    assert house.shown("3.1") == ["All telescopes observe."]


def test_an_event_speaks_the_language_of_its_mail(house: House) -> None:
    """The person's, else that of the series; learning it tells nobody anything, and the next change keeps the number of the times."""
    assert event(house, MATTHIAS).description.startswith("Your slot: ")
    german = an_item(speakers=(replace(a_speaker(id=None), language="de"),))
    later = a_meeting(items=(german,), id=None, start_at=START + FORTNIGHT, end_at=START + FORTNIGHT + timedelta(hours=1))
    house.add_meeting(an_agenda(meeting=replace(later, state=MeetingState.PLANNED)))
    settle(house)
    assert told(house) == set()
    change(house, lambda meeting: replace(meeting, online=OnlineAccess("jitsi", "https://jitsi.example.org/x")))
    settle(house)
    found = event(house, MATTHIAS)
    assert (found.description.partition(":")[0], found.join_label, found.sequence) == ("Your slot (de)", "Join (de)", 0)


def test_changes_within_a_minute_are_one_mail(house: House) -> None:
    """However many; nobody is told before a minute has passed without any."""
    for day in (10, 17, 24):
        house.change_meeting.move(MEETING, ten_on(day))
        house.clock.forward(seconds=50)
        house.sweep()
    assert told(house) == set()
    settle(house)
    assert told(house) == EVERYBODY
    assert (event(house, KAY).sequence, event(house, KAY).start_at) == (1, datetime(2021, 3, 24, 9, tzinfo=UTC))


def test_change_that_is_taken_back_within_a_minute_tells_nobody(house: House) -> None:
    """Nothing has changed for anybody."""
    house.change_meeting.move(MEETING, ten_on(17))
    house.change_meeting.move(MEETING, ten_on(3))
    settle(house)
    assert told(house) == set()
    assert house.trail("changes told")[0].detail == "nobody is concerned"


def test_wall_clock_times_stay_across_a_daylight_saving_change(house: House) -> None:
    """10:00 in Paris is 09:00 UTC in winter and 08:00 in summer; so for every item."""
    house.change_meeting.move(MEETING, ten_on(31))
    meeting = meeting_of(house)
    assert (meeting.start_at, meeting.end_at) == (datetime(2021, 3, 31, 8, tzinfo=UTC), datetime(2021, 3, 31, 9, 30, tzinfo=UTC))
    assert {item.start_at for item in meeting.slots} == {datetime(2021, 3, 31, 8, tzinfo=UTC)}
    settle(house)
    assert "10:00-10:02 (Europe/Paris, UTC+02:00)" in event(house, MATTHIAS).description
    assert [one.topic for one in update_to(house, MATTHIAS).news] == [Topic.TIME]


def test_an_answer_stays_where_the_time_did(house: House) -> None:
    """And is asked for anew where it did not."""
    with house.begin() as uow:
        known = next(one for one in uow.invitations.of_meeting(MEETING) if one.address == MATTHIAS)
        uow.invitations.save(replace(known, partstat="accepted", replied_at=house.clock.now()))
        uow.commit()
    change(house, lambda meeting: replace(meeting, online=OnlineAccess("jitsi", "https://jitsi.example.org/x")))
    settle(house)
    assert told(house) == EVERYBODY
    assert (event(house, MATTHIAS).partstat, event(house, MATTHIAS).sequence) == ("accepted", 0)
    assert (event(house, KAY).partstat, update_to(house, KAY).asks_again, update_to(house, MATTHIAS).asks_again) == ("", True, False)
    house.change_meeting.move(MEETING, ten_on(17))
    settle(house)
    assert (event(house, MATTHIAS).partstat, event(house, MATTHIAS).sequence) == ("", 1)
    assert house.slot("3.1").speakers[0].rsvp == ""


def test_slot_that_moves_concerns_its_speakers_only(house: House) -> None:
    """Same times of the event, so the same sequence; a later stamp."""
    change(house, lambda meeting: with_item(meeting, "3.3", lambda item: replace(item, start_at=item.start_at + timedelta(minutes=30))))
    settle(house)
    assert told(house) == {KAY, TAMAS}
    assert event(house, KAY).sequence == 0
    assert event(house, KAY).stamped_at == house.clock.now()
    assert "3.3 KM3NeT, 10:30-10:32" in event(house, KAY).description
    (news,) = update_to(house, KAY).news
    assert (news.topic, news.before.start_at if news.before else None) == (Topic.ITEM_MOVED, START)


@pytest.mark.parametrize(
    "make",
    [
        lambda meeting: replace(meeting, title="Technical Co-ordination Meeting"),
        lambda meeting: with_item(meeting, "3.1", lambda item: replace(item, title="CTAO", description="New words.")),
        lambda meeting: with_item(meeting, "2", lambda item: replace(item, start_at=item.start_at + timedelta(minutes=5))),
        lambda meeting: replace(meeting, notes="Something."),
    ],
    ids=["title", "slot title", "an item of nobody's", "notes"],
)
def test_a_typo_tells_nobody(house: House, make: Callable[[Meeting], Meeting]) -> None:
    """It stands in the next mail."""
    change(house, make)
    settle(house)
    assert told(house) == set()
    assert len(mails(house)) == 5


def test_a_typo_stands_in_the_next_mail(house: House) -> None:
    """As the title of the event, too."""
    change(house, lambda meeting: replace(meeting, title="Technical Co-ordination"))
    settle(house)
    house.change_meeting.move(MEETING, ten_on(17))
    settle(house)
    assert event(house, KAY).summary == "Technical Co-ordination"
    assert event(house, KAY).sequence == 1


def test_speaker_who_is_added_is_invited(house: House) -> None:
    """They alone: nothing changed for the others."""
    change(house, lambda meeting: with_item(meeting, "3.2", lambda item: replace(item, speakers=(*item.speakers, NORA))))
    settle(house)
    assert told(house) == set()
    assert told(house, MailKind.INVITATION) == EVERYBODY | {"nora@example.org"}
    assert mails(house)[-1].item_keys == ("3.2",)


def test_speaker_who_is_removed_loses_the_event(house: House) -> None:
    """They alone, by a cancellation with the next sequence; re-added, they get one of another UID."""
    first = event(house, TAMAS)
    tamas = meeting_of(house).slots[2].speakers[1]
    change(house, lambda meeting: with_item(meeting, "3.3", lambda item: replace(item, speakers=item.speakers[:1])))
    settle(house)
    assert (told(house), told(house, MailKind.CANCELLATION)) == (set(), {TAMAS})
    context = house.renderer.last(MailKind.CANCELLATION)
    assert isinstance(context, CancellationContext)
    assert context.what is Cancelled.PART
    (gone,) = house.calendar.cancels
    assert (gone.uid, gone.sequence, gone.start_at) == (first.uid, 1, first.start_at)
    assert gone.stamped_at > first.stamped_at
    change(house, lambda meeting: with_item(meeting, "3.3", lambda item: replace(item, speakers=(*item.speakers, tamas))))
    settle(house)
    again = event(house, TAMAS)
    assert again.uid != first.uid
    assert (again.sequence, again.stamped_at > gone.stamped_at) == (0, True)
    assert invitation_of(house, TAMAS).former_uids == (first.uid,)
    assert (told(house), told(house, MailKind.CANCELLATION)) == (set(), {TAMAS})


def test_chair_who_speaks_no_more_keeps_the_event(house: House) -> None:
    """Whoever chairs is invited as such, and hears that an item is no longer theirs."""
    change(house, lambda meeting: with_item(meeting, "1", lambda item: replace(item, speakers=())))
    settle(house)
    assert (told(house), told(house, MailKind.CANCELLATION)) == ({CHAIR}, set())
    assert [one.topic for one in update_to(house, CHAIR).news] == [Topic.ITEM_REMOVED]


def test_cancelled_meeting_is_taken_out_of_every_calendar(house: House) -> None:
    """At once, for the reason that was given."""
    house.change_meeting.cancel(MEETING, "Two of us are ill.")
    assert told(house, MailKind.CANCELLATION) == EVERYBODY
    assert meeting_of(house).state is MeetingState.CANCELLED
    assert {(one.sequence, one.start_at) for one in house.calendar.cancels} == {(1, START)}
    context = house.renderer.last(MailKind.CANCELLATION)
    assert isinstance(context, CancellationContext)
    assert context.reason == "Two of us are ill."
    settle(house)
    assert len(mails(house)) == 10


def test_cancellation_tells_of_the_time_that_people_know(house: House) -> None:
    """Also where the meeting was moved within the last minute."""
    house.change_meeting.move(MEETING, ten_on(17))
    house.change_meeting.cancel(MEETING)
    settle(house)
    assert told(house) == set()
    assert {one.start_at for one in house.calendar.cancels} == {START}
    assert house.renderer.last(MailKind.CANCELLATION).meeting.start_at == START


def test_revived_meeting_has_events_of_its_own(house: House) -> None:
    """Everybody is invited anew, with a new UID from sequence 0; the old ones are remembered. It can be cancelled once more."""
    before = {email: event(house, email).uid for email in EVERYBODY}
    house.change_meeting.cancel(MEETING)
    house.clock.forward(hours=1)
    assert house.change_meeting.revive(MEETING) is MeetingState.INVITED
    settle(house)
    for email, uid in before.items():
        invitation = invitation_of(house, email)
        assert (invitation.former_uids, invitation.sequence, invitation.cancelled_at) == ((uid,), 0, None)
        assert event(house, email).uid == invitation.uid != uid
    assert len([entry for entry in house.entries() if entry.kind is MailKind.INVITATION]) == 10
    house.change_meeting.cancel(MEETING)
    assert len([entry for entry in house.entries() if entry.kind is MailKind.CANCELLATION]) == 10


def test_revived_meeting_with_reports_goes_on_collecting(house: House) -> None:
    """What was sent is there."""
    house.receive(house.reply_to(MATTHIAS, "All telescopes observe."))
    house.change_meeting.cancel(MEETING)
    assert house.change_meeting.revive(MEETING) is MeetingState.COLLECTING
    assert house.shown("3.1") == ["All telescopes observe."]
    settle(house)
    invited = [one for one in house.renderer.contexts if isinstance(one, InvitationContext) and one.recipient.email == MATTHIAS]
    assert [[report.text for slot in one.slots for report in slot.shown_reports] for one in invited] == [[], ["All telescopes observe."]]


def test_nobody_is_told_of_a_meeting_that_is_past(house: House) -> None:
    """Neither of changes, nor that it is cancelled."""
    house.clock.at = START + timedelta(days=1)
    change(house, lambda meeting: replace(meeting, online=OnlineAccess("jitsi", "https://jitsi.example.org/x")))
    settle(house)
    house.change_meeting.cancel(MEETING)
    assert len([entry for entry in house.entries() if entry.kind in {MailKind.UPDATE, MailKind.CANCELLATION}]) == 0


def test_nobody_is_told_of_a_planned_meeting() -> None:
    """Whoever was not invited has no event; the invitation says how it is by then."""
    house = House()
    house.add_meeting(an_agenda())
    house.change_meeting.move(MEETING, ten_on(17))
    settle(house)
    assert mails(house) == []
    house.invite(MEETING)
    assert {one.start_at for one in house.calendar.requests} == {START + FORTNIGHT}
    settle(house)
    assert len(mails(house)) == 5


def test_event_of_which_nobody_knows_what_it_told_is_sent_anew(house: House) -> None:
    """As those are that were sent by an older version: as at another time, to be safe."""
    with house.begin() as uow:
        for one in uow.invitations.of_meeting(MEETING):
            uow.invitations.save(replace(one, told=None))
        uow.commit()
    change(house, lambda meeting: replace(meeting, notes="x"))
    settle(house)
    assert told(house) == EVERYBODY
    assert event(house, KAY).sequence == 1
    assert update_to(house, KAY).before is None


# --- another address ------------------------------------------------------------------------------------------------------------------

NEW = "kay@example.net"


def test_changed_address_moves_the_event(house: House) -> None:
    """The old one leaves the calendar at the old address, one of another UID goes to the new; nobody else is told."""
    before = event(house, KAY)
    house.desk.set_address(MEETING, "Kay Graf", NEW)
    assert len(mails(house)) == 5
    settle(house)
    assert (told(house), told(house, MailKind.CANCELLATION), told(house, MailKind.INVITATION)) == (set(), {KAY}, EVERYBODY | {NEW})
    context = house.renderer.last(MailKind.CANCELLATION)
    assert isinstance(context, CancellationContext)
    assert context.what is Cancelled.ADDRESS
    (gone,) = house.calendar.cancels
    assert (gone.uid, gone.sequence, gone.attendee.email) == (before.uid, 1, KAY)
    invitation, moved = invitation_of(house, NEW), event(house, NEW)
    assert (invitation.former_uids, invitation.cancelled_at) == ((before.uid,), None)
    assert (moved.uid, moved.sequence, moved.start_at) == (invitation.uid, 0, START)
    assert moved.uid != before.uid
    house.change_meeting.move(MEETING, ten_on(17))
    settle(house)
    assert told(house) == EVERYBODY - {KAY} | {NEW}


def test_address_that_is_dead_gets_no_cancellation(house: House) -> None:
    """Mail to it is known not to arrive."""
    bounced(house, KAY)
    house.desk.set_address(MEETING, "Kay Graf", NEW)
    settle(house)
    assert (told(house, MailKind.CANCELLATION), told(house, MailKind.INVITATION)) == (set(), EVERYBODY | {NEW})
    assert invitation_of(house, NEW).former_uids != ()


def test_answer_is_kept_at_the_new_address(house: House) -> None:
    """Who comes has said so; where the times are others as well, they are asked."""
    known = invitation_of(house, KAY)
    with house.begin() as uow:
        uow.invitations.save(replace(known, partstat="accepted", replied_at=house.clock.now(), reply_sequence=0))
        uow.commit()
    house.desk.set_address(MEETING, "Kay Graf", NEW)
    settle(house)
    assert (invitation_of(house, NEW).partstat, event(house, NEW).partstat) == ("accepted", "accepted")
    house.desk.set_address(MEETING, "Kay Graf", "graf@example.net")
    house.change_meeting.move(MEETING, ten_on(17))
    settle(house)
    assert (invitation_of(house, "graf@example.net").partstat, len(invitation_of(house, "graf@example.net").former_uids)) == ("", 2)


def test_address_of_a_changed_agenda_counts(house: House) -> None:
    """As if it had been set by itself."""

    def moved(item: AgendaItem) -> AgendaItem:
        return replace(item, speakers=tuple(replace(one, email=NEW, id=None) if one.email == KAY else one for one in item.speakers))

    new = with_item(meeting_of(house), "3.3", moved)
    house.change_meeting.update(MEETING, an_agenda(meeting=replace(new, id=None)))
    settle(house)
    assert (told(house, MailKind.CANCELLATION), told(house, MailKind.INVITATION)) == ({KAY}, EVERYBODY | {NEW})


def test_two_who_change_their_addresses_have_one_event_each(house: House) -> None:
    """What is taken back at an address is another event than the one that comes there."""
    house.desk.set_address(MEETING, "Kay Graf", "swap@example.org")
    house.desk.set_address(MEETING, "Elena Cuoco", KAY)
    house.desk.set_address(MEETING, "Kay Graf", ELENA)
    house.clock.forward(seconds=61)
    house.sweep()
    assert [method for method, _ in house.calendar.sent[-4:]] == ["CANCEL", "CANCEL", "REQUEST", "REQUEST"]
    assert told(house, MailKind.CANCELLATION) == {KAY, ELENA}
    assert (event(house, KAY).attendee.name, event(house, ELENA).attendee.name) == ("Elena Cuoco", "Kay Graf")


@pytest.mark.parametrize("address", ["Kay@Example.org", KAY])
def test_same_address_in_other_letters_tells_nobody(house: House, address: str) -> None:
    """It is the same mailbox."""
    house.desk.set_address(MEETING, "Kay Graf", address)
    settle(house)
    assert len(mails(house)) == 5
