"""Whoever leaves gets nothing more of what waits for them, whichever way they leave; that they are off the list they are told."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from mailflow.domain.errors import NotFoundError
from mailflow.domain.lifecycle import DeliveryState
from mailflow.domain.mail_reports import BounceKind
from mailflow.domain.message import Address, Authentication, MailKind, OutboundId, OutboxEntry, Proof
from mailflow.services.forget import Forget
from mailflow.services.leaving import Departure, Leaving, Listed
from mailflow.services.mailout import Pace
from mailflow.services.suspending import Suspending
from mailflow.services.way_out import WayOut
from tests.builders import a_series, an_agenda, an_inbound
from tests.fakes import House
from tests.sink import Step, answer_at, once
from tests.unit.test_deliver import approved, publish
from tests.unit.test_suspending import bounce

READER, OTHER = "reader@example.org", "other@example.org"
QUEUED, SENT, FAILED, WITHDRAWN = DeliveryState.QUEUED, DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.WITHDRAWN


@pytest.fixture
def house() -> House:
    """Give a house in which minutes are owed to two readers, and wait."""
    made = House()
    draft, series = approved(made, a_series(subscribers=(READER, OTHER), id=None))
    publish(made, draft, series)
    made.clock.forward(minutes=1)
    return made


def minutes_to(house: House, address: str) -> OutboxEntry:
    """Return the minutes to a reader."""
    return next(entry for entry in house.entries() if entry.kind is MailKind.MINUTES and entry.recipient.email == address)


def by_the_page(house: House) -> None:
    """Follow the link of a mail, or click once."""
    WayOut(house.begin, house.post, clock=house.clock).take(f"{minutes_to(house, READER).id}.signed")


def by_the_way_out(house: House) -> None:
    """Write to the address that a mail names for it."""
    to = house.post.listing(minutes_to(house, READER).id, a_series()).leave_address
    house.receive(an_inbound("", message_id="<leave@example.org>", subject="unsubscribe", authors=(Address(READER),), recipients=(to,)))


def by_mail(house: House) -> None:
    """Write to the service, proven."""
    house.authenticator.judgement = Authentication(Proof.PASS, "DMARC passed")
    house.receive(an_inbound("unsubscribe", message_id="<leave@example.org>", subject="", authors=(Address(READER),)))


def by_command(house: House) -> None:
    """Let the secretary do it."""
    house.roster.remove("escape-tc", READER)


def by_complaint(house: House) -> None:
    """Call the mail spam."""
    house.receive(bounce(house, report="feedback-report"))


WAYS = (by_the_page, by_the_way_out, by_mail, by_command, by_complaint)


@pytest.mark.parametrize("leave", WAYS, ids=lambda way: way.__name__)
def test_whoever_leaves_gets_nothing_of_what_waits(house: House, leave: Callable[[House], None]) -> None:
    """The trail says so; others get theirs, and the goodbye goes where there is one."""
    leave(house)
    assert (minutes_to(house, READER).state, minutes_to(house, READER).reply_text) == (WITHDRAWN, "the reader has left the list")
    (entry,) = house.trail("mail withdrawn")
    assert entry.subject == "series escape-tc"
    assert entry.detail == f"{READER}: 1 mail that waited, as the reader has left the list"
    assert entry.actor == house.trail("unsubscribed")[0].actor
    goodbyes = [entry.id for entry in house.entries() if entry.kind is MailKind.SUBSCRIPTION_GOODBYE]
    assert len(goodbyes) == (leave not in {by_command, by_complaint})
    house.dispatcher()(goodbyes)
    house.mailed_out()
    arrived = [message.recipients[0] for message in house.transport.messages]
    assert sorted(arrived) == sorted([OTHER, *(READER for _ in goodbyes)])


def test_whoever_is_forgotten_gets_nothing_of_what_waits(house: House) -> None:
    """Nor is it counted as a failure."""
    Forget(house.begin, house.post.office, clock=house.clock)(READER)
    house.mailed_out()
    assert [message.recipients[0] for message in house.transport.messages] == [OTHER]
    assert sorted(entry.state for entry in house.entries() if entry.kind is MailKind.MINUTES) == [SENT, WITHDRAWN]


def test_nothing_is_said_where_nothing_waits(house: House) -> None:
    """What has arrived is not withdrawn."""
    house.mailed_out()
    by_command(house)
    assert minutes_to(house, READER).state is SENT
    assert house.trail("mail withdrawn") == []
    with pytest.raises(NotFoundError):
        by_command(house)


def test_joining_anew_brings_nothing_back(house: House) -> None:
    """Whoever joins gets what is published from then on."""
    by_command(house)
    house.clock.forward(minutes=1)
    house.roster.add("escape-tc", READER)
    house.sweep()
    house.mailed_out()
    assert [message.recipients[0] for message in house.transport.messages] == [OTHER]


def test_what_a_server_puts_off_while_its_reader_leaves_is_not_tried_again(house: House) -> None:
    """It was in the air then; the sweep finds it when it is back in the queue, before it is due."""
    house.transport.script = once(answer_at(Step.RCPT, "451 4.7.1 greylisted, try later"))
    house.mailed_out()
    waiting = next(entry for entry in house.entries() if entry.kind is MailKind.MINUTES and entry.state is QUEUED)
    with house.begin() as uow:  # as if it had been in the air at that moment, and nothing had been found to withdraw
        uow.subscribers.remove(uow.subscribers.get_series_id("escape-tc"), waiting.recipient.email)
        uow.commit()
    house.sweep()
    assert minutes_to(house, waiting.recipient.email).state is WITHDRAWN
    (entry,) = house.trail("mail withdrawn")
    assert (entry.actor, entry.subject) == ("mailflow", f"mail {waiting.id}")
    house.clock.forward(hours=2)
    assert house.mailed_out().counts == {}


def test_a_worker_that_has_a_mail_in_hand_writes_what_became_of_it(house: House) -> None:
    """Its notes are in a file, and it does not ask again: at most what it has taken goes out, and the outbox says so."""
    left: list[str] = []

    def leave() -> None:
        if not left:
            left.append(READER)
            by_command(house)

    house.transport.before_data = leave
    house.mailed_out(Pace(batch=7))
    assert minutes_to(house, READER).state is SENT
    assert minutes_to(house, OTHER).state is SENT


def test_whoever_is_suspended_gets_nothing_of_what_waits(house: House) -> None:
    """To try it further would count against us; of what is published later they get nothing either, until they are back."""
    entry = minutes_to(house, READER)
    with house.begin() as uow:
        for number in range(3):
            name = OutboundId(f"{number + 2}" * 12)
            mail = replace(entry, id=name, purpose=name, message_id=f"<{name}@example.org>", state=FAILED)
            uow.outbox.add(replace(mail, created_at=house.clock.now() - timedelta(days=number), reply_code=550), b"x")
        Suspending(house.post, clock=house.clock).bounced(uow, entry, BounceKind.HARD)
        uow.commit()
    assert house.trail("suspended")
    assert [one.state for one in house.entries() if one.id == entry.id] == [WITHDRAWN]
    assert [one.detail for one in house.trail("mail withdrawn")] == [f"{READER}: 1 mail that waited, as the reader is suspended"]


def test_several_mails_are_counted(house: House) -> None:
    """In one line of the trail."""
    entry = minutes_to(house, READER)
    with house.begin() as uow:
        probe = replace(entry, id=OutboundId("z" * 12), purpose="probe", message_id="<z@example.org>", kind=MailKind.SUBSCRIPTION_PROBE)
        uow.outbox.add(probe, b"x")
        reader = Listed(uow.subscribers.get_series_id("escape-tc"), "escape-tc", READER)
        Leaving(house.clock).take_off(uow, reader, Departure("somebody", why="they said so"))
        uow.commit()
    assert [one.detail for one in house.trail("unsubscribed")] == [f"{READER}: they said so"]
    assert [one.detail for one in house.trail("mail withdrawn")] == [f"{READER}: 2 mails that waited, as the reader has left the list"]


def test_whoever_leaves_while_minutes_are_published_gets_none(house: House) -> None:
    """The list is read again, and held, before anything is queued."""
    again = House()
    draft, series = approved(again, a_series(subscribers=(READER, OTHER), id=None))
    by_command(again)
    assert publish(again, draft, series) == 1


def test_the_agenda_of_another_meeting_puts_nobody_back(house: House) -> None:
    """It names whoever was on the list when it was written; who left since stays off, and the secretary is told."""
    by_command(house)
    agenda = an_agenda(series=a_series(subscribers=(READER.upper(), OTHER, "new@example.org"), id=None))
    assert house.add_meeting.departed(agenda) == (READER.upper(),)
    house.add_meeting(agenda)
    assert [one.address for one in house.roster.listings("escape-tc")] == ["new@example.org", OTHER]
    house.roster.add("escape-tc", READER)
    assert house.add_meeting.departed(agenda) == ()


def test_the_agenda_of_another_meeting_brings_nobody_back_who_is_forgotten(house: House) -> None:
    """Until they, or the secretary, say so."""
    Forget(house.begin, house.post.office, clock=house.clock)(READER)
    agenda = an_agenda(series=a_series(subscribers=(READER, OTHER), id=None))
    assert house.add_meeting.departed(agenda) == (READER,)
    house.add_meeting(agenda)
    assert [one.address for one in house.roster.listings("escape-tc")] == [OTHER]
    house.roster.add("escape-tc", READER)
    assert house.add_meeting.departed(agenda) == ()
