"""`mailflow inbox`, `outbox`, `audit`: what came in, what goes out, who decided what."""

from typing import Annotated

import typer

from mailflow.cli.agenda import JsonOption
from mailflow.cli.meetings import LARGEST_ID
from mailflow.cli.outline import inbox_outline
from mailflow.cli.output import application, print_json, print_lines, print_octets, print_table
from mailflow.domain.message import InboundId, OutboundId

_STATES = ("received", "done", "triage", "rejected", "ignored", "failed")
MessageArgument = Annotated[int, typer.Argument(min=1, max=LARGEST_ID, metavar="ID", help="The number that `mailflow inbox` shows.")]
MailArgument = Annotated[str, typer.Argument(metavar="ID", help="The id that `mailflow outbox` shows.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    inbox = typer.Typer(invoke_without_command=True, help="What came in, what became of it and why.")
    inbox.callback()(show_inbox)
    inbox.command("show", help="Show a message with its evidence.")(show_message)
    inbox.command("raw", help="Print a message as it came.")(raw_message)
    inbox.command("replay", help="Read a message anew.")(replay)
    inbox.command("discard", help="Take a message out of triage; it is kept.")(discard)
    app.add_typer(inbox, name="inbox")
    outbox = typer.Typer(invoke_without_command=True, help="What is owed and sent.")
    outbox.callback()(show_outbox)
    outbox.command("raw", help="Print a mail as it goes over the wire.")(raw_mail)
    app.add_typer(outbox, name="outbox")
    app.command("audit", help="Who decided what, and by which message.")(show_audit)


def show_inbox(
    context: typer.Context,
    as_json: JsonOption = False,
    state: Annotated[str | None, typer.Option("--state", metavar="STATE", help=f"Only those in a state: {', '.join(_STATES)}.")] = None,
) -> None:
    """List what came in."""
    if context.invoked_subcommand is not None:
        return
    if state is not None and state not in _STATES:
        raise typer.BadParameter(f"expected one of {', '.join(_STATES)}, got {state}", param_hint="--state")
    entries = application().views.inbox(state)
    if as_json:
        print_json(entries)
        return
    rows = ((e["id"], e["state"], e["kind"], e["from"], e["subject"], e["reason"]) for e in entries)
    print_table(("id", "state", "kind", "from", "subject", "what became of it"), rows)


def show_message(message_id: MessageArgument, as_json: JsonOption = False) -> None:
    """Show a message with its evidence."""
    entry = application().views.inbox_entry(InboundId(message_id))
    if as_json:
        print_json(entry)
    else:
        print_lines(inbox_outline(entry))


def raw_message(message_id: MessageArgument) -> None:
    """Print a message as it came."""
    print_octets(application().views.inbox_raw(InboundId(message_id)))


def replay(message_id: MessageArgument) -> None:
    """Read a message anew."""
    application().desk.replay(InboundId(message_id))
    print(f"message {message_id} waits to be read again")


def discard(message_id: MessageArgument) -> None:
    """Take a message out of triage."""
    application().desk.discard(InboundId(message_id))
    print(f"message {message_id} is ignored; it is kept")


def show_outbox(context: typer.Context, as_json: JsonOption = False) -> None:
    """List what is owed and sent."""
    if context.invoked_subcommand is not None:
        return
    entries = application().views.outbox()
    if as_json:
        print_json(entries)
        return
    rows = ((e["id"], e["state"], e["kind"], e["to"], e["subject"], e["attempts"], _words(e["reply"])) for e in entries)
    print_table(("id", "state", "kind", "to", "subject", "tries", "the server's words"), rows)


def _words(reply: object) -> str:
    return f"{reply['code'] or ''} {reply['text']}".strip() if isinstance(reply, dict) else ""


def raw_mail(mail_id: MailArgument) -> None:
    """Print a mail as it goes over the wire."""
    print_octets(application().views.outbox_raw(OutboundId(mail_id)))


def show_audit(as_json: JsonOption = False) -> None:
    """List who decided what."""
    entries = application().views.audit()
    if as_json:
        print_json(entries)
        return
    rows = ((e["at"], e["actor"], e["action"], e["subject"], e["message"], e["detail"]) for e in entries)
    print_table(("at", "who", "what", "to what", "message", "detail"), rows)
