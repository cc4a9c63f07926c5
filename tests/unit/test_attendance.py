"""A calendar reply to the attendance of the person who was invited."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import Address, Authentication, Proof
from mailflow.domain.records import CalendarReply, InboundRecord
from mailflow.services.machine_mail import Case
from tests.builders import NOW, SERVICE_ADDRESS, a_calendar_reply, a_classified, an_inbound, an_inbound_record
from tests.fakes import House

MEETING = MeetingId(1)


@pytest.fixture
def house() -> House:
    """Give a house in which everybody is invited to meeting 1."""
    house = House()
    house.invited()
    return house


def answer(house: House, reply: CalendarReply | None) -> InboundRecord:
    """Let a calendar reply come, or a calendar that is none."""
    calendar = house.calendar.reply(reply) if reply else b"nonsense"
    return house.receive(an_inbound("", calendar=calendar, message_id=f"<{hash(reply)}@example.org>"))


def an_answer(house: House, **changes: object) -> CalendarReply:
    """Return Matthias's acceptance of his event."""
    with house.begin() as uow:
        invitations = [uow.invitations.find_by_uid(f"event-{number}")[0] for number in range(1, 6)]
    uid = next(invitation.uid for invitation in invitations if invitation.address == "matthias@example.org")
    return replace(a_calendar_reply(uid), **changes)  # type: ignore[arg-type]


def rsvp(house: House) -> str:
    """Return what is known of Matthias's attendance."""
    return house.slot("3.1").speakers[0].rsvp


def test_newer_answer_replaces_the_older(house: House) -> None:
    """And never the other way round, in whatever order the mails come; one without a stamp is as new as its arrival."""
    assert answer(house, an_answer(house)).state is InboundState.DONE
    assert rsvp(house) == "accepted"
    older = answer(house, an_answer(house, partstat="declined", stamped_at=NOW - timedelta(seconds=1)))
    assert (older.state, older.reason) == (InboundState.IGNORED, "an answer older than the one that is known")
    assert rsvp(house) == "accepted"
    house.clock.forward(minutes=1)
    answer(house, an_answer(house, partstat="tentative", stamped_at=None))
    assert rsvp(house) == "tentative"


@pytest.mark.parametrize("change", [{"stamped_at": NOW + timedelta(days=3650)}, {"sequence": 99}], ids=["stamp", "sequence"])
def test_an_answer_from_the_future_locks_nothing(house: House, change: dict[str, object]) -> None:
    """It counts as of when it comes, and of the times that were sent: the next genuine answer is the newer one."""
    assert answer(house, an_answer(house, **change)).state is InboundState.DONE
    assert rsvp(house) == "accepted"
    house.clock.forward(minutes=1)
    assert answer(house, an_answer(house, partstat="declined", stamped_at=house.clock.now())).state is InboundState.DONE
    assert rsvp(house) == "declined"


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"uid": "unknown"}, "it answers no calendar event of ours"),
        ({"attendee": "mallory@example.net"}, "mallory@example.net answers the event of matthias@example.org, and was not invited to it"),
        ({"partstat": "x-" + "perhaps" * 20}, "its calendar part cannot be read"),
    ],
    ids=["unknown event", "somebody else's event", "no answer that RFC 5545 knows"],
)
def test_answer_that_fits_nothing_goes_to_triage(house: House, change: dict[str, object], reason: str) -> None:
    """Nobody answers for somebody else, and only what can be understood is recorded."""
    record = answer(house, an_answer(house, **change))
    assert (record.state, record.reason) == (InboundState.TRIAGE, reason)
    assert rsvp(house) == ""


def test_calendar_that_is_no_reply_goes_to_triage(house: House) -> None:
    """As does one that cannot be read."""
    assert answer(house, None).reason == "its calendar part cannot be read"
    with house.begin() as uow:
        case = Case(an_inbound_record(), Authentication(Proof.NONE, ""), a_classified(kind=MessageKind.RSVP), answered=None)
        assert house.attendance(uow, case).state is InboundState.TRIAGE


def from_another(house: House, author: Address, *, recipients: tuple[str, ...] = (SERVICE_ADDRESS,)) -> InboundRecord:
    """Let Matthias's acceptance come from somebody."""
    calendar = house.calendar.reply(an_answer(house))
    return house.receive(an_inbound("", authors=(author,), recipients=recipients, calendar=calendar))


@pytest.mark.parametrize("author", ["eve@example.net", "elena@example.org", "calendar-notification@example.com", ""])
def test_nobody_answers_a_calendar_for_somebody_else(house: House, author: str) -> None:
    """Whoever was passed the event knows its UID: strangers, other speakers, delegates and calendar services wait for a person."""
    record = from_another(house, Address(author))
    assert (record.state, rsvp(house)) == (InboundState.TRIAGE, "")
    assert record.reason == f"it says accepted for matthias@example.org, but comes from {author or 'nobody'}"


def test_calendar_reply_of_a_forged_address_is_not_recorded(house: House) -> None:
    """Where the server says that the address is not the author's."""
    house.authenticator.judgement = Authentication(Proof.FAIL, "DMARC fail for example.org")
    assert answer(house, an_answer(house)).reason.endswith("the address is not the author's (DMARC fail for example.org)")
    assert rsvp(house) == ""


@pytest.mark.parametrize(("address", "known"), [("matthias@example.org", "accepted"), ("elena@example.org", "")])
def test_a_delegate_answers_a_calendar_by_the_token_of_the_person(house: House, address: str, known: str) -> None:
    """That of another person's mail does not do."""
    tokens = house.reply_to(address, "").recipients
    from_another(house, Address("secretary@example.net"), recipients=tokens)
    assert rsvp(house) == known


def test_calendar_reply_of_two_authors_is_not_recorded(house: House) -> None:
    """Only one of them was proven."""
    calendar = house.calendar.reply(an_answer(house))
    authors = (Address("matthias@example.org"), Address("eve@example.net"))
    assert house.receive(an_inbound("", authors=authors, calendar=calendar)).state is InboundState.TRIAGE
