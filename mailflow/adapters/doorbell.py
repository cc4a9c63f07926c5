"""Tell the workers that something is due, through Celery; best effort."""

from collections.abc import Sequence
from pathlib import Path

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

from mailflow.domain.message import InboundId, OutboundId
from mailflow.domain.records import Job

_log = structlog.get_logger(__name__)

_EMBEDDED = "filesystem://"
_POLLING_INTERVAL_S = 0.02
# Redis hands a task that nobody has acknowledged to another worker after this time; no task of ours may run as long.
_VISIBILITY_TIMEOUT_S = 300


class CeleryDoorbell:
    """Doorbell that publishes tasks by name, so that whoever rings needs none of the workers' code."""

    def __init__(self, configuration: dict[str, object]) -> None:
        self._sender = Celery("mailflow")
        self._sender.conf.update(configuration)

    def ring(self, job: Job, ids: Sequence[InboundId] | Sequence[OutboundId]) -> None:
        """Publish a task for these rows; a broker that is away is only logged, as the sweep finds the rows."""
        if not ids:
            return
        try:
            self._sender.send_task(f"workers.tasks.{job}", args=(list(ids),), ignore_result=True, retry=False)
        except (OperationalError, OSError) as error:
            _log.warning("doorbell_silent", job=job.value, rows=len(ids), problem=str(error))


def celery_configuration(broker_url: str, data_dir: Path) -> dict[str, object]:
    """Return the configuration that whoever rings and the workers share.

    Args:
        broker_url: a Redis URL, or `filesystem://` for a queue of files that needs no server.
        data_dir: where that queue lies; its folders are made.
    """
    return {
        "broker_url": broker_url,
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
