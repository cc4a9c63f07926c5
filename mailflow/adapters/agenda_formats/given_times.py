"""Moments and durations as they are given on the command line."""

from datetime import datetime, timedelta

from mailflow.adapters.agenda_formats.times import parse_duration, parse_moment
from mailflow.domain.errors import BadInputError

_SHOWN = 60


class GivenTimes:
    """Reads what was written for an option or argument, which `where` names."""

    def moment(self, text: str, where: str) -> datetime:
        """Read `2021-03-17T10:00`, with or without an offset. Raises BadInputError."""
        found = parse_moment(text.strip()[:_SHOWN])
        if not isinstance(found, datetime):
            raise BadInputError(f"{where}: expected a date and time like 2021-03-17T10:00, not {text[:_SHOWN]!r}")
        return found

    def duration(self, text: str, where: str) -> timedelta:
        """Read `1h30m`, `90m`. Raises BadInputError."""
        minutes = parse_duration(text.strip())
        if not minutes:
            raise BadInputError(f"{where}: expected a time like 1h30m or 90m, not {text[:_SHOWN]!r}")
        return timedelta(minutes=minutes)
