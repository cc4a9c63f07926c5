"""Messages that a server does not give: whether that is the trouble of the mailbox, and when it is the message's own.

refused in a look -> others came, in it or since: tried again after 2 s, 4 s ... 5 minutes -> for 15 minutes: undeliverable
                  -> nothing came: the mailbox is in trouble; nothing is noted of any message
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

_PATIENCE = timedelta(minutes=15)
_TRIES = 3
_LONGEST_PAUSE_S = 300.0
_SHORTEST_WAIT_S = 1.0


@dataclass(frozen=True, slots=True)
class _Trial:
    """One message: since when and how often it was refused, and how many others had come before that."""

    since: datetime
    last_at: datetime
    tries: int
    delivered: int

    @property
    def next_at(self) -> datetime:
        return self.last_at + timedelta(seconds=min(2.0 ** min(self.tries, 16), _LONGEST_PAUSE_S))


class Refusals:
    """What was refused on one folder in one epoch."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._trials: dict[int, _Trial] = {}
        self._delivered = 0
        self._delivered_before = 0
        self._refused: dict[int, str] = {}

    def begin(self) -> None:
        """Begin a look."""
        self._delivered_before = self._delivered
        self._refused.clear()

    def note_delivered(self, uid: int) -> None:
        """Note that a message came."""
        self._delivered += 1
        self._trials.pop(uid, None)

    def note_refused(self, uid: int, problem: str) -> None:
        """Note that a message was refused."""
        self._refused[uid] = problem

    def due(self) -> set[int]:
        """Return the uids that are to be tried again by now, without a look at all."""
        return {uid for uid, trial in self._trials.items() if trial.next_at <= self._now()}

    def wait_s(self, timeout_s: float) -> float:
        """Return for how long nothing has to be tried again, at most so many seconds."""
        pauses = ((trial.next_at - self._now()).total_seconds() for trial in self._trials.values())
        return min(timeout_s, max(_SHORTEST_WAIT_S, min(pauses, default=timeout_s)))

    def forget(self) -> None:
        """Forget all: the uids are others."""
        self._trials.clear()
        self._refused.clear()

    def end(self, listed: Iterable[int]) -> list[int]:
        """End a look at some uids, and return those that the server cannot deliver; they are forgotten.

        Raises:
            OSError: nothing came, so that it is not the messages.
        """
        for uid in set(listed) - self._refused.keys():
            self._trials.pop(uid, None)
        tried = {uid: self._tried(uid) for uid in self._refused}
        has_come = self._delivered > self._delivered_before
        if not has_come and any(trial.delivered >= self._delivered for trial in tried.values()):
            raise OSError(f"no message can be fetched: {next(iter(self._refused.values()))}")
        self._trials.update(tried)
        ripe = sorted(uid for uid, trial in tried.items() if trial.tries >= _TRIES and trial.last_at - trial.since >= _PATIENCE)
        if not has_come and len(ripe) > 1:  # so many at once are hardly broken each for itself
            return []
        for uid in ripe:
            del self._trials[uid]
        return ripe

    def _tried(self, uid: int) -> _Trial:
        now = self._now()
        trial = self._trials.get(uid)
        return replace(trial, last_at=now, tries=trial.tries + 1) if trial else _Trial(now, now, 1, self._delivered_before)
