"""What programs write: calendars that answer invitations, absence notices, and the server that receives mail for the organisation."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, make_msgid

from icalendar import Calendar, Event, vCalAddress

from mailflow.demo.clients import Writing, reply_address

AUTHSERV_ID = "mx.example.org"
_POLICY = SMTP.clone(max_line_length=998)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the receiving server finds out about a mail: the result of DMARC for the domain of its From, and who really sent it."""

    dmarc: str
    sender: str


def calendar_of(mail: EmailMessage) -> bytes:
    """Return the calendar object of an invitation, empty where it has none."""
    part = next((part for part in mail.walk() if part.get_content_type() == "text/calendar"), None)
    content = part.get_payload(decode=True) if part is not None else b""
    return content if isinstance(content, bytes) else b""


def calendar_answer(invitation: EmailMessage, writing: Writing) -> EmailMessage:
    """Accept an invitation as a calendar does, with a note where there is one: METHOD:REPLY, the one attendee (RFC 5546 3.2.3)."""
    event = Calendar.from_ical(calendar_of(invitation)).events[0]
    answer = Calendar.new(method="REPLY", prodid="-//Example//Calendar//EN")
    reply = Event.new(uid=event.uid, sequence=event.sequence, stamp=writing.at.astimezone(UTC), start=event.start, end=event.end)
    reply.add("organizer", event.organizer)
    reply.add("attendee", vCalAddress.new(writing.email, cn=writing.name, partstat="ACCEPTED"))
    if writing.text:
        reply.add("comment", writing.text)
    answer.add_component(reply)
    mail = _mail(writing, str(event.organizer.email), f"Accepted: {event.summary}")
    note = f' with a note:\n\n"{writing.text}"' if writing.text else "."
    mail.set_content(f"{writing.name} has accepted this invitation{note}\n")
    mail.add_alternative(answer.to_ical().decode(), subtype="calendar", params={"method": "REPLY"})
    return mail


def absence_notice(invitation: EmailMessage, writing: Writing) -> EmailMessage:
    """Answer as a vacation responder does (RFC 3834, 5230)."""
    mail = _mail(writing, reply_address(invitation), f"Automatic reply: {invitation['Subject']}")
    mail["In-Reply-To"] = mail["References"] = str(invitation["Message-ID"])
    mail["Auto-Submitted"] = "auto-replied"
    mail["X-Auto-Response-Suppress"] = "All"
    mail.set_content(f"{writing.text}\n")
    return mail


def delivered(mail: EmailMessage, verdict: Verdict, at: datetime) -> bytes:
    """Return a mail as the organisation's own server puts it into the mailbox: with its trace and its verdict on top."""
    recipient = getaddresses([str(mail["To"])])[0][1]
    domain = getaddresses([str(mail["From"])])[0][1].rpartition("@")[2]
    host = verdict.sender.rpartition("@")[2] or domain
    trace = (
        f"Return-Path: <{verdict.sender}>\r\n"
        f"Delivered-To: {recipient}\r\n"
        f"Received: from mail.{host} (mail.{host} [192.0.2.25])\r\n"
        f"\tby {AUTHSERV_ID} with ESMTPS id {secrets.token_hex(6)}\r\n"
        f"\tfor <{recipient}>; {format_datetime(at)}\r\n"
        f"Authentication-Results: {AUTHSERV_ID}; dmarc={verdict.dmarc} header.from={domain}\r\n"
    )
    return trace.encode("ascii") + mail.as_bytes()


def _mail(writing: Writing, to: str, subject: str) -> EmailMessage:
    mail = EmailMessage(_POLICY)
    mail["From"] = f"{writing.name} <{writing.email}>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(writing.at)
    mail["Message-ID"] = make_msgid(domain="mail.example.org")
    return mail
