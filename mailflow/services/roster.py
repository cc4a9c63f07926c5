"""The list of readers of a series, carried from one machine to another: what readers have chosen comes along, and nobody comes back.

    on the list with terms of their own       -> these stand, as they are newer than any file
    on the list without                       -> the terms of the file
    left before, as the trail says; forgotten -> stays off: `subscriber add`, or their own word, puts them back
    anybody else                              -> on the list, since when the file says and on its terms; suspended where they are there
"""

from collections.abc import Iterable

from mailflow.domain.agenda import SeriesId
from mailflow.domain.choices import NO_TERMS
from mailflow.domain.records import AuditEntry
from mailflow.domain.roster import Listing, TakenIn
from mailflow.services.departed import JOINED, departed, forgotten
from mailflow.services.leaving import Departure, Leaving, Listed
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock

_ACTOR = "command line"


class Roster:
    """Keeps the list of a series from the shell: adds, removes, gives it out, and takes one in.

    Args:
        begin: a unit of work.
        key: the signing secret, by which forgotten addresses are known again.
        clock: the time.
    """

    def __init__(self, begin: UnitOfWorkFactory, key: bytes, *, clock: Clock) -> None:
        self._begin = begin
        self._key = key
        self._clock = clock

    def add(self, slug: str, *addresses: str) -> int:
        """Put addresses on the list of a series and return how many are on it. Raises NotFoundError."""
        with self._begin() as uow:
            series_id = uow.subscribers.get_series_id(slug)
            known = {one.address.lower() for one in uow.subscribers.of_series(series_id)}
            for address in addresses:
                if address.lower() not in known:
                    known.add(address.lower())
                    self._add(uow, (series_id, slug), Listing(address))
            count = len(uow.subscribers.of_series(series_id))
            uow.commit()
        return count

    def remove(self, slug: str, address: str) -> int:
        """Take an address off the list of a series and return how many are left. Raises NotFoundError."""
        with self._begin() as uow:
            series_id = uow.subscribers.get_series_id(slug)
            Leaving(self._clock).take_off(uow, Listed(series_id, slug, address), Departure(_ACTOR))
            count = len(uow.subscribers.of_series(series_id))
            uow.commit()
        return count

    def listings(self, slug: str) -> tuple[Listing, ...]:
        """Return who is on the list of a series, by address. Raises NotFoundError."""
        with self._begin() as uow:
            series_id = uow.subscribers.get_series_id(slug)
            terms = uow.terms.of_series(series_id)
            return tuple(Listing(one.address, one.since, terms.get(one.address, NO_TERMS)) for one in uow.subscribers.of_series(series_id))

    def take_in(self, slug: str, listings: Iterable[Listing]) -> TakenIn:
        """Take a list in, all of it or nothing, and return what came of it. Raises NotFoundError."""
        with self._begin() as uow:
            series_id = uow.subscribers.get_series_id(slug)
            taken = self._taken(uow, (series_id, slug), {one.address.lower(): one for one in listings})
            uow.commit()
        return taken

    def _taken(self, uow: UnitOfWork, series: tuple[SeriesId, str], listings: dict[str, Listing]) -> TakenIn:
        series_id, slug = series
        known = {one.address for one in uow.subscribers.of_series(series_id)}
        own = uow.terms.of_series(series_id)
        erased = forgotten(uow, listings.keys() - known, lambda: self._key)
        left = (departed(uow, slug) & listings.keys()) - known - erased
        added = listings.keys() - known - erased - left
        for address in sorted(added):
            self._add(uow, series, listings[address])
        told = [address for address in sorted(listings) if listings[address].terms != NO_TERMS]
        for address in (taken := [address for address in told if address in known | added and address not in own]):
            uow.terms.save(series_id, address, listings[address].terms)
        return TakenIn(
            count=len(known) + len(added),
            added=tuple(sorted(added)),
            left=tuple(sorted(left)),
            forgotten=tuple(sorted(erased)),
            kept=tuple(address for address in told if own.get(address, listings[address].terms) != listings[address].terms),
            suspended=tuple(address for address in taken if listings[address].terms.suspended_at),
        )

    def _add(self, uow: UnitOfWork, series: tuple[SeriesId, str], listing: Listing) -> None:
        now = self._clock.now()
        uow.subscribers.add(series[0], listing.address, now=min(listing.since or now, now))
        uow.audit.add(AuditEntry(now, _ACTOR, JOINED, f"series {series[1]}", listing.address))
