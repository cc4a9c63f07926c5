"""kill -9 in the middle of a mail-out, again and again: nobody is left out, and at most one message a kill arrives twice, with its old id.

MAILFLOW_TEST_KILLS=20 for the full test: 2,000 readers, killed 20 times; by default it is a quarter of that.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from mailflow.bootstrap.application import Application, build
from mailflow.config import Settings
from mailflow.domain.lifecycle import DeliveryState, MeetingState, MinutesState
from mailflow.services.deliver import Publish
from tests.pipelining_sink import PipeliningSink, pipelining_sink
from tests.process import HOST, wait_until

pytestmark = [pytest.mark.integration]

KILLS = int(os.environ.get("MAILFLOW_TEST_KILLS", "5"))
READERS = 100 * KILLS
SEED = int(os.environ.get("MAILFLOW_TEST_SEED", "0")) or time.time_ns() % 10**6
ROOT = Path(__file__).parents[2]
LEASE_S = 3
AGENDA = """
title: Technical Coordination
series: escape-tc
start: 2030-03-04T10:00
timezone: Europe/Paris
chair: {name: Ian Bird, email: chair@example.org}
items:
  - {title: Introduction, duration: 5m}
"""


@pytest.fixture
def sink() -> Iterator[PipeliningSink]:
    """Give a server."""
    with pipelining_sink() as running:
        yield running


@pytest.fixture
def settings(database_url: str, tmp_path: Path, sink: PipeliningSink) -> dict[str, str]:
    """Give settings on SQLite, with a journal in files, and on PostgreSQL, with the journal in the database."""
    return {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(tmp_path / "data"),
        "SMTP_URL": f"smtp://{HOST}:{sink.port}",
        "ADDRESS": "minutes@example.org",
        "SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "UNKNOWN_REST_S": "0",
        "LEASE_S": str(LEASE_S),
    }


@pytest.fixture
def house(settings: dict[str, str], tmp_path: Path) -> Iterator[Application]:
    """Give a service in which minutes are owed to all readers."""
    app = build(Settings.model_validate({name.lower(): value for name, value in settings.items()}))
    app.storage.migrate()
    file = tmp_path / "agenda.yaml"
    file.write_text(AGENDA)
    meeting_id = app.meetings.add(app.reading.agendas.read(app.reading.agendas.request(str(file))))
    draft = app.meetings.draft(meeting_id).minutes
    with app.storage.begin() as uow:
        series_id = uow.meetings.series_of(meeting_id).id
        assert series_id is not None
        for number in range(READERS):
            uow.subscribers.add(series_id, f"r{number}@example.org", now=app.world.clock.now())
        approved = uow.minutes.add(replace(draft, id=None, revision=2, state=MinutesState.APPROVED))
        meeting = replace(uow.meetings.get(meeting_id), state=MeetingState.APPROVED)
        Publish(app.post.correspondence, app.world.clock)(uow, approved, meeting, uow.meetings.series_of(meeting_id))
        uow.commit()
    yield app
    app.close()


def start_worker(settings: dict[str, str]) -> "subprocess.Popen[bytes]":
    """Start a worker in a process of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    environment = kept | {"PYTHONPATH": str(ROOT), **{f"MAILFLOW_{name}": value for name, value in settings.items()}}
    return subprocess.Popen([sys.executable, "-m", "tests.mailout_worker"], env=environment, cwd=ROOT)


class Work:
    """A worker, and another after it when it has found nothing more that is due: what a dead one has leased is free after a while."""

    def __init__(self, settings: dict[str, str]) -> None:
        self._settings = settings
        self._worker = start_worker(settings)

    def has_sent(self, sink: PipeliningSink, count: int) -> bool:
        """Tell whether a server has taken so many messages, or one for each reader."""
        is_there = len(sink.taken) >= count or len({taken.recipient for taken in sink.taken}) == READERS
        if self._worker.poll() is not None and not is_there:
            self._worker = start_worker(self._settings)
        return is_there

    def kill(self) -> None:
        """Kill whoever is at it."""
        self._worker.send_signal(signal.SIGKILL)
        self._worker.wait(10)


def unsettled(app: Application) -> int:
    """Look what is due, as beat does, and return how many minutes are not settled; what was in doubt twice waits for a person."""
    app.routine.sweep()
    with app.storage.begin() as uow:
        minutes = [entry for entry in uow.outbox.entries() if entry.kind == "minutes"]
    in_doubt_twice = [entry for entry in minutes if entry.state is DeliveryState.UNKNOWN and entry.resends]
    return READERS - len(in_doubt_twice) - [entry.state for entry in minutes].count(DeliveryState.SENT)


def test_nobody_is_left_out_and_few_get_it_twice(house: Application, settings: dict[str, str], sink: PipeliningSink) -> None:
    """Whoever is killed, wherever: the next worker goes on, and the one message in doubt goes out once more."""
    chance = random.Random(SEED)  # noqa: S311 - no secret: the seed is printed
    marks = sorted(chance.sample(range(10, READERS * 3 // 4), KILLS))  # so that a worker that comes further than its mark leaves some
    for mark in marks:
        work = Work(settings)
        in_the_middle = max(mark, len(sink.taken) + 1)  # the worker before may have come further than this mark until it died
        has_sent = partial(work.has_sent, sink, in_the_middle)
        assert wait_until(has_sent, timeout_s=60, pause_s=0.001), f"seed {SEED}: {len(sink.taken)} of {mark}"
        work.kill()
        house.routine.sweep()

    def is_done() -> bool:
        start_worker(settings).wait(60)
        return unsettled(house) == 0

    assert wait_until(is_done, timeout_s=60), f"seed {SEED}: {unsettled(house)} are not settled"
    copies = Counter(taken.recipient for taken in sink.taken)
    assert set(copies) == {f"r{number}@example.org" for number in range(READERS)}, f"seed {SEED}"
    twice = {recipient: count for recipient, count in copies.items() if count > 1}
    assert len(twice) <= KILLS, f"seed {SEED}: {twice}"
    assert set(twice.values()) <= {2}, f"seed {SEED}: {twice}"
    ids = {(taken.recipient, taken.message_id) for taken in sink.taken}
    assert len(ids) == READERS, f"seed {SEED}: another Message-ID for the same reader"
