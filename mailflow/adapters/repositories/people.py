"""Series and their people."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Row, delete, func, insert, or_, select, update

from mailflow.adapters import tables
from mailflow.adapters.repositories.engine import insert_new
from mailflow.adapters.repositories.habits import habits_of, habits_values
from mailflow.adapters.repositories.subscribers import add_subscriber, list_subscribers
from mailflow.domain.agenda import PersonId, Series, SeriesId, Speaker
from mailflow.domain.errors import NotFoundError
from mailflow.domain.publicity import Archiving, Publicity

Aliases = dict[int, tuple[str, ...]]
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
        "publishes_edits": series.publishes_edits,
        "list_address": series.list_address,
        "habits": habits_values(series.habits),
        "archive": series.archiving.access.value,
        "is_indexed": series.archiving.is_indexed,
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
    """Store a person of a series, or bring the one with the same address, alias or name up to date, and return the id."""
    found = _find_by_address(connection, series_id, person) or _find_by_name(connection, series_id, person)
    if found is None:
        return _add_person(connection, series_id, person)
    changes = {
        "email": person.email or found.email,
        "affiliation": person.affiliation or found.affiliation,
        "email_hash": person.email_hash or found.email_hash,
        "language": person.language or found.language,
        "timezone": person.timezone or found.timezone,
    }
    if person.email:
        _promote_alias(connection, found, person.email)
    connection.execute(update(tables.people).where(tables.people.c.id == found.id).values(**changes))
    return PersonId(found.id)


def enter_person(connection: Connection, series_id: SeriesId, person: Speaker) -> PersonId:
    """Return the id of a person of a series; whoever is none is made one, and what is known of the others stays as it is.

    A name alone does not make somebody with an address the person of that name: a mail that names them must not redirect their mail.
    """
    by_id = select(tables.people).where(tables.people.c.series_id == series_id, tables.people.c.id == person.id)
    found = connection.execute(by_id).first() if person.id is not None else None
    found = found or _find_by_address(connection, series_id, person)
    if found is None and not person.email:
        found = _find_by_name(connection, series_id, person)
    return _add_person(connection, series_id, person) if found is None else PersonId(found.id)


def keep_person(connection: Connection, series_id: SeriesId, person: Speaker) -> PersonId:
    """Return the id of a person that is stored already, as they are; whoever has none is saved."""
    return save_person(connection, series_id, person) if person.id is None else person.id


def _add_person(connection: Connection, series_id: SeriesId, person: Speaker) -> PersonId:
    values = {
        "series_id": series_id,
        "name": person.name,
        "affiliation": person.affiliation,
        "email": person.email,
        "email_hash": person.email_hash,
        "language": person.language,
        "timezone": person.timezone,
    }
    return PersonId(connection.execute(insert(tables.people).values(**values).returning(tables.people.c.id)).scalar_one())


def _promote_alias(connection: Connection, found: Row[object], email: str) -> None:
    """Let the address of a person until now take the place of the alias that becomes their address."""
    alias = (tables.aliases.c.person_id == found.id, tables.aliases.c.address == email.lower())
    if found.email:
        connection.execute(update(tables.aliases).where(*alias).values(address=found.email.lower()))
    else:
        connection.execute(delete(tables.aliases).where(*alias))


def _find_by_address(connection: Connection, series_id: SeriesId, person: Speaker) -> Row[object] | None:
    if not person.email:
        return None
    theirs = select(tables.people).where(tables.people.c.series_id == series_id, has_address(person.email))
    by_alias = func.lower(tables.people.c.email).is_distinct_from(func.lower(person.email))
    return connection.execute(theirs.order_by(by_alias, tables.people.c.id)).first()


def _find_by_name(connection: Connection, series_id: SeriesId, person: Speaker) -> Row[object] | None:
    named = (tables.people.c.series_id == series_id, func.lower(tables.people.c.name) == func.lower(person.name))
    return connection.execute(select(tables.people).where(*named).order_by(tables.people.c.id)).first()


def has_address(address: str) -> ColumnElement[bool]:
    """Tell of a person whether an address is theirs, or an alias of theirs; letter case is ignored."""
    # The database folds both sides of what is stored as it was written; an alias is stored as Python folds it.
    by_alias = select(tables.aliases.c.person_id).where(tables.aliases.c.address == address.lower())
    return or_(func.lower(tables.people.c.email) == func.lower(address), tables.people.c.id.in_(by_alias))


def is_taken(connection: Connection, person_id: PersonId, address: str) -> bool:
    """Tell whether an address is that of a person, or of anybody else of their series."""
    own_series = select(tables.people.c.series_id).where(tables.people.c.id == person_id).scalar_subquery()
    owner = select(tables.people.c.id).where(tables.people.c.series_id == own_series, has_address(address)).limit(1)
    return connection.execute(owner).first() is not None


def find_person(connection: Connection, person_id: PersonId) -> Speaker | None:
    """Return a person."""
    row = connection.execute(select(tables.people).where(tables.people.c.id == person_id)).first()
    return None if row is None else speaker_of(row, load_aliases(connection, tables.people.c.id == person_id))


def set_address(connection: Connection, series_id: SeriesId, name: str, email: str) -> None:
    """Write the address of a person of a series. Raises NotFoundError."""
    named = (tables.people.c.series_id == series_id, func.lower(tables.people.c.name) == func.lower(name))
    if connection.execute(update(tables.people).where(*named).values(email=email)).rowcount == 0:
        raise NotFoundError("person", name)
    theirs = tables.aliases.c.person_id.in_(select(tables.people.c.id).where(*named))
    connection.execute(delete(tables.aliases).where(theirs, tables.aliases.c.address == email.lower()))


def record_absence(connection: Connection, address: str, until: date) -> int:
    """Write until when whoever has an address is away; return how many people that are."""
    return connection.execute(update(tables.people).where(has_address(address)).values(away_until=until)).rowcount


def record_absence_of(connection: Connection, person_id: PersonId, until: date) -> None:
    """Write until when a person is away."""
    connection.execute(update(tables.people).where(tables.people.c.id == person_id).values(away_until=until))


def speaker_of(row: Row[object], aliases: Aliases) -> Speaker:
    """Make a speaker from a row of `people`, and from the aliases by the ids of people."""
    return Speaker(
        row.name,
        row.affiliation,
        row.email,
        PersonId(row.id),
        away_until=row.away_until,
        aliases=aliases.get(row.id, ()),
        email_hash=row.email_hash or "",
        language=row.language or "",
        timezone=row.timezone or "",
    )


def load_aliases(connection: Connection, whose: ColumnElement[bool]) -> Aliases:
    """Return the aliases of the people of whom something holds, in the order in which they were learnt."""
    statement = select(tables.aliases.c.person_id, tables.aliases.c.address).join(tables.people).where(whose).order_by(tables.aliases.c.id)
    found: Aliases = {}
    for person_id, address in connection.execute(statement):
        found[person_id] = (*found.get(person_id, ()), address)
    return found


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
        publishes_edits=bool(row.publishes_edits),
        habits=habits_of(row.habits or {}),
        archiving=Archiving(Publicity(row.archive), bool(row.is_indexed)),
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
    aliases = load_aliases(connection, tables.people.c.series_id == series.id)
    holders: dict[str, list[Speaker]] = {role: [] for role in _ROLES}
    for row in connection.execute(statement):
        holders[row.role].append(speaker_of(row, aliases))
    return replace(
        series,
        chair=next(iter(holders["chair"]), None),
        deputies=tuple(holders["deputy"]),
        minute_taker=next(iter(holders["minute_taker"]), None),
        secretary=next(iter(holders["secretary"]), None),
    )


def is_known(connection: Connection, address: str) -> bool:
    """Tell whether an address is that of a person of any series, or an alias of theirs; letter case is ignored."""
    return connection.execute(select(tables.people.c.id).where(has_address(address)).limit(1)).first() is not None
