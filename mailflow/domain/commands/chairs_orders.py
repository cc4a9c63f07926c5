"""The closed grammar of what the chair can order, in eight languages: hold, draft now, publish, cancel meeting, next meeting DATE.

An order is the whole of the newly written text once greeting, politeness, thanks and sign-off are taken away; a question and a condition
are none. A stop may go on with its reason, for a stop that was not meant costs one approval, and one that was missed cannot be undone.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from mailflow.domain.commands import chairs_order_words as table
from mailflow.domain.commands.approval_grammar import is_order_to_send
from mailflow.domain.commands.approvals import approval_phrase
from mailflow.domain.commands.bare import TEXT_LIMIT, alternatives, bare, words_of
from mailflow.domain.commands.order_words import POLITE


class ChairsOrderKind(StrEnum):
    """What the chair may order."""

    HOLD = "hold"
    DRAFT_NOW = "draft now"
    PUBLISH = "publish"
    CANCEL_MEETING = "cancel meeting"
    NEXT_MEETING = "next meeting"


@dataclass(frozen=True, slots=True)
class ChairsOrder:
    """An order, and of NEXT_MEETING the words of the date as they were written: `17 March 10:00`; empty else."""

    order: ChairsOrderKind
    argument: str = ""


def parse_chairs_order(text: str, *, names: tuple[str, ...] = ()) -> ChairsOrder | None:
    """Return the order that a text consists of, or None where it says anything else.

    HOLD is also a text that begins with it and goes on with a reason (`Stop! Wrong numbers`). PUBLISH (`publish now`, `send it`) is an
    approval, which `approval_phrase` has as well: whoever carries out the order must ask for all that an approval must have.

    Args:
        text: newly written text of a reply.
        names: names of the author, which may stand under it.
    """
    lined = punctuated(text)
    if _holds(bare(_STRANGE.sub(" ", lined[:TEXT_LIMIT]), names=names) or ""):
        return ChairsOrder(ChairsOrderKind.HOLD)
    said = bare(lined, names=names)
    if not said or "?" in text or "¿" in text:
        return None
    return _simple(said) or _next_meeting(said) or _publish(text, names)


def says_stop(subject: str, text: str, *, names: tuple[str, ...] = ()) -> bool:
    """Tell whether a mail says to stop: by its text, or, where it has none, by a subject that says so and nothing else."""
    found = parse_chairs_order(text if text.strip() else subject, names=names)
    return found is not None and found.order is ChairsOrderKind.HOLD


def punctuated(text: str) -> str:
    """Return a text in which a line that ends without punctuation ends with a comma: the next one says something else."""
    return "\n".join(line if not line or line[-1] in ",.;:!?…-" else f"{line}," for line in map(str.strip, text.split("\n")))


def _holds(said: str) -> bool:
    """Tell whether a text begins with the order to stop, and ends there, or goes on behind a comma, or with a reason."""
    words = said.split()
    for count in range(min(len(words), _HOLD_WORDS), 0, -1):
        following = words_of(words[count]).strip() if count < len(words) else ""
        is_apart = count == len(words) or words[count - 1][-1] in ",.;:!…-–—" or not following or following in _reasons()
        if is_apart and _hold().fullmatch(words_of(" ".join(words[:count]))):
            return True
    return False


def _simple(said: str) -> ChairsOrder | None:
    words = words_of(said)
    return next((ChairsOrder(kind) for kind, pattern in _simple_orders() if pattern.fullmatch(words)), None)


def _next_meeting(said: str) -> ChairsOrder | None:
    """Read the date of the next meeting: what follows `next meeting`, if it has a number and is words of a date only."""
    words = said.split()
    for count in range(min(len(words) - 1, _NEXT_WORDS), 1, -1):
        date = words[count:]
        is_date = len(date) <= DATE_LENGTH and any(map(str.isdigit, "".join(date))) and all(map(is_of_a_date, date))
        if is_date and _opens_next().fullmatch(words_of(" ".join(words[:count]))):
            return ChairsOrder(ChairsOrderKind.NEXT_MEETING, " ".join(date).strip(" ,.;:!-–—"))
    return None


def is_of_a_date(word: str) -> bool:
    """Tell whether a word is one of a date, in any language, or a number of one."""
    return bool(_NUMBER.fullmatch(word)) or all(part in _date_words() for part in words_of(word).split())


def _publish(text: str, names: tuple[str, ...]) -> ChairsOrder | None:
    phrase = approval_phrase(text, names=names)
    return ChairsOrder(ChairsOrderKind.PUBLISH) if phrase and is_order_to_send(phrase) else None


@cache
def _hold() -> re.Pattern[str]:
    return re.compile(rf"{_polite()}{alternatives(table.HOLD, **table.PARTS)}{_AFTER}")


@cache
def _simple_orders() -> tuple[tuple[ChairsOrderKind, re.Pattern[str]], ...]:
    tables = ((ChairsOrderKind.DRAFT_NOW, table.DRAFT_NOW), (ChairsOrderKind.CANCEL_MEETING, table.CANCEL_MEETING))
    parts = {**table.PARTS, "drafts": table.DRAFTS}
    return tuple((kind, re.compile(rf"{_polite()}{alternatives(phrases, **parts)}{_AFTER}")) for kind, phrases in tables)


@cache
def _opens_next() -> re.Pattern[str]:
    return re.compile(rf"{_polite()}{alternatives(table.NEXT_MEETING)}")


@cache
def _polite() -> str:
    return rf"{alternatives(POLITE)}{{0,4}}"


@cache
def _date_words() -> frozenset[str]:
    return frozenset(words_of(re.sub(r"(?m)^[a-z]{2}: ", "", table.DATE_WORDS)).split())


@cache
def _reasons() -> frozenset[str]:
    return frozenset(words_of(table.REASON).split())


# What `bare` would not read: under a stop it changes nothing.
_STRANGE = re.compile(r"[^\w\s.,;:!?'’-]")
_HOLD_WORDS = 14
_NEXT_WORDS = 9
DATE_LENGTH = 9
"""Of how many words a date is at most."""
_AFTER = alternatives("""please; now; thanks; yet; again; at once; immediately; for now; for the moment; svp; s'il vous plaît; merci;
    maintenant; pour le moment;
    pour l'instant; tout de suite; bitte; danke; jetzt; sofort; noch; vorerst; per favore; grazie; ora; subito; per ora; por favor;
    gracias; ahora; de momento;
    graag; alstublieft; alsjeblieft; aub; a u b; bedankt; nu; voorlopig; nog; proszę; dziękuję; teraz; na razie; obrigado; obrigada;
    agora; por enquanto""") + "{0,3}"
_NUMBER = re.compile(r"[(]?\d{1,4}(?:[.:/h-]\d{0,4}){0,3}(?:st|nd|rd|th|er|ème|e|º|ª|h|am|pm|Uhr|uur)?[).,;:]{0,2}", re.IGNORECASE)
