"""Agendas as people write them into mails: below a greeting, above a sign-off, in a file of any encoding."""

import re
from collections.abc import Iterator

from rapidfuzz import fuzz, process

from mailflow.adapters.agenda_formats.checks import NO_ADDRESS
from mailflow.adapters.agenda_formats.completion import NO_CHAIR
from mailflow.adapters.agenda_formats.dates import find_dates
from mailflow.adapters.agenda_formats.options import AgendaOptions
from mailflow.adapters.agenda_formats.reader import parse_agenda
from mailflow.adapters.agenda_formats.yaml_file import AGENDA_KEYS
from mailflow.domain.agenda import Agenda, Series
from mailflow.domain.errors import BadInputError

_LONGEST = 1_000_000
_GREETING = re.compile(
    r"(?:dear|hello|hi|hey|good (?:morning|afternoon|evening)|bonjour|bonsoir|salut|chère?s?|hallo|guten (?:tag|morgen|abend)|liebe[rs]?"
    r"|sehr geehrte[rs]?|moin|servus|ciao|buongiorno|buonasera|salve|gentil[ei]|car[ioae]|hola|buen(?:os)? (?:días|tardes)|estimad[oa]s?"
    r"|querid[oa]s?)\b.{0,60}",
    re.IGNORECASE,
)
_SIGN_OFF = re.compile(
    r"(?:(?:best|kind|warm|many)?\s?(?:regards|wishes|thanks)|cheers|thanks?(?: you)?.{0,30}|all the best|best|cordialement|bien à vous"
    r"|merci.{0,30}|(?:viele|beste|liebe|mit freundlichen) grüße?n?.{0,20}|mfg|vg|lg|danke.{0,30}|(?:cordiali )?saluti|grazie.{0,30}"
    r"|(?:un )?(?:cordial )?saludos?|gracias.{0,30}|-- ?)[\s,.!]*",
    re.IGNORECASE,
)
_TOP_KEY = re.compile(rf"(?:\ufeff)?(?:---\s*$|(?:{'|'.join(AGENDA_KEYS)})\s*:(?:\s|$))")
_ANY_KEY = re.compile(r"(?P<key>[a-z_]{3,30}):\s+\S")
_NEARLY = 75
_MOST_SIGNED = 4
_MOST_INTRODUCED = 12


class MailedAgendas:
    """The port AgendaTexts."""

    def read(self, content: bytes | str, *, source: str, series: Series) -> Agenda:
        """Return an agenda; what it leaves open is that of a series. Raises BadInputError."""
        text = content if isinstance(content, str) else _decoded(content, source)
        options = AgendaOptions(None, None, series.timezone, {}, default_title=series.title)
        first: BadInputError | None = None
        for candidate in dict.fromkeys(_candidates(text[:_LONGEST])):
            try:
                agenda = parse_agenda(candidate, source=source, options=options)
            except BadInputError as error:
                first = first or error
            else:
                return _lasting(agenda)
        raise first or BadInputError(f"{source}: is empty")


def _lasting(agenda: Agenda) -> Agenda:
    kept = tuple(warning for warning in agenda.warnings if NO_ADDRESS not in warning and NO_CHAIR not in warning)
    return Agenda(agenda.series, agenda.meeting, kept)


def _decoded(content: bytes, source: str) -> str:
    if len(content) > _LONGEST:
        raise BadInputError(f"{source}: too large for an agenda ({len(content)} octets)")
    for charset in ("utf-16" if content[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig", "cp1252"):
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    raise BadInputError(f"{source}: is no text that can be read")


def _candidates(text: str) -> Iterator[str]:
    """Yield what of a text may be the agenda, the likeliest first: without what people write around it, then as it is."""
    lines = text.replace("\r\n", "\n").split("\n")
    key = next((place for place, line in enumerate(lines[:_MOST_INTRODUCED]) if _TOP_KEY.match(line)), None)
    while key and _is_nearly_key(lines[key - 1]):
        key -= 1
    end = _end(lines)
    if key is not None:
        yield "\n".join(lines[key:end])
    yield "\n".join(lines[_begin(lines) : end])
    yield text


def _is_nearly_key(line: str) -> bool:
    """Tell whether a line is `titel: X`, a known key mistyped, which belongs to the YAML below it."""
    found = _ANY_KEY.match(line)
    return found is not None and process.extractOne(found["key"], AGENDA_KEYS, scorer=fuzz.ratio, score_cutoff=_NEARLY) is not None


def _begin(lines: list[str]) -> int:
    """Return the place below a greeting, and below what announces the agenda."""
    words = [place for place, line in enumerate(lines[:_MOST_INTRODUCED]) if line.strip()]
    begin = 0
    for place in words:
        line = lines[place].strip()
        is_greeting = _GREETING.fullmatch(line) is not None and not find_dates(line)
        is_introduction = (begin or place == words[0]) and line[-1] in ":." and len(line.split()) > 3 and not find_dates(line)  # noqa: PLR2004
        if not (is_greeting or is_introduction):
            break
        begin = place + 1
    return begin


def _end(lines: list[str]) -> int:
    """Return the place of a sign-off, with at most a name and some lines below it."""
    words = [place for place, line in enumerate(lines) if line.strip()]
    for place in words[-_MOST_SIGNED:]:
        if place and _SIGN_OFF.fullmatch(lines[place].strip()):
            return place
    return len(lines)
