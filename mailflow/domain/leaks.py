"""What must never be published and stands in a text: joining details and reply tokens, however they are spaced, broken or encoded.

text -> readings (as it stands; without entities and percent signs) -> squeezed to letters and digits -> searched
"""

import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from urllib.parse import unquote

from mailflow.domain.agenda import OnlineAccess
from mailflow.domain.minutes.content import MinutesContent
from mailflow.domain.reply_address import SQUEEZED_TOKEN

_PHONE = re.compile(r"\A\W{0,3}(?:\+|00)(\d[\d\s()./-]{4,}\d)")
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
_QUERY_VALUE = re.compile(r"[?&#;]([^=&#;]*)=([^&#;]+)")
_ORDINARY_WORD = re.compile(r"[A-Za-z][a-z]*")
# An id of twelve characters in quotes as base64, and a signature of SHA-256; it may be broken into lines.
_WAY_OUT = re.compile(r"/u/I[jmn][\w-]{17}\.[\w-]{40}", re.ASCII)
_QUERY_VALUE_LENGTH = 6
_COUNTRY_CODE_DIGITS = (1, 2, 3)
_SUBSCRIBER_DIGITS = 6
_NATIONAL_DIGITS = 9
_SECRET_LENGTH = 4
_LONG_SECRET = 8


def authored_text(content: MinutesContent) -> str:
    """Return what people wrote: titles, names, reports, files; not our date line, which a passcode such as 2027 would be found in."""
    titles = (content.title, content.when_words, content.chair, *(f"{item.key} {item.title}" for item in content.items))
    reports = [report for item in content.items for report in item.reports]
    names = (name for report in reports for name in (report.author, report.delegate, *report.attachments))
    notes = (note.line for item in content.items for note in item.notes)
    actions = (part for action in content.actions for part in (action.owner, action.text, action.due_words))
    people = (*content.present, *content.apologies, *(name for item in content.items for name in item.speakers))
    said = (*(report.text for report in reports), *notes, *actions, *content.carried, content.next_meeting, *content.other)
    return "\n\n".join((*titles, *said, *names, *people))


def leaked_secrets(text: str, online: OnlineAccess) -> tuple[str, ...]:
    """Return the joining details that stand in a text."""
    readings = _readings(text)
    return tuple(dict.fromkeys(secret for secret, gist in _gists(online) if any(_stands_in(gist, *reading) for reading in readings)))


def leaks_token(text: str) -> bool:
    """Tell whether a reply token of ours, or a link by which a reader leaves, stands in a text; a forged one counts as well."""
    whole = (text, unquote(unescape(text)))
    is_link = any(_WAY_OUT.search("".join(reading.split())) for reading in whole)
    return is_link or any(SQUEEZED_TOKEN.search(squeezed) for _, squeezed in _readings(text))


def _readings(text: str) -> tuple[tuple[str, str], ...]:
    """Return a text as it stands and as a browser reads it, each folded and squeezed."""
    readings = dict.fromkeys((text, unquote(unescape(text))))
    return tuple((_folded(reading), _squeeze(reading)) for reading in readings)


def _gists(online: OnlineAccess) -> Iterator[tuple[str, str]]:
    """Yield each secret with what gives it away, squeezed: a link without its scheme, a number in each way to dial it."""
    for secret in (online.url, online.meeting_id, online.passcode):
        yield secret, _squeeze(re.sub(r"\A\s*\w+://", "", unquote(secret)))
    for name, value in _QUERY_VALUE.findall(online.url):
        is_ordinary = _ORDINARY_WORD.fullmatch(value) and not name.startswith("p")
        if len(value) >= _QUERY_VALUE_LENGTH and not is_ordinary:
            yield value, _squeeze(unquote(value))
    for phone in online.phones:
        yield from ((phone, gist) for gist in _dialled(phone))


def _dialled(phone: str) -> Iterator[str]:
    """Yield the digits of a phone number with its country code, and without it, as it is not known where that ends."""
    found = _PHONE.search(_TRUNK_ZERO.sub("", phone))
    if found is None:
        yield _squeeze(phone)
        return
    digits = _squeeze(found[1])
    yield digits
    for rest in (digits[length:] for length in _COUNTRY_CODE_DIGITS):
        if len(rest) >= _SUBSCRIBER_DIGITS:
            yield rest if len(rest) >= _NATIONAL_DIGITS else f"0{rest}"


def _stands_in(secret: str, folded: str, squeezed: str) -> bool:
    """Tell whether a squeezed secret stands in a text; a short one only as a word, or `2021` would be found in every date and number."""
    if len(secret) < _SECRET_LENGTH or secret not in squeezed:
        return False
    if len(secret) >= _LONG_SECRET:
        return True
    spaced = r"[^\w:]{0,20}".join(map(re.escape, secret))
    return re.search(rf"(?<!\w){spaced}(?!\w)", folded) is not None


def _squeeze(text: str) -> str:
    return re.sub(r"[\W_]+", "", _folded(text))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()
