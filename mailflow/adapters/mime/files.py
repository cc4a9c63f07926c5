"""Parts as files: their octets, and names that are labels and never paths."""

import mimetypes
import re
from email.message import Message
from email.utils import collapse_rfc2231_value

from mailflow.adapters.mime.guards import PARSER_ERRORS
from mailflow.adapters.mime.header_text import header_value, one_line
from mailflow.domain.message import Attachment

_NAME_LIMIT = 120
_SUFFIX_LIMIT = 16
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_SUFFIXES = {
    "message/rfc822": ".eml",
    "message/delivery-status": ".txt",
    "text/calendar": ".ics",
    "application/ics": ".ics",
    "text/plain": ".txt",
}


def safe_filename(name: str, media_type: str = "application/octet-stream") -> str:
    """Return a label for a file: the last part of any path, one line, no controls, no leading dots, at most 120 characters.

    A name that says nothing becomes `attachment` with the suffix of its media type.
    """
    base = re.split(r"[/\\]", one_line(name.replace("\x00", "")))[-1]
    label = re.sub(r" (?=\.[^. ]*\Z)", "", re.sub(r'[<>:"|?*]', "_", base).strip(" ."))
    if not label:
        return "attachment" + (_SUFFIXES.get(media_type) or mimetypes.guess_extension(media_type) or "")
    if len(label) <= _NAME_LIMIT:
        return label
    stem, dot, suffix = label.rpartition(".")
    if not dot or len(suffix) > _SUFFIX_LIMIT:
        return label[:_NAME_LIMIT].strip(" .")
    return f"{stem[: _NAME_LIMIT - len(suffix) - 1].strip(' .')}.{suffix}"


def file_of(part: Message, media_type: str) -> Attachment | None:
    """Return a part as a file; none where it is a message that cannot be written out again."""
    kind = media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream"
    content = _inner(part.get_payload()) if part.is_multipart() else octets_of(part)
    return None if content is None else Attachment(safe_filename(filename_of(part), kind), kind, content)


def filename_of(part: Message) -> str:
    """Return the name that a part gives itself, however it is encoded; empty if none."""
    return parameter_of(part, "filename", "content-disposition") or parameter_of(part, "name")


def parameter_of(part: Message, name: str, header: str = "content-type") -> str:
    """Return a parameter of a field, in any of the three ways to write it (RFC 2231, RFC 2047, plain); empty if none."""
    try:
        found = part.get_param(name, header=header)
        if found is None:
            return ""
        return header_value(collapse_rfc2231_value(found))
    except PARSER_ERRORS:
        return ""


def octets_of(part: Message) -> bytes:
    """Return the decoded content of a part; what cannot be decoded comes as it is."""
    try:
        content = part.get_payload(decode=True)
    except PARSER_ERRORS:
        content = None
    if isinstance(content, bytes):
        return content
    payload = part.get_payload()
    return payload.encode("utf-8", "surrogateescape") if isinstance(payload, str) else b""


def _inner(parts: object) -> bytes | None:
    try:
        return b"\n".join(part.as_bytes() for part in parts if isinstance(part, Message)) if isinstance(parts, list) else b""
    except PARSER_ERRORS:
        return None
