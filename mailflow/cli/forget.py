"""`mailflow forget`: erase an address on request, and say what stays."""

from typing import Annotated

import typer

from mailflow.cli.agenda import JsonOption
from mailflow.cli.output import application, print_json, print_lines, warn

_STAYS = (
    "reports and minutes with what people said: they are the record of the meeting",
    "messages and mails of others that speak of it, such as a delegation, a delivery report, or the chair's mail",
    "backups, until they are overwritten",
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("forget", help="Erase an address on request; prints what is deleted, and what stays and why.")(forget)


def forget(address: Annotated[str, typer.Argument(metavar="ADDRESS")], as_json: JsonOption = False) -> None:
    """Erase an address on request."""
    house = application()
    done = house.secretary.forget(house.reading.agendas.checked(address))
    if not house.storage.scrub():
        warn("mailflow: the database was in use: what its pages held before goes when it is written to next, or by this command once more")
    erased = done.erased
    of_its_own = f"messages received from it: {erased.received} (nothing that reached us is ever deleted: the minutes rest on them)"
    if as_json:
        deleted = {"subscriptions": erased.subscriptions, "people": erased.people, "mails": erased.mails}
        replaced = {
            "invitations": erased.invitations,
            "bounces": erased.bounces,
            "audit": erased.audited,
            "notes_on_messages": erased.noted,
        }
        kept = {"received": erased.received, "why": [of_its_own, *_STAYS]}
        print_json({"address": address, "name": done.name, "deleted": deleted, "replaced": replaced, "kept": kept})
        return
    print_lines((
        f"Erased of {address}:",
        f"  subscriptions: {erased.subscriptions}",
        f"  the address of people, and aliases: {erased.people} (their names stay)",
        f"  mails sent to it, recipient and text: {erased.mails} (what waited is not sent)",
        f"Now {done.name} in its place:",
        f"  invitations: {erased.invitations}; bounces: {erased.bounces}; entries of the audit trail: {erased.audited}",
        f"  messages of which our notes named it: {erased.noted}",
        "Stays:",
        f"  {of_its_own}",
        *(f"  {line}" for line in _STAYS),
    ))  # fmt: skip
