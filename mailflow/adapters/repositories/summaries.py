"""Meetings, one line each."""

from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from mailflow.adapters import tables
from mailflow.adapters.repositories.online import online_of
from mailflow.domain.agenda import MeetingId, SeriesId
from mailflow.domain.errors import NotFoundError
from mailflow.domain.feeds import SeriesDate
from mailflow.domain.lifecycle import OVER, MeetingState
from mailflow.domain.records import MeetingSummary

_M = tables.meetings.c


def newest_first(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[MeetingSummary, ...]:
    """Return the meetings of which something holds, newest start first."""
    columns = (_M.id, tables.series.c.slug, _M.title, _M.start_at, _M.timezone, _M.state, _M.number, _M.previous_id)
    statement = (
        select(*columns)
        .join(tables.series, tables.series.c.id == _M.series_id)
        .where(*conditions)
        .order_by(_M.start_at.desc(), _M.id.desc())
    )
    return tuple(
        MeetingSummary(
            MeetingId(row.id),
            row.slug,
            row.title,
            row.start_at,
            row.timezone,
            MeetingState(row.state),
            row.number,
            None if row.previous_id is None else MeetingId(row.previous_id),
        )
        for row in connection.execute(statement)
    )


def current(connection: Connection, since: datetime) -> tuple[MeetingSummary, ...]:
    """Return the meetings of which no minutes are approved, and of the others those that start since a time, newest start first."""
    return newest_first(connection, _M.state.not_in([state.value for state in OVER]) | (_M.start_at >= since))


def dates_of(connection: Connection, slug: str) -> tuple[str, tuple[SeriesDate, ...]]:
    """Return the title of a series and its meetings, earliest start first. Raises NotFoundError."""
    series = connection.execute(select(tables.series.c.id, tables.series.c.title).where(tables.series.c.slug == slug)).first()
    if series is None:
        raise NotFoundError("series", slug)
    columns = (_M.id, _M.title, _M.start_at, _M.end_at, _M.timezone, _M.state, _M.online, _M.changed_at)
    rows = connection.execute(select(*columns).where(_M.series_id == series.id).order_by(_M.start_at, _M.id))
    dates = tuple(
        SeriesDate(
            MeetingId(row.id),
            row.title,
            row.start_at,
            row.end_at,
            row.timezone,
            MeetingState(row.state),
            online_of(row.online),
            row.changed_at,
        )
        for row in rows
    )
    return series.title, dates


def of_series(connection: Connection, series_id: SeriesId) -> tuple[MeetingSummary, ...]:
    """Return the meetings of a series, earliest start first."""
    return newest_first(connection, _M.series_id == series_id)[::-1]
