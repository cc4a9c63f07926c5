"""The newly written text of a reply: no quotes, signature or device footer.

Two steps: every line is classed by its shape, then the sequence of classes is cut, from the bottom up and only where all that
lies below is quoted or signed. When in doubt text is kept: losing a sentence is worse than keeping a signature.

    lines -> (class, line)* -> cut at the first line from which on nothing is the author's -> text + omitted
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum


class LineClass(StrEnum):
    """What the shape of a line says about it."""

    BLANK = "blank"
    TEXT = "text"
    QUOTE = "quote"
    ATTRIBUTION = "attribution"
    HEADER_BLOCK = "header block"
    SEPARATOR = "separator"
    SIGNATURE = "signature"
    DEVICE = "device footer"


@dataclass(frozen=True, slots=True)
class Omitted:
    """A run of lines that was left out, and as what."""

    reason: LineClass
    text: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """The newly written text, and what was left out, in the order of the message."""

    text: str
    omitted: tuple[Omitted, ...] = ()


_QUOTE = re.compile(r"[ \t]{0,3}>")
_SIGNATURE = re.compile(r"-- ?\Z")
_ORIGINAL = re.compile(
    r"[ \t]{0,3}[-_]{2,10} ?(?:original message|original appointment|forwarded message|message d'origine|message transféré|"
    r"ursprüngliche nachricht|weitergeleitete nachricht|messaggio originale|mensaje original|oorspronkelijk bericht|"
    r"wiadomość oryginalna|mensagem original) ?[-_]{2,10}[ \t]*\Z",
    re.IGNORECASE,
)
_RULER = re.compile(r"[ \t]{0,3}_{20,}[ \t]*\Z")
_ATTRIBUTION_END = re.compile(
    r"(?:wrote|writes|a écrit|schrieb|ha scritto|escribió|schreef|napisał(?:\(a\))?|escreveu)\b[^:]{0,120}[: \u00a0]*\Z",
    re.IGNORECASE,
)
_ATTRIBUTION_START = re.compile(r"(?:on|le|am|il|el|op|w dniu|dnia|em|no dia|at|\d{1,4}[-./]\d{1,2})\b", re.IGNORECASE)
_ATTRIBUTION_EVIDENCE = re.compile(r"\d{1,4}[./:\-]\d{1,2}|\b(?:19|20)\d\d\b|@")
_HEADER_FIELD = re.compile(
    r"[ \t*]{0,4}(?:from|sent|to|cc|subject|date|de|envoyé|à|objet|von|gesendet|an|betreff|da|inviato|a|oggetto|enviado|para|asunto|"
    r"assunto|van|verzonden|aan|onderwerp|od|wysłano|do|temat)[ \t*\u00a0]{0,3}:[ \t*]{0,3}\S",
    re.IGNORECASE,
)
_DEVICE = re.compile(
    r"[ \t]{0,3}(?:sent|envoyé|gesendet|von meinem|inviato|enviado|verzonden|wysłane)\b[^.!?\n]{0,30}"
    r"\b(?:iphone|ipad|android|mobile|smartphone|handy|gesendet|outlook|mail|telefon\w*|blackberry|samsung|galaxy)\b[^\n]{0,40}\Z",
    re.IGNORECASE,
)
_ATTRIBUTION_LINES = 3
_HEADER_FIELDS = 3
_LINE_LIMIT = 2000


def extract(text: str) -> Extraction:
    """Return what the author newly wrote in a text, and what was left out.

    Args:
        text: the plain text of a message, decoded and unflowed, lines ended by LF.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    classes = _classes(lines)
    end = _end_of_authored(classes)
    kept = "\n".join(line.rstrip() for line in lines[:end]).strip("\n")
    rest = "\n".join(lines[end:]).strip("\n")
    return Extraction(kept, (Omitted(classes[end], rest),) if rest else ())


def _classes(lines: list[str]) -> list[LineClass]:
    classes: list[LineClass] = []
    while len(classes) < len(lines):
        index = len(classes)
        span = _attribution_span(lines, index)
        classes.extend([LineClass.ATTRIBUTION] * span if span else [_class_of(lines, index)])
    return classes


def _class_of(lines: list[str], index: int) -> LineClass:
    line = lines[index][:_LINE_LIMIT]
    if not line.strip():
        return LineClass.BLANK
    return next((found for found, test in _TESTS if test(lines, index)), LineClass.TEXT)


def _attribution_span(lines: list[str], index: int) -> int:
    """Return how many lines the attribution ("On 3 March Ian wrote:") that begins here takes, 0 if none does.

    Mail clients wrap it over up to three lines; one that is wrapped must begin like one, so that the line of text above it is
    never taken for a part of it.
    """
    joined = ""
    for span, line in enumerate(lines[index : index + _ATTRIBUTION_LINES], start=1):
        if not line.strip() or _QUOTE.match(line) or (span > 1 and not _ATTRIBUTION_START.match(joined)):
            return 0
        joined += line[:_LINE_LIMIT].strip() + " "
        if _ATTRIBUTION_END.search(joined.rstrip()):
            return span if _ATTRIBUTION_EVIDENCE.search(joined) else 0
    return 0


def _is_header_block(lines: list[str], index: int) -> bool:
    """Tell whether the header fields of a quoted mail begin here: at least three in a row, blank lines apart."""
    if not _HEADER_FIELD.match(lines[index][:_LINE_LIMIT]):
        return False
    following = [line for line in lines[index : index + 2 * _HEADER_FIELDS] if line.strip()]
    return len(following) >= _HEADER_FIELDS and all(_HEADER_FIELD.match(line[:_LINE_LIMIT]) for line in following[:_HEADER_FIELDS])


_TESTS: tuple[tuple[LineClass, Callable[[list[str], int], bool]], ...] = (
    (LineClass.QUOTE, lambda lines, index: bool(_QUOTE.match(lines[index]))),
    (LineClass.SIGNATURE, lambda lines, index: bool(_SIGNATURE.match(lines[index]))),
    (
        LineClass.SEPARATOR,
        lambda lines, index: bool(_ORIGINAL.match(lines[index][:_LINE_LIMIT]) or _RULER.match(lines[index][:_LINE_LIMIT])),
    ),
    (LineClass.HEADER_BLOCK, _is_header_block),
    (LineClass.DEVICE, lambda lines, index: bool(_DEVICE.match(lines[index][:_LINE_LIMIT]))),
)


def _end_of_authored(classes: list[LineClass]) -> int:
    """Return the index of the first line that is not the author's any more.

    A signature delimiter, a separator or a header block ends the text wherever it stands. Quoted lines, an attribution or a device
    footer end it only where no text of the author's comes after them.
    """
    end = next((index for index, found in enumerate(classes) if found in _ENDS), len(classes))
    while end and classes[end - 1] in _TRAILING:
        end -= 1
    return _skip_blank(classes, end)


def _skip_blank(classes: list[LineClass], index: int) -> int:
    while index < len(classes) and classes[index] is LineClass.BLANK:
        index += 1
    return index


_ENDS = frozenset({LineClass.SIGNATURE, LineClass.SEPARATOR, LineClass.HEADER_BLOCK})
_TRAILING = frozenset({LineClass.BLANK, LineClass.QUOTE, LineClass.ATTRIBUTION, LineClass.DEVICE})
