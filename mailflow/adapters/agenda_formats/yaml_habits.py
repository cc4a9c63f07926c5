"""The timetable of a series in a YAML file.

    timetable: {invitation: 7d, reminders: [2d, 1d], briefing: 1h, draft: 30m, nudge: 2d, corrections: 7d, quiet: 20:00-07:00,
                weekends: no, longest: 90m, automatic: yes}
    exceptions: [2021-12-29]
"""

import re
from datetime import date, time, timedelta

from mailflow.adapters.agenda_formats.times import parse_duration
from mailflow.adapters.agenda_formats.yaml_values import Value
from mailflow.domain.habits import Habits

_KEYS = ("invitation", "reminders", "briefing", "draft", "nudge", "corrections", "quiet", "weekends", "longest", "automatic")
_DAYS = re.compile(r"(\d{1,3})\s?d(?:ays?)?")
_QUIET = re.compile(r"(\d{1,2}):(\d\d)\s*[-–]\s*(\d{1,2}):(\d\d)")
_TRUTHS = {"yes": True, "true": True, "on": True, "no": False, "false": False, "off": False}
_DEFAULTS = Habits()

Fields = dict[str, Value]


def read_habits(timetable: Value | None, exceptions: Value | None) -> Habits:
    """Read the two blocks; what is left out is as PRODUCT.md has it."""
    fields = timetable.fields(_KEYS) if timetable and not timetable.is_null else {}
    quiet_from, quiet_until = _quiet(fields.get("quiet"))
    return Habits(
        invite_before=_span(fields, "invitation", _DEFAULTS.invite_before),
        remind_before=_reminders(fields.get("reminders")),
        brief_before=_span(fields, "briefing", _DEFAULTS.brief_before),
        draft_after=_span(fields, "draft", _DEFAULTS.draft_after),
        nudge_after=_span(fields, "nudge", _DEFAULTS.nudge_after),
        corrections_for=_span(fields, "corrections", _DEFAULTS.corrections_for),
        quiet_from=quiet_from,
        quiet_until=quiet_until,
        writes_on_weekends=_truth(fields, "weekends", otherwise=_DEFAULTS.writes_on_weekends),
        longest=_span(fields, "longest", timedelta()) or None,
        exceptions=_exceptions(exceptions),
        is_automatic=_truth(fields, "automatic", otherwise=_DEFAULTS.is_automatic),
    )


def _span(fields: Fields, key: str, otherwise: timedelta) -> timedelta:
    value = fields.get(key)
    return otherwise if value is None or value.is_null else _duration(value)


def _duration(value: Value) -> timedelta:
    text = value.text()
    days = _DAYS.fullmatch(text)
    minutes = 0 if text == "0" else parse_duration(text)
    if days:
        return timedelta(days=int(days[1]))
    if minutes is None:
        value.complain("expected a time like 2d, 12h or 30m")
    return timedelta(minutes=minutes or 0)


def _reminders(value: Value | None) -> tuple[timedelta, ...]:
    if value is None or value.is_null:
        return _DEFAULTS.remind_before
    return tuple(sorted({_duration(entry) for entry in value.entries()}, reverse=True))


def _quiet(value: Value | None) -> tuple[time, time]:
    text = value.text() if value else ""
    if value is None or not text:
        return _DEFAULTS.quiet_from, _DEFAULTS.quiet_until
    if text.casefold() in {"none", "no", "never", "false"}:
        return time(), time()
    found = _QUIET.fullmatch(text)
    try:
        return time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))  # type: ignore[index]
    except (TypeError, ValueError):
        value.complain("expected two times of day like 20:00-07:00, or none")
        return _DEFAULTS.quiet_from, _DEFAULTS.quiet_until


def _truth(fields: Fields, key: str, *, otherwise: bool) -> bool:
    value = fields.get(key)
    text = value.text().casefold() if value else ""
    if value is None or not text:
        return otherwise
    if text not in _TRUTHS:
        value.complain("expected yes or no")
    return _TRUTHS.get(text, otherwise)


def _exceptions(value: Value | None) -> tuple[date, ...]:
    days = (_day(entry) for entry in value.entries()) if value else ()
    return tuple(sorted({day for day in days if day is not None}))


def _day(value: Value) -> date | None:
    try:
        return date.fromisoformat(value.text())
    except ValueError:
        value.complain("expected a day like 2021-12-29")
        return None
