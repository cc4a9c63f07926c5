"""Which words of an HTML mail its reader sees, and which its author struck out, hid, or put into a picture or a form.

A yes that is struck out is no yes. Only what stands above the first quote is told of: a mail that is quoted, ours above all, may hide its
preheader.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache
from html import unescape

from mailflow.domain.message import HIDDEN

ATTRIBUTES = {
    "*": {"style", "class", "id", "hidden", "bgcolor", "color", "text"},
    "a": {"href"},
    "ol": {"start"},
    "blockquote": {"type", "cite"},
    "img": {"alt"},
}
"""What the cleaner must leave for this to see."""
STRUCK_TAGS = frozenset({"s", "strike", "del"})
FORM_TAGS = frozenset({"textarea", "select", "option"})

_TOKEN = re.compile(r'<(/?)([a-z][a-z0-9]*)((?:[^<>"]|"[^"]*")*+)>')
_ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')
_KEPT = frozenset({"href", "start", "class", "id", "style", "type"})  # the last four for the marks of mail programs
_VOID = frozenset({"br", "hr", "img"})
_QUOTE = re.compile(r"quot|divrplyfwdmsg|appendonsend|moz-cite-prefix|olk_src_body", re.IGNORECASE)
_OUTLOOK_LINE = re.compile(r"border-top:\s*solid\s+#(?:e1e1e1|b5c4df)", re.IGNORECASE)
_UNSEEN_STYLE = re.compile(r"(?:^|[;\s])(?:display:none|opacity:0(?!\.?0*[1-9])|max-height:0(?![\d.]*[1-9]))")
# What an element inside may take back.
_UNSEEN_SO_FAR = re.compile(r"(?:^|[;\s])(?:visibility:(?:hidden|collapse)|font-size:(?:0|1px)(?![\d.]*[1-9]))")
_SEEN_AGAIN = re.compile(r"(?:^|[;\s])(?:visibility:visible|font(?:-size)?:)")
_STRUCK_STYLE = re.compile(r"text-decoration(?:-line)?:[^;]*line-through")
_COLOUR = re.compile(r"(?:^|;)color:([^;!]{1,40})")
_BACKGROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]{1,40})")
_WORD = re.compile(r"[^\W_]")
_EMOJI = re.compile(r"[^\w\s<>&\"'\x00-\u2000]{1,8}")
_FILE_NAME = re.compile(r"\S{1,200}\.(?:png|jpe?g|gif|bmp|svg)|(?:\S{1,40} )?logo", re.IGNORECASE)
_NAMED = {"white": "#ffffff", "black": "#000000", "rgb(255,255,255)": "#ffffff", "rgb(0,0,0)": "#000000"}
_SHORT_HEX = 4
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class _Look:
    """How the words of an element look."""

    tag: str = ""
    is_hidden: bool = False
    is_hidden_so_far: bool = False
    is_struck: bool = False
    colour: str = "#000000"
    background: str = "#ffffff"

    @property
    def is_unseen(self) -> bool:
        return self.is_hidden or self.is_hidden_so_far

    @property
    def is_pale(self) -> bool:
        """Tell whether its words have the colour of their ground, as far as can be seen: programs for dark screens write so."""
        return self.colour == self.background


@dataclass(frozen=True, slots=True)
class _Said:
    """What a tag says of how its words look, whatever stands around it; `kept` is the tag without what nobody reads further on."""

    kept: str
    alt: str
    is_quote: bool
    hides: bool
    hides_so_far: bool | None
    strikes: bool
    colour: str
    background: str


@dataclass(slots=True)
class Shown:
    """The HTML without what is hidden, and what was found hidden or struck out.

    A quote ends with its element, `quote_depth` elements deep, where it has one (0: it goes on to the end).
    """

    pieces: list[str] = field(default_factory=list)
    defects: dict[str, None] = field(default_factory=dict)
    is_quoted: bool = False
    quote_depth: int = 0

    @property
    def html(self) -> str:
        """What is left."""
        return "".join(self.pieces)

    def tell(self, what: str, words: str) -> None:
        """Note words of the author's that a reader would not take for theirs."""
        found = " ".join(unescape(words).split())
        if not self.is_quoted and _WORD.search(found):
            self.defects.setdefault(f"{HIDDEN}{what}: {found[:_SHOWN]}")


def shown(html: str) -> Shown:
    """Return what a reader sees of cleaned HTML, whose tags are balanced."""
    result = Shown()
    stack = [_Look()]
    end = 0
    for token in _TOKEN.finditer(html):
        _take_words(html[end : token.start()], stack[-1], result)
        end = token.end()
        if token[1]:
            _close(token, stack, result)
        else:
            _open(token, stack, result)
    _take_words(html[end:], stack[-1], result)
    return result


def _take_words(words: str, look: _Look, result: Shown) -> None:
    if look.tag in FORM_TAGS:
        result.tell("in a form", words)
    elif look.is_unseen:
        result.tell("not shown", words)
    elif look.is_struck and result.is_quoted:
        result.pieces.append(" ")  # whoever strikes out words that they quote takes them out
    else:
        if look.is_struck or look.is_pale:
            result.tell("struck out" if look.is_struck else "hardly shown", words)
        result.pieces.append(words)


def _open(token: re.Match[str], stack: list[_Look], result: Shown) -> None:
    tag = token[2]
    said = _said(tag, token[3])
    if said.is_quote and not result.is_quoted:
        result.is_quoted, result.quote_depth = True, len(stack) + 1 if tag == "blockquote" else 0
    if tag == "img":
        if _EMOJI.fullmatch(said.alt):
            _take_words(said.alt, stack[-1], result)
        elif not _FILE_NAME.fullmatch(said.alt):
            result.tell("a picture that says", said.alt)
        return
    if tag not in _VOID:
        stack.append(_look(tag, said, stack[-1]))
    if not stack[-1].is_hidden:
        result.pieces.append(said.kept)


def _close(token: re.Match[str], stack: list[_Look], result: Shown) -> None:
    if len(stack) > 1 and stack[-1].tag == token[2]:
        look = stack.pop()
        if result.quote_depth and len(stack) < result.quote_depth:
            result.is_quoted, result.quote_depth = False, 0
        if not look.is_hidden:
            result.pieces.append(token[0])


@lru_cache(maxsize=1024)
def _said(tag: str, attributes: str) -> _Said:
    """Return what a tag says of its looks; mail programs write the same tags over and over."""
    found = _ATTRIBUTE.findall(attributes)
    values = {name: unescape(value) for name, value in found}
    style = re.sub(r"\s+", "", values.get("style", "")).lower()
    decorated = re.sub(r"\s*([:;])\s*", r"\1", values.get("style", "")).lower()
    colour, background = _COLOUR.search(style), _BACKGROUND.search(style)
    return _Said(
        kept=f"<{tag}" + "".join(f' {name}="{value}"' for name, value in found if name in _KEPT) + ">",
        alt=values.get("alt", ""),
        is_quote=_is_quote(tag, values),
        hides="hidden" in values or bool(_UNSEEN_STYLE.search(style)) or tag in FORM_TAGS,
        hides_so_far=True if _UNSEEN_SO_FAR.search(style) else False if _SEEN_AGAIN.search(style) else None,
        strikes=tag in STRUCK_TAGS or bool(_STRUCK_STYLE.search(decorated)),
        colour=_hex(colour[1] if colour else values.get("color", "")),
        background=_hex(background[1] if background else values.get("bgcolor", "")),
    )


def _is_quote(tag: str, values: dict[str, str]) -> bool:
    named = f"{values.get('class', '')} {values.get('id', '')}"
    return tag == "blockquote" or bool(_QUOTE.search(named)) or bool(_OUTLOOK_LINE.search(values.get("style", "")))


def _look(tag: str, said: _Said, outer: _Look) -> _Look:
    return _Look(
        tag,
        outer.is_hidden or said.hides,
        outer.is_hidden_so_far if said.hides_so_far is None else said.hides_so_far,
        outer.is_struck or said.strikes,
        said.colour or outer.colour,
        said.background or outer.background,
    )


def _hex(colour: str) -> str:
    """Return a colour in one form of writing; empty where it is that of what stands around it."""
    plain = _NAMED.get(colour.strip().lower(), colour.strip().lower())
    if plain in {"", "inherit", "transparent", "none", "initial"}:
        return ""
    return "#" + "".join(letter * 2 for letter in plain[1:]) if len(plain) == _SHORT_HEX and plain[0] == "#" else plain
