"""The mail that is answered, found again in the answer, however it was re-wrapped and re-quoted."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from mailflow.domain.extraction.lines import EMAIL, WEB

_WORD = re.compile(r"\w+")
_SHINGLE = 4
_SHARE = 0.75
_RUN_WORDS = 12
MARKED_RUN_WORDS = 4
_LIMIT = 400_000
_OWN_WORDS = 2
# What clients write into a quote: the addresses of links, and pictures as text.
_ADDED = re.compile(rf"{WEB.pattern}|{EMAIL.pattern}|\[[^\]\n]{{0,200}}\]", re.IGNORECASE)


class _Run(NamedTuple):
    """Lines of the original: from the first to the last that only we wrote, and how many words of those there are."""

    start: int
    end: int
    words: int


class Original:
    """The words of a mail of ours, ready to be looked for."""

    __slots__ = ("_own", "_shingles")

    def __init__(self, text: str, *, own_words: str = "") -> None:
        """Take the text as it was sent, and what in it is the author's own of earlier: to repeat that is no quote."""
        self._shingles = _all_shingles(text)
        self._own = _all_shingles(own_words)

    def find_quoted(self, shapes: Sequence[str], *, at_least: int = _RUN_WORDS) -> list[tuple[int, int]]:
        """Return the runs of lines (start, end) that are the original's.

        A run has at least twelve words that only we wrote, so that an author may name a title, repeat a phrase, or correct the report
        that a receipt repeats; fewer (`at_least`) will do where the lines are marked as quoted anyway.
        """
        runs: list[_Run] = []
        is_open = False
        for at, shape in enumerate(shapes):
            words = _words(shape)
            if not words:
                continue
            if not _holds(self._shingles, words):
                is_open = False
            elif not _holds(self._own, words):
                last = runs.pop() if is_open else _Run(at, at, 0)
                runs.append(_Run(last.start, at + 1, last.words + len(words)))
                is_open = True
        return [(run.start, run.end) for run in runs if run.words >= at_least]

    def holds(self, shape: str) -> bool:
        """Tell whether a line is of the mail; one without words is of any."""
        words = _words(_ADDED.sub(" ", shape))
        return len(words) < _OWN_WORDS or _holds(self._shingles, words) or _holds(self._own, words)


def _holds(shingles: frozenset[str], words: list[str]) -> bool:
    if not shingles:
        return False
    found = _shingles(words, min(_SHINGLE, len(words)))
    return sum(shingle in shingles for shingle in found) >= _SHARE * len(found)


def _all_shingles(text: str) -> frozenset[str]:
    words = _words(text[:_LIMIT])
    return frozenset(shingle for size in range(1, _SHINGLE + 1) for shingle in _shingles(words, size))


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _shingles(words: list[str], size: int) -> list[str]:
    return [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)]
