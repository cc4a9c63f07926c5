"""Plain text made of an HTML tree, in the ways of several programs."""

import re
import textwrap
from dataclasses import dataclass

from tests.emulation.dom import Element, Node, Text

_BLANK = re.compile(r"[ \t\r\n]+")


@dataclass(frozen=True)
class TextStyle:
    """How a program turns HTML into text.

    `bullet`: what stands for a bullet; `link`: how a target is told that is not what is shown ("", "<{}>" behind the words, or
    "[{}]({})" around both); `cell`: what stands between cells; `bold`: the signs around bold words; `width`: where lines are
    wrapped (0: not at all); `gap`: empty lines between paragraphs; `quote`: the mark before the lines of a <blockquote>.
    """

    bullet: str = "- "
    link: str = ""
    cell: str = "\t"
    bold: str = ""
    width: int = 0
    gap: bool = True
    quote: str = ""
    indent: int = 2


class _Writer:
    def __init__(self, style: TextStyle) -> None:
        self.style = style
        self.rows: list[str] = []
        self.row = ""
        self.margin = 0
        self.lead = ""

    def end_row(self) -> None:
        text = self.row.strip(" ")
        if text:
            self.rows += self._wrapped(text)
        self.row, self.lead = "", self.lead if not text else ""

    def _wrapped(self, text: str) -> list[str]:
        first = " " * max(self.margin - len(self.lead), 0) + self.lead
        rest = " " * self.margin
        if not self.style.width:
            return [first + text]
        return textwrap.wrap(
            text, self.style.width, initial_indent=first, subsequent_indent=rest, break_long_words=False, break_on_hyphens=False
        )

    def gap(self) -> None:
        self.end_row()
        if self.style.gap and self.rows and self.rows[-1]:
            self.rows.append("")

    def visit(self, node: Node) -> None:
        if isinstance(node, Text):
            self.row += _BLANK.sub(" ", node.data) if not self.row.endswith(" ") else _BLANK.sub(" ", node.data).lstrip(" ")
        else:
            getattr(self, f"_{node.tag}", self._other)(node)

    def _inside(self, node: Element) -> None:
        for child in node.children:
            self.visit(child)

    def _other(self, node: Element) -> None:
        is_block = node.tag in {"div", "tr", "section", "body", "center"}
        if is_block:
            self.end_row()
        if node.tag not in {"style", "title", "head", "script"}:
            self._inside(node)
        if is_block:
            self.end_row()

    def _p(self, node: Element) -> None:
        self.gap()
        self._inside(node)
        self.gap()

    _h1 = _h2 = _h3 = _table = _p

    def _blockquote(self, node: Element) -> None:
        self.end_row()
        start = len(self.rows)
        self._inside(node)
        self.end_row()
        self.rows[start:] = [(self.style.quote + row).rstrip() for row in self.rows[start:]]

    def _br(self, node: Element) -> None:
        if self.row.strip():
            self.end_row()
        elif self.rows and self.rows[-1]:
            self.rows.append("")

    def _hr(self, node: Element) -> None:
        self.end_row()
        self.rows.append("_" * 32)

    def _ul(self, node: Element) -> None:
        self.end_row()
        for number, item in enumerate((child for child in node.children if isinstance(child, Element)), 1):
            item.attrs.setdefault("value", str(number))
        self.margin += self.style.indent
        self._inside(node)
        self.margin -= self.style.indent
        self.end_row()

    _ol = _ul

    def _li(self, node: Element) -> None:
        self.end_row()
        is_numbered = node.parent is not None and node.parent.tag == "ol"
        self.lead = lead = f"{node.attrs['value']}. " if is_numbered else self.style.bullet
        self.margin += len(lead)
        self._inside(node)
        self.end_row()
        self.margin -= len(lead)

    def _td(self, node: Element) -> None:
        if not any(isinstance(child, Element) and child.tag in {"p", "table", "div", "h1", "h2", "h3"} for child in node.children):
            if self.row.strip():
                self.row += self.style.cell
            self._inside(node)
            if self.style.cell == "\n":
                self.end_row()
            return
        self._other(Element("div", {}, node.children))

    _th = _td

    def _strong(self, node: Element) -> None:
        self.row += self.style.bold
        self._inside(node)
        self.row += self.style.bold

    _b = _strong

    def _a(self, node: Element) -> None:
        target, shown = node.attrs.get("href", ""), node.words()
        if not self.style.link or not target or (target == shown and self.style.link != "[{}]({})"):
            self._inside(node)
        elif self.style.link.count("{}") == 2:
            self.row += self.style.link.format(shown, target)
        else:
            self.row += shown + self.style.link.format(target)


def to_text(node: Element, style: TextStyle) -> list[str]:
    """Return the lines of text for what is in an element."""
    writer = _Writer(style)
    writer._inside(node)
    writer.end_row()
    rows = [row.rstrip() for row in writer.rows]
    while rows and not rows[-1]:
        rows.pop()
    return rows
