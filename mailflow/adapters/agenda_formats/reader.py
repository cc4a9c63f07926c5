"""The way in: whichever format an agenda file has, it is recognised and read as an `Agenda`."""

import json
import re
import textwrap

from rapidfuzz import fuzz, process

from mailflow.adapters.agenda_formats.assemble import assemble
from mailflow.adapters.agenda_formats.calendar_file import parse_calendar
from mailflow.adapters.agenda_formats.document import agenda_document
from mailflow.adapters.agenda_formats.indico_json import is_indico_export, parse_indico_json
from mailflow.adapters.agenda_formats.indico_page import find_page, parse_page
from mailflow.adapters.agenda_formats.options import AgendaOptions
from mailflow.adapters.agenda_formats.people import parse_people, parse_people_option
from mailflow.adapters.agenda_formats.written import WrittenAgenda
from mailflow.adapters.agenda_formats.yaml_file import AGENDA_KEYS, parse_yaml
from mailflow.domain.agenda import Agenda
from mailflow.domain.errors import BadInputError, NoAgendaError

__all__ = ["AgendaOptions", "agenda_document", "parse_agenda", "parse_people", "parse_people_option"]

_LONGEST_PAGE = 4_000_000
_LONGEST_YAML = 250_000
_MOST_LINES = 20_000
_TOP_KEY = re.compile(r"""^(?:\{\s*)?["']?(?P<key>[a-z][a-z_ ]{1,30})["']?[ ]*:(?=\s|$)""", re.MULTILINE)
_MOST_KEYS = 200
_NEARLY = 75
_FOREIGN = (
    (re.compile(r"<!doctype|<html|<head|<\?xml", re.IGNORECASE), "is HTML; open the page in a browser, select all, and paste it as text"),
    (re.compile(r"%PDF-|PK\x03\x04"), "is no text file"),
)
_CALENDAR = re.compile(r"BEGIN:VCALENDAR", re.IGNORECASE)
_INDICO = re.compile(r"""\s*\{\s*"(?:count|_type|results|additionalInfo|ts|url|complete|message)"\s*:""")
_NEITHER = (
    "is neither our YAML (title:, start:, items:), a calendar file (.ics), nor a copied Indico page (lines like “10:00 → 10:05” above"
    " “Introduction 5m”)"
)


def parse_agenda(content: str, *, source: str, options: AgendaOptions) -> Agenda:
    """Read an agenda file: our YAML, the JSON of `agenda --json`, a calendar file, an Indico event's JSON, or its page pasted as text.

    Args:
        content: the whole file.
        source: what to call it in messages.
        options: what the caller knows beyond the file.
    Raises:
        BadInputError: it is neither, or cannot be used; one line per problem says what, where, and what to do.
    """
    content = content.removeprefix("\ufeff")
    _refuse_foreign(content, source)
    return _checked(assemble(_written(content, source, options), addresses=options.addresses), source)


def _written(content: str, source: str, options: AgendaOptions) -> WrittenAgenda:
    """Read a file by the reader that its shape asks for."""
    if _CALENDAR.match(content.lstrip()[:200]):
        return parse_calendar(content.strip(), source=source, options=options)
    if _is_indico(content):
        return parse_indico_json(content, source=source, options=options)
    keys = _count_known_keys(content)
    page = None if keys > 1 else find_page(content)
    if page is not None:
        return parse_page(page, source=source, options=options)
    if keys:
        _refuse_long(content, source, _LONGEST_YAML)
        return parse_yaml(content, source=source, options=options)
    raise NoAgendaError(f"{source}: {_NEITHER}")


def _is_indico(content: str) -> bool:
    """Tell whether a text is an answer of Indico, also one that is cut short or sorted otherwise."""
    if _INDICO.match(content[:200]):
        return True
    try:
        return content.lstrip()[:1] == "{" and is_indico_export(json.loads(content))
    except (ValueError, RecursionError):
        return False


def _refuse_foreign(content: str, source: str) -> None:
    if not content.strip():
        raise BadInputError(f"{source}: is empty")
    if "\0" in content:
        raise BadInputError(f"{source}: is no text file: it has NUL characters")
    _refuse_long(content, source, _LONGEST_PAGE)
    for shape, reason in _FOREIGN:
        if shape.match(content.lstrip()[:200]):
            raise BadInputError(f"{source}: {reason}")


def _refuse_long(content: str, source: str, most: int) -> None:
    lines = content.count("\n") + content.replace("\r\n", "\n").count("\r")
    if lines > _MOST_LINES:
        raise BadInputError(f"{source}: too long for an agenda ({lines} lines, at most {_MOST_LINES})")
    if len(content) > most:
        raise BadInputError(f"{source}: too large for an agenda ({len(content)} characters, at most {most})")


def _count_known_keys(content: str) -> int:
    """Return how many keys of our YAML stand at the left margin, each counted once, small misspellings too."""
    text = content.strip("\n") if not content[:1].isspace() else textwrap.dedent(content)
    found = {match["key"] for match, _ in zip(_TOP_KEY.finditer(text), range(_MOST_KEYS), strict=False)}
    return sum(1 for key in found if process.extractOne(key, AGENDA_KEYS, scorer=fuzz.ratio, score_cutoff=_NEARLY))


def _checked(agenda: Agenda, source: str) -> Agenda:
    if agenda.meeting.end_at <= agenda.meeting.start_at:
        raise BadInputError(f"{source}: the meeting would end when it starts or before: check start, end and the durations of the items")
    return agenda
