"""Make a form of a mail to many: it is composed once, for a reader who is none, and cut where that reader's own values stand."""

import html
import re
from collections.abc import Mapping

from mailflow.adapters.mime.composing import compose
from mailflow.domain.errors import MalformedMessage
from mailflow.domain.forms import GAP, Form, Writing
from mailflow.domain.message import OutboundMessage

_TYPE = re.compile(rb"\r\nContent-Type: text/(plain|html)\b", re.IGNORECASE)
_SOFT_END = b"=\r\n"
_SHORTEST = 12
"""A value that is cut out is drawn at random or bears a signature: none so short that it could stand anywhere by chance."""


def compose_form(message: OutboundMessage, values: Mapping[str, str]) -> Form:
    """Return the form of a mail, with gaps where these values of the model reader stand.

    Args:
        message: the mail to the model reader.
        values: by name what is the reader's own; longer ones are looked for first, as they may hold shorter ones.
    Raises:
        MalformedMessage: the mail cannot be written, or holds a value nowhere.
    """
    content = compose(message)
    head, blank, body = content.partition(b"\r\n\r\n")
    octets = _cut(head, values, Writing.PLAIN) + blank + _cut_bodies(body, values)
    form = Form.read(octets)
    missing = sorted(values.keys() - form.names)
    if missing:
        raise MalformedMessage(f"the mail to many does not name {', '.join(missing)}", message.message_id)
    is_left = message.id.encode() in _joined(form.stored)
    if is_left or _joined(form.fill(values)) != _joined(content):
        raise MalformedMessage("the mail to many would not be the same for its model", message.message_id)
    return form


def _cut_bodies(body: bytes, values: Mapping[str, str]) -> bytes:
    """Cut the text and the HTML, each in its own manner of writing; a body that is not in parts is text."""
    starts = [(found.start(), Writing.HTML if found[1].lower() == b"html" else Writing.TEXT) for found in _TYPE.finditer(body)]
    ends = [start for start, _ in starts[1:]] + [len(body)]
    first = starts[0][0] if starts else len(body)
    cut = [_cut(body[:first], values, Writing.TEXT)]
    cut += [_cut(body[start:end], values, writing) for (start, writing), end in zip(starts, ends, strict=True)]
    return b"".join(cut)


def _cut(octets: bytes, values: Mapping[str, str], writing: Writing) -> bytes:
    for name, value in sorted(values.items(), key=lambda pair: -len(pair[1])):
        if len(value) < _SHORTEST:
            raise MalformedMessage(f"the model's {name} is too short to be told from other words")
        mark = GAP + f"{name}:{writing}".encode() + GAP
        octets = octets.replace(value.encode(), mark) if writing is Writing.PLAIN else _cut_quoted(octets, value, mark, writing)
    return octets


def _cut_quoted(octets: bytes, value: str, mark: bytes, writing: Writing) -> bytes:
    """Cut a value out of quoted-printable text, where soft line ends may stand in it; each gap gets lines of its own."""
    written = html.escape(value) if writing is Writing.HTML else value
    pieces = [re.escape(b"=3D" if char == "=" else char.encode()) for char in written]
    sought = re.compile(rb"(?:=\r\n)?".join(pieces))
    out, last = b"", 0
    for found in sought.finditer(octets):
        before, after = octets[last : found.start()], octets[found.end() :]
        opened = b"" if before.endswith(b"\n") else _SOFT_END
        closed = b"" if after.startswith((b"\r\n", _SOFT_END)) else _SOFT_END
        out, last = out + before + opened + mark + closed, found.end()
    return out + octets[last:]


def _joined(content: bytes) -> bytes:
    """Return octets as they are read: without the ends of lines that do not count, and dots as dots."""
    return content.replace(_SOFT_END, b"").replace(b"=2E", b".")
