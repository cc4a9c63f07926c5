"""What is edited, by which program: an edit, a client, and the draft mail as both see it.

The minutes stand between the first and the last ruler of the text part; in the mail to the list above the only one. A visible line is
what the reader takes for one: the first physical line and those that continue it (same or hanging indentation, and the word at the break
would not have fitted).
"""

import email
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from functools import lru_cache
from typing import Literal

Kind = Literal["replace", "delete", "insert_after", "remark_after", "append_top", "append_bottom"]
RULER = re.compile(r"-{40,}$")
_HEADING = re.compile(r"(\d+(?:\.\d+)*)\.?\s+\S")
_MARKER = re.compile(r"(?:[-*•o]|\d+[.)])\s+(?=\S)")
_ALONE = re.compile(r"\[|\||[-=]{3,}$")


class NotShownError(Exception):
    """The program does not show the line that an edit is about, so nobody can change it there."""


@dataclass(frozen=True)
class Edit:
    """One correction of one visible line; `item` tells lines with the same words apart ("": the first such line).

    `replace` puts `new` for `old` within the line; `delete` takes the line out; `insert_after` and `remark_after` write the line
    `new` below it (a bullet begins with "- "); `append_top` and `append_bottom` write `new` above and below the quote.
    """

    kind: Kind
    line: str
    old: str = ""
    new: str = ""
    item: str = ""


@dataclass(frozen=True)
class Client:
    """A mail program: from the octets of the draft and the edits to the octets of the reply."""

    name: str
    reply: Callable[[bytes, Sequence[Edit]], bytes]


@dataclass(frozen=True)
class VisibleLine:
    """A line of the minutes as read: its item ("" above the first), its words in one line, and its physical lines [first, end)."""

    item: str
    text: str
    indent: int
    first: int
    end: int

    @property
    def is_heading(self) -> bool:
        """Tell whether it opens an item."""
        return self.indent == 0 and bool(self.item) and bool(_HEADING.match(self.text))

    @property
    def is_byline(self) -> bool:
        """Tell whether it names who reported."""
        return self.text.startswith("[") and self.text.endswith("]")

    @property
    def marker(self) -> str:
        """Return its bullet or number, with the space after it."""
        found = _MARKER.match(self.text)
        return found[0] if found else ""


@dataclass(frozen=True, eq=False)
class DraftMail:
    """The draft as a program opens it; `rows` are the physical lines of the whole text part."""

    headers: dict[str, str]
    rows: tuple[str, ...]
    html: str
    lines: tuple[VisibleLine, ...]

    def find(self, edit: Edit) -> VisibleLine:
        """Return the line that an edit is about."""
        for line in self.lines:
            if line.text == edit.line and edit.item in {"", line.item}:
                return line
        raise NotShownError(edit.line)


@lru_cache(maxsize=64)
def open_draft(raw: bytes) -> DraftMail:
    """Read the draft mail."""
    mail = email.message_from_bytes(raw, policy=policy.default)
    assert isinstance(mail, EmailMessage)
    rows = tuple(_part(mail, "plain").rstrip("\n").split("\n"))
    headers = {name: str(value) for name, value in mail.items()}
    return DraftMail(headers, rows, _part(mail, "html"), _visible(rows))


def _part(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body((kind,))
    assert isinstance(part, EmailMessage)
    content: str = part.get_content()
    return content.replace("\r\n", "\n")


def _visible(rows: Sequence[str]) -> tuple[VisibleLine, ...]:
    rulers = [at for at, row in enumerate(rows) if RULER.match(row)]
    width = max(len(rows[at]) for at in rulers)
    lines: list[VisibleLine] = []
    item = ""
    for at in range(rulers[0] + 1 if len(rulers) > 1 else 0, rulers[-1]):
        row, last = rows[at], lines[-1] if lines else None
        if not row.strip():
            continue
        if last and last.end == at and _continues(row, rows[at - 1], last, width):
            lines[-1] = VisibleLine(last.item, f"{last.text} {row.strip()}", last.indent, last.first, at + 1)
            continue
        found = _HEADING.match(row)
        item = found[1] if found else item
        lines.append(VisibleLine(item, row.strip(), len(row) - len(row.lstrip()), at, at + 1))
    return tuple(lines)


def _continues(row: str, before: str, last: VisibleLine, width: int) -> bool:
    text = row.strip()
    indent = len(row) - len(row.lstrip())
    if _MARKER.match(text) or _ALONE.match(text) or _ALONE.match(before.strip()) or (indent == 0 and _HEADING.match(row)):
        return False
    is_full = len(before) + 1 + len(text.split()[0]) > width
    return is_full and (indent >= last.indent if last.marker or last.is_heading else indent == last.indent)
