"""Invitations, cancellations and refusals as calendars read them (RFC 5545, 5546, 6047, 7986), on icalendar.

One event, one attendee, UTC, no alarm. The object is built without the library's own UID and time zones: two renderings of one event
are the same octets.
"""

import re
from collections.abc import Sequence
from datetime import UTC, timedelta

from icalendar import Calendar, Conference, Event, vCalAddress, vUri

from mailflow.adapters.ics_replies import parse_reply
from mailflow.domain.feeds import FeedEvent
from mailflow.domain.message import Address
from mailflow.domain.records import CalendarReply, InvitedEvent

_PRODUCT = "-//mailflow//mailflow//EN"
_TEXT_LIMIT = 8192
_LINE_LIMIT = 500
_CONTROLS = re.compile("[\ud800-\udfff\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_NOT_IN_NAME = re.compile('["\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]+')
_NOT_IN_ADDRESS = re.compile('[\x00-\x20\x7f-\xa0"<>\\\\,;:]')


class IcalendarCodec:
    """The port CalendarCodec; holds nothing."""

    def request(self, event: InvitedEvent) -> bytes:
        """Return a VCALENDAR with METHOD:REQUEST for one person, lines ended by CRLF.

        Raises:
            ValueError: an address holds what cannot stand in a URI.
        """
        return _calendar("REQUEST", _asked(event))

    def cancel(self, event: InvitedEvent) -> bytes:
        """Return a VCALENDAR with METHOD:CANCEL for one person, lines ended by CRLF (RFC 5546 3.2.5).

        Title and times stay, as clients show them; how to join does not.

        Raises:
            ValueError: an address holds what cannot stand in a URI.
        """
        return _calendar("CANCEL", _cancelled(event))

    def publish(self, name: str, events: Sequence[FeedEvent], *, organizer: Address) -> bytes:
        """Return a VCALENDAR with METHOD:PUBLISH, lines ended by CRLF (RFC 5546 3.2.1); programs ask again each hour (RFC 7986 5.7).

        Raises:
            ValueError: the address holds what cannot stand in a URI.
        """
        calendar = _empty("PUBLISH")
        calendar.add("name", _line(name))
        calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
        for event in events:
            calendar.add_component(_published(event, organizer))
        return bytes(calendar.to_ical())

    def decline_counter(self, event: InvitedEvent) -> bytes:
        """Return a VCALENDAR with METHOD:DECLINECOUNTER, lines ended by CRLF: the event stands as it is (RFC 5546 3.2.8).

        Raises:
            ValueError: an address holds what cannot stand in a URI.
        """
        return _calendar("DECLINECOUNTER", _event(event))

    def parse_reply(self, content: bytes) -> CalendarReply | None:
        """Read a VCALENDAR with METHOD:REPLY, COUNTER or REFRESH; None if it is none."""
        return parse_reply(content)


def _calendar(method: str, event: Event) -> bytes:
    calendar = _empty(method)
    calendar.add_component(event)
    return bytes(calendar.to_ical())


def _empty(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    return calendar


def _published(published: FeedEvent, organizer: Address) -> Event:
    event = Event.new(
        uid=published.uid,
        stamp=published.stamped_at.astimezone(UTC).replace(microsecond=0),
        start=published.start_at.astimezone(UTC),
        end=published.end_at.astimezone(UTC),
        summary=_line(published.summary),
        organizer=_address(organizer),
    )
    if published.description:
        event.add("description", _plain(published.description))
    if published.url:
        event.add("location", _line(published.url))
    event.add("status", "CANCELLED" if published.is_cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if published.is_cancelled else "OPAQUE")
    return event


def _asked(invited: InvitedEvent) -> Event:
    """Return the event as somebody is asked whether they come."""
    event = _event(invited, partstat=invited.partstat.upper() or "NEEDS-ACTION", rsvp=True)
    event.add("description", _description(invited))
    if _location(invited):
        event.add("location", _location(invited))
    if invited.url:
        event.add("conference", _conference(invited))
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    # Ten groups do not meet at another time because of one calendar: Outlook offers no button for it; who writes so is read all the same.
    event.add("x-microsoft-disallow-counter", "TRUE")
    return event


def _conference(invited: InvitedEvent) -> vUri:
    """Return how to join (RFC 7986 5.11). The library quotes a list of features as if it were one; the RFC (6.3) wants it bare."""
    conference = Conference(invited.url, feature="VIDEO", label=_line(invited.join_label)).to_uri()
    conference.params["FEATURE"] = ["AUDIO", "VIDEO"]
    return conference


def _cancelled(invited: InvitedEvent) -> Event:
    event = _event(invited)
    event.add("status", "CANCELLED")
    event.add("transp", "TRANSPARENT")
    return event


def _event(invited: InvitedEvent, *, partstat: str | None = None, rsvp: bool | None = None) -> Event:
    """Return what every object says of an event: which one it is, when, what, whose, and for whom."""
    return Event.new(
        uid=invited.uid,
        sequence=invited.sequence,
        stamp=invited.stamped_at.astimezone(UTC),
        start=invited.start_at.astimezone(UTC),
        end=invited.end_at.astimezone(UTC),
        summary=_line(invited.summary),
        organizer=_address(invited.organizer),
        attendees=[_address(invited.attendee, role="REQ-PARTICIPANT", partstat=partstat, rsvp=rsvp)],
    )


def _address(address: Address, *, role: str | None = None, partstat: str | None = None, rsvp: bool | None = None) -> vCalAddress:
    if _NOT_IN_ADDRESS.search(address.email) or address.email.count("@") != 1:
        raise ValueError("an address cannot stand in a calendar")
    name = " ".join(_NOT_IN_NAME.sub(" ", address.name).split())[:_LINE_LIMIT]
    return vCalAddress.new(address.email, cn=name or address.email, role=role, partstat=partstat, rsvp=rsvp)


def _location(invited: InvitedEvent) -> str:
    """Return the place with the join URL in it: most clients show that of all fields as a link."""
    place = _line(invited.location)
    return place if not invited.url or invited.url in place else f"{place} {invited.url}".strip()


def _description(invited: InvitedEvent) -> str:
    text = _plain(invited.description)
    link = f"Join: {invited.url}\n\n" if invited.url and invited.url not in text else ""
    whole = link + text
    return whole if len(whole) <= _TEXT_LIMIT else whole[: _TEXT_LIMIT - 2].rstrip() + " …"


def _plain(text: str) -> str:
    """Return text of several lines without control characters."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")


def _line(text: str) -> str:
    return " ".join(_CONTROLS.sub(" ", text).split())[:_LINE_LIMIT]
