"""Answers told apart by their colour: `see my comments in red`, and the mail below holds them, without any other mark.

Only where the author says so above the quoted mail: what we or others wrote there may be coloured as well.
"""

import re

_STYLED = re.compile(r"(?:^|[;\s\"'])color:\s?([^;\"'!]{2,40})|\bcolor=\"([^\"]{2,40})\"", re.IGNORECASE)
_RGB = re.compile(r"rgba?\(\s?(\d{1,3}),\s?(\d{1,3}),\s?(\d{1,3})")
_HEX = re.compile(r"#([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})\Z|#([0-9a-f])([0-9a-f])([0-9a-f])\Z", re.IGNORECASE)
_NAMED = frozenset(
    {"red", "blue", "green", "orange", "purple", "magenta", "fuchsia", "darkred", "firebrick", "crimson", "maroon", "navy", "darkblue"}
    | {"mediumblue", "royalblue", "darkgreen", "teal", "brown", "violet", "orangered", "tomato", "lime", "olive"}
)
# Word's own, and those of links.
_DEFAULTS = frozenset({"#1f497d", "#1f3864", "#44546a", "#2f5496", "#0563c1", "#954f72", "#0000ee", "#0000ff"})
_LOUD = 90
_REACH = 3000
_ANNOUNCED = re.compile(
    r"\b(?:red|blue|green|orange|purple|colou?r(?:ed)?|rot(?:en)?|blau(?:en)?|grün(?:en)?|farbig|farbe|rouge|bleu|vert|couleur|rosso|blu|verde|colore|"
    r"rojo|azul|color|rood|blauw|groen|kleur|czerwon\w+|niebiesk\w+|zielon\w+|kolor\w*|vermelho|cor|červen\w+|modř\w*|rött|rødt|blått|blåt)\b",
    re.IGNORECASE,
)
_TAG = re.compile(r"<[^<>]*>")


def announces_colour(html: str) -> bool:
    """Tell whether the author's words, the last of some HTML, name a colour."""
    return bool(_ANNOUNCED.search(_TAG.sub(" ", html[-_REACH:])))


def is_loud(attributes: str) -> bool:
    """Tell whether a tag gives its words a colour that is neither black, grey nor white."""
    found = _STYLED.search(attributes)
    colour = (found[1] or found[2]).strip().lower() if found else ""
    return colour not in _DEFAULTS and (colour in _NAMED or _spread(colour) >= _LOUD)


def _spread(colour: str) -> int:
    """Return how far the parts of a colour are apart, 0 to 255."""
    rgb, hexadecimal = _RGB.match(colour), _HEX.match(colour)
    if rgb:
        parts = [int(part) for part in rgb.groups()]
    elif hexadecimal:
        parts = [int(part * 2 if len(part) == 1 else part, 16) for part in hexadecimal.groups() if part]
    else:
        return 0
    return max(parts) - min(parts)
