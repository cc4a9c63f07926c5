"""The closed grammar of approvals: what a text may consist of, in each language.

    text   = [greeting] {nod | kind word | thanks | no comments} (approval [send] | send [approval] | nod [permit]) {…} {sign-off}

An approval is the whole of the newly written text. Each phrase is of one language or of English; `no changes` stands apart from what
follows, for `no changes approved` says something else. Anything more, any condition, negation or question, is none.
"""

import re
import unicodedata
from functools import cache, lru_cache

from mailflow.domain.classification.folding import fold
from mailflow.domain.commands import approval_words as table
from mailflow.domain.commands.bare import CLOSING_PHRASES, alternatives
from mailflow.domain.commands.phrases import EVERYBODY, GREETINGS, THANKS, is_name, is_refusing, normal, read_table, undecorated

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
    written = [_written(line, names) for line in lines]
    # A line ends a sentence, or is wrapped in one, where no name begins that belongs to the line above.
    for said in (" ,".join(written), "".join(_FIRST_NAME.sub(r"\1", line) for line in written)) if lines else ():
        found = next(filter(None, (_read(said, language) for language in _LANGUAGES)), None)
        if found:
            return found
    return None


def _plain_lines(text: str) -> list[str]:
    """Return the lines of a short text that are not blank, none where any of them has more to it than words."""
    if len(text) > _TEXT_LIMIT:
        return []
    lines = [_EXCLAIMED.sub(r"\1!", line) for line in map(undecorated, text.split("\n")) if line]
    if lines and _GREETS.fullmatch(lines[0]):
        lines[0] = lines[0].removesuffix(":")
    return lines if all(_PLAIN.fullmatch(line) for line in lines) else []


def _written(line: str, names: tuple[str, ...]) -> str:
    """Return a line as the grammar reads it: ` word`, ` word^` if written like a name, ` word°` if of the author's name, ` ,` ` -`."""
    opening = " -" if not line[0].isalpha() else ""
    undotted = _DOTTED.sub(r"\1 ", _INITIALS.sub(r"\1", line.lstrip("-–— ")))
    pieces = _BREAK.split(_HYPHEN.sub(r"\1 ", undotted))
    own = _own_words(names)
    said = " ,".join("".join(_marked(word, own) for word in piece.split()) for piece in pieces if piece.strip())
    return opening + said


def _marked(word: str, own: frozenset[str]) -> str:
    spelt = normal(word).split()
    is_spelt = all(part.isascii() or part in _SPELLINGS for part in spelt)
    is_own = word in own or (len(word) > 1 and set(spelt) <= own)
    mark = "°" if is_own else "^" if _may_be_named(word) else ""
    return "".join(f" {'' if is_spelt else '~'}{fold(part)}{mark}" for part in spelt)


def _may_be_named(word: str) -> bool:
    return len(word) > 1 and is_name(word) and not takes_back(word) and normal(word) not in _TIMES


@lru_cache(maxsize=64)
def _own_words(names: tuple[str, ...]) -> frozenset[str]:
    """Return the words of the author's name, small, and initials, in capitals: of those that take nothing back."""
    words = [[word for word in normal(name).split() if len(word) > 1] for name in names]
    initials = {"".join(word[0] for word in name).upper() for name in words}
    single = {letter for letter in "".join(initials) if letter not in "AEIOUY"}
    whole = {word for name in words for word in name}
    return frozenset(word for word in whole | initials | single if word and not is_refusing(word))


def takes_back(line: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a line under an approval has a word that may take it back, or change something: `Not before Friday`, `Item 3 first`.

    Args:
        line: of a signature.
        names: names of the author, whose words are none of these.
    """
    own = {word for name in names for word in normal(name).split()} | _IN_NAMES
    words = [word for word in normal(line).split() if word not in own]
    return any(word in _CHANGE_SET or word.startswith(_CHANGE_STEMS) or is_refusing(word) for word in words)


def _read(said: str, language: str) -> str | None:
    """Return the approval of which a text consists in a language, None if it has more to it."""
    opened = _OPENING.match(said)
    start = opened.end() if opened else 0
    ends = _after(said, _core(said, _before(said, frozenset({start}), language), language), language)
    closed = sorted(end for end in ends if _CLOSINGS.fullmatch(said, end))
    return _told(said[start : closed[0]]) if closed else None


def _before(said: str, start: frozenset[int], language: str) -> frozenset[int]:
    """Return where an approval may begin: behind nods, kind words, thanks, and `no comments`."""
    reached = start
    for _ in range(_PHRASES_AROUND):
        nodded = _gap(said, _step(said, reached, language, table.NODS, table.KIND) | _thanked(said, reached))
        apart = _comma(said, _step(said, reached, language, table.NODS_APART))
        without = _step(said, reached, language, table.NO_COMMENTS)
        reached |= nodded | apart | _comma(said, without) | _and(said, without | _comma(said, without))
    return reached


def _core(said: str, begins: frozenset[int], language: str) -> frozenset[int]:
    """Return where what approves may end: an approval and the order to send, a nod and the leave to send."""
    approved = _step(said, begins, language, table.APPROVES)
    sent = _step(said, begins, language, table.SENDS)
    nodded = _step(said, begins, language, table.NODS)
    also_sent = _step(said, _gap(said, approved), language, table.SENDS, table.PERMITS)
    also_approved = _step(said, _gap(said, sent), language, table.APPROVES)
    return approved | sent | nodded | also_sent | also_approved | _step(said, _gap(said, nodded), language, table.PERMITS)


def _after(said: str, ends: frozenset[int], language: str) -> frozenset[int]:
    """Return where a text may close: behind thanks, and phrases that stand apart."""
    for _ in range(_PHRASES_AROUND):
        apart = _comma(said, ends)
        phrases = _step(said, apart, language, table.KIND, table.NODS, table.SENDS, table.PERMITS)
        without = _step(said, apart | _and(said, apart), language, table.NO_COMMENTS)
        ends |= _thanked(said, ends | apart) | phrases | without
    return ends


def _step(said: str, starts: frozenset[int], language: str, *tables: dict[str, str]) -> frozenset[int]:
    """Return where phrases end that start somewhere: of a language, or of English, with which each is mixed."""
    patterns = [_compiled(_TABLES.index(phrases), code) for phrases in tables for code in {language, "en"} if code in phrases]
    return frozenset(end for start in starts for pattern in patterns for end in _ends(said, start, pattern))


def _ends(said: str, start: int, pattern: re.Pattern[str]) -> list[int]:
    if not pattern.match(said, start):
        return []
    stops = [*(found.start() for found in re.finditer(" ", said[start + 1 :])), len(said) - start - 1]
    return [start + 1 + stop for stop in stops[:_PHRASE_WORDS] if pattern.fullmatch(said, start, start + 1 + stop)]


def _thanked(said: str, starts: frozenset[int]) -> frozenset[int]:
    """Return where thanks end, which may name whom they thank only where nothing follows in their sentence."""
    plain = frozenset(end for start in starts for end in _ends(said, start, _THANKS_ALONE))
    named = frozenset(end for start in starts for end in _ends(said, start, _THANKS_TO))
    return plain | frozenset(end for end in named if end == len(said) or said.startswith(" ,", end))


def _comma(said: str, positions: frozenset[int]) -> frozenset[int]:
    return frozenset(position + 2 for position in positions if said.startswith(" ,", position))


def _and(said: str, positions: frozenset[int]) -> frozenset[int]:
    return frozenset(found.end() for position in positions if (found := _AND.match(said, position)))


def _gap(said: str, positions: frozenset[int]) -> frozenset[int]:
    apart = positions | _comma(said, positions)
    return apart | _and(said, apart)


def _told(said: str) -> str:
    return " ".join(_THANKED.sub("", said).replace(",", " ").translate(_MARKS).split())


@cache
def _compiled(number: int, language: str) -> re.Pattern[str]:
    """Compile a table for one language, once it is needed."""
    return re.compile(_source(_TABLES[number][language], **table.PARTS[language]))


def _source(phrases: str, **parts: str) -> str:
    """Return a table as the source of a regular expression over words as `_written` gives them."""
    return re.sub(r"(?<= )[a-z]+", r"\g<0>[°^]?", alternatives(phrases, **parts))


def _spellings() -> frozenset[str]:
    """Return all words of the tables with their accents: any other accent makes another word, as in `approvò`."""
    parts = [part for of_language in table.PARTS.values() for part in of_language.values()]
    said = [text for tables in _TABLES for text in tables.values()]
    return frozenset(word for text in (*parts, *said, *_POLITE_TABLES) for word in normal(text).split())


_EXCLAIMED = re.compile(r"¡([^¡!¿?]+)!")
_INITIALS = re.compile(r"\b([A-Z])\. ?(?=[A-Z]\b)")
_DOTTED = re.compile(r"\b(Dr|Prof|Mr|Mrs|Ms|Sr|Sra|St|Hr|Fr|[A-Z])\. (?=[A-ZÀ-Þ])")
_HYPHEN = re.compile(r"(\w)-(?=\w)")
_BREAK = re.compile(r"[,.!]+|[-–—]+")
_MARKS = str.maketrans("", "", "°^")
_FIRST_NAME = re.compile(r"\A( [^ ,°^]+)\^")
_TIMES = read_table(table.TIMES)
_CHANGE_SET = read_table(_CHANGES)
_POLITE_TABLES = (
    *(table.FOR_MINUTES, table.THANKS_TOO, table.WISHES, table.GREETS_TOO, table.GREETED_TOO, table.AND),
    *(";".join(phrases) for phrases in (GREETINGS, EVERYBODY, THANKS, CLOSING_PHRASES)),
)
_TABLES = (table.APPROVES, table.SENDS, table.PERMITS, table.NODS, table.NODS_APART, table.NO_COMMENTS, table.KIND)
_LANGUAGES = tuple(table.PARTS)
_PHRASES_AROUND = 4
_PHRASE_WORDS = 14
_SPELLINGS = _spellings()
_NAME, _OWN = r"(?: [^ ,]+[\^°])", r"(?: [^ ,]+°)"
_AND = re.compile(rf"{_source(table.AND.replace('/', ';'))}(?= |\Z)")
_THANK = rf"{_source(';'.join([*THANKS, table.THANKS_TOO]))}(?:{_source(table.FOR_MINUTES)})?"
_THANKS_ALONE = re.compile(_THANK)
_THANKS_TO = re.compile(rf"{_THANK}{_NAME}{{1,2}}")
_THANKED = re.compile(rf"(?:(?<= ,)|\A){_THANK}(?:{_NAME}{{1,2}})?(?= ,|\Z)|{_THANK}\Z|\A{_THANK}(?= )")
_GREETED = rf"(?: [^ ,]+\^|{_OWN}|{_source(';'.join([*EVERYBODY, table.GREETED_TOO]))})"
_OPENING = re.compile(rf"{_source(';'.join([*GREETINGS, table.GREETS_TOO]))}{_GREETED}{{0,4}} ,")
_GREETS = re.compile(r".{1,60}:")
_CLOSING = rf"(?: ,)?{_source(';'.join([*CLOSING_PHRASES, table.WISHES]))}(?: ,)?{_OWN}{{0,4}}| ,(?: -)?{_OWN}{{1,4}}"
_CLOSINGS = re.compile(rf"(?:{_CLOSING}){{0,3}}(?: ,)?")
