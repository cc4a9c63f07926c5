"""Filters of the templates of our pages and feeds."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from jinja2 import pass_context
from jinja2.runtime import Context

from mailflow.adapters.mail_filters import calendar_in
from mailflow.adapters.times import Calendar
from mailflow.domain.archive import ArchivedMeeting, slug_of
from mailflow.domain.minutes.sheet import due_of

# What may not stand in XML 1.0, even as an entity (its section 2.2).
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@pass_context
def _day_in(context: Context, at: datetime, timezone: str) -> str:
    """Return `3 March 2021`, as it was in a zone, in the language of the page."""
    return _calendar_of(context, timezone).short_date(at)


@pass_context
def _moment_in(context: Context, at: datetime, timezone: str) -> str:
    """Return `3 March 2021, 10:00`, as it was in a zone, in the language of the page."""
    calendar = _calendar_of(context, timezone)
    return f"{calendar.short_date(at)}, {calendar.time(at)}"


def _calendar_of(context: Context, timezone: str) -> Calendar:
    return replace(calendar_in(context), zone=ZoneInfo(timezone))


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
