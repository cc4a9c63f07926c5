"""The part of the database that keeps on which terms readers are on a list."""

from datetime import datetime
from typing import Protocol

from mailflow.domain.agenda import SeriesId
from mailflow.domain.choices import Terms
from mailflow.domain.timetable.reach import Failure


class TermsRepository(Protocol):
    """What subscribers have chosen, and who of them cannot be written to; it goes with the subscription."""

    def of(self, series_id: SeriesId, address: str) -> Terms:
        """Return the terms of an address (letter case apart); those of whoever has none are plain."""
        ...

    def of_series(self, series_id: SeriesId) -> dict[str, Terms]:
        """Return the terms of the subscribers that have any, by address."""
        ...

    def save(self, series_id: SeriesId, address: str, terms: Terms) -> None:
        """Write the terms of a subscriber; nothing where the address is no subscriber."""
        ...

    def suspended(self, address: str) -> tuple[SeriesId, ...]:
        """Return the series to whose subscriber of that address nothing is sent."""
        ...

    def any_suspended(self, before: datetime) -> bool:
        """Tell whether anybody has been suspended since before a time."""
        ...

    def failing(self, series_id: SeriesId) -> dict[str, tuple[Failure, ...]]:
        """Return what failed of all mail to those subscribers of whom at least three mails did."""
        ...
