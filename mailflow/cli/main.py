"""The `mailflow` command: its groups, and how it ends.

Exit 0 done, 1 failed, 2 bad input or usage with one clear line per problem on stderr.
"""

import io
import sys

import typer

from mailflow.cli import agenda, archive, decide, due, extract, forget, mail, match, meetings, preview, roles, series, subscribers
from mailflow.domain.errors import BadInputError, ConfigurationError, IllegalTransition, MailflowError, NotFoundError

app = typer.Typer(
    name="mailflow",
    help="Run a recurring meeting's paperwork by email alone.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

roles.register(app)
agenda.register(app)
meetings.register(app)
due.register(app)
series.register(app)
mail.register(app)
extract.register(app)
match.register(app)
decide.register(app)
subscribers.register(app)
forget.register(app)
preview.register(app)
archive.register(app)


def main() -> None:
    """Run the command and turn our errors into lines and exit codes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that cannot show a name is no reason to fail
    try:
        app()
    except (BadInputError, ConfigurationError) as error:
        _fail(error.problems, 2)
    except (NotFoundError, IllegalTransition) as error:
        _fail((str(error),), 2)
    except MailflowError as error:
        _fail((str(error),), 1)
    except BrokenPipeError:
        # Whoever read our output has seen enough.
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        _fail((str(error),), 1)


def _fail(problems: tuple[str, ...], code: int) -> None:
    for problem in problems:
        print(f"mailflow: {problem}", file=sys.stderr)
    sys.exit(code)
