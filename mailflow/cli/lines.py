"""Octets and lines from a file or from standard input, and answers to JSON objects of one line each."""

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import typer

from mailflow.cli.output import print_text, warn
from mailflow.domain.errors import BadInputError


def answer_lines(file: str, answer: Callable[[str], dict[str, object]]) -> None:
    """Print the answer to each line of a file; a bad one is named on stderr and does not stop the rest."""
    bad = 0
    for number, line in enumerate(read_lines(file), start=1):
        if not line.strip():
            continue
        try:
            answered = answer(line.decode("utf-8", "replace"))
        except BadInputError as error:
            bad += 1
            warn(f"mailflow: line {number}: {error}")
            continue
        print_text(json.dumps(answered, ensure_ascii=False) + "\n")
    if bad:
        raise typer.Exit(2)


def read_lines(file: str) -> Iterator[bytes]:
    """Yield the lines of a file, `-` for standard input. Raises BadInputError where it cannot be read."""
    if file == "-":
        yield from sys.stdin.buffer
        return
    try:
        with Path(file).open("rb") as source:
            yield from source
    except OSError as error:
        raise BadInputError(f"{file}: {error.strerror or error}") from error
