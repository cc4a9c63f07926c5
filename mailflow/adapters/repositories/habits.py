"""The timetable of a series, as it lies in one JSON column; what is not written there is the default."""

from dataclasses import fields
from datetime import date, time, timedelta

from mailflow.domain.habits import Habits

Stored = str | int | bool | None | list[int] | list[str]
_DEFAULTS = Habits()


def habits_values(habits: Habits) -> dict[str, Stored]:
    """Return what differs from the defaults: durations in whole seconds, times of day and days as in ISO 8601."""
    told = {field.name: getattr(habits, field.name) for field in fields(habits)}
    return {name: _stored(value) for name, value in told.items() if value != getattr(_DEFAULTS, name)}


def habits_of(values: dict[str, Stored]) -> Habits:
    """Return the timetable that was stored."""
    return Habits(**{name: _READERS[name](value) for name, value in values.items() if name in _READERS})  # type: ignore[operator]


def _stored(value: object) -> Stored:
    if isinstance(value, tuple):
        return [_stored(part) for part in value]  # type: ignore[return-value]
    if isinstance(value, timedelta):
        return int(value.total_seconds())
    if isinstance(value, time | date):
        return value.isoformat()
    return bool(value) if isinstance(value, bool) else None


def _span(value: int) -> timedelta:
    return timedelta(seconds=value)


def _span_or_none(value: int | None) -> timedelta | None:
    return None if value is None else _span(value)


def _spans(values: list[int]) -> tuple[timedelta, ...]:
    return tuple(_span(value) for value in values)


def _days(values: list[str]) -> tuple[date, ...]:
    return tuple(date.fromisoformat(value) for value in values)


_READERS = {
    "invite_before": _span,
    "remind_before": _spans,
    "brief_before": _span,
    "draft_after": _span,
    "nudge_after": _span,
    "corrections_for": _span,
    "quiet_from": time.fromisoformat,
    "quiet_until": time.fromisoformat,
    "writes_on_weekends": bool,
    "longest": _span_or_none,
    "exceptions": _days,
    "is_automatic": bool,
}
