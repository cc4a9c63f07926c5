"""What is done with a meeting on request, from its agenda to the draft of its minutes; `routine` does what is due."""

from functools import cached_property
from typing import TYPE_CHECKING

from mailflow.bootstrap.foundation import Foundation

if TYPE_CHECKING:
    from mailflow.services.checking import CheckMeeting
    from mailflow.services.drafting import DraftMinutes
    from mailflow.services.invite import AddMeeting, Invite
    from mailflow.services.planning import PlanNext
    from mailflow.services.rescheduling import ChangeMeeting


class Meetings:
    """Use cases on one meeting."""

    def __init__(self, on: Foundation) -> None:
        self._on = on

    @cached_property
    def add(self) -> "AddMeeting":
        """Store a meeting."""
        from mailflow.services.invite import AddMeeting

        return AddMeeting(self._on.storage.begin, self._on.world.clock, lambda: self._on.post.office.key)

    @cached_property
    def check(self) -> "CheckMeeting":
        """Look at a meeting before it is sent."""
        from mailflow.services.checking import CheckMeeting

        return CheckMeeting(self._on.storage.begin, clock=self._on.world.clock)

    @cached_property
    def plan_next(self) -> "PlanNext":
        """Make the next meeting of a series."""
        from mailflow.services.planning import PlanNext, Planning

        world = self._on.world
        planning = Planning(self._on.post.correspondence, clock=world.clock)
        return PlanNext(self._on.storage.begin, planning, clock=world.clock, doorbell=world.doorbell)

    @cached_property
    def invite(self) -> "Invite":
        """Queue the invitations of a meeting."""
        from mailflow.services.invite import Invite

        world = self._on.world
        return Invite(self._on.storage.begin, self._on.post.invitations, clock=world.clock, doorbell=world.doorbell)

    @cached_property
    def change(self) -> "ChangeMeeting":
        """Move, cancel and revive meetings."""
        from mailflow.services.calling_off import CallingOff
        from mailflow.services.rescheduling import ChangeMeeting

        world, post = self._on.world, self._on.post
        calling_off = CallingOff(post.correspondence, post.invitations, clock=world.clock)
        return ChangeMeeting(self._on.storage.begin, calling_off, clock=world.clock, doorbell=world.doorbell)

    @cached_property
    def draft(self) -> "DraftMinutes":
        """Compile the draft of a meeting and queue it to the chair."""
        from mailflow.services.drafting import DraftMinutes

        world = self._on.world
        return DraftMinutes(self._on.storage.begin, self._on.post.correspondence, clock=world.clock, doorbell=world.doorbell)
