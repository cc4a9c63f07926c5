"""Decide which servers the tests use, once per run, and say so when one is missing.

    URL in the environment --> program on the machine --> program in a wheel --> (IMAP only) pymap --> missing

A missing server skips the tests that need it; with CI=true it fails them, as CI must have them all.
"""

import ipaddress
import os
import socket
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

from tests.programs import find_dovecot, find_postfix, find_postgres, find_redis


class OutsideConnectionError(AssertionError):
    """A test tried to reach something that is not on this machine."""


@dataclass(frozen=True, slots=True)
class Rung:
    """Where one service comes from: a URL, or a program to start, or nothing."""

    service: str
    url: str = ""
    program: Path | None = None
    embedded: bool = False

    @property
    def is_missing(self) -> bool:
        """Say whether there is no such server."""
        return not (self.url or self.program or self.embedded)

    def __str__(self) -> str:
        """Say it for pytest's header; a URL without its password."""
        if self.url:
            return f"{self.service}: environment ({self.url.rpartition('@')[2]})"
        if self.program:
            kind = "wheel" if "site-packages" in self.program.parts else "machine"
            return f"{self.service}: {kind} ({self.program})"
        return f"{self.service}: {'embedded pymap' if self.embedded else 'MISSING'}"


def choose(service: str, variable: str, find: Callable[[], Path | None], *, embedded: bool = False) -> Rung:
    """Return the rung of one service: the URL of a variable, else a program, else what is embedded."""
    url = os.environ.get(variable, "")
    program = None if url else find()
    return Rung(service, url=url, program=program, embedded=embedded and not url and program is None)


@cache
def ladder() -> dict[str, Rung]:
    """Return the rung of each service: postgres, redis, imap, dovecot (IMAP and LMTP), postfix (as root)."""
    return {
        "postgres": choose("postgres", "MAILFLOW_TEST_POSTGRES_URL", find_postgres),
        "redis": choose("redis", "MAILFLOW_TEST_REDIS_URL", find_redis),
        "imap": choose("imap", "MAILFLOW_TEST_IMAP_URL", find_dovecot, embedded=True),
        "dovecot": Rung("dovecot", program=find_dovecot()),
        "postfix": Rung("postfix", program=find_postfix()),
    }


def need(service: str) -> Rung:
    """Return the rung of a service; skip the test where it is missing, or with CI=true fail it."""
    rung = ladder()[service]
    if rung.is_missing:
        missing(service)
    return rung


def missing(what: str) -> NoReturn:
    """End the test that needs what is not there: it skips, or with CI=true fails."""
    message = f"MISSING: no {what} on this machine"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def forbid_outside(patch: pytest.MonkeyPatch) -> None:
    """Let Python's sockets reach Unix sockets and loopback addresses only, and look up no names but localhost."""
    for method in ("connect", "connect_ex"):
        patch.setattr(socket.socket, method, _guarded_connect(getattr(socket.socket, method)))
    patch.setattr(socket, "getaddrinfo", _guarded_lookup(socket.getaddrinfo))


def _guarded_connect(connect: Callable[[socket.socket, object], object]) -> Callable[[socket.socket, object], object]:
    def guarded(connection: socket.socket, address: object) -> object:
        if isinstance(address, tuple):
            _check_host(address[0])
        return connect(connection, address)

    return guarded


def _guarded_lookup(look_up: Callable[..., object]) -> Callable[..., object]:
    def guarded(host: str | bytes | None, *arguments: object, **options: object) -> object:
        _check_host(host)
        return look_up(host, *arguments, **options)

    return guarded


def _check_host(host: str | bytes | None) -> None:
    name = host.decode() if isinstance(host, bytes) else host
    if name and name != "localhost" and not _is_here(name):
        raise OutsideConnectionError(f"a test tried to reach {name}; tests stay on this machine")


def _is_here(name: str) -> bool:
    try:
        address = ipaddress.ip_address(name.partition("%")[0])
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified
