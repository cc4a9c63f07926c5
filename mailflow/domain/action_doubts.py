"""Words behind an order about an action that take it back, put it off, ask, or make a number a count: `done 3 tomorrow`, `done 3 of 5`."""

import re

from mailflow.domain.days import WEEKDAY_NAMES
from mailflow.domain.notes.words import flat

_NOT_SO = r"""
not|no|never|nothing|nicht|kein\w*|pas|non|ne|jamais|niet|geen|nie|nao|nunca|ainda|yet|noch|encore|ancora|todavia|wrong|false|untrue|falsch|faux
"""
_NOT_NOW = r"""
if|unless|once|when|whenever|until|till|as\ssoon|provided|assuming|tomorrow|tonight|later|soon|shortly|almost|nearly|partly|partially|half
|mostly|maybe|perhaps|probably|hopefully|will|except|next|but\snot|in\sprogress|ongoing|pending|waiting|hoping
|wenn|sobald|falls|sofern|nachdem|morgen|bald|spater|vielleicht|fast|teilweise|ausser|hoffentlich|wird|werde|werden|nachste\w*
|si|quand|lorsque|des\sque|demain|bientot|peut-etre|presque|partiellement|sauf|prochaine?|sera|serai|en\scours
|se|quando|appena|domani|presto|forse|quasi|tranne|cuando|manana|pronto|quizas?|casi|excepto|en\scuanto
|als|zodra|wanneer|binnenkort|misschien|bijna|behalve|jesli|gdy|kiedy|jutro|wkrotce|prawie|assim\sque|amanha|talvez|quase
"""
_MAYBE_NOT = r"""
after|before|but|however|still|would|could|should|may|might|shall|going\sto|to\sbe|plan\w*|expect\w*|wait\w*|by|on|aber|jedoch|bis|apres|avant
|mais|dopo|prima|ma|despues|antes|pero|maar|ale|depois|mas|sara|bedzie|zal
"""


def _words(*tables: str) -> str:
    return "|".join("".join(table.split()) for table in tables)


_FIRST = re.compile(
    rf"\W*(?:(?:is|are|was|it|it's|this|that|that's)\s)?(?:{_words(_NOT_SO, _NOT_NOW)}|(?:on\s|by\s)?(?:{WEEKDAY_NAMES}))\b"
)
_NO_MATTER = re.compile(r"\W*no\s(?:problems?|issues?|worries|surprises?|changes?|comments?|remarks?|further|more)\b")
_ANYWHERE = re.compile(rf"\b(?:{_words(_NOT_SO, _NOT_NOW, _MAYBE_NOT)}|{WEEKDAY_NAMES})\b|n['’]t\b|['’]ll\b|[?¿]")
_COUNT = re.compile(
    r"\s*(?:(?:out\s)?of|de|von|van|di|do|z)\b|\s*\w+\s(?:of|ago|de|von|van|di)\b|\s*[^\W\d]+s\W*$|\s*(?:[kmgtp]?b|hours?|days?|weeks?|times?|%)\b"
)
_FIGURE = re.compile(r"\W*\d")


def takes_back(rest: str) -> bool:
    """Tell whether what stands behind a sign after an order begins by taking it back, putting it off or asking: `, not yet`, `, right?`."""
    folded = flat(rest)
    is_asking = folded.endswith("?") and len(folded.split()) <= 2  # noqa: PLR2004 - `right?`, `I think?`
    return is_asking or (_FIRST.match(folded) is not None and _NO_MATTER.match(folded) is None)


def is_note(rest: str) -> bool:
    """Tell whether words that run on behind the number of an order say how it was done, and neither doubt it nor count something.

    Args:
        rest: folded text from the end of the number on.
    """
    if not rest[:1].isspace() or _FIGURE.match(rest) or _COUNT.match(rest):
        return False
    return any(letter.isalpha() for letter in rest) and _ANYWHERE.search(rest) is None
