"""The application: every part of it, built on one set of settings."""

from mailflow.bootstrap.foundation import Foundation
from mailflow.bootstrap.meetings import Meetings
from mailflow.bootstrap.reading import Reading
from mailflow.bootstrap.receiving import Receiving
from mailflow.bootstrap.routine import Routine
from mailflow.bootstrap.secretary import Secretary
from mailflow.bootstrap.sending import Sending
from mailflow.bootstrap.website import Website
from mailflow.bootstrap.world import World
from mailflow.config import Settings


class Application:
    """The use cases of mailflow on one set of settings; nothing is connected or written before one is used.

    Args:
        settings: as they were loaded.
        world: the time, chance and bell of a story; the machine's own where none is given.
    """

    def __init__(self, settings: Settings, world: World | None = None) -> None:
        on = Foundation.of(settings, world or World(settings))
        self.settings, self.world, self.storage, self.post = on.settings, on.world, on.storage, on.post
        self.reading = Reading(on)
        self.meetings = Meetings(on)
        self.routine = Routine(on, self.meetings)
        self.secretary = Secretary(on)
        self.receiving = Receiving(on)
        self.sending = Sending(on)
        self.website = Website(on, self.routine)

    def check(self) -> None:
        """Find out now what is missing for reading and sending mail. Raises ConfigurationError."""
        _ = self.post.office, self.sending.signer

    def close(self) -> None:
        """Let go of the database."""
        self.storage.close()


def build(settings: Settings) -> Application:
    """Return the use cases on these settings."""
    return Application(settings)
