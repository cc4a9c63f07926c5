"""Lists of readers as files: what is written is read as it was, whatever readers have chosen, and what cannot be read is named."""

import csv
import io
import json
import random
from datetime import UTC, date, datetime, timedelta

import pytest

from mailflow.adapters.agenda_formats.roster import COLUMNS, parse_roster, roster_document, roster_table
from mailflow.domain.choices import NO_TERMS, Edition, Terms
from mailflow.domain.errors import BadInputError
from mailflow.domain.roster import Listing
from tests.builders import NOW

CHOSEN = Terms(Edition(("CTA", "AOB; and more"), text_only=True, language="fr"), date(2027, 5, 1), NOW, "550 5.1.1 no such user", NOW)
SIGNS = "abcäöü€ß中🙂 ;\\\"',=+-@\t|&<>#/\r\n"


def _text(dice: random.Random, longest: int) -> str:
    return "".join(dice.choice(SIGNS) for _ in range(dice.randrange(longest))).strip()


def _moment(dice: random.Random) -> datetime | None:
    return NOW + timedelta(microseconds=dice.randrange(10**15)) if dice.random() < 0.5 else None


def _listing(dice: random.Random, number: int) -> Listing:
    items = tuple(item for _ in range(dice.randrange(4)) if (item := _text(dice, 12)))
    edition = Edition(items, dice.random() < 0.3, dice.random() < 0.3, dice.choice(("", "en", "fr", "pt-BR", "zh-Hant")))
    paused = date(2027, 1, 1) + timedelta(days=dice.randrange(900)) if dice.random() < 0.5 else None
    terms = Terms(edition, paused, _moment(dice), _text(dice, 30), _moment(dice))
    local = dice.choice(("ann", "=ann", "+ann", "-ann", "o'hara", "'ann", "{ann}", "a#b"))
    return Listing(f"{local}{number}@example.org", _moment(dice), terms)


@pytest.mark.parametrize("seed", range(60))
def test_what_is_written_is_read_as_it_was(seed: int) -> None:
    """Whatever stands in titles and in the words of servers, as a table and in JSON."""
    dice = random.Random(seed)  # noqa: S311 - a test that can be repeated
    listings = tuple(_listing(dice, number) for number in range(dice.randrange(12)))
    assert parse_roster(roster_table(listings), "x.csv") == listings
    assert parse_roster(json.dumps(roster_document(listings)), "x.json") == listings


def test_a_table_is_one_that_spreadsheets_open() -> None:
    """A head, a row for each reader, and nothing that would be calculated."""
    strange = Listing("=cmd@example.org", NOW, Terms(reason="=HYPERLINK(1)", suspended_at=NOW))
    text = roster_table((Listing("ann@example.org", NOW, CHOSEN), strange))
    head, ann, odd = csv.reader(io.StringIO(text, newline=""))
    assert head == list(COLUMNS)
    assert ann == [
        "ann@example.org", NOW.isoformat(), "CTA; AOB\\; and more", "", "yes", "fr", "2027-05-01", NOW.isoformat(),
        "550 5.1.1 no such user", NOW.isoformat(),
    ]  # fmt: skip
    assert (odd[0], odd[8]) == ("'=cmd@example.org", "'=HYPERLINK(1)")


@pytest.mark.parametrize(
    "text",
    [
        "address\nann@example.org\n",
        "# readers\n\nAddress;Language\nann@example.org;\n\n",
        '"address"\t"items"\r\nann@example.org\t\r\n',
        "items,address\n,ann@example.org,\n,ann@example.org\n",
        '[{"address": "ann@example.org", "items": null}]',
        "Ann Bell <ann@example.org>",
    ],
    ids=["head", "semicolons", "tabs", "twice the same", "JSON", "as people have them"],
)
def test_a_reader_without_choices_is_as_everybody(text: str) -> None:
    """Only the address must be there; a spreadsheet may write its cells apart as it likes."""
    assert parse_roster(text, "list") == (Listing("ann@example.org", None, NO_TERMS),)


def test_nobody_on_a_list_is_a_list() -> None:
    """With a head or without."""
    assert parse_roster(roster_table(()), "x") == parse_roster("[]", "x") == parse_roster("", "x") == ()


def test_times_are_read_in_utc() -> None:
    """Whatever their offset."""
    (listing,) = parse_roster("address,since\nann@example.org,2027-05-01T11:00:00+02:00\n", "x")
    assert listing.since == datetime(2027, 5, 1, 9, tzinfo=UTC)


def test_all_that_cannot_be_read_is_named_at_once() -> None:
    """So that a file is mended once; nothing of it is taken."""
    row = "nobody,yesterday,,maybe,,french please,01/05/2027,2027-05-01T09:00,,0001-01-01T00:00+23:00"
    with pytest.raises(BadInputError) as caught:
        parse_roster(f"{','.join(COLUMNS)}\n{row}\nann@example.org,,,,,,,,,\nANN@example.org,,CTA,,,,,,,\n", "x.csv")
    told = [problem.split(": expected")[0] for problem in caught.value.problems]
    assert told[-1] == "x.csv, line 4: ANN@example.org stands twice, and not in the same way"
    names = ("actions_only", "language", "paused_until", "suspended_at", "alive_at", "address", "since")
    assert told[:-1] == [f"x.csv, line 2: {name}" for name in names]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("address,name\nann@example.org,Ann\n", "no column is called 'name'"),
        ("address\nann@example.org,fr\n", "more cells than the head has columns"),
        (f"address\n{'x' * 200_000}\n", "is no CSV"),
        ("[1]", "expected an object with an address"),
        ('[{"address": "ann@example.org", "name": "Ann"}]', "nothing is called 'name'"),
        ('[{"address": "ann@example.org", "items": "CTA"}]', "items: expected a list of titles"),
        ('[{"address": "ann@example.org"', "is no JSON"),
        ("[" * 100_000, "is no JSON"),
        ('[{"items": []}]', "expected an address"),
    ],
)
def test_what_is_no_list_is_refused(text: str, problem: str) -> None:
    """In a line that says what and where."""
    with pytest.raises(BadInputError, match=problem):
        parse_roster(text, "x")


def test_a_table_from_a_spreadsheet_keeps_no_nul() -> None:
    """PostgreSQL takes none."""
    (listing,) = parse_roster('[{"address": "ann@example.org", "items": ["C\\u0000TA"], "reason": "no\\u0000"}]', "x")
    assert (listing.terms.edition.items, listing.terms.reason) == (("CTA",), "no")
