"""The calendars of the series, for programs that subscribe to them.

GET, HEAD /calendar/SERIES.ics         200 text/calendar with an ETag, 304 where the program has it, 404 where none is open by this name
GET, HEAD /s/PLACE/calendar.ics        the same of a series that is open by link, beneath what cannot be guessed (and of a public one)
GET, HEAD /calendar/SERIES/TOKEN.ics   the same with how to join, however open the series is; 404 for a token that is not that of the series

A series that is open by link is not there by its name: links in mails from before tell nothing, nor lead anywhere.
"""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import quote

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mailflow.bootstrap.application import Application
from mailflow.web.archive import keeping_of
from mailflow.web.responses import NOINDEX

_TYPE = "text/calendar; charset=utf-8"


class FeedPages:
    """Serves the feeds."""

    def __init__(self, house: Application) -> None:
        self._house = house

    def routes(self) -> list[Route]:
        """Return the routes; Starlette adds HEAD to GET."""
        return [
            Route("/calendar/{slug}.ics", self.public, methods=["GET"]),
            Route("/calendar/{slug}/{token}.ics", self.private, methods=["GET"]),
            Route("/s/{place}/calendar.ics", self.shelved, methods=["GET"]),
        ]

    def public(self, request: Request) -> Response:
        """Give the meetings of a series, without how to join and without people."""
        slug, feeds = request.path_params["slug"], self._house.website.feeds
        return _answer(request, lambda: feeds.find_public(slug) if feeds.is_by_name(slug) else None, cache="no-cache")

    def shelved(self, request: Request) -> Response:
        """Give them at the place where the archive of the series is; its old place leads to where it is now."""
        shelf = self._house.website.archive.find_shelf(request.path_params["place"])
        if shelf is not None and shelf.place != shelf.home:
            return RedirectResponse(f"/calendar/{quote(shelf.home)}.ics", HTTPStatus.PERMANENT_REDIRECT)
        if shelf is None:
            raise HTTPException(HTTPStatus.NOT_FOUND)
        return _answer(request, lambda: self._house.website.feeds.find_public(shelf.series.slug), cache=keeping_of(shelf))

    def private(self, request: Request) -> Response:
        """Give them with how to join, to who has the link."""
        slug, token = request.path_params["slug"], request.path_params["token"]
        return _answer(request, lambda: self._house.website.feeds.find_private(slug, token), cache="private, no-cache")


def _answer(request: Request, read: Callable[[], bytes | None], *, cache: str) -> Response:
    content = read()
    if content is None:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": cache, "X-Robots-Tag": NOINDEX}
    if tag in {one.strip().removeprefix("W/") for one in request.headers.get("if-none-match", "").split(",")}:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    return Response(content, headers=headers, media_type=_TYPE)
