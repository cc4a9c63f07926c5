"""What a mail could be about: up the thread, by the event, by the tag, by who writes, and by what is near in time."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mailflow.domain.agenda import MeetingId, PersonId
from mailflow.domain.lifecycle import InboundState, MeetingState
from mailflow.domain.matching.kinds import Candidates
from mailflow.domain.message import Address, InboundMessage
from mailflow.domain.records import Invitation
from mailflow.services.candidates import find_candidates, find_far
from tests.builders import (
    NOW,
    START,
    a_chair,
    a_meeting,
    a_series,
    a_speaker,
    an_agenda,
    an_attachment,
    an_inbound,
    an_inbound_record,
    an_item,
)
from tests.fakes import STRANGER, House

MATTHIAS, ELENA = Address("matthias@example.org", "Matthias Fuessling"), Address("elena@example.org", "Elena Cuoco")
UID = "6ba7b810-9dad-41d1-80b4-00c04fd430c8"
DAY = timedelta(days=1)


@pytest.fixture
def house() -> House:
    """Give a house with meeting 1, to which everybody is invited."""
    house = House()
    house.invited()
    return house


def add(house: House, slug: str, start_at: datetime, *, state: MeetingState = MeetingState.INVITED) -> MeetingId:
    """Add a meeting of a series with one slot, of Zoe's."""
    zoe = a_speaker("Zoe Doe", email="zoe@example.org", id=50)
    meeting = a_meeting(items=(an_item("1", "Software", speakers=(zoe,)),), id=None, start_at=start_at)
    meeting_id = house.add_meeting(an_agenda(series=a_series(slug, chair=a_chair(email="zoe@example.org"), id=None), meeting=meeting))
    with house.begin() as uow:
        uow.meetings.save_state(replace(uow.meetings.get(meeting_id), state=state))
        uow.commit()
    return meeting_id


def candidates(house: House, message: InboundMessage, *, now: datetime = NOW) -> Candidates:
    """Return what a message could be about that answers no mail of ours."""
    with house.begin() as uow:
        return find_candidates(uow, an_inbound_record(99), message, answered=None, now=now)


def venues(found: Candidates) -> list[int]:
    """Return the meetings, likeliest first."""
    return [venue.id for venue in found.venues]


STRANGERS = an_inbound("hello", authors=(STRANGER,), subject="hello")


# --- the thread ---------------------------------------------------------------------------------------------------------------------


def test_answer_to_a_colleagues_report_is_about_its_slot(house: House) -> None:
    """One hop up the thread is a mail of others that was filed."""
    first = house.receive(house.reply_to(MATTHIAS.email, "The mirror is mounted."))
    message = an_inbound("And the laser?", references=(first.message_id,), authors=(STRANGER,))
    with house.begin() as uow:
        far = find_far(uow, message, "")
    assert far is not None
    assert (far.meeting_id, far.item_keys, far.hops, far.has_token) == (1, ("3.1",), 1, False)
    record = house.receive(replace(message, text="The laser is on, too."))
    assert record.state is InboundState.TRIAGE
    assert "thread of others" in {one.signal for one in record.evidence}


def test_speakers_answer_some_hops_up_is_filed(house: House) -> None:
    """Their client names only the mail of a colleague."""
    first = house.receive(house.reply_to(MATTHIAS.email, "The mirror is mounted."))
    record = house.receive(an_inbound("The laser is on.", authors=(MATTHIAS,), references=("<lost@example.net>", first.message_id)))
    assert (record.state, record.item_keys) == (InboundState.DONE, ("3.1",))


def test_mail_of_ours_is_found_several_hops_up(house: House) -> None:
    """References name it behind those of others."""
    reply = house.reply_to(ELENA.email, "The laser is on.")
    record = house.receive(replace(reply, recipients=(), references=("<a@example.net>", "<b@example.net>", *reply.references)))
    assert (record.item_keys, "thread" in {one.signal for one in record.evidence}) == (("3.2",), True)


@pytest.mark.parametrize("references", [(), ("<nobody@example.net>",)])
def test_thread_of_nobody_says_nothing(house: House, references: tuple[str, ...]) -> None:
    """It was never read."""
    with house.begin() as uow:
        assert find_far(uow, an_inbound(references=references), "") is None


def test_mail_of_others_about_nothing_says_nothing(house: House) -> None:
    """It waits itself."""
    first = house.receive(an_inbound("hello", authors=(STRANGER,), message_id="<first@example.net>"))
    with house.begin() as uow:
        assert find_far(uow, an_inbound(references=(first.message_id,)), "") is None


# --- the event ----------------------------------------------------------------------------------------------------------------------


def an_event(house: House, person_id: int = 3) -> None:
    """Let the event of a person have a UID as the service makes it."""
    rows = house.database.tables.invitations
    for key, invitation in rows.items():
        if invitation.person_id == person_id:
            rows[key] = replace(invitation, uid=UID)


@pytest.mark.parametrize("form", ["quoted", "attached", "said"])
def test_event_that_is_quoted_leads_to_the_slot(house: House, form: str) -> None:
    """By its UID, wherever it stands and however it is written."""
    an_event(house)
    calendar = an_attachment("invite.ics", content=f"UID:{UID}\r\n".encode(), media_type="text/calendar")
    message = an_inbound("The laser is on.", subject="hello")
    forms: dict[str, tuple[InboundMessage, str]] = {
        "quoted": (message, f"> UID: {UID.upper()}"),
        "attached": (replace(message, attachments=(an_attachment(), calendar)), ""),
        "said": (replace(message, text=f"Event {UID}: the laser is on."), ""),
    }
    with house.begin() as uow:
        far = find_far(uow, *forms[form])
    assert far is not None
    assert (far.is_by_event, far.person_id, far.item_keys) == (True, 3, ("3.2",))


def test_event_is_weighed_when_a_mail_is_read(house: House) -> None:
    """It stands in what was quoted."""
    an_event(house)
    record = house.receive(an_inbound(f"The laser is on.\n\n> UID: {UID}", authors=(ELENA,), subject="hello"))
    assert (record.item_keys, "calendar" in {one.signal for one in record.evidence}) == (("3.2",), True)


def test_events_of_others_say_nothing(house: House) -> None:
    """Three are looked up at most."""
    uids = [UID.replace("6ba7b810", f"6ba7b81{number}") for number in range(1, 5)]
    an_event(house)
    with house.begin() as uow:
        assert find_far(uow, an_inbound(), "\n".join(uids[:2])) is None
        assert find_far(uow, an_inbound(), "\n".join((*uids[:2], UID))) is not None
        assert find_far(uow, an_inbound(), "\n".join((*uids[:3], UID))) is None


def test_event_of_a_person_who_is_gone_is_about_the_meeting(house: House) -> None:
    """Without a slot."""
    rows = house.database.tables.invitations
    rows[MeetingId(1), PersonId(77)] = Invitation(MeetingId(1), PersonId(77), "x@example.org", UID, 0, NOW)
    with house.begin() as uow:
        far = find_far(uow, an_inbound(), UID)
    assert far is not None
    assert (far.meeting_id, far.item_keys) == (1, ())


# --- the tag, the author, the time --------------------------------------------------------------------------------------------------


def test_tag_in_the_subject_names_the_series(house: House) -> None:
    """However near the others are."""
    board = add(house, "board", START + 30 * DAY)
    assert venues(candidates(house, replace(STRANGERS, subject="Re: [Board] our report"))) == [board]
    assert venues(candidates(house, replace(STRANGERS, subject="Re: [other] our report"))) == [1, board]


def test_authors_meetings_come_before_others(house: House) -> None:
    """Of whom we know where they take part; `Sender` counts as well."""
    board = add(house, "board", START + 30 * DAY)
    assert venues(candidates(house, replace(STRANGERS, authors=(Address("zoe@example.org"),)))) == [board]
    assert venues(candidates(house, replace(STRANGERS, sender=Address("zoe@example.org")))) == [board]
    assert venues(candidates(house, replace(STRANGERS, authors=(MATTHIAS,)))) == [1]
    assert venues(candidates(house, replace(STRANGERS, authors=()))) == [1, board]


def test_two_series_are_the_nearest_first(house: House) -> None:
    """Of a stranger it could be either."""
    board = add(house, "board", START - DAY)
    assert venues(candidates(house, STRANGERS)) == [board, 1]


def test_of_a_series_the_nearest_meeting_is_meant() -> None:
    """What is over counts as three times as far as what is to come."""
    house = House()
    last, coming = add(house, "board", NOW - 4 * DAY), add(house, "board", NOW + 10 * DAY)
    found = {days: venues(candidates(house, STRANGERS, now=NOW + timedelta(days=days))) for days in (-10, -2, 0, 9, 11)}
    assert found == {-10: [last], -2: [last], 0: [coming], 9: [coming], 11: [coming]}


@pytest.mark.parametrize(
    ("state", "days", "is_near"),
    [
        (MeetingState.PUBLISHED, 6, True),
        (MeetingState.PUBLISHED, 8, False),
        (MeetingState.APPROVED, 6, True),
        (MeetingState.CANCELLED, 1, False),
    ],
)
def test_meeting_that_is_out_is_open_to_corrections_for_a_week(state: MeetingState, days: int, is_near: bool) -> None:  # noqa: FBT001 - a table
    """One that was cancelled is not."""
    house = House()
    meeting_id = add(house, "board", NOW - days * DAY, state=state)
    assert venues(candidates(house, STRANGERS)) == ([meeting_id] if is_near else [])


def test_what_takes_reports_goes_before_what_is_out() -> None:
    """Though it is farther."""
    house = House()
    add(house, "board", NOW - DAY, state=MeetingState.PUBLISHED)
    coming = add(house, "board", NOW + 60 * DAY)
    assert venues(candidates(house, STRANGERS)) == [coming]


def test_five_meetings_are_looked_at(house: House) -> None:
    """The nearest."""
    added: Sequence[MeetingId] = [add(house, f"s{number}", START + number * DAY) for number in range(1, 7)]
    assert venues(candidates(house, STRANGERS)) == [1, *added[:4]]
