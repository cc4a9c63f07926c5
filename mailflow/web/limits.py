"""How often somebody may ask: so many at once, and so many a second after that."""

import time
from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from starlette.requests import Request

_REMEMBERED = 10_000


class Bucket:
    """Lets each client take one of `size` tokens, of which `per_s` grow back every second. Long unseen clients are forgotten."""

    def __init__(self, size: int, per_s: float, *, now: Callable[[], float] = time.monotonic) -> None:
        self._size, self._per_s, self._now = float(size), per_s, now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait_s(self, client: str) -> int:
        """Take a token for a client and return 0; the seconds until there is one where there is none."""
        with self._lock:
            now = self._now()
            left, at = self._left.pop(client, (self._size, now))
            left = min(self._size, left + (now - at) * self._per_s)
            is_free = left >= 1
            self._left[client] = (left - 1 if is_free else left, now)
            while len(self._left) > _REMEMBERED:
                self._left.popitem(last=False)
        return 0 if is_free else int((1 - left) / self._per_s) + 1


def client_of(request: Request) -> str:
    """Return who asks, as far as that is known: the address, of IPv6 the network."""
    host = request.client.host if request.client else ""
    return ":".join(host.split(":")[:4]) if ":" in host else host
