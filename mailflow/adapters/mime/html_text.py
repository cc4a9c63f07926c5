"""The text of an HTML-only mail, with its paragraphs, bullets, links and quotation depth.

    html -> capped -> cleaned (nh3) -> quotes and links marked -> text (inscriptis) -> quotes as `> `

Quotation marks matter: a quoted block that is not marked would be taken for the author's own words.
"""

import re
from html import unescape

import nh3
from inscriptis import get_text
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.model.config import ParserConfig

_LENGTH_LIMIT = 1_000_000
_MARKS_LIMIT = 50_000
_MARKS = re.compile(rf"(?:[^<]*+<){{{_MARKS_LIMIT}}}+")
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
    "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_UNSEEN = {"script", "style", "title", "template", "noscript", "textarea", "select"}
_LEVELS = {"table": 4, "ul": 2, "ol": 2, "dl": 2}  # with the rows and items that stand in them
_QUOTE_BEGIN, _QUOTE_END = "\ue000", "\ue001"
_LINK = re.compile(r'<a href="([^"<>]{1,2000})"[^<>]*>([^<>]{0,2000})</a>')
_BLANK_LINES = re.compile(r"\n{3,}")
_CONFIG = ParserConfig(css=CSS_PROFILES["strict"])


def html_to_text(html: str) -> tuple[str, tuple[str, ...]]:
    """Return the text of an HTML document and what was not read of it."""
    defects: tuple[str, ...] = ()
    if len(html) > _LENGTH_LIMIT:
        html, defects = html[:_LENGTH_LIMIT], (f"html longer than {_LENGTH_LIMIT} characters",)
    within = _MARKS.match(html)
    if within:
        html, defects = html[: within.end() - 1], (*defects, f"html with more than {_MARKS_LIMIT} tags")
    flat, is_cut = _flattened(html.replace(_QUOTE_BEGIN, "").replace(_QUOTE_END, ""))
    if is_cut:
        defects += (f"html nested deeper than {_DEPTH_LIMIT}",)
    clean = nh3.clean(
        flat,
        tags=_TAGS,
        attributes={"a": {"href"}, "ol": {"start"}},
        url_schemes={"http", "https"},
        link_rel=None,
        clean_content_tags=_UNSEEN,
    )
    marked = _LINK.sub(_shown_link, _marked_quotes(clean))
    escaped = marked.replace("&amp;", "&amp;amp;")  # inscriptis decodes entities once more than it should
    text = _tidy(_with_quote_marks(get_text(f"<html><body>{escaped}</body></html>", _CONFIG)))
    # Words without layout, should the layout have swallowed them.
    return text or unescape(nh3.clean(clean, tags=set())).strip(), defects


def _flattened(html: str) -> tuple[str, bool]:
    """Leave out the tags beyond the depth limit, keeping what stands in them (nh3 takes seconds on 50,000 nested elements)."""
    if html.count("<") <= _DEPTH_LIMIT:
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
    begun = html.replace("<blockquote>", f"<blockquote><div>{_QUOTE_BEGIN}</div>")
    return begun.replace("</blockquote>", f"<div>{_QUOTE_END}</div></blockquote>")


def _shown_link(link: re.Match[str]) -> str:
    target, text = link[1], link[2]
    shown = text.strip().removesuffix("/")
    return text if target.removesuffix("/") == shown or not shown else f"{text} &lt;{target}&gt;"


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
    return _BLANK_LINES.sub("\n\n", text.replace(_QUOTE_BEGIN, "").replace(_QUOTE_END, "")).strip("\n")


_DEEPER = {_QUOTE_BEGIN: 1, _QUOTE_END: -1}
