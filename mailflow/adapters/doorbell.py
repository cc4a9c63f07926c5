"""Tell the workers that something is due, through Celery; best effort."""

import time
import uuid
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import structlog
from celery import Celery
from kombu.exceptions import ChannelError, OperationalError
from kombu.transport import filesystem
from kombu.utils.json import dumps

from mailflow.domain.message import InboundId, OutboundId
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.records import Job

_log = structlog.get_logger(__name__)

# Small enough that a worker which is told to stop has soon finished what it has in hand.
_ROWS_A_TASK = 20
# Each worker that is rung for mails to many sends whatever of them is due, for a turn, and rings again: a ring that waits for long is one
# too many.
_WORKER_A_ROW = frozenset({Job.MAILOUT})
_MAILOUT_EXPIRES_S = 5  # two turns: single mails, which wait behind the rings in the queue, wait no longer than that
_EMBEDDED = "filesystem://"
_POLLING_INTERVAL_S = 0.02
_PATIENCE_S = 0.2
# Whoever rings does not wait for a broker that is away; kombu would try for seconds, and wait for ever for one that does not answer.
_ONE_TRY = {"max_retries": 0, "socket_connect_timeout": 3, "socket_timeout": 3}
# Redis hands a task that nobody has acknowledged to another worker after this time; no task of ours may run as long.
_VISIBILITY_TIMEOUT_S = 300


class CeleryDoorbell:
    """Doorbell that publishes tasks by name, so that whoever rings needs none of the workers' code."""

    def __init__(self, configuration: dict[str, object]) -> None:
        self._sender = Celery("mailflow")
        self._sender.conf.update(configuration)
        self._sender.conf.broker_transport_options = {**self._sender.conf.broker_transport_options, **_ONE_TRY}

    def ring(self, job: Job, ids: Sequence[InboundId] | Sequence[OutboundId] | Sequence[MinutesId]) -> None:
        """Publish a task for these rows; a broker that is away is only logged, as the sweep finds the rows."""
        try:
            step, expires_s = (1, _MAILOUT_EXPIRES_S) if job in _WORKER_A_ROW else (_ROWS_A_TASK, None)
            for start in range(0, len(ids), step):
                rows = list(ids[start : start + step])
                self._sender.send_task(f"workers.tasks.{job}", args=(rows,), ignore_result=True, retry=False, expires=expires_s)
        except (OperationalError, ChannelError, OSError) as error:
            _log.warning("doorbell_silent", job=job.value, rows=len(ids), problem=str(error))


class _WholeFiles(filesystem.Channel):
    """A queue of files that appear whole.

    kombu makes a file and then writes into it: whoever looks at that moment takes an empty one, and dies of it.
    """

    def _put(self, queue: str, payload: object, **_kwargs: object) -> None:  # type: ignore[override] # as kombu's own does it
        place = Path(self.data_folder_out) / f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        fresh = place.with_name(f"{place.name}.new")
        try:
            fresh.write_text(dumps(payload), encoding="utf-8")  # type: ignore[no-untyped-call] # kombu has no types here
            fresh.rename(place)
        except OSError as error:
            raise ChannelError(f"cannot add {place}") from error

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        self._begin_table(self._exchange_file(exchange))  # type: ignore[no-untyped-call] # kombu has no types here
        super()._queue_bind(exchange, routing_key, pattern, queue)  # type: ignore[no-untyped-call] # kombu has no types here

    def _begin_table(self, table: Path) -> None:
        """Make the table of an exchange if there is none, with no queue in it."""
        if table.exists():
            return
        fresh = table.with_name(f"{table.name}.{uuid.uuid4()}")
        try:
            fresh.write_text("[]", encoding="ascii")
            with suppress(FileExistsError):
                table.hardlink_to(fresh)
            fresh.unlink()
        except OSError as error:
            raise ChannelError(f"cannot make {table}") from error


class FileTransport(filesystem.Transport):
    """Transport of Celery on such a queue."""

    Channel = _WholeFiles

    def drain_events(self, connection: object, timeout: float | None = None) -> None:  # type: ignore[override] # its base's
        """Wait a short while for a message; a worker that is told to stop waits twice more, for 2 s each if Celery had its way."""
        super().drain_events(connection, timeout=None if timeout is None else min(timeout, _PATIENCE_S))  # type: ignore[no-untyped-call]


def celery_configuration(broker_url: str, data_dir: Path) -> dict[str, object]:
    """Return the configuration that whoever rings and the workers share.

    Args:
        broker_url: a Redis URL, or `filesystem://` for a queue of files that needs no server.
        data_dir: where that queue lies; its folders are made.
    """
    return {
        "broker_url": broker_url,
        "broker_transport": f"{__name__}:{FileTransport.__name__}" if broker_url.startswith(_EMBEDDED) else None,
        "broker_transport_options": _transport_options(broker_url, data_dir),
        "broker_connection_retry_on_startup": True,
        "broker_connection_timeout": 3,
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        "task_ignore_result": True,
        "task_default_queue": "mailflow",
        "task_serializer": "json",
        "accept_content": ["json"],
        "worker_prefetch_multiplier": 1,
        "worker_hijack_root_logger": False,
        "enable_utc": True,
        "timezone": "UTC",
    }


def _transport_options(broker_url: str, data_dir: Path) -> dict[str, object]:
    if not broker_url.startswith(_EMBEDDED):
        return {"visibility_timeout": _VISIBILITY_TIMEOUT_S}
    queue, control = data_dir.resolve() / "queue", data_dir.resolve() / "control"
    queue.mkdir(parents=True, exist_ok=True)
    control.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        "polling_interval": _POLLING_INTERVAL_S,
    }
