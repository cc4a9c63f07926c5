"""How the command line reads its settings and prints."""

import json
import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from mailflow.bootstrap.application import Application

# All but tabs and line ends: a terminal would obey them, or show the words in another order than they have.
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def application(role: str = "command") -> "Application":
    """Return the use cases on the settings of this process, which speaks as a role. Raises ConfigurationError."""
    from mailflow.bootstrap.application import build
    from mailflow.config import load_settings
    from mailflow.logs import configure_logging

    configure_logging(role)
    return build(load_settings())


def print_json(document: object) -> None:
    """Print a document as UTF-8 JSON, whatever the terminal's encoding."""
    print_text(json.dumps(document, ensure_ascii=False, indent=2) + "\n")


def print_text(text: str) -> None:
    """Print a text in UTF-8, whatever the terminal's encoding; as it is into a file, without control characters on a terminal."""
    shown = _CONTROLS.sub("", text) if sys.stdout.isatty() else text
    print_octets(shown.encode("utf-8", "replace"))


def print_octets(content: bytes) -> None:
    """Print octets as they are."""
    sys.stdout.flush()
    sys.stdout.buffer.write(content)
    sys.stdout.buffer.flush()


def print_lines(lines: Iterable[str]) -> None:
    """Print lines for people."""
    for line in lines:
        print(_one_line(line))


def print_table(head: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """Print a table for people; as wide as it needs to be where the output is no terminal."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(width=None if sys.stdout.isatty() else 160)
    table = Table(title=title or None, title_justify="left", box=None, pad_edge=False, header_style="bold")
    for name in head:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(Text(_one_line("" if cell is None else str(cell))) for cell in row))
    console.print(table)


def counted(number: int, noun: str) -> str:
    """Return `1 mail`, `2 mails`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def warn(line: str) -> None:
    """Print a line on stderr."""
    print(_one_line(line), file=sys.stderr)


def _one_line(text: str) -> str:
    """Drop control characters: what came by mail never steers a terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
