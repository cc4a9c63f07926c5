"""An agenda in a calendar file (.ics): one entry is a meeting, several of one day or week are the items of one.

    VCALENDAR -> the entry of the meeting, the entries within it -> joining details, people, agenda of the DESCRIPTION -> WrittenAgenda

Indico's export of an event with its contributions holds only these: the meeting then is what they span.
Source: RFC 5545, 5546, 7986; indico/indico, indico/modules/events/ical.py.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from mailflow.adapters.agenda_formats.calendar_values import (
    Told,
    attendees,
    cadence_of,
    joining_link,
    line,
    lines,
    links,
    organiser,
    phones,
    read_events,
    when,
)
from mailflow.adapters.agenda_formats.free_text import FreeText, read_free_text
from mailflow.adapters.agenda_formats.names import foldings, slug_of
from mailflow.adapters.agenda_formats.options import AgendaOptions
from mailflow.adapters.agenda_formats.page_items import split_text
from mailflow.adapters.agenda_formats.page_lines import render, split_lines
from mailflow.adapters.agenda_formats.times import is_timezone
from mailflow.adapters.agenda_formats.written import WrittenAgenda, WrittenItem, masked_item, numbered
from mailflow.domain.agenda import OnlineAccess, Series, Speaker, unique_people
from mailflow.domain.errors import BadInputError

_LONGEST_MEETING = timedelta(days=7)
_NAMES_SHOWN = 5


@dataclass(frozen=True, slots=True)
class _Entry:
    """An entry of the calendar, and when it is."""

    event: Event
    told: Told
    start: datetime
    end: datetime

    def holds(self, other: "_Entry") -> bool:
        """Tell whether another entry lies within this one."""
        is_longer = self.end - self.start > other.end - other.start
        return self is other or (is_longer and self.start <= other.start and other.end <= self.end)


def parse_calendar(content: str, *, source: str, options: AgendaOptions) -> WrittenAgenda:
    """Read a calendar file.

    Raises:
        BadInputError: it is cut short, holds no meeting or many, tells no time of day, or recurs by a rule that no meeting has.
    """
    calendar, events = read_events(content, source)
    zone = _zone(calendar, events, source, options)
    entries = sorted((_entry(event, source, zone) for event in events), key=lambda entry: (entry.start, entry.end))
    whole = next((entry for entry in entries if all(entry.holds(other) for other in entries)), None)
    parts = [entry for entry in entries if entry is not whole]
    if whole is None:
        _refuse_many(entries, source)
    return _Reading(calendar, whole, parts, zone, source).written(options)


def _entry(event: Event, source: str, zone: str) -> _Entry:
    told = when(event, source)
    moment = told.moment or datetime.combine(told.start, datetime.min.time())
    start = (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
    return _Entry(event, told, start, start + timedelta(minutes=told.minutes or 0))


def _zone(calendar: Calendar, events: Sequence[Event], source: str, options: AgendaOptions) -> str:
    """Return the zone in which the meeting is spoken of: the caller's, that of an entry, the calendar's, the default."""
    named = [when(event, source).zone for event in events]
    told = next(filter(None, named), "") or line(calendar, "X-WR-TIMEZONE")
    zone = options.timezone or (told if is_timezone(told) else options.default_timezone)
    if not is_timezone(zone):
        raise BadInputError(f"{source}: unknown time zone “{zone}” was asked for")
    return zone


def _refuse_many(entries: Sequence[_Entry], source: str) -> None:
    """Refuse entries that are no items of one meeting."""
    first, last = entries[0], entries[-1]
    days = f"{first.start:%Y-%m-%d} to {last.start:%Y-%m-%d}"
    if last.end - first.start > _LONGEST_MEETING:
        raise BadInputError(f"{source}: is a calendar of {len(entries)} meetings ({days}); export the one that is meant")
    if any("RRULE" in entry.event for entry in entries):
        raise BadInputError(f"{source}: holds {len(entries)} entries that recur, none of them a whole meeting; export the one meant")


@dataclass(frozen=True, slots=True)
class _Reading:
    """A meeting and its parts, before they are put together; `whole` None: the parts alone tell of it."""

    calendar: Calendar
    whole: _Entry | None
    parts: Sequence[_Entry]
    zone: str
    source: str

    def written(self, options: AgendaOptions) -> WrittenAgenda:
        """Return the agenda."""
        told = read_free_text(lines(self.whole.event, "DESCRIPTION"), links(self.whole.event)) if self.whole else FreeText()
        online = self._online(told)
        people = tuple(person for entry in self._entries for person, _ in attendees(entry.event))
        items = numbered(tuple(_item(part) for part in self.parts)) or told.items
        items = items or numbered(self._only_item(told, people))
        start = self._start(items)
        return WrittenAgenda(
            series=Series(slug_of(self.title), self.title, self.zone, chair=self._chair(), cadence=self._cadence()),
            start=start,
            items=tuple(masked_item(item, online) for item in items),
            end=self._end(),
            date=options.date,
            online=online,
            people=people,
            warnings=tuple(self._warnings(items, people)),
        )

    @property
    def _entries(self) -> list[_Entry]:
        return [*([self.whole] if self.whole else []), *self.parts]

    @property
    def title(self) -> str:
        """What the meeting is called: as its entry, else as the calendar, else by its day."""
        named = line(self.whole.event, "SUMMARY") if self.whole else line(self.calendar, "NAME") or line(self.calendar, "X-WR-CALNAME")
        return named or f"Meeting of {self._entries[0].told.start:%Y-%m-%d}"

    def _online(self, told: FreeText) -> OnlineAccess:
        if self.whole is None:
            return told.online
        link = told.online.url or joining_link(self.whole.event)
        return replace(told.online, url=link, phones=told.online.phones or phones(self.whole.event))

    def _start(self, items: Sequence[WrittenItem]) -> datetime:
        first = self._entries[0].told
        if first.moment:
            return first.moment if first.moment.tzinfo else first.moment.replace(tzinfo=None)
        begin = next((item.start for item in items if item.start is not None), None)
        if begin is None or isinstance(begin, datetime):
            raise BadInputError(f"{self.source}: “{self.title[:60]}” is on {first.start:%Y-%m-%d} all day: no time of day is told")
        return datetime.combine(first.start, begin)

    def _end(self) -> datetime | None:
        if self.whole:
            return self.whole.end if self.whole.told.moment and self.whole.told.minutes else None
        return max(entry.end for entry in self.parts)

    def _chair(self) -> Speaker | None:
        """Return who chairs: whom the entry names so, else who called the meeting."""
        if self.whole is None:
            return None
        named = [person for person, is_chair in attendees(self.whole.event) if is_chair]
        return named[0] if len(named) == 1 else organiser(self.whole.event)

    def _cadence(self) -> str:
        return cadence_of(self.whole.event, self.source) if self.whole else ""

    def _only_item(self, told: FreeText, people: tuple[Speaker, ...]) -> tuple[WrittenItem, ...]:
        """Return an item for everybody who is invited, where the meeting has no agenda."""
        minutes = self.whole.told.minutes if self.whole else None
        return (WrittenItem("", self.title, minutes=minutes, description=told.words, speakers=people),) if people else ()

    def _warnings(self, items: Sequence[WrittenItem], people: tuple[Speaker, ...]) -> Iterator[str]:
        tolds = [entry.told for entry in self._entries]
        unknown = sorted({told.unknown_zone for told in tolds if told.unknown_zone})
        if unknown:
            yield f"{self.source}: unknown time zone “{unknown[0][:60]}”, so its times are taken to be of {self.zone}"
        elif any(told.moment and told.moment.tzinfo is None for told in tolds):
            yield f"{self.source}: its times name no zone, and are taken to be of {self.zone}"
        if not items:
            yield f"{self.source}: the entry holds no agenda and invites nobody, so the meeting has no items"
        if self.whole is None and self.title.startswith("Meeting of "):
            yield f"{self.source}: the calendar names no meeting, so it is called “{self.title}”; say with --series where it belongs"
        chair = self._chair()
        if self.whole and chair and not any(is_chair for _, is_chair in attendees(self.whole.event)):
            yield f"{chair.name} called the meeting, and is taken to chair it"
        yield from _left_out(items, people)


def _left_out(items: Sequence[WrittenItem], people: tuple[Speaker, ...]) -> Iterator[str]:
    """Tell who is invited, but on no item: nobody would write to them."""
    spoken = {foldings(name) for name in _speakers(items)}
    names = [person.name for person in unique_people(iter(people)) if not any(foldings(person.name) & other for other in spoken)]
    if names and spoken:
        more = ", …" if len(names) > _NAMES_SHOWN else ""
        yield f"invited, but on no item: {', '.join(names[:_NAMES_SHOWN])}{more}"


def _speakers(items: Sequence[WrittenItem]) -> Iterator[str]:
    for item in items:
        yield from (person.name for person in item.speakers)
        yield from _speakers(item.items)


def _item(entry: _Entry) -> WrittenItem:
    """Return an entry within a meeting as an item; Indico writes its speakers on top of the description."""
    description, speakers, notes = split_text(split_lines(lines(entry.event, "DESCRIPTION")))
    address = line(entry.event, "URL")
    words = [one for one in (*description, *notes) if one.words != address]
    people = speakers or tuple(person for person, _ in attendees(entry.event))
    start: datetime | date = entry.told.start
    return WrittenItem(
        "",
        line(entry.event, "SUMMARY") or "(without a title)",
        start=start if isinstance(start, datetime) else None,
        minutes=entry.told.minutes,
        description=render(words),
        speakers=people,
    )
