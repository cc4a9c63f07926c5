"""The two forms in which most mail says the same: plain text, and HTML; the newly written text is taken from the surer one.

The HTML knows more: mail programs mark in it what is quoted and what is a signature, and paragraphs, lists and tables are whole. The plain
text is taken where it alone marks as quoted what the HTML leaves unmarked.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.known import NOTHING, Known
from mailflow.domain.extraction.lines import Extraction, LineClass

_MARKED = frozenset({LineClass.QUOTE, LineClass.ATTRIBUTION, LineClass.SIGNATURE})
_SHORT = 2000
_COMPARED = 300
_SURPLUS = 5
_NO_WORDS = re.compile(r"[\[<(]?\b(?:https?://|mailto:|cid:)[^\s<>]{1,2000}>?|\[(?:image|cid|inline)\b[^\]\n]{0,200}\]", re.IGNORECASE)
_BETWEEN = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Testimony:
    """The newly written text of a mail; `is_contradicted` where its two forms begin with other words.

    `shown` is what its HTML says, which is what its author saw; the same where that was chosen or there is none.
    """

    extraction: Extraction
    shown: Extraction
    is_contradicted: bool = False


def hear(plain: str, rich: str, known: Known = NOTHING) -> Testimony:
    """Return what the author newly wrote.

    Args:
        plain: the plain text of a mail.
        rich: the text of its HTML, quoted blocks marked by `>`; empty if it has none.
        known: what is known of the mail besides.
    """
    if not rich.strip():
        only = extract(plain, known)
        return Testimony(only, only)
    by_html, by_text = extract(rich, known), extract(plain, known)
    chosen = by_text if _knows_better(by_text, by_html) or _says_more(by_text, by_html) else by_html
    return Testimony(chosen, by_html, _differ(by_text.text, by_html.text))


def _knows_better(by_text: Extraction, by_html: Extraction) -> bool:
    """Tell whether the plain text marks as quoted, or as a signature, what the HTML does not."""
    fewer, more = _words(by_text.text), _words(by_html.text)
    if not more or not fewer:
        return bool(fewer)
    if len(fewer) >= len(more):
        return False
    marked = set(_words(" ".join(part.text for part in by_text.omitted if part.reason in _MARKED)))
    rest = iter(more)
    return all(_up_to(rest, wanted) <= marked for wanted in fewer) and set(rest) <= marked


def _says_more(by_text: Extraction, by_html: Extraction) -> bool:
    """Tell whether the plain text has all new words of the HTML and others, which the HTML neither quotes nor leaves out."""
    more, fewer = _words(by_text.text), _words(by_html.text)
    if len(more) < len(fewer) + _SURPLUS or not fewer:
        return False
    rest = iter(more)
    between = [_up_to(rest, wanted) for wanted in fewer]
    surplus = set(rest).union(*between)
    left_out = set(_words(" ".join(part.text for part in by_html.omitted)))
    is_whole = sum(1 for _ in _common(more, fewer)) == len(fewer)
    return is_whole and len(surplus - left_out - set(fewer)) >= _SURPLUS


def _common(more: Iterable[str], fewer: Iterable[str]) -> Iterator[str]:
    """Yield the words that stand in both, in the order of the second."""
    rest = iter(more)
    yield from takewhile(lambda word: word in rest, fewer)


def _up_to(words: Iterable[str], wanted: str) -> frozenset[str]:
    """Return the words before the wanted one, which is used up with them."""
    return frozenset(takewhile(lambda word: word != wanted, words))


def _differ(plain: str, rich: str) -> bool:
    """Tell whether two texts begin otherwise; layout, marks and addresses of links are not compared, nor is a long report."""
    return len(plain) < _SHORT and _folded(plain) != _folded(rich)


def _folded(text: str) -> str:
    return _BETWEEN.sub("", _NO_WORDS.sub(" ", text)).casefold()[:_COMPARED]


def _words(text: str) -> list[str]:
    return [word for word in _BETWEEN.split(_NO_WORDS.sub(" ", text).casefold()) if word]
