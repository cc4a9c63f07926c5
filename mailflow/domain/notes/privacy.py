"""What says of itself that it is not to be printed, in eight languages: `Not for the minutes: …`."""

import re
from collections.abc import Sequence

from mailflow.domain.notes.lines import Line

_PRIVATE = re.compile(
    r"(?:\A\W*|[(\[–—-] ?)(?:please )?(?:do not|don't) (?:print|publish|minute)\b|"
    r"\b(?:not for the minutes|off the record|not to be (?:printed|minuted)|"
    r"nicht (?:für das|ins) protokoll|hors (?:procès|compte)|pas (?:au|pour le) (?:compte|procès)|non (?:a|per il) verbale|"
    r"no (?:en|para) el acta|niet voor de notulen|nie do protokołu|não (?:é )?para a ata)\b",
    re.IGNORECASE,
)


def is_private(text: str) -> bool:
    """Tell whether a line says of itself that it is not to be printed."""
    return _PRIVATE.search(text) is not None


def without_private(lines: Sequence[Line]) -> tuple[list[Line], list[str]]:
    """Return lines of notes without the private ones, and these; what is nested under a point, or listed under a `…:`, goes with it."""
    kept: list[Line] = []
    private: list[str] = []
    above: Line | None = None
    for line in lines:
        if is_private(line.text):
            above = line if line.mark or line.text.endswith(":") else None
            private.append(line.shown)
        elif above is not None and line.level > above.level:
            private.append(line.shown)
        else:
            above = None
            kept.append(line)
    return kept, private
