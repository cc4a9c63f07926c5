"""`mailflow due`: the timetable, with a clock of one's choice."""

from datetime import UTC, datetime
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from mailflow.cli.agenda import JsonOption
from mailflow.cli.output import application, print_json, print_lines, print_table
from mailflow.domain.errors import BadInputError

_FIRST_YEAR, _LAST_YEAR = 1970, 9000


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("due", help="Show what would be sent when, to whom and why; nothing is sent.")(show_due)


def show_due(
    at: Annotated[
        str | None, typer.Option("--at", metavar="TIME", help="Seen from then, as in 2021-03-01T10:00; now if left out.")
    ] = None,
    skipped: Annotated[bool, typer.Option("--skipped", help="Show as well what would not be sent, and why not.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Show what the timetable would do."""
    house = application()
    moment = _moment(at, house.settings.timezone) if at is not None else None
    found = house.routine.due(moment)
    sent = [ahead.document() for ahead in found if not ahead.step.skipped and (ahead.step.to is not None or not as_json)]
    passed_over = [ahead.document() for ahead in found if ahead.step.skipped]
    if as_json:
        print_json([*sent, *passed_over] if skipped else sent)
        return
    print_table(("at", "kind", "meeting", "to", "slots", "why"), [_row(one) for one in sent])
    if passed_over and skipped:
        print_table(("at", "kind", "meeting", "to", "slots", "why not"), [_row(one) for one in passed_over], title="Not sent")
    elif passed_over:
        print_lines(["", f"{len(passed_over)} not sent: see --skipped"])


def _row(document: dict[str, object]) -> tuple[object, ...]:
    to, slots = document["to"], document["slots"]
    person = f"{to['name']} <{to['email'] or '-'}>" if isinstance(to, dict) else "-"
    keys = ", ".join(slots) if isinstance(slots, list) else ""
    why = document.get("skipped") or document["why"]
    return (str(document["at"])[:16].replace("T", " "), document["kind"], f"{document['meeting']} {document['series']}", person, keys, why)


def _moment(text: str, timezone: str) -> datetime:
    """Return a moment; one without an offset is in the zone of the settings. Raises BadInputError."""
    problem = BadInputError(f"--at {text[:40]!r}: expected a time such as 2021-03-01T10:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise problem from error
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise problem
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(timezone))).astimezone(UTC)
