"""The closed grammar of approvals: what a text may consist of, in each language.

An approval is the whole of the newly written text: phrases of one language or of English, between a greeting and a sign-off. Anything
more, any condition, negation or question, is none. The phrases stand in `approval_words` and `nod_words`, how they follow each other in
`approval_grammar`.
"""

import re
from functools import lru_cache

from mailflow.domain.classification.folding import fold
from mailflow.domain.commands.approval_grammar import approval_in, is_greeting_alone, is_spelt
from mailflow.domain.commands.nod_words import TIMES
from mailflow.domain.commands.phrases import is_name, is_refusing, normal, read_table, undecorated

# What speaks of a text that is to be changed; under an approval it takes the approval back.
_CHANGES = """
first; fix; missing; item; items; point; points; punkt; punkte; tagesordnungspunkt; fehlt; erst; zuerst; außer; punto; punti; puntos;
punten; eerst; behalve; prima; primero; primeiro; najpierw; oprócz; ponto; pontos; exceto; excepto; eccetto; tranne; retard; plus tard
"""
_CHANGE_STEMS = ("correct", "korrig", "corrig", "correg", "corret", "popraw", "änder", "modif", "wijzig", "attend", "aspett", "ajout")
_IN_NAMES = frozenset({"un", "dis", "ma", "se", "si", "do", "don", "as", "als", "mai", "nie", "o"})
_TEXT_LIMIT = 500
_WORD = r"[^\W\d_]+(?:['’][^\W\d_]+)*"
# Words, and the punctuation that changes nothing. Any other sign may: a question mark of any script, a bracket, a digit, quote
# marks, dots that trail off, an emoji, a box to tick, a combining stroke, a character that nobody sees.
_PLAIN = re.compile(rf"(?:[-–—]{{1,2}} ?)?{_WORD}(?:(?:[,.] ?|!{{1,3}} ?| ?[-–—]{{1,2}} ?| ){_WORD})*(?: ?(?:[,.]|!{{1,3}}))?")


def approval_phrase(text: str, *, names: tuple[str, ...] = ()) -> str | None:
    """Return the approval that a text consists of, or None where it says anything else.

    That is the words as they were understood, folded, without greeting, thanks and sign-off. `publish` is one of them.

    Args:
        text: newly written text of a reply.
        names: names of the author, with which the text may be signed, also by initials.
    """
    lines = _plain_lines(text)
    # A line ends a sentence, or is wrapped in one.
    readings = dict.fromkeys((tuple(lines), tuple(_WRAPPED.sub(r"\1 ", "\n".join(lines)).split("\n"))))
    said = (" ,".join(_written(line, names) for line in reading) for reading in readings if lines)
    return next(filter(None, map(approval_in, said)), None)


def _plain_lines(text: str) -> list[str]:
    """Return the lines of a short text that are not blank, none where any of them has more to it than words."""
    if len(text) > _TEXT_LIMIT:
        return []
    lines = [_EXCLAIMED.sub(r"\1!", line) for line in map(undecorated, text.split("\n")) if line]
    lines[:1] = map(_greeting_apart, lines[:1])
    return lines if all(_PLAIN.fullmatch(line) for line in lines) else []


def _greeting_apart(line: str) -> str:
    """Put the comma of other languages for the colon behind a greeting: `Estimada Dora: aprobada`."""
    greeting, colon, rest = line.partition(":")
    is_greeting = colon and greeting[:1].isalpha() and is_greeting_alone(_written(greeting, ()))
    return f"{greeting},{rest}" if is_greeting else line


def _written(line: str, names: tuple[str, ...]) -> str:
    """Return a line as the grammar reads it: ` word`, ` word^` if written like a name, ` word°` if of the author's name, ` ,` ` -`."""
    opening = " -" if not line[0].isalpha() else ""
    undotted = _DOTTED.sub(_title, _INITIALS.sub(r"\1", line.lstrip("-–— ")))
    pieces = _BREAK.split(_HYPHEN.sub(r"\1 ", undotted))
    own = _own_words(names)
    said = " ,".join("".join(_marked(word, own) for word in piece.split()) for piece in pieces if piece.strip())
    return opening + said


def _title(dotted: re.Match[str]) -> str:
    return f"{dotted[1]} " if dotted[1] else ""


def _marked(word: str, own: frozenset[str]) -> str:
    spelt = [_YES.get(part, part) for part in normal(word).split()]
    is_own = word in own or (len(word) > 1 and set(spelt) <= own)
    mark = "°" if is_own else "^" if _may_be_named(word) else ""
    return "".join(f" {'' if is_spelt(part) else '~'}{fold(part)}{mark}" for part in spelt)


def _may_be_named(word: str) -> bool:
    return len(word) > 1 and _LATIN.fullmatch(word) is not None and is_name(word) and not takes_back(word) and normal(word) not in _TIMES


@lru_cache(maxsize=64)
def _own_words(names: tuple[str, ...]) -> frozenset[str]:
    """Return the words of the author's name, small, and initials, in capitals: of those that take nothing back."""
    words = [[word for word in normal(name).split() if len(word) > 1] for name in names]
    initials = {"".join(word[0] for word in name).upper() for name in words}
    single = {letter for letter in "".join(initials) if letter not in "AEIOUY"}
    whole = {word for name in words for word in name}
    return frozenset(word for word in whole | initials | single if word and word not in _TIMES and not is_refusing(word))


def takes_back(line: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a line under an approval has a word that may take it back, or change something: `Not before Friday`, `Item 3 first`.

    Args:
        line: of a signature.
        names: names of the author, whose words are none of these.
    """
    own = {word for name in names for word in normal(name).split()} | _IN_NAMES
    words = [word for word in normal(line).split() if word not in own]
    return any(word in _CHANGE_SET or word.startswith(_CHANGE_STEMS) or is_refusing(word) for word in words)


# Without its accent the word means `if`, and folded there is no telling them apart.
_YES = {"sí": "yes", "sì": "yes"}
_EXCLAIMED = re.compile(r"¡([^¡!¿?]+)!")
_INITIALS = re.compile(r"\b([A-Z])\. ?(?=[A-Z]\b)")
_DOTTED = re.compile(r"\b(?:(Dr|Prof|Mr|Mrs|Ms|Sr|Sra|St|Hr|Fr)\.|[A-Z]\.) (?=[A-ZÀ-Þ])")
_HYPHEN = re.compile(r"(\w)-(?:(?=\w)| (?=(?:of|en|und|oder) ))")
_BREAK = re.compile(r"[,.!]+|[-–—]+")
_WRAPPED = re.compile(r"([^\W\d_])\n(?=[a-zß-öø-ÿ])")
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏ'’]+")
_TIMES = read_table(TIMES)
_CHANGE_SET = read_table(_CHANGES)
