"""The storage of what proves something once: signatures that were verified here, and reply tokens."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from mailflow.domain.message import InboundId, OutboundId
from tests.builders import NOW, a_raw_message, an_agenda, an_outbox_entry
from tests.contract.conftest import Storage

ONE, OTHER = "a" * 64, "b" * 64
MAIL = OutboundId("abcdefgh2345")


@pytest.fixture
def ids(storage: Storage) -> tuple[InboundId, ...]:
    """Store eight messages and a mail of ours."""
    with storage.begin() as uow:
        uow.meetings.add(an_agenda(), now=NOW)
        stored = uow.inbound.store([a_raw_message(b"message %d" % uid, uid=uid) for uid in range(1, 9)])
        uow.outbox.add(an_outbox_entry(id=MAIL, person_id=None), b"mail")
        uow.commit()
    return stored


def claim(storage: Storage, sha256: str, inbound_id: InboundId) -> bool:
    """Take a signature for a message and commit."""
    with storage.begin() as uow:
        is_taken = uow.signatures.claim(sha256, inbound_id, now=NOW)
        uow.commit()
    return is_taken


def test_signature_is_one_messages(storage: Storage, ids: tuple[InboundId, ...]) -> None:
    """The first that claims it has it, and may claim it again; others may have other signatures."""
    assert claim(storage, ONE, ids[0])
    assert not claim(storage, ONE, ids[1])
    assert claim(storage, ONE, ids[0])
    assert claim(storage, OTHER, ids[1])
    assert claim(storage, "c" * 64, ids[1])


def test_claim_that_is_not_committed_was_none(storage: Storage, ids: tuple[InboundId, ...]) -> None:
    """Nor is one that is undone."""
    with storage.begin() as uow:
        assert uow.signatures.claim(ONE, ids[0], now=NOW)
    with storage.begin() as uow:
        undo = uow.mark()
        assert uow.signatures.claim(ONE, ids[0], now=NOW)
        undo()
        uow.commit()
    assert claim(storage, ONE, ids[1])


def test_of_many_claims_at_once_one_is_good(storage: Storage, ids: tuple[InboundId, ...]) -> None:
    """Whoever comes first."""
    with ThreadPoolExecutor(len(ids)) as pool:
        taken = list(pool.map(lambda inbound_id: claim(storage, ONE, inbound_id), ids))
    assert sum(taken) == 1


def test_signature_is_of_a_message_that_is_there(storage: Storage, ids: tuple[InboundId, ...]) -> None:
    """A claim for no message is an error."""
    with pytest.raises(Exception, match=r"message|FOREIGN|foreign"):
        claim(storage, ONE, InboundId(ids[-1] + 1))


def test_reply_token_is_used_by_one_message(storage: Storage, ids: tuple[InboundId, ...]) -> None:
    """The first stays."""
    with storage.begin() as uow:
        assert uow.reply_tokens.find_use(MAIL) is None
        uow.reply_tokens.use(MAIL, ids[1], now=NOW)
        uow.reply_tokens.use(MAIL, ids[0], now=NOW)
        uow.commit()
    with storage.begin() as uow:
        assert uow.reply_tokens.find_use(MAIL) == ids[1]
        assert uow.reply_tokens.find_use(OutboundId("bcdefghi2345")) is None
