"""Watch an inbox: collect what is new, wait for more, and come back after whatever goes wrong.

collect -> wait (IDLE or poll) -> collect ...        an error: close, back off (1 s to 60 s, with jitter), connect anew
"""

from collections.abc import Callable

import structlog

from mailflow.domain.errors import MailflowError, PermanentMailError
from mailflow.services.ingest import Collect
from mailflow.services.ports.world import Mailbox, StopSignal

_WAIT_S = 290.0
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0

_log = structlog.get_logger(__name__)


class InboxWatch:
    """The loop of the role `inbox-watch`. `jitter` returns a factor about 1, so that many watchers do not return at once."""

    def __init__(self, collect: Collect, mailbox: Mailbox, *, jitter: Callable[[], float]) -> None:
        self._collect = collect
        self._mailbox = mailbox
        self._jitter = jitter

    def __call__(self, stop: StopSignal) -> None:
        """Run until told to stop."""
        pause_s = _FIRST_PAUSE_S
        while not stop.is_set():
            try:
                stored = self._collect(self._mailbox)
                if stored:
                    _log.info("collected", messages=stored)
                pause_s = _FIRST_PAUSE_S
                self._mailbox.wait(_WAIT_S, stop)
            except MailflowError as error:  # the mail server, or the database: either comes back
                longest = _LONGEST_PAUSE_S * (5 if isinstance(error, PermanentMailError) else 1)
                _log.warning("inbox_unavailable", problem=str(error), again_in_s=round(pause_s))
                self._mailbox.close()
                stop.wait(pause_s * self._jitter())
                pause_s = min(2 * pause_s, longest)
        self._mailbox.close()
