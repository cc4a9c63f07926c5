"""What every page is sent with: headers that let a browser do nothing but show it, a mark by which it is asked for again, the style."""

import hashlib
from collections.abc import Mapping
from functools import cached_property
from http import HTTPStatus
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from mailflow.bootstrap.application import Application

CSP: Final = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
HTML: Final = "text/html; charset=utf-8"
_FOR_EVER = "public, max-age=31536000, immutable"
_KEPT = frozenset({"ETag", "Cache-Control", "X-Robots-Tag", "Content-Security-Policy"})
NOINDEX: Final = "noindex, nofollow"


def etag_of(content: bytes) -> str:
    """Return the mark of a body."""
    return f'"{hashlib.sha256(content).hexdigest()[:32]}"'


def is_known(request: Request, etag: str) -> bool:
    """Tell whether whoever asks has this body already (RFC 9110 13.1.2)."""
    known = request.headers.get("if-none-match", "")
    return known.strip() == "*" or etag in {mark.strip().removeprefix("W/") for mark in known.split(",")}


def answered(request: Request, content: bytes, headers: Mapping[str, str]) -> Response:
    """Return a body with its headers, or 304 where it is known."""
    if is_known(request, headers["ETag"]):
        kept = {name: value for name, value in headers.items() if name in _KEPT}
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)
    return Response(content, headers=dict(headers))


class Pages:
    """Makes pages of templates."""

    def __init__(self, house: Application) -> None:
        self._house = house

    @cached_property
    def style(self) -> bytes:
        """The style sheet."""
        return self._house.post.renderer.style()

    @cached_property
    def style_url(self) -> str:
        """Where it lies: another place for another style, so that it may be kept for ever."""
        return f"/style-{hashlib.sha256(self.style).hexdigest()[:16]}.css"

    def send_style(self, request: Request) -> Response:
        """Send the style sheet."""
        headers = {"Cache-Control": _FOR_EVER, "Content-Type": "text/css; charset=utf-8", "ETag": etag_of(self.style)}
        return answered(request, self.style, headers)

    def render(self, template: str, values: Mapping[str, object], *, timezone: str = "UTC", language: str = "en") -> bytes:
        """Return a page as octets."""
        own = {"style_url": self.style_url, "robots": NOINDEX}
        return self._house.post.renderer.screen(f"web/{template}", {**own, **values}, timezone=timezone, language=language).encode()

    def refusal(self, status: HTTPStatus, headline: str, words: str, headers: Mapping[str, str] | None = None) -> Response:
        """Return a page that says in English why there is nothing else."""
        return self.turned_away(status, self.render("refused.html", {"headline": headline, "words": words}), headers)

    def turned_away(self, status: HTTPStatus, content: bytes, headers: Mapping[str, str] | None = None) -> Response:
        """Return a page that was made to say why there is nothing else."""
        own = {"Content-Type": HTML, "Content-Security-Policy": CSP, "X-Robots-Tag": NOINDEX}
        return Response(content, status, headers={**own, **(headers or {})})
