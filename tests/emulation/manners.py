"""How a program answers: a table entry for each, and the one way from it to the reply."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from html import escape

from tests.emulation.dom import Element, Node, Text, inner, parse
from tests.emulation.envelope import Letter, seal
from tests.emulation.html_text import TextStyle, to_text
from tests.emulation.model import DraftMail, Edit, open_draft
from tests.emulation.rewriting import Rewriting
from tests.emulation.typing_html import Typed, edited
from tests.emulation.typing_text import Layout, Row, edited_rows, flowed, marked

_USUAL = Letter()
_TYPED = re.compile(r'<div class="typed">(.*?)</div>')


@dataclass(frozen=True)
class Marks:
    """The quote marks: before all, before what the user typed, before what was broken off, for empty lines (None: the first)."""

    mark: str = "> "
    typed: str | None = None
    rest: str | None = None
    blank: str | None = ">"


@dataclass(frozen=True)
class TextManner:
    """A program that quotes the text part, or text that it makes of the HTML (`source`).

    `frame`: the whole text, with {top}, {quote}, {bottom} and the names of `fields`.
    """

    frame: str
    letter: Letter = _USUAL
    marks: Marks = Marks()
    layouts: tuple[Layout, ...] = ()
    source: TextStyle | None = None
    rewritings: tuple[Rewriting, ...] = ()
    indents: bool = True
    air: bool = False
    flow: str = ""
    """"flowed" or "delsp": how the lines end."""

    def __call__(self, raw: bytes, edits: Sequence[Edit]) -> bytes:
        """Return the reply."""
        draft = open_draft(raw)
        rows = self._from_html(raw, edits) if self.source else edited_rows(draft, edits, indents=self.indents, air=self.air)
        for layout in self.layouts:
            rows = layout(rows)
        quote = "\n".join(marked(rows, self.marks.mark, typed=self.marks.typed, rest=self.marks.rest, blank=self.marks.blank))
        top, bottom = said(edits)
        text = self.frame.format(**fields(draft), quote=quote, top="\n".join(top), bottom="\n".join(bottom)).strip("\n") + "\n"
        if self.flow:
            text = "\n".join(flowed(text.split("\n"), delsp=self.flow == "delsp"))
        return seal(draft, self.letter, plain=text, html=None)

    def _from_html(self, raw: bytes, edits: Sequence[Edit]) -> list[Row]:
        assert self.source is not None
        body = edited(raw, edits, typed_as("p"))
        for rewrite in self.rewritings:
            rewrite(body)
        return [Row(line) for line in to_text(body, self.source)]


@dataclass(frozen=True)
class HtmlManner:
    """A program that quotes the HTML part; `plain` makes the text beside it from the whole HTML, None: there is none.

    `frame`: the page, with {top}, {quote}, {bottom} and the names of `fields`; `plain_frame`: the text about a quote with `mark` before
    its lines ("": the text is made of the whole page); `said`: a paragraph written above or below.
    """

    frame: str
    letter: Letter = _USUAL
    typed: Typed | None = None
    rewritings: tuple[Rewriting, ...] = ()
    plain: TextStyle | None = None
    plain_frame: str = ""
    mark: str = "> "
    said: str = "<div>{}</div>"
    splits: str = ""
    """What stands for the two ends of the quote where the user breaks it with Enter to write: {} is the line."""

    def __call__(self, raw: bytes, edits: Sequence[Edit]) -> bytes:
        """Return the reply."""
        draft = open_draft(raw)
        body = edited(raw, edits, self.typed or typed_as("div"))
        for rewrite in self.rewritings:
            rewrite(body)
        top, bottom = said(edits)
        spoken = ["".join(self.said.format(escape(text)) for text in texts) for texts in (top, bottom)]
        told = {name: escape(value) for name, value in fields(draft).items()}
        quote = _TYPED.sub(lambda found: self.splits.format(found[1]), inner(body)) if self.splits else inner(body)
        page = self.frame.format(**told, quote=quote, top=spoken[0], bottom=spoken[1])
        return seal(draft, self.letter, plain=self._plain(draft, body, page, (top, bottom)), html=page)

    def _plain(self, draft: DraftMail, body: Element, page: str, spoken: tuple[list[str], list[str]]) -> str | None:
        if self.plain is None:
            return None
        if not self.plain_frame:
            return "\n".join(to_text(parse(page), self.plain)) + "\n"
        quote = "\n".join((self.mark + line).rstrip() for line in to_text(body, self.plain))
        top, bottom = ("\n".join(texts) for texts in spoken)
        return self.plain_frame.format(**fields(draft), quote=quote, top=top, bottom=bottom).strip("\n") + "\n"


def typed_as(tag: str, attrs: dict[str, str] | None = None, style: str = "") -> Typed:
    """Return a maker of typed paragraphs: a tag, and in it a span with a style if any; a "br" makes a bare line."""

    def make(text: str) -> list[Node]:
        said: Node = Element("span", {"style": style}).add(Text(text)) if style else Text(text)
        return [Element("br"), said, Element("br")] if tag == "br" else [Element(tag, dict(attrs or {})).add(said)]

    return make


def said(edits: Sequence[Edit]) -> tuple[list[str], list[str]]:
    """Return what is written above and below the quote."""
    top = [edit.new for edit in edits if edit.kind == "append_top"]
    return top, [edit.new for edit in edits if edit.kind == "append_bottom"]


def fields(draft: DraftMail) -> dict[str, str]:
    """Return what frames name of the draft: who sent it, to whom, when, about what."""
    sent = parsedate_to_datetime(draft.headers["Date"])
    name, _, rest = draft.headers["From"].partition(" <")
    to, _, to_rest = draft.headers["To"].partition(" <")
    return {
        "name": name.strip('"'),
        "email": rest.rstrip(">"),
        "to": to.strip('"'),
        "to_email": to_rest.rstrip(">"),
        "subject": draft.headers["Subject"],
        "long": f"{sent:%A, %B} {sent.day}, {sent.year} {sent:%H:%M}",
        "gmail": f"{sent:%a, %b} {sent.day}, {sent.year} at {sent:%I:%M} {sent:%p}",
        "iso": f"{sent:%Y-%m-%d %H:%M}",
        "numeric": f"{sent:%d/%m/%Y} {sent:%H:%M}",
        "dotted": f"{sent:%d.%m.%Y}",
        "hour": f"{sent:%H:%M}",
        "rfc": f"{sent:%a, %d %b %Y %H:%M:%S %z}",
        "plain_day": f"{sent.day} {sent:%b %Y}",
    }
