"""Mails to many in the database: owed once, taken by one worker, settled in batches; in memory, on SQLite and on PostgreSQL."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mailflow.domain.errors import NotFoundError
from mailflow.domain.forms import Form, Writing
from mailflow.domain.lifecycle import DeliveryState
from mailflow.domain.mailout import Outgoing, Personal
from mailflow.domain.message import Address, Delivery, MailKind, OutboundId
from mailflow.domain.rates import NO_LIMITS, RateLimits
from tests.builders import NOW, a_draft, an_agenda, an_outbox_entry
from tests.contract.conftest import Storage

FORM = Form((b"To: ", b"\r\n\r\nHello\r\n"), (("to", Writing.PLAIN),))
LATER = NOW + timedelta(minutes=5)


def personal(name: str, *, due_at: datetime = NOW, minutes_id: int | None = None) -> Personal:
    """Return a mail to one of many."""
    entry = an_outbox_entry(
        MailKind.MINUTES,
        id=name * 12,
        purpose=f"minutes:{name}",
        recipient=Address(f"{name}@example.org"),
        next_attempt_at=due_at,
        minutes_id=minutes_id,
        meeting_id=None,
        person_id=None,
    )
    return Personal(entry, {"to": f"{name}@example.org", "url": "https://x.example.org/?a=b=c"})


def owe(storage: Storage, *mails: Personal) -> tuple[OutboundId, ...]:
    """Owe mails and commit."""
    with storage.begin() as uow:
        new = uow.mailouts.add_all(FORM, mails)
        uow.commit()
    return new


def claim(storage: Storage, limit: int = 10, *, owner: str = "one", now: datetime = NOW) -> list[Outgoing]:
    """Claim mails, commit, and return them by id."""
    with storage.begin() as uow:
        claimed = uow.mailouts.claim(limit, owner=owner, now=now, until=LATER)
        uow.commit()
    return sorted(claimed, key=lambda mail: mail.id)


def settle(storage: Storage, *deliveries: Delivery, owner: str = "one") -> None:
    """Settle outcomes and commit."""
    with storage.begin() as uow:
        uow.mailouts.settle(deliveries, owner=owner)
        uow.commit()


def sent(name: str) -> Delivery:
    """Return the outcome of a mail that was taken."""
    return Delivery(OutboundId(name * 12), DeliveryState.SENT, 250, "2.0.0 Ok", NOW)


def states(storage: Storage) -> dict[str, DeliveryState]:
    """Return the states of all mails by the first sign of their ids."""
    with storage.begin() as uow:
        return {entry.id[0]: entry.state for entry in uow.outbox.entries()}


@pytest.fixture
def three(storage: Storage) -> Storage:
    """Give a storage in which three mails are owed."""
    owe(storage, *map(personal, "abc"))
    return storage


def test_mails_to_many_are_owed_once(storage: Storage) -> None:
    """By their purpose; those that are new are told."""
    assert set(owe(storage, *map(personal, "ab"))) == {"a" * 12, "b" * 12}
    assert owe(storage, *map(personal, "abc")) == ("c" * 12,)
    assert owe(storage) == ()


def test_octets_of_a_mail_to_many_are_those_of_its_form(three: Storage) -> None:
    """Filled with what is its recipient's own."""
    with three.begin() as uow:
        assert uow.outbox.content(OutboundId("b" * 12)) == b"To: b@example.org\r\n\r\nHello\r\n"
        entry = uow.outbox.find(OutboundId("b" * 12))
        assert entry is not None
        assert uow.mailouts.form(entry.content_sha256) == FORM
        with pytest.raises(NotFoundError):
            uow.mailouts.form("0" * 64)


def test_mails_to_many_are_not_for_whoever_sends_single_ones(three: Storage) -> None:
    """Neither due there nor claimed there."""
    with three.begin() as uow:
        assert uow.outbox.due(NOW, 10) == ()
        assert uow.outbox.claim([OutboundId("a" * 12)], owner="x", now=NOW, until=LATER) == ()
        assert len(uow.mailouts.due(NOW, 2)) == 2
        assert uow.mailouts.due(NOW - timedelta(seconds=1), 2) == ()


def test_a_mail_is_claimed_by_one_worker(three: Storage) -> None:
    """What another has is free only when the lease has run out."""
    first = claim(three, 2)
    assert [(mail.recipient, mail.attempts, mail.created_at, dict(mail.fields)["to"], dict(mail.fields)["url"]) for mail in first[:1]] == [
        (f"{first[0].id[0]}@example.org", 0, NOW, f"{first[0].id[0]}@example.org", "https://x.example.org/?a=b=c")
    ]
    assert len(claim(three, owner="two")) == 1
    assert claim(three, owner="three") == []
    assert len(claim(three, owner="three", now=LATER)) == 3


def test_a_value_may_hold_a_space(storage: Storage) -> None:
    """As a local part may between quotes; one such address must not stop all others."""
    quoted = replace(personal("a"), fields={"to": '"kay graf"@example.org', "url": "x"})
    owe(storage, quoted, personal("b"))
    assert [mail.fields["to"] for mail in claim(storage)] == ['"kay graf"@example.org', "b@example.org"]


def test_single_mails_are_not_claimed(storage: Storage) -> None:
    """They are for whoever sends those."""
    with storage.begin() as uow:
        uow.outbox.add(an_outbox_entry(meeting_id=None, person_id=None), b"x")
        uow.commit()
    assert claim(storage) == []


def test_those_due_longest_are_claimed_first(storage: Storage) -> None:
    """A mail that was put off does not wait for all that came later."""
    owe(storage, personal("a"), personal("b", due_at=NOW - timedelta(minutes=1)), personal("c"))
    assert [mail.id[0] for mail in claim(storage, 1)] == ["b"]


def test_outcomes_are_written(three: Storage) -> None:
    """Each in the server's words, with one attempt more; what is put off is due later."""
    claim(three)
    later = NOW + timedelta(hours=1)
    settle(
        three,
        sent("a"),
        Delivery(OutboundId("b" * 12), DeliveryState.QUEUED, 451, "later", NOW, later),
        Delivery(OutboundId("c" * 12), DeliveryState.FAILED, 550, "no", NOW),
    )
    with three.begin() as uow:
        a, b, c = uow.outbox.entries()
    assert (a.state, a.reply_code, a.reply_text, a.sent_at, a.attempts) == (DeliveryState.SENT, 250, "2.0.0 Ok", NOW, 1)
    assert (b.state, b.reply_code, b.next_attempt_at, b.attempts, b.sent_at) == (DeliveryState.QUEUED, 451, later, 1, None)
    assert (c.state, c.reply_text, c.next_attempt_at) == (DeliveryState.FAILED, "no", NOW)
    with three.begin() as uow:
        assert [mail.id[0] for mail in uow.mailouts.claim(9, owner="two", now=later, until=later)] == ["b"]


def test_outcomes_of_what_is_not_ours_are_passed_over(three: Storage) -> None:
    """Also when they come twice: a mail that was put off stays so."""
    claim(three)
    settle(three, sent("a"), owner="two")
    assert states(three)["a"] is DeliveryState.QUEUED
    settle(three, sent("a"))
    settle(three, Delivery(OutboundId("a" * 12), DeliveryState.FAILED, 550, "no", NOW))
    settle(three)
    assert states(three)["a"] is DeliveryState.SENT


def test_begun_is_written_with_the_outcome_before(three: Storage) -> None:
    """One commit for both; a mail that is not the worker's is not begun."""
    claim(three)
    with three.begin() as uow:
        assert uow.mailouts.begin(OutboundId("a" * 12), None, owner="one", now=NOW)
        assert uow.mailouts.begin(OutboundId("b" * 12), sent("a"), owner="one", now=NOW)
        assert not uow.mailouts.begin(OutboundId("c" * 12), None, owner="two", now=NOW)
        assert not uow.mailouts.begin(OutboundId("c" * 12), None, owner="one", now=LATER)
        assert not uow.mailouts.begin(OutboundId("b" * 12), None, owner="one", now=NOW)
        uow.commit()
    assert states(three) == {"a": DeliveryState.SENT, "b": DeliveryState.SENDING, "c": DeliveryState.QUEUED}
    settle(three, sent("b"))
    assert states(three)["b"] is DeliveryState.SENT


def test_begun_under_a_lease_that_ran_out_is_unknown(three: Storage) -> None:
    """As for single mails: it is sent once more after a while."""
    claim(three)
    with three.begin() as uow:
        uow.mailouts.begin(OutboundId("a" * 12), None, owner="one", now=NOW)
        uow.commit()
    with three.begin() as uow:
        assert uow.outbox.abandon(LATER) == ("a" * 12,)
        assert uow.outbox.resend_unknown(LATER, LATER) == ("a" * 12,)
        uow.commit()
    assert len(claim(three, owner="two", now=LATER)) == 3


def test_what_a_worker_holds_can_be_freed(three: Storage) -> None:
    """All that it has not begun, and nobody else's."""
    claim(three, 2)
    claim(three, 1, owner="two")
    with three.begin() as uow:
        held = [uow.mailouts.holds(OutboundId(name * 12), owner="one") for name in "abc"]
        assert held.count(True) == 2
        assert not uow.mailouts.holds(OutboundId("nowhere"), owner="one")
        uow.mailouts.give_back(owner="one")
        uow.commit()
    assert len(claim(three, owner="three")) == 2


def test_rates_give_back_what_must_wait(three: Storage) -> None:
    """It is due when there is room for it; the bucket remembers what went out."""
    claimed = claim(three)
    with three.begin() as uow:
        assert uow.mailouts.admit(claimed, NO_LIMITS, owner="one", now=NOW) == tuple(claimed)
        assert uow.mailouts.admit([], RateLimits(domain=1), owner="one", now=NOW) == ()
        now = uow.mailouts.admit(claimed, RateLimits(domain=1), owner="one", now=NOW)
        uow.commit()
    assert [mail.id for mail in now] == [claimed[0].id]
    with three.begin() as uow:
        assert uow.mailouts.due(NOW + timedelta(seconds=59), 9) == ()
        due = uow.mailouts.due(NOW + timedelta(seconds=66), 9)
        assert due == (claimed[1].id,)
        (again,) = uow.mailouts.claim(1, owner="two", now=NOW + timedelta(seconds=66), until=LATER)
        assert uow.mailouts.admit([again], RateLimits(domain=1), owner="two", now=NOW + timedelta(seconds=10)) == ()


def test_who_got_which_minutes_is_known(storage: Storage) -> None:
    """By address, with the Message-ID of each."""
    with storage.begin() as uow:
        meeting_id = uow.meetings.add(an_agenda(), now=NOW)
        draft = uow.minutes.add(replace(a_draft(id=None), meeting_id=meeting_id))
        assert draft.id is not None
        uow.mailouts.add_all(FORM, [personal("a", minutes_id=draft.id)])
        assert uow.mailouts.message_ids(draft.id) == {"a@example.org": f"<{'a' * 12}@example.org>"}
        uow.commit()
