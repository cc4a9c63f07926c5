"""`mailflow extract`: what the author of a message newly wrote."""

from typing import Annotated

import typer

from mailflow.cli.lines import answer_lines, read_lines
from mailflow.cli.output import application, print_text

FileArgument = Annotated[str, typer.Argument(metavar="[FILE|-]", help="A message (.eml), an HTML page or a text; - reads standard input.")]
JsonlOption = Annotated[
    bool, typer.Option("--jsonl", help='One object a line: {"id","kind":"text|html|mime","content"} in, {"id","text","kind"} out.')
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("extract", help="Print the newly written text of a message.")(extract)


def extract(file: FileArgument = "-", as_jsonl: JsonlOption = False) -> None:
    """Print the newly written text of a message, or of many."""
    reader = application().reading.messages
    if as_jsonl:
        answer_lines(file, reader.read_line)
    else:
        print_text(reader.read(b"".join(read_lines(file))).text + "\n")
