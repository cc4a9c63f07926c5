r"""How the phrases of an approval follow each other.

    text   = [greeting ,] before approves after [sign-off]
    before = { nod | kind word | thanks | no comments , }
    approves = approval [send | permit] | send [approval] | nod [permit]
    after  = { thanks | , kind word | , nod | , send | , no comments }

It reads words as `approvals` writes them: ` word`, ` word^` if it may be a name, ` word°` if it is of the author's name, ` ,` where a
sentence or a part of one ends, ` -` before a line's first dash. What is optional may be said a few times. `no changes` stands apart from
what follows, as `no changes approved` says something else.
"""

import re
from functools import cache, lru_cache

from mailflow.domain.classification.folding import fold
from mailflow.domain.commands import approval_words, nod_words
from mailflow.domain.commands.bare import CLOSING_PHRASES, alternatives
from mailflow.domain.commands.phrases import EVERYBODY, GREETINGS, THANKS, normal

_KINDS = {
    "approval": approval_words.APPROVES,
    "send": approval_words.SENDS,
    "permit": approval_words.PERMITS,
    "nod": nod_words.NODS,
    "nod apart": nod_words.NODS_APART,
    "kind": nod_words.KIND,
    "no comments": nod_words.NO_COMMENTS,
    "please": nod_words.PLEASE,
}
_LANGUAGES = tuple(approval_words.PARTS)
_PHRASES_AROUND = 4
_PHRASE_WORDS = 14
_Places = frozenset[int]


def approval_in(said: str) -> str | None:
    """Return the words that approve, if a text consists of an approval and what may stand around it; None if it has more to it."""
    named, words = frozenset(_MARKED.findall(said)), frozenset(_UNMARKED.findall(said))
    may_be = [code for code in _LANGUAGES if words <= _vocabulary(code) and not _own_words(code).isdisjoint(named | words)]
    return next(filter(None, (_read(said, language) for language in may_be)), None)


def is_order_to_send(phrase: str) -> bool:
    """Tell whether an approval, as `approval_in` tells it, only orders to publish."""
    return any(_compiled("send", language).fullmatch(f" {phrase}") for language in _LANGUAGES)


def is_greeting_alone(said: str) -> bool:
    """Tell whether words do nothing but greet."""
    return _opening().fullmatch(f"{said} ,") is not None


def is_spelt(word: str) -> bool:
    """Tell whether a word, small and with its accents, is one of the tables, or has no accents: others make another word, as `approvò`."""
    return word.isascii() or word in _spellings()


def _read(said: str, language: str) -> str | None:
    opened = _opening().match(said)
    start = opened.end() if opened else 0
    ends = _after(said, _core(said, _before(said, frozenset({start}), language), language), language)
    closed = next((end for end in sorted(ends) if _closings().fullmatch(said, end)), None)
    return _told(said[start:closed]) if closed else None


def _before(said: str, start: _Places, language: str) -> _Places:
    """Return where what approves may begin: behind nods, kind words, thanks, and `no comments`."""
    reached = start
    for _ in range(_PHRASES_AROUND):
        nodded = _gap(said, _step(said, start, language, "nod", "kind") | _thanked(said, start))
        apart = _comma(said, _step(said, start, language, "nod apart"))
        without = _step(said, start, language, "no comments")
        start = nodded | apart | _comma(said, without) | _and(said, without | _comma(said, without))
        reached |= start
    return reached


def _core(said: str, begins: _Places, language: str) -> _Places:
    """Return where what approves may end."""
    approved, sent, nodded = (_step(said, begins, language, kind) for kind in ("approval", "send", "nod"))
    also_sent = _step(said, _gap(said, approved), language, "send", "permit")
    also_approved = _step(said, _gap(said, sent), language, "approval")
    return approved | sent | nodded | also_sent | also_approved | _step(said, _gap(said, nodded), language, "permit")


def _after(said: str, ends: _Places, language: str) -> _Places:
    """Return where a text may close: behind thanks, and phrases that stand apart."""
    reached = ends
    for _ in range(_PHRASES_AROUND):
        apart = _comma(said, ends)
        phrases = _step(said, apart, language, "kind", "nod", "send", "permit", "please")
        without = _step(said, apart | _and(said, apart), language, "no comments")
        ends = _thanked(said, ends | apart) | phrases | without
        reached |= ends
    return reached


def _step(said: str, starts: _Places, language: str, *kinds: str) -> _Places:
    """Return where phrases end that start somewhere: of a language, or of English, with which each is mixed."""
    tables = [(kind, code) for kind in kinds for code in dict.fromkeys((language, "en")) if code in _KINDS[kind]]
    return frozenset(end for start in starts for kind, code in tables for end in _phrase_ends(said, start, kind, code))


@lru_cache(maxsize=4096)
def _phrase_ends(said: str, start: int, kind: str, language: str) -> tuple[int, ...]:
    return _ends(said, start, _compiled(kind, language))


def _ends(said: str, start: int, pattern: re.Pattern[str]) -> tuple[int, ...]:
    """Return all places where a phrase may end that starts at one."""
    if not pattern.match(said, start):
        return ()
    stops = [*(found.start() for found in re.finditer(" ", said) if found.start() > start), len(said)]
    return tuple(stop for stop in stops[:_PHRASE_WORDS] if pattern.fullmatch(said, start, stop))


def _thanked(said: str, starts: _Places) -> _Places:
    """Return where thanks end, which may name whom they thank only where nothing follows in their sentence."""
    thanks, thanks_to = _thanks()
    plain = frozenset(end for start in starts for end in _ends(said, start, thanks))
    named = frozenset(end for start in starts for end in _ends(said, start, thanks_to))
    return plain | frozenset(end for end in named if end == len(said) or said.startswith(" ,", end))


def _comma(said: str, places: _Places) -> _Places:
    return frozenset(place + 2 for place in places if said.startswith(" ,", place))


def _and(said: str, places: _Places) -> _Places:
    return frozenset(found.end() for place in places if (found := _conjunction().match(said, place)))


def _gap(said: str, places: _Places) -> _Places:
    apart = places | _comma(said, places)
    return apart | _and(said, apart)


def _told(said: str) -> str:
    """Return words as the audit trail shows them: without marks, and thanks at the ends."""
    return " ".join(_polite_ends().sub("", said).replace(",", " ").translate(_MARKS).split())


@cache
def _compiled(kind: str, language: str) -> re.Pattern[str]:
    return re.compile(_source(_KINDS[kind][language], **approval_words.PARTS[language]))


def _source(phrases: str, **parts: str) -> str:
    """Return a table as the source of a regular expression in which any word may be marked as a name."""
    return re.sub(r"(?<= )[a-z]+", r"\g<0>[°^]?", alternatives(phrases, **parts))


def _joined(*tables: str | tuple[str, ...] | frozenset[str]) -> str:
    return ";".join(piece if isinstance(piece, str) else ";".join(piece) for piece in tables)


@cache
def _opening() -> re.Pattern[str]:
    greeted = rf"(?: [^ ,]+\^| [^ ,]+°|{_source(_joined(EVERYBODY, nod_words.GREETED_TOO))})"
    return re.compile(rf"{_source(_joined(GREETINGS, nod_words.GREETS_TOO))}{greeted}{{0,3}} ,")


@cache
def _closings() -> re.Pattern[str]:
    phrases = _source(_joined(CLOSING_PHRASES, nod_words.WISHES))
    return re.compile(rf"(?:(?: ,)?{phrases}(?: ,)?{_OWN}{{0,4}}| ,(?: -)?{_OWN}{{1,4}}){{0,3}}(?: ,)?")


@cache
def _thanks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    thanks = f"{_source(_joined(THANKS, nod_words.THANKS_TOO))}(?:{_source(nod_words.FOR_MINUTES)})?"
    return re.compile(thanks), re.compile(rf"{thanks}{_NAME}{{1,2}}")


@cache
def _polite_ends() -> re.Pattern[str]:
    thanks, thanks_to = (pattern.pattern for pattern in _thanks())
    return re.compile(rf"\A(?:{thanks_to} ,|{thanks})|(?:{thanks_to}|{thanks})\Z")


@cache
def _conjunction() -> re.Pattern[str]:
    return re.compile(rf"{_source(nod_words.AND)}(?= |\Z)")


@cache
def _spellings() -> frozenset[str]:
    """Return all words of the tables with their accents."""
    return _polite_words().union(*map(_words_of, _LANGUAGES))


@cache
def _vocabulary(language: str) -> frozenset[str]:
    """Return all words that a text of a language may have, folded; most texts have others, and need no grammar."""
    return frozenset(map(fold, _words_of(language) | _words_of("en") | _polite_words()))


@cache
def _own_words(language: str) -> frozenset[str]:
    """Return the words of a language that English has not, folded: a text without any needs no reading in it."""
    return frozenset(map(fold, _words_of(language) - (_words_of("en") if language != "en" else frozenset())))


@cache
def _words_of(language: str) -> frozenset[str]:
    tables = [phrases[language] for phrases in _KINDS.values() if language in phrases]
    return frozenset(word for text in (*approval_words.PARTS[language].values(), *tables) for word in normal(text).split())


@cache
def _polite_words() -> frozenset[str]:
    return frozenset(normal(_joined(THANKS, EVERYBODY, GREETINGS, CLOSING_PHRASES, nod_words.AND, *nod_words.POLITE)).split())


_UNMARKED, _MARKED = re.compile(r" ([^ ,°^-]+)(?= |\Z)"), re.compile(r" ([^ ,°^-]+)[°^]")
_NAME, _OWN = r"(?: [^ ,]+[°^])", r"(?: [^ ,]+°)"
_MARKS = str.maketrans("", "", "°^")
