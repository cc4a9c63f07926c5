"""Agenda to invitations: everybody once, nothing twice, and no half of it."""

from dataclasses import replace

import pytest

from mailflow.domain.agenda import MeetingId, OnlineAccess
from mailflow.domain.errors import IllegalTransition, NotFoundError
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.mails.speakers import InvitationContext
from mailflow.domain.message import MailKind
from mailflow.domain.records import Job
from mailflow.domain.told import told_of
from mailflow.services.event_words import event_description
from mailflow.services.invite import invitees
from tests.builders import START, a_chair, a_meeting, a_series, a_speaker, an_agenda, an_item
from tests.fakes import House

EVERYBODY = {"ian.bird@example.org", "matthias@example.org", "elena@example.org", "kay@example.org", "tamas@example.org"}


def state_of(house: House, meeting_id: MeetingId) -> MeetingState:
    """Return the state of a meeting."""
    with house.begin() as uow:
        return uow.meetings.get(meeting_id).state


def test_adding_a_meeting_is_in_the_audit_trail() -> None:
    """Who added what, when."""
    house = House()
    meeting_id = house.add_meeting(an_agenda())
    (entry,) = house.trail("meeting added")
    assert (entry.subject, entry.detail) == (f"meeting {meeting_id}", "Technical Coordination Meeting")


def test_invites_every_speaker_and_the_chair() -> None:
    """One mail each, with the own slots; the chair without a slot has none; a worker is told once of all."""
    house = House()
    meeting_id = house.add_meeting(an_agenda())
    invited = house.invite(meeting_id)
    entries = house.entries()
    assert {entry.recipient.email for entry in entries} == EVERYBODY
    assert {entry.recipient.email: entry.item_keys for entry in entries}["kay@example.org"] == ("3.3",)
    assert {entry.recipient.email: entry.item_keys for entry in entries}["ian.bird@example.org"] == ()
    assert house.doorbell.rings == [(Job.DISPATCH, invited.queued)]
    assert state_of(house, meeting_id) is MeetingState.INVITED
    assert house.trail("invited")[0].detail == "5 queued, 0 invited before"


def test_says_what_the_invitation_is_about() -> None:
    """The own slots and the deadline, which is the start of the meeting."""
    house = House()
    house.invited()
    context = house.renderer.last(MailKind.INVITATION)
    assert isinstance(context, InvitationContext)
    assert [slot.key for slot in context.slots] == ["3.3"]
    assert context.deadline_at == START


def test_each_person_has_a_calendar_event_of_their_own() -> None:
    """A shared UID would let one person's answer overwrite another's."""
    house = House()
    meeting_id = house.invited()
    calendars = [mail.calendar for mail in house.codec.sent.values()]
    assert len(set(calendars)) == 5
    with house.begin() as uow:
        (invitation,) = uow.invitations.find_by_uid("event-1")
    assert (invitation.meeting_id, invitation.sequence) == (meeting_id, 0)
    assert f"REQUEST event-1 {invitation.address}".encode() in calendars
    assert {mail.calendar_method for mail in house.codec.sent.values()} == {"REQUEST"}


def test_inviting_twice_sends_nothing_twice() -> None:
    """The second time everybody was invited before."""
    house = House()
    meeting_id = house.invited()
    again = house.invite(meeting_id)
    assert again.queued == ()
    assert len(again.already) == 5
    assert len(house.entries()) == 5
    assert len(house.doorbell.rings) == 1


def test_who_gets_an_address_later_is_invited_then() -> None:
    """Without an address nobody is invited, and the secretary is told; later only that person is."""
    house = House()
    silent = a_speaker("Kay Graf", email=None, id=None)
    meeting = a_meeting(items=(an_item(speakers=(silent, a_speaker())),), id=None, state=MeetingState.PLANNED)
    meeting_id = house.add_meeting(an_agenda(meeting=meeting))
    assert house.invite(meeting_id).without_address == ("Kay Graf",)
    house.desk.set_address(meeting_id, "Kay Graf", "kay@example.org")
    again = house.invite(meeting_id)
    assert (len(again.queued), again.without_address) == (1, ())
    assert house.entries()[-1].kind is MailKind.INVITATION
    assert len(house.mails_to("kay@example.org")) == 1


def test_invites_a_person_with_two_slots_once() -> None:
    """The mail names both."""
    items = (an_item("1"), an_item("2"), an_item("3", speakers=(a_chair(), a_chair())))
    house = House()
    house.invited(an_agenda(meeting=a_meeting(items=items, id=None)))
    assert [(entry.recipient.name, entry.item_keys) for entry in sorted(house.entries(), key=lambda entry: entry.recipient.name)] == [
        ("Ian Bird", ("3",)),
        ("Matthias Fuessling", ("1", "2")),
    ]


@pytest.mark.parametrize("state", [MeetingState.APPROVED, MeetingState.PUBLISHED, MeetingState.CANCELLED], ids=str)
def test_nobody_is_invited_to_what_is_over(state: MeetingState) -> None:
    """An approved, published or cancelled meeting invites nobody."""
    house = House()
    meeting_id = house.add_meeting(an_agenda(meeting=a_meeting(id=None, state=state)))
    with pytest.raises(IllegalTransition):
        house.invite(meeting_id)
    assert house.entries() == ()


def test_missing_meeting_invites_nobody() -> None:
    """Who names a meeting that is not there is told so."""
    with pytest.raises(NotFoundError):
        House().invite(MeetingId(7))


def test_all_or_nobody_is_invited() -> None:
    """Where one invitation cannot be made, none is stored and nobody is told; the next time all are."""
    house = House()
    meeting_id = house.add_meeting(an_agenda())
    house.renderer.broken_after = 3
    with pytest.raises(RuntimeError):
        house.invite(meeting_id)
    assert house.entries() == ()
    assert house.doorbell.rings == []
    assert state_of(house, meeting_id) is MeetingState.PLANNED
    house.renderer.broken_after = 1000
    assert len(house.invite(meeting_id).queued) == 5


def test_series_without_a_chair_invites_its_speakers() -> None:
    """A page from a browser names no chair."""
    meeting = a_meeting(items=(an_item(),))
    assert [person.name for person in invitees(meeting, a_series(chair=None))] == ["Matthias Fuessling"]
    assert [person.name for person in invitees(meeting, a_series())] == ["Matthias Fuessling", "Ian Bird"]


def test_event_says_when_to_speak_and_how_to_join() -> None:
    """The own slot in the zone of the meeting, with its offset, and every joining detail that there is."""
    meeting = a_meeting()
    own = told_of(meeting, (meeting.slots[0], meeting.items[0]), since=START).items
    assert event_description(meeting, own).split("\n") == [
        "Your slot: 3.1 CTA, 10:00-10:02 (Europe/Paris, UTC+01:00)",
        f"Your item: 1 {meeting.items[0].title}, 10:00-10:05 (Europe/Paris, UTC+01:00)",
        "Join: https://zoom.example.org/j/95412345678?pwd=Q2hhcm0",
        "Meeting ID: 954 1234 5678",
        "Passcode: sw0rdf1sh",
        "Phone: +41 43 210 70 42",
        "Reports are sent by replying to the invitation mail.",
    ]
    bare = replace(meeting, online=OnlineAccess())
    assert event_description(bare, ()) == ""


def test_meetings_at_the_same_time_are_twins() -> None:
    """Of one series; whoever adds an agenda twice by mistake is told."""
    house = House()
    assert house.add_meeting.twins(an_agenda()) == ()
    meeting_id = house.add_meeting(an_agenda())
    assert house.add_meeting.twins(an_agenda()) == (meeting_id,)
    assert house.add_meeting.twins(an_agenda(series=a_series(slug="another", id=None))) == ()
