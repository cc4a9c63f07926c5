"""To which slot a mail belongs, on what evidence, and what to do where that is in doubt.

    who wrote, what it answers, what it says -> evidence for each slot -> confidence of each
        clear, and by somebody who may      Matched      (headed parts of several of the author's slots: one placement each)
        close, and by somebody we know      Ambiguous    the author is asked
        anything else                       Unmatched    a person decides
"""

from collections.abc import Sequence

from mailflow.domain.agenda import ItemKey, Manner
from mailflow.domain.classification.kinds import Classified, Evidence
from mailflow.domain.matching.admission import is_statement, names_no_slot
from mailflow.domain.matching.hearing import Hearing, hear_all, scores_of, weighed
from mailflow.domain.matching.kinds import Ambiguous, Assigned, Candidates, Choice, Match, Matched, Placement, SlotScore, Unmatched
from mailflow.domain.matching.people import Standing, has_address
from mailflow.domain.matching.weights import CHOICES, FILED, LIKELY, NONE_OF_THEM, WEIGHTS, odds
from mailflow.domain.matching.writers import people_of, writers_of

_SEVERAL = 2
_OF_THE_WHOLE = frozenset({
    "heading", "contradiction", "subject", "old subject", "our subject", "shared subject", "near subject", "opening", "lead", "text",
})  # fmt: skip
"""The evidence that speaks for a mail as a whole, not for the part under a heading."""

WALK_IN = "walk-in"
"""The signal of the title of an item that the agenda lacks, as a mail names it."""


def match(classified: Classified, candidates: Candidates) -> Match:
    """Return the slots to which a message belongs, those between which it is open, or why none fits."""
    if not classified.message.author.email:
        return Unmatched("the mail names no author", ())
    hearing = hear_all(classified, candidates)
    if candidates.assigned is not None:
        return _as_assigned(hearing, candidates.assigned)
    scores = scores_of(hearing)
    filed = _split(hearing, scores) or _filed(hearing, scores) or _stated(hearing, scores)
    return filed or _asked(hearing, scores) or _left(hearing, scores)


def _ranked(hearing: Hearing, scores: Sequence[float]) -> list[int]:
    """Return the candidates, likeliest first; of two alike the one that still waits, then by the agenda."""
    return sorted(range(len(scores)), key=lambda place: (-round(scores[place], 2), bool(hearing.slots[place].item.shown_reports), place))


def _filed(hearing: Hearing, scores: Sequence[float]) -> Matched | None:
    best = next(iter(_ranked(hearing, scores)), None)
    if best is None or scores[best] < FILED or not hearing.slots[best].is_open_to_author:
        return None
    if hearing.topics.is_open_between(hearing.own, best):
        return None  # its author says of two of their slots that it is about them
    if not hearing.slots[best].is_answered and _answers_their_own(hearing) and not hearing.topics.says_plainly(best):
        return None  # an old mail taken for another slot, or a report that begins with a partner: both happen
    if _is_headed_below(hearing, best):
        return None  # what stands above the heading may be about another of their slots
    return Matched((_placement(hearing, best, scores[best], hearing.text),), _all_evidence(hearing, [best]))


def _stated(hearing: Hearing, scores: Sequence[float]) -> Matched | None:
    """File `nothing to report` under all slots of the answered mail for which its author has said nothing else; None where it is none."""
    if not is_statement(hearing.classified) or not names_no_slot(hearing.classified) or hearing.classified.message.attachments:
        return None
    places = [place for place, slot in enumerate(hearing.slots) if slot.is_answered and place in hearing.own]
    waiting = [place for place in places if not _has_reported(hearing, place)]
    if not waiting:
        return None
    # The slots share the likelihood of the one mail that asks for them all.
    sure = min(1.0, round(sum(scores[place] for place in places), 4))
    return Matched(tuple(_placement(hearing, place, sure, hearing.text) for place in waiting), _all_evidence(hearing, places))


def _has_reported(hearing: Hearing, place: int) -> bool:
    """Tell whether a slot shows a report of the author's that says something."""
    slot = hearing.slots[place]
    author, delegate = writers_of(hearing, slot)
    own = (report for report in slot.item.shown_reports if report.author.casefold() == author.name.casefold())
    return any(report.manner is not Manner.NOTHING and report.delegate.casefold() in {"", delegate.casefold()} for report in own)


def _is_headed_below(hearing: Hearing, best: int) -> bool:
    """Tell whether a slot that one of several of the author's is named by a heading below something else that they report."""
    outline, topics = hearing.topics.outline, hearing.topics
    headed = {heading.slot for heading in outline.headings}
    answered = {place for place, slot in enumerate(hearing.slots) if slot.is_answered}
    is_meant = best in topics.of_new_subject | topics.named_above or answered == {best}
    return best in headed and len(hearing.own) > 1 and not outline.is_all and not is_meant


def _answers_their_own(hearing: Hearing) -> bool:
    """Tell whether the author answers a mail about a slot of their own."""
    return any(slot.is_answered and slot.role.standing is Standing.SPEAKER for slot in hearing.slots)


def _split(hearing: Hearing, scores: Sequence[float]) -> Match | None:
    """Return the headed parts of a mail, each under its own slot; None where it is one report."""
    outline, own = hearing.topics.outline, hearing.own
    parts = [part for part in outline.parts if part.text]
    places = [part.slot for part in parts]
    if len(parts) < _SEVERAL or not own.intersection(places):
        return None
    if hearing.topics.firm & {place for place, slot in enumerate(hearing.slots) if slot.is_answered} & own - {*places}:
        return None  # the headings are topics of the slot that is answered, and named above them
    if outline.has_others and places[0] in hearing.topics.of_new_subject:
        return None  # its title is that of the subject, the other headings are topics
    if not own.issuperset(places):
        return None if outline.has_others else _open_split(hearing, scores, places)
    if len(parts) < len(outline.parts) or _is_open(hearing, places):
        return _open_split(hearing, scores, places)
    placed = tuple(_placement(hearing, part.slot, _alone(hearing, part.slot), part.text) for part in parts)
    is_clear = all(one.slot.confidence >= FILED for one in placed)
    return Matched(placed, _all_evidence(hearing, places)) if is_clear else _open_split(hearing, scores, places)


def _is_open(hearing: Hearing, places: Sequence[int]) -> bool:
    """Tell whether headings of the author's slots may not part a mail: text stands above them, other headings beside them."""
    outline = hearing.topics.outline
    if _answers_their_own(hearing) and not any(hearing.slots[place].is_answered for place in places):
        return True
    named = hearing.topics.of_new_subject & hearing.own
    if named and places[0] not in named:
        return True  # a new subject names one, the headings may be its topics
    return outline.has_others or not outline.is_all or bool(hearing.topics.named_above & hearing.own - {*places})


def _open_split(hearing: Hearing, scores: Sequence[float], places: Sequence[int]) -> Ambiguous:
    venue = hearing.slots[places[0]].venue
    together = Choice(venue.id, tuple(hearing.slots[place].item.key for place in places))
    alone = [Choice(hearing.slots[place].venue.id, (hearing.slots[place].item.key,)) for place in places if place in hearing.own]
    return Ambiguous((together, *alone), _slot_scores(hearing, scores, places), _all_evidence(hearing, places))


def _alone(hearing: Hearing, place: int) -> float:
    """Return the confidence of a part whose heading names its slot: by the author and that heading alone."""
    counted = [one for one in hearing.evidence[place] if one.signal not in _OF_THE_WHOLE]
    share = odds(sum(one.weight for one in counted) + WEIGHTS["heading"])
    return round(share / (share + odds(NONE_OF_THEM)), 4)


def _asked(hearing: Hearing, scores: Sequence[float]) -> Ambiguous | None:
    """Return the choices to put to an author whom we know."""
    if not (hearing.own or _is_known(hearing)):
        return None
    chosen = [place for place in _ranked(hearing, scores) if scores[place] >= LIKELY or place in hearing.own][:CHOICES]
    if not chosen:
        return None
    choices = tuple(Choice(hearing.slots[place].venue.id, (hearing.slots[place].item.key,)) for place in chosen)
    return Ambiguous(choices, _slot_scores(hearing, scores, chosen), _all_evidence(hearing, chosen))


def _is_known(hearing: Hearing) -> bool:
    """Tell whether the author is anybody of the meetings or their series."""
    address = hearing.classified.message.author.email
    people = (person for venue in hearing.candidates.venues for person in people_of(venue))
    return any(has_address(person, address) for person in people)


def _left(hearing: Hearing, scores: Sequence[float]) -> Unmatched:
    likely = [place for place in _ranked(hearing, scores) if scores[place] >= LIKELY][:CHOICES]
    evidence = _all_evidence(hearing, likely)
    if _is_known(hearing):
        reason = "nothing on the agenda fits"
    elif hearing.candidates.answered is not None:
        reason = "a stranger answers without the reply address that we gave"
    else:
        reason = "a stranger writes, and it answers no mail of ours"
    return Unmatched(reason, evidence, _slot_scores(hearing, scores, likely), hearing.topics.other_title)


def _placement(hearing: Hearing, place: int, confidence: float, text: str) -> Placement:
    slot = hearing.slots[place]
    author, delegate = writers_of(hearing, slot)
    return Placement(SlotScore(slot.venue.id, slot.item.key, confidence), author, delegate, text)


def _as_assigned(hearing: Hearing, assigned: Assigned) -> Match:
    """Return a mail where somebody said that it belongs; several slots get the parts of the mail that are headed by them."""
    parts = {hearing.slots[part.slot].item.key: part.text for part in hearing.topics.outline.parts if part.text}
    places = [
        place for place, slot in enumerate(hearing.slots) if slot.venue.id == assigned.meeting_id and slot.item.key in assigned.keys
    ]
    evidence = tuple(weighed("assigned", hearing.slots[place], assigned.by) for place in places)
    if not places:
        return Unmatched(f"the agenda has no item {' or '.join(assigned.keys)}", ())
    texts = [parts.get(hearing.slots[place].item.key, hearing.text) if len(places) > 1 else hearing.text for place in places]
    return Matched(tuple(_placement(hearing, place, 1.0, text) for place, text in zip(places, texts, strict=True)), evidence)


def _slot_scores(hearing: Hearing, scores: Sequence[float], places: Sequence[int]) -> tuple[SlotScore, ...]:
    return tuple(SlotScore(hearing.slots[place].venue.id, hearing.slots[place].item.key, scores[place]) for place in places)


def _all_evidence(hearing: Hearing, chosen: Sequence[int]) -> tuple[Evidence, ...]:
    """Return the evidence for the chosen candidates, then for whatever else something was said of."""
    others = [place for place in range(len(hearing.slots)) if place not in chosen and hearing.evidence[place]]
    weighty = [place for place in others if sum(one.weight for one in hearing.evidence[place]) > WEIGHTS["mention"]]
    return tuple(one for place in (*chosen, *weighty[:CHOICES]) for one in hearing.evidence[place])


def confidence_of(evidence: Sequence[Evidence]) -> dict[str, float]:
    """Return the confidence of each slot for which there is evidence, by its key: what `match` made of it, from what was kept of it."""
    totals: dict[str, float] = {}
    for one in evidence:
        if one.slot:
            totals[one.slot] = totals.get(one.slot, 0.0) + one.weight
    shares = {key: odds(total) for key, total in totals.items()}
    whole = sum(shares.values()) + odds(NONE_OF_THEM)
    return {key: round(share / whole, 4) for key, share in shares.items()}


def keys_of(choices: Sequence[Choice]) -> tuple[ItemKey, ...]:
    """Return the keys that choices name, each once, in their order."""
    return tuple(dict.fromkeys(key for choice in choices for key in choice.keys))
