"""Templates to mails and pages (Jinja2: sandboxed, strict, HTML escaped; styles inlined by css-inline).

    context -> subject.txt, body.txt, body.html of the folder that its kind names -> RenderedMail

A template sees the fields of the context and the filters below, nothing else; no text of a mail is ever a template.
A mail is said in the language of its reader, where there is a catalogue for it; times are those of the meeting's zone, and of the reader's
own beside them where that is known and another.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import astuple, fields
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment

from mailflow.adapters import typeset
from mailflow.adapters.catalogues import Catalogues, language_of_tag
from mailflow.adapters.mail_filters import FILTERS, translated, translated_count
from mailflow.adapters.mime.header_text import header_text
from mailflow.adapters.minutes_words import wording_in
from mailflow.adapters.page_filters import PAGE_FILTERS
from mailflow.adapters.times import calendar_of
from mailflow.domain.agenda import Series
from mailflow.domain.event_words import EventWords
from mailflow.domain.mails.context import MailContext
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.minutes.wording import Wording
from mailflow.domain.records import RenderedMail

_PACKAGE = Path(__file__).resolve().parents[1]
_SUBJECT_LIMIT = 140
_FOR_YOU = "%(when)s for you"  # `_("%(when)s for you")` in templates/_times.txt
# The inliner puts the rules that it keeps before the charset, which must stand within the first 1024 octets.
_STYLE_FIRST = re.compile(r"<head><style>([^<]*)</style>(.*?)</head>", re.DOTALL)
# It inlines the colour schemes of the whole document like any rule; a client that looks for them reads the block.
_ROOT_RULE = re.compile(r"^:root \{[^{}<]*\}\n", re.MULTILINE)


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
        install(translated, translated_count, newstyle=True)
        self._environment.filters.update(FILTERS | PAGE_FILTERS)
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

    def event_words(self, languages: Sequence[str]) -> EventWords:
        """Return what is said under a calendar event, in the first of some languages that there is."""
        say = self._catalogues.translations(self._catalogues.choose(languages)).gettext
        return EventWords(*(say(english) for english in astuple(EventWords())))

    def wording(self, language: str) -> Wording:
        """Return the words in which minutes of a language (a tag) are set; English where there is none."""
        tag = self._catalogues.choose((language,))
        return wording_in(tag, self._catalogues.translations(tag))

    def wordings(self) -> tuple[Wording, ...]:
        """Return the words of all languages that there are."""
        return tuple(map(self.wording, self._catalogues.languages()))

    def document(self, minutes: Draft, series: Series) -> str:
        """Render a revision of the minutes as an HTML page that stands alone, in the language in which they are set."""
        tag = self._catalogues.choose((minutes.content.wording.language,))
        values = {"minutes": minutes, "series": series, "title": minutes.content.title, "is_page": True}
        calendar = calendar_of(minutes.content.timezone, tag)
        spoken = {"calendar": calendar, "language": language_of_tag(tag), "translations": self._catalogues.translations(tag)}
        return self._html("web/minutes.html", {**values, **spoken, "subject_line": minutes.content.title})

    def page(self, name: str, values: Mapping[str, object], languages: Sequence[str]) -> str:
        """Render a page of `web/` in the first of some languages that there is; its style stays in blocks, which a policy can name."""
        tag = self._catalogues.choose(languages)
        spoken = {"language": language_of_tag(tag), "translations": self._catalogues.translations(tag)}
        return self._render(f"web/{name}.html", {**values, **spoken, "is_page": True}).strip() + "\n"

    def screen(self, template: str, values: Mapping[str, object], *, timezone: str = "UTC", language: str = "en") -> str:
        """Render a page of the archive or the board, in a language that has a catalogue, else in English; its style comes beside it."""
        tag = self._catalogues.choose((language,))
        own = {"calendar": calendar_of(timezone, tag), "language": language_of_tag(tag), "translations": self._catalogues.translations(tag)}
        return self._render(template, {**own, **values})

    def style(self) -> bytes:
        """Return the style sheet of our pages."""
        return self._render("web/style.css", {}).encode()

    def _spoken(self, context: MailContext) -> dict[str, object]:
        """Return the language of a mail, what is said in it, and how it speaks of times.

        It is that of the mail which it answers, else that which its reader wants, else that of the series, as far as it has a catalogue.
        """
        reader, answered = context.reader, str(getattr(context, "language", ""))
        tag = self._catalogues.choose((answered, reader.language if reader else "", context.series.language))
        translations = self._catalogues.translations(tag)
        for_you = translations.gettext(_FOR_YOU)
        calendar = calendar_of(context.meeting.timezone, tag, reader_zone=reader.timezone if reader else "", for_you=for_you)
        own = self.wording(context.series.language)
        return {"calendar": calendar, "language": language_of_tag(tag), "translations": translations, "wording": own}

    def _html(self, template: str, values: Mapping[str, object]) -> str:
        written = self._render(template, values)
        html = self._inliner.inline(written).strip() + "\n"
        root = "".join(_ROOT_RULE.findall(written)[:1])
        return _STYLE_FIRST.sub(lambda found: f"<head>{found[2]}<style>\n{root}{found[1]}</style></head>", html, count=1)

    def _render(self, template: str, values: Mapping[str, object]) -> str:
        return self._environment.get_template(template).render(values)


def _is_html(name: str | None) -> bool:
    return name is not None and name.endswith((".html", ".xml"))
