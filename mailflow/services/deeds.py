"""What a message has done when it was read before, so that it does nothing twice, and whether somebody decided otherwise since."""

from collections.abc import Callable

from mailflow.domain.records import InboundRecord
from mailflow.services.ports.storage import UnitOfWork


def is_assigned_anew(uow: UnitOfWork, record: InboundRecord) -> bool:
    """Tell whether somebody decided that a message belongs elsewhere than where it was when it was read before."""
    decided = uow.questions.find_assignment(record.id)
    return decided is not None and (decided.meeting_id, {*decided.keys}) != (record.meeting_id, {*record.item_keys})


def deed_of(uow: UnitOfWork, record: InboundRecord) -> str:
    """Say what a message that is read anew has done before, which it must not do twice; empty if nothing."""
    if record.settled_at is None:
        return ""
    if uow.meetings.has_report(record.id):
        return f"filed under {' and '.join(record.item_keys)} before"
    deeds = (_DEEDS[entry.action](entry.detail) for entry in uow.audit.of_message(record.id) if entry.action in _DEEDS)
    return next(deeds, "")


# From the details of the entries that are written, such as `revision 2, sha256 …; goes out …`, `revision 2; it comes back as …`.
_DEEDS: dict[str, Callable[[str], str]] = {
    "approved": lambda detail: f"{detail.partition(',')[0]} was approved by this message",
    "edited": lambda detail: f"{detail.partition(',')[0]} was made by this message",
    "noted": lambda detail: f"noted before: {detail}",
    "ordered": lambda detail: f"ordered before: {detail}",
    "held": lambda detail: f"{detail.partition(';')[0]} was held by this message",
    "cancel asked": lambda detail: f"asked before whether the meeting is to be cancelled: {detail}",
    "cancelled": lambda detail: f"cancelled the meeting before: {detail}",
    "meeting moved": lambda detail: f"moved the meeting before: {detail}",
    "move asked": lambda detail: f"asked before when the meeting is to be: {detail}",
    "agenda asked": lambda detail: f"asked before about a new meeting: {detail}",
    "meeting added": lambda detail: f"added a meeting before: {detail}",
    "withdrawn": lambda detail: f"withdrew the report on {detail} before",
    "delegated": lambda detail: f"asked somebody to report before: {detail}",
    "moved": lambda detail: f"moved the report from {detail} before",
    "decided": lambda detail: f"decided before: {'; '.join(detail.splitlines())}",
    "passed on": lambda detail: f"passed on to the chair before: {detail}",
    "subscribed": lambda detail: f"subscribed {detail} before",
    "unsubscribed": lambda detail: f"unsubscribed {detail} before",
    "asked to confirm": lambda detail: f"asked before whether to {detail}",
    "actions": lambda detail: f"said of actions before: {detail}",
    "answered": lambda detail: f"said before where {detail}",
}
