"""A message that kills the process which reads it: set aside after three deaths, and nobody else is blamed."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from mailflow.bootstrap.application import Application, build
from mailflow.config import Settings
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundId
from mailflow.services.ingest import MAX_ATTEMPTS
from tests.builders import a_raw_message
from tests.poison_worker import POISON

pytestmark = pytest.mark.integration

BATCH = 20


@pytest.fixture
def house(tmp_path: Path) -> Iterator[Application]:
    """Give the use cases on the database of the workers."""
    made = build(Settings(data_dir=tmp_path))
    yield made
    made.close()


def arrive(house: Application, *poison: int) -> tuple[InboundId, ...]:
    """Let a batch of messages come, some of them poison."""
    heads = (POISON + b"1\r\n" if number in poison else b"" for number in range(BATCH))
    mails = (b"%bFrom: a%d@example.net\r\nMessage-ID: <%d@example.net>\r\n\r\nText.\r\n" % (head, n, n) for n, head in enumerate(heads))
    with house.storage.begin() as uow:
        ids = uow.inbound.store([a_raw_message(mail, uid=uid + 1) for uid, mail in enumerate(mails)])
        uow.commit()
    return ids


def work_until_settled(folder: Path) -> list[int]:
    """Start workers for what waits until nothing does; return by what each ended."""
    command = [sys.executable, "-m", "tests.poison_worker", str(folder)]
    done = subprocess.run(command, check=True, timeout=120, capture_output=True)
    ends: list[int] = json.loads(done.stdout.splitlines()[-1])
    return ends


@pytest.mark.parametrize("poison", [(3, 12)], ids=str)
def test_poison_takes_none_of_its_batch_with_it(house: Application, tmp_path: Path, poison: tuple[int, ...]) -> None:
    """It is failed after three deaths, with the reason; the others are settled, the rest of the batch after one death."""
    ids = arrive(house, *poison)
    ends = work_until_settled(tmp_path)
    with house.storage.begin() as uow:
        records = [uow.inbound.get(inbound_id) for inbound_id in ids]
    assert ends.count(-signal.SIGKILL) <= MAX_ATTEMPTS * len(poison)
    for number, record in enumerate(records):
        is_poison = number in poison
        assert record.state is (InboundState.FAILED if is_poison else InboundState.TRIAGE)
        assert record.attempts == MAX_ATTEMPTS + 1 if is_poison else record.attempts <= 2
    assert {records[number].reason for number in poison} == {f"reading it failed {MAX_ATTEMPTS} times"}


def test_poison_can_be_replayed(house: Application, tmp_path: Path) -> None:
    """It is kept as it came; where its cause is mended it is read, and where not it fails once more."""
    ids = arrive(house, 5)
    work_until_settled(tmp_path)
    with house.storage.begin() as uow:
        assert POISON in uow.inbound.raw(ids[5])
    house.secretary.desk.replay([ids[5]])
    assert work_until_settled(tmp_path) == [-signal.SIGKILL] * MAX_ATTEMPTS + [0]
    with house.storage.begin() as uow:
        assert uow.inbound.get(ids[5]).state is InboundState.FAILED
    house.secretary.desk.replay([ids[5]])
    house.receiving.ingest.claim([ids[5]])
    assert house.receiving.ingest(ids[5]) is InboundState.TRIAGE
