"""Lists of addresses as people have them: one a line, copied from a mail program, or out of a list manager."""

import pytest

from mailflow.adapters.agenda_formats.addresses import listed_addresses
from mailflow.domain.errors import BadInputError


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ann@example.org\nbob@example.org\n", ("ann@example.org", "bob@example.org")),
        ("# readers\n\nann@example.org\r\n", ("ann@example.org",)),
        ('Ann Bell <ann@example.org>\n"Q, R" <q@example.net>', ("ann@example.org", "q@example.net")),
        ("Bell, Ann <ann@example.org>; Roe, Bob <bob@example.org>;", ("ann@example.org", "bob@example.org")),
        ("ann@example.org, bob@example.org;\tcy@example.org", ("ann@example.org", "bob@example.org", "cy@example.org")),
        ("Ann@example.org\nANN@EXAMPLE.ORG", ("Ann@example.org",)),
        ("", ()),
    ],
)
def test_addresses_are_read_as_people_have_them(text: str, expected: tuple[str, ...]) -> None:
    """With names or without, one a line or several, each once."""
    assert listed_addresses(text, "list.txt") == expected


def test_each_line_that_is_none_is_named() -> None:
    """All at once, so that a file is mended once; nothing of it is taken."""
    with pytest.raises(BadInputError) as caught:
        listed_addresses("ann@example.org\nAnn Bell\n\nBob <bob@example>, <>\nx@y z", "list.txt")
    assert [problem.split(":")[0] for problem in caught.value.problems] == ["list.txt, line 2", "list.txt, line 5"]
