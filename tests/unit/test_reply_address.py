"""Tokens in reply addresses: what is signed comes back, and nothing else does."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from mailflow.domain.errors import BadReplyAddress
from mailflow.domain.message import OutboundId
from mailflow.domain.reply_address import LOCAL_PART_LIMIT, TOKEN_LENGTH, Purpose, is_own_mark, own_mark, sign, verify
from tests.builders import NOW, OUTBOUND_ID, SERVICE_ADDRESS, SIGNING_KEY

_EXPIRES = NOW + timedelta(days=30)
_SIGNED = sign(SERVICE_ADDRESS, OUTBOUND_ID, key=SIGNING_KEY, expires_at=_EXPIRES)
_TOKEN = _SIGNED.partition("@")[0].partition("+")[2]


def _refusal(address: str, *, key: bytes = SIGNING_KEY, now: datetime = NOW) -> str:
    with pytest.raises(BadReplyAddress) as refused:
        verify(address, key=key, now=now)
    return refused.value.reason


def test_a_signed_address_names_its_mail() -> None:
    """What was signed comes back."""
    assert verify(_SIGNED, key=SIGNING_KEY, now=NOW) == OUTBOUND_ID


def test_the_token_follows_the_plus_of_our_own_address() -> None:
    """`minutes+<target>.<expires>.<signature>@host` (RFC 5233)."""
    assert re.fullmatch(r"minutes\+abcdefgh2345\.\d{10}\.[0-9a-f]{20}@example\.org", _SIGNED)


def test_the_longest_permitted_local_part_fits() -> None:
    """19 octets of our own and a token stay within 64 (RFC 5321 4.5.3.1.1)."""
    address = sign("a" * 19 + "@example.org", OUTBOUND_ID, key=SIGNING_KEY, expires_at=datetime(2286, 11, 20, tzinfo=UTC))
    local = address.partition("@")[0]
    assert len(local) == 19 + 1 + TOKEN_LENGTH == LOCAL_PART_LIMIT
    assert verify(address, key=SIGNING_KEY, now=NOW) == OUTBOUND_ID


_POSITIONS = range(len(_TOKEN))
_TAMPERED = {
    "changed": [f"{_TOKEN[:at]}{other}{_TOKEN[at + 1 :]}" for at in _POSITIONS for other in "ab7059z.-_" if other != _TOKEN[at]],
    "left out": [f"{_TOKEN[:at]}{_TOKEN[at + 1 :]}" for at in _POSITIONS],
    "put in": [f"{_TOKEN[:at]}{other}{_TOKEN[at:]}" for at in range(len(_TOKEN) + 1) for other in "0a.+"],
    "swapped": [f"{_TOKEN[:at]}{_TOKEN[at + 1]}{_TOKEN[at]}{_TOKEN[at + 2 :]}" for at in _POSITIONS[:-1] if _TOKEN[at] != _TOKEN[at + 1]],
}


@pytest.mark.parametrize("tampered", _TAMPERED.values(), ids=_TAMPERED.keys())
def test_no_character_of_a_token_can_be_tampered_with(tampered: list[str]) -> None:
    """In any place: the result is a forgery, or no token at all; a zero before the expiry is not overlooked."""
    assert {_refusal(f"minutes+{token}@example.org") for token in tampered if token != f"+{_TOKEN}"} <= {"forged", "missing"}


@pytest.mark.parametrize("fold", [str.upper, str.title, str.swapcase], ids=["upper", "title", "swapped"])
def test_letter_case_is_ignored(fold: Callable[[str], str]) -> None:
    """Mail systems fold the case of local parts."""
    assert verify(fold(_SIGNED), key=SIGNING_KEY, now=NOW) == OUTBOUND_ID


def test_only_ascii_is_folded() -> None:
    """The Kelvin sign is lower-cased to k by Unicode, and is no letter of a token."""
    address = sign(SERVICE_ADDRESS, OutboundId("kkkkkkkkkkkk"), key=SIGNING_KEY, expires_at=_EXPIRES)
    assert _refusal(address.replace("k", "\u212a", 1)) == "missing"


def test_only_ascii_digits_count() -> None:
    """Arabic digits mean the same number, and are no digits of a token."""
    target, expires, signature = _TOKEN.split(".")
    arabic = "".join(chr(0x0660 + int(digit)) for digit in expires)
    assert _refusal(f"minutes+{target}.{arabic}.{signature}@example.org") == "missing"


def test_the_token_counts_and_not_the_address_that_it_stands_in() -> None:
    """Aliases and forwards rewrite the address around a token; possession of the token is what is asked for."""
    assert verify(f"escape+minutes+{_TOKEN}@lists.example.net", key=SIGNING_KEY, now=NOW) == OUTBOUND_ID


def test_a_token_of_one_mail_is_none_of_another() -> None:
    """The signature binds the target."""
    assert _refusal(_SIGNED.replace(OUTBOUND_ID, "zzzzzzzz7777")) == "forged"


def test_the_expiry_cannot_be_moved() -> None:
    """The signature binds the expiry."""
    expires = str(int(_EXPIRES.timestamp()))
    assert _refusal(_SIGNED.replace(expires, str(int(expires) + 1))) == "forged"


def test_a_token_signed_with_another_key_is_forged() -> None:
    """Only the holder of the secret signs."""
    assert _refusal(_SIGNED, key=b"x" * 32) == "forged"


def test_a_forged_token_that_expired_is_forged() -> None:
    """Nothing is told of a token whose signature is wrong."""
    assert _refusal(_SIGNED, key=b"x" * 32, now=_EXPIRES + timedelta(days=1)) == "forged"


def test_a_token_counts_until_its_last_second() -> None:
    """The expiry itself is still in time."""
    assert verify(_SIGNED, key=SIGNING_KEY, now=_EXPIRES) == OUTBOUND_ID


def test_a_token_expires() -> None:
    """A second later it is refused."""
    assert _refusal(_SIGNED, now=_EXPIRES + timedelta(seconds=1)) == "expired"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "minutes",
        SERVICE_ADDRESS,
        "minutes+@example.org",
        "minutes+hello@example.org",
        f"{_TOKEN}@example.org",
        f"minutes-{_TOKEN}@example.org",
        f"minutes+{_TOKEN}",
        f"minutes+{_TOKEN}+x@example.org",
        f"minutes@{_TOKEN}.example.org",
        f"minutes+{_TOKEN}\n@example.org",
        f"minutes+{_TOKEN} @example.org",
        "minutes+" + "a" * 100_000 + "@example.org",
    ],
    ids=[
        "empty",
        "only an at",
        "no domain",
        "our plain address",
        "empty detail",
        "other detail",
        "no plus",
        "dash for plus",
        "token without a domain",
        "detail of the detail",
        "in the domain",
        "line end",
        "space",
        "very long",
    ],
)
def test_an_address_without_a_token_says_so(address: str) -> None:
    """Missing is not forged."""
    assert _refusal(address) == "missing"


def test_a_refusal_names_the_address() -> None:
    """For the audit trail."""
    with pytest.raises(BadReplyAddress) as refused:
        verify(SERVICE_ADDRESS, key=SIGNING_KEY, now=NOW)
    assert refused.value.address == SERVICE_ADDRESS


@pytest.mark.parametrize("asked", list(Purpose))
@pytest.mark.parametrize("signed", list(Purpose))
def test_what_is_signed_for_one_purpose_is_worth_nothing_for_another(signed: Purpose, asked: Purpose) -> None:
    """A bounce address is no reply token, nor the reverse; all have one shape and length."""
    address = sign(SERVICE_ADDRESS, OUTBOUND_ID, key=SIGNING_KEY, expires_at=_EXPIRES, purpose=signed)
    assert len(address) == len(_SIGNED)
    if signed is asked:
        assert verify(address, key=SIGNING_KEY, now=NOW, purpose=asked) == OUTBOUND_ID
    else:
        with pytest.raises(BadReplyAddress, match="forged"):
            verify(address, key=SIGNING_KEY, now=NOW, purpose=asked)


@pytest.mark.parametrize(
    "mark", ["", "abcdefgh2345", "abcdefgh2345.", "abcdefgh2345.0123456789abcdef0123", "x@example.org", "\u212a.x", _SIGNED]
)
def test_only_what_we_signed_is_our_mark(mark: str) -> None:
    """A field that others write as well decides nothing."""
    own = own_mark(OUTBOUND_ID, key=SIGNING_KEY)
    assert (is_own_mark(f" {own} ", key=SIGNING_KEY), is_own_mark(own, key=SIGNING_KEY[::-1])) == (True, False)
    assert not is_own_mark(mark, key=SIGNING_KEY)
