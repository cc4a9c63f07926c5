"""What a calendar shows under an event, in the language of its mail; a feed, which many read, is in English."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import Meeting
from mailflow.domain.event_words import EventWords
from mailflow.domain.told import OwnItem

_ENGLISH = EventWords()


def event_description(meeting: Meeting, items: tuple[OwnItem, ...], words: EventWords = _ENGLISH) -> str:
    """Return what a calendar shows under the event: the own items in the meeting's zone, and how to join."""
    zone = ZoneInfo(meeting.timezone)
    lines = [_item_line(item, zone, words) for item in items]
    online = meeting.online
    lines += [f"{words.join}: {online.url}"] if online.url else []
    lines += [f"{words.meeting_id}: {online.meeting_id}"] if online.meeting_id else []
    lines += [f"{words.passcode}: {online.passcode}"] if online.passcode else []
    lines += [f"{words.phone}: {phone}" for phone in online.phones]
    if any(item.expects_report for item in items):
        lines.append(words.reports)
    return "\n".join(lines)


def _item_line(item: OwnItem, zone: ZoneInfo, words: EventWords) -> str:
    start, end = item.start_at.astimezone(zone), item.end_at.astimezone(zone)
    whose = words.own_slot if item.expects_report else words.own_item
    return f"{whose}: {item.key} {item.title}, {start:%H:%M}-{end:%H:%M} ({zone.key}, {_offset(start)})"


def _offset(moment: datetime) -> str:
    """Return `UTC+01:00`."""
    offset = moment.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}"
