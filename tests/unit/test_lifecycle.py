"""Every pair of state and event of every transition table, the illegal ones too."""

from collections.abc import Mapping
from enum import StrEnum
from itertools import product

import pytest

from mailflow.domain.errors import IllegalTransition
from mailflow.domain.lifecycle import (
    ACTION,
    DELIVERY,
    INBOUND,
    MEETING,
    MINUTES,
    ActionEvent,
    ActionState,
    DeliveryEvent,
    DeliveryState,
    InboundEvent,
    InboundState,
    MeetingEvent,
    MeetingState,
    MinutesEvent,
    MinutesState,
    advance,
    can,
)

# state: what each event in the head line leads to, `-` where it is not possible. Written out by hand and not from the code.
_MEETING = """
            invite      report      close     draft      approve   hold       publish    cancel     revive
planned     invited     collecting  drafting  in_review  -         -          -          cancelled  -
invited     invited     collecting  drafting  in_review  -         -          -          cancelled  -
collecting  collecting  collecting  drafting  in_review  -         -          -          cancelled  -
drafting    drafting    drafting    -         in_review  -         -          -          cancelled  -
in_review   in_review   in_review   -         in_review  approved  -          -          cancelled  -
approved    -           -           -         -          -         in_review  published  -          -
published   -           -           -         -          published published  published  -          -
cancelled   -           -           -         -          -         -          -          -          planned
"""
_INBOUND = """
          file  doubt   reject    ignore   give_up  replay
received  done  triage  rejected  ignored  failed   -
done      -     -       -         -        -        received
triage    done  -       rejected  ignored  -        received
rejected  -     -       -         -        -        received
ignored   -     -       -         -        -        received
failed    -     -       -         -        -        received
"""
_MINUTES = """
            supersede   approve   hold   publish
draft       superseded  approved  -      -
superseded  -           -         -      -
approved    -           -         draft  published
published   -           -         -      -
"""
_DELIVERY = """
           start    accepted  deferred  refused  unconfirmed  resend  withdraw
queued     sending  -         -         -        -            -       withdrawn
sending    -        sent      queued    failed   unknown      -       -
sent       -        -         -         -        -            -       -
failed     -        -         -         -        -            -       -
unknown    -        sent      -         -        -            queued  -
withdrawn  -        sent      -         failed   -            -       -
"""
_ACTION = """
         finish  drop     reopen  defer  disown  amend
open     done    dropped  -       open   open    open
done     -       -        open    -      -       -
dropped  -       -        open    -      -       -
"""
_Row = tuple[Mapping[tuple[StrEnum, StrEnum], StrEnum], StrEnum, StrEnum, StrEnum | None]


def _rows(picture: str, table: object, states: type[StrEnum], events: type[StrEnum]) -> list[_Row]:
    head, *lines = (line.split() for line in picture.strip("\n").splitlines())
    steps = {
        (states[state.upper()], events[event.upper()]): None if after == "-" else states[after.upper()]
        for state, *following in lines
        for event, after in zip(head, following, strict=True)
    }
    assert set(steps) == set(product(states, events)), "the picture has every pair"
    assert isinstance(table, Mapping)
    return [(table, state, event, after) for (state, event), after in steps.items()]


_ROWS = [
    *_rows(_MEETING, MEETING, MeetingState, MeetingEvent),
    *_rows(_INBOUND, INBOUND, InboundState, InboundEvent),
    *_rows(_MINUTES, MINUTES, MinutesState, MinutesEvent),
    *_rows(_DELIVERY, DELIVERY, DeliveryState, DeliveryEvent),
    *_rows(_ACTION, ACTION, ActionState, ActionEvent),
]
_LEGAL = [(table, state, event, after) for table, state, event, after in _ROWS if after is not None]
_ILLEGAL = [(table, state, event) for table, state, event, after in _ROWS if after is None]


def _id(value: object) -> str:
    return f"{type(value).__name__}.{value}" if isinstance(value, StrEnum) else ""


@pytest.mark.parametrize(("table", "state", "event", "after"), _LEGAL, ids=_id)
def test_a_legal_event_leads_on(table: Mapping[tuple[StrEnum, StrEnum], StrEnum], state: StrEnum, event: StrEnum, after: StrEnum) -> None:
    """The table has the step, and leads where the picture says."""
    assert advance(table, state, event) is after
    assert can(table, state, event)


@pytest.mark.parametrize(("table", "state", "event"), _ILLEGAL, ids=_id)
def test_an_illegal_event_is_refused(table: Mapping[tuple[StrEnum, StrEnum], StrEnum], state: StrEnum, event: StrEnum) -> None:
    """What is not in the table raises, with the state and the event."""
    with pytest.raises(IllegalTransition) as refused:
        advance(table, state, event)
    assert (refused.value.state, refused.value.event) == (state.value, event.value)
    assert not can(table, state, event)


def test_minutes_are_published_only_after_an_approval() -> None:
    """No path leads to published but through approved."""
    assert {state for (state, event), after in MINUTES.items() if after is MinutesState.PUBLISHED} == {MinutesState.APPROVED}
    assert {event for (_, event), after in MINUTES.items() if after is MinutesState.APPROVED} == {MinutesEvent.APPROVE}


def test_what_was_sent_is_never_sent_again() -> None:
    """No event leads out of sent."""
    assert not [event for state, event in DELIVERY if state is DeliveryState.SENT]
