"""Build a message as it goes over the wire.

    multipart/mixed                       with a calendar; else the alternative alone
      multipart/alternative
        text/plain, text/html, text/calendar; method=...
      application/ics                     the same octets once more, as a file

Header values pass the gate and are folded here at spaces only: the library would encode a long Message-ID as if it were text. The
field list of the result is compared with what was asked for before it is returned.
Source: RFC 5322, 2045, 2047, 3834; MS-OXCMAIL 2.1.3.3.8.2.
"""

import hashlib
import re
import textwrap
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime

from mailflow.adapters.mime.addresses import is_addr_spec
from mailflow.adapters.mime.header_text import header_text
from mailflow.adapters.mime.list_fields import list_fields
from mailflow.domain.errors import MalformedMessage
from mailflow.domain.message import Address, MailKind, OutboundMessage

_LINE_LENGTH = 76  # RFC 2045 6.7: an encoded line has at most 76 octets
_QUOTED_LIMIT = _LINE_LENGTH - len('Reply-To: ""')
_WORD_LENGTH = 75  # RFC 2047 2: an encoded word has at most 75 characters
_NAME_ROOM = 16
_POLICY = SMTP.clone(max_line_length=_LINE_LENGTH)
_FIELD_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,75}")
_ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]*")
_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,990}>")
_OWN_FIELDS = frozenset({
    "from", "to", "cc", "bcc", "sender", "date", "subject", "message-id", "reply-to", "references", "in-reply-to", "auto-submitted",
    "mime-version", "content-type", "content-transfer-encoding", "content-disposition", "x-auto-response-suppress", "return-path",
})  # fmt: skip
# What answers somebody's mail says so (RFC 3834 5).
_ANSWERS = frozenset({
    MailKind.RECEIPT, MailKind.APPROVAL_RECEIPT, MailKind.CONFIRMATION, MailKind.CLARIFICATION,
    MailKind.UNREADABLE, MailKind.QUESTION, MailKind.NOTICE,
    MailKind.CANCEL_QUESTION, MailKind.AGENDA_QUESTION,
    MailKind.SUBSCRIPTION_CONFIRM, MailKind.SUBSCRIPTION_WELCOME, MailKind.SUBSCRIPTION_GOODBYE,
    MailKind.SUBSCRIPTION_CHOICE,
})  # fmt: skip
_NAME_LIMIT = 120
_REFERENCES_LIMIT = 20


class _Field(str):
    """A header value that is folded already; the library writes it as it is."""

    __slots__ = ("name",)
    name: str

    @classmethod
    def named(cls, name: str, value: str) -> "_Field":
        field = cls(value)
        field.name = name
        return field

    def fold(self, *, policy: EmailPolicy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


def compose(message: OutboundMessage) -> bytes:
    """Return the octets of a message, lines ended by CRLF; the same message gives the same octets.

    Raises:
        MalformedMessage: an address, an id or a field name cannot be written safely.
    """
    mail = EmailMessage(policy=_POLICY)
    for name, value in _fields(message):
        mail[name] = _Field.named(name, value)
    _add_bodies(mail, message)
    _fix_boundaries(mail, message)
    expected = mail.keys()
    content = mail.as_bytes()
    _check_fields(content, expected, message.message_id)
    return content


def _fields(message: OutboundMessage) -> list[tuple[str, str]]:
    fields = [
        ("Date", format_datetime(message.created_at)),
        ("From", _folded("From", mailbox(message.sender))),
        ("To", _folded("To", mailbox(message.recipient))),
        ("Subject", _folded("Subject", _foldable(header_text(message.subject)))),
        ("Message-ID", _own_id(message.message_id)),
    ]
    if message.reply_to:
        fields.append(("Reply-To", _addr_spec(message.reply_to)))
    answered = _usable_ids(message.references)
    if answered:
        fields += [("In-Reply-To", answered[0]), ("References", "\r\n ".join(reversed(answered)))]
    submitted = "auto-replied" if message.kind in _ANSWERS else "auto-generated"
    fields += [("Auto-Submitted", submitted), ("X-Auto-Response-Suppress", "OOF, AutoReply")]
    listed = list_fields(message.listing, _phrase(message.listing.title)) if message.listing else []
    fields += [(name, _folded(name, value)) for name, value in listed]
    return fields + [_extra(name, value) for name, value in message.headers]


def _add_bodies(mail: EmailMessage, message: OutboundMessage) -> None:
    # Never 8bit: a relay may re-encode it and break the DKIM signature (RFC 6376 5.3).
    mail.set_content(message.text, cte="quoted-printable")
    if message.html:
        mail.add_alternative(message.html, subtype="html", cte="quoted-printable")
    if message.calendar is None:
        return
    method = header_text(message.calendar_method)
    mail.add_alternative(message.calendar.decode(), subtype="calendar", cte="base64", params={"method": method})
    mail.add_attachment(
        message.calendar, maintype="application", subtype="ics", cte="base64", filename="invite.ics", params={"name": "invite.ics"}
    )


def _fix_boundaries(mail: EmailMessage, message: OutboundMessage) -> None:
    """Derive the boundaries from the message: `=_` cannot stand in quoted-printable or base64."""
    digest = hashlib.sha256(message.message_id.encode()).hexdigest()[:24]
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{number}_{digest}")
    for part in list(mail.walk())[1:]:
        del part["MIME-Version"]


def mailbox(address: Address) -> str:
    """Return a mailbox as it stands in a header. Raises MalformedMessage where it cannot."""
    spec = _addr_spec(address.email)
    name = _phrase(address.name)
    return f"{name} <{spec}>" if name else spec


def _phrase(words: str) -> str:
    """Return words as they may stand before an address or the like (RFC 5322 3.2.5); empty where there are none."""
    name = header_text(words)[:_NAME_LIMIT].strip()
    if not name.isascii():
        return _encoded(name)
    if _ATOMS.fullmatch(name):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    # Folded inside its quotes a name is read wrong by some programs, Python's parseaddr among them.
    return f'"{escaped}"' if len(escaped) <= _QUOTED_LIMIT else _encoded(name)


def _addr_spec(text: str) -> str:
    local, _, domain = text.strip().rpartition("@")
    try:
        spec = f"{local}@{domain.encode('idna').decode()}" if not domain.isascii() else f"{local}@{domain}"
    except UnicodeError as error:
        raise MalformedMessage("the domain of an address cannot be written in ASCII") from error
    if not spec.isascii() or not is_addr_spec(spec):
        raise MalformedMessage("an address cannot be written in a header")
    return spec


def _own_id(message_id: str) -> str:
    found = _usable_ids((message_id,))
    if not found:
        raise MalformedMessage("a message id cannot be written in a header")
    return found[0]


def _usable_ids(ids: tuple[str, ...]) -> list[str]:
    """Return the ids that can be written as they are, the nearest first: an id must never be broken or encoded.

    Others came with somebody's mail; that mail is answered all the same.
    """
    bracketed = (found if found.startswith("<") else f"<{found}>" for found in ids)
    return [found for found in bracketed if _ID.fullmatch(found)][:_REFERENCES_LIMIT]


def _extra(name: str, value: str) -> tuple[str, str]:
    if not _FIELD_NAME.fullmatch(name) or name.lower() in _OWN_FIELDS:
        raise MalformedMessage(f"header field {name!r} cannot be added")
    return name, _folded(name, header_text(value))


def _foldable(text: str) -> str:
    """Return text that can be folded: a word that is longer than a line, such as a URL, can only as encoded words."""
    return _encoded(text, "Subject") if any(len(word) > _LINE_LENGTH - _NAME_ROOM for word in text.split(" ")) else text


def _folded(name: str, value: str) -> str:
    """Fold a value at its spaces; text beyond ASCII becomes encoded words."""
    text = value if value.isascii() else _encoded(value, name)
    lines = textwrap.wrap(text, _LINE_LENGTH, initial_indent=" " * (len(name) + 2), break_long_words=False, break_on_hyphens=False)
    return "\r\n ".join(line.strip() for line in lines)


def _encoded(text: str, name: str = "Reply-To") -> str:
    """Return text as encoded words; the first leaves room for the name of the field before it."""
    return Header(text, "utf-8", maxlinelen=_WORD_LENGTH, header_name=name[:_NAME_ROOM]).encode(linesep="\n").replace("\n", "").strip()


def _check_fields(content: bytes, expected: list[str], message_id: str) -> None:
    """Read the field names of the finished message back (RFC 5322 2.2).

    Raises:
        MalformedMessage: they are not those that were asked for.
    """
    head = content.partition(b"\r\n\r\n")[0]
    if b"\r" in head.replace(b"\r\n", b"") or b"\n" in head.replace(b"\r\n", b"") or b"\x00" in head:
        raise MalformedMessage("a header would hold a bare line end", message_id)
    written = [line.partition(b":")[0].decode("ascii", "replace") for line in head.split(b"\r\n") if line[:1] not in {b" ", b"\t"}]
    if written != expected:
        raise MalformedMessage("the header would not have the fields that were asked for", message_id)
