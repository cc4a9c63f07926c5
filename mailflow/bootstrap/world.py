"""What use cases ask of the world around them: the time, chance, and a bell for the workers."""

import secrets
from functools import cached_property
from typing import TYPE_CHECKING

from mailflow.adapters import identity
from mailflow.bootstrap.data_folder import data_folder
from mailflow.config import Settings

if TYPE_CHECKING:
    from mailflow.domain.message import OutboundId
    from mailflow.services.ports.world import Clock, Doorbell


class World:
    """The world as it is; a story that must go the same way twice derives one of its own."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    @cached_property
    def clock(self) -> "Clock":
        """The clock of the machine, or of a rehearsal."""
        from mailflow.adapters.clock import RehearsalClock, SystemClock

        offset_file = self._settings.clock_offset_file
        return RehearsalClock(offset_file) if offset_file else SystemClock()

    @cached_property
    def celery_configuration(self) -> dict[str, object]:
        """What whoever rings and the workers must agree on."""
        from mailflow.adapters.doorbell import celery_configuration

        return celery_configuration(self._settings.broker, data_folder(self._settings))

    @cached_property
    def doorbell(self) -> "Doorbell":
        """The way to tell the workers."""
        from mailflow.adapters.doorbell import CeleryDoorbell

        return CeleryDoorbell(self.celery_configuration)

    def new_outbound_id(self) -> "OutboundId":
        """Draw the id of a mail."""
        return identity.new_outbound_id()

    def new_nonce(self) -> str:
        """Draw what nobody can guess."""
        return secrets.token_urlsafe(16)

    def new_uid(self) -> str:
        """Draw the UID of a calendar event."""
        return identity.new_uid()

    def new_owner(self) -> str:
        """Name whoever takes a lease."""
        return identity.new_owner()
