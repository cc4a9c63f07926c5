"""What is read without the database: agendas, people and times as given on the command line, and mails tried by themselves."""

from functools import cached_property
from typing import TYPE_CHECKING

from mailflow.bootstrap.foundation import Foundation

if TYPE_CHECKING:
    from mailflow.adapters.agenda_formats.given_times import GivenTimes
    from mailflow.adapters.agenda_formats.sources import AgendaReader
    from mailflow.domain.agenda import Agenda
    from mailflow.services.reading import ReadMessage
    from mailflow.services.rehearsal import Rehearsal
    from mailflow.services.trial import Trial


class Reading:
    """Readers of what is given."""

    def __init__(self, on: Foundation) -> None:
        self._on = on

    @cached_property
    def times(self) -> "GivenTimes":
        """Moments and durations as given on the command line."""
        from mailflow.adapters.agenda_formats.given_times import GivenTimes

        return GivenTimes()

    @cached_property
    def agendas(self) -> "AgendaReader":
        """Agendas, people and addresses as given on the command line."""
        from mailflow.adapters.agenda_formats.sources import AgendaReader
        from mailflow.adapters.fetching.fetcher import WebFetcher

        return AgendaReader(self._on.settings.timezone, self._on.settings.people, WebFetcher())

    @cached_property
    def messages(self) -> "ReadMessage":
        """Messages read by themselves."""
        from mailflow.services.reading import ReadMessage

        return ReadMessage(self._on.post.codec)

    def rehearsal(self, agenda: "Agenda") -> "Rehearsal":
        """Return what matches mails against one agenda."""
        from mailflow.services.rehearsal import Rehearsal

        return Rehearsal(self._on.post.codec, agenda)

    def trial(self, draft: bytes) -> "Trial":
        """Return what tries replies on a draft mail, without DNS as well. Raises BadInputError."""
        from mailflow.adapters.authentication.trusted_server import TrustedServerAuthenticator
        from mailflow.services.trial import Trial

        authserv_id = self._on.settings.trusted_authserv_id
        authenticator, wordings = TrustedServerAuthenticator(authserv_id), self._on.post.renderer.wordings()
        return Trial.of(self._on.post.codec, authenticator, draft, is_trusting=not authserv_id, wordings=wordings)
