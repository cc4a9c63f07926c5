"""A service with published minutes, on SQLite, and its pages: what the tests of archive and board look at."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from threading import Thread

import uvicorn
from starlette.testclient import TestClient

from mailflow.bootstrap.application import Application
from mailflow.config import Settings
from mailflow.domain.agenda import AgendaItem, MeetingId, Report, Series, StoredFile
from mailflow.domain.lifecycle import MEETING, MeetingEvent, advance
from mailflow.domain.minutes.draft import Approval, Draft, MinutesId, decide
from mailflow.domain.publicity import Archiving, Publicity
from mailflow.web.app import create_app
from tests.builders import START, a_meeting, a_series, a_speaker, an_agenda
from tests.fakes import FakeClock, FakeDoorbell
from tests.process import wait_until

ORIGIN = "https://minutes.example.org"
SECRETARY = "secretary@example.org"
PUBLIC = Archiving(Publicity.PUBLIC, is_indexed=True)
BY_LINK = Archiving(Publicity.LINK)


def a_shown_series(slug: str = "escape-tc", *, archiving: Archiving = PUBLIC, title: str = "Technical Coordination Meeting") -> Series:
    """Return a series with a secretary, of which minutes are shown."""
    secretary = a_speaker("Sue Secretary", email=SECRETARY, affiliation="", id=None)
    return replace(a_series(slug, title=title, id=None, secretary=secretary), archiving=archiving)


class Site:
    """The service; nothing of it reaches beyond its folder."""

    def __init__(self, folder: Path, *, web_url: str = ORIGIN, database_url: str | None = None) -> None:
        settings = {"data_dir": folder, "web_url": web_url, "address": "minutes@example.org", "secret_key": "0123456789abcdef" * 2}
        self.house = Application(Settings.model_validate({**settings, **({"database_url": database_url} if database_url else {})}))
        self.clock = FakeClock()
        self.house.world.__dict__ |= {"clock": self.clock, "doorbell": FakeDoorbell()}
        self.app = create_app(self.house)
        self.client = TestClient(self.app, base_url=ORIGIN)

    def fresh(self) -> TestClient:
        """Return a client of pages that have kept nothing in memory."""
        return TestClient(create_app(self.house), base_url=ORIGIN)

    def close(self) -> None:
        """Let go of the database."""
        self.client.close()
        self.house.close()

    def add(self, number: int = 0, *, series: Series | None = None, items: tuple[AgendaItem, ...] | None = None) -> MeetingId:
        """Store a meeting, a fortnight after the one before."""
        meeting = a_meeting(id=None, start_at=START + timedelta(days=14 * number), items=items)
        self.clock.at = meeting.start_at
        return self.house.meetings.add(an_agenda(series=series or a_shown_series(), meeting=meeting))

    def report(self, meeting_id: MeetingId, key: str, text: str, *, files: Mapping[str, bytes] | None = None, author: str = "") -> None:
        """File a report."""
        with self.house.storage.begin() as uow:
            item = uow.meetings.get(meeting_id).find_item(key)
            assert item
            stored = tuple(
                StoredFile(name, "text/html" if name.endswith("html") else "application/pdf", len(content), uow.files.put(content))
                for name, content in (files or {}).items()
            )
            author = author or item.speakers[0].name
            report = Report(len(item.reports) + 1, author, text, self.clock.now(), attachments=stored)
            uow.meetings.add_report(meeting_id, key, report)
            uow.commit()

    def publish(self, meeting_id: MeetingId, reports: Mapping[str, str] | None = None) -> Draft:
        """Let the minutes of a meeting be compiled, approved by the chair, and go out."""
        for key, text in (reports or {}).items():
            self.report(meeting_id, key, text)
        self.clock.forward(hours=2)
        return self.approve(self.house.meetings.draft(meeting_id).minutes)

    def approve(self, draft: Draft) -> Draft:
        """Let the chair approve a revision, and the hold pass."""
        with self.house.storage.begin() as uow:
            meeting, series = uow.meetings.get(draft.meeting_id), uow.meetings.series_of(draft.meeting_id)
            assert series.chair
            assert series.chair.id
            now = self.clock.now()
            approval = Approval(MinutesId(draft.id or 0), series.chair.id, series.chair.name, None, now, now)
            uow.minutes.save_state(decide(draft, approval).draft)
            uow.minutes.add_approval(approval)
            uow.meetings.save_state(replace(meeting, state=advance(MEETING, meeting.state, MeetingEvent.APPROVE)))
            uow.commit()
        self.house.routine.release(MinutesId(draft.id or 0))
        with self.house.storage.begin() as uow:
            return uow.minutes.get(MinutesId(draft.id or 0))

    def correct(self, meeting_id: MeetingId, old: str, new: str) -> Draft:
        """Let the chair correct what is out, and approve that."""
        self.clock.forward(days=1)
        with self.house.storage.begin() as uow:
            current = uow.minutes.find_current(meeting_id)
            assert current
            items = tuple(
                replace(item, reports=tuple(replace(one, text=one.text.replace(old, new)) for one in item.reports))
                for item in current.content.items
            )
            content = replace(current.content, items=items)
            draft = uow.minutes.add(Draft(meeting_id, current.revision + 1, content, self.clock.now(), compiled=current.compiled))
            uow.commit()
        return self.approve(draft)


@cache
def _migrated() -> bytes:
    """Return the octets of a migrated, empty database: a copy of it is quicker than the migration."""
    with TemporaryDirectory() as folder:
        house = Application(Settings(data_dir=Path(folder)))
        house.storage.migrate()
        house.close()
        return Path(folder, "mailflow.db").read_bytes()


@contextmanager
def a_site(folder: Path, *, web_url: str = ORIGIN) -> Iterator[Site]:
    """Give a service without any meeting."""
    folder.joinpath("mailflow.db").write_bytes(_migrated())
    site = Site(folder, web_url=web_url)
    try:
        yield site
    finally:
        site.close()


@contextmanager
def served(site: Site) -> Iterator[str]:
    """Serve the pages on a port of this machine, and give their address."""
    with socket() as listener:
        listener.bind(("127.0.0.1", 0))
        config = uvicorn.Config(site.app, lifespan="off", log_config=None, access_log=False, server_header=False)
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        assert wait_until(lambda: server.started, timeout_s=10)
        try:
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join(timeout=10)
