"""What stands below the author's words: their signature, and the mail of ours that they quote with the slot that it was about."""

import re
from collections.abc import Iterator, Sequence

from mailflow.domain.extraction.lines import LineClass, Omitted
from mailflow.domain.matching.titles import Index

_QUOTED = 100_000
_SIGNED = frozenset({LineClass.SIGNATURE, LineClass.SIGN_OFF})
_SIGNS = re.compile(r"\A[\s>|]+")
_QUOTE_BEGINS = re.compile(
    r"\A\s*(?:>(?!\s*(?:--)?\s*\Z)|-{3,}\s*\w|(?:from|de|von|da|van|od|sent|date|envoyé|gesendet|inviato|enviado)\s?:)|"
    r"(?:wrote|a écrit|schrieb|ha scritto|escribió|schreef|napisał\w*|escreveu)\s*:?\s*\Z",
    re.IGNORECASE,
)
_OWN_SLOTS = re.compile(
    r"\A(?:YOUR (?:SLOT|REPORT|ITEM)S?|VOTRE (?:POINT|CONTRIBUTION|RAPPORT)|VOS (?:POINTS|CONTRIBUTIONS|RAPPORTS)|IHRE? (?:PUNKTE?|"
    r"BERICHTE?|BEITR[AÄ]GE?|BEITRAG))\s*:?\Z"
)
_OWN_SLOT = re.compile(r"\A(?:your (?:slot|item)s?|votre point|vos points|Ihre? Punkte?)\s*:\s*(?P<title>\S.*)\Z", re.IGNORECASE)
_ITEM = re.compile(r"(?:\A|\s)(?P<key>\d{1,3}(?:\.\d{1,3}){0,3})\s+(?P<title>\S.*)\Z")
_MARKED = re.compile(r"<-\s*(?:your slot|votre point|Ihr Punkt)", re.IGNORECASE)
_FILED = re.compile(
    r"(?:filed (?:for you )?under|enregistrée? (?:sous|au point)|classée? (?:sous|au point)|abgelegt unter|eingetragen "
    r"unter)\s+(?P<title>[^\n:,.]*(?:\.\d[^\n:,.]*)*)",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"(?:reply to this mail with your reports? for|Your reports? for|votre (?:contribution|rapport) pour|Ihren? (?:Bericht|Beitrag) "
    r"(?:für|zu))\s+(?P<title>.+?)"
    r"(?:\s+by\s|, please|, bitte|\s?[,:]|\Z)",
    re.IGNORECASE,
)


def signed(omitted: Sequence[Omitted]) -> str:
    """Return the signature, without a quote below it."""
    return "\n".join(line for part in omitted if part.reason in _SIGNED for line in _above_quote(part.text))


def _above_quote(text: str) -> Iterator[str]:
    for line in text.split("\n"):
        if _QUOTE_BEGINS.search(line):
            return
        yield line


def parted(omitted: Sequence[Omitted]) -> tuple[Omitted, ...]:
    """Return what was left out with the quote below a signature as a part of its own: where a signature stands above it, both are one."""
    return tuple(part for whole in omitted for part in _parted(whole))


def _parted(whole: Omitted) -> Iterator[Omitted]:
    above = "\n".join(_above_quote(whole.text)) if whole.reason in _SIGNED else whole.text
    if above.strip():
        yield Omitted(whole.reason, above.rstrip("\n"))
    below = whole.text[len(above) :].strip("\n")
    if below:
        yield Omitted(LineClass.QUOTE, below)


def quoted_slots(omitted: Sequence[Omitted], index: Index) -> set[int]:
    """Return the slots that the quoted mail of ours was about."""
    lines = [_SIGNS.sub("", line).strip() for line in "\n".join(part.text for part in omitted)[:_QUOTED].split("\n")]
    found = {place for line in lines if _MARKED.search(line) for place in _named(line, index)}
    found |= {place for line in lines if (own := _OWN_SLOT.match(line)) for place in _named(own["title"], index, several=True)}
    return found or set(_below_own(lines, index)) or _said(lines, index)


def _below_own(lines: Sequence[str], index: Index) -> Iterator[int]:
    """Yield the items that stand below `YOUR SLOT`."""
    is_own = False
    for line in lines:
        item = _ITEM.search(line)
        if is_own and item:
            yield from _named(item["title"], index)
        is_own = bool(_OWN_SLOTS.match(line)) or (is_own and bool(item))


def _said(lines: Sequence[str], index: Index) -> set[int]:
    """Return what sentences of ours name: `Filed under 3.2 EGO`, `your report for EGO by`."""
    found = (pattern.search(line) for line in lines for pattern in (_FILED, _ASKED))
    return {place for said in found if said for place in _named(said["title"], index, several=True)}


def _named(line: str, index: Index, *, several: bool = False) -> list[int]:
    mentions = index.mentions(line)
    return [mention.slot for mention in (mentions if several else mentions[:1])]
