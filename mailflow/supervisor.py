"""`serve`: the roles as child processes."""

import sys

from mailflow.config import Settings


def role_command(role: str, settings: Settings) -> list[str]:
    """Return the command that runs a role as a process of its own."""
    python = sys.executable
    if role == "worker":
        pool = ["--pool", "solo"] if settings.broker.startswith("filesystem://") else ["--concurrency", str(settings.worker_concurrency)]
        return [python, "-m", "celery", "-A", "workers", "worker", *pool, "--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    if role == "beat":
        return [python, "-m", "celery", "-A", "workers", "beat", "--scheduler", "celery.beat:Scheduler", "--loglevel", "WARNING"]
    return [python, "-m", "mailflow", role]
