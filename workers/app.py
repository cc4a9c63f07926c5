"""The Celery application of the workers, and when beat rings.

Importing it reads nothing: the settings are read when Celery first asks for its configuration. No ETA, no countdown, no result
backend, no chord: the rows of the database say what is due, and the sweep finds it.
"""

import sys
from functools import lru_cache

from celery import Celery
from celery.signals import setup_logging

from mailflow.bootstrap.application import Application, build
from mailflow.config import load_settings
from mailflow.logs import configure_logging

HARD_LIMIT_S = 60
DISPATCH_LIMIT_S = 240
"""A turn of sending ends by itself after seconds; a server that answers each command at the last moment may take longer."""


@lru_cache(maxsize=1)
def application() -> Application:
    """Return the use cases of this process. Raises ConfigurationError, also for what only a task would miss."""
    house = build(load_settings())
    house.check()
    return house


def _configuration() -> dict[str, object]:
    house = application()
    return {
        **house.world.celery_configuration,
        "task_time_limit": HARD_LIMIT_S,
        "worker_concurrency": house.settings.worker_concurrency,
        "beat_schedule": {
            "sweep": {"task": "workers.tasks.sweep", "schedule": house.settings.sweep_s, "options": {"expires": 2 * house.settings.sweep_s}}
        },
        "beat_max_loop_interval": min(house.settings.sweep_s, 5.0),
    }


app = Celery("workers", include=["workers.tasks"])
app.add_defaults(_configuration)


@setup_logging.connect
def _speak_like_the_other_roles(**_options: object) -> None:
    """Take Celery's place in setting up the logs; it asks once, in the worker and in beat."""
    configure_logging("beat" if "beat" in sys.argv else "worker")
