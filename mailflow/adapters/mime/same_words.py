"""Do the two alternatives of a mail begin with the same newly written words? Layout, marks and addresses of links are not compared."""

import re

from mailflow.domain.extraction.extract import extract

_SHORT = 2000
_REACH = 20_000
_COMPARED = 300
_NO_WORDS = re.compile(r"[\[<(]?\b(?:https?://|mailto:|cid:)[^\s<>]{1,2000}>?|\[(?:image|cid|inline)\b[^\]\n]{0,200}\]", re.IGNORECASE)
_BETWEEN = re.compile(r"[\W_]+")


def differ(plain: str, html: str) -> bool:
    """Tell whether a short plain text and the text of the HTML beside it begin otherwise; a long one is a report, and not compared."""
    authored = extract(plain[:_REACH]).text
    return len(authored) < _SHORT and _folded(authored) != _folded(extract(html[:_REACH]).text)


def _folded(text: str) -> str:
    return _BETWEEN.sub("", _NO_WORDS.sub(" ", text)).casefold()[:_COMPARED]
