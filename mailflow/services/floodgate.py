"""Hold back the excess of a flood before it is read: it waits, with its sender and subject shown, and nothing waits behind it.

begun messages -> their header fields, read outside of any transaction -> counts of the hour -> those that may be read now
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from mailflow.domain import reply_address
from mailflow.domain.errors import BadReplyAddress
from mailflow.domain.floods import PERIOD, FloodLimits, Flow, Scope, Traffic, domain_of, full_scopes, turn_of
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundId, InboundMessage, is_same_address
from mailflow.domain.records import InboundOutcome
from mailflow.services.correspondence import Office
from mailflow.services.ports.storage import UnitOfWork, UnitOfWorkFactory
from mailflow.services.ports.world import Clock, MessageCodec

HEAD_BYTES = 256 * 1024
"""How much of a message is looked at: as much as its header may have when it is read, so that nobody hides behind more fields."""
_HEADER = re.compile(rb"[\r\n]*+.*?(?:\r\n\r\n|\n\n|\r\r|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class _Caller:
    """A message at the gate: its place in the line, and what its header fields say."""

    id: InboundId
    message: InboundMessage

    @property
    def author(self) -> str:
        return self.message.author.email


class Floodgate:
    """Decide which messages are read now, and let the others wait for their turn."""

    def __init__(self, begin: UnitOfWorkFactory, office: Office, *, codec: MessageCodec, clock: Clock, limits: FloodLimits) -> None:
        self._begin = begin
        self._office = office
        self._codec = codec
        self._clock = clock
        self._limits = limits

    def __call__(self, heads: Mapping[InboundId, bytes]) -> frozenset[InboundId]:
        """Return those of the messages that must wait, by the first octets of each; it is recorded of them, in one transaction."""
        now = self._clock.now()
        if not self._may_be_reached(len(heads), now):
            return frozenset()
        callers = [_Caller(inbound_id, self._codec.parse(_header(head))) for inbound_id, head in heads.items()]
        admitted: Counter[tuple[Scope, str]] = Counter()
        with self._begin() as uow:
            held = frozenset(caller.id for caller in callers if self._is_held(uow, caller, admitted, now))
            uow.commit()
        return held

    def _may_be_reached(self, count: int, now: datetime) -> bool:
        """Tell whether so many messages more could reach any limit: the rule is that they cannot, and nothing is looked at."""
        lowest = self._limits.lowest
        if not lowest or not count:
            return False
        with self._begin() as uow:
            return uow.inbound.traffic("", since=now - PERIOD)[Scope.TOTAL].count + count > lowest

    def _is_held(self, uow: UnitOfWork, caller: _Caller, admitted: Counter[tuple[Scope, str]], now: datetime) -> bool:
        traffic = uow.inbound.traffic(caller.author, since=now - PERIOD)
        places = {scope: (scope, _name(scope, caller.author)) for scope in Scope}
        together = {scope: Flow(flow.count + admitted[places[scope]], flow.oldest_at) for scope, flow in traffic.items()}
        scope = next((scope for scope in full_scopes(together, self._limits) if not self._is_exempt(uow, caller, scope)), None)
        if scope is None:
            admitted.update(places.values())
            return False
        self._hold(uow, caller, (scope, together), now)
        return True

    def _is_exempt(self, uow: UnitOfWork, caller: _Caller, scope: Scope) -> bool:
        """Tell whether a limit is not for this message: a forger must not make a speaker's report wait, nor a flood all speakers'."""
        if scope is Scope.DOMAIN and not domain_of(caller.author):
            return True
        # Whoever forges a known address is held by the limit of that sender, which is for all that comes without its own token.
        if scope is not Scope.SENDER and uow.meetings.knows(caller.author):
            return True
        return any(self._is_addressees(uow, caller, address) for address in caller.message.recipients)

    def _is_addressees(self, uow: UnitOfWork, caller: _Caller, address: str) -> bool:
        """Tell whether an address carries the token of a mail of ours that went to the author."""
        try:
            target = reply_address.verify(address, key=self._office.key, now=self._clock.now())
        except BadReplyAddress:
            return False
        entry = uow.outbox.find(target)
        return entry is not None and is_same_address(entry.recipient.email, caller.author)

    def _hold(self, uow: UnitOfWork, caller: _Caller, full: tuple[Scope, Traffic], now: datetime) -> None:
        scope, traffic = full
        limit = self._limits.of(scope)
        behind = uow.inbound.held_until(scope, caller.author, before=caller.id)
        turn = turn_of(traffic[scope], limit, behind=behind, now=now)
        what = f"{limit} messages of {_name(scope, caller.author)}" if scope is not Scope.TOTAL else f"{limit} messages"
        reason = f"it waits: {what} were read within the hour; its turn is at {turn:%Y-%m-%d %H:%M} UTC"
        message = caller.message
        outcome = InboundOutcome(InboundState.RECEIVED, reason, message.message_id, message.author, message.subject)
        uow.inbound.hold(caller.id, outcome, until=turn)


def _header(head: bytes) -> bytes:
    """Return the header of a message without what follows it, of which nothing is decided here."""
    found = _HEADER.match(head)
    return found[0] if found else head


def _name(scope: Scope, author: str) -> str:
    """Return by which name a scope is counted, and shown."""
    return {Scope.SENDER: author.lower() or "nobody", Scope.DOMAIN: domain_of(author), Scope.TOTAL: ""}[scope]
