"""The live account of the demo, for people: in a terminal, in a dumb one, and in a file."""

import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime
from io import TextIOWrapper
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

_WIDTH = 100
_INDENT = 4
_TIME = "EEE d MMM HH:mm"


class Account:
    """Tells the story line by line as it happens.

    Args:
        zone: of the times that are shown.
    """

    def __init__(self, zone: str) -> None:
        if isinstance(sys.stdout, TextIOWrapper):
            sys.stdout.reconfigure(errors="replace")
        self._console = Console(highlight=False, width=None if sys.stdout.isatty() else _WIDTH, emoji=False, markup=False)
        self._zone = ZoneInfo(zone)
        self._acts = 0
        is_unicode = self._console.encoding.lower().startswith("utf")
        self._yes, self._no = ("✓", "✗") if is_unicode else ("ok", "FAILED")

    def title(self, title: str, lines: Iterable[str]) -> None:
        """Begin."""
        self._line(Text(title, style="bold"))
        for line in lines:
            self._line(Text(line, style="dim"))

    def act(self, title: str) -> None:
        """Begin an act."""
        self._acts += 1
        self._console.print()
        self._console.print(Rule(Text(f"{self._acts}. {title}", style="bold"), align="left", style="dim"))

    def step(self, at: datetime, text: str) -> None:
        """Tell what somebody does, at a time of the story."""
        shown = Text(f"{format_datetime(at.astimezone(self._zone), _TIME, locale='en')}  ", style="cyan")
        self._line(shown.append(text, style="default"))

    def block(self, text: str) -> None:
        """Show what a command printed, or a mail says."""
        self._console.print(Padding(Text(text.rstrip("\n"), style="dim"), (0, 0, 0, _INDENT), expand=False))

    def held(self, what: str) -> None:
        """Tell of an expectation that held."""
        self._line(Text(f"  {self._yes} ", style="bold green").append(what, style="default"))

    def missed(self, what: str, expected: str, found: str) -> None:
        """Tell of an expectation that did not hold."""
        self._line(Text(f"  {self._no} {what}", style="bold red"))
        self.block(f"expected: {expected}\nfound:    {found}")

    def document(self, title: str, text: str) -> None:
        """Show a document whole."""
        self._console.print()
        self._console.print(Panel(Text(text.rstrip("\n")), title=Text(title, style="bold"), title_align="left", border_style="dim"))

    def figures(self, figures: Mapping[str, object]) -> None:
        """Show the figures."""
        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(justify="right", style="bold")
        table.add_column()
        for name, value in figures.items():
            table.add_row(Text(str(value)), Text(name))
        self._console.print()
        self._console.print(Padding(table, (0, 0, 0, 2), expand=False))

    def end(self, text: str, lines: Iterable[str], *, problem: str = "") -> None:
        """End well, or with a problem."""
        self._console.print()
        self._line(Text(problem, style="bold red") if problem else Text(text, style="bold green"))
        for line in lines:
            self._line(Text(line))

    def _line(self, text: Text) -> None:
        self._console.print(text, soft_wrap=not self._console.is_terminal)


def complain(problem: str) -> None:
    """Print one line on stderr, as every command does."""
    with suppress(BrokenPipeError):
        print(f"mailflow: {problem}", file=sys.stderr)
