"""Read what a mail says that it is about: subject, first lines, headings, text, file names, signature, quoted mail."""

import re
from collections.abc import Sequence

from rapidfuzz.distance import OSA

from mailflow.domain.classification.kinds import Classified
from mailflow.domain.matching.claims import AND, claims_in, is_topic, key_in, opening_lines, put_off_in
from mailflow.domain.matching.phrases import BUSINESS, OURS, PARTNERS, PERIODS, REPORT_WORDS, SELF, STATUS_WORDS
from mailflow.domain.matching.places import Declared
from mailflow.domain.matching.quotes import quoted_slots, signed
from mailflow.domain.matching.sections import Outline, outline_of
from mailflow.domain.matching.subjects import is_tagged, subject_of
from mailflow.domain.matching.titles import Index, Mention, Word, words_of
from mailflow.domain.matching.topics import Agenda, Topics
from mailflow.domain.matching.walk_ins import bare_title, title_in

_FEW = 5
_BEFORE = 3
_SENTENCE_ENDS = re.compile(r"[.:;!?]\s|\n\s*\n")
_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|heic|webp)\Z", re.IGNORECASE)
_VERSION = re.compile(r"v?\d+(?:\.\d+)+")
_ASKS = re.compile(r"\b(?:you|your|tu|te|vous|votre|sie|ihnen|du|dich|ihr|voi|ti|vi|usted|jij|jullie|pan|pani|"
    r"voce)\b[^.!?\n]{0,120}\?", re.IGNORECASE)
_POINTS_BELOW = re.compile(
    r"\b(?:see below|below|hereunder|fyi|forward(?:ed|ing)?|ci-dessous|plus bas|s(?:iehe)? ?u(?:nten)?\b|unten|weitergeleitet|qui sotto|"
    r"di seguito|"
    r"abajo|hieronder|poniżej|abaixo)\b",
    re.IGNORECASE,
)


def topics_of(classified: Classified, agenda: Agenda) -> Topics:
    """Return what a mail says that it is about."""
    message, text = classified.message, classified.extraction.text
    topics = Topics(subject_of(message.subject, agenda.venues), outline_of(text, agenda.index, agenda.owners))
    topics.is_tagged = is_tagged(message.subject, agenda.venues)
    _read_subject(topics, agenda)
    _read_opening(topics, text, agenda)
    _read_headings(topics, agenda)
    _drop_leads(topics)
    _read_text(topics, text, agenda.index)
    _read_files(topics, classified, agenda)
    _read_beside(topics, classified, agenda.index)
    topics.speaks_as_report = _speaks_as_report(topics, text)
    files = message.attachments
    topics.brings_pictures = bool(files) and all(_PICTURE.search(file.filename) or file.media_type.startswith("image/") for file in files)
    topics.other_business = _other_business(topics)
    topics.asks = bool(_ASKS.search(text))
    topics.other_title = _other_title(topics, classified, agenda)
    topics.points_below = _points_below(topics, text)
    return topics


def _read_subject(topics: Topics, agenda: Agenda) -> None:
    subject = topics.subject
    named = agenda.index.mentions(subject.text)
    slots = list(dict.fromkeys((*_of_subject(subject.text, named, agenda), *_keyed(subject.text, agenda))))
    detail = f"the subject names it: «{subject.text[:80]}»"
    if len(slots) > 1:
        for slot in slots:
            topics.add("shared subject", slot, detail)
    elif slots and subject.is_ours:
        topics.add("our subject", slots[0], "the subject is that of our invitation for it")
    elif slots and (subject.is_answer or subject.is_forward):
        topics.add("old subject", slots[0], detail)
    elif slots:
        _claim_subject(topics, slots[0], named, detail)
    elif not named:  # `l'image` has the word, and no slip
        for slot in _misspelt(words_of(subject.text), agenda):
            topics.add("near subject", slot, f"the subject nearly names it: «{subject.text[:80]}»")


def _claim_subject(topics: Topics, slot: int, named: Sequence[Mention], detail: str) -> None:
    """Claim what a new subject names; `next report` may name Next, or the next report."""
    words = len(words_of(topics.subject.text))
    is_alone = any(one.last - one.first == words for one in named)
    if is_alone or not named or any(one.is_exact for one in named if one.slot == slot):
        topics.claim("subject", slot, detail)
    else:
        topics.add("near subject", slot, detail)


def _of_subject(text: str, named: Sequence[Mention], agenda: Agenda) -> list[int]:
    """Return the slots that a subject names; beside one another is a name however it is written: `infection control and pharmacy`."""
    words = words_of(text)
    found = [one.slot for one in named if _is_of_subject(words, one, agenda)]
    joined = [one.slot for one in named if one.slot in agenda.own and _is_joined_by_and(text, one, named)]
    return found + joined if found else []


def _is_joined_by_and(text: str, mention: Mention, named: Sequence[Mention]) -> bool:
    others = (other for other in named if other.slot != mention.slot)
    return any(AND.fullmatch(text[min(other.end, mention.end) : max(other.start, mention.start)]) for other in others)


def _is_of_subject(words: Sequence[Word], mention: Mention, agenda: Agenda) -> bool:
    """Tell whether a name in a subject is one: written as the title is, or with nothing beside it but words such as `report` or a date."""
    if mention.slot not in agenda.own and is_topic(words, mention):
        return False
    return mention.is_exact or _is_nothing_else(words, mention)


def _is_nothing_else(words: Sequence[Word], mention: Mention) -> bool:
    beside = {word.folded for place, word in enumerate(words) if not mention.first <= place < mention.last}
    return all(word in REPORT_WORDS | PERIODS or not word.isalpha() for word in beside)


def _keyed(line: str, agenda: Agenda) -> list[int]:
    """Return the slot whose key a line gives as such: `item 3.2`."""
    key = key_in(line)
    return [place for place, item in enumerate(agenda.items) if key and item.key == key]


def _misspelt(words: Sequence[Word], agenda: Agenda) -> set[int]:
    """Return the author's slot that a subject names with a slip of the finger; names of fewer than five letters are others' names."""
    found = {
        slot
        for first in range(len(words))
        for last in range(first + 1, min(first + 4, len(words) + 1))
        for slot in agenda.index.nearly("".join(word.folded for word in words[first:last]), agenda.own, OSA.distance)
    }
    return found if len(found) == 1 else set()


def _read_opening(topics: Topics, text: str, agenda: Agenda) -> None:
    """Find in the first lines that this is the report of a slot."""
    declared: dict[int, Declared] = {}
    for number, line in enumerate(opening_lines(text)):
        shown = f"the first lines say so: «{line.strip()[:80]}»"
        for claim in claims_in(line, agenda.index, set(agenda.own), begins=number == 0):
            if claim.is_aside:
                topics.add("aside", claim.slot, shown)
            else:
                topics.claim("opening" if claim.is_firm else "lead", claim.slot, shown)
            declared |= {claim.slot: claim.declares} if claim.declares else {}
        for slot in _keyed(line, agenda):
            topics.claim("opening", slot, shown)
    named = {mention.slot for mention in agenda.index.mentions(text) if mention.is_exact} & agenda.own
    firm = [slot for slot, how in declared.items() if how is Declared.THIS or not named - {slot}]
    if any(signal.name == "opening" for signal in topics.signals):
        topics.put_off = {slot for line in opening_lines(text) for slot in put_off_in(line, agenda.index, set(agenda.own))}
    if len(firm) == 1:
        topics.declared = firm[0]
        topics.add("declared", firm[0], "the author says in as many words that it is for it")


def _read_headings(topics: Topics, agenda: Agenda) -> None:
    """Take the first heading as the mail's own where nothing but an introduction stands above it, and it is no topic among others."""
    outline = topics.outline
    topics.named_above = {mention.slot for mention in agenda.index.mentions(outline.above) if mention.is_exact}
    if not outline.headings or not outline.is_all:
        return
    first = outline.headings[0].slot
    if not outline.parts[0].text:
        return  # a list of names heads nothing
    is_topic = _is_topic_of_answer(outline, agenda) or _is_topic_of_claim(topics, agenda)
    if not is_topic and (first in agenda.own or not outline.has_others):
        topics.claim("heading", first, "the text begins with it as a heading")
    else:
        topics.claimed.discard(first)
        topics.signals = [signal for signal in topics.signals if signal.slot != first or signal.name != "opening"]


def _is_topic_of_answer(outline: Outline, agenda: Agenda) -> bool:
    """Tell whether headings are the topics of one report on a slot of the author's that is answered, and not among them."""
    headed = {heading.slot for heading in outline.headings}
    if len(outline.headings) == 1 and not (outline.above or outline.headings[0].rest):
        return False  # it is the title of all
    is_answered = bool(agenda.answered & agenda.own) and not headed & agenda.answered
    return is_answered and (outline.has_others or not headed <= agenda.own)


def _is_topic_of_claim(topics: Topics, agenda: Agenda) -> bool:
    """Tell whether headings are topics of a slot of the author's that a subject or the first lines claim, and that is not among them."""
    claimed = topics.firm & agenda.own
    headed = {heading.slot for heading in topics.outline.headings}
    return bool(claimed) and not headed & claimed and topics.outline.has_others


def _drop_leads(topics: Topics) -> None:
    """Forget the names with which sentences begin where a heading, or a new subject, says what the mail is about."""
    firm = {signal.slot for signal in topics.signals if signal.name in {"subject", "heading"}}
    leads = {signal.slot for signal in topics.signals if signal.name == "lead"}
    said = {signal.slot for signal in topics.signals if signal.name != "lead"}
    if firm:
        topics.signals = [signal for signal in topics.signals if signal.name != "lead"]
        topics.claimed -= leads - said


def _read_text(topics: Topics, text: str, index: Index) -> None:
    words = words_of(text)
    for mention in index.mentions(text):
        if not mention.is_exact or _is_a_partner(text, words, mention):
            continue
        topics.counts[mention.slot] += 1
        topics.selves[mention.slot] += _speaks_of_itself(text, words, mention)


def _speaks_of_itself(text: str, words: Sequence[Word], mention: Mention) -> bool:
    """Tell whether a name stands as that of one's own project does: before `project`, `team`, or, where a sentence begins, a version.

    `We moved to Kafka 3.2` names what is used, `Kafka 3.2 was released` what is reported on.
    """
    behind = words[mention.last] if mention.last < len(words) else None
    if behind is None:
        return False
    begins = mention.first == 0 or bool(_SENTENCE_ENDS.search(text, words[mention.first - 1].end, mention.start + 1))
    return behind.folded in SELF or (begins and bool(_VERSION.fullmatch(behind.written)))


def _is_a_partner(text: str, words: Sequence[Word], mention: Mention) -> bool:
    """Tell whether a name stands as that of those with whom one works: `thanks to the Ant community`, `with EGO`."""
    before = words[max(0, mention.first - _BEFORE) : mention.first]
    return any(word.folded in PARTNERS and not _SENTENCE_ENDS.search(text, word.end, mention.start) for word in before)


def _read_files(topics: Topics, classified: Classified, agenda: Agenda) -> None:
    """Read the names of files: one that is nothing but a slot's name and words such as `report` claims it."""
    named: dict[int, str] = {}
    claimed: set[int] = set()
    for file in classified.message.attachments:
        stem = file.filename.rpartition(".")[0] or file.filename
        words = words_of(stem.replace("_", " "))
        for mention in agenda.index.mentions(stem.replace("_", " ")):
            is_alone = _is_nothing_else(words, mention)
            claimed |= {mention.slot} if is_alone else set()
            named |= {mention.slot: file.filename} if is_alone or mention.is_exact else {}
    for slot, filename in named.items():
        if slot in claimed or slot in agenda.own:
            topics.add("attachment", slot, f"a file is named after it: {filename[:80]}")
    if len(named) == 1:
        topics.claimed.update(claimed)


def _read_beside(topics: Topics, classified: Classified, index: Index) -> None:
    """Read the signature, and what our own mail said that is quoted."""
    omitted = classified.extraction.omitted
    for slot in {mention.slot for mention in index.mentions(signed(omitted)) if mention.is_exact}:
        topics.add("signature", slot, "the signature names it")
    quoted = quoted_slots(omitted, index)
    if len(quoted) == 1:
        topics.add("quote", quoted.pop(), "the quoted mail of ours was about it")


def _speaks_as_report(topics: Topics, text: str) -> bool:
    if topics.subject.is_answer or topics.is_tagged or topics.claimed:
        return True
    subject = {word.folded for word in words_of(topics.subject.text)}
    said = subject | {word.folded for line in opening_lines(text) for word in words_of(line)}
    body = {word.folded for word in words_of(text)}
    return bool(said & REPORT_WORDS) or bool(subject & PERIODS) or bool(body & OURS) or len(body & STATUS_WORDS) > 1


def _other_business(topics: Topics) -> str:
    """Return the word of a new subject that says that a mail is about the dinner, or an invoice; empty where it says that it reports."""
    words = [word.folded for word in words_of(topics.subject.text)]
    if topics.subject.is_ours or REPORT_WORDS & {*words}:
        return ""
    return next((word for word in words if word in BUSINESS), "")


def _other_title(topics: Topics, classified: Classified, agenda: Agenda) -> str:
    """Return what a mail says that it is the report of, where that is no slot."""
    if topics.claimed:
        return ""
    beside = "" if topics.subject.is_answer else _title_beside_common(topics.subject.text, agenda.index)
    if topics.counts or beside:
        return beside
    names = [title for venue in agenda.venues for title in (venue.meeting.title, venue.series.title, venue.series.slug)]
    names += [item.title for venue in agenda.venues for item in venue.meeting.walk()]
    names += [author.name for author in classified.message.authors]
    speakers = (speaker for venue in agenda.venues for item in venue.meeting.walk() for speaker in item.speakers)
    names += [f"{speaker.name} {speaker.affiliation or ''}" for speaker in speakers]
    known = {word.folded for name in names for word in words_of(name)}
    text = classified.extraction.text
    subject = "" if topics.subject.is_answer else topics.subject.text
    return bare_title(subject, text, known) or title_in(subject, text, known) or title_in(next(iter(opening_lines(text)), ""), text, known)


def _title_beside_common(subject: str, index: Index) -> str:
    """Return the name that a new subject has beside the word that all titles share, where it is none of theirs: `Aurora Wombat`."""
    words = words_of(subject)
    rest = [word for word in words if word.folded not in index.common | REPORT_WORDS | PERIODS]
    is_title = len(rest) == 1 and len(words) > 1 and any(word.folded in index.common for word in words) and rest[0].written[:1].isupper()
    return rest[0].written if is_title and not index.mentions(subject) else ""


def _points_below(topics: Topics, text: str) -> bool:
    """Tell whether a mail that forwards another has but a few words of its own, or words that point to what stands below."""
    if not topics.subject.is_forward or topics.subject.is_ours:
        return False
    return len(words_of(text)) < _FEW or bool(_POINTS_BELOW.search(" ".join(opening_lines(text))))
