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
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import CalendarCodec

_UNCHANGED = datetime(2020, 1, 1, tzinfo=UTC)
"""The stamp of a date that was never changed: not when it is asked for, as what has not changed is the same octets each time."""


@dataclass(frozen=True, slots=True)
class Links:
    """Where a feed is found: `open` by name, or beneath the key where the archive is open by link; `private` tells how to join."""

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

        That of a series which is open by link is for whoever asks beneath its key: `is_by_name` tells.
        """
        return self._feed(slug, is_private=False)

    def is_by_name(self, slug: str) -> bool:
        """Tell whether the calendar of a series may be had by its name, which can be guessed."""
        with self._begin() as uow:
            return _access(uow, slug) is not Publicity.LINK

    def find_private(self, slug: str, token: str) -> bytes | None:
        """Return the calendar of a series with how to join, for who has its token; None for anybody else."""
        return self._feed(slug, is_private=True) if is_feed_token(token, slug, self._office.key) else None

    def links(self, slug: str) -> Links:
        """Return where the calendars of a series are. Raises NotFoundError."""
        with self._begin() as uow:
            uow.subscribers.get_series_id(slug)
            access = _access(uow, slug)
        base = f"{self._web_url}/calendar/{slug}"
        key = self._office.links.archive_key(slug) if self._office.links else ""
        opened = f"{self._web_url}/s/{key}/calendar.ics" if access is Publicity.LINK else f"{base}.ics"
        return Links(access, opened, f"{base}/{feed_token(slug, self._office.key)}.ics")

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


def _access(uow: UnitOfWork, slug: str) -> Publicity:
    return next((one.archiving.access for one in uow.archive.series() if one.slug == slug), Publicity.OFF)


def _public(title: str, register: Register) -> str:
    """Return a title as strangers may read it; empty where something by which one joins stands in it."""
    return "" if register.leaks(title) else masked(title)
