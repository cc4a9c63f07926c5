"""Agendas, people and addresses as they are given on the command line: files, and what is told beside them."""

import datetime as dt
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

from mailflow.adapters.agenda_formats.addresses import checked_addresses
from mailflow.adapters.agenda_formats.checks import NO_ADDRESS, NOBODY_CALLED_SO
from mailflow.adapters.agenda_formats.completion import NO_CHAIR, complete
from mailflow.adapters.agenda_formats.document import agenda_document
from mailflow.adapters.agenda_formats.options import AgendaOptions
from mailflow.adapters.agenda_formats.people import parse_people, parse_people_option
from mailflow.adapters.agenda_formats.reader import parse_agenda
from mailflow.adapters.agenda_formats.roster import parse_roster, roster_document, roster_table
from mailflow.adapters.fetching.fetcher import Document
from mailflow.adapters.fetching.links import is_link
from mailflow.adapters.mime.html_text import html_to_text
from mailflow.domain.agenda import Agenda
from mailflow.domain.errors import BadInputError
from mailflow.domain.roster import Listing

_STANDARD_INPUT = "-"
_FILE_LIMIT = 10_000_000


@dataclass(frozen=True, slots=True)
class AgendaRequest:
    """An agenda file (`-` is standard input) or https link, and what it does not say itself."""

    file: str
    date: str | None = None
    timezone: str | None = None
    people: Path | None = None
    emails: tuple[str, ...] = ()
    chair: str | None = None
    series: str | None = None
    subscribers: tuple[str, ...] = ()


class AgendaReader:
    """Reads agendas, with the time zone and the file of people that the settings name."""

    request: ClassVar = AgendaRequest

    def __init__(self, timezone: str, people: Path | None, fetch: Callable[[str], Document]) -> None:
        self._timezone = timezone
        self._people = people
        self._fetch = fetch

    def read(self, request: AgendaRequest) -> Agenda:
        """Return an agenda, completed with what was given beside it. Raises BadInputError."""
        source, content = self._content(request.file)
        in_file = self.addresses((), request.people or self._people)
        addresses = in_file | parse_people_option(request.emails)
        options = AgendaOptions(_date(request.date), request.timezone, self._timezone, addresses)
        agenda = parse_agenda(content, source=source, options=options)
        # A file of people serves many meetings: who is not on this one is no news.
        elsewhere = {f"{name}: {NOBODY_CALLED_SO}" for name in in_file}
        agenda = replace(agenda, warnings=tuple(warning for warning in agenda.warnings if warning not in elsewhere))
        return complete(agenda, addresses, chair=request.chair, series=request.series, subscribers=request.subscribers)

    def _content(self, file: str) -> tuple[str, str]:
        """Return what an agenda is called in messages, and its text."""
        if file == _STANDARD_INPUT:
            return "standard input", _standard_input()
        if not is_link(file):
            return file, read_text(Path(file))
        document = self._fetch(file)
        return document.source, html_to_text(document.text)[0] if document.is_html else document.text

    def addresses(self, options: Sequence[str], file: Path | None = None) -> dict[str, str]:
        """Return the addresses of people from a file and from options `Name=address`, which win. Raises BadInputError."""
        addresses = parse_people(read_text(file), source=str(file)) if file else {}
        return addresses | parse_people_option(options)

    def checked(self, address: str) -> str:
        """Return an address as it is. Raises BadInputError where it is none."""
        return checked_addresses((address,), "ADDRESS")[0]

    def listed(self, file: Path) -> tuple[Listing, ...]:
        """Return the readers of a file (`-` is standard input), each once: a table, JSON, or addresses as people have them.

        Raises BadInputError.
        """
        is_piped = str(file) == _STANDARD_INPUT
        return parse_roster(_standard_input() if is_piped else read_text(file), "standard input" if is_piped else str(file))

    def table_of(self, listings: Sequence[Listing]) -> str:
        """Return a list of readers as a table that spreadsheets open, and that `listed` reads."""
        return roster_table(listings)

    def list_of(self, listings: Sequence[Listing]) -> list[dict[str, object]]:
        """Return a list of readers as JSON has it, and as `listed` reads it."""
        return roster_document(listings)

    def lasting_warnings(self, agenda: Agenda) -> tuple[str, ...]:
        """Return the warnings that what is stored of the series cannot settle: all but those of missing addresses and chair."""
        return tuple(warning for warning in agenda.warnings if NO_ADDRESS not in warning and NO_CHAIR not in warning)

    def document(self, agenda: Agenda) -> dict[str, object]:
        """Return an agenda in the shape of `mailflow agenda --json`."""
        return agenda_document(agenda)


def read_text(path: Path) -> str:
    """Return the text of a file. Raises BadInputError with one line that says why it cannot be read."""
    try:
        if path.stat().st_size > _FILE_LIMIT:
            raise BadInputError(f"{path}: larger than {_FILE_LIMIT // 1_000_000} MB, which no such file is")
        return _decoded(path.read_bytes(), str(path))
    except OSError as error:
        raise BadInputError(f"{path}: cannot be read: {error.strerror}") from error


def _standard_input() -> str:
    return _decoded(sys.stdin.buffer.read(_FILE_LIMIT + 1), "standard input")


def _decoded(content: bytes, source: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(f"{source}: is no UTF-8 text (byte {error.start}); save it as UTF-8") from error


def _date(value: str | None) -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise BadInputError(f"--date: expected YYYY-MM-DD, got {value}") from None
