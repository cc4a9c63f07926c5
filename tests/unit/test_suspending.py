"""Readers whom mail does not reach: suspended after hard failures on three days, back at any sign of life; forgery counts for nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.choices import NO_TERMS, Terms, is_dead
from mailflow.domain.mail_reports import BounceKind, MailReport, ReportedRecipient
from mailflow.domain.mails.readers import SubscriberSuspendedContext
from mailflow.domain.message import Address, InboundMessage, MailKind, OutboundId, OutboxEntry
from mailflow.domain.timetable.reach import Failure, once_a_mail
from mailflow.services.suspending import PROBE_AFTER
from tests.builders import NOW, a_series, an_inbound, an_outbox_entry
from tests.fakes import NOT_PROVEN, PROVEN, House
from tests.unit.test_deliver import approved, publish

READER = "reader@example.org"
DAY = timedelta(days=1)
HARD, SOFT, FULL, BLOCKED = BounceKind.HARD, BounceKind.SOFT, BounceKind.OVER_QUOTA, BounceKind.BLOCKED


@pytest.fixture
def house() -> House:
    """Give a house with a reader who has minutes."""
    made = House()
    draft, series = approved(made, a_series(subscribers=(READER,), id=None))
    publish(made, draft, series)
    return made


def bounce(house: House, *, status: str = "5.1.1", to: str = "", number: int = 0, report: str = "delivery-status") -> InboundMessage:
    """Return a report that minutes did not arrive, others for each number, to the signed bounce address of that mail or to another."""
    mail = _sent(house, number)
    said = ReportedRecipient(READER, "failed", status, "smtp; 550 5.1.1 no such user")
    return an_inbound(
        "",
        message_id=f"<bounce{number}@mx.example.net>",
        subject="Undelivered Mail Returned to Sender",
        authors=(Address("MAILER-DAEMON@mx.example.net"),),
        recipients=(to or house.post.envelope_sender(mail.id, MailKind.MINUTES),),
        references=(mail.message_id,),
        report=MailReport(report, (said,), returns_mail=True, is_whole=True),
    )


def _sent(house: House, number: int) -> OutboxEntry:
    """Return one of as many mails as it takes; the first is that of the minutes."""
    minutes = next(entry for entry in house.entries() if entry.recipient.email == READER)
    name = OutboundId(f"mail{chr(97 + number) * 8}")
    other = replace(minutes, id=name, purpose=f"mail {number}", message_id=f"<{name}@example.org>")
    mail = other if number else minutes
    with house.begin() as uow:
        if uow.outbox.find(mail.id) is None:
            uow.outbox.add(mail, b"x")
        uow.commit()
    return mail


def come_back(house: House, days: int, **told: str) -> None:
    """Let mail come back on so many days."""
    for number in range(days):
        house.clock.forward(days=1)
        house.receive(bounce(house, number=number, **told))


def terms(house: House) -> Terms:
    """Return the terms of the reader."""
    with house.begin() as uow:
        return uow.terms.of(uow.subscribers.get_series_id("escape-tc"), READER)


def failures(*told: tuple[int, BounceKind]) -> list[Failure]:
    """Return failures, each so many days after now."""
    return [Failure(READER, kind, NOW + day * DAY, f"{kind} on day {day}") for day, kind in told]


@pytest.mark.parametrize(
    ("told", "is_enough"),
    [
        ([(1, HARD), (2, HARD), (3, HARD)], True),
        ([(1, HARD), (2, HARD)], False),
        ([(1, HARD), (1, HARD), (1, HARD), (2, HARD)], False),
        ([(1, SOFT), (2, SOFT), (3, SOFT), (4, SOFT)], False),
        ([(1, BLOCKED), (2, BLOCKED), (3, BLOCKED)], False),
        ([(day, FULL) for day in range(1, 12)], False),
        ([(day, FULL) for day in range(1, 13)], True),
        ([(1, HARD), (2, HARD), (3, FULL)], False),
        ([], False),
    ],
    ids=["three days", "two", "one day", "delays", "blocked", "full, a while", "full, for long", "hard and full", "none"],
)
def test_enough_is_three_hard_failures_on_three_days(told: list[tuple[int, BounceKind]], is_enough: bool) -> None:  # noqa: FBT001 - a table
    """Or what weighs as much; a delay, or that we are blocked, is no fault of the address."""
    assert bool(is_dead(failures(*told), NO_TERMS, NOW + 20 * DAY)) is is_enough


def test_what_failed_before_a_sign_of_life_or_long_ago_counts_no_more() -> None:
    """The words of the last failure are told."""
    told = failures((1, HARD), (2, HARD), (3, HARD))
    assert is_dead(told, NO_TERMS, NOW + 20 * DAY) == "hard on day 3"
    assert is_dead(told, Terms(alive_at=NOW + 2 * DAY), NOW + 20 * DAY) == ""
    assert is_dead(told, NO_TERMS, NOW + 300 * DAY) == ""


def test_reader_whose_mail_comes_back_is_suspended(house: House) -> None:
    """The secretary is told, with the words of the server; nothing more is sent there."""
    come_back(house, 2)
    assert terms(house).suspended_at is None
    come_back(house, 1)
    assert terms(house).suspended_at is None  # the same message twice is one
    house.clock.forward(days=1)
    house.receive(bounce(house, number=9))
    assert terms(house).suspended_at == house.clock.at
    context = house.renderer.last(MailKind.SUBSCRIBER_SUSPENDED)
    assert isinstance(context, SubscriberSuspendedContext)
    assert (context.address, "no such user" in context.reason) == (READER, True)
    assert house.trail("suspended")


def test_one_mail_fails_once_however_often_that_is_told(house: House) -> None:
    """Its bounce address stands in every copy of it: whoever has one could write as many reports as they like."""
    for number in range(9):
        house.clock.forward(days=1)
        house.receive(replace(bounce(house), message_id=f"<again{number}@mx.example.net>"))
    assert terms(house) == NO_TERMS


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ((("a", SOFT, 1), ("a", HARD, 2), ("a", HARD, 3)), [(HARD, 2)]),
        ((("a", FULL, 2), ("b", FULL, 1), ("a", FULL, 1)), [(FULL, 1), (FULL, 1)]),
        ((("", HARD, 2), ("", HARD, 1)), [(HARD, 1), (HARD, 2)]),
    ],
    ids=["a delay, then for good", "two mails", "of no known mail"],
)
def test_of_each_mail_the_first_hard_failure_counts(
    told: tuple[tuple[str, BounceKind, int], ...], expected: list[tuple[BounceKind, int]]
) -> None:
    """Else the first of any kind."""
    failures = [Failure(READER, kind, NOW + day * DAY, mail=OutboundId(mail) if mail else None) for mail, kind, day in told]
    assert [(one.kind, (one.at - NOW).days) for one in once_a_mail(failures)] == expected


@pytest.mark.parametrize("to", ["minutes@example.org", "minutes+aaaaaaaaaaaa.9999999999.00000000000000000000@example.org"])
def test_forged_bounces_count_for_nothing(house: House, to: str) -> None:
    """However many: without our signature anybody could write them."""
    come_back(house, 9, to=to)
    assert terms(house) == NO_TERMS
    assert house.mails_to("ian.bird@example.org", MailKind.SUBSCRIBER_SUSPENDED) == []


def test_delays_suspend_nobody(house: House) -> None:
    """4.x.x is told while a server still tries."""
    come_back(house, 9, status="4.4.1")
    assert terms(house).suspended_at is None


def test_a_complaint_ends_the_subscription(house: House) -> None:
    """Whoever calls our mail spam wants no more of it (RFC 5965)."""
    house.receive(bounce(house, report="feedback-report"))
    with house.begin() as uow:
        assert uow.subscribers.find(uow.subscribers.get_series_id("escape-tc"), READER) is None


def suspended(house: House) -> None:
    """Suspend the reader."""
    for number in range(3):
        house.clock.forward(days=1)
        house.receive(bounce(house, number=10 + number))
    assert terms(house).suspended_at is not None


def test_what_servers_refuse_counts_as_what_comes_back() -> None:
    """It is weighed when minutes are due, and these are not sent there any more."""
    house = House()
    draft, series = approved(house, a_series(subscribers=(READER, "b@example.org"), id=None))
    for number in range(3):
        with house.begin() as uow:
            entry = an_outbox_entry(MailKind.MINUTES, id=f"{number}" * 12, recipient=Address(READER), meeting_id=None, person_id=None)
            uow.outbox.add(entry, b"x")
            uow.commit()
        house.transport.script = lambda step, transaction: "550 5.1.1 no such user"
        house.dispatcher()([OutboundId(f"{number}" * 12)])
        house.clock.forward(days=1)
    assert publish(house, draft, series) == 1
    assert (house.mails_to(READER, MailKind.MINUTES), len(house.mails_to("b@example.org", MailKind.MINUTES))) == ([], 1)


def test_a_probe_goes_out_once_after_a_week(house: House) -> None:
    """It can come back like any mail, and any reply to it is a sign of life."""
    suspended(house)
    house.clock.forward(seconds=PROBE_AFTER.total_seconds() - 1)
    house.sweep()
    assert house.mails_to(READER, MailKind.SUBSCRIPTION_PROBE) == []
    house.clock.forward(seconds=1)
    for _ in range(2):
        house.sweep()
    assert len(house.mails_to(READER, MailKind.SUBSCRIPTION_PROBE)) == 1
    house.authenticator.judgement = NOT_PROVEN
    house.receive(house.reply_to(READER, "Yes, I am here again.", kind=MailKind.SUBSCRIPTION_PROBE))
    assert (terms(house).suspended_at, terms(house).alive_at) == (None, house.clock.at)
    assert house.trail("resumed")


def test_any_proven_mail_resumes(house: House) -> None:
    """Whatever it says; one that proves nothing does not, and neither does a machine's."""
    suspended(house)
    house.authenticator.judgement = NOT_PROVEN
    house.receive(an_inbound("Hello", message_id="<1@x.example.org>", authors=(Address(READER),), references=(), recipients=()))
    assert terms(house).suspended_at is not None
    house.authenticator.judgement = PROVEN
    house.receive(an_inbound("Hello again", message_id="<2@x.example.org>", authors=(Address(READER),), references=(), recipients=()))
    assert terms(house).suspended_at is None


def test_what_failed_before_suspends_nobody_again(house: House) -> None:
    """It takes three new failures on three new days."""
    suspended(house)
    house.authenticator.judgement = PROVEN
    house.receive(an_inbound("Hello", message_id="<1@x.example.org>", authors=(Address(READER),), references=(), recipients=()))
    house.clock.forward(days=1)
    house.receive(bounce(house, number=20))
    assert terms(house).suspended_at is None
