"""How fast the archive is with 1,000 meetings: pages over HTTP, against a static file of the same size from the same server.

    python -m benchmarks.archive [--meetings 1000] [--requests 400]

A series of 1,000 meetings, each with twelve reports, is stored as publishing stores it; the server is one uvicorn process on loopback, the
client asks one page after the other on one connection. `first`, `list` and `item` (what 50 meetings said of one item) are pages that have
to be made, each asked for once; `again` is one that is in memory, `unchanged` one that the browser has. The ratio is that of the p95 of
`again` to the p95 of the file. `search` asks for two words that stand in most of the 12,000 reports, 19 times (as often as one client may
at once), and has no bound.
"""

import argparse
import http.client
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from multiprocessing import Process, Queue
from pathlib import Path
from socket import AF_INET, IPPROTO_TCP, SOCK_STREAM, socket

import uvicorn
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from mailflow.domain.agenda import MeetingId
from mailflow.domain.archive import ArchivedMinutes, sections_of
from mailflow.domain.lifecycle import MinutesState
from mailflow.domain.publicity import Publicity
from mailflow.services.archive_reader import PAGE
from mailflow.web.app import create_app
from tests.archive_site import Site, a_shown_series
from tests.builders import START, a_draft, a_meeting, a_minutes_item, a_minutes_report, an_agenda, some_content

_WORDS = ("telescope", "camera", "vacuum", "commissioning", "data", "release", "pipeline", "workshop", "storage", "software", "detector")
_LIMIT_S = 0.050
_RATIO = 10


def fill(site: Site, meetings: int) -> None:
    """Store a series of meetings with published minutes."""
    series = a_shown_series()
    with site.house.storage.begin() as uow:
        for number in range(meetings):
            start_at = START - timedelta(days=14 * number)
            meeting_id = uow.meetings.add(an_agenda(series=series, meeting=a_meeting(id=None, start_at=start_at, items=())), now=start_at)
            items = tuple(
                a_minutes_item(f"3.{place}", f"RI {place}", reports=(a_minutes_report(_report(number, place)),)) for place in range(1, 13)
            )
            content = some_content(start_at=start_at, items=items)
            draft = uow.minutes.add(replace(a_draft(content=content, meeting_id=meeting_id, id=None), state=MinutesState.PUBLISHED))
            assert draft.id
            series_id = uow.subscribers.get_series_id(series.slug)
            entry = ArchivedMinutes(draft.id, MeetingId(meeting_id), series_id, 1, content, start_at, Publicity.PUBLIC)
            uow.archive.add(entry, sections_of(content))
        uow.commit()


def _report(number: int, place: int) -> str:
    chosen = [_WORDS[(number * 7 + place * 3 + at) % len(_WORDS)] for at in range(60)]
    return f"Report {number} of {place}.\n\n- {' '.join(chosen[:30])}\n- {' '.join(chosen[30:])}\n\nSee https://example.org/{number}."


def serve(folder: Path, files: Path, ports: "Queue[int]") -> None:
    """Serve the pages and a folder of files."""
    app = create_app(Site(folder).house)
    app.routes.insert(0, Mount("/static", StaticFiles(directory=files)))
    with socket(AF_INET, SOCK_STREAM, IPPROTO_TCP) as listener:  # as uvicorn makes its own: only then asyncio sends without delay
        listener.bind(("127.0.0.1", 0))
        ports.put(listener.getsockname()[1])
        config = uvicorn.Config(app, lifespan="off", log_config=None, access_log=False, server_header=False)
        uvicorn.Server(config).run(sockets=[listener])


@contextmanager
def served(folder: Path, files: Path) -> Iterator[http.client.HTTPConnection]:
    """Give a connection to a server of its own."""
    ports: Queue[int] = Queue()
    process = Process(target=serve, args=(folder, files, ports), daemon=True)
    process.start()
    connection = http.client.HTTPConnection("127.0.0.1", ports.get(timeout=30), timeout=30)
    for _ in range(100):
        try:
            connection.connect()
            break
        except OSError:
            time.sleep(0.1)
    yield connection
    connection.close()
    process.terminate()
    process.join()


def p95(connection: http.client.HTTPConnection, paths: Iterator[str], headers: Callable[[str], dict[str, str]]) -> float:
    """Ask for pages one after the other, and return the 95th percentile in seconds."""
    times = []
    for path in paths:
        sent = headers(path)
        began = time.perf_counter()
        connection.request("GET", path, headers=sent)
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - began)
        assert answer.status in {200, 304}, (path, answer.status)
    return statistics.quantiles(times, n=20)[-1]


def main() -> None:
    """Measure and print a JSON document; exit 1 where a bound is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--meetings", type=int, default=1000)
    parser.add_argument("--requests", type=int, default=400)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder, files = Path(name, "data"), Path(name, "files")
        folder.mkdir()
        files.mkdir()
        site = Site(folder)
        fill(site, options.meetings)
        page = site.client.get("/s/escape-tc/1")
        files.joinpath("page.html").write_bytes(page.content)
        site.close()
        figures = _measured(folder, files, options.requests, max(1, options.meetings // PAGE))
    figures |= {"meetings": options.meetings, "page_bytes": len(page.content)}
    print(json.dumps(figures, indent=1))
    worst = max(figures[f"{name}_p95_ms"] for name in ("first", "again", "list", "item", "unchanged"))
    if worst >= _LIMIT_S * 1000 or figures["ratio"] > _RATIO:
        raise SystemExit(1)


def _measured(folder: Path, files: Path, requests: int, pages: int) -> dict[str, float]:
    with served(folder, files) as connection:
        none: Callable[[str], dict[str, str]] = lambda _path: {}  # noqa: E731 - what a first visit sends
        warm = [f"/s/escape-tc/{number}" for number in range(1, requests + 1)]
        file = p95(connection, iter(["/static/page.html"] * requests), none)
        first = p95(connection, iter(warm), none)
        again = p95(connection, iter(warm), none)
        # Each page once: what is asked again comes from memory, and would hide what making it costs.
        lists = p95(connection, (f"/s/escape-tc/?page={number}" for number in range(1, pages + 1)), none)
        places = [(item, number) for item in range(1, 13) for number in range(1, pages + 1)]
        items = p95(connection, (f"/s/escape-tc/items/ri-{item}?page={number}" for item, number in places), none)
        connection.request("GET", "/s/escape-tc/1")
        answer = connection.getresponse()
        answer.read()
        known = {"If-None-Match": answer.headers["ETag"]}
        unchanged = p95(connection, iter(["/s/escape-tc/1"] * requests), lambda _path: known)
        searches = [_WORDS[number % len(_WORDS)] + "+" + _WORDS[number % 7] for number in range(19)]
        search = p95(connection, (f"/s/escape-tc/search?q={words}" for words in searches), none)
    named = {"file": file, "first": first, "again": again, "list": lists, "item": items, "unchanged": unchanged, "search": search}
    return {**{f"{name}_p95_ms": round(value * 1000, 2) for name, value in named.items()}, "ratio": round(again / file, 2)}


if __name__ == "__main__":
    main()
