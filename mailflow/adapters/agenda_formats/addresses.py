"""The shape of an address, and whose address it is: names as written are matched with the names that the caller gave."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz

from mailflow.adapters.agenda_formats.names import fold, foldings, plain_key
from mailflow.domain.errors import BadInputError

_ALIKE = 92
"""Of 100: one or two letters apart in a whole name. Below that, two people are more likely than one slip."""

_LOCAL = r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
_ADDRESS = re.compile(rf"{_LOCAL}@{_LABEL}(?:\.{_LABEL})*")
_LONGEST_ADDRESS = 254
_IN_BRACKETS = re.compile(r"<([^<>]*)>")
_BETWEEN = re.compile(r"[,;\s]+")


def is_address(text: str) -> bool:
    """Tell whether a text has the shape of an address that every mail server takes.

    Source: RFC 5321 4.1.2 (dot-string, ASCII), 4.5.3.1; quoted local parts and address literals are refused.
    """
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Lookup:
    """What came of looking for a name: an address or none, and the names given that were near enough to count."""

    address: str | None = None
    names: tuple[str, ...] = ()
    is_exact: bool = False


class AddressBook:
    """The names and addresses that the caller gave.

    Args:
        addresses: name to address.
        wanted: every name on the agenda; a name that stands there exactly is never lent to another who is only nearly so called.
    """

    def __init__(self, addresses: Mapping[str, str], wanted: Iterable[str]) -> None:
        self._addresses = addresses
        self._plain = {name: plain_key(name) for name in addresses}
        self._foldings = {name: foldings(name) for name in addresses}
        claimed = {plain_key(name) for name in wanted}
        self._lendable = tuple(name for name in addresses if self._plain[name] not in claimed)

    def find(self, name: str) -> Lookup:
        """Return the address of a name: called exactly so, or so but for accents, or nearly so; several fit: no address."""
        if not self._addresses:
            return Lookup()
        wanted = plain_key(name)
        exact = tuple(given for given, plain in self._plain.items() if plain == wanted)
        if exact:
            return Lookup(self._only_address(exact), exact, is_exact=True)
        near = self._spelt_alike(name) or self._nearly(name)
        return Lookup(self._only_address(near), near)

    def unused(self, names: Iterable[str]) -> tuple[str, ...]:
        """Return the names given that none of these people bears, nearly or exactly."""
        found = {given for name in names for given in self.find(name).names}
        return tuple(given for given in self._addresses if given not in found)

    def _only_address(self, names: tuple[str, ...]) -> str | None:
        addresses = {self._addresses[name].casefold(): self._addresses[name] for name in names}
        return next(iter(addresses.values())) if len(addresses) == 1 else None

    def _spelt_alike(self, name: str) -> tuple[str, ...]:
        wanted = foldings(name)
        return tuple(given for given in self._lendable if self._foldings[given] & wanted)

    def _nearly(self, name: str) -> tuple[str, ...]:
        wanted = fold(name)
        return tuple(given for given in self._lendable if fuzz.token_sort_ratio(fold(given), wanted) >= _ALIKE)


def checked_addresses(addresses: tuple[str, ...], source: str) -> tuple[str, ...]:
    """Return addresses as they are. Raises BadInputError naming each that is none, and where it stood."""
    wrong = tuple(address for address in addresses if not is_address(address))
    if wrong:
        raise BadInputError(*(f"{source}: expected an address such as reader@example.org, got {address!r}" for address in wrong))
    return addresses


def listed_addresses(text: str, source: str) -> tuple[str, ...]:
    """Return the addresses of a text, each once, letter case apart.

    A line holds one or several, apart by commas, semicolons or spaces, or names with them (`Ann Bell <ann@example.org>`); empty lines and
    lines that begin with # are passed over. Raises BadInputError naming each line that holds anything else.
    """
    found: dict[str, str] = {}
    wrong: list[str] = []
    for number, line in enumerate(text.splitlines(), start=1):
        told = line.strip()
        addresses = () if told.startswith("#") else tuple(_IN_BRACKETS.findall(told) or _BETWEEN.split(told))
        given = tuple(address for address in addresses if address)
        if not all(is_address(address) for address in given):
            wrong.append(f"{source}, line {number}: expected an address such as reader@example.org, got {told!r}")
        found |= {address.lower(): address for address in given if address.lower() not in found}
    if wrong:
        raise BadInputError(*wrong)
    return tuple(found.values())
