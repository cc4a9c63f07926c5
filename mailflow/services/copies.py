"""Whether a message may be put aside as a copy: only where that loses nothing.

same Message-ID and content -> the originals, each with the end that it came to
    one has done it               a copy
    else the message is settled, and comes to the same end, or would be ignored:   undone, a copy
                                  and comes to another end:                        settled by itself
Whoever has seen a mail can send it ahead without its token, or marked as automatic: that must not swallow the mail itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from mailflow.domain.classification.kinds import Evidence, MessageKind
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundId
from mailflow.domain.records import DISCARDED, InboundOutcome, InboundRecord
from mailflow.services.machine_mail import Case
from mailflow.services.ports.storage import UnitOfWork

_ORDERS = frozenset({MessageKind.REPORT, MessageKind.NOTES, MessageKind.APPROVAL, MessageKind.HOLD})
"""What is done once, whatever kind the copy is taken for; anybody can make a bounce of it."""

_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Original:
    """A message that says the same as another, and how it ended when it was read last."""

    record: InboundRecord
    state: InboundState
    reason: str


def originals_of(uow: UnitOfWork, record: InboundRecord, outcome: InboundOutcome) -> tuple[Original, ...]:
    """Return the messages of which another may be a copy: those that did something first, then in the order in which they came."""
    found = [_original(uow, other) for other in uow.inbound.find_originals(record, outcome)]
    return tuple(sorted(found, key=lambda original: original.state is not InboundState.DONE))


def _original(uow: UnitOfWork, record: InboundRecord) -> Original:
    """Return a message with its last end as the trail tells it: since then it may wait anew, or have been discarded by a person."""
    trail = reversed(uow.audit.of_message(record.id))
    ends = (entry for entry in trail if entry.action in set(InboundState) and not entry.detail.startswith(DISCARDED))
    end = next(ends, None)
    return Original(record, InboundState(end.action), end.detail) if end else Original(record, record.state, record.reason)


def find_done(originals: Sequence[Original], case: Case, outcome: InboundOutcome) -> InboundId | None:
    """Return which of the originals has done all that a message could do, in the same place."""
    done = (original for original in originals if original.state is InboundState.DONE)
    return next((original.record.id for original in done if _did_the_same(original.record, case, outcome)), None)


def _did_the_same(original: InboundRecord, case: Case, outcome: InboundOutcome) -> bool:
    if original.kind not in _ORDERS:
        return original.kind == outcome.kind
    answered = case.answered
    if answered is None or answered.meeting_id is None:
        return True
    is_elsewhere = bool(answered.item_keys and original.item_keys) and not {*answered.item_keys} & {*original.item_keys}
    return answered.meeting_id == original.meeting_id and not is_elsewhere


def find_equal(uow: UnitOfWork, originals: Sequence[Original], record: InboundRecord, acted: InboundOutcome) -> InboundId | None:
    """Return of which original a message is a copy that has been settled by itself: it has come to no better end.

    One that is read anew and was no copy the first time is none now: else two could be the copy of each other.
    """
    if acted.state is InboundState.DONE or (record.content_hash and record.copy_of is None):
        return None
    return next((original.record.id for original in originals if _is_equal(uow, original, record.id, acted)), None)


def _is_equal(uow: UnitOfWork, original: Original, inbound_id: InboundId, acted: InboundOutcome) -> bool:
    if acted.state is InboundState.IGNORED:
        return True
    posted = _posted(uow, inbound_id)
    if not posted <= _posted(uow, original.record.id):
        return False
    # A refused order that was answered is refused in other words the second time, as its answer is out.
    if posted and acted.state is original.state is InboundState.REJECTED:
        return True
    return _end(acted.state, acted.reason, acted) == _end(original.state, original.reason, original.record)


def _posted(uow: UnitOfWork, inbound_id: InboundId) -> set[tuple[str, str, int | None, int | None]]:
    """Return what a message has made us write, to whom, and about what."""
    caused = uow.outbox.caused_by(inbound_id)
    return {(entry.kind, entry.recipient.email, entry.meeting_id, entry.minutes_id) for entry in caused}


def _end(state: InboundState, reason: str, where: InboundOutcome) -> tuple[object, ...]:
    """Return what two ends have in common if they are the same; behind a semicolon stands who was written to."""
    return (state, reason.partition(";")[0], where.meeting_id, where.item_keys)


def as_copy(outcome: InboundOutcome, original: InboundId) -> InboundOutcome:
    """Return what becomes of a copy."""
    return replace(outcome, state=InboundState.IGNORED, reason=f"a copy of message {original}", copy_of=original)


def beside(outcome: InboundOutcome, originals: Sequence[Original]) -> InboundOutcome:
    """Flag a message that says the same as others and comes to another end."""
    shown = originals[:_SHOWN]
    flags = (Evidence("message id", f"message {one.record.id} says the same, and ended as {one.state}: {one.reason}", 0.0) for one in shown)
    return replace(outcome, evidence=(*outcome.evidence, *flags))

def beside_its_namesake(uow: UnitOfWork, record: InboundRecord, outcome: InboundOutcome) -> InboundOutcome:
    """Flag a message that has the Message-ID of another, and other content: both are kept, and either may be the forged one."""
    namesake = uow.inbound.find_namesake(record, outcome)
    if namesake is None:
        return outcome
    flag = Evidence("message id", f"message {namesake} has the same Message-ID, and says something else", 0.0)
    return replace(outcome, evidence=(*outcome.evidence, flag))
