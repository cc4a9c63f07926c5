"""What somebody is to do: said in so many words (`ACTION Ian: …`, `-> Rosie: …`), or by a sentence (`Ian will …`, `Rosie to …`)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from mailflow.domain.matching.phrases import words_in
from mailflow.domain.notes.people import Opening, People, looks_like_a_name
from mailflow.domain.notes.words import ACTION, ACTIONS, any_of, flat, phrases_in

_ARROW = re.compile(r"(?:->|=>|-->|→|⇒|➔|➜|►|\[[ ]?\])\s*")
_WORD = re.compile(rf"[*_\[(]{{0,3}}(?P<word>{any_of(ACTION)})\b(?P<number>\s?#?\d{{1,3}}\b(?!\.\d))?[*_]{{0,2}}")
_FOR = re.compile(r"\s+(?:on|for|an|fur|pour|per|para|voor|dla|auf|by)\s+(?=\S)")
_BRACKETED = re.compile(r"\s*[(\[](?P<name>[^()\[\]:]{1,60})[)\]][*_]{0,2}\s*[:–—-]?\s*")
_BEFORE_SIGN = re.compile(r"\s*(?P<name>[^:()\[\]\n]{1,60}?)\s*(?:\([^()]{1,40}\))?[\])]?[*_]{0,2}\s*(?::|\s[–—-]\s|[–—|])\s*")
_COLON = re.compile(r"\s*[:–—-][*_]{0,2}\s*|\s*[\])]\s*:?\s*")
_OWNER_BEHIND = re.compile(r"\s*[(\[](?P<name>[^()\[\]]{1,60})[)\]]\s*(?P<rest>[,;][^()\[\]]{2,60})?[.;]?\s*\Z")
_SHOUTED = frozenset({"ai", "ap"})
_EVERYBODY = words_in("all everyone everybody tous toutes alle tutti todos allen wszyscy chair")
_OWNER_WORDS = 4
_SENTENCES = 100
_MUST = re.compile(
    r"\s*[,:–—-]?\s*(?:"
    r"will|shall|to|(?:agreed|agrees|has|needs|is|offered|offers|promised|volunteered|volunteers|committed|is\sgoing)\sto"
    r"|va\sa|va|doit|(?:s'engage|s'est\sengagee?)\sa|se\scharge\s(?:de|d')|accepte\sde|wird|soll|muss|deve|dovra|si\simpegna\sa|si\soccupa\sdi"
    r"|debe|tiene\sque|se\sencarga\sde|se\scompromete\sa|zal|moet|gaat|ma|vai|ficou\sde|compromete-se\sa"
    r")\s+(?!be\b|not\b|have\b|also\sbe\b)(?=\w)|'ll\s+(?!be\b|not\b|have\b)"
)
_OWN = re.compile(r"(?:will|i\swill|i'll|to|ich\swerde|je\svais|ik\szal|vou)\s+(?!be\b|not\b|have\b)")
_FUTURE = re.compile(
    r"\s+(?=(?!(?:sera|aura|sara|avra|tera|tendra|estara|pourra|potra|podra|extra|camera|era|opera)\b)(?:(?:le|lo|la|les|nous|vous|se|ci|vi|nos)\s)?\w{2,}ra\b"
    r"|(?:wysle|przesle|rozesle|przygotuje|sprawdzi|skontaktuje|napisze|zorganizuje|uzupelni|przekaze|umowi|zapyta|zaprosi|ustali|zbada)\b)"
)
_SENTENCE = re.compile(r"[.!?]\s+(?=[^\W\da-z_])|;\s+|\s[–—]\s")
_LEADING = re.compile(r"(?:to|will|soll|doit|deve|debe|moet|ma)\s+(?=\w)|[:–—-]\s*")


@dataclass(frozen=True, slots=True)
class Task:
    """Who is to do what; no `owner` where nobody is named."""

    owner: str
    text: str


def framed(line: str, people: People) -> Task | None:
    """Return what a line says that somebody is to do, in so many words."""
    called = _called(line, people)
    if called is not None:
        return called
    arrow = _ARROW.match(line)
    return _by_word(line, people) if arrow is None else _after_arrow(line[arrow.end() :], people)


def _by_word(line: str, people: People) -> Task | None:
    word = _WORD.match(flat(line[:120]))
    if word is None or (word["word"] in _SHOUTED and not line[word.start("word") : word.end("word")].isupper()):
        return None
    joined = _FOR.match(flat(line[:160]), word.end())
    rest = line[joined.end() if joined else word.end() :]
    return _bracketed(rest, people) or _with_colon(rest, people, word["word"]) or _without_colon(rest, people)


def _called(line: str, people: People) -> Task | None:
    """Read `@Rosie: text`, `@Rosie please …`."""
    person = people.opening(line[1:]) if line.startswith("@") else None
    return None if person is None else _task(person.name, line[1 + person.end :].lstrip(" :,–-"))


def _after_arrow(rest: str, people: People) -> Task | None:
    named = _by_word(rest, people)
    if named is not None:
        return named
    before = _BEFORE_SIGN.match(rest)
    owner = _owner(before["name"], people) if before else ""
    if before is not None and owner:
        return _task(owner, rest[before.end() :])
    return _without_colon(rest, people)


def _bracketed(rest: str, people: People) -> Task | None:
    """Read `(Ian): text`."""
    found = _BRACKETED.match(rest)
    owner = _owner(found["name"], people) if found else ""
    return _task(owner, rest[found.end() :]) if found and owner else None


def _with_colon(rest: str, people: People, word: str) -> Task | None:
    """Read ` Ian: text`, `: Ian: text`, `: Ian to text`, `: text (Ian)`, `: text`."""
    colon = _COLON.match(rest)
    words = rest[colon.end() :] if colon else rest
    before = _BEFORE_SIGN.match(words)
    owner = _owner(before["name"], people) if before else ""
    if before is not None and owner and (colon is None or ":" in before[0] or people.find(before["name"])):
        return _task(owner, words[before.end() :])
    if colon is None:
        return None
    opened = _without_colon(words, people)
    if opened is not None or word in _SHOUTED:
        return opened
    return of_list(words, people)


def _without_colon(rest: str, people: People) -> Task | None:
    """Read ` Julia draw up a list`: somebody of the meeting, and what."""
    words = rest.lstrip()
    person = people.opening(words)
    return None if person is None or not words[person.end :].strip() else _task(person.name, words[person.end :])


def of_list(line: str, people: People) -> Task | None:
    """Return what a line of a list of actions says: `Ian: text`, `Ian - text`, `Ian to text`, `text (Ian)`, or text of nobody's."""
    before = _BEFORE_SIGN.match(line)
    owner = _owner(before["name"], people) if before else ""
    if before is not None and owner:
        return _task(owner, line[before.end() :])
    opened = next(promised(line, people), None)
    if opened is not None and people.opening(line) is not None:
        return _without_colon(line, people)
    behind = _OWNER_BEHIND.search(line)
    owner = _owner(behind["name"], people) if behind else ""
    if behind is not None and owner:
        return _task(owner, f"{line[: behind.start()]}{behind['rest'] or ''}")
    return _task("", line)


def promised(text: str, people: People) -> Iterator[Task]:
    """Yield what sentences say that somebody of the meeting will do: `Ian will …`, `Rosie agreed to …`, `Ian enverra …`."""
    begin = 0
    for end in [*_ends(text), (len(text), len(text))]:
        person = people.opening(text[begin : begin + 120])
        if person is not None:
            yield from _promise(person, text[begin : end[0]])
        begin = end[1]


def _ends(text: str) -> Iterator[tuple[int, int]]:
    for found in islice(_SENTENCE.finditer(text), _SENTENCES):
        yield found.span()


def _promise(person: Opening, sentence: str) -> Iterator[Task]:
    folded = flat(sentence)
    verb = _MUST.match(folded, person.end) or _FUTURE.match(folded, person.end)
    if verb is None:
        return
    what = sentence[verb.end() :].strip()
    if what and not (folded[person.end : verb.end()].strip() == "to" and what[0].isupper()):
        yield Task(person.name, what.rstrip(" ."))


def promised_by(author: str, remark: str) -> Task | None:
    """Return what the author of a remark says that they will do: `Ian: will ask around`."""
    own = _OWN.match(flat(remark[:40]))
    return Task(author, remark[own.end() :].rstrip(" .")) if own else None


def is_list_head(line: str) -> bool:
    """Tell whether a line is the heading of a list of actions."""
    return flat(line.strip(" \t*_#:=.")) in _LISTS


def _owner(written: str, people: People) -> str:
    """Return who is named before a sign: somebody of the meeting, everybody, or what is written like a name."""
    name = written.strip(" \t*_:")
    opened = people.opening(name)
    if opened is not None and opened.end == len(name):
        return opened.name
    is_named = people.find(name) or (name if looks_like_a_name(name) or flat(name) in _EVERYBODY or _is_group(name) else "")
    return is_named if len(name.split()) <= _OWNER_WORDS else ""


def _is_group(name: str) -> bool:
    return " " not in name and len(name) > 1 and name.upper() == name and name[0].isalpha()


def _task(owner: str, text: str) -> Task | None:
    words = text.strip(" \t*_").lstrip(" ]):")
    leading = _LEADING.match(flat(words[:20])) if owner else None
    words = words[leading.end() :] if leading else words
    return Task(owner, words.strip().rstrip(" .")) if words.strip(" .") else None


_LISTS = frozenset(phrases_in(ACTIONS))
