"""How the archive of a series is open, as an agenda file says it."""

import pytest

from mailflow.adapters.agenda_formats.options import AgendaOptions
from mailflow.adapters.agenda_formats.yaml_file import parse_yaml
from mailflow.domain.errors import BadInputError
from mailflow.domain.publicity import Archiving, Publicity

_OPTIONS = AgendaOptions(date=None, timezone=None, default_timezone="UTC", addresses={})
_AGENDA = "title: T\nstart: 2021-03-03T10:00\nend: 2021-03-03T11:00\ntimezone: Europe/Paris\n"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("", Archiving()),
        ("archive: off", Archiving()),
        ("archive: no", Archiving()),
        ("archive:", Archiving()),
        ("archive: link", Archiving(Publicity.LINK)),
        ("archive: public", Archiving(Publicity.PUBLIC)),
        ("archive: Public\nrobots: index", Archiving(Publicity.PUBLIC, is_indexed=True)),
        ("archive: public\nrobots: noindex", Archiving(Publicity.PUBLIC)),
    ],
)
def test_the_archive_is_as_open_as_the_file_says(lines: str, expected: Archiving) -> None:
    """Closed where it says nothing."""
    assert parse_yaml(_AGENDA + lines, source="a.yaml", options=_OPTIONS).series.archiving == expected


@pytest.mark.parametrize("lines", ["archive: open", "archive: yes", "robots: all"])
def test_another_word_is_a_mistake(lines: str) -> None:
    """Nothing is opened by a slip."""
    with pytest.raises(BadInputError, match="expected"):
        parse_yaml(_AGENDA + lines, source="a.yaml", options=_OPTIONS)
