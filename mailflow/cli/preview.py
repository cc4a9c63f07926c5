"""`mailflow preview`: every kind of mail with sample data, as it goes over the wire."""

from pathlib import Path
from typing import Annotated

import typer

from mailflow.cli.output import counted, print_lines

KindArgument = Annotated[str | None, typer.Argument(metavar="[KIND]", help="Only this kind, such as invitation or triage-digest.")]
OutOption = Annotated[Path, typer.Option("--out", metavar="DIR", help="Where the files go; those of an earlier run are written over.")]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("preview", help="Render every kind of mail with sample data: NN-KIND.eml, .html, .txt and manifest.json.")(preview)


def preview(out: OutOption, kind: KindArgument = None) -> None:
    """Render every kind of mail with sample data."""
    from mailflow.config import load_settings
    from mailflow.logs import configure_logging
    from mailflow.preview.gallery import write

    configure_logging("command")
    shown = write(load_settings(), kind, out)
    print_lines(f"{exhibit.stem}  {exhibit.recipient}  {exhibit.subject}" for exhibit in shown)
    print_lines([f"{counted(len(shown), 'mail')} in {out}"])
