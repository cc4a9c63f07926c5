"""Pages kept in memory for as long as nothing that is shown has changed."""

import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from threading import Lock

_FRESH_S = 1.0
_LIMIT_BYTES = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Kept:
    """A page: its octets, and the headers that go with them."""

    content: bytes
    headers: Mapping[str, str]


class PageCache:
    """Keeps pages by what was asked for. What is closed or corrected is gone from it a second later."""

    def __init__(self, edition: Callable[[], str], *, limit_bytes: int = _LIMIT_BYTES, now: Callable[[], float] = time.monotonic) -> None:
        self._ask, self._now, self._limit = edition, now, limit_bytes
        self._edition, self._asked_at = "", float("-inf")
        self._pages: OrderedDict[str, Kept] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def get(self, asked: str, make: Callable[[], Kept | None]) -> Kept | None:
        """Return the page for what was asked; it is made where it is not there. None is not kept."""
        edition = self._current()
        with self._lock:
            if asked in self._pages:
                self._pages.move_to_end(asked)
                return self._pages[asked]
        made = make()
        if made is not None:
            self._keep(asked, made, edition)
        return made

    def _current(self) -> str:
        if self._now() - self._asked_at >= _FRESH_S:
            edition = self._ask()
            with self._lock:
                if edition != self._edition:
                    self._pages.clear()
                    self._size = 0
                self._edition, self._asked_at = edition, self._now()
        return self._edition

    def _keep(self, asked: str, page: Kept, edition: str) -> None:
        with self._lock:
            if edition != self._edition or asked in self._pages:
                return
            self._pages[asked] = page
            self._size += _weight(asked, page)
            while self._size > self._limit and self._pages:
                self._size -= _weight(*self._pages.popitem(last=False))


def _weight(asked: str, page: Kept) -> int:
    return len(asked) + len(page.content)
