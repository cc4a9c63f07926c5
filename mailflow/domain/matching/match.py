"""To which slot, or to which revision of the minutes, a mail belongs, and on what evidence.

A signed token or a reply to a known mail of ours leads to that mail, and through it to the slots or the revision that it was
about. One slot and an author whom we know: matched. Several slots: ambiguous. Nothing to go by: unmatched.
"""

import unicodedata

from mailflow.domain.agenda import MeetingId, Speaker
from mailflow.domain.classification.kinds import Classified, Evidence
from mailflow.domain.matching.kinds import Ambiguous, Answered, Candidates, Choice, Match, Matched, Placement, SlotScore, Unmatched
from mailflow.domain.message import is_same_address

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
    meeting_id = answered.meeting_id or MeetingId(0)
    scores = tuple(SlotScore(meeting_id, key, round(confidence / len(answered.item_keys), 3)) for key in answered.item_keys)
    if len(scores) > 1:
        return Ambiguous(tuple(Choice(meeting_id, (score.key,)) for score in scores), scores, evidence)
    delegate = "" if author else _display_name(classified)
    return Matched((Placement(scores[0], author or addressee, delegate, classified.extraction.text),), evidence)


def _known_author(classified: Classified, candidates: Candidates) -> Speaker | None:
    """Return the addressee, or another speaker of the slot, whose address the mail comes from."""
    address = classified.message.author.email
    keys = candidates.answered.item_keys if candidates.answered else ()
    slots = [item for venue in candidates.venues for item in venue.meeting.walk() if item.key in keys]
    people = (*((candidates.addressee,) if candidates.addressee else ()), *(speaker for slot in slots for speaker in slot.speakers))
    return next((person for person in people if any(is_same_address(known, address) for known in person.addresses)), None)


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
