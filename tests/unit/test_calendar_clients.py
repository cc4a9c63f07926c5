"""What calendars of several makes answer (tests/data/calendar, our own words in their shapes) is the right attendance in each."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
import vobject

from mailflow.adapters.ics import IcalendarCodec
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.mails.chair import AttendanceContext
from mailflow.domain.mails.speakers import NoticeContext, NoticeKind
from mailflow.domain.message import MailKind
from mailflow.domain.records import InboundRecord, Invitation
from tests.builders import a_meeting, an_agenda
from tests.fakes import FakeAuthenticator, Formats, House

FIXTURES = Path(__file__).parents[1] / "data" / "calendar"
UID = "5f0c2f64-7c5b-4f0e-9a51-2f0d5f7f2a11"
MATTHIAS = "matthias@example.org"
NAMES = sorted(path.name for path in FIXTURES.glob("*.eml"))


@pytest.fixture
def house() -> House:
    """Give a house in which Matthias was invited with the event that the fixtures answer; it reads and writes real octets."""
    house = House(formats=Formats(EmailCodec(), IcalendarCodec(), FakeAuthenticator()))
    house.invited(an_agenda(meeting=a_meeting(id=None)))
    with house.begin() as uow:
        known = next(one for one in uow.invitations.of_meeting(MeetingId(1)) if one.address == MATTHIAS)
        uow.invitations.save(replace(known, uid=UID))
        uow.commit()
    house.clock.forward(hours=2)  # they answer after that
    return house


def arrive(house: House, name: str) -> InboundRecord:
    """Let the mail of a client come and be read."""
    house.mailbox.append((FIXTURES / name).read_bytes())
    house.collect(house.mailbox)
    house.read_waiting()
    return house.records()[-1]


def invitation(house: House) -> Invitation:
    """Return what is known of Matthias."""
    with house.begin() as uow:
        (found,) = uow.invitations.find_by_uid(UID)
    return found


@pytest.mark.parametrize(
    ("name", "partstat", "comment"),
    [
        ("google-accepted.eml", "accepted", ""),
        ("google-tentative-note.eml", "tentative", "My train may be late."),
        ("google-counter.eml", "tentative", ""),
        ("outlook-declined-comment.eml", "declined", "Ich bin an dem Tag im Flugzeug, Grüße"),
        ("outlook-counter.eml", "tentative", "Ginge es am Nachmittag?"),
        ("exchange-mobile-accepted.eml", "accepted", ""),
        ("apple-accepted.eml", "accepted", ""),
        ("icloud-declined.eml", "declined", ""),
        ("thunderbird-tentative.eml", "tentative", ""),
        ("nextcloud-declined-comment.eml", "declined", "Please take CTA off the agenda."),
        ("zimbra-accepted.eml", "accepted", ""),
        ("domino-delegated.eml", "delegated", ""),
    ],
)
def test_answer_of_a_client_is_taken_down(house: House, name: str, partstat: str, comment: str) -> None:
    """Without ORGANIZER, with Windows zones, with a path for an address, in any part and encoding; a comment reaches the chair."""
    record = arrive(house, name)
    assert (record.state, record.kind) == (InboundState.DONE, "rsvp"), record.reason
    known = invitation(house)
    assert (known.partstat, known.comment, known.reply_sequence) == (partstat, comment, 0)
    assert known.replied_at is not None
    assert known.replied_at.replace(second=0) == datetime(2021, 3, 1, 13, tzinfo=UTC)
    assert house.slot("3.1").speakers[0].rsvp == partstat
    told = [context.words for context in house.renderer.contexts if isinstance(context, AttendanceContext)]
    assert told == ([comment] if comment or "counter" in name else [])


@pytest.mark.parametrize("name", NAMES)
def test_answer_that_comes_twice_is_told_once(house: House, name: str) -> None:
    """One click brings several mails from some clients: with another Message-ID each, here."""
    arrive(house, name)
    count = len([entry for entry in house.entries() if entry.kind is MailKind.ATTENDANCE])
    once_more = (FIXTURES / name).read_bytes().replace(b"@mail.example.org>", b".phone@mail.example.org>")
    house.mailbox.append(once_more.replace(b"14:00:05", b"14:00:06"))
    house.collect(house.mailbox)
    house.read_waiting()
    assert len([entry for entry in house.entries() if entry.kind is MailKind.ATTENDANCE]) == count


@pytest.mark.parametrize("name", [name for name in NAMES if "refresh" not in name])
def test_answer_to_other_times_is_stale(house: House, name: str) -> None:
    """It is ignored, and says why; a proposal or a comment still reaches the chair."""
    with house.begin() as uow:
        uow.invitations.save(replace(invitation_in(house), sequence=1))
        uow.commit()
    record = arrive(house, name)
    assert invitation(house).partstat == ""
    assert "in answer to times that are no longer those of the meeting" in record.reason or "counter" in name
    assert house.slot("3.1").delegates == ()


def invitation_in(house: House) -> Invitation:
    """Return the one of Matthias, from outside a transaction."""
    return next(row for row in house.database.tables.invitations.values() if row.uid == UID)


@pytest.mark.parametrize("name", NAMES)
def test_answer_to_an_event_that_was_taken_back_is_stale(house: House, name: str) -> None:
    """The UID is one that the event had before."""
    with house.begin() as uow:
        uow.invitations.save(replace(invitation_in(house), uid="another", former_uids=(UID,)))
        uow.commit()
    record = arrive(house, name)
    assert record.state is InboundState.IGNORED
    assert "of an event that was taken back since" in record.reason
    assert house.slot("3.1").speakers[0].rsvp == ""


@pytest.mark.parametrize(
    ("name", "start"),
    [("google-counter.eml", datetime(2021, 3, 4, 13, tzinfo=UTC)), ("outlook-counter.eml", datetime(2021, 3, 3, 14, tzinfo=UTC))],
)
def test_proposal_of_another_time_reaches_the_chair(house: House, name: str, start: datetime) -> None:
    """With the time, Windows zones too; the proposer and their calendar are told that the event stands."""
    arrive(house, name)
    context = house.renderer.last(MailKind.ATTENDANCE)
    assert isinstance(context, AttendanceContext)
    assert (context.is_proposal, context.proposed_at, context.recipient.email) == (True, start, "ian.bird@example.org")
    notice = house.renderer.last(MailKind.NOTICE)
    assert isinstance(notice, NoticeContext)
    assert (notice.notice, notice.recipient.email, notice.person) == (NoticeKind.TIME_PASSED_ON, MATTHIAS, "Ian Bird")
    with house.begin() as uow:
        content = uow.outbox.content(next(entry.id for entry in uow.outbox.entries() if entry.kind is MailKind.NOTICE))
    assert b'method="DECLINECOUNTER"' in content
    assert invitation(house).sequence == 0


def test_calendar_that_asks_for_the_event_gets_it(house: House) -> None:
    """With the same UID and sequence, a later stamp, and the answer that is known."""
    arrive(house, "google-accepted.eml")
    before = invitation(house)
    house.clock.forward(hours=1)
    record = arrive(house, "thunderbird-refresh.eml")
    assert (record.state, record.reason) == (InboundState.DONE, "matthias@example.org asks for the event: it was sent once more")
    after = invitation(house)
    assert (after.sequence, after.partstat, after.stamped_at > before.stamped_at) == (before.sequence, "accepted", True)
    assert [entry.kind for entry in house.entries()][-1] is MailKind.UPDATE


def test_whoever_is_sent_instead_is_invited(house: House) -> None:
    """With an event of their own, to report on the same slots; the speaker is told so."""
    record = arrive(house, "domino-delegated.eml")
    assert record.reason == "matthias@example.org: delegated; del@example.org was invited to report on 3.1"
    assert [one.person.email for one in house.slot("3.1").delegates] == ["del@example.org"]
    assert {entry.kind for entry in house.entries() if entry.recipient.email == "del@example.org"} == {MailKind.INVITATION}
    assert house.notices() == [NoticeKind.DELEGATED]
    arrive(house, "domino-delegated.eml")
    assert len(house.slot("3.1").delegates) == 1


@pytest.mark.parametrize("name", NAMES)
def test_fixtures_are_calendars_to_another_parser(name: str) -> None:
    """What we wrote in the shapes of those clients is sound, and says the same to vobject."""
    message = EmailCodec().parse((FIXTURES / name).read_bytes())
    assert message.calendar is not None
    other = vobject.readOne(message.calendar.decode())
    reply = IcalendarCodec().parse_reply(message.calendar)
    assert reply is not None
    event = other.vevent
    assert (event.uid.value, other.method.value.lower()) == (reply.uid, reply.method)
    assert event.attendee.params["PARTSTAT"] == [reply.partstat.upper()]
    start = event.dtstart.value
    assert start.tzinfo is None or start.astimezone(UTC) == reply.start_at
