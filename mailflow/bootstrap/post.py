"""How mails are written: from whom, in which words and octets, with which invitation; `sending` brings them on their way."""

import secrets
from functools import cached_property
from typing import TYPE_CHECKING

from mailflow.bootstrap.data_folder import data_folder
from mailflow.bootstrap.world import World
from mailflow.config import Settings
from mailflow.domain.errors import ConfigurationError

if TYPE_CHECKING:
    from mailflow.adapters.ics import IcalendarCodec
    from mailflow.adapters.mime.codec import EmailCodec
    from mailflow.adapters.rendering import TemplateRenderer
    from mailflow.services.correspondence import Correspondence, Office
    from mailflow.services.invitations import Invitations


class Post:
    """The way into the outbox, and what writes a mail."""

    def __init__(self, settings: Settings, world: World) -> None:
        self._settings = settings
        self._world = world

    @cached_property
    def office(self) -> "Office":
        """Our address, the key that signs its reply tokens, and the links to our pages. Raises ConfigurationError."""
        from mailflow.adapters.web_links import SignedWebLinks
        from mailflow.services.correspondence import Office

        key = self._secret_key()
        return Office(self._settings.address, key, SignedWebLinks(self._settings.web_url, key))

    def _secret_key(self) -> bytes:
        """Return the secret key; beside an SQLite database one is made and kept where none is set."""
        from mailflow.adapters.secret_key import load_or_make

        if self._settings.secret_key is not None:
            return self._settings.secret_key.get_secret_value().encode()
        if not self._settings.is_sqlite:
            raise ConfigurationError(("MAILFLOW_SECRET_KEY: expected at least 32 characters, the same for every role here",))
        return load_or_make(data_folder(self._settings) / "secret.key", make=lambda: secrets.token_hex(32))

    @cached_property
    def codec(self) -> "EmailCodec":
        """Octets to messages and back."""
        from mailflow.adapters.mime.codec import EmailCodec

        return EmailCodec()

    @cached_property
    def calendar(self) -> "IcalendarCodec":
        """Octets to calendar events and back."""
        from mailflow.adapters.ics import IcalendarCodec

        return IcalendarCodec()

    @cached_property
    def renderer(self) -> "TemplateRenderer":
        """Templates to texts."""
        from mailflow.adapters.rendering import TemplateRenderer

        return TemplateRenderer(self._settings.templates)

    @cached_property
    def correspondence(self) -> "Correspondence":
        """The way into the outbox."""
        from mailflow.services.correspondence import Correspondence

        world = self._world
        return Correspondence(self.office, clock=world.clock, renderer=self.renderer, codec=self.codec, new_id=world.new_outbound_id)

    @cached_property
    def invitations(self) -> "Invitations":
        """The way in which people are invited."""
        from mailflow.services.invitations import Invitations

        return Invitations(self.correspondence, clock=self._world.clock, calendar=self.calendar, new_uid=self._world.new_uid)
