"""What must never be published and stands in a text: joining details and reply tokens, however they are spaced, broken or encoded.

text -> readings (disguises.py) -> squeezed to letters and digits -> searched
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from mailflow.domain.agenda import OnlineAccess
from mailflow.domain.disguises import Reading, codes, readings, squeezed
from mailflow.domain.minutes.content import MinutesContent
from mailflow.domain.reply_address import SQUEEZED_TOKEN

_PHONE = re.compile(r"\A\W{0,3}(?:\+|00)(\d[\d\s()./-]{4,}\d)")
_TRUNK_ZERO = re.compile(r"\(\s*0\s*\)")
_SCHEME = re.compile(r"\A\s*\w+://")
_QUERY_VALUE = re.compile(r"[?&#;]([^=&#;]*)=([^&#;]+)")
_ORDINARY_WORD = re.compile(r"[A-Za-z][a-z]*")
# An id of twelve characters in quotes as base64, and a signature of SHA-256; it may be broken into lines.
_WAY_OUT = re.compile(r"/u/I[jmn][\w-]{17}\.[\w-]{40}", re.ASCII)
_QUERY_VALUE_LENGTH = 6
_COUNTRY_CODE_DIGITS = (1, 2, 3)
_SUBSCRIBER_DIGITS = 6
_NATIONAL_DIGITS = 9
_SECRET_LENGTH = 4
_TOKEN_OCTETS = re.compile(rb"\+[a-z2-7]{12}\.[12]\d{9}\.[0-9a-f]{20}@")
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


@dataclass(frozen=True, slots=True)
class Register:
    """All that was ever told to let people join: the meetings of one series, and those of all others."""

    own: tuple[OnlineAccess, ...] = ()
    others: tuple[OnlineAccess, ...] = ()

    def leaks(self, text: str) -> bool:
        """Tell whether something that is never published stands in a text of the series; of other series nothing short is looked for."""
        return bool(leaked_secrets(text, *self.own) or leaked_secrets(text, *self.others, least=_LONG_SECRET)) or leaks_token(text)

    def leaks_octets(self, content: bytes) -> bool:
        """Tell whether a long secret, or a token of ours, stands in a file as it is, in UTF-8 or UTF-16; nothing is unpacked."""
        lowered = content.lower()
        gists = (pair for online in (*self.own, *self.others) for pair in _gists(online))
        words = {secret.lower() for secret, gist in gists if len(gist) >= _LONG_SECRET}
        forms = (word.encode(charset) for word in words for charset in ("utf-8", "utf-16-le", "utf-16-be"))
        return any(form in lowered for form in forms) or _TOKEN_OCTETS.search(lowered) is not None


def leaked_secrets(text: str, *accesses: OnlineAccess, least: int = _SECRET_LENGTH) -> tuple[str, ...]:
    """Return the joining details that stand in a text, but for those with fewer than so many letters and digits."""
    found = readings(text)
    secrets = (pair for online in accesses for pair in _gists(online) if len(pair[1]) >= least)
    return tuple(dict.fromkeys(secret for secret, gist in secrets if _stands_in(secret, gist, found)))


def leaks_token(text: str) -> bool:
    """Tell whether a reply token of ours, or a link by which a reader leaves, stands in a text; a forged one counts as well."""
    return any(_WAY_OUT.search(reading.bare) or SQUEEZED_TOKEN.search(reading.squeezed) for reading in readings(text))


def standing_words(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return those of some words (addresses, keys) that stand in a text in whatever disguise; short ones are not looked for."""
    found = readings(text)
    long_ones = ((word, squeezed(word)) for word in words)
    return tuple(word for word, gist in long_ones if len(gist) >= _LONG_SECRET and _stands_in(word, gist, found))


def _gists(online: OnlineAccess) -> Iterator[tuple[str, str]]:
    """Yield each secret with what gives it away, squeezed: a link without its scheme, a number in each way to dial it."""
    for secret in (online.url, online.meeting_id, online.passcode):
        yield secret, squeezed(_SCHEME.sub("", unquote(secret)))
    for name, value in _QUERY_VALUE.findall(online.url):
        is_ordinary = _ORDINARY_WORD.fullmatch(value) and not name.startswith("p")
        if len(value) >= _QUERY_VALUE_LENGTH and not is_ordinary:
            yield value, squeezed(unquote(value))
    for phone in online.phones:
        yield from ((phone, gist) for gist in _dialled(phone))


def _dialled(phone: str) -> Iterator[str]:
    """Yield the digits of a phone number with its country code, and without it, as it is not known where that ends."""
    found = _PHONE.search(_TRUNK_ZERO.sub("", phone))
    if found is None:
        yield squeezed(phone)
        return
    digits = squeezed(found[1])
    yield digits
    for rest in (digits[length:] for length in _COUNTRY_CODE_DIGITS):
        if len(rest) >= _SUBSCRIBER_DIGITS:
            yield rest if len(rest) >= _NATIONAL_DIGITS else f"0{rest}"


def _stands_in(secret: str, gist: str, found: tuple[Reading, ...]) -> bool:
    """Tell whether a secret stands in a text; a short one only as a word, or `2021` would be found in every date and number."""
    if len(gist) < _SECRET_LENGTH:
        return False
    if any(_reads_so(gist, reading) for reading in found):
        return True
    coded = tuple(codes(_SCHEME.sub("", secret.strip())))
    return any(code in bare for reading in found for bare in (reading.bare, reading.unpaired) for code in coded)


def _reads_so(gist: str, reading: Reading) -> bool:
    if len(gist) >= _LONG_SECRET:
        return gist in reading.squeezed or gist[::-1] in reading.squeezed
    if gist not in reading.squeezed:
        return False
    spaced = r"[^\w:]{0,20}".join(map(re.escape, gist))
    return re.search(rf"(?<!\w){spaced}(?!\w)", reading.folded) is not None
