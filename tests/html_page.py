"""A mail's HTML as a client sees it: tags with their attributes and what they look like, and the words that are shown."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = frozenset({"meta", "br", "img", "hr", "input", "link"})
_HIDDEN = frozenset({"style", "title", "head"})
_INHERITED = ("color", "font-size")
_HEX = re.compile(r"#[0-9a-f]{6}\b", re.IGNORECASE)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")


def declarations(css: str) -> dict[str, str]:
    """Return `color: red; margin: 0` as a dictionary, without `!important`."""
    pairs = (part.partition(":") for part in css.split(";") if ":" in part)
    return {name.strip().lower(): value.replace("!important", "").strip() for name, _, value in pairs}


@dataclass(frozen=True, slots=True)
class Element:
    """A tag that is open: its classes, and its style with what it inherits."""

    tag: str
    classes: frozenset[str]
    style: dict[str, str]
    parents: tuple["Element", ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """Words, in which colour they stand on which, and how large."""

    words: str
    color: str
    background: str
    font_size: str
    link: str = ""


@dataclass
class Page(HTMLParser):
    """The HTML of a mail, light or dark (`prefers-color-scheme`), on a wide screen.

    `tags` are all tags in order, `shown` the pieces of text that a reader sees.
    """

    html: str
    is_dark: bool = False
    tags: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    shown: list[Shown] = field(default_factory=list)

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)
        self._open: list[Element] = []
        self._links: list[str] = []
        dark = self.html.partition("prefers-color-scheme: dark) {")[2].partition("@media")[0].partition("</style>")[0]
        self._rules = _RULE.findall(dark) if self.is_dark else []
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a tag, with its style."""
        found = {name: value or "" for name, value in attrs}
        self.tags.append((tag, found))
        if tag in _VOID:
            return
        parents = tuple(self._open)
        inherited = {name: parents[-1].style[name] for name in _INHERITED if parents and name in parents[-1].style}
        element = Element(tag, frozenset(found.get("class", "").split()), inherited | declarations(found.get("style", "")), parents)
        for selectors, css in self._rules:
            if any(_fits(selector.split(), element) for selector in selectors.split(",")):
                element.style.update(declarations(css))
        self._open.append(element)
        self._links.append(found.get("href", self._links[-1] if self._links else ""))

    def handle_endtag(self, tag: str) -> None:
        """Close a tag."""
        if self._open and tag not in _VOID:
            self._open.pop()
            self._links.pop()

    def handle_data(self, data: str) -> None:
        """Note words that are seen."""
        words = " ".join(data.split())
        if not words or not self._open or any(element.tag in _HIDDEN or element.style.get("display") == "none" for element in self._open):
            return
        last = self._open[-1].style
        behind = (element.style.get("background-color", "") for element in reversed(self._open))
        background = next((colour for colour in behind if colour), "")
        self.shown.append(Shown(words, last.get("color", ""), background, last.get("font-size", ""), self._links[-1]))


def _fits(selector: list[str], element: Element) -> bool:
    """Tell whether a selector of tags and classes, with descendants, means an element."""
    if not selector or not _is(selector[-1], element):
        return False
    return len(selector) == 1 or any(_fits(selector[:-1], parent) for parent in element.parents)


def _is(simple: str, element: Element) -> bool:
    tag, _, classes = simple.partition(".")
    return tag in {"", element.tag} and all(name in element.classes for name in classes.split(".") if name)


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours `#rrggbb` (WCAG 2.2, 1.4.3)."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    assert _HEX.fullmatch(colour), colour
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
