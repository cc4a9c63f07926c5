"""`mailflow meeting`, `invite`, `status`, `draft`, `minutes`."""

from enum import StrEnum
from typing import Annotated

import typer

from mailflow.cli import changes, feeds
from mailflow.cli import series as series_commands
from mailflow.cli.agenda import DateOption, EmailOption, FileArgument, JsonOption, PeopleOption, TimezoneOption
from mailflow.cli.arguments import LARGEST_ID, MeetingArgument
from mailflow.cli.outline import missing_people, status_outline
from mailflow.cli.output import application, counted, print_json, print_lines, print_table, print_text, warn
from mailflow.domain.agenda import MeetingId

_LARGEST_REVISION = 2**31 - 1


class MinutesFormat(StrEnum):
    """How the minutes are printed."""

    TEXT = "text"
    HTML = "html"
    MD = "md"
    JSON = "json"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Meetings: add, list, show, address, reschedule, update, cancel, revive.")
    group.command("add", help="Store a meeting from an agenda; prints its id.")(add)
    series_commands.register_meeting(group)
    group.command("list", help="List the meetings.")(show_list)
    group.command("show", help="Show a meeting.")(show_status)
    group.command("address", help="Set the address of a person of a meeting.")(set_address)
    changes.register(group)
    app.add_typer(group, name="meeting")
    series_group = typer.Typer(no_args_is_help=True, help="Series: link.")
    feeds.register(series_group)
    app.add_typer(series_group, name="series")
    app.command("invite", help="Queue the invitations of a meeting now.")(invite)
    app.command("status", help="Slots, reports, who is missing, minutes.")(show_status)
    app.command("draft", help="Compile the draft now and queue it to the chair.")(draft)
    app.command("minutes", help="Print the minutes of a meeting.")(minutes)


def add(
    file: FileArgument,
    date: DateOption = None,
    timezone: TimezoneOption = None,
    people: PeopleOption = None,
    email: EmailOption = None,
    chair: Annotated[str | None, typer.Option("--chair", metavar="NAME", help="Who chairs, where the agenda does not say.")] = None,
    series: Annotated[str | None, typer.Option("--series", metavar="SLUG", help="Short name of the series, for the subjects.")] = None,
    subscriber: Annotated[list[str] | None, typer.Option("--subscriber", metavar="ADDRESS", help="Who gets the minutes.")] = None,
) -> None:
    """Store a meeting from an agenda and print its id."""
    house = application()
    request = house.reading.agendas.request(
        file,
        date=date,
        timezone=timezone,
        people=people,
        emails=tuple(email or ()),
        chair=chair,
        series=series,
        subscribers=tuple(subscriber or ()),
    )
    agenda = house.reading.agendas.read(request)
    for warning in house.reading.agendas.lasting_warnings(agenda):
        warn(f"warning: {warning}")
    for twin in house.meetings.add.twins(agenda):
        warn(f"warning: meeting {twin} of this series starts at the same time; this one is stored beside it")
    for reader in house.meetings.add.departed(agenda):
        warn(f"warning: {reader} has left the list of {agenda.series.slug}, or was forgotten: `mailflow subscriber add` puts it back")
    meeting_id = house.meetings.add(agenda)
    for warning in missing_people(house.secretary.views.status(meeting_id)):
        warn(f"warning: {warning}")
    series_commands.warn_of(house, meeting_id)
    print(meeting_id)


def show_list(as_json: JsonOption = False) -> None:
    """List the meetings."""
    meetings = application().secretary.views.meetings()
    if as_json:
        print_json(meetings)
        return
    rows = ((m["id"], m["series"], m["start"], m["state"], m["title"]) for m in meetings)
    print_table(("id", "series", "start", "state", "title"), rows)


def set_address(
    meeting_id: MeetingArgument, person: Annotated[str, typer.Argument(metavar="NAME=ADDRESS", help="Whose address it is.")]
) -> None:
    """Set the address of a person of a meeting."""
    house = application()
    for name, address in house.reading.agendas.addresses((person,)).items():
        house.secretary.desk.set_address(MeetingId(meeting_id), name, address)


def invite(meeting_id: MeetingArgument) -> None:
    """Queue the invitations of a meeting."""
    house = application()
    series_commands.warn_of(house, MeetingId(meeting_id))
    invited = house.meetings.invite(MeetingId(meeting_id))
    print(f"{counted(len(invited.queued), 'invitation')} queued, {len(invited.already)} invited before")
    for name in invited.without_address:
        warn(f'warning: {name} has no address: mailflow meeting address {meeting_id} "{name}=someone@example.org"')


def show_status(
    meeting_id: Annotated[
        int | None, typer.Argument(min=1, max=LARGEST_ID, metavar="[ID]", help="A meeting; all of them where none is named.")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Show where a meeting stands."""
    views = application().secretary.views
    documents = [views.status(MeetingId(meeting_id))] if meeting_id is not None else views.status_of_all()
    if as_json:
        print_json(documents[0] if meeting_id is not None else documents)
        return
    for document in documents:
        print_lines(status_outline(document))


def draft(meeting_id: MeetingArgument) -> None:
    """Compile the draft of a meeting and queue it to the chair."""
    drafted = application().meetings.draft(MeetingId(meeting_id))
    words = f"revision {drafted.minutes.revision}, sha256 {drafted.minutes.sha256[:12]}"
    print(
        f"{words}: {counted(len(drafted.queued), 'mail')} queued" if drafted.queued else f"{words}: unchanged, and with the chair already"
    )


def minutes(
    meeting_id: MeetingArgument,
    form: Annotated[MinutesFormat, typer.Option("--format", help="How to print them.")] = MinutesFormat.TEXT,
    revision: Annotated[
        int | None, typer.Option("--revision", min=1, max=_LARGEST_REVISION, metavar="N", help="An older revision.")
    ] = None,
    since: Annotated[
        int | None, typer.Option("--since", min=1, max=_LARGEST_REVISION, metavar="N", help="Only what changed since that revision.")
    ] = None,
) -> None:
    """Print the minutes of a meeting."""
    document = application().secretary.minutes(meeting_id, revision)
    if since is not None:
        print_lines(document.changes_since(application().secretary.minutes(meeting_id, since)))
        return
    if form is MinutesFormat.JSON:
        print_json(document.json())
        return
    forms = {MinutesFormat.TEXT: document.text, MinutesFormat.HTML: document.html, MinutesFormat.MD: document.markdown}
    print_text(forms[form]())
