"""What a tree of parts holds: the text to read, a calendar answer, and files.

A text part is body unless it is sent as a file. Of alternatives both are read, the plain text and the HTML: which of them tells better
what is new is decided elsewhere. A mail inside the mail is a file: its words are not those of the sender. What wraps a mail is opened
(containers.py), and read in its place.
Source: RFC 2046 5.1; RFC 2183; RFC 3676; RFC 6047.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.message import Message

from mailflow.adapters.mime.armour import is_armoured, is_encrypted_file, without_armour
from mailflow.adapters.mime.charsets import decode_octets
from mailflow.adapters.mime.containers import PGP, Opened, open_container
from mailflow.adapters.mime.files import disposition_of as _disposition
from mailflow.adapters.mime.files import file_of, filename_of, named_file, octets_of, parameter_of, safe_filename
from mailflow.adapters.mime.files import media_type_of as _media_type
from mailflow.adapters.mime.flowed import unflow, with_from_lines
from mailflow.adapters.mime.guards import Part
from mailflow.adapters.mime.html_text import HtmlBudget, html_to_text
from mailflow.adapters.mime.media_types import is_disguised
from mailflow.adapters.mime.pictures import Pictures
from mailflow.adapters.mime.uuencoded import take_files
from mailflow.domain.message import CUT, Attachment

_TEXT_LIMIT = 2_000_000
_METHOD = re.compile(rb"^METHOD:([A-Z]{1,20})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_METHOD_REACH = 4096
_ANSWERS = frozenset({"REPLY", "COUNTER", "REFRESH"})
_CALENDARS_OWN = frozenset({"REQUEST", "CANCEL", "ADD", "DECLINECOUNTER"})
"""What calendar programs write to each other: an invitation of somebody else is no report (RFC 5546 1.4)."""
_OPENED_LIMIT = 5
_FILES_LIMIT = 20
_FILE_BYTES = 10_000_000
_STUB_LENGTH = 300
_STUB = re.compile(
    r"(?:your|this|an?) (?:e-?mail|mail)? ?(?:client|program|reader|browser|viewer)[^.]{0,60}(?:not|cannot|n't|unable)[^.]{0,60}html|"
    r"(?:message|e-?mail|mail)[^.]{0,40}(?:is|sent|written|requires?|contains) (?:in |an? )?html|html[- ](?:enabled|capable|compatible)|"
    r"(?:format|au format|im|en formato|in formato) html",
    re.IGNORECASE,
)
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_BODY_TEXTS = frozenset({"text/plain", "text/html", "text/markdown", "text/enriched"})
_CALENDARS = frozenset({"text/calendar", "application/ics"})
_MAILS = frozenset({"message/rfc822", "message/global"})
_NO_FILES = frozenset({
    "application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature",
    "application/applefile",  # icon and the like of the file beside it (RFC 1740)
})  # fmt: skip
_EXCHANGES_NAME = re.compile(r"ATT\d{5}\.(?:txt|htm|html|c)", re.IGNORECASE)
"""What Exchange calls the texts that stand behind a file or a picture: they are words of the author's, or a list footer."""


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
    cut_off: tuple[Message, ...] = ()
    pictures: Pictures = field(default_factory=lambda: Pictures(Message()))
    enclosed: list[Message] = field(default_factory=list)
    encrypted: str = ""
    machine: str = ""
    opened: int = 0
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


def read_body(root: Part, html: HtmlBudget | None = None) -> Body:
    """Return what a message holds; never raises.

    Args:
        root: the message.
        html: how much HTML may still be read, where the message lies in another one.
    """
    body = Body(cut_off=root.cut_off, pictures=Pictures(root), html=html or HtmlBudget())
    _read(root, body)
    if not body.encrypted and is_armoured(body.text):
        body.encrypted = PGP
    return body


def _read(part: Message, body: Body) -> None:
    media_type = _media_type(part)
    if media_type.startswith("message/"):
        body.enclosed += [part] if media_type in _MAILS else []
        _attach(part, media_type, body)
        return
    opened = open_container(part, media_type)
    if opened is not None and body.opened < _OPENED_LIMIT and not (opened.encrypted and _says_something(body.texts)):
        body.opened += 1
        _read_opened(opened, body)
    elif part.is_multipart():
        children = [child for child in part.get_payload() if isinstance(child, Message)]
        if media_type == "multipart/alternative":
            _read_alternative(children, body)
        else:
            for child in children:
                _read(child, body)
    else:
        _read_leaf(part, media_type, body)


def _read_opened(opened: Opened, body: Body) -> None:
    """Read what a container held, in its place; its text only where the mail has no other."""
    body.encrypted = body.encrypted or opened.encrypted
    body.defects += opened.defects
    for inner in (opened.entity, None if _says_something(body.texts) else opened.text):
        if inner is not None:
            body.cut_off += inner.cut_off
            body.pictures = Pictures(inner)
            _read(inner, body)
    for file in opened.files:
        _keep(file, body)


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
    _read_whole_leaf(part, media_type, body)
    if isinstance(part, Part) and part.is_broken:
        body.defects.append("a part in base64 is broken, and read as far as possible")


def _read_whole_leaf(part: Message, media_type: str, body: Body) -> None:
    if _is_calendar(part, media_type) and _take_calendar(part, body):
        return
    if _is_body_text(part, media_type, body):
        body.texts.append(_text_of(part, media_type, body))
    elif media_type not in _NO_FILES and not body.pictures.is_layout(part, media_type):
        _attach(part, media_type, body)


def _attach(part: Message, media_type: str, body: Body) -> None:
    """Take a part as a file; half a file is none, as nobody would see that it is half."""
    file = file_of(part, media_type)
    if file is not None and not any(part is other for other in body.cut_off):
        _keep(file, body)
    else:
        name = safe_filename(filename_of(part), media_type)
        body.defects.append(f"{CUT}the file {name} was not read to its end, and is left out")


def _keep(file: Attachment, body: Body) -> None:
    """Keep a file, once, and say what a reader of its name would not expect."""
    if any(file.content == other.content for other in body.attachments) or (body.encrypted and is_encrypted_file(file.content)):
        return
    if len(body.attachments) >= _FILES_LIMIT:
        body.defects.append(f"{CUT}more than {_FILES_LIMIT} files: {file.filename}")
        return
    body.attachments.append(file)
    if is_disguised(file.filename, file.media_type):
        body.defects.append(f"the file {file.filename} is in fact {file.media_type}")
    if len(file.content) > _FILE_BYTES:
        body.defects.append(f"the file {file.filename} is larger than {_FILE_BYTES // 1_000_000} MB")


def _is_calendar(part: Message, media_type: str) -> bool:
    """Tell whether a part is a calendar by its type, or by its name where a gateway took the type away."""
    return media_type in _CALENDARS or (media_type == "application/octet-stream" and filename_of(part).lower().endswith(".ics"))


def _take_calendar(part: Message, body: Body) -> bool:
    """Take the part if it is an answer to an invitation, a second copy of one is left out; note what else a calendar program wrote."""
    octets = octets_of(part)
    found = _METHOD.search(octets[:_METHOD_REACH])
    method = found[1].decode("ascii").upper() if found else ""
    if method in _CALENDARS_OWN and _disposition(part) != "attachment":
        body.machine = body.machine or f"text/calendar; method={method}"
    if method not in _ANSWERS:
        return False
    body.calendar = body.calendar or octets
    return True


def _is_body_text(part: Message, media_type: str, body: Body) -> bool:
    """Tell whether a part is text to read: not sent as a file, or all that there is and without a name."""
    if media_type not in _BODY_TEXTS and not media_type.startswith("multipart/"):  # a multipart without parts is read as text
        return False
    name = filename_of(part)
    if _EXCHANGES_NAME.fullmatch(name):
        return True
    if _says_something(body.texts):
        return _disposition(part) != "attachment" and not name
    return _disposition(part) != "attachment" or not name


def _says_something(texts: list[Text]) -> bool:
    return any(text.says_something for text in texts)


def _text_of(part: Message, media_type: str, body: Body) -> Text:
    characters, doubt = _characters_of(part)
    if doubt:
        body.defects.append(doubt)
    text = _cut(_taken_files(characters, body) if media_type == "text/plain" else characters, body)
    if media_type == "text/html":
        said, defects = html_to_text(text, body.html)
        body.defects.extend(defects)
        return Text(rich=_cut(said, body))
    text = with_from_lines(without_armour(text))
    if parameter_of(part, "format").lower() == "flowed":
        return Text(unflow(text, delete_space=parameter_of(part, "delsp").lower() == "yes"))
    return Text(text)


def _taken_files(text: str, body: Body) -> str:
    rest, files = take_files(text)
    for name, content in files:
        _keep(named_file(name, "application/octet-stream", content), body)
    return rest


def _characters_of(part: Message) -> tuple[str, str]:
    """Return the characters of a text part, lines ended by LF, and what is doubtful about them."""
    decoded = decode_octets(octets_of(part), parameter_of(part, "charset"))
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", decoded.text.removeprefix("\ufeff"))), decoded.doubt


def _cut(text: str, body: Body) -> str:
    if len(text) > _TEXT_LIMIT:
        body.defects.append(f"{CUT}text longer than {_TEXT_LIMIT} characters")
    return text[:_TEXT_LIMIT]
