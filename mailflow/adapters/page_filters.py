"""Filters of the templates of our pages and feeds."""

import re
from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from mailflow.adapters.times import calendar_of
from mailflow.domain.archive import ArchivedMeeting, slug_of
from mailflow.domain.minutes.sheet import due_of

# What may not stand in XML 1.0, even as an entity (its section 2.2).
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def _day_in(at: datetime, timezone: str) -> str:
    """Return `3 March 2021`, as it was in a zone."""
    return calendar_of(timezone, "en").short_date(at)


def _moment_in(at: datetime, timezone: str) -> str:
    """Return `3 March 2021, 10:00`, as it was in a zone."""
    calendar = calendar_of(timezone, "en")
    return f"{calendar.short_date(at)}, {calendar.time(at)}"


def _by_year(meetings: Iterable[ArchivedMeeting]) -> list[tuple[int, list[ArchivedMeeting]]]:
    """Return meetings, in their order, by the year in which they were where they were."""
    years = groupby(meetings, key=lambda meeting: meeting.start_at.astimezone(ZoneInfo(meeting.timezone)).year)
    return [(year, list(found)) for year, found in years]


def _xml(text: str) -> str:
    """Return a text without what may not stand in XML; it is escaped by the template."""
    return _NOT_IN_XML.sub("", text)


PAGE_FILTERS: dict[str, Callable[..., object]] = {
    "day_in": _day_in,
    "moment_in": _moment_in,
    "groupby_year": _by_year,
    "xml": _xml,
    "item_slug": slug_of,
    "due_of": due_of,
}
