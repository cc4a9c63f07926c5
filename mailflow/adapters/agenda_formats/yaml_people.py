"""People and addresses in a YAML file."""

import re

from mailflow.adapters.agenda_formats.addresses import is_address
from mailflow.adapters.agenda_formats.times import is_timezone, nearest_timezone
from mailflow.adapters.agenda_formats.yaml_values import Value
from mailflow.domain.agenda import Speaker

_PERSON_KEYS = ("name", "affiliation", "email", "language", "timezone")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})?")
_ADDRESS_FORM = "expected one address like name@example.org"


def read_person(value: Value | None) -> Speaker | None:
    """Read `{name: …, affiliation: …, email: …, language: …, timezone: …}`; None where nothing is written."""
    if value is None or value.is_null:
        return None
    fields = value.fields(_PERSON_KEYS)
    name = fields["name"].text() if "name" in fields else ""
    if not name:
        value.complain("a person needs a name; write {name: …, email: …}")
    affiliation = fields["affiliation"].text() if "affiliation" in fields else ""
    language, timezone = read_language(fields.get("language")), _timezone(fields.get("timezone"))
    return Speaker(name, affiliation, read_address(fields.get("email")), language=language, timezone=timezone)


def read_language(value: Value | None) -> str:
    """Read the code of a language; empty where nothing is written."""
    language = value.text() if value else ""
    if value and language and not _LANGUAGE.fullmatch(language):
        value.complain("expected the code of a language, like en or fr")
    return language


def _timezone(value: Value | None) -> str:
    written = value.text() if value else ""
    if value and written and not is_timezone(written):
        value.complain(f"unknown time zone “{written[:60]}”; the nearest known one is {nearest_timezone(written)}")
    return written if is_timezone(written) else ""


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
