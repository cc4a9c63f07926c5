"""What the secretary sees and does from the shell, besides the meetings themselves."""

from functools import cached_property
from typing import TYPE_CHECKING

from mailflow.bootstrap.foundation import Foundation

if TYPE_CHECKING:
    from mailflow.services.archive_desk import ArchiveDesk
    from mailflow.services.desk import Desk
    from mailflow.services.document import MinutesDocument
    from mailflow.services.forget import Forget
    from mailflow.services.roster import Roster
    from mailflow.services.series_desk import SeriesDesk
    from mailflow.services.views import Views


class Secretary:
    """Use cases of the secretary."""

    def __init__(self, on: Foundation) -> None:
        self._on = on

    @cached_property
    def views(self) -> "Views":
        """Read-only looks at the database."""
        from mailflow.services.views import Views

        return Views(self._on.storage.begin)

    def minutes(self, meeting_id: int, revision: int | None) -> "MinutesDocument":
        """Return the minutes of a meeting, to be shown in any form. Raises NotFoundError."""
        from mailflow.domain.agenda import MeetingId
        from mailflow.services.document import MinutesDocument

        draft, series = self.views.minutes(MeetingId(meeting_id), revision)
        return MinutesDocument(draft, series, self._on.post.renderer)

    @cached_property
    def desk(self) -> "Desk":
        """Mails, minutes and subscribers."""
        from mailflow.services.decisions import Decisions
        from mailflow.services.desk import Desk

        world = self._on.world
        decisions = Decisions(self._on.post.correspondence, clock=world.clock)
        return Desk(self._on.storage.begin, decisions, clock=world.clock, doorbell=world.doorbell)

    @cached_property
    def roster(self) -> "Roster":
        """The list of readers of a series, to be carried to another machine."""
        from mailflow.services.roster import Roster

        return Roster(self._on.storage.begin, self._on.post.office.key, clock=self._on.world.clock)

    @cached_property
    def series_desk(self) -> "SeriesDesk":
        """The actions and the history of series."""
        from mailflow.services.series_desk import SeriesDesk

        return SeriesDesk(self._on.storage.begin, clock=self._on.world.clock)

    @cached_property
    def archive_desk(self) -> "ArchiveDesk":
        """What the archive shows."""
        from mailflow.services.archive_desk import ArchiveDesk
        from mailflow.services.publication import Archivist

        post, clock = self._on.post, self._on.world.clock
        return ArchiveDesk(self._on.storage.begin, Archivist(post.correspondence, clock=clock), post.office.links, clock=clock)

    @cached_property
    def forget(self) -> "Forget":
        """Erase an address on request."""
        from mailflow.services.forget import Forget

        return Forget(self._on.storage.begin, self._on.post.office, clock=self._on.world.clock)
