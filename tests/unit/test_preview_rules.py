"""The rules of mails and calendars (MAIL.md), on every mail of the gallery: as it goes over the wire, and as a client reads it."""

import base64
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from html import unescape

import pytest
import vobject
from icalendar import Calendar

from mailflow.domain.message import MailKind
from mailflow.preview.gallery import Exhibit
from tests.gallery import gallery, parsed
from tests.html_page import Page, contrast

_WITH_CALENDAR = frozenset({"REQUEST", "CANCEL"})
_MINUTES = frozenset({MailKind.MINUTES})
_ANSWERS = frozenset({MailKind.RECEIPT, MailKind.QUESTION, MailKind.NOTICE, MailKind.UNREADABLE, MailKind.APPROVAL_RECEIPT})
_ASKING = frozenset({MailKind.AGENDA_QUESTION, MailKind.CLARIFICATION, MailKind.CONFIRMATION, MailKind.FORWARD})
_GREETING = re.compile(
    r"(?:dear|hello|hi|good morning|bonjour|madame|monsieur|ch[eè]re?s?|hallo|guten tag|sehr geehrte|liebe[rs]?)\b", re.IGNORECASE
)
_MARKER = re.compile(r"~ .* ~")
_URL = re.compile(r"(?:https?://|mailto:)\S+")
_WORD = re.compile(r"[^\W_]+")
Rule = Callable[[Exhibit], Iterator[str]]


@cache
def _page(exhibit: Exhibit, *, is_dark: bool = False) -> Page:
    return Page(exhibit.body("html"), is_dark)


def _calendars(exhibit: Exhibit) -> list[bytes]:
    types = {"text/calendar", "application/ics"}
    return [bytes(part.get_payload(decode=True)) for part in parsed(exhibit).walk() if part.get_content_type() in types]


def _wire(exhibit: Exhibit) -> Iterator[str]:
    content = exhibit.content
    if re.search(rb"(?<!\r)\n|\r(?!\n)", content):
        yield "a bare CR or LF"
    if any(octet > 127 for octet in content):
        yield "8bit octets"
    if longest := max(len(line) for line in content.split(b"\r\n")) > 998:
        yield f"a line of {longest} octets"
    if b"\0" in content:
        yield "a NUL"


def _transfer(exhibit: Exhibit) -> Iterator[str]:
    for part in parsed(exhibit).walk():
        if part.is_multipart():
            continue
        encoding = str(part["Content-Transfer-Encoding"]).lower()
        lines = str(part.get_payload()).splitlines()
        if encoding not in {"base64", "quoted-printable"}:
            yield f"{part.get_content_type()} is sent as {encoding}"
        if any(len(line) > 76 for line in lines):
            yield f"{part.get_content_type()} has an encoded line of more than 76 octets"
        if part.get_content_maintype() == "text" and part.get_content_charset() != "utf-8":
            yield f"{part.get_content_type()} in {part.get_content_charset()}"


def _header(exhibit: Exhibit) -> Iterator[str]:
    mail = parsed(exhibit)
    for name in ("Date", "From", "To", "Subject", "Message-ID", "Reply-To", "Auto-Submitted", "MIME-Version", "Content-Type"):
        if len(mail.get_all(name, [])) != 1:
            yield f"{len(mail.get_all(name, []))} fields {name}"
    yield from (f"a field {name}" for name in ("Return-Path", "Bcc", "Cc") if name in mail)
    if exhibit.kind not in _MINUTES and any(name.lower().startswith(("list-", "precedence")) for name in mail):
        yield "a field of lists in a personal mail"


def _header_lines(exhibit: Exhibit) -> Iterator[str]:
    """RFC 5322 2.1.1 and RFC 2047 2; what cannot be folded is an address or a URL alone on its line."""
    for line in exhibit.content.partition(b"\r\n\r\n")[0].decode().split("\r\n"):
        if len(line) > 78 and not re.fullmatch(r"(?:[\w-]+:)? \S+", line):
            yield f"a line of {len(line)} characters: {line}"
        yield from (f"an encoded word of {len(word)} characters" for word in re.findall(r"=\?\S+\?=", line) if len(word) > 75)


def _header_values(exhibit: Exhibit) -> Iterator[str]:
    mail = parsed(exhibit)
    if parsedate_to_datetime(str(mail["Date"])).tzinfo is None:
        yield "a Date without a zone"
    if not re.fullmatch(r"<mailflow\.[a-z2-7]{12}@example\.org>", str(mail["Message-ID"])):
        yield f"the Message-ID {mail['Message-ID']}"
    if str(mail["Auto-Submitted"]) not in {"auto-generated", "auto-replied"} or (
        exhibit.kind in _ANSWERS and str(mail["Auto-Submitted"]) != "auto-replied"
    ):
        yield f"Auto-Submitted: {mail['Auto-Submitted']}"
    if len(mail["To"].addresses) != 1 or mail["To"].addresses[0].addr_spec != exhibit.recipient:
        yield f"To: {mail['To']}"
    if mail["From"].addresses[0].addr_spec != "minutes@example.org":
        yield f"From: {mail['From']}"


def _reply_to(exhibit: Exhibit) -> Iterator[str]:
    local = parsed(exhibit)["Reply-To"].addresses[0].username
    if len(local) > 64:
        yield f"a local part of {len(local)} octets"
    token = local.partition("+")[2]
    if exhibit.kind not in {*_MINUTES, MailKind.LOGIN} and not re.fullmatch(r"[a-z0-9.]{16,}", token):
        yield f"the token {token}"


def _subject(exhibit: Exhibit) -> Iterator[str]:
    subject = str(parsed(exhibit)["Subject"])
    if not subject.startswith(("[escape-tc] ", "[data-lake] ")):
        yield "no [series]"
    if len(subject) > 140 or not subject.isprintable():
        yield f"{len(subject)} characters"
    yield from (f"holds {word}" for word in ("None", "&amp;", "{{", "%(") if word in subject)


def _structure(exhibit: Exhibit) -> Iterator[str]:
    mail = parsed(exhibit)
    types = [part.get_content_type() for part in mail.walk()]
    plain = ["multipart/alternative", "text/plain", "text/html"]
    if types not in (plain, ["multipart/mixed", *plain, "text/calendar", "application/ics"]):
        yield f"the parts {types}"
    for part in mail.walk():
        if part.get_content_type() == "text/calendar" and (part["Content-Disposition"] or part.get_param("method") not in _WITH_CALENDAR):
            yield f"the calendar is {part['Content-Type']}, {part['Content-Disposition']}"
        told = (part.get_filename(), part.get_content_disposition())
        if part.get_content_type() == "application/ics" and told != ("invite.ics", "attachment"):
            yield "the attached calendar is not invite.ics"


def _text_lines(exhibit: Exhibit) -> Iterator[str]:
    lines = exhibit.body("plain").split("\n")
    for line in lines:
        url = _URL.search(line)
        if len(line) > 78 and not (url and url[0] == line.strip()):
            yield f"a line of {len(line)} columns: {line}"
    yield from (f"holds {word}" for word in ("None", "&amp;", "{{", "{%", "<p", "Undefined") if word in exhibit.body("plain"))


def _french_marks(exhibit: Exhibit) -> Iterator[str]:
    """French sets a space before its marks at which no line is broken."""
    if 'lang="fr"' not in exhibit.body("html"):
        return
    for line in exhibit.body("plain").split("\n"):
        if re.match(r"\s*[:;?!»]", line) or line.rstrip().endswith("«"):
            yield f"a mark stands apart: {line}"


def _news_first(exhibit: Exhibit) -> Iterator[str]:
    first = [line for line in exhibit.body("plain").split("\n") if line.strip()][:2]
    if any(_GREETING.match(line) for line in first):
        yield f"a greeting: {first[0]}"
    if any(_MARKER.fullmatch(line) for line in first):
        yield f"a marker before the news: {first}"


def _same_words(exhibit: Exhibit) -> Iterator[str]:
    """Nine words of ten that stand in one part stand in the other: labels and the marks of lists may differ."""
    page = {word.casefold() for shown in _page(exhibit).shown for word in _WORD.findall(_URL.sub(" ", shown.words))}
    text = {word.casefold() for word in _WORD.findall(_URL.sub(" ", exhibit.body("plain")))}
    for words, other, where in ((page - text, page, "HTML"), (text - page, text, "text")):
        if len(words) > 0.1 * len(other):
            yield f"only in the {where}: {sorted(words)}"


def _same_links(exhibit: Exhibit) -> Iterator[str]:
    text = re.sub(r"\s+", "", exhibit.body("plain"))
    for shown in _page(exhibit).shown:
        link = shown.link
        if link and link not in text and not (link.startswith("mailto:") and "?" not in link and shown.words in text):
            yield f"{link} is not in the text"
        if link and "://" in shown.words and shown.words != link:
            yield f"{shown.words} leads to {link}"
        if link and not link.startswith(("https://", "mailto:")):
            yield f"leads to {link}"


def _html_head(exhibit: Exhibit) -> Iterator[str]:
    html, tags = exhibit.body("html"), _page(exhibit).tags
    if len(html.encode()) > 80_000:
        yield f"{len(html.encode())} octets"
    if not re.match(r'<!DOCTYPE html>\s*<html lang="(?:en|fr|de)"', html):
        yield "no language"
    for wanted in ('<meta charset="utf-8">', '<meta name="viewport"', '<meta name="color-scheme" content="light dark">', "<title>"):
        if wanted not in html:
            yield f"no {wanted}"
    if html.index('charset="utf-8"') > 1000:
        yield "the charset comes late"
    headings = [tag for tag, _ in tags if re.fullmatch("h[1-6]", tag)]
    if headings[:1] != ["h1"] or headings.count("h1") != 1:
        yield f"the headings {headings}"
    yield from (f"a table without role in {found}" for tag, found in tags if tag == "table" and found.get("role") != "presentation")
    yield from ("an image without alt" for tag, found in tags if tag == "img" and "alt" not in found)
    unfit = {"script", "img", "link", "iframe", "form", "object", "svg", "video", "base", "input", "button"}
    yield from (f"<{tag}>" for tag, _ in tags if tag in unfit)


def _html_style(exhibit: Exhibit) -> Iterator[str]:
    html = exhibit.body("html")
    blocks = re.findall(r"<style[^>]*>(.*?)</style>", html, re.DOTALL)
    if len(blocks) != 1 or len(blocks[0]) > 16_000:
        yield f"{len(blocks)} style blocks of {[len(block) for block in blocks]} characters"
    always = re.sub(r"@media[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", blocks[0]).strip()
    if not re.fullmatch(r":root \{ color-scheme: light dark; [^{}]*\}", always):
        yield f"beside its media queries the style block holds {always[:80]!r}"
    if "prefers-color-scheme: dark" not in blocks[0]:
        yield "no dark colours"
    if not re.search(r'<html [^>]*style="color-scheme: light dark;', html):
        yield "no colour schemes on the document itself"
    unfit = ("display: flex", "display:flex", "grid", "var(", "url(", "data:", "@import", "@font-face", "position:", "src=")
    yield from (f"{word} in the HTML" for word in unfit if word in html)
    widths = re.findall(r'(?<!-)width(?:="|:\s*)(\d+)(?:px)?(?:"|;)', html)
    yield from (f"{width} px wide" for width in widths if int(width) > 640)


def _readable(exhibit: Exhibit) -> Iterator[str]:
    for is_dark in (False, True):
        for shown in _page(exhibit, is_dark=is_dark).shown:
            if shown.words == "\xa0":
                continue
            found = contrast(shown.color, shown.background)
            if found < 4.5:
                yield f"{'dark' if is_dark else 'light'}: {found:.2f} for {shown.color} on {shown.background}: {shown.words[:40]}"
            if not (size := re.fullmatch(r"(\d+)px", shown.font_size)) or int(size[1]) < 12:
                yield f"{shown.font_size} for {shown.words[:40]}"


def _preheader(exhibit: Exhibit) -> Iterator[str]:
    found = re.findall(r'<div class="preheader"[^>]*>(.*?)</div>', exhibit.body("html"), re.DOTALL)
    text = unescape(found[0]).strip() if len(found) == 1 else ""
    title = re.sub(r"<[^>]*>", "", re.findall(r"<h1[^>]*>(.*?)</h1>", exhibit.body("html"), re.DOTALL)[0])
    if exhibit.kind in _ASKING and unescape(title)[:20] not in text:
        yield f"the preheader does not tell what is asked: {text}"
    if not 40 <= len(text) <= 130 or _GREETING.match(text):
        yield f"the preheader has {len(text)} characters: {text}"


def _calendar_copies(exhibit: Exhibit) -> Iterator[str]:
    copies = _calendars(exhibit)
    if len(set(copies)) > 1:
        yield "two calendars that differ"
    for content in copies[:1]:
        if re.search(rb"(?<!\r)\n|\r(?!\n)", content) or max(len(line) for line in content.split(b"\r\n")) > 75:
            yield "the calendar is not folded at 75 octets with CRLF"


def _event(exhibit: Exhibit) -> Iterator[str]:
    """One event, for one person, in UTC, without what changes the reader's own settings."""
    for content in _calendars(exhibit)[:1]:
        calendar = Calendar.from_ical(content)
        (event,) = calendar.events
        method = str(calendar["METHOD"])
        part = next(part for part in parsed(exhibit).walk() if part.get_content_type() == "text/calendar")
        if part.get_param("method") != method:
            yield f"method={part.get_param('method')} of METHOD:{method}"
        for name in ("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "ORGANIZER", "ATTENDEE", "STATUS"):
            if name not in event:
                yield f"no {name}"
        if str(event["ORGANIZER"]) != "mailto:minutes@example.org" or "SENT-BY" in event["ORGANIZER"].params:
            yield f"the organizer {event['ORGANIZER']}"
        if str(event["ATTENDEE"]) != f"mailto:{exhibit.recipient}":
            yield f"the attendee {event['ATTENDEE']}"


def _event_state(exhibit: Exhibit) -> Iterator[str]:
    """Asked for an answer where it is new, cancelled where it is; times in UTC."""
    for content in _calendars(exhibit)[:1]:
        calendar = Calendar.from_ical(content)
        event, method = calendar.events[0], str(calendar["METHOD"])
        wanted = {"ROLE": "REQ-PARTICIPANT", **({"PARTSTAT": "NEEDS-ACTION", "RSVP": "TRUE"} if method == "REQUEST" else {})}
        if method == "REQUEST" and exhibit.kind is MailKind.INVITATION and not wanted.items() <= dict(event["ATTENDEE"].params).items():
            yield f"the attendee is {dict(event['ATTENDEE'].params)}"
        if (method == "CANCEL") != (str(event["STATUS"]) == "CANCELLED"):
            yield f"STATUS:{event['STATUS']} with METHOD:{method}"
        text = content.decode()
        if not re.search(r"DTSTART:\d{8}T\d{6}Z", text) or not re.search(r"DTSTAMP:\d{8}T\d{6}Z", text):
            yield "times that are not UTC"
        yield from (name for name in ("X-WR-CALNAME", "VALARM", "VTIMEZONE", "X-ALT-DESC", "REFRESH-INTERVAL") if name in text)
        if len(str(event.get("DESCRIPTION", ""))) > 8192:
            yield "a long description"


def _second_parser(exhibit: Exhibit) -> Iterator[str]:
    """What another parser reads is the same."""
    for content in _calendars(exhibit)[:1]:
        one = Calendar.from_ical(content).events[0]
        other = vobject.readOne(content.decode()).vevent
        told = [(str(one.uid), other.uid.value), (one.start, other.dtstart.value), (one.end, other.dtend.value)]
        told += [(str(one["SUMMARY"]), other.summary.value), (str(one["ORGANIZER"]), other.organizer.value)]
        told += [(str(one["DESCRIPTION"]), other.description.value)] if "DESCRIPTION" in one else []
        yield from (f"{first!r} is {second!r} to another parser" for first, second in told if first != second)
        if one.end - one.start > timedelta(hours=12):
            yield "a very long meeting"


def _joining(exhibit: Exhibit) -> Iterator[str]:
    """The link stands in LOCATION, DESCRIPTION and CONFERENCE of an invitation, and in the mail; and in no other calendar object."""
    for content in _calendars(exhibit)[:1]:
        event = Calendar.from_ical(content).events[0]
        link = "https://zoom.example.org/j/93100426817"
        places = [name for name in ("LOCATION", "DESCRIPTION", "CONFERENCE") if link in str(event.get(name, ""))]
        is_request = str(event["STATUS"]) != "CANCELLED"
        if places != (["LOCATION", "DESCRIPTION", "CONFERENCE"] if is_request else []):
            yield f"the link stands in {places}"
        if is_request and (link not in exhibit.body("plain") or link not in exhibit.body("html")):
            yield "the link is not in the mail"


_RULES: tuple[Rule, ...] = (
    _wire, _transfer, _header, _header_lines, _header_values, _reply_to, _subject, _structure,
    _text_lines, _news_first, _same_words, _same_links, _french_marks, _html_head, _html_style, _readable,
    _preheader, _calendar_copies, _event, _event_state, _second_parser, _joining,
)  # fmt: skip


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.__name__.strip("_"))
def test_every_mail_keeps_the_rule(rule: Rule) -> None:
    """All flaws are told at once, each with its mail."""
    flaws = [f"{exhibit.stem} ({exhibit.recipient}): {flaw}" for exhibit in gallery() for flaw in rule(exhibit)]
    assert not flaws, "\n".join(flaws)


def test_the_gallery_speaks_three_languages() -> None:
    """Invitations among them."""
    spoken = {_page(exhibit).tags[0][1]["lang"] for exhibit in gallery() if exhibit.kind is MailKind.INVITATION}
    assert spoken == {"en", "fr", "de"}


def test_contrast_is_that_of_the_guidelines() -> None:
    """Black on white is 21, grey on white as published."""
    assert round(contrast("#000000", "#ffffff"), 1) == 21.0
    assert round(contrast("#767676", "#ffffff"), 2) == 4.54


def test_base64_is_what_we_think() -> None:
    """The calendar survives its transfer encoding."""
    exhibit = next(exhibit for exhibit in gallery() if _calendars(exhibit))
    part = next(part for part in parsed(exhibit).walk() if part.get_content_type() == "text/calendar")
    assert base64.b64decode(str(part.get_payload())) == _calendars(exhibit)[0]
