"""Which slot an answer to our question names in a sentence of its own: `It is the EGO report, I forgot to say so`."""

import re

from mailflow.domain.matching.phrases import ARTICLES, FOR, IS, LOOSE, PART_WORDS, POINTING, words_in
from mailflow.domain.matching.titles import Index, words_of

_BESIDE = (
    ARTICLES | FOR | LOOSE | IS | PART_WORDS | POINTING
    | words_in("""
    it s i m me my mine to that was be been should have had would forgot forget say said so sorry apologies course yes meant mean
    please thanks thank you unclear only one belongs belong goes under right correct number confusion mention of
    ich meinte habe hatte vergessen entschuldigung bitte danke ja naturlich gehort es war gemeint sollte ware
    je j ai oublie desole desolee oui bien sur voulais dire pardon merci etait
    scusa scusate mi dispiace si certo era volevo dire lo siento perdon claro queria decir
    """)
)  # fmt: skip
_WORDS = 14
_LIMIT = 300
_NOT_CLEAR = re.compile(r"\b(?:for )?not (?:being|having been) (?:clear|clearer|precise)\b", re.IGNORECASE)
"""The only way in which `not` says nothing of a choice."""


def named_choice(text: str, titles: Index) -> int | None:
    """Return the only slot that a short answer names, where it has no words but those of an answer; None else."""
    said = _NOT_CLEAR.sub("", text[:_LIMIT])
    words, mentions = words_of(said), titles.mentions(said)
    if len(text) > _LIMIT or len(words) > _WORDS or len({mention.slot for mention in mentions}) != 1 or "?" in text:
        return None
    named = {place for mention in mentions for place in range(mention.first, mention.last)}
    beside = {word.folded for place, word in enumerate(words) if place not in named}
    return mentions[0].slot if beside <= _BESIDE else None
