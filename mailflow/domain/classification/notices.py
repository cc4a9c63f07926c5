"""Do the words of a mail say that a machine wrote it, and do they say anything besides?

    text -> pieces of a sentence -> each is a notice's, mere courtesy, or the author's own

A notice that says nothing else is automatic. Where the author's own words stand beside it, words alone make no mail automatic: "I am out
of the office until Monday, but here is our report" is for a person to read.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.domain.classification import notice_words as words
from mailflow.domain.classification import system_words
from mailflow.domain.classification.folding import fold
from mailflow.domain.classification.folding import words as table
from mailflow.domain.classification.subjects import ANSWER, answered_automatic, automatic_beginning, receipt_beginning

_TEXT_LIMIT = 4000
_LONG = 2500
_WRAPPED = 58
_PIECE_LIMIT = 400
_NOTICE_WORDS = 32
_FEW_WORDS = 2
_PIECES_OF_THEIR_OWN = 4  # after so many nothing will make a text a notice
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_TURNS = table(r"""
en: but; however; nevertheless; here is; here are; here's; attached
fr: mais; cependant; toutefois; voici
de: aber; jedoch; dennoch; trotzdem; allerdings; hier ist; anbei
it: ma; pero; tuttavia; ecco
es: sin embargo; aqui esta
nl: maar; echter; hierbij
pl: ale; jednak; oto
pt: mas; porem; porém; però; no entanto; segue
""")
# "14.03. nicht" is no end of a sentence.
_CUT = re.compile(rf"(?<=[^\d\s][.!?])\s+|[;\n]+|:(?!//|\d\d\b)|,?\s+(?={_TURNS.pattern}\s)", re.IGNORECASE)
_DECORATION = " *-=_#[(>«\"'~+|"


@dataclass(frozen=True, slots=True)
class Notice:
    """What of a text is a notice's: the sorts of phrases that it has (`away`, `later`, …), and what its author says besides."""

    sorts: frozenset[str]
    rest: str
    phrase: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether the text is a notice and nothing else."""
        return bool(self.sorts) and not self.rest


def notice_subject(subject: str) -> str:
    """Return how the subject of a notice begins or what it says; empty for a person's, and for an answer to a notice."""
    return automatic_beginning(subject) or answered_automatic(subject) or _found(words.SUBJECTS, subject)


def machine_subject(subject: str) -> str:
    """Return what makes a subject look like that of a ticket system, a challenge or a list's manager."""
    found = system_words.MACHINE_SUBJECTS.search(fold(subject[:_PIECE_LIMIT]))
    return found[0] if found else ""


def receipt_subject(subject: str) -> str:
    """Return how the subject of a read receipt begins."""
    return _found(system_words.READ_SUBJECTS, subject) or receipt_beginning(subject)


def read_notice(text: str) -> Notice:
    """Return what of a newly written text is a notice's; most texts have no word of one, and are not looked at further."""
    return read_closely(text) if is_suspicious(text) else Notice(frozenset(), text[:_PIECE_LIMIT].strip())


def read_closely(text: str) -> Notice:
    """Return what of a newly written text is a notice's, where a subject or a header field says already that it may be one."""
    if len(text) > _TEXT_LIMIT:
        return Notice(frozenset(), text[:_PIECE_LIMIT])
    return _read(text)


def _found(pattern: re.Pattern[str], subject: str) -> str:
    folded = fold(subject[:_PIECE_LIMIT]).strip()
    answer = ANSWER.match(folded)
    found = pattern.match(folded) or (None if answer else pattern.search(folded))
    return found[0] if found else ""


def is_suspicious(text: str) -> bool:
    """Tell whether a text has a word that makes it worth looking for a notice in it."""
    return _has_one_of(words.TRIGGERS, text)


def _has_one_of(wanted: frozenset[str], text: str) -> bool:
    found = set(_WORD.findall(text.lower()))
    return not wanted.isdisjoint(word if word.isascii() else fold(word) for word in found)


def _read(text: str) -> Notice:
    sorts: list[str] = []
    rest: list[str] = []
    phrase = ""
    for piece in pieces(text):
        folded = fold(piece)[:_PIECE_LIMIT].lstrip(_DECORATION)
        said = _said(folded) if len(piece.split()) <= _NOTICE_WORDS and _has_one_of(words.NOTICEABLE, piece) else []
        if said:
            sorts += [sort for sort, _ in said]
            phrase = phrase or said[0][1]
        elif not _is_filler(piece, folded):
            rest.append(piece.strip())
        if len(rest) == _PIECES_OF_THEIR_OWN:
            break
    if not _TELLING.isdisjoint(sorts):
        rest = [piece for piece in rest if not words.CONTACTS.search(fold(piece))]
    return Notice(frozenset(sorts), " ".join(rest), phrase)


def _said(folded: str) -> list[tuple[str, str]]:
    """Return the sorts of a notice's phrases in a piece, each with the first of them; who is away must be the author."""
    said = [(sort, found[0]) for sort, pattern in _SORTS if (found := pattern.search(folded))]
    is_others = any(sort == "away" for sort, _ in said) and not words.is_of_the_author(folded)
    return [("elsewhere" if is_others and sort == "away" else sort, phrase) for sort, phrase in said]


def pieces(text: str) -> Iterator[str]:
    """Yield the pieces of the sentences of a text; lines that were broken to fit are joined first."""
    joined = ""
    for line in text[:_LONG].split("\n"):
        joined += line.strip() + (" " if len(line) >= _WRAPPED and line.rstrip()[-1:] not in ".!?:;" else "\n")
    yield from (piece for piece in _CUT.split(joined) if piece and _WORD.search(piece))
    if len(text) > _LONG:
        yield text[_LONG : _LONG + _PIECE_LIMIT]


def _is_filler(piece: str, folded: str) -> bool:
    """Tell whether a piece says nothing: a greeting, thanks, a name, a word or two, a date."""
    found = _WORD.findall(piece)
    if len(found) <= _FEW_WORDS or words.GREETING.fullmatch(folded.strip(" ,.!-")):
        return True
    return all(word[0].isupper() for word in found) and len(found) <= _NAME_WORDS


_NAME_WORDS = 6
_SORTS = (
    ("away", words.AWAY),
    ("left", words.LEFT),
    ("return", words.RETURN),
    ("later", words.LATER),
    ("access", words.ACCESS),
    ("contact", words.CONTACT),
    ("received", words.RECEIVED),
    ("statement", words.STATEMENT),
    ("ticket", system_words.TICKET),
    ("challenge", system_words.CHALLENGE),
    ("moderation", system_words.MODERATION),
    ("read", system_words.READ),
    ("robot", system_words.ROBOT),
    ("acknowledged", system_words.ACKNOWLEDGED),
)
_TELLING = frozenset({"away", "elsewhere", "left", "robot", "statement", "ticket", "received", "challenge"})
