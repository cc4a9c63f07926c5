"""`mailflow meeting reschedule`, `cancel`, `revive`: what changes a meeting, and whom that concerns."""

from typing import Annotated

import typer

from mailflow.cli.arguments import MeetingArgument
from mailflow.cli.output import application, counted, warn
from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import BadInputError

_TOLD = "whom it concerns is told when nothing more was changed for a minute"


def register(group: typer.Typer) -> None:
    """Add the commands to those of meetings."""
    group.command("reschedule", help="Move a meeting with all its items.")(reschedule)
    group.command("cancel", help="Cancel a meeting and tell everybody who was invited.")(cancel)
    group.command("revive", help="Let a cancelled meeting take place after all.")(revive)


def reschedule(
    meeting_id: MeetingArgument,
    start: Annotated[str, typer.Argument(metavar="START", help="Such as 2021-03-17T10:00, in the zone of the meeting.")],
    end: Annotated[str | None, typer.Option("--end", metavar="END", help="When it ends; else it lasts as long as before.")] = None,
    duration: Annotated[str | None, typer.Option("--duration", metavar="1h30m", help="How long it lasts.")] = None,
) -> None:
    """Move a meeting; its items keep their distances by the clock on the wall."""
    if end and duration:
        raise BadInputError("--end and --duration say the same: give one of them")
    house = application()
    start_at, end_at = house.times.moment(start, "START"), house.times.moment(end, "--end") if end else None
    lasting = house.times.duration(duration, "--duration") if duration else None
    moved = house.change_meeting.move(MeetingId(meeting_id), start_at, end=end_at, duration=lasting)
    if not moved.is_changed:
        print("nothing changed: the meeting has these times already")
        return
    print(f"meeting {meeting_id} moved: {_TOLD}")
    if moved.is_past:
        warn("warning: that is past, so nobody is told")


def cancel(
    meeting_id: MeetingArgument,
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why, as everybody is told.")] = "",
) -> None:
    """Cancel a meeting."""
    told = application().change_meeting.cancel(MeetingId(meeting_id), " ".join(reason.split()))
    print(f"meeting {meeting_id} cancelled: {counted(len(told), 'person')} invited before")


def revive(meeting_id: MeetingArgument) -> None:
    """Let a cancelled meeting take place after all."""
    state = application().change_meeting.revive(MeetingId(meeting_id))
    print(f"meeting {meeting_id} is {state} again: {_TOLD}")

