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
_WROTE = r"(?:wrote|writes|a écrit|schrieb|ha scritto|escribió|schreef|napisał(?:\(a\))?|pisze|escreveu)"
_ATTRIBUTION_END = re.compile(rf"\b{_WROTE}\b[^:]{{0,120}}:\Z", re.IGNORECASE)
_START = r"(?:(?:on|le|am|il|el|op|w dniu|dnia|em|no dia|at|\d{1,4}[-./]\d{1,2})\b|(?:pon|wt|śr|czw|pt|sob|ndz|niedz)\.)"
_ATTRIBUTION_START = re.compile(_START, re.IGNORECASE)
_NAMES = r"(?-i:[ ,]{0,3}(?:(?:[A-ZÀ-ÞĀ-Ž][\w.'’-]{0,40}|v[oa]n|d[eiu]|de[rnl]|da|la|le)[ ,]{1,3}){0,5})"
_ADDRESS = r"[<(\[][ ]?[^\s@<>]{1,80}@[^\s@<>]{1,80}[>)\]]"
# A date with its day and year, then a time, an address, or nothing but a name before the verb. "On 3.2 I disagree with what you wrote:"
# has none of them, and is the author's.
_ATTRIBUTION_EVIDENCE = re.compile(
    rf"{_START}[^:<]{{0,30}}?(?:\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b\d{{1,2}}(?:st|nd|rd|th|er)?\b[^:<]{{0,25}}?\b(?:19|20)\d\d\b|"
    rf"\b(?:19|20)\d\d[./-]\d{{1,2}}[./-]\d{{1,2}}\b)(?:.{{0,40}}?\b\d{{1,2}}[:.h]\d\d\b|.{{0,80}}?{_ADDRESS}|{_NAMES}{_WROTE})"
    rf"|{_NAMES}{_ADDRESS} {_WROTE}",
    re.IGNORECASE,
)
_HEADER_FIELD = re.compile(
    r"[ \t*]{0,4}(?:from|sent|to|cc|subject|date|de|envoyé|à|objet|von|gesendet|an|betreff|da|inviato|a|oggetto|enviado|para|asunto|"
    r"assunto|van|verzonden|aan|onderwerp|od|wysłano|do|temat)[ \t*\u00a0]{0,3}:[ \t*]{0,3}\S",
    re.IGNORECASE,
)
_FROM_FIELD = re.compile(r"[ \t*]{0,4}(?:from|de|von|da|van|od)[ \t*\u00a0]{0,3}:", re.IGNORECASE)
_SUBJECT_FIELD = re.compile(r"[ \t*]{0,4}(?:subject|objet|betreff|oggetto|asunto|assunto|onderwerp|temat)[ \t*\u00a0]{0,3}:", re.IGNORECASE)
_HEADER_EVIDENCE = re.compile(r"@|\b(?:19|20)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2}\b")
_LIST_FOOTER = re.compile(r"mailing list|mailinglist|liste de diffusion|listinfo|unsubscribe", re.IGNORECASE)
_DEVICE_START = re.compile(r"(?:sent|envoyé|gesendet|von|inviato|enviado|verzonden|verstuurd|wysłan[eo]|get)\b", re.IGNORECASE)
_DEVICE = re.compile(
    r"\b(?:iphone|ipad|ios|android|mobile|smartphone|handy|outlook|mail|telefonu?|telefoon|phone|blackberry|samsung|galaxy|huawei|xiaomi|"
    r"pixel|gmail|yahoo|proton|mobiltelefon|móvil|celular|téléphone|tablet)\b",
    re.IGNORECASE,
)
_DEVICE_FILLING = re.compile(
    r"\b(?:from|my|the|an?|via|with|using|for|on|app|device|windows|mini|pro|max|plus|ultra|5g|de|mon|ma|depuis|mit|meine[mnr]|gesendet|"
    r"von|aus|der|da|mi|desde|o|meu|do|minha|dal|mio|mijn|vanaf|met|een|z|mojego|please|excuse|pardon|brevity|typos|any|and|s?\d+)\b|[\W_]+",
    re.IGNORECASE,
)
_ATTRIBUTION_LINES = 3
_HEADER_FIELDS = 3
_HEADER_LINES = 12
_SIGNATURE_LINES = 8
_SIGNATURE_WIDTH = 60
_NUMBER_DIGITS = 5
_DEVICE_WIDTH = 100
_LINE_LIMIT = 2000
_TAIL = 200


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
    return [LineClass.TEXT if _is_lone_quote(classes, index) else found for index, found in enumerate(classes)]


def _is_lone_quote(classes: list[LineClass], index: int) -> bool:
    """Tell whether one line with `>` hangs on a line of text: a comparison (`>100 TeV`) or a prompt of the author's."""
    below = classes[index + 1 : index + 2]
    return classes[index] is LineClass.QUOTE and index > 0 and classes[index - 1] is LineClass.TEXT and below != [LineClass.QUOTE]


def _class_of(lines: list[str], index: int) -> LineClass:
    line = lines[index][:_LINE_LIMIT]
    if not line.strip():
        return LineClass.BLANK
    return next((found for found, test in _TESTS if test(lines, index)), LineClass.TEXT)


def _attribution_span(lines: list[str], index: int) -> int:
    """Return how many lines the attribution ("On 3 March Ian wrote:") that begins here takes, 0 if none does.

    Mail clients wrap it over up to three lines; one that is wrapped must begin like one, so that the line of text above it is
    never taken for a part of it. It ends in a colon, and without a date it is a sentence of the author's.
    """
    joined = ""
    for span, line in enumerate(lines[index : index + _ATTRIBUTION_LINES], start=1):
        if not line.strip() or _QUOTE.match(line) or (span > 1 and not _ATTRIBUTION_START.match(joined)):
            return 0
        joined += line[:_LINE_LIMIT].strip() + " "
        if _ATTRIBUTION_END.search(joined.rstrip()[-_TAIL:]):
            return span if _ATTRIBUTION_EVIDENCE.match(joined) else 0
    return 0


def _is_header_block(lines: list[str], index: int) -> bool:
    """Tell whether the header fields of a quoted mail begin here.

    At least three in a row, blank lines apart, among them From; Subject not far below; an address or a date in them. An author's
    "From: Geneva / To: Paris / Date: Monday" is none.
    """
    if not _HEADER_FIELD.match(lines[index][:_LINE_LIMIT]):
        return False
    following = [line[:_LINE_LIMIT] for line in lines[index : index + 2 * _HEADER_FIELDS] if line.strip()]
    first = following[:_HEADER_FIELDS]
    return (
        len(first) == _HEADER_FIELDS
        and all(_HEADER_FIELD.match(line) for line in first)
        and any(_FROM_FIELD.match(line) for line in first)
        and any(_HEADER_EVIDENCE.search(line) for line in first)
        and any(_SUBJECT_FIELD.match(line) for line in lines[index : index + _HEADER_LINES])
    )


def _is_separator(lines: list[str], index: int) -> bool:
    """Tell whether a line parts what was written from what it answers, or from the footer of a list; a mere ruler may be the author's."""
    line = lines[index][:_LINE_LIMIT]
    if _ORIGINAL.match(line):
        return True
    below = next((at for at in range(index + 1, min(index + 3, len(lines))) if lines[at].strip()), None)
    if below is None or not _RULER.match(line):
        return False
    return _is_header_block(lines, below) or bool(_LIST_FOOTER.search(lines[below][:_LINE_LIMIT]))


def _is_signature(lines: list[str], index: int) -> bool:
    """Tell whether a signature begins here; `--` that lost its space may part paragraphs, and must have a signature's look below it."""
    if not _SIGNATURE.match(lines[index]) or lines[index] == "-- ":
        return lines[index] == "-- "
    written = 0
    for at in range(index + 1, min(index + 1 + 2 * _SIGNATURE_LINES, len(lines))):
        if not lines[at].strip():
            continue
        if _QUOTE.match(lines[at]) or _attribution_span(lines, at) or _is_separator(lines, at) or _is_header_block(lines, at):
            return True
        written += 1
        if written > _SIGNATURE_LINES or _is_prose(lines[at].strip()):
            return False
    return True


def _is_prose(line: str) -> bool:
    """Tell whether a line under `--` reads like a sentence and not like a name, a house or a number."""
    if len(line) > _SIGNATURE_WIDTH or line.startswith("--") or line.endswith((".", "!", "?", ";", ":", ",")):
        return True
    is_contact = "@" in line or "://" in line or "www." in line or sum(map(str.isdigit, line)) >= _NUMBER_DIGITS
    return not is_contact and (line[:1].islower() or bool(re.search(r": \w", line)))


def _is_device(lines: list[str], index: int) -> bool:
    """Tell whether a device or program advertises itself: "Sent from my iPhone", and not a word more."""
    line = lines[index][:_LINE_LIMIT].strip()
    start = _DEVICE_START.match(line) if len(line) <= _DEVICE_WIDTH else None
    if start is None or not _DEVICE.search(line):
        return False
    words = re.sub(r"https?://\S+", "", line[start.end() :])
    return not _DEVICE_FILLING.sub("", _DEVICE.sub("", words))


_TESTS: tuple[tuple[LineClass, Callable[[list[str], int], bool]], ...] = (
    (LineClass.QUOTE, lambda lines, index: bool(_QUOTE.match(lines[index]))),
    (LineClass.SIGNATURE, _is_signature),
    (LineClass.SEPARATOR, _is_separator),
    (LineClass.HEADER_BLOCK, _is_header_block),
    (LineClass.DEVICE, _is_device),
)


def _end_of_authored(classes: list[LineClass]) -> int:
    """Return the index of the first line that is not the author's any more.

    A separator or a header block ends the text wherever it stands, and so does a signature, but for text below the quote that
    follows it. Quoted lines, an attribution or a device footer end it only where no text of the author's comes after them.
    """
    ends = (index for index, found in enumerate(classes) if found in _ENDS and not _is_signed_above_text(classes, index))
    end = next(ends, len(classes))
    while end and classes[end - 1] in _TRAILING:
        end -= 1
    return _skip_blank(classes, end)


def _is_signed_above_text(classes: list[LineClass], index: int) -> bool:
    """Tell whether a signature stands above the quote and the author's text goes on below or between the quoted lines."""
    if classes[index] is not LineClass.SIGNATURE:
        return False
    is_below_quote = False
    for at in range(index + 1, len(classes)):
        if classes[at] in _ENDS:
            return False
        if classes[at] is LineClass.TEXT and is_below_quote:
            return True
        is_below_quote = is_below_quote or classes[at] in {LineClass.QUOTE, LineClass.ATTRIBUTION}
    return False


def _skip_blank(classes: list[LineClass], index: int) -> int:
    while index < len(classes) and classes[index] is LineClass.BLANK:
        index += 1
    return index


_ENDS = frozenset({LineClass.SIGNATURE, LineClass.SEPARATOR, LineClass.HEADER_BLOCK})
_TRAILING = frozenset({LineClass.BLANK, LineClass.QUOTE, LineClass.ATTRIBUTION, LineClass.DEVICE})
