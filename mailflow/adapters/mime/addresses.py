"""Read address fields strictly and in linear time: a mailbox that is not clearly one is none.

The library's readers take `alice@example.org)bob@evil.example` for alice on older Pythons (CVE-2023-27043) and need more than 30 s for
100,000 quotes. Here a field is cut into tokens once; structure is decided on the raw text, names are decoded after that, so that no
encoded word can bring in a comma, an angle or an address.
Source: RFC 5322 3.4, without comments and folding inside an addr-spec; RFC 6532.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from mailflow.adapters.mime.header_text import decode_words, one_line, unescape
from mailflow.domain.message import Address

ADDRESS_LIMIT = 200
_NAME_LIMIT = 200


class _Kind(StrEnum):
    SPACE = "space"
    QUOTED = "quoted"
    ANGLE = "angle"
    COMMENT = "comment"
    MARK = "mark"
    ATOM = "atom"
    BROKEN = "broken"


_TOKEN = re.compile(
    r"""(?P<space>\s+)|(?P<quoted>"(?:[^"\\]|\\.)*+")|(?P<angle><(?:[^<>"]|"(?:[^"\\]|\\.)*+")*+>)|(?P<mark>[,;:])"""
    r"""|(?P<atom>[^\s"<>(),;:\\]+)|(?P<broken>.)""",
    re.DOTALL,
)
_LOCAL = re.compile(r"[^\x00-\x20\x7f-\xa0()<>\[\]:;@\\,\"]{1,128}|\"(?:[^\"\\\x00-\x1f\x7f]|\\[^\x00-\x1f\x7f]){0,126}\"")
_DOMAIN = re.compile(r"(?!-)[^\x00-\x2c\x2f\x3a-\x40\x5b-\x5e\x60\x7b-\xa0]{1,255}(?<![-.])|\[[0-9A-Fa-f.:IPv]{2,60}\]")
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)

_Token = tuple[_Kind, str]


@dataclass(frozen=True, slots=True)
class AddressList:
    """The mailboxes of some fields, and how many entries could not be read as one."""

    mailboxes: tuple[Address, ...]
    unreadable: int = 0
    is_cut: bool = False


def read_addresses(fields: Iterable[str], *, limit: int = ADDRESS_LIMIT) -> AddressList:
    """Return the mailboxes of address fields, in order, each as often as it stands there.

    Args:
        fields: raw values as the parser keeps them.
        limit: the number of mailboxes after which reading ends.
    """
    found: list[Address] = []
    unreadable = 0
    for entry in (entry for raw in fields for entry in _entries(unescape(raw))):
        if len(found) >= limit:
            return AddressList(tuple(found), unreadable, is_cut=True)
        mailbox = _mailbox(entry)
        if mailbox is None:
            unreadable += 1
        elif mailbox.email:
            found.append(mailbox)
    return AddressList(tuple(found), unreadable)


def is_addr_spec(text: str) -> bool:
    """Tell whether a text is exactly one addr-spec."""
    local, _, domain = text.rpartition("@")
    return bool(_LOCAL.fullmatch(local) and _DOMAIN.fullmatch(domain) and ".." not in domain)


def _entries(field: str) -> Iterator[list[_Token]]:
    """Yield the tokens of each entry of a list; the name of a group is dropped, its members are entries like the others."""
    entry: list[_Token] = []
    for token in _tokens(field):
        if token[0] is not _Kind.MARK:
            entry.append(token)
        elif token[1] == ":" and _is_phrase(entry):
            entry = []
        elif token[1] == ":":
            entry.append((_Kind.BROKEN, ":"))
        else:
            if _has_content(entry):
                yield entry
            entry = []
    if _has_content(entry):
        yield entry


def _tokens(field: str) -> Iterator[_Token]:
    position = 0
    while position < len(field):
        if field[position] == "(":
            end = _comment_end(field, position)
            yield (_Kind.COMMENT, field[position + 1 : end - 1]) if end else (_Kind.BROKEN, field[position:])
            position = end or len(field)
            continue
        match = _TOKEN.match(field, position)
        if match is None or match.lastgroup is None:
            return
        if match.lastgroup == "broken" and match[0] in '"<':
            yield _Kind.BROKEN, field[position:]  # a quote or an angle that nothing ends: the rest cannot be trusted
            return
        yield _Kind(match.lastgroup), match[0]
        position = match.end()


def _comment_end(field: str, start: int) -> int:
    """Return the index after the comment that begins at `start`, 0 where it never ends."""
    depth = 0
    position = start
    while position < len(field):
        letter = field[position]
        depth += (letter == "(") - (letter == ")")
        if depth == 0:
            return position + 1
        position += 2 if letter == "\\" else 1
    return 0


def _has_content(entry: list[_Token]) -> bool:
    return any(kind is not _Kind.SPACE and kind is not _Kind.COMMENT for kind, _ in entry)


def _is_phrase(entry: list[_Token]) -> bool:
    return _has_content(entry) and all(kind in _PHRASE and ("@" not in text or kind is _Kind.QUOTED) for kind, text in entry)


def _mailbox(entry: list[_Token]) -> Address | None:
    if any(kind is _Kind.BROKEN for kind, _ in entry):
        return None
    comments = [text for kind, text in entry if kind is _Kind.COMMENT]
    angles = [index for index, (kind, _) in enumerate(entry) if kind is _Kind.ANGLE]
    if not angles:
        return _bare(entry, comments)
    after = entry[angles[0] + 1 :]
    if len(angles) > 1 or _has_content(after):
        return None
    spec = entry[angles[0]][1][1:-1].strip()
    name = _name(entry[: angles[0]]) or _comment_name(comments)
    return _address(spec, name) if spec else Address("")


def _bare(entry: list[_Token], comments: list[str]) -> Address | None:
    """Read an entry without angles: the addr-spec must stand in one piece, comments only around it."""
    solid = [index for index, (kind, _) in enumerate(entry) if kind in {_Kind.ATOM, _Kind.QUOTED}]
    if not solid or solid[-1] - solid[0] != len(solid) - 1:
        return None
    return _address("".join(text for _, text in entry[solid[0] : solid[-1] + 1]), _comment_name(comments))


def _address(spec: str, name: str) -> Address | None:
    if not is_addr_spec(spec):
        return None
    local, _, domain = spec.rpartition("@")
    return Address(f"{local}@{domain.lower()}", name)


def _name(tokens: list[_Token]) -> str:
    texts = ((_ESCAPED.sub(r"\1", text[1:-1]) if kind is _Kind.QUOTED else text) for kind, text in tokens if kind is not _Kind.COMMENT)
    return one_line(decode_words("".join(texts)))[:_NAME_LIMIT]


def _comment_name(comments: list[str]) -> str:
    return one_line(decode_words(_ESCAPED.sub(r"\1", comments[-1])))[:_NAME_LIMIT] if comments else ""


_PHRASE = frozenset({_Kind.SPACE, _Kind.ATOM, _Kind.QUOTED, _Kind.COMMENT})
