"""The archive: published minutes as everybody may read them, in the pieces in which they are looked for.

    Draft (published) -> masked content -> ArchivedMinutes (one for each published revision) -> Section (one an item; searched)
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, takewhile

from mailflow.domain.agenda import AgendaItem, MeetingId, SeriesId, StoredFile
from mailflow.domain.minutes.content import MinutesContent, MinutesItem, MinutesReport
from mailflow.domain.minutes.draft import MinutesId
from mailflow.domain.minutes.sheet import byline
from mailflow.domain.minutes.wording import Wording
from mailflow.domain.publicity import Archiving, Publicity

_FOLDED_LIMIT = 200_000
_SLUG_LIMIT = 60
_WORD = re.compile(r"\w+")
_PHRASE = re.compile(r'"([^"]*)"|(\S+)')
_QUERY_LIMIT = 200
_TERMS_LIMIT = 12
_AROUND = 90
# Letters that Unicode takes for one, and that people type as others.
_AS_TYPED = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "\u0131": "i"})


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    """A file of a report: under which item and report (places from 0) it stands, and under which name strangers see it."""

    key: str
    report: int
    file: StoredFile


@dataclass(frozen=True, slots=True)
class ArchivedMinutes:
    """One published revision as strangers read it; it is shown to those to whom it and its series are open.

    `access` is how far the archive of the series was open when the chair approved these minutes, unless somebody opened them since.
    """

    minutes_id: MinutesId
    meeting_id: MeetingId
    series_id: SeriesId
    revision: int
    content: MinutesContent
    published_at: datetime
    access: Publicity
    files: tuple[ArchivedFile, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """What was said under one item in the newest minutes of a meeting; `slug` is the item's name in an address of ours.

    `people` are its speakers, and those who wrote for them.
    """

    key: str
    slug: str
    title: str
    text: str
    people: str = ""


@dataclass(frozen=True, slots=True)
class ArchivedSeries:
    """A series of which something may be shown."""

    id: SeriesId
    slug: str
    title: str
    timezone: str
    language: str
    archiving: Archiving


@dataclass(frozen=True, slots=True)
class ArchivedMeeting:
    """A meeting of which minutes are shown: its newest published revision."""

    meeting_id: MeetingId
    series_id: SeriesId
    title: str
    start_at: datetime
    timezone: str
    revision: int
    published_at: datetime


@dataclass(frozen=True, slots=True)
class Topic:
    """An item that comes up in meetings of a series, by its newest title, and in how many."""

    slug: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Found:
    """An item that was searched for or is looked at across meetings."""

    meeting: ArchivedMeeting
    section: Section


@dataclass(frozen=True, slots=True)
class Query:
    """What is searched for: words that must all stand in an item (as beginnings of words), and phrases, all folded."""

    words: tuple[str, ...] = ()
    phrases: tuple[tuple[str, ...], ...] = ()

    def __bool__(self) -> bool:
        """Tell whether there is anything to search for."""
        return bool(self.words or self.phrases)

    @property
    def terms(self) -> tuple[str, ...]:
        """All words, for marking them where they stand."""
        return tuple(dict.fromkeys((*self.words, *(word for phrase in self.phrases for word in phrase))))


def parse_query(text: str) -> Query:
    """Read what somebody typed: words, and phrases in double quotes; anything else is no part of it. Never fails."""
    words: list[str] = []
    phrases: list[tuple[str, ...]] = []
    for quoted, word in _PHRASE.findall(text[:_QUERY_LIMIT])[:_TERMS_LIMIT]:
        found = tuple(_WORD.findall(fold(quoted or word)))
        if len(found) > 1:
            phrases.append(found)
        else:
            words.extend(found)
    return Query(tuple(dict.fromkeys(words)), tuple(dict.fromkeys(phrases)))


def fold(text: str) -> str:
    """Return a text as it is searched: without accents and letter case (`Füßling` is `fussling`, `Œuvre` is `oeuvre`)."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.casefold()).translate(_AS_TYPED)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def searched_text(section: Section) -> str:
    """Return what of a section is searched, folded, words apart by one space; of a very long one only the beginning."""
    return " ".join(_WORD.findall(fold(f"{section.title}\n{section.people}\n{section.text}")[:_FOLDED_LIMIT]))


def slug_of(title: str) -> str:
    """Return the name of an item in an address of ours: `KM3NeT / ARCA` is `km3net-arca`; letters of every script stay."""
    return "-".join(_WORD.findall(fold(title)))[:_SLUG_LIMIT].strip("-") or "item"


def sections_of(content: MinutesContent) -> tuple[Section, ...]:
    """Return what minutes say, item by item; actions, the next meeting and what belongs to no item stand in one without a slug."""
    said = [_section(item, content.wording) for item in content.items if item.reports or item.notes or item.expects_report]
    tail = [content.wording.labelled(action.owner, action.text) for action in content.actions]
    tail += [content.next_meeting] if content.next_meeting else []
    names = dict.fromkeys((content.chair, *content.present, *content.apologies))
    return (*said, Section("", "", content.title, "\n".join((*tail, *content.carried, *content.other)), ", ".join(filter(None, names))))


def _section(item: MinutesItem, wording: Wording) -> Section:
    is_plain = len(item.reports) == 1 and byline(item.reports[0], wording) == ", ".join(item.speakers)
    parts = (part for report in item.reports for part in _report_parts(report, wording)[is_plain:] if part)
    said = "\n\n".join((*parts, *(note.line_in(wording) for note in item.notes)))
    writers = (name for report in item.reports for name in (report.delegate, report.author) if name)
    return Section(item.key, slug_of(item.title), item.title, said, ", ".join(dict.fromkeys((*item.speakers, *writers))))


def _report_parts(report: MinutesReport, wording: Wording) -> tuple[str, str, str]:
    """Return the author, the words and the files of a report, the last two empty where there are none."""
    files = wording.labelled(wording.attached, ", ".join(report.attachments)) if report.attachments else ""
    return f"{byline(report, wording)}{wording.colon.rstrip()}", report.text, files


def files_of(content: MinutesContent, agenda: Sequence[AgendaItem], *, until: datetime) -> tuple[tuple[str, int, StoredFile], ...]:
    """Return the files that minutes name, each with its item and report: those of the same author that had come by a time.

    A file that came later under the same name is another one, which nobody has approved.
    """
    items = {item.key: item for item in agenda}
    return tuple(found for item in content.items if item.key in items for found in _files(item, items[item.key], until))


def _files(item: MinutesItem, slot: AgendaItem, until: datetime) -> Iterator[tuple[str, int, StoredFile]]:
    for place, shown in enumerate(item.reports):
        theirs = (report for report in slot.reports if (report.author, report.delegate) == (shown.author, shown.delegate))
        came = (report for report in theirs if report.received_at <= until and not report.is_withdrawn)
        newest = {file.filename: file for report in came for file in report.attachments}
        yield from ((item.key, place, newest[name]) for name in shown.attachments if name in newest)


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a text; `is_hit` where it is what was searched for."""

    text: str
    is_hit: bool = False


def excerpt(text: str, terms: Sequence[str]) -> tuple[Piece, ...]:
    """Return the part of a text around the first words that begin as one of the folded terms does, in pieces."""
    flat = " ".join(text.split())
    hits = (match.span() for match in _WORD.finditer(flat) if terms and fold(match[0]).startswith(tuple(terms)))
    first = next(hits, (0, 0))
    start = flat.rfind(" ", 0, max(0, first[0] - _AROUND)) + 1
    end = min(len(flat), first[1] + 2 * _AROUND)
    pieces = [Piece("… ")] if start else []
    for begin, stop in takewhile(lambda span: span[1] <= end, chain([first] if first[1] else [], hits)):
        pieces += [Piece(flat[start:begin]), Piece(flat[begin:stop], is_hit=True)]
        start = stop
    return (*pieces, Piece(flat[start:end] + (" …" if end < len(flat) else "")))
