"""Addresses of machines and roles, and what becomes of their mail: never filed, never answered."""

from dataclasses import replace

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.classification.machine_authors import machine_author
from mailflow.domain.lifecycle import InboundState, MeetingState
from mailflow.domain.message import Address, Authentication, Proof
from tests.builders import a_meeting, a_speaker, an_agenda, an_inbound, an_item
from tests.fakes import House

_MACHINES = """
noreply no-reply no_reply messages-noreply do-not-reply donotreply noreply-calendar noreply+12 ne-pas-repondre noresponder MAILER-DAEMON
postmaster LISTSERV Majordomo sympa escape-owner owner-escape escape-request escape-bounces escape-confirm escape-help bounce bounces
bounce-4711=x calendar-notification notifications support it-support support-team helpdesk service-desk tickets glpi rt soporte
assistenza pomoc auto-reply mailer root
"""
_PEOPLE = """
anna.nowak nowak reply.anna owner supporter ian.bird itziar rtaylor helpman postma norbert.reply nonreply bouncer office secretariat info
elena+support robotti anna-it
"""
MACHINES, PEOPLE = _MACHINES.split(), _PEOPLE.split()


@pytest.fixture
def house() -> House:
    """Give a house in which everybody is invited to meeting 1."""
    house = House()
    house.invited()
    return house


@pytest.mark.parametrize("local", MACHINES)
def test_address_of_a_machine_is_known(local: str) -> None:
    """By its local part, in whatever letters."""
    address = f"{local}@example.net"
    assert machine_author(an_inbound(authors=(Address(address),))) == f"its author is {address}"


@pytest.mark.parametrize("local", PEOPLE)
def test_address_of_a_person_is_none(local: str) -> None:
    """Nor is one that only holds such a word, or that a secretary reads."""
    assert machine_author(an_inbound(authors=(Address(f"{local}@example.net"),))) == ""


@pytest.mark.parametrize(
    ("address", "subject", "text"),
    [
        (
            "noreply@boxbe.example.net",
            "Invitation (Action Required)",
            "Your message was waitlisted.\n\nPlease add yourself to my Guest List.",
        ),
        ("helpdesk@example.net", "HELP-12 Invitation", "Your request HELP-12 has been received and will be looked at by our staff."),
        ("it@example.net", "Incident INC0012 has been opened on your behalf", "Short description: Invitation\nPriority: low"),
        ("listserv@example.net", "Rejected posting", "You are not authorized to send mail to the TC list from your account."),
        ("tc-help@example.net", "confirm subscribe to tc", "Hi! This is the ezmlm program. I have an order for you."),
        ("pomoc@example.net", "[#1234] Zaproszenie", "Otrzymaliśmy Państwa zgłoszenie i zajmiemy się nim wkrótce."),
    ],
    ids=["challenge", "ticket", "ticket by its subject", "list", "program", "polish"],
)
def test_machine_that_says_so_is_ignored(house: House, address: str, subject: str, text: str) -> None:
    """The token came to it by way of the speaker's address; it is neither filed nor answered."""
    reply = replace(house.reply_to("matthias@example.org", text, author=Address(address)), subject=subject)
    record = house.receive(reply)
    assert (record.state, record.kind) == (InboundState.IGNORED, "auto_reply")
    assert len(house.entries()) == 5


@pytest.mark.parametrize("text", ["All telescopes observe.", "We have received the new mirrors. No access to the site."])
def test_machine_that_does_not_say_so_waits_for_a_person(house: House, text: str) -> None:
    """Even if its words are a report's."""
    record = house.receive(house.reply_to("matthias@example.org", text, author=Address("noreply@example.net")))
    assert (record.state, record.kind) == (InboundState.TRIAGE, "report")
    assert "its author is noreply@example.net" in record.reason
    assert len(house.entries()) == 5


def test_speaker_may_have_the_address_of_a_role() -> None:
    """The invitation went there: what comes back is read as that of a person, and a notice waits for one."""
    house = House()
    slot = an_item(speakers=(a_speaker(email="support@example.org"),))
    meeting = a_meeting(id=None, state=MeetingState.PLANNED, items=(slot,))
    house.invited(an_agenda(meeting=meeting))
    assert house.receive(house.reply_to("support@example.org", "All telescopes observe.")).state is InboundState.DONE
    notice = replace(house.reply_to("support@example.org", "Your request has been received."), message_id="<2@example.org>")
    assert house.receive(notice).state is InboundState.TRIAGE


FORMAL = "I am out of the office until 14 March. In urgent cases please contact Kay."


def test_words_alone_are_never_set_aside_where_our_token_came_back(house: House) -> None:
    """Whoever wrote them may be a person; nothing is filed and nobody answered."""
    record = house.receive(house.reply_to("elena@example.org", FORMAL))
    assert (record.state, record.kind) == (InboundState.TRIAGE, "auto_reply")
    assert record.reason.startswith("it answers us, and reads as automatic mail does")
    assert len(house.entries()) == 5


@pytest.mark.parametrize(("proof", "state"), [(Proof.PASS, InboundState.TRIAGE), (Proof.NONE, InboundState.IGNORED)])
def test_words_alone_of_a_proven_speaker_are_not_set_aside(house: House, proof: Proof, state: InboundState) -> None:
    """Without the token, the server's word is needed."""
    house.authenticator.judgement = Authentication(proof, "")
    reply = replace(house.reply_to("elena@example.org", FORMAL), recipients=("minutes@example.org",))
    assert house.receive(reply).state is state


@pytest.mark.parametrize(
    "text",
    ["The array is not available until 15 March.", "Karl is on leave until 15 March.", "Das Teleskop ist bis 15. März nicht verfügbar."],
)
def test_absence_of_something_else_is_not_the_authors(house: House, text: str) -> None:
    """Reminders go on."""
    house.receive(house.reply_to("elena@example.org", text))
    with house.begin() as uow:
        speaker = uow.meetings.get(MeetingId(1)).slots[1].speakers[0]
    assert (speaker.email, speaker.away_until) == ("elena@example.org", None)


def test_absence_of_a_desk_is_nobodys(house: House) -> None:
    """Its words alone do not say that the speaker is away."""
    author = Address("helpdesk@example.net")
    text = "Your message has been received. I am away until 15 March."
    house.receive(house.reply_to("elena@example.org", text, author=author))
    with house.begin() as uow:
        assert uow.meetings.get(MeetingId(1)).slots[1].speakers[0].away_until is None
