"""`mailflow extract`: what the author of a message newly wrote."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from mailflow.cli.output import application, print_text, warn
from mailflow.domain.errors import BadInputError

FileArgument = Annotated[str, typer.Argument(metavar="[FILE|-]", help="A message (.eml), an HTML page or a text; - reads standard input.")]
JsonlOption = Annotated[
    bool, typer.Option("--jsonl", help='One object a line: {"id","kind":"text|html|mime","content"} in, {"id","text","kind"} out.')
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("extract", help="Print the newly written text of a message.")(extract)


def extract(file: FileArgument = "-", as_jsonl: JsonlOption = False) -> None:
    """Print the newly written text of a message, or of many."""
    if as_jsonl:
        _extract_lines(file)
    else:
        print_text(application().reader.read(b"".join(_lines(file))).text + "\n")


def _extract_lines(file: str) -> None:
    """Answer each line; a bad one is named on stderr and does not stop the rest."""
    reader, bad = application().reader, 0
    for number, line in enumerate(_lines(file), start=1):
        if not line.strip():
            continue
        try:
            answer = reader.read_line(line.decode("utf-8", "replace"))
        except BadInputError as error:
            bad += 1
            warn(f"mailflow: line {number}: {error}")
            continue
        print_text(json.dumps(answer, ensure_ascii=False) + "\n")
    if bad:
        raise typer.Exit(2)


def _lines(file: str) -> Iterator[bytes]:
    if file == "-":
        yield from sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as source:
            yield from source
    except OSError as error:
        raise BadInputError(f"{file}: {error.strerror or error}") from error
