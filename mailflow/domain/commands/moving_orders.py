"""The grammar of an answer that says when a planned meeting is to be instead: `move to 24 March 14:00`, `no, 24 March`, a date alone.

An order is the whole of the newly written text, as with the other orders of the chair; a text that begins like one, or has
nothing in it but dates and words that choose between them, and is none, is a doubted one: whoever reads it asks back.
"""

import re
from dataclasses import dataclass
from functools import cache

from mailflow.domain.commands.bare import TEXT_LIMIT, alternatives, bare, words_of
from mailflow.domain.commands.chairs_order_words import NEXT_MEETING, PARTS
from mailflow.domain.commands.chairs_orders import DATE_LENGTH, is_of_a_date, punctuated
from mailflow.domain.commands.order_words import POLITE


@dataclass(frozen=True, slots=True)
class MovingOrder:
    """The words of the date as they were written; it `is_plain` where nothing else is said, `is_next` where it names the next meeting."""

    argument: str
    is_plain: bool
    is_next: bool = False


def parse_moving_order(text: str, *, names: tuple[str, ...] = ()) -> MovingOrder | None:
    """Return what a text orders of the date of a meeting; None where it says anything else.

    Args:
        text: newly written text of a reply.
        names: names of the author, which may stand under it.
    """
    if len(text) > TEXT_LIMIT:
        return None
    words = (bare(punctuated(_plainer(text)), names=names) or "").split()
    for count in range(min(len(words) - 1, _LONGEST_OPENING), -1, -1):
        opening = words_of(" ".join(words[:count]))
        if _opening().fullmatch(opening):
            found = _dated(words[count:], opening, is_doubted="?" in text or _refuses(words))
            if found is not None:
                return found
    return None


def _plainer(text: str) -> str:
    """Return a text in which dates are written as they are read: `2 p.m.`, `2021-03-24T14:00`, and a day before the year-like `14:00`."""
    joined = _DAY_AND_HOUR.sub(r"\1, ", _DASH_ALONE.sub(", ", text.replace("?", ", ")))
    return _HALVES.sub(r"\1m", _ISO.sub(r"\1 ", joined))


def _dated(words: list[str], opening: str, *, is_doubted: bool) -> MovingOrder | None:
    """Return the order whose date begins with some words, behind its opening; None where they are none."""
    date, argument = _without_end(words), " ".join(words).strip(_SIGNS)
    is_next = _next().search(opening) is not None
    if not any(map(str.isdigit, argument)):
        return None
    if len(date) <= DATE_LENGTH and all(map(is_of_a_date, date)):
        return MovingOrder(" ".join(date).strip(_SIGNS), not is_doubted, is_next)
    is_choice = len(date) <= _LONGEST_CHOICE and all(is_of_a_date(word) or words_of(word).strip() in _CHOOSING for word in date)
    has_said = bool(opening.strip()) and words_of(words[0]).strip()[:1].isdigit()
    return MovingOrder(argument, is_plain=False, is_next=is_next) if is_choice or has_said else None


def _without_end(words: list[str]) -> list[str]:
    """Take off what may close an order: `…, please`, `… verschieben`."""
    for count in range(min(len(words) - 1, _LONGEST_END), 0, -1):
        if _end().fullmatch(words_of(" ".join(words[-count:]))):
            return words[:-count]
    return words


def _refuses(words: list[str]) -> bool:
    """Tell whether a text refuses a date rather than a plan: `no 24 March`, and not `no, 24 March`."""
    return words_of(words[0]).strip() in _NO and words[0][-1] not in ",.;:!–—-"


@cache
def _opening() -> re.Pattern[str]:
    polite, refusal = rf"{alternatives(POLITE)}{{0,4}}", alternatives("; ".join(sorted(_NO)))
    return re.compile(rf"{polite}{refusal}?{polite}(?:{alternatives(_MOVE, **PARTS)}|{alternatives(NEXT_MEETING)})?")


@cache
def _next() -> re.Pattern[str]:
    return re.compile(rf"{alternatives(NEXT_MEETING)}\Z")


@cache
def _end() -> re.Pattern[str]:
    return re.compile(alternatives(_AFTER))


_SIGNS = " ,.;:!?-–—"
_ISO = re.compile(r"(\d{4}-\d{2}-\d{2})T(?=\d)")
_HALVES = re.compile(r"(?<=\d)( ?[ap])\.\s?m\.?", re.IGNORECASE)
_DAY_AND_HOUR = re.compile(r"(\b\d{1,2}\.\d{1,2})\.\s+(?=\d{1,2}(?:[:.h]\d\d|\s?(?:h|Uhr|uhr|am|pm)\b))")
_DASH_ALONE = re.compile(r"(?<=[^\W\d])\s+[-–—]\s+")
_LONGEST_OPENING = 14
_LONGEST_END = 4
_LONGEST_CHOICE = 24
_NO = frozenset({"no", "nope", "non", "nein", "nee", "nie", "não", "nao"})
_CHOOSING = frozenset({
    "or", "and", "either", "not", "if", "possible", "maybe", "perhaps", "better", "ou", "et", "pas", "oder", "und", "nicht", "vielleicht",
    "o", "e", "y", "u", "of", "en", "niet", "lub", "albo", "i",
})  # fmt: skip
_MOVE = """
en: (move/reschedule/postpone/shift/change/push/put/bring/advance/delay) [(it/this/that/them/{meeting}/the date/the meeting date)]
    [(forward/back/off/over)] (to/till/until/for); (moved/rescheduled/postponed/shifted) to; make (it/that) [(on/at)];
    [it is] (better/rather/instead) [(on/at)]; [(the/a)] new date [is]; (let's/let us) (meet/move/move it/move this/make it/do/do it/
    say/take) [(on/to)]; [I] [would] (prefer/propose/suggest); {meeting} (is/will be/moves/should be/has moved) [moved] [(on/to)];
    it (moves/is moved) to; we meet [on]
fr: (reporter/reportez/reporte/reportons/déplacer/déplacez/déplace/déplaçons/décaler/décalez/décale/décalons/repousser/repoussez/
    repousse/avancer/avancez/avance/reprogrammer/reprogrammez/reprogramme/fixer/fixez)
    [({réunion}/la/cela/ça)] (au/à/le/pour le/vers le/du);
    {réunion} (reportée/déplacée/décalée/avancée) (au/à); {réunion} est (reportée/déplacée/décalée/avancée) (au/à); [plutôt] le;
    (plutôt/mieux) [(le/au)]; [la] nouvelle date [est] [le]; au
de: [({sitzung}/es/sie/ihn)] (verschieben/verlegen/verschoben/verlegt/vorziehen/umlegen/vertagen) [bitte] (auf/zum) [(den/dem)];
    (verschiebe/verschieben Sie/verschiebt/verlege/verlegen Sie/verlegt) [bitte] [({sitzung}/es/sie/ihn)] [bitte] (auf/zum) [den];
    (lieber/besser/stattdessen/sondern) [(am/den/auf den)]; [({sitzung}/es/sie/ihn)] [bitte] auf [den]; [der] neuer [Termin] [ist] [am];
    neuer Termin [ist] [am]; {sitzung} (ist/wird) auf [den]
it: (spostare/sposta/spostate/spostiamo/rinviare/rinvia/rinviate/rinviamo/anticipare/anticipa) [{riunione}] (al/a/per il/all/alle);
    (meglio/piuttosto) [il]; [la] nuova data [è] [il]
es: (mover/mueve/muevan/movamos/aplazar/aplaza/aplacen/trasladar/traslada/cambiar/cambia/adelantar/reprogramar) [{reunión}] (al/a/para el);
    (mejor/más bien) [el]; [la] nueva fecha [es] [el]
nl: [{vergadering}] (verplaatsen/verplaats/verzetten/verzet/verschuiven/verschuif) [{vergadering}] (naar/tot); (liever/beter) [op];
    [{vergadering}] naar; [de] nieuwe datum [is]
pl: (przenieść/przenieś/przenieśmy/przełożyć/przełóż/przełóżmy/przesunąć/przesuń) [{spotkanie}] na; (raczej/lepiej/najlepiej); nowy termin
pt: (mover/mova/adiar/adie/adiem/mudar/mude/remarcar/remarque/antecipar) [{reunião}] para [o]; melhor; [a] nova data [é]
"""
_AFTER = """
en: please; instead; rather; then; is better; would be better; suits me better; instead please; please instead
fr: plutôt; svp; s'il vous plaît; s'il te plaît; alors; à la place
de: bitte; verschieben; verlegen; bitte verschieben; bitte verlegen; verschieben bitte; verlegen bitte; vertagen; stattdessen; lieber; ab
it: invece; per favore; piuttosto
es: por favor; mejor; en su lugar
nl: graag; alstublieft; aub; verplaatsen; verzetten; graag verplaatsen; graag verzetten; liever
pl: proszę; zamiast tego; raczej
pt: por favor; em vez disso
"""
