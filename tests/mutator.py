"""Mail that has been damaged on purpose: a seeded mutator over honest messages.

for mail in mutated(sources, count=10_000, seed=7): ...          the same seed makes the same mails, on every Python
"""

import random
from collections.abc import Callable, Iterator, Sequence

Octets = bytes
Mutation = Callable[[random.Random, Octets, Sequence[Octets]], Octets]

_CHARSETS = (b"utf-7", b"x-unknown", b"idna", b"\x00", b"utf-16", b"iso-2022-jp", b"gb2312", b"us-ascii", b"rot13", b"", b"a" * 500, b'"')
_ENCODINGS = (b"base64", b"quoted-printable", b"8bit", b"x-uuencode", b"binary", b"nonsense", b"")
_TYPES = (b"multipart/mixed", b"multipart/report", b"message/rfc822", b"text/html", b"text/calendar; method=REPLY", b"application/x")
_FOLDED = b"=?utf-8?q?=0d=0aBcc:_x@y?= <a@b>"
_ADDRESSES = (b"a@example.org)b@example.net", b'"' * 3000, b"(" * 3000, b"<" * 3000, b"a@b, " * 3000, _FOLDED, b"@,:;<>")
_LINE_ENDS = (b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"-- \r\n")
_TOKENS = (*_LINE_ENDS, b"\x00", b"--", b"=?utf-8?b?", b"?=", b"=", b"\xff", b"\xe2\x80\xae", b";", b'"', b"> ")
_HUGE = (b"x" * 50_000, b"=?utf-8?q?a?= " * 4000, b"> " * 20_000, b"\r\n" * 20_000, b"<div>" * 8000, b"On Monday we wrote: " * 2000)


def mutated(sources: Sequence[Octets], *, count: int, seed: int) -> Iterator[Octets]:
    """Yield so many messages, each with one to four mutations."""
    dice = random.Random(seed)  # noqa: S311 - it is to repeat itself
    for _ in range(count):
        mail = dice.choice(sources)
        for _ in range(dice.randint(1, 4)):
            mail = dice.choice(MUTATIONS)(dice, mail, sources)
        yield mail


def _flip_bits(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    damaged = bytearray(mail)
    for _ in range(dice.randint(1, 40) if damaged else 0):
        damaged[dice.randrange(len(damaged))] ^= 1 << dice.randrange(8)
    return bytes(damaged)


def _truncate(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    return mail[: dice.randint(0, len(mail))]


def _behead(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    return mail[dice.randint(0, len(mail)) :]


def _splice_header(dice: random.Random, mail: Octets, sources: Sequence[Octets]) -> Octets:
    """Put the header of one mail before the body of another."""
    other = dice.choice(sources)
    return other[: _header_end(other)] + mail[_header_end(mail) :]


def _splice_anywhere(dice: random.Random, mail: Octets, sources: Sequence[Octets]) -> Octets:
    other = dice.choice(sources)
    return mail[: dice.randint(0, len(mail))] + other[dice.randint(0, len(other)) :]


def _play_with_boundary(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    """Change what divides the parts, once or everywhere, or never end them."""
    place = mail.lower().find(b"boundary=")
    if place < 0:
        return b'Content-Type: multipart/mixed; boundary="b"\r\n' + mail.replace(b"\r\n\r\n", b"\r\n--b\r\n\r\n", dice.randint(1, 50))
    boundary = mail[place + 9 : place + 90].split(b"\n")[0].strip(b'"; \r')
    new = dice.choice((b"", b"-", b"x" * 300, boundary[:-1], boundary + b"--", b"\xff", b"a\r\nb"))
    return mail.replace(boundary, new, dice.choice((1, 2, -1))) if boundary else mail


def _mislabel_charset(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    return _insert_field(dice, mail, b"Content-Type: text/plain; charset=" + dice.choice(_CHARSETS))


def _mislabel_encoding(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    return _insert_field(dice, mail, b"Content-Transfer-Encoding: " + dice.choice(_ENCODINGS))


def _mislabel_type(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    return _insert_field(dice, mail, b"Content-Type: " + dice.choice(_TYPES))


def _nest(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    for level in range(dice.choice((1, 3, 25))):
        if dice.randrange(2):
            mail = b"Subject: level\r\nContent-Type: message/rfc822\r\n\r\n" + mail
        else:
            mail = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n%b\r\n--b%d--\r\n" % (level, level, mail, level)
    return mail


def _duplicate_fields(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    lines = mail[: _header_end(mail)].splitlines(keepends=True) or [b"X: y\r\n"]
    return dice.choice(lines) * dice.choice((1, 2, 1500)) + mail


def _insert_tokens(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    for _ in range(dice.randint(1, 20)):
        place = dice.randint(0, len(mail))
        mail = mail[:place] + dice.choice(_TOKENS) * dice.randint(1, 5) + mail[place:]
    return mail


def _forge_author(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    return _insert_field(dice, mail, dice.choice((b"From: ", b"To: ", b"Reply-To: ", b"References: ")) + dice.choice(_ADDRESSES))


def _blow_up(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    huge = dice.choice(_HUGE)
    if dice.randrange(2):
        return _insert_field(dice, mail, b"Subject: " + huge)
    place = dice.randint(0, len(mail))
    return mail[:place] + huge + mail[place:]


def _change_line_ends(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    return mail.replace(b"\r\n", b"\n").replace(b"\n", dice.choice((b"\r\n", b"\n", b"\r", b"\r\r\n", b"\n\r")))


def _repeat(dice: random.Random, mail: Octets, _sources: Sequence[Octets]) -> Octets:
    begin, length = dice.randint(0, len(mail)), dice.randint(0, 300)
    return mail[:begin] + mail[begin : begin + length] * dice.choice((2, 50)) + mail[begin + length :]


def _insert_field(dice: random.Random, mail: Octets, field: Octets) -> Octets:
    """Put a field first, or at the beginning of some line."""
    starts = [0, *(place + 1 for place in range(min(len(mail), 4000)) if mail[place : place + 1] == b"\n")]
    place = dice.choice((0, dice.choice(starts)))
    return mail[:place] + field + b"\r\n" + mail[place:]


def _header_end(mail: Octets) -> int:
    ends = [end for end in (mail.find(b"\r\n\r\n"), mail.find(b"\n\n")) if end >= 0]
    return min(ends, default=len(mail))


MUTATIONS: tuple[Mutation, ...] = (
    _flip_bits,
    _truncate,
    _behead,
    _splice_header,
    _splice_anywhere,
    _play_with_boundary,
    _mislabel_charset,
    _mislabel_encoding,
    _mislabel_type,
    _nest,
    _duplicate_fields,
    _insert_tokens,
    _forge_author,
    _blow_up,
    _change_line_ends,
    _repeat,
)
"""All mutations."""
