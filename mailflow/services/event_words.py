"""What a calendar shows under an event, in English: calendars show it beside the mail, which speaks the reader's language."""

from datetime import datetime
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import Meeting
from mailflow.domain.told import OwnItem


def event_description(meeting: Meeting, items: tuple[OwnItem, ...]) -> str:
    """Return what a calendar shows under the event: the own items in the meeting's zone, and how to join."""
    zone = ZoneInfo(meeting.timezone)
    lines = [_item_line(item, zone) for item in items]
    online = meeting.online
    lines += [f"Join: {online.url}"] if online.url else []
    lines += [f"Meeting ID: {online.meeting_id}"] if online.meeting_id else []
    lines += [f"Passcode: {online.passcode}"] if online.passcode else []
    lines += [f"Phone: {phone}" for phone in online.phones]
    if any(item.expects_report for item in items):
        lines.append("Reports are sent by replying to the invitation mail.")
    return "\n".join(lines)


def _item_line(item: OwnItem, zone: ZoneInfo) -> str:
    start, end = item.start_at.astimezone(zone), item.end_at.astimezone(zone)
    whose = "Your slot" if item.expects_report else "Your item"
    return f"{whose}: {item.key} {item.title}, {start:%H:%M}-{end:%H:%M} ({zone.key}, {_offset(start)})"


def _offset(moment: datetime) -> str:
    """Return `UTC+01:00`."""
    offset = moment.strftime("%z")
    return f"UTC{offset[:3]}:{offset[3:5]}"
