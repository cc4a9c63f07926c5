"""Octets to characters: an allow-list of charsets, repairs for the usual wrong labels, and never an error.

Codecs that are no charset of mail (utf-7, idna, unicode_escape, ...) are not on the list: `utf-7` can smuggle markup past a filter.
"""

import codecs
from dataclasses import dataclass

_ALLOWED = frozenset({
    "utf-8", "ascii", "iso8859-1", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8",
    "iso8859-9", "iso8859-10", "iso8859-11", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "cp1250", "cp1251", "cp1252", "cp1253",
    "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp437", "cp850", "cp852", "cp866", "cp874", "tis-620", "koi8-r", "koi8-u",
    "mac-roman", "mac-latin2", "mac-cyrillic", "gb2312", "gbk", "gb18030", "big5", "big5hkscs", "cp950", "cp932", "shift_jis", "euc_jp",
    "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_3", "iso2022_jp_ext", "euc_kr", "cp949", "johab", "iso2022_kr",
    "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
})  # fmt: skip
_REPAIRED = {
    "iso8859-1": "cp1252",  # what Windows clients mean by it (WHATWG Encoding)
    "ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
_SINGLE_BYTE_WEST = frozenset({"cp1252", "cp1254", "iso8859-15"})
_LABEL_LIMIT = 40


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and what was doubtful about reading it (empty if nothing)."""

    text: str
    doubt: str = ""


def decode_octets(octets: bytes, label: str) -> Decoded:
    """Return the text of octets that are labelled with a charset, or not labelled (empty).

    Order: ASCII; UTF-8 where a western label would also read it, since such octets are UTF-8 in fact; the label; UTF-8; cp1252.
    """
    if octets.isascii() and not _is_multi_octet(label):
        return Decoded(octets.decode("ascii"))
    charset = _charset(label)
    if charset in _SINGLE_BYTE_WEST or not charset:
        text = _strict(octets, "utf-8")
        if text is not None:
            doubt = f"charset {_shown(label)} is not known, read as utf-8" if label and not charset else ""
            return Decoded(text, doubt)
    text = _strict(octets, charset) if charset else None
    if text is not None:
        return Decoded(text)
    return _guess(octets, label)


def _guess(octets: bytes, label: str) -> Decoded:
    text = _strict(octets, "utf-8")
    if text is not None:
        return Decoded(text, f"charset {_shown(label)} does not fit, read as utf-8")
    return Decoded(octets.decode("cp1252", "replace"), f"charset {_shown(label)} does not fit, read as cp1252")


def _is_multi_octet(label: str) -> bool:
    """Tell whether octets that look like ASCII may mean something else under this label."""
    return bool(label) and any(part in label.lower() for part in ("utf-16", "utf16", "utf-32", "utf32", "2022"))


def _charset(label: str) -> str:
    name = label.strip().strip("\"'").lower()
    if not name or len(name) > _LABEL_LIMIT or not name.isascii() or not name.isprintable():
        return ""
    try:
        found = codecs.lookup(name).name
    except (LookupError, ValueError):
        return ""
    return _REPAIRED.get(found, found) if found in _ALLOWED else ""


def _strict(octets: bytes, charset: str) -> str | None:
    try:
        return octets.decode(charset)
    except (UnicodeError, LookupError):
        return None


def _shown(label: str) -> str:
    return "".join(letter for letter in label[:_LABEL_LIMIT] if letter.isascii() and letter.isprintable()) or "(none)"
