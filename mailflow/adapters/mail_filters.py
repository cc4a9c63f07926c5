"""What a template can do with a value: dates and times, lists of names, places in the agenda, the words of authors as safe HTML."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from gettext import NullTranslations
from urllib.parse import quote

from babel import Locale
from jinja2 import pass_context
from jinja2.runtime import Context

from mailflow.adapters import typeset
from mailflow.adapters.times import Calendar
from mailflow.domain.agenda import AgendaItem, Meeting, Report, Series
from mailflow.domain.mails.speakers import Choosable
from mailflow.domain.message import Address
from mailflow.domain.minutes.changes import LineChange
from mailflow.domain.minutes.content import MinutesContent, MinutesItem, MinutesNote, MinutesReport
from mailflow.domain.minutes.sheet import action_lines, byline, notes_below, render_text, stretches
from mailflow.domain.minutes.wording import Wording
from mailflow.domain.redline import redline
from mailflow.domain.structure import BULLET
from mailflow.domain.told import OwnItem, Told

_REASON_LIMIT = 90
_BODY = "&body="


def calendar_in(context: Context) -> Calendar:
    """Return how a template speaks of times."""
    found = context["calendar"]
    if not isinstance(found, Calendar):
        raise TypeError("`calendar` is not a template's own variable")
    return found


def _translations(context: Context) -> NullTranslations:
    found = context["translations"]
    if not isinstance(found, NullTranslations):
        raise TypeError("`translations` is not a template's own variable")
    return found


@pass_context
def translated(context: Context, message: str) -> str:
    """Say a message in the language of the mail: `_(...)` of the templates."""
    return _translations(context).gettext(message)


@pass_context
def translated_count(context: Context, one: str, several: str, count: int) -> str:
    """Say one of two messages by a number: `ngettext(...)` of the templates."""
    return _translations(context).ngettext(one, several, count)


@pass_context
def _names(context: Context, words: Iterable[str]) -> str:
    return typeset.names(words, Locale(str(context["language"])))


@pass_context
def _size(context: Context, size_bytes: int) -> str:
    return typeset.size(size_bytes, Locale(str(context["language"])))


@pass_context
def _moment(context: Context, at: datetime) -> str:
    return calendar_in(context).moment(at)


@pass_context
def _date(context: Context, at: datetime) -> str:
    return calendar_in(context).date(at)


@pass_context
def _short_date(context: Context, at: datetime) -> str:
    return calendar_in(context).short_date(at)


@pass_context
def _day(context: Context, on: date) -> str:
    return calendar_in(context).day(on)


@pass_context
def _time(context: Context, at: datetime) -> str:
    return calendar_in(context).time(at)


@pass_context
def _zone(context: Context, at: datetime) -> str:
    return calendar_in(context).zone_of(at)


@pass_context
def _foreign_zone(context: Context, at: datetime) -> str:
    """Return the zone of the meeting where the clocks of the reader show another time, else nothing."""
    calendar = calendar_in(context)
    return calendar.zone.key if calendar.is_foreign(at) else ""


@pass_context
def _span(context: Context, item: AgendaItem | OwnItem | Meeting | Told) -> str:
    return calendar_in(context).span(item.start_at, item.end_at)


@pass_context
def _when(context: Context, meeting: Meeting | MinutesContent | Told) -> str:
    return calendar_in(context).when(meeting.start_at, meeting.end_at)


@pass_context
def _speaker_names(context: Context, item: AgendaItem) -> str:
    return _names(context, (speaker.name for speaker in item.speakers))


def _label(item: AgendaItem | OwnItem) -> str:
    """Return `3.1 CTA`."""
    return f"{item.key} {item.title}"


@pass_context
def _reasons(context: Context, choice: Choosable) -> str:
    """Return `72 %: the subject names CTA; against it: the sender is none of its speakers`."""
    against = translated(context, "against it:") + " "
    reasons = (("" if reason.weight >= 0 else against) + typeset.clip(reason.detail, _REASON_LIMIT) for reason in choice.evidence)
    return ": ".join(part for part in (f"{choice.confidence * 100:.0f} %", "; ".join(reasons)) if part)


def _mailto(address: str) -> str:
    """Return the URL that writes to an address and does nothing else (RFC 6068 2)."""
    return f"mailto:{quote(address, safe='@')}"


def _own_items(meeting: Meeting, person: Address) -> list[AgendaItem]:
    """Return the items on which the person with that address speaks."""
    email = person.email.casefold()
    return [item for item in meeting.walk() if any((speaker.email or "").casefold() == email for speaker in item.speakers)]


def _is_chair(series: Series, person: Address) -> bool:
    return any((approver.email or "").casefold() == person.email.casefold() for approver in series.approvers)


def _depth(item: AgendaItem) -> int:
    return item.key.count(".") + 1


@pass_context
def _as_filed(context: Context, report: Report, slot: AgendaItem) -> str:
    """Return the item with this report as it will stand in the minutes, letter for letter: the domain writes both."""
    shown = MinutesReport(report.author, report.delegate, report.text, report.late, tuple(file.filename for file in report.attachments))
    speakers = tuple(speaker.name for speaker in slot.speakers)
    item = MinutesItem(slot.key, _depth(slot), slot.title, speakers, slot.expects_report, (shown,))
    content = MinutesContent("-", report.received_at, report.received_at, "UTC", "", (item,), wording=context["wording"])
    return render_text(content).partition("\n\n")[2].rstrip("\n")


def _noted(notes: Iterable[MinutesNote], wording: Wording) -> list[str]:
    """Return notes as they read in minutes of these words."""
    return [note.line_in(wording) for note in notes]


def _apart(lines: Iterable[str]) -> str:
    """Return lines as a text in which each is a paragraph of its own, but for the points of one list."""
    text = ""
    for line in lines:
        is_point = bool(BULLET.match(line))
        text += ("\n" if is_point and BULLET.match(text.rpartition("\n")[2]) else "\n\n") + line
    return text.strip("\n")


@pass_context
def _proposed(context: Context, content: MinutesContent) -> str:
    """Return `2 actions and the next meeting`."""
    count = len(content.actions)
    actions = [translated_count(context, "%(num)s action", "%(num)s actions", count) % {"num": count}] if count else []
    return _names(context, [*actions, *([translated(context, "the next meeting")] if content.next_meeting else [])])


@pass_context
def _change_place(context: Context, change: LineChange) -> str:
    """Return `3.1  CTA (Matthias Fuessling), words of Matthias Fuessling`; what stands above all items has no place."""
    whose = translated(context, "words of %(person)s") % {"person": change.whose} if change.whose else ""
    return ", ".join(part for part in (change.item, whose) if part) or translated(context, "The minutes")


def _prefilled(url: str, words: str) -> str:
    """Return a mailto URL that writes other words into the reply; one that writes none stays as it is."""
    address, mark, _ = url.rpartition(_BODY)
    return f"{address}{mark}{quote(words)}" if mark else url


def _reference(url: str) -> str:
    """Return ` [id]` of the mail whose reply address a mailto URL holds, as its last words; empty where the address has no token."""
    name = url.partition("@")[0].partition("+")[2].partition(".")[0]
    return f" [{name}]" if name else ""


def _line_count(text: str) -> int:
    return sum(1 for line in text.split("\n") if line.strip())


@pass_context
def _clock(context: Context, at: datetime) -> str:
    """Return `2021-03-17T10:00`, as the command line takes it."""
    return f"{at.astimezone(calendar_in(context).zone):%Y-%m-%dT%H:%M}"


FILTERS: dict[str, Callable[..., object]] = {
    "iso": _clock,
    "moment": _moment,
    "date": _date,
    "short_date": _short_date,
    "day": _day,
    "time": _time,
    "zone": _zone,
    "span": _span,
    "foreign_zone": _foreign_zone,
    "when": _when,
    "wrap": typeset.wrap,
    "words": typeset.words,
    "linked": typeset.linked,
    "names": _names,
    "size": _size,
    "clip": typeset.clip,
    "excerpt": typeset.excerpt,
    "preheader": typeset.preheader,
    "speaker_names": _speaker_names,
    "own_items": _own_items,
    "is_chair": _is_chair,
    "depth": _depth,
    "as_filed": _as_filed,
    "line_count": _line_count,
    "label": _label,
    "reasons": _reasons,
    "mailto": _mailto,
    "prefilled": _prefilled,
    "reference": _reference,
    "redline": redline,
    "byline": byline,
    "stretches": stretches,
    "apart": _apart,
    "noted": _noted,
    "notes_below": notes_below,
    "action_lines": action_lines,
    "proposed": _proposed,
    "change_place": _change_place,
}
"""What a template can do with a value, by name."""
