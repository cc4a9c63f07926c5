"""Series and their people."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from mailflow.adapters import tables
from mailflow.adapters.repositories.engine import insert_new
from mailflow.domain.agenda import PersonId, Series, SeriesId, Speaker
from mailflow.domain.errors import NotFoundError
from mailflow.domain.records import Subscriber

_ROLES = ("chair", "deputy", "minute_taker", "secretary")


def save_series(connection: Connection, series: Series, *, now: datetime) -> SeriesId:
    """Store a series, or bring the one of that slug up to date.

    A page copied from a browser knows no chair and none of the settings of a series: it changes nothing of one that is there.
    """
    values = _series_values(series)
    is_new = insert_new(connection, tables.series, {"slug": series.slug, **values}, unless=("slug",))
    stored = connection.execute(select(tables.series.c.id).where(tables.series.c.slug == series.slug)).scalar_one()
    if not is_new and series.chair is not None:
        connection.execute(update(tables.series).where(tables.series.c.id == stored).values(**values))
    series_id = SeriesId(stored)
    _save_roles(connection, series_id, series)
    for address in series.subscribers:
        add_subscriber(connection, series_id, address, now=now)
    return series_id


def _series_values(series: Series) -> dict[str, object]:
    return {
        "title": series.title,
        "timezone": series.timezone,
        "cadence": series.cadence,
        "language": series.language,
        "approval_hold_s": int(series.approval_hold.total_seconds()),
        "list_address": series.list_address,
    }


def _save_roles(connection: Connection, series_id: SeriesId, series: Series) -> None:
    given: dict[str, tuple[Speaker | None, ...]] = {
        "chair": (series.chair,),
        "deputy": series.deputies,
        "minute_taker": (series.minute_taker,),
        "secretary": (series.secretary,),
    }
    for role, holders in given.items():
        people = [person for person in holders if person is not None]
        if not people:
            continue
        connection.execute(delete(tables.roles).where(tables.roles.c.series_id == series_id, tables.roles.c.role == role))
        for position, person in enumerate(people):
            values = {"series_id": series_id, "role": role, "position": position, "person_id": save_person(connection, series_id, person)}
            connection.execute(insert(tables.roles).values(**values))


def save_person(connection: Connection, series_id: SeriesId, person: Speaker) -> PersonId:
    """Store a person of a series, or bring the one with the same address or name up to date, and return the id."""
    found = _find_person(connection, series_id, person)
    if found is None:
        values = {"series_id": series_id, "name": person.name, "affiliation": person.affiliation, "email": person.email}
        return PersonId(connection.execute(insert(tables.people).values(**values).returning(tables.people.c.id)).scalar_one())
    changes = {"email": person.email or found.email, "affiliation": person.affiliation or found.affiliation}
    connection.execute(update(tables.people).where(tables.people.c.id == found.id).values(**changes))
    return PersonId(found.id)


def _find_person(connection: Connection, series_id: SeriesId, person: Speaker) -> Row[object] | None:
    people = select(tables.people).where(tables.people.c.series_id == series_id).order_by(tables.people.c.id)
    if person.email:
        by_address = people.where(func.lower(tables.people.c.email) == person.email.lower())
        found = connection.execute(by_address).first()
        if found is not None:
            return found
    return connection.execute(people.where(func.lower(tables.people.c.name) == person.name.lower())).first()


def find_person(connection: Connection, person_id: PersonId) -> Speaker | None:
    """Return a person."""
    row = connection.execute(select(tables.people).where(tables.people.c.id == person_id)).first()
    return None if row is None else speaker_of(row)


def set_address(connection: Connection, series_id: SeriesId, name: str, email: str) -> None:
    """Write the address of a person of a series. Raises NotFoundError."""
    statement = update(tables.people).where(tables.people.c.series_id == series_id, func.lower(tables.people.c.name) == name.lower())
    if connection.execute(statement.values(email=email)).rowcount == 0:
        raise NotFoundError("person", name)


def record_absence(connection: Connection, address: str, until: date) -> int:
    """Write until when whoever has an address is away; return how many people that are."""
    named = func.lower(tables.people.c.email) == address.lower()
    return connection.execute(update(tables.people).where(named).values(away_until=until)).rowcount


def record_absence_of(connection: Connection, person_id: PersonId, until: date) -> None:
    """Write until when a person is away."""
    connection.execute(update(tables.people).where(tables.people.c.id == person_id).values(away_until=until))


def speaker_of(row: Row[object]) -> Speaker:
    """Make a speaker from a row of `people`."""
    return Speaker(row.name, row.affiliation, row.email, PersonId(row.id), away_until=row.away_until)


def load_series(connection: Connection, series_id: SeriesId) -> Series:
    """Return a series with its people and subscribers. Raises NotFoundError."""
    row = connection.execute(select(tables.series).where(tables.series.c.id == series_id)).first()
    if row is None:
        raise NotFoundError("series", series_id)
    series = Series(
        slug=row.slug,
        title=row.title,
        timezone=row.timezone,
        list_address=row.list_address,
        cadence=row.cadence,
        language=row.language,
        approval_hold=timedelta(seconds=row.approval_hold_s),
        subscribers=tuple(subscriber.address for subscriber in list_subscribers(connection, series_id)),
        id=series_id,
    )
    return _with_roles(connection, series)


def _with_roles(connection: Connection, series: Series) -> Series:
    statement = (
        select(tables.people, tables.roles.c.role)
        .join(tables.roles, tables.roles.c.person_id == tables.people.c.id)
        .where(tables.roles.c.series_id == series.id)
        .order_by(tables.roles.c.position)
    )
    holders: dict[str, list[Speaker]] = {role: [] for role in _ROLES}
    for row in connection.execute(statement):
        holders[row.role].append(speaker_of(row))
    return replace(
        series,
        chair=next(iter(holders["chair"]), None),
        deputies=tuple(holders["deputy"]),
        minute_taker=next(iter(holders["minute_taker"]), None),
        secretary=next(iter(holders["secretary"]), None),
    )


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

    def of_series(self, series_id: SeriesId) -> tuple[Subscriber, ...]:
        """Return the subscribers, by address."""
        return list_subscribers(self._connection, series_id)

    def get_series_id(self, slug: str) -> SeriesId:
        """Return the id of a series. Raises NotFoundError."""
        stored = self._connection.execute(select(tables.series.c.id).where(tables.series.c.slug == slug)).scalar()
        if stored is None:
            raise NotFoundError("series", slug)
        return SeriesId(stored)


def is_known(connection: Connection, address: str) -> bool:
    """Tell whether an address is that of a person of any series; letter case is ignored."""
    known = select(tables.people.c.id).where(func.lower(tables.people.c.email) == func.lower(address)).limit(1)
    return connection.execute(known).first() is not None
