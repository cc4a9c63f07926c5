"""The part of the database that keeps what somebody is to do."""

from typing import Protocol

from mailflow.domain.actions import ActionItem
from mailflow.domain.agenda import SeriesId


class ActionRepository(Protocol):
    """The actions of a series, under numbers of their own; none is ever removed."""

    def add(self, action: ActionItem) -> ActionItem:
        """Store an action under its number, if it has one that is free, else under the next of its series, and return it with that."""
        ...

    def save(self, action: ActionItem) -> None:
        """Write what became of an action: its owners, words, day, state and note."""
        ...

    def find(self, series_id: SeriesId, number: int) -> ActionItem | None:
        """Return an action by its number, and keep others from changing it until the transaction ends."""
        ...

    def of_series(self, series_id: SeriesId) -> tuple[ActionItem, ...]:
        """Return the actions of a series, by number."""
        ...

    def open_of(self, series_id: SeriesId) -> tuple[ActionItem, ...]:
        """Return the actions of a series that are still to be done, by number."""
        ...
