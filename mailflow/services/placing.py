"""A report to its slots: filed where that is clear, asked where it is close, left to a person where nothing fits."""

from dataclasses import replace

from mailflow.domain.addenda import is_addendum, replaces
from mailflow.domain.agenda import MeetingId
from mailflow.domain.classification.kinds import SPAM, Evidence, MessageKind
from mailflow.domain.commands.errands import is_bare_word
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.matching.admission import claims_a_slot, errand_of, is_statement
from mailflow.domain.matching.kinds import Ambiguous, Candidates, Choice, Match, Matched, Placement, Unmatched
from mailflow.domain.matching.match import WALK_IN, keys_of, match
from mailflow.domain.message import CUT, MailKind
from mailflow.domain.records import InboundOutcome
from mailflow.services.asking import Asking
from mailflow.services.candidates import find_candidates, find_far
from mailflow.services.chosen_slots import label_of
from mailflow.services.correspondence import Correspondence
from mailflow.services.filing import Filing
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork
from mailflow.services.ports.world import Clock
from mailflow.services.telling import may_be_told, why_borrowed

_FEW = 12
_SOME = 40
_SHARE = 3
_HARDLY_ANY = 2
"""Of how few words a text may be a word about a report: in answer to a question, beside a report that is this much longer, or anyway."""


class Placing:
    """Match a report and act on the match, in the caller's transaction."""

    def __init__(self, post: Correspondence, *, clock: Clock) -> None:
        self._clock = clock
        self._filing = Filing(post, clock=clock)
        self._asking = Asking(post, clock=clock)

    def __call__(self, uow: UnitOfWork, case: Case, outcome: InboundOutcome) -> InboundOutcome:
        """File a report, ask its author, or say why it waits for a person."""
        if len(case.message.authors) != 1:
            return replace(outcome, state=InboundState.TRIAGE, reason="the mail names several authors or none")
        candidates = self._candidates(uow, case)
        matched = match(case.classified, candidates)
        placed = _placed(outcome, candidates, matched)
        why_left = _why_left(uow, case, candidates, matched)
        if why_left or isinstance(matched, Unmatched):
            return replace(placed, state=InboundState.TRIAGE, reason=why_left)
        if isinstance(matched, Matched) and not candidates.assigned and _is_slight(case, candidates, matched):
            if case.answered is not None and case.answered.kind is MailKind.QUESTION:
                return replace(placed, state=InboundState.TRIAGE, reason="it answers a question in words that choose nothing")
            matched = _as_question(matched)
        if isinstance(matched, Ambiguous):
            return self._ask(uow, case, _placed(outcome, candidates, matched), matched)
        return self._filing(uow, case, matched, replace(placed, kind=MessageKind.REPORT if _is_open(placed) else placed.kind))

    def _candidates(self, uow: UnitOfWork, case: Case) -> Candidates:
        answered = case.answered
        if answered is None:
            quoted = "\n".join(part.text for part in case.classified.extraction.omitted)
            answered = find_far(uow, case.message, quoted)
        return find_candidates(uow, case.record, case.message, answered=answered, now=self._clock.now())

    def _ask(self, uow: UnitOfWork, case: Case, placed: InboundOutcome, matched: Ambiguous) -> InboundOutcome:
        choices = " or ".join(label_of(uow, choice) for choice in matched.choices)
        open_ = replace(placed, state=InboundState.TRIAGE, kind=MessageKind.REPORT)
        if not may_be_told(uow, case):
            return replace(open_, reason=f"it could be for {choices}, and its author may not be asked")
        if case.answered is not None and case.answered.kind is MailKind.QUESTION:
            return replace(open_, reason=f"it answers a question, and could still be for {choices}")
        if self._asking.ask(uow, case.record.id, placed, matched.choices):
            return replace(open_, reason=f"it could be for {choices}: its author was asked")
        return replace(open_, reason=f"it could be for {choices}: its author was asked before")


def _placed(outcome: InboundOutcome, candidates: Candidates, matched: Match) -> InboundOutcome:
    """Return what is known once a mail was matched: the evidence, the slots it could be for, and in which meeting."""
    placed = replace(outcome, evidence=(*outcome.evidence, *matched.evidence))
    if isinstance(matched, Matched):
        return placed
    if isinstance(matched, Unmatched) and matched.walk_in:
        placed = replace(placed, evidence=(*placed.evidence, Evidence(WALK_IN, matched.walk_in, 0.0)))
    if isinstance(matched, Ambiguous):
        return replace(placed, item_keys=keys_of(matched.choices), meeting_id=MeetingId(matched.choices[0].meeting_id))
    if matched.scores:
        meeting_id = matched.scores[0].meeting_id
        keys = tuple(score.key for score in matched.scores if score.meeting_id == meeting_id)
        return replace(placed, item_keys=keys, meeting_id=meeting_id)
    return replace(placed, meeting_id=candidates.venues[0].id) if len(candidates.venues) == 1 else placed


def _why_left(uow: UnitOfWork, case: Case, candidates: Candidates, matched: Match) -> str:
    """Say why a mail is left to a person; empty where it is filed, or its author asked."""
    is_forwarded = case.answered is not None and case.answered.kind is MailKind.FORWARD
    if is_forwarded and not candidates.assigned and not claims_a_slot(matched):
        return "it answers what was passed on to its author"
    if isinstance(matched, Unmatched):
        return matched.reason
    if candidates.assigned:
        return ""
    doubt = _doubt(uow, case)
    errand = errand_of(case.classified, matched) if isinstance(matched, Matched) else ""
    return doubt or (f"it may be no report: «{errand}»" if errand else "")


def _as_question(matched: Matched) -> Ambiguous:
    """Return a match that is in doubt for another reason than the slot."""
    slots = tuple(placement.slot for placement in matched.placements)
    return Ambiguous((Choice(slots[0].meeting_id, tuple(slot.key for slot in slots)),), slots, matched.evidence)


def _is_slight(case: Case, candidates: Candidates, matched: Matched) -> bool:
    """Tell whether a mail may be a word about a report, or about our question, rather than a report that takes another's place.

    `Thanks, that was fast!` in answer to a receipt is none, and the report that it tells of must not go.
    """
    placement, message = matched.placements[0], case.message
    words = len(placement.text.split())
    if len(matched.placements) > 1 or message.attachments or is_addendum(placement.text) or replaces(placement.text):
        return False
    if is_statement(case.classified):
        return False
    if is_bare_word(placement.text):
        return True
    if case.answered is not None and case.answered.kind is MailKind.QUESTION:
        return words <= _FEW and not any(one.signal == "heading" for one in matched.evidence)
    before = _said_before(case, candidates, placement)
    is_told = case.answered is not None and case.answered.kind is MailKind.NOTICE
    is_little = words < before and (words <= _HARDLY_ANY < before or (words <= _SOME and words * _SHARE <= before))
    return bool(before) and (is_told or is_little)


def _said_before(case: Case, candidates: Candidates, placement: Placement) -> int:
    """Return how many words are shown of the one whose report a mail would be, of what came before it."""
    meetings = [venue.meeting for venue in candidates.venues if venue.id == placement.slot.meeting_id]
    slot = meetings[0].find_item(placement.slot.key) if meetings else None
    if slot is None:
        return 0
    shown = slot.before(case.record.received_at, case.record.id).shown_reports
    own = (report for report in shown if (report.author, report.delegate) == (placement.author.name, placement.delegate))
    return sum(len(report.text.split()) for report in own)


def _is_open(outcome: InboundOutcome) -> bool:
    return outcome.kind == MessageKind.UNKNOWN


def _doubt(uow: UnitOfWork, case: Case) -> str:
    """Say why a mail that fits is not filed without a person: it may be spam, was not read to its end, or its address is borrowed."""
    spam = next((one.detail for one in case.classified.evidence if one.signal == SPAM), "")
    if spam and case.answered is None:
        return f"it answers no mail of ours, and a server took it for spam ({spam})"
    borrowed = why_borrowed(uow, case)
    if borrowed:
        return borrowed
    unread = next((defect for defect in case.message.defects if defect.startswith(CUT)), "")
    return f"it was not read to its end ({unread.removeprefix(CUT)})" if unread else ""
