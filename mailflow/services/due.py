"""The timetable as it lies ahead of all meetings, seen from any moment: what would be sent when, to whom and why; nothing is written."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from mailflow.domain.agenda import MeetingId, Series
from mailflow.domain.lifecycle import MeetingState
from mailflow.domain.timetable.kinds import Step, StepKind
from mailflow.services.chase import Source
from mailflow.services.ports.storage import UnitOfWorkFactory
from mailflow.services.ports.world import Clock
from mailflow.services.revisions import About

_SINCE = timedelta(days=60)
Document = dict[str, object]
_MAILS = {StepKind.REQUEST: "reminder"}


@dataclass(frozen=True, slots=True)
class Ahead:
    """A step of the timetable of a meeting."""

    meeting_id: MeetingId
    series: Series
    step: Step

    def document(self) -> Document:
        """Return it as `mailflow due --json` shows it; `at` is in the zone of the series."""
        step = self.step
        to = {"name": step.to.name, "email": step.to.email} if step.to else None
        document: Document = {
            "at": step.at.astimezone(ZoneInfo(self.series.timezone)).isoformat(timespec="seconds"),
            "kind": _MAILS.get(step.kind, step.kind.value),
            "meeting": self.meeting_id,
            "series": self.series.slug,
            "to": to,
            "slots": [slot.key for slot in step.slots],
            "why": step.why,
        }
        return {**document, "skipped": step.skipped} if step.skipped else document


class Due:
    """Tell what the timetable will do."""

    def __init__(self, begin: UnitOfWorkFactory, sources: tuple[Source, ...], *, clock: Clock) -> None:
        self._begin = begin
        self._sources = sources
        self._clock = clock

    def __call__(self, at: datetime | None = None) -> tuple[Ahead, ...]:
        """Return the steps of all meetings as seen from a moment, now unless one is given, in the order in which they go.

        Those that are skipped are among them; what people will do until then is not known, so that each goes as if nobody answered.
        """
        now = at or self._clock.now()
        with self._begin() as uow:
            summaries = uow.meetings.current(now - _SINCE)
            abouts = [
                About(uow.meetings.get(one.id), uow.meetings.series_of(one.id))
                for one in summaries
                if one.state is not MeetingState.CANCELLED and one.start_at > now - _SINCE
            ]
            found = [
                Ahead(about.meeting_id, about.series, step)
                for about in abouts
                for source in self._sources
                for step in source.steps(uow, about, now)
                if step.skipped or step.at < step.expires_at or step.kind is StepKind.END_OF_CORRECTIONS
            ]
        return tuple(sorted(found, key=lambda ahead: (ahead.step.at, ahead.meeting_id)))
