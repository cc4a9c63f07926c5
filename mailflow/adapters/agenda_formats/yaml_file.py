"""Our own agenda file, YAML or the JSON of `agenda --json`, read as written; every problem is told at once."""

import re
from datetime import datetime, time, timedelta

from mailflow.adapters.agenda_formats.checks import is_found_once
from mailflow.adapters.agenda_formats.names import slug_of
from mailflow.adapters.agenda_formats.options import AgendaOptions
from mailflow.adapters.agenda_formats.times import is_timezone, nearest_timezone, parse_duration, parse_moment
from mailflow.adapters.agenda_formats.written import WrittenAgenda
from mailflow.adapters.agenda_formats.yaml_archive import read_archiving
from mailflow.adapters.agenda_formats.yaml_habits import read_habits
from mailflow.adapters.agenda_formats.yaml_items import read_items
from mailflow.adapters.agenda_formats.yaml_people import read_address, read_addresses, read_language, read_people, read_person
from mailflow.adapters.agenda_formats.yaml_values import Value, compose
from mailflow.domain.agenda import OnlineAccess, Series

AGENDA_KEYS = (
    "title", "start", "end", "timezone", "series", "online", "notes", "items", "cadence", "language", "approval_hold", "chair", "deputies",
    "approve_with_edits", "timetable", "exceptions", "number", "archive", "robots",
    "minute_taker", "secretary", "subscribers", "list", "warnings",
)  # fmt: skip
_ONLINE_KEYS = ("service", "url", "meeting_id", "passcode", "phones")
_SLUG = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_MOMENT_FORM = "write it like 2021-03-03T10:00"

Fields = dict[str, Value]


def parse_yaml(content: str, *, source: str, options: AgendaOptions) -> WrittenAgenda:
    """Read our YAML.

    Raises:
        BadInputError: one line per problem, with source, line and path.
    """
    root = compose(content, source=source)
    fields = root.fields(AGENDA_KEYS)
    start = _start(root, fields, options)
    written = WrittenAgenda(
        series=_series(root, fields, options),
        start=start,
        end=_end(fields, start),
        items=read_items(fields.get("items")),
        date=options.date,
        online=_online(fields.get("online")),
        notes=fields["notes"].lines().strip() if "notes" in fields else "",
        warnings=_kept_warnings(fields.get("warnings")),
        number=_number(fields.get("number")),
    )
    if written.end is None and not written.items:
        root.complain("items: there are none, and no end is given either; write at least one item")
    root.problems.raise_any()
    return written


def _series(root: Value, fields: Fields, options: AgendaOptions) -> Series:
    title = _text(fields, "title")
    if not title:
        (fields.get("title") or root).complain("title: a meeting needs one")
    chair, minute_taker, secretary = (read_person(fields.get(role)) for role in ("chair", "minute_taker", "secretary"))
    return Series(
        slug=_slug(fields.get("series"), title),
        title=title,
        timezone=_timezone(root, fields.get("timezone"), options),
        chair=chair,
        deputies=read_people(fields.get("deputies")),
        minute_taker=minute_taker,
        secretary=secretary,
        subscribers=read_addresses(fields.get("subscribers")),
        list_address=read_address(fields.get("list")) or "",
        cadence=_text(fields, "cadence"),
        language=_language(fields.get("language")),
        approval_hold=_approval_hold(fields.get("approval_hold")),
        publishes_edits=_publishes_edits(fields.get("approve_with_edits")),
        habits=read_habits(fields.get("timetable"), fields.get("exceptions")),
        archiving=read_archiving(fields.get("archive"), fields.get("robots")),
    )


def _text(fields: Fields, key: str) -> str:
    return fields[key].text() if key in fields else ""


def _slug(value: Value | None, title: str) -> str:
    slug = value.text() if value else ""
    if value and slug and not _SLUG.fullmatch(slug):
        value.complain("a series is named in one word of at most 63 letters, digits, dots and hyphens, like escape-tc")
    return slug or slug_of(title)


def _timezone(root: Value, value: Value | None, options: AgendaOptions) -> str:
    """Return the zone of the options, else of the file, else the default; the file's is checked even where it is not used."""
    written = value.text() if value else ""
    if value and written and not is_timezone(written):
        value.complain(f"unknown time zone “{written[:60]}”; the nearest known one is {nearest_timezone(written)}")
    given = options.timezone or ("" if written else options.default_timezone)
    if given and not is_timezone(given):
        root.problems.add("", None, f"unknown time zone “{given}” was asked for; the nearest known one is {nearest_timezone(given)}")
    chosen = given or written
    return chosen if is_timezone(chosen) else "UTC"


def _language(value: Value | None) -> str:
    return read_language(value) or "en"


def _approval_hold(value: Value | None) -> timedelta:
    text = value.text() if value else ""
    if value is None or not text:
        return timedelta(minutes=10)
    minutes = 0 if text == "0" else parse_duration(text)
    if minutes is None:
        value.complain("expected a time like 10m, or 0m to send at once")
    return timedelta(minutes=minutes or 0)


def _publishes_edits(value: Value | None) -> bool:
    text = value.text() if value else ""
    if value and text not in {"", "ask", "publish"}:
        value.complain("expected ask (an approval with edits is asked about once more) or publish")
    return text == "publish"


def _start(root: Value, fields: Fields, options: AgendaOptions) -> datetime:
    """Return the written start of the meeting, or that of its first item; the epoch where there is neither, after a complaint."""
    value = fields.get("start")
    if value is None or value.is_null:
        value = _first_item_start(fields)
    if value is None:
        root.complain(f"start: a meeting needs one; {_MOMENT_FORM}")
        return datetime(1970, 1, 1)  # noqa: DTZ001 - never used: the complaint is raised
    moment = parse_moment(value.text())
    if isinstance(moment, datetime):
        return moment
    if isinstance(moment, time) and options.date:
        return datetime.combine(options.date, moment)
    value.complain(f"has no date; {_MOMENT_FORM}, or give --date" if moment else f"expected when it starts; {_MOMENT_FORM}")
    return datetime(1970, 1, 1)  # noqa: DTZ001 - never used: the complaint is raised


def _first_item_start(fields: Fields) -> Value | None:
    items = fields["items"].entries() if "items" in fields else ()
    pairs = dict(items[0].pairs()) if items else {}
    return pairs.get("start")


def _end(fields: Fields, start: datetime) -> datetime | time | None:
    value = fields.get("end")
    if value is None or value.is_null:
        return None
    end = parse_moment(value.text())
    if end is None:
        value.complain(f"expected when it ends; {_MOMENT_FORM}")
    if isinstance(end, datetime) and (end.tzinfo is None) == (start.tzinfo is None) and not start < end < start + timedelta(days=7):
        value.complain("must lie after the start, by less than a week")
    return end


def _number(value: Value | None) -> int | None:
    """Return which meeting of its series it is; None where that is to be counted."""
    text = value.text() if value else ""
    if value is None or not text:
        return None
    if not re.fullmatch(r"[1-9]\d{0,5}", text):
        value.complain("expected which meeting of the series it is, such as 12")
        return None
    return int(text)


def _online(value: Value | None) -> OnlineAccess:
    fields = value.fields(_ONLINE_KEYS) if value else {}
    phones = (phone.text() for phone in fields["phones"].entries()) if "phones" in fields else ()
    return OnlineAccess(
        service=_text(fields, "service"),
        url=_text(fields, "url"),
        meeting_id=_text(fields, "meeting_id"),
        passcode=_text(fields, "passcode"),
        phones=tuple(phone for phone in phones if phone),
    )


def _kept_warnings(value: Value | None) -> tuple[str, ...]:
    """Return the warnings of an earlier reading that this one cannot find again, as that somebody was entered twice."""
    warnings = tuple(entry.text() for entry in value.entries()) if value else ()
    return tuple(warning for warning in warnings if is_found_once(warning))
