"""To which slot a mail belongs, on what evidence, and what to do where that is in doubt.

    who wrote, what it answers, what it says -> evidence for each slot -> confidence of each
        clear, and by somebody who may      Matched      (headed parts of several of the author's slots: one placement each)
        close, and by somebody we know      Ambiguous    the author is asked
        anything else                       Unmatched    a person decides
"""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailflow.domain.agenda import AgendaItem, ItemKey, Speaker
from mailflow.domain.classification.kinds import Classified, Evidence
from mailflow.domain.matching.kinds import Ambiguous, Candidates, Choice, Match, Matched, Placement, SlotScore, Unmatched, Venue
from mailflow.domain.matching.people import MAY_FILE, Role, Standing, has_address, is_namesake, role_of
from mailflow.domain.matching.sections import Part
from mailflow.domain.matching.titles import Index
from mailflow.domain.matching.topics import Topics, foreign_text, topics_of
from mailflow.domain.matching.weights import CHOICES, FILED, LIKELY, NONE_OF_THEM, WEIGHTS, odds

WALK_IN = "walk-in"
"""The signal of the title of an item that the agenda lacks, as a mail names it."""
_OFTEN = 5
_MENTIONS = 3


@dataclass(frozen=True, slots=True)
class _Slot:
    """A candidate: an item of a meeting, and what the author is to it."""

    venue: Venue
    item: AgendaItem
    role: Role
    is_answered: bool

    @property
    def is_open_to_author(self) -> bool:
        return self.role.standing in MAY_FILE


@dataclass(frozen=True, slots=True)
class _Hearing:
    """All that is known of a mail that is to be matched, and the evidence for each candidate."""

    classified: Classified
    candidates: Candidates
    slots: tuple[_Slot, ...]
    topics: Topics
    evidence: tuple[tuple[Evidence, ...], ...]

    @property
    def own(self) -> set[int]:
        return {place for place, slot in enumerate(self.slots) if slot.is_open_to_author}

    @property
    def text(self) -> str:
        return self.classified.extraction.text


def match(classified: Classified, candidates: Candidates) -> Match:
    """Return the slots to which a message belongs, those between which it is open, or why none fits."""
    if not classified.message.author.email:
        return Unmatched("the mail names no author", ())
    hearing = _heard(classified, candidates)
    if candidates.assigned is not None:
        return _as_assigned(hearing)
    scores = _scores(hearing)
    return _split(hearing, scores) or _filed(hearing, scores) or _asked(hearing, scores) or _left(hearing, scores)


def _heard(classified: Classified, candidates: Candidates) -> _Hearing:
    slots = tuple(_slots(classified, candidates))
    speakers = [[speaker.name for speaker in slot.item.speakers] for slot in slots]
    topics = topics_of(classified, candidates.venues, _index(tuple((slot.item.title, slot.item.aliases) for slot in slots)), speakers)
    bare = _Hearing(classified, candidates, slots, topics, ())
    return _Hearing(classified, candidates, slots, topics, tuple(tuple(_evidence(bare, place)) for place in range(len(slots))))


@lru_cache(maxsize=64)
def _index(titles: tuple[tuple[str, tuple[str, ...]], ...]) -> Index:
    return Index(titles)


def _slots(classified: Classified, candidates: Candidates) -> Iterator[_Slot]:
    answered = candidates.answered
    for venue in candidates.venues:
        is_its_meeting = answered is not None and (answered.meeting_id or 0) == venue.id
        keys = answered.item_keys if answered is not None and is_its_meeting else ()
        for item in venue.meeting.walk():
            if item.expects_report or item.key in keys or _is_assigned(candidates, venue, item):
                is_answered = item.key in keys
                yield _Slot(venue, item, _role(classified, candidates, item, is_answered=is_answered), is_answered)


def _is_assigned(candidates: Candidates, venue: Venue, item: AgendaItem) -> bool:
    assigned = candidates.assigned
    return assigned is not None and assigned.meeting_id == venue.id and item.key in assigned.keys


def _role(classified: Classified, candidates: Candidates, item: AgendaItem, *, is_answered: bool) -> Role:
    """Return what the author is to an item; whoever holds the token of a mail about it writes for the one to whom that mail went."""
    role = role_of(classified.message, item)
    answered, addressee = candidates.answered, candidates.addressee
    if role.standing is Standing.SPEAKER or role.standing is Standing.DELEGATE or not is_answered or addressee is None or answered is None:
        return role
    if has_address(addressee, classified.message.author.email):
        return Role(Standing.SPEAKER, addressee, f"the address is {addressee.name}'s, to whom the mail went")
    if not answered.has_token:
        return role
    if is_namesake(addressee, classified.message):
        return Role(Standing.NAMESAKE, addressee, f"the name is that of {addressee.name}, to whom the mail went")
    return Role(Standing.DELEGATE, addressee, f"writes by the reply address that {addressee.name} was given")


def _evidence(hearing: _Hearing, place: int) -> Iterator[Evidence]:
    slot = hearing.slots[place]
    yield from _of_thread(hearing, slot)
    yield from _of_author(hearing, slot)
    yield from _of_topic(hearing, place)
    yield from _of_occasion(hearing, slot)
    yield from _of_contradiction(hearing, place)


def _weighed(name: str, slot: _Slot, detail: str, times: int = 1) -> Evidence:
    return Evidence(name, detail, round(WEIGHTS[name] * times, 3), slot.item.key)


def _of_thread(hearing: _Hearing, slot: _Slot) -> Iterator[Evidence]:
    answered = hearing.candidates.answered
    if answered is None or not slot.is_answered:
        return
    if answered.has_token:
        name = "token" if len(answered.item_keys) == 1 else "token of several"
        yield _weighed(name, slot, f"signed reply address of {answered.kind} {answered.id}")
    elif answered.is_by_event:
        yield _weighed("calendar", slot, "it quotes the UID of the calendar event")
    elif answered.hops:
        yield _weighed("thread of others", slot, f"it answers a mail of others that was about {answered.kind} {answered.id}")
    else:
        yield _weighed("thread", slot, f"In-Reply-To or References name {answered.kind} {answered.id}")


def _of_author(hearing: _Hearing, slot: _Slot) -> Iterator[Evidence]:
    standing, speaker = slot.role.standing, slot.role.speaker
    if standing is Standing.SPEAKER:
        yield _weighed("sender", slot, slot.role.words)
    elif standing is Standing.NAMESAKE:
        yield _weighed("namesake" if speaker and speaker.email else "name alone", slot, slot.role.words)
    elif standing is Standing.COLLEAGUE and not _has_other_colleagues(hearing, slot):
        yield _weighed("colleague", slot, slot.role.words)
    elif standing is Standing.DELEGATE:
        # Who holds a token has been counted by it.
        yield Evidence("delegate", slot.role.words, 0.0 if slot.is_answered else WEIGHTS["delegate"], slot.item.key)


def _has_other_colleagues(hearing: _Hearing, slot: _Slot) -> bool:
    """Tell whether the author has the domain of speakers of other slots too, or is one of these: then it says nothing."""
    return any(other is not slot and other.role.standing is not Standing.NOBODY for other in hearing.slots)


def _of_topic(hearing: _Hearing, place: int) -> Iterator[Evidence]:
    slot, topics = hearing.slots[place], hearing.topics
    said = [signal for signal in topics.signals if signal.slot == place]
    names = dict.fromkeys(signal.name for signal in said)
    for name in names:
        yield _weighed(name, slot, next(signal.detail for signal in said if signal.name == name))
    if not slot.is_open_to_author:
        return
    count = topics.counts[place]
    if count:
        yield _weighed("mention", slot, f"the text names it {count} times" if count > 1 else "the text names it", min(count, _MENTIONS))
    if topics.selves[place]:
        yield _weighed("self", slot, "the text speaks of it as of its own project")
    if _is_the_one_named(hearing, place):
        yield _weighed("only one named", slot, "of the author's slots the text names only this one")


def _is_the_one_named(hearing: _Hearing, place: int) -> bool:
    topics, own = hearing.topics, hearing.own
    is_firm = bool(topics.selves[place]) or topics.counts[place] >= _OFTEN
    return len(own) > 1 and is_firm and not any(topics.counts[other] for other in own - {place})


def _of_occasion(hearing: _Hearing, slot: _Slot) -> Iterator[Evidence]:
    topics = hearing.topics
    if len(hearing.candidates.venues) > 1 and slot.venue is hearing.candidates.venues[0]:
        yield _weighed("nearest", slot, "its meeting is the nearest")
    if topics.is_tagged:
        yield _weighed("series", slot, "the subject names the meeting")
    if not slot.is_open_to_author:
        return
    if topics.speaks_as_report:
        yield _weighed("occasion", slot, "it answers a mail, or says that it reports")
    elif topics.subject.text and not slot.is_answered:
        yield _weighed("other subject", slot, f"its subject is about something else: «{topics.subject.text[:80]}»")
    if topics.subject.is_forward and not slot.is_answered:
        yield _weighed("forward", slot, "it was forwarded")


def _of_contradiction(hearing: _Hearing, place: int) -> Iterator[Evidence]:
    slot, topics = hearing.slots[place], hearing.topics
    others = topics.claimed - {place}
    foreign = foreign_text(topics, hearing.own)
    if foreign == place:
        yield _weighed("text", slot, "the text names it again and again, as its own")
    elif (others and place not in topics.named) or (foreign is not None and slot.is_open_to_author):
        other = hearing.slots[min(others) if others else foreign or 0]
        yield _weighed("contradiction", slot, f"the author's words claim {other.item.key} {other.item.title}, and never name this one")
    if topics.other_title and slot.is_open_to_author:
        yield _weighed("other title", slot, f"it says that it is about «{topics.other_title}»")


def _scores(hearing: _Hearing) -> tuple[float, ...]:
    """Return the confidence of each candidate: its share of the odds of all for which something speaks, and of none."""
    totals = [sum(one.weight for one in found) for found in hearing.evidence]
    shares = [odds(total) if total > WEIGHTS["signature"] else 0.0 for total in totals]
    whole = sum(shares) + odds(NONE_OF_THEM)
    return tuple(round(share / whole, 4) for share in shares)


def _ranked(hearing: _Hearing, scores: Sequence[float]) -> list[int]:
    """Return the candidates, likeliest first; of two alike the one that still waits, then by the agenda."""
    return sorted(range(len(scores)), key=lambda place: (-round(scores[place], 2), bool(hearing.slots[place].item.shown_reports), place))


def _filed(hearing: _Hearing, scores: Sequence[float]) -> Matched | None:
    best = next(iter(_ranked(hearing, scores)), None)
    if best is None or scores[best] < FILED or not hearing.slots[best].is_open_to_author:
        return None
    return Matched((_placement(hearing, best, scores[best], hearing.text),), _all_evidence(hearing, [best]))


def _split(hearing: _Hearing, scores: Sequence[float]) -> Match | None:
    """Return the headed parts of a mail, each under its own slot; None where it is one report."""
    outline = hearing.topics.outline
    parts = [part for part in outline.parts if part.text]
    if len(parts) < 2 or not outline.is_all or len(parts) < len(outline.parts):  # noqa: PLR2004 - two parts are the least to be parted
        return None
    places = [part.slot for part in parts]
    if not {*places} <= hearing.own:
        return _split_with_foreign(hearing, scores, parts)
    if outline.has_others:
        return _open_split(hearing, scores, places)
    placed = tuple(_placement(hearing, part.slot, _alone(hearing, part.slot), part.text) for part in parts)
    return Matched(placed, _all_evidence(hearing, places)) if all(one.slot.confidence >= FILED for one in placed) else None


def _split_with_foreign(hearing: _Hearing, scores: Sequence[float], parts: Sequence[Part]) -> Match | None:
    """Ask about parts of which some are under slots of others; among other headings they are topics of one report."""
    places = [part.slot for part in parts]
    if hearing.topics.outline.has_others or places[0] not in hearing.own:
        return None
    return _open_split(hearing, scores, places)


def _open_split(hearing: _Hearing, scores: Sequence[float], places: Sequence[int]) -> Ambiguous:
    venue = hearing.slots[places[0]].venue
    together = Choice(venue.id, tuple(hearing.slots[place].item.key for place in places))
    alone = [Choice(hearing.slots[place].venue.id, (hearing.slots[place].item.key,)) for place in places if place in hearing.own]
    return Ambiguous((together, *alone), _slot_scores(hearing, scores, places), _all_evidence(hearing, places))


def _alone(hearing: _Hearing, place: int) -> float:
    """Return the confidence of a part whose heading names its slot: by the author and that heading alone."""
    counted = [one for one in hearing.evidence[place] if one.signal not in {"heading", "contradiction", "subject", "old subject", "opening"}]
    share = odds(sum(one.weight for one in counted) + WEIGHTS["heading"])
    return round(share / (share + odds(NONE_OF_THEM)), 4)


def _asked(hearing: _Hearing, scores: Sequence[float]) -> Ambiguous | None:
    """Return the choices to put to an author whom we know."""
    if not (hearing.own or _is_known(hearing)):
        return None
    chosen = [place for place in _ranked(hearing, scores) if scores[place] >= LIKELY or place in hearing.own][:CHOICES]
    if not chosen:
        return None
    choices = tuple(Choice(hearing.slots[place].venue.id, (hearing.slots[place].item.key,)) for place in chosen)
    return Ambiguous(choices, _slot_scores(hearing, scores, chosen), _all_evidence(hearing, chosen))


def _is_known(hearing: _Hearing) -> bool:
    """Tell whether the author is anybody of the meetings or their series."""
    address = hearing.classified.message.author.email
    people = (person for venue in hearing.candidates.venues for person in people_of(venue))
    return any(has_address(person, address) for person in people)


def people_of(venue: Venue) -> Iterator[Speaker]:
    """Yield everybody of a meeting and its series."""
    yield from venue.meeting.speakers
    series = venue.series
    yield from (person for person in (series.chair, *series.deputies, series.minute_taker, series.secretary) if person is not None)


def _left(hearing: _Hearing, scores: Sequence[float]) -> Unmatched:
    likely = [place for place in _ranked(hearing, scores) if scores[place] >= LIKELY][:CHOICES]
    evidence = _all_evidence(hearing, likely)
    if _is_known(hearing):
        reason = "nothing on the agenda fits"
    elif hearing.candidates.answered is not None:
        reason = "a stranger answers without the reply address that we gave"
    else:
        reason = "a stranger writes, and it answers no mail of ours"
    return Unmatched(reason, evidence, _slot_scores(hearing, scores, likely), hearing.topics.other_title)


def _placement(hearing: _Hearing, place: int, confidence: float, text: str) -> Placement:
    slot = hearing.slots[place]
    author, delegate = _writers(hearing, slot)
    return Placement(SlotScore(slot.venue.id, slot.item.key, confidence), author, delegate, text)


def _writers(hearing: _Hearing, slot: _Slot) -> tuple[Speaker, str]:
    """Return whose report it is, and who wrote it for them, if somebody did."""
    message, role = hearing.classified.message, slot.role
    if role.speaker is None:
        name = display_name(hearing.classified)
        if slot.item.speakers:
            return slot.item.speakers[0], name
        return Speaker(name, email=message.author.email), ""
    if role.standing in {Standing.SPEAKER, Standing.NAMESAKE}:
        return role.speaker, ""
    return role.speaker, _own_name(hearing) or display_name(hearing.classified)


def _own_name(hearing: _Hearing) -> str:
    """Return the name under which we know an author who writes for another."""
    address = hearing.classified.message.author.email
    asked = (one.person for slot in hearing.slots for one in slot.item.delegates)
    people = (*asked, *(person for venue in hearing.candidates.venues for person in people_of(venue)))
    return next((person.name for person in people if has_address(person, address)), "")


def display_name(classified: Classified) -> str:
    """Return the name that a delegate goes by; an address is no name, as it would be published."""
    name = classified.message.author.name
    return "a delegate" if not name or "@" in unicodedata.normalize("NFKC", name) else name


def _as_assigned(hearing: _Hearing) -> Match:
    """Return a mail where somebody said that it belongs; several slots get the parts of the mail that are headed by them."""
    assigned = hearing.candidates.assigned
    if assigned is None:
        raise ValueError("nothing was assigned")
    parts = {hearing.slots[part.slot].item.key: part.text for part in hearing.topics.outline.parts if part.text}
    places = [
        place for place, slot in enumerate(hearing.slots) if slot.venue.id == assigned.meeting_id and slot.item.key in assigned.keys
    ]
    evidence = tuple(_weighed("assigned", hearing.slots[place], assigned.by) for place in places)
    if not places:
        return Unmatched(f"the agenda has no item {' or '.join(assigned.keys)}", ())
    texts = [parts.get(hearing.slots[place].item.key, hearing.text) if len(places) > 1 else hearing.text for place in places]
    return Matched(tuple(_placement(hearing, place, 1.0, text) for place, text in zip(places, texts, strict=True)), evidence)


def _slot_scores(hearing: _Hearing, scores: Sequence[float], places: Sequence[int]) -> tuple[SlotScore, ...]:
    return tuple(SlotScore(hearing.slots[place].venue.id, hearing.slots[place].item.key, scores[place]) for place in places)


def _all_evidence(hearing: _Hearing, chosen: Sequence[int]) -> tuple[Evidence, ...]:
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
