"""How mail clients write a reply: where the new words stand, how the old ones are quoted, which fields are set.

    Writing (who, what, when) + the mail that is answered -> a client -> the reply as it leaves the author

The shapes are those that Gmail, Outlook, the iPhone, Thunderbird and Mutt give to a reply when they are used as they come.
Source: RFC 5322 3.6.4; RFC 3676 (format=flowed).
"""

import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, getaddresses, make_msgid, parsedate_to_datetime
from html import escape
from zoneinfo import ZoneInfo

from babel.dates import format_datetime as format_local

# Addresses and Message-IDs of ours are longer than a line: none is ever broken or encoded.
_POLICY = SMTP.clone(max_line_length=998)
_GMAIL_WIDTH = 78
_FLOWED_WIDTH = 72


@dataclass(frozen=True, slots=True)
class File:
    """A file to attach; `media_type` such as `application/pdf`."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Writing:
    """What somebody writes: the name and address of the author, the words, when, the files and the signature below.

    `to` is set by authors who write to another address than the one at which the mail asks to be answered.
    """

    name: str
    email: str
    text: str
    at: datetime
    zone: str = "Europe/Paris"
    files: tuple[File, ...] = ()
    signature: str = ""
    to: str = ""


Client = Callable[[EmailMessage, Writing], EmailMessage]


@dataclass(frozen=True, slots=True)
class _Tongue:
    """The words that a client adds of its own; `sent` and `date` are patterns of CLDR."""

    locale: str
    prefix: str
    wrote: str
    date: str
    device: str = ""
    fields: tuple[str, str, str, str] = ("From", "Sent", "To", "Subject")
    sent: str = "EEEE, d MMMM y HH:mm"


def gmail(original: EmailMessage, writing: Writing) -> EmailMessage:
    """Write as Gmail does in the browser: new words on top, wrapped, the quote below an attribution, and the same in HTML."""
    return _gmail(original, writing, _Tongue("en_GB", "Re: ", "On {date}, {name} <{email}> wrote:", "EEE, d MMM y 'at' HH:mm"))


def gmail_french(original: EmailMessage, writing: Writing) -> EmailMessage:
    """Write as Gmail does in French."""
    return _gmail(original, writing, _Tongue("fr", "Re: ", "Le {date}, {name} <{email}> a écrit :", "EEE d MMM y 'à' HH:mm"))


def outlook(original: EmailMessage, writing: Writing) -> EmailMessage:
    """Write as Outlook does: new words on top, below a ruler the fields of the old mail, and the old mail without any marks."""
    return _outlook(original, writing, _Tongue("en_GB", "RE: ", "", ""))


def outlook_german(original: EmailMessage, writing: Writing) -> EmailMessage:
    """Write as Outlook does in German."""
    fields = ("Von", "Gesendet", "An", "Betreff")
    return _outlook(original, writing, _Tongue("de", "AW: ", "", "", fields=fields, sent="EEEE, d. MMMM y HH:mm"))


def iphone(original: EmailMessage, writing: Writing) -> EmailMessage:
    """Write as Mail does on the iPhone: new words, the device, and the quote with its attribution inside."""
    tongue = _Tongue("en_GB", "Re: ", "On {date}, {name} <{email}> wrote:", "d MMM y, 'at' HH:mm", "Sent from my iPhone")
    return _iphone(original, writing, tongue)


def iphone_french(original: EmailMessage, writing: Writing) -> EmailMessage:
    """Write as Mail does on an iPhone in French."""
    tongue = _Tongue("fr", "Re: ", "Le {date}, {name} <{email}> a écrit :", "d MMM y 'à' HH:mm", "Envoyé de mon iPhone")
    return _iphone(original, writing, tongue)


def thunderbird(original: EmailMessage, writing: Writing) -> EmailMessage:
    """Write as Thunderbird does with the reply above the quote: one part, format=flowed, the signature below the new words."""
    tongue = _Tongue("en_GB", "Re: ", "On {date}, {name} wrote:", "dd/MM/y HH:mm")
    signature = f"\n-- \n{writing.signature}\n" if writing.signature else ""
    text = f"{_flowed(writing.text)}\n{signature}\n{_attribution(original, writing, tongue)}\n{_quoted(original)}\n"
    reply = _reply(original, writing, tongue)
    reply["User-Agent"] = "Mozilla Thunderbird"
    reply.set_content(text, cte="8bit", params={"format": "flowed"})
    return _with_files(reply, writing)


def mutt(original: EmailMessage, writing: Writing) -> EmailMessage:
    """Write as Mutt does, by somebody who puts the new words on top: one plain part, lines as they were typed."""
    tongue = _Tongue("en_US", "Re: ", "On {date}, {name} wrote:", "EEE, MMM dd, y 'at' hh:mm:ssa Z")
    reply = _reply(original, writing, tongue)
    reply["User-Agent"] = "Mutt/2.2.12"
    reply.set_content(f"{writing.text}\n\n{_attribution(original, writing, tongue)}\n{_quoted(original)}\n", cte="8bit")
    return _with_files(reply, writing)


def fresh(subject: str, writing: Writing) -> EmailMessage:
    """Write a mail that answers none, in plain text; `writing.to` is its recipient."""
    mail = _headed(writing, writing.to, subject)
    mail.set_content(f"{writing.text}\n", cte="8bit")
    return mail


def text_of(mail: EmailMessage) -> str:
    """Return the plain text of a mail of ours."""
    part = mail.get_body(("plain",))
    return str(part.get_content()).replace("\r\n", "\n").rstrip("\n") if part else ""


def reply_address(mail: EmailMessage) -> str:
    """Return the address at which a mail asks to be answered."""
    return getaddresses([str(mail["Reply-To"] or mail["From"])])[0][1]


def _gmail(original: EmailMessage, writing: Writing, tongue: _Tongue) -> EmailMessage:
    typed = "\n".join(
        textwrap.fill(line, _GMAIL_WIDTH, break_long_words=False, break_on_hyphens=False) for line in writing.text.split("\n")
    )
    attribution = textwrap.fill(_attribution(original, writing, tongue).replace("<", "< ", 1), _GMAIL_WIDTH).replace("< ", "<", 1)
    reply = _reply(original, writing, tongue)
    reply.set_content(f"{typed}\n\n{attribution}\n\n{_quoted(original)}\n", cte="quoted-printable")
    html = (
        f'<div dir="ltr">{_paragraphs(writing.text)}</div><br><div class="gmail_quote gmail_quote_container">'
        f'<div dir="ltr" class="gmail_attr">{escape(_attribution(original, writing, tongue))}<br></div>'
        '<blockquote class="gmail_quote" style="margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex">'
        f"{_paragraphs(text_of(original))}</blockquote></div>\n"
    )
    reply.add_alternative(html, subtype="html", cte="quoted-printable")
    return _with_files(reply, writing)


def _outlook(original: EmailMessage, writing: Writing, tongue: _Tongue) -> EmailMessage:
    values = (str(original["From"]), _date_of(original, writing, tongue.sent, tongue), str(original["To"]), str(original["Subject"]))
    block = [f"{field}: {value}" for field, value in zip(tongue.fields, values, strict=True)]
    ruler = "_" * 32
    reply = _reply(original, writing, tongue)
    reply["Thread-Topic"] = str(original["Subject"])
    reply["X-MS-Has-Attach"] = "yes" if writing.files else ""
    lines = "\n".join(block)
    reply.set_content(f"{writing.text}\n\n{ruler}\n{lines}\n\n{text_of(original)}\n", cte="quoted-printable")
    fields = "<br>".join(f"<b>{field}:</b> {escape(value)}" for field, value in zip(tongue.fields, values, strict=True))
    html = (
        f'<html><body lang="EN-GB"><div class="WordSection1">{_paragraphs(writing.text)}</div>'
        f'<hr style="width:98%"><div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, sans-serif">{fields}</font></div>'
        f"<div>{_paragraphs(text_of(original))}</div></body></html>\n"
    )
    reply.add_alternative(html, subtype="html", cte="quoted-printable")
    return _with_files(reply, writing)


def _iphone(original: EmailMessage, writing: Writing, tongue: _Tongue) -> EmailMessage:
    attribution = _attribution(original, writing, tongue)
    reply = _reply(original, writing, tongue)
    reply["X-Mailer"] = "iPhone Mail (22H20)"
    reply.set_content(f"{writing.text}\n\n{tongue.device}\n\n> {attribution}\n> \n{_quoted(original)}\n", cte="quoted-printable")
    html = (
        f'<html><body dir="auto"><div dir="ltr">{_paragraphs(writing.text)}</div><br id="lineBreakAtBeginningOfSignature">'
        f'<div dir="ltr">{tongue.device}</div><div dir="ltr"><br><blockquote type="cite">{escape(attribution)}<br><br></blockquote></div>'
        f'<blockquote type="cite"><div dir="ltr">{_paragraphs(text_of(original))}</div></blockquote></body></html>\n'
    )
    reply.add_alternative(html, subtype="html", cte="quoted-printable")
    return _with_files(reply, writing)


def _reply(original: EmailMessage, writing: Writing, tongue: _Tongue) -> EmailMessage:
    """Return a reply without its body: to the address that was asked for, in the thread, from the author."""
    subject = str(original["Subject"])
    is_reply = subject.lower().startswith(tongue.prefix.lower())
    reply = _headed(writing, writing.to or reply_address(original), subject if is_reply else f"{tongue.prefix}{subject}")
    reply["In-Reply-To"] = str(original["Message-ID"])
    reply["References"] = " ".join([*str(original["References"] or "").split(), str(original["Message-ID"])])
    return reply


def _headed(writing: Writing, to: str, subject: str) -> EmailMessage:
    mail = EmailMessage(_POLICY)
    mail["From"] = f"{writing.name} <{writing.email}>"
    mail["To"] = to
    mail["Subject"] = subject
    mail["Date"] = format_datetime(writing.at.astimezone(ZoneInfo(writing.zone)))
    mail["Message-ID"] = make_msgid(domain="mail.example.org")
    return mail


def _with_files(reply: EmailMessage, writing: Writing) -> EmailMessage:
    for file in writing.files:
        main, _, sub = file.media_type.partition("/")
        reply.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    return reply


def _attribution(original: EmailMessage, writing: Writing, tongue: _Tongue) -> str:
    name, email = getaddresses([str(original["From"])])[0]
    return tongue.wrote.format(date=_date_of(original, writing, tongue.date, tongue), name=name or email, email=email)


def _date_of(original: EmailMessage, writing: Writing, pattern: str, tongue: _Tongue) -> str:
    sent_at = parsedate_to_datetime(str(original["Date"])).astimezone(ZoneInfo(writing.zone))
    return format_local(sent_at, pattern, locale=tongue.locale)


def _quoted(original: EmailMessage) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text_of(original).split("\n"))


def _flowed(text: str) -> str:
    """Wrap each paragraph so that it flows: a line that goes on ends in a space, one that could be misread begins with one."""
    lines: list[str] = []
    for paragraph in text.split("\n"):
        wrapped = textwrap.wrap(paragraph.rstrip(), _FLOWED_WIDTH, break_long_words=False, break_on_hyphens=False) or [""]
        lines += [f"{line} " for line in wrapped[:-1]] + [wrapped[-1]]
    return "\n".join(f" {line}" if line.startswith((">", " ", "From ")) else line for line in lines)


def _paragraphs(text: str) -> str:
    return "".join(f"<div>{escape(line) or '<br>'}</div>" for line in text.split("\n"))
