"""Names of people: taken out of a speaker line, their titles dropped, odd capitals repaired, and compared."""

import re
import unicodedata

from rapidfuzz import fuzz

from mailflow.domain.agenda import Speaker

_TITLES = re.compile(
    r"(?:(?:dr|prof|professor|professeure?|pr|prof\.?ssa|dott\.?(?:ssa)?|sig(?:\.ra)?|sra?|dra|mr|mrs|ms|mx|mme|mlle|dipl|ing|sir|herr|frau)\b\.?\s+|M\.\s+(?=\w[\w'’-]+\s+\S))+",
    re.IGNORECASE,
)
_POSTNOMINAL = re.compile(r"(?:ph\.?\s?d|m\.?d|msc|bsc|jr|sr|esq)\.?", re.IGNORECASE)
_BETWEEN = re.compile(r"[,;]|\s(?:and|et|und|&)\s|\s[ey]\s(?=[^\s,;(]+\s[^\s,;(])")  # José Ortega y Gasset is one person
_PARTICLES = frozenset(
    ("van", "der", "den", "de", "di", "da", "del", "della", "von", "zu", "zur", "du", "la", "le", "dos", "el", "al", "bin", "ter", "y")
)
_PIECE = re.compile(r"[^\W\d_]+")
_SCOTTISH = re.compile(r"\bMc([a-z])")
_PLAIN = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"})
_SPELT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe"})
_NO_LETTER = re.compile(r"[\W_]+")
_FILLERS = frozenset(
    ("meeting", "meetings", "reunion", "the", "of", "de", "du", "des", "la", "le", "les", "and", "et", "a", "an", "for", "pour", "d", "l")
)
_MOST_PEOPLE = 200
_LONGEST_SLUG = 40
_ALIKE = 85


def parse_speakers(text: str) -> tuple[Speaker, ...]:
    """Read `Name (Affiliation (with (nested) brackets)), Name2` as people; empty and nameless parts are dropped."""
    people = (_parse_speaker(part) for part in _split_people(text)[:_MOST_PEOPLE])
    return tuple(person for person in people if person is not None)


def _split_people(text: str) -> list[str]:
    """Split at commas and `and` outside brackets."""
    parts, begin = [], 0
    for found in _BETWEEN.finditer(_without_brackets(text)):
        parts.append(text[begin : found.start()])
        begin = found.end()
    return [*parts, text[begin:]]


def _without_brackets(text: str) -> str:
    """Return a text of the same length in which what stands in brackets is blotted out; a bracket that nobody closes ends at `),`."""
    shown, depth = [], 0
    is_whole = text.count("(") <= text.count(")")
    for place, letter in enumerate(text):
        depth = max(0, depth + (letter == "(") - (letter == ")"))
        if letter == ")" and not is_whole and text[place + 1 : place + 2] in ",;":
            depth = 0
        shown.append("(" if depth else letter)
    return "".join(shown)


def _parse_speaker(part: str) -> Speaker | None:
    name, _, affiliation = part.strip().partition("(")
    name = tidy_name(name)
    if not any(letter.isalpha() for letter in name) or _POSTNOMINAL.fullmatch(name):
        return None
    affiliation = affiliation.strip()
    if affiliation.endswith(")") and affiliation.count(")") > affiliation.count("("):
        affiliation = affiliation[:-1]
    return Speaker(name, affiliation.strip())


def tidy_name(name: str) -> str:
    """Return a name in one line without titles, its capitals repaired if the whole name is upper or lower case."""
    name = " ".join(name.split()).strip(" ,;:.-•*")
    name = _TITLES.sub("", name, count=1) if _TITLES.match(name) else name
    is_odd = name.islower() or (name.isupper() and " " in name)  # a single word in capitals may be an acronym
    return _capitalised(name) if is_odd else name


def _capitalised(name: str) -> str:
    words = name.lower().split()
    shown = [word if place and word in _PARTICLES else _PIECE.sub(_capital, word) for place, word in enumerate(words)]
    return _SCOTTISH.sub(lambda found: "Mc" + found[1].upper(), " ".join(shown))


def _capital(found: re.Match[str]) -> str:
    return found[0][:1].upper() + found[0][1:]


def plain_key(name: str) -> str:
    """Return what two spellings of one name share: capitals, blanks and titles are ignored, accents count."""
    return " ".join(tidy_name(name).casefold().split())


def foldings(name: str) -> frozenset[str]:
    """Return a name in plain ASCII-like letters, with `ü` read as `u` and as `ue`."""
    lower = plain_key(unicodedata.normalize("NFC", name))
    return frozenset(_bare(lower.translate(table)) for table in (_PLAIN, _SPELT))


def fold(name: str) -> str:
    """Return a name or title in lower case, without accents and punctuation."""
    return _bare(unicodedata.normalize("NFC", name).casefold().translate(_PLAIN))


def _bare(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text)
    return _NO_LETTER.sub(" ", "".join(letter for letter in letters if not unicodedata.combining(letter))).strip()


def is_same_on_slot(one: Speaker, other: Speaker) -> bool:
    """Tell whether two speakers of one slot are one person entered twice.

    A shared address proves it only where the names are alike: an institute's common address may serve two people.
    """
    addresses = {speaker.email.casefold() for speaker in (one, other) if speaker.email}
    if len(addresses) > 1:
        return False
    if foldings(one.name) & foldings(other.name):
        return True
    is_shared = one.email is not None and other.email is not None
    return is_shared and fuzz.token_set_ratio(fold(one.name), fold(other.name)) >= _ALIKE


def slug_of(title: str) -> str:
    """Return a short name for a series, `technical-coordination`, from its title."""
    words = [word for word in fold(title).split() if word.isascii()]
    telling = [word for word in words if word not in _FILLERS] or words
    slug = ""
    for word in telling:
        longer = f"{slug}-{word}" if slug else word[:_LONGEST_SLUG]
        if len(longer) > _LONGEST_SLUG:
            break
        slug = longer
    return slug or "meeting"
