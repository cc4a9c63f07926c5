"""Arguments that several commands take."""

from typing import Annotated

import typer

LARGEST_ID = 2**63 - 1
"""By what a row can be numbered; a larger number is an error of the database."""
MeetingArgument = Annotated[
    int, typer.Argument(min=1, max=LARGEST_ID, metavar="ID", help="The number that `mailflow meeting add` printed.")
]
