"""What is done because its time has come: beat rings for it, and nobody asks."""

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from mailflow.bootstrap.foundation import Foundation
from mailflow.bootstrap.meetings import Meetings

if TYPE_CHECKING:
    from mailflow.services.chase import Chase, Source
    from mailflow.services.due import Due
    from mailflow.services.release import Release
    from mailflow.services.sweep import Sweep


class Routine:
    """Use cases that the clock starts."""

    def __init__(self, on: Foundation, meetings: Meetings) -> None:
        self._on = on
        self._meetings = meetings

    @cached_property
    def sweep(self) -> "Sweep":
        """Find what waits."""
        from mailflow.services.leaving import Leaving
        from mailflow.services.suspending import Suspending
        from mailflow.services.sweep import Jobs, Sweep
        from mailflow.services.triage import Digest
        from mailflow.services.upkeep import Upkeep

        storage, post, clock = self._on.storage, self._on.post, self._on.world.clock
        due = (
            Digest(post.correspondence, clock=clock),
            Upkeep(post.invitations, clock=clock),
            Suspending(post.correspondence, clock=clock),
            Leaving(clock),
        )
        jobs = Jobs(storage.begin, storage.journal)
        return Sweep(jobs, due, clock=clock, doorbell=self._on.world.doorbell, patience=storage.patience)

    @cached_property
    def release(self) -> "Release":
        """Publish approved minutes whose hold has passed."""
        from mailflow.services.release import Release

        return Release(self._on.storage.begin, self._on.post.correspondence, clock=self._on.world.clock)

    @cached_property
    def chase(self) -> "Chase":
        """Keep the timetable; for ten seconds nobody is asked for what lies in the inbox, unread since an outage."""
        from mailflow.services.chase import Chase

        return Chase(self._on.storage.begin, self._sources(timedelta(seconds=10)), clock=self._on.world.clock)

    @cached_property
    def due(self) -> "Due":
        """What the timetable will do."""
        from mailflow.services.due import Due

        return Due(self._on.storage.begin, self._sources(timedelta()), clock=self._on.world.clock)

    def _sources(self, grace: timedelta) -> "tuple[Source, ...]":
        """Return what adds steps to the timetable of a meeting."""
        from mailflow.services.action_reminders import ActionReminders
        from mailflow.services.briefing import Briefing
        from mailflow.services.chase import Hands, Timetable
        from mailflow.services.drafting import Drafting
        from mailflow.services.reminding import Reminding

        post, clock = self._on.post.correspondence, self._on.world.clock
        briefing, drafting = Briefing(post, clock=clock), Drafting(post, clock=clock)
        hands = Hands(self._meetings.invite, self._on.post.invitations, Reminding(post), briefing, drafting)
        return (Timetable(hands, clock=clock, grace=grace), ActionReminders(post, clock=clock))
