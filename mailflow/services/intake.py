"""Watch an inbox: collect what is new, wait for more, and come back after whatever goes wrong.

take the lease -> collect -> wait (IDLE or poll) -> collect ...    an error: close, back off (1 s to 60 s, with jitter), connect anew
                                                                   the lease is lost: close, wait for it, begin anew
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from mailflow.domain.errors import MailflowError, PermanentMailError
from mailflow.domain.message import Look
from mailflow.services.collect import Collect
from mailflow.services.ports.world import Mailbox, ReaderLease, StopSignal

_WAIT_S = 290.0
_FIRST_PAUSE_S = 1.0
_LONGEST_PAUSE_S = 60.0
_REFUSED_PAUSE_S = 400.0  # five minutes at least, with jitter: whoever tries too often is locked out, and that loses reports
_SHORTEST_ROUND_S = 1.0
_STEADY_S = 30.0
_LEASE_PAUSE_S = 2.0
_ALL_AFTER_S = 900.0
# What everybody may read who sees the health page; the log has the server's own words.
_REFUSED = "the mail server refuses the account: see MAILFLOW_IMAP_URL"
_UNAVAILABLE = "it cannot be read at present: the log of inbox-watch says why"

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Where time comes from: `jitter` returns a factor about 1, so that many watchers do not return at once; `seconds` never goes back."""

    jitter: Callable[[], float]
    seconds: Callable[[], float] = time.monotonic


class InboxWatch:
    """The loop of the role `inbox-watch`."""

    def __init__(self, collect: Collect, mailbox: Mailbox, lease: ReaderLease, rhythm: Rhythm) -> None:
        self._collect = collect
        self._mailbox = mailbox
        self._lease = lease
        self._rhythm = rhythm
        self._pause_s = _FIRST_PAUSE_S
        self._is_told = False

    def __call__(self, stop: StopSignal) -> None:
        """Run until told to stop."""
        while not stop.is_set():
            try:
                self._read_if_we_may(stop)
            except PermanentMailError as error:
                _log.error("inbox_refused", problem=str(error), todo="correct user and password in MAILFLOW_IMAP_URL")
                self._rest(stop, _REFUSED, _REFUSED_PAUSE_S)
            except MailflowError as error:  # the mail server, or the database: either comes back
                _log.warning("inbox_unavailable", problem=str(error), again_in_s=round(self._pause_s))
                self._rest(stop, _UNAVAILABLE, self._pause_s)
                self._pause_s = min(2 * self._pause_s, _LONGEST_PAUSE_S)
        self._mailbox.close()
        self._lease.say("")  # whoever comes next will find out anew
        self._lease.release()

    def _rest(self, stop: StopSignal, trouble: str, pause_s: float) -> None:
        """Let go of the server for a while, but not of the lease: a second reader would knock at the same door."""
        self._mailbox.close()
        self._lease.say(trouble)
        stop.wait(pause_s * self._rhythm.jitter())

    def _read_if_we_may(self, stop: StopSignal) -> None:
        if self._lease.take():
            self._is_told = False
            self._read(_WhileOurs(stop, self._lease))
            self._mailbox.close()
        elif not self._is_told:
            _log.info("another_reader", waits="until it ends")
            self._is_told = True
        if not stop.is_set():
            stop.wait(_LEASE_PAUSE_S)

    def _read(self, stop: "_WhileOurs") -> None:
        """Read until told to stop, or until the lease is lost.

        A round that lasts, or that brings something, shows that the server is well; a mere connection does not. One that brings nothing
        takes a second at least, whatever woke us.
        """
        looked_at_all = None
        while not stop.is_set():
            began = self._rhythm.seconds()
            is_due = looked_at_all is None or began - looked_at_all >= _ALL_AFTER_S
            stored = self._collect(self._mailbox, Look.ALL if is_due else Look.LATEST, may_go_on=lambda: not stop.is_set())
            looked_at_all = began if is_due else looked_at_all
            self._lease.say("")
            if stored:
                _log.info("collected", messages=stored)
                self._pause_s = _FIRST_PAUSE_S
            self._mailbox.wait(_WAIT_S, stop)
            lasted_s = self._rhythm.seconds() - began
            if lasted_s >= _STEADY_S:
                self._pause_s = _FIRST_PAUSE_S
            if not stored and lasted_s < _SHORTEST_ROUND_S and not stop.is_set():
                stop.wait(_SHORTEST_ROUND_S - lasted_s)


class _WhileOurs:
    """StopSignal that is set, too, when the lease is lost."""

    def __init__(self, stop: StopSignal, lease: ReaderLease) -> None:
        self._stop = stop
        self._lease = lease

    def is_set(self) -> bool:
        """Tell whether to end now."""
        return self._stop.is_set() or not self._lease.is_held()

    def wait(self, timeout: float) -> bool:
        """Wait until told to stop, at most so many seconds, and tell whether to end."""
        self._stop.wait(timeout)
        return self.is_set()
