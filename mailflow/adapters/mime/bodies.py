"""What a tree of parts holds: the text to read, a calendar answer, and files.

A text part is body unless it is sent as a file. Of alternatives both are read, the plain text and the HTML: which of them tells better
what is new is decided elsewhere. A mail inside the mail stays closed, as a file: its words are not those of the sender.
Source: RFC 2046 5.1; RFC 2183; RFC 3676; RFC 6047.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message

from mailflow.adapters.mime.charsets import decode_octets
from mailflow.adapters.mime.files import file_of, filename_of, octets_of, parameter_of, safe_filename
from mailflow.adapters.mime.flowed import unflow
from mailflow.adapters.mime.guards import PARSER_ERRORS, Part
from mailflow.adapters.mime.html_text import HtmlBudget, html_to_text
from mailflow.domain.message import CUT, Attachment

_TEXT_LIMIT = 2_000_000
_ANSWER = re.compile(rb"^METHOD:(?:REPLY|COUNTER)[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_ANSWER_REACH = 4096
_STUB_LENGTH = 300
_STUB = re.compile(
    r"(?:your|this|an?) (?:e-?mail|mail)? ?(?:client|program|reader|browser|viewer)[^.]{0,60}(?:not|cannot|n't|unable)[^.]{0,60}html|"
    r"(?:message|e-?mail|mail)[^.]{0,40}(?:is|sent|written|requires?|contains) (?:in |an? )?html|html[- ](?:enabled|capable|compatible)|"
    r"(?:format|au format|im|en formato|in formato) html",
    re.IGNORECASE,
)
_CONTENT_ID = re.compile(r"cid:([^\s\"'<>)]{1,200})", re.IGNORECASE)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BODY_TEXTS = frozenset({"text/plain", "text/html", "text/markdown", "text/enriched"})
_CALENDARS = frozenset({"text/calendar", "application/ics"})
_SIGNATURES = frozenset({"application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature"})


@dataclass(frozen=True, slots=True)
class Text:
    """A text as plain text, as HTML (turned into text), or as both."""

    plain: str = ""
    rich: str = ""

    @property
    def says_something(self) -> bool:
        """Tell whether there is a word in it."""
        return bool(self.plain.strip() or self.rich.strip())


@dataclass(slots=True)
class Body:
    """What was found so far."""

    texts: list[Text] = field(default_factory=list)
    calendar: bytes | None = None
    attachments: list[Attachment] = field(default_factory=list)
    defects: list[str] = field(default_factory=list)
    shown_ids: set[str] = field(default_factory=set)
    cut_off: tuple[Message, ...] = ()
    html: HtmlBudget = field(default_factory=HtmlBudget)

    @property
    def text(self) -> str:
        """The text parts, one after the other: plain text where there is any."""
        return _joined(text.plain if text.plain.strip() else text.rich for text in self.texts)

    @property
    def rich(self) -> str:
        """The same from the HTML; empty where that says nothing besides the plain text."""
        if not any(text.plain.strip() and text.rich.strip() for text in self.texts):
            return ""
        return _joined(text.rich if text.rich.strip() else text.plain for text in self.texts)


def read_body(root: Part) -> Body:
    """Return what a message holds; never raises."""
    body = Body(cut_off=root.cut_off)
    _collect_shown_ids(root, body)
    _read(root, body)
    return body


def _collect_shown_ids(root: Message, body: Body) -> None:
    """Note which parts the HTML shows inside itself: they are no files that somebody attached."""
    if not root.is_multipart():
        return
    for part in root.walk():
        if _media_type(part) == "text/html":
            body.shown_ids.update(found.lower() for found in _CONTENT_ID.findall(octets_of(part).decode("latin-1")))


def _read(part: Message, body: Body) -> None:
    media_type = _media_type(part)
    if media_type.startswith("message/"):
        _attach(part, media_type, body)
    elif part.is_multipart():
        children = [child for child in part.get_payload() if isinstance(child, Message)]
        if media_type == "multipart/alternative":
            _read_alternative(children, body)
        else:
            for child in children:
                _read(child, body)
    else:
        _read_leaf(part, media_type, body)


def _read_alternative(children: list[Message], body: Body) -> None:
    """Read the plain text and the HTML as two forms of one text; calendars and files of either."""
    before = body.texts
    plain, rich = "", ""
    for child in children:
        media_type = _media_type(child)
        if media_type.startswith("text/") and media_type not in _BODY_TEXTS and media_type not in _CALENDARS:
            continue  # the same once more for a watch, or as AMP
        body.texts = []
        _read(child, body)
        plain = plain or _joined(text.plain for text in body.texts)
        rich = rich or _joined(text.rich for text in body.texts)
    body.texts = [*before, Text("" if rich and _is_stub(plain) else plain, rich)]


def _joined(texts: Iterable[str]) -> str:
    return "\n\n".join(text for text in texts if text.strip())


def _is_stub(plain: str) -> bool:
    """Tell whether a plain text only says that there is HTML."""
    return len(plain) <= _STUB_LENGTH and bool(_STUB.search(plain))


def _read_leaf(part: Message, media_type: str, body: Body) -> None:
    if media_type in _CALENDARS and _take_calendar(part, body):
        return
    if _is_body_text(part, media_type, body):
        body.texts.append(_text_of(part, media_type, body))
    elif media_type not in _SIGNATURES and not _is_shown_inside(part, media_type, body):
        _attach(part, media_type, body)


def _attach(part: Message, media_type: str, body: Body) -> None:
    """Take a part as a file; half a file is none, as nobody would see that it is half."""
    file = file_of(part, media_type)
    if file is not None and not any(part is other for other in body.cut_off):
        body.attachments.append(file)
    else:
        name = safe_filename(filename_of(part), media_type)
        body.defects.append(f"{CUT}the file {name} was not read to its end, and is left out")


def _take_calendar(part: Message, body: Body) -> bool:
    """Take the part if it is an answer to an invitation; a second copy of one is left out."""
    octets = octets_of(part)
    if not _ANSWER.search(octets[:_ANSWER_REACH]):
        return False
    body.calendar = body.calendar or octets
    return True


def _is_body_text(part: Message, media_type: str, body: Body) -> bool:
    if media_type not in _BODY_TEXTS and not media_type.startswith("multipart/"):  # a multipart without parts is read as text
        return False
    return _disposition(part) != "attachment" and (not filename_of(part) or not any(text.says_something for text in body.texts))


def _is_shown_inside(part: Message, media_type: str, body: Body) -> bool:
    content_id = str(part.get("Content-ID", "")).strip().strip("<>").lower()
    return bool(content_id) and media_type.startswith("image/") and content_id in body.shown_ids


def _text_of(part: Message, media_type: str, body: Body) -> Text:
    characters, doubt = _characters_of(part)
    if doubt:
        body.defects.append(doubt)
    text = _cut(characters, body)
    if media_type == "text/html":
        said, defects = html_to_text(text, body.html)
        body.defects.extend(defects)
        return Text(rich=_cut(said, body))
    if parameter_of(part, "format").lower() == "flowed":
        return Text(unflow(text, delete_space=parameter_of(part, "delsp").lower() == "yes"))
    return Text(text)


def _characters_of(part: Message) -> tuple[str, str]:
    """Return the characters of a text part, lines ended by LF, and what is doubtful about them."""
    decoded = decode_octets(octets_of(part), parameter_of(part, "charset"))
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", decoded.text.removeprefix("\ufeff"))), decoded.doubt


def _cut(text: str, body: Body) -> str:
    if len(text) > _TEXT_LIMIT:
        body.defects.append(f"{CUT}text longer than {_TEXT_LIMIT} characters")
    return text[:_TEXT_LIMIT]


def _media_type(part: Message) -> str:
    try:
        return part.get_content_type()
    except PARSER_ERRORS:
        return "application/octet-stream"


def _disposition(part: Message) -> str:
    try:
        return part.get_content_disposition() or ""
    except PARSER_ERRORS:
        return ""
