"""Address fields are read strictly: what is not clearly a mailbox is none."""

import pytest

from mailflow.adapters.mime.addresses import is_addr_spec, read_addresses
from mailflow.domain.message import Address

_READABLE = {
    "bare": ("ann@example.org", [("ann@example.org", "")]),
    "angle": ("<ann@example.org>", [("ann@example.org", "")]),
    "name": ("Ann Example <ann@example.org>", [("ann@example.org", "Ann Example")]),
    "quoted name": ('"Example, Ann \\"A\\"" <ann@example.org>', [("ann@example.org", 'Example, Ann "A"')]),
    "dots in a name": ("A. N. Example <ann@example.org>", [("ann@example.org", "A. N. Example")]),
    "comment as name": ("ann@example.org (Ann Example)", [("ann@example.org", "Ann Example")]),
    "encoded name": ("=?utf-8?q?J=C3=B6rg?= <j@example.org>", [("j@example.org", "Jörg")]),
    "list": ("a@example.org, B <b@example.org>", [("a@example.org", ""), ("b@example.org", "B")]),
    "group": ("team: a@example.org, b@example.org;, c@example.org", [("a@example.org", ""), ("b@example.org", ""), ("c@example.org", "")]),
    "empty group": ("undisclosed-recipients:;", []),
    "null": ("<>", []),
    "capital domain": ("Ann@EXAMPLE.org", [("Ann@example.org", "")]),
    "quoted local part": ('"ann e"@example.org', [('"ann e"@example.org', "")]),
    "dots of old phones": ("a..b.@example.org", [("a..b.@example.org", "")]),
    "an address as a name": ('"ian@example.org" <eve@example.net>', [("eve@example.net", "ian@example.org")]),
    "bare address as a name": ("ian@example.org <eve@example.net>", [("eve@example.net", "ian@example.org")]),
    "folded": ("Ann\r\n Example <ann@example.org>", [("ann@example.org", "Ann Example")]),
}


@pytest.mark.parametrize(("field", "expected"), _READABLE.values(), ids=_READABLE.keys())
def test_reads_mailboxes(field: str, expected: list[tuple[str, str]]) -> None:
    """Names are decoded, groups are opened, the domain is folded to lower case."""
    found = read_addresses([field])
    assert [(mailbox.email, mailbox.name) for mailbox in found.mailboxes] == expected
    assert found.unreadable == 0


_UNREADABLE = [
    "alice@example.org)bob@evil.example",
    "alice@example.org(x)bob@evil.example",
    "alice@example.org bob@evil.example",
    "<alice@example.org> bob@evil.example",
    "<alice@example.org> <bob@evil.example>",
    "alice@example.org<bob@evil.example",
    '"alice@example.org',
    '"alice@example.org <bob@evil.example>',
    "alice@example.org\\, <bob@evil.example>x",
    "alice@example.org@evil.example",
    "<alice@example.org@evil.example>",
    "<alice@example.org,bob@evil.example>",
    "alice(@example.org",
    "Mail Delivery Subsystem <MAILER-DAEMON>",
    "alice",
    "<alice@exa mple.org>",
    "<alice@example..org>",
    "<@relay.example:alice@example.org>",
]


@pytest.mark.parametrize("field", _UNREADABLE)
def test_takes_nobody_from_a_doubtful_entry(field: str) -> None:
    """Two readers that disagree on such a field are how a sender is forged (CVE-2023-27043)."""
    found = read_addresses([field])
    assert found.mailboxes == ()
    assert found.unreadable


def test_keeps_the_readable_entries_beside_a_doubtful_one() -> None:
    """One broken entry does not hide the others."""
    found = read_addresses(["a@example.org, b@@example.org, c@example.org"])
    assert [mailbox.email for mailbox in found.mailboxes] == ["a@example.org", "c@example.org"]
    assert found.unreadable == 1


def test_decodes_a_name_after_the_structure_is_known() -> None:
    """An encoded word may hold commas and angles; it stays a name."""
    found = read_addresses(["=?utf-8?q?ian=40example=2Eorg=3E=2C_=3Cx?= <eve@example.net>"])
    assert found.mailboxes == (Address("eve@example.net", "ian@example.org>, <x"),)


def test_reads_no_more_addresses_than_the_limit() -> None:
    """A list without end costs no more than its beginning."""
    found = read_addresses([", ".join(f"p{number}@example.org" for number in range(30))], limit=10)
    assert len(found.mailboxes) == 10
    assert found.is_cut


@pytest.mark.parametrize("letter", list("\"(<:;,\\@'.=?"))
def test_finishes_on_any_letter_repeated(letter: str) -> None:
    """Quotes, brackets and the like by the thousand need linear time."""
    read_addresses([letter * 16_000 + " <a@example.org>"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@example.org", True),
        ("a+b.c@example.org", True),
        ("a@[192.0.2.1]", True),
        ("a@b", True),
        ("a", False),
        ("a@", False),
        ("@b", False),
        ("a b@c", False),
        ("a@b\n", False),
        ("a\r\nBcc: x@y", False),
        ("a@b,c", False),
    ],
)
def test_knows_an_addr_spec(text: str, expected: bool) -> None:  # noqa: FBT001 - a column of the table
    """Nothing that could end a field or begin another address passes."""
    assert is_addr_spec(text) is expected
