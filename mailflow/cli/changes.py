"""`mailflow meeting reschedule`, `cancel`, `revive`: what changes a meeting, and whom that concerns."""

from typing import Annotated

import typer

from mailflow.cli.agenda import DateOption, EmailOption, FileArgument, PeopleOption, TimezoneOption
from mailflow.cli.arguments import MeetingArgument
from mailflow.cli.output import application, counted, print_lines, warn
from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import BadInputError

_TOLD = "whom it concerns is told when nothing more was changed for a minute"


def register(group: typer.Typer) -> None:
    """Add the commands to those of meetings."""
    group.command("reschedule", help="Move a meeting with all its items.")(reschedule)
    group.command("update", help="Change the agenda of a meeting to what a file says.")(update)
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
    start_at, end_at = house.reading.times.moment(start, "START"), house.reading.times.moment(end, "--end") if end else None
    lasting = house.reading.times.duration(duration, "--duration") if duration else None
    moved = house.meetings.change.move(MeetingId(meeting_id), start_at, end=end_at, duration=lasting)
    if not moved.is_changed:
        print("nothing changed: the meeting has these times already")
        return
    print(f"meeting {meeting_id} moved: {_TOLD}")
    if moved.is_past:
        warn("warning: that is past, so nobody is told")


def update(
    meeting_id: MeetingArgument,
    file: FileArgument,
    date: DateOption = None,
    timezone: TimezoneOption = None,
    people: PeopleOption = None,
    email: EmailOption = None,
) -> None:
    """Change the agenda; items keep their keys and reports, wherever they stand now."""
    house = application()
    agendas = house.reading.agendas
    agenda = agendas.read(agendas.request(file, date=date, timezone=timezone, people=people, emails=tuple(email or ())))
    for warning in agendas.lasting_warnings(agenda):
        warn(f"warning: {warning}")
    changed = house.meetings.change.update(MeetingId(meeting_id), agenda)
    if changed is None:
        print("nothing changed: the meeting has this agenda already")
        return
    for what, items in (("added", changed.added), ("removed", changed.removed)):
        print_lines(f"{what}  {item.key}  {item.title}" for item in items)
    print(f"meeting {meeting_id} changed: {_TOLD}")


def cancel(
    meeting_id: MeetingArgument,
    reason: Annotated[str, typer.Option("--reason", metavar="WORDS", help="Why, as everybody is told.")] = "",
) -> None:
    """Cancel a meeting."""
    told = application().meetings.change.cancel(MeetingId(meeting_id), " ".join(reason.split()))
    print(f"meeting {meeting_id} cancelled: {counted(len(told), 'person')} invited before")


def revive(meeting_id: MeetingArgument) -> None:
    """Let a cancelled meeting take place after all."""
    state = application().meetings.change.revive(MeetingId(meeting_id))
    print(f"meeting {meeting_id} is {state} again: {_TOLD}")

