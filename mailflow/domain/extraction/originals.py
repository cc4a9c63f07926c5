"""The mail that is answered, found again in the answer, however it was re-wrapped and re-quoted."""

import re
from collections.abc import Sequence

_WORD = re.compile(r"\w+")
_SHINGLE = 4
_SHARE = 0.75
_RUN_WORDS = 12
_LIMIT = 400_000


class Original:
    """The words of a mail of ours, ready to be looked for."""

    __slots__ = ("_shingles",)

    def __init__(self, text: str) -> None:
        """Take the text as it was sent."""
        words = _words(text[:_LIMIT])
        self._shingles = frozenset(shingle for size in range(1, _SHINGLE + 1) for shingle in _shingles(words, size))

    def find_quoted(self, shapes: Sequence[str]) -> list[tuple[int, int]]:
        """Return the runs of lines (start, end) that are the original's.

        A run has at least twelve words, so that an author may name a title or repeat a phrase.
        """
        runs: list[tuple[int, int]] = []
        start, last, words = -1, -1, 0
        for at, shape in enumerate(shapes):
            found = _words(shape)
            if not found:
                continue
            if self._holds(found):
                start, last, words = (at if start < 0 else start), at, words + len(found)
                continue
            if words >= _RUN_WORDS:
                runs.append((start, last + 1))
            start, words = -1, 0
        return [*runs, (start, last + 1)] if words >= _RUN_WORDS else runs

    def _holds(self, words: list[str]) -> bool:
        found = _shingles(words, min(_SHINGLE, len(words)))
        return sum(shingle in self._shingles for shingle in found) >= _SHARE * len(found)


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _shingles(words: list[str], size: int) -> list[str]:
    return [" ".join(words[at : at + size]) for at in range(len(words) - size + 1)]
