"""How many messages may go out: to one domain, and in all; a bucket that is empty says when it has room again.

A bucket holds a quarter of what may go out in a minute, and is filled evenly, so that in no minute more goes out than that. A worker may
hold a message for seconds before the server hears of it: the minute is longer by that.
Source: ITU-T I.371, annex A (generic cell rate algorithm).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

MINUTE = timedelta(seconds=60)
ALL = ""
"""The name of the bucket of all mail; the others bear the name of a domain."""


@dataclass(frozen=True, slots=True)
class RateLimits:
    """Messages a minute, to one domain and in all; 0 sets no limit. `held` is how long a message may be held before it is sent."""

    domain: int = 0
    total: int = 0
    held: timedelta = timedelta(seconds=5)

    @property
    def is_set(self) -> bool:
        """Tell whether anything is limited."""
        return bool(self.domain or self.total)

    def buckets(self, domain: str) -> tuple[str, ...]:
        """Return the buckets from which a message to a domain is taken."""
        return tuple(bucket for bucket, limit in ((ALL, self.total), (domain, self.domain)) if limit)

    def limit(self, bucket: str) -> int:
        """Return how many messages a minute a bucket lets out."""
        return self.total if bucket == ALL else self.domain


NO_LIMITS = RateLimits()


@dataclass(frozen=True, slots=True)
class Admitted:
    """When each message may go: at once, or when its buckets have room for it. `levels` is when each bucket is full again."""

    now: tuple[int, ...]
    later: tuple[tuple[int, datetime], ...]
    levels: Mapping[str, datetime]


def admit(domains: Iterable[str], levels: Mapping[str, datetime], limits: RateLimits, now: datetime) -> Admitted:
    """Say which of the messages to these domains, in order, may go now, and when the others may.

    Args:
        domains: of each message.
        levels: when each bucket is full again; one that is not there is full.
        limits: of the buckets.
        now: aware, UTC.
    """
    filled, planned = dict(levels), dict(levels)
    at_once: list[int] = []
    later: list[tuple[int, datetime]] = []
    for number, domain in enumerate(domains):
        buckets = limits.buckets(domain)
        goes_at = max([now, *(_room_at(bucket, planned, limits, now) for bucket in buckets)])
        for bucket in buckets:
            planned[bucket] = max(planned.get(bucket, now), goes_at) + _interval(bucket, limits)
        if goes_at > now:
            later.append((number, goes_at))
            continue
        at_once.append(number)
        for bucket in buckets:
            filled[bucket] = max(filled.get(bucket, now), now) + _interval(bucket, limits)
    return Admitted(tuple(at_once), tuple(later), filled)


def _room_at(bucket: str, levels: Mapping[str, datetime], limits: RateLimits, now: datetime) -> datetime:
    return levels.get(bucket, now) - _interval(bucket, limits) * (_burst(limits.limit(bucket)) - 1)


def _burst(limit: int) -> int:
    return max(1, limit // 4)


def _interval(bucket: str, limits: RateLimits) -> timedelta:
    limit = limits.limit(bucket)
    return (MINUTE + limits.held) / (limit - _burst(limit) + 1)
