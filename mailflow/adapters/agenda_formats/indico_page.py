"""An Indico meeting page, copied from the browser as text, with French or English labels.

title | date, place | joining details | minutes | agenda: times, titles, speakers, descriptions, reports
The parts before the agenda come in any order, and any of them may be missing but the title.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from mailflow.adapters.agenda_formats.checks import LEFT_OUT
from mailflow.adapters.agenda_formats.dates import find_dates, is_date_line
from mailflow.adapters.agenda_formats.names import slug_of
from mailflow.adapters.agenda_formats.online_block import find_online, has_joining_value, mask_online
from mailflow.adapters.agenda_formats.options import AgendaOptions
from mailflow.adapters.agenda_formats.page_days import Days, find_days
from mailflow.adapters.agenda_formats.page_header import Header, is_chrome, is_header_times, is_minutes_heading, read_header, times_of
from mailflow.adapters.agenda_formats.page_heads import find_head, find_heads
from mailflow.adapters.agenda_formats.page_items import read_page_items
from mailflow.adapters.agenda_formats.page_lines import PageLine, speaker_names, split_lines
from mailflow.adapters.agenda_formats.page_lists import first_listed, with_listed
from mailflow.adapters.agenda_formats.page_people import find_columns, told_nobody, with_people
from mailflow.adapters.agenda_formats.page_times import told_times, with_timed
from mailflow.adapters.agenda_formats.page_words import END
from mailflow.adapters.agenda_formats.times import is_timezone, nearest_timezone
from mailflow.adapters.agenda_formats.written import WrittenAgenda, WrittenItem, masked_item
from mailflow.domain.agenda import Series
from mailflow.domain.errors import BadInputError

_MOST_ITEMS = 1000


@dataclass(frozen=True, slots=True)
class Page:
    """The lines of a page, and the places of its title and of the beginning of its agenda."""

    lines: tuple[PageLine, ...]
    title: int
    agenda: int


def find_page(content: str) -> Page | None:
    """Return a text as a page; None where it has no lines of the shape of agenda items, nor a date above a list of items."""
    lines = split_lines(content)
    agenda = _agenda_start(lines)
    if agenda is not None:
        return Page(with_timed(lines, agenda), _title_of(lines), agenda)
    page = find_listed(content)
    is_dated = page is not None and any(find_dates(line.short) for line in lines[: page.agenda])
    return page if is_dated else None


def find_listed(content: str) -> Page | None:
    """Return a text as a page where it holds a list of items without durations."""
    lines = with_listed(split_lines(content))
    agenda = first_listed(lines)
    return None if agenda is None else Page(lines, _title_of(lines), agenda)


def _title_of(lines: Sequence[PageLine]) -> int:
    return next((place for place, line in enumerate(lines) if line and not is_chrome(line) and not has_joining_value(line.short)), 0)


def _agenda_start(lines: Sequence[PageLine]) -> int | None:
    """Return the place of the first item with times, else of the first with speakers, else of the first below the meeting's times."""
    heads = [head for head in find_heads(lines) if not is_header_times(lines, head.first)]
    timed = next((head.first for head in heads if head.has_end), None)
    if timed is not None:
        return timed
    labels = {place for place, line in enumerate(lines) if speaker_names(line) is not None}
    told = [head for head in heads if lines[head.first].bullet or labels & {head.after, head.after + 1}]
    spoken = next((head.first for head in told if labels & {head.after, head.after + 1}), None)
    if spoken is not None:
        return spoken
    times = next((place for place, line in enumerate(lines) if is_date_line(line.short) and times_of(line.short)), len(lines))
    return next((head.first for head in told if head.first > times), None)


def parse_page(page: Page, *, source: str, options: AgendaOptions) -> WrittenAgenda:
    """Read a page.

    Raises:
        BadInputError: it has no title, day or start, or names several days or zones; one line that says which option helps.
    """
    online, told = find_online(page.lines, lambda place: _is_boundary(page, place))
    kept = [line for line in page.lines if line.number not in told]
    first = page.lines[page.agenda].number
    columns = find_columns([line for line in kept if line.number < first])
    header = read_header(
        [line for line in kept if line.number < first and (columns is None or line.number != columns.number)],
        [line for line in page.lines if line.number in told],
    )
    day = _day(header, source, options)
    days = _days(page, header, day)
    items = read_page_items([line for line in kept if line.number >= first and not is_chrome(line)], days)
    items, close = _without_end(with_people(items, columns))
    title = _title(header, source, options)
    timezone = _timezone(header, source, options)
    start, end = _times(header, items, source, day)
    return WrittenAgenda(
        series=Series(slug_of(title), title, timezone, chair=header.chair),
        start=start,
        end=close if end is None else _on_last_day(end, header, day, days),
        items=tuple(masked_item(item, online) for item in items[:_MOST_ITEMS]),
        online=online,
        notes=mask_online(header.notes, online),
        warnings=_warnings(header, items),
    )


def _without_end(items: tuple[WrittenItem, ...]) -> tuple[tuple[WrittenItem, ...], datetime | time | None]:
    """Return the items without a last one that only says when the meeting ends, and that time."""
    last = items[-1] if len(items) > 1 else None
    is_end = last is not None and last.start is not None and not last.minutes and END.fullmatch(last.title)
    return (items[:-1], items[-1].start) if is_end else (items, None)


def _on_last_day(end: time, header: Header, day: date, days: Days) -> datetime | time:
    """Return the end of the meeting on the last of its days, where it has several."""
    last = day + (header.dates[-1] - header.dates[0]) if header.is_range else day
    last = max(last, *days.days) if days.days else last
    return end if last == day else datetime.combine(last, end)


def _days(page: Page, header: Header, day: date) -> Days:
    """Return the headings of days, moved where the meeting was; none where all of it is on the day of the meeting."""
    found = find_days(page.lines, header.dates[0] if header.dates else day)
    first = header.dates[0] if header.is_range else next(iter(found.days), day)
    days = found.shifted(day - first)
    return days if set(days.days) - {day} else Days(days.numbers, ())


def _is_boundary(page: Page, place: int) -> bool:
    line = page.lines[place]
    if not line:
        return False
    is_item = place >= page.agenda and (speaker_names(line) is not None or find_head(page.lines, place) is not None)
    return place == page.title or is_item or is_minutes_heading(line) or is_chrome(line) or is_date_line(line.short)


def _title(header: Header, source: str, options: AgendaOptions) -> str:
    if not (header.title or options.default_title):
        raise BadInputError(f"{source}: no title found: the first line of the page, above its agenda, must be the title of the meeting")
    return header.title or options.default_title


def _day(header: Header, source: str, options: AgendaOptions) -> date:
    if options.date:
        return options.date
    if not header.dates:
        raise BadInputError(f"{source}: no date found on the page: give --date YYYY-MM-DD")
    if len(header.dates) > 1 and not header.is_range:
        days = ", ".join(day.isoformat() for day in header.dates[:5])
        raise BadInputError(f"{source}: the page names several dates ({days}): give --date YYYY-MM-DD")
    return header.dates[0]


def _timezone(header: Header, source: str, options: AgendaOptions) -> str:
    if not options.timezone and len(header.zones) > 1:
        raise BadInputError(f"{source}: the page names several time zones ({', '.join(header.zones)}): give --timezone")
    name = options.timezone or next(iter(header.zones), options.default_timezone)
    if not is_timezone(name):
        raise BadInputError(f"{source}: unknown time zone “{name}” was asked for; the nearest known one is {nearest_timezone(name)}")
    return name


def _times(header: Header, items: Sequence[WrittenItem], source: str, day: date) -> tuple[datetime, time | None]:
    """Return when the meeting starts, in wall-clock time, and ends, where the page says so apart from its items."""
    if header.times:
        return datetime.combine(day, header.times[0]), header.times[1]
    start = next((item.start for item in items if item.start is not None), None)
    if start is None:
        raise BadInputError(f"{source}: no time of day found on the page: write the times of the meeting under its title, as 10:00 → 11:30")
    return (start if isinstance(start, datetime) else datetime.combine(day, start)), None


def _warnings(header: Header, items: Sequence[WrittenItem]) -> tuple[str, ...]:
    found = []
    if header.left_out:
        lines = "1 line" if header.left_out == 1 else f"{header.left_out} lines"
        found.append(f"{lines} {LEFT_OUT}")
    if len(items) > _MOST_ITEMS:
        found.append(f"only the first {_MOST_ITEMS} items were read")
    return (*found, *told_times(items), *told_nobody(items))
