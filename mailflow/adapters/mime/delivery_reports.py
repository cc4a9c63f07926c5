"""What a message reports of another mail: the fields of delivery reports, complaints and receipts, and shapes that are older than these.

    message/delivery-status                     fields of the message, then one block of fields for each address (RFC 3464)
    the same fields in a text                   some systems put them there
    addresses that flufl.bounce finds           some forty older shapes
    the recipients of the mail that came back   one mail of ours has one recipient

Looked for only in what has a shape of a machine's mail, since flufl.bounce is slow, and never inside the mail that came back: a bounce
that somebody passes on is not theirs.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from email.message import Message

from flufl.bounce import all_failures

from mailflow.adapters.mime.addresses import is_addr_spec, read_addresses
from mailflow.adapters.mime.files import octets_of, parameter_of
from mailflow.adapters.mime.guards import PARSER_ERRORS, Part, read_parts
from mailflow.adapters.mime.header_text import header_value
from mailflow.domain.mail_reports import MailReport, ReportedRecipient
from mailflow.domain.message import Address, Mark

_REPORT_TYPES = ("delivery-status", "feedback-report", "disposition-notification")
_STATUS_TYPES = {
    "message/delivery-status": "delivery-status",
    "message/global-delivery-status": "delivery-status",
    "message/feedback-report": "feedback-report",
    "message/disposition-notification": "disposition-notification",
    "message/global-disposition-notification": "disposition-notification",
}
_RETURNED = frozenset({
    "message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers", "message/rfc822-headers", "text/rfc822",
})  # fmt: skip
_MACHINES = re.compile(
    r"(?:post-?_?master|(?:mail)?er?-?daemon|no-?_?reply|do-?_?not-?_?reply|bounces?|mail-?_?(?:admin|system|server|gateway|router)|mailsystem|mdaemon"
    r"|sysadmin|administrator|amavis|mta|mmdf|uucp|smtp|daemon|root|feedback(?:loop)?|fbl|abuse|staff|complaints?|arf|.{1,64}-admin)",
    re.IGNORECASE,
)
_FIELD = re.compile(
    r"^[ \t]{0,8}(Original-Recipient|Final-Recipient|X-Actual-Recipient|Action|Status|Diagnostic-Code|Original-Rcpt-To"
    r"|X-HmXmrOriginalRecipient)[ \t]{0,4}:[ \t]{0,8}([^\n]{0,1000}(?:\n[ \t]{1,80}[^\n]{1,1000}){0,10})",
    re.IGNORECASE | re.MULTILINE,
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
_SPEC = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
# `<user@example.org>: host said ...`, `user@example.org` alone on its line, `to: user@example.org`, each within the first lines.
_NAMED = re.compile(
    r"^[ \t>*-]{0,12}(?:(?:recipient|address|to|rcpt to|could not be delivered to|user|mailbox|for)[^\n:<@]{0,40}[:<][ \t]{0,4})?<?"
    r"([\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8})>?(?=[ \t]{0,4}(?:$|[:,;(.\[-]|\.\.\.))",
    re.IGNORECASE | re.MULTILINE,
)
_INLINE_TO = re.compile(
    r"^[ \t>]{0,8}(?:To|Original-Recipient|X-Original-To|Delivered-To):[ \t]{0,8}([^\n]{3,400})$", re.IGNORECASE | re.MULTILINE
)
_ID_FIELD = re.compile(r"^[ \t>]{0,8}Message-ID:[ \t]{0,8}(<[^<>\s]{3,990}>)", re.IGNORECASE | re.MULTILINE)
_INLINE_HEADER = re.compile(
    r"^[ \t>]{0,8}(?:Received|Return-Path|Message-ID|MIME-Version|From|Subject|Date):", re.IGNORECASE | re.MULTILINE
)
_HEADER_LINES = 4
# One of flufl.bounce's detectors fails where From is no address.
_SOMEBODY = b"From: nobody@example.invalid\r\n"
# It logs each failure of a detector with its traceback; what hostile octets do to it is no news.
logging.getLogger("flufl.bounce").setLevel(logging.CRITICAL)
_BEGINNING = 64 * 1024
_RECIPIENTS_LIMIT = 50
_IDS_LIMIT = 20


def read_report(mail: Part, authors: tuple[Address, ...], marks: tuple[Mark, ...], content: bytes) -> MailReport | None:
    """Return what a message reports of another mail; None where it has no shape of a report."""
    parts = list(_own_parts(mail))
    report_type = _report_type(mail, parts)
    if not report_type and not _is_from_machine(mail, authors, marks):
        return None
    returned = [part for part in parts if part.get_content_type() in _RETURNED and part is not mail]
    found = _recipients(mail, parts, returned, content) if report_type != "disposition-notification" else ()
    if not (report_type or returned or found):
        return None
    is_whole = mail.get_content_type() in {"multipart/report", *_STATUS_TYPES}
    returns_mail = bool(returned) or _holds_header(_text_of(parts))
    return MailReport(report_type, found[:_RECIPIENTS_LIMIT], returns_mail, is_whole)


def returned_ids(mail: Part) -> tuple[str, ...]:
    """Return the ids of the mails, or of their headers, that came back in a report: as parts, or as text in it."""
    parts = list(_own_parts(mail))
    inner = [inner for part in parts if part is not mail for inner in _inner(part)]
    found = [found for mail_inside in inner for raw in mail_inside.fields("Message-ID") for found in _ids(raw)]
    for part in parts:
        if not part.is_multipart() and (part.get_content_maintype() == "text" or part.get_content_type() in _RETURNED):
            found += _ID_FIELD.findall(_characters(part))
    return tuple(dict.fromkeys(found))[:_IDS_LIMIT]


def _ids(raw: str) -> list[str]:
    return re.findall(r"<[^<>\s]{3,990}>", "".join(header_value(raw).split()))


def _own_parts(mail: Message) -> Iterator[Message]:
    """Yield a message and its parts, but not those of a mail inside."""
    yield mail
    if mail.is_multipart() and not mail.get_content_type().startswith("message/"):
        for part in mail.get_payload():
            if isinstance(part, Message):
                yield from _own_parts(part)


def _inner(part: Message) -> Iterator[Part]:
    payload = part.get_payload() if part.is_multipart() else []
    yield from (inner for inner in payload if isinstance(inner, Part)) if part.get_content_type() in _RETURNED else ()


def _report_type(mail: Part, parts: list[Message]) -> str:
    by_part = next((_STATUS_TYPES[kind] for part in parts if (kind := part.get_content_type()) in _STATUS_TYPES), "")
    if by_part or mail.get_content_type() != "multipart/report":
        return by_part
    named = parameter_of(mail, "report-type").lower()
    return named if named in _REPORT_TYPES else "delivery-status"


def _is_from_machine(mail: Part, authors: tuple[Address, ...], marks: tuple[Mark, ...]) -> bool:
    """Tell whether a mail has no sender, or one that is no person; a From that is no address is a mailer's."""
    if any(mark.name.lower() in {"return-path", "x-failed-recipients", "from"} for mark in marks):
        return True
    if not authors:
        return bool(mail.fields("From"))
    return any(_MACHINES.fullmatch(author.email.partition("@")[0]) for author in authors)


def _recipients(mail: Part, parts: list[Message], returned: list[Message], content: bytes) -> tuple[ReportedRecipient, ...]:
    """Return the addresses of which a report speaks, from the surest place that names any."""
    text = _text_of(parts)
    fields = [block for part in parts if part.get_content_type() in _STATUS_TYPES for block in _blocks_of(part)]
    found = _from_blocks(fields) or _from_blocks([_FIELD.findall(text)])
    if any(one.address for one in found):
        return found
    specs = _x_failed(mail) or _by_flufl(content) or _by_shape(text, mail) or _returned_to(returned) or _inline_to(text)
    first = found[0] if found else ReportedRecipient("")
    status, diagnostic = first.status or _first_status(text), first.diagnostic or _diagnostic(text, specs)
    return tuple(ReportedRecipient(spec, first.action, status, diagnostic) for spec in dict.fromkeys(specs)) or found


def _blocks_of(part: Message) -> Iterator[list[tuple[str, str]]]:
    """Yield the fields of each block: as the parser has cut them, or by their lines."""
    payload = part.get_payload()
    inner = [block for block in payload if isinstance(block, Part)] if isinstance(payload, list) else []
    if any(block.raw_items() for block in inner):
        for block in inner:
            yield [(name, header_value(str(value))) for name, value in block.raw_items()]
            yield from (_FIELD.findall(blank) for blank in _characters(block).split("\n\n"))
    else:
        yield from (_FIELD.findall(blank) for blank in re.split(r"\n[ \t]{0,80}\n", _characters(part)))


def _from_blocks(blocks: Iterable[list[tuple[str, str]]]) -> tuple[ReportedRecipient, ...]:
    found: list[ReportedRecipient] = []
    for block in blocks:
        fields: dict[str, str] = {}
        for name, value in block:
            fields.setdefault(name.lower(), " ".join(value.split()))
        recipient = _recipient(fields)
        if recipient is not None:
            found.append(recipient)
    return tuple(found[:_RECIPIENTS_LIMIT])


def _recipient(fields: dict[str, str]) -> ReportedRecipient | None:
    # What we wrote to is the original recipient; the final one is where aliases led.
    named = ("original-recipient", "final-recipient", "x-actual-recipient", "original-rcpt-to", "x-hmxmroriginalrecipient")
    address = next((spec for name in named if (spec := _spec(fields.get(name, "")))), "")
    status = _STATUS.search(fields.get("status", ""))
    if not address and "action" not in fields and status is None:
        return None
    action = fields.get("action", "").split(" ", 1)[0].strip(".;()").lower()
    return ReportedRecipient(address, action, status[1] if status else "", fields.get("diagnostic-code", "")[:300])


def _spec(value: str) -> str:
    """Return the address of `rfc822; user@example.org`."""
    text = value.rpartition(";")[2].strip().strip("<>")
    if is_addr_spec(text):
        return text
    found = _SPEC.search(value)
    return found[0] if found else ""


def _x_failed(mail: Part) -> list[str]:
    return [found for raw in mail.fields("X-Failed-Recipients") for found in _SPEC.findall(header_value(raw))]


def _by_flufl(content: bytes) -> list[str]:
    """Ask flufl.bounce, whose patterns take seconds on long messages: a mailer says what failed at the top."""
    beginning, _ = read_parts(content[:_BEGINNING])
    if not any("@" in raw for raw in beginning.fields("From")):
        beginning, _ = read_parts(_SOMEBODY + content[:_BEGINNING])
    try:
        temporary, permanent = all_failures(beginning)
    except (*PARSER_ERRORS, IndexError):
        return []
    found = (octets.decode("utf-8", "replace") for octets in (*permanent, *temporary))
    return sorted(spec for spec in found if is_addr_spec(spec))


def _by_shape(text: str, mail: Part) -> list[str]:
    """Return the addresses that stand where reports name them, above the mail that came back; not that to which the report went."""
    header = _INLINE_HEADER.search(text)
    own = {mailbox.email.lower() for mailbox in read_addresses(mail.fields("To")).mailboxes}
    return [spec for spec in _NAMED.findall(text[: header.start()] if header and header.start() else text) if spec.lower() not in own]


def _returned_to(returned: list[Message]) -> list[str]:
    """Return to whom the mail went that came back."""
    inner = [found for part in returned for found in _inner(part)]
    found = [mailbox.email for mail in inner for mailbox in read_addresses(mail.fields("To")).mailboxes]
    return found or [spec for part in returned if not part.is_multipart() for spec in _inline_to(_characters(part))]


def _inline_to(text: str) -> list[str]:
    lines = _INLINE_TO.findall(text)
    return _SPEC.findall(lines[0]) if lines else []


def _holds_header(text: str) -> bool:
    """Tell whether the header of a mail stands in a text."""
    return len(dict.fromkeys(found.strip(" \t>").lower() for found in _INLINE_HEADER.findall(text))) >= _HEADER_LINES


def _first_status(text: str) -> str:
    found = next((code for code in _STATUS.findall(text) if not code.startswith("2")), "")
    return str(found)


def _diagnostic(text: str, specs: list[str]) -> str:
    """Return what stands behind the first of the addresses."""
    at = text.find(specs[0]) if specs else -1
    return " ".join(text[at + len(specs[0]) : at + len(specs[0]) + 300].split()).lstrip(">:;,. ") if at >= 0 else ""


def _text_of(parts: list[Message]) -> str:
    texts = (part for part in parts if part.get_content_maintype() == "text" and not part.is_multipart())
    return "\n\n".join(_characters(part) for part in texts if part.get_content_type() not in _RETURNED)[:_BEGINNING]


def _characters(part: Message) -> str:
    """Return the text of a part, octet by octet: what is looked for is ASCII."""
    return octets_of(part)[:_BEGINNING].decode("latin-1").replace("\r\n", "\n").replace("\r", "\n")
