"""What the story expects: each expectation is checked, shown, and kept."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from mailflow.demo.show import Account

_PAUSE_S = 0.03
_FOUND_LIMIT = 2000


class StoryError(Exception):
    """The story cannot go on; the message says what was expected and what was found."""


@dataclass(frozen=True, slots=True)
class Miss:
    """An expectation that did not hold."""

    what: str
    expected: str
    found: str


class Expectations:
    """Checks and remembers.

    Args:
        account: where each is shown.
        alive: raises StoryError where what is waited for can no longer come.
    """

    def __init__(self, account: Account, alive: Callable[[], None]) -> None:
        self._account = account
        self._alive = alive
        self.missed: list[Miss] = []
        self.held = 0

    def equal(self, what: str, expected: object, found: object) -> None:
        """Expect two values to be equal."""
        if expected == found:
            self._hold(what)
        else:
            self._miss(what, str(expected), str(found))

    def none(self, what: str, found: object) -> None:
        """Expect a collection to be empty; what is in it is what went wrong."""
        if found:
            self._miss(what, "none", str(found))
        else:
            self._hold(what)

    def soon(self, what: str, condition: Callable[[], bool], *, timeout_s: float, found: Callable[[], object]) -> None:
        """Wait until a condition holds; without it the story cannot go on.

        Raises:
            StoryError: it did not hold in time.
        """
        self.wait(what, condition, timeout_s=timeout_s, found=found)
        self._hold(what)

    def wait(self, what: str, condition: Callable[[], bool], *, timeout_s: float, found: Callable[[], object]) -> None:
        """Wait until a condition holds, and say nothing if it does. Raises StoryError."""
        deadline = time.monotonic() + timeout_s
        while not condition():
            self._alive()
            if time.monotonic() > deadline:
                shown = str(found())[:_FOUND_LIMIT]
                self._miss(what, f"within {timeout_s:.0f} s", shown)
                raise StoryError(what)
            time.sleep(_PAUSE_S)

    def fail(self, problem: str) -> None:
        """Note that the story cannot go on."""
        if not any(miss.what == problem for miss in self.missed):
            self._miss("the story goes on to its end", "no problem", problem)

    def _hold(self, what: str) -> None:
        self.held += 1
        self._account.held(what)

    def _miss(self, what: str, expected: str, found: str) -> None:
        self.missed.append(Miss(what, expected[:_FOUND_LIMIT], found[:_FOUND_LIMIT]))
        self._account.missed(what, expected[:_FOUND_LIMIT], found[:_FOUND_LIMIT])
