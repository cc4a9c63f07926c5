"""What an event told, as JSON and back."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypedDict

from mailflow.adapters.repositories.online import online_of, online_values
from mailflow.domain.told import OwnItem, Told


class _Item(TypedDict):
    key: str
    title: str
    start: str
    minutes: int
    is_slot: bool


class ToldValues(TypedDict):
    """The JSON of what an event told; times in ISO form, in UTC."""

    start: str
    end: str
    title: str
    since: str
    online: Mapping[str, object]
    items: list[_Item]


def told_values(told: Told) -> ToldValues:
    """Return the JSON of what an event told."""
    items = [
        _Item(key=item.key, title=item.title, start=item.start_at.isoformat(), minutes=item.duration_minutes, is_slot=item.expects_report)
        for item in told.items
    ]
    return ToldValues(
        start=told.start_at.isoformat(),
        end=told.end_at.isoformat(),
        title=told.title,
        since=told.since.isoformat(),
        online=online_values(told.online),
        items=items,
    )


def told_of(values: ToldValues) -> Told:
    """Return what an event told from its JSON."""
    items = (
        OwnItem(item["key"], item["title"], datetime.fromisoformat(item["start"]), item["minutes"], item["is_slot"])
        for item in values["items"]
    )
    start_at, end_at, since = (datetime.fromisoformat(moment) for moment in (values["start"], values["end"], values["since"]))
    return Told(start_at, end_at, values["title"], since, online_of(values["online"]), tuple(items))
