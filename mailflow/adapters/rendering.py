"""Templates to mails and pages (Jinja2: sandboxed, strict, HTML escaped; styles inlined by css-inline).

    context -> subject.txt, body.txt, body.html of the folder that its kind names -> RenderedMail

A template sees the fields of the context and the filters below, nothing else; no text of a mail is ever a template.
A mail is said in the language of its reader, where there is a catalogue for it; times are those of the meeting's zone, and of the reader's
own beside them where that is known and another.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, datetime
from gettext import NullTranslations
from pathlib import Path
from urllib.parse import quote

from babel import Locale
from css_inline import CSSInliner
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from mailflow.adapters import typeset
from mailflow.adapters.catalogues import ENGLISH, Catalogues, language_of_tag
from mailflow.adapters.mime.header_text import header_text
from mailflow.adapters.times import Calendar, calendar_of
from mailflow.domain.agenda import AgendaItem, Meeting, Report, Series
from mailflow.domain.mails.context import MailContext
from mailflow.domain.mails.speakers import Choosable
from mailflow.domain.message import Address
from mailflow.domain.minutes.changes import LineChange
from mailflow.domain.minutes.content import MinutesContent, MinutesItem, MinutesReport
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.minutes.sheet import action_lines, byline, notes_below, render_text, stretches
from mailflow.domain.records import RenderedMail
from mailflow.domain.redline import redline
from mailflow.domain.structure import BULLET
from mailflow.domain.told import OwnItem, Told

_PACKAGE = Path(__file__).resolve().parents[1]
_SUBJECT_LIMIT = 140
_REASON_LIMIT = 90
_FOR_YOU = "%(when)s for you"  # `_("%(when)s for you")` in templates/_times.txt
_BODY = "&body="
# The inliner puts the rules that it keeps before the charset, which must stand within the first 1024 octets.
_STYLE_FIRST = re.compile(r"<head>(<style>[^<]*</style>)(.*?)</head>", re.DOTALL)


class TemplateRenderer:
    """The port Renderer.

    Args:
        templates_override: the operator's folder; a file in it stands in for ours of the same path. Ours come with the installed
            package, or lie beside it in a checkout.
    """

    def __init__(self, templates_override: Path | None = None) -> None:
        folders = [*([templates_override] if templates_override else []), _PACKAGE / "templates", _PACKAGE.parent / "templates"]
        self._environment = SandboxedEnvironment(
            loader=ChoiceLoader([FileSystemLoader(folder) for folder in folders]),
            undefined=StrictUndefined,
            autoescape=_is_html,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=False,
            extensions=["jinja2.ext.i18n"],
        )
        install = self._environment.install_gettext_callables  # type: ignore[attr-defined] # the extension adds it
        install(_gettext, _ngettext, newstyle=True)
        self._environment.filters.update(_FILTERS)
        self._catalogues = Catalogues(folders)
        self._inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)

    def mail(self, context: MailContext) -> RenderedMail:
        """Render the subject, text and HTML of a kind of mail, which the context names."""
        values: dict[str, object] = {field.name: getattr(context, field.name) for field in fields(context)}
        values |= self._spoken(context) | {"title": context.meeting.title, "is_page": False}
        kind = context.kind.value
        subject = header_text(f"[{context.series.slug}] {self._render(f'{kind}/subject.txt', values)}")
        text = self._render(f"{kind}/body.txt", values).strip("\n") + "\n"
        html = self._html(f"{kind}/body.html", {**values, "subject_line": subject})
        return RenderedMail(typeset.clip(subject, _SUBJECT_LIMIT), text, html)

    def document(self, minutes: Draft, series: Series) -> str:
        """Render a revision of the minutes as an HTML page that stands alone."""
        calendar = calendar_of(minutes.content.timezone, ENGLISH)
        values = {"minutes": minutes, "series": series, "title": minutes.content.title, "is_page": True}
        spoken = {"calendar": calendar, "language": ENGLISH, "translations": NullTranslations()}
        return self._html("web/minutes.html", {**values, **spoken, "subject_line": minutes.content.title})

    def page(self, name: str, values: Mapping[str, object], languages: Sequence[str]) -> str:
        """Render a page of `web/` in the first of some languages that there is; its style stays in blocks, which a policy can name."""
        tag = self._catalogues.choose(languages)
        spoken = {"language": language_of_tag(tag), "translations": self._catalogues.translations(tag)}
        return self._render(f"web/{name}.html", {**values, **spoken, "is_page": True}).strip() + "\n"

    def _spoken(self, context: MailContext) -> dict[str, object]:
        """Return the language of a mail, what is said in it, and how it speaks of times.

        It is that of the mail which it answers, else that which its reader wants, else that of the series, as far as it has a catalogue.
        """
        reader, answered = context.reader, str(getattr(context, "language", ""))
        tag = self._catalogues.choose((answered, reader.language if reader else "", context.series.language))
        translations = self._catalogues.translations(tag)
        for_you = translations.gettext(_FOR_YOU)
        calendar = calendar_of(context.meeting.timezone, tag, reader_zone=reader.timezone if reader else "", for_you=for_you)
        return {"calendar": calendar, "language": language_of_tag(tag), "translations": translations}

    def _html(self, template: str, values: Mapping[str, object]) -> str:
        html = self._inliner.inline(self._render(template, values)).strip() + "\n"
        return _STYLE_FIRST.sub(r"<head>\2\1</head>", html, count=1)

    def _render(self, template: str, values: Mapping[str, object]) -> str:
        return self._environment.get_template(template).render(values)


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html")


def _calendar(context: Context) -> Calendar:
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
def _gettext(context: Context, message: str) -> str:
    return _translations(context).gettext(message)


@pass_context
def _ngettext(context: Context, one: str, several: str, count: int) -> str:
    return _translations(context).ngettext(one, several, count)


@pass_context
def _names(context: Context, words: Iterable[str]) -> str:
    return typeset.names(words, Locale(str(context["language"])))


@pass_context
def _size(context: Context, size_bytes: int) -> str:
    return typeset.size(size_bytes, Locale(str(context["language"])))


@pass_context
def _moment(context: Context, at: datetime) -> str:
    return _calendar(context).moment(at)


@pass_context
def _date(context: Context, at: datetime) -> str:
    return _calendar(context).date(at)


@pass_context
def _short_date(context: Context, at: datetime) -> str:
    return _calendar(context).short_date(at)


@pass_context
def _day(context: Context, on: date) -> str:
    return _calendar(context).day(on)


@pass_context
def _time(context: Context, at: datetime) -> str:
    return _calendar(context).time(at)


@pass_context
def _zone(context: Context, at: datetime) -> str:
    return _calendar(context).zone_of(at)


@pass_context
def _span(context: Context, item: AgendaItem | OwnItem | Meeting | Told) -> str:
    return _calendar(context).span(item.start_at, item.end_at)


@pass_context
def _when(context: Context, meeting: Meeting | MinutesContent | Told) -> str:
    return _calendar(context).when(meeting.start_at, meeting.end_at)


@pass_context
def _speaker_names(context: Context, item: AgendaItem) -> str:
    return _names(context, (speaker.name for speaker in item.speakers))


def _label(item: AgendaItem | OwnItem) -> str:
    """Return `3.1 CTA`."""
    return f"{item.key} {item.title}"


@pass_context
def _reasons(context: Context, choice: Choosable) -> str:
    """Return `72 %: the subject names CTA; against it: the sender is none of its speakers`."""
    against = _gettext(context, "against it:") + " "
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


def _as_filed(report: Report, slot: AgendaItem) -> str:
    """Return the item with this report as it will stand in the minutes, letter for letter: the domain writes both."""
    shown = MinutesReport(report.author, report.delegate, report.text, report.late, tuple(file.filename for file in report.attachments))
    speakers = tuple(speaker.name for speaker in slot.speakers)
    item = MinutesItem(slot.key, _depth(slot), slot.title, speakers, slot.expects_report, (shown,))
    content = MinutesContent("-", report.received_at, report.received_at, "UTC", "", (item,))
    return render_text(content).partition("\n\n")[2].rstrip("\n")


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
    actions = [_ngettext(context, "%(num)s action", "%(num)s actions", count) % {"num": count}] if count else []
    return _names(context, [*actions, *([_gettext(context, "the next meeting")] if content.next_meeting else [])])


@pass_context
def _change_place(context: Context, change: LineChange) -> str:
    """Return `3.1  CTA (Matthias Fuessling), words of Matthias Fuessling`; what stands above all items has no place."""
    whose = _gettext(context, "words of %(person)s") % {"person": change.whose} if change.whose else ""
    return ", ".join(part for part in (change.item, whose) if part) or _gettext(context, "The minutes")


def _prefilled(url: str, words: str) -> str:
    """Return a mailto URL that writes other words into the reply; one that writes none stays as it is."""
    address, mark, _ = url.rpartition(_BODY)
    return f"{address}{mark}{quote(words)}" if mark else url


def _line_count(text: str) -> int:
    return sum(1 for line in text.split("\n") if line.strip())


_FILTERS: dict[str, Callable[..., object]] = {
    "moment": _moment,
    "date": _date,
    "short_date": _short_date,
    "day": _day,
    "time": _time,
    "zone": _zone,
    "span": _span,
    "when": _when,
    "wrap": typeset.wrap,
    "words": typeset.words,
    "names": _names,
    "size": _size,
    "clip": typeset.clip,
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
    "redline": redline,
    "byline": byline,
    "stretches": stretches,
    "apart": _apart,
    "notes_below": notes_below,
    "action_lines": action_lines,
    "proposed": _proposed,
    "change_place": _change_place,
}
