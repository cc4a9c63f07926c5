"""States of meetings, inbound messages, minutes, deliveries and actions, and the tables that change them.

meeting   planned -> invited -> collecting -> drafting -> in review -> approved -> published
          (cancelled from any state before approved, and revived as planned; a hold takes approved back to in review)
inbound   received -> done | triage | rejected | ignored | failed;  triage, failed and the others -> received (replay)
minutes   draft -> approved -> published;  draft -> superseded;  approved -> draft (hold)
delivery  queued -> sending -> sent | queued (later) | failed | unknown;  unknown -> queued (once) | sent;  queued -> withdrawn
          (withdrawn while a worker had it in hand already -> sent | failed, as that is what became of it)
action    open -> done | dropped;  done | dropped -> open (reopened);  an open one is changed as often as need be
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar

from mailflow.domain.errors import IllegalTransition


class MeetingState(StrEnum):
    """Where a meeting is in its life."""

    PLANNED = "planned"
    INVITED = "invited"
    COLLECTING = "collecting"
    DRAFTING = "drafting"
    IN_REVIEW = "in review"
    APPROVED = "approved"
    PUBLISHED = "published"
    CANCELLED = "cancelled"


class MeetingEvent(StrEnum):
    """What moves a meeting on."""

    INVITE = "invite"
    REPORT = "report"
    CLOSE = "close"
    DRAFT = "draft"
    APPROVE = "approve"
    HOLD = "hold"
    PUBLISH = "publish"
    CANCEL = "cancel"
    REVIVE = "revive"


class InboundState(StrEnum):
    """What became of a message that reached us."""

    RECEIVED = "received"
    DONE = "done"
    TRIAGE = "triage"
    REJECTED = "rejected"
    IGNORED = "ignored"
    FAILED = "failed"


class InboundEvent(StrEnum):
    """What moves an inbound message on."""

    FILE = "file"
    DOUBT = "doubt"
    REJECT = "reject"
    IGNORE = "ignore"
    GIVE_UP = "give up"
    REPLAY = "replay"


class MinutesState(StrEnum):
    """Where one revision of the minutes stands."""

    DRAFT = "draft"
    SUPERSEDED = "superseded"
    APPROVED = "approved"
    PUBLISHED = "published"


class MinutesEvent(StrEnum):
    """What moves a revision of the minutes on."""

    SUPERSEDE = "supersede"
    APPROVE = "approve"
    HOLD = "hold"
    PUBLISH = "publish"


class DeliveryState(StrEnum):
    """Where one message to one recipient stands."""

    QUEUED = "queued"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    WITHDRAWN = "withdrawn"


class DeliveryEvent(StrEnum):
    """What moves a delivery on."""

    START = "start"
    ACCEPTED = "accepted"
    DEFERRED = "deferred"
    REFUSED = "refused"
    UNCONFIRMED = "unconfirmed"
    RESEND = "resend"
    WITHDRAW = "withdraw"


class ActionState(StrEnum):
    """Where something that somebody is to do stands."""

    OPEN = "open"
    DONE = "done"
    DROPPED = "dropped"


class ActionEvent(StrEnum):
    """What happens to something that somebody is to do."""

    FINISH = "finish"
    DROP = "drop"
    REOPEN = "reopen"
    DEFER = "defer"
    DISOWN = "disown"
    AMEND = "amend"


S = TypeVar("S", bound=StrEnum)
E = TypeVar("E", bound=StrEnum)

_M, _ME = MeetingState, MeetingEvent
_REPORTABLE = (_M.INVITED, _M.COLLECTING, _M.DRAFTING, _M.IN_REVIEW)
OVER = frozenset({_M.APPROVED, _M.PUBLISHED, _M.CANCELLED})
"""The states of a meeting of which nothing more is to be collected."""
_BEFORE_APPROVAL = (_M.PLANNED, _M.INVITED, _M.COLLECTING, _M.DRAFTING, _M.IN_REVIEW)

MEETING: Mapping[tuple[MeetingState, MeetingEvent], MeetingState] = {
    (_M.PLANNED, _ME.INVITE): _M.INVITED,
    **{(state, _ME.INVITE): state for state in _REPORTABLE},
    (_M.PLANNED, _ME.REPORT): _M.COLLECTING,
    (_M.INVITED, _ME.REPORT): _M.COLLECTING,
    **{(state, _ME.REPORT): state for state in (_M.COLLECTING, _M.DRAFTING, _M.IN_REVIEW)},
    **{(state, _ME.CLOSE): _M.DRAFTING for state in (_M.PLANNED, _M.INVITED, _M.COLLECTING)},
    **{(state, _ME.DRAFT): _M.IN_REVIEW for state in _BEFORE_APPROVAL},
    (_M.IN_REVIEW, _ME.APPROVE): _M.APPROVED,
    (_M.APPROVED, _ME.HOLD): _M.IN_REVIEW,
    (_M.APPROVED, _ME.PUBLISH): _M.PUBLISHED,
    # minutes that are out are corrected by a further revision, which is approved as the first was
    **{(_M.PUBLISHED, event): _M.PUBLISHED for event in (_ME.APPROVE, _ME.HOLD, _ME.PUBLISH)},
    **{(state, _ME.CANCEL): _M.CANCELLED for state in _BEFORE_APPROVAL},
    (_M.CANCELLED, _ME.REVIVE): _M.PLANNED,
}

_I, _IE = InboundState, InboundEvent
_SETTLED = (_I.DONE, _I.TRIAGE, _I.REJECTED, _I.IGNORED, _I.FAILED)
_OPEN = (_I.RECEIVED, _I.TRIAGE)

INBOUND: Mapping[tuple[InboundState, InboundEvent], InboundState] = {
    **{(state, _IE.FILE): _I.DONE for state in _OPEN},
    (_I.RECEIVED, _IE.DOUBT): _I.TRIAGE,
    **{(state, _IE.REJECT): _I.REJECTED for state in _OPEN},
    **{(state, _IE.IGNORE): _I.IGNORED for state in _OPEN},
    (_I.RECEIVED, _IE.GIVE_UP): _I.FAILED,
    **{(state, _IE.REPLAY): _I.RECEIVED for state in _SETTLED},
}

_R, _RE = MinutesState, MinutesEvent

MINUTES: Mapping[tuple[MinutesState, MinutesEvent], MinutesState] = {
    (_R.DRAFT, _RE.SUPERSEDE): _R.SUPERSEDED,
    (_R.DRAFT, _RE.APPROVE): _R.APPROVED,
    (_R.APPROVED, _RE.HOLD): _R.DRAFT,
    (_R.APPROVED, _RE.PUBLISH): _R.PUBLISHED,
}

_D, _DE = DeliveryState, DeliveryEvent

DELIVERY: Mapping[tuple[DeliveryState, DeliveryEvent], DeliveryState] = {
    (_D.QUEUED, _DE.START): _D.SENDING,
    (_D.SENDING, _DE.ACCEPTED): _D.SENT,
    (_D.SENDING, _DE.DEFERRED): _D.QUEUED,
    (_D.SENDING, _DE.REFUSED): _D.FAILED,
    (_D.SENDING, _DE.UNCONFIRMED): _D.UNKNOWN,
    (_D.UNKNOWN, _DE.RESEND): _D.QUEUED,
    (_D.UNKNOWN, _DE.ACCEPTED): _D.SENT,
    (_D.QUEUED, _DE.WITHDRAW): _D.WITHDRAWN,
    (_D.WITHDRAWN, _DE.ACCEPTED): _D.SENT,
    (_D.WITHDRAWN, _DE.REFUSED): _D.FAILED,
}

_A, _AE = ActionState, ActionEvent

ACTION: Mapping[tuple[ActionState, ActionEvent], ActionState] = {
    (_A.OPEN, _AE.FINISH): _A.DONE,
    (_A.OPEN, _AE.DROP): _A.DROPPED,
    (_A.DONE, _AE.REOPEN): _A.OPEN,
    (_A.DROPPED, _AE.REOPEN): _A.OPEN,
    **{(_A.OPEN, event): _A.OPEN for event in (_AE.DEFER, _AE.DISOWN, _AE.AMEND)},
}


def advance(table: Mapping[tuple[S, E], S], state: S, event: E) -> S:
    """Return the state that `event` leads to from `state`.

    Raises:
        IllegalTransition: the table has no such step.
    """
    following = table.get((state, event))
    if following is None:
        raise IllegalTransition(state.value, event.value)
    return following


def can(table: Mapping[tuple[S, E], S], state: S, event: E) -> bool:
    """Tell whether `event` is possible in `state`."""
    return (state, event) in table
