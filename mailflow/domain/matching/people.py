"""Who has written: a speaker by an address of theirs, by their name from another address, or nobody whom we know.

A From field proves nothing. An address that is known tells an honest author as well as anything else can; a name does so less, and only
where it is whole.
"""

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mailflow.domain.agenda import AgendaItem, Speaker
from mailflow.domain.matching.phrases import words_in
from mailflow.domain.matching.titles import fold, words_of
from mailflow.domain.message import InboundMessage, is_same_address

NAME_TITLES = words_in("dr prof professor mr mrs ms pr mme mlle herr frau ing phd msc dipl habil")
"""What stands before a name and is none of it."""
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ø": "oe", "å": "aa", "æ": "ae"})
"""Letters that some write as two."""
_LOCAL_SEPARATORS = re.compile(r"[._-]+")
_WHOLE_NAME = 2
_SHARED_HOSTS = words_in("""
    gmail.com googlemail.com outlook.com hotmail.com live.com yahoo.com icloud.com me.com gmx.de gmx.net web.de proton.me
    protonmail.com free.fr orange.fr laposte.net libero.it wp.pl
""")


class Standing(StrEnum):
    """What the author of a mail is to a slot."""

    SPEAKER = "speaker"
    DELEGATE = "delegate"
    NAMESAKE = "namesake"
    COLLEAGUE = "colleague"
    NOBODY = "nobody"


MAY_FILE = frozenset({Standing.SPEAKER, Standing.DELEGATE, Standing.NAMESAKE})
"""The standings by which a report may be filed without a token."""


@dataclass(frozen=True, slots=True)
class Role:
    """What the author is to one slot: `speaker` is whose report it would be, `words` say why."""

    standing: Standing
    speaker: Speaker | None = None
    words: str = ""


_NONE = Role(Standing.NOBODY)


def role_of(message: InboundMessage, slot: AgendaItem) -> Role:
    """Return what the author of a message is to a slot."""
    author = message.author
    by_address = next((speaker for speaker in slot.speakers if has_address(speaker, author.email)), None)
    if by_address is not None:
        return Role(Standing.SPEAKER, by_address, f"the address is {by_address.name}'s")
    asked = next((one for one in slot.delegates if has_address(one.person, author.email)), None)
    if asked is not None:
        return Role(Standing.DELEGATE, asked.speaker, f"{asked.person.name} was asked by {asked.speaker.name}")
    by_name = next((speaker for speaker in slot.speakers if is_namesake(speaker, message)), None)
    if by_name is not None:
        return Role(Standing.NAMESAKE, by_name, f"the name is that of {by_name.name}, the address is not known")
    host = _host(author.email)
    colleague = next((speaker for speaker in slot.speakers if host and host == _host(speaker.email or "")), None)
    return _NONE if colleague is None else Role(Standing.COLLEAGUE, colleague, f"the address is of the domain of {colleague.name}'s")


def has_address(person: Speaker, address: str) -> bool:
    """Tell whether an address is known to be a person's, or is the one of which only a digest is known."""
    if any(is_same_address(known, address) for known in person.addresses):
        return True
    return bool(person.email_hash) and person.email_hash.lower() == _md5(address)


def _md5(address: str) -> str:
    return hashlib.md5(address.strip().lower().encode(), usedforsecurity=False).hexdigest()


def is_namesake(speaker: Speaker, message: InboundMessage) -> bool:
    """Tell whether a message comes in the whole name of a speaker: by its author's name or address, or as sent by or for them."""
    if message.sender is not None and has_address(speaker, message.sender.email):
        return True
    return any(_is_same_name(speaker.name, name) for name in _names_of(message))


def _names_of(message: InboundMessage) -> Iterator[str]:
    author = message.author
    yield author.name
    yield _LOCAL_SEPARATORS.sub(" ", author.email.partition("@")[0].partition("+")[0])
    if message.sender is not None:
        yield message.sender.name


def _is_same_name(own: str, given: str) -> bool:
    """Tell whether all words of a name of at least two stand in another, in any order: `Bird, Dr. Ian` is Ian Bird."""
    return any(len(words) >= _WHOLE_NAME and words <= others for words, others in zip(_spellings(own), _spellings(given), strict=True))


@lru_cache(maxsize=4096)
def _spellings(name: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words of a name without its titles, as plain letters in the two ways in which umlauts are written."""
    plain = frozenset(word.folded for word in words_of(name)) - NAME_TITLES
    spelt = frozenset(fold(word.written) for word in words_of(name.lower().translate(UMLAUTS))) - NAME_TITLES
    return plain, spelt


def _host(address: str) -> str:
    host = address.rpartition("@")[2].lower()
    return "" if host in _SHARED_HOSTS else host


def with_address(address: str, people: tuple[Speaker, ...]) -> Speaker | None:
    """Return who of some people has an address; None if nobody."""
    return next((person for person in people if has_address(person, address)), None)
