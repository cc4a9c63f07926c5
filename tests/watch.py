"""The loop that watches an inbox, in a thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from mailflow.services.intake import InboxWatch


@contextmanager
def running(watch: InboxWatch, *, bound_s: float) -> Iterator[None]:
    """Let a loop run, and end within a bound (in seconds)."""
    stop = threading.Event()
    thread = threading.Thread(target=watch, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(bound_s)
        assert not thread.is_alive()
