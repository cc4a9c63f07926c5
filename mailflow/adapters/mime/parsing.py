"""Read a message: header fields that decide something, its text, and its files. Never raises, whatever the octets."""

import re
from collections.abc import Iterable

from mailflow.adapters.mime.addresses import ADDRESS_LIMIT, read_addresses
from mailflow.adapters.mime.bodies import read_body
from mailflow.adapters.mime.delivery_reports import read_report, returned_ids
from mailflow.adapters.mime.forwarding import forwarded_mails
from mailflow.adapters.mime.guards import Part, read_parts
from mailflow.adapters.mime.header_text import header_value
from mailflow.adapters.mime.verdicts import count_hops, read_marks
from mailflow.domain.message import CUT, HIDDEN, Address, InboundMessage, Mark

_ID = re.compile(r"<([^<>]{1,996})>")
_IDS_LIMIT = 100
_DEFECTS_LIMIT = 20
_SUBJECT_LIMIT = 1000
# The fields of the last hop first: they are few, and a reply token may stand in them only.
_RECIPIENT_FIELDS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")


def parse(content: bytes) -> InboundMessage:
    """Return a message as read; what could not be read, or only in doubt, stands in its defects."""
    root, defects = read_parts(content)
    authors = _authors(root, defects)
    body = read_body(root)
    marks = (*read_marks(root), *((Mark("Content-Type", body.machine),) if body.machine else ()))
    report = read_report(root, authors, marks, content)
    found = [*defects, *body.defects, *(type(defect).__name__ for defect in root.defects)]
    return InboundMessage(
        message_id=_message_id(root),
        subject=next((header_value(raw)[:_SUBJECT_LIMIT] for raw in root.fields("Subject")), ""),
        authors=authors,
        recipients=_recipients(root, found),
        references=(*_references(root), *returned_ids(root)) if report else _references(root),
        text=body.text,
        rich=body.rich,
        calendar=body.calendar,
        attachments=tuple(body.attachments),
        marks=marks,
        report=report,
        hops=count_hops(root),
        defects=tuple(sorted(dict.fromkeys(found), key=lambda defect: not defect.startswith((CUT, HIDDEN))))[:_DEFECTS_LIMIT],
        encrypted=body.encrypted,
        forwarded=() if report else forwarded_mails(body.enclosed, body.html),
        date=_as_it_stands(root, "Date"),
        addressed=_as_it_stands(root, "To", "Cc"),
        sender=next(iter(read_addresses(root.fields("Sender")).mailboxes), None),
        to=_one_field(root, "To"),
        reply_to=_one_field(root, "Reply-To"),
    )


def _authors(root: Part, defects: list[str]) -> tuple[Address, ...]:
    fields = root.fields("From")
    found = read_addresses(fields)
    if len(fields) != 1:
        defects.append(f"{len(fields)} From fields")
    if found.unreadable:
        defects.append("From holds what is not an address")
    return found.mailboxes


def _recipients(root: Part, defects: list[str]) -> tuple[str, ...]:
    found = read_addresses(root.fields(*_RECIPIENT_FIELDS))
    if found.is_cut:
        defects.append(f"more than {ADDRESS_LIMIT} recipients")
    return tuple(dict.fromkeys(mailbox.email for mailbox in found.mailboxes))


def _one_field(root: Part, name: str) -> tuple[str, ...]:
    """Return the addr-specs of a field that there is once."""
    fields = root.fields(name)
    return tuple(mailbox.email for mailbox in read_addresses(fields).mailboxes) if len(fields) == 1 else ()


def _as_it_stands(root: Part, *names: str) -> str:
    """Return fields in one line, however they were folded on the way."""
    return " ".join(" ".join(root.fields(*names)).split())


def _message_id(root: Part) -> str:
    fields = root.fields("Message-ID")
    return next(iter(_ids(fields)), "") or next((header_value(raw)[:250] for raw in fields), "")


def _references(root: Part) -> tuple[str, ...]:
    """Return the ids of the mails that this one answers, the nearest first."""
    nearest_first = [*_ids(root.fields("In-Reply-To")), *reversed(_ids(root.fields("References")))]
    return tuple(dict.fromkeys(nearest_first))[:_IDS_LIMIT]


def _ids(fields: Iterable[str]) -> list[str]:
    """Return the ids in `<...>`; space in one comes from folding in the wrong place."""
    return [f"<{''.join(found.split())}>" for raw in fields for found in _ID.findall(header_value(raw))]
