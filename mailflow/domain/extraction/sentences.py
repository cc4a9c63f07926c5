"""Sentences without a full stop: what people add below their names, and no post, house or street has in it."""

import re

_SAID_WORDS = 3
_VERBS = """
en: is are was were has have had will would should must cannot does did isn't aren't wasn't hasn't haven't won't don't doesn't didn't moved
    postponed delayed cancelled follow follows finished started arrived failed changed increased decreased remains tomorrow yesterday
de: ist sind war waren wird werden wurde wurden hat haben hatte kann muss müssen soll sollte bleibt bleiben folgt folgen kommt kommen fehlt
fr: est sont était sera seront ont avait avons doit doivent peut reste suit suivra suivent demain hier
it: è sono sarà saranno hanno deve può resta segue seguono domani ieri
es: está están será serán han fue fueron tiene tienen debe puede sigue siguen aplaza mañana ayer
nl: zijn werd wordt worden heeft hebben moet blijft volgt volgen komt komen gisteren
pl: jest są był była było będzie będą został została zostało musi może jutro wczoraj
pt: é são foi foram está estão têm deve pode segue seguem amanhã ontem
sv da no fi: är har blir kommer finns blev skal skall on ovat
"""
_FINITE = frozenset(word for line in _VERBS.strip().split("\n") for word in re.sub(r"^[a-z ]{2,11}: ", "", line).split())
_QUOTED = re.compile('["“”„«»]')
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def is_said(shape: str) -> bool:
    """Tell whether a line has the verb of a sentence: `ARCA has 21 lines now`; sayings in quotation marks are somebody else's.

    A verb in capitals is one only where the whole line is in capitals: `IS Department`.
    """
    if _QUOTED.search(shape):
        return False
    words = _WORD.findall(shape.replace("’", "'"))
    said = [word.lower() for word in words] if shape.isupper() else words
    return len(words) >= _SAID_WORDS and any(word in _FINITE for word in said[1:])
