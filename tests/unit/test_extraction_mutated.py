"""No text makes the extraction raise, and none of its lines is lost: what is not kept is told as left out."""

import json
import random
from collections import Counter
from pathlib import Path

import pytest

from mailflow.domain.extraction.extract import extract
from mailflow.domain.extraction.known import Known
from mailflow.domain.extraction.lines import shape_of
from mailflow.domain.extraction.witnesses import hear

_ROWS = [
    json.loads(line)
    for path in sorted((Path(__file__).parents[1] / "data" / "replies").glob("*.jsonl"))
    for line in path.read_text(encoding="utf-8").split("\n")
    if line and '"kind": "text"' in line[:200]
]
_NOISE = ("=", "=E9", "&gt; ", "Ã©", "> ", "-- ", "\u200b", "\x00", ":", "]:", "<a@b>:", "____________________", "-----", "\u2028", "|")
_SEEDS = range(20)
_EACH = 100


def _mutated(random_: random.Random) -> str:
    """Return the lines of two replies, mixed, cut and spoilt."""
    one, other = (random_.choice(_ROWS)["content"].split("\n") for _ in range(2))
    lines = [*one[: random_.randrange(len(one) + 1)], *other[random_.randrange(len(other)) :]]
    for _ in range(random_.randrange(6)):
        at = random_.randrange(len(lines))
        cut = random_.randrange(len(lines[at]) + 1)
        noise = random_.choice(_NOISE)
        lines[at] = random_.choice((lines[at][:cut], noise + lines[at], lines[at] + noise, noise))
    return "\n".join(lines)


def _words(text: str) -> Counter[str]:
    """Return the words of a text; what nobody sees is none, nor is the mark of a quote."""
    return Counter(word for word in text.replace(">", " ").split() if shape_of(word))


@pytest.mark.parametrize("seed", _SEEDS)
def test_every_line_is_kept_or_told_of(seed: int) -> None:
    """Whatever the text; blank space apart, nothing disappears."""
    random_ = random.Random(seed)  # noqa: S311 - the same texts in every run
    for _ in range(_EACH):
        text = _mutated(random_)
        found = extract(text, Known(author="Ian Bird", signature="Ian", original=text[:200], correspondents=("a@b",)))
        shown = "\n".join((found.text, *(part.text for part in found.omitted)))
        assert not _words(text) - _words(shown), text


def test_both_forms_may_be_anything() -> None:
    """Of unlike texts too one is chosen."""
    random_ = random.Random(1)  # noqa: S311 - the same texts in every run
    for _ in range(_EACH):
        one, other = _mutated(random_), _mutated(random_)
        assert hear(one, other).extraction.text in {extract(one).text, extract(other).text}
