"""Every branch of the judgement over an approval: only one way leads to `Approve`."""

from dataclasses import replace

import pytest

from mailflow.domain.approval import Approve, Claim, Confirm, Refuse, Stale, judge
from mailflow.domain.lifecycle import MinutesState
from mailflow.domain.message import Address, Authentication, MailKind, Proof
from tests.builders import a_chair, a_claim, a_draft, a_speaker, an_address, an_answered, an_answered_draft, an_authentication

_IAN = Address("ian.bird@example.org", "Ian Bird")
_APPROVABLE = {MailKind.DRAFT, MailKind.REDLINE, MailKind.CONFIRMATION, MailKind.CLARIFICATION, MailKind.NUDGE}
_UNPROVEN = an_authentication(Proof.NONE, detail="no trusted result")
_REFUSED_FINALLY = Authentication(Proof.FAIL, "dmarc=fail", is_final=True)
_NEWER = a_draft(id=2, revision=2)


def test_a_proven_approval_with_the_token_of_the_current_revision_counts() -> None:
    """All conditions hold."""
    assert judge(a_claim()) == Approve(a_chair())


def test_a_deputy_may_approve_by_a_token_of_their_own() -> None:
    """The chair and every deputy get a draft each."""
    deputy = a_speaker("Rosa", email="rosa@example.org", id=9)
    claim = a_claim(authors=(an_address("rosa@example.org"),), approvers=(a_chair(), deputy), answered=an_answered_draft(person_id=9))
    assert judge(claim) == Approve(deputy)


def test_the_letter_case_of_an_address_does_not_matter() -> None:
    """Mail systems fold it."""
    assert judge(a_claim(authors=(Address("Ian.Bird@EXAMPLE.org"),))) == Approve(a_chair())


def test_the_answer_to_a_confirmation_needs_no_other_proof() -> None:
    """It went to the known address, and its token came back."""
    claim = a_claim(answered=an_answered_draft(MailKind.CONFIRMATION), authentication=_UNPROVEN)
    assert judge(claim) == Approve(a_chair())


def test_the_answer_to_a_confirmation_may_fail_a_check_that_is_not_final() -> None:
    """As where only a signature is broken on the way: the token of the confirmation is the proof."""
    failed = an_authentication(Proof.FAIL, detail="dkim=fail")
    assert judge(a_claim(answered=an_answered_draft(MailKind.CONFIRMATION), authentication=failed)) == Approve(a_chair())


def test_the_answer_to_a_clarification_counts_with_a_proof() -> None:
    """As that to a draft, and no more than that."""
    assert judge(a_claim(answered=an_answered_draft(MailKind.CLARIFICATION))) == Approve(a_chair())


_REFUSED = {
    "no author": (a_claim(authors=()), "several authors or none"),
    "two authors": (a_claim(authors=(_IAN, an_address())), "several authors or none"),
    "the chair twice": (a_claim(authors=(_IAN, _IAN)), "several authors or none"),
    "a stranger": (a_claim(authors=(an_address("eve@example.net", "Ian Bird"),)), "not that of the chair"),
    "a speaker": (a_claim(authors=(an_address(),)), "not that of the chair"),
    "an empty address": (a_claim(authors=(Address(""),), approvers=(a_chair(email=None), a_chair(email=""))), "not that of the chair"),
    "a chair without an address": (a_claim(approvers=(a_chair(email=None),)), "not that of the chair"),
    "nobody may approve": (a_claim(approvers=()), "not that of the chair"),
    "an address that only looks like the chair's": (
        a_claim(authors=(Address("straße@example.org"),), approvers=(a_chair(email="strasse@example.org"),)),
        "not that of the chair",
    ),
    "no mail of ours answered": (a_claim(answered=None), "no draft of ours"),
    "a mail answered that was no draft": (a_claim(answered=an_answered(person_id=1)), "no draft of ours"),
    "no draft": (a_claim(current=None), "no draft of ours"),
    "neither is stored": (a_claim(answered=an_answered(person_id=1), current=a_draft(id=None)), "no draft of ours"),
    "a From that names others as well": (a_claim(defects=("From holds what is not an address",)), "From"),
    "two From fields": (a_claim(defects=("html nested deeper than 200", "2 From fields")), "From"),
    "stale, without proof": (a_claim(current=_NEWER, authentication=_UNPROVEN), "newer revision (2)"),
    "stale, without the token": (a_claim(current=_NEWER, answered=an_answered_draft(has_token=False)), "newer revision (2)"),
    "stale, with the token of a deputy": (a_claim(current=_NEWER, answered=an_answered_draft(person_id=9)), "newer revision (2)"),
    "stale, and cut": (a_claim(current=_NEWER, defects=("text longer than 10 characters",)), "newer revision (2)"),
    "approved already": (a_claim(current=a_draft(state=MinutesState.APPROVED)), "approved already"),
    "published already": (a_claim(current=a_draft(state=MinutesState.PUBLISHED)), "published already"),
    "superseded": (a_claim(current=a_draft(state=MinutesState.SUPERSEDED)), "superseded already"),
    "approved by this token": (a_claim(current=a_draft(state=MinutesState.APPROVED), is_used=True), "already, by this very reply address"),
    "a used token": (a_claim(is_used=True), "good for one decision"),
    "a used token, and no proof": (a_claim(is_used=True, authentication=_UNPROVEN), "good for one decision"),
}


@pytest.mark.parametrize(("claim", "reason"), _REFUSED.values(), ids=_REFUSED.keys())
def test_refuses_what_cannot_hold(claim: Claim, reason: str) -> None:
    """Nothing is sent to anybody: the author may be a stranger."""
    verdict = judge(claim)
    assert isinstance(verdict, Refuse)
    assert reason in verdict.reason


_STALE = {
    "with all proof": a_claim(current=_NEWER),
    "by a confirmation": a_claim(current=_NEWER, answered=an_answered_draft(MailKind.CONFIRMATION), authentication=_UNPROVEN),
    "with a used token": a_claim(current=_NEWER, is_used=True),
}


@pytest.mark.parametrize("claim", _STALE.values(), ids=_STALE.keys())
def test_an_approval_of_an_older_revision_is_stale(claim: Claim) -> None:
    """The token is bound to one revision; the reason names the current one."""
    verdict = judge(claim)
    assert isinstance(verdict, Stale)
    assert verdict.approver == a_chair()
    assert "(2)" in verdict.reason


@pytest.mark.parametrize("state", [MinutesState.APPROVED, MinutesState.PUBLISHED])
def test_an_older_revision_of_minutes_that_are_decided_is_refused(state: MinutesState) -> None:
    """There is nothing left to approve, so nothing is sent."""
    verdict = judge(a_claim(current=a_draft(id=2, revision=2, state=state)))
    assert isinstance(verdict, Refuse)
    assert f"and is {state} already" in verdict.reason


_UNSURE = {
    "no token": (a_claim(answered=an_answered_draft(has_token=False)), "does not carry the reply address"),
    "no token, answering a confirmation": (
        a_claim(answered=an_answered_draft(MailKind.CONFIRMATION, has_token=False)),
        "does not carry the reply address",
    ),
    "the token of a deputy": (a_claim(answered=an_answered_draft(person_id=9)), "given to somebody else"),
    "a token of nobody": (a_claim(answered=an_answered_draft(person_id=None)), "given to somebody else"),
    "a token of nobody, and a chair who is not stored": (
        a_claim(answered=an_answered_draft(person_id=None), approvers=(a_chair(id=None),)),
        "given to somebody else",
    ),
    "a confirmation of a deputy": (a_claim(answered=an_answered_draft(MailKind.CONFIRMATION, person_id=9)), "given to somebody else"),
    "an expired token": (a_claim(answered=replace(an_answered_draft(has_token=False), is_expired=True)), "has expired"),
    "two mails answered": (a_claim(is_contradicted=True), "answers another mail of ours as well"),
    "no proof": (a_claim(authentication=_UNPROVEN), "not proven (no trusted result)"),
    "proof of the contrary": (a_claim(authentication=an_authentication(Proof.FAIL, detail="dmarc=fail")), "not proven (dmarc=fail)"),
    "cut": (a_claim(defects=("text longer than 10 characters",)), "not read as a whole (text longer than 10 characters)"),
    "cut, answering a confirmation": (
        a_claim(defects=("more than 200 parts",), answered=an_answered_draft(MailKind.CONFIRMATION)),
        "not read as a whole",
    ),
    "struck": (a_claim(defects=("html with struck text",)), "not read as a whole"),
    "hidden": (a_claim(defects=("html with hidden text",)), "not read as a whole"),
    "no proof, answering a clarification": (
        a_claim(authentication=_UNPROVEN, answered=an_answered_draft(MailKind.CLARIFICATION)),
        "not proven (no trusted result)",
    ),
    "finally refused, answering a confirmation": (
        a_claim(authentication=_REFUSED_FINALLY, answered=an_answered_draft(MailKind.CONFIRMATION)),
        "not proven (dmarc=fail)",
    ),
    "no proof, answering a receipt": (
        a_claim(authentication=_UNPROVEN, answered=an_answered_draft(MailKind.APPROVAL_RECEIPT)),
        "not proven",
    ),
}


@pytest.mark.parametrize(("claim", "reason"), _UNSURE.values(), ids=_UNSURE.keys())
def test_asks_the_known_address_where_the_author_is_not_proven(claim: Claim, reason: str) -> None:
    """The address is right and nothing else is sure: a confirmation decides."""
    verdict = judge(claim)
    assert isinstance(verdict, Confirm)
    assert verdict.approver.email == "ian.bird@example.org"
    assert reason in verdict.reason


@pytest.mark.parametrize("defect", ["charset 'x' is not known, read as utf-8", "InvalidBase64PaddingDefect"])
def test_a_harmless_defect_changes_nothing(defect: str) -> None:
    """What clients get wrong every day would else ask the chair for ever."""
    assert judge(a_claim(defects=(defect,))) == Approve(a_chair())


@pytest.mark.parametrize("proof", [Proof.NONE, Proof.FAIL])
@pytest.mark.parametrize("kind", [kind for kind in MailKind if kind is not MailKind.CONFIRMATION])
def test_without_proof_only_a_confirmation_leads_to_an_approval(kind: MailKind, proof: Proof) -> None:
    """Whatever other mail of ours is answered."""
    assert not isinstance(judge(a_claim(answered=an_answered_draft(kind), authentication=an_authentication(proof))), Approve)


@pytest.mark.parametrize("kind", list(MailKind))
@pytest.mark.parametrize("has_token", [True, False], ids=["token", "no token"])
def test_a_good_token_of_a_draft_in_other_hands_is_a_theft(kind: MailKind, has_token: bool) -> None:  # noqa: FBT001 - a table
    """The chair is told; of any other token, or without one, there is nothing to tell."""
    stranger = a_claim(authors=(an_address(),), answered=an_answered_draft(kind, has_token=has_token))
    verdict = judge(stranger)
    assert isinstance(verdict, Refuse)
    assert verdict.is_theft is (has_token and kind in _APPROVABLE)


def test_what_the_chair_does_wrong_is_no_theft() -> None:
    """An approval that comes too late, or in answer to nothing."""
    for claim in (a_claim(current=a_draft(state=MinutesState.APPROVED)), a_claim(current=None), a_claim(is_used=True)):
        verdict = judge(claim)
        assert isinstance(verdict, Refuse)
        assert not verdict.is_theft
