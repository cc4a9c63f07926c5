"""`mailflow subscriber`: who gets the minutes of a series."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from mailflow.cli.agenda import JsonOption
from mailflow.cli.output import application, print_json, print_lines, print_text, warn

SeriesArgument = Annotated[str, typer.Argument(metavar="SERIES", help="Short name of the series, as `mailflow meeting list` shows it.")]
AddressArgument = Annotated[str, typer.Argument(metavar="ADDRESS")]

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="CSV, JSON or text in UTF-8; - is standard input.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Who gets the minutes: add, remove, list, import, export.")
    group.command("add", help="Add an address.")(add)
    group.command("remove", help="Take an address off the list.")(remove)
    group.command("list", help="List the addresses.")(show)
    group.command("import", help="Add the readers of a file: what `export` printed, or addresses as you have them.")(import_file)
    group.command("export", help="Print the readers with what they have chosen, as CSV; `import` takes it.")(export)
    app.add_typer(group, name="subscriber")


def add(series: SeriesArgument, address: AddressArgument, as_json: JsonOption = False) -> None:
    """Add an address."""
    house = application()
    _tell(series, house.secretary.roster.add(series, house.reading.agendas.checked(address)), as_json=as_json)


def remove(series: SeriesArgument, address: AddressArgument, as_json: JsonOption = False) -> None:
    """Take an address off the list."""
    left = application().secretary.roster.remove(series, address)
    if as_json:
        _tell(series, left, as_json=True)
    else:
        print(f"{address} is off the list of {series}")


def show(series: SeriesArgument, as_json: JsonOption = False) -> None:
    """List the addresses."""
    listings = application().secretary.roster.listings(series)
    if as_json:
        print_json([{"address": one.address, "since": one.since and one.since.isoformat(), **one.terms.shown} for one in listings])
    else:
        print_lines(f"{one.address}  {one.terms}".rstrip() for one in listings)


def import_file(series: SeriesArgument, file: FileArgument, as_json: JsonOption = False) -> None:
    """Add the readers of a file, with what they have chosen where it says so; empty lines and lines that begin with # are passed over."""
    house = application()
    taken = house.secretary.roster.take_in(series, house.reading.agendas.listed(file))
    told = {"left": taken.left, "forgotten": taken.forgotten, "kept": taken.kept, "suspended": taken.suspended}
    for name, addresses in told.items():
        for address in addresses:
            warn(f"{address} {_TOLD[name]}")
    _tell(series, taken.count, as_json=as_json, **{name: addresses for name, addresses in told.items() if addresses})


def export(series: SeriesArgument, as_json: JsonOption = False) -> None:
    """Print the readers with what they have chosen, as a table (CSV) or in JSON; `import` takes either."""
    house = application()
    listings, agendas = house.secretary.roster.listings(series), house.reading.agendas
    if as_json:
        print_json(agendas.list_of(listings))
    else:
        print_text(agendas.table_of(listings))


_TOLD = {
    "left": "has left the list and stays off it: `mailflow subscriber add` puts it back",
    "forgotten": "was forgotten on request and stays off the list: `mailflow subscriber add` puts it on",
    "kept": "is on the list with choices of its own, which stand",
    "suspended": "is suspended, as the file says: it gets nothing until mail comes from there",
}


def _tell(series: str, count: int, *, as_json: bool, **told: Sequence[str]) -> None:
    """Say how many are on the list now; to programs, which addresses were not taken as they are, too."""
    if as_json:
        print_json({"series": series, "subscribers": count, **told})
    else:
        print(f"{count} on the list of {series}")
