"""Which of their reports somebody takes back who says so: `withdraw the CTA report`, `EGO: withdraw`, `withdraw both`."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from mailflow.domain.matching.phrases import ARTICLES, FOR, LOOSE, PART_WORDS, words_in
from mailflow.domain.matching.titles import Index, words_of

_ALL = words_in("""
    all both everything tout tous toutes deux alle beide beiden alles tutti tutte entrambi todo todos todas ambos oba ambas
""")
_BESIDE = ARTICLES | FOR | LOOSE | PART_WORDS | words_in("and und et e y en i them both reports")


def withdrawn_of(arguments: Sequence[str], index: Index, own: AbstractSet[int]) -> frozenset[int]:
    """Return the slots of which a report is taken back, empty where none of the author's is named.

    Args:
        arguments: what a text may name, as `withdrawals_of` gives it.
        index: the names of the slots.
        own: the slots that are the author's.
    """
    return next((slots for argument in arguments if (slots := _named(argument, index, own))), frozenset())


def _named(argument: str, index: Index, own: AbstractSet[int]) -> frozenset[int]:
    words, mentions = words_of(argument), index.mentions(argument)
    named = {place for mention in mentions for place in range(mention.first, mention.last)}
    beside = {word.folded for place, word in enumerate(words) if place not in named}
    if mentions:
        slots = frozenset(mention.slot for mention in mentions)
        return slots if slots <= own and beside <= _BESIDE else frozenset()
    return frozenset(own) if beside & _ALL and beside <= _ALL | _BESIDE else frozenset()
