"""The status board, for the chairs, deputies and secretaries of series.

GET  /board                      where everything stands; with ?live=yes it is fetched again every 30 s
GET  /board/meetings/ID          the slots of a meeting
GET  /board/triage               what waits for a decision
POST /board/triage/ID            the decision: word=assign&key=3.2 | add&title=… | ask | discard
GET  /board/mail, /board/due     what is owed and sent; what comes next by itself
GET, POST /board/login           an address; a link is mailed to it, if it is one of theirs
GET, POST /board/enter/TOKEN     the link: a page with a button, which uses it
POST /board/logout

Nothing here is shown or done without a session (a signed cookie, SameSite=Strict); each form bears the mark of its session.
"""

from collections.abc import Awaitable, Callable, Mapping
from http import HTTPStatus
from urllib.parse import quote

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from mailflow.bootstrap.application import Application
from mailflow.domain.agenda import MeetingId
from mailflow.domain.errors import BadInputError, IllegalTransition, NotFoundError
from mailflow.domain.message import InboundId
from mailflow.domain.sessions import Session
from mailflow.services.board import Ruling
from mailflow.web.limits import Bucket, client_of
from mailflow.web.responses import CSP, HTML, NOINDEX, Pages

_COOKIE = "mailflow_board"
_PATH = "/board"
_BODY_LIMIT = 8 * 1024
_FIELDS = 10
_REFRESH_S = 30
_HOURS_12 = 12 * 3600
_LARGEST_ID = 2**63 - 1
Form = Mapping[str, str]


class BoardPages:
    """The pages of the status board."""

    def __init__(self, house: Application, pages: Pages) -> None:
        self._house = house
        self._pages = pages
        self._logins = Bucket(5, 1 / 60)
        self._asked = Bucket(120, 4)

    def routes(self) -> list[Route]:
        """Return the routes; Starlette adds HEAD to GET."""
        shown = {
            "": self._overview,
            "/": self._overview,
            "/meetings/{meeting:int}": self._meeting,
            "/triage": self._triage,
            "/mail": self._mail,
            "/due": self._due,
        }
        done = {"/triage/{message:int}": self._decide, "/logout": self._leave}
        return [
            Route(f"{_PATH}/login", self._by_method(self._login_form, self._ask), methods=["GET", "POST"], max_body_size=_BODY_LIMIT),
            Route(f"{_PATH}/enter/{{token}}", self._by_method(self._door, self._enter), methods=["GET", "POST"], max_body_size=_BODY_LIMIT),
            *(Route(_PATH + path, self._for_members(show), methods=["GET"]) for path, show in shown.items()),
            *(Route(_PATH + path, self._for_forms(do), methods=["POST"], max_body_size=_BODY_LIMIT) for path, do in done.items()),
        ]

    def _by_method(
        self, show: Callable[[Request], Response], do: Callable[[Request, Form], Response]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return what answers people without a session: a page, or a form of it."""

        async def answer(request: Request) -> Response:
            if request.method != "POST":
                return await run_in_threadpool(show, request)
            form = await _form_of(request)
            return self._foreign() if _is_foreign(request) else await run_in_threadpool(do, request, form)

        return answer

    def _for_members(self, show: Callable[[Request, Session], Response]) -> Callable[[Request], Response]:
        """Return what answers people with a session; others are sent to where they get one."""

        def answer(request: Request) -> Response:
            session = self._session(request)
            if session is None:
                return RedirectResponse(f"{_PATH}/login", HTTPStatus.SEE_OTHER)
            if self._asked.wait_s(session.address):
                return self._busy(10)
            try:
                return show(request, session)
            except NotFoundError:
                return self._missing()

        return answer

    def _for_forms(self, do: Callable[[Request, Session, Form], Response]) -> Callable[[Request], Awaitable[Response]]:
        """Return what does what a form says: only one that we made, for this very session."""

        async def answer(request: Request) -> Response:
            form = await _form_of(request)
            session = await run_in_threadpool(self._session, request)
            if session is None:
                return RedirectResponse(f"{_PATH}/login", HTTPStatus.SEE_OTHER)
            if _is_foreign(request) or not session.owns(form.get("mark", "")):
                return self._foreign()
            return await run_in_threadpool(do, request, session, form)

        return answer

    def _session(self, request: Request) -> Session | None:
        """Return the session of whoever still runs a series."""
        session = self._house.website.login.session(request.cookies.get(_COOKIE, ""))
        return session if session is not None and self._house.website.board.series_of(session.address) else None

    def _login_form(self, _request: Request) -> Response:
        return self._open("login.html", {"state": "ask"})

    def _ask(self, request: Request, form: Form) -> Response:
        """Mail a link, after the answer: neither its words nor its time tell whose address it is."""
        wait_s = self._logins.wait_s(client_of(request))
        if wait_s:
            return self._busy(wait_s)
        address = form.get("address", "").strip()[:254]
        response = self._open("login.html", {"state": "sent", "address": address})
        response.background = BackgroundTask(self._house.website.login.ask, address)
        return response

    def _door(self, request: Request) -> Response:
        """Show the button of a link; programs that follow links do not press it."""
        token = request.path_params["token"]
        found = self._house.website.login.find(token)
        if found is None:
            return self._open("login.html", {"state": "over"}, HTTPStatus.NOT_FOUND)
        return self._open("login.html", {"state": "enter", "address": found.address, "token": token})

    def _enter(self, request: Request, _form: Form) -> Response:
        cookie = self._house.website.login.enter(request.path_params["token"])
        if cookie is None:
            return self._open("login.html", {"state": "over"}, HTTPStatus.NOT_FOUND)
        response = RedirectResponse(_PATH, HTTPStatus.SEE_OTHER)
        is_secure = request.url.scheme == "https" or self._house.settings.web_url.startswith("https://")
        response.set_cookie(_COOKIE, cookie, max_age=_HOURS_12, path=_PATH, secure=is_secure, httponly=True, samesite="strict")
        return response

    def _leave(self, _request: Request, session: Session, _form: Form) -> Response:
        self._house.website.login.leave(session)
        response = RedirectResponse(f"{_PATH}/login", HTTPStatus.SEE_OTHER)
        response.delete_cookie(_COOKIE, path=_PATH, httponly=True, samesite="strict")
        return response

    def _overview(self, request: Request, session: Session) -> Response:
        overview = self._house.website.board.overview(session.address)
        return self._page("board.html", session, {"here": "", "overview": overview, **_liveness(request)})

    def _meeting(self, request: Request, session: Session) -> Response:
        meeting = request.path_params["meeting"]
        if meeting > _LARGEST_ID:
            return self._missing()
        standing = self._house.website.board.meeting(session.address, MeetingId(meeting))
        return self._page("board_meeting.html", session, {"here": "", "standing": standing, **_liveness(request)})

    def _triage(self, request: Request, session: Session) -> Response:
        waiting, done = self._house.website.board.waiting(session.address), request.query_params.get("done", "")[:300]
        return self._page("board_triage.html", session, {"here": "triage", "waiting": waiting, "done": done})

    def _mail(self, _request: Request, session: Session) -> Response:
        return self._page("board_mail.html", session, {"here": "mail", "post": self._house.website.board.post(session.address)})

    def _due(self, _request: Request, session: Session) -> Response:
        return self._page("board_due.html", session, {"here": "due", "steps": self._house.website.board.due(session.address)})

    def _decide(self, request: Request, session: Session, form: Form) -> Response:
        message = request.path_params["message"]
        ruling = Ruling(form.get("word", ""), form.get("key", ""), form.get("title", ""))
        try:
            done = self._house.website.board.decide(session.address, InboundId(min(message, _LARGEST_ID)), ruling)
        except (BadInputError, NotFoundError, IllegalTransition) as error:
            words = "; ".join(error.problems) if isinstance(error, BadInputError) else str(error)
            return self._refusal(HTTPStatus.CONFLICT, "Nothing was decided", words, f"{_PATH}/triage")
        return RedirectResponse(f"{_PATH}/triage?done={quote(f'Message {message}: {done}')}", HTTPStatus.SEE_OTHER)

    def _page(self, template: str, session: Session, values: Mapping[str, object]) -> Response:
        return self._open(template, {"session": session, "now": self._house.world.clock.now(), **values})

    def _open(self, template: str, values: Mapping[str, object], status: HTTPStatus = HTTPStatus.OK) -> Response:
        headers = {"Content-Type": HTML, "Content-Security-Policy": CSP, "X-Robots-Tag": NOINDEX}
        return Response(self._pages.render(template, values), status, headers=headers)

    def _missing(self) -> Response:
        return self._refusal(HTTPStatus.NOT_FOUND, "Nothing here", "There is no such thing on your board.")

    def _busy(self, wait_s: int) -> Response:
        words = f"Please wait {wait_s} seconds."
        return self._pages.refusal(HTTPStatus.TOO_MANY_REQUESTS, "Too often", words, {"Retry-After": str(wait_s)})

    def _foreign(self) -> Response:
        words = "The form that was sent is not one of this session. Go back, load the page again, and press the button once more."
        return self._refusal(HTTPStatus.FORBIDDEN, "Nothing was done", words)

    def _refusal(self, status: HTTPStatus, headline: str, words: str, back: str = _PATH) -> Response:
        return self._open("refused.html", {"headline": headline, "words": words, "back": back}, status)


def _liveness(request: Request) -> dict[str, object]:
    """Return how often a page is fetched anew by itself: only where somebody wants that, as it moves what they read (WCAG 2.2.1)."""
    is_live = request.query_params.get("live") == "yes"
    return {"path": request.url.path, "is_live": is_live, "refresh_s": _REFRESH_S if is_live else 0}


async def _form_of(request: Request) -> Form:
    """Return the text fields of a form."""
    async with request.form(max_files=0, max_fields=_FIELDS) as form:
        return {name: value for name, value in form.items() if isinstance(value, str)}


def _is_foreign(request: Request) -> bool:
    """Tell whether a browser says that a form comes from elsewhere (Fetch Metadata); one that says nothing is judged by the mark alone."""
    return request.headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}
