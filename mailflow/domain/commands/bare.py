"""What a short text says between its greeting and its sign-off, and tables of what it may say there."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from mailflow.domain.classification.folding import fold
from mailflow.domain.commands.phrases import (
    CLOSINGS,
    EVERYBODY,
    GREETINGS,
    THANKS,
    is_name,
    is_refusing,
    normal,
    read_table,
    undecorated,
    without_greeting,
    without_sign_off,
)

TEXT_LIMIT = 500
"""Whoever orders, thanks or chooses is brief: a longer text says more, and is not looked at."""
_NAME_WORDS = 3
_LONGEST_PHRASE = 6
_PHRASE_WORDS = 14
_SIGNS = frozenset(" .,;:!?¿¡'’‘`´\"“”„«»()[]<>@_#/&+*-–—…=|°")  # noqa: RUF001 - signs that people write
_SMILES = re.compile(r"[👍👌🙏🙂😊😀😃😄😁👏🎉✅✔❤🤝][🏻-🏿\ufe0f]*|(?<!\S)[:;]-?\)(?!\S)")
_WORD_BREAK = re.compile(r"[\W_]+")
_STOPS = ",.!:;–—-"
_MORE_THANKS = """
en: thanks in advance; many thanks in advance; thank you in advance; thx; cheers; thanks so much; thank you so much; ta
fr: merci d'avance; merci bien; avec mes remerciements; merci par avance
de: danke im Voraus; vielen Dank im Voraus; besten Dank; herzlichen Dank; danke dir; danke Ihnen
it: grazie in anticipo; tante grazie; ti ringrazio; vi ringrazio
es: gracias de antemano; mil gracias
nl: alvast bedankt; dank je; dank je wel; dank u; dank u wel; bij voorbaat dank
pl: z góry dziękuję; dziękuję bardzo; bardzo dziękuję; wielkie dzięki
pt: obrigado desde já; obrigada desde já; desde já obrigado; desde já obrigada
"""
_MORE_CLOSINGS = """
en: all the best; many regards; with kind regards; with best regards; sincerely; yours; yours sincerely; best greetings; sent with thanks
fr: bonne journée; bonne soirée; amicalement; à bientôt; sincères salutations; salutations; salutations distinguées; bien à toi
de: mit besten Grüßen; mit freundlichem Gruß; Gruß; Grüße; schöne Grüße; gruss; grüsse; beste Grüsse; viele Grüsse; MFG; bis bald
it: distinti saluti; un saluto; un caro saluto; a presto; buona giornata
es: saludos cordiales; un cordial saludo; atentamente; un abrazo; hasta luego
nl: groetjes; vriendelijke groet; hartelijke groet; hartelijke groeten; beste groeten; mvg
pl: z poważaniem; pozdrowienia; serdecznie pozdrawiam; pozdrawiam serdecznie; z wyrazami szacunku
pt: atenciosamente; com os melhores cumprimentos; melhores cumprimentos; abraços; um abraço; saudações
"""


def bare(text: str, *, names: tuple[str, ...] = ()) -> str | None:
    """Return on one line what a short text says without greeting, thanks behind, and sign-off; as it is written else.

    None where the text is longer than TEXT_LIMIT, or has signs in it that may change what it says.
    """
    return None if len(text) > TEXT_LIMIT else _bare(text, names)


def bare_lines(text: str, *, names: tuple[str, ...] = ()) -> tuple[str, ...] | None:
    """Return what `bare` does, line by line as it is written; None where that returns None."""
    lines = None if len(text) > TEXT_LIMIT else _lines_of(text)
    return None if lines is None else tuple(without_sign_off(without_greeting(lines), names))


def _lines_of(text: str) -> list[str] | None:
    lines = [line for line in (undecorated(_SMILES.sub(" ", line)) for line in text.split("\n")) if line]
    return None if any(not _is_plain(line) for line in lines) else lines


@lru_cache(maxsize=256)
def _bare(text: str, names: tuple[str, ...]) -> str | None:
    """Work out what `bare` returns: several grammars read one mail, one after the other."""
    lines = _lines_of(text)
    if lines is None:
        return None
    said = " ".join(without_sign_off(without_greeting(lines), names))
    # A sign that stands alone, as French puts it before `!`, belongs to no word.
    words = [word for word in said.split() if word.strip("!,.;:")]
    return _without_ends(words, _own(names)).strip(" ,.;:!-–—")


def words_of(said: str) -> str:
    """Return words as the tables know them: small, without accents and punctuation, with a space before each."""
    return "".join(f" {word}" for word in _WORD_BREAK.split(fold(unicodedata.normalize("NFKC", said))) if word)


def compile_table(table: str, **parts: str) -> re.Pattern[str]:
    """Compile a table of what may be said, to be matched with `words_of` a text.

    Args:
        table: phrases divided by `;`, the first line of a language begun by its code: words, `(one/other)`, `[what may be missing]`,
            and `{name}` of a part.
        parts: a piece of a phrase by name.
    """
    return re.compile(alternatives(table, **parts))


def alternatives(table: str, **parts: str) -> str:
    """Return a table (see `compile_table`) as the source of a regular expression: one group."""
    for name, part in reversed(parts.items()):
        table = table.replace(f"{{{name}}}", f"({' '.join(part.split())})")
    unlabelled = re.sub(r"(?m)^[a-z]{2}: ", ";", table)
    phrases = (_phrase(piece) for piece in unlabelled.split(";"))
    return f"(?:{'|'.join(dict.fromkeys(filter(None, phrases)))})"


def consists_of(said: str, phrase: re.Pattern[str]) -> bool:
    """Tell whether words (as `words_of` gives them) are phrases and nothing else; in time linear in their number."""
    starts = [match.start() for match in re.finditer(" ", said)]
    ends = [*starts[1:], len(said)]
    reached = {0}
    for number, start in enumerate(starts):
        if start in reached:
            reached.update(end for end in ends[number : number + _PHRASE_WORDS] if phrase.fullmatch(said, start, end))
    return bool(starts) and len(said) in reached


_TOKEN = re.compile(r"[()\[\]/]|[^()\[\]/\s]+")
_GRAMMAR = {"(": "(?:", ")": ")", "[": "(?:", "]": ")?", "/": "|"}


def _phrase(piece: str) -> str:
    return "".join(_GRAMMAR.get(token) or words_of(token) for token in _TOKEN.findall(piece))


def _is_plain(line: str) -> bool:
    """Tell whether a line has only letters, digits and the signs of ordinary writing: no thumb down, box, stroke or hidden character."""
    return all(sign.isalnum() or sign in _SIGNS for sign in unicodedata.normalize("NFC", line))


def _own(names: Iterable[str]) -> set[str]:
    return {word for name in names for word in normal(name).split() if not is_refusing(word)}


def _without_ends(words: list[str], own: set[str]) -> str:
    """Take the greeting off, and thanks, sign-off and names off the end as long as there are any."""
    before = None
    words = _without_opening(words)
    while words != before:
        before = words
        words = _without_closing(words, own)
    return " ".join(words)


def _without_opening(words: list[str]) -> list[str]:
    """Take away a greeting with those whom it greets: `Hi Eva, …`."""
    greeting = _length_of(words, _ALL_GREETINGS)
    if not greeting:
        return words
    rest = words[greeting:]
    if not words[greeting - 1].endswith(tuple(_STOPS)):
        rest = rest[_addressees(rest) :]
    return rest or words


def _addressees(words: list[str]) -> int:
    """Return how many words are those who are greeted: names up to a comma, or everybody."""
    for count, word in enumerate(words[:_NAME_WORDS], start=1):
        if not (normal(word) in EVERYBODY or is_name(word.rstrip(_STOPS))):
            return 0
        if word[-1] in _STOPS and len(word) > 2:  # noqa: PLR2004 - `J.` is an initial
            return count
    return next((count for count, word in enumerate(words) if normal(word) not in EVERYBODY), 0)


def _without_closing(words: list[str], own: set[str]) -> list[str]:
    """Take away what closes a mail: `…, thanks`, `…. Best regards, Anna`; a name alone only if it is the author's."""
    count = len(words)
    while count > 1 and normal(words[count - 1]) and set(normal(words[count - 1]).split()) <= own:
        count -= 1
    for start in range(max(0, len(words) - _NAME_WORDS - _LONGEST_PHRASE), len(words)):
        length = _length_of(words[start:], CLOSING_PHRASES)
        signed = words[start + length :] if length else []
        if length and len(signed) <= _NAME_WORDS and all(is_name(word.strip(_STOPS)) or normal(word) in own for word in signed):
            return words[: min(start or length, count)]
    return words[:count]


def _length_of(words: list[str], phrases: frozenset[str]) -> int:
    """Return how many words make the longest of the phrases with which they begin; 0 if none."""
    said = [normal(word) for word in words[:_LONGEST_PHRASE]]
    return next((count for count in range(len(said), 0, -1) if " ".join(said[:count]) in phrases), 0)


_ALL_THANKS = THANKS | read_table(_MORE_THANKS)
CLOSING_PHRASES = frozenset(CLOSINGS) | _ALL_THANKS | read_table(_MORE_CLOSINGS)
_ALL_GREETINGS = frozenset(normal(greeting) for greeting in GREETINGS) | read_table("greetings; hi there; hello there; moin; servus; witam")
