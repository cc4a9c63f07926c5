"""What calendars write by themselves beside an answer, and what their owners write."""

import re

from mailflow.domain.classification.kinds import Classified
from mailflow.domain.commands.courtesies import is_thanks

_ANSWERS = (
    r"(?:accept\w*|declin\w*|tentativ\w*|accepté\w*|refusé\w*|décliné\w*|angenommen|zugesagt|abgelehnt|vorbehalt\w*|accettat\w*|rifiutat\w*|"
    r"acept\w*|rechaz\w*|aceit\w*|recusad\w*|geaccepteerd|afgewezen|geweigerd|voorlopig\w*|zaakceptowan\w*|odrzucon\w*|zgoda|provisóri\w*)"
)
_EVENTS = r"(?:invitation|event|einladung|termin|événement|réunion|invito|invitación|evento)"
# `Anna has accepted this invitation`, `Accepted: Meeting`: the first line of what calendars write by themselves.
_CALENDARS_WORDS = re.compile(
    rf"\A{_ANSWERS}:|\A(?!(?:I|we|je|j'|nous|ich|wir)\b)(?=.{{0,200}}\b{_EVENTS}\b).{{0,200}}\b{_ANSWERS}\b", re.IGNORECASE
)
# `Anna has proposed a new time for this event`, `replied "Maybe"`; and Zimbra's words in the name of its owner.
_STOCK = re.compile(
    r"\A(?!(?:I|we|je|nous|ich|wir)\b).{0,200}\b(?:proposed a new time|has replied|new time proposed|proposé un nouvel horaire|"
    r"neue Zeit vorgeschlagen|neuen Termin vorgeschlagen)\b|"
    r"\A(?:yes, I will attend|no, I won['’]t attend|I might attend|oui, je participerai|non, je ne participerai pas|"
    r"je participerai peut-être|ja, ich werde teilnehmen|nein, ich werde nicht teilnehmen|ich nehme (?:vielleicht|evtl\.) teil)[.!]?\Z",
    re.IGNORECASE,
)
_ANSWER_SUBJECT = re.compile(rf"{_ANSWERS}[ \u00a0]?:", re.IGNORECASE)
_ANSWER_ALONE = re.compile(rf"{_ANSWERS}[.!]?\Z", re.IGNORECASE)
_CALENDARS_LINE = 200
# `with a note:`; but not `your invitation to the following event:`
_WITH_A_NOTE = re.compile(
    r"\b(?:note|comment|message|notiz|kommentar|commentaire)\b|(?<!event)(?<!termin)(?<!événement)(?<!evento):\s*\Z", re.IGNORECASE
)


def is_answer_subject(subject: str) -> bool:
    """Tell whether a subject begins as calendars begin theirs: `Accepted: Meeting`."""
    return bool(_ANSWER_SUBJECT.match(subject.strip()))


def is_calendars(text: str) -> bool:
    """Tell whether a text is what calendars write, and nothing more: `Anna has accepted this invitation.`, `Accepted`."""
    return "\n" not in text and len(text) <= _CALENDARS_LINE and bool(_CALENDARS_WORDS.search(text) or _ANSWER_ALONE.match(text))


def own_words(classified: Classified) -> str:
    """Return on one line what the author of a calendar reply, or of a mail marked as automatic, wrote.

    Empty where that is nothing but thanks, or the words of the calendar.
    """
    text = classified.extraction.text.strip()
    names = tuple(author.name for author in classified.message.authors)
    is_stock = classified.message.calendar is not None and _is_calendars_first(text.partition("\n")[0])
    return "" if is_stock or is_thanks(text, names=names) else " ".join(text.split())


def _is_calendars_first(line: str) -> bool:
    return bool(_CALENDARS_WORDS.search(line) or _STOCK.search(line)) and not _WITH_A_NOTE.search(line)


def beside_answer(classified: Classified, comment: str) -> str:
    """Return on one line what somebody wrote beside a calendar's answer: its own comment, and the text where that says more."""
    noted, text = " ".join(comment.split()), own_words(classified)
    if not noted:
        return text
    head, is_in_text, tail = text.partition(noted)
    if not is_in_text:
        return noted if not text or text in noted else f"{noted} {text}"
    around = f"{head} {tail}"
    is_frame = not re.search(r"\w", around) or bool(_CALENDARS_WORDS.search(head) or _STOCK.search(head))
    return noted if is_frame else text
