"""`mailflow agenda`: what an agenda file says."""

from pathlib import Path
from typing import Annotated

import typer

from mailflow.cli.outline import agenda_outline
from mailflow.cli.output import application, print_json, print_lines, warn

DateOption = Annotated[
    str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Date of the meeting, where the page does not tell it.")
]
TimezoneOption = Annotated[str | None, typer.Option("--timezone", metavar="ZONE", help="IANA time zone, such as Europe/Paris.")]
PeopleOption = Annotated[Path | None, typer.Option("--people", help="YAML file: name -> email address.")]
EmailOption = Annotated[list[str] | None, typer.Option("--email", metavar="NAME=ADDRESS", help="Address of a person; may be repeated.")]
FileArgument = Annotated[
    str,
    typer.Argument(metavar="FILE|URL|-", help="YAML, .ics, Indico's JSON, a page as text; an https link, also to an Indico event; or -."),
]
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
    house = application()
    agendas = house.reading.agendas
    agenda = agendas.read(agendas.request(file, date=date, timezone=timezone, people=people, emails=tuple(email or ())))
    for warning in (*agenda.warnings, *house.meetings.check.agenda(agenda)):
        warn(f"warning: {warning}")
    document = agendas.document(agenda)
    if as_json:
        print_json(document)
    else:
        print_lines(agenda_outline(document))
