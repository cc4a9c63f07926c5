"""The pages: what a probe and a scraper ask, how a reader leaves, and calendars to subscribe to.

GET /health    200 {"status": "ok", "inbox": {state: count}, "outbox": {state: count}}, 503 {"status": "unavailable"}
               200 {"status": "trouble", ..., "trouble": {mailbox: what keeps us from reading it}}
GET /metrics   the same counts for Prometheus
/u/TOKEN       see `unsubscribe`
/calendar/...  see `feeds`
"""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from http import HTTPStatus
from typing import cast

import structlog
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mailflow.bootstrap.application import Application
from mailflow.web.archive import Archive
from mailflow.web.archive_files import ArchiveFiles
from mailflow.web.board import BoardPages
from mailflow.web.feeds import FeedPages
from mailflow.web.responses import Pages
from mailflow.web.unsubscribe import UnsubscribePage

Counts = Mapping[str, Mapping[str, int]]

_log = structlog.get_logger(__name__)

_PATIENCE_S = 3.0
_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def create_app(house: Application) -> Starlette:
    """Return the web application on these use cases; the database is not touched before the first request."""
    pages = Pages(house)
    archive = Archive(house, pages)
    app = Starlette(
        routes=[
            *_Probes(_Gauge(house)).routes(),
            *UnsubscribePage(house).routes(),
            *BoardPages(house, pages).routes(),
            *FeedPages(house).routes(),
            *archive.routes(),
            *ArchiveFiles(house, pages, archive).routes(),
        ],
        middleware=[Middleware(_SafeHeaders)],
        exception_handlers={HTTPException: partial(_refused, pages), Exception: _failed},
    )
    app.router.redirect_slashes = False  # it leads to the host and the scheme that a request names, with the keys and tokens of its path
    return app


class _Gauge:
    """Counts what waits, and never makes a probe wait long: a database that hangs is one that cannot be used."""

    def __init__(self, house: Application) -> None:
        self._house = house
        self._reader = ThreadPoolExecutor(max_workers=1, thread_name_prefix="health")

    def counts(self) -> Counts | None:
        """Return how many messages are in each state; None where the database cannot tell in time."""
        asked: Future[object] = self._reader.submit(self._count)
        if asked in wait({asked}, timeout=_PATIENCE_S).not_done:
            asked.cancel()  # if it has not begun; what has begun ends with the database's own timeout
            _log.warning("database_silent", waited_s=_PATIENCE_S)
            return None
        problem = asked.exception()
        if problem is not None:
            _log.warning("database_unavailable", problem=type(problem).__name__)
            return None
        return cast("Counts", asked.result())

    def _count(self) -> object:
        """Connect, the first time, and count."""
        counts, troubles = self._house.secretary.views.health(), self._house.secretary.views.reader_troubles()
        return {**counts, "trouble": troubles} if troubles else counts


class _Probes:
    """What monitoring asks."""

    def __init__(self, gauge: _Gauge) -> None:
        self._gauge = gauge
        self._registry = CollectorRegistry()
        self._registry.register(_MessageCounts(gauge))
        ProcessCollector(registry=self._registry)

    def routes(self) -> list[Route]:
        """Return the routes; Starlette adds HEAD to GET."""
        return [Route("/health", self.health, methods=["GET"]), Route("/metrics", self.metrics, methods=["GET"])]

    def health(self, _request: Request) -> Response:
        """Tell whether mail can be taken in and sent, and what waits."""
        counts = self._gauge.counts()
        if counts is None:
            return JSONResponse({"status": "unavailable"}, HTTPStatus.SERVICE_UNAVAILABLE)
        shown = {"status": "ok", "inbox": counts["inbox"], "outbox": counts["outbox"]}
        if "trouble" in counts:  # not 503: nothing here is mended by a restart
            shown |= {"status": "trouble", "trouble": counts["trouble"]}
        return JSONResponse(shown)

    def metrics(self, _request: Request) -> Response:
        """Give the figures in Prometheus' text format, counted at this moment."""
        return Response(generate_latest(self._registry), media_type="text/plain; version=0.0.4; charset=utf-8")


class _MessageCounts(Collector):
    """The counts as gauges; without a database there are none, and `mailflow_database_up` is 0."""

    def __init__(self, gauge: _Gauge) -> None:
        self._gauge = gauge

    def describe(self) -> Iterator[GaugeMetricFamily]:
        """Name the gauges without asking the database."""
        yield from self._families({})

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Count."""
        counts = self._gauge.counts()
        yield GaugeMetricFamily("mailflow_database_up", "1 where the database can be used.", value=float(counts is not None))
        yield from self._families(counts or {})

    def _families(self, counts: Counts) -> Iterator[GaugeMetricFamily]:
        for box, words in (("inbox", "that came in"), ("outbox", "owed or sent")):
            family = GaugeMetricFamily(f"mailflow_{box}_messages", f"Messages {words}, by state.", labels=["state"])
            for state, count in sorted(counts.get(box, {}).items()):
                family.add_metric([state], count)
            yield family


class _SafeHeaders:
    """Adds to every answer the headers that let a browser do nothing with it but show it, where it does not say what else it may."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, unless it asks for what cannot be, and its answer back with the headers."""

        async def send_safely(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        # No name of ours has a NUL, and PostgreSQL does not even take the question.
        is_asked = "\0" not in scope.get("path", "")
        answer = self._app if is_asked else JSONResponse({"error": HTTPStatus.NOT_FOUND.phrase}, HTTPStatus.NOT_FOUND)
        await answer(scope, receive, send_safely)


def _refused(pages: Pages, request: Request, error: Exception) -> Response:
    """Answer 404, 405 and the like: a page to a browser, JSON to a program."""
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    if "text/html" in request.headers.get("accept", ""):
        return pages.refusal(status, status.phrase, "There is nothing at this address that could be shown or done.", error.headers)
    return JSONResponse({"error": status.phrase}, status, headers=error.headers)


def _failed(_request: Request, _error: Exception) -> Response:
    """Answer 500 without a detail; the log has it. This answer passes no middleware, so it brings its headers."""
    return JSONResponse({"error": HTTPStatus.INTERNAL_SERVER_ERROR.phrase}, HTTPStatus.INTERNAL_SERVER_ERROR, headers=_HEADERS)
