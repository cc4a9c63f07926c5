"""Who has left the list of a series: neither a file that is taken in nor the agenda of another meeting puts them back."""

from mailflow.services.ports.storage import UnitOfWork

JOINED, LEFT = "subscribed", "unsubscribed"
"""What the trail calls it that an address was put on a list, and taken off."""


def departed(uow: UnitOfWork, slug: str) -> frozenset[str]:
    """Return the addresses, in lower case, whose last word or order about the list of a series was to be off it, as the trail says."""
    last = {
        entry.detail.partition(": ")[0].lower(): entry.action  # `ann@example.org: they complained of our mail`
        for entry in uow.audit.of_subject(f"series {slug}")
        if entry.action in {JOINED, LEFT}
    }
    return frozenset(address for address, action in last.items() if action == LEFT)
