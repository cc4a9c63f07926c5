"""What a mail says that it is about: subject, first lines, headings, text, file names, signature, quoted mail.

Only what the author newly wrote can claim a slot. What comes back with every answer (an old subject, a quoted agenda) leans, and never
decides against it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mailflow.domain.classification.kinds import Classified
from mailflow.domain.extraction.lines import LineClass
from mailflow.domain.matching.kinds import Venue
from mailflow.domain.matching.sections import REPORT_WORDS, Outline, names_in, outline_of
from mailflow.domain.matching.titles import Index, Mention, Word, fold, is_name, words_of

_PREFIX = re.compile(
    r"\s*(?:(?P<answer>re|aw|sv|antw|odp|ref|ynt|vs|r)|(?P<forward>fwd?|wg|tr|rv|enc|i|doorst|pd))\s*(?:\[\d+\]|\(\d+\))?\s*:", re.IGNORECASE
)
_BRACKETS = re.compile(r"[\[\]]")
_GREETING = re.compile(r"[^\n.:!?]{0,60}[,!:]?\s*\Z")
_GREETS = frozenset(
    "hi hello hey dear good morning afternoon evening bonjour bonsoir salut cher chere chers cheres hallo guten liebe lieber liebes sehr moin servus ciao buongiorno "
    "gentile caro cara hola buenos estimado estimada dag beste hoi czesc dzien szanowni ola bom caros all team everyone".split()
)
_OPENING_LINES = 3
_NEAR = 6
_OPENING_LINE = 400
_OFTEN = 3
_SELF_BEHIND = frozenset(
    "pmc project projects community team committee collaboration consortium group experiment observatory podling committers developers board dev mailing "
    "release releases released users projekt gruppe kollaboration gemeinschaft projet equipe collaboration communaute proyecto comunidad equipo progetto "
    "comunita gruppo projekt zespol spolecznosc projeto comunidade equipa".split()
)
_VERSION = re.compile(r"v?\d+(?:\.\d+)+")
_OURS = frozenset(
    "we our ours us nous notre nos wir unser unsere unseren uns noi nostro nostra nostri nosotros nuestro nuestra nuestros wij we ons onze my nasz nasza nasze nos nosso nossa "
    "hemos abbiamo temos estamos siamo mamy mieliśmy avons hebben haben".split()
)
_STATUS = frozenset(
    "release releases released community issues activity membership committers completed progress planned milestone milestones deployed commissioning "
    "delayed ongoing status deliverable deliverables prototype workshop paper published hired testing tests meeting finished started next".split()
)
_QUOTED_SLOT = re.compile(r"(?:<-\s*(?:your slot|votre point|Ihr Punkt))", re.IGNORECASE)
_FILED_UNDER = re.compile(r"(?:Filed(?: for you)? under|Your report for|Classé sous|Abgelegt unter)\s+(?P<title>[^\n:,.]{1,120})", re.IGNORECASE)
_SIGNED = frozenset({LineClass.SIGNATURE, LineClass.SIGN_OFF})


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing that speaks for a slot (by its place among the candidates): the name of a weight, how often it counts, and in what words."""

    name: str
    slot: int
    detail: str
    times: int = 1


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject without its prefixes and tags: the words that are left, and what the prefixes say."""

    text: str
    is_answer: bool
    is_forward: bool


@dataclass(slots=True)
class Topics:
    """What speaks for each slot. `claimed` are the slots that the author's own new words claim, `named` those that they name at all.

    `speaks_as_report` where the mail says that it reports; `other_title` is what it says that it is the report of, if that is no slot.
    """

    subject: Subject
    outline: Outline
    signals: list[Signal] = field(default_factory=list)
    claimed: set[int] = field(default_factory=set)
    counts: Counter[int] = field(default_factory=Counter)
    selves: Counter[int] = field(default_factory=Counter)
    speaks_as_report: bool = False
    is_tagged: bool = False
    other_title: str = ""

    @property
    def named(self) -> set[int]:
        """The slots that the author's own new words name."""
        return {slot for slot, count in self.counts.items() if count} | self.claimed


def topics_of(classified: Classified, venues: Sequence[Venue], index: Index, speakers: Sequence[Sequence[str]]) -> Topics:
    """Return what a mail says that it is about.

    Args:
        classified: the mail, read.
        venues: the meetings that it could be about.
        index: the names of their slots.
        speakers: of each slot the names of its speakers.
    """
    message, text = classified.message, classified.extraction.text
    subject = subject_of(message.subject, venues)
    topics = Topics(subject, outline_of(text, index, [names_in(names) for names in speakers]))
    topics.is_tagged = _is_tagged(message.subject, venues)
    _read_subject(topics, index)
    _read_opening(topics, text, index)
    _read_headings(topics)
    _read_text(topics, text, index)
    _read_files(topics, classified, index)
    _read_beside(topics, classified, index)
    topics.speaks_as_report = _speaks_as_report(topics, text)
    topics.other_title = _other_title(topics, text, venues, classified)
    return topics


def subject_of(subject: str, venues: Sequence[Venue]) -> Subject:
    """Return a subject without `Re:`, without the series' tag, and without the title of the meeting."""
    rest, is_answer, is_forward = subject, False, False
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
    for title in {title for venue in venues for title in (venue.meeting.title, venue.series.title, venue.series.slug) if title}:
        rest = re.sub(rf"(?<!\w){re.escape(title)}(?!\w)", " ", rest, flags=re.IGNORECASE)
    return Subject(_BRACKETS.sub(" ", rest).strip(), is_answer, is_forward)


def _is_tagged(subject: str, venues: Sequence[Venue]) -> bool:
    folded = fold(subject)
    return any(
        fold(f"[{venue.series.slug}]") in folded or any(len(title) > _NEAR and fold(title) in folded for title in (venue.meeting.title, venue.series.title))
        for venue in venues
    )


def _read_subject(topics: Topics, index: Index) -> None:
    text = topics.subject.text
    found = [mention for mention in index.mentions(text) if mention.is_exact or _is_nothing_else(text, mention)]
    slots = list(dict.fromkeys(mention.slot for mention in found))
    name = "shared subject" if len(slots) > 1 else "old subject" if topics.subject.is_answer or topics.subject.is_forward else "subject"
    for slot in slots:
        topics.signals.append(Signal(name, slot, f"the subject names it: «{text[:80]}»"))
    if name == "subject":
        topics.claimed.update(slots)


def _is_nothing_else(text: str, mention: Mention) -> bool:
    """Tell whether a text is the name with words such as `report` or a date beside it: then letter case tells nothing."""
    words = words_of(text)
    beside = [word.folded for place, word in enumerate(words) if not mention.first <= place < mention.last]
    return all(word in REPORT_WORDS or not word.isalpha() for word in beside) and (bool(set(beside) & REPORT_WORDS) or not beside)


def _read_opening(topics: Topics, text: str, index: Index) -> None:
    """Find in the first lines that this is the report of a slot: its name near a word such as `report`."""
    for line in opening_lines(text):
        words = words_of(line)
        reporting = [place for place, word in enumerate(words) if word.folded in REPORT_WORDS]
        for mention in index.mentions(line):
            near = [place for place in reporting if mention.first - _NEAR <= place < mention.last + _NEAR]
            adjacent = any(place in {mention.first - 1, mention.first - 2, mention.last} for place in near)
            if near and (mention.is_exact or adjacent):
                topics.signals.append(Signal("opening", mention.slot, f"the first lines say so: «{line.strip()[:80]}»"))
                topics.claimed.add(mention.slot)


def opening_lines(text: str) -> list[str]:
    """Return the first lines of a text that do not greet."""
    lines = [line for line in text[:4000].split("\n") if line.strip()]
    if lines and _GREETING.match(lines[0]) and lines[0].split() and fold(lines[0].split()[0].strip(",.!")) in _GREETS:
        lines = lines[1:]
    return [line[:_OPENING_LINE] for line in lines[:_OPENING_LINES]]


def _read_headings(topics: Topics) -> None:
    """Take the first heading as the mail's own where nothing but an introduction stands above it."""
    outline = topics.outline
    if not outline.headings or not outline.is_all:
        return
    first = outline.headings[0]
    topics.signals.append(Signal("heading", first.slot, "the text begins with it as a heading"))
    topics.claimed.add(first.slot)


def _read_text(topics: Topics, text: str, index: Index) -> None:
    words = words_of(text)
    for mention in index.mentions(text):
        if not mention.is_exact:
            continue
        topics.counts[mention.slot] += 1
        topics.selves[mention.slot] += _speaks_of_itself(words, mention)


def _speaks_of_itself(words: Sequence[Word], mention: Mention) -> bool:
    """Tell whether a name stands as that of one's own project does: before `project`, `team`, or a version."""
    behind = words[mention.last] if mention.last < len(words) else None
    return behind is not None and (behind.folded in _SELF_BEHIND or bool(_VERSION.fullmatch(behind.written)))


def _read_files(topics: Topics, classified: Classified, index: Index) -> None:
    named: dict[int, str] = {}
    for file in classified.message.attachments:
        for mention in index.mentions(file.filename.rpartition(".")[0] or file.filename):
            named.setdefault(mention.slot, file.filename)
    for slot, filename in named.items():
        topics.signals.append(Signal("attachment", slot, f"a file is named after it: {filename[:80]}"))
    if len(named) == 1:
        topics.claimed.update(named)


def _read_beside(topics: Topics, classified: Classified, index: Index) -> None:
    """Read the signature, and what our own mail said that is quoted."""
    signed = "\n".join(part.text for part in classified.extraction.omitted if part.reason in _SIGNED)
    for slot in {mention.slot for mention in index.mentions(signed) if mention.is_exact}:
        topics.signals.append(Signal("signature", slot, "the signature names it"))
    quoted = "\n".join(part.text for part in classified.extraction.omitted if part.reason not in _SIGNED)
    marked = _marked_slots(quoted, index)
    if len(marked) == 1:
        topics.signals.append(Signal("quote", marked.pop(), "the quoted mail of ours was about it"))


def _marked_slots(quoted: str, index: Index) -> set[int]:
    """Return the slots that a quoted mail of ours marks as the reader's own."""
    lines = quoted[:100_000].split("\n")
    found = {mention.slot for line in lines if _QUOTED_SLOT.search(line) for mention in index.mentions(line)[:1]}
    for filed in _FILED_UNDER.finditer(quoted[:100_000]):
        found.update(mention.slot for mention in index.mentions(filed["title"])[:1])
    return found


def _speaks_as_report(topics: Topics, text: str) -> bool:
    if topics.subject.is_answer or topics.is_tagged or topics.claimed:
        return True
    said = {word.folded for word in words_of(topics.subject.text)} | {word.folded for line in opening_lines(text) for word in words_of(line)}
    body = {word.folded for word in words_of(text)}
    return bool(said & REPORT_WORDS) or bool(body & _OURS) or len(body & _STATUS) > 1


def _other_title(topics: Topics, text: str, venues: Sequence[Venue], classified: Classified) -> str:
    """Return what a mail says that it is the report of, where that is no slot: `WP4 report`, `Report for WP4:`."""
    if topics.claimed or topics.counts:
        return ""
    known = {word.folded for venue in venues for title in (venue.meeting.title, venue.series.title, venue.series.slug) for word in words_of(title)}
    known |= {word.folded for author in classified.message.authors for word in words_of(author.name)}
    lines = [] if topics.subject.is_answer else [topics.subject.text]
    lines += opening_lines(text)[:1]
    return next((title for line in lines for title in _titles(line, known)), "")


def _titles(line: str, known: set[str]) -> Iterator[str]:
    """Yield the names in a line that stand beside a word such as `report`, and look like a title: `WP4`, `Virtual Observatory`."""
    words = words_of(line)
    if len(words) > _NEAR + 2 and not line.rstrip().endswith(":"):
        return
    for place, word in enumerate(words):
        if word.folded not in REPORT_WORDS:
            continue
        yield from _run(words, range(place - 1, -1, -1), known)
        yield from _run(words, range(place + 1, len(words)), known)


def _run(words: Sequence[Word], places: range, known: set[str]) -> Iterator[str]:
    """Yield the run of words that look like a name next to a place."""
    found: list[str] = []
    for place in places:
        word = words[place]
        if _looks_like_a_title(word) and word.folded not in known | REPORT_WORDS | _GREETS:
            found.append(word.written)
        elif found or word.folded not in {"for", "from", "of", "the", "de", "du", "des", "la", "le", "von", "der", "zu", "aus", "di", "del"}:
            break
    if found and is_name("".join(found)):
        yield " ".join(reversed(found) if places.step < 0 else found)


def _looks_like_a_title(word: Word) -> bool:
    """Tell whether a word is an acronym, or has a digit or a capital within it."""
    inner = word.written[1:]
    return any(char.isupper() or char.isdigit() for char in inner) and any(char.isalpha() for char in word.written) and word.written[:1].isupper()


def foreign_text(topics: Topics, own: set[int]) -> int | None:
    """Return the slot that is not the author's and of which the text plainly is: named again and again as its own, and none of theirs."""
    if own & topics.named or topics.claimed:
        return None
    often = [(count, slot) for slot, count in topics.counts.items() if count >= _OFTEN and topics.selves[slot]]
    counts = defaultdict(list)
    for count, slot in often:
        counts[count].append(slot)
    top = counts[max(counts)] if counts else []
    return top[0] if len(top) == 1 else None
