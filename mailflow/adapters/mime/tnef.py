"""The container of Outlook, `winmail.dat`: the text and the files in it.

    signature key { level id type length octets checksum }        an attribute, of the message (level 1) or of a file (2)
    attribute 0x9003 or 0x9005 = count { type id [guid name] [count] [length] octets }      properties of MAPI

What is cut short or lies about its length ends the reading; what was read so far counts. Mails inside the mail stay closed.
Source: MS-OXTNEF 2; MS-OXCDATA 2.11; MS-OXPROPS.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

_SIGNATURE = b"\x78\x9f\x3e\x22"
_BEGINNING = 6
_ATTRIBUTE = struct.Struct("<BHHI")
_CHECKSUM = 2
_BODY, _FILE_DATA, _FILE_TITLE, _FILE_BEGINS = 0x800C, 0x800F, 0x8010, 0x9002
_PROPERTIES, _FILE_PROPERTIES, _CODE_PAGE = 0x9003, 0x9005, 0x9007
_P_BODY, _P_HTML, _P_RTF, _P_CODE_PAGE = 0x1000, 0x1013, 0x1009, 0x3FDE
_P_DATA, _P_NAME, _P_LONG_NAME, _P_DISPLAY = 0x3701, 0x3704, 0x3707, 0x3001
_T_OBJECT, _T_TEXT, _T_UNICODE, _T_BINARY, _T_INTEGER = 0x000D, 0x001E, 0x001F, 0x0102, 0x0003
_VARIABLE = frozenset({_T_OBJECT, _T_TEXT, _T_UNICODE, _T_BINARY})
_SIZES = {0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16}
_MANY, _NAMED = 0x1000, 0x8000
_INTERFACE = 16
_ATTRIBUTES_LIMIT = 10_000
_STREAMS_LIMIT = 200
_PROPERTIES_LIMIT = 1000
_FILES_LIMIT = 100


class _BrokenError(Exception):
    """The rest cannot be read."""


@dataclass(slots=True)
class _File:
    name: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Winmail:
    """What a container holds: its text in up to three forms (octets in a code page, or of RTF as it is compressed) and its files."""

    text: tuple[bytes, str] = (b"", "")
    html: tuple[bytes, str] = (b"", "")
    rtf: bytes = b""
    files: list[_File] = field(default_factory=list)
    code_page: str = "cp1252"
    is_whole: bool = True
    streams: int = 0


def open_winmail(octets: bytes) -> Winmail | None:
    """Return what a container holds; None if the octets are none."""
    if not octets.startswith(_SIGNATURE):
        return None
    found = Winmail()
    try:
        for number, content in _attributes(octets):
            _take_attribute(found, number, content)
    except _BrokenError:
        found.is_whole = False
    return found


def _attributes(octets: bytes) -> Iterator[tuple[int, bytes]]:
    at = _BEGINNING
    for _ in range(_ATTRIBUTES_LIMIT):
        if at + _ATTRIBUTE.size + _CHECKSUM > len(octets):
            return
        _level, number, _type, length = _ATTRIBUTE.unpack_from(octets, at)
        at += _ATTRIBUTE.size
        if at + length > len(octets):
            raise _BrokenError
        yield number, octets[at : at + length]
        at += length + _CHECKSUM
    raise _BrokenError


def _take_attribute(found: Winmail, number: int, content: bytes) -> None:
    found.streams += number in {_PROPERTIES, _FILE_PROPERTIES}
    if found.streams > _STREAMS_LIMIT:
        raise _BrokenError
    if number == _CODE_PAGE:
        found.code_page = _page(content)
    elif number == _BODY:
        found.text = content.rstrip(b"\x00"), found.code_page
    elif number == _PROPERTIES:
        _take_properties(found, content)
    elif number == _FILE_BEGINS:
        if len(found.files) >= _FILES_LIMIT:
            raise _BrokenError
        found.files.append(_File())
    elif found.files:
        _take_of_file(found.files[-1], number, content, found.code_page)


def _take_properties(found: Winmail, content: bytes) -> None:
    page = ""
    for number, kind, value in _properties(content):
        if number == _P_CODE_PAGE and kind == _T_INTEGER:
            page = _page(value)
        elif number == _P_BODY:
            found.text = value, "utf-16-le" if kind == _T_UNICODE else found.code_page
        elif number == _P_HTML:
            found.html = value, "utf-16-le" if kind == _T_UNICODE else ""
        elif number == _P_RTF:
            found.rtf = value
    if not found.html[1]:
        found.html = found.html[0], page or found.code_page


def _take_of_file(file: _File, number: int, content: bytes, page: str) -> None:
    if number == _FILE_DATA:
        file.content = content
    elif number == _FILE_TITLE:
        file.name = file.name or _text(content, page)
    elif number == _FILE_PROPERTIES:
        names: dict[int, str] = {}
        for prop, kind, value in _properties(content):
            if prop == _P_DATA:
                file.content = value[_INTERFACE:] if kind == _T_OBJECT else value
            elif kind in {_T_TEXT, _T_UNICODE}:
                names[prop] = _text(value, "utf-16-le" if kind == _T_UNICODE else page)
        file.name = names.get(_P_LONG_NAME) or names.get(_P_NAME) or file.name or names.get(_P_DISPLAY, "")


def _properties(octets: bytes) -> Iterator[tuple[int, int, bytes]]:
    """Yield (id, type, value) of properties of one value each."""
    reader = _Reader(octets)
    for _ in range(min(reader.number(4), _PROPERTIES_LIMIT)):
        kind, number = reader.number(2), reader.number(2)
        if number >= _NAMED:
            reader.skip(_INTERFACE)
            reader.skip(4 if reader.number(4) == 0 else reader.padded(reader.number(4)))
        base = kind & ~_MANY
        is_many = bool(kind & _MANY)
        if base in _VARIABLE:
            values = [reader.text() for _ in range(min(reader.number(4), _PROPERTIES_LIMIT))]
        elif base in _SIZES:
            values = [reader.take(_SIZES[base]) for _ in range(min(reader.number(4), _PROPERTIES_LIMIT) if is_many else 1)]
        else:
            raise _BrokenError
        if values and not is_many:
            value = values[0]
            yield number, base, value.rstrip(b"\x00") if base == _T_TEXT else value


@dataclass(slots=True)
class _Reader:
    octets: bytes
    at: int = 0

    def take(self, length: int) -> bytes:
        """Return the next octets."""
        if self.at + length > len(self.octets):
            raise _BrokenError
        self.at += length
        return self.octets[self.at - length : self.at]

    def skip(self, length: int) -> None:
        """Go over octets."""
        self.take(length)

    def number(self, length: int) -> int:
        """Return the next number."""
        return int.from_bytes(self.take(length), "little")

    def padded(self, length: int) -> int:
        """Return a length with its padding."""
        return length + -length % 4

    def text(self) -> bytes:
        """Return a value that tells its length."""
        length = self.number(4)
        return self.take(self.padded(length))[:length]


def _page(octets: bytes) -> str:
    number = int.from_bytes(octets[:4], "little")
    return "utf-8" if number == 65001 else f"cp{number}" if 0 < number < 65001 else "cp1252"  # noqa: PLR2004 - Windows calls UTF-8 so


def _text(octets: bytes, page: str) -> str:
    try:
        return octets.decode(page, "replace").rstrip("\x00")
    except LookupError:
        return octets.decode("cp1252", "replace").rstrip("\x00")
