"""What a link to an agenda stands for: https alone, and of an Indico event its export."""

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from mailflow.domain.errors import BadInputError

_LONGEST = 2000
_SAFE = "/:?#[]@!$&'()*+,;=%-._~"
_EVENT = re.compile(r"(?P<base>(?:/[\w.~-]+){0,3}?)/event/(?P<id>\d{1,12})(?:/(?:overview|timetable|contributions|manage)?/?)?")
_EXPORT = re.compile(r"(?:/[\w.~-]+){0,3}?/export/event/\d{1,12}\.json")
_DETAIL = "detail=subcontributions"


@dataclass(frozen=True, slots=True)
class Link:
    """A link that may be fetched: its host in ASCII, its port, and what is asked of the server."""

    host: str
    port: int
    target: str

    def __str__(self) -> str:
        """Return it without what follows the path, which may be a secret."""
        port = "" if self.port == 443 else f":{self.port}"  # noqa: PLR2004 - that of https
        return f"https://{self.host}{port}{self.target.partition('?')[0]}"


def is_link(text: str) -> bool:
    """Tell whether the name of an agenda is a link and not a file."""
    return re.match(r"[a-zA-Z][a-zA-Z0-9+.-]{1,20}://", text) is not None


def parse_link(text: str) -> Link:
    """Return a link, that of an Indico event turned into the one of its export.

    Raises:
        BadInputError: it is no https link, or names no host, or a user.
    """
    text = text.strip()
    shown = text[:100] if text.isprintable() else repr(text)[:100]
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port or 443
        ascii_host = host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise BadInputError(f"{shown}: is no link that can be fetched") from error
    if parts.scheme.lower() != "https":
        raise BadInputError(f"{shown}: only https is fetched")
    if not ascii_host or len(text) > _LONGEST or not text.isprintable() or " " in text or "\\" in text:
        raise BadInputError(f"{shown}: is no link that can be fetched")
    if parts.username is not None or parts.password is not None:
        raise BadInputError(f"https://{host}: a link with a user name is not fetched")
    return Link(ascii_host, port, _target(parts))


def follow(link: Link, location: str) -> Link:
    """Return where a redirect leads. Raises BadInputError as `parse_link` does."""
    port = "" if link.port == 443 else f":{link.port}"  # noqa: PLR2004 - that of https
    host = f"[{link.host}]" if ":" in link.host else link.host
    return parse_link(urljoin(f"https://{host}{port}{link.target}", location.strip()))


def _target(parts: SplitResult) -> str:
    """Return path and query; of the page of an Indico event those of its export."""
    path, query = quote(parts.path or "/", safe=_SAFE), quote(parts.query, safe=_SAFE)
    event = _EVENT.fullmatch(path)
    if event:
        return f"{event['base']}/export/event/{event['id']}.json?{_DETAIL}"
    if _EXPORT.fullmatch(path) and "detail=" not in query:
        query = f"{query}&{_DETAIL}" if query else _DETAIL
    return f"{path}?{query}" if query else path
