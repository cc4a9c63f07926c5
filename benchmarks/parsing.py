"""What it costs to read a mail: us beside the email package, on the same mails in one run.

    python benchmarks/parsing.py

Prints CPU milliseconds a mail, the best of several rounds. `compat32` and `policy.default` parse, look at every header field and decode
every part, and no more: no text is chosen, no charset repaired, no HTML read, no file named. What reading the HTML of the alternative
takes is told apart.
"""

import base64
import email
import quopri
import random
import time
from collections.abc import Callable
from email import policy
from email.message import Message
from typing import TypeVar

from mailflow.adapters.mime.codec import EmailCodec
from mailflow.adapters.mime.guards import read_parts
from mailflow.adapters.mime.html_text import html_to_text

_Content = TypeVar("_Content")
_DICE = random.Random(1)  # noqa: S311 - the same mails in every run
_ROUNDS = 7
_ROUND_S = 0.15
_BOUNDARY = "----------0A1b2C3d4E5f6G7h8I9j0K"
_WORDS = (
    "the", "mirror", "cell", "is", "mounted", "and", "first", "alignment", "run", "gave", "a", "point", "spread", "below", "goal", "für",
    "alle",
)  # fmt: skip
_PDF_BYTES = 200_000
_QUOTE = "\r\n\r\nAm 28.02.21 um 10:00 schrieb Minutes:\r\n" + "> Please send your report for the meeting of the third of March.\r\n" * 6


def main() -> None:
    """Print the table."""
    codec = EmailCodec()
    words = _text(2800)
    short = _text(1100)
    mails = {
        "6 KB text": _mail(_part("text/plain; charset=utf-8; format=flowed", _printable(words + _QUOTE))),
        "6 KB text and HTML": _mail(_multipart("alternative", _plain(short + _QUOTE), _page(short))),
        "200 KB pdf": _mail(_multipart("mixed", _plain(short + _QUOTE), _pdf())),
    }
    print(f"{'CPU ms a mail':24}{'octets':>9}{'mailflow':>10}{'its tree':>10}{'compat32':>10}{'default':>10}")
    for name, content in mails.items():
        assert codec.parse(content).text.startswith(words[:20] if name == "6 KB text" else short[:20])
        readers: tuple[Callable[[bytes], object], ...] = (codec.parse, read_parts, _compat32, _default)
        figures = "".join(f"{_cost(reader, content):10.3f}" for reader in readers)
        print(f"{name:24}{len(content):9}{figures}")
    print(f"of which the HTML of the alternative, read once: {_cost(html_to_text, _html(short)):.3f}")


def _cost(read: Callable[[_Content], object], content: _Content) -> float:
    """Return the CPU milliseconds of one reading, in the best round."""
    rounds = [_round(read, content) for _ in range(_ROUNDS)]
    return min(rounds) * 1000


def _round(read: Callable[[_Content], object], content: _Content) -> float:
    begun = time.process_time()
    count = 0
    while time.process_time() - begun < _ROUND_S:
        read(content)
        count += 1
    return (time.process_time() - begun) / count


def _compat32(content: bytes) -> None:
    _decode(email.message_from_bytes(content, policy=policy.compat32))


def _default(content: bytes) -> None:
    _decode(email.message_from_bytes(content, policy=policy.default))


def _decode(mail: Message) -> None:
    for value in mail.values():
        str(value)
    for part in mail.walk():
        if not part.is_multipart():
            part.get_payload(decode=True)


def _text(length: int) -> str:
    lines: list[str] = []
    while sum(map(len, lines)) < length:
        lines.append(" ".join(_DICE.choice(_WORDS) for _ in range(11)))
    return "\r\n".join(lines)


def _html(text: str) -> str:
    paragraphs = "\r\n".join(f'<p style="margin:0">{line}</p>' for line in text.split("\r\n"))
    return (
        f'<html><head><meta http-equiv="content-type" content="text/html; charset=UTF-8"></head><body>{paragraphs}'
        '<div class="moz-cite-prefix">Am 28.02.21 um 10:00 schrieb Minutes:</div>'
        '<blockquote type="cite"><p>Please send your report</p></blockquote></body></html>'
    )


def _printable(text: str) -> bytes:
    return quopri.encodestring(text.replace("\r\n", "\n").encode()).replace(b"\n", b"\r\n")


def _part(media_type: str, encoded: bytes, encoding: str = "quoted-printable") -> bytes:
    return f"Content-Type: {media_type}\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n".encode() + encoded + b"\r\n"


def _plain(text: str) -> bytes:
    return _part("text/plain; charset=utf-8; format=flowed", _printable(text))


def _page(text: str) -> bytes:
    return _part("text/html; charset=utf-8", _printable(_html(text)))


def _pdf() -> bytes:
    encoded = base64.encodebytes(b"%PDF-1.7\n" + _DICE.randbytes(_PDF_BYTES)).replace(b"\n", b"\r\n")
    return _part('application/pdf; name="slides.pdf"\r\nContent-Disposition: attachment; filename="slides.pdf"', encoded, "base64")


def _multipart(kind: str, *parts: bytes) -> bytes:
    delimiter = f"--{_BOUNDARY}".encode()
    inner = b"".join(delimiter + b"\r\n" + part for part in parts)
    return f'Content-Type: multipart/{kind};\r\n boundary="{_BOUNDARY}"\r\n\r\n'.encode() + inner + delimiter + b"--\r\n"


def _mail(entity: bytes) -> bytes:
    """Put the fields before an entity that a mail has after four hops, DKIM and ARC."""
    received = "".join(
        f"Received: from mx{hop}.example.org (mx{hop}.example.org [192.0.2.{hop}])\r\n\tby mail{hop}.example.org (Postfix) with ESMTPS\r\n"
        f"\tid {_DICE.randrange(16**10):x} for <minutes@example.org>; Mon, 1 Mar 2021 09:0{hop}:00 +0100 (CET)\r\n"
        for hop in range(4)
    )
    signed = f"h=from:to:subject:date:message-id; bh={_signature(32)};\r\n b={_signature(256)}\r\n"
    reply_to = "minutes+abcdefghijkl.1615370400.0123456789abcdef01234567@example.org"
    head = (
        f"Return-Path: <ann@example.org>\r\nDelivered-To: {reply_to}\r\n{received}"
        f"ARC-Seal: i=1; a=rsa-sha256; t=1614585600; cv=none; d=example.org; s=arc;\r\n b={_signature(256)}\r\n"
        f"ARC-Message-Signature: i=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=arc;\r\n {signed}"
        "ARC-Authentication-Results: i=1; mx.example.org; dkim=pass header.d=example.org;\r\n dmarc=pass header.from=example.org\r\n"
        f"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.org; s=s1;\r\n {signed}"
        "Authentication-Results: mx.example.org; dkim=pass header.d=example.org; dmarc=pass header.from=example.org\r\n"
        f"From: =?utf-8?q?Ann_M=C3=BCller?= <ann@example.org>\r\nTo: Minutes <{reply_to}>\r\nCc: Ian Bird <ian.bird@example.org>\r\n"
        "Subject: =?utf-8?q?Re=3A_=5Bescape-tc=5D_Bericht_f=C3=BCr_den_3=2E_M=C3=A4rz?=\r\nDate: Mon, 1 Mar 2021 09:00:00 +0100\r\n"
        "Message-ID: <abc.123@mail.example.org>\r\nIn-Reply-To: <mailflow.inv@example.org>\r\n"
        "References: <mailflow.inv0@example.org>\r\n <mailflow.inv@example.org>\r\nMIME-Version: 1.0\r\nUser-Agent: Mozilla Thunderbird\r\n"
    )
    return head.encode() + entity


def _signature(length: int) -> str:
    encoded = base64.b64encode(_DICE.randbytes(length)).decode()
    return "\r\n ".join(encoded[at : at + 70] for at in range(0, len(encoded), 70))


if __name__ == "__main__":
    main()
