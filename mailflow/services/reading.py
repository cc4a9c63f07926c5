"""Read one message or text by itself: what its author newly wrote, and what kind of mail it is as far as it can be told."""

import json
import re
from dataclasses import dataclass

from mailflow.domain.classification.classify import classify
from mailflow.domain.errors import BadInputError
from mailflow.domain.extraction.witnesses import hear
from mailflow.domain.message import InboundMessage
from mailflow.services.ports.world import MessageCodec
from mailflow.services.recollection import known_of

_KINDS = {"text": "text/plain", "html": "text/html"}
_HEADER = re.compile(rb"(?:From [^\n]*\r?\n)?(?:[A-Za-z][A-Za-z0-9-]{0,76}:[^\n]*(?:\r?\n[ \t][^\n]*)*\r?\n){2}")
_MAIL_FIELDS = re.compile(
    rb"^(?:Message-ID|Received|MIME-Version|Return-Path|Content-Type|Delivered-To|DKIM-Signature):", re.IGNORECASE | re.MULTILINE
)
_HTML = re.compile(rb"\s{0,200}(?:<!doctype html|<html|<body|<div|<p\b|<meta)", re.IGNORECASE)
_HEADER_REACH = 65_536


@dataclass(frozen=True, slots=True)
class Reading:
    """The newly written text and the kind of a message."""

    text: str
    kind: str


class ReadMessage:
    """Read without a database: nothing is known of what the message answers."""

    def __init__(self, codec: MessageCodec) -> None:
        self._codec = codec

    def read(self, content: bytes) -> Reading:
        """Return what octets say, which are a message, an HTML page or a text."""
        if _HEADER.match(content) and _MAIL_FIELDS.search(content[:_HEADER_REACH]):
            return _reading(self._codec.parse(content))
        return self._read_part(content, "text/html" if _HTML.match(content) else "text/plain")

    def read_line(self, line: str) -> dict[str, object]:
        """Return the answer to a line `{"id","kind":"text|html|mime","content"}`: `{"id","text","kind"}`.

        Raises:
            BadInputError: the line is no such object.
        """
        asked = read_object(line)
        kind, content = asked.get("kind"), asked.get("content")
        if not isinstance(kind, str) or kind not in {*_KINDS, "mime"} or not isinstance(content, str):
            raise BadInputError('expected {"id", "kind": "text", "html" or "mime", "content": a string}')
        if kind == "mime":
            reading = _reading(self._codec.parse(read_octets(content)))
        else:
            reading = self._read_part(content.encode("utf-8", "replace"), _KINDS[kind])
        return {"id": asked.get("id"), "text": reading.text, "kind": reading.kind}

    def _read_part(self, content: bytes, media_type: str) -> Reading:
        head = f"Content-Type: {media_type}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
        return _reading(self._codec.parse(head.encode() + content))


def _reading(message: InboundMessage) -> Reading:
    extraction = hear(message.text, message.rich, known_of(message)).extraction
    return Reading(extraction.text, classify(message, extraction).kind.value)


def read_object(line: str) -> dict[str, object]:
    """Return the JSON object of a line. Raises BadInputError."""
    try:
        asked = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"not JSON: {error}") from error
    if not isinstance(asked, dict):
        raise BadInputError("not a JSON object")
    return asked


def read_octets(content: str) -> bytes:
    """Return the octets of a message, which stand in JSON as the characters of ISO 8859-1; in UTF-8 where there are others."""
    try:
        return content.encode("latin-1")
    except UnicodeEncodeError:
        return content.encode("utf-8", "replace")
