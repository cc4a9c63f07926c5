"""Forget an address on request: what can be erased is, what stays is told, and the trail says that it was done without saying to whom."""

from dataclasses import dataclass

from mailflow.domain.agenda import Series
from mailflow.domain.erasing import Erased, mark_of, stand_in
from mailflow.domain.errors import BadInputError
from mailflow.domain.matching.people import has_address
from mailflow.domain.message import is_same_address
from mailflow.domain.records import AuditEntry
from mailflow.services.correspondence import Office
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock
from mailflow.services.readership import all_series

_ACTOR = "command line"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was erased, and under which name the trail tells of it."""

    erased: Erased
    name: str


class Forget:
    """Erase an address from all that can do without it."""

    def __init__(self, begin: UnitOfWorkFactory, office: Office, *, clock: Clock) -> None:
        self._begin = begin
        self._office = office
        self._clock = clock

    def __call__(self, address: str) -> Forgotten:
        """Erase an address, and return where it stood. Raises BadInputError where somebody has an office by it."""
        name, now = stand_in(address, self._office.key), self._clock.now()
        with self._begin() as uow:
            holds = _offices(uow, address)
            if holds:
                raise BadInputError(f"{address} is {' and '.join(holds)}: name somebody else in the agenda first")
            erased = uow.erasure.forget(address, name, now=now)
            uow.erasure.add_mark(mark_of(address, self._office.key))
            uow.audit.add(AuditEntry(now, _ACTOR, "forgotten", name))
            uow.commit()
        return Forgotten(erased, name)


def _offices(uow: UnitOfWork, address: str) -> tuple[str, ...]:
    """Return what a series could not do without: `the chair of escape-tc`, `the list of escape-tc`."""
    return tuple(f"{office} of {venue.series.slug}" for venue in all_series(uow) for office in _held(venue.series, address))


def _held(series: Series, address: str) -> tuple[str, ...]:
    people = {
        "the chair": (series.chair,),
        "a deputy": series.deputies,
        "the minute-taker": (series.minute_taker,),
        "the secretary": (series.secretary,),
    }
    held = (office for office, holders in people.items() if any(one is not None and has_address(one, address) for one in holders))
    is_list = bool(series.list_address) and is_same_address(series.list_address, address)
    return (*held, *(("the list",) if is_list else ()))
