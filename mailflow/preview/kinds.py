"""What each kind of mail is called in the gallery: the words of PRODUCT.md, and our own where it has none."""

from difflib import get_close_matches

from mailflow.domain.errors import BadInputError
from mailflow.domain.message import MailKind

_OTHER_WORDS = {
    MailKind.TRIAGE: "triage digest",
}


def word_of(kind: MailKind) -> str:
    """Return the word for a kind of mail, such as `triage digest`."""
    return _OTHER_WORDS.get(kind, kind.value.replace("_", " "))


_TABLE = (
    "invitation", "update", "cancellation", "reminder", "receipt", "question", "briefing", "draft", "redline", "minutes",
    "action reminder", "triage digest",
)  # fmt: skip
"""In which order the kinds are shown; those that it does not name come behind."""


def place_of(kind: MailKind) -> tuple[int, str]:
    """Return what sorts the kinds."""
    word = word_of(kind)
    return (_TABLE.index(word) if word in _TABLE else len(_TABLE), word)


def parse_kind(text: str) -> MailKind:
    """Return the kind that is meant, with spaces, hyphens or underscores between its words. Raises BadInputError."""
    known = {word_of(kind): kind for kind in MailKind}
    said = " ".join(text.lower().replace("-", " ").replace("_", " ").split())
    if said in known:
        return known[said]
    nearest = get_close_matches(said, known, n=1, cutoff=0.0)[0]
    raise BadInputError(f"no kind of mail is called “{text[:60]}”; the nearest is “{nearest}”")
