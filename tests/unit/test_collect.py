"""Mailbox to stored octets: batch by batch, each message once, and what is stored whole is put away."""

from collections.abc import Iterable
from dataclasses import replace

import pytest
from structlog.testing import capture_logs

from mailflow.domain.errors import TemporaryMailError
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import KEPT_BYTES, Look, RawMessage
from mailflow.services.ports.world import KnownUids
from tests.builders import a_raw_message, an_inbound
from tests.fakes import FakeMailbox, House


def test_collects_every_batch_in_a_transaction_of_its_own() -> None:
    """What came before the connection broke is kept, and only the rest is fetched next time."""
    house = House()
    for number in range(120):
        house.mailbox.append(b"message %d" % number)

    class Breaking(FakeMailbox):
        def fetch_new(self, known: KnownUids, look: Look = Look.ALL) -> Iterable[tuple[RawMessage, ...]]:
            for count, batch in enumerate(house.mailbox.fetch_new(known)):
                if count == 2:
                    raise TemporaryMailError("mx", 0, "connection lost")
                yield batch

    with pytest.raises(TemporaryMailError):
        house.collect(Breaking())
    assert [len(ids) for _, ids in house.doorbell.rings] == [50, 50]
    assert house.collect(house.mailbox) == 20
    assert house.collect(house.mailbox) == 0
    assert len(house.records()) == 120


def test_batch_of_what_is_known_rings_for_nothing() -> None:
    """Two readers of one inbox store each message once."""
    house = House()
    house.mailbox.append(b"message")

    class Twice(FakeMailbox):
        def fetch_new(self, known: KnownUids, look: Look = Look.ALL) -> Iterable[tuple[RawMessage, ...]]:
            yield (a_raw_message(b"message"),)
            yield (a_raw_message(b"message"),)

    assert house.collect(Twice()) == 1
    assert len(house.doorbell.rings) == 1


def test_what_is_stored_whole_is_put_away() -> None:
    """After its commit; also what a reader that was killed before that has left."""
    house = House()
    house.mailbox.append(b"first")
    house.collect(house.mailbox)
    assert (house.mailbox.processed, house.mailbox.messages) == ([b"first"], {})
    house.mailbox.append(b"second")
    with house.begin() as uow:
        uow.inbound.store([a_raw_message(b"second", uid=2)])
        uow.commit()
    assert house.collect(house.mailbox) == 0
    assert house.mailbox.processed == [b"first", b"second"]


def test_backlog_is_put_away_in_portions() -> None:
    """Not after each batch, as that costs the server much, and not only at the end."""
    house = House()
    for number in range(1_200):
        house.mailbox.append(b"%d" % number)
    portions: list[int] = []

    class Counting(FakeMailbox):
        def put_away(self, whole: KnownUids) -> int:
            portions.append(super().put_away(whole))
            return portions[-1]

    assert house.collect(Counting(messages=dict(house.mailbox.messages))) == 1_200
    assert portions == [500, 500, 200]


def test_what_is_too_large_is_kept_in_part_and_left_where_it_is() -> None:
    """It is stored once, as what it is, and not fetched again."""
    house = House()
    house.mailbox.max_message_bytes = 1_000_000
    uid = house.mailbox.append(b"x" * 1_000_001)
    assert house.collect(house.mailbox) == 1
    assert house.collect(house.mailbox) == 0
    (record,) = house.records()
    with house.begin() as uow:
        assert len(uow.inbound.raw(record.id)) == KEPT_BYTES
    assert record.size_bytes == 1_000_001
    assert list(house.mailbox.messages) == [uid]


def test_nothing_is_stored_or_moved_once_it_may_not_go_on() -> None:
    """Whoever has lost the lease leaves the rest to its successor."""
    house = House()
    for number in range(120):
        house.mailbox.append(b"%d" % number)
    answers = iter([True, False, False])
    assert house.collect(house.mailbox, may_go_on=lambda: next(answers)) == 50
    assert (len(house.records()), house.mailbox.processed) == (50, [])
    assert house.collect(house.mailbox, may_go_on=lambda: False) == 0
    assert house.collect(FakeMailbox(), may_go_on=lambda: False) == 0


def test_batch_of_which_nothing_is_left_is_no_transaction() -> None:
    """Somebody has deleted all of it meanwhile."""
    house = House()

    class Emptied(FakeMailbox):
        def fetch_new(self, known: KnownUids, look: Look = Look.ALL) -> Iterable[tuple[RawMessage, ...]]:
            yield ()

    before = house.database.commits
    assert house.collect(Emptied()) == 0
    assert (house.database.commits, house.doorbell.rings) == (before, [])


def test_new_epoch_is_told_once() -> None:
    """The uids are new, whether the number went up or down; everything is read again."""
    house = House()
    house.mailbox.append(b"old")
    house.collect(house.mailbox)
    house.mailbox.append(b"new")
    house.mailbox.uidvalidity = 0
    with capture_logs() as logs:
        house.collect(house.mailbox)
        house.collect(house.mailbox)
    (told,) = [entry for entry in logs if entry["event"] == "uidvalidity_changed"]
    assert (told["log_level"], told["before"], told["now"]) == ("warning", 1, 0)


def test_what_is_too_large_waits_for_a_person() -> None:
    """With its sender, its subject and the reason; a copy of it is a copy, unless its size differs; a replay changes nothing."""
    house = House()
    message = an_inbound("All is well.")
    for uid, size_bytes in ((1, 30_000_000), (2, 30_000_000), (3, 31_000_000)):
        with house.begin() as uow:
            (inbound_id,) = uow.inbound.store([replace(a_raw_message(house.codec.encode(message), uid=uid), size_bytes=size_bytes)])
            uow.commit()
        house.ingest.claim([inbound_id])
        house.ingest(inbound_id)
    first, copy, other = house.records()
    assert first.reason == "it is too large (30.0 MB): only the first 0 KiB are kept, the whole message lies on the mail server"
    assert (first.state, first.author, first.subject) == (InboundState.TRIAGE, message.author, message.subject)
    assert (copy.state, copy.copy_of, other.state) == (InboundState.IGNORED, first.id, InboundState.TRIAGE)
    house.desk.replay((other.id,))
    house.ingest.claim([other.id])
    assert house.ingest(other.id) is InboundState.TRIAGE


def test_what_the_server_could_not_deliver_gets_its_octets() -> None:
    """At the next look at all: in its row, told to the workers, and put away."""
    house = House()
    house.mailbox.append(b"late")
    with house.begin() as uow:
        (lost,) = uow.inbound.store([replace(a_raw_message(b"", uid=1), problem="lost")])
        uow.commit()
    assert house.collect(house.mailbox, Look.LATEST) == 0
    assert house.collect(house.mailbox, may_go_on=lambda: False) == 0
    assert house.collect(house.mailbox) == 1
    (record,) = house.records()
    assert (record.id, record.state) == (lost, InboundState.RECEIVED)
    assert house.doorbell.rings[-1][1] == (lost,)
    assert house.mailbox.processed == [b"late"]
