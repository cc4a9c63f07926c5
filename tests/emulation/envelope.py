"""The reply as a message: headers as a program writes them, one text or two, charset and transfer encoding."""

import hashlib
from dataclasses import dataclass, field
from datetime import timedelta
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime

from tests.emulation.model import DraftMail


@dataclass(frozen=True)
class Letter:
    """The ways of a program with a message; `id` is the form of a Message-ID, `params` those of text/plain."""

    headers: tuple[tuple[str, str], ...] = ()
    id: str = "<{}@mail.example.org>"
    re: str = "Re: "
    charset: str = "utf-8"
    encoding: str = "quoted-printable"
    params: tuple[tuple[str, str], ...] = ()
    html_encoding: str = field(default="")
    """That of the HTML, where it differs."""


def seal(draft: DraftMail, letter: Letter, *, plain: str | None, html: str | None) -> bytes:
    """Return the octets of the reply, with CRLF."""
    mail = EmailMessage(policy=policy.SMTP)
    if plain is not None:
        _set(mail, plain, "plain", letter)
        for name, value in letter.params:
            mail.set_param(name, value)
    if html is not None and plain is not None:
        page = EmailMessage(policy=policy.SMTP)
        _set(page, html, "html", letter)
        del page["MIME-Version"]
        mail.make_alternative()
        mail.attach(page)
        mail.set_boundary(f"----=_Part_{hashlib.sha256(plain.encode()).hexdigest()[:16]}")
    elif html is not None:
        _set(mail, html, "html", letter)
    _address(mail, draft, letter, (plain or "") + (html or ""))
    return mail.as_bytes(policy=policy.SMTP.clone(max_line_length=78))


def _address(mail: EmailMessage, draft: DraftMail, letter: Letter, body: str) -> None:
    sent = draft.headers
    digest = hashlib.sha256(f"{letter.id}{body}".encode()).hexdigest()[:20]
    mail["From"], mail["To"] = sent["To"], sent["Reply-To"]
    mail["Subject"] = letter.re + sent["Subject"]
    mail["Date"] = format_datetime(parsedate_to_datetime(sent["Date"]) + timedelta(hours=2, minutes=7))
    mail["Message-ID"] = letter.id.format(digest)
    mail["In-Reply-To"] = sent["Message-ID"]
    mail["References"] = f"{sent.get('References', '')} {sent['Message-ID']}".strip()
    for name, value in letter.headers:
        mail[name] = value


def _set(part: EmailMessage, text: str, subtype: str, letter: Letter) -> None:
    encoding = letter.html_encoding if subtype == "html" and letter.html_encoding else letter.encoding
    charset = letter.charset if _fits(text, letter.charset) else "utf-8"
    if encoding == "7bit" and not text.isascii():
        encoding = "8bit"
    part.set_content(text, subtype=subtype, charset=charset, cte=encoding)


def _fits(text: str, charset: str) -> bool:
    try:
        text.encode(charset)
    except UnicodeEncodeError:
        return False
    return True
