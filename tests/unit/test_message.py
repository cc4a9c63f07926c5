"""Messages as values."""

import pytest

from mailflow.domain.message import NOBODY, Address, Forwarded, is_same_address
from tests.builders import an_address, an_attachment, an_inbound


def test_the_author_is_the_first_mailbox() -> None:
    """An honest message has one author; of several the first speaks."""
    first, second = an_address("a@example.org"), an_address("b@example.org")
    assert an_inbound(authors=(first, second)).author == first


def test_a_mail_that_names_no_author_is_nobodys() -> None:
    """The author is an empty address, never an error."""
    assert an_inbound(authors=()).author is NOBODY


def test_an_attachment_is_known_by_the_digest_of_its_content() -> None:
    """Hex SHA-256."""
    assert an_attachment(content=b"").sha256 == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@pytest.mark.parametrize(
    ("one", "other"),
    [("ian@example.org", "ian@example.org"), ("Ian@Example.ORG", "ian@example.org"), ("jörg@example.org", "jörg@example.org")],
    ids=["same", "letter case", "beyond ASCII"],
)
def test_addresses_are_the_same_whatever_their_letter_case(one: str, other: str) -> None:
    """Mail systems fold the case of ASCII."""
    assert is_same_address(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ian@example.org", "ian@example.com"),
        ("strasse@example.org", "straße@example.org"),
        ("kay@example.org", "\u212aay@example.org"),
        ("ian@example.org", "іan@example.org"),  # noqa: RUF001 - a Cyrillic letter is the point
        ("ian@example.org", "ian@example.org "),
        ("ian@example.org", ""),
    ],
    ids=["domain", "sharp s", "Kelvin sign", "Cyrillic i", "space", "empty"],
)
def test_addresses_that_only_look_alike_differ(one: str, other: str) -> None:
    """Case folding of Unicode makes one mailbox of two, and is not used."""
    assert not is_same_address(one, other)


def test_a_mail_inside_a_mail_is_shown_as_a_quotation() -> None:
    """Whose it says it is, what about, and its lines marked: nobody takes them for the words of who sent it on."""
    inner = Forwarded(Address("eve@example.org", "Eve"), "The mirror", "It is mounted.\n\nEve\n")
    assert inner.quoted == "Forwarded, of Eve <eve@example.org>: The mirror\n> It is mounted.\n>\n> Eve"
