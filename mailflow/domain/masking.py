"""What people wrote, as strangers may read it on a page: without addresses, and without links by which one joins a meeting.

The mailed minutes keep both; only what is shown to everybody is masked, and it is marked where something stood.
"""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import replace

from mailflow.domain.disguises import readings, squeezed
from mailflow.domain.minutes.content import MinutesAction, MinutesContent, MinutesItem, MinutesNote, MinutesReport

ADDRESS, JOINING_LINK = "[address]", "[joining link]"
_AT = r"(?:@|\uff20|\ufe6b|&#0*64;|&#x0*40;|&commat;|%(?:25)*40)"
_DOT = r"(?:\.|\uff0e|&#0*46;|&#x0*2e;|&period;|%(?:25)*2e)"
# Begun at the beginning of a word only, and never given back: the time is that of one look at the text.
_LOCAL = r"(?<![\w!$'*+/=?^~.-])[\w!$'*+/=?^~.-]++"
_HOST = rf"[\w-]{{1,63}}(?:{_DOT}[\w-]{{1,63}}){{0,6}}{_DOT}(?:xn--[\w-]{{1,59}}|[^\W\d_]{{2,24}})"
_BRACKETED_AT = r"\s{0,3}[\[({<]\s{0,3}(?:at|@|ät|arobase)\s{0,3}[\])}>]\s{0,3}"
_BRACKETED_DOT = r"\s{0,3}[\[({<]\s{0,3}(?:dot|punkt|point|\.)\s{0,3}[\])}>]\s{0,3}"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?:mailto:\s{{0,3}})?{_LOCAL}\s{{0,3}}{_AT}\s{{0,3}}{_HOST}",
        rf'"[^"\n]{{1,64}}"{_AT}{_HOST}',
        rf"{_LOCAL}{_BRACKETED_AT}[\w-]{{1,63}}(?:(?:{_BRACKETED_DOT}|\.|\s{{1,3}}dot\s{{1,3}})[\w-]{{1,63}}){{1,6}}",
        rf"{_LOCAL}\s{{1,3}}at\s{{1,3}}[\w-]{{1,63}}(?:(?:\s{{1,3}}dot\s{{1,3}}|{_BRACKETED_DOT})[\w-]{{1,63}}){{1,6}}",
    )
)
_JOINING = re.compile(
    r"(?:https?://)?(?<![\w.-])(?:[\w-]{1,63}\.){0,5}(?:zoom\.us/(?:j|my|s|w|wc|launch)/|zoomgov\.com/j/|teams\.microsoft\.com/(?:l/meetup-join|meet)/|"
    r"teams\.live\.com/meet/|meet\.google\.com/[a-z]{3}-|webex\.com/(?:meet|join|m|\w+/j\.php)\W|gotomeet(?:ing)?\.(?:me|com)/|meet\.jit\.si/|"
    r"whereby\.com/|bluejeans\.com/\d)[^\s<>\"']*",
    re.IGNORECASE,
)
_LEAST = 8

Mask = Callable[[str], str]


def masker(known: Sequence[str]) -> Mask:
    """Return what masks every address in a text, those that are known also where they are spaced or broken apart."""
    gists = tuple((address, squeezed(address)) for address in known)
    long_ones = tuple((address, gist) for address, gist in gists if len(gist) >= _LEAST)

    def mask(text: str) -> str:
        return _without_known(masked(text), long_ones) if text else text

    return mask


def masked(text: str) -> str:
    """Return a text with a mark in the place of every address and joining link, however an address is written."""
    visible = "".join(character for character in text if unicodedata.category(character) != "Cf")
    if visible != text and _hidden_apart(text, visible):
        text = visible
    text = _JOINING.sub(JOINING_LINK, text)
    for pattern in _PATTERNS:
        text = pattern.sub(ADDRESS, text)
    return text


def _hidden_apart(text: str, visible: str) -> bool:
    """Tell whether characters that nobody sees stand within an address."""
    return any(len(pattern.findall(visible)) != len(pattern.findall(text)) for pattern in (*_PATTERNS, _JOINING)) or ADDRESS in text


def _without_known(text: str, known: Sequence[tuple[str, str]]) -> str:
    squeezed_readings = [reading.squeezed for reading in readings(text)]
    for address, gist in known:
        if any(gist in reading for reading in squeezed_readings):
            text = re.sub(r"[\W_]{0,40}?".join(map(_one_of, _signs(address))), ADDRESS, text, flags=re.IGNORECASE)
    return text


def _signs(address: str) -> str:
    return "".join(character for character in address if character.isalnum())


def _one_of(character: str) -> str:
    """Return a pattern for a letter in its usual and its wide form."""
    wide = chr(ord(character) + 0xFEE0) if character.isascii() else character
    return f"[{re.escape(character)}{re.escape(wide)}]"


def masked_content(content: MinutesContent, mask: Mask) -> MinutesContent:
    """Return minutes as strangers may read them."""
    return replace(
        content,
        title=mask(content.title),
        chair=mask(content.chair),
        items=tuple(_item(item, mask) for item in content.items),
        present=tuple(map(mask, content.present)),
        apologies=tuple(map(mask, content.apologies)),
        actions=tuple(_action(action, mask) for action in content.actions),
        next_meeting=mask(content.next_meeting),
        other=tuple(map(mask, content.other)),
        when_words=mask(content.when_words),
        carried=tuple(map(mask, content.carried)),
    )


def _item(item: MinutesItem, mask: Mask) -> MinutesItem:
    return replace(
        item,
        title=mask(item.title),
        speakers=tuple(map(mask, item.speakers)),
        reports=tuple(_report(report, mask) for report in item.reports),
        notes=tuple(_note(note, mask) for note in item.notes),
    )


def _report(report: MinutesReport, mask: Mask) -> MinutesReport:
    """Mask a report; its lines keep their number, as notes stand between them."""
    text, lines = mask(report.text), report.text.count("\n")
    if text.count("\n") != lines:  # an address that was broken over two lines
        text += "\n" * (lines - text.count("\n"))
    names = tuple(map(mask, report.attachments))
    return replace(report, author=mask(report.author), delegate=mask(report.delegate), text=text, attachments=names)


def _note(note: MinutesNote, mask: Mask) -> MinutesNote:
    return replace(note, author=mask(note.author), text=mask(note.text))


def _action(action: MinutesAction, mask: Mask) -> MinutesAction:
    return replace(action, owner=mask(action.owner), text=mask(action.text), due_words=mask(action.due_words))
