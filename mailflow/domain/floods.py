"""Which messages wait because too many like them came within the hour.

settled within the hour + about to be read  ->  scopes that are full  ->  a turn, behind whatever waits in the same scope

What waits is kept, and read as the hour passes: the k-th in a scope that admits n an hour is looked at anew when the scope has room
again and k n-ths of an hour have gone by, within a day at the latest, so that a flood is read twice or so, and never by every sweep.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

PERIOD = timedelta(hours=1)
LONGEST_WAIT = timedelta(days=1)
"""However long the line, each message in it is looked at once in this time."""
_SOON = timedelta(seconds=1)


class Scope(StrEnum):
    """Whose messages are counted together, the narrowest first."""

    SENDER = "sender"
    DOMAIN = "domain"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class FloodLimits:
    """How many messages an hour are read of one sender, of one domain, and in all; 0 is no limit."""

    sender: int = 30
    domain: int = 300
    total: int = 2000

    def of(self, scope: Scope) -> int:
        """Return the limit of a scope."""
        return {Scope.SENDER: self.sender, Scope.DOMAIN: self.domain, Scope.TOTAL: self.total}[scope]

    @property
    def lowest(self) -> int:
        """The fewest messages that could reach a limit; 0 where there is none."""
        return min((self.of(scope) for scope in Scope if self.of(scope)), default=0)


@dataclass(frozen=True, slots=True)
class Flow:
    """How many messages of a scope were settled within the hour, and when the first of them."""

    count: int = 0
    oldest_at: datetime | None = None


Traffic = dict[Scope, Flow]


def domain_of(address: str) -> str:
    """Return the domain of an addr-spec, in small letters; empty where it has none."""
    return address.rpartition("@")[2].lower() if "@" in address else ""


def full_scopes(traffic: Traffic, limits: FloodLimits) -> tuple[Scope, ...]:
    """Return the scopes that admit no further message now, the narrowest first."""
    return tuple(scope for scope in Scope if limits.of(scope) and traffic[scope].count >= limits.of(scope))


def turn_of(flow: Flow, limit: int, *, behind: datetime | None, now: datetime) -> datetime:
    """Return when a message of a full scope is looked at anew.

    Args:
        flow: of the scope.
        limit: of the scope; not 0.
        behind: the turn of the message that waits before it in the same scope, if one does.
        now: aware, UTC.
    """
    has_room_at = (flow.oldest_at or now) + PERIOD
    after_the_last = behind + PERIOD / limit if behind else has_room_at
    return min(max(has_room_at, after_the_last, now + _SOON), now + LONGEST_WAIT)
