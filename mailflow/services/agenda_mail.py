"""The agenda in a mail: in its one file, else in its words."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from mailflow.domain.agenda import Agenda, Series
from mailflow.domain.classification.classify import documents_of
from mailflow.domain.errors import BadInputError, NoAgendaError
from mailflow.domain.message import Attachment, InboundMessage
from mailflow.domain.new_meeting import find_wish, named, tagged
from mailflow.services.ports.world import AgendaTexts

_TEXTS = (".yaml", ".yml", ".json", ".ics", ".ical", ".txt", ".md", ".text")
_MOST_FILES = 5


@dataclass(frozen=True, slots=True)
class Written:
    """A message that may hold an agenda, and what its author newly wrote."""

    message: InboundMessage
    said: str

    @property
    def tags(self) -> tuple[str, ...]:
        """What its subject puts in brackets before `new meeting`."""
        wish = find_wish(self.message.subject)
        return wish.tags if wish else ()

    @property
    def texts(self) -> tuple[str, ...]:
        """The words that may be an agenda: those of the author, and, where nothing is answered, also what they pass on."""
        is_first = find_wish(self.message.subject) is not None and not self.message.references
        return tuple(text for text in dict.fromkeys((self.said, self.message.text if is_first else "")) if text.strip())

    @property
    def files(self) -> list[Attachment]:
        """The files that may be agendas."""
        return [file for file in documents_of(self.message) if file.filename.lower().endswith(_TEXTS) or _is_text(file.media_type)]


@dataclass(frozen=True, slots=True)
class Choice:
    """The series for which somebody may plan, the one that meets last first, and the short names of all others."""

    options: tuple[Series, ...]
    others: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Understood:
    """An agenda that was read, the series that it joins, and where it stood."""

    agenda: Agenda
    series: Series
    source: str

    @property
    def digest(self) -> str:
        """What stands for the meeting as it was shown."""
        return hashlib.sha256(repr((self.series.slug, self.agenda.meeting)).encode()).hexdigest()[:16]


def understand(written: Written, choice: Choice, agendas: AgendaTexts) -> Understood:
    """Return the agenda of a message and the series that it joins.

    Args:
        written: the message.
        choice: the series for which its author may plan.
        agendas: who reads agendas.
    Raises:
        NoAgendaError: nothing in it has the shape of one.
        BadInputError: there is none, or it cannot be read, or nobody can tell for which series it is; one line per problem.
    """
    options = choice.options
    by_tag = tagged(options, written.tags)
    chosen = by_tag if len(by_tag) == 1 else options
    agenda, source, content = _first(written, chosen[0], agendas)
    if agenda.series.slug.casefold() in choice.others:
        raise BadInputError(f"it names the series {agenda.series.slug}, in which you have no role")
    fitting = chosen if len(chosen) == 1 else named(chosen, agenda.series)
    if len(fitting) != 1:
        slugs = ", ".join(series.slug for series in options)
        hint = f"write [{options[0].slug}] before “new meeting” in the subject"
        raise BadInputError(f"it does not say for which series it is ({slugs}): {hint}")
    if fitting[0] != chosen[0]:
        agenda = agendas.read(content, source=source, series=fitting[0])
    return Understood(agenda, fitting[0], source)


def _first(written: Written, series: Series, agendas: AgendaTexts) -> tuple[Agenda, str, bytes | str]:
    """Return the agenda of a message, where it stood, and what it was read from. Raises BadInputError."""
    problems: list[str] = []
    shaped = False
    found: list[tuple[Agenda, str, bytes | str]] = []
    for source, content in _sources(written):
        if isinstance(content, str) and found:
            break
        try:
            found.append((agendas.read(content, source=source, series=series), source, content))
        except BadInputError as error:
            shaped = shaped or not isinstance(error, NoAgendaError)
            problems += [] if isinstance(content, str) and problems else error.problems
    if not found:
        kind = BadInputError if shaped else NoAgendaError
        raise kind(*(problems or ["it holds no agenda: attach it (YAML, .ics, JSON or text), or write it into the mail"]))
    if len({repr(one.meeting) for one, _, _ in found}) > 1:
        files = ", ".join(source for _, source, _ in found)
        raise BadInputError(f"it holds {len(found)} agendas ({files}): send one of them")
    return found[0]


def _sources(written: Written) -> Iterator[tuple[str, bytes | str]]:
    """Yield what may be an agenda, and what it is called: files first, then the words of the author, then all that the mail holds."""
    files = written.files
    for file in files[:_MOST_FILES]:
        yield file.filename or "the attached file", file.content
    if not files and written.message.calendar is not None:
        yield "the calendar entry", written.message.calendar
    for text in written.texts:
        yield "your mail", text


def _is_text(media_type: str) -> bool:
    return media_type.startswith("text/") or media_type.rpartition("/")[2] in {"json", "yaml", "x-yaml", "ics"}
