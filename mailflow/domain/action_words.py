"""What people answer about what they are to do: `done 3`, `3 and 5 are done`, `not mine`, `defer 3 to 31 March`, `reopen 3`.

    a text -> its lines -> orders, each with its numbers; what stands behind an order, or on lines of its own, is a note

A report may begin with such words too (`3 done, 2 in progress`): whoever acts on an order has to look whether it fits what it answers.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from mailflow.domain.action_doubts import is_note, takes_back
from mailflow.domain.commands.bare import bare, words_of
from mailflow.domain.notes.dates import Days, day_at
from mailflow.domain.notes.words import flat

_LIMIT = 4_000
_LINES = 40


class ActionVerb(StrEnum):
    """What may be said of an action."""

    DONE = "done"
    REOPEN = "reopen"
    NOT_MINE = "not mine"
    DEFER = "defer"


@dataclass(frozen=True, slots=True)
class ActionOrder:
    """One order: its actions by number (none: the author's only one), and until when, of DEFER.

    It `is_plain` where the verb stands first and nothing behind it: no report begins so. It `runs_on` where words follow without a sign: in
    answer to a mail about actions they are a note, a report may begin so elsewhere.
    """

    verb: ActionVerb
    numbers: tuple[int, ...] = ()
    until: date | None = None
    is_plain: bool = True
    runs_on: bool = False


@dataclass(frozen=True, slots=True)
class ActionWords:
    """All that a mail says of actions: its orders in their order, and what else stands in it."""

    orders: tuple[ActionOrder, ...]
    note: str = ""


def parse_action_words(text: str, *, today: date, names: tuple[str, ...] = ()) -> ActionWords | None:
    """Return the orders with which a text begins, and what else it says; None where it begins with none.

    Args:
        text: newly written text of a reply.
        today: from which days without a year are counted.
        names: names of the author, which may stand under it.
    """
    lines = text[:_LIMIT].strip().split("\n")[:_LINES]
    orders: list[ActionOrder] = []
    notes: list[str] = []
    for line in lines:
        found = _orders(line.strip(), today)
        if found is not None:
            orders += found[0]
            notes += [found[1]] if found[1] else []
        elif not orders and not _is_greeting(line):
            return None
        elif line.strip() and orders:
            notes.append(line.strip())
    return ActionWords(tuple(orders), _note(notes, names)) if orders else None


def day_in(words: str, since: date) -> date | None:
    """Return the day that words begin with; without a year it is the first of its name on or after another day."""
    found = day_at(flat(words.strip()), 0, Days(since, since))
    return found.on if found else None


def _is_greeting(line: str) -> bool:
    """Tell whether a line says nothing of its own: it is blank, a greeting, or thanks."""
    said = line.strip()
    return not said or _GREETING.fullmatch(words_of(said)) is not None or (len(said.split()) <= _SALUTED and said.endswith(","))


def _note(lines: list[str], names: tuple[str, ...]) -> str:
    """Return what is said beside the orders; thanks and a sign-off are nothing."""
    text = "\n".join(lines)
    said = bare(text, names=names)
    is_nothing = said is not None and (not said.strip(" .,!") or _THANKING.fullmatch(words_of(said)) is not None)
    own = {word for name in names for word in words_of(name).split()}
    return "" if is_nothing or set(words_of(text).split()) <= own else text


def _orders(line: str, today: date) -> tuple[tuple[ActionOrder, ...], str] | None:
    """Return the orders with which a line begins, politely or not, and what follows them; None also where that may take them back."""
    folded = flat(line)
    starts = dict.fromkeys((0, *(found.end() for found in (_POLITE.match(folded), _BY_NAME.match(folded)) if found)))
    for start in starts:
        found = _order(line[start:], today)
        if found is not None:
            return _with_more(*found, today)
    return None


def _with_more(order: ActionOrder, rest: str, today: date) -> tuple[tuple[ActionOrder, ...], str] | None:
    """Return an order and those that follow it on its line: all of them, or None where one of them is not clear."""
    joined = _AND.match(flat(rest))
    rest_said = rest[joined.end() :] if joined else rest
    more = _orders(rest_said, today) if rest_said else None
    if more is not None and all(one.numbers for one in more[0]):
        return (order, *more[0]), more[1]
    if rest and (takes_back(rest) or _is_unclear(order, flat(rest_said))):
        return None
    return (order if not rest else replace(order, is_plain=False),), rest


def _is_unclear(order: ActionOrder, rest: str) -> bool:
    """Tell whether what follows an order is figures, or begins like one more order."""
    if not any(letter.isalpha() for letter in rest) or (not order.numbers and rest[:1].isdigit()):
        return any(letter.isdigit() for letter in rest)
    begun = (pattern.match(rest) for _, before, behind in _VERBS for pattern in (before, behind))
    return any(found is not None and found["numbers"] for found in begun) or _DEFER_BEGUN.match(rest) is not None


def _order(line: str, today: date) -> tuple[ActionOrder, str] | None:
    """Return the order with which a line begins, and what follows it."""
    folded = flat(line)
    for read in (_defer, _closed, _running_on):
        found = read(folded, today)
        if found is not None:
            order, end = found
            return order, line[end:].strip(" \t,.;:!–—-")
    return None


def _closed(folded: str, today: date) -> tuple[ActionOrder, int] | None:
    del today
    for verb, before, behind in _VERBS:
        for pattern, is_plain in ((before, True), (behind, False)):
            found = pattern.match(folded)
            if found is not None and _ends(folded, found.end()):
                numbers = tuple(_numbers(found["numbers"]))
                return ActionOrder(verb, numbers, is_plain=is_plain), found.end()
    return None


def _running_on(folded: str, today: date) -> tuple[ActionOrder, int] | None:
    """Read an order on which words follow without a sign: one more (`done 1, 2 not mine`), or a note (`done 1 the paper is out`)."""
    for verb, before, _ in _VERBS:
        found = before.match(folded)
        if found is None or not found["numbers"]:
            continue
        for joint in reversed(list(_JOINT.finditer(found["numbers"]))):
            end = found.start("numbers") + joint.start()
            more = _closed(folded[found.start("numbers") + joint.end() :], today)
            if more is not None and more[0].numbers:
                return ActionOrder(verb, tuple(_numbers(folded[found.start("numbers") : end]))), end
        numbers = tuple(_numbers(found["numbers"]))
        if len(numbers) == 1 and is_note(folded[found.end() :]):
            return ActionOrder(verb, numbers, is_plain=False, runs_on=True), found.end()
    return None


def _defer(folded: str, today: date) -> tuple[ActionOrder, int] | None:
    found = _DEFER.match(folded) or _DEFER_BEHIND.match(folded)
    day = day_at(folded, found.end(), Days(today, today)) if found else None
    if found is None or day is None:
        return None
    behind = _DEFER_END.match(folded, day.end)
    end = behind.end() if behind else day.end
    is_whole = found.re is _DEFER or behind is not None or bool(found["verb"])
    return (ActionOrder(ActionVerb.DEFER, tuple(_numbers(found["numbers"])), day.on), end) if is_whole and _ends(folded, end) else None


def _ends(folded: str, place: int) -> bool:
    """Tell whether an order ends at a place: nothing follows, or a sign, or words that join a note."""
    return _END.match(folded, place) is not None


def _numbers(text: str | None) -> Iterator[int]:
    yield from dict.fromkeys(int(found) for found in re.findall(r"\d+", text or ""))


_THING = (
    r"(?:(?:the\s|l['’]\s?|la\s|die\s|den\s)?(?:numbers?|nos?\.?|nr\.?|actions?|items?|tasks?|todos?|numeros?|nummern?|aufgaben?|aktion(?:en)?"
    r"|azion[ei]|accion(?:es)?|acties?|zadani[ea]|ac(?:ao|oes)|taches?|points?)\s?)?"
)
_ONE = r"[(\[]?#?\d{1,6}[)\]]?"
_JOINED = r"(?:\s?,\s?(?:and|et|und)\s|\s?[,;&+/]\s?|\s(?:and|et|und|y|e|en|i)\s|\s)"
_JOINT = re.compile(_JOINED)
_LIST = rf"{_ONE}(?:{_JOINED}{_ONE})*(?![\d.]*\d)"
_NUMBERS = rf"{_THING}(?P<numbers>{_LIST})"
_PLEASE = r"(?:please\s|pls\s|bitte\s|svp\s|(?:i\s(?:have\s)?|we\s(?:have\s)?|mark\s|ich\shabe\s|j'ai\s))?"
_END = re.compile(r"\s*(?:$|[,.;:!–—-](?:\s|$)|\((?=\w)|\s(?:thanks|thank\syou|merci|danke|grazie|gracias|bedankt|dzieki|obrigad[oa])\b)")
_GREETING_WORDS = (
    r"(?: (?:hi|hello|dear|hey|all|bonjour|cher|chere|salut|hallo|guten|tag|liebe|lieber|ciao|buongiorno|hola|beste|dzien|dobry|ola"
    r"|thanks|thank|you|merci|danke|grazie|gracias|many|best|regards|cheers|please|ok|okay|yes|oui|ja|si|tak|sim))"
)
_GREETING = re.compile(rf"{_GREETING_WORDS}*(?: (?!done|not|defer|reopen)\w+){{0,2}}")
_THANKING = re.compile(rf"{_GREETING_WORDS}+(?: \w+){{0,2}}")
_SALUTED = 4
_KINDLY = (
    r"(?:(?:many\s)?thanks|thank\syou|thx|merci|danke|grazie|gracias|bedankt|dzieki|obrigad[oa]|hi|hello|hey|dear|hallo|bonjour|ciao|hola)"
)
_POLITE = re.compile(rf"(?:(?:{_KINDLY}|ok|okay|yes|yep|yeah|sure|oui|ja|tak|sim|si(?=,))(?:\s?[,.!:;–—-]+\s*|\s+))+")
_BY_NAME = re.compile(rf"{_KINDLY}(?:\s[^\W\d]+){{1,2}}\s?[,.!:;–—-]+\s*")
_AND = re.compile(r"(?:and|et|und|y|e|en|i|&)\s+")
_WORDS = {
    ActionVerb.REOPEN: (
        r"""(?:re-?open(?:ed)?|not\sdone(?:\syet)?|rouvrir|rouvrez|wieder\soffnen|wiedereroffnen|nicht\serledigt|pas\sfait
        |riapri(?:re)?|reabrir|heropenen?|otworz\sponownie|reabra)""",
        r"""(?:is\s|are\s|est\s|ist\s)?(?:re-?open|not\sdone(?:\syet)?|wieder\soffnen|noch\soffen|nicht\serledigt|still\sopen
        |pas\sfait(?:e|s|es)?)""",
    ),
    ActionVerb.NOT_MINE: (
        r"""(?:(?:this\sis\s|these\sare\s|it\sis\s|it's\s)?not\s(?:mine|my\s(?:action|task|job)|for\sme)
        |(?:ce\sn'est\s)?pas\s(?:a|pour)\smoi|nicht\s(?:meine?[rs]?|fur\smich)(?:\saufgabe)?|non\s(?:e\s)?(?:mi[ao]|per\sme)
        |no\ses\s(?:mi[ao]|para\smi)|niet\svan\smij|nie\smoj[ea]|nao\se\s(?:minha|meu))""",
        r"""(?:is\s|are\s|ist\s|sind\s|n'est\s|est\s|sont\s|e\s|es\s)?(?:not\s(?:mine|my\s(?:action|task|job)|for\sme)
        |isn't\smine|aren't\smine|pas\s(?:a|pour)\smoi|nicht\s(?:meine?[rs]?|fur\smich)|non\s(?:e\s)?mi[ao]|no\ses\smi[ao]
        |niet\svan\smij|nie\smoj[ea]|nao\se\s(?:minha|meu))""",
    ),
    ActionVerb.DONE: (
        r"""(?:done|finished|completed|closed?|fait(?:e|s|es)?|termine(?:e|s|es)?|fini(?:e|s|es)?|erledigt|fertig|abgeschlossen
        |fatt[oaie]|complet(?:ato|ata)|hech[oa]s?|terminad[oa]s?|gedaan|klaar|afgerond|zrobione|gotowe|feit[oa]s?|concluid[oa]s?)
        (?:\swith)?""",
        r"""(?:is\s|are\s|has\sbeen\s|have\sbeen\s|est\s|sont\s|ist\s|sind\s|e\s|esta\s|estan\s|jest\s|now\s)*
        (?:done|finished|completed?|closed|as\sdone|fait(?:e|s|es)?|termine(?:e|s|es)?|erledigt|fertig|abgeschlossen|fatt[oaie]
        |hech[oa]s?|terminad[oa]s?|gedaan|klaar|afgerond|zrobione|gotowe|feit[oa]s?)""",
    ),
}


def _joined(table: str) -> str:
    """Return a regular expression that is written on several lines."""
    return "".join(table.split())


_VERBS = tuple(
    (
        verb,
        re.compile(rf"{_PLEASE}(?:{_joined(first)})(?!\w)(?:\s?[:–—-])?(?:(?:\s|\s?(?=[(\[#])){_NUMBERS})?"),
        re.compile(rf"{_PLEASE}{_NUMBERS}\s?(?::|=|-|–)?\s?(?:{_joined(behind)})(?!\w)"),
    )
    for verb, (first, behind) in _WORDS.items()
)
_TO = _joined(r"""
    (?:to|until|till|by|au|a|jusqu'au|jusqu'a|bis(?:\szum)?|auf(?:\sden)?|zum|al|hasta(?:\sel)?|tot|na|do|para|ate|naar)\s
    (?:the\s|le\s|den\s|el\s|l')?
""")
_LATER = _joined(r"""
    (?:defer(?:red)?|postponed?|move|delay(?:ed)?|reporter|reportez|reportee?|repousser|repoussez|verschieben(?:\ssie)?|verschoben
    |vertagen|aufschieben|rinvia(?:re)?|rimanda(?:re)?|aplaza(?:r)?|pospon(?:er|ga)|uitstellen|verplaatsen|przeloz(?:yc)?
    |przesun(?:ac)?|adiar|adie)
""")
_DEFER = re.compile(rf"{_PLEASE}(?P<verb>{_LATER})(?:\s(?:it|this|mine|es|das|le|la|lo|cela))?(?:\s{_NUMBERS})?\s{_TO}")
_DEFER_BEHIND = re.compile(rf"{_PLEASE}{_NUMBERS}\s?(?::|-|–)?\s?(?P<verb>{_LATER})?\s?{_TO}")
_DEFER_END = re.compile(rf"\s{_LATER}")
_DEFER_BEGUN = re.compile(rf"{_PLEASE}(?:{_LATER}\s{_NUMBERS}|{_NUMBERS.replace('numbers>', 'others>')}\s?(?::|-|–)?\s?{_LATER}\b)")
