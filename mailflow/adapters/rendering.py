"""Templates to mails and pages (Jinja2: sandboxed, strict, HTML escaped; styles inlined by css-inline).

    context -> subject.txt, body.txt, body.html of the folder that its kind names -> RenderedMail

A template sees the fields of the context and the filters below, nothing else; no text of a mail is ever a template.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import fields
from datetime import datetime
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment

from mailflow.adapters import typeset
from mailflow.adapters.mime.header_text import header_text
from mailflow.domain.agenda import AgendaItem, Meeting, Report, Series
from mailflow.domain.mails import MailContext
from mailflow.domain.message import Address
from mailflow.domain.minutes import Draft, MinutesContent, MinutesItem, MinutesReport, byline, is_missing, render_text
from mailflow.domain.records import RenderedMail

_PACKAGE = Path(__file__).resolve().parents[1]
_SUBJECT_LIMIT = 140
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
        )
        self._environment.filters.update(_FILTERS)
        self._inliner = CSSInliner(load_remote_stylesheets=False, keep_at_rules=True)

    def mail(self, context: MailContext) -> RenderedMail:
        """Render the subject, text and HTML of a kind of mail, which the context names."""
        values: dict[str, object] = {field.name: getattr(context, field.name) for field in fields(context)}
        calendar = typeset.calendar_of(context.meeting.timezone, context.series.language)
        values |= {"calendar": calendar, "title": context.meeting.title, "is_page": False}
        kind = context.kind.value
        subject = header_text(f"[{context.series.slug}] {self._render(f'{kind}/subject.txt', values)}")
        text = self._render(f"{kind}/body.txt", values).strip("\n") + "\n"
        return RenderedMail(typeset.clip(subject, _SUBJECT_LIMIT), text, self._html(f"{kind}/body.html", {**values, "subject": subject}))

    def document(self, minutes: Draft, series: Series) -> str:
        """Render a revision of the minutes as an HTML page that stands alone."""
        calendar = typeset.calendar_of(minutes.content.timezone, series.language)
        values = {"minutes": minutes, "series": series, "calendar": calendar, "title": minutes.content.title, "is_page": True}
        return self._html("web/minutes.html", {**values, "subject": minutes.content.title})

    def _html(self, template: str, values: Mapping[str, object]) -> str:
        html = self._inliner.inline(self._render(template, values)).strip() + "\n"
        return _STYLE_FIRST.sub(r"<head>\2\1</head>", html, count=1)

    def _render(self, template: str, values: Mapping[str, object]) -> str:
        return self._environment.get_template(template).render(values)


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith(".html")


def _calendar(context: Context) -> typeset.Calendar:
    found = context["calendar"]
    if not isinstance(found, typeset.Calendar):
        raise TypeError("`calendar` is not a template's own variable")
    return found


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
def _time(context: Context, at: datetime) -> str:
    return _calendar(context).time(at)


@pass_context
def _zone(context: Context, at: datetime) -> str:
    return _calendar(context).zone_of(at)


@pass_context
def _span(context: Context, item: AgendaItem) -> str:
    return _calendar(context).span(item.start_at, item.end_at)


@pass_context
def _when(context: Context, meeting: Meeting | MinutesContent) -> str:
    return _calendar(context).when(meeting.start_at, meeting.end_at)


def _speaker_names(item: AgendaItem) -> str:
    return typeset.names(speaker.name for speaker in item.speakers)


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


def _lines(text: str) -> str:
    count = sum(1 for line in text.split("\n") if line.strip())
    return f"{count} line" if count == 1 else f"{count} lines"


_FILTERS: dict[str, Callable[..., object]] = {
    "moment": _moment,
    "date": _date,
    "short_date": _short_date,
    "time": _time,
    "zone": _zone,
    "span": _span,
    "when": _when,
    "wrap": typeset.wrap,
    "words": typeset.words,
    "names": typeset.names,
    "size": typeset.size,
    "clip": typeset.clip,
    "preheader": typeset.preheader,
    "speaker_names": _speaker_names,
    "own_items": _own_items,
    "is_chair": _is_chair,
    "depth": _depth,
    "as_filed": _as_filed,
    "lines": _lines,
    "byline": byline,
    "is_missing": is_missing,
}
