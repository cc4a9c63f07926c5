"""Whether a reply approves a revision of the minutes.

An approval counts only if all hold: one author with the address of the chair or a deputy; the token of a mail that went to that
very person; the revision is the current one and still open; the address is proven, by the mail's authentication or by an answer to a
confirmation that went to the known address; and the mail was read as a whole. Only the phrase is judged elsewhere (`commands`).
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


@dataclass(frozen=True, slots=True)
class Claim:
    """An approval as it came in, beside what it is measured against.

    `current` is the newest revision of the meeting that it names; `defects` are those of the mail.
    """

    authors: tuple[Address, ...]
    authentication: Authentication
    answered: Answered | None
    approvers: tuple[Speaker, ...]
    current: Draft | None
    defects: tuple[str, ...] = ()


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
    """The claim does not hold, and nothing is sent."""

    reason: str


Verdict = Approve | Confirm | Stale | Refuse


def judge(claim: Claim) -> Verdict:
    """Return what an approval phrase in a reply amounts to."""
    if len(claim.authors) != 1:
        return Refuse("the mail names several authors or none")
    approver = _approver(claim)
    if approver is None:
        return Refuse("the address is not that of the chair or a deputy")
    if any("From" in defect for defect in claim.defects):
        return Refuse("its From field cannot be read for sure")
    if claim.answered is None or claim.answered.minutes_id is None or claim.current is None:
        return Refuse("it answers no draft of ours")
    return _judge_revision(claim, approver, claim.answered, claim.current)


def _judge_revision(claim: Claim, approver: Speaker, answered: Answered, current: Draft) -> Verdict:
    doubt = _doubt(claim, approver, answered)
    if answered.minutes_id != current.id:
        reason = f"a newer revision ({current.revision}) has replaced the one that was answered"
        return Refuse(f"{reason}, and {doubt}") if doubt else Stale(approver, reason)
    if current.state is not MinutesState.DRAFT:
        return Refuse(f"revision {current.revision} is {current.state} already")
    return Confirm(approver, doubt) if doubt else Approve(approver)


def _doubt(claim: Claim, approver: Speaker, answered: Answered) -> str:
    """Say why it is not sure that the approver wrote this, and nothing more than this; empty if it is."""
    if not answered.has_token:
        return "the mail does not carry the reply address that we gave"
    if answered.person_id is None or answered.person_id != approver.id:
        return "the reply address was given to somebody else"
    if answered.kind is not MailKind.CONFIRMATION and claim.authentication.proof is not Proof.PASS:
        return f"the address is not proven ({claim.authentication.detail})"
    unread = next((defect for defect in claim.defects if _UNREAD.search(defect)), "")
    return f"the mail was not read as a whole ({unread})" if unread else ""


def _approver(claim: Claim) -> Speaker | None:
    address = claim.authors[0].email
    return next((person for person in claim.approvers if person.email and is_same_address(person.email, address)), None)
