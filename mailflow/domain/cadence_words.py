"""A cadence as people write it (`every other Tuesday`, `am ersten Montag im Monat`), or as calendars do (RFC 5545 RRULE).

Every word has to be known: `every 2 weeks, but not in August` is no cadence rather than one that is kept wrong.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from mailflow.domain.cadence import ByDay, Cadence, Unit
from mailflow.domain.days import WEEKDAYS
from mailflow.domain.notes.words import flat

_RULE_DAYS = {"MO": 0, "TU": 1, "WE": 2, "TH": 3, "FR": 4, "SA": 5, "SU": 6}
_RULE_UNITS = {"DAILY": (Unit.DAY, 1), "WEEKLY": (Unit.WEEK, 1), "MONTHLY": (Unit.MONTH, 1), "YEARLY": (Unit.MONTH, 12)}
_MOST_TURNS = {"DAILY": 999, "WEEKLY": 99, "MONTHLY": 99, "YEARLY": 20}
_MOST_MEETINGS = 9999
_RULE_DAY = re.compile(r"([+-]?[1-5])?(MO|TU|WE|TH|FR|SA|SU)")
_PARTS = frozenset("FREQ INTERVAL BYDAY BYMONTHDAY BYMONTH BYSETPOS UNTIL COUNT WKST".split())  # noqa: SIM905 - words
_MONTH_LONG = 31
_MONTHS_A_YEAR = 12
_LEAP_YEAR = 2024
_LARGEST = 99
_CLOCK = re.compile(
    r"[\s,]+(?:(?:at|um|a|alle|de|om)\s+\d{1,2}(?:[:.h]\d\d)?|\d{1,2}[:.h]\d\d|\d{1,2}(?=\s?(?:h|uhr|am|pm)))\s?(?:h|uhr|am|pm|heures)?"
    r"(?:\s*\(?(?:cet|cest|utc|gmt|bst|wet|west|eet|eest|e[sd]t|c[sd]t|m[sd]t|p[sd]t|mez|mesz|heure de paris)\b\)?)?\s*\Z"
)
_NEGATIVE = re.compile(r"(?<!\S)[-\u2212]\d")


def parse_cadence(text: str) -> Cadence | None:
    """Return the cadence that words or a rule tell; None where they tell none that we know."""
    said = text.strip()
    return _rule(said.upper()) if "FREQ=" in said.upper() else _words(said)


def is_understood(text: str) -> bool:
    """Tell whether there is no cadence, or one that we know."""
    return not text.strip() or parse_cadence(text) is not None


def _rule(text: str) -> Cadence | None:
    parts = dict(part.split("=", 1) for part in text.removeprefix("RRULE:").strip("; ").split(";") if "=" in part)
    if not set(parts) <= _PARTS or parts.get("FREQ") not in _RULE_UNITS:
        return None
    unit, times = _RULE_UNITS[parts["FREQ"]]
    try:
        _refuse_never(parts)
        return Cadence(
            unit,
            _positive(parts.get("INTERVAL", "1"), _MOST_TURNS[parts["FREQ"]]) * times,
            tuple(_by_days(parts)),
            tuple(_numbers(parts.get("BYMONTHDAY"), _MONTH_LONG)),
            tuple(_numbers(parts.get("BYMONTH"), _MONTHS_A_YEAR)),
            keeps_month_day=True,
            until=_until(parts.get("UNTIL")),
            count=_positive(parts["COUNT"], _MOST_MEETINGS) if "COUNT" in parts else None,
            week_start=_RULE_DAYS[parts.get("WKST", "MO")],
        )
    except (ValueError, KeyError):
        return None


def _positive(text: str, largest: int) -> int:
    """Return a number from 1 to the largest. Raises ValueError."""
    number = int(text)
    if not 1 <= number <= largest:
        raise ValueError(text)
    return number


def _refuse_never(parts: dict[str, str]) -> None:
    """Raise ValueError where no month of the rule has any of its days, as no February has a 30th."""
    days, months = tuple(_numbers(parts.get("BYMONTHDAY"), _MONTH_LONG)), tuple(_numbers(parts.get("BYMONTH"), _MONTHS_A_YEAR))
    longest = max((monthrange(_LEAP_YEAR, month)[1] for month in months if month > 0), default=_MONTH_LONG)
    if days and min(map(abs, days)) > longest:
        raise ValueError(parts["BYMONTHDAY"])


def _by_days(parts: dict[str, str]) -> Iterator[ByDay]:
    """Yield the days of a rule; a place among several days together (BYSETPOS) is known for a single day only. Raises ValueError."""
    names = [name for name in parts.get("BYDAY", "").split(",") if name]
    places = list(_numbers(parts.get("BYSETPOS"), 5))
    if places and (len(names) != 1 or parts["FREQ"] != "MONTHLY"):
        raise ValueError(parts["BYSETPOS"])
    for name in names:
        found = _RULE_DAY.fullmatch(name.strip())
        if found is None or (found[1] and parts["FREQ"] != "MONTHLY"):
            raise ValueError(name)
        weekday = _RULE_DAYS[found[2]]
        yield from (ByDay(weekday, place) for place in places or [int(found[1] or 0)])


def _numbers(text: str | None, largest: int) -> Iterator[int]:
    """Yield numbers from 1, or back from -1. Raises ValueError."""
    for part in (text or "").split(",") if text else ():
        number = int(part)
        if not 1 <= abs(number) <= largest:
            raise ValueError(part)
        yield number


def _until(text: str | None) -> date | None:
    return date(int(text[:4]), int(text[4:6]), int(text[6:8])) if text else None


@dataclass
class _Said:
    """What the words of a cadence say, gathered from left to right."""

    unit: Unit | None = None
    count: int = 1
    has_count: bool = False
    every: bool = False
    is_counted: bool = False
    weekdays: list[int] = field(default_factory=list)
    places: list[int] = field(default_factory=list)
    pending: list[int] = field(default_factory=list)
    is_known: bool = True


def _words(text: str) -> Cadence | None:
    if _NEGATIVE.search(text):
        return None
    folded = _CLOCK.sub("", flat(text)).replace("(", " ").replace(")", " ")
    for phrase, meaning in _IDIOMS:
        folded = phrase.sub(meaning, folded)
    said = _Said()
    for token in re.findall(r"[^\W_]+|[^\w\s,.'’/-]", folded):
        _take(token, said)
    # numbers that no word followed are days of a month: `on the 15th of every month`
    said.places += said.pending
    return _cadence(said) if said.is_known else None


def _take(token: str, said: _Said) -> None:
    """Take one word into what is said."""
    number = _number(token)
    if number is not None:
        said.pending.append(number)
        said.is_counted = said.is_counted or token.isdigit() or token in _CARDINALS
    elif token in _UNITS:
        _take_unit(_UNITS[token], said)
    elif _weekday(token) is not None:
        said.weekdays.append(_weekday(token) or 0)
        said.places, said.pending = [*said.places, *said.pending], []
    elif token in _EVERY or token in _FILLERS:
        said.every = said.every or token in _EVERY
        said.places, said.pending = [*said.places, *said.pending], []
    else:
        said.is_known = False


def _take_unit(unit: Unit, said: _Said) -> None:
    """Take `weeks`: the number right before it counts them."""
    if said.pending:
        said.count, said.has_count = said.pending.pop(), True
    said.unit = unit


def _cadence(said: _Said) -> Cadence | None:
    if any(place > _LARGEST or place == 0 for place in (*said.places, said.count)) or said.count < 1:
        return None
    if said.weekdays:
        return _on_weekdays(said)
    if _is_by_the_week(said):
        return Cadence(Unit.WEEK, max(1, said.count // 7))  # `tous les 15 jours`, `alle 14 Tage`: by the week
    if said.places:
        is_day = said.unit is Unit.MONTH and all(place == -1 or 1 <= place <= _MONTH_LONG for place in said.places)
        return Cadence(Unit.MONTH, said.count, month_days=tuple(said.places)) if is_day else None
    return None if said.unit is None else Cadence(said.unit, said.count)


def _is_by_the_week(said: _Said) -> bool:
    return said.unit is Unit.DAY and said.has_count and (said.count % 7 == 0 or said.count in {8, 15})


def _on_weekdays(said: _Said) -> Cadence | None:
    weekdays = tuple(dict.fromkeys(said.weekdays))
    places = tuple(dict.fromkeys(said.places))
    is_month_named = said.unit is Unit.MONTH
    # `every second Tuesday` is every other one; `every first` or `every third Monday` is that of the month, `every three Mondays` is not
    is_ordinal = not said.every or (places != (2,) and not said.is_counted)
    is_of_month = is_month_named or (bool(places) and said.unit is None and is_ordinal)
    if is_of_month:
        if any(place > 5 or place < -1 for place in places) or not places:  # noqa: PLR2004 - no month has a sixth of its days
            return None
        return Cadence(Unit.MONTH, said.count, tuple(ByDay(weekday, place) for weekday in weekdays for place in places))
    if _is_by_the_week(said) and not places:
        return Cadence(Unit.WEEK, max(1, said.count // 7), tuple(ByDay(weekday) for weekday in weekdays))
    if said.unit is Unit.DAY or places not in {(), (2,)} or (places and said.has_count):
        return None
    return Cadence(Unit.WEEK, 2 if places else said.count, tuple(ByDay(weekday) for weekday in weekdays))


def _number(token: str) -> int | None:
    figures = re.fullmatch(r"(\d{1,3})(?:st|nd|rd|th|er|ere|e|eme)?", token)
    return int(figures[1]) if figures else _NUMBERS.get(token)


def _weekday(token: str) -> int | None:
    if token in _SHORT_DAYS:
        return _SHORT_DAYS[token]
    found = next((WEEKDAYS[name] for name in (token, token.removesuffix("s")) if name in WEEKDAYS), None)
    return None if found is None else found - 1


def _table(text: str) -> dict[str, str]:
    return {word: head for head, _, words in (line.partition(":") for line in text.strip().split("\n")) for word in words.split()}


_SHORT_DAYS = {word: int(day) for word, day in _table("""
0: mon lun mo pon
1: tue tues mar
2: wed weds mer mi
3: thu thur thurs jeu gio do
4: fri ven fr vie
5: sat sam sab
6: sun dim dom
""").items()}  # fmt: skip
_CARDINALS = frozenset("""
two three four five zwei drei vier funf deux trois quatre cinq due tre dos tres cuatro dwa trzy twee drie cztery
""".split())  # noqa: SIM905
_NUMBERS = {word: int(number) for word, number in _table("""
1: first one erste ersten erster erstes premier premiere un une primo prima primer primero eins eerste pierwszy
2: second two other another zweite zweiten zweiter zwei deuxieme deux secondo due segundo dos twee tweede dwa drugi druga
3: third three dritte dritten dritter drei troisieme trois terzo tre tercer tercero tres drie derde trzy trzeci
4: fourth four vierte vierten vierter vier quatrieme quatre quarto cuarto cuatro vierde cztery czwarty
5: fifth five funfte funften funf cinquieme cinq quinto cinco
6: six sechs
8: huit acht
14: fourteen vierzehn quatorze
15: fifteen quinze
-1: last dernier derniere letzte letzten letzter ultimo ultima laatste ostatni
""").items()}  # fmt: skip
_UNITS = {word: Unit(unit) for word, unit in _table("""
day: day days daily jour jours quotidien tag tage tagen taglich giorno giorni dia dias dag dagen dzien dni
week: week weeks weekly semaine semaines hebdomadaire woche wochen wochentlich settimana settimane semana semanas
week: weken tydzien tygodnie tygodni
month: month months monthly mois mensuel mensuelle monat monate monaten monats monatlich mese mesi mes meses
month: maand maanden miesiac miesiace miesiecy miesiaca
""").items()}  # fmt: skip
_EVERY = frozenset("""
every each all chaque tous toutes jeder jede jeden jedem jedes alle ogni cada todos todas
elke iedere co kazdy kazda
""".split())  # noqa: SIM905
_FILLERS = frozenset("""
the on of in and a an am le la les du de des d l et dans im der die das dem den und zum des il lo del e el los las y uber par per pro
di op van w
""".split())  # noqa: SIM905
_EACH = "every|each|chaque|tous les|jedes|ogni|cada"
_Idiom = tuple[re.Pattern[str], str | Callable[[re.Match[str]], str]]
_IDIOMS: tuple[_Idiom, ...] = tuple(
    (re.compile(rf"\b(?:{pattern})\b"), meaning)
    for pattern, meaning in (
        (
            r"fortnightly|bi-?weekly|every fortnight|zweiwochentlich|vierzehntaglich|vierzehntagig|14-?tagig|quindicinale|quincenal",
            "every 2 weeks",
        ),
        (r"om de (?:andere )?(week|maand|dag)", r"every 2 \1"),
        (r"om de", "every"),
        (rf"({_EACH}|of the|of each|of every) (?:quarter|trimestre|quartal)", r"\1 3 months"),
        (rf"({_EACH}) (?:year|an|ans|annee|jahr|anno|ano)|yearly|annually|annuel(?:le)?|jahrlich|annuale|anual", "every 12 months"),
        (r"([2-8]) (?:years|ans|jahre|anni|anos)", lambda found: f"{12 * int(found[1])} months"),
        (r"bimonthly|quarterly|trimestriel(?:le)?|vierteljahrlich|trimestrale|trimestral", lambda found: _months_of(found[0])),
        (r"weekdays?|working days?|jours ouvr(?:es|ables)|werktags|werktag", "monday tuesday wednesday thursday friday"),
        (r"(?:une?|1) ((?:semaine|mois)|(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche)) sur (?:deux|2)", r"every 2 \1"),
        (
            (
                r"(?:once|(?:une?|1) fois|einmal|1x|una volta|una vez) (?:a|per|every|par|pro|in der|im|al|alla|a la) "
                r"(day|week|month|jour|semaine|mois|tag|woche|monat|settimana|mese|semana|mes)"
            ),
            r"every \1",
        ),
        (r"(?:last|dernier|letzte[nrs]?|ultimo) (?:day|jour|tag|giorno|dia) (?:of|du|de|des|im|del)", "last of"),
    )
)  # fmt: skip


def _months_of(word: str) -> str:
    return "every 2 months" if word.startswith("bi") else "every 3 months"
