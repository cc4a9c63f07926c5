"""`mailflow agenda`: what an agenda file says."""

import datetime as dt
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from mailflow.cli.outline import agenda_outline
from mailflow.cli.output import application, print_json, print_lines, warn
from mailflow.domain.errors import BadInputError

if TYPE_CHECKING:
    from mailflow.bootstrap import AgendaSource

DateOption = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Date of the meeting, where the page does not tell it.")
]
TimezoneOption = Annotated[str | None, typer.Option("--timezone", metavar="ZONE", help="IANA time zone, such as Europe/Paris.")]
PeopleOption = Annotated[Path | None, typer.Option("--people", help="YAML file: name -> email address.")]
EmailOption = Annotated[list[str] | None, typer.Option("--email", metavar="NAME=ADDRESS", help="Address of a person; may be repeated.")]
FileArgument = Annotated[str, typer.Argument(metavar="FILE|-", help="Our YAML, or an Indico page copied as text; - reads standard input.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("agenda", help="Parse and show an agenda.")(show)


def show(
    file: FileArgument,
    as_json: JsonOption = False,
    date: DateOption = None,
    timezone: TimezoneOption = None,
    people: PeopleOption = None,
    email: EmailOption = None,
) -> None:
    """Parse and show an agenda."""
    source = agenda_source(file, date=date, timezone=timezone, people=people, email=email)
    house = application()
    agenda = house.read_agenda(source)
    for warning in agenda.warnings:
        warn(f"warning: {warning}")
    if as_json:
        print_json(house.agenda_document(agenda))
    else:
        print_lines(agenda_outline(house.agenda_document(agenda)))


def agenda_source(file: str, *, date: str | None, timezone: str | None, people: Path | None, email: list[str] | None) -> "AgendaSource":
    """Read the file, or standard input, and the options that go with it. Raises BadInputError."""
    from mailflow.bootstrap import AgendaSource, read_text

    content = _standard_input() if file == "-" else read_text(Path(file))
    name = "standard input" if file == "-" else file
    return AgendaSource(content, name, _date(date), timezone, people, tuple(email or ()))


def _standard_input() -> str:
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(f"standard input: is no UTF-8 text (byte {error.start})") from error


def _date(value: str | None) -> dt.date | None:
    if value is None:
        return None
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        raise BadInputError(f"--date: expected YYYY-MM-DD, got {value}") from None
