"""The closed grammar of orders: what a reply can tell us to do, in eight languages.

An order is the whole of the newly written text once greeting, politeness, thanks and sign-off are taken away. A polite request is an
order (`Could you withdraw it?`); any other question is none, nor is a text that says more.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from mailflow.domain.commands.bare import alternatives, bare, words_of
from mailflow.domain.commands.delegate_words import ASK_BEFORE, DELEGATE_AFTER, DELEGATE_BEFORE, WHOM
from mailflow.domain.commands.order_words import (
    ASKING,
    MOVE,
    NOTHING,
    NUMBERED,
    OF_ITEM,
    PARTS,
    POLITE,
    POLITE_AFTER,
    SIMPLE,
)


class Order(StrEnum):
    """What may be ordered."""

    WITHDRAW = "withdraw"
    NOTHING = "nothing to report"
    DELEGATE = "delegate"
    MOVE = "move"
    HELP = "help"
    DONE = "done"
    NOT_MINE = "not mine"
    SUBSCRIBE = "subscribe"
    UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Command:
    """An order and what it is about.

    `argument`: of MOVE the slot as the author named it (it may name none: then the text is no order); of DELEGATE the name, perhaps
    empty; of DONE and NOT_MINE the number; of NOTHING the item, where one was named. `address`: of DELEGATE the addr-spec, empty where
    none was given.
    """

    order: Order
    argument: str = ""
    address: str = ""


def parse_command(text: str, *, names: tuple[str, ...] = ()) -> Command | None:
    """Return the order that a text consists of (`Please withdraw it, thanks`), or None where it says anything else.

    Args:
        text: newly written text of a reply.
        names: names of the author, which may stand under it.
    """
    said = bare(text, names=names)
    if not said:
        return None
    found = _simple(said) or _delegate(said) or _nothing_of(said) or _move(said)
    is_asked = "?" in text and found is not None and found.order is not Order.HELP
    return None if is_asked and not _is_polite_request(said) else found


def withdrawals_of(text: str, *, names: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return what a text may name that is to be withdrawn, each as written: the words without which it is the order to withdraw.

    Args:
        text: newly written text of a reply.
        names: names of the author, which may stand under it.
    """
    said = bare(text, names=names)
    words = said.split() if said else []
    if not 1 < len(words) <= _ORDER_WORDS or "?" in text:
        return ()
    spans = ((first, last) for first in range(len(words)) for last in range(len(words), first, -1) if last - first < len(words))
    found = (words[first:last] for first, last in spans if _WITHDRAW.fullmatch(words_of(" ".join(words[:first] + words[last:]))))
    return tuple(" ".join(named) for named in found)


def _is_polite_request(said: str) -> bool:
    return _ASKED.match(words_of(said)) is not None


def _simple(said: str) -> Command | None:
    """Read the orders that closed phrases make."""
    words = words_of(said)
    for order, pattern in _SIMPLE:
        match = pattern.fullmatch(words)
        if match:
            return Command(order, next(filter(None, match.groups()), "") if match.re.groups else "")
    return None


def _nothing_of(said: str) -> Command | None:
    """Read that there is nothing to report of an item that is named: `CTA: nothing to report`, `No news from KM3NeT`."""
    labelled = _LABEL.fullmatch(said)
    if labelled and _is_title(labelled[1]) and _NOTHING.fullmatch(words_of(labelled[2])):
        return Command(Order.NOTHING, labelled[1])
    for match in re.finditer(r" (?=\S+ )", said):
        preposition, _, item = said[match.end() :].partition(" ")
        if words_of(preposition) in _OF_ITEM and _is_title(item) and _NOTHING.fullmatch(words_of(said[: match.start()])):
            return Command(Order.NOTHING, item)
    return None


def _is_title(item: str) -> bool:
    """Tell whether words are written like the name of an item: a few, each with a capital or a digit."""
    words = item.split()
    return len(words) <= _TITLE_WORDS and bool(words) and all(_TITLE_WORD.fullmatch(word) for word in words)


def _move(said: str) -> Command | None:
    """Read to which slot something belongs; the slot is what follows, as it is written."""
    for match in re.finditer(r" (?=\S)", said):
        before, item = words_of(said[: match.start()]), said[match.end() :]
        if not _MOVE.fullmatch(before):
            continue
        slot = _cut_end(item)
        if slot and len(slot) <= _SLOT_CHARACTERS and len(slot.split()) <= _SLOT_WORDS and not _MORE.search(slot):
            return Command(Order.MOVE, slot)
    return None


def _cut_end(item: str) -> str:
    """Take polite words off the end of an argument, and quotes, brackets and articles from around it."""
    words = item.split()
    for start in range(1, len(words)):
        if _POLITE_END.fullmatch(words_of(" ".join(words[start:]))):
            words = words[:start]
            break
    return _SLOT_WORD.sub("", " ".join(words).strip("\"'“”„«»’()[]*.,;:!? "))


def _delegate(said: str) -> Command | None:
    """Read who is to report in the author's place: a name and an address, however the client pasted it, or a name after `delegate to`."""
    addresses = {found.lower() for found in _ADDRESS.findall(said)}
    if not addresses:
        return _delegate_by_name(said)
    before, *between, after = _ADDRESS_AREA.split(said)
    if len(addresses) > 1 or any(words_of(piece) for piece in between):
        return None
    address = _ADDRESS.findall(said)[0]
    if not _AFTER.fullmatch(words_of(after)):
        return None
    name = _name_after(before, _BEFORE)
    if name is None and _AFTER_NEEDED.fullmatch(words_of(after)):
        name = _name_after(before, _ASK_BEFORE) or (before if _is_person(before) and _is_capitalised(before) else None)
    return None if name is None else Command(Order.DELEGATE, name.strip(_AROUND), address)


def _delegate_by_name(said: str) -> Command | None:
    name = _name_after(said, _BEFORE_NAME)
    return Command(Order.DELEGATE, name) if name and _is_capitalised(name) else None


def _is_capitalised(name: str) -> bool:
    words = name.strip(_AROUND).split()
    return words[0] != "I" and all(word[:1].isupper() or word.lower() in _PARTICLES for word in words)


def _name_after(before: str, opening: re.Pattern[str]) -> str | None:
    """Return the name that stands behind the words of a delegation; None where they are others."""
    words = before.split()
    for count in range(len(words), 0, -1):
        if opening.fullmatch(words_of(" ".join(words[:count]))):
            name = " ".join(words[count:]).strip(_AROUND)
            return name if not name or _is_person(name) else None
    return None


def _is_person(name: str) -> bool:
    words = name.strip(_AROUND).split()
    return 0 < len(words) <= _TITLE_WORDS and all(_PERSON_WORD.fullmatch(word) for word in words)


_TO_A_NAME = "[I] delegate [it/this] to; je délègue à; déléguer à; [ich] delegiere [es] an; delego (a/en/em); ik delegeer aan"
_AROUND = ' ,:;-([])*"“”'
_TITLE_WORDS = 5
_SLOT_WORDS = 7
_ORDER_WORDS = 12
_SLOT_CHARACTERS = 80
_TITLE_WORD = re.compile(r"[^\W_]?[A-ZÀ-Þ\d][\w&/.+-]*|and|of|the|for|de|et|und|&|/|-")
_LABEL = re.compile(r"([^:–—]{1,60}?)(?: ?[:–—]| -) ?(.+)")
_MORE = re.compile(r"[.!?;:,]\s")
_SLOT_WORD = re.compile(r"\A(?:the|item|slot|section|punkt|point|le|la|den|der|die|das|il|el|het|o|a)\s+(?=\S)", re.IGNORECASE)
_PERSON_WORD = re.compile(r"[^\W\d_][\w.'’-]*")
_PARTICLES = frozenset("van von der den de di da dos du la le y el ten ter zu".split())  # noqa: SIM905 - words
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_ONE_ADDRESS = r"(?:mailto:)?[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}"
_ADDRESS_AREA = re.compile(rf"[<(\[\s,]*{_ONE_ADDRESS}[>)\]\s]*")
_POLITE_START = rf"(?:{alternatives(POLITE)}|{alternatives(ASKING)}){{0,6}}"
_POLITE_STOP = rf"{alternatives(POLITE_AFTER)}{{0,6}}"
_ASKED = re.compile(rf"{alternatives(POLITE)}{{0,6}}{alternatives(ASKING)}")
_POLITE_END = re.compile(rf"{alternatives(POLITE_AFTER)}{{1,6}}")


def _closed(table: str) -> re.Pattern[str]:
    return re.compile(rf"{_POLITE_START}{alternatives(table, **PARTS)}{_POLITE_STOP}")


def _numbered(table: str) -> re.Pattern[str]:
    source = alternatives(table).replace(" nnn", r" (\d{1,4})")
    return re.compile(rf"{_POLITE_START}{source}{_POLITE_STOP}")


_NOTHING = _closed(NOTHING)
_MOVE = re.compile(rf"{_POLITE_START}{alternatives(MOVE, **PARTS)}")
_BEFORE = re.compile(rf"{_POLITE_START}{alternatives(DELEGATE_BEFORE, **WHOM)}")
_ASK_BEFORE = re.compile(rf"{_POLITE_START}{alternatives(ASK_BEFORE, **WHOM)}")
_BEFORE_NAME = re.compile(rf"{_POLITE_START}{alternatives(_TO_A_NAME)}")
_AFTER_NEEDED = re.compile(rf"{alternatives(DELEGATE_AFTER, **WHOM)}{_POLITE_STOP}")
_AFTER = re.compile(rf"(?:{alternatives(DELEGATE_AFTER, **WHOM)})?{_POLITE_STOP}")
_WITHDRAW = _closed(SIMPLE["withdraw"])
_OF_ITEM = frozenset(words_of(word) for word in OF_ITEM.split())
_SIMPLE = (
    (Order.NOTHING, _NOTHING),
    *((Order(name), _closed(table)) for name, table in SIMPLE.items()),
    *((Order(name), _numbered(table)) for name, table in NUMBERED.items()),
)
