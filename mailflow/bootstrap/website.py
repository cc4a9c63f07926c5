"""What stands behind our web pages: the archive and its feeds, the status board, and the way out of a list."""

from functools import cached_property
from typing import TYPE_CHECKING

from mailflow.bootstrap.foundation import Foundation
from mailflow.bootstrap.routine import Routine

if TYPE_CHECKING:
    from mailflow.adapters.archive_forms import ArchiveForms
    from mailflow.services.archive_reader import ArchiveReader
    from mailflow.services.board import Board
    from mailflow.services.feeds import Feeds
    from mailflow.services.login import Login
    from mailflow.services.way_out import WayOut


class Website:
    """Use cases of visitors, of readers and of those who run series."""

    def __init__(self, on: Foundation, routine: Routine) -> None:
        self._on = on
        self._routine = routine

    @cached_property
    def archive(self) -> "ArchiveReader":
        """What everybody may read, or whoever has a link."""
        from mailflow.services.archive_reader import ArchiveReader

        return ArchiveReader(self._on.storage.begin_reading, self._on.post.office, self._on.post.renderer)

    @cached_property
    def archive_forms(self) -> "ArchiveForms":
        """Published minutes for other programs."""
        from mailflow.adapters.archive_forms import ArchiveForms

        return ArchiveForms(self._on.post.office.host)

    @cached_property
    def feeds(self) -> "Feeds":
        """The calendars of the series."""
        from mailflow.services.feeds import Feeds

        post = self._on.post
        return Feeds(self._on.storage.begin, post.office, calendar=post.calendar, web_url=self._on.settings.web_url)

    @cached_property
    def login(self) -> "Login":
        """The way onto the status board."""
        from mailflow.adapters.web_sessions import SignedSessions
        from mailflow.services.login import Login

        world, post = self._on.world, self._on.post
        sessions = SignedSessions(self._on.settings.web_url, post.office.key, new_nonce=world.new_nonce)
        return Login(self._on.storage.begin, post.correspondence, sessions, clock=world.clock, doorbell=world.doorbell)

    @cached_property
    def board(self) -> "Board":
        """The status board of those who run series."""
        from mailflow.services.board import Board
        from mailflow.services.decisions import Decisions

        world = self._on.world
        decisions = Decisions(self._on.post.correspondence, clock=world.clock)
        return Board(self._on.storage.begin, decisions, self._routine.due, clock=world.clock, doorbell=world.doorbell)

    @cached_property
    def way_out(self) -> "WayOut":
        """The page by which a reader leaves."""
        from mailflow.services.way_out import WayOut

        return WayOut(self._on.storage.begin, self._on.post.correspondence, clock=self._on.world.clock)
