"""The real mailflow: its commands and `mailflow serve` as processes, on settings of their own, at the time of the story."""

import os
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path

from pydantic import BaseModel, Field, TypeAdapter

from mailflow.bootstrap.application import Application, build
from mailflow.config import PREFIX, Settings
from mailflow.demo.expectations import StoryError
from mailflow.demo.machines import AUTHSERV_ID
from mailflow.demo.servers import HOST, Inbox, Sink, end, free_port

ADDRESS = "minutes@example.org"
_COMMAND_S = 60
_STOP_S = 12
_LOG_LINES = 15
_ROOT = Path(__file__).parents[2]


class Received(BaseModel):
    """A line of `mailflow inbox --json`."""

    id: int
    message_id: str
    sender: str = Field(alias="from")
    kind: str | None
    state: str
    slots: list[str]
    reason: str


class Owed(BaseModel):
    """A line of `mailflow outbox --json`."""

    kind: str
    to: str
    subject: str
    message_id: str
    state: str


class Speaker(BaseModel):
    """A speaker of a slot in `mailflow status ID --json`."""

    name: str
    rsvp: str | None


class Filed(BaseModel):
    """A report in `mailflow status ID --json`; `parts` holds what each author of a slot wrote."""

    revision: int
    author: str
    text: str
    late: bool
    attachments: list[dict[str, object]]
    parts: list["Filed"] = []


class Slot(BaseModel):
    """A slot in `mailflow status ID --json`."""

    key: str
    title: str
    speakers: list[Speaker]
    report: Filed | None


class Meeting(BaseModel):
    """The meeting in `mailflow status ID --json`."""

    id: int
    state: str


class Status(BaseModel):
    """What `mailflow status ID --json` prints."""

    meeting: Meeting
    slots: list[Slot]


class StoryClock:
    """Moves the time of every process of the story: a file holds the seconds by which their clocks are ahead."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._offset_s = 0.0

    def now(self) -> datetime:
        """Return the time of the story, aware, UTC."""
        return datetime.fromtimestamp(time.time() + self._offset_s, UTC)

    def move_to(self, moment: datetime) -> None:
        """Go on at a later moment; in one step, so that no process reads half of it."""
        self._offset_s = moment.timestamp() - time.time()
        fresh = self.file.with_suffix(".new")
        fresh.write_text(f"{self._offset_s:.3f}\n", encoding="ascii")
        fresh.replace(self.file)


class Service:
    """The service, as the secretary runs it.

    Args:
        root: a folder of its own, for the data, the log and the settings.
        inbox: which it reads.
        sink: to which it sends.
        clock: that it goes by.
    """

    def __init__(self, root: Path, *, inbox: Inbox, sink: Sink, clock: StoryClock) -> None:
        self.log = root / "serve.log"
        self._root = root
        self._process: subprocess.Popen[bytes] | None = None
        self._environment = _environment({
            "DATA_DIR": str(root / "data"),
            "SMTP_URL": f"smtp://{HOST}:{sink.port}",
            "IMAP_URL": inbox.url,
            "ADDRESS": ADDRESS,
            "TRUSTED_AUTHSERV_ID": AUTHSERV_ID,
            "TIMEZONE": "Europe/Paris",
            "CLOCK_OFFSET_FILE": str(clock.file),
            "IMAP_POLL_S": "0.2",
            "SWEEP_S": "1",
            "WEB_HOST": HOST,
            "WEB_PORT": str(free_port()),
        })  # fmt: skip

    def command(self, *arguments: str) -> str:
        """Run a command of mailflow and return what it printed. Raises StoryError where it fails."""
        shown = f"mailflow {' '.join(arguments)}"
        try:
            done = subprocess.run(  # noqa: S603 - our own interpreter with our own arguments
                [sys.executable, "-m", "mailflow", *arguments],
                cwd=self._root,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                encoding="utf-8",
                timeout=_COMMAND_S,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise StoryError(f"{shown}: not done after {_COMMAND_S} s") from error
        if done.returncode:
            raise StoryError(f"{shown}: exit {done.returncode}\n{_last_lines(done.stderr)}")
        return done.stdout

    def start(self) -> None:
        """Start `mailflow serve`."""
        with self.log.open("ab") as output:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "mailflow", "serve"],
                cwd=self._root,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                start_new_session=True,
            )

    def stop(self) -> int | None:
        """Stop `mailflow serve` by SIGTERM and return its exit code; None where it does not run."""
        process, self._process = self._process, None
        return end(process, patience_s=_STOP_S) if process else None

    def must_be_alive(self) -> None:
        """Raise StoryError where `mailflow serve` has ended."""
        if self._process is not None and self._process.poll() is not None:
            raise StoryError(f"mailflow serve ended with {self._process.returncode}\n{self.log_end()}")

    def log_end(self) -> str:
        """Return the last lines of its log."""
        return _last_lines(self.log.read_text(encoding="utf-8", errors="replace")) if self.log.exists() else ""

    @cached_property
    def house(self) -> Application:
        """The same database, to look at: what `status`, `inbox`, `outbox`, `minutes` and `audit` show."""
        return build(Settings.model_construct(data_dir=self._root / "data"))

    def inbox(self) -> list[Received]:
        """Return what came in."""
        return TypeAdapter(list[Received]).validate_python(self.house.secretary.views.inbox(None))

    def outbox(self) -> list[Owed]:
        """Return what is owed and sent."""
        return TypeAdapter(list[Owed]).validate_python(self.house.secretary.views.outbox())

    def slots(self, meeting_id: int) -> dict[str, Slot]:
        """Return the slots of a meeting by their titles, in agenda order."""
        found = TypeAdapter(list[Status]).validate_python(self.house.secretary.views.status_of_all())
        return {slot.title: slot for status in found if status.meeting.id == meeting_id for slot in status.slots}

    def raw(self, inbound_id: int) -> bytes:
        """Return a mail that came in as it is kept: `mailflow inbox raw ID`."""
        return self.house.secretary.views.inbox_raw(inbound_id)  # type: ignore[arg-type] # InboundId is the domain's, which the demo does not import

    def counts(self) -> tuple[Counter[str], Counter[str]]:
        """Return how many mails are in each state: of those received, and of those owed."""
        states = TypeAdapter(dict[str, dict[str, int]]).validate_python(self.house.secretary.views.health())
        return Counter(states["inbox"]), Counter(states["outbox"])

    def close(self) -> None:
        """Stop, and let go of the database."""
        self.stop()
        if "house" in self.__dict__:
            self.house.close()


def _last_lines(text: str) -> str:
    return "\n".join(text.splitlines()[-_LOG_LINES:])


def _environment(settings: dict[str, str]) -> dict[str, str]:
    """Return the environment of the service: the user's own settings stay out of it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    path = os.pathsep.join(part for part in (str(_ROOT), inherited.get("PYTHONPATH", "")) if part)
    return {**inherited, "PYTHONPATH": path, "PYTHONUTF8": "1", **{f"{PREFIX}{name}": value for name, value in settings.items()}}
