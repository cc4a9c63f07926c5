"""The meeting of which minutes are, as far as their lines tell it: what there is to go by where only a mail is at hand."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import AgendaItem, Meeting, Series, Speaker
from mailflow.domain.minutes.content import MinutesContent, MinutesItem
from mailflow.domain.minutes.rebuilding import content_of
from mailflow.domain.minutes.sheet import LABELS, Line, Role

_WHEN = re.compile(r"\w+ (\d{1,2} \w+ \d{4}), (\d{2}:\d{2})-(\d{2}:\d{2}) \(([\w/+-]+), ")
_NUMBER = re.compile(r"(\d{1,6})\. ")
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def told_by(lines: Sequence[Line]) -> MinutesContent:
    """Return what lines of minutes say; a date line that is not ours leaves the times at the year 2000."""
    date_line = next((line.text for line in lines if line.role is Role.WHEN), "")
    start, end, zone = _times(date_line)
    first = next((found for line in lines if line.role is Role.ACTION and (found := _NUMBER.match(line.text))), None)
    return content_of(lines, MinutesContent("", start, end, zone, "", (), first_action=int(first[1]) if first else 1))


def meeting_of(content: MinutesContent) -> tuple[Meeting, Series]:
    """Return the meeting and the series that minutes are about, by their items, the people named there, and the chair."""
    items = tuple(_item(item, content.start_at) for item in content.items)
    chair = Speaker(content.chair) if content.chair else None
    meeting = Meeting(content.title, content.start_at, content.end_at, content.timezone, items)
    return meeting, Series("minutes", content.title, content.timezone, chair=chair)


def _item(item: MinutesItem, start_at: datetime) -> AgendaItem:
    speakers = tuple(Speaker(name) for name in item.speakers)
    expects = bool(item.is_missing or item.reports)
    return AgendaItem(item.key, item.title, start_at, 0, expects, speakers=speakers)


def _times(date_line: str) -> tuple[datetime, datetime, str]:
    found = _WHEN.match(date_line.removeprefix(LABELS.get(Role.WHEN, "")))
    if found is None:
        return _SOME_DAY, _SOME_DAY + timedelta(hours=1), "UTC"
    day, start, end, zone = found.groups()
    try:
        at, until = (datetime.strptime(f"{day} {time}", "%d %B %Y %H:%M").replace(tzinfo=ZoneInfo(zone)) for time in (start, end))
    except (ValueError, KeyError):
        return _SOME_DAY, _SOME_DAY + timedelta(hours=1), "UTC"
    return at.astimezone(UTC), until.astimezone(UTC), zone
