"""Mails inside a mail: for a person to read, and never the words of the one who sent them on."""

from email.message import Message

from mailflow.adapters.mime.addresses import read_addresses
from mailflow.adapters.mime.bodies import read_body
from mailflow.adapters.mime.files import inner_messages
from mailflow.adapters.mime.guards import Part
from mailflow.adapters.mime.header_text import header_value
from mailflow.adapters.mime.html_text import HtmlBudget
from mailflow.domain.message import NOBODY, Address, Forwarded

_DEPTH_LIMIT = 3
_MAILS_LIMIT = 10
_TEXT_LIMIT = 100_000
_SUBJECT_LIMIT = 1000


def forwarded_mails(enclosed: list[Message], html: HtmlBudget) -> tuple[Forwarded, ...]:
    """Return what stands in enclosed mails, and in those that they enclose: ten at most, to the third level, outer ones first.

    Args:
        enclosed: the parts that hold them.
        html: how much HTML may still be read.
    """
    found: list[Forwarded] = []
    waiting = [(mail, 1) for part in enclosed for mail in inner_messages(part)]
    while waiting and len(found) < _MAILS_LIMIT:
        mail, depth = waiting.pop(0)
        body = read_body(mail, html)
        found.append(Forwarded(_author(mail), _subject(mail), body.text[:_TEXT_LIMIT]))
        if depth < _DEPTH_LIMIT:
            waiting += [(inner, depth + 1) for part in body.enclosed for inner in inner_messages(part)]
    return tuple(found)


def _author(mail: Part) -> Address:
    return next(iter(read_addresses(mail.fields("From")).mailboxes), NOBODY)


def _subject(mail: Part) -> str:
    return next((header_value(raw)[:_SUBJECT_LIMIT] for raw in mail.fields("Subject")), "")
