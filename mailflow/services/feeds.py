"""Publish the meetings of a series as a calendar that programs subscribe to."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from mailflow.domain.agenda import Meeting
from mailflow.domain.errors import NotFoundError
from mailflow.domain.feeds import FeedEvent, SeriesDate, feed_token, feed_uid, is_feed_token
from mailflow.domain.leaks import Register
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.masking import masked
from mailflow.domain.message import Address
from mailflow.domain.publicity import Publicity
from mailflow.services.correspondence import Office
from mailflow.services.event_words import event_description
from mailflow.services.ports.storage import UnitOfWorkFactory
from mailflow.services.ports.world import CalendarCodec

_UNCHANGED = datetime(2020, 1, 1, tzinfo=UTC)
"""The stamp of a date that was never changed: not when it is asked for, as what has not changed is the same octets each time."""


@dataclass(frozen=True, slots=True)
class Links:
    """Under which URLs a feed is found: `open` as far as the archive is, empty where that is off; `private` tells how to join."""

    access: Publicity
    open: str
    private: str


class Feeds:
    """Read-only: the calendars of the series."""

    def __init__(self, begin: UnitOfWorkFactory, office: Office, *, calendar: CalendarCodec, web_url: str) -> None:
        self._begin = begin
        self._office = office
        self._calendar = calendar
        self._web_url = web_url.rstrip("/")

    def find_public(self, slug: str) -> bytes | None:
        """Return the calendar of a series, without how to join and without people; None where there is no such series.

        Whether whoever asks may have it depends on where they ask: `ArchiveReader.find_shelf` tells.
        """
        return self._feed(slug, is_private=False)

    def find_private(self, slug: str, token: str) -> bytes | None:
        """Return the calendar of a series with how to join, for who has its token; None for anybody else."""
        return self._feed(slug, is_private=True) if is_feed_token(token, slug, self._office.key) else None

    def links(self, slug: str) -> Links:
        """Return where the calendars of a series are. Raises NotFoundError."""
        with self._begin() as uow:
            uow.subscribers.get_series_id(slug)
            access = next((one.archiving.access for one in uow.archive.series() if one.slug == slug), Publicity.OFF)
        base = f"{self._web_url}/calendar/{slug}"
        key = self._office.links.archive_key(slug) if self._office.links else ""
        opened = {Publicity.OFF: "", Publicity.LINK: f"{self._web_url}/s/{key}/calendar.ics", Publicity.PUBLIC: f"{base}.ics"}
        return Links(access, opened[access], f"{base}/{feed_token(slug, self._office.key)}.ics")

    def _feed(self, slug: str, *, is_private: bool) -> bytes | None:
        try:
            with self._begin() as uow:
                series_title, dates = uow.meetings.dates_of(slug)
        except NotFoundError:
            return None
        register = Register(own=tuple(date.online for date in dates))
        shown = dates if is_private else tuple(replace(date, title=_public(date.title, register) or series_title) for date in dates)
        events = tuple(self._event(date, is_private=is_private) for date in shown)
        return self._calendar.publish(series_title, events, organizer=Address(self._office.address, series_title))

    def _event(self, date: SeriesDate, *, is_private: bool) -> FeedEvent:
        is_joinable = is_private and date.state is not MeetingState.CANCELLED
        meeting = Meeting(date.title, date.start_at, date.end_at, date.timezone, (), date.online)
        return FeedEvent(
            uid=feed_uid(date.id, self._office.key),
            start_at=date.start_at,
            end_at=date.end_at,
            stamped_at=date.changed_at or _UNCHANGED,
            summary=date.title,
            is_cancelled=date.state is MeetingState.CANCELLED,
            description=event_description(meeting, ()) if is_joinable else "",
            url=date.online.url if is_joinable else "",
        )


def _public(title: str, register: Register) -> str:
    """Return a title as strangers may read it; empty where something by which one joins stands in it."""
    return "" if register.leaks(title) else masked(title)
