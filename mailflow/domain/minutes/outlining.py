"""The meeting of which minutes are, as far as their lines tell it: what there is to go by where only a mail is at hand."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import AgendaItem, Meeting, Series, Speaker
from mailflow.domain.minutes.content import MinutesContent, MinutesItem
from mailflow.domain.minutes.rebuilding import content_of
from mailflow.domain.minutes.sheet import Line, Role
from mailflow.domain.minutes.wording import ENGLISH, Wording

_WHEN = re.compile(r"(.+), (\d{2}:\d{2})[-\u2013](\d{2}:\d{2}) \(([\w/+-]+), ")
_NUMBER = re.compile(r"(\d{1,6})\. ")
_SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def told_by(lines: Sequence[Line], wording: Wording = ENGLISH) -> MinutesContent:
    """Return what lines of minutes say that are set in these words; a date line that is not ours leaves the times at the year 2000."""
    date_line = next((line.text for line in lines if line.role is Role.WHEN), "")
    start, end, zone = _times(date_line, wording)
    first = next((found for line in lines if line.role is Role.ACTION and (found := _NUMBER.match(line.text))), None)
    return content_of(lines, MinutesContent("", start, end, zone, "", (), first_action=int(first[1]) if first else 1, wording=wording))


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


def _times(date_line: str, wording: Wording) -> tuple[datetime, datetime, str]:
    found = _WHEN.match(date_line)
    on = wording.find_day(found[1]) if found else None
    if found is None or on is None:
        return _SOME_DAY, _SOME_DAY + timedelta(hours=1), "UTC"
    _, start, end, zone = found.groups()
    try:
        at, until = (datetime.combine(on, time.fromisoformat(said), ZoneInfo(zone)) for said in (start, end))
    except (ValueError, KeyError):
        return _SOME_DAY, _SOME_DAY + timedelta(hours=1), "UTC"
    return at.astimezone(UTC), until.astimezone(UTC), zone
