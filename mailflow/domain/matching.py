"""To which slot, or to which revision of the minutes, a mail belongs, and on what evidence.

A signed token or a reply to a known mail of ours leads to that mail, and through it to the slots or the revision that it was
about. One slot and an author whom we know: matched. Several slots: ambiguous. Nothing to go by: unmatched.
"""

import unicodedata
from dataclasses import dataclass

from mailflow.domain.agenda import ItemKey, MeetingId, PersonId, Speaker
from mailflow.domain.classification.kinds import Classified, Evidence
from mailflow.domain.message import MailKind, OutboundId, is_same_address

_WEIGHTS = {
    # A token is signed and named in one mail to one person: only a forward can bring it elsewhere.
    "token": 0.9,
    # Anybody who saw the mail knows its Message-ID, and clients set it without being asked.
    "thread": 0.7,
    # A From header alone proves nothing, but a mismatch is rare among honest mail.
    "sender": 0.3,
    "stranger": -0.3,
}
_ENOUGH = 0.6


@dataclass(frozen=True, slots=True)
class Answered:
    """The mail of ours that a message answers: what it was about, to whom it went, and how we know."""

    id: OutboundId
    kind: MailKind
    has_token: bool
    meeting_id: MeetingId | None = None
    person_id: PersonId | None = None
    minutes_id: int | None = None
    item_keys: tuple[ItemKey, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidates:
    """What a message could be about: the mail that it answers, and the people who may write about it.

    `addressee` is the person to whom that mail went; `speakers` are those on its slots.
    """

    answered: Answered | None = None
    addressee: Speaker | None = None
    speakers: tuple[Speaker, ...] = ()


@dataclass(frozen=True, slots=True)
class SlotScore:
    """How well one slot fits, from 0 to 1."""

    key: ItemKey
    confidence: float


@dataclass(frozen=True, slots=True)
class Matched:
    """One slot fits. `author` is the speaker who wrote, or for whom `delegate` wrote."""

    slot: SlotScore
    author: Speaker
    delegate: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several slots fit too closely to choose."""

    slots: tuple[SlotScore, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Unmatched:
    """Nothing fits well enough; `reason` says what is missing."""

    reason: str
    evidence: tuple[Evidence, ...]


Match = Matched | Ambiguous | Unmatched


def match(classified: Classified, candidates: Candidates) -> Match:
    """Return the slot to which a message belongs, the slots between which it is open, or why none fits."""
    answered, addressee = candidates.answered, candidates.addressee
    if answered is None or addressee is None:
        return Unmatched("it answers no mail of ours", (Evidence("thread", "no token and no known Message-ID", 0.0),))
    if not answered.item_keys:
        return Unmatched("it answers a mail that was not about a slot", (_thread_evidence(answered),))
    if not classified.message.author.email:
        return Unmatched("the mail names no author", (_thread_evidence(answered),))
    author = _known_author(classified, candidates)
    evidence = (_thread_evidence(answered), _sender_evidence(author))
    confidence = max(0.0, min(1.0, sum(reason.weight for reason in evidence)))
    if confidence < _ENOUGH:
        return Unmatched("a stranger answers without the reply address that we gave", evidence)
    scores = tuple(SlotScore(key, round(confidence / len(answered.item_keys), 3)) for key in answered.item_keys)
    if len(scores) > 1:
        return Ambiguous(scores, evidence)
    delegate = "" if author else _display_name(classified)
    return Matched(scores[0], author or addressee, delegate, evidence)


def _known_author(classified: Classified, candidates: Candidates) -> Speaker | None:
    """Return the addressee, or another speaker of the slot, whose address the mail comes from."""
    address = classified.message.author.email
    people = (*((candidates.addressee,) if candidates.addressee else ()), *candidates.speakers)
    return next((person for person in people if person.email and is_same_address(person.email, address)), None)


def _thread_evidence(answered: Answered) -> Evidence:
    if answered.has_token:
        return Evidence("token", f"signed reply address of {answered.kind} {answered.id}", _WEIGHTS["token"])
    return Evidence("thread", f"In-Reply-To or References name {answered.kind} {answered.id}", _WEIGHTS["thread"])


def _sender_evidence(author: Speaker | None) -> Evidence:
    if author is None:
        return Evidence("sender", "the address is none of the slot's speakers'", _WEIGHTS["stranger"])
    return Evidence("sender", f"the address is {author.name}'s", _WEIGHTS["sender"])


def _display_name(classified: Classified) -> str:
    """Return the name that a delegate goes by; an address is no name, as it would be published."""
    name = classified.message.author.name
    return "a delegate" if not name or "@" in unicodedata.normalize("NFKC", name) else name
