"""Which lines of notes are somebody's words: `Ian: we should …`, and not `Note: …`, `WP3: …`, `10:30: …`."""

import re
from dataclasses import dataclass, field

from mailflow.domain.notes.people import People, looks_like_a_name
from mailflow.domain.notes.words import SPEECH, flat, phrases_in

_NAMED = re.compile(r"[*_]{0,2}(?P<name>[^\W\d_][^:\n]{1,40}?)[ \t]?[*_]{0,2}:[*_]{0,2}[ \t]+(?P<text>\S.*)", re.DOTALL)
_AFFILIATION = re.compile(r"[ \t]*\([^()]{1,40}\)\Z")
_WORD = re.compile(r"[\w']+")
_SPEECH = frozenset(phrases_in(SPEECH))
_FIRST_WORDS = 4
_LOOKED_AT = 200
_NAME = 40


@dataclass(frozen=True, slots=True)
class Remark:
    """Somebody's words: the full name of who is meant where it is clear, else the name as written."""

    author: str
    text: str


@dataclass(slots=True)
class Remarks:
    """The people whose remarks are known by their names; `heard` are those whom the notes name as speakers besides."""

    people: People
    heard: set[str] = field(default_factory=set)

    def hear_of(self, speaker: str) -> None:
        """Know somebody who is not on the agenda."""
        if speaker:
            self.heard.update((speaker, speaker.split(maxsplit=1)[0]))

    def announced(self, line: str) -> str:
        """Return who speaks in the lines below one that has nothing but a name and a colon; else an empty text."""
        name = line.strip("*_ \t")
        return self._known(name[:-1].strip("*_ \t")) if name.endswith(":") and len(name) <= _NAME else ""

    def find(self, line: str) -> Remark | None:
        """Return the remark that a line is."""
        found = _NAMED.match(line)
        if found is None:
            return None
        name = _AFFILIATION.sub("", found["name"]).strip(" *_")
        author = self._known(name) or (name if self._may_be(name, found["text"]) else "")
        return Remark(author, found["text"]) if author else None

    def _known(self, name: str) -> str:
        several = self.people.opening(name)
        if several is not None and several.end == len(name):
            return several.name
        return self.people.find(name)

    def _may_be(self, name: str, text: str) -> bool:
        """Tell whether somebody of whom we do not know may have said a text: the name is whole, and the text speaks."""
        if name in self.heard:
            return True
        if " " not in name or not looks_like_a_name(name):
            return False
        first = _WORD.findall(flat(text[:_LOOKED_AT]))[:_FIRST_WORDS]
        return text.rstrip().endswith("?") or bool(_SPEECH.intersection(first))
