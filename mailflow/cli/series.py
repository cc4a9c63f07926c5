"""`mailflow meeting next`, `action`, `history`: what goes on from one meeting of a series to the next."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from mailflow.cli.arguments import MeetingArgument
from mailflow.cli.outline import missing_people
from mailflow.cli.output import application, print_json, print_lines, print_table, warn
from mailflow.domain.agenda import MeetingId

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mailflow.bootstrap.application import Application

_LARGEST = 999_999
_SERIES = "The series, by its short name."
NumberArgument = Annotated[int, typer.Argument(min=1, max=_LARGEST, metavar="N", help="The number of the action in its series.")]
SeriesOption = Annotated[str, typer.Option("--series", metavar="SLUG", help=_SERIES)]
AnySeriesOption = Annotated[str | None, typer.Option("--series", metavar="SLUG", help=f"{_SERIES} All of them where none is named.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="What somebody is to do: list, done, reopen.")
    group.command("list", help="List the open actions.")(list_actions)
    group.command("done", help="Close an action.")(close)
    group.command("reopen", help="Open an action again.")(reopen)
    app.add_typer(group, name="action")
    app.command("history", help="What was reported in a slot, meeting by meeting.")(history)


def register_meeting(group: typer.Typer) -> None:
    """Add what makes meetings to the group of meetings."""
    group.command("next", help="Make the next meeting of the series from a meeting; prints its id.")(plan_next)


def plan_next(
    meeting_id: MeetingArgument,
    start: Annotated[
        str | None, typer.Option("--start", metavar="TIME", help="When, as 2021-03-17T10:00 in the meeting's zone; else by the cadence.")
    ] = None,
) -> None:
    """Make the meeting that follows one and print its id."""
    house = application()
    made = house.meetings.plan_next(MeetingId(meeting_id), house.reading.times.moment(start, "--start") if start is not None else None)
    for warning in missing_people(house.secretary.views.status(made)):
        warn(f"warning: {warning}")
    print(made)


def warn_of(house: "Application", meeting_id: MeetingId) -> None:
    """Print what looks wrong with a stored meeting on stderr."""
    for line in house.meetings.check(meeting_id):
        warn(f"warning: {line}")


def list_actions(
    series: AnySeriesOption = None,
    of_all: Annotated[bool, typer.Option("--all", help="Those that are done or dropped as well.")] = False,
    as_json: JsonOption = False,
) -> None:
    """List the actions."""
    states = ("open", "done", "dropped") if of_all else ("open",)
    found = application().secretary.series_desk.actions(series, states=states)
    if as_json:
        print_json(found)
        return
    rows = ((one["series"], one["number"], one["state"], one["owner"], one["due_words"], one["text"]) for one in found)
    print_table(("series", "no.", "state", "owner", "due", "text"), rows)


def close(number: NumberArgument, series: SeriesOption) -> None:
    """Close an action."""
    _change(number, series, "finish")


def reopen(number: NumberArgument, series: SeriesOption) -> None:
    """Open an action again."""
    _change(number, series, "reopen")


def _change(number: int, series: str, event: str) -> None:
    changed = application().secretary.series_desk.change(series, number, event)
    print_lines([f"action {changed['number']} of {changed['series']}: {changed['state']}"])


def history(
    name: Annotated[str, typer.Argument(metavar="RI", help="A slot: its title, an alias or its key.")],
    series: AnySeriesOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show what was reported in a slot, the newest last."""
    found = application().secretary.series_desk.history(name, series)
    if as_json:
        print_json(found)
    else:
        print_lines(line for entry in found for line in _entry_lines(entry))


def _entry_lines(entry: dict[str, Any]) -> "Iterator[str]":
    number = f"no. {entry['number']}, " if entry["number"] else ""
    yield f"{entry['start'][:10]}  {entry['key']} {entry['title']}  ({number}meeting {entry['meeting']}, {entry['state']})"
    if not entry["reports"]:
        yield "   no report"
    for report in entry["reports"]:
        late = ", late" if report["late"] else ""
        by = f"{report['delegate']} for {report['author']}" if report["delegate"] else report["author"]
        yield f"   {by}{late}:"
        yield from (f"      {line}" for line in report["text"].split("\n"))
    yield from (f"   action {one['number']} ({one['state']}): {one['text']}" for one in entry["actions"])
