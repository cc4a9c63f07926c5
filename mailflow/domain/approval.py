"""Whether a reply approves a revision of the minutes.

An approval counts only if all hold: one author with the address of the chair or a deputy; the token of a mail that went to that
very person, which has decided nothing yet, and beside which the mail names no other revision; the revision is the current one and still
open; the address is proven, by the mail's authentication or by an answer to a confirmation that went to the known address; and the mail
was read as a whole. Only the phrase is judged elsewhere (`commands`).
"""

import re
from dataclasses import dataclass

from mailflow.domain.agenda import Speaker
from mailflow.domain.lifecycle import MinutesState
from mailflow.domain.matching.kinds import Answered
from mailflow.domain.message import Address, Authentication, MailKind, Proof, is_same_address
from mailflow.domain.minutes.draft import Draft

# What the reader of a mail says of content that it cut off, or that the author did not mean to be read.
_UNREAD = re.compile(r"longer than|more than|deeper than|cannot be parsed|\b(?:cut|struck|hidden)\b")

_APPROVABLE = frozenset({MailKind.DRAFT, MailKind.REDLINE, MailKind.CONFIRMATION, MailKind.CLARIFICATION, MailKind.NUDGE})


@dataclass(frozen=True, slots=True)
class Claim:
    """An approval as it came in, beside what it is measured against.

    `current` is the newest revision of the meeting that it names; `defects` are those of the mail. Its token `is_used` where it has decided
    something before; it `is_contradicted` where it names another revision or meeting beside the one that it answers.
    """

    authors: tuple[Address, ...]
    authentication: Authentication
    answered: Answered | None
    approvers: tuple[Speaker, ...]
    current: Draft | None
    defects: tuple[str, ...] = ()
    is_used: bool = False
    is_contradicted: bool = False


@dataclass(frozen=True, slots=True)
class Approve:
    """The claim holds."""

    approver: Speaker


@dataclass(frozen=True, slots=True)
class Confirm:
    """The address is right but not proven, or words may be missing: a confirmation goes to the known address of `approver`."""

    approver: Speaker
    reason: str


@dataclass(frozen=True, slots=True)
class Stale:
    """The approver has proven to write, but of an older revision: the current one goes to `approver`."""

    approver: Speaker
    reason: str


@dataclass(frozen=True, slots=True)
class Refuse:
    """The claim does not hold, and its author is sent nothing.

    It `is_theft` where it came with a good token of a draft from somebody to whom that was not given, and who may not approve: whoever may
    is told.
    """

    reason: str
    is_theft: bool = False


Verdict = Approve | Confirm | Stale | Refuse


def judge(claim: Claim) -> Verdict:
    """Return what an approval phrase in a reply amounts to."""
    approver = _approver(claim) if len(claim.authors) == 1 else None
    if approver is None or any("From" in defect for defect in claim.defects):
        return Refuse(_why_nobody(claim, approver), is_theft=_holds_token(claim.answered))
    if claim.answered is None or claim.answered.minutes_id is None or claim.current is None:
        return Refuse("it answers no draft of ours")
    return _judge_revision(claim, approver, claim.answered, claim.current)


def _judge_revision(claim: Claim, approver: Speaker, answered: Answered, current: Draft) -> Verdict:
    doubt = _doubt(claim, approver, answered)
    if answered.minutes_id != current.id:
        used = ", which its reply address had approved" if claim.is_used else ""
        reason = f"a newer revision ({current.revision}) has replaced the one that was answered{used}"
        if current.state is not MinutesState.DRAFT:
            return Refuse(f"{reason}, and is {current.state} already")
        return Refuse(f"{reason}, and {doubt}") if doubt else Stale(approver, reason)
    if current.state is not MinutesState.DRAFT:
        used = ", by this very reply address" if claim.is_used else ""
        return Refuse(f"revision {current.revision} is {current.state} already{used}")
    if claim.is_used:
        return Refuse("its reply address has decided already, and is good for one decision")
    return Confirm(approver, doubt) if doubt else Approve(approver)


def _doubt(claim: Claim, approver: Speaker, answered: Answered) -> str:
    """Say why it is not sure that the approver wrote this, and nothing more than this; empty if it is."""
    if answered.is_expired:
        return "the reply address that it came to has expired"
    if not answered.has_token:
        return "the mail does not carry the reply address that we gave"
    if answered.person_id is None or answered.person_id != approver.id:
        return "the reply address was given to somebody else"
    if claim.is_contradicted:
        return "it answers another mail of ours as well"
    is_answer = answered.kind is MailKind.CONFIRMATION and not claim.authentication.is_final
    if not is_answer and claim.authentication.proof is not Proof.PASS:
        return f"the address is not proven ({claim.authentication.detail})"
    return why_not_whole(claim.defects)


def why_not_whole(defects: tuple[str, ...]) -> str:
    """Say which defect of a mail means that it was not read as a whole, or not as its author meant it; empty if none does."""
    unread = next((defect for defect in defects if _UNREAD.search(defect)), "")
    return f"the mail was not read as a whole ({unread})" if unread else ""


def _why_nobody(claim: Claim, approver: Speaker | None) -> str:
    if len(claim.authors) != 1:
        return "the mail names several authors or none"
    return "its From field cannot be read for sure" if approver else "the address is not that of the chair or a deputy"


def _holds_token(answered: Answered | None) -> bool:
    return answered is not None and answered.has_token and answered.kind in _APPROVABLE and answered.minutes_id is not None


def _approver(claim: Claim) -> Speaker | None:
    address = claim.authors[0].email
    return next((person for person in claim.approvers if person.email and is_same_address(person.email, address)), None)
