"""Lists of readers as files: a table that any spreadsheet opens, the same in JSON, or addresses as people have them.

    address,since,items,actions_only,text_only,language,paused_until,suspended_at,reason,alive_at
    ann@example.org,2026-03-01T09:00:00+00:00,CTA; SKA,,yes,fr,2027-05-01,,,

Only `address` must be there; what is empty is as for everybody. Items are apart by semicolons, one of their own has a backslash before it.
A cell that a spreadsheet would take for a formula (what servers said of an address comes from strangers) has an apostrophe before it.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from mailflow.adapters.agenda_formats.addresses import is_address, listed_addresses
from mailflow.domain.choices import Edition, Terms
from mailflow.domain.errors import BadInputError
from mailflow.domain.roster import Listing

COLUMNS = ("address", "since", "items", "actions_only", "text_only", "language", "paused_until", "suspended_at", "reason", "alive_at")
_SEPARATORS = ",;\t"
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_GUARDED = re.compile(r"'+[=+\-@\t\r]")
_ITEM = re.compile(r"(?:[^;\\]|\\.)+", re.DOTALL)
_LANGUAGE = re.compile(r"(?:[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*)?")
_LONGEST_LANGUAGE = 16
_YES, _NO = frozenset({"yes", "true", "1", "x"}), frozenset({"", "no", "false", "0"})


def roster_table(listings: Iterable[Listing]) -> str:
    """Return a list of readers as CSV (RFC 4180), with a head."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for listing in listings:
        values = _values(listing)
        writer.writerow([_guarded(_cell(values[name])) for name in COLUMNS])
    return table.getvalue()


def roster_document(listings: Iterable[Listing]) -> list[dict[str, object]]:
    """Return a list of readers as JSON has it: `items` is a list, times are ISO 8601 in UTC, what is not so is null, false or empty."""
    return [_values(listing) for listing in listings]


def parse_roster(text: str, source: str) -> tuple[Listing, ...]:
    """Return the readers of a table, of JSON or of a list of addresses, each once.

    Raises BadInputError with a line for each row that cannot be used.
    """
    if text.lstrip().startswith("["):
        return _checked(_json_rows(text, source))
    separator = _separator_of(text)
    if not separator:
        return tuple(Listing(address) for address in listed_addresses(text, source))
    return _checked(_table_rows(text, source, separator))


@dataclass(frozen=True, slots=True)
class _Row:
    """What a file says of a reader, by column, and where; `items` are apart already."""

    place: str
    cells: Mapping[str, str]
    items: tuple[str, ...]


def _values(listing: Listing) -> dict[str, object]:
    terms, edition = listing.terms, listing.terms.edition
    return {
        "address": listing.address,
        "since": _time(listing.since),
        "items": list(edition.items),
        "actions_only": edition.actions_only,
        "text_only": edition.text_only,
        "language": edition.language,
        "paused_until": terms.paused_until.isoformat() if terms.paused_until else None,
        "suspended_at": _time(terms.suspended_at),
        "reason": terms.reason,
        "alive_at": _time(terms.alive_at),
    }


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat() if at else None


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(re.sub(r"([;\\])", r"\\\1", item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value)


def _parted(cell: str) -> tuple[str, ...]:
    items = (re.sub(r"\\(.)", r"\1", item.strip(), flags=re.DOTALL) for item in _ITEM.findall(cell))
    return tuple(item for item in items if item)


def _guarded(cell: str) -> str:
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _bare(cell: str) -> str:
    return cell[1:] if _GUARDED.match(cell) else cell


def _separator_of(text: str) -> str:
    """Return what is between the cells of a table, empty where a text has not the head of one."""
    head = next((line for line in text.splitlines() if line.strip() and not line.startswith("#")), "")
    parted = {separator: [cell.strip().strip('"').casefold() for cell in head.split(separator)] for separator in _SEPARATORS}
    return next((separator for separator, cells in parted.items() if "address" in cells), "")


def _table_rows(text: str, source: str, separator: str) -> Iterator[_Row]:
    table = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    head: tuple[str, ...] = ()
    try:
        for cells in table:
            place = f"{source}, line {table.line_num}"
            if not any(cell.strip() for cell in cells) or cells[0].startswith("#"):
                continue
            if not head:
                head = _head(cells, place)
                continue
            if any(cell.strip() for cell in cells[len(head) :]):
                raise BadInputError(f"{place}: more cells than the head has columns")
            told = {name: _bare(cell) for name, cell in zip(head, cells, strict=False)}
            yield _Row(place, told, _parted(told.get("items", "")))
    except csv.Error as error:
        raise BadInputError(f"{source}, line {table.line_num}: is no CSV: {error}") from error


def _head(cells: list[str], place: str) -> tuple[str, ...]:
    names = tuple(cell.strip().casefold() for cell in cells)
    unknown = [name for name in names if name and name not in COLUMNS]
    if unknown:
        raise BadInputError(*(f"{place}: no column is called {name!r}; there are {', '.join(COLUMNS)}" for name in unknown))
    return names


def _json_rows(text: str, source: str) -> Iterator[_Row]:
    try:
        rows = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{source}: is no JSON: {error}") from error
    for number, row in enumerate(rows, start=1):
        place = f"{source}, reader {number}"
        if not isinstance(row, dict):
            raise BadInputError(f"{place}: expected an object with an address")
        unknown = [name for name in row if name not in COLUMNS]
        if unknown:
            raise BadInputError(f"{place}: nothing is called {unknown[0]!r}; there are {', '.join(COLUMNS)}")
        items = row.get("items") or []
        if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
            raise BadInputError(f"{place}: items: expected a list of titles")
        yield _Row(place, {name: _cell(value) for name, value in row.items() if name != "items"}, tuple(item for item in items if item))


def _checked(rows: Iterable[_Row]) -> tuple[Listing, ...]:
    """Return the readers of rows. Raises BadInputError with all that cannot be used, so that a file is mended once."""
    found: dict[str, Listing] = {}
    problems: list[str] = []
    for row in rows:
        reading = _Reading(row)
        listing = reading.listing()
        if found.setdefault(listing.address.lower(), listing) != listing:
            problems.append(f"{row.place}: {listing.address} stands twice, and not in the same way")
        problems += reading.problems
    if problems:
        raise BadInputError(*problems)
    return tuple(found.values())


class _Reading:
    """Reads a row, and collects what is wrong with it."""

    def __init__(self, row: _Row) -> None:
        self._row = row
        self.problems: list[str] = []

    def listing(self) -> Listing:
        """Return the reader; what cannot be read is as for everybody, and among the problems."""
        items = tuple(item.replace("\0", "") for item in self._row.items)
        edition = Edition(items, self._is("actions_only"), self._is("text_only"), self._language())
        terms = Terms(edition, self._day("paused_until"), self._moment("suspended_at"), self._told("reason"), self._moment("alive_at"))
        return Listing(self._address(), self._moment("since"), terms)

    def _told(self, name: str) -> str:
        return self._row.cells.get(name, "").replace("\0", "").strip()

    def _wrong(self, name: str, expected: str) -> None:
        self.problems.append(f"{self._row.place}: {name}: expected {expected}, got {self._told(name)[:60]!r}")

    def _address(self) -> str:
        if not is_address(self._told("address")):
            self._wrong("address", "an address such as reader@example.org")
        return self._told("address")

    def _is(self, name: str) -> bool:
        told = self._told(name).casefold()
        if told not in _YES | _NO:
            self._wrong(name, "yes, or nothing")
        return told in _YES

    def _language(self) -> str:
        told = self._told("language")
        if len(told) > _LONGEST_LANGUAGE or not _LANGUAGE.fullmatch(told):
            self._wrong("language", "a code such as fr")
        return told

    def _day(self, name: str) -> date | None:
        told = self._told(name)
        try:
            return date.fromisoformat(told) if told else None
        except ValueError:
            self._wrong(name, "a day such as 2027-05-01")
            return None

    def _moment(self, name: str) -> datetime | None:
        told = self._told(name)
        if not told:
            return None
        try:
            return _in_utc(datetime.fromisoformat(told))
        except (ValueError, OverflowError):
            self._wrong(name, "a time with its offset, such as 2027-05-01T09:00:00+00:00")
            return None


def _in_utc(at: datetime) -> datetime:
    """Return a time in UTC. Raises ValueError where it has no offset, OverflowError where it is before all time."""
    if at.tzinfo is None:
        raise ValueError("no offset")
    return at.astimezone(UTC)
