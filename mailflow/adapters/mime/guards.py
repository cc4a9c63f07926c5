"""Limits on what is given to the parser, so that no message costs more than its size deserves.

    octets -> cut to size -> long base64 set aside -> header block cut -> parser, which counts fields, parts and depth while it reads

What lies beyond a limit is not read, and a defect that begins with CUT says so; the raw octets are kept elsewhere.
"""

import re
from collections.abc import Callable
from email.errors import MessageError
from email.message import Message
from email.parser import BytesParser
from email.policy import EmailPolicy

from mailflow.domain.message import CUT

SIZE_LIMIT = 25 * 1024 * 1024
HEADER_LIMIT = 256 * 1024
FIELD_LIMIT = 16 * 1024
PARAMETERS_LIMIT = 4 * 1024
FIELDS_LIMIT = 1000
PARTS_LIMIT = 200
LINES_LIMIT = 500_000
DEPTH_LIMIT = 20
PARSER_ERRORS = (ValueError, LookupError, TypeError, AttributeError, RecursionError, AssertionError, MessageError)
"""What the library has been seen to raise for hostile input; its own errors derive from MessageError."""

_LINES = re.compile(rb"(?:[^\r\n]*+(?:\r\n|[\r\n])){0,%d}+" % LINES_LIMIT)
_WORTH_ASIDE = 64 * 1024
_LONG_BASE64 = re.compile(rb"\n((?:[A-Za-z0-9+/]{60,80}\r?\n){200,}+)")
_BLANK_LINE = re.compile(rb"\r?\n\r?\n|\r\r")


class _Aside:
    """Long runs of base64, which the parser need not go through line by line: no line of them can be a delimiter.

    In their place stands a line that occurs nowhere else in the message.
    """

    def __init__(self, content: bytes) -> None:
        self._pieces: list[str] = []
        self._mark = b"~aside~"
        if len(content) < _WORTH_ASIDE:
            self.rest = content
            return
        while self._mark in content:
            self._mark += b"~"
        self.rest = _LONG_BASE64.sub(self._set, content)

    def _set(self, run: re.Match[bytes]) -> bytes:
        self._pieces.append(run[1].decode("ascii"))
        return b"\n%b%d\n" % (self._mark, len(self._pieces) - 1)

    def put_back(self, text: str) -> str:
        """Return a text with what was set aside of it."""
        mark = self._mark.decode()
        if not self._pieces or mark not in text:
            return text
        return re.sub(rf"{mark}(\d+)(\r?\n|\Z)", self._piece, text)

    def _piece(self, place: re.Match[str]) -> str:
        """Return what stood in a place; the parser takes the line end before a delimiter away."""
        piece = self._pieces[int(place[1])]
        return piece if place[2] else piece.removesuffix("\n").removesuffix("\r")


class _TooMuch(Exception):  # noqa: N818 - it ends the reading, and is no error outside of this module
    """A limit was reached: what was read so far counts."""


class Part(Message):
    """A message or a part of one, whose fields are the octets as they came and whose number, depth and fields are limited."""

    depth = 0
    fields_dropped = 0
    is_cut = False
    octets: bytes | None = None
    """The decoded content, once somebody asked for it."""
    is_broken = False
    """Its transfer encoding could not be undone wholly."""
    aside: _Aside | None = None
    _payload: object

    def __init__(self, policy: EmailPolicy) -> None:
        super().__init__(policy)
        self._index: dict[str, list[str]] = {}
        self._count = 0
        self.parameters: dict[str, dict[str, str]] = {}

    def set_raw(self, name: str, value: str) -> None:
        """Take a field as the parser read it."""
        if self._count >= FIELDS_LIMIT:
            self.fields_dropped += 1
            return
        super().set_raw(name, value)
        self._index.setdefault(name.lower(), []).append(value)
        self._count += 1

    @property
    def raw(self) -> str:
        """The content as the parser read it, octets beyond ASCII as surrogate escapes; empty where there are parts.

        The library gives it away only after it has decoded it in its own way.
        """
        if not isinstance(self._payload, str):
            return ""
        return self.aside.put_back(self._payload) if self.aside else self._payload

    def written(self) -> bytes:
        """Return the part as it came."""
        octets = self.as_bytes()
        return self.aside.put_back(octets.decode("latin-1")).encode("latin-1") if self.aside else octets

    def attach(self, payload: Message) -> None:  # type: ignore[override]
        """Take a part."""
        if isinstance(payload, Part):
            payload.depth = self.depth + 1
            if payload.depth > DEPTH_LIMIT:
                raise _TooMuch(f"{CUT}parts are nested deeper than {DEPTH_LIMIT}")
        super().attach(payload)

    @property
    def cut_off(self) -> tuple[Message, ...]:
        """The last part and those around it: none of them is whole where the reading ended early."""
        if not self.is_cut:
            return ()
        chain: list[Message] = [self]
        while inner := [part for part in chain[-1].get_payload() if isinstance(part, Message)] if chain[-1].is_multipart() else []:
            chain.append(inner[-1])
        return tuple(chain)

    def fields(self, *names: str) -> list[str]:
        """Return the raw values of all fields of these names, in the order of the names."""
        return [value for name in names for value in self._index.get(name.lower(), ())]


class _RawPolicy(EmailPolicy):
    """Leaves fields as they came (the parser of the default policy takes seconds on hostile ones) and cuts endless ones."""

    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, _, value = sourcelines[0].partition(":")
        whole = value.lstrip(" \t\r\n") + "".join(sourcelines[1:])
        limit = PARAMETERS_LIMIT if name[:8].lower() == "content-" else FIELD_LIMIT
        return name.rstrip(" \t"), whole[:limit].rstrip("\r\n")

    def header_fetch_parse(self, name: str, value: str) -> str:  # noqa: ARG002 - the library's interface
        return value


_POLICY = _RawPolicy(refold_source="none", raise_on_defect=False)


def read_parts(content: bytes) -> tuple[Part, list[str]]:
    """Return the tree of parts of a message, as far as the limits allow, and what was not read."""
    made: list[Part] = []
    defects = [f"{CUT}longer than {SIZE_LIMIT} octets"] if len(content) > SIZE_LIMIT else []
    aside = _Aside(content[:SIZE_LIMIT])
    cut = _cut(aside.rest, defects)
    try:
        BytesParser(_counting(made, aside), policy=_POLICY).parsebytes(cut)
    except _TooMuch as limit:
        defects.append(str(limit))
    except PARSER_ERRORS as error:
        defects.append(f"{CUT}cannot be parsed: {type(error).__name__}")
    # The last that lies in no other: the parser makes one message more, before all others, to try the factory.
    root = next(part for part in reversed([Part(policy=_POLICY), *made]) if part.depth == 0)
    root.is_cut = bool(defects)
    if any(part.fields_dropped for part in made):
        defects.append(f"{CUT}more than {FIELDS_LIMIT} header fields")
    return root, defects


def _counting(made: list[Part], aside: _Aside) -> Callable[..., Part]:
    def make(*, policy: EmailPolicy = _POLICY) -> Part:
        if len(made) > PARTS_LIMIT + 1:
            raise _TooMuch(f"{CUT}more than {PARTS_LIMIT} parts")
        made.append(Part(policy=policy))
        made[-1].aside = aside
        return made[-1]

    return make


def _cut(content: bytes, defects: list[str]) -> bytes:
    if content.count(b"\n") + content.count(b"\r") > LINES_LIMIT:
        content, rest = _first_lines(content)
        defects += [f"{CUT}more than {LINES_LIMIT} lines"] if rest else []
    content = content.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    blank = _BLANK_LINE.search(content)
    end = blank.start() if blank else len(content)
    if end > HEADER_LIMIT:
        head = content[:HEADER_LIMIT].rpartition(b"\n")[0] or content[:FIELD_LIMIT]
        content = head + b"\n\n" + (content[blank.end() :] if blank else b"")
        defects.append(f"{CUT}header longer than {HEADER_LIMIT} octets")
    return content


def _first_lines(content: bytes) -> tuple[bytes, bytes]:
    """Split off the lines beyond the limit: the parser compares each line with the boundary of every part that is open."""
    lines = _LINES.match(content)
    end = lines.end() if lines else 0
    return content[:end], content[end:]
