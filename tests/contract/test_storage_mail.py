"""The storage of what came in, what is owed, and the minutes."""

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from mailflow.domain.classification.kinds import Evidence
from mailflow.domain.errors import NotFoundError
from mailflow.domain.floods import Flow, Scope
from mailflow.domain.lifecycle import DeliveryState, InboundState, MinutesState
from mailflow.domain.message import Address, Delivery, InboundId, MailKind, OutboundId, OutboxEntry
from mailflow.domain.minutes.draft import Draft, MinutesId
from mailflow.domain.minutes.wording import ENGLISH, Wording
from mailflow.domain.records import InboundOutcome, InboundRecord
from tests.builders import (
    NOW,
    a_delivery,
    a_draft,
    a_minutes_item,
    a_minutes_report,
    a_raw_message,
    an_agenda,
    an_approval,
    an_inbound_outcome,
    an_outbox_entry,
    some_content,
)
from tests.contract.conftest import Storage

LEASE = NOW + timedelta(minutes=5)
LATER = NOW + timedelta(minutes=6)
MISSING = InboundId(99)


@pytest.fixture(autouse=True)
def _meeting(storage: Storage) -> None:
    """Store the meeting about which the messages are."""
    with storage.begin() as uow:
        uow.meetings.add(an_agenda(), now=NOW)
        uow.commit()


def store(storage: Storage, *uids: int) -> tuple[InboundId, ...]:
    """Store messages of these uids and commit."""
    with storage.begin() as uow:
        stored = uow.inbound.store([a_raw_message(b"message %d" % uid, uid=uid) for uid in uids])
        uow.commit()
    return stored


def claim(storage: Storage, *ids: InboundId, now: datetime = NOW) -> tuple[InboundId, ...]:
    """Lease messages for five minutes and commit."""
    with storage.begin() as uow:
        claimed = uow.inbound.claim(ids, now=now, until=now + timedelta(minutes=5))
        uow.commit()
    return claimed


def record(storage: Storage, inbound_id: InboundId, outcome: InboundOutcome, *, at: datetime = NOW) -> None:
    """Write what became of a message and commit."""
    with storage.begin() as uow:
        uow.inbound.record(inbound_id, outcome, at=at)
        uow.commit()


def inbound(storage: Storage, inbound_id: InboundId) -> InboundRecord:
    """Return a message that came in."""
    with storage.begin() as uow:
        return uow.inbound.get(inbound_id)


def owe(storage: Storage, *entries: OutboxEntry) -> None:
    """Put messages into the outbox and commit."""
    with storage.begin() as uow:
        for entry in entries:
            assert uow.outbox.add(entry, f"octets of {entry.id}".encode()) == entry.id
        uow.commit()


def an_entry(name: str, *, minutes: int = 0, state: DeliveryState = DeliveryState.QUEUED) -> OutboxEntry:
    """Return an entry that is due so many minutes from now."""
    return replace(an_outbox_entry(id=name.ljust(12, "2"), state=state), next_attempt_at=NOW + timedelta(minutes=minutes))


def outbound(storage: Storage, entry: OutboxEntry) -> OutboxEntry:
    """Return a message that goes out."""
    with storage.begin() as uow:
        found = uow.outbox.find(entry.id)
    assert found
    return found


def lease(storage: Storage, *entries: OutboxEntry, owner: str = "one", now: datetime = NOW) -> tuple[OutboundId, ...]:
    """Lease messages for five minutes, commit, and return which were leased."""
    with storage.begin() as uow:
        leased = uow.outbox.claim([entry.id for entry in entries], owner=owner, now=now, until=now + timedelta(minutes=5))
        uow.commit()
    return tuple(entry.id for entry in leased)


def start(storage: Storage, entry: OutboxEntry, *, owner: str = "one", now: datetime = NOW) -> bytes | None:
    """Begin to send a leased message and commit."""
    with storage.begin() as uow:
        content = uow.outbox.start(entry.id, owner=owner, now=now, until=now + timedelta(minutes=5))
        uow.commit()
    return content


def settle(storage: Storage, delivery: Delivery, *, owner: str = "one") -> None:
    """Write the outcome of an attempt and commit."""
    with storage.begin() as uow:
        uow.outbox.record(delivery, owner=owner)
        uow.commit()


def add_draft(storage: Storage, draft: Draft | None = None) -> Draft:
    """Store a revision and commit."""
    with storage.begin() as uow:
        stored = uow.minutes.add(draft or a_draft(id=None))
        uow.commit()
    return stored


def test_stores_messages_as_they_came(storage: Storage) -> None:
    """Octets are kept whole; a new message waits and has been tried never."""
    raw = a_raw_message(b"From: a\x00\xff\r\n\r\n")
    with storage.begin() as uow:
        (inbound_id,) = uow.inbound.store([raw])
        uow.commit()
    with storage.begin() as uow:
        assert uow.inbound.raw(inbound_id) == raw.content
        stored = uow.inbound.get(inbound_id)
        assert uow.files.get(stored.sha256) == raw.content
    assert (stored.state, stored.attempts, stored.received_at) == (InboundState.RECEIVED, 0, NOW)


def test_stores_what_could_not_be_fetched_as_failed(storage: Storage) -> None:
    """It is known, shown with its reason, and nobody tries to read it."""
    with storage.begin() as uow:
        (inbound_id,) = uow.inbound.store([replace(a_raw_message(b""), problem="the mail server cannot deliver it")])
        stored = uow.inbound.get(inbound_id)
        assert (stored.state, stored.reason) == (InboundState.FAILED, "the mail server cannot deliver it")
        assert uow.inbound.known_uids("INBOX", 1, [1, 2]) == {1}
        assert uow.inbound.waiting(NOW, 10) == ()


def test_what_could_not_be_fetched_is_completed(storage: Storage) -> None:
    """In its row, under its id, once: it waits to be read as if it had just come."""
    lost, other = replace(a_raw_message(b""), problem="lost"), a_raw_message(b"Subject: CTA\r\n\r\n", uid=2)
    late = a_raw_message(b"Subject: late\r\n\r\n", received_at=NOW - timedelta(hours=1))
    with storage.begin() as uow:
        inbound_id, _ = uow.inbound.store([lost, other])
        assert uow.inbound.missing_uids("INBOX", 1, [1, 2, 3]) == {1}
        assert uow.inbound.missing_uids("INBOX", 2, [1, 2, 3]) == frozenset()
        assert uow.inbound.complete([lost]) == ()
        assert uow.inbound.complete([late, replace(other, content=b"x")]) == (inbound_id,)
        assert uow.inbound.complete([late]) == ()
        completed = uow.inbound.get(inbound_id)
        assert (completed.state, completed.reason, completed.size_bytes) == (InboundState.RECEIVED, "", len(late.content))
        assert (uow.inbound.raw(inbound_id), completed.received_at) == (late.content, late.received_at)
        assert uow.inbound.missing_uids("INBOX", 1, [1, 2, 3]) == frozenset()
        assert inbound_id in uow.inbound.waiting(NOW, 10)


def test_excused_attempt_is_taken_back(storage: Storage) -> None:
    """With its lease; never below none, and not on a message that is settled."""
    (inbound_id,) = store(storage, 1)
    with storage.begin() as uow:
        uow.inbound.begin(inbound_id, now=NOW, until=NOW + timedelta(minutes=5))
        assert uow.inbound.waiting(NOW, 10) == ()
        uow.inbound.excuse(inbound_id)
        assert uow.inbound.get(inbound_id).attempts == 0
        assert uow.inbound.waiting(NOW, 10) == (inbound_id,)
        uow.inbound.excuse(inbound_id)
        assert uow.inbound.get(inbound_id).attempts == 0
        uow.inbound.begin(inbound_id, now=NOW, until=NOW)
        uow.inbound.settle(inbound_id, InboundState.FAILED, "")
        uow.inbound.excuse(inbound_id)
        assert uow.inbound.get(inbound_id).attempts == 1


def test_stores_a_message_once(storage: Storage) -> None:
    """The same folder, uidvalidity and uid is the same message; another epoch or folder is another message."""
    (first,) = store(storage, 1)
    other = (a_raw_message(uidvalidity=2), a_raw_message(folder="Lists"))
    with storage.begin() as uow:
        assert uow.inbound.store([a_raw_message(b"changed")]) == ()
        assert len(uow.inbound.store(other)) == 2
        assert uow.inbound.raw(first) == b"message 1"


def test_knows_the_uids_of_an_epoch(storage: Storage) -> None:
    """By folder and uidvalidity."""
    store(storage, 3, 7)
    with storage.begin() as uow:
        assert uow.inbound.known_uids("INBOX", 1, range(10)) == {3, 7}
        assert uow.inbound.known_uids("INBOX", 1, [7, 8]) == {7}
        assert uow.inbound.known_uids("INBOX", 1, []) == frozenset()
        assert uow.inbound.known_uids("INBOX", 2, range(10)) == frozenset()
        assert uow.inbound.known_uids("Lists", 1, range(10)) == frozenset()


def test_tells_what_is_known_of_very_many(storage: Storage) -> None:
    """More than a database takes as parameters of one statement."""
    store(storage, 3, 70_000)
    with storage.begin() as uow:
        assert uow.inbound.known_uids("INBOX", 1, range(80_000)) == {3, 70_000}


def test_tells_what_is_stored_whole(storage: Storage) -> None:
    """Neither a beginning nor a message that nobody could fetch is."""
    whole, cut, lost = a_raw_message(uid=1), a_raw_message(uid=2), a_raw_message(b"", uid=3)
    with storage.begin() as uow:
        uow.inbound.store([whole, replace(cut, size_bytes=30_000_000), replace(lost, problem="lost")])
        assert uow.inbound.whole_uids("INBOX", 1, range(10)) == {1}
        assert uow.inbound.whole_uids("INBOX", 2, range(10)) == frozenset()
        assert uow.inbound.known_uids("INBOX", 1, range(10)) == {1, 2, 3}
        assert [record.size_bytes for record in uow.inbound.records()] == [len(whole.content), 30_000_000, 0]


def test_knows_the_epoch_of_what_was_stored_last(storage: Storage) -> None:
    """By folder; None where nothing is."""
    with storage.begin() as uow:
        assert uow.inbound.find_epoch("INBOX") is None
        uow.inbound.store([a_raw_message(uidvalidity=9), a_raw_message(uidvalidity=4), a_raw_message(folder="lmtp", uidvalidity=0)])
        assert uow.inbound.find_epoch("INBOX") == 4


def test_stores_many_at_once_in_their_order(storage: Storage) -> None:
    """Also where some are stored already, and where two have the same octets."""
    (known,) = store(storage, 7)
    with storage.begin() as uow:
        batch = [a_raw_message(b"%d" % (uid % 4), uid=uid) for uid in range(1, 61)]
        ids = uow.inbound.store(batch)
        uow.commit()
    assert len(ids) == 59
    assert list(ids) == sorted(ids)
    assert known not in ids
    with storage.begin() as uow:
        assert [uow.inbound.raw(inbound_id) for inbound_id in ids] == [raw.content for raw in batch if raw.uid != 7]
        assert uow.inbound.store([]) == ()


def test_missing_message_is_an_error(storage: Storage) -> None:
    """Who asks for a message that is not there is told which."""
    with storage.begin() as uow:
        with pytest.raises(NotFoundError, match="no message 99"):
            uow.inbound.get(MISSING)
        with pytest.raises(NotFoundError):
            uow.inbound.raw(MISSING)
        assert uow.inbound.lock_received(MISSING) is None


def test_claims_a_message_once_while_the_lease_lasts(storage: Storage) -> None:
    """The attempt is counted by it; a second claim gets nothing, and when the lease has run out they are doubtful."""
    first, second, third = store(storage, 1, 2, 3)
    assert claim(storage, second, first, MISSING) == (first, second)
    assert claim(storage, first, second, now=LEASE) == ()
    assert [inbound(storage, message).attempts for message in (first, second, third)] == [1, 1, 0]
    assert doubtful(storage, first, second, third, now=LEASE - timedelta(seconds=1)) == ()
    assert doubtful(storage, second, first, third, MISSING, now=LEASE) == (first, second)
    assert claim(storage) == ()


def test_those_tried_least_are_doubted_least(storage: Storage) -> None:
    """They are read first."""
    first, second = store(storage, 1, 2)
    claim(storage, first, second)
    assert begin(storage, first, now=LEASE)
    assert doubtful(storage, first, second, now=LEASE + timedelta(minutes=5)) == (second, first)


def doubtful(storage: Storage, *ids: InboundId, now: datetime) -> tuple[InboundId, ...]:
    """Return which messages an attempt died on."""
    with storage.begin() as uow:
        return uow.inbound.doubtful(ids, now=now)


def begin(storage: Storage, inbound_id: InboundId, *, now: datetime = NOW) -> bool:
    """Begin to read a message."""
    with storage.begin() as uow:
        begun = uow.inbound.begin(inbound_id, now=now, until=now + timedelta(minutes=5))
        uow.commit()
    return begun


def test_begun_message_has_one_more_attempt(storage: Storage) -> None:
    """An attempt is counted on the message that is read, and on none beside it; a settled one is not begun."""
    first, second = store(storage, 1, 2)
    assert begin(storage, first)
    assert not begin(storage, first)
    assert (inbound(storage, first).attempts, inbound(storage, second).attempts) == (1, 0)
    assert claim(storage, first) == ()
    record(storage, second, an_inbound_outcome())
    assert not begin(storage, second)
    assert not begin(storage, MISSING)


def test_claims_only_what_waits(storage: Storage) -> None:
    """A settled message is not claimed any more."""
    (first,) = store(storage, 1)
    record(storage, first, an_inbound_outcome())
    assert claim(storage, first) == ()
    with storage.begin() as uow:
        assert uow.inbound.lock_received(first) is None


def test_lists_what_waits_oldest_first(storage: Storage) -> None:
    """What is leased or settled does not wait; the limit cuts the newest."""
    first, second, third, fourth = store(storage, 1, 2, 3, 4)
    claim(storage, second)
    record(storage, first, an_inbound_outcome())
    with storage.begin() as uow:
        assert uow.inbound.waiting(NOW, 10) == (third, fourth)
        assert uow.inbound.waiting(NOW, 1) == (third,)
        assert uow.inbound.waiting(LATER, 10) == (second, third, fourth)


def test_released_message_waits_again(storage: Storage) -> None:
    """Its attempts stay counted."""
    (first,) = store(storage, 1)
    begin(storage, first)
    with storage.begin() as uow:
        uow.inbound.release(first)
        uow.commit()
    assert claim(storage, first) == ()
    assert doubtful(storage, first, now=NOW) == (first,)
    assert inbound(storage, first).attempts == 1


def test_keeps_all_that_became_of_a_message(storage: Storage) -> None:
    """Everything understood of a message comes back."""
    first, second = store(storage, 1, 2)
    outcome = replace(
        an_inbound_outcome(InboundState.TRIAGE, reason="es könnte 3.1 oder 3.2 sein", item_keys=("3.1", "3.2")),
        author=Address("kay@example.org", "Kay “K” Graf"),
        subject="Re: 页",
        confidence=0.45,
        evidence=(Evidence("token", "«signed»", 0.9), Evidence("sender", "", -0.3)),
        text="Zeile 1\n\n* zwei",
        omitted="> quoted",
        content_hash="f" * 64,
        copy_of=first,
    )
    record(storage, second, outcome)
    found = inbound(storage, second)
    for name in InboundOutcome.__slots__:
        if name != "content_hash":
            assert getattr(found, name) == getattr(outcome, name)


def test_settles_without_forgetting(storage: Storage) -> None:
    """Only state and reason are written."""
    (first,) = store(storage, 1)
    record(storage, first, an_inbound_outcome(InboundState.TRIAGE))
    before = inbound(storage, first)
    with storage.begin() as uow:
        uow.inbound.settle(first, InboundState.IGNORED, "discarded")
        uow.commit()
    assert inbound(storage, first) == replace(before, state=InboundState.IGNORED, reason="discarded")


def restart(storage: Storage, inbound_id: InboundId) -> InboundRecord:
    """Let a message be read anew."""
    with storage.begin() as uow:
        uow.inbound.restart(inbound_id, now=LATER)
        uow.commit()
    return inbound(storage, inbound_id)


def test_restarted_message_waits(storage: Storage) -> None:
    """It is leased to nobody and was never tried; what is known of it stays until it is read."""
    first, second = store(storage, 1, 2)
    claim(storage, second)
    record(storage, second, replace(an_inbound_outcome(InboundState.IGNORED), copy_of=first))
    found = restart(storage, second)
    assert (found.state, found.attempts, found.copy_of, found.item_keys) == (InboundState.RECEIVED, 0, first, ("3.1",))
    assert claim(storage, second) == (second,)


def test_message_is_settled_for_the_first_time_once(storage: Storage) -> None:
    """Read anew, it does not count as a message of that hour; one that was never settled is let in by being restarted."""
    first, second = store(storage, 1, 2)
    record(storage, first, an_inbound_outcome())
    assert restart(storage, first).settled_at == NOW
    record(storage, first, an_inbound_outcome(), at=LATER)
    assert inbound(storage, first).settled_at == NOW
    assert inbound(storage, second).settled_at is None
    assert restart(storage, second).settled_at == LATER


def test_held_message_waits_for_its_turn(storage: Storage) -> None:
    """With its sender, subject and reason; the attempt does not count."""
    (first,) = store(storage, 1)
    claim(storage, first)
    outcome = InboundOutcome(InboundState.RECEIVED, "it waits", "<1@example.org>", Address("a@example.org", "A"), "Hello")
    hold(storage, first, outcome, until=LATER)
    found = inbound(storage, first)
    assert (found.state, found.reason, found.author, found.subject) == (outcome.state, "it waits", outcome.author, "Hello")
    assert (found.attempts, found.settled_at) == (0, None)
    with storage.begin() as uow:
        assert uow.inbound.waiting(LATER - timedelta(seconds=1), 10) == ()
        assert uow.inbound.waiting(LATER, 10) == (first,)


def hold(storage: Storage, inbound_id: InboundId, outcome: InboundOutcome, *, until: datetime) -> None:
    """Let a message wait and commit."""
    with storage.begin() as uow:
        uow.inbound.hold(inbound_id, outcome, until=until)
        uow.commit()


def test_counts_what_was_settled_lately(storage: Storage) -> None:
    """Of the address in any letter case, of its domain, and in all; not what waits, nor what lies further back."""
    ids = store(storage, *range(1, 8))
    addresses = ("a@example.org", "A@Example.org", "b@example.org", "c@sub.example.org", "d_x@examplexorg", "a@example.org", "")
    times = (0, 1, 2, 3, 4, -1, 5)
    for inbound_id, address, minutes in zip(ids, addresses, times, strict=True):
        outcome = replace(an_inbound_outcome(), author=Address(address))
        record(storage, inbound_id, outcome, at=NOW + timedelta(minutes=minutes))
    restart(storage, ids[4])
    with storage.begin() as uow:
        traffic = uow.inbound.traffic("a@example.org", since=NOW - timedelta(seconds=1))
        nobody = uow.inbound.traffic("", since=NOW - timedelta(seconds=1))
    assert traffic == {Scope.SENDER: Flow(2, NOW), Scope.DOMAIN: Flow(3, NOW), Scope.TOTAL: Flow(5, NOW)}
    assert nobody[Scope.SENDER] == Flow(1, NOW + timedelta(minutes=5))


def test_finds_who_is_last_in_the_line(storage: Storage) -> None:
    """By address, by domain, and in all; among those that came before, and wait for a turn."""
    ids = store(storage, *range(1, 6))
    for inbound_id, address in zip(ids, ("a@example.org", "A@example.org", "b@example.org", "c@example.net"), strict=False):
        hold(storage, inbound_id, InboundOutcome(InboundState.RECEIVED, "it waits", author=Address(address)), until=turn(inbound_id))
    with storage.begin() as uow:
        until = uow.inbound.held_until
        assert until(Scope.SENDER, "a@example.org", before=ids[4]) == turn(ids[1])
        assert until(Scope.SENDER, "a@example.org", before=ids[1]) == turn(ids[0])
        assert until(Scope.SENDER, "a@example.org", before=ids[0]) is None
        assert until(Scope.DOMAIN, "a@example.org", before=ids[4]) == turn(ids[2])
        assert until(Scope.TOTAL, "", before=ids[4]) == turn(ids[3])
    restart(storage, ids[3])
    with storage.begin() as uow:
        assert uow.inbound.held_until(Scope.TOTAL, "", before=ids[4]) == turn(ids[2])


def turn(inbound_id: InboundId) -> datetime:
    """Return the time for which a message is held in these tests."""
    return NOW + timedelta(minutes=inbound_id)


def test_gives_the_beginnings_of_new_messages(storage: Storage) -> None:
    """Of those that were never settled."""
    first, second = store(storage, 1, 2)
    record(storage, second, an_inbound_outcome())
    with storage.begin() as uow:
        assert uow.inbound.heads([first, second, MISSING], size_bytes=4) == {first: b"mess"}
        assert uow.inbound.heads([first], size_bytes=100) == {first: b"message 1"}


def test_finds_messages_to_be_read_anew(storage: Storage) -> None:
    """By state and by time, oldest first."""
    early, late = replace(a_raw_message(b"1"), uid=1), replace(a_raw_message(b"2"), uid=2, received_at=LATER)
    with storage.begin() as uow:
        first, second = uow.inbound.store([early, late])
        uow.commit()
    record(storage, first, an_inbound_outcome(InboundState.TRIAGE))
    with storage.begin() as uow:
        assert uow.inbound.find(state=None, since=None) == (first, second)
        assert uow.inbound.find(state="triage", since=None) == (first,)
        assert uow.inbound.find(state=None, since=LATER) == (second,)
        assert uow.inbound.find(state="triage", since=LATER) == ()


def test_tells_which_octets_lie_at_a_place(storage: Storage) -> None:
    """By their digest."""
    store(storage, 1)
    with storage.begin() as uow:
        assert uow.inbound.sha256_at("INBOX", 1, 1) == hashlib.sha256(b"message 1").hexdigest()
        assert uow.inbound.sha256_at("INBOX", 1, 2) is None


def find_copy(storage: Storage, inbound_id: InboundId, outcome: InboundOutcome) -> InboundId | None:
    """Return of which message another is a copy first of all."""
    return next(iter(find_originals(storage, inbound_id, outcome)), None)


def find_originals(storage: Storage, inbound_id: InboundId, outcome: InboundOutcome) -> list[InboundId]:
    """Return of which messages another may be a copy."""
    with storage.begin() as uow:
        return [original.id for original in uow.inbound.find_originals(uow.inbound.get(inbound_id), outcome)]


def test_finds_the_original_of_a_copy(storage: Storage) -> None:
    """Same Message-ID and same content, whichever of the two was read first; never the message itself."""
    first, second, third = store(storage, 1, 2, 3)
    outcome = replace(an_inbound_outcome(), content_hash="f" * 64)
    record(storage, second, outcome)
    assert find_copy(storage, third, outcome) == second
    assert find_copy(storage, first, outcome) == second
    assert find_copy(storage, second, outcome) is None


def test_finds_the_originals_that_are_done_first(storage: Storage) -> None:
    """Then those that are read anew; of the others twenty in all, the oldest."""
    ids = store(storage, *range(1, 25))
    outcome = replace(an_inbound_outcome(InboundState.TRIAGE), content_hash="f" * 64)
    for inbound_id in ids[1:]:
        record(storage, inbound_id, outcome)
    record(storage, ids[-1], replace(outcome, state=InboundState.DONE))
    restart(storage, ids[-2])
    assert find_originals(storage, ids[0], outcome) == [ids[-1], ids[-2], *ids[1:19]]


def test_copy_is_no_original(storage: Storage) -> None:
    """Of three the third is a copy of the first, not of the second; also while both are read anew."""
    first, second, third = store(storage, 1, 2, 3)
    outcome = replace(an_inbound_outcome(), content_hash="f" * 64)
    record(storage, first, outcome)
    record(storage, second, replace(outcome, state=InboundState.IGNORED, copy_of=first))
    assert find_copy(storage, third, outcome) == first
    restart(storage, first)
    restart(storage, second)
    assert find_copy(storage, third, outcome) == first
    assert find_copy(storage, first, outcome) is None
    assert find_copy(storage, second, outcome) == first


@pytest.mark.parametrize(
    ("message_id", "content_hash"),
    [("<reply-1@mail.example.org>", "e" * 64), ("<other@example.org>", "f" * 64), ("", "e" * 64)],
    ids=["same id, other content", "other id, same content", "no id, other content"],
)
def test_message_that_differs_is_no_copy(storage: Storage, message_id: str, content_hash: str) -> None:
    """A Message-ID alone proves nothing, as anybody can send one ahead; and none is no id."""
    first, second = store(storage, 1, 2)
    known_id = "" if not message_id else "<reply-1@mail.example.org>"
    record(storage, first, replace(an_inbound_outcome(message_id=known_id), content_hash="f" * 64))
    other = replace(an_inbound_outcome(message_id=message_id), content_hash=content_hash)
    assert find_copy(storage, second, other) is None


def test_finds_the_namesake_of_a_message(storage: Storage) -> None:
    """The same Message-ID, and other content; none is no id, and what was never settled names nobody."""
    first, second, third = store(storage, 1, 2, 3)
    outcome = replace(an_inbound_outcome(), content_hash="f" * 64)
    other = replace(outcome, content_hash="e" * 64)
    assert find_namesake(storage, second, other) is None
    record(storage, first, outcome)
    assert find_namesake(storage, second, other) == first
    assert find_namesake(storage, second, outcome) is None
    assert find_namesake(storage, second, replace(other, message_id="<other@example.org>")) is None
    record(storage, third, replace(outcome, message_id=""))
    assert find_namesake(storage, second, replace(other, message_id="")) is None


def find_namesake(storage: Storage, inbound_id: InboundId, outcome: InboundOutcome) -> InboundId | None:
    """Return which message has the same Message-ID as another."""
    with storage.begin() as uow:
        return uow.inbound.find_namesake(uow.inbound.get(inbound_id), outcome)


def test_same_octets_without_an_id_are_a_copy(storage: Storage) -> None:
    """The folder has got another UIDVALIDITY, and everything in it comes once more."""
    with storage.begin() as uow:
        first, again, other = uow.inbound.store([a_raw_message(), a_raw_message(uidvalidity=2), a_raw_message(b"other", uid=2)])
        uow.commit()
    outcome = replace(an_inbound_outcome(message_id=""), content_hash="f" * 64)
    record(storage, first, outcome)
    assert find_copy(storage, again, replace(outcome, content_hash="e" * 64)) == first
    assert find_copy(storage, other, replace(outcome, content_hash="e" * 64)) is None
    assert find_copy(storage, again, replace(outcome, message_id="<now@example.org>")) is None
    record(storage, first, replace(outcome, state=InboundState.FAILED))
    assert find_copy(storage, again, outcome) is None


def test_same_content_without_an_id_is_a_copy(storage: Storage) -> None:
    """By another route, which put other fields on top; one that has an id is no copy of one that has none."""
    first, again = store(storage, 1, 2)
    outcome = replace(an_inbound_outcome(message_id=""), content_hash="f" * 64)
    record(storage, first, outcome)
    assert find_copy(storage, again, outcome) == first
    assert find_copy(storage, again, replace(outcome, message_id="<now@example.org>")) is None
    record(storage, first, replace(outcome, state=InboundState.FAILED))
    assert find_copy(storage, again, outcome) is None


def test_message_id_may_be_of_any_length(storage: Storage) -> None:
    """Longer than a page of an index, and of letters that cannot be compressed: it is kept whole, and found again."""
    long_id = "<" + "".join(hashlib.sha256(str(number).encode()).hexdigest() for number in range(1000)) + "@example.org>"
    first, second = store(storage, 1, 2)
    outcome = replace(an_inbound_outcome(message_id=long_id), content_hash="f" * 64)
    record(storage, first, outcome)
    assert inbound(storage, first).message_id == long_id
    assert find_copy(storage, second, outcome) == first
    with storage.begin() as uow:
        assert uow.outbox.find_by_message_id(long_id) is None


def test_finds_the_signature_below_the_last_report(storage: Storage) -> None:
    """Of that author, of reports that were filed."""
    first, second, doubtful, other = store(storage, 1, 2, 3, 4)
    for inbound_id, signature in ((first, "old"), (second, "new")):
        record(storage, inbound_id, an_inbound_outcome(state=InboundState.DONE, signature=signature))
    record(storage, doubtful, an_inbound_outcome(state=InboundState.TRIAGE, signature="doubtful"))
    record(storage, other, an_inbound_outcome(state=InboundState.DONE))
    author = an_inbound_outcome().author.email
    with storage.begin() as uow:
        assert uow.inbound.find_signature(author) == "new"
        assert uow.inbound.find_signature("nobody@example.org") == ""


def test_counts_and_lists_messages(storage: Storage) -> None:
    """All, or those of one state, oldest first."""
    first, second, third = store(storage, 1, 2, 3)
    record(storage, second, an_inbound_outcome(InboundState.TRIAGE))
    with storage.begin() as uow:
        assert [found.id for found in uow.inbound.records()] == [first, second, third]
        assert [found.id for found in uow.inbound.records("triage")] == [second]
        assert uow.inbound.records("nonsense") == ()
        assert uow.inbound.count_by_state() == {"received": 2, "triage": 1}


def test_knows_what_a_message_has_caused(storage: Storage) -> None:
    """The mails that answer it, oldest first."""
    (cause,) = store(storage, 1)
    new = an_outbox_entry(id="b" * 12, cause_id=cause)
    old = an_outbox_entry(id="a" * 12, cause_id=cause, created_at=NOW - timedelta(days=1))
    owe(storage, new, old, an_entry("c"))
    with storage.begin() as uow:
        assert [entry.id for entry in uow.outbox.caused_by(cause)] == [old.id, new.id]
        assert uow.outbox.caused_by(MISSING) == ()


def test_keeps_a_message_owed(storage: Storage) -> None:
    """Everything about it comes back; its octets lie under their digest."""
    (cause,) = store(storage, 1)
    draft = add_draft(storage)
    entry = replace(
        an_outbox_entry(MailKind.DRAFT, minutes_id=draft.id, cause_id=cause, item_keys=("3.1", "3.2")),
        envelope_from="",
        subject="[tc] Überblick",
        recipient=Address("kay@example.org", "Kay Ö."),
    )
    owe(storage, entry)
    found = outbound(storage, entry)
    assert found == replace(entry, content_sha256=found.content_sha256)
    with storage.begin() as uow:
        assert uow.outbox.content(entry.id) == f"octets of {entry.id}".encode()
        assert uow.files.get(found.content_sha256) == uow.outbox.content(entry.id)
        assert uow.outbox.find_by_message_id(entry.message_id) == found
        assert uow.outbox.find_by_message_id("") is None
        assert uow.outbox.find(OutboundId("nowhere")) is None
        with pytest.raises(NotFoundError, match="nowhere"):
            uow.outbox.content(OutboundId("nowhere"))


def test_purpose_is_served_once(storage: Storage) -> None:
    """A second message of the same purpose is not stored, nor are its octets."""
    owe(storage, replace(an_entry("first"), purpose="receipt:1"))
    with storage.begin() as uow:
        assert uow.outbox.add(replace(an_entry("second"), purpose="receipt:1"), b"other octets") is None
        assert [entry.id for entry in uow.outbox.entries()] == [an_entry("first").id]
        with pytest.raises(NotFoundError):
            uow.files.get(hashlib.sha256(b"other octets").hexdigest())


def test_finds_what_was_posted_for_a_purpose(storage: Storage) -> None:
    """Whoever would have to render a mail first asks whether it is there already."""
    owe(storage, replace(an_entry("first"), purpose="briefing:1:2"))
    with storage.begin() as uow:
        found = uow.outbox.find_by_purpose("briefing:1:2")
        assert found is not None
        assert found.id == an_entry("first").id
        assert uow.outbox.find_by_purpose("briefing:1:3") is None


def test_message_id_is_never_used_twice(storage: Storage) -> None:
    """Two messages with one Message-ID could not be told apart."""
    owe(storage, an_entry("first"))
    twin = replace(an_entry("second"), message_id=an_entry("first").message_id)
    with pytest.raises(storage.violation):
        owe(storage, twin)


def test_lists_what_is_due_oldest_first(storage: Storage) -> None:
    """What comes later, is leased or is settled is not due."""
    early, late, future, leased = an_entry("b", minutes=-9), an_entry("a"), an_entry("c", minutes=1), an_entry("d")
    owe(storage, late, early, future, leased, an_entry("e", state=DeliveryState.SENT))
    lease(storage, leased)
    with storage.begin() as uow:
        assert uow.outbox.due(NOW, 10) == (early.id, late.id)
        assert uow.outbox.due(NOW, 1) == (early.id,)
        assert uow.outbox.due(LATER, 10) == (early.id, late.id, leased.id, future.id)


def test_leases_a_message_to_one_worker(storage: Storage) -> None:
    """The first gets it, in the order in which it is due; another only once the lease has run out."""
    early, late, future = an_entry("b", minutes=-9), an_entry("a"), an_entry("c", minutes=1)
    owe(storage, late, early, future)
    assert lease(storage, late, future, early) == (early.id, late.id)
    assert lease(storage, early, late, owner="two", now=LEASE - timedelta(seconds=1)) == ()
    assert lease(storage, early, owner="two", now=LEASE) == (early.id,)


def test_start_needs_the_lease(storage: Storage) -> None:
    """Only the holder may begin, only once, and not when its lease has run out."""
    entry = an_entry("a")
    owe(storage, entry)
    assert start(storage, entry) is None
    lease(storage, entry)
    assert start(storage, entry, owner="two") is None
    assert start(storage, entry, now=LEASE) is None
    assert start(storage, entry) == f"octets of {entry.id}".encode()
    assert start(storage, entry) is None
    found = outbound(storage, entry)
    assert (found.state, found.attempts) == (DeliveryState.SENDING, 1)


@pytest.mark.parametrize("state", [DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.UNKNOWN], ids=str)
def test_records_an_outcome_in_the_words_of_the_server(storage: Storage, state: DeliveryState) -> None:
    """The state, code and words are written, and the time where it was sent; it is never due again."""
    entry = an_entry("a")
    owe(storage, entry)
    lease(storage, entry)
    start(storage, entry)
    settle(storage, a_delivery(state, id=entry.id, reply_code=550, reply_text="5.1.1 «nobody»", at=LATER))
    found = outbound(storage, entry)
    assert (found.state, found.reply_code, found.reply_text) == (state, 550, "5.1.1 «nobody»")
    assert found.sent_at == (LATER if state is DeliveryState.SENT else None)
    assert lease(storage, entry, now=LATER) == ()


def test_deferred_message_waits_for_its_time(storage: Storage) -> None:
    """It is queued again, free, and due when it was put off to."""
    entry = an_entry("a")
    owe(storage, entry)
    lease(storage, entry)
    start(storage, entry)
    settle(storage, a_delivery(DeliveryState.QUEUED, id=entry.id, reply_code=451, next_attempt_at=LATER))
    assert lease(storage, entry, owner="two", now=LATER - timedelta(seconds=1)) == ()
    assert lease(storage, entry, owner="two", now=LATER) == (entry.id,)
    assert outbound(storage, entry).attempts == 1


def test_outcome_of_a_lost_lease_is_dropped(storage: Storage) -> None:
    """Who is late changes nothing of what another has begun, nor of what was never begun."""
    entry, unbegun = an_entry("a"), an_entry("b")
    owe(storage, entry, unbegun)
    lease(storage, entry, unbegun)
    start(storage, entry)
    settle(storage, a_delivery(id=entry.id), owner="two")
    settle(storage, a_delivery(id=unbegun.id))
    assert outbound(storage, entry).state is DeliveryState.SENDING
    assert outbound(storage, unbegun).state is DeliveryState.QUEUED
    settle(storage, a_delivery(id=entry.id))
    settle(storage, a_delivery(DeliveryState.FAILED, id=entry.id))
    assert outbound(storage, entry).state is DeliveryState.SENT


def test_gives_back_what_was_not_begun(storage: Storage) -> None:
    """It is free at once and due when told; what was begun, or is another's, stays as it is."""
    begun, unbegun, foreign = an_entry("a"), an_entry("b"), an_entry("c")
    owe(storage, begun, unbegun, foreign)
    lease(storage, begun, unbegun)
    lease(storage, foreign, owner="two")
    start(storage, begun)
    with storage.begin() as uow:
        uow.outbox.release([begun.id, unbegun.id, foreign.id], owner="one", next_attempt_at=NOW + timedelta(minutes=1))
        uow.commit()
    assert lease(storage, begun, unbegun, foreign, owner="three") == ()
    assert lease(storage, begun, unbegun, foreign, owner="three", now=NOW + timedelta(minutes=1)) == (unbegun.id,)


def abandon(storage: Storage, now: datetime) -> tuple[OutboundId, ...]:
    """Settle what died in mid-delivery and commit."""
    with storage.begin() as uow:
        abandoned = uow.outbox.abandon(now)
        uow.commit()
    return abandoned


def test_worker_that_died_leaves_an_unknown_message(storage: Storage) -> None:
    """What was being sent is unknown once the lease has run out; what was only leased is free."""
    begun, unbegun = an_entry("a"), an_entry("b")
    owe(storage, begun, unbegun)
    lease(storage, begun, unbegun)
    start(storage, begun)
    assert abandon(storage, LEASE - timedelta(seconds=1)) == ()
    assert abandon(storage, LEASE) == (begun.id,)
    assert abandon(storage, LATER) == ()
    assert outbound(storage, begun).state is DeliveryState.UNKNOWN
    assert "died" in outbound(storage, begun).reply_text
    assert lease(storage, begun, unbegun, now=LATER) == (unbegun.id,)


def test_unknown_message_is_sent_once_more_only(storage: Storage) -> None:
    """After its rest it is queued again, once for ever, and keeps its Message-ID."""
    entry = an_entry("a")
    owe(storage, entry)
    for resends in (0, 1):
        now = NOW + timedelta(hours=resends)
        assert lease(storage, entry, now=now) == (entry.id,)
        start(storage, entry, now=now)
        settle(storage, a_delivery(DeliveryState.UNKNOWN, id=entry.id, at=now))
        with storage.begin() as uow:
            assert uow.outbox.resend_unknown(now, now - timedelta(seconds=1)) == ()
            assert uow.outbox.resend_unknown(now, now) == ((entry.id,) if resends == 0 else ())
            uow.commit()
    found = outbound(storage, entry)
    assert (found.state, found.resends, found.attempts, found.message_id) == (DeliveryState.UNKNOWN, 1, 2, entry.message_id)


def test_counts_and_lists_what_is_owed(storage: Storage) -> None:
    """Oldest first, by state."""
    old, new = replace(an_entry("z"), created_at=NOW - timedelta(days=1)), an_entry("a")
    owe(storage, new, old, an_entry("b", state=DeliveryState.SENT))
    with storage.begin() as uow:
        assert [entry.id for entry in uow.outbox.entries()] == [old.id, new.id, an_entry("b").id]
        assert uow.outbox.count_by_state() == {"queued": 2, "sent": 1}


def test_keeps_a_revision_whole(storage: Storage) -> None:
    """Content, and with it the hash, comes back letter for letter."""
    reports = (
        a_minutes_report("Zeile 1\n\n* größer\u00a0als", late=True, attachments=("Folien.pdf",)),
        a_minutes_report("", delegate="A. Delegate"),
    )
    content = some_content(
        title="Überblick", items=(a_minutes_item(reports=reports), a_minutes_item("3.2", expects_report=True, reports=()))
    )
    draft = a_draft(content=content, id=None)
    stored = add_draft(storage, draft)
    assert stored == replace(draft, id=stored.id)
    with storage.begin() as uow:
        found = uow.minutes.get(MinutesId(stored.id or 0))
    assert found == stored
    assert found.sha256 == draft.sha256


def test_a_revision_keeps_the_words_in_which_it_is_set(storage: Storage) -> None:
    """As they were when it was compiled; one in English, and one of before there were others, is in English."""
    wording = Wording("fr", "Présidence", colon="\u00a0: ")
    first = add_draft(storage, a_draft(content=replace(some_content(), wording=wording), id=None))
    second = add_draft(storage, replace(a_draft(revision=2, id=None), compiled=replace(some_content(), wording=wording)))
    with storage.begin() as uow:
        assert uow.minutes.get(MinutesId(first.id or 0)) == first
        assert uow.minutes.get(MinutesId(second.id or 0)) == second
        assert uow.minutes.get(MinutesId(second.id or 0)).content.wording == ENGLISH


def test_finds_revisions(storage: Storage) -> None:
    """The newest is current; each is there by its number; a meeting without minutes has none."""
    first, second = add_draft(storage), add_draft(storage, a_draft(revision=2, id=None))
    with storage.begin() as uow:
        assert uow.minutes.find_current(first.meeting_id) == second
        assert uow.minutes.find_revision(first.meeting_id, 1) == first
        assert uow.minutes.find_revision(first.meeting_id, 3) is None
        assert uow.minutes.find_current(a_draft(meeting_id=99).meeting_id) is None
        with pytest.raises(NotFoundError, match="no minutes 99"):
            uow.minutes.get(MinutesId(99))


def test_revision_is_there_once(storage: Storage) -> None:
    """Two drafts cannot be the same revision."""
    add_draft(storage)
    with pytest.raises(storage.violation):
        add_draft(storage)


def test_saves_the_state_of_a_revision(storage: Storage) -> None:
    """Nothing but the state is written."""
    stored = add_draft(storage)
    changed = replace(stored, state=MinutesState.SUPERSEDED, content=some_content(title="other"))
    with storage.begin() as uow:
        uow.minutes.save_state(changed)
        assert uow.minutes.get(MinutesId(stored.id or 0)) == replace(stored, state=MinutesState.SUPERSEDED)


def test_revision_is_approved_once(storage: Storage) -> None:
    """A second approval is refused by the database itself."""
    (cause,) = store(storage, 1)
    draft = add_draft(storage)
    approval = an_approval(minutes_id=draft.id or 0, inbound_id=cause)
    with storage.begin() as uow:
        uow.minutes.add_approval(approval)
        uow.commit()
    with storage.begin() as uow:
        assert uow.minutes.find_approval(approval.minutes_id) == approval
        assert uow.minutes.find_approval(MinutesId(99)) is None
    with pytest.raises(storage.violation), storage.begin() as uow:
        uow.minutes.add_approval(replace(approval, inbound_id=None))


def test_approval_can_be_taken_back(storage: Storage) -> None:
    """The revision may be approved anew then."""
    draft = add_draft(storage)
    approval = an_approval(minutes_id=draft.id or 0, inbound_id=None)
    with storage.begin() as uow:
        uow.minutes.add_approval(approval)
        uow.minutes.remove_approval(approval.minutes_id)
        uow.minutes.remove_approval(MinutesId(99))
        assert uow.minutes.find_approval(approval.minutes_id) is None
        uow.minutes.add_approval(approval)
        uow.commit()


def test_lists_what_may_be_published(storage: Storage) -> None:
    """Approved, not yet published, and the hold has passed."""
    drafts = [add_draft(storage, a_draft(revision=revision, id=None)) for revision in (1, 2, 3)]
    states = (MinutesState.APPROVED, MinutesState.APPROVED, MinutesState.PUBLISHED)
    with storage.begin() as uow:
        for draft, state, minutes in zip(drafts, states, (10, 5, 0), strict=True):
            uow.minutes.save_state(replace(draft, state=state))
            uow.minutes.add_approval(an_approval(minutes_id=draft.id or 0, inbound_id=None, release_at=NOW + timedelta(minutes=minutes)))
        uow.commit()
    with storage.begin() as uow:
        assert uow.minutes.due_for_release(NOW + timedelta(minutes=4)) == ()
        assert uow.minutes.due_for_release(NOW + timedelta(minutes=5)) == (drafts[1].id,)
        assert uow.minutes.due_for_release(NOW + timedelta(minutes=10)) == (drafts[1].id, drafts[0].id)


def test_mails_about_meetings_come_with_what_failed_first(storage: Storage) -> None:
    """Then what is not sent yet, then the newest; those about other meetings do not."""
    with storage.begin() as uow:
        uow.meetings.add(an_agenda(), now=NOW)
        other = uow.meetings.add(an_agenda(), now=NOW)
        for number, letter in enumerate("abcd"):
            entry = replace(an_outbox_entry(), id=OutboundId(letter * 12), purpose=letter, message_id=f"<{letter}@example.org>")
            about = other if letter == "d" else 1
            uow.outbox.add(replace(entry, created_at=NOW + timedelta(minutes=number), meeting_id=about, person_id=None), b"mail")
        for letter, state in (("a", DeliveryState.FAILED), ("b", DeliveryState.SENT)):
            outbound_id = OutboundId(letter * 12)
            uow.outbox.claim([outbound_id], owner="w", now=NOW + timedelta(hours=1), until=NOW + timedelta(hours=2))
            uow.outbox.start(outbound_id, owner="w", now=NOW + timedelta(hours=1), until=NOW + timedelta(hours=2))
            uow.outbox.record(Delivery(outbound_id, state, 550, "no", NOW + timedelta(hours=1)), owner="w")
        found = uow.outbox.about([1], limit=9)
        assert [entry.purpose for entry in found] == ["a", "c", "b"]
        assert uow.outbox.about([1], limit=1) == found[:1]
