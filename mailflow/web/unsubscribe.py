"""The page by which a reader leaves the list.

GET, HEAD /u/TOKEN   a page with one button; changes nothing, however often a scanner follows the link
POST /u/TOKEN        with `List-Unsubscribe=One-Click`, as the button and mail programs send it (RFC 8058): off the list at once; that
                     body counts also where a program does not say that it is a form
"""

import time
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from threading import Lock

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from mailflow.bootstrap.application import Application
from mailflow.web.answers import languages_of, page

_FIELD, _VALUE = "List-Unsubscribe", "One-Click"
_ORDER = f"{_FIELD}={_VALUE}".encode()
_BODY_LIMIT = 8 * 1024
_FIELDS_LIMIT = 10
_PERIOD_S = 60
_PER_PERIOD = 1200


class RateLimit:
    """Counts what comes under a name within a minute; a token that we made is a name of its own, and everybody else's go by client.

    So whoever tries tokens keeps nobody from leaving who shares their address, as mail providers and proxies have one for all.
    """

    def __init__(self, most: int = _PER_PERIOD, now: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._now = now
        self._lock = Lock()
        self._began = now()
        self._counts: Counter[str] = Counter()

    def allows(self, name: str) -> bool:
        """Count one more, and tell whether it is still within the limit."""
        with self._lock:
            if self._now() - self._began >= _PERIOD_S:
                self._began = self._now()
                self._counts.clear()
            self._counts[name] += 1
            return self._counts[name] <= self._most


class UnsubscribePage:
    """Shows the page, and does what its button says."""

    def __init__(self, house: Application, limit: RateLimit | None = None) -> None:
        self._house = house
        self._limit = limit or RateLimit()

    def routes(self) -> list[Route]:
        """Return the routes; Starlette adds HEAD to GET."""
        return [Route("/u/{token}", self.answer, methods=["GET", "POST"], max_body_size=_BODY_LIMIT)]

    async def answer(self, request: Request) -> HTMLResponse:
        """Answer a request; the body is read before a thread is taken."""
        is_order = False
        if request.method == "POST":
            is_order = (await request.body()).strip() == _ORDER
            if not is_order:
                async with request.form(max_files=0, max_fields=_FIELDS_LIMIT) as form:
                    is_order = form.get(_FIELD) == _VALUE
        return await run_in_threadpool(self._answer, request, is_order=is_order)

    def _answer(self, request: Request, *, is_order: bool) -> HTMLResponse:
        token = request.path_params["token"]
        is_genuine = self._house.website.way_out.is_genuine(token)
        client = request.client.host if request.client else ""
        if not self._limit.allows(f"token {token}" if is_genuine else f"client {client}"):
            return self._page(request, "busy", HTTPStatus.TOO_MANY_REQUESTS)
        if not is_genuine:
            return self._page(request, "unknown", HTTPStatus.NOT_FOUND)
        return self._acted(request, token) if is_order else self._shown(request, token)

    def _shown(self, request: Request, token: str) -> HTMLResponse:
        """Show the button; a POST that is no order gets it as well, and an error for the program that sent it."""
        series = self._house.website.way_out.find(token)
        if series is None:
            return self._page(request, "unknown", HTTPStatus.NOT_FOUND)
        status = HTTPStatus.BAD_REQUEST if request.method == "POST" else HTTPStatus.OK
        return self._page(request, "ask", status, title=series.title, language=series.language)

    def _acted(self, request: Request, token: str) -> HTMLResponse:
        taken = self._house.website.way_out.take(token)
        if taken is None:
            return self._page(request, "unknown", HTTPStatus.NOT_FOUND)
        series, is_off = taken
        state, status = ("done", HTTPStatus.OK) if is_off else ("asked", HTTPStatus.ACCEPTED)
        return self._page(request, state, status, title=series.title, language=series.language)

    def _page(self, request: Request, state: str, status: HTTPStatus, *, title: str = "", language: str = "") -> HTMLResponse:
        languages = (*languages_of(request), *((language,) if language else ()))
        html = self._house.post.renderer.page("unsubscribe", {"state": state, "series_title": title}, languages)
        headers = {"Retry-After": str(_PERIOD_S)} if status is HTTPStatus.TOO_MANY_REQUESTS else None
        return page(html, status, headers=headers)
