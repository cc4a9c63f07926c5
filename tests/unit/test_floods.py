"""How many messages an hour are read, and when the others have their turn."""

from datetime import timedelta

import pytest

from mailflow.domain.floods import FloodLimits, Flow, Scope, domain_of, full_scopes, turn_of
from tests.builders import NOW

HOUR = timedelta(hours=1)


def traffic(sender: int, domain: int, total: int) -> dict[Scope, Flow]:
    """Return so many messages settled within the hour."""
    return {Scope.SENDER: Flow(sender, NOW), Scope.DOMAIN: Flow(domain, NOW), Scope.TOTAL: Flow(total, NOW)}


def test_limits_are_on_by_default() -> None:
    """Thirty of a sender, three hundred of a domain, two thousand in all."""
    assert FloodLimits() == FloodLimits(sender=30, domain=300, total=2000)
    assert FloodLimits().lowest == 30


@pytest.mark.parametrize(
    ("counts", "full"),
    [
        ((29, 299, 1999), ()),
        ((30, 30, 30), (Scope.SENDER,)),
        ((1, 300, 300), (Scope.DOMAIN,)),
        ((30, 300, 2000), (Scope.SENDER, Scope.DOMAIN, Scope.TOTAL)),
    ],
    ids=["below", "sender", "domain", "all"],
)
def test_scope_that_has_had_its_share_is_full(counts: tuple[int, int, int], full: tuple[Scope, ...]) -> None:
    """The narrowest first."""
    assert full_scopes(traffic(*counts), FloodLimits()) == full


def test_nought_is_no_limit() -> None:
    """Each by itself."""
    limits = FloodLimits(sender=0, domain=0, total=5)
    assert full_scopes(traffic(10**6, 10**6, 4), limits) == ()
    assert limits.lowest == 5
    assert FloodLimits(0, 0, 0).lowest == 0


@pytest.mark.parametrize(
    ("oldest", "behind", "turn"),
    [
        (timedelta(minutes=-10), None, timedelta(minutes=50)),
        (timedelta(minutes=-10), timedelta(minutes=50), timedelta(minutes=52)),
        (timedelta(minutes=-60), timedelta(minutes=-30), timedelta(seconds=1)),
        (timedelta(minutes=-10), timedelta(hours=60), timedelta(hours=24)),
    ],
    ids=["first in the line", "behind another", "at once", "a long line"],
)
def test_turn_comes_when_there_is_room_behind_those_that_wait(oldest: timedelta, behind: timedelta | None, turn: timedelta) -> None:
    """One n-th of an hour behind the last, where n an hour are read; never in the past, so that no sweep finds it again at once."""
    found = turn_of(Flow(30, NOW + oldest), 30, behind=None if behind is None else NOW + behind, now=NOW)
    assert found == NOW + turn


def test_turn_where_nothing_is_settled_yet() -> None:
    """All that fills the scope is about to be read: an hour from now."""
    assert turn_of(Flow(30), 30, behind=None, now=NOW) == NOW + HOUR


@pytest.mark.parametrize(("address", "domain"), [("a@Example.org", "example.org"), ("nobody", ""), ("", ""), ('"a@b"@c', "c")])
def test_domain_of_an_address(address: str, domain: str) -> None:
    """Behind the last @."""
    assert domain_of(address) == domain
