"""What a message reports of another mail: by its fields, by older shapes, and never of what a person only passes on."""

import re
import time
from types import ModuleType

import pytest

from mailflow.adapters.mime import delivery_reports, verdicts
from mailflow.adapters.mime.codec import EmailCodec
from mailflow.domain.classification import (
    absences,
    bounces,
    classify,
    failures,
    machine_authors,
    machine_marks,
    notice_words,
    notices,
    other_languages,
    subjects,
    system_words,
)
from mailflow.domain.classification.bounces import bounce_of
from mailflow.domain.classification.classify import classify as classify_message
from mailflow.domain.classification.failures import find_status, kind_of
from mailflow.domain.classification.kinds import MessageKind
from mailflow.domain.classification.machine_marks import mark_evidence
from mailflow.domain.extraction.lines import Extraction
from mailflow.domain.mail_reports import BounceKind, ReportedRecipient
from mailflow.domain.message import InboundMessage, Mark
from tests.builders import an_inbound

_REPORT = (
    "From: {sender}\r\nSubject: {subject}\r\nTo: minutes@example.org\r\n"
    "Content-Type: multipart/{kind}; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain\r\n\r\nfailed\r\n{parts}--b--\r\n"
)
_STATUS = (
    "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.net\r\n\r\n"
    "Original-Recipient: rfc822;elena@example.org\r\nFinal-Recipient: rfc822; e.cuoco@mx.example.net\r\nAction: {action}\r\n"
    "Status: {status}\r\nDiagnostic-Code: smtp; {words}\r\n\r\n"
)


def _returned(media_type: str) -> str:
    return (
        f"--b\r\nContent-Type: {media_type}\r\n\r\nFrom: minutes@example.org\r\nTo: Elena <elena@example.org>\r\n"
        "Message-ID: <mailflow.abc@example.org>\r\nSubject: hi\r\n\r\nx\r\n"
    )


def _read(parts: str, *, kind: str = "report; report-type=delivery-status", sender: str = "postmaster@mx.example.net") -> InboundMessage:
    return EmailCodec().parse(_REPORT.format(sender=sender, subject="Delivery failed", kind=kind, parts=parts).encode())


def test_fields_tell_whom_the_mail_did_not_reach() -> None:
    """We know the original recipient; the final one is where aliases led."""
    mail = _read(_STATUS.format(action="failed", status="5.1.1 (user unknown)", words="550 No such user"))
    assert mail.report is not None
    assert (mail.report.report_type, mail.report.is_whole) == ("delivery-status", True)
    assert mail.report.recipients == (ReportedRecipient("elena@example.org", "failed", "5.1.1", "smtp; 550 No such user"),)


@pytest.mark.parametrize("media_type", ["message/rfc822", "text/rfc822-headers", "message/global-headers"])
def test_bounce_names_the_mail_that_came_back(media_type: str) -> None:
    """By its Message-ID the delivery is found that failed, and by its To the address, also where nothing else tells."""
    mail = _read(_returned(media_type), kind="mixed")
    assert mail.report is not None
    assert mail.report.returns_mail
    assert mail.references == ("<mailflow.abc@example.org>",)
    assert bounce_of(mail).addresses == ("elena@example.org",)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hi. I could not deliver it.\r\n\r\n<elena@example.org>:\r\n550 5.1.1 unknown", ("elena@example.org",)),
        ("The following address failed:\r\n\r\n  elena@example.org\r\n    mailbox is full", ("elena@example.org",)),
        ("Final-Recipient: rfc822; elena@example.org\r\nAction: failed\r\nStatus: 5.2.2", ("elena@example.org",)),
        (
            "Sorry.\r\n\r\n--- below this line is a copy\r\n\r\nTo: elena@example.org\r\nSubject: hi\r\nFrom: a@example.org\r\nDate: x",
            ("elena@example.org",),
        ),
        ("It did not work.", ()),
    ],
    ids=["qmail", "exim", "fields in the text", "copy in the text", "nothing"],
)
def test_addresses_are_found_in_older_shapes(text: str, expected: tuple[str, ...]) -> None:
    """Where there are no fields, by what stands in the text."""
    content = f"From: MAILER-DAEMON@mx.example.net\r\nTo: minutes@example.org\r\nSubject: failure notice\r\n\r\n{text}\r\n"
    mail = EmailCodec().parse(content.encode())
    assert bounce_of(mail).addresses == expected
    assert classify_message(mail, Extraction("")).kind is MessageKind.BOUNCE


@pytest.mark.parametrize("sender", ["MAILER-DAEMON", "<>", "Mail Delivery System <>", "MAILER-DAEMON (Mail Delivery Subsystem)"])
def test_mailer_without_an_address_is_known(sender: str) -> None:
    """Its From is no address, or an empty one."""
    text = "The mail to <elena@example.org> could not be delivered: 550 5.1.1 user unknown"
    content = f"From: {sender}\r\nReturn-Path: <>\r\nSubject: Undelivered Mail Returned to Sender\r\n\r\n{text}\r\n"
    assert classify_message(EmailCodec().parse(content.encode()), Extraction("")).kind is MessageKind.BOUNCE


def test_persons_words_on_failures_are_no_report() -> None:
    """Whoever has an address and a sender, and returns nothing."""
    content = b"From: a@example.org\r\nSubject: x\r\n\r\nThe following addresses had fatal errors: <x@example.org>\r\n550 user unknown\r\n"
    assert EmailCodec().parse(content).report is None


def test_bounce_inside_a_forwarded_mail_is_not_looked_at() -> None:
    """It is not the sender's: a mail inside stays closed."""
    inside = _REPORT.format(sender="MAILER-DAEMON", subject="x", kind="report", parts=_STATUS).replace("=b", "=i")
    parts = "--b\r\nContent-Type: message/rfc822\r\n\r\n" + inside.replace("--b", "--i")
    assert _read(parts, kind="mixed", sender="elena@example.org").report is None


def test_receipt_is_told_from_a_bounce() -> None:
    """A disposition notification says that a mail was read."""
    part = "--b\r\nContent-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822;elena@example.org\r\nDisposition: x\r\n"
    mail = _read(part, kind="report; report-type=disposition-notification", sender="elena@example.org")
    found = classify_message(mail, Extraction("read"))
    assert (found.kind, found.evidence[0].signal) == (MessageKind.AUTO_REPLY, "receipt")


@pytest.mark.parametrize(
    ("recipient", "words", "kind"),
    [
        (ReportedRecipient("", "failed", "5.1.1"), "", BounceKind.HARD),
        (ReportedRecipient("", "failed", "5.2.2"), "", BounceKind.OVER_QUOTA),
        (ReportedRecipient("", "failed", "4.2.2"), "", BounceKind.OVER_QUOTA),
        (ReportedRecipient("", "failed", "5.7.1"), "", BounceKind.BLOCKED),
        (ReportedRecipient("", "failed", "5.1.8"), "", BounceKind.BLOCKED),
        (ReportedRecipient("", "failed", "4.4.1"), "", BounceKind.SOFT),
        (ReportedRecipient("", "failed", "5.4.7"), "", BounceKind.SOFT),
        (ReportedRecipient("", "delayed", "4.4.7"), "", BounceKind.SOFT),
        (ReportedRecipient("", "relayed", "2.0.0"), "", BounceKind.DELIVERED),
        (ReportedRecipient("", "", "2.1.5"), "", BounceKind.DELIVERED),
        (ReportedRecipient("", "failed", "5.0.0", "550 mailbox is full"), "", BounceKind.OVER_QUOTA),
        (ReportedRecipient("", "failed", "5.0.0", "554 listed by spamhaus"), "", BounceKind.BLOCKED),
        (ReportedRecipient("", "failed", "5.0.0", "550 sorry"), "", BounceKind.HARD),
        (ReportedRecipient("", "", "", "451 later"), "", BounceKind.SOFT),
        (ReportedRecipient(""), "no such user here", BounceKind.HARD),
        (ReportedRecipient(""), "it will be tried again: connection timed out", BounceKind.SOFT),
        (ReportedRecipient(""), "it did not work", BounceKind.UNKNOWN),
    ],
)
def test_failures_are_told_apart(recipient: ReportedRecipient, words: str, kind: BounceKind) -> None:
    """By the action, the code, the words of the server, and those around them."""
    assert kind_of(recipient, words) is kind


def test_status_is_found_in_words() -> None:
    """A code of success is none of a failure."""
    assert (find_status("2.1.5 then 5.1.1, in 10.1.1.1"), find_status("version 2.1.5")) == ("5.1.1", "")


@pytest.mark.parametrize(
    ("field", "weight"),
    [
        ("Auto-Submitted: auto-generated; owner-email=x@example.org", 1.0),
        ("Auto-Submitted: no", 0.0),
        ("Auto-Submitted: No (a person)", 0.0),
        ("Precedence: auto_reply", 1.0),
        ("Precedence: junk", 1.0),
        ("Precedence: bulk", 0.5),
        ("Precedence: list", 0.5),
        ("Precedence: first-class", 0.0),
        ("X-Autoreply: yes", 1.0),
        ("X-Autoreply: no", 0.0),
        ("X-Autorespond: away", 1.0),
        ("X-Auto-Response-Suppress: All", 0.5),
        ("X-Auto-Response-Suppress: None", 0.0),
        ("X-MS-Exchange-Inbox-Rules-Loop: x@example.org", 1.0),
        ("X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent", 1.0),
        ("X-Zarafa-Vacation: autorespond", 1.0),
        ("X-POST-MessageClass: 9; Autoresponder", 1.0),
        ("X-POST-MessageClass: 1", 0.0),
        ("Delivered-To: Autoresponder", 1.0),
        ("Delivered-To: minutes@example.org", 0.0),
        ("Return-Path: <>", 1.0),
        ("Return-Path: < >", 1.0),
        ("Return-Path: <a@example.org>", 0.0),
        ("List-Id: Readers <readers.example.org>", 0.5),
        ("Feedback-ID: 1:x", 0.2),
        ("X-Loop: x@example.org", 0.2),
        ("X-Mailer: auto", 0.0),
    ],
)
def test_tells_machines_from_people(field: str, weight: float) -> None:
    """RFC 3834 and its older cousins; what lists and relays put on people's mail weighs less; the field is named."""
    mail = EmailCodec().parse(b"From: a@example.org\r\nSubject: x\r\n" + field.encode() + b"\r\n\r\nWords.\r\n")
    found = mark_evidence(mail)
    assert sum(evidence.weight for evidence in found) == weight
    assert all(evidence.detail.startswith(field.partition(":")[0]) for evidence in found)


def test_marks_are_limited_and_on_one_line() -> None:
    """Whoever writes a thousand fields is heard for forty."""
    content = b"X-Loop: =?utf-8?q?a=0D=0ABcc:_b?=\r\n" * 1000 + b"From: a@example.org\r\n\r\nx\r\n"
    mail = EmailCodec().parse(content)
    assert (len(mail.marks), mail.marks[0]) == (verdicts.MARKS_LIMIT, Mark("X-Loop", "a Bcc: b"))


def test_hops_are_counted() -> None:
    """One for each server."""
    assert EmailCodec().parse(b"Received: a\r\nReceived: b\r\nFrom: a@example.org\r\n\r\nx").hops == 2


_MATCHED_ONLY = {"_TALKS", "_LOCAL"}  # tried at the beginning of a line or of an address, never searched
_HOSTILE = [
    "a", "a ", "<", "\n", "-", "- ", "user", "user ", "1.", "1 ", "deliver", "message ", "this is ", "a@b.", "=\n", "will a ", "back ",
    "to: ", "wieder ", "received: ", "klicken ", "5.1.1 ", "-----\n", "werde a b c d e f g h ", "\n \n", "re:", "status: x\n ", "demande ",
    "1 march ", "do ", "awaits ", "[a", "ticket ", "your ticket a a ", "jusqu'au ", "lundi ", "\u0430 ", "配信", "fail ", "return ",
]  # fmt: skip
_MODULES: tuple[ModuleType, ...] = (
    absences, bounces, classify, failures, machine_authors, machine_marks, notice_words, notices, other_languages, subjects, system_words,
    delivery_reports, verdicts,
)  # fmt: skip


def _patterns() -> dict[str, re.Pattern[str]]:
    found: dict[str, re.Pattern[str]] = {}
    for module in _MODULES:
        for name, value in vars(module).items():
            nested = [piece for row in value if isinstance(row, tuple) for piece in row] if isinstance(value, tuple) else [value]
            patterns = [piece for piece in nested if isinstance(piece, re.Pattern)]
            found |= {f"{module.__name__}.{name}.{number}": piece for number, piece in enumerate(patterns) if name not in _MATCHED_ONLY}
    return found


@pytest.mark.parametrize("pattern", _patterns().values(), ids=_patterns().keys())
def test_no_pattern_is_slow_on_hostile_text(pattern: re.Pattern[str]) -> None:
    """Linear: 10,000 characters of anything in less than 0.2 s, where a quadratic one takes seconds."""
    for seed in _HOSTILE:
        text = (seed * 10_000)[:10_000]
        begun = time.process_time()
        pattern.search(text)
        assert time.process_time() - begun < 2, seed


@pytest.mark.parametrize("seed", _HOSTILE, ids=repr)
def test_a_million_hostile_characters_cost_little(seed: str) -> None:
    """What is looked at is cut to the length of a notice: subject, text, fields and report, each a million characters."""
    text = (seed * 1_000_000)[:1_000_000]
    message = an_inbound(text, subject=text, marks=("Return-Path: <>",))
    begun = time.process_time()
    classify_message(message, Extraction(text))
    assert time.process_time() - begun < 2
