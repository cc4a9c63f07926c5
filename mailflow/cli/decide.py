"""`mailflow decide`: what a reply to a draft mail would do."""

from typing import Annotated

import typer

from mailflow.cli.agenda import JsonOption
from mailflow.cli.lines import answer_lines, read_lines
from mailflow.cli.output import application, print_json, print_text
from mailflow.domain.errors import BadInputError

DraftArgument = Annotated[str, typer.Argument(metavar="DRAFT.eml", help="The draft mail, as it was sent.")]
ReplyArgument = Annotated[str, typer.Argument(metavar="[REPLY|-]", help="A reply to it (.eml); - reads standard input.")]
JsonlOption = Annotated[
    bool, typer.Option("--jsonl", help='One object a line: {"id","content"} in, {"id","decision","minutes","redline","reason"} out.')
]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("decide", help="Show what a reply to a draft mail would do; nothing is stored or sent.")(decide)


def decide(draft: DraftArgument, reply: ReplyArgument = "-", as_jsonl: JsonlOption = False, as_json: JsonOption = False) -> None:
    """Show what a reply to a draft mail would do, or many."""
    if draft == "-":
        raise BadInputError("the draft mail is read from a file: name it (standard input is for the reply)")
    trial = application().reading.trial(b"".join(read_lines(draft)))
    if as_jsonl:
        answer_lines(reply, trial.try_line)
        return
    found = trial.decide(b"".join(read_lines(reply)))
    if as_json:
        print_json(found)
    else:
        redline = f"\n{found['redline']}\n" if found["redline"] else ""
        print_text(f"{found['decision']}: {found['reason']}\n{redline}\n{found['minutes']}\n")
