"""Parts as files: their octets, and names that are labels and never paths."""

import mimetypes
import re
from collections.abc import Sequence
from email.message import Message

from mailflow.adapters.mime.charsets import decode_octets
from mailflow.adapters.mime.guards import PARSER_ERRORS, Part, read_parts
from mailflow.adapters.mime.header_text import header_value, one_line
from mailflow.adapters.mime.media_types import true_type
from mailflow.adapters.mime.transfer import decode_base64, decode_quoted_printable
from mailflow.domain.message import Attachment

_NAME_LIMIT = 120
_SUFFIX_LIMIT = 16
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)\s*(?:\.|\Z)", re.IGNORECASE)  # Windows opens the device, whatever the suffix
_FIRST_WORD = re.compile(r"\s*([a-z0-9-]+)")
_UNPARTED_NAME = re.compile(r"\bfilename=\"?([^\";\r\n]{1,200})", re.IGNORECASE)  # where the semicolon before it is missing
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
    label = f"_{label}" if _DEVICE.match(label) else label
    if not label:
        return "attachment" + (_SUFFIXES.get(media_type) or mimetypes.guess_extension(media_type) or "")
    if len(label) <= _NAME_LIMIT:
        return label
    stem, dot, suffix = label.rpartition(".")
    if not dot or len(suffix) > _SUFFIX_LIMIT:
        return label[:_NAME_LIMIT].strip(" .")
    return f"{stem[: _NAME_LIMIT - len(suffix) - 1].strip(' .')}.{suffix}"


def file_of(part: Message, media_type: str) -> Attachment | None:
    """Return a part as a file, its type by its content; none where it is a message that cannot be written out again."""
    told = media_type if _MEDIA_TYPE.fullmatch(media_type) else "application/octet-stream"
    content = _inner(part) if part.is_multipart() else octets_of(part)
    return None if content is None else named_file(filename_of(part), told, content)


def named_file(name: str, told: str, content: bytes) -> Attachment:
    """Return a file under a safe name, its type by its content."""
    kind = told if told.startswith("message/") else true_type(content, told)
    return Attachment(safe_filename(name, kind), kind, content)


def filename_of(part: Message) -> str:
    """Return the name that a part gives itself, however it is encoded; empty if none."""
    name = parameter_of(part, "filename", "content-disposition") or parameter_of(part, "name")
    if name or not isinstance(part, Part):
        return name
    found = next(filter(None, map(_UNPARTED_NAME.search, part.fields("Content-Disposition"))), None)
    return header_value(found[1]) if found else ""


def parameter_of(part: Message, name: str, header: str = "content-type") -> str:
    """Return a parameter of a field, in any of the three ways to write it (RFC 2231, RFC 2047, plain); empty if none.

    Of two of one name the first counts, and before both the one in the way of RFC 2231, which is written for those who can read it.
    """
    known = part.parameters if isinstance(part, Part) else {}
    if header not in known:
        known[header] = _parameters(part, header)
    return known[header].get(name, "")


def _parameters(part: Message, header: str) -> dict[str, str]:
    try:
        found: Sequence[tuple[str, object]] = part.get_params([], header=header)
    except PARSER_ERRORS:
        return {}
    values: dict[str, str] = {}
    extended: dict[str, str] = {}
    for name, value in found:
        if isinstance(value, tuple):
            charset, _language, octets = (str(piece or "") for piece in value)
            extended.setdefault(name.lower(), one_line(decode_octets(octets.encode("latin-1", "replace"), charset).text))
        else:
            values.setdefault(name.lower(), header_value(str(value)))
    return values | {name: value for name, value in extended.items() if value}


def media_type_of(part: Message) -> str:
    """Return the media type of a part in small letters, without what stands after it; text/plain where it says nothing readable."""
    try:
        found = part.get_content_type()
    except PARSER_ERRORS:
        return "application/octet-stream"
    return found.split(None, 1)[0] if " " in found else found


def disposition_of(part: Message) -> str:
    """Return how a part wants to be shown, `inline` or `attachment` as a rule; empty if it does not say."""
    try:
        return part.get_content_disposition() or ""
    except PARSER_ERRORS:
        return ""


def octets_of(part: Message) -> bytes:
    """Return the decoded content of a part, decoded once; what cannot be decoded comes as it is."""
    if not isinstance(part, Part):
        return b""
    if part.octets is None:
        part.octets = _decoded(part)
    return part.octets


def _decoded(part: Part) -> bytes:
    raw = part.raw.encode("utf-8", "surrogateescape")
    encoding = _encoding(part)
    if encoding in _DECODERS:
        octets, part.is_broken = _DECODERS[encoding](raw)
        return octets
    if encoding not in _UUENCODED:
        return raw
    try:
        content = part.get_payload(decode=True)
    except PARSER_ERRORS:
        return raw
    return content if isinstance(content, bytes) else raw


def _encoding(part: Message) -> str:
    word = _FIRST_WORD.match(str(part.get("Content-Transfer-Encoding", "")).lower())
    return word[1] if word else ""


def inner_messages(part: Message) -> list[Part]:
    """Return the mails in a part of type message/rfc822, also where somebody encoded them, which RFC 2046 5.2.1 forbids."""
    inner = [message for message in part.get_payload() if isinstance(message, Part)] if part.is_multipart() else []
    encoding = _encoding(part)
    if encoding in _DECODERS and len(inner) == 1 and not inner[0].keys() and inner[0].raw:
        octets, _ = _DECODERS[encoding](inner[0].raw.encode("utf-8", "surrogateescape"))
        return [read_parts(octets)[0]]
    return inner


def _inner(part: Message) -> bytes | None:
    try:
        return b"\n".join(message.written() for message in inner_messages(part))
    except PARSER_ERRORS:
        return None


_UUENCODED = frozenset({"x-uuencode", "uuencode", "uue", "x-uue"})
_DECODERS = {"base64": decode_base64, "quoted-printable": decode_quoted_printable}
