"""Texts as words and signs to be compared: what mail programs do to a text without anybody's will makes no difference.

rows -> without quote marks, emphasis, targets of links, rulers -> tokens; dashes, quotes, spaces and dots of every make are one
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from mailflow.domain.extraction.lines import plain

_MARKS = re.compile(r"\s*(?:(?:>|\|(?!.*\|\s*\Z))\s*)+")
_INITIALS = re.compile(r"\s?([A-Z]{1,4})>")
_SAME_INITIALS = 3
_STRUCK = re.compile(r"~~[^~\n]{1,500}~~")
_BULLET = re.compile(r"(?:[-–—](?=\s+[^\s\d])|[•*·▪◦‣●○■□§](?=\s))")
# What marks a point of a list, and may as well be a word with which a line begins: `12. Februar`, `o relatório`, `- 40 degrees`.
_SOFT = re.compile(r"(?:[-–—+o]|\d{1,3}[.)]|\(?[a-z][.)])(?=\s)")
# A link whose target is written beside its words, and one that a gateway leads through itself.
_TARGET = re.compile(r"<(?:https?://|mailto:|tel:)[^<>\s]{1,2000}>|\[ ?(?:https?://|mailto:|cid:|image:)[^\]\n]{1,2000}\]", re.IGNORECASE)
_MARKDOWN = re.compile(r"\[([^\[\]\n]{1,2000})\]\((?:https?://|mailto:)[^()\s]{1,2000}\)")
_DETOUR = re.compile(r"https?://[\w.-]+/[^\s<>]*?[?&](?:url|u|q)=(https?(?:%3A%2F%2F|://)[^&\s<>()]+)[^\s<>()]*", re.IGNORECASE)
_RULER = re.compile(r"(?:([-_=~*#–—])[ \t]?)(?:\1[ \t]?){3,}")
_DASHES = "[\u2010-\u2015\u2212]"
_TOKEN = re.compile(
    "[^\\W_]+(?:['\u2019`\u00b4][^\\W\\d_]+)*"  # a word
    rf"|\.{{3,}}|…|-{{1,3}}|{_DASHES}"
    r"|(?<![\w])[<>](?=\s|\d)|(?<=[\w\s])[<>]=?(?=\s\S)"
    r"|(?<=\w)/(?=\w)"
    r"|[^\w\s*_|<>•·▪◦‣●○■□/]"
)
_NORMAL = str.maketrans("\u2019\u2018\u201b`\u00b4\u201c\u201d\u201e\u201f«»", "'" * 5 + '"' * 6)
_DASH = re.compile(rf"-{{1,3}}|{_DASHES}")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign.

    `norm` is what is compared, `text` what stands there; `row` is where; `before` is what stands between it and the one before,
    `after` what follows the last one of a row; `is_bullet` tells that it is the mark of a list, `is_soft` that it may be one, or a word;
    `is_quoted` that its row has a quote mark.
    """

    norm: str
    text: str
    row: int
    before: str
    is_bullet: bool
    is_quoted: bool
    after: str = ""
    is_soft: bool = False

    @property
    def is_spaced(self) -> bool:
        """Whether white space stands before it."""
        return any(sign.isspace() for sign in self.before)


def tokens_of(rows: Sequence[str], *, has_targets: bool = False) -> list[Token]:
    """Return the tokens of rows that somebody sent; `has_targets` where addresses in angle brackets are words of the minutes."""
    texts = without_initials(rows)
    return [token for number, row in enumerate(texts) for token in _tokens(number, without_marks(row, has_targets), is_quoted(plain(row)))]


def words_of(lines: Sequence[str]) -> list[Token]:
    """Return the tokens of lines of minutes: nothing in them was put in by a program; a quote mark is no word there either."""
    texts = (_MARKS.sub("", text, count=1) if is_quoted(text) else text for text in map(plain, lines))
    return [token for number, text in enumerate(texts) for token in _tokens(number, text, quoted=False)]


def without_initials(rows: Sequence[str]) -> list[str]:
    """Return rows with `>` for a mark of quotes that bears the initials of whoever is quoted: `TCM> text`, on several rows."""
    found = Counter(match[1] for row in rows if (match := _INITIALS.match(row)))
    usual = {initials for initials, count in found.items() if count >= _SAME_INITIALS}
    return [_INITIALS.sub(">", row, count=1) if (match := _INITIALS.match(row)) and match[1] in usual else row for row in rows]


def without_marks(row: str, has_targets: bool = False) -> str:  # noqa: FBT001, FBT002 - as `tokens_of`
    """Return a row without quote marks and what clients put into links, its spaces plain."""
    text = plain(row)
    words = _STRUCK.sub("", _MARKS.sub("", text, count=1)) if is_quoted(text) else text
    linked = _MARKDOWN.sub(r"\1", words)
    return _DETOUR.sub(lambda found: unquote(found[1]), linked if has_targets else _TARGET.sub("", linked)).strip()


def has_target(lines: Sequence[str]) -> bool:
    """Tell whether an address in angle brackets stands in lines of minutes."""
    return any(_TARGET.search(line) for line in lines)


def is_quoted(row: str) -> bool:
    """Tell whether a row begins with a quote mark."""
    return _MARKS.match(row) is not None


def bullet_of(text: str) -> str:
    """Return the mark of a list with which a text begins; empty if none."""
    found = _BULLET.match(text) or _SOFT.match(text)
    return found.group() if found else ""


def _tokens(number: int, row: str, quoted: bool) -> Iterator[Token]:  # noqa: FBT001 - one fact of a row
    text = _RULER.sub(" ", row)
    mark = len(bullet_of(text))
    is_hard = _BULLET.match(text) is not None
    found = list(_TOKEN.finditer(text))
    ends = [0, *(one.end() for one in found)]
    for place, one in enumerate(found):
        before = text[ends[place] : one.start()] if place else " "
        after = text[one.end() :] if place == len(found) - 1 else ""
        is_mark = one.start() < mark
        yield Token(_norm(one.group()), one.group(), number, before, is_mark and is_hard, quoted, after, is_mark and not is_hard)


def _norm(word: str) -> str:
    if _DASH.fullmatch(word):
        return "-"
    return "..." if word == "…" or word.startswith("...") else word.translate(_NORMAL)
