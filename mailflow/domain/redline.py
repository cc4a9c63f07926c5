"""What changed between two texts, word by word, as far as a person wants to read it.

    before, after -> Redline (words taken out, words put in, the places)
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz.distance import Indel

_WORDS_LIMIT = 4000  # the table of the comparison has a bit for each pair of words: 2 MB at most
_NEAR = 3  # changes with fewer words between them are one place
_AROUND = 3  # words that are shown on either side of a place
_ANEW = 0.5  # of the words at which a text was written anew, and places of it would tell nothing

_Span = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Change:
    """One place: the words taken out and those put in, either of which may be empty, between a few that stay."""

    lead: str
    removed: str
    added: str
    trail: str


@dataclass(frozen=True, slots=True)
class Redline:
    """How many words were taken out and put in, and where; no places are told of a text that was written anew."""

    removed: int
    added: int
    changes: tuple[Change, ...]


def redline(before: str, after: str) -> Redline:
    """Compare two texts by words, whatever the space between them; one of more than 4,000 words counts as written anew."""
    old, new = before.split(), after.split()
    if old == new:
        return Redline(0, 0, ())
    if max(len(old), len(new)) > _WORDS_LIMIT:
        return Redline(len(old), len(new), ())
    spans = _differences(old, new)
    removed, added = sum(end - start for start, end, _, _ in spans), sum(end - start for _, _, start, end in spans)
    if removed + added > _ANEW * (len(old) + len(new)):
        return Redline(len(old), len(new), ())
    return Redline(removed, added, tuple(_change(span, old, new) for span in _joined(spans)))


def _differences(old: Sequence[str], new: Sequence[str]) -> list[_Span]:
    steps = Indel.opcodes(old, new)
    return [(step.src_start, step.src_end, step.dest_start, step.dest_end) for step in steps if step.tag != "equal"]


def _joined(spans: list[_Span]) -> list[_Span]:
    """Join those that are near each other, with the words between them."""
    starts = [0, *(place for place, (one, other) in enumerate(pairwise(spans), 1) if other[0] - one[1] >= _NEAR), len(spans)]
    return [(spans[first][0], spans[end - 1][1], spans[first][2], spans[end - 1][3]) for first, end in pairwise(starts)]


def _change(span: _Span, old: Sequence[str], new: Sequence[str]) -> Change:
    old_start, old_end, new_start, new_end = span
    lead, trail = old[max(0, old_start - _AROUND) : old_start], old[old_end : old_end + _AROUND]
    return Change(" ".join(lead), " ".join(old[old_start:old_end]), " ".join(new[new_start:new_end]), " ".join(trail))
