"""What looks wrong with an agenda before it is sent: one clear sentence for each thing; nothing here stops anything."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import AgendaItem, Meeting, Series
from mailflow.domain.cadence_words import is_understood
from mailflow.domain.next_meeting import Announced

_SATURDAY = 5
_CLASH = timedelta(days=1)


def findings(
    meeting: Meeting, series: Series, *, now: datetime, others: Sequence[datetime] = (), announced: Announced | None = None
) -> tuple[str, ...]:
    """Return what looks wrong.

    Args:
        meeting: with its items and people.
        series: its habits: the longest meeting, the days on which it does not meet.
        now: a start before it is past.
        others: the starts of the other meetings of the series.
        announced: what the last minutes say of this date.
    """
    cadence = () if is_understood(series.cadence) else (f"the cadence “{series.cadence[:80]}” is not understood: no next meeting is made",)
    beside = findings_beside_reading(meeting, series, now=now, others=others, announced=announced)
    return (*beside, *cadence, *_of_sums(meeting), *_of_people(meeting, series))


def findings_beside_reading(
    meeting: Meeting, series: Series, *, now: datetime, others: Sequence[datetime] = (), announced: Announced | None = None
) -> tuple[str, ...]:
    """Return what looks wrong that reading the agenda file does not tell already: dates, the longest meeting, titles."""
    dates = (*_of_date(meeting, series, now), *_of_others(meeting, others, announced))
    return (*dates, *_of_length(meeting, series), *_of_titles(meeting))


def _local(meeting: Meeting) -> datetime:
    return meeting.start_at.astimezone(ZoneInfo(meeting.timezone))


def _of_date(meeting: Meeting, series: Series, now: datetime) -> Iterator[str]:
    day = _local(meeting).date()
    if meeting.start_at < now:
        yield f"it starts in the past, on {_spoken(_local(meeting))}"
    if day.weekday() >= _SATURDAY:
        yield f"{_spoken(_local(meeting))} is a {day:%A}"
    if day in series.habits.exceptions:
        yield f"{_spoken(_local(meeting))} is a day on which the series does not meet"


def _of_others(meeting: Meeting, others: Sequence[datetime], announced: Announced | None) -> Iterator[str]:
    zone = ZoneInfo(meeting.timezone)
    local = _local(meeting)
    yield from (
        f"another meeting of the series is close to it, on {_spoken(start_at.astimezone(zone))}"
        for start_at in sorted(others)
        if abs(start_at - meeting.start_at) < _CLASH
    )
    if announced is not None and (announced.on != local.date() or announced.at not in {None, local.time()}):
        at = f", {announced.at:%H:%M}" if announced.at else ""
        yield f"the last minutes announce {announced.on.day} {announced.on:%B %Y}{at}, and not {_spoken(local)}"


def _of_length(meeting: Meeting, series: Series) -> Iterator[str]:
    minutes, longest = int((meeting.end_at - meeting.start_at).total_seconds() // 60), series.habits.longest
    if longest is not None and meeting.end_at - meeting.start_at > longest:
        yield f"it lasts {_span(minutes)}, longer than the {_span(int(longest.total_seconds() // 60))} that were agreed"


def _of_sums(meeting: Meeting) -> Iterator[str]:
    minutes = int((meeting.end_at - meeting.start_at).total_seconds() // 60)
    taken = sum(item.duration_minutes for item in meeting.items)
    if taken > minutes:
        yield f"its items take {_span(taken)} together, longer than its {_span(minutes)}"
    for item in meeting.walk():
        below = sum(child.duration_minutes for child in item.items)
        if below > item.duration_minutes:
            yield f"{item.key} {item.title}: its items take {_span(below)}, longer than its own {_span(item.duration_minutes)}"


def _of_titles(meeting: Meeting) -> Iterator[str]:
    titles: dict[str, list[AgendaItem]] = {}
    for item in meeting.walk():
        titles.setdefault(" ".join(item.title.casefold().split()), []).append(item)
    for same in titles.values():
        if len(same) > 1:
            yield f"{' and '.join(item.key for item in same)} have the same title, {same[0].title}"


def _of_people(meeting: Meeting, series: Series) -> Iterator[str]:
    for item in meeting.walk():
        names = Counter(speaker.name for speaker in item.speakers)
        yield from (f"{item.key} {item.title}: {name} is entered twice" for name, count in names.items() if count > 1)
    addresses: dict[str, set[str]] = {}
    for speaker in meeting.speakers:
        addresses.setdefault(" ".join(speaker.name.casefold().split()), set()).add((speaker.email or "").lower())
    yield from (f"{name.title()} stands there with several addresses" for name, found in addresses.items() if len(found - {""}) > 1)
    for slot in meeting.slots:
        missing = [speaker.name for speaker in slot.speakers if not speaker.email]
        if missing:
            yield f"{slot.key} {slot.title}: no address is known of {', '.join(missing)}"
        if not slot.speakers:
            yield f"{slot.key} {slot.title}: it expects a report, and names nobody"
    if series.chair is None or not series.chair.email:
        yield "no chair with an address: nobody can approve the minutes"


def _spoken(at: datetime) -> str:
    return f"{at.day} {at:%B %Y}"


def _span(minutes: int) -> str:
    """Return `1 h 30 min`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(part for part in (f"{hours} h" if hours else "", f"{rest} min" if rest or not hours else "") if part)
