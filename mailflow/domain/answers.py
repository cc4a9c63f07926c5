"""Short answers to what we asked: which of numbered choices, and what the secretary decides of each entry of a digest."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from mailflow.domain.commands.bare import alternatives, bare, words_of
from mailflow.domain.commands.order_words import ASKING, POLITE, POLITE_AFTER
from mailflow.domain.commands.phrases import CLOSINGS, is_greeting, is_name, normal, without_sign_off

NONE_OF_THEM = -1
"""What `chosen` returns where the answer takes none of the choices."""


class Decision(StrEnum):
    """What becomes of an entry of the digest."""

    CHOOSE = "choose"
    ADD = "add"
    DISCARD = "discard"
    ASK = "ask"
    PLACE = "place"


@dataclass(frozen=True, slots=True)
class Ruling:
    """A decision on the entry `label`.

    CHOOSE has the `number` of the candidate, from 1, PLACE that of any item of the agenda, from 0; ADD may have a `title`.
    """

    label: str
    decision: Decision
    number: int = 0
    title: str = ""


def chosen(text: str, labels: Sequence[str], *, names: tuple[str, ...] = ()) -> int | None:
    """Return the index of the choice that an answer takes, -1 for none of them, None where it says anything else or is unclear.

    A bare number is that of a choice as they were numbered, from 1; a title in full goes before one that only contains the words.

    Args:
        text: newly written text of the answer.
        labels: the choices in their order, each a key and a title (`3.2 EGO`), or either.
        names: names of the author, which may stand under it.
    """
    said = bare(text, names=names)
    if not said or _UNCLEAR.search(text):
        return None
    words = words_of(said)
    if _NONE.fullmatch(words):
        return NONE_OF_THEM
    found = (_taken(core, labels) for core in (words, _core(words)))
    return next((index for index in found if index is not None), None)


def _taken(core: str, labels: Sequence[str]) -> int | None:
    by_number = _numbered(core, len(labels))
    return _named(core, labels) if by_number is None else by_number


def _core(words: str) -> str:
    """Take away what may stand around a choice: `it's for … please`, `option …`, `the … one`."""
    inner = _AROUND_START.sub("", words)
    return _AROUND_END.sub("", inner) or inner


def _numbered(core: str, count: int) -> int | None:
    number = _NUMBERS.get(core.strip(), core.strip())
    if core.strip() in _LAST:
        return count - 1 if count else None
    return int(number) - 1 if number.isdecimal() and number.isascii() and len(number) <= _DIGITS and 1 <= int(number) <= count else None


def _named(core: str, labels: Sequence[str]) -> int | None:
    """Return which label is meant: one that says just this, else the only one that contains it; a number before it must agree."""
    squeezed = _squeezed(core)
    if len(squeezed) < _LEAST_LETTERS:
        return None
    exact = [index for index, label in enumerate(labels) if squeezed in _forms(index, label)]
    if exact:
        return exact[0] if len(exact) == 1 else None
    if len(squeezed) <= _LEAST_LETTERS or core.strip().replace(" ", "").isdecimal():
        return None
    containing = [index for index, label in enumerate(labels) if f"{core} " in f"{_title_words(label)} "]
    return containing[0] if len(containing) == 1 else None


def _forms(index: int, label: str) -> set[str]:
    """Return what names a choice: its key, its title, both, and its number with either, without spaces and signs."""
    key, title = _parted(label)
    whole = {_squeezed(words_of(piece)) for piece in (title, label)}
    keys = {_squeezed(words_of(key))} if "." in key else set()
    numbered = {_squeezed(f"{index + 1} {form}") for form in whole}
    return (whole | keys | numbered) - {""}


def _parted(label: str) -> tuple[str, str]:
    match = _KEY.match(label)
    return (match[1], label[match.end() :]) if match else ("", label)


def _title_words(label: str) -> str:
    return words_of(_parted(label)[1])


def _squeezed(words: str) -> str:
    """Write words together: `hl lhc` and `HL-LHC` are one; numbers stay apart (`3.2` is not `32`)."""
    return re.sub(r"(?<!\d) | (?!\d)", "", words.strip())


def parse_rulings(
    text: str, labels: Sequence[str], *, places: Sequence[str] = (), names: tuple[str, ...] = ()
) -> tuple[Ruling, ...] | None:
    """Return what a reply to a digest decides, one ruling a line; None where a line says anything else: then nothing is decided.

    Args:
        text: newly written text of the reply: `A 1`, `B: discard`, `C ask`, `A add WP4 computing`; with one entry the word alone.
        labels: the letters of the entries.
        places: the items under which a mail may be put by their name, each a key and a title (`A under CTA`, `A 3.1`).
        names: names of the author, which may stand under it.
    """
    if len(text) > _RULINGS_LIMIT or _UNCLEAR.search(text):
        return None
    rulings: dict[str, Ruling] = {}
    for line in _ruling_lines(text, names):
        found = _rulings_of(line, labels, places)
        if not found or any(rulings.setdefault(ruling.label, ruling) != ruling for ruling in found):
            return None
    return tuple(rulings.values()) or None


def _ruling_lines(text: str, names: tuple[str, ...]) -> list[str]:
    """Return the lines between greeting and sign-off: the first and last may be politeness, and nothing else is dropped."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    if len(lines) > 1 and is_greeting(lines[0]):
        lines = lines[1:]
    kept = without_sign_off(lines, names)
    if len(kept) > 1 and _closes_before_a_name(kept):
        kept = kept[:-2] or kept
    return [line for line in kept if line]


def _closes_before_a_name(lines: list[str]) -> bool:
    """Tell whether the last two lines are a closing and a name: `Best,` and `Eva`."""
    return _is_closing(lines[-2]) and all(is_name(word.rstrip(".")) for word in lines[-1].split()) and len(lines[-1]) > 1


def _is_closing(line: str) -> bool:
    return normal(line) in CLOSINGS


def _rulings_of(line: str, labels: Sequence[str], places: Sequence[str]) -> list[Ruling]:
    """Read one ruling, or several divided by commas."""
    whole = _ruling(line, labels, places)
    if whole and (whole.decision is not Decision.ADD or not _DIVIDED.search(line)):
        return [whole]
    several = [_ruling(piece.strip(), labels, places) for piece in _DIVIDED.split(line) if piece.strip()]
    return [ruling for ruling in several if ruling] if all(several) else [whole] if whole else []


def _ruling(line: str, labels: Sequence[str], places: Sequence[str]) -> Ruling | None:
    by_label = {label.casefold(): label for label in labels}
    match = _LABELLED.match(line)
    if match and match[1].casefold() in by_label:
        return _decided(by_label[match[1].casefold()], line[match.end() :], places)
    return _decided(labels[0], line, places) if len(labels) == 1 else None


def _decided(label: str, said: str, places: Sequence[str]) -> Ruling | None:
    words = _POLITE_END.sub("", _POLITE_START.sub("", words_of(said)))
    number = _CHOICE.fullmatch(words)
    if number:
        return Ruling(label, Decision.CHOOSE, int(number[1])) if int(number[1]) else None
    decision = next((decision for decision, pattern in _DECISIONS if pattern.fullmatch(words)), None)
    if decision:
        return Ruling(label, decision)
    titled = _ADD_TITLED.fullmatch(said.strip())
    title = titled[1].strip(" \"'“”„«».") if titled else ""
    if titled:
        return Ruling(label, Decision.ADD, title=title) if title and len(title) <= _TITLE_LIMIT else None
    place = _named(words_of(_UNDER.sub("", said.strip())), places)
    return None if place is None else Ruling(label, Decision.PLACE, place)


_RULINGS_LIMIT = 4_000
_UNDER = re.compile(r"\A(?:(?:put|file) (?:it|this) )?(?:under|in|into|to|sous|dans|unter)\s+", re.IGNORECASE)
_TITLE_LIMIT = 80
_DIGITS = 3
_LEAST_LETTERS = 2
_UNCLEAR = re.compile(r"[?¿؟…]|\.\.")
_DIVIDED = re.compile(r"\s*[,;]\s*")
_KEY = re.compile(r"\s*(\d+(?:\.\d+)*)\.?[\s:)–-]+(?=\S)")
_LABELLED = re.compile(r"[\s*>(\[]*(?:entry |eintrag )?([A-Za-z]{1,2})(?:[\s:=.)\]–—-]+|(?=\d))", re.IGNORECASE)
_NONE = re.compile(
    rf"{alternatives(POLITE)}{{0,6}}"
    + alternatives("""
en: none [of (these/them/those/the above/the two/the three/your choices/the choices)] [(fits/fit/is right/applies/apply)]; neither
    [(of (these/them/the two)/one/fits)]; 0; zero; nothing of (these/that); not any of (these/them); no one of (these/them)
fr: aucun [(des deux/d'entre eux/de ceux-ci)]; aucune [(des deux/d'entre elles)]; ni l'un ni l'autre; rien de tout cela
de: (keins/keines/keiner/keine) [(davon/von beiden/von diesen/der beiden)]; weder noch; nichts davon
it: (nessuno/nessuna) [(di questi/di queste/dei due)]; né l'uno né l'altro
es: (ninguno/ninguna) [(de estos/de estas/de los dos/de ellos)]; ni uno ni otro
nl: (geen) [(van beide/van deze/van de twee/enkele)]; geen van beiden; geen van deze; geen enkele
pl: (żaden/żadna/żadne) [(z nich/z tych)]; ani jeden ani drugi
pt: (nenhum/nenhuma) [(destes/destas/deles/dos dois)]; nem um nem outro
""")
    + rf"{alternatives(POLITE_AFTER)}{{0,6}}"
)
_AROUND_START = re.compile(
    rf"^(?:(?:{alternatives(POLITE)}|{alternatives(ASKING)})(?= |$)){{0,6}}(?:"
    + alternatives("""
en: (it's/it is/this is/that is/that's/this was/it was/it belongs/this belongs/it should be/take/use/put it/file it/I mean/I meant/I choose/
    I take/I'd take/my answer is/the answer is/my report is/it goes) [(for/to/under/in/about/into)]; for; under; to
fr: (c'est/c'était/il s'agit de/je choisis/cela concerne) [(pour/au/à/de)]; pour; sous
de: (das ist/es ist/das war/ich meine/ich nehme/das gehört/es gehört/das gilt) [(für/zu/unter/zum)]; für; zu; unter
it: (è/era/scelgo/si tratta di) [per]; per
es: (es/era/elijo/se trata de) [(para/de)]; para
nl: (het is/dit is/dat is/ik kies/het hoort) [(voor/bij/onder)]; voor; bij
pl: (to jest/chodzi o/wybieram/to) [(dla/do)]; dla; do
pt: (é/era/escolho/trata-se de) [(para/de)]; para
""")
    + "(?= |$))?(?:"
    + alternatives("the; le; la; l; der; die; das; den; dem; il; el; lo; de; het; o; a")
    + "(?= |$))?(?:"
    + alternatives("""option; number; choice; nr; numéro; choix; Nummer; Auswahl; numero; opzione; opción; número; nummer; optie;
    opcja; numer; opção""")
    + "(?= |$))?"
)
_AROUND_END = re.compile(rf"(?: one| option| choice)?(?:{alternatives(POLITE_AFTER)}){{0,6}}$")
_ORDINALS = """
one first 1st un une premier première 1er eins erste erster erstes ersten uno una primo prima primero primera een eerste 1e jeden
    pierwszy pierwsza
pierwsze um uma primeiro primeira;
two second 2nd deux deuxième second seconde 2e zwei zweite zweiter zweites zweiten due secondo seconda dos segundo segunda twee tweede
    dwa drugi druga
drugie dois duas;
three third 3rd trois troisième 3e drei dritte dritter drittes dritten tre terzo terza tres tercero tercera drie derde trzy trzeci
    trzecia trzecie três
terceiro terceira;
four fourth 4th quatre quatrième 4e vier vierte vierter viertes quattro quarto quarta cuatro cuarto cuarta vierde cztery czwarty
    czwarta quatro;
five fifth 5th cinq cinquième 5e fünf fünfte fünfter fünftes cinque quinto quinta cinco vijf vijfde pięć piąty piąta;
six sixth 6th sixième sechs sechste sei sesto sesta seis sexto sexta zes zesde sześć szósty szósta;
seven seventh 7th sept septième sieben siebte sette settimo settima siete séptimo séptima sete sétimo sétima zeven zevende siedem siódmy;
eight eighth 8th huit huitième acht achte otto ottavo ottava ocho octavo octava oito oitavo oitava achtste osiem ósmy;
nine ninth 9th neuf neuvième neun neunte nove nono nona nueve noveno novena negen negende dziewięć dziewiąty;
ten tenth 10th dix dixième zehn zehnte dieci decimo decima diez décimo décima dez tien tiende dziesięć dziesiąty
"""
_NUMBERS = {
    words_of(word).strip(): str(number) for number, words in enumerate(_ORDINALS.split(";"), start=1) for word in words.split()
}
_LASTS = "last; dernier; dernière; letzte; letzter; letztes; ultimo; ultima; último; última; laatste"
_LAST = frozenset(words_of(word).strip() for word in _LASTS.split(";"))
_POLITE_START = re.compile(rf"^(?:(?:{alternatives(POLITE)}|{alternatives(ASKING)})(?= |$)){{1,6}}")
_POLITE_END = re.compile(rf"{alternatives(POLITE_AFTER)}{{1,6}}$")
_CHOICE = re.compile(r"(?: choose| option| number| candidate| nummer| numero| choix)? (\d{1,3})")
_DECISIONS = (
    (
        Decision.DISCARD,
        re.compile(
            alternatives("""
en: (discard/delete/ignore/drop/remove/reject/dismiss/trash/skip/throw away) [(it/this/that)]; discarded; spam; junk
fr: (ignorer/ignorez/supprimer/supprimez/rejeter/rejetez/jeter/jetez/écarter/écartez/effacer/effacez) [(le/la)]
de: [es] (verwerfen/löschen/ignorieren/ablehnen/wegwerfen/entfernen/weg); verwirf; lösche; ignoriere
""")
        ),
    ),
    (
        Decision.ASK,
        re.compile(
            alternatives("""
en: ask [(back/sender/the sender/him/her/them/the author/again)]; question; query
fr: (demander/demandez/demande/question) [(à l'expéditeur/à l'auteur)]; poser la question
de: (fragen/nachfragen/rückfragen/Rückfrage/frag nach/frage nach/fragen Sie nach/zurückfragen/Frage)
""")
        ),
    ),
    (
        Decision.ADD,
        re.compile(
            alternatives("""
en: (add/create/new/insert) [(it/a slot/slot/new/item/an item/as new/one/new slot/new item)]
fr: (ajouter/ajoutez/créer/créez/nouveau/nouvelle) [(point/le/la/rubrique)]
de: (hinzufügen/anlegen/neu/ergänzen/aufnehmen) [anlegen]; neuer Punkt; neu anlegen
""")
        ),
    ),
)
_ADD_TITLED = re.compile(
    r"(?:please |bitte )?(?:add|create|new|insert|ajouter|ajoutez|créer|créez|nouveau|hinzufügen|anlegen|neu|ergänzen)"
    r"(?: (?:it |this )?(?:as|als|comme|slot|item))?\s*[:=–—-]?\s+(\S[^\n]{0,100})",
    re.IGNORECASE,
)
