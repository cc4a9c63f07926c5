"""A copy is put aside only where that loses nothing: what somebody sends ahead swallows no honest mail, and nothing is done twice."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import pytest

from mailflow.domain.agenda import MeetingId
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import Address, InboundId, InboundMessage, MailKind
from mailflow.domain.records import InboundRecord
from tests.builders import SERVICE_ADDRESS, a_bounce_report, an_inbound, some_marks
from tests.fakes import NOT_PROVEN, PROVEN, STRANGER, House
from tests.unit.test_replay import (
    CHAIR,
    SPEAKER,
    a_bounce,
    a_late_approval,
    a_machine,
    a_report,
    a_stranger,
    an_approval,
    an_approval_of_less,
    an_attendance,
    an_unproven_approval,
    replay,
    thanks,
    world,
)

ELENA = Address("elena@example.org", "Elena")


@pytest.fixture
def house() -> House:
    """Give a house whose meeting has a draft with the chair."""
    house = House()
    house.drafted()
    return house


def without_right(mail: InboundMessage) -> InboundMessage:
    """Return what a stranger can make of a mail that he has seen: its words and its Message-ID, in its author's name."""
    return replace(mail, recipients=(SERVICE_ADDRESS,), references=(), marks=some_marks("X-Forged: yes"))


def marked(mail: InboundMessage, *marks: str) -> InboundMessage:
    """Return a mail as a machine or a list would have sent it."""
    return replace(without_right(mail), marks=some_marks("X-Forged: yes", *marks))


def by_list(mail: InboundMessage) -> InboundMessage:
    """Return a mail as it came by way of a list, with its token."""
    return replace(mail, marks=some_marks("List-Id: <l.example.org>"))


AHEAD: list[tuple[Callable[[InboundMessage], InboundMessage], InboundState]] = [
    (lambda mail: marked(mail, "Auto-Submitted: auto-replied"), InboundState.IGNORED),
    (lambda mail: marked(mail, "X-Spam-Flag: YES"), InboundState.TRIAGE),
    (without_right, InboundState.TRIAGE),
    (by_list, InboundState.TRIAGE),
    (lambda mail: marked(mail, "X-Failed-Recipients: a@example.org"), InboundState.DONE),
]
IDS = ["automatic", "spam", "out of the blue", "by way of a list", "bounce"]


@pytest.mark.parametrize(("forge", "state"), AHEAD, ids=IDS)
def test_mail_that_was_sent_ahead_does_not_swallow_the_report(
    house: House, forge: Callable[[InboundMessage], InboundMessage], state: InboundState
) -> None:
    """The report is filed, says what came before it, and is the original of what comes behind it."""
    report = a_report(house)
    ahead, honest, behind = (house.receive(mail) for mail in (forge(report), report, forge(report)))
    assert (ahead.state, honest.state, honest.copy_of) == (state, InboundState.DONE, None)
    assert f"message 1 says the same, and ended as {state}" in " ".join(evidence.detail for evidence in honest.evidence)
    assert behind.state is InboundState.IGNORED
    assert len(house.mails_to(SPEAKER, MailKind.RECEIPT)) == 1


@pytest.mark.parametrize(("forge", "state"), AHEAD, ids=IDS)
@pytest.mark.parametrize("order", [(1, 2, 3), (3, 2, 1)], ids=["oldest first", "newest first"])
def test_what_was_sent_ahead_and_the_report_read_anew_do_nothing(
    house: House, forge: Callable[[InboundMessage], InboundMessage], state: InboundState, order: Sequence[int]
) -> None:
    """In any order, and more than once."""
    report = a_report(house)
    for mail in (forge(report), report, report):
        house.receive(mail)
    before = world(house)
    for _ in range(2):
        house.desk.replay([InboundId(number) for number in order])
        house.ingest.claim([InboundId(number) for number in order])
        for number in order:
            house.ingest(InboundId(number))
        assert world(house) == before
        assert [record.state for record in house.records()[1:]] == [InboundState.DONE, InboundState.IGNORED]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)], ids=["oldest first", "newest first"])
def test_two_that_ended_otherwise_are_no_copies_of_each_other(house: House, order: Sequence[int]) -> None:
    """Nor when they are read anew."""
    report = a_report(house)
    before = [house.receive(marked(report, "Auto-Submitted: auto-replied")), house.receive(by_list(report))]
    for number in order:
        replay(house, InboundId(number))
    assert [(record.state, record.reason, record.copy_of) for record in house.records()] == [
        (record.state, record.reason, None) for record in before
    ]


def test_copy_that_does_better_when_it_is_read_anew_becomes_the_original(house: House) -> None:
    """No trusted server was named; now one is: one of the two approves, whichever is read first."""
    approval = an_unproven_approval(house)
    first, second = house.receive(approval), house.receive(approval)
    house.authenticator.judgement = PROVEN
    records = replay(house, first.id, second.id)
    assert [(record.state, record.copy_of) for record in records] == [(InboundState.IGNORED, second.id), (InboundState.DONE, None)]
    assert len(house.trail("approved")) == 1


def test_twenty_forged_copies_change_nothing(house: House) -> None:
    """Each is a copy of the first that came to the same end, until the honest one comes; then of that one."""
    report = a_report(house)
    before = world(house)
    forged = [house.receive(forge(report)) for _ in range(4) for forge, _ in AHEAD[:4]]
    assert world(house) == before
    assert sum(record.copy_of is None for record in forged) == 4
    assert house.receive(report).state is InboundState.DONE
    assert {house.receive(forge(report)).copy_of for forge, _ in AHEAD[:4]} == {InboundId(17)}


def test_forged_approval_does_not_swallow_the_chairs(house: House) -> None:
    """It was refused, as it came from anywhere; the chair's own counts."""
    approval = an_approval(house)
    house.authenticator.judgement = NOT_PROVEN
    assert house.receive(approval).state is InboundState.REJECTED
    house.authenticator.judgement = PROVEN
    assert house.receive(approval).reason == "approves revision 1"


def test_refused_approval_does_not_swallow_one_that_is_answered(house: House) -> None:
    """The forged one answered an older draft, and nothing was sent; the chair's, unproven as well, is asked to confirm."""
    old = an_approval(house)
    house.receive(a_report(house))
    house.draft(MeetingId(1))
    approval = an_approval(house)
    house.authenticator.judgement = NOT_PROVEN
    forged = house.receive(replace(approval, recipients=old.recipients, references=old.references))
    honest = house.receive(approval)
    assert (forged.state, honest.state, honest.copy_of) == (InboundState.REJECTED, InboundState.REJECTED, None)
    assert len(house.mails_to(CHAIR, MailKind.CONFIRMATION)) == 1


def test_copy_of_what_was_discarded_is_no_news(house: House) -> None:
    """A person has decided about it; yet if it bears its token now, it is filed."""
    report = a_report(house)
    house.desk.discard(house.receive(without_right(report)).id)
    assert house.receive(without_right(report)).copy_of == 1
    assert house.receive(report).state is InboundState.DONE


def test_same_mail_to_two_slots_is_filed_in_both(house: House) -> None:
    """Each delivery bears the token of one of them, and its author is the speaker of neither."""
    report = replace(a_report(house), authors=(STRANGER,))
    (other,) = house.reply_to(ELENA.email, "x", kind=MailKind.INVITATION).recipients
    first, second, copy = (house.receive(replace(report, recipients=to)) for to in (report.recipients, (other,), (other,)))
    assert [record.state for record in (first, second)] == [InboundState.DONE, InboundState.DONE]
    assert (first.item_keys, second.item_keys) == (("3.1",), ("3.2",))
    assert (copy.state, copy.copy_of) == (InboundState.IGNORED, second.id)


def an_encrypted_mail(house: House) -> InboundMessage:
    """Return a speaker's mail that we cannot read."""
    return replace(a_report(house), text="", encrypted="PGP/MIME")


def a_delivery_report(house: House) -> InboundMessage:
    """Return a bounce by its type."""
    return replace(an_inbound("not delivered"), report=a_bounce_report())


def a_report_by_list(house: House) -> InboundMessage:
    """Return a report that waits for a person."""
    return by_list(a_report(house))


TWICE = [
    a_report,
    an_approval,
    an_unproven_approval,
    a_late_approval,
    an_approval_of_less,
    a_stranger,
    thanks,
    a_machine,
    a_bounce,
    a_delivery_report,
    an_attendance,
    an_encrypted_mail,
    a_report_by_list,
]


@pytest.mark.parametrize("days", [0, 1], ids=["at once", "a day later"])
@pytest.mark.parametrize("come", TWICE, ids=lambda come: come.__name__)
def test_mail_by_a_second_route_does_and_sends_nothing(house: House, come: Callable[[House], InboundMessage], days: int) -> None:
    """It is a copy, whatever became of the first; also when it is read anew, alone or with its original."""
    mail = come(house)
    original = house.receive(mail)
    before = world(house)
    house.clock.forward(days=days)
    copy = house.receive(replace(mail, recipients=(*mail.recipients, "list@example.org")))
    assert is_copy(copy, original)
    assert world(house) == before
    for ids in ((copy.id,), (original.id, copy.id)):
        records = replay(house, *ids)
        assert is_copy(records[-1], original)
        assert records[0].state is (original.state if len(ids) > 1 else InboundState.IGNORED)
        assert world(house) == before


def is_copy(record: InboundRecord, original: InboundRecord) -> bool:
    """Tell whether a message ended as the copy of another."""
    return (record.state, record.copy_of) == (InboundState.IGNORED, original.id)
