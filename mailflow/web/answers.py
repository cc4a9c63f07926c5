"""Pages as answers: in the reader's language, and with a policy under which they can do nothing but what they are for."""

import hashlib
import re
from base64 import b64encode
from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import HTMLResponse

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)
_LANGUAGES_READ = 10
_TAG = re.compile(r"\s*([A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")


def page(html: str, status: int = 200, *, headers: Mapping[str, str] | None = None) -> HTMLResponse:
    """Return a page that may have its own style blocks and send its forms to us: no script, no frame, nothing from elsewhere.

    No robot keeps it. The blocks are named by their digests (CSP level 2), so that no style in what people wrote is obeyed.
    """
    digests = (hashlib.sha256(style.encode()).digest() for style in _STYLE.findall(html))
    styles = " ".join(f"'sha256-{b64encode(digest).decode()}'" for digest in digests) or "'none'"
    policy = f"default-src 'none'; style-src {styles}; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    return HTMLResponse(html, status, {"Content-Security-Policy": policy, "X-Robots-Tag": "noindex, nofollow", **(headers or {})})


def languages_of(request: Request) -> tuple[str, ...]:
    """Return the language tags that a browser prefers, the dearest first (RFC 9110 12.5.4)."""
    asked = (_TAG.fullmatch(part) for part in request.headers.get("accept-language", "").split(",")[:_LANGUAGES_READ])
    weighed = [(float(found[2] or 1), found[1]) for found in asked if found]
    return tuple(tag for weight, tag in sorted(weighed, key=lambda one: -one[0]) if weight > 0)
