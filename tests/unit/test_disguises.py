"""Two hundred secrets, each in a dozen disguises: none is published."""

import base64
import html
import quopri
import random
from collections.abc import Callable
from urllib.parse import quote

import pytest

from mailflow.domain.agenda import OnlineAccess
from mailflow.domain.leaks import Register, leaked_secrets

DRAW = random.Random(20261128)  # noqa: S311 - the same secrets in every run
_LETTERS = "abcdefghijkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def _word(length: int) -> str:
    return "".join(DRAW.choice(_LETTERS) for _ in range(length))


SECRETS = [
    *(f"https://zoom.example.org/j/{DRAW.randrange(10**10, 10**11)}?pwd={_word(12)}" for _ in range(70)),
    *(_word(DRAW.randrange(10, 16)) for _ in range(70)),
    *(f"{DRAW.randrange(100, 999)} {DRAW.randrange(1000, 9999)} {DRAW.randrange(1000, 9999)}" for _ in range(60)),
]


def _twice_quoted(secret: str) -> str:
    return quote(quote(secret, safe=""), safe="")


def _all_percent(secret: str) -> str:
    return "".join(f"%{octet:02X}" for octet in secret.encode())


def _entities(secret: str) -> str:
    return "".join(f"&#{ord(character)};" for character in secret)


def _escapes(secret: str) -> str:
    return "".join(f"\\u{ord(character):04x}" for character in secret)


def _wide(secret: str) -> str:
    return "".join(chr(ord(character) + 0xFEE0) if "!" <= character <= "~" else character for character in secret)


def _soft_wrapped(secret: str) -> str:
    return quopri.encodestring(f"{secret[:9]}\n{secret[9:]}".encode()).decode().replace("\n", "=\n")


DISGUISES: dict[str, Callable[[str], str]] = {
    "exact": str,
    "capitals": str.upper,
    "percent-encoded": lambda secret: quote(secret, safe=""),
    "percent-encoded twice": _twice_quoted,
    "every letter percent-encoded": _all_percent,
    "entities": _entities,
    "escaped for HTML": html.escape,
    "escapes of JSON": _escapes,
    "wrapped": lambda secret: "\n".join(secret[place : place + 7] for place in range(0, len(secret), 7)),
    "wrapped in quotes": lambda secret: "\n> ".join(secret[place : place + 9] for place in range(0, len(secret), 9)),
    "spaced": " ".join,
    "hyphens": "-".join,
    "zero width": "\u200b".join,
    "wide letters": _wide,
    "quoted-printable": _soft_wrapped,
    "base64": lambda secret: base64.b64encode(secret.encode()).decode(),
    "base64 amid other words": lambda secret: base64.b64encode(f"the code is {secret}, keep it".encode()).decode(),
    "base64, wrapped": lambda secret: "\n".join(_pieces(base64.b64encode(f"x{secret}y".encode()).decode())),
    "hex": lambda secret: secret.encode().hex(),
    "hex with colons": lambda secret: secret.encode().hex(":"),
    "marks above every letter": lambda secret: "".join(f"{letter}\u0300" for letter in secret),
    "letters that are seen as nothing": "\u3164".join,
    "tags between the letters": lambda secret: f"<b>{'</b><b>'.join(secret)}</b>",
    "a tag in the middle": lambda secret: f'{secret[:5]}<wbr class="x">{secret[5:]}',
    "a comment in the middle": lambda secret: f"{secret[:5]}<!-- it goes on -->{secret[5:]}",
    "backwards": lambda secret: secret[::-1],
    "Cyrillic letters": lambda secret: secret.translate(str.maketrans("aeopcx", "\u0430\u0435\u043e\u0440\u0441\u0445")),
}


def _pieces(text: str) -> list[str]:
    return [text[place : place + 10] for place in range(0, len(text), 10)]


@pytest.mark.parametrize("disguise", DISGUISES.values(), ids=DISGUISES)
def test_no_secret_passes_in_any_disguise(disguise: Callable[[str], str]) -> None:
    """Whoever writes it, wherever it stands."""
    missed = [secret for secret in SECRETS if not leaked_secrets(f"Before it,\n{disguise(secret)}\nafter it.", _access(secret))]
    assert missed == []
    assert len(set(SECRETS)) == 200


def _access(secret: str) -> OnlineAccess:
    if secret.startswith("https"):
        return OnlineAccess(url=secret)
    return OnlineAccess(meeting_id=secret) if " " in secret else OnlineAccess(url="https://x.example.org/abc", passcode=secret)


def test_all_secrets_together_find_nothing_in_what_is_none() -> None:
    """Ordinary minutes pass, however many secrets are known."""
    register = Register(tuple(map(_access, SECRETS[::2])), tuple(map(_access, SECRETS[1::2])))
    words = " ".join(_word(DRAW.randrange(2, 12)) for _ in range(3000))
    text = f"On 3 March 2021, 10:00-11:30 (UTC+01:00), 954 people in 1234 rooms saw 12 345 678 events. {words}"
    assert not register.leaks(text)


@pytest.mark.parametrize("passcode", ["2021", "1234"])
def test_a_short_secret_of_another_series_stops_nothing(passcode: str) -> None:
    """It would be found in dates and numbers; of the own series it is looked for as a word."""
    access = OnlineAccess(url="https://x.example.org/abcdefgh", passcode=passcode)
    assert not Register(others=(access,)).leaks(f"We have {passcode} telescopes.")
    assert Register(own=(access,)).leaks(f"The code is {passcode}!")


@pytest.mark.parametrize("charset", ["utf-8", "utf-16-le", "utf-16-be"])
def test_a_secret_in_a_file_is_found_as_it_is(charset: str) -> None:
    """In any letter case; a file is not unpacked."""
    register = Register(own=(OnlineAccess(url="https://x.example.org/abcdefgh", passcode="sw0rdf1shes"),))
    assert register.leaks_octets(b"\0\1" + "The code: SW0RDF1SHES".encode(charset) + b"\xff")
    assert not register.leaks_octets(b"\0\1 swordfish \xff")
