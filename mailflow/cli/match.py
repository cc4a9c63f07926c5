"""`mailflow match`: to which slot of an agenda a mail would go, and why."""

from typing import Annotated

import typer

from mailflow.cli.agenda import FileArgument, JsonOption
from mailflow.cli.lines import answer_lines, read_lines
from mailflow.cli.outline import match_outline
from mailflow.cli.output import application, print_json, print_lines
from mailflow.domain.errors import BadInputError

MessageArgument = Annotated[str, typer.Argument(metavar="[MESSAGE|-]", help="A message (.eml); - reads standard input.")]
JsonlOption = Annotated[
    bool,
    typer.Option("--jsonl", help='One object a line: {"id","content"} in, {"id","kind","decision","slots","evidence"} out.'),
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("match", help="Show to which slot of an agenda a mail would go, and why; nothing is stored.")(match)


def match(agenda: FileArgument, message: MessageArgument = "-", as_jsonl: JsonlOption = False, as_json: JsonOption = False) -> None:
    """Show to which slot of an agenda a mail would go, or many."""
    if agenda == "-" and message == "-":
        raise BadInputError("the agenda and the message cannot both be read from standard input: name a file for one of them")
    house = application()
    rehearsal = house.reading.rehearsal(house.reading.agendas.read(house.reading.agendas.request(agenda)))
    if as_jsonl:
        answer_lines(message, rehearsal.match_line)
        return
    found = rehearsal.match(b"".join(read_lines(message)))
    if as_json:
        print_json(found)
    else:
        print_lines(match_outline(found))
