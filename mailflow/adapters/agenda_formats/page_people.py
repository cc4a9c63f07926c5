"""Speakers who stand behind a title rather than on a line of their own: in a column, or behind a dash or comma.

    Time | Topic | Speaker        10:10 CTA - Carlo Volpe
    10:10 | CTA  | Carlo Volpe    10:20 SKA, Karl Fuchs
They are taken on good evidence only: a row of headings says so, or most lines have that shape. Else they stay in the title.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mailflow.adapters.agenda_formats.checks import NO_SPEAKERS
from mailflow.adapters.agenda_formats.names import fold, parse_speakers
from mailflow.adapters.agenda_formats.page_lines import PageLine
from mailflow.adapters.agenda_formats.page_lists import NAME
from mailflow.adapters.agenda_formats.page_words import BREAK, END
from mailflow.adapters.agenda_formats.written import WrittenItem
from mailflow.domain.agenda import Speaker

_CELLS = re.compile(r"\s{2,}|\s*\|\s*")
_BEHIND = re.compile(r"\s+[-–—]\s+|,\s+|\s{2,}|\s*\|\s*")
_FEWEST = 2


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_TIME = _words("time times when start end duration heure heures horaire debut fin duree zeit uhrzeit beginn ende dauer ora orario inizio"
               " fine durata hora horario inicio duracion")  # fmt: skip
_TOPIC = _words("topic topics title item subject talk agenda sujet sujets titre theme point objet thema themen titel punkt top argomento"
                " titolo tema temi temas titulo asunto punto")  # fmt: skip
_SPEAKER = _words(
    "speaker speakers presenter presenters who lead orateur orateurs oratrice intervenant intervenante intervenants qui presentateur"
    " sprecher sprecherin referent referentin referenten redner rednerin vortragende wer relatore relatrice relatori oratore chi"
    " presentatore ponente ponentes orador oradora quien presentador"
)
_BESIDE = _words("room slides material link notes comment comments salle raum sala aula bemerkung remarque note notas no nr")
_NOBODY = _words("all everybody everyone tous toutes alle tutti todos tbd tbc tba na none nobody n a various open")
_NO_NAME = _words(
    "report reports status update updates plan plans planning project projects meeting review discussion discussions session table break"
    " science data work working group groups package team overview summary introduction welcome closing next steps step open issue issues"
    " question questions news any other business budget final draft software hardware release challenge test tests design analysis results"
    " result training workshop demo call calls committee board council schedule strategy policy network systems system services service"
    " management development operations operation technical first second third phase part task tasks action actions items list room annual"
    " rapport etat bilan projet reunion travail travaux groupe donnees questions diverses divers point bericht stand planung projekt"
    " sitzung arbeit gruppe daten verschiedenes relazione stato progetto riunione lavoro gruppo dati varie informe estado proyecto"
    " trabajo grupo datos varios and of the for with"
)
_OPENERS = re.compile(
    r"(?:welcome|introduction|opening|closing|round ?table|aob|a\.o\.b\.?|any other business|discussion|next steps?|accueil|divers|tour de"
    r" table|questions diverses|begrüßung|verschiedenes|diskussion|benvenuto|varie|bienvenida|varios)\.?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns of a table without those of times: the number of its heading's line, and the places of topics and speakers."""

    number: int
    topic: int
    speaker: int


def find_columns(lines: Sequence[PageLine]) -> Columns | None:
    """Return the columns that the last row of headings, `Time | Topic | Speaker`, names; None where there is none."""
    return next((found for line in reversed(lines) if line.short and (found := _columns(line)) is not None), None)


def _columns(line: PageLine) -> Columns | None:
    cells = [fold(cell) for cell in _CELLS.split(line.short)]
    cells = cells if len(cells) > 1 else [fold(word) for word in line.short.split()]
    known = [next((kind for kind in (_TIME, _TOPIC, _SPEAKER, _BESIDE) if cell in kind), None) for cell in cells]
    told = [kind for kind in known if kind is not _TIME]
    if None in known or told.count(_TOPIC) != 1 or told.count(_SPEAKER) != 1:
        return None
    return Columns(line.number, told.index(_TOPIC), told.index(_SPEAKER))


def with_people(items: tuple[WrittenItem, ...], columns: Columns | None = None) -> tuple[WrittenItem, ...]:
    """Return the items with the speakers that their titles hold, where the evidence is good; blanks between columns become one."""
    if columns is not None:
        return tuple(_in_column(item, columns) for item in items)
    return tuple(_tidy(_behind(item) if _is_custom(items) else item) for item in items) if not _has_people(items) else _all_tidy(items)


def told_nobody(items: Sequence[WrittenItem]) -> tuple[str, ...]:
    """Return the one warning that no speakers were found, though titles look as if they may name some."""
    is_told = not _has_people(items) and any(_BEHIND.search(leaf.title) for leaf in _leaves(items))
    return (NO_SPEAKERS,) if is_told else ()


def _has_people(items: Sequence[WrittenItem]) -> bool:
    return any(item.speakers or _has_people(item.items) for item in items)


def _leaves(items: Sequence[WrittenItem]) -> Iterator[WrittenItem]:
    for item in items:
        yield from _leaves(item.items) if item.items else (item,)


def _all_tidy(items: tuple[WrittenItem, ...]) -> tuple[WrittenItem, ...]:
    return tuple(_tidy(item) for item in items)


def _tidy(item: WrittenItem) -> WrittenItem:
    return replace(item, title=" ".join(item.title.split()), items=_all_tidy(item.items))


def _in_column(item: WrittenItem, columns: Columns) -> WrittenItem:
    below = tuple(_in_column(child, columns) for child in item.items)
    cells = [cell.strip() for cell in _CELLS.split(item.title)]
    people = parse_speakers(cells[columns.speaker]) if columns.speaker < len(cells) > 1 else ()
    if item.speakers or not people or columns.topic >= len(cells) or not all(_may_be_person(one) for one in people):
        return replace(_tidy(item), items=below)
    rest = [cell for place, cell in enumerate(cells) if place not in {columns.topic, columns.speaker} and cell]
    notes = "\n".join(filter(None, (item.description, *rest)))
    return replace(item, title=cells[columns.topic], speakers=people, description=notes, items=below)


def _may_be_person(person: Speaker) -> bool:
    return fold(person.name) not in _NOBODY and person.name[:1].isupper()


def _is_custom(items: Sequence[WrittenItem]) -> bool:
    """Tell whether most items have the shape of a title and people behind it, and no family name is a word of the trade."""
    leaves = [leaf for leaf in _leaves(items) if not BREAK.fullmatch(leaf.title) and not END.fullmatch(leaf.title)]
    found = [split for leaf in leaves if (split := _split(leaf.title)) is not None]
    plain = sum(1 for leaf in leaves if _split(leaf.title) is None and not _OPENERS.fullmatch(leaf.title.strip()))
    people = {fold(person.name) for _, named in found for person in named}
    families = [name.split()[-1] for name in people]
    titles = {word for title, _ in found for word in fold(title).split()}
    is_name = len(set(families)) == len(families) and not titles & {word for name in people for word in name.split()}
    return len(found) >= _FEWEST and len(found) > plain and is_name


def _behind(item: WrittenItem) -> WrittenItem:
    split = _split(item.title) if not item.speakers else None
    below = tuple(_behind(child) for child in item.items)
    return replace(item, title=split[0], speakers=split[1], items=below) if split else replace(item, items=below)


def _split(title: str) -> tuple[str, tuple[Speaker, ...]] | None:
    """Split `CTA - Carlo Volpe (Padova)` where all that stands behind a sign are names of people, and a title is left."""
    for found in _BEHIND.finditer(title):
        before, people = title[: found.start()].strip(), parse_speakers(title[found.end() :])
        if before and people and all(_is_person(one) for one in people):
            return before, people
    return None


def _is_person(person: Speaker) -> bool:
    words = _words(fold(person.name))
    return NAME.fullmatch(person.name) is not None and not words & _NO_NAME and not person.name.isupper()
