"""The archive: what everybody may read, or whoever has a link.

GET /                                    the series that are public
GET /search?q=                           all that is public
GET /s/PLACE/                            a series: its meetings; /items, /items/NAME, /actions, /search?q= of it
GET /s/PLACE/ID                          the newest minutes of a meeting; /rN a revision, /rN/changes what it changed
GET /robots.txt, /style-DIGEST.css

What is not open at a place is not there: 404, as for what never was. Nothing is changed by any of these.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mailflow.bootstrap.application import Application
from mailflow.domain.agenda import MeetingId
from mailflow.services.archive_reader import PAGE, Shelf, Shown
from mailflow.web.caching import Kept, PageCache
from mailflow.web.limits import Bucket, client_of
from mailflow.web.responses import CSP, HTML, NOINDEX, Pages, answered, etag_of

_LARGEST_ID = 2**63 - 1
_LAST_PAGE = 10_000
_QUERY_LIMIT = 200
_ROBOTS = b"User-agent: *\nDisallow: /board\nDisallow: /u/\nDisallow: /search\nDisallow: /files/\n"
_INDEX = "index, follow"


class Archive:
    """The pages of the archive."""

    def __init__(self, house: Application, pages: Pages) -> None:
        self._house = house
        self._pages = pages
        self.cache = PageCache(lambda: house.website.archive.edition())  # noqa: PLW0108 - the database is not touched before it is asked
        self._searches = Bucket(20, 0.5)

    def routes(self) -> list[Route]:
        """Return the routes; Starlette adds HEAD to GET."""
        own: tuple[tuple[str, Callable[[Request], Response]], ...] = (
            ("/", self.index),
            ("/search", self.search_all),
            ("/robots.txt", self.robots),
            (self._pages.style_url, self._pages.send_style),
            ("/s/{place}", self.lead_in),
            ("/s/{place}/", self.series),
            ("/s/{place}/items", self.items),
            ("/s/{place}/items/{slug}", self.item),
            ("/s/{place}/actions", self.actions),
            ("/s/{place}/search", self.search),
            ("/s/{place}/{meeting:int}", self.minutes),
            ("/s/{place}/{meeting:int}/r{revision:int}", self.minutes),
            ("/s/{place}/{meeting:int}/r{revision:int}/changes", self.changes),
        )
        return [Route(path, endpoint, methods=["GET"]) for path, endpoint in own]

    def index(self, request: Request) -> Response:
        """Show the series that are public."""

        def make() -> Kept:
            shelves = self._house.website.archive.public()
            robots = _INDEX if any(shelf.is_indexed for shelf, _ in shelves) else NOINDEX
            return self._kept("index.html", {"shelves": shelves}, robots)

        return self._sent(request, make)

    def robots(self, request: Request) -> Response:
        """Say where programs need not look; what is not to be listed says so itself, page by page."""
        headers = {"Content-Type": "text/plain; charset=utf-8", "ETag": etag_of(_ROBOTS), "Cache-Control": "public, max-age=3600"}
        return answered(request, _ROBOTS, headers)

    def lead_in(self, request: Request) -> Response:
        """Lead to a series whose last slash was left out: by its path alone, as the place may be a key."""
        return RedirectResponse(f"{request.url.path}/{_added(request)}", HTTPStatus.PERMANENT_REDIRECT)

    def series(self, request: Request) -> Response:
        """Show the meetings of a series."""

        def make(shelf: Shelf) -> Kept | None:
            listed = self._house.website.archive.meetings(shelf, page_of(request))
            return None if listed.page > listed.pages else self._of_shelf(shelf, "series.html", {"listed": listed})

        return self.on_shelf(request, make)

    def items(self, request: Request) -> Response:
        """Show the items that come up in a series."""
        topics = self._house.website.archive.topics
        return self.on_shelf(request, lambda shelf: self._of_shelf(shelf, "items.html", {"topics": topics(shelf)}))

    def item(self, request: Request) -> Response:
        """Show what was said under an item across meetings."""

        def make(shelf: Shelf) -> Kept | None:
            slug, page = request.path_params["slug"][:200], page_of(request)
            found = self._house.website.archive.topic(shelf, slug, page)
            values = {"found": found[:PAGE], "slug": slug, "page": page, "has_more": len(found) > PAGE}
            return self._of_shelf(shelf, "item.html", values) if found and slug else None

        return self.on_shelf(request, make)

    def actions(self, request: Request) -> Response:
        """Show what somebody is to do."""

        def make(shelf: Shelf) -> Kept:
            found = self._house.website.archive.actions(shelf)
            closed = [one for one in reversed(found) if not one.action.is_open]
            values = {"open": [one for one in found if one.action.is_open], "closed": closed}
            return self._of_shelf(shelf, "actions.html", values)

        return self.on_shelf(request, make)

    def minutes(self, request: Request) -> Response:
        """Show minutes: the newest of a meeting, or a revision."""
        return self._shown(request, "shown.html")

    def changes(self, request: Request) -> Response:
        """Show what a revision changed."""
        return self._shown(request, "changes.html")

    def _shown(self, request: Request, template: str) -> Response:
        def make(shelf: Shelf) -> Kept | None:
            shown = self.find(request, shelf)
            if shown is None:
                return None
            robots = _INDEX if shelf.is_indexed and shown.is_newest and template == "shown.html" else NOINDEX
            return self._of_shelf(shelf, template, {"shown": shown}, robots, timezone=shown.entry.content.timezone)

        return self.on_shelf(request, make)

    def find(self, request: Request, shelf: Shelf) -> Shown | None:
        """Return the minutes that a path names."""
        meeting, revision = request.path_params["meeting"], request.path_params.get("revision")
        if meeting > _LARGEST_ID or (revision or 0) > _LARGEST_ID:
            return None
        return self._house.website.archive.find(shelf, MeetingId(meeting), revision)

    def search(self, request: Request) -> Response:
        """Search a series."""

        def make(shelf: Shelf) -> Kept:
            return self._of_shelf(shelf, "search.html", self._hits(request, shelf), NOINDEX)

        return self._limited(request) or self.on_shelf(request, make)

    def search_all(self, request: Request) -> Response:
        """Search all that is public."""
        return self._limited(request) or self._sent(request, lambda: self._kept("search_all.html", self._hits(request, None), NOINDEX))

    def _hits(self, request: Request, shelf: Shelf | None) -> dict[str, object]:
        asked, page = query_of(request), page_of(request)
        found = self._house.website.archive.search(asked, shelf, page)
        return {"asked": asked, "found": found[:PAGE], "page": page, "has_more": len(found) > PAGE}

    def _limited(self, request: Request) -> Response | None:
        wait_s = self._searches.wait_s(client_of(request)) if request.query_params.get("q") else 0
        if not wait_s:
            return None
        place = request.path_params.get("place")
        return self.busy("search", wait_s, self._house.website.archive.find_shelf(place) if place else None)

    def on_shelf(self, request: Request, make: Callable[[Shelf], Kept | None]) -> Response:
        """Answer with what is made of the series at the place that a path names; its old places lead to where it is now."""
        shelf = self._house.website.archive.find_shelf(request.path_params["place"])
        if shelf is not None and shelf.place != shelf.home:
            path = request.url.path.replace(f"/{shelf.place}/", f"/{shelf.home}/", 1)
            return RedirectResponse(path + _added(request), HTTPStatus.PERMANENT_REDIRECT)
        return self.missing() if shelf is None else self._sent(request, lambda: make(shelf), shelf)

    def missing(self, shelf: Shelf | None = None) -> Response:
        """Say that there is nothing, in the language of a series where that is known."""
        return self._pages.turned_away(HTTPStatus.NOT_FOUND, self._pages.render("missing.html", {}, language=_language_of(shelf)))

    def busy(self, of: str, wait_s: int, shelf: Shelf | None) -> Response:
        """Say how long to wait before the next `search` or `export`, in the language of a series where that is known."""
        content = self._pages.render("busy.html", {"of": of, "wait_s": wait_s}, language=_language_of(shelf))
        return self._pages.turned_away(HTTPStatus.TOO_MANY_REQUESTS, content, {"Retry-After": str(wait_s)})

    def _sent(self, request: Request, make: Callable[[], Kept | None], shelf: Shelf | None = None) -> Response:
        kept = self.cache.get(self._asked_by(request), make)
        return self.missing(shelf) if kept is None else answered(request, kept.content, kept.headers)

    def _asked_by(self, request: Request) -> str:
        """Return what tells one page from another: not what somebody only adds to an address; the host, as it stands in what is sent."""
        return f"{self.origin(request)} {page_of(request)} {request.url.path}?{query_of(request)}"

    def origin(self, request: Request) -> str:
        """Return where the pages are, as far as that is known."""
        return self._house.settings.web_url.rstrip("/") or str(request.base_url).rstrip("/")

    def _of_shelf(self, shelf: Shelf, template: str, values: Mapping[str, object], robots: str = "", *, timezone: str = "") -> Kept:
        own = {"shelf": shelf, "base": f"/s/{quote(shelf.home)}/", **values}
        robots = robots or (_INDEX if shelf.is_indexed else NOINDEX)
        zone = timezone or shelf.series.timezone
        kept = self._kept(template, own, robots, timezone=zone, language=_language_of(shelf))
        return Kept(kept.content, {**kept.headers, "Cache-Control": keeping_of(shelf)})

    def _kept(self, template: str, values: Mapping[str, object], robots: str, *, timezone: str = "UTC", language: str = "en") -> Kept:
        content = self._pages.render(template, {"robots": robots, **values}, timezone=timezone, language=language)
        headers = {"Content-Type": HTML, "Content-Security-Policy": CSP, "Cache-Control": "no-cache", "ETag": etag_of(content)}
        return Kept(content, {**headers, "X-Robots-Tag": robots})


def keeping_of(shelf: Shelf) -> str:
    """Return who may keep what is shown of a series (RFC 9111): whoever does asks each time whether it still is; proxies what is public."""
    return "no-cache" if shelf.is_public else "private, no-cache"


def query_of(request: Request) -> str:
    """Return the words that are searched for, as somebody typed them."""
    return request.query_params.get("q", "")[:_QUERY_LIMIT].strip()


def _language_of(shelf: Shelf | None) -> str:
    return shelf.series.language if shelf else "en"


def _added(request: Request) -> str:
    return f"?{request.url.query}" if request.url.query else ""


def page_of(request: Request) -> int:
    """Return the page that is asked for, the first where that makes no sense."""
    digits = request.query_params.get("page", "").lstrip("0")
    is_number = digits.isascii() and digits.isdigit() and len(digits) <= len(str(_LAST_PAGE))
    return min(int(digits), _LAST_PAGE) if is_number else 1
