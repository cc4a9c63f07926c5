"""What a subject says once its prefixes, its tag and the meeting's title are away, and whether it is the one that we wrote."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mailflow.domain.matching.kinds import Venue
from mailflow.domain.matching.phrases import REPORT_WORDS, words_in
from mailflow.domain.matching.titles import fold, words_of

_PREFIX = re.compile(
    r"\s*(?:(?P<answer>re|aw|sv|antw|odp|ref|ynt|vs|r)|(?P<forward>fwd?|wg|tr|rv|enc|i|doorst|pd))\s*(?:\[\d+\]|"
    r"\(\d+\))?\s*:", re.IGNORECASE
)
_BRACKETS = re.compile(r"[\[\]]")
_OURS = re.compile(
    r"\b(?:Your reports? for (?P<en>.+?), please\b|Votre (?:contribution|rapport|compte rendu) pour (?P<fr>.+?)\s?(?:,|:|\Z)"
    r"|Ihr(?:e|en)? (?:Bericht|Beitrag|Kurzbericht)e? (?:für|zu) (?P<de>.+?)\s?(?:,? bitte|:|\Z))",
    re.IGNORECASE,
)
_LEAST_TITLE = 6
_TAG = re.compile(r"\s*\[([^\[\]]{1,40})\]")
_WAS = re.compile(r"[ \t]*[(\[](?:was|war|était|etait|era)\b\s*:?.{0,300}\Z", re.IGNORECASE)
_WRAPPED = re.compile(r"\s*\[(?:fwd?|wg|tr)\s*:\s*(.*)\]\s*", re.IGNORECASE)
_GATEWAYS = words_in("""
    external externe extern ext externo esterno spam suspected bulk board caution draft final urgent important
""")


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject without its prefixes and tags: the words that are left, and what the prefixes say.

    `is_ours` where it is the subject that we gave an invitation, of which then only the names of the slots are left.
    """

    text: str
    is_answer: bool = False
    is_forward: bool = False
    is_ours: bool = False
    other_tag: str = ""


def subject_of(subject: str, venues: Sequence[Venue]) -> Subject:
    """Return a subject without `Re:`, without the series' tag, and without the title of the meeting."""
    subject = _WAS.sub("", subject)
    wrapped = _WRAPPED.fullmatch(subject)
    rest, is_answer, is_forward = (wrapped[1] if wrapped else subject), False, bool(wrapped)
    slugs = {venue.series.slug.casefold() for venue in venues}
    while True:
        rest = rest.lstrip()
        prefix = _PREFIX.match(rest)
        tag = re.match(r"\[([^\[\]]{1,80})\]", rest)
        if prefix:
            is_answer, is_forward = is_answer or bool(prefix["answer"]), is_forward or bool(prefix["forward"])
            rest = rest[prefix.end() :]
        elif tag and tag[1].strip().casefold() in slugs:
            rest = rest[tag.end() :]
        else:
            break
    ours = _OURS.search(rest)
    if ours and (is_answer or is_forward):
        return Subject(next(filter(None, ours.groups())), is_answer, is_forward, is_ours=True)
    for title in {title for venue in venues for title in (venue.meeting.title, venue.series.title, venue.series.slug) if title}:
        rest = re.sub(rf"(?<!\w){re.escape(title)}(?!\w)", " ", rest, flags=re.IGNORECASE)
    return Subject(_BRACKETS.sub(" ", rest).strip(), is_answer, is_forward, other_tag=_other_tag(rest))


def _other_tag(rest: str) -> str:
    """Return the tag with which a subject begins and that says nothing of a report: that of another list."""
    tag = _TAG.match(rest)
    words = {word.folded for word in words_of(tag[1])} if tag else set()
    return tag[1] if tag and words and not words & (REPORT_WORDS | _GATEWAYS) else ""


def is_tagged(subject: str, venues: Sequence[Venue]) -> bool:
    """Tell whether a subject names the series or the meeting."""
    folded = fold(subject)
    return any(
        fold(f"[{venue.series.slug}]") in folded
        or any(len(title) > _LEAST_TITLE and fold(title) in folded for title in (venue.meeting.title, venue.series.title))
        for venue in venues
    )
