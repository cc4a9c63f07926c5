"""A flood is kept, shown and read as the hour passes; nothing waits behind it, and no forger makes a speaker wait."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from mailflow.adapters.mime.guards import HEADER_LIMIT
from mailflow.bootstrap.application import build
from mailflow.config import Settings
from mailflow.domain.agenda import MeetingId
from mailflow.domain.floods import FloodLimits
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import Address, InboundId, InboundMessage, MailKind, OutboundId
from mailflow.services.floodgate import HEAD_BYTES, Floodgate
from tests.builders import an_inbound, an_outbox_entry
from tests.fakes import House

MATTHIAS = Address("matthias@example.org", "Matthias")
STRANGER = Address("flood@example.net", "A Stranger")


def a_house(limits: FloodLimits) -> House:
    """Return a house with a meeting, to which everybody is invited, and these limits."""
    house = House()
    house.invited()
    house.floodgate = Floodgate(house.begin, house.post.office, codec=house.codec, clock=house.clock, limits=limits)
    house.reborn()
    return house


def a_mail(number: int, author: Address = STRANGER) -> InboundMessage:
    """Return one mail of a flood."""
    return an_inbound(f"text {number}", message_id=f"<{number}.{author.email}>", subject=f"mail {number}", authors=(author,))


def sweep(house: House) -> None:
    """Read what waits, in tasks of twenty, as the workers do."""
    waiting = house.sweep().to_ingest
    for start in range(0, len(waiting), 20):
        for inbound_id in house.ingest.claim(waiting[start : start + 20]):
            house.ingest(inbound_id)


def arrive(house: House, *mails: InboundMessage) -> tuple[InboundId, ...]:
    """Let mails come, and be read as far as the limits allow."""
    ids = tuple(house.arrive(mail) for mail in mails)
    sweep(house)
    return ids


def settled(house: House) -> list[InboundId]:
    """Return which messages have a final state."""
    return [record.id for record in house.records() if record.state is not InboundState.RECEIVED]


def test_limiter_is_on_by_default(tmp_path: Path) -> None:
    """Nobody has to set anything: of forty mails of one sender ten wait."""
    house = House()
    arrive(house, *(a_mail(number) for number in range(40)))
    assert len(settled(house)) == 30
    assert len(house.records()) == 40
    application = build(Settings(data_dir=tmp_path))
    assert application.receiving.ingest._floodgate._limits == FloodLimits() == FloodLimits(30, 300, 2000)
    application.close()


def test_excess_waits_with_its_sender_and_its_reason() -> None:
    """So that `mailflow inbox` can show whose it is, and why; no attempt counts."""
    house = a_house(FloodLimits(sender=2))
    arrive(house, *(a_mail(number) for number in range(3)))
    held = house.records()[-1]
    assert (held.state, held.attempts, held.author, held.subject) == (InboundState.RECEIVED, 0, STRANGER, "mail 2")
    assert held.reason == "it waits: 2 messages of flood@example.net were read within the hour; its turn is at 2021-03-01 13:00 UTC"


def test_excess_is_read_oldest_first_as_the_hours_pass() -> None:
    """At the rate of the limit; and each is looked at but twice or so, however long it waits and however often the sweep runs."""
    house = a_house(FloodLimits(sender=6))
    looks: list[bytes] = []
    parse = house.codec.parse

    def counting(content: bytes) -> InboundMessage:
        looks.append(content)
        return parse(content)

    house.codec.parse = counting  # type: ignore[method-assign]
    arrive(house, *(a_mail(number) for number in range(30)))
    assert settled(house) == [1, 2, 3, 4, 5, 6]
    order: list[InboundId] = []
    for _ in range(6 * 60):
        house.clock.forward(minutes=1)
        sweep(house)
        order += [found for found in settled(house) if found not in order]
    assert order == sorted(order)
    assert len(order) == 30
    assert len(looks) <= 3 * 30


def test_real_reports_do_not_wait_behind_a_flood() -> None:
    """Twenty reports that come in the midst of a thousand mails of one sender are settled in the first round."""
    house = a_house(FloodLimits())
    for number in range(1000):
        house.mailbox.append(house.codec.encode(a_mail(number)))
        if number % 50 == 0:
            house.mailbox.append(house.codec.encode(house.reply_to("matthias@example.org", f"Report {number}")))
    house.collect(house.mailbox)
    sweep(house)
    done = [record for record in house.records() if record.author.email == "matthias@example.org"]
    assert [record.state for record in done] == [InboundState.DONE] * 20
    assert len(settled(house)) == 20 + 30


@pytest.mark.parametrize("author", [MATTHIAS, Address("MATTHIAS@example.org")], ids=["as invited", "in capitals"])
def test_report_with_its_token_is_not_held_by_the_limit_of_its_sender(author: Address) -> None:
    """Otherwise whoever forges the speaker's name would make the true report wait."""
    house = a_house(FloodLimits(sender=2))
    forged = [a_mail(number, MATTHIAS) for number in range(5)]
    report = house.reply_to("matthias@example.org", "All is well.", author=author)
    arrive(house, *forged, report)
    assert [record.state for record in house.records()].count(InboundState.RECEIVED) == 3
    assert house.records()[-1].state is InboundState.DONE


def test_token_of_somebody_else_opens_no_gate() -> None:
    """Nor one that is forged."""
    house = a_house(FloodLimits(sender=2))
    (theirs,) = house.reply_to("elena@example.org", "x").recipients
    forged = replace(a_mail(5), recipients=("minutes+aaaaaaaaaaaa.9999999999.00000000000000000000@example.org",))
    arrive(house, a_mail(1), a_mail(2), replace(a_mail(3), recipients=(theirs,)), forged)
    assert settled(house) == [1, 2]


def test_limit_of_a_domain_counts_all_its_senders() -> None:
    """Letter case is ignored; mail of nobody has no domain."""
    house = a_house(FloodLimits(sender=0, domain=2))
    strangers = (
        a_mail(number, Address(f"{number}@{domain}")) for number, domain in enumerate(("example.org", "Example.org", "example.org"))
    )
    arrive(house, *strangers, a_mail(4), *(a_mail(number, Address("")) for number in (5, 6, 7)))
    assert settled(house) == [1, 2, 4, 5, 6, 7]
    assert "2 messages of example.org" in house.records()[2].reason


@pytest.mark.parametrize(
    "author", [MATTHIAS, Address("matthias@alias.example.org")], ids=["a known address", "one that got a mail of ours"]
)
def test_forgers_of_a_domain_do_not_hold_back_whom_we_wrote_to(author: Address) -> None:
    """Six hundred strangers of the domain wait behind the first three hundred; the report behind none of them."""
    house = a_house(FloodLimits())
    report = house.reply_to("matthias@example.org", "All is well.", author=author)
    with house.begin() as uow:
        (person,) = (entry.person_id for entry in uow.outbox.entries() if entry.recipient.email == MATTHIAS.email)
        uow.outbox.add(an_outbox_entry(id="aliasaliasal", recipient=author, person_id=person), b"")
        uow.commit()
    address = house.post.reply_address(OutboundId("aliasaliasal"), MailKind.INVITATION)
    domain = author.email.partition("@")[2]
    forged = (a_mail(number, Address(f"u{number}@{domain}")) for number in range(600))
    arrive(house, *forged, replace(report, recipients=(address,)))
    assert len(settled(house)) == 301
    assert house.records()[-1].state is InboundState.DONE


def test_forgers_of_a_domain_do_not_hold_back_the_chair() -> None:
    """The approval is read at once."""
    house = a_house(FloodLimits(sender=0, domain=2))
    house.draft(MeetingId(1))
    approval = house.reply_to("ian.bird@example.org", "approve", kind=MailKind.DRAFT)
    arrive(house, *(a_mail(number, Address(f"u{number}@example.org")) for number in range(5)), approval)
    assert (len(settled(house)), house.records()[-1].reason) == (3, "approves revision 1")


def test_known_speaker_without_a_token_is_not_held_by_the_limit_of_the_domain() -> None:
    """Strangers of a freemail domain are many; whoever forges the speaker's own address meets the limit of the sender."""
    house = a_house(FloodLimits(sender=3, domain=2))
    strangers = (a_mail(number, Address(f"u{number}@example.org")) for number in range(5))
    arrive(house, *strangers, *(a_mail(number, MATTHIAS) for number in range(5)))
    assert settled(house) == [1, 2, 6, 7, 8]
    assert "3 messages of matthias@example.org" in house.records()[-1].reason


def test_nobody_waits_for_more_than_a_day_before_it_is_looked_at() -> None:
    """However long the line is that a forger has made."""
    house = a_house(FloodLimits(sender=0, domain=1))
    arrive(house, *(a_mail(number, Address(f"u{number}@example.org")) for number in range(40)))
    turns = [row.lease_until for row in house.database.tables.inbound.values() if row.record.state is InboundState.RECEIVED]
    assert max(turn for turn in turns if turn) == house.clock.now() + timedelta(days=1)
    house.clock.forward(days=2)
    sweep(house)
    assert len(settled(house)) == 2


def test_limit_of_the_whole_service_does_not_stop_whom_we_know() -> None:
    """A speaker writes, with a token or without one; strangers wait."""
    house = a_house(FloodLimits(sender=0, domain=0, total=2))
    arrive(house, a_mail(1), a_mail(2), a_mail(3, Address("x@example.com")), a_mail(4, MATTHIAS))
    assert settled(house) == [1, 2, 4]
    assert "2 messages were read within the hour" in house.records()[2].reason


def test_without_limits_nobody_waits() -> None:
    """Nought is none."""
    house = a_house(FloodLimits(0, 0, 0))
    arrive(house, *(a_mail(number) for number in range(50)))
    assert len(settled(house)) == 50


def test_held_message_can_be_let_in() -> None:
    """By the secretary, who asks for it to be read anew; nothing of it is counted."""
    house = a_house(FloodLimits(sender=2))
    ids = arrive(house, *(a_mail(number) for number in range(4)))
    assert house.desk.replay([ids[3]]) == (ids[3],)
    sweep(house)
    assert settled(house) == [ids[0], ids[1], ids[3]]


def test_messages_that_are_read_anew_are_no_flood() -> None:
    """However many of one sender: they had their hour."""
    house = a_house(FloodLimits(sender=3))
    for number in range(9):
        arrive(house, a_mail(number))
        house.clock.forward(minutes=30)
    assert len(settled(house)) == 9
    house.desk.replay(settled(house))
    sweep(house)
    assert len(settled(house)) == 9


def test_message_on_which_an_attempt_died_is_held_as_well() -> None:
    """It waits for its turn like the others when it is begun once more."""
    house = a_house(FloodLimits(sender=2))
    (poor,) = (house.arrive(a_mail(0)),)
    house.ingest.claim([poor])
    arrive(house, a_mail(1), a_mail(2))
    house.clock.forward(minutes=6)
    house.reborn()
    sweep(house)
    assert settled(house) == [2, 3]
    assert (house.records()[0].attempts, house.records()[0].reason[:9]) == (0, "it waits:")


@pytest.mark.parametrize(
    ("octets", "header"),
    [
        (b"\r\n\r\nA: 1\r\nB: 2\r\n\r\nbody\r\n\r\n", b"\r\n\r\nA: 1\r\nB: 2\r\n\r\n"),
        (b"A: 1\n\nbody", b"A: 1\n\n"),
        (b"A: 1", b"A: 1"),
        (b"", b""),
    ],
    ids=["empty lines first", "bare line feeds", "no end", "nothing"],
)
def test_header_is_enough_to_know_the_sender(octets: bytes, header: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    """What follows it is not read."""
    house = a_house(FloodLimits(sender=1))
    arrive(house, a_mail(1), a_mail(2))
    seen: list[bytes] = []

    def parse(content: bytes) -> InboundMessage:
        seen.append(content)
        return a_mail(3)

    monkeypatch.setattr(house.codec, "parse", parse)
    house.mailbox.append(octets)
    house.collect(house.mailbox)
    assert house.ingest.claim([InboundId(3)]) == ()
    assert seen == [header]


def test_hold_is_an_hour_from_the_first_of_the_hour() -> None:
    """Not from when it is looked at."""
    house = a_house(FloodLimits(sender=1))
    arrive(house, a_mail(1))
    house.clock.forward(minutes=50)
    arrive(house, a_mail(2))
    house.clock.at += timedelta(minutes=10, seconds=-1)
    sweep(house)
    assert settled(house) == [1]
    house.clock.at += timedelta(seconds=2)
    sweep(house)
    assert settled(house) == [1, 2]


def test_gate_looks_as_far_as_the_reader() -> None:
    """Whose author stands behind so many fields that the gate sees none would have no limit."""
    assert HEAD_BYTES == HEADER_LIMIT
