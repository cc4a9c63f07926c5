"""The archive for other programs, and the files in it.

GET /s/PLACE/feed.atom, minutes.mbox, minutes.json      the newest minutes; all that is shown, every revision
GET /s/PLACE/ID.txt|md|json|ics, /s/PLACE/ID/next.ics    one meeting
GET /files/PLACE/ID/SHA256/NAME                          a file of a report

A file comes from a path of its own, is never shown by the browser but saved, guessed at by nobody, and may do nothing where it is opened.
"""

import json
import re
from collections.abc import Callable, Iterator
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import Route

from mailflow.bootstrap.application import Application
from mailflow.domain.agenda import MeetingId
from mailflow.services.archive_reader import Shelf, Shown
from mailflow.web.archive import Archive, keeping_of
from mailflow.web.caching import Kept
from mailflow.web.limits import Bucket, client_of
from mailflow.web.responses import NOINDEX, Pages, answered, etag_of

_ATOM = "application/atom+xml; charset=utf-8"
_JSON = "application/json"
_CALENDAR = "text/calendar; charset=utf-8; method=PUBLISH"
_SANDBOX = "sandbox; default-src 'none'"
_LARGEST_ID = 2**63 - 1


class ArchiveFiles:
    """What is not a page."""

    def __init__(self, house: Application, pages: Pages, archive: Archive) -> None:
        self._house = house
        self._pages = pages
        self._archive = archive
        self._exports = Bucket(4, 0.05)

    def routes(self) -> list[Route]:
        """Return the routes; Starlette adds HEAD to GET."""
        own: tuple[tuple[str, Callable[[Request], Response]], ...] = (
            ("/s/{place}/feed.atom", self.feed),
            ("/s/{place}/minutes.mbox", self.mbox),
            ("/s/{place}/minutes.json", self.export),
            ("/s/{place}/{meeting:int}.txt", self.text),
            ("/s/{place}/{meeting:int}.md", self.markdown),
            ("/s/{place}/{meeting:int}.json", self.json),
            ("/s/{place}/{meeting:int}.ics", self.event),
            ("/s/{place}/{meeting:int}/next.ics", self.next_event),
            ("/files/{place}/{meeting:int}/{sha256}/{name}", self.file),
        )
        return [Route(path, endpoint, methods=["GET"]) for path, endpoint in own]

    def feed(self, request: Request) -> Response:
        """Send the newest minutes as an Atom feed (RFC 4287)."""

        def make(shelf: Shelf) -> Kept:
            feed = self._house.website.archive.feed(shelf)
            updated = max((shown.entry.published_at for shown in feed), default=self._house.world.clock.now().replace(microsecond=0))
            values = {"shelf": shelf, "feed": feed, "origin": self._archive.origin(request), "updated": updated}
            content = self._pages.render("feed.xml", values, timezone=shelf.series.timezone, language=shelf.series.language)
            return _kept(content, _ATOM, shelf)

        return self._archive.on_shelf(request, make)

    def text(self, request: Request) -> Response:
        """Send the canonical text."""
        document = self._house.website.archive.document
        return self._one(request, "text/plain; charset=utf-8", lambda shown, shelf: document(shown, shelf).text())

    def markdown(self, request: Request) -> Response:
        """Send Markdown."""
        document = self._house.website.archive.document
        return self._one(request, "text/markdown; charset=utf-8", lambda shown, shelf: document(shown, shelf).markdown())

    def json(self, request: Request) -> Response:
        """Send the document that `mailflow minutes --format json` prints."""
        return self._one(request, _JSON, self._json)

    def _json(self, shown: Shown, shelf: Shelf) -> str:
        document = self._house.website.archive.document(shown, shelf).json()
        return json.dumps({**document, "published": shown.entry.published_at.isoformat()}, ensure_ascii=False, indent=1) + "\n"

    def event(self, request: Request) -> Response:
        """Send the meeting as a calendar entry."""
        forms = self._house.website.archive_forms
        return self._one(request, _CALENDAR, lambda shown, shelf: forms.event(shown.entry, self._url(request, shown, shelf)))

    def next_event(self, request: Request) -> Response:
        """Send the next meeting that minutes name as a calendar entry."""
        forms = self._house.website.archive_forms
        return self._one(request, _CALENDAR, lambda shown, shelf: forms.next_event(shown.entry, self._url(request, shown, shelf)))

    def _one(self, request: Request, media_type: str, make: Callable[[Shown, Shelf], str | bytes | None]) -> Response:
        def made(shelf: Shelf) -> Kept | None:
            shown = self._archive.find(request, shelf)
            content = make(shown, shelf) if shown is not None else None
            return None if content is None else _kept(content.encode() if isinstance(content, str) else content, media_type, shelf)

        return self._archive.on_shelf(request, made)

    def mbox(self, request: Request) -> Response:
        """Send all that is shown of a series as messages."""

        def parts(shelf: Shelf) -> Iterator[bytes]:
            for shown in self._house.website.archive.everything(shelf):
                yield self._house.website.archive_forms.mbox_message(shown.entry, shelf.series.title)

        return self._export(request, "application/mbox", "mbox", parts)

    def export(self, request: Request) -> Response:
        """Send all that is shown of a series as a JSON list."""

        def parts(shelf: Shelf) -> Iterator[bytes]:
            lead = b"[\n"
            for shown in self._house.website.archive.everything(shelf):
                yield lead + self._json(shown, shelf).strip().encode()
                lead = b",\n"
            yield b"\n]\n" if lead != b"[\n" else b"[]\n"

        return self._export(request, _JSON, "json", parts)

    def _export(self, request: Request, media_type: str, ending: str, parts: Callable[[Shelf], Iterator[bytes]]) -> Response:
        shelf = self._house.website.archive.find_shelf(request.path_params["place"])
        if shelf is None:
            return self._archive.missing()
        wait_s = self._exports.wait_s(client_of(request)) if request.method == "GET" else 0
        if wait_s:
            return self._archive.busy("export", wait_s, shelf)
        name = quote(f"{shelf.series.slug}.{ending}")
        disposition = f"attachment; filename*=UTF-8''{name}"
        headers = {"Cache-Control": keeping_of(shelf), "X-Robots-Tag": NOINDEX, "Content-Disposition": disposition}
        # HEAD is not limited, so that it reads nothing.
        return StreamingResponse(parts(shelf) if request.method == "GET" else iter(()), media_type=media_type, headers=headers)

    def file(self, request: Request) -> Response:
        """Send a file of a report, to be saved."""
        meeting, place = request.path_params["meeting"], request.path_params["place"]
        shelf = self._house.website.archive.find_shelf(place) if meeting <= _LARGEST_ID else None
        found = self._house.website.archive.file(shelf, MeetingId(meeting), request.path_params["sha256"]) if shelf else None
        if shelf is None or found is None:
            return self._archive.missing(shelf)
        file, content = found
        name = quote(file.filename.replace("/", "_"), safe="")
        headers = {
            "Content-Type": file.media_type if _is_media_type(file.media_type) else "application/octet-stream",
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Content-Security-Policy": _SANDBOX,
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": keeping_of(shelf),
            "X-Robots-Tag": NOINDEX,
            "ETag": f'"{file.sha256}"',
        }
        return answered(request, content, headers)

    def _url(self, request: Request, shown: Shown, shelf: Shelf) -> str:
        return f"{self._archive.origin(request)}/s/{quote(shelf.home)}/{shown.entry.meeting_id}"


def _kept(content: bytes, media_type: str, shelf: Shelf) -> Kept:
    headers = {"Content-Type": media_type, "Cache-Control": keeping_of(shelf), "X-Robots-Tag": NOINDEX, "ETag": etag_of(content)}
    return Kept(content, headers)


def _is_media_type(text: str) -> bool:
    """Tell whether it is one that no browser runs: what could be is sent as octets."""
    kind, _, name = text.partition("/")
    is_plain = text.isascii() and kind.isalpha() and re.fullmatch(r"[a-z0-9][a-z0-9.+-]*", name) is not None
    is_shown = kind in {"image", "audio", "video", "application"} or text == "text/plain"
    return is_plain and is_shown and not name.endswith(("xml", "html", "script"))
