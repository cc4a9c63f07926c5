"""Which addresses are connected to: those that anybody can reach, never those of this machine or of its networks."""

import ipaddress
import socket
import threading
from queue import Empty, SimpleQueue

from mailflow.domain.errors import BadInputError

_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_LONGEST_HOST = 253


def is_public(address: str) -> bool:
    """Tell whether an address is one of the public internet; one that hides an IPv4 address is what that is.

    Source: RFC 6890; RFC 4291 2.5.5.2 (mapped), RFC 3056 (6to4), RFC 6052 (NAT64), RFC 4380 (Teredo).
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        hidden = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if found in _NAT64:
            hidden = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if hidden is not None:
            return is_public(str(hidden))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def resolve(host: str, port: int, *, timeout_s: float) -> tuple[str, ...]:
    """Return every address of a host.

    Raises:
        BadInputError: there is none, or nobody answered in time.
    """
    if len(host) > _LONGEST_HOST:
        raise BadInputError(f"{host[:40]}…: is no name of a host")
    if _is_address(host):
        return (host,)
    answers: SimpleQueue[list[str] | OSError | UnicodeError] = SimpleQueue()
    # The system's resolver knows no time limit, and must not hold up the end of the program either.
    threading.Thread(target=_ask, args=(host, port, answers), daemon=True).start()
    try:
        found = answers.get(timeout=max(0.0, timeout_s))
    except Empty as error:
        raise BadInputError(f"{host}: nobody told its address in time") from error
    if isinstance(found, Exception):
        raise BadInputError(f"{host}: no such host") from found
    return tuple(dict.fromkeys(found))


def _is_address(host: str) -> bool:
    try:
        return bool(ipaddress.ip_address(host))
    except ValueError:
        return False


def _ask(host: str, port: int, answers: "SimpleQueue[list[str] | OSError | UnicodeError]") -> None:
    try:
        answers.put([str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)])
    except (OSError, UnicodeError) as error:
        answers.put(error)
