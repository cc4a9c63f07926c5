"""What mail programs do to the HTML that they quote, each as a function that changes a tree in place."""

import re
import textwrap
from collections.abc import Callable
from urllib.parse import quote

from tests.emulation.dom import BLOCKS, Element, Node, Text, elements, place, replace_by, texts, walk

Rewriting = Callable[[Element], None]
_WORD_STYLE = 'font-size:11.0pt;font-family:"Calibri",sans-serif'
_INLINE = frozenset({"span", "a", "b", "strong", "em", "i", "u", "font", "br", "code", "del", "ins"})


def no_looks(body: Element) -> None:
    """Take off classes, styles and what else is for looks."""
    for node in elements(body, *{node.tag for node in walk(body) if isinstance(node, Element)}):
        node.attrs = {name: value for name, value in node.attrs.items() if name in {"href", "value", "start", "type"}}


def prefixed_classes(body: Element) -> None:
    """Give each class a prefix, as Gmail and Outlook on the web do."""
    for node in elements(body, *{node.tag for node in walk(body) if isinstance(node, Element)}):
        if "class" in node.attrs:
            node.attrs["class"] = " ".join(f"m_-8243169273302518{len(node.attrs['class'])}{name}" for name in node.attrs["class"].split())


def no_hidden(body: Element) -> None:
    """Take out what is not displayed."""
    for node in elements(body, "div", "span", "p"):
        if "display: none" in node.attrs.get("style", "") and node.parent:
            replace_by(node)


def no_spans(body: Element) -> None:
    """Take off spans, as editors do that keep no styles."""
    for node in elements(body, "span", "font"):
        replace_by(node, *node.children)


def safelinks(body: Element) -> None:
    """Let links go through a gateway; what is shown of them stays."""
    for link in elements(body, "a"):
        if link.attrs.get("href", "").startswith("http"):
            target = quote(link.attrs["href"], safe="")
            link.attrs = {
                "href": f"https://eur01.safelinks.protection.outlook.com/?url={target}&data=05%7C01%7Cian.bird%40example.org%7C5f1&reserved=0",
                "originalsrc": link.attrs["href"],
            }


def shown_defence(body: Element) -> None:
    """Let links go through another gateway."""
    for link in elements(body, "a"):
        if link.attrs.get("href", "").startswith("http"):
            rest = link.attrs["href"].replace(":", "-3A").replace("/", "_")
            link.attrs["href"] = f"https://urldefense.proofpoint.com/v2/url?u={rest}&d=DwMFaQ&c=xx&r=yy&e="


def no_tables(body: Element) -> None:
    """Let each cell be a block of its own."""
    for tag in ("td", "th"):
        for node in elements(body, tag):
            node.tag, node.attrs = ("div" if _has_blocks(node) else "p"), {}
    for node in reversed(elements(body, "table", "tbody", "thead", "tr")):
        replace_by(node, *node.children)


def layout_tables_only(body: Element) -> None:
    """Let the cells of the layout be blocks, and the tables of the authors be tables."""
    for table in reversed(elements(body, "table")):
        cells = [node for node in elements(table, "td", "th") if _own_table(node) is table]
        if not any(_has_blocks(cell) or len(cells) == 1 for cell in cells):
            continue
        for cell in cells:
            cell.tag, cell.attrs = "div", {}
        for node in reversed([node for node in elements(table, "tbody", "thead", "tr") if _own_table(node) is table]):
            replace_by(node, *node.children)
        replace_by(table, *table.children)


def no_divs(body: Element) -> None:
    """Take off divs, but for those of lines that the user typed."""
    for node in reversed(elements(body, "div")):
        if node.attrs.get("class") != "typed":
            replace_by(node, *node.children)


def _own_table(node: Node) -> Element | None:
    up = node.parent
    while up is not None and up.tag != "table":
        up = up.parent
    return up


def _has_blocks(node: Element) -> bool:
    return any(isinstance(child, Element) and child.tag in BLOCKS for child in node.children)


def wrapped_source(width: int) -> Rewriting:
    """Break texts by line ends in the source, as programs do that keep its lines short."""

    def rewrite(body: Element) -> None:
        for node in texts(body):
            if len(node.data) > width:
                lead, tail = node.data[:1].isspace(), node.data[-1:].isspace()
                filled = textwrap.fill(node.data, width, break_long_words=False, break_on_hyphens=False, drop_whitespace=True)
                node.data = " " * lead + filled.strip() + " " * tail

    return rewrite


def words_paragraphs(body: Element) -> None:
    """Write paragraphs, headings and bullets as Word does."""
    for node in elements(body, "p", "h1", "h2", "h3"):
        keeps = node.tag if node.tag != "p" else "p"
        node.tag, node.attrs = keeps, {"class": "MsoNormal"} if keeps == "p" else {"style": "mso-margin-top-alt:0cm"}
        inside = list(node.children)
        node.children = []
        node.add(Element("span", {"lang": "EN-GB", "style": _WORD_STYLE}).add(*inside, Element("o:p")))
    for node in elements(body, "li"):
        node.attrs = {"class": "MsoListParagraph", "style": "margin-left:0cm;mso-list:l0 level1 lfo1"} | _kept(node, "value")


def _kept(node: Element, name: str) -> dict[str, str]:
    return {name: node.attrs[name]} if name in node.attrs else {}


def bullets_as_paragraphs(mark: str) -> Rewriting:
    """Let each bullet be a paragraph that begins with a sign and non-breaking spaces; numbers stay numbers."""

    def rewrite(body: Element) -> None:
        for listing in reversed(elements(body, "ul", "ol")):
            made: list[Node] = []
            for number, item in enumerate((node for node in listing.children if isinstance(node, Element)), 1):
                own, lower = _split_bullet(item)
                sign = f"{item.attrs.get('value', number)}." if listing.tag == "ol" else mark
                made += [Element("p", {"class": "MsoListParagraph"}).add(Text(f"{sign}\xa0\xa0\xa0 "), *own), *lower]
            replace_by(listing, *made)

    return rewrite


def _split_bullet(item: Element) -> tuple[list[Node], list[Node]]:
    at = next((at for at, child in enumerate(item.children) if isinstance(child, Element) and child.tag in BLOCKS), len(item.children))
    return item.children[:at], item.children[at:]


def breaks_for_paragraphs(body: Element) -> None:
    """Write paragraphs and headings as lines that end with <br>, an empty line between them."""
    for node in elements(body, "p", "h1", "h2", "h3"):
        replace_by(node, *node.children, Element("br"), Element("br"))


def divs_for_paragraphs(body: Element) -> None:
    """Write paragraphs as <div>, an empty one between them."""
    for node in elements(body, "p"):
        node.tag, node.attrs = "div", {}
        parent, at = place(node)
        parent.put(at + 1, Element("div").add(Element("br")))


def nbsp_for_spaces(body: Element) -> None:
    """Make some spaces non-breaking: every second of several, those at the ends, and those about what was typed."""
    for node in texts(body):
        node.data = re.sub(r" (?= )|(?<=[.;:]) (?=[A-Z])|(?<= ) ", "\xa0", node.data.replace("\u2002", "\xa0 "))


def typeset(body: Element) -> None:
    """Put typographic quotes and dashes for plain ones."""
    for node in texts(body):
        node.data = smart(node.data)


def smart(text: str) -> str:
    """Return a text with typographic quotes, dashes and dots."""
    text = re.sub(r'(?<![\w"=])"(?=\w)', "“", text)
    text = re.sub(r'(?<=[\w.,;!?])"', "”", text)
    text = re.sub(r"(?<=\w)'(?=\w)", "’", text)
    return re.sub(r"(?<=\w) - (?=\w)", " – ", text).replace("...", "…")
