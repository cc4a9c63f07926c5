"""Parts that wrap a mail: S/MIME, the container of Outlook, multiparts whose boundary is wrong, and what is encrypted.

    part -> Opened (an entity to be read in its place, or files, or the words for how it is encrypted)

Nothing is decrypted, verified or unpacked.
Source: RFC 8551 3; RFC 3156 4; MS-OXTNEF; RFC 2046 5.1.
"""

import re
from dataclasses import dataclass
from email.message import Message

from mailflow.adapters.mime.charsets import decode_octets
from mailflow.adapters.mime.cms import Sealing, open_sealed
from mailflow.adapters.mime.files import filename_of, inner_messages, media_type_of, named_file, octets_of, parameter_of
from mailflow.adapters.mime.guards import Part, read_parts
from mailflow.adapters.mime.rtf import rtf_text
from mailflow.adapters.mime.tnef import Winmail, open_winmail
from mailflow.domain.message import CUT, Attachment

S_MIME, PGP_MIME, PGP = "S/MIME", "PGP/MIME", "PGP"
_CMS_TYPES = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_TNEF_TYPES = frozenset({"application/ms-tnef", "application/vnd.ms-tnef"})
_WINMAIL = frozenset({"winmail.dat", "win.dat"})
_UNTYPED = frozenset({"application/octet-stream", "application/binary"})
_ENCRYPTING = frozenset({"enveloped-data", "authenveloped-data"})
_CERTIFICATES = "certs-only"
_DELIMITER = re.compile(rb"^--([^\r\n]{1,70}?)[ \t]*\r?\n(?=[A-Za-z-]{1,40}:|\r?\n)", re.MULTILINE)
_DELIMITER_REACH = 100_000
_CONTAINER_LIMIT = 25_000_000


@dataclass(frozen=True, slots=True)
class Opened:
    """What a container holds.

    `entity` is read in place of the part; so is `text`, where the mail has no other text.
    """

    entity: Part | None = None
    text: Part | None = None
    files: tuple[Attachment, ...] = ()
    encrypted: str = ""
    defects: tuple[str, ...] = ()


def open_container(part: Message, media_type: str) -> Opened | None:
    """Return what a part wraps; None if it wraps nothing, or cannot be opened: then it is a file like others."""
    if media_type == "multipart/encrypted":
        return Opened(encrypted=S_MIME if "pkcs7" in parameter_of(part, "protocol").lower() else PGP_MIME)
    if part.is_multipart():
        return None
    if media_type.startswith("multipart/"):
        return _mended(part)
    if media_type == "application/pgp-encrypted":
        return Opened(encrypted=PGP_MIME)
    name = filename_of(part).lower() if media_type in _UNTYPED else ""
    if media_type in _CMS_TYPES or name.endswith((".p7m", ".p7z")):
        return _unsealed(part)
    if media_type in _TNEF_TYPES or name in _WINMAIL:
        return _unwrapped(part)
    return None


def _unsealed(part: Message) -> Opened | None:
    kind = parameter_of(part, "smime-type").lower()
    if kind in _ENCRYPTING:
        return Opened(encrypted=S_MIME)
    if kind == _CERTIFICATES:
        return Opened()
    sealed = open_sealed(octets_of(part)[:_CONTAINER_LIMIT])
    if sealed is None or sealed.sealing is Sealing.OTHER:
        return None
    if sealed.sealing is Sealing.ENCRYPTED:
        return Opened(encrypted=S_MIME)
    entity, defects = read_parts(sealed.content)
    wrapped = inner_messages(entity) if media_type_of(entity) == "message/rfc822" else []  # to sign the header as well (RFC 8551 3.1)
    return Opened(entity=(wrapped or [entity])[0], defects=tuple(defects)) if sealed.content else None


def _unwrapped(part: Message) -> Opened | None:
    found = open_winmail(octets_of(part)[:_CONTAINER_LIMIT])
    if found is None or not (found.is_whole or found.files or _has_text(found)):
        return None
    files = tuple(named_file(file.name, "application/octet-stream", file.content) for file in found.files if file.content)
    if found.is_whole:
        return Opened(text=_text_of(found), files=files)
    itself = named_file(filename_of(part), "application/ms-tnef", octets_of(part))
    return Opened(text=_text_of(found), files=(*files, itself), defects=(f"{CUT}winmail.dat is broken, and kept beside its files",))


def _has_text(found: Winmail) -> bool:
    return bool(found.text[0] or found.html[0] or found.rtf)


def _text_of(found: Winmail) -> Part | None:
    """Return the text of a container: as HTML, as plain text, or out of the RTF."""
    kind, (octets, page) = ("html", found.html) if found.html[0] else ("plain", found.text)
    text = decode_octets(octets, page).text.rstrip("\x00") if octets else rtf_text(found.rtf)
    if not text.strip():
        return None
    return read_parts(f"Content-Type: text/{kind}; charset=utf-8\n\n".encode() + text.encode("utf-8", "replace"))[0]


def _mended(part: Message) -> Opened | None:
    """Read a multipart anew by the first delimiter that stands in it: its boundary is missing, or another one."""
    octets = octets_of(part)
    delimiter = _DELIMITER.search(octets[:_DELIMITER_REACH])
    if delimiter is None or b'"' in delimiter[1]:
        return None
    head = b"Content-Type: " + media_type_of(part).encode("ascii", "replace") + b'; boundary="' + delimiter[1] + b'"\n\n'
    entity, defects = read_parts(head + octets)
    if not entity.is_multipart():
        return None
    return Opened(entity=entity, defects=(*defects, "a multipart without its boundary, read by what stands in it"))
