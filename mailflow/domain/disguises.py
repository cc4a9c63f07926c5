"""How a word can stand in a text without being seen: encoded, wrapped, spaced, in letters that look the same.

    text -> readings (as it stands, and as a browser, a mail program or a parser would read it) -> folded, squeezed, or bare
    word -> its codes (base64 at each of three offsets, hex), which are searched as they are
"""

import base64
import binascii
import quopri
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from html import unescape
from urllib.parse import unquote

_ROUNDS, _READINGS = 3, 12
_ESCAPE = re.compile(r"\\(?:u\{?([0-9A-Fa-f]{4,6})\}?|x([0-9A-Fa-f]{2}))")
_QUOTED = re.compile(r"=(?:[0-9A-Fa-f]{2}|[ \t]*\r?\n)")
_CODE_LENGTH = 8
# As long as a browser would take for one; `<` in a sum is none.
_TAG = re.compile(r"<!--.{0,200}?-->|</?[A-Za-z][^<>]{0,200}>", re.DOTALL)
_HEX_PAIRS = re.compile(r"(?<=[0-9A-Fa-f]{2})[:.,_-](?=[0-9A-Fa-f]{2})")
# Letters that are seen as nothing: the fillers of Hangul.
_UNSEEN = dict.fromkeys((0x115F, 0x1160, 0x3164, 0xFFA0))
# Letters of other scripts that cannot be told from Latin ones.
_LOOKALIKES = str.maketrans(
    "аАвВеЕкКмМнНоОрРсСтТуУхХіІјЈѕЅԁԛԝɡαΑΒεΕΖΗιΙκΚΜΝοΟρΡτΤυΥΧνѵ",
    "aabbeekkmmhhooppccttyyxxiijjssdqwgaabeezhiikkmnooppttuyxvv",
)


@dataclass(frozen=True)
class Reading:
    """One way to read a text."""

    text: str

    @cached_property
    def folded(self) -> str:
        """In one letter case and one form of each letter."""
        return folded(self.text)

    @cached_property
    def squeezed(self) -> str:
        """Nothing but letters and digits, folded."""
        return squeezed(self.text)

    @cached_property
    def bare(self) -> str:
        """As it stands, without white space and characters that nobody sees: what an encoded word is searched in."""
        return "".join(character for character in self.text if not character.isspace() and unicodedata.category(character) != "Cf")

    @cached_property
    def unpaired(self) -> str:
        """Bare, and without signs between pairs of hex digits (`73:77` is `7377`); what is coded otherwise may be broken by that."""
        return _HEX_PAIRS.sub("", self.bare)


def readings(text: str) -> tuple[Reading, ...]:
    """Return a text as it stands, and as it reads once entities, percent signs, escapes, quoted-printable and tags are undone.

    Each alone and one after the other, at most three deep and twelve in all: what undoes one disguise may spoil another.
    """
    found, latest = {text: None}, [text]
    for _ in range(_ROUNDS):
        latest = [undone for one in latest for undone in _undone(one) if undone not in found]
        found |= dict.fromkeys(latest)
    return tuple(Reading(reading) for reading in list(found)[:_READINGS])


def _undone(text: str) -> Iterator[str]:
    if "&" in text or "%" in text:
        yield unquote(unescape(text))
    if "\\" in text:
        yield _ESCAPE.sub(_character, text)
    if "=" in text and _QUOTED.search(text):
        yield _unquoted(text)
    if "<" in text and _TAG.search(text):
        yield _TAG.sub("", text)


def _character(match: re.Match[str]) -> str:
    code = int(match[1] or match[2], 16)
    return chr(code) if code <= 0x10FFFF else ""  # noqa: PLR2004 - the last of Unicode


def _unquoted(text: str) -> str:
    return quopri.decodestring(text.encode("utf-8", "replace")).decode("utf-8", "replace")


def codes(word: str) -> Iterator[str]:
    """Yield what a word becomes in base64 (wherever it begins in what is encoded) and in hex, if that is long enough to tell."""
    octets = word.encode("utf-8", "replace")
    for offset in range(3):
        code = base64.b64encode(b"\0" * offset + octets).decode()
        known = code[(0, 2, 3)[offset] : (offset + len(octets)) * 8 // 6]
        yield from (form for form in dict.fromkeys((known, known.translate(str.maketrans("+/", "-_")))) if len(form) >= _CODE_LENGTH)
    code = binascii.hexlify(octets).decode()
    if len(code) >= _CODE_LENGTH:
        yield from (code, code.upper())


def squeezed(text: str) -> str:
    """Return the letters and digits of a text, folded."""
    return re.sub(r"[\W_]+", "", folded(text))


def folded(text: str) -> str:
    """Return a text in one letter case, one form of each letter, without accents, and with Latin letters for those that look like them."""
    apart = text if text.isascii() else unicodedata.normalize("NFKD", text)
    plain = "".join(character for character in apart if not unicodedata.combining(character)).translate(_UNSEEN)
    return plain.translate(_LOOKALIKES).casefold()
