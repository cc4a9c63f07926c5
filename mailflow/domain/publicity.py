"""Who may read the minutes of a series on our pages."""

from dataclasses import dataclass
from enum import StrEnum


class Publicity(StrEnum):
    """How far something is open: to nobody, to whoever has a link that cannot be guessed, or to everybody."""

    OFF = "off"
    LINK = "link"
    PUBLIC = "public"

    def reaches(self, other: "Publicity") -> bool:
        """Tell whether it is open at least as far as another."""
        return _RANKS[self] >= _RANKS[other]


_RANKS = {Publicity.OFF: 0, Publicity.LINK: 1, Publicity.PUBLIC: 2}


@dataclass(frozen=True, slots=True)
class Archiving:
    """How the archive of a series is open, and whether search engines may list it; one that is not public never is."""

    access: Publicity = Publicity.OFF
    is_indexed: bool = False
