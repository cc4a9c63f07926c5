"""`mailflow meeting next`: what goes on from one meeting of a series to the next."""

from typing import Annotated

import typer

from mailflow.cli.arguments import MeetingArgument
from mailflow.cli.outline import missing_people
from mailflow.cli.output import application, warn
from mailflow.domain.agenda import MeetingId


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
    made = house.plan_next(MeetingId(meeting_id), house.times.moment(start, "--start") if start is not None else None)
    for warning in missing_people(house.views.status(made)):
        warn(f"warning: {warning}")
    print(made)
