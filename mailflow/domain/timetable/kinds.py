"""The values of a timetable: where a meeting stands, and the steps that follow from it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import AgendaItem, Meeting, MeetingId, PersonId, Series, Speaker
from mailflow.domain.habits import Habits
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.minutes.draft import Draft
from mailflow.domain.timetable.moments import Hours

NOT_BEGUN = frozenset({MeetingState.PLANNED, MeetingState.INVITED, MeetingState.COLLECTING, MeetingState.DRAFTING})
"""The states of a meeting of which no draft has been sent."""
_MARK_LENGTH = 12
HELD = "held"
"""What the audit trail calls it when minutes are stopped by the word of somebody who may."""


class StepKind(StrEnum):
    """What a step of the timetable is.

    A REQUEST is the one reminder of somebody who declined: for a text, or for the name of who reports instead. ADDRESSES tells the
    secretary who cannot be written to. The END_OF_CORRECTIONS is nothing but a moment.
    """

    INVITATION = "invitation"
    REMINDER = "reminder"
    REQUEST = "request"
    ACTION_REMINDER = "action reminder"
    BRIEFING = "briefing"
    DRAFT = "draft"
    NUDGE = "nudge"
    ADDRESSES = "addresses"
    END_OF_CORRECTIONS = "end of corrections"


@dataclass(frozen=True, slots=True)
class Step:
    """One mail of the timetable, to one person.

    It was due at `due_at`; seen from now it goes `at`, unless that is `expires_at` or later, when it is of no use any more. `skipped` says
    why it does not go; empty if it does. `purpose` is the same for the same step whoever computes it, and another where a meeting is moved.
    `number` counts the reminders of a timetable from 1; `is_last` is the last of them. `for_whom` names the speakers for whom a delegate is
    to report, `by_whom` who was asked to report for the person. `people` are those whom a notice is about.
    """

    kind: StepKind
    due_at: datetime
    at: datetime
    expires_at: datetime
    purpose: str
    why: str
    to: Speaker | None = None
    slots: tuple[AgendaItem, ...] = ()
    skipped: str = ""
    number: int = 0
    is_last: bool = False
    for_whom: tuple[str, ...] = ()
    by_whom: tuple[str, ...] = ()
    people: tuple[Speaker, ...] = ()

    def is_due(self, now: datetime) -> bool:
        """Tell whether it goes now."""
        return not self.skipped and self.at <= now < self.expires_at


_NOTHING: Mapping[str, datetime] = {}
_NOBODY: Mapping[PersonId, datetime] = {}
_NO_TROUBLES: Mapping[str, str] = {}
_NO_THREADS: Mapping[PersonId, str] = {}


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a meeting stands: all that its timetable is computed from.

    `posted` are the purposes for which mail was posted, and when; `written_at` when each person was last invited, told of a change or
    reminded; `declined_at` since when they have declined; `invited` who has an invitation. `unreachable` are addresses (in lower case) to
    which mail does not go, and what servers said of them; `waiting` those (in lower case) from which a mail has come that nobody has
    decided upon. `revision` is the newest of the minutes, which waits since `waits_since` (a mail with it, or a word of an approver), and
    `is_held` by their own word. `told` are the people of whom the secretary knows, by `mark_of`.
    Before `asks_from` nobody is asked for anything: what they have sent is not read yet. `threads` are the Message-IDs of the newest
    invitations.
    """

    meeting: Meeting
    series: Series
    posted: Mapping[str, datetime] = field(default_factory=lambda: _NOTHING)
    written_at: Mapping[PersonId, datetime] = field(default_factory=lambda: _NOBODY)
    declined_at: Mapping[PersonId, datetime] = field(default_factory=lambda: _NOBODY)
    invited: frozenset[PersonId] = frozenset()
    unreachable: Mapping[str, str] = field(default_factory=lambda: _NO_TROUBLES)
    waiting: frozenset[str] = frozenset()
    revision: Draft | None = None
    waits_since: datetime | None = None
    is_held: bool = False
    published_at: datetime | None = None
    told: frozenset[str] = frozenset()
    asks_from: datetime | None = None
    threads: Mapping[PersonId, str] = field(default_factory=lambda: _NO_THREADS)

    @property
    def zone(self) -> ZoneInfo:
        """The zone of the series."""
        return ZoneInfo(self.series.timezone)

    @property
    def hours(self) -> Hours:
        """When people are reminded."""
        return Hours.of(self.series.habits, self.zone)

    def asking_at(self, now: datetime) -> datetime:
        """Return when somebody could be asked for something: now, unless what they have sent is still to be read."""
        return max(now, self.asks_from) if self.asks_from is not None else now

    @property
    def name(self) -> str:
        """The meeting and its start, as purposes name them: one that is moved has another name."""
        return f"{self.meeting.id}:{self.meeting.start_at:%Y-%m-%dT%H:%MZ}"

    def trouble_of(self, person: Speaker) -> str:
        """Say why a person cannot be written to; empty if they can."""
        if not person.email:
            return "no address is known"
        said = self.unreachable.get(person.email.lower())
        return f"mail to {person.email} does not arrive ({said})" if said is not None else ""


def mark_of(person: Speaker) -> str:
    """Return what stands for a person at their present address, which it does not tell."""
    return f"{person.id}={hashlib.sha256((person.email or '').lower().encode()).hexdigest()[:_MARK_LENGTH]}"


@dataclass(frozen=True, slots=True)
class Chased:
    """A meeting in which something may be due, as far as its own row tells; `timezone` is that of the series.

    `drafted_at` is when its newest open revision of the minutes was made.
    """

    id: MeetingId
    start_at: datetime
    end_at: datetime
    timezone: str
    state: MeetingState
    habits: Habits
    drafted_at: datetime | None = None
