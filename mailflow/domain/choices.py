"""On which terms somebody gets minutes: what they want of them, not for a while, or not at all, as mail does not reach them.

They may want some items, only the actions, the text alone, another language. That makes an edition of the minutes, which has nothing in
it that the minutes do not have.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from mailflow.domain.mail_reports import BounceKind
from mailflow.domain.minutes.content import MinutesItem
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.timetable.reach import Failure, once_a_mail

_HARD_DAYS = 3
_SCORE = {BounceKind.HARD: 1.0, BounceKind.OVER_QUOTA: 0.25, BounceKind.UNKNOWN: 0.25}
"""What a failure weighs; that we are blocked, or that a mail is late, is no fault of the address."""
_REMEMBERED = timedelta(days=180)


@dataclass(frozen=True, slots=True)
class Edition:
    """Which minutes somebody gets: `items` are titles of items, empty for all; `language` is empty for that of the series."""

    items: tuple[str, ...] = ()
    actions_only: bool = False
    text_only: bool = False
    language: str = ""

    @property
    def is_whole(self) -> bool:
        """Tell whether nothing is left out."""
        return not (self.items or self.actions_only)


WHOLE = Edition()


@dataclass(frozen=True, slots=True)
class Terms:
    """On which terms an address is on a list: its edition; until when it wants nothing; and since when, and why, nothing is sent to it.

    `alive_at` is when it last showed that somebody reads it: what failed before counts no more.
    """

    edition: Edition = WHOLE
    paused_until: date | None = None
    suspended_at: datetime | None = None
    reason: str = ""
    alive_at: datetime | None = None

    @property
    def shown(self) -> dict[str, str]:
        """What is out of the ordinary, by name: `suspended`, `paused`, `only`, `form`, `language`; empty where nothing is."""
        edition = self.edition
        return {
            name: value
            for name, value in (
                ("suspended", f"{self.suspended_at:%Y-%m-%d}: {self.reason}" if self.suspended_at else ""),
                ("paused", f"until {self.paused_until}" if self.paused_until else ""),
                ("only", "actions" if edition.actions_only else ", ".join(edition.items)),
                ("form", "text" if edition.text_only else ""),
                ("language", edition.language),
            )
            if value
        }

    def __str__(self) -> str:
        """Return `(suspended 2027-03-18: 550 no such user; only CTA)`; nothing where nothing is out of the ordinary."""
        said = "; ".join(f"{name} {value}" for name, value in self.shown.items())
        return f"({said})" if said else ""

    def gets_mail(self, today: date) -> bool:
        """Tell whether minutes go to the address on a day."""
        return self.suspended_at is None and (self.paused_until is None or today >= self.paused_until)


NO_TERMS = Terms()


def edition_of(draft: Draft, edition: Edition) -> Draft | None:
    """Return what of minutes an edition has; None where that is nothing."""
    content = draft.content
    if edition.actions_only:
        return replace(draft, content=replace(content, items=(), other=())) if content.actions else None
    if not edition.items:
        return draft
    items = tuple(_kept(content.items, {title.casefold() for title in edition.items}))
    return replace(draft, content=replace(content, items=items, other=())) if items else None


def _kept(items: tuple[MinutesItem, ...], titles: set[str]) -> Iterable[MinutesItem]:
    """Yield the items with these titles, what is below them, and the headings above them without their own words."""
    chosen = {item.key for item in items if item.title.casefold() in titles}
    for item in items:
        if any(_is_in(item.key, key) for key in chosen):
            yield item
        elif any(_is_in(key, item.key) for key in chosen):
            yield replace(item, reports=(), notes=(), is_missing=False)


def _is_in(key: str, above: str) -> bool:
    return key == above or key.startswith(f"{above}.")


def is_dead(failures: Iterable[Failure], terms: Terms, now: datetime) -> str:
    """Say why an address is to be suspended; empty where it is not: three hard failures, or what weighs as much, on three days.

    Of each mail one failure counts. Only what came since its last sign of life counts, and nothing of more than half a year ago.
    """
    since = max(now - _REMEMBERED, terms.alive_at or now - _REMEMBERED)
    counted = once_a_mail(one for one in failures if one.kind in _SCORE and one.at > since)
    days = {one.at.date() for one in counted}
    if len(days) < _HARD_DAYS or sum(_SCORE[one.kind] for one in counted) < _HARD_DAYS:
        return ""
    return " ".join((counted[-1].words or counted[-1].kind.value).split())[:200]
