"""Values to words: lists of names, wrapped text, and an author's plain text as safe HTML.

An author's words are never changed: every letter of theirs is escaped, and only what surrounds them is ours.
"""

import re
import textwrap
from collections.abc import Iterable, Sequence
from html import escape

import nh3
from babel import Locale
from babel.lists import format_list
from babel.units import format_unit
from markupsafe import Markup

from mailflow.domain.structure import BULLET, Block, Item, Listing, Paragraph, blocks

WIDTH = 72
ENGLISH = Locale("en", "GB")
"""English as we write it: no comma before the last `and`, the day before the month."""
_PREHEADER_LIMIT = 130
_KILO = 1024
_URL = re.compile(r"https?://[^\s<>\"'\x00-\x1f]{1,2000}", re.IGNORECASE)
_URL_LIMIT = 2000
_EMPTY_LINES = re.compile(r"\n[^\S\n]*\n\s*\n")
_LAST_SPACE = re.compile(r"\s+\S*\Z")
_AFTER_URL = ".,;:!?…"
_PIECE = 4000
_SOFT_BREAK = range(60, 82)  # a line of this length was broken by a program to fit a width, not by its author
_TAGS = {"p", "br", "ul", "ol", "li", "a", "table", "tbody", "tr", "td"}
_ATTRIBUTES = {"a": {"href"}, "li": {"value"}}


def names(words: Iterable[str], locale: Locale = ENGLISH) -> str:
    """Return `A, B and C`."""
    found = [word for word in words if word]
    return format_list(found, locale=locale if locale.language != "en" else ENGLISH)


def size(size_bytes: int, locale: Locale = ENGLISH) -> str:
    """Return `640 kB`."""
    if size_bytes < _KILO:
        return format_unit(size_bytes, "digital-byte", "long", locale=locale)
    kilobytes = size_bytes / _KILO
    if kilobytes < _KILO:
        return format_unit(round(kilobytes), "digital-kilobyte", "short", locale=locale)
    return format_unit(kilobytes / _KILO, "digital-megabyte", "short", "0.0", locale=locale)


def clip(text: str, length: int) -> str:
    """Return text on one line, cut at a word, with an ellipsis, where it is longer than that."""
    line = " ".join(text.split())
    if len(line) <= length:
        return line
    head, _, _ = line[:length].rpartition(" ")
    return (head or line[: length - 1]).rstrip(",;:.–- ") + "…"


def excerpt(text: str, length: int) -> str:
    """Return the beginning of a text with its lines as they are, cut at a word, with an ellipsis; a URL is shown whole or not at all."""
    whole = _EMPTY_LINES.sub("\n\n", text.strip())
    if len(whole) <= length:
        return whole
    cut = _LAST_SPACE.search(whole[: length + 1])
    url = _URL.match(whole)
    head = whole[: cut.start()] if cut else url[0] if url else whole[: length - 1]
    return head.rstrip(",;:.–- \n\t") + (" …" if "://" in head[-_URL_LIMIT:].rpartition(" ")[2] else "…")


def preheader(text: str) -> str:
    """Return the line that a mailbox shows after the subject."""
    return clip(text, _PREHEADER_LIMIT)


def wrap(text: str, indent: str = "", hang: str | None = None) -> str:
    """Return text wrapped at 72 columns, line by line; a bullet's words hang under its text, a URL is never broken.

    Args:
        text: lines ended by LF.
        indent: put before each line.
        hang: put before the second and later lines of a wrapped one; default the indent, and the width of a bullet.
    """
    return "\n".join(_wrap_line(line, indent, hang) for line in text.split("\n"))


def _wrap_line(line: str, indent: str, hang: str | None) -> str:
    if not line.strip():
        return ""
    shown = line.rstrip()
    if len(indent) + len(shown) <= WIDTH and shown.isprintable():
        return indent + shown
    bullet = BULLET.match(line)
    later = hang if hang is not None else indent + " " * (bullet.end() if bullet else 0)
    return textwrap.fill(shown, WIDTH, initial_indent=indent, subsequent_indent=later, break_long_words=False, break_on_hyphens=False)


def words(text: str) -> Markup:
    """Return an author's plain text as HTML: paragraphs, lists, simple tables and http(s) links; everything else escaped."""
    html = "".join(_block(block) for block in blocks(text))
    return Markup(nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes={"http", "https"}))  # noqa: S704 - cleaned just now


def linked(text: str) -> Markup:
    """Return a line of text as HTML, its http(s) URLs as links; everything else escaped."""
    html = _linked(" ".join(text.split()))
    return Markup(nh3.clean(html, tags={"a"}, attributes=_ATTRIBUTES, url_schemes={"http", "https"}))  # noqa: S704 - cleaned just now


def _block(block: Block) -> str:
    if isinstance(block, Paragraph):
        return f"<p>{_joined(block.lines)}</p>"
    if isinstance(block, Listing):
        return _listing(block)
    rows = ("".join(f"<td>{_linked(cell)}</td>" for cell in row) for row in block.rows)
    return f"<table><tbody>{''.join(f'<tr>{cells}</tr>' for cells in rows)}</tbody></table>"


def _listing(listing: Listing) -> str:
    tag = "ol" if listing.is_numbered else "ul"
    return f"<{tag}>{''.join(_item(item) for item in listing.items)}</{tag}>"


def _item(item: Item) -> str:
    value = f' value="{item.mark[:-1]}"' if item.mark[0].isdigit() else ""
    return f"<li{value}>{_joined(item.lines)}{''.join(_listing(below) for below in item.below)}</li>"


def _joined(lines: Sequence[str]) -> str:
    """Join the lines of a paragraph: a break that a program made to fit a width is a space, one that the author made stays."""
    html: list[str] = []
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        html.append(_linked(line))
        if following:
            html.append("\n" if len(line) in _SOFT_BREAK and len(line) + len(following.split()[0]) >= WIDTH - 1 else "<br>")
    return "".join(html)


def _linked(line: str) -> str:
    if "://" not in line:
        return _escaped(line)
    html: list[str] = []
    end = 0
    for match in _URL.finditer(line):
        url = _url_alone(match[0])
        html.append(f'{_escaped(line[end : match.start()])}<a href="{escape(url)}">{escape(url)}</a>')
        end = match.start() + len(url)
    return "".join([*html, _escaped(line[end:])])


def _escaped(text: str) -> str:
    """Escape text, in pieces between empty tags that the cleaner takes out: its time grows with the square of a piece."""
    if len(text) <= _PIECE:
        return escape(text)
    return "<wbr>".join(escape(text[start : start + _PIECE]) for start in range(0, len(text), _PIECE))


def _url_alone(text: str) -> str:
    """Take off what belongs to the sentence around a URL: its full stop, and a bracket that was opened before it."""
    url = text.rstrip(_AFTER_URL)
    while url.endswith(")") and url.count(")") > url.count("("):
        url = url[:-1].rstrip(_AFTER_URL)
    return url
