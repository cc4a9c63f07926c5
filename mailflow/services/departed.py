"""Who has left the list of a series, or was forgotten: neither a file that is taken in nor the agenda of another meeting puts them back."""

from collections.abc import Callable, Iterable

from mailflow.domain.erasing import mark_of
from mailflow.services.ports.storage import UnitOfWork

JOINED, LEFT = "subscribed", "unsubscribed"
"""What the trail calls it that an address was put on a list, and taken off."""

KeySource = Callable[[], bytes]
"""Gives the signing secret, by which forgotten addresses are known again; it is asked for only where anybody was forgotten."""


def kept_off(uow: UnitOfWork, slug: str, addresses: Iterable[str], key: KeySource) -> frozenset[str]:
    """Return those of the addresses, in lower case, that no file and no agenda puts on the list of a series."""
    wanted, last = {address.lower() for address in addresses}, _last_words(uow, slug)
    left = {address for address in wanted if last.get(address) == LEFT}
    return frozenset(left | forgotten(uow, wanted - last.keys(), key))


def departed(uow: UnitOfWork, slug: str) -> frozenset[str]:
    """Return the addresses, in lower case, whose last word or order about the list of a series was to be off it, as the trail says."""
    return frozenset(address for address, action in _last_words(uow, slug).items() if action == LEFT)


def forgotten(uow: UnitOfWork, addresses: Iterable[str], key: KeySource) -> frozenset[str]:
    """Return those of the addresses that were forgotten on request."""
    marks = frozenset(uow.erasure.marks())
    return frozenset(address for address in addresses if mark_of(address, key()) in marks) if marks else frozenset()


def _last_words(uow: UnitOfWork, slug: str) -> dict[str, str]:
    return {
        entry.detail.partition(": ")[0].lower(): entry.action  # `ann@example.org: they complained of our mail`
        for entry in uow.audit.of_subject(f"series {slug}")
        if entry.action in {JOINED, LEFT}
    }
