"""Times of day as people write them: `10:00`, `2:00 PM`, `2 pm`, `14h30`, `10.00 Uhr`, and from one to another, `2–3:30 pm`."""

import re
from datetime import time

_HALF = r"(?P<half{0}>[ap])\.?\s?m\b\.?"
_BEGIN = r"(?<![\d:.,/])(?P<hour{0}>\d{{1,2}})"
_O_CLOCK = r"(?:\s?(?:uhr|hrs?|heures|noon)\b)?"
_COLON = _BEGIN + r"\s?(?:[h:](?=\d)|h\s(?=\d\d\b))(?P<minute{0}>\d\d)(?::00)?(?!\d)(?:\s?" + _HALF + ")?" + _O_CLOCK
_DOTTED = _BEGIN + r"\.(?P<minute{0}>[0-5]\d)(?![\d/])(?!\.\d)" + _O_CLOCK
_HOUR = _BEGIN + r"(?P<minute{0}>)(?:\s?" + _HALF + r"|\s?h\b(?!\s?\d))"
_WHOLE = _BEGIN + r"(?P<minute{0}>)\s?(?P<half{0}>)uhr\b"
_BARE = _BEGIN + r"(?::(?P<minute{0}>\d\d))?"
_SIGN = r"(?:\s*(?:→|⟶|➔|➝|⇒|->|=>|[-–—])\s*|\s+(?:(?:to|till|until|à|jusqu'à|bis|al?|alle|hasta|a\s+las?|fino\s+alle)\s+)?)"
_TOLD = r"\s*(?:→|⟶|->|=>|[-–—]|\b(?:to|à|bis|alle|hasta|al?)\b)\s*"
_NARROW = r"\s*(?:→|[-–—]|\bto\b|\bbis\b)\s*"


def _pair(one: str, other: str, sign: str = _SIGN) -> re.Pattern[str]:
    return re.compile(one.format(1) + sign + other.format(2), re.IGNORECASE)


_TWO_TIMES = (
    _pair(_COLON, _COLON),
    _pair(_DOTTED + "(?P<half{0}>)", _DOTTED + "(?P<half{0}>)", sign=_TOLD),
    _pair(_BARE + "(?P<half{0}>)", _BARE + r"\s?" + _HALF, sign=_NARROW),
    _pair(_HOUR, _COLON),
    _pair(_COLON, _HOUR),
    _pair(_HOUR, _HOUR),
    _pair(_WHOLE, _WHOLE),
    _pair(_BEGIN + "(?P<minute{0}>)(?P<half{0}>)", _WHOLE, sign=_NARROW),
)
_ONE_TIME = tuple(
    re.compile(shape.format(1), re.IGNORECASE)
    for shape in (
        _COLON,
        _BEGIN + r"\.(?P<minute{0}>[0-5]\d)(?P<half{0}>)\s?uhr\b",
        _BEGIN + r"(?P<minute{0}>)\s?" + _HALF,
        _WHOLE,
    )
)
_AFTER = " ,;|:–—-"
_HALF_DAY = 12


def leading_times(text: str) -> tuple[time, time, str] | None:
    """Split `10:00 → 10:05 rest` into two times of day and the rest."""
    for shape in _TWO_TIMES:
        found = shape.match(text)
        times = _two_times(found)
        if found and times:
            return (*times, text[found.end() :].strip(_AFTER))
    return None


def leading_time(text: str) -> tuple[time, str] | None:
    """Split `10:00 rest` into a time of day and the rest."""
    for shape in _ONE_TIME:
        found = shape.match(text)
        begin = _clock(found, 1) if found else None
        if found and begin is not None:
            return begin, text[found.end() :].strip(_AFTER)
    return None


def find_times(text: str) -> tuple[time, time] | None:
    """Return the first `10:00 → 11:30` anywhere in a line."""
    found = [match for shape in _TWO_TIMES if (match := shape.search(text)) and _two_times(match)]
    return _two_times(min(found, key=lambda match: match.start())) if found else None


def without_times(text: str) -> str:
    """Return a line without its times of day."""
    for shape in (*_TWO_TIMES, *_ONE_TIME):
        text = shape.sub(" ", text)
    return text


def _two_times(found: re.Match[str] | None) -> tuple[time, time] | None:
    if found is None:
        return None
    begin, end = _clock(found, 1), _clock(found, 2)
    if begin is None or end is None:
        return None
    if found["half2"] and not found["half1"] and begin.hour <= _HALF_DAY:
        begin = _nearest_half(begin, end)
    return begin, end


def _nearest_half(begin: time, end: time) -> time:
    """Return `2` of `2–3:30 pm` in the half of the day that lies nearest before the end."""
    halves = [begin.replace(hour=(begin.hour % _HALF_DAY) + more) for more in (0, _HALF_DAY)]
    return min(halves, key=lambda half: minutes_between(half, end) or 24 * 60)


def minutes_between(begin: time, end: time) -> int:
    """Return the minutes from one time of day to the next other one, past midnight if need be."""
    return (60 * (end.hour - begin.hour) + end.minute - begin.minute) % (24 * 60)


def _clock(found: re.Match[str], number: int) -> time | None:
    hour, minute = int(found[f"hour{number}"]), int(found[f"minute{number}"] or 0)
    half = (found[f"half{number}"] or "").lower()
    if half and not 1 <= hour <= _HALF_DAY and hour < _HALF_DAY:
        return None
    if half and hour <= _HALF_DAY:
        hour = hour % _HALF_DAY + (_HALF_DAY if half == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None  # noqa: PLR2004 - hours and minutes
