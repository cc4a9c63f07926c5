"""The meeting that follows another: when it is, and what its agenda is made of.

    minutes -> Announced (what they say of the next date) ;   the last starts + cadence or announcement -> start -> Meeting
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId, Series
from mailflow.domain.cadence import usual
from mailflow.domain.cadence_words import parse_cadence
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.minutes.content import MinutesContent
from mailflow.domain.notes.dates import Days
from mailflow.domain.notes.next_meeting import date_alone

_MIDNIGHT = time(0)
_HOUR_MINUTES = 60


@dataclass(frozen=True, slots=True)
class Announced:
    """When minutes say that the next meeting is, in the zone of theirs; `at` is None where they name no time of day."""

    on: date
    at: time | None = None

    def start_at(self, timezone: str, usual_at: time) -> datetime:
        """Return the start in UTC; at the usual time of day where none is named."""
        return datetime.combine(self.on, self.at or usual_at, ZoneInfo(timezone)).astimezone(UTC)


def announced_in(content: MinutesContent) -> Announced | None:
    """Return what minutes say of the next meeting; None where they name no day after theirs. Midnight stands for no time."""
    zone = ZoneInfo(content.timezone)
    met_on = content.start_at.astimezone(zone).date()
    if content.next_at is not None:
        local = content.next_at.astimezone(zone)
        found = Announced(local.date(), None if local.time() == _MIDNIGHT else local.time())
    else:
        mention = date_alone(content.next_meeting, Days(met_on, met_on)) if content.next_meeting else None
        if mention is None:
            return None
        found = Announced(mention.day.on, mention.at)
    return found if found.on > met_on else None


def usual_time(starts: Sequence[datetime], timezone: str) -> time:
    """Return the time of day at which most of the last meetings started, by the clock of a zone; at least one is given."""
    local = [start.astimezone(ZoneInfo(timezone)) for start in starts]
    hour, minute = divmod(usual([one.hour * _HOUR_MINUTES + one.minute for one in local]), _HOUR_MINUTES)
    return time(hour, minute)


def start_by_cadence(series: Series, starts: Sequence[datetime], timezone: str, *, number: int, now: datetime) -> datetime | None:
    """Return when the series meets after the last of some starts, and after `now`; None where its cadence does not tell, or has ended.

    Args:
        series: its cadence, and the days on which it does not meet.
        starts: those of its last meetings, in their order, at least one.
        timezone: by whose clock the time of day is kept, across daylight-saving changes as well.
        number: that of the last of them.
        now: a meeting that would be over by now is passed over.
    """
    cadence = parse_cadence(series.cadence)
    if cadence is None or cadence.is_over(number):
        return None
    zone, at = ZoneInfo(timezone), usual_time(starts, timezone)
    days = [start.astimezone(zone).date() for start in starts]
    while (following := cadence.following(days, series.habits.exceptions)) is not None:
        start_at = datetime.combine(following, at, zone).astimezone(UTC)
        if start_at > now:
            return start_at
        days.append(following)
    return None


def meeting_after(last: Meeting, start_at: datetime, *, number: int) -> Meeting:
    """Return the meeting that follows another, not stored yet: its agenda, people and ways to join, without what was said in it."""
    by = start_at - last.start_at
    return Meeting(
        title=last.title,
        start_at=start_at,
        end_at=last.end_at + by,
        timezone=last.timezone,
        items=tuple(_item_after(item, by) for item in last.items),
        online=last.online,
        state=MeetingState.PLANNED,
        number=number,
        previous_id=None if last.id is None else MeetingId(last.id),
    )


def _item_after(item: AgendaItem, by: timedelta) -> AgendaItem:
    items = tuple(_item_after(below, by) for below in item.items)
    return replace(item, start_at=item.start_at + by, notes="", items=items, reports=(), delegates=())
