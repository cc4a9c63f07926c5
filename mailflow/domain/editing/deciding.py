"""What a reply to draft minutes decides, by its words: who wrote it, and whether that is proven, is judged elsewhere (`approval`).

    automatic -> none;  stop -> hold;  nothing but a yes, and an unchanged quote -> approve;  changes -> edit
        > an outline by item -> notes;  an order -> order;  thanks -> none;  anything else -> unclear
"""

from dataclasses import dataclass
from enum import StrEnum

from mailflow.domain.agenda import Meeting
from mailflow.domain.classification.classify import doubt_of
from mailflow.domain.classification.kinds import COURTESY, EMPTY, Classified, MessageKind
from mailflow.domain.commands.approvals import approval_phrase
from mailflow.domain.commands.bare import bare
from mailflow.domain.commands.chairs_orders import ChairsOrder, ChairsOrderKind, parse_chairs_order, says_stop
from mailflow.domain.commands.courtesies import is_courtesy
from mailflow.domain.editing.correcting import Corrected
from mailflow.domain.message import HIDDEN, InboundMessage
from mailflow.domain.notes.reading import looks_like_notes

_SHOWN = 160


class Intent(StrEnum):
    """What a reply asks for."""

    APPROVE = "approve"
    EDIT = "edit"
    NOTES = "notes"
    HOLD = "hold"
    ORDER = "order"
    UNCLEAR = "unclear"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Decided:
    """What a reply asks for, and why; `order` with ORDER, `approves` where an edit comes with a yes, `unread` what was not understood."""

    intent: Intent
    reason: str
    order: ChairsOrder | None = None
    approves: bool = False
    unread: str = ""


def decide_reply(classified: Classified, corrected: Corrected, meeting: Meeting) -> Decided:
    """Return what a reply to draft minutes asks for.

    Args:
        classified: the reply, as the answer to a draft.
        corrected: what its quote and its instructions make of the minutes.
        meeting: of the minutes.
    """
    kind, why = classified.kind, classified.evidence[0].detail
    is_quiet = classified.evidence[0].signal in _QUIET
    if kind in _MACHINES or (kind is MessageKind.UNKNOWN and not is_quiet and not corrected.is_changed):
        return Decided(Intent.NONE, why)
    names = tuple(author.name for author in classified.message.authors)
    said = corrected.said.text
    order = parse_chairs_order(said, names=names)
    if says_stop(classified.message.subject, said, names=names) and not corrected.is_changed:
        return Decided(Intent.HOLD, "it says to stop", ChairsOrder(ChairsOrderKind.HOLD))
    if kind is MessageKind.APPROVAL and not (corrected.is_marked or corrected.doubts or doubt_of(classified)):
        return Decided(Intent.APPROVE, why)
    if corrected.doubts:
        return Decided(Intent.UNCLEAR, "; ".join(corrected.doubts), unread=corrected.rest)
    if corrected.is_changed:
        return _edited(corrected, classified.message, names)
    if corrected.is_annotated:
        return Decided(Intent.UNCLEAR, "something was changed in what you quote that changes nothing in the minutes", unread=corrected.rest)
    if corrected.is_partial and approval_phrase(said, names=names):
        return Decided(Intent.UNCLEAR, "it quotes only a part of the minutes, so it is not sure that all of them are meant")
    return _said(said, classified, order, meeting)


def _edited(corrected: Corrected, message: InboundMessage, names: tuple[str, ...]) -> Decided:
    struck = [defect.removeprefix(HIDDEN) for defect in message.defects if "struck out" in defect]
    approves = approval_phrase(corrected.rest, names=names) is not None
    is_polite = approves or _says_nothing(corrected.rest, names)
    reason = "it changes the minutes" + (", and approves them so" if approves else "")
    return Decided(Intent.EDIT, reason, approves=approves, unread="\n".join((*(() if is_polite else (corrected.rest,)), *struck)))


def _said(said: str, classified: Classified, order: ChairsOrder | None, meeting: Meeting) -> Decided:
    names = tuple(author.name for author in classified.message.authors)
    if looks_like_notes(said, meeting):
        return Decided(Intent.NOTES, "an outline by item")
    if order is not None and order.order is not ChairsOrderKind.PUBLISH:
        return Decided(Intent.ORDER, f"it orders: {order.order.value}", order)
    if _says_nothing(said, names):
        return Decided(Intent.NONE, "nothing but thanks" if said.strip() else "it says nothing new, and changes nothing")
    return Decided(Intent.UNCLEAR, classified.evidence[0].detail, unread=said[:_SHOWN])


def _says_nothing(said: str, names: tuple[str, ...]) -> bool:
    """Tell whether a text has nothing but politeness."""
    return not said.strip() or is_courtesy(said, names=names) or bare(said, names=names) == "" or _is_name(said, names)


def _is_name(said: str, names: tuple[str, ...]) -> bool:
    """Tell whether a text is nothing but the name of its author, or a part of it."""
    words = said.casefold().split()
    return bool(words) and any(set(words) <= set(name.casefold().split()) for name in names)


_QUIET = frozenset({COURTESY, EMPTY})
"""Nothing is said beside the quote, in which there may be an edit all the same."""
_MACHINES = frozenset({MessageKind.RSVP, MessageKind.BOUNCE, MessageKind.AUTO_REPLY})
