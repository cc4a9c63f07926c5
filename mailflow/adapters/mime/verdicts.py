"""Was a mail sent by a machine, and is it a bounce?

Both say what a mail is, not what may be done with it: its text and files are kept all the same.
Source: RFC 3834 2 and 5; RFC 3464; RFC 5965; MS-OXCMAIL 2.1.3.2.20.
"""

import re
from collections.abc import Callable, Iterable

from flufl.bounce import all_failures

from mailflow.adapters.mime.files import parameter_of
from mailflow.adapters.mime.guards import PARSER_ERRORS, Part, read_parts
from mailflow.adapters.mime.header_text import header_value
from mailflow.domain.message import Address

_TOKEN = re.compile(r"\s*([\w-]+)")
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_MAILER = re.compile(r"\b(?:mailer-?daemon|mail-daemon)\b", re.IGNORECASE)
_MACHINES = frozenset({"postmaster", "no-reply", "noreply", "no_reply", "do-not-reply", "donotreply"})
_RETURNED = frozenset({"message/rfc822", "text/rfc822-headers", "message/delivery-status"})
_RECEIPTS = frozenset({"disposition-notification"})
_NULL_SENDER = re.compile(r"\s*<\s*>")
_SHOWN = 120
_BEGINNING = 64 * 1024


def automatic_field(mail: Part) -> str:
    """Return the field that marks a mail as sent by a machine, as `Name: value`; empty for a person's mail."""
    if mail.get_content_type() == "multipart/report":
        return "Content-Type: multipart/report"
    for name, is_machine in _MACHINE_FIELDS:  # the surest first
        for raw in mail.fields(name):
            if is_machine(raw):
                return f"{name}: {header_value(raw)}"[:_SHOWN]
    return ""


def is_bounce(mail: Part, authors: Iterable[Address], content: bytes) -> bool:
    """Tell whether a mail reports on the fate of another.

    By its type; by the mailer that signs it (whose From often is no address); or, from a machine or without a sender, by what it
    carries: addresses that were not reached, or the mail that came back.
    """
    if mail.get_content_type() == "multipart/report":
        return parameter_of(mail, "report-type").lower() not in _RECEIPTS
    if mail.fields("X-Failed-Recipients") or any(_MAILER.search(raw) for raw in mail.fields("From")):
        return True
    return _is_from_machine(mail, authors) and (_returns_mail(mail) or _names_failures(mail, content))


def _is_from_machine(mail: Part, authors: Iterable[Address]) -> bool:
    if any(_NULL_SENDER.match(raw) for raw in mail.fields("Return-Path")):
        return True
    return any(author.email.partition("@")[0].lower() in _MACHINES for author in authors)


def _returns_mail(mail: Part) -> bool:
    return mail.is_multipart() and any(part.get_content_type() in _RETURNED for part in mail.walk())


def _names_failures(mail: Part, content: bytes) -> bool:
    """Ask flufl.bounce, whose patterns take seconds on long messages: a mailer says what failed at the top."""
    beginning = mail if len(content) <= _BEGINNING else read_parts(content[:_BEGINNING])[0]
    try:
        temporary, permanent = all_failures(beginning)
    except (*PARSER_ERRORS, IndexError):
        return False
    return bool(temporary or permanent)


def _first_word(raw: str) -> str:
    word = _TOKEN.match(raw)
    return word[1].lower() if word else ""


_MACHINE_FIELDS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("Auto-Submitted", lambda raw: _first_word(raw) != "no"),
    ("X-Autoreply", lambda raw: _first_word(raw) != "no"),
    ("X-Autorespond", bool),
    ("Return-Path", lambda raw: bool(_NULL_SENDER.match(raw))),
    ("X-Auto-Response-Suppress", lambda raw: _first_word(raw) not in {"", "none"}),
    ("Precedence", lambda raw: _first_word(raw) in _BULK),
    ("List-Id", bool),
)
