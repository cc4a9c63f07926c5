"""What a mail says that it is the report of, where that is no slot: `WP4 report`, `Report for Virtual Observatory:`."""

from collections.abc import Iterator, Sequence

from mailflow.domain.matching.phrases import ARTICLES, FOR, GREETS, LOOSE, PERIODS, REPORT_WORDS, TOPICS
from mailflow.domain.matching.titles import Word, is_name, words_of

_SHORT = 8
_BARE = 2
_JOINING = ARTICLES | FOR | LOOSE


def title_in(line: str, text: str, known: set[str]) -> str:
    """Return what a line says that it is the report of, or an empty text.

    Args:
        line: a subject or a first line.
        text: of the mail; a plain capitalised word is a title only if it names it too.
        known: folded words that are no title: of the meeting, of people, of their affiliations.
    """
    words = words_of(line)
    if len(words) > _SHORT and not line.rstrip().endswith(":"):
        return ""
    written = {word.written for word in words_of(text)}
    return next(_titles(words, known | REPORT_WORDS | GREETS, written), "")


def bare_title(subject: str, text: str, known: set[str]) -> str:
    """Return a subject that is nothing but a name, which the text has as well; else an empty text."""
    words = words_of(subject)
    written = {word.written for word in words_of(text)}
    is_bare = 0 < len(words) <= _BARE and all(word.written in written and _has_inner_capital(word) for word in words)
    return " ".join(word.written for word in words) if is_bare and not known.intersection(word.folded for word in words) else ""


def _titles(words: Sequence[Word], known: set[str], written: set[str]) -> Iterator[str]:
    for place, word in enumerate(words):
        if word.folded in REPORT_WORDS:
            yield from _run(words, range(place - 1, -1, -1), known, written)
            yield from _run(words, range(place + 1, len(words)), known, written)


def _run(words: Sequence[Word], places: range, known: set[str], written: set[str]) -> Iterator[str]:
    """Yield the run of words that look like a name next to a place."""
    found: list[str] = []
    for place in places:
        word = words[place]
        if word.folded not in known and _looks_like_a_title(word, written):
            found.append(word.written)
        elif found or word.folded not in _JOINING:
            break
    if found and is_name("".join(found)):
        yield " ".join(reversed(found) if places.step < 0 else found)


def _looks_like_a_title(word: Word, written: set[str]) -> bool:
    """Tell whether a word is an acronym, has a digit or a capital within it, or is a capitalised one that the text has as well."""
    if not word.written[:1].isupper() or not any(char.isalpha() for char in word.written) or word.folded in PERIODS:
        return False
    return _has_inner_capital(word) or (word.written in written and word.folded not in TOPICS | ARTICLES and not word.written.isdigit())


def _has_inner_capital(word: Word) -> bool:
    inner = any(char.isupper() or char.isdigit() for char in word.written[1:])
    return inner and word.written[:1].isupper() and word.folded not in PERIODS
