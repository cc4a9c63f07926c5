"""An Indico meeting page, copied from the browser as text, with French or English labels.

title | date, place | joining details | minutes | agenda: times, titles, speakers, descriptions, reports
The parts before the agenda come in any order, and any of them may be missing but the title.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from mailflow.adapters.agenda_formats.checks import LEFT_OUT
from mailflow.adapters.agenda_formats.dates import is_date_line
from mailflow.adapters.agenda_formats.names import slug_of
from mailflow.adapters.agenda_formats.online_block import find_online, has_joining_value, mask_online
from mailflow.adapters.agenda_formats.options import AgendaOptions
from mailflow.adapters.agenda_formats.page_header import Header, is_chrome, is_header_times, is_minutes_heading, read_header
from mailflow.adapters.agenda_formats.page_items import find_head, find_heads, read_page_items
from mailflow.adapters.agenda_formats.page_lines import PageLine, speaker_names, split_lines
from mailflow.adapters.agenda_formats.times import find_times, is_timezone, leading_times, nearest_timezone
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
    """Return a text as a page; None where it has no lines of the shape of agenda items."""
    lines = split_lines(content)
    agenda = _agenda_start(lines)
    title = next((place for place, line in enumerate(lines) if line and not is_chrome(line) and not has_joining_value(line.short)), 0)
    return None if agenda is None else Page(lines, title, agenda)


def _agenda_start(lines: Sequence[PageLine]) -> int | None:
    """Return the place of the first item with times, else of the first with speakers, else of the first below the meeting's times."""
    for place, line in enumerate(lines):
        if leading_times(line.short) and not is_header_times(lines, place) and find_head(lines, place):
            return place
    labels = {place for place, line in enumerate(lines) if speaker_names(line) is not None}
    heads = [head for head in find_heads(lines) if lines[head.first].bullet or labels & {head.after, head.after + 1}]
    spoken = next((head.first for head in heads if labels & {head.after, head.after + 1}), None)
    if spoken is not None:
        return spoken
    times = next((place for place, line in enumerate(lines) if is_date_line(line.short) and find_times(line.short)), len(lines))
    return next((head.first for head in heads if head.first > times), None)


def parse_page(page: Page, *, source: str, options: AgendaOptions) -> WrittenAgenda:
    """Read a page.

    Raises:
        BadInputError: it has no title, day or start, or names several days or zones; one line that says which option helps.
    """
    online, told = find_online(page.lines, lambda place: _is_boundary(page, place))
    kept = [line for line in page.lines if line.number not in told]
    first = page.lines[page.agenda].number
    header = read_header(
        [line for line in kept if line.number < first],
        [line for line in page.lines if line.number in told],
    )
    items = read_page_items([line for line in kept if line.number >= first and not is_chrome(line)])
    timezone = _timezone(header, source, options)
    start, end = _times(header, items, source, _day(header, source, options))
    return WrittenAgenda(
        series=Series(slug_of(header.title), _title(header, source), timezone, chair=header.chair),
        start=start,
        end=end,
        items=tuple(masked_item(item, online) for item in items[:_MOST_ITEMS]),
        online=online,
        notes=mask_online(header.notes, online),
        warnings=_warnings(header, items),
    )


def _is_boundary(page: Page, place: int) -> bool:
    line = page.lines[place]
    if not line:
        return False
    is_item = place >= page.agenda and (speaker_names(line) is not None or find_head(page.lines, place) is not None)
    return place == page.title or is_item or is_minutes_heading(line) or is_chrome(line) or is_date_line(line.short)


def _title(header: Header, source: str) -> str:
    if not header.title:
        raise BadInputError(f"{source}: no title found: the first line of the page, above its agenda, must be the title of the meeting")
    return header.title


def _day(header: Header, source: str, options: AgendaOptions) -> date:
    if options.date:
        return options.date
    if not header.dates:
        raise BadInputError(f"{source}: no date found on the page: give --date YYYY-MM-DD")
    if len(header.dates) > 1:
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
    start = next((item.start for item in items if isinstance(item.start, time)), None)
    if start is None:
        raise BadInputError(f"{source}: no time of day found on the page: write the times of the meeting under its title, as 10:00 → 11:30")
    return datetime.combine(day, start), None


def _warnings(header: Header, items: Sequence[WrittenItem]) -> tuple[str, ...]:
    found = []
    if header.left_out:
        lines = "1 line" if header.left_out == 1 else f"{header.left_out} lines"
        found.append(f"{lines} {LEFT_OUT}")
    if len(items) > _MOST_ITEMS:
        found.append(f"only the first {_MOST_ITEMS} items were read")
    return tuple(found)
