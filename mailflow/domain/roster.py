"""A list of readers as it is carried from one machine to another: who is on it, since when, and on which terms."""

from dataclasses import dataclass
from datetime import datetime

from mailflow.domain.choices import NO_TERMS, Terms


@dataclass(frozen=True, slots=True)
class Listing:
    """A reader; `since` (aware, UTC) is None where it is not told."""

    address: str
    since: datetime | None = None
    terms: Terms = NO_TERMS


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What came of a list that was taken in: how many are on the list of the series now, and which addresses what was done with.

    `left` had left that list by themselves or by order, `forgotten` were forgotten on request: neither is put back. `kept` were on it with
    choices of their own, which stand; `suspended` are as the list says, and get nothing until they are heard of.
    """

    count: int
    added: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    forgotten: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    suspended: tuple[str, ...] = ()
