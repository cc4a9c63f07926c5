"""What speaks for each slot of the meetings that a mail could be about, and how sure that makes us of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from mailflow.domain.agenda import AgendaItem
from mailflow.domain.classification.kinds import Classified, Evidence
from mailflow.domain.matching.kinds import Candidates, Venue
from mailflow.domain.matching.people import MAY_FILE, Role, Standing, has_address, is_namesake, role_of
from mailflow.domain.matching.reading import topics_of
from mailflow.domain.matching.titles import Index
from mailflow.domain.matching.topics import Agenda, Topics, foreign_text
from mailflow.domain.matching.weights import NONE_OF_THEM, WEIGHTS, odds

_OFTEN = 5
_MENTIONS = 3
_OF_ALL = frozenset({"series", "nearest"})
_COMES_BACK = frozenset({"our subject", "old subject", "shared subject", "quote"})


@dataclass(frozen=True, slots=True)
class Slot:
    """A candidate: an item of a meeting, and what the author is to it."""

    venue: Venue
    item: AgendaItem
    role: Role
    is_answered: bool

    @property
    def is_open_to_author(self) -> bool:
        """Tell whether the author may file under it."""
        return self.role.standing in MAY_FILE


@dataclass(frozen=True, slots=True)
class Hearing:
    """All that is known of a mail that is to be matched, and the evidence for each candidate.

    `own` are the candidates under which the author may file, by their places.
    """

    classified: Classified
    candidates: Candidates
    slots: tuple[Slot, ...]
    own: frozenset[int]
    topics: Topics
    evidence: tuple[tuple[Evidence, ...], ...]

    @property
    def text(self) -> str:
        """What the author newly wrote."""
        return self.classified.extraction.text


def hear_all(classified: Classified, candidates: Candidates) -> Hearing:
    """Return what speaks for each slot that a mail could be about."""
    slots = tuple(_slots(classified, candidates))
    own = frozenset(place for place, slot in enumerate(slots) if slot.is_open_to_author)
    index = _index(tuple((slot.item.title, slot.item.aliases) for slot in slots))
    answered = frozenset(place for place, slot in enumerate(slots) if slot.is_answered)
    topics = topics_of(classified, Agenda(candidates.venues, [slot.item for slot in slots], index, own, answered))
    bare = Hearing(classified, candidates, slots, own, topics, ())
    return Hearing(classified, candidates, slots, own, topics, tuple(tuple(_evidence(bare, place)) for place in range(len(slots))))


@lru_cache(maxsize=64)
def _index(titles: tuple[tuple[str, tuple[str, ...]], ...]) -> Index:
    return Index(titles)


def _slots(classified: Classified, candidates: Candidates) -> Iterator[Slot]:
    answered = candidates.answered
    for venue in candidates.venues:
        is_its_meeting = answered is not None and (answered.meeting_id or 0) == venue.id
        keys = answered.item_keys if answered is not None and is_its_meeting else ()
        for item in venue.meeting.walk():
            if item.expects_report or item.key in keys or _is_assigned(candidates, venue, item):
                is_answered = item.key in keys
                yield Slot(venue, item, _role(classified, candidates, item, is_answered=is_answered), is_answered)


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


def _evidence(hearing: Hearing, place: int) -> Iterator[Evidence]:
    slot = hearing.slots[place]
    yield from _of_thread(hearing, slot)
    yield from _of_author(hearing, slot)
    yield from _of_topic(hearing, place)
    yield from _of_occasion(hearing, slot)
    yield from _of_contradiction(hearing, place)


def weighed(name: str, slot: Slot, detail: str, times: int = 1) -> Evidence:
    """Return evidence for a slot with the weight that the table gives it, as often as it counts."""
    return Evidence(name, detail, round(WEIGHTS[name] * times, 3), slot.item.key)


def _of_thread(hearing: Hearing, slot: Slot) -> Iterator[Evidence]:
    answered = hearing.candidates.answered
    if answered is None or not slot.is_answered:
        return
    if answered.has_token:
        name = "token" if len(answered.item_keys) == 1 else "token of several"
        yield weighed(name, slot, f"signed reply address of {answered.kind} {answered.id}")
    elif answered.is_by_event:
        yield weighed("calendar", slot, "it quotes the UID of the calendar event")
    elif answered.hops:
        yield weighed("thread of others", slot, f"it answers a mail of others that was about {answered.kind} {answered.id}")
    else:
        yield weighed("thread", slot, f"In-Reply-To or References name {answered.kind} {answered.id}")


def _of_author(hearing: Hearing, slot: Slot) -> Iterator[Evidence]:
    standing, speaker = slot.role.standing, slot.role.speaker
    if standing is Standing.SPEAKER:
        yield weighed("sender", slot, slot.role.words)
        beside = _written_to_beside(hearing, slot)
        if beside:
            yield weighed("addressee", slot, f"{beside}, who speaks on it as well, is written to")
    elif standing is Standing.NAMESAKE:
        yield weighed("namesake" if speaker and speaker.email else "name alone", slot, slot.role.words)
    elif standing is Standing.COLLEAGUE and not _has_other_colleagues(hearing, slot):
        yield weighed("colleague", slot, slot.role.words)
    elif standing is Standing.DELEGATE:
        # Who holds a token has been counted by it.
        yield Evidence("delegate", slot.role.words, 0.0 if slot.is_answered else WEIGHTS["delegate"], slot.item.key)


def _written_to_beside(hearing: Hearing, slot: Slot) -> str:
    """Return the name of another speaker of a slot to whom the mail was sent as well; empty if there is none."""
    recipients = hearing.classified.message.recipients
    others = (speaker for speaker in slot.item.speakers if speaker != slot.role.speaker)
    return next((one.name for one in others if any(has_address(one, address) for address in recipients)), "")


def _has_other_colleagues(hearing: Hearing, slot: Slot) -> bool:
    """Tell whether the author has the domain of speakers of other slots too, or is one of these: then it says nothing."""
    return any(other is not slot and other.role.standing is not Standing.NOBODY for other in hearing.slots)


def _of_topic(hearing: Hearing, place: int) -> Iterator[Evidence]:
    slot, topics = hearing.slots[place], hearing.topics
    said = [signal for signal in topics.signals if signal.slot == place]
    answered = hearing.candidates.answered
    is_echo = slot.is_answered and answered is not None and len(answered.item_keys) == 1
    for name in dict.fromkeys(signal.name for signal in said):
        detail = next(signal.detail for signal in said if signal.name == name)
        # What comes back with an answer says nothing that the mail that is answered has not said.
        yield weighed("echo" if is_echo and name in _COMES_BACK else name, slot, detail)
    if not slot.is_open_to_author or (topics.firm & hearing.own and place not in topics.firm):
        return
    count = topics.counts[place]
    if count:
        yield weighed("mention", slot, f"the text names it {count} times" if count > 1 else "the text names it", min(count, _MENTIONS))
    if topics.selves[place]:
        yield weighed("self", slot, "the text speaks of it as of its own project")
    if _is_the_one_named(hearing, place):
        yield weighed("only one named", slot, "of the author's slots the text names only this one")


def _is_the_one_named(hearing: Hearing, place: int) -> bool:
    topics, own = hearing.topics, hearing.own
    is_firm = bool(topics.selves[place]) or topics.counts[place] >= _OFTEN
    return len(own) > 1 and is_firm and not any(topics.counts[other] for other in own - {place})


def _of_occasion(hearing: Hearing, slot: Slot) -> Iterator[Evidence]:
    topics = hearing.topics
    if len(hearing.candidates.venues) > 1 and slot.venue is hearing.candidates.venues[0]:
        yield weighed("nearest", slot, "its meeting is the nearest")
    if topics.is_tagged:
        yield weighed("series", slot, "the subject names the meeting")
    if slot.is_open_to_author:
        yield from _of_purpose(topics, slot)


def _of_purpose(topics: Topics, slot: Slot) -> Iterator[Evidence]:
    """Yield what speaks for or against a mail being a report at all."""
    subject = topics.subject
    if topics.speaks_as_report:
        yield weighed("occasion", slot, "it answers a mail, or says that it reports")
    elif subject.text and not slot.is_answered:
        yield from _of_another_purpose(topics, slot)
    if slot.is_answered:
        return
    if topics.other_business and not topics.claimed:
        yield weighed("other business", slot, f"its subject is about «{topics.other_business}»")
    if subject.is_forward:
        yield weighed("forward", slot, "it was forwarded")
    if subject.other_tag:
        yield weighed("other tag", slot, f"its subject has the tag of another list: «{subject.other_tag}»")
    if topics.points_below:
        yield weighed("points below", slot, "it passes on what somebody else wrote")


def _of_another_purpose(topics: Topics, slot: Slot) -> Iterator[Evidence]:
    yield weighed("other subject", slot, f"its subject is about something else: «{topics.subject.text[:80]}»")
    if topics.brings_pictures:
        yield weighed("pictures", slot, "it brings pictures, and does not speak as a report does")
    if topics.asks:
        yield weighed("asks", slot, "it puts a question to its reader")


def _of_contradiction(hearing: Hearing, place: int) -> Iterator[Evidence]:
    slot, topics = hearing.slots[place], hearing.topics
    others = topics.firmly_claimed - {place}
    foreign = foreign_text(topics, hearing.own)
    if foreign == place:
        yield weighed("text", slot, "the text names it again and again, as its own")
    elif topics.rules_out(place) or (others and place not in topics.named) or (foreign is not None and slot.is_open_to_author):
        other = hearing.slots[min(others) if others else foreign or 0]
        yield weighed("contradiction", slot, f"the author's words claim {other.item.key} {other.item.title}, and never name this one")
    if topics.other_title and slot.is_open_to_author:
        yield weighed("other title", slot, f"it says that it is about «{topics.other_title}»")


def _speaks_for_one(found: Sequence[Evidence]) -> bool:
    """Tell whether more than a word in passing speaks for a slot rather than for all of its meeting."""
    return sum(one.weight for one in found if one.signal not in _OF_ALL) > WEIGHTS["signature"]


def scores_of(hearing: Hearing) -> tuple[float, ...]:
    """Return the confidence of each candidate: its share of the odds of all for which something speaks, and of none."""
    shares = [odds(sum(one.weight for one in found)) if _speaks_for_one(found) else 0.0 for found in hearing.evidence]
    whole = sum(shares) + odds(NONE_OF_THEM)
    return tuple(round(share / whole, 4) for share in shares)


