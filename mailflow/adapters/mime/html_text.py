"""The text of an HTML-only mail, with its paragraphs, bullets, links and quotation depth.

    html -> capped -> cleaned (nh3) -> without what is hidden -> marks of mail programs (html_marks) -> quotes and links marked
    -> text (inscriptis) -> quotes as `> `

Quotation marks matter: a quoted block that is not marked would be taken for the author's own words.
"""

import re
from dataclasses import dataclass
from html import escape, unescape
from urllib.parse import unquote

import nh3
from inscriptis import get_text

from mailflow.adapters.mime.html_layout import LAYOUT
from mailflow.adapters.mime.html_marks import QUOTE_BEGIN, QUOTE_END, mark_clients
from mailflow.adapters.mime.html_shown import ATTRIBUTES, FORM_TAGS, STRUCK_TAGS, shown
from mailflow.domain.message import CUT

HTML_LIMIT = 1_000_000
_MARKS_LIMIT = 16_000
_ENTITIES_LIMIT = 100_000
_OWN_TAG = re.compile(r"<(/?)signature\b[^<>]*>", re.IGNORECASE)  # Mailspring's
_HARD_SPACE = re.compile(r"\xa0|&(?:nbsp|#0{0,9}160|#x0{0,9}a0);?", re.IGNORECASE)
_RUN_LIMIT = 4000
_LONG_RUN = re.compile(r"[^<]{4000}[#\w]{0,40};?")  # never within an entity
_DEPTH_LIMIT = 200  # libxml2, on which inscriptis stands, ends at 256
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,20})\b[^<>]{0,65536}>")
# Elements that need no end tag, or have none: many of them in a row are not nested.
_UNNESTED = frozenset({
    "p", "li", "dt", "dd", "tr", "td", "th", "thead", "tbody", "tfoot", "option", "br", "hr", "img", "input", "meta", "link", "col", "area",
    "base", "embed", "source", "track", "wbr", "colgroup", "html", "head", "body",
})  # fmt: skip
_TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "center", "cite", "code", "dd", "div", "dl", "dt", "em", "font", "h1", "h2", "h3",
    "h4", "h5", "h6", "hr", "i", "li", "ol", "p", "pre", "q", "s", "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "tr", "u", "ul", "img",
    *STRUCK_TAGS, *FORM_TAGS,
}  # fmt: skip
_UNSEEN = {"script", "style", "title", "template", "noscript"}
_LEVELS = {"table": 4, "ul": 2, "ol": 2, "dl": 2}  # with the rows and items that stand in them
_LINK = re.compile(r'<a href="([^"<>]{1,2000})"[^<>]*>([^<>]{0,2000})</a>')
_SCHEME = re.compile(r"https?://(?:www\.)?|mailto:", re.IGNORECASE)
_WRAPPED = re.compile(
    r"https?://(?:[\w-]+\.safelinks\.protection\.outlook\.com/[^?]{0,20}\?url=|www\.google\.com/url\?(?:[^\"]{0,200}&amp;)?q=)(?P<encoded>[^&\"]{1,2000})|"
    r"https?://urldefense\.com/v3/__(?P<plain>https?:[^\"]{1,1500}?)__;",
    re.IGNORECASE,
)
_PADDING_LIMIT = 20_000_000
_ROW = re.compile(r"<(/?)(?:table|tr|caption)>")
_CELL = re.compile(r"</?(?:td|th|tbody|thead|tfoot)>")
_BLANK_LINES = re.compile(r"\n{3,}")


@dataclass(slots=True)
class HtmlBudget:
    """How much HTML of one message is still read, over all its parts."""

    characters: int = HTML_LIMIT
    tags: int = _MARKS_LIMIT

    def take(self, html: str) -> tuple[str, tuple[str, ...]]:
        """Return as much of the HTML as is left to be read, and what was not."""
        defects: list[str] = []
        if len(html) > self.characters:
            html, defects = html[: self.characters], [f"{CUT}more than {HTML_LIMIT} characters of HTML"]
        if html.count("&") > _ENTITIES_LIMIT:
            html = "&".join(html.split("&", _ENTITIES_LIMIT)[:-1])
            defects.append(f"{CUT}more than {_ENTITIES_LIMIT} entities of HTML")
        count = html.count("<")
        if count > self.tags:
            within = re.match(rf"(?:[^<]*+<){{{self.tags + 1}}}", html)
            html = html[: within.end() - 1] if within else ""
            defects.append(f"{CUT}more than {_MARKS_LIMIT} tags of HTML")
        self.characters -= len(html)
        self.tags -= min(count, self.tags)
        return html, tuple(defects)


def html_to_text(html: str, budget: HtmlBudget | None = None) -> tuple[str, tuple[str, ...]]:
    """Return the text of an HTML document as a reader sees it, and what was not read of it, or is hidden in it."""
    html, defects = (budget or HtmlBudget()).take(html)
    # A hard space is none of the author's words, and the cleaner takes a minute on a million of them.
    html = _OWN_TAG.sub(lambda tag: "</div>" if tag[1] else '<div class="signature">', html)
    flat, is_cut = _flattened(_HARD_SPACE.sub(" ", html.replace(QUOTE_BEGIN, "").replace(QUOTE_END, "")))
    if is_cut:
        defects += (f"html nested deeper than {_DEPTH_LIMIT}",)
    seen = shown(
        nh3.clean(
            _in_pieces(flat), tags=_TAGS, attributes=ATTRIBUTES, url_schemes={"http", "https"}, link_rel=None, clean_content_tags=_UNSEEN
        )
    )
    marked = _LINK.sub(_shown_link, _marked_quotes(_without_vast_tables(mark_clients(seen.html))))
    escaped = marked.replace("&amp;", "&amp;amp;")  # inscriptis decodes entities once more than it should
    text = _tidy(_with_quote_marks(get_text(f"<html><body>{escaped}</body></html>", LAYOUT)))
    # Words without layout, should the layout have swallowed them.
    return text or unescape(re.sub(r"<[^<>]*>", " ", seen.html)).strip(), (*defects, *seen.defects)


def _in_pieces(html: str) -> str:
    """Put an empty tag into long runs of text, between characters: the cleaner's time grows with the square of a run."""
    return _LONG_RUN.sub(r"\g<0><wbr>", html) if len(html) >= _RUN_LIMIT else html


def _without_vast_tables(html: str) -> str:
    """Give up the columns of a table whose cells would be padded to more than memory is worth."""
    rows = html.split("<tr>")
    if len(rows) * max(map(len, rows)) <= _PADDING_LIMIT:
        return html
    return _CELL.sub(" ", _ROW.sub(r"<\1div>", html))


def _flattened(html: str) -> tuple[str, bool]:
    """Leave out the tags beyond the depth limit, keeping what stands in them (nh3 takes seconds on 50,000 nested elements)."""
    if html.count("<") - html.count("</") + 3 * html.count("<t") + html.count("<ul") <= _DEPTH_LIMIT:
        return html, False
    depth = 0
    deepest = 0

    def shallow(tag: re.Match[str]) -> str:
        nonlocal depth, deepest
        name = tag[2].lower()
        if name in _UNNESTED:
            return tag[0]
        weight = _LEVELS.get(name, 1)
        level = depth if tag[1] else depth + weight
        depth = max(depth - weight, 0) if tag[1] else level
        deepest = max(deepest, level)
        return tag[0] if level <= _DEPTH_LIMIT else " "

    return _TAG.sub(shallow, html), deepest > _DEPTH_LIMIT


def _marked_quotes(html: str) -> str:
    """Put a mark of its own on the line before and after each quoted block; the cleaner has balanced them."""
    begun = html.replace("<blockquote>", f"<blockquote><div>{QUOTE_BEGIN}</div>")
    return begun.replace("</blockquote>", f"<div>{QUOTE_END}</div></blockquote>")


def _shown_link(link: re.Match[str]) -> str:
    target, text = _unwrapped(link[1]), link[2]
    is_shown = not text.strip() or _bare(target) == _bare(text)
    return text if is_shown else f"{text} &lt;{target}&gt;"


def _bare(url: str) -> str:
    """Return an address as people write it."""
    return _SCHEME.sub("", url.strip()).removesuffix("/").lower()


def _unwrapped(target: str) -> str:
    """Return the address that a mail gateway has hidden in one of its own."""
    wrapped = _WRAPPED.match(target)
    return escape(unquote(unescape(wrapped["plain"] or wrapped["encoded"])), quote=False) if wrapped else target


def _with_quote_marks(text: str) -> str:
    lines: list[str] = []
    depth = 0
    for line in text.split("\n"):
        mark = line.strip()
        if mark in _DEEPER:
            depth = max(0, depth + _DEEPER[mark])
        else:
            lines.append(f"{'>' * depth} {line.rstrip()}".rstrip() if depth else line.rstrip())
    return "\n".join(lines)


def _tidy(text: str) -> str:
    return _BLANK_LINES.sub("\n\n", text.replace(QUOTE_BEGIN, "").replace(QUOTE_END, "")).strip("\n")


_DEEPER = {QUOTE_BEGIN: 1, QUOTE_END: -1}
