"""What the calendar event of a person has told them, and what of it is true no more.

    Meeting, person -> Told (when the event was sent last)
    Told then, Told now -> News: what the person must hear of; nothing where nothing concerns them

A title or a description that changed is no news: it stands in the next mail.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import AgendaItem, Meeting, OnlineAccess, Speaker, is_same_person
from mailflow.domain.lifecycle import MeetingState


@dataclass(frozen=True, slots=True)
class OwnItem:
    """An item on which a person speaks, as their event told of it; `expects_report` where it is a slot of theirs."""

    key: str
    title: str
    start_at: datetime
    duration_minutes: int
    expects_report: bool = True

    @property
    def end_at(self) -> datetime:
        """When it ends."""
        return self.start_at + timedelta(minutes=self.duration_minutes)


@dataclass(frozen=True, slots=True)
class Told:
    """What an event said when it was sent last. Times are aware UTC; `since` is the stamp with which these times were told first."""

    start_at: datetime
    end_at: datetime
    title: str
    since: datetime
    online: OnlineAccess = field(default_factory=OnlineAccess)
    items: tuple[OwnItem, ...] = ()


class Topic(StrEnum):
    """What somebody must hear of."""

    TIME = "time"
    JOINING = "joining"
    ITEM_MOVED = "item moved"
    ITEM_ADDED = "item added"
    ITEM_REMOVED = "item removed"


@dataclass(frozen=True, slots=True)
class News:
    """One thing that changed; an item as it was (`before`) and as it is now (`after`), where it is about one."""

    topic: Topic
    before: OwnItem | None = None
    after: OwnItem | None = None


ON = (MeetingState.INVITED, MeetingState.COLLECTING, MeetingState.DRAFTING, MeetingState.IN_REVIEW)
"""The states of a meeting to which people are invited."""


def told_of(meeting: Meeting, items: tuple[AgendaItem, ...], *, since: datetime) -> Told:
    """Return what an event says of a meeting to somebody who speaks on some items."""
    own = tuple(OwnItem(item.key, item.title, item.start_at, item.duration_minutes, item.expects_report) for item in items)
    return Told(meeting.start_at, meeting.end_at, meeting.title, since, meeting.online, own)


def own_items(meeting: Meeting, person: Speaker) -> tuple[AgendaItem, ...]:
    """Return the items on which a person speaks, or reports for whoever does, in agenda order."""
    return tuple(item for item in meeting.walk() if any(is_same_person(person, one) for one in on_item(item)))


def on_item(item: AgendaItem) -> tuple[Speaker, ...]:
    """Return the speakers of an item, and those who report for them."""
    return (*item.speakers, *(delegate.person for delegate in item.delegates))


def is_retimed(before: Told, now: Told) -> bool:
    """Tell whether the event has other times: then whoever has answered is asked anew (RFC 5546 2.1.4)."""
    return (before.start_at, before.end_at) != (now.start_at, now.end_at)


def news_between(before: Told, now: Told) -> tuple[News, ...]:
    """Return what somebody must hear of, the weightiest first; items that only moved with the meeting are no news of their own."""
    news = [News(Topic.TIME)] if is_retimed(before, now) else []
    news += [News(Topic.JOINING)] if before.online != now.online else []
    new = {item.key: item for item in now.items}
    # An item that was taken off and put back has another key: to whoever speaks on it, it is the same.
    renewed = {item.title: item.key for item in now.items if item.key not in {old.key for old in before.items}}
    old = {(item.key if item.key in new else renewed.get(item.title, item.key)): item for item in before.items}
    for key in dict.fromkeys((*new, *old)):
        was, item = old.get(key), new.get(key)
        if was is None:
            news.append(News(Topic.ITEM_ADDED, None, item))
        elif item is None:
            news.append(News(Topic.ITEM_REMOVED, was))
        elif _is_moved(was, item, by=now.start_at - before.start_at):
            news.append(News(Topic.ITEM_MOVED, was, item))
    return tuple(news)


def _is_moved(was: OwnItem, item: OwnItem, *, by: timedelta) -> bool:
    moved = item.start_at - was.start_at
    return was.duration_minutes != item.duration_minutes or moved not in {by, timedelta()} or (moved != by and not by)


def as_told(meeting: Meeting, told: Told | None) -> Meeting:
    """Return a meeting with the title and times of which somebody knows."""
    if told is None:
        return meeting
    return Meeting(told.title, told.start_at, told.end_at, meeting.timezone, meeting.items, told.online, id=meeting.id, state=meeting.state)


def shifted(moment: datetime, timezone: str, *, by: timedelta) -> datetime:
    """Return a moment that is so much later by the wall clock of a zone, in UTC: 10:00 stays 10:00 across a daylight-saving change."""
    wall = moment.astimezone(ZoneInfo(timezone)).replace(tzinfo=None) + by
    return wall.replace(tzinfo=ZoneInfo(timezone)).astimezone(moment.tzinfo)


def wall_shift(before: datetime, after: datetime, timezone: str) -> timedelta:
    """Return by how much a moment is later than another by the wall clock of a zone."""
    zone = ZoneInfo(timezone)
    return after.astimezone(zone).replace(tzinfo=None) - before.astimezone(zone).replace(tzinfo=None)
