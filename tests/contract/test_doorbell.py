"""The doorbell: best effort; a worker hears it where there is a broker, and nobody is hurt where there is none."""

import base64
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from redis import Redis

from mailflow.adapters.doorbell import CeleryDoorbell, celery_configuration
from mailflow.domain.message import InboundId, OutboundId
from mailflow.domain.records import Job
from mailflow.services.ports.world import Doorbell
from tests.fakes import FakeDoorbell
from tests.process import free_port

Heard = Callable[[], list[tuple[str, list[object]]]]


def read_task(payload: str | bytes) -> tuple[str, list[object]]:
    """Return the name and the arguments of a published task."""
    message = json.loads(payload)
    args, _, _ = json.loads(base64.b64decode(message["body"]))
    return message["headers"]["task"], args


def on_fake(_request: pytest.FixtureRequest, _data: Path) -> tuple[Doorbell, Heard]:
    """Return the fake, and what it heard."""
    bell = FakeDoorbell()
    return bell, lambda: [(f"workers.tasks.{job}", [list(ids)]) for job, ids in bell.rings]


def on_files(_request: pytest.FixtureRequest, data: Path) -> tuple[Doorbell, Heard]:
    """Return a doorbell on a queue of files, and what lies in it."""
    bell = CeleryDoorbell(celery_configuration("filesystem://", data))
    return bell, lambda: [read_task(path.read_text()) for path in sorted((data / "queue").glob("*.msg"))]


def on_redis(request: pytest.FixtureRequest, data: Path) -> tuple[Doorbell, Heard]:
    """Return a doorbell on Redis, and what lies in its queue."""
    url: str = request.getfixturevalue("redis_url")
    bell = CeleryDoorbell(celery_configuration(url, data))

    def heard() -> list[tuple[str, list[object]]]:
        with Redis.from_url(url, decode_responses=True) as client:
            found = client.lrange("mailflow", 0, -1)
            assert isinstance(found, list)
            return [read_task(str(payload)) for payload in reversed(found)]

    return bell, heard


@pytest.mark.parametrize(
    "broker", [on_fake, on_files, pytest.param(on_redis, marks=pytest.mark.integration)], ids=["fake", "files", "redis"]
)
def test_ring_is_heard(
    request: pytest.FixtureRequest, tmp_path: Path, broker: Callable[[pytest.FixtureRequest, Path], tuple[Doorbell, Heard]]
) -> None:
    """A task by the name of the job, with ids and nothing else; no rows, no ring."""
    bell, heard = broker(request, tmp_path)
    bell.ring(Job.INGEST, (InboundId(1), InboundId(2)))
    bell.ring(Job.DISPATCH, ())
    bell.ring(Job.DISPATCH, (OutboundId("abcdefgh2345"),))
    assert sorted(heard()) == [("workers.tasks.dispatch", [["abcdefgh2345"]]), ("workers.tasks.ingest", [[1, 2]])]


def no_redis(data: Path) -> dict[str, object]:
    """Return the configuration of a Redis that is not there."""
    return celery_configuration(f"redis://127.0.0.1:{free_port()}/0", data)


def no_folder(data: Path) -> dict[str, object]:
    """Return the configuration of a queue of files, in whose place something else stands by now."""
    configuration = celery_configuration("filesystem://", data)
    for name in ("queue", "control"):
        (data / name).rmdir()
        (data / name).write_text("no folder")
    return configuration


@pytest.mark.parametrize("broker", [no_redis, no_folder], ids=["redis", "files"])
def test_broker_that_is_away_hurts_nobody(tmp_path: Path, broker: Callable[[Path], dict[str, object]]) -> None:
    """Nothing is raised, and soon: what was to be announced is committed already, and the sweep finds it."""
    bell = CeleryDoorbell(broker(tmp_path))
    started = time.monotonic()
    bell.ring(Job.DISPATCH, (OutboundId("abcdefgh2345"),))
    bell.ring(Job.INGEST, (InboundId(1),))
    assert time.monotonic() - started < 3


@pytest.mark.integration
def test_doorbell_works_again_when_the_broker_comes_back(redis_url: str, tmp_path: Path) -> None:
    """A connection that has died between two rings is made anew, or the ring is lost without a word."""
    bell = CeleryDoorbell(celery_configuration(redis_url, tmp_path))
    bell.ring(Job.INGEST, (InboundId(1),))
    with Redis.from_url(redis_url) as client:
        client.client_kill_filter(_type="normal", skipme=True)
        for number in range(2, 5):
            bell.ring(Job.INGEST, (InboundId(number),))
        assert client.llen("mailflow") >= 3


@pytest.mark.parametrize("url", ["filesystem://", "redis://127.0.0.1/0"], ids=["files", "redis"])
def test_workers_lose_no_task(tmp_path: Path, url: str) -> None:
    """Acknowledged late, rejected where a worker is lost, one at a time, JSON only, no results."""
    configuration = celery_configuration(url, tmp_path)
    assert configuration["task_acks_late"] is True
    assert configuration["task_reject_on_worker_lost"] is True
    assert configuration["worker_prefetch_multiplier"] == 1
    assert configuration["accept_content"] == ["json"]
    assert configuration["task_ignore_result"] is True
