"""Whether a reply quotes a mail of ours as it was sent: who changes a word of a draft, takes a line out or writes between, edits it.

quote, without its marks, attribution and head -> words -> must stand in the mail in one piece, however wrapped; less at its ends will do
"""

import re
from collections.abc import Sequence
from itertools import takewhile

from mailflow.domain.extraction.attributions import find_start
from mailflow.domain.extraction.devices import is_device_footer
from mailflow.domain.extraction.header_blocks import find_end
from mailflow.domain.extraction.lines import EMAIL, WEB, Extraction, LineClass, shape_of, split_lines
from mailflow.domain.extraction.notices import is_list_footer, is_notice
from mailflow.domain.extraction.separators import is_ruler, is_separator

_QUOTED = frozenset({LineClass.QUOTE, LineClass.ATTRIBUTION, LineClass.SEPARATOR, LineClass.HEADER_BLOCK})
_SIGNED = frozenset({LineClass.SIGNATURE, LineClass.SIGN_OFF})
_MARKS = " >|"
_ATTRIBUTION_LINES = 4
_SHOWN_WORDS = 6
# What clients put before the lines of a list, and write into links.
_BULLET = re.compile(r"\A(?:[-–•*·▪◦§o]|\d{1,2}[.)])\s+")
_LINK = re.compile(rf"{WEB.pattern}|\[(?:image|cid)\b[^\]]{{0,200}}\]", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")


def change_in_quote(extraction: Extraction, sent: Sequence[str]) -> str:
    """Return the words at which the quote of a reply first differs from the mail that is answered; empty where it does not.

    Args:
        extraction: of the reply.
        sent: the texts of the mail, plain and of its HTML; a reply quotes one of them.
    """
    quoted = _words(_without_foot(_without_head(_quoted_lines(extraction))))
    found = [_held(quoted, _words(split_lines(text))) for text in sent]
    if not quoted or not found or max(found) == len(quoted):
        return ""
    begun = max(found)
    return " ".join(quoted[max(0, begun - _SHOWN_WORDS // 2) : begun + _SHOWN_WORDS])


def signature_lines(extraction: Extraction) -> list[str]:
    """Return the lines of the signature that the author left, up to the quote that may follow it."""
    return [line for part in extraction.omitted if part.reason in _SIGNED for line in _split(part.text)[0]]


def _quoted_lines(extraction: Extraction) -> list[str]:
    """Return the lines of the quote, without marks."""
    lines: list[str] = []
    for part in extraction.omitted:
        if part.reason in _QUOTED:
            lines += split_lines(part.text)
        elif part.reason in _SIGNED:
            lines += _split(part.text)[1]
    return [shape_of(line.lstrip(_MARKS)) for line in lines]


def _split(signature: str) -> tuple[list[str], list[str]]:
    """Part a signature from the quote below it."""
    lines = split_lines(signature)
    shapes = [shape_of(line) for line in lines]
    quotes = (at for at in range(len(lines)) if shapes[at].startswith(">") or (shapes[at] and _is_head(shapes, at)))
    begin = next(quotes, len(lines))
    return lines[:begin], lines[begin:]


def _is_head(shapes: list[str], at: int) -> bool:
    return not is_ruler(shapes[at]) and _head_end(shapes, at) > at


def _without_head(shapes: list[str]) -> list[str]:
    """Leave out what a client writes above a quote: a ruler, a header block, an attribution."""
    at = 0
    while at < len(shapes):
        end = _head_end(shapes, at)
        if end == at:
            break
        at = end
    return shapes[at:]


def _head_end(shapes: list[str], at: int) -> int:
    if not shapes[at] or is_separator(shapes[at]) or is_ruler(shapes[at]):
        return at + 1
    lasts = range(at, min(at + _ATTRIBUTION_LINES, len(shapes)))
    attributions = (last + 1 for last in lasts if find_start(shapes, last, floor=at, above_quote=True) == at)
    return find_end(shapes, at) or next(attributions, at)


def _without_foot(shapes: list[str]) -> list[str]:
    """Leave out what servers and devices write below everything."""
    end = len(shapes)
    while end:
        last = list(takewhile(bool, reversed(shapes[:end])))
        paragraph = " ".join(reversed(last))
        if last and not (is_notice(paragraph) or is_list_footer(paragraph) or is_device_footer(paragraph)):
            break
        end -= len(last) or 1
    return shapes[:end]


def _words(lines: Sequence[str]) -> list[str]:
    plain = (EMAIL.sub(" ", _LINK.sub(" ", _BULLET.sub("", line.lstrip(_MARKS), count=1))) for line in lines)
    return [word for line in plain for word in _WORD.findall(line.casefold())]


def _held(quoted: Sequence[str], sent: Sequence[str]) -> int:
    """Return how many words from the beginning of a quote stand in a mail, in one piece."""
    whole = f" {' '.join(sent)} "
    low, high = 0, len(quoted)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if f" {' '.join(quoted[:middle])} " in whole else (low, middle - 1)
    return low
