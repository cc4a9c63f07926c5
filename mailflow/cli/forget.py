"""`mailflow forget`: erase an address on request, and say what stays."""

from typing import Annotated

import typer

from mailflow.cli.output import application, print_lines


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forget", help="Erase an address on request; prints what is deleted, and what stays and why.")(forget)


def forget(address: Annotated[str, typer.Argument(metavar="ADDRESS")]) -> None:
    """Erase an address on request."""
    house = application()
    done = house.forget(house.agendas.checked(address))
    erased = done.erased
    print_lines((
        f"Erased of {address}:",
        f"  subscriptions: {erased.subscriptions}",
        f"  the address of people, and aliases: {erased.people} (their names stay)",
        f"  mails sent to it, recipient and text: {erased.mails} (what waited is not sent)",
        f"Now {done.name} in its place:",
        f"  invitations: {erased.invitations}; bounces: {erased.bounces}; entries of the audit trail: {erased.audited}",
        "Stays:",
        f"  messages received from it: {erased.received} (nothing that reached us is ever deleted: the minutes rest on them)",
        "  reports and minutes with what people said: they are the record of the meeting",
        "  mails to others that speak of it, such as the chair's; backups, until they are overwritten",
    ))  # fmt: skip
