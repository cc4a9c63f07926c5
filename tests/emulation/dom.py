"""A small tree of an HTML page: enough to edit texts and blocks as a mail program does, and to write it out again."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser
from typing import Union

VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "wbr", "col"})
BLOCKS = frozenset(
    {"address", "blockquote", "body", "center", "div", "dl", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6", "html", "li", "ol", "p", "pre"}
    | {"section", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
UNSEEN = frozenset({"head", "style", "title", "script"})


@dataclass(eq=False)
class Text:
    """Some text."""

    data: str
    parent: Union["Element", None] = None


@dataclass(eq=False)
class Element:
    """A tag with what is in it."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    children: list["Node"] = field(default_factory=list)
    parent: Union["Element", None] = None

    def add(self, *nodes: "Node") -> "Element":
        """Put nodes at the end."""
        return self.put(len(self.children), *nodes)

    def put(self, at: int, *nodes: "Node") -> "Element":
        """Put nodes before the child with that number."""
        for node in nodes:
            node.parent = self
        self.children[at:at] = nodes
        return self

    def words(self) -> str:
        """Return the texts in it."""
        return "".join(node.data for node in walk(self) if isinstance(node, Text))


Node = Text | Element


def walk(node: Node) -> Iterator[Node]:
    """Give a node and all that is in it, as they are read."""
    yield node
    if isinstance(node, Element):
        for child in list(node.children):
            yield from walk(child)


def elements(root: Element, *tags: str) -> list[Element]:
    """Return the elements with one of these tags, outer ones first."""
    return [node for node in walk(root) if isinstance(node, Element) and node.tag in tags]


def texts(root: Element) -> list[Text]:
    """Return the texts that are seen, as they are read."""
    return [node for node in walk(root) if isinstance(node, Text) and not any(up.tag in UNSEEN for up in above(node))]


def above(node: Node) -> Iterator[Element]:
    """Give the elements around a node, the nearest first."""
    up = node.parent
    while up is not None:
        yield up
        up = up.parent


def block_of(node: Node) -> Element:
    """Return the nearest block around a node."""
    return next(up for up in above(node) if up.tag in BLOCKS or up.parent is None)


def place(node: Node) -> tuple[Element, int]:
    """Return the parent of a node and its number there."""
    assert node.parent is not None
    return node.parent, next(at for at, child in enumerate(node.parent.children) if child is node)


def replace_by(node: Node, *others: Node) -> None:
    """Put other nodes in the place of one."""
    parent, at = place(node)
    del parent.children[at]
    node.parent = None
    parent.put(at, *others)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("#root")
        self.at = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        made = Element(tag, {name: value or "" for name, value in attrs})
        self.at.add(made)
        if tag not in VOID:
            self.at = made

    def handle_endtag(self, tag: str) -> None:
        here: Element | None = self.at
        while here is not None and here.tag != tag:
            here = here.parent
        if here is not None and here.parent is not None:
            self.at = here.parent

    def handle_data(self, data: str) -> None:
        self.at.add(Text(data))


def parse(html: str) -> Element:
    """Return the tree of a page; comments and the doctype go."""
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root


def body_of(root: Element) -> Element:
    """Return the body, or the root if there is none."""
    found = elements(root, "body")
    return found[0] if found else root


def write(node: Node) -> str:
    """Write a tree as HTML, non-breaking spaces as entities."""
    if isinstance(node, Text):
        return escape(node.data, quote=False).replace("\xa0", "&nbsp;")
    inner = "".join(write(child) for child in node.children)
    if node.tag == "#root":
        return inner
    attrs = "".join(f' {name}="{escape(value)}"' for name, value in node.attrs.items())
    return f"<{node.tag}{attrs}>" if node.tag in VOID else f"<{node.tag}{attrs}>{inner}</{node.tag}>"


def inner(node: Element) -> str:
    """Write what is in an element."""
    return "".join(write(child) for child in node.children)
