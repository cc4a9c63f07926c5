"""How much came in lately, of whom, and who waits for it: the counts by which floods are held back."""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, select, true

from mailflow.adapters import tables
from mailflow.domain.floods import Flow, Scope, Traffic, domain_of
from mailflow.domain.lifecycle import InboundState
from mailflow.domain.message import InboundId

_T = tables.inbound.c
_NO_WILDCARDS = str.maketrans({"%": r"\%", "_": r"\_", "\\": r"\\"})


def read_traffic(connection: Connection, author: str, *, since: datetime) -> Traffic:
    """Return what was settled since a time: of an address, of its domain, and in all."""
    columns: list[ColumnElement[Any]] = []
    for scope in Scope:
        settled = case((_is_in(scope, author), _T.settled_at))
        columns += [func.count(settled), func.min(settled)]
    settled_since = (_T.settled_at > since, _T.state != InboundState.RECEIVED.value)
    counts = iter(connection.execute(select(*columns).where(*settled_since)).one())
    return {scope: Flow(next(counts), next(counts)) for scope in Scope}


def held_until(connection: Connection, scope: Scope, author: str, *, before: InboundId) -> datetime | None:
    """Return the turn of the last message that is held in the scope of an address, among those that came before another."""
    held = (_T.state == InboundState.RECEIVED.value, _T.settled_at.is_(None), _T.reason != "", _T.id < before)
    last = select(_T.lease_until).where(*held, _is_in(scope, author)).order_by(_T.id.desc()).limit(1)
    turn: datetime | None = connection.execute(last).scalar()
    return turn


def _is_in(scope: Scope, author: str) -> ColumnElement[bool]:
    """Tell of a row whether it is in the scope of an address; the database folds both sides, so that they fold alike."""
    if scope is Scope.TOTAL:
        return true()
    if scope is Scope.SENDER:
        return func.lower(_T.author_email) == func.lower(author)
    return func.lower(_T.author_email).like(func.lower(f"%@{domain_of(author).translate(_NO_WILDCARDS)}"), escape="\\")
