"""Work out what an agenda file leaves out: instants, durations, who expects a report, addresses, doubtful entries."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta

from mailflow.adapters.agenda_formats.checks import NO_DURATION, check_meeting, check_series, sentence
from mailflow.adapters.agenda_formats.crew import Crew, without_doubles
from mailflow.adapters.agenda_formats.times import MAX_MINUTES, WallClock
from mailflow.adapters.agenda_formats.written import WrittenAgenda, WrittenItem
from mailflow.domain.agenda import Agenda, AgendaItem, ItemKey, Meeting, expects_report


def assemble(written: WrittenAgenda, *, addresses: Mapping[str, str]) -> Agenda:
    """Return the agenda that a file means.

    Args:
        written: what it says.
        addresses: name to address, for people whom the file gives none.
    Warnings come in this order: those of reading, of putting together, of names and addresses, of the finished meeting.
    """
    timeline = _Timeline(WallClock(written.series.timezone, written.start, written.date))
    meeting = _meeting(written, timeline)
    crew = Crew(addresses, written.series, meeting, written.people)
    addressed, doubles = without_doubles(crew.addressed_items(meeting.items))
    meeting = replace(meeting, items=addressed)
    found = (*written.warnings, *timeline.warnings, *doubles, *crew.warnings(), *check_series(written.series), *check_meeting(meeting))
    return Agenda(crew.addressed_series(), meeting, tuple(dict.fromkeys(found)))


def _meeting(written: WrittenAgenda, timeline: "_Timeline") -> Meeting:
    start_at = timeline.clock.instant(written.start)
    items = timeline.place(_with_slots(written.items), start_at, written.end)
    return Meeting(
        title=written.series.title,
        start_at=start_at,
        end_at=timeline.end_of(written.end, start_at, items),
        timezone=written.series.timezone,
        items=items,
        online=written.online,
        notes=written.notes,
        number=written.number,
    )


def _with_slots(items: tuple[WrittenItem, ...]) -> tuple[WrittenItem, ...]:
    """Say of each item whether it expects a report; the meeting itself counts as a parent only where no item has items."""
    if any(item.items for item in items):
        return tuple(_slots_within(replace(item, expects_report=bool(item.expects_report))) for item in items)
    return _slots_among(items)


def _slots_among(items: tuple[WrittenItem, ...]) -> tuple[WrittenItem, ...]:
    leaves = sum(1 for item in items if item.speakers and not item.items)
    return tuple(_slots_within(_decided(item, leaves)) for item in items)


def _slots_within(item: WrittenItem) -> WrittenItem:
    return replace(item, items=_slots_among(item.items))


def _decided(item: WrittenItem, leaves: int) -> WrittenItem:
    if item.expects_report is not None:
        return item
    return replace(item, expects_report=not item.items and expects_report(item.speakers, leaves))


@dataclass(frozen=True, slots=True)
class _Timeline:
    """Lays items out in time, and notes what it had to assume."""

    clock: WallClock
    warnings: list[str] = field(default_factory=list)

    def place(
        self, items: tuple[WrittenItem, ...], start_at: datetime, closing: datetime | time | None = None
    ) -> tuple[AgendaItem, ...]:
        """Return siblings one after another from an instant on, except where they say when they start.

        The last of them, if it says when it starts, goes on until `closing`.
        """
        placed: list[AgendaItem] = []
        for number, item in enumerate(items):
            following = items[number + 1].start if number + 1 < len(items) else closing if item.start is not None else None
            placed.append(self._placed(item, self._instant(item.start, start_at), following))
            start_at = placed[-1].end_at
        return tuple(placed)

    def end_of(self, written: datetime | time | None, start_at: datetime, items: tuple[AgendaItem, ...]) -> datetime:
        """Return when the meeting ends: as written, else with its last item."""
        if written is None:
            return max((item.end_at for item in items), default=start_at)
        end_at = self._instant(written, start_at)
        return end_at + timedelta(days=1) if isinstance(written, time) and end_at <= start_at else end_at

    def _placed(self, item: WrittenItem, begin_at: datetime, following: datetime | time | None) -> AgendaItem:
        children = self.place(item.items, begin_at)
        placed = AgendaItem(
            key=ItemKey(item.key),
            title=item.title,
            start_at=begin_at,
            duration_minutes=item.minutes or 0,
            expects_report=bool(item.expects_report),
            description=item.description,
            notes=item.notes,
            speakers=item.speakers,
            items=children,
            aliases=item.aliases,
        )
        return placed if item.minutes is not None else self._with_duration(placed, following)

    def _with_duration(self, item: AgendaItem, following: datetime | time | None) -> AgendaItem:
        """Fill in a duration that is not written: that of the children, or the time until the next item."""
        if item.items:
            end_at = max(child.end_at for child in item.items)
        elif following is not None:
            end_at = self._instant(following, item.start_at)
        else:
            self.warnings.append(sentence(item, NO_DURATION))
            end_at = item.start_at
        minutes = int((end_at - item.start_at).total_seconds() // 60)
        return replace(item, duration_minutes=min(max(0, minutes), MAX_MINUTES))

    def _instant(self, written: datetime | time | None, anchor: datetime) -> datetime:
        if written is None:
            return anchor
        return self.clock.near(written, anchor) if isinstance(written, time) else self.clock.instant(written)
