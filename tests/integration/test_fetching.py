"""Agendas over https, from a real server with a certificate of its own."""

import gzip
import json
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from mailflow.adapters.agenda_formats.sources import AgendaReader, AgendaRequest
from mailflow.adapters.fetching.addresses import is_public
from mailflow.adapters.fetching.fetcher import Limits, WebFetcher
from mailflow.domain.errors import BadInputError
from tests.services import missing

pytestmark = pytest.mark.integration

YAML = b"title: Kelp\nstart: 2021-03-03T10:00\nitems: [{title: Opening, duration: 5m}]\n"
Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Site:
    """A server on loopback: what it answers to a path, and what it was asked."""

    port: int = 0
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def url(self, path: str, host: str = "localhost") -> str:
        """Return a link to a path."""
        return f"https://{host}:{self.port}{path}"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Give a certificate for localhost, and its key."""
    openssl = shutil.which("openssl") or missing("openssl")
    folder = tmp_path_factory.mktemp("tls")
    ask = "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost -keyout key.pem -out cert.pem"
    subprocess.run([openssl, *ask.split()], cwd=folder, check=True, capture_output=True)
    return folder / "cert.pem", folder / "key.pem"


@pytest.fixture
def site(certificate: tuple[Path, Path]) -> Iterator[Site]:
    """Give a running server."""
    found = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.path)
            if self.path in found.answers:
                found.answers[self.path](self)
            else:
                self.send_error(404)

        def log_message(self, *args: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        def handle_error(self, *args: object) -> None:
            pass  # clients that break off are meant to

    server = Server(("127.0.0.1", 0), Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(*certificate)
    server.socket = tls.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    found.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield found
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def fetch(certificate: tuple[Path, Path]) -> Callable[..., str]:
    """Give a way to fetch the text of a link, with loopback allowed and the certificate trusted."""
    trusted = ssl.create_default_context(cafile=certificate[0])

    def text(url: str, **limits: object) -> str:
        given = {"is_allowed": lambda _: True, "tls": trusted, "timeout_s": 5.0, **limits}
        return WebFetcher(Limits(**given))(url).text  # type: ignore[arg-type]

    return text


def answer(body: bytes, kind: str = "text/plain", status: int = 200, **headers: str) -> Answer:
    """Return an answer of the server."""

    def send(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return send


def refusal(fetch: Callable[..., str], url: str, **limits: object) -> str:
    """Return the one line with which a link is refused."""
    with pytest.raises(BadInputError) as caught:
        fetch(url, **limits)
    (problem,) = caught.value.problems
    assert "\n" not in problem
    return problem


def test_document_is_fetched(site: Site, fetch: Callable[..., str]) -> None:
    """As text, whatever its encoding, also where it was compressed unasked."""
    site.answers["/a"] = answer(YAML)
    site.answers["/latin"] = answer("Léa".encode("latin-1"), "text/plain; charset=iso-8859-1")
    site.answers["/gzip"] = answer(gzip.compress(YAML), Content_Encoding="gzip")
    assert fetch(site.url("/a")) == YAML.decode()
    assert fetch(site.url("/latin")) == "Léa"
    assert fetch(site.url("/gzip")) == YAML.decode()


def test_page_of_an_indico_event_is_asked_for_its_export(site: Site, certificate: tuple[Path, Path]) -> None:
    """With all its details; so are the parts of the page, and an export asked for without them."""
    told = {"title": "Kelp", "startDate": {"date": "2021-03-03", "time": "10:00:00", "tz": "UTC"}, "duration": 5}
    export = {"count": 1, "results": [{**told, "timezone": "Europe/Oslo", "contributions": [told | {"title": "Opening"}]}]}
    site.answers["/export/event/77.json?detail=subcontributions"] = answer(json.dumps(export).encode(), "application/json")
    trusted = ssl.create_default_context(cafile=certificate[0])
    reader = AgendaReader("UTC", None, WebFetcher(Limits(is_allowed=lambda _: True, tls=trusted)))
    for path in ("/event/77/", "/event/77", "/event/77/timetable/", "/export/event/77.json"):
        agenda = reader.read(AgendaRequest(site.url(path)))
        assert (agenda.meeting.title, agenda.meeting.timezone, agenda.meeting.items[0].title) == ("Kelp", "Europe/Oslo", "Opening")
    assert set(site.asked) == {"/export/event/77.json?detail=subcontributions"}


def test_web_page_is_read_as_its_text(site: Site, certificate: tuple[Path, Path]) -> None:
    """As if it had been copied from the browser."""
    page = "<h1>Kelp</h1><p>3 March 2021</p><ul><li>10:00 → 10:05<br>Opening 5m</li><li>10:05 → 10:30<br>Sites 25m</li></ul>"
    site.answers["/p"] = answer(f"<html><body>{page}</body></html>".encode(), "text/html; charset=utf-8")
    trusted = ssl.create_default_context(cafile=certificate[0])
    reader = AgendaReader("UTC", None, WebFetcher(Limits(is_allowed=lambda _: True, tls=trusted)))
    assert [item.title for item in reader.read(AgendaRequest(site.url("/p"))).meeting.items] == ["Opening", "Sites"]


def test_redirect_is_followed_as_far_as_it_may_be(site: Site, fetch: Callable[..., str]) -> None:
    """Within https and the public internet, and not for ever; what it leads to is judged as if it had been asked for."""
    site.answers["/a"] = answer(YAML)
    site.answers["/moved"] = answer(b"", status=302, Location="/a")
    site.answers["/short"] = answer(b"", status=301, Location=site.url("/event/5/"))
    site.answers["/export/event/5.json?detail=subcontributions"] = answer(b"{}", "application/json")
    site.answers["/round"] = answer(b"", status=307, Location="/round")
    site.answers["/clear"] = answer(b"", status=302, Location="http://localhost/a")
    site.answers["/file"] = answer(b"", status=302, Location="file:///etc/passwd")
    site.answers["/inside"] = answer(b"", status=302, Location="https://192.0.0.8/a")
    site.answers["/nowhere"] = answer(b"", status=302)
    assert fetch(site.url("/moved")) == YAML.decode()
    assert fetch(site.url("/short")) == "{}"
    assert "5 redirects" in refusal(fetch, site.url("/round"))
    assert "only https" in refusal(fetch, site.url("/clear"))
    assert "only https" in refusal(fetch, site.url("/file"))
    assert "redirects" in refusal(fetch, site.url("/nowhere"))
    inside = refusal(fetch, site.url("/inside"), is_allowed=lambda address: address != "192.0.0.8")
    assert inside == "https://192.0.0.8/a: its address is not one of the public internet, so it is not fetched"


def resolving(patch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let every name have these addresses, none of them: there is no such host; return the names that were asked for."""
    asked: list[str] = []

    def answered(host: str, port: int, *_: object, **__: object) -> list[object]:
        asked.append(host)
        if not addresses:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    patch.setattr(socket, "getaddrinfo", answered)
    return asked


def test_addresses_of_this_machine_and_its_networks_are_not_asked(
    site: Site, certificate: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """By name or by number, however it is written: 2130706433 is 127.0.0.1 to the system."""
    resolving(monkeypatch, "127.0.0.1")
    site.answers["/a"] = answer(YAML)
    fetcher = WebFetcher(Limits(tls=ssl.create_default_context(cafile=certificate[0])))
    for host in ("localhost", "127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0x7f.1", "10.0.0.1", "169.254.169.254", "0"):
        with pytest.raises(BadInputError, match="not one of the public internet"):
            fetcher(site.url("/a", host))
    assert site.asked == []


def test_name_with_one_address_inside_is_not_asked_at_all(fetch: Callable[..., str], site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else who answers for the name could choose; and it is asked only once, so that a second answer changes nothing."""
    told = resolving(monkeypatch, "127.0.0.1", "10.0.0.7")
    site.answers["/a"] = answer(YAML)
    assert "public internet" in refusal(fetch, site.url("/a"), is_allowed=lambda address: address != "10.0.0.7")
    assert site.asked == []
    assert fetch(site.url("/a")) == YAML.decode()
    assert told.count("localhost") == 2


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("93.184.216.34", True), ("2606:2800:220:1:248:1893:25c8:1946", True), ("127.0.0.1", False), ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False), ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.1", False), ("224.0.0.1", False),
        ("255.255.255.255", False), ("::1", False), ("::", False), ("fe80::1%eth0", False), ("fc00::1", False), ("ff02::1", False),
        ("::ffff:10.0.0.1", False), ("::ffff:93.184.216.34", True), ("2002:0a00:0001::1", False), ("64:ff9b::7f00:1", False),
        ("2001:0:a00:1::f5ff:fffe", False), ("nonsense", False),
    ],
)  # fmt: skip
def test_only_public_addresses_are_public(address: str, expected: bool) -> None:  # noqa: FBT001 - a table
    """Also where an IPv6 address only wraps another one."""
    assert is_public(address) is expected


def test_too_much_is_not_read(site: Site, fetch: Callable[..., str]) -> None:
    """Told before, found out on the way, or only after it was unpacked."""
    site.answers["/told"] = answer(b"", Content_Length="3000000")
    site.answers["/long"] = answer(b"a" * 3_000_000)
    site.answers["/bomb"] = answer(gzip.compress(b"a" * 30_000_000), Content_Encoding="gzip")
    for path in ("/told", "/long", "/bomb"):
        assert "larger than 2 MiB" in refusal(fetch, site.url(path))


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Answer a byte at a time, without end."""
    handler.send_response(200)
    handler.send_header("Content-Type", "text/plain")
    handler.end_headers()
    while True:
        handler.wfile.write(b"a")
        handler.wfile.flush()
        threading.Event().wait(0.05)


def drip_headers(handler: BaseHTTPRequestHandler) -> None:
    """Begin an answer and never end its first line."""
    while True:
        handler.wfile.write(b"H")
        handler.wfile.flush()
        threading.Event().wait(0.05)


@pytest.mark.parametrize("slow", [drip, drip_headers, lambda handler: threading.Event().wait(2)], ids=["body", "head", "silent"])
def test_whole_answer_has_one_time_limit(site: Site, fetch: Callable[..., str], slow: Answer) -> None:
    """However often a byte comes."""
    site.answers["/slow"] = slow
    begin = time.monotonic()
    assert refusal(fetch, site.url("/slow"), timeout_s=0.6).endswith(": no whole answer within 0.6 s")
    assert time.monotonic() - begin < 3


@pytest.mark.parametrize(
    ("sent", "problem"),
    [
        (answer(b"gone", status=404), "answered 404 Not Found"),
        (answer(b"", status=503), "answered 503"),
        (answer(b"%PDF-1.4", "application/pdf"), "is application/pdf, not an agenda"),
        (answer(b"PNG", "image/png"), "is image/png, not an agenda"),
        (answer(b"\xff\xfe\xfd"), "is no text that can be read"),
        (answer(b"x", Content_Encoding="br"), "compressed in a way"),
        (answer(b"x", Content_Encoding="gzip"), "cannot be unpacked"),
        (lambda handler: handler.wfile.write(b"nonsense\r\n\r\n"), "no answer that can be read"),
        (lambda handler: handler.connection.close(), "broke off"),
    ],
    ids=["gone", "busy", "pdf", "png", "octets", "brotli", "no gzip", "nonsense", "closed"],
)
def test_what_is_no_agenda_is_told_in_one_line(site: Site, fetch: Callable[..., str], sent: Answer, problem: str) -> None:
    """What was answered, and of which link; what follows the path stays secret."""
    site.answers["/x?token=secret"] = sent
    told = refusal(fetch, site.url("/x?token=secret"))
    assert problem in told
    assert "secret" not in told


def test_certificate_that_nobody_trusts_is_not_believed(site: Site, fetch: Callable[..., str]) -> None:
    """Nor one for another name."""
    site.answers["/a"] = answer(YAML)
    assert "certificate is not trusted" in refusal(fetch, site.url("/a"), tls=None)
    assert "certificate is not trusted" in refusal(fetch, site.url("/a", "127.0.0.1"))
    assert site.asked == []


@pytest.mark.parametrize(
    ("url", "problem"),
    [
        ("http://example.org/a.yaml", "only https is fetched"),
        ("ftp://example.org/a.yaml", "only https is fetched"),
        ("https:///a.yaml", "no link that can be fetched"),
        ("https://user:pass@example.org/a", "user name"),
        ("https://example.org:99999/a", "no link that can be fetched"),
        ("https://[::1/a", "no link that can be fetched"),
        ("https://exa mple.org/a", "no link that can be fetched"),
        ("https://example.org/a\r\nHost: evil", "no link that can be fetched"),
        ("https://" + "a" * 70 + ".example.org/", "no link that can be fetched"),
        ("https://example.org\\@evil.example.net/", "no link that can be fetched"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_other_links_are_refused(url: str, problem: str, fetch: Callable[..., str]) -> None:
    """Before anybody is asked anything; a password in a link is not repeated."""
    told = refusal(fetch, url)
    assert problem in told
    assert "pass@" not in told


def test_host_that_is_none_is_told(fetch: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """As the resolver says."""
    resolving(monkeypatch)
    assert refusal(fetch, "https://nowhere.example.org/a") == "nowhere.example.org: no such host"


def test_resolver_that_does_not_answer_is_not_waited_for(fetch: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    """It knows no time limit itself."""
    gate = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: gate.wait(5) and [])
    assert refusal(fetch, "https://example.org/a", timeout_s=0.2) == "example.org: nobody told its address in time"
    gate.set()
