"""Cryptographic messages: what was signed is taken out of its envelope, what is encrypted is told.

    ContentInfo    SEQUENCE { contentType, [0] content }
    SignedData     SEQUENCE { version, digestAlgorithms SET, SEQUENCE { contentType, [0] OCTET STRING }, ... }

Nothing is verified: a signature counts for nothing here. Only this path is walked, in linear time, since clients write BER in chunks
that libraries join in quadratic time.
Source: RFC 5652 3, 5.1, 6.1; RFC 5083 2.1; RFC 8551 3; X.690 8.1.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple


class Sealing(StrEnum):
    """What a cryptographic message is."""

    SIGNED = "signed"
    ENCRYPTED = "encrypted"
    OTHER = "other"


class Sealed(NamedTuple):
    """What a cryptographic message is, and what was signed in it."""

    sealing: Sealing
    content: bytes = b""


_PKCS7 = bytes.fromhex("2a864886f70d0107")
_SIGNED = _PKCS7 + b"\x02"
_ENCRYPTED = frozenset({_PKCS7 + b"\x03", _PKCS7 + b"\x04", _PKCS7 + b"\x06", bytes.fromhex("2a864886f70d0109100117")})
_OBJECT, _OCTETS, _OCTETS_IN_PIECES, _SEQUENCE, _EXPLICIT = 0x06, 0x04, 0x24, 0x30, 0xA0
_INDEFINITE = 0x80
_LENGTH_OCTETS = 4
_LONG_TAG = 0x1F
_ELEMENTS_LIMIT = 200_000


class _NoCmsError(Exception):
    """The octets are not what they are said to be."""


class _Element(NamedTuple):
    tag: int
    start: int
    end: int  # -1: ended by a mark of its own


def open_sealed(octets: bytes) -> Sealed | None:
    """Return what a cryptographic message holds; None if the octets are none."""
    try:
        outer = _inside(octets, _element(octets, 0), _SEQUENCE)
        kind = _element(octets, outer)
        name = octets[kind.start : kind.end]
        if kind.tag != _OBJECT or not name:
            return None
        if name != _SIGNED:
            return Sealed(Sealing.ENCRYPTED if name in _ENCRYPTED else Sealing.OTHER)
        return Sealed(Sealing.SIGNED, _signed_content(octets, kind.end))
    except _NoCmsError:
        return None


def _signed_content(octets: bytes, at: int) -> bytes:
    """Return the content of SignedData that begins with its explicit tag at `at`; empty where it lies elsewhere, or is none."""
    at = _inside(octets, _element(octets, at), _EXPLICIT)
    at = _inside(octets, _element(octets, at), _SEQUENCE)
    at = _after(octets, _element(octets, at))  # version
    at = _after(octets, _element(octets, at))  # digestAlgorithms
    at = _inside(octets, _element(octets, at), _SEQUENCE)
    at = _after(octets, _element(octets, at))  # eContentType
    content = _element(octets, at)
    return b"".join(_pieces(octets, _inside(octets, content, _EXPLICIT))) if content.tag == _EXPLICIT else b""


def _pieces(octets: bytes, at: int) -> Iterator[bytes]:
    """Yield the pieces of an octet string, however deep they lie: those that begin before the outermost one ends."""
    first = _element(octets, at)
    if first.tag == _OCTETS:
        yield octets[first.start : first.end]
        return
    if first.tag != _OCTETS_IN_PIECES:
        return
    end = _after(octets, first)
    at = first.start
    for _ in range(_ELEMENTS_LIMIT):
        if at >= end:
            return
        piece = _element(octets, at)
        if piece.tag == _OCTETS:
            yield octets[piece.start : piece.end]
            at = piece.end
        else:
            at = piece.start  # go into it, or over the mark of its end
    raise _NoCmsError


def _inside(octets: bytes, element: _Element, tag: int) -> int:
    if element.tag != tag or element.start >= len(octets):
        raise _NoCmsError
    return element.start


def _after(octets: bytes, element: _Element) -> int:
    """Return where the element after this one begins."""
    if element.end >= 0:
        return element.end
    at, opened = element.start, 1
    for _ in range(_ELEMENTS_LIMIT):
        inner = _element(octets, at)
        opened += 1 if inner.end < 0 else -1 if inner.tag == 0 else 0
        at = max(inner.start, inner.end)
        if not opened:
            return at
    raise _NoCmsError


def _element(octets: bytes, at: int) -> _Element:
    if at + 2 > len(octets):
        raise _NoCmsError
    tag, length = octets[at], octets[at + 1]
    start = at + 2
    if tag & _LONG_TAG == _LONG_TAG:
        raise _NoCmsError
    if length == _INDEFINITE:
        return _Element(tag, start, -1)
    if length > _INDEFINITE:
        count = length - _INDEFINITE
        if count > _LENGTH_OCTETS:
            raise _NoCmsError
        length = int.from_bytes(octets[start : start + count], "big")
        start += count
    if start + length > len(octets):
        raise _NoCmsError
    return _Element(tag, start, start + length)
