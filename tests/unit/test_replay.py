"""Whatever became of a message: read anew, once or twice, it ends where it was, and does nothing a second time."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState, MinutesState
from mailflow.domain.message import Address, InboundId, InboundMessage, MailKind
from mailflow.domain.records import CalendarReply, InboundRecord
from tests.builders import NOW, a_raw_message, a_series, an_agenda, an_inbound
from tests.fakes import NOT_PROVEN, PROVEN, STRANGER, House

CHAIR = "ian.bird@example.org"
SPEAKER = "matthias@example.org"


@pytest.fixture
def house() -> House:
    """Give a house whose meeting has a draft with the chair."""
    house = House()
    house.drafted(an_agenda(series=a_series(approval_hold=timedelta(minutes=10), id=None)))
    return house


def replay(house: House, *ids: InboundId) -> list[InboundRecord]:
    """Read messages anew, the newest first, and return what became of each."""
    house.desk.replay(ids)
    house.ingest.claim(ids)
    for inbound_id in sorted(ids, reverse=True):
        house.ingest(inbound_id)
    return [record for record in house.records() if record.id in ids]


def world(house: House) -> tuple[object, ...]:
    """Return all that a message can have changed: what is owed, filed, drafted, approved; not the trail, which tells of each reading."""
    tables = house.database.tables
    return (house.entries(), tables.reports, tables.minutes, tables.approvals, tables.meetings, tables.invitations)


def a_report(house: House) -> InboundMessage:
    """Return a speaker's report."""
    return house.reply_to(SPEAKER, "All is well.", kind=MailKind.INVITATION)


def an_approval(house: House) -> InboundMessage:
    """Return the chair's approval of the draft."""
    return house.reply_to(CHAIR, "approve", kind=MailKind.DRAFT)


def an_unproven_approval(house: House) -> InboundMessage:
    """Return an approval whose address is not proven."""
    house.authenticator.judgement = NOT_PROVEN
    return an_approval(house)


def a_late_approval(house: House) -> InboundMessage:
    """Return the answer to a draft that has been replaced."""
    reply = an_approval(house)
    house.receive(a_report(house))
    house.draft(MeetingId(1))
    return reply


def an_approval_of_less(house: House) -> InboundMessage:
    """Return the answer to a draft from which a report is missing."""
    reply = an_approval(house)
    house.receive(a_report(house))
    return reply


def a_hold(house: House) -> InboundMessage:
    """Return the chair's stop, after the approval."""
    house.receive(an_approval(house))
    return house.reply_to(CHAIR, "stop", kind=MailKind.APPROVAL_RECEIPT)


def a_stranger(house: House) -> InboundMessage:
    """Return mail out of the blue."""
    return an_inbound("hello", authors=(STRANGER,))


def thanks(house: House) -> InboundMessage:
    """Return thanks for a receipt."""
    house.receive(a_report(house))
    return house.reply_to(SPEAKER, "Thanks!", kind=MailKind.RECEIPT)


def a_machine(house: House) -> InboundMessage:
    """Return an automatic mail."""
    return an_inbound("I am away", marks=("Auto-Submitted: auto-replied",))


def a_bounce(house: House) -> InboundMessage:
    """Return a bounce."""
    return an_inbound("not delivered", marks=("X-Failed-Recipients: a@example.org",))


def an_attendance(house: House) -> InboundMessage:
    """Return a calendar answer without a stamp."""
    invitation = next(iter(house.database.tables.invitations.values()))
    calendar = CalendarReply(invitation.uid, invitation.address, "accepted", 0, None)
    return an_inbound("", authors=(Address(invitation.address),), calendar=house.calendar.reply(calendar))


def a_copy(house: House) -> InboundMessage:
    """Return a report that has come before, by another way."""
    report = a_report(house)
    house.receive(report)
    return replace(report, recipients=(*report.recipients, "list@example.org"))


@pytest.mark.parametrize(
    ("come", "state"),
    [
        (a_report, InboundState.DONE),
        (an_approval, InboundState.DONE),
        (an_unproven_approval, InboundState.REJECTED),
        (a_late_approval, InboundState.REJECTED),
        (an_approval_of_less, InboundState.REJECTED),
        (a_hold, InboundState.DONE),
        (a_stranger, InboundState.TRIAGE),
        (thanks, InboundState.IGNORED),
        (a_machine, InboundState.IGNORED),
        (a_bounce, InboundState.DONE),
        (an_attendance, InboundState.DONE),
        (a_copy, InboundState.IGNORED),
    ],
    ids=lambda value: value.__name__ if callable(value) else None,
)
def test_message_read_anew_does_nothing_twice(house: House, come: Callable[[House], InboundMessage], state: InboundState) -> None:
    """The same state, and the world as it was; also on another day, and after another time."""
    record = house.receive(come(house))
    assert record.state is state
    before = world(house)
    for _ in range(2):
        house.clock.forward(hours=20)
        (again,) = replay(house, record.id)
        assert (again.state, again.settled_at, again.copy_of) == (record.state, record.settled_at, record.copy_of)
        assert world(house) == before


def test_approval_read_anew_is_answered_by_what_it_did(house: House) -> None:
    """Neither a refusal, as the revision is approved already, nor a second approval; also when the minutes have gone out."""
    record = house.receive(an_approval(house))
    assert replay(house, record.id)[0].reason == "revision 1 was approved by this message"
    house.clock.forward(minutes=10)
    assert house.release_due() == 1
    (again,) = replay(house, record.id)
    assert (again.state, again.reason, again.kind) == (InboundState.DONE, "revision 1 was approved by this message", "approval")
    assert len(house.mails_to("reader@example.org", MailKind.MINUTES)) == 1


def test_approval_that_was_held_does_not_come_back(house: House) -> None:
    """It approved a revision; what the hold brought back wants an approval of its own."""
    approval = house.receive(an_approval(house))
    hold = house.receive(house.reply_to(CHAIR, "stop", kind=MailKind.APPROVAL_RECEIPT))
    before = world(house)
    assert [record.state for record in replay(house, approval.id, hold.id)] == [InboundState.DONE, InboundState.DONE]
    assert world(house) == before


def test_hold_read_anew_does_not_stop_the_next_approval(house: House) -> None:
    """The chair stopped one revision, and approved the next."""
    house.receive(an_approval(house))
    hold = house.receive(house.reply_to(CHAIR, "stop", kind=MailKind.APPROVAL_RECEIPT))
    house.receive(an_approval(house))
    (again,) = replay(house, hold.id)
    assert (again.state, again.reason) == (InboundState.DONE, "revision 1 was held by this message")
    with house.begin() as uow:
        current = uow.minutes.find_current(MeetingId(1))
    assert current
    assert current.state is MinutesState.APPROVED


def test_report_stays_filed_when_its_token_has_expired(house: House) -> None:
    """And when the minutes have been approved since."""
    record = house.receive(a_report(house))
    house.draft(MeetingId(1))
    house.receive(an_approval(house))
    house.clock.forward(days=100)
    (again,) = replay(house, record.id)
    assert (again.state, again.reason) == (InboundState.DONE, "filed under 3.1 before")
    assert (again.item_keys, again.confidence, again.text) == (record.item_keys, record.confidence, record.text)


def test_original_and_copy_read_anew_together_stay_what_they_are(house: House) -> None:
    """Whichever is read first: the report is filed once."""
    copy = house.receive(a_copy(house))
    original = InboundId(copy.id - 1)
    before = world(house)
    records = replay(house, original, copy.id)
    assert [(record.state, record.copy_of) for record in records] == [(InboundState.DONE, None), (InboundState.IGNORED, original)]
    assert world(house) == before


def test_mended_mistake_counts_when_the_message_is_read_anew(house: House) -> None:
    """An approval that could not be proven, as no trusted server was named: it approves now; the confirmation is not sent twice."""
    record = house.receive(an_unproven_approval(house))
    house.authenticator.judgement = PROVEN
    (again,) = replay(house, record.id)
    assert (again.state, again.reason) == (InboundState.DONE, "approves revision 1")
    assert replay(house, record.id)[0].reason == "revision 1 was approved by this message"
    assert len(house.mails_to(CHAIR, MailKind.CONFIRMATION)) == len(house.trail("approved")) == 1


def test_unstamped_answer_read_anew_is_no_newer(house: House) -> None:
    """It counts by when it came, not by when it was read."""
    old = house.receive(an_attendance(house))
    invitation = next(iter(house.database.tables.invitations.values()))
    declined = CalendarReply(invitation.uid, invitation.address, "declined", 0, NOW + timedelta(hours=1))
    house.clock.forward(hours=2)
    house.receive(replace(an_attendance(house), message_id="<2@example.org>", calendar=house.calendar.reply(declined)))
    replay(house, old.id)
    assert next(iter(house.database.tables.invitations.values())).partstat == "declined"


def test_failed_message_is_read_when_its_cause_is_mended(house: House) -> None:
    """And fails no more."""
    message = a_stranger(house)
    content = house.codec.encode(message)
    house.codec.poison.add(content)
    inbound_id = house.arrive(message)
    for _ in range(3):
        house.ingest.claim([inbound_id])
        with pytest.raises(RuntimeError):
            house.ingest(inbound_id)
        house.ingest.record_crash(inbound_id, "poison")
    house.codec.poison.clear()
    for _ in range(2):
        assert replay(house, inbound_id)[0].state is InboundState.TRIAGE


def test_message_without_octets_stays_failed_until_they_come(house: House) -> None:
    """Read anew it would look like spam of nobody, while the report still lies on the server."""
    house.mailbox.append(house.codec.encode(a_stranger(house)))
    with house.begin() as uow:
        (lost,) = uow.inbound.store([replace(a_raw_message(b""), problem="the mail server cannot deliver it")])
        uow.commit()
    assert house.desk.replay([lost]) == ()
    assert house.desk.undelivered([lost, lost]) == (lost,)
    (record,) = replay(house, lost)
    assert (record.state, record.reason) == (InboundState.FAILED, "the mail server cannot deliver it")
    house.collect(house.mailbox)
    assert house.desk.undelivered([lost]) == ()
    house.ingest.claim([lost])
    house.ingest(lost)
    (record,) = house.records()
    assert (record.id, record.state) == (lost, InboundState.TRIAGE)
