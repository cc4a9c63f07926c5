"""Letters as words are looked for: small, without accents; and the tables of such words."""

import re
import unicodedata

_ACCENTS = re.compile("[\u0300-\u036f]+")
_LANGUAGE = re.compile(r"^[a-z]{2}: ", re.MULTILINE)
_LETTERS = str.maketrans({
    "ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "’": "'", "‘": "'", "\u00b4": "'", "\u0060": "'", "\u00a0": " ", "\u202f": " ",
})  # fmt: skip


def fold(text: str) -> str:
    """Return a text in small letters without accents; other scripts stay as they are."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return unicodedata.normalize("NFC", _ACCENTS.sub("", decomposed))


def words(table: str) -> re.Pattern[str]:
    """Compile a table of phrases that begin with a word: alternatives divided by `;`, the first line of a language begun by its code."""
    return re.compile(rf"\b(?:{_alternatives(table)})\b")


def shapes(table: str) -> re.Pattern[str]:
    """Compile a table of alternatives, divided by `;`, that may begin and end anywhere; letter case apart, `^` and `$` at lines."""
    return re.compile(_alternatives(table), re.IGNORECASE | re.MULTILINE)


def _alternatives(table: str) -> str:
    pieces = (" ".join(piece.split()) for piece in _LANGUAGE.sub(";", table).split(";"))
    return "|".join(piece for piece in pieces if piece)
