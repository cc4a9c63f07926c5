"""Why a mail is automatic, or may be: its header fields, its subject, the address of its author, its words.

Fields and subjects that programs write decide alone. The address of a machine decides beside words that machines use; words decide only
where nothing else is said, and where they are of the author.
"""

from dataclasses import dataclass

from mailflow.domain.classification.kinds import AUTHOR, DOUBTFUL, NOTICE, SUBJECT, Evidence
from mailflow.domain.classification.machine_marks import newsletter_evidence
from mailflow.domain.classification.notices import Notice, machine_subject, receipt_subject
from mailflow.domain.classification.other_languages import absent_elsewhere
from mailflow.domain.classification.subjects import automatic_beginning, is_answer
from mailflow.domain.extraction.lines import Extraction
from mailflow.domain.message import Attachment, InboundMessage, MailKind


@dataclass(frozen=True, slots=True)
class Signs:
    """What a message shows, collected once; the tests look at it in their order."""

    message: InboundMessage
    extraction: Extraction
    answered: MailKind | None
    returned_to: MailKind | None
    marks: tuple[Evidence, ...]
    bounce: tuple[Evidence, ...]
    notice: Notice
    subject: str
    machine: str
    documents: tuple[Attachment, ...]
    change: str = ""


def automatic_evidence(signs: Signs) -> tuple[Evidence, ...]:
    """Return what makes a mail automatic, the surest first; nothing for all others."""
    sure = tuple(mark for mark in signs.marks if mark.weight >= 1)
    campaign = newsletter_evidence(signs.message) if signs.answered is None else ()
    return (*sure, *_machines_subject(signs), *_machines_words(signs), *_machines_address(signs), *campaign)


def _machines_subject(signs: Signs) -> tuple[Evidence, ...]:
    beginning = automatic_beginning(signs.message.subject)
    return (Evidence(SUBJECT, f"its subject begins with «{beginning}»", 1.0),) if beginning else ()


def _machines_address(signs: Signs) -> tuple[Evidence, ...]:
    """Return why a mail is automatic that comes from the address of a machine or a role: its words or its subject say so as well."""
    if not signs.machine:
        return ()
    said = signs.notice.phrase if signs.notice.sorts & _MACHINES_SORTS else machine_subject(signs.message.subject)
    return (Evidence(AUTHOR, f"{signs.machine}, and it says «{said}»", 1.0),) if said else ()


def _machines_words(signs: Signs) -> tuple[Evidence, ...]:
    """Return why the words alone make a mail automatic: they are a notice's and say nothing else, and no file came with them."""
    if signs.documents:
        return ()
    notice, subject = signs.notice, signs.subject
    if subject and (_is_of_its_author(notice) or not signs.extraction.text):
        return (Evidence(NOTICE, f"its subject says «{subject}», and its text no more", 1.0),)
    if notice.is_whole and any(notice.sorts >= needed for needed in _WHOLE_NOTICES):
        return (Evidence(NOTICE, f"the whole text is a notice («{notice.phrase}»)", 1.0),)
    return _systems_words(signs)


def _is_of_its_author(notice: Notice) -> bool:
    """Tell whether a text is a notice and nothing else, and not only that somebody or something else is away."""
    return notice.is_whole and bool(notice.sorts - {"elsewhere", "left"})


def _systems_words(signs: Signs) -> tuple[Evidence, ...]:
    """Return what shows a ticket system, a challenge or the manager of a list: its subject and most of its words."""
    notice, text = signs.notice, signs.extraction.text
    if len(notice.rest) > len(text) // 2:
        return ()
    if "robot" in notice.sorts:
        return (Evidence(NOTICE, f"a challenge or the manager of a list by its words «{notice.phrase}»", 1.0),)
    system = next((name for name, needed in _SYSTEMS if notice.sorts >= needed), "")
    is_persons = is_answer(signs.message.subject) and system == _TICKETS  # systems put their number before the `Re:`
    subject = machine_subject(signs.message.subject) if system and not is_persons else ""
    return (Evidence(NOTICE, f"{system} by its subject «{subject}» and its words «{notice.phrase}»", 1.0),) if subject else ()


def words_beside(signs: Signs) -> tuple[Evidence, ...]:
    """Return what sounds like a machine in a mail that says more, or that a person may have written."""
    return (*_address_beside(signs), *_notice_beside(signs))


def _address_beside(signs: Signs) -> tuple[Evidence, ...]:
    return (Evidence(AUTHOR, signs.machine, DOUBTFUL),) if signs.machine else ()


def _notice_beside(signs: Signs) -> tuple[Evidence, ...]:
    said, notice = _suspicion(signs), signs.notice
    if said:
        return (Evidence(NOTICE, said, DOUBTFUL),)
    if notice.sorts & _ABSENT:
        return (Evidence(NOTICE, f"it speaks of an absence («{notice.phrase}»)", DOUBTFUL if notice.is_whole else 0.2),)
    return ()


def _suspicion(signs: Signs) -> str:
    """Return what of a mail's words a machine may have written."""
    notice, text = signs.notice, signs.extraction.text
    receipt = receipt_subject(signs.message.subject) if len(text) <= _RECEIPT_LIMIT else ""
    if signs.subject or receipt:
        return f"its subject says «{signs.subject or receipt}»"
    is_statement = "statement" in notice.sorts and len(notice.rest) <= len(text) // 2
    if "robot" in notice.sorts or is_statement or (notice.is_whole and "acknowledged" in notice.sorts):
        return f"it has words of a machine («{notice.phrase}»)"
    absent = absent_elsewhere(text)
    return f"it may speak of an absence («{absent}»)" if absent else ""


_WHOLE_NOTICES = tuple(
    frozenset(sorts.split())
    for sorts in (
        "statement", "away contact", "away received", "away access", "elsewhere access", "elsewhere later contact",
        "left contact", "left access",
    )
)  # fmt: skip
_MACHINES_SORTS = frozenset({"statement", "ticket", "challenge", "moderation", "acknowledged", "read", "robot"})
_ABSENT = frozenset({"away", "elsewhere", "left"})
_RECEIPT_LIMIT = 200
_TICKETS = "a ticket system"
_SYSTEMS = (
    ("a challenge", frozenset({"challenge"})),
    ("the manager of a list", frozenset({"moderation"})),
    (_TICKETS, frozenset({"ticket"})),
)
