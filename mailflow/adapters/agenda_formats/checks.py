"""What looks wrong with an agenda that can be read: one clear sentence for each thing."""

from collections.abc import Iterator
from datetime import datetime
from itertools import pairwise

from mailflow.domain.agenda import AgendaItem, Meeting, Series
from mailflow.domain.cadence_words import is_understood

NO_DURATION = "no duration is given, so it counts as 0 minutes"
NO_ADDRESS = "it has no address for"
NOBODY_CALLED_SO = "an address was given, but nobody on the agenda is called so"
TWICE = "is entered twice and counted once"
LEFT_OUT = "below the title of the page were left out"
TIME_IN_TEXT = "a line that begins with a time was taken for its description; write it like “10:10 Title (Name)” if it is an item"
NO_SPEAKERS = "no speakers were found; write them in brackets behind the titles, or on lines “Speaker: Name” below them"
_FOUND_ONCE = (NO_DURATION, TWICE, LEFT_OUT, TIME_IN_TEXT, NO_SPEAKERS)


def sentence(item: AgendaItem, finding: str) -> str:
    """Return a warning about an item: its key, its title, and what was found."""
    return f"{item.key} {item.title}: {finding}"


def is_found_once(warning: str) -> bool:
    """Tell whether a warning is one that only the first reading can find: `agenda --json` no longer has what was wrong."""
    return any(sign in warning for sign in _FOUND_ONCE)


def check_series(series: Series) -> tuple[str, ...]:
    """Return what looks wrong with a series: a cadence that is not understood."""
    if is_understood(series.cadence):
        return ()
    how = "write it like every 2 weeks, first Monday of the month, or as an RRULE"
    return (f"cadence: “{series.cadence[:80]}” is not understood, so no next meeting will be made; {how}",)


def check_meeting(meeting: Meeting) -> tuple[str, ...]:
    """Return what looks wrong with a meeting's times and addresses, in agenda order.

    Found are: items that take longer together than the one above them, begin before it or end after it, run into the next one, and slots
    whose speakers cannot be written to.
    """
    return (*_check_times(meeting), *_check_slots(meeting))


def _check_times(meeting: Meeting) -> Iterator[str]:
    yield from _check_siblings(meeting.items, meeting.start_at, meeting.end_at, "the meeting")
    for parent in meeting.walk():
        taken = sum(child.duration_minutes for child in parent.items)
        if taken > parent.duration_minutes:
            yield sentence(parent, f"its items take {taken} minutes, more than its own {parent.duration_minutes}")
        else:
            yield from _check_siblings(parent.items, parent.start_at, parent.end_at, f"{parent.key} {parent.title}")


def _check_siblings(items: tuple[AgendaItem, ...], begin_at: datetime, end_at: datetime, within: str) -> Iterator[str]:
    for item in items:
        if item.start_at < begin_at:
            yield sentence(item, f"it begins {_minutes(item.start_at, begin_at)} outside {within}, before its start")
        if item.end_at > end_at:
            yield sentence(item, f"it runs {_minutes(end_at, item.end_at)} outside {within}, beyond its end")
    for item, following in pairwise(items):
        if item.end_at > following.start_at:
            overlap = _minutes(following.start_at, item.end_at)
            yield sentence(item, f"it overlaps: it ends {overlap} after the start of {following.key} {following.title}")


def _minutes(begin_at: datetime, end_at: datetime) -> str:
    minutes = int((end_at - begin_at).total_seconds() // 60)
    return f"{minutes} minute" if minutes == 1 else f"{minutes} minutes"


def _check_slots(meeting: Meeting) -> Iterator[str]:
    for slot in meeting.slots:
        missing = [speaker.name for speaker in slot.speakers if not speaker.email]
        if missing:
            yield sentence(slot, f"{NO_ADDRESS} {', '.join(missing)}")
        if not slot.speakers:
            yield sentence(slot, "it expects a report but names no speaker")
