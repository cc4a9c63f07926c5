"""Who is on the list of a series."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from mailflow.adapters import tables
from mailflow.adapters.repositories.engine import insert_new
from mailflow.domain.agenda import SeriesId
from mailflow.domain.errors import NotFoundError
from mailflow.domain.records import Subscriber


def add_subscriber(connection: Connection, series_id: SeriesId, address: str, *, now: datetime) -> None:
    """Add an address to the list of a series, letter case apart."""
    row = {"series_id": series_id, "address": address.lower(), "since": now}
    insert_new(connection, tables.subscribers, row, unless=("series_id", "address"))


def list_subscribers(connection: Connection, series_id: SeriesId) -> tuple[Subscriber, ...]:
    """Return the subscribers of a series, by address."""
    statement = select(tables.subscribers).where(tables.subscribers.c.series_id == series_id).order_by(tables.subscribers.c.address)
    return tuple(Subscriber(SeriesId(row.series_id), row.address, row.since) for row in connection.execute(statement))


class SqlSubscribers:
    """SubscriberRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, series_id: SeriesId, address: str, *, now: datetime) -> None:
        """Add an address; one that is there already stays as it is."""
        add_subscriber(self._connection, series_id, address, now=now)

    def remove(self, series_id: SeriesId, address: str) -> None:
        """Take an address off the list. Raises NotFoundError."""
        table = tables.subscribers
        gone = self._connection.execute(delete(table).where(table.c.series_id == series_id, table.c.address == address.lower()))
        if gone.rowcount == 0:
            raise NotFoundError("subscriber", address)

    def find(self, series_id: SeriesId, address: str) -> Subscriber | None:
        """Return the subscriber with an address, letter case apart."""
        table = tables.subscribers
        found = select(table).where(table.c.series_id == series_id, table.c.address == address.lower())
        row = self._connection.execute(found).first()
        return None if row is None else Subscriber(SeriesId(row.series_id), row.address, row.since)

    def of_series(self, series_id: SeriesId) -> tuple[Subscriber, ...]:
        """Return the subscribers, by address."""
        return list_subscribers(self._connection, series_id)

    def hold(self, series_id: SeriesId) -> frozenset[str]:
        """Return the addresses on the list, none of which leaves before the transaction ends."""
        table = tables.subscribers  # on SQLite nobody else writes in the meantime
        held = select(table.c.address).where(table.c.series_id == series_id).with_for_update(read=True, key_share=True)
        return frozenset(self._connection.execute(held).scalars())

    def get_series_id(self, slug: str) -> SeriesId:
        """Return the id of a series. Raises NotFoundError."""
        stored = self._connection.execute(select(tables.series.c.id).where(tables.series.c.slug == slug)).scalar()
        if stored is None:
            raise NotFoundError("series", slug)
        return SeriesId(stored)
