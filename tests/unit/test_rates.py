"""Rates: in no minute more goes out than was set, to one domain and in all, and what waits knows until when."""

from datetime import datetime, timedelta

import pytest

from mailflow.domain.rates import NO_LIMITS, RateLimits, admit
from tests.builders import NOW

SECOND = timedelta(seconds=1)


def sent(domains: list[str], limits: RateLimits, *, seconds: int) -> list[tuple[datetime, str]]:
    """Let a worker come every second with all that waits and is due, and return what went out when."""
    waiting = [(NOW, domain) for domain in domains]
    levels: dict[str, datetime] = {}
    out: list[tuple[datetime, str]] = []
    for moment in (NOW + number * SECOND for number in range(seconds)):
        due = [domain for at, domain in waiting if at <= moment]
        kept = [(at, domain) for at, domain in waiting if at > moment]
        admitted = admit(due, levels, limits, moment)
        levels = dict(admitted.levels)
        out += [(moment, due[number]) for number in admitted.now]
        waiting = kept + [(at, due[number]) for number, at in admitted.later]
    return out


def most_in_a_minute(out: list[tuple[datetime, str]]) -> int:
    """Return the most messages within any sixty seconds."""
    return max(sum(1 for at, _ in out if begin <= at < begin + timedelta(seconds=60)) for begin, _ in out)


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 7, 30, 100, 600])
def test_no_minute_has_more_than_the_limit(limit: int) -> None:
    """However much waits; and not much less."""
    out = sent(["example.org"] * 3000, RateLimits(total=limit), seconds=200)
    assert most_in_a_minute(out) <= limit
    assert len(out) >= limit * 2


def test_each_domain_has_a_bucket_of_its_own() -> None:
    """A slow domain holds no other up."""
    domains = ["a.example.org"] * 50 + ["b.example.org"] * 50
    out = sent(domains, RateLimits(domain=10), seconds=60)
    assert {domain: sum(1 for _, found in out if found == domain) <= 10 for domain in set(domains)} == {
        "a.example.org": True,
        "b.example.org": True,
    }
    assert len({domain for _, domain in out}) == 2


def test_both_limits_hold() -> None:
    """In all, and to one domain."""
    out = sent([f"d{number % 5}.example.org" for number in range(500)], RateLimits(domain=4, total=12), seconds=180)
    assert most_in_a_minute(out) <= 12
    assert all(most_in_a_minute([one for one in out if one[1] == domain]) <= 4 for domain in {domain for _, domain in out})


def test_what_waits_is_told_a_time_of_its_own() -> None:
    """One after the other, in order, so that not all come back at once."""
    admitted = admit(["example.org"] * 5, {}, RateLimits(total=4), NOW)
    assert admitted.now == (0,)
    times = [at for _, at in admitted.later]
    assert times == sorted(set(times))
    assert times[0] > NOW


def test_without_limits_all_goes_at_once() -> None:
    """And nothing is written down."""
    admitted = admit(["example.org"] * 5, {}, NO_LIMITS, NOW)
    assert (admitted.now, admitted.later, admitted.levels) == ((0, 1, 2, 3, 4), (), {})
    assert not NO_LIMITS.is_set
