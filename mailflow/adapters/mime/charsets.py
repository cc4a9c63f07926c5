"""Octets to characters: an allow-list of charsets, repairs for the usual wrong labels, and never an error.

    label -> strictly -> as UTF-8 -> guessed (guessing.py) -> cp1252 with replacement; the last three marked as doubtful

Codecs that are no charset of mail (utf-7, idna, unicode_escape, EBCDIC, ...) are not on the list: they can smuggle markup past a filter.
Source: WHATWG Encoding (labels, and what they mean by iso-8859-1).
"""

import codecs
import re
from dataclasses import dataclass

from mailflow.adapters.mime.guessing import guess, is_western, mixes_scripts

_ALLOWED = frozenset({
    "utf-8", "ascii", "iso8859-1", "iso8859-2", "iso8859-3", "iso8859-4", "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8",
    "iso8859-9", "iso8859-10", "iso8859-11", "iso8859-13", "iso8859-14", "iso8859-15", "iso8859-16", "cp1250", "cp1251", "cp1252", "cp1253",
    "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp437", "cp720", "cp737", "cp775", "cp850", "cp852", "cp855", "cp857", "cp858",
    "cp860",
    "cp861", "cp862", "cp863", "cp864", "cp865", "cp866", "cp869", "cp874", "cp1125", "tis-620", "koi8-r", "koi8-u", "koi8-t", "kz1048",
    "ptcp154", "mac-roman", "mac-latin2", "mac-cyrillic", "mac-greek", "mac-turkish", "mac-iceland", "gb2312", "gbk", "gb18030", "big5",
    "big5hkscs", "cp950", "cp932", "shift_jis", "shift_jis_2004", "euc_jp", "euc_jis_2004", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2",
    "iso2022_jp_2004", "iso2022_jp_3", "iso2022_jp_ext", "euc_kr", "cp949", "johab", "iso2022_kr", "utf-16", "utf-16-le", "utf-16-be",
    "utf-32",
    "utf-32-le", "utf-32-be",
})  # fmt: skip
_REPAIRED = {
    "iso8859-1": "cp1252",  # what Windows clients mean by it
    "ascii": "utf-8",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "iso8859-9": "cp1254",
    "iso8859-11": "cp874",
    "tis-620": "cp874",
}
_WIDER = {
    "iso2022_jp": ("iso2022_jp_2004", "iso2022_jp_ext"),
    "euc_jp": ("euc_jis_2004",),
    "cp932": ("shift_jis_2004",),
    "big5": ("cp950", "big5hkscs"),
    "cp950": ("big5hkscs",),
}
"""Charsets that hold another one, and the characters that vendors added to it."""
_ALIASES = {
    "iso8859-8-i": "iso8859-8", "iso-8859-8-i": "iso8859-8", "iso-8859-8-e": "iso8859-8", "iso-8859-6-i": "iso8859-6",
    "iso-8859-6-e": "iso8859-6", "windows-874": "cp874", "dos-874": "cp874", "sjis": "shift_jis", "windows-31j": "cp932", "ms932": "cp932",
    "unicode-1-1-utf-8": "utf-8", "utf8mb4": "utf-8", "gb_2312-80": "gb2312", "gb2312-80": "gb2312", "macintosh": "mac-roman",
    "mac": "mac-roman", "ansi": "cp1252", "ksc5601": "euc_kr", "ks_c_5601": "euc_kr", "unicode": "utf-16", "ucs-2": "utf-16",
    "cyrillic": "iso8859-5",
}  # fmt: skip
_WINDOWS = re.compile(r"(?:win|windows|cp|ansi|ms-?ansi)[-_ ]?(125\d)")
_SINGLE_BYTE_WEST = frozenset({"cp1252", "cp1254", "iso8859-15"})
_PAIRED = frozenset(
    {"gb18030", "cp949", "big5", "cp950", "euc_jp", "cp932"}
)  # a character is two octets, of which the first at least is high
_WINDOWS_SIBLINGS = {
    "iso8859-2": "cp1250", "iso8859-4": "cp1257", "iso8859-5": "cp1251", "iso8859-6": "cp1256", "iso8859-7": "cp1253",
    "iso8859-8": "cp1255",
    "iso8859-13": "cp1257", "iso8859-15": "cp1252",
}  # fmt: skip
"""What Windows clients mean by these labels where they use octets that are controls in them: quotation marks, dashes."""
_CONTROLS = re.compile(r"[\x80-\x9f]")
_OTHER_SCRIPTS = frozenset({
    "iso8859-5", "iso8859-6", "iso8859-7", "iso8859-8", "cp1251", "cp1253", "cp1255", "cp1256", "koi8-r", "koi8-u", "cp866", "mac-cyrillic",
})  # fmt: skip
_TWO_HIGH = re.compile(rb"[\x80-\xff]{2}")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe\x00\x00", "utf-32"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_LABEL_LIMIT = 40
_FOREIGN_SHARE = 0.3
_WHOLE_TO_BROKEN = 4


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text, and what was doubtful about reading it (empty if nothing)."""

    text: str
    doubt: str = ""


def decode_octets(octets: bytes, label: str) -> Decoded:
    """Return the text of octets that are labelled with a charset, or not labelled (empty).

    UTF-8 goes before a western label, since octets that are both are UTF-8 in fact.
    """
    if octets.isascii() and not _is_multi_octet(label):
        return Decoded(octets.decode("ascii"))
    charset = _charset(label)
    if charset in _SINGLE_BYTE_WEST or not charset:
        text = _strict(octets, "utf-8")
        if text is not None:
            doubt = f"charset {_shown(label)} is not known, read as utf-8" if label and not charset else ""
            return Decoded(text, doubt)
    text = _labelled(octets, charset)
    return _unlabelled(octets, label, charset) if text is None else Decoded(text)


def _labelled(octets: bytes, charset: str) -> str | None:
    """Return what octets say in a charset, or in one that holds it; None where they plainly are in another."""
    if charset in _PAIRED and not _TWO_HIGH.search(octets) and is_western(octets):
        return None
    if charset in _OTHER_SCRIPTS and mixes_scripts(octets) and is_western(octets):
        return None
    text = next((text for name in (charset, *_WIDER.get(charset, ())) if name and (text := _strict(octets, name)) is not None), None)
    if text is not None and charset in _WINDOWS_SIBLINGS and _CONTROLS.search(text):
        return _strict(octets, "cp1252" if is_western(octets) else _WINDOWS_SIBLINGS[charset]) or text
    if text is not None and charset in _SINGLE_BYTE_WEST and _share_beyond_ascii(text) > _FOREIGN_SHARE and not is_western(octets):
        return None if guess(octets) else text
    return text


def _unlabelled(octets: bytes, label: str, charset: str) -> Decoded:
    for mark, name in _MARKS:
        if octets.startswith(mark) and (text := _strict(octets, name)) is not None:
            return Decoded(text, f"charset {_shown(label)} does not fit, read as {name}")
    text = octets.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if not broken or sum(map(_is_beyond_ascii, text)) - broken >= broken * _WHOLE_TO_BROKEN:
        return Decoded(text, f"charset {_shown(label)} does not fit, read as utf-8{' with losses' if broken else ''}")
    if is_western(octets) and (text := _strict(octets, "cp1252")):
        return Decoded(text, f"charset {_shown(label)} does not fit, read as cp1252")
    guessed = guess(octets)
    if guessed and (text := _strict(octets, guessed)) is not None:
        return Decoded(text, f"charset {_shown(label)} does not fit, read as {guessed} by guess")
    kept = charset if charset != "utf-8" and charset else "cp1252"  # a label that does not fit everywhere is still the best guess
    return Decoded(octets.decode(kept, "replace"), f"charset {_shown(label)} does not fit, read as {kept} with losses")


def _share_beyond_ascii(text: str) -> float:
    return sum(map(_is_beyond_ascii, text)) / max(len(text), 1)


def _is_beyond_ascii(letter: str) -> bool:
    return letter > "\x7f"


def _is_multi_octet(label: str) -> bool:
    """Tell whether octets that look like ASCII may mean something else under this label."""
    return bool(label) and any(part in label.lower() for part in ("utf-16", "utf16", "utf-32", "utf32", "2022", "ucs-2", "unicode"))


def _charset(label: str) -> str:
    name = label.strip().strip("\"'").lower()
    if not name or len(name) > _LABEL_LIMIT or not name.isascii() or not name.isprintable():
        return ""
    name = name.removeprefix("x-")
    windows = _WINDOWS.fullmatch(name)
    try:
        found = codecs.lookup(f"cp{windows[1]}" if windows else _ALIASES.get(name, name)).name
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
