"""What nearly all use cases stand on, handed to each part of the application as one value."""

from dataclasses import dataclass

from mailflow.bootstrap.post import Post
from mailflow.bootstrap.storage import Storage
from mailflow.bootstrap.world import World
from mailflow.config import Settings


@dataclass(frozen=True, slots=True)
class Foundation:
    """The settings, and what is made of them for all use cases."""

    settings: Settings
    world: World
    storage: Storage
    post: Post

    @classmethod
    def of(cls, settings: Settings, world: World) -> "Foundation":
        """Return what stands on these settings in this world; nothing is connected or written before it is used."""
        return cls(settings, world, Storage(settings, world), Post(settings, world))
