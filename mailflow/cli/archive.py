"""`mailflow archive`: where the minutes of a series are shown; open what came before, close what should not be there."""



import typer

from mailflow.cli.arguments import MeetingArgument
from mailflow.cli.output import application
from mailflow.cli.subscribers import SeriesArgument
from mailflow.domain.agenda import MeetingId


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="The archive of a series on our pages: link, open, hide.")
    group.command("link", help="Print the address of the archive of a series.")(link)
    group.command("open", help="Show minutes that were approved before the archive was as open as it is now.")(open_past)
    group.command("hide", help="Show the minutes of a meeting no more.")(hide)
    app.add_typer(group, name="archive")


def link(series: SeriesArgument) -> None:
    """Print where the minutes of a series are shown."""
    print(application().secretary.archive_desk.link(series) or f"the archive of {series} is off, or MAILFLOW_WEB_URL is not set")


def open_past(series: SeriesArgument) -> None:
    """Open what was published before."""
    shown, stopped = application().secretary.archive_desk.open_past(series)
    stops = f"; {stopped} were stopped, see `mailflow audit`" if stopped else ""
    print(f"{shown} revisions of minutes of {series} are as open as its archive{stops}")


def hide(meeting_id: MeetingArgument) -> None:
    """Close what is shown of a meeting."""
    print(f"{application().secretary.archive_desk.hide(MeetingId(meeting_id))} revisions are shown no more")
