"""`mailflow serve` and the roles that it runs, `demo`, `migrate`, `doctor`."""

import os
import signal
import threading
from pathlib import Path
from typing import Annotated

import typer

from mailflow.cli.output import application


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("demo", help="The whole life of the model meeting, on loopback, with embedded parts.")(demo)
    app.command("serve", help="Run everything in one foreground process group: inbox, worker, beat, web.")(serve)
    app.command("worker", help="Run the worker alone.")(worker)
    app.command("beat", help="Run the schedule alone.")(beat)
    app.command("inbox-watch", help="Watch the inbox alone.")(inbox_watch)
    app.command("lmtp", help="Take mail from an MTA by LMTP alone.")(lmtp)
    app.command("web", help="Run the web server alone.")(web)
    app.command("migrate", help="Bring the database up to date.")(migrate)


def demo(
    out: Annotated[Path, typer.Option("--out", help="Where the mails, calendars and minutes are left.")] = Path("mailflow-demo"),
) -> None:
    """Play the model meeting."""
    from mailflow.demo.story import play

    raise typer.Exit(play(out))


def serve() -> None:
    """Run everything until told to stop."""
    from mailflow.supervisor import supervise

    house = application("serve")
    house.check()
    house.storage.migrate()
    raise typer.Exit(supervise(house.settings))


def worker() -> None:
    """Run the worker in place of this process."""
    _become("worker")


def beat() -> None:
    """Run the schedule in place of this process."""
    _become("beat")


def _become(role: str) -> None:
    from mailflow.supervisor import role_command

    house = application(role)
    house.check()  # here it is told in a line
    command = role_command(role, house.settings)
    os.execv(command[0], command)  # noqa: S606 - our own interpreter with our own arguments


def inbox_watch() -> None:
    """Watch the inbox until told to stop."""
    house = application("inbox-watch")
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    house.receiving.watch(stop)


def lmtp() -> None:
    """Take mail from an MTA until told to stop."""
    application("lmtp").receiving.lmtp.run()


def web() -> None:
    """Run the web server."""
    from mailflow.web.server import run

    run(application("web"))


def migrate() -> None:
    """Bring the database up to date."""
    print(f"the database is at revision {application().storage.migrate()}")
