"""Orders by which a reader chooses what of the minutes to get.

`only SKA, ESO`, `only actions`, `text only`, `language fr`, `pause until 1 May`, `resume`, `all`: such an order, or several, are all of the
newly written text. What an order names must be there: items of the series, a date, a language. Whoever calls knows the items: a text
that names none of them (`only if it is ready`), or says more of one (`only SKA has reported`), is no order.
"""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from mailflow.domain.classification.absences import find_absence
from mailflow.domain.commands.bare import bare, bare_lines, compile_table, consists_of, words_of

_WORDS = 40


class Chosen(StrEnum):
    """What is chosen."""

    ITEMS = "items"
    ACTIONS = "actions"
    TEXT = "text"
    HTML = "html"
    LANGUAGE = "language"
    ALL = "all"
    PAUSE = "pause"
    RESUME = "resume"


@dataclass(frozen=True, slots=True)
class Choice:
    """An order: `names` are the items as they were written, `until` the day from which minutes come again, `language` a code."""

    chosen: Chosen
    names: tuple[str, ...] = ()
    until: date | None = None
    language: str = ""


_TABLES = {
    Chosen.ACTIONS: """
en: only (actions/the actions/action items); (actions/action items) only; just (actions/the actions)
fr: seulement les actions; uniquement les actions; les actions seulement; que les actions
de: nur (Aktionen/die Aktionen/Aufgaben/die Aufgaben)
it: solo (azioni/le azioni)
es: solo (acciones/las acciones)
nl: alleen (acties/de acties)
""",
    Chosen.TEXT: """
en: (text/plain text) only; only (text/plain text); plain text [please]; no HTML; without HTML
fr: texte seulement; texte seul; sans HTML; texte brut
de: nur Text; nur als Text; ohne HTML; reiner Text
it: solo testo; senza HTML
es: solo texto; sin HTML
nl: alleen tekst; zonder HTML
""",
    Chosen.HTML: """
en: with HTML; HTML; HTML again; HTML please; text and HTML
fr: avec HTML
de: mit HTML; wieder HTML
it: con HTML
es: con HTML
nl: met HTML
""",
    Chosen.ALL: """
en: all; all again; everything; everything again; all items; the whole minutes; whole minutes; full minutes; send me everything
fr: tout; tout de nouveau; compte rendu complet; le compte rendu complet; tous les points
de: alles; wieder alles; alle Punkte; das ganze Protokoll; ganzes Protokoll
it: tutto; di nuovo tutto; verbale completo
es: todo; todo de nuevo; acta completa
nl: alles; weer alles; alle punten
""",
    Chosen.RESUME: """
en: resume; resume minutes; end pause; stop pause; continue; unpause
fr: reprendre; fin de la pause
de: fortsetzen; Pause beenden; weiter
it: riprendere; riprendi
es: reanudar
nl: hervatten
""",
}
_COMPILED = {chosen: compile_table(table) for chosen, table in _TABLES.items()}
_ONLY = re.compile(
    r"(?:(?:i want|i would like|send(?: me)?|je veux|je voudrais|envoyez-moi|ich m[öo]chte)\s+)?"
    r"(?:only|just|seulement|uniquement|nur|solo|soltanto|sólo|alleen|tylko|só)\s+(?P<names>.+)",
    re.IGNORECASE,
)
_ENDS = (r"\n", r"\n|(?<!\d)[.;]\s+", r"\n|(?<!\d)[.;]\s+|[\s,;.]+\b(?:and|et|und|e|y)\b\s+")
_BETWEEN_ORDERS = tuple(re.compile(ends, re.IGNORECASE) for ends in _ENDS)
"""Where an order may end, the surest first: an item may be called `Q and A`."""
_BETWEEN = re.compile(r"\s*(?:[,;/+&]|\b(?:and|et|und|e|y|en|i)\b)\s*", re.IGNORECASE)
_PAUSE = re.compile(
    r"(?:please\s+)?(?:pause|pausa|pauze|pausieren|pausiere|suspendre|suspendez|suspend)\b[\s:,]*(?P<until>(?:until|till|jusqu|bis|fino|hasta|tot|à|a)\b.*|\d.*)?",
    re.IGNORECASE | re.DOTALL,
)
_POLITE = re.compile(r"\A(?:please|bitte|svp)\b|[\s,]*\b(?:please|bitte|svp|s'il vous plaît|per favore|por favor)\Z", re.IGNORECASE)
_LANGUAGE = re.compile(r" (?:language|langue|sprache|lingua|idioma|taal|in|en|auf|in het) (?P<named>[a-z]+)")
_LANGUAGES = {
    "en": "en english anglais englisch inglese ingles engels",
    "fr": "fr french francais franzosisch francese frances frans",
    "de": "de german allemand deutsch tedesco aleman duits",
}
_BY_NAME = {name: code for code, names in _LANGUAGES.items() for name in names.split()}


def parse_choices(text: str, *, today: date, names: tuple[str, ...] = ()) -> tuple[Choice, ...]:
    """Return the choices that a text consists of, in their order, a line or a clause each; none where it says anything else.

    Args:
        text, today, names: as `parse_choice` takes them.
    """
    said = "\n".join(bare_lines(text, names=names) or ())
    for between in _BETWEEN_ORDERS:
        choices = tuple(parse_choice(part, today=today, names=names) for part in between.split(said) if part.strip())
        if len(choices) > 1 and all(choices):
            return tuple(filter(None, choices))
    whole = parse_choice(text, today=today, names=names)
    return () if whole is None else (whole,)


def parse_choice(text: str, *, today: date, names: tuple[str, ...] = ()) -> Choice | None:
    """Return the choice that a text consists of; None where it says anything else.

    Args:
        text: newly written text.
        today: the day on which it came; a date without a year is the next of its name.
        names: names of the author, which may stand under it.
    """
    said = _POLITE.sub("", bare(text, names=names) or "").strip(" ,.")
    if not said or "?" in text or len(said.split()) > _WORDS:
        return None
    words = words_of(said)
    simple = next((chosen for chosen, table in _COMPILED.items() if consists_of(words, table)), None)
    if simple is not None:
        return Choice(simple)
    language = _LANGUAGE.fullmatch(words)
    if language is not None and language["named"] in _BY_NAME:
        return Choice(Chosen.LANGUAGE, language=_BY_NAME[language["named"]])
    return _pause(said, today) or _items(said)


def _pause(said: str, today: date) -> Choice | None:
    found = _PAUSE.fullmatch(said)
    if found is None or not found["until"]:
        return None
    until = found["until"]
    absence = find_absence(f"I am away {'until ' * until[0].isdigit()}{until}", sent_on=today)
    return None if absence is None or absence.until <= today else Choice(Chosen.PAUSE, until=absence.until)


def _items(said: str) -> Choice | None:
    found = _ONLY.fullmatch(said)
    if found is None:
        return None
    named = tuple(name.strip() for name in _BETWEEN.split(found["names"]) if name.strip())
    return Choice(Chosen.ITEMS, names=named) if named else None
