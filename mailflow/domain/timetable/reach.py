"""Which addresses mail does not reach: what failed, weighed against every sign of life since."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from mailflow.domain.classification.failures import kind_of
from mailflow.domain.mail_reports import BounceKind, ReportedRecipient
from mailflow.domain.message import OutboundId

_OFTEN = 3
_REFUSED = 500
_COUNTED = frozenset({BounceKind.HARD, BounceKind.OVER_QUOTA, BounceKind.BLOCKED, BounceKind.UNKNOWN})
_WORDS = 120


@dataclass(frozen=True, slots=True)
class Failure:
    """A mail of ours that did not arrive at an address (in lower case), why, when that was told, in which words, and which mail it was."""

    address: str
    kind: BounceKind
    at: datetime
    words: str = ""
    mail: OutboundId | None = None


def failure_of(address: str, reply_code: int, reply_text: str, at: datetime) -> Failure:
    """Return the failure of a mail that we gave up: refused in these words, or never accepted in all the time that we tried."""
    words = f"{reply_code} {reply_text}" if reply_code else reply_text
    is_refused = reply_code >= _REFUSED
    kind = kind_of(ReportedRecipient(address, diagnostic=words)) if is_refused else BounceKind.HARD
    return Failure(address.lower(), BounceKind.UNKNOWN if kind is BounceKind.SOFT else kind, at, words)


def once_a_mail(failures: Iterable[Failure]) -> tuple[Failure, ...]:
    """Return failures by time, of each mail no more than one: the first that is hard, else the first.

    Whoever has seen the signed bounce address of one mail, as it stands in every copy, could else forge as many as it takes.
    """
    first: dict[OutboundId, Failure] = {}
    others: list[Failure] = []
    for failure in sorted(failures, key=lambda failure: (failure.kind is not BounceKind.HARD, failure.at)):
        if failure.mail is None:
            others.append(failure)
        else:
            first.setdefault(failure.mail, failure)
    return tuple(sorted((*first.values(), *others), key=lambda failure: failure.at))


def unreachable(failures: Iterable[Failure], alive_at: Mapping[str, datetime]) -> dict[str, str]:
    """Return the addresses to which nothing more is sent, and what was said of each last.

    One hard failure is enough, else it takes three; a delay is none. What came before the last mail from an address counts no more.
    """
    found: dict[str, list[Failure]] = {}
    for failure in once_a_mail(failures):
        alive = alive_at.get(failure.address)
        if failure.kind in _COUNTED and (alive is None or failure.at > alive):
            found.setdefault(failure.address, []).append(failure)
    return {address: _said(told) for address, told in found.items() if _is_enough(told)}


def _is_enough(told: list[Failure]) -> bool:
    return len(told) >= _OFTEN or any(failure.kind is BounceKind.HARD for failure in told)


def _said(told: list[Failure]) -> str:
    last = told[-1]
    return " ".join((last.words or last.kind.value).split())[:_WORDS]
