"""Tell the workers that something is due, through Celery; best effort."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

from mailflow.domain.message import InboundId, OutboundId
from mailflow.domain.records import Job

_log = structlog.get_logger(__name__)

_EMBEDDED = "filesystem://"
_POLLING_INTERVAL_S = 0.02


TaskQueue = Celery
"""What publishes and runs our tasks."""


class TaskSender(Protocol):
    """The one call of a Celery application that we use."""

    def send_task(self, name: str, *, args: tuple[list[object]], ignore_result: bool, retry: bool) -> object:
        """Publish a task by its name."""
        ...


class CeleryDoorbell:
    """Doorbell that publishes tasks by name, so that whoever rings needs none of the workers' code."""

    def __init__(self, sender: TaskSender) -> None:
        self._sender = sender

    def ring(self, job: Job, ids: Sequence[InboundId] | Sequence[OutboundId]) -> None:
        """Publish a task for these rows; a broker that is away is only logged, as the sweep finds the rows."""
        if not ids:
            return
        try:
            self._sender.send_task(f"workers.tasks.{job}", args=(list(ids),), ignore_result=True, retry=False)
        except (OperationalError, OSError) as error:
            _log.warning("doorbell_silent", job=job.value, rows=len(ids), problem=str(error))


def celery_application(broker_url: str, data_dir: Path) -> TaskQueue:
    """Return a Celery application that publishes and runs our tasks.

    Args:
        broker_url: a Redis URL, or `filesystem://` for the queue of files.
        data_dir: where that queue lies.
    """
    application = Celery("workers", broker=broker_url)
    application.conf.update(
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_store_errors_even_if_ignored=False,
        task_create_missing_queues=True,
        task_default_queue="mailflow",
        task_serializer="json",
        accept_content=["json"],
        worker_prefetch_multiplier=1,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_connection_timeout=3,
        enable_utc=True,
        timezone="UTC",
    )
    if broker_url.startswith(_EMBEDDED):
        application.conf.broker_transport_options = _file_queue(data_dir)
    else:
        application.conf.broker_transport_options = {"visibility_timeout": 300}
    return application


def _file_queue(data_dir: Path) -> dict[str, object]:
    """Return the options of the queue of files, whose folders must exist."""
    queue, control = data_dir.resolve() / "queue", data_dir.resolve() / "control"
    queue.mkdir(parents=True, exist_ok=True)
    control.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(queue),
        "data_folder_out": str(queue),
        "control_folder": str(control),
        "polling_interval": _POLLING_INTERVAL_S,
    }
