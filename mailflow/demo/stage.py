"""The stage of the demo: servers, service, people and the time of the story."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from importlib.resources import files
from pathlib import Path
from string import Template
from zoneinfo import ZoneInfo

from mailflow.demo.expectations import Expectations
from mailflow.demo.people import Person, Post
from mailflow.demo.servers import SentMail, imap_server, smtp_sink
from mailflow.demo.service import Service, StoryClock
from mailflow.demo.show import Account

ZONE = "Europe/Paris"
MEETING_TIME = time(10, 0)
_AGENDA = "agenda.yaml"
_WEDNESDAY = 2
_AHEAD = timedelta(days=8)
WAIT_S = 25.0


@dataclass(eq=False)
class Stage:
    """All that the acts play with; `meeting_id` is known once the meeting was added."""

    root: Path
    account: Account
    expect: Expectations
    service: Service
    post: Post
    clock: StoryClock
    meeting_date: date
    meeting_id: int = 0

    @property
    def agenda_file(self) -> Path:
        """The agenda, as the secretary wrote it."""
        return self.root / _AGENDA

    @property
    def has_minutes(self) -> bool:
        """Tell whether a draft was made."""
        return any(mail.kind == "draft" for mail in self.service.outbox()) if self.meeting_id else False

    def move_to(self, days: int, hours: int, minutes: int) -> None:
        """Let time pass, once nothing is in hand: so many days from the meeting, at a local time."""
        self.rest()
        day = self.meeting_date + timedelta(days=days)
        self.clock.move_to(datetime.combine(day, time(hours, minutes), ZoneInfo(ZONE)))

    def tell(self, text: str) -> None:
        """Tell what somebody does now."""
        self.account.step(self.clock.now(), text)

    def run(self, *arguments: str) -> str:
        """Let the secretary type a command; show it and what it printed."""
        self.tell(f"Secretary: mailflow {' '.join(arguments)}")
        printed = self.service.command(*arguments)
        self.account.block(printed)
        return printed

    def rest(self) -> None:
        """Wait until every mail that was put into the inbox is settled, and everything that is owed is sent. Raises StoryError."""
        self.expect.wait("the service comes to rest", self._is_at_rest, timeout_s=WAIT_S, found=self._counts)

    def arrived(self, what: str, person: Person, *, about: str, count: int = 1) -> SentMail:
        """Expect so many mails about something in somebody's mailbox, and return the newest. Raises StoryError."""

        def mails() -> tuple[SentMail, ...]:
            return self.post.sink.mailbox(person.email, about=about)

        def subjects() -> list[str]:
            return [mail.subject for mail in self.post.sink.mailbox(person.email)]

        self.expect.soon(what, lambda: len(mails()) >= count, timeout_s=WAIT_S, found=subjects)
        return mails()[-1]

    def _is_at_rest(self) -> bool:
        inbox, outbox = self.service.counts()
        return inbox.total() == len(self.post.posted) and not inbox["received"] and outbox.total() == outbox["sent"]

    def _counts(self) -> str:
        inbox, outbox = self.service.counts()
        return f"{len(self.post.posted)} mails put into the inbox; inbox {dict(inbox)}, outbox {dict(outbox)}"


@contextmanager
def stage(root: Path, account: Account) -> Iterator[Stage]:
    """Set the stage in an empty folder; all of it is gone at the end, whatever happens."""
    with ExitStack() as stack:
        inbox = stack.enter_context(imap_server(root / "imap.log"))
        sink = stack.enter_context(smtp_sink())
        clock = StoryClock(root / "clock")
        service = Service(root, inbox=inbox, sink=sink, clock=clock)
        stack.callback(service.close)
        set_up = Stage(
            root=root,
            account=account,
            expect=Expectations(account, service.must_be_alive),
            service=service,
            post=Post(sink, inbox, clock),
            clock=clock,
            meeting_date=meeting_date(clock.now()),
        )
        set_up.agenda_file.write_text(_agenda(set_up.meeting_date), encoding="utf-8")
        yield set_up


def meeting_date(now: datetime) -> date:
    """Return the next Wednesday that is at least eight days ahead, so that the invitation can go out a week before."""
    earliest = now.astimezone(ZoneInfo(ZONE)).date() + _AHEAD
    return earliest + timedelta(days=(_WEDNESDAY - earliest.weekday()) % 7)


def _agenda(day: date) -> str:
    written = (files("mailflow.demo") / _AGENDA).read_text(encoding="utf-8")
    return Template(written).substitute(start=f"{day}T{MEETING_TIME:%H:%M}")
