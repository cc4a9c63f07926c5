"""The addresses that a page does not have: a file of names and addresses, or `Name=address` on the command line."""

from collections.abc import Sequence

from mailflow.adapters.agenda_formats.addresses import is_address
from mailflow.adapters.agenda_formats.yaml_people import read_address
from mailflow.adapters.agenda_formats.yaml_values import Problems, compose
from mailflow.domain.errors import BadInputError

_LONGEST_FILE = 500_000


def parse_people(content: str, *, source: str) -> dict[str, str]:
    """Read a people file: YAML, one `name: address` a line.

    Raises:
        BadInputError: one line per problem, with source, line and name.
    """
    if len(content) > _LONGEST_FILE:
        raise BadInputError(f"{source}: too large for a people file ({len(content)} characters)")
    if not content.strip():
        return {}
    root = compose(content.lstrip("\ufeff"), source=source)
    people = {}
    for name, value in root.pairs():
        address = read_address(value)
        if address is None:
            value.complain("has no address; write name: name@example.org")
        people[name] = address or ""
    root.problems.raise_any()
    return people


def parse_people_option(values: Sequence[str]) -> dict[str, str]:
    """Read `Name=address` as given on the command line, as often as given.

    Raises:
        BadInputError: one line per value that is not of that form, or gives a name two addresses.
    """
    problems = Problems("--email")
    people: dict[str, str] = {}
    for value in values:
        name, _, address = (part.strip() for part in value.partition("="))
        name = " ".join(name.split())
        if not name or not is_address(address):
            problems.add("", None, f"expected Name=address, like “Ian Bird=ian.bird@example.org”, not {value[:80]!r}")
        elif people.setdefault(name, address) != address:
            problems.add("", None, f"{name} is given two addresses")
    problems.raise_any()
    return people
