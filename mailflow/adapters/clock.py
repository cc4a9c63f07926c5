"""The time of day, and the time of a rehearsal."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path


class SystemClock:
    """Clock of the machine."""

    def now(self) -> datetime:
        """Return the present, aware, UTC."""
        return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class RehearsalClock:
    """Clock of the machine, moved by the number of seconds that a file holds.

    With it a whole meeting can be played through in a minute, by every process at once; a file that is missing or empty moves
    nothing.
    """

    offset_file: Path

    def now(self) -> datetime:
        """Return the present of the rehearsal, aware, UTC."""
        try:
            offset_s = float(self.offset_file.read_text(encoding="ascii").strip() or 0)
        except FileNotFoundError:
            offset_s = 0.0
        return datetime.now(UTC) + timedelta(seconds=offset_s)
