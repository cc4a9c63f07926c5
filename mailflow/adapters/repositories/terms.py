"""On which terms readers are on a list."""

from collections import Counter
from datetime import datetime

from sqlalchemy import Connection, Row, delete, func, insert, select

from mailflow.adapters import tables
from mailflow.adapters.repositories.chase import SqlChase
from mailflow.adapters.tables_bounces import bounces
from mailflow.adapters.tables_mailout import reader_terms
from mailflow.domain.agenda import SeriesId
from mailflow.domain.choices import NO_TERMS, Edition, Terms
from mailflow.domain.lifecycle import DeliveryState
from mailflow.domain.timetable.reach import Failure

_S, _T, _O = tables.subscribers.c, reader_terms.c, tables.outbox.c
_FEWEST = 3
_JOINED = select(_S.address, _S.series_id, *reader_terms.c).join(reader_terms, _T.subscriber_id == _S.id)


class SqlTerms:
    """TermsRepository on a connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, series_id: SeriesId, address: str) -> Terms:
        """Return the terms of an address; those of whoever has none are plain."""
        row = self._connection.execute(_JOINED.where(_S.series_id == series_id, _S.address == address.lower())).first()
        return NO_TERMS if row is None else _terms_of(row)

    def of_series(self, series_id: SeriesId) -> dict[str, Terms]:
        """Return the terms of the subscribers that have any, by address."""
        rows = self._connection.execute(_JOINED.where(_S.series_id == series_id))
        return {row.address: _terms_of(row) for row in rows}

    def save(self, series_id: SeriesId, address: str, terms: Terms) -> None:
        """Write the terms of a subscriber; nothing where the address is no subscriber."""
        found = select(_S.id).where(_S.series_id == series_id, _S.address == address.lower())
        subscriber_id = self._connection.execute(found).scalar()
        if subscriber_id is None:
            return
        self._connection.execute(delete(reader_terms).where(_T.subscriber_id == subscriber_id))
        edition = terms.edition
        self._connection.execute(
            insert(reader_terms).values(
                subscriber_id=subscriber_id,
                items=list(edition.items),
                actions_only=edition.actions_only,
                text_only=edition.text_only,
                language=edition.language,
                paused_until=terms.paused_until,
                suspended_at=terms.suspended_at,
                reason=terms.reason,
                alive_at=terms.alive_at,
            )
        )

    def suspended(self, address: str) -> tuple[SeriesId, ...]:
        """Return the series to whose subscriber of that address nothing is sent."""
        theirs = _JOINED.where(_S.address == address.lower(), _T.suspended_at.is_not(None))
        return tuple(SeriesId(row.series_id) for row in self._connection.execute(theirs.order_by(_S.series_id)))

    def any_suspended(self, before: datetime) -> bool:
        """Tell whether anybody has been suspended since before a time."""
        return self._connection.execute(select(_T.subscriber_id).where(_T.suspended_at <= before).limit(1)).first() is not None

    def failing(self, series_id: SeriesId) -> dict[str, tuple[Failure, ...]]:
        """Return what failed of all mail to those subscribers of whom at least three mails did."""
        readers = select(_S.address).where(_S.series_id == series_id)
        told = select(bounces.c.address, func.count()).where(bounces.c.address.in_(readers)).group_by(bounces.c.address)
        address = func.lower(_O.recipient_email)
        is_failed = _O.state == DeliveryState.FAILED.value
        refused = select(address, func.count()).where(is_failed, address.in_(readers)).group_by(address)
        counts = Counter[str]()
        for statement in (told, refused):
            counts.update(dict(self._connection.execute(statement).all()))
        often = [name for name, count in counts.items() if count >= _FEWEST]
        failures: dict[str, list[Failure]] = {}
        for failure in SqlChase(self._connection).failures(often):
            failures.setdefault(failure.address, []).append(failure)
        return {name: tuple(found) for name, found in failures.items()}


def _terms_of(row: Row[object]) -> Terms:
    edition = Edition(tuple(row.items), bool(row.actions_only), bool(row.text_only), row.language)
    return Terms(edition, row.paused_until, row.suspended_at, row.reason, row.alive_at)
