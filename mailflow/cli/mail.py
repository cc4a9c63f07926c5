"""`mailflow inbox`, `outbox`, `audit`: what came in, what goes out, who decided what."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mailflow.cli.agenda import JsonOption
from mailflow.cli.arguments import LARGEST_ID
from mailflow.cli.outline import inbox_outline
from mailflow.cli.output import application, counted, print_json, print_lines, print_octets, print_table
from mailflow.domain.agenda import MeetingId
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
    inbox.command("replay", help="Read messages anew; what they did before is not done twice.")(replay)
    inbox.command("assign", help="File a message under an item, by its key or title.")(assign)
    inbox.command("add", help="Add an item for a message, and file it there.")(add_slot)
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
    entries = application().secretary.views.inbox(_checked(state))
    if as_json:
        print_json(entries)
        return
    rows = ((e["id"], e["state"], e["kind"], e["from"], e["subject"], e["reason"]) for e in entries)
    print_table(("id", "state", "kind", "from", "subject", "what became of it"), rows)


def show_message(message_id: MessageArgument, as_json: JsonOption = False) -> None:
    """Show a message with its evidence."""
    entry = application().secretary.views.inbox_entry(InboundId(message_id))
    if as_json:
        print_json(entry)
    else:
        print_lines(inbox_outline(entry))


def raw_message(message_id: MessageArgument) -> None:
    """Print a message as it came."""
    print_octets(application().secretary.views.inbox_raw(InboundId(message_id)))


def replay(
    ids: Annotated[
        list[int] | None, typer.Argument(min=1, max=LARGEST_ID, metavar="[ID …]", help="The numbers that `mailflow inbox` shows.")
    ] = None,
    since: Annotated[str | None, typer.Option("--since", metavar="TIME", help="All that came since then, as in 2021-03-03T10:00.")] = None,
    state: Annotated[str | None, typer.Option("--state", metavar="STATE", help=f"All in a state: {', '.join(_STATES)}.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say which.")] = False,
) -> None:
    """Read messages anew; what they have done before is not done twice."""
    if bool(ids) == bool(since or state):
        raise typer.BadParameter("expected numbers of messages, or --since TIME, --state STATE or both", param_hint="ID")
    house = application()
    chosen: Sequence[InboundId] = [InboundId(number) for number in ids or ()]
    if not chosen:
        came_since = _time(since, house.settings.timezone) if since else None
        chosen = house.secretary.desk.to_replay(state=_checked(state), since=came_since)
    if dry_run:
        print(f"would read anew: {_numbers(chosen)}")
        return
    restarted = house.secretary.desk.replay(chosen)
    print(f"to be read anew: {_numbers(restarted)}")
    undelivered = house.secretary.desk.undelivered(chosen)
    if undelivered:
        print(f"not delivered by the mail server yet, and read as soon as they are: {_numbers(undelivered)}")
    waiting = [number for number in chosen if number not in {*restarted, *undelivered}]
    if waiting:
        print(f"wait to be read anyway: {_numbers(waiting)}")


def _time(text: str, zone: str) -> datetime:
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"expected a time such as 2021-03-03T10:00, got {text}", param_hint="--since") from None
    return when if when.tzinfo else when.replace(tzinfo=ZoneInfo(zone))


def _checked(state: str | None) -> str | None:
    if state is not None and state not in _STATES:
        raise typer.BadParameter(f"expected one of {', '.join(_STATES)}, got {state}", param_hint="--state")
    return state


def _numbers(ids: Sequence[InboundId]) -> str:
    """Return how many, and which."""
    return f"{counted(len(ids), 'message')}" + (f" ({', '.join(map(str, ids))})" if ids else "")


def assign(
    message_id: MessageArgument,
    key: Annotated[str, typer.Argument(metavar="KEY", help="The key or the title of an item of the agenda.")],
    meeting_id: Annotated[
        int | None,
        typer.Option("--meeting", min=1, max=LARGEST_ID, metavar="ID", help="Of which meeting, if not that which the message is about."),
    ] = None,
) -> None:
    """File a message under an item."""
    chosen = MeetingId(meeting_id) if meeting_id is not None else None
    print(f"message {message_id}: {application().secretary.desk.assign(InboundId(message_id), key, meeting_id=chosen)}")


def add_slot(
    message_id: MessageArgument,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What the item is to be called.")],
) -> None:
    """Add an item for a message, and file it there."""
    print(f"message {message_id}: {application().secretary.desk.add_slot(InboundId(message_id), title)}")


def discard(message_id: MessageArgument) -> None:
    """Take a message out of triage."""
    application().secretary.desk.discard(InboundId(message_id))
    print(f"message {message_id} is ignored; it is kept")


def show_outbox(context: typer.Context, as_json: JsonOption = False) -> None:
    """List what is owed and sent."""
    if context.invoked_subcommand is not None:
        return
    entries = application().secretary.views.outbox()
    if as_json:
        print_json(entries)
        return
    rows = ((e["id"], e["state"], e["kind"], e["to"], e["subject"], e["attempts"], _words(e["reply"])) for e in entries)
    print_table(("id", "state", "kind", "to", "subject", "tries", "the server's words"), rows)


def _words(reply: object) -> str:
    return f"{reply['code'] or ''} {reply['text']}".strip() if isinstance(reply, dict) else ""


def raw_mail(mail_id: MailArgument) -> None:
    """Print a mail as it goes over the wire."""
    print_octets(application().secretary.views.outbox_raw(OutboundId(mail_id)))


def show_audit(as_json: JsonOption = False) -> None:
    """List who decided what."""
    entries = application().secretary.views.audit()
    if as_json:
        print_json(entries)
        return
    rows = ((e["at"], e["actor"], e["action"], e["subject"], e["message"], e["detail"]) for e in entries)
    print_table(("at", "who", "what", "to what", "message", "detail"), rows)
