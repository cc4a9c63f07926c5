"""`mailflow subscriber`: who gets the minutes of a series."""

from pathlib import Path
from typing import Annotated

import typer

from mailflow.cli.agenda import JsonOption
from mailflow.cli.output import application, print_json, print_lines, print_text

SeriesArgument = Annotated[str, typer.Argument(metavar="SERIES", help="Short name of the series, as `mailflow meeting list` shows it.")]
AddressArgument = Annotated[str, typer.Argument(metavar="ADDRESS")]

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="Text in UTF-8; - is standard input.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Who gets the minutes: add, remove, list, import, export.")
    group.command("add", help="Add an address.")(add)
    group.command("remove", help="Take an address off the list.")(remove)
    group.command("list", help="List the addresses.")(show)
    group.command("import", help="Add the addresses of a file: one a line, or several, with names or without.")(import_file)
    group.command("export", help="Print the addresses, one a line, as `import` takes them.")(export)
    app.add_typer(group, name="subscriber")


def add(series: SeriesArgument, address: AddressArgument, as_json: JsonOption = False) -> None:
    """Add an address."""
    house = application()
    _tell(series, house.secretary.desk.subscribe(series, (house.reading.agendas.checked(address),)), as_json=as_json)


def remove(series: SeriesArgument, address: AddressArgument, as_json: JsonOption = False) -> None:
    """Take an address off the list."""
    desk = application().secretary.desk
    desk.unsubscribe(series, address)
    if as_json:
        _tell(series, len(desk.subscribers(series)), as_json=True)
    else:
        print(f"{address} is off the list of {series}")


def show(series: SeriesArgument, as_json: JsonOption = False) -> None:
    """List the addresses."""
    desk = application().secretary.desk
    subscribers, terms = desk.subscribers(series), desk.reader_terms(series)
    if as_json:
        print_json([
            {"address": one.address, "since": one.since.isoformat(), **(terms[one.address].shown if one.address in terms else {})}
            for one in subscribers
        ])
    else:
        print_lines(one.address + (f"  {terms[one.address]}" if one.address in terms else "") for one in subscribers)


def import_file(series: SeriesArgument, file: FileArgument, as_json: JsonOption = False) -> None:
    """Add the addresses of a file; empty lines and lines that begin with # are passed over."""
    house = application()
    _tell(series, house.secretary.desk.subscribe(series, house.reading.agendas.listed(file)), as_json=as_json)


def export(series: SeriesArgument, as_json: JsonOption = False) -> None:
    """Print the addresses, one a line, as `import` takes them; as JSON, what `list` prints."""
    if as_json:
        show(series, as_json=True)
    else:
        print_text("".join(f"{subscriber.address}\n" for subscriber in application().secretary.desk.subscribers(series)))


def _tell(series: str, count: int, *, as_json: bool) -> None:
    """Say how many are on the list now."""
    if as_json:
        print_json({"series": series, "subscribers": count})
    else:
        print(f"{count} on the list of {series}")
