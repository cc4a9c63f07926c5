"""People and addresses in a YAML file."""

from mailflow.adapters.agenda_formats.addresses import is_address
from mailflow.adapters.agenda_formats.yaml_values import Value
from mailflow.domain.agenda import Speaker

_PERSON_KEYS = ("name", "affiliation", "email")
_ADDRESS_FORM = "expected one address like name@example.org"


def read_person(value: Value | None) -> Speaker | None:
    """Read `{name: …, affiliation: …, email: …}`; None where nothing is written."""
    if value is None or value.is_null:
        return None
    fields = value.fields(_PERSON_KEYS)
    name = fields["name"].text() if "name" in fields else ""
    if not name:
        value.complain("a person needs a name; write {name: …, email: …}")
    affiliation = fields["affiliation"].text() if "affiliation" in fields else ""
    return Speaker(name, affiliation, read_address(fields.get("email")))


def read_people(value: Value | None) -> tuple[Speaker, ...]:
    """Read a list of people."""
    people = (read_person(entry) for entry in value.entries()) if value else ()
    return tuple(person for person in people if person is not None)


def read_address(value: Value | None) -> str | None:
    """Read an address; None where nothing is written."""
    if value is None or value.is_null:
        return None
    address = value.exact()
    if address and not is_address(address):
        value.complain(_ADDRESS_FORM)
    return address or None


def read_addresses(value: Value | None) -> tuple[str, ...]:
    """Read a list of addresses, each kept once."""
    found = (read_address(entry) for entry in value.entries()) if value else ()
    return tuple({address.casefold(): address for address in found if address}.values())
