"""`mailflow series link`: where the calendar of a series is."""

from typing import Annotated

import typer

from mailflow.cli.output import application, warn


def register(group: typer.Typer) -> None:
    """Add the command to those of series."""
    group.command("link", help="Print where the calendar of a series is, with and without how to join.")(link)


def link(slug: Annotated[str, typer.Argument(metavar="SLUG", help="The short name of the series, as in [slug].")]) -> None:
    """Print the links to the calendars of a series."""
    house = application()
    links = house.website.feeds.links(slug)
    print(f"{'link' if links.access == 'link' else 'public':<9}{links.open}")
    print(f"private  {links.private}")
    if not house.settings.web_url:
        warn("warning: MAILFLOW_WEB_URL is not set: put the address of the web pages before these paths")
    warn("whoever has the private link learns how to join: give it to the people of the series only")
