"""The archive and the board in a real browser: read, searched, decided; light, dark and small; nothing hostile runs; all can use it."""

import json
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.archive_site import SECRETARY, Site, a_shown_series, a_site, served
from tests.builders import a_speaker, an_item
from tests.unit.test_board_pages import receive

pytestmark = pytest.mark.integration
_AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
PHONE, DESK = {"width": 375, "height": 800}, {"width": 1200, "height": 900}
PAYLOADS = (
    "<script>boom('script')</script>",
    "<img src=x onerror=boom('img')>",
    "\"><svg onload=boom('svg')>",
    "'><body onload=boom('body')>",
    "javascript:boom('js')",
    "https://example.org/\"onmouseover=\"boom('attr')",
    "</title><script>boom('title')</script>",
    "</textarea><script>boom('textarea')</script>",
    "</style><script>boom('style')</script>",
    "{{ 7 * 191 }}{% raw %}",
    "<iframe srcdoc=\"<script>parent.boom('frame')</script>\">",
    "<a href=\"javascript:boom('href')\">x</a>",
    "<math><mtext><table><mglyph><style><img src=x onerror=boom('mutation')>",
    "&lt;script&gt;boom('entity')&lt;/script&gt;",
    "+ADw-script+AD4-boom('utf7')+ADw-/script+AD4-",
    "<meta http-equiv=refresh content='0;url=javascript:boom(1)'>",
    "<form action=https://example.org/><button autofocus onfocus=boom('focus')>",
    "\u202e<script>boom('bidi')</script>",
    "]]><script>boom('cdata')</script>",
    "<noscript><p title=\"</noscript><img src=x onerror=boom('noscript')>\">",
)
ARCHIVE = (
    "/",
    "/search?q=light",
    "/s/escape-tc/",
    "/s/escape-tc/1",
    "/s/escape-tc/1/r2/changes",
    "/s/escape-tc/items",
    "/s/escape-tc/items/cta",
    "/s/escape-tc/actions",
    "/s/escape-tc/search?q=light",
    "/s/escape-tc/nothing",
    "/board/login",
)
BOARD = ("/board", "/board/meetings/1", "/board/triage", "/board/mail", "/board/due")


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Give Debian's Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give a service with two meetings, one of them corrected, and a message in triage."""
    with a_site(tmp_path_factory.mktemp("site")) as service:
        first = service.add()
        words = "First light was on 12 February.\n\n- all well\n- see https://example.org/light"
        service.report(first, "3.1", words, files={"a.pdf": b"%PDF"})
        service.publish(first, {"3.2": "Virgo reaches 40 Mpc."})
        service.correct(first, "40 Mpc", "60 Mpc")
        service.publish(service.add(1), {"3.1": "Second light."})
        receive(service)
        yield service


@pytest.fixture(scope="module")
def url(site: Site) -> Iterator[str]:
    """Serve its pages."""
    with served(site) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """Give a window of a desk."""
    context = browser.new_context(viewport=DESK)  # type: ignore[arg-type] # a size is what it wants
    yield context.new_page()
    context.close()


def enter(site: Site, page: Page, url: str, address: str = SECRETARY) -> None:
    """Come in by a login link."""
    sessions = site.house.website.login._sessions
    token = sessions.login_url(address, now=site.clock.now()).rpartition("/")[2]
    page.goto(f"{url}/board/enter/{token}")
    page.get_by_role("button", name="Open the status board").click()


def test_minutes_are_read_from_the_first_page_on(page: Page, url: str) -> None:
    """Series, meeting, item; by links alone."""
    page.goto(url)
    page.get_by_role("link", name="Technical Coordination Meeting").click()
    page.get_by_role("link", name="3 March 2021").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Minutes of 3 March 2021"
    assert page.get_by_text("First light was on 12 February.").is_visible()
    page.get_by_role("link", name="CTA", exact=True).click()
    assert page.get_by_role("heading", level=2).all_inner_texts() == ["17 March 2021", "3 March 2021"]


def test_words_are_searched(page: Page, url: str) -> None:
    """And found where they stand."""
    page.goto(f"{url}/s/escape-tc/")
    page.get_by_role("searchbox").fill("FIRST ligh")
    page.get_by_role("button", name="Search").click()
    assert page.locator("mark").all_inner_texts() == ["First", "light", "light"]
    page.get_by_role("link", name="3.1 CTA").click()
    assert page.locator("#item-3\\.1").is_visible()


def test_a_correction_is_seen_word_by_word(page: Page, url: str) -> None:
    """From the page of the minutes."""
    page.goto(f"{url}/s/escape-tc/1")
    page.get_by_role("link", name="What changed").click()
    assert page.locator(".change del").inner_text() == "40"
    assert page.locator(".change ins").inner_text() == "60"


def test_a_message_is_decided_by_a_button(page: Page, url: str, site: Site) -> None:
    """After coming in by a link; without any script."""
    enter(site, page, url)
    page.get_by_role("link", name="Decide").click()
    page.get_by_role("button", name="File under 3.2 EGO").click()
    assert "filed under 3.2 EGO" in page.get_by_role("status").inner_text()
    assert page.get_by_text("Nothing waits for you.").is_visible()
    receive(site, b"From: Eve <eve@example.net>\r\nTo: minutes@example.org\r\nMessage-ID: <y@x>\r\nSubject: CTA\r\n\r\nCTA is well.\r\n", 2)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["375 px", "desk"])
def test_every_page_fits_and_can_be_read(browser: Browser, url: str, site: Site, size: dict[str, int], scheme: str) -> None:
    """Nothing is wider than the window, every text stands out from what is behind it, every control has a name and is large enough."""
    context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type] # as playwright names them
    page = context.new_page()
    enter(site, page, url)
    flaws = {}
    for path in (*ARCHIVE, *BOARD):
        page.goto(url + path)
        found = page.evaluate(_CHECKS)
        if found:
            flaws[path] = found
    context.close()
    assert flaws == {}


@pytest.mark.parametrize("language", ["fr", "de"])
def test_pages_of_other_languages_fit_a_phone(browser: Browser, tmp_path: Path, language: str) -> None:
    """Whose words are longer."""
    with a_site(tmp_path) as site:
        meeting = site.add(series=replace(a_shown_series(), language=language))
        site.publish(meeting, {"3.1": "40 Mpc."})
        site.correct(meeting, "40", "60")
        with served(site) as url:
            context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type] # a size is what it wants
            page = context.new_page()
            flaws = {}
            for path in ARCHIVE:
                page.goto(url + path)
                page.evaluate(_AXE)
                flaws[path] = [*page.evaluate(_CHECKS), *page.evaluate(_VIOLATIONS)]
            context.close()
    assert {path: found for path, found in flaws.items() if found} == {}


def test_a_long_title_makes_no_control_wider_than_a_phone(browser: Browser, tmp_path: Path) -> None:
    """Of whatever length the items of an agenda are."""
    with a_site(tmp_path) as site:
        site.add(items=(*(an_item(f"{number}", f"{'A long title of an item ' * 6}{number}") for number in range(1, 4)),))
        receive(site)
        with served(site) as url:
            context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type] # a size is what it wants
            page = context.new_page()
            enter(site, page, url)
            page.goto(f"{url}/board/triage")
            boxes = [control.bounding_box() for control in page.locator("select, input:not([type=hidden]), button").all()]
            assert max(box["x"] + box["width"] for box in boxes if box) <= PHONE["width"]
            context.close()


def test_minutes_on_paper_are_minutes_alone(page: Page, url: str) -> None:
    """Nothing to press, no address twice, and nothing left of a list of links."""
    page.emulate_media(media="print")
    page.goto(f"{url}/s/escape-tc/1")
    words = page.locator("body").inner_text()
    assert "First light was on 12 February." in words
    for none in ("Markdown", "What changed", "Search", "Meetings", "\u00b7 \u00b7", "Revisions"):
        assert none not in words, none
    address = page.locator(".said a").first
    assert address.evaluate("(one) => getComputedStyle(one, '::after').content") in {"none", "normal"}


def test_actions_are_read_on_a_phone_without_moving_the_page(browser: Browser, url: str) -> None:
    """One below the other, each figure with its name; still a table for who has it read out."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type] # a size is what it wants
    page = context.new_page()
    style = page.request.get(url + page_style(page, url)).text()
    page.goto("about:blank")  # which has no policy
    page.set_content(_A_STACK.replace("STYLE", style))
    assert page.locator("td").first.evaluate("(one) => getComputedStyle(one).display") == "block"
    assert page.get_by_role("table").get_by_role("row").count() == 2
    context.close()


@pytest.mark.parametrize("path", ["/board/due", "/board/mail", "/board/meetings/1"])
def test_tables_of_the_board_are_cards_on_a_phone(browser: Browser, site: Site, url: str, path: str) -> None:
    """Whatever long words stand in them; each figure with its name, and still a table for who has it read out. On paper they are tables."""
    context = browser.new_context(viewport=PHONE)  # type: ignore[arg-type] # a size is what it wants
    page = context.new_page()
    enter(site, page, url)
    page.goto(url + path)
    page.evaluate("(word) => document.querySelectorAll('td').forEach((one) => { one.textContent = word })", f"{'x' * 120}@example.org")
    assert page.evaluate(_CHECKS) == []
    cell = page.locator("tbody td").first
    shown = "(one) => [getComputedStyle(one).display, getComputedStyle(one, '::before').content]"
    label = page.locator("thead th").first.inner_text()
    assert cell.evaluate(shown) == ["block", f'"{label}: "']
    assert page.get_by_role("table").first.get_by_role("columnheader").count() == page.locator("tbody tr").first.locator("td").count()
    page.emulate_media(media="print")
    assert cell.evaluate(shown) == ["table-cell", "none"]
    context.close()


def page_style(page: Page, url: str) -> str:
    """Return where the style lies."""
    page.goto(url)
    return page.locator("link[rel=stylesheet]").get_attribute("href") or ""


_A_STACK = """<style>STYLE</style><table class="rows stack" role="table">
<thead role="rowgroup"><tr role="row"><th role="columnheader">No.</th></tr></thead>
<tbody role="rowgroup"><tr role="row"><td role="cell" data-label="No.">1</td></tr></tbody></table>"""


_VIOLATIONS = "async () => (await axe.run()).violations.map((one) => [one.id, one.nodes.map((node) => node.html)])"
# Seen with other eyes than those of axe-core: width, language, title, one h1, order of headings, names of controls, contrast (WCAG 1.4.3).
_CHECKS = r"""() => {
  const flaws = [];
  if (document.documentElement.scrollWidth > window.innerWidth) flaws.push(`wide: ${document.documentElement.scrollWidth}`);
  for (const one of document.querySelectorAll('.scroll'))
    if (one.scrollWidth > one.clientWidth) flaws.push(`moves sideways: ${one.scrollWidth} in ${one.clientWidth}`);
  if (!document.documentElement.lang) flaws.push('no language');
  if (!document.title.trim()) flaws.push('no title');
  if (document.querySelectorAll('main').length !== 1 || document.querySelectorAll('h1').length !== 1) flaws.push('main or h1');
  let level = 0;
  for (const heading of document.querySelectorAll('h1,h2,h3,h4')) {
    const own = Number(heading.tagName[1]);
    if (own > level + 1) flaws.push(`heading ${heading.textContent}`);
    level = own;
  }
  for (const control of document.querySelectorAll('input:not([type=hidden]),select,button')) {
    const named = control.labels?.length || control.textContent.trim() || control.getAttribute('aria-label');
    if (!named) flaws.push(`no name: ${control.outerHTML}`);
    if (control.getBoundingClientRect().height < 24) flaws.push(`small: ${control.outerHTML}`);
  }
  const ids = [...document.querySelectorAll('[id]')].map((one) => one.id);
  if (new Set(ids).size !== ids.length) flaws.push('an id twice');
  const parse = (text) => text.match(/[\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map((c) => c / 255).map((c) => (c <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4))
    .reduce((sum, c, at) => sum + c * [0.2126, 0.7152, 0.0722][at], 0);
  const behind = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  for (const element of document.querySelectorAll('body *')) {
    const says = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim());
    if (!says || !element.getClientRects().length || element.closest('.skip,label')) continue;
    const [one, other] = [light(parse(getComputedStyle(element).color)), light(behind(element))].sort((a, b) => b - a);
    if ((one + 0.05) / (other + 0.05) < 4.5) flaws.push(`contrast: ${element.outerHTML.slice(0, 80)}`);
  }
  return flaws;
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(browser: Browser, url: str, site: Site, scheme: str) -> None:
    """WCAG 2.2 A and AA, and what axe calls best practice."""
    context = browser.new_context(viewport=PHONE if scheme == "dark" else DESK, color_scheme=scheme)  # type: ignore[arg-type]
    page = context.new_page()
    enter(site, page, url)
    violations = {}
    for path in (*ARCHIVE, *BOARD):
        page.goto(url + path)
        page.evaluate(_AXE)
        found = page.evaluate(_VIOLATIONS)
        if found:
            violations[path] = found
    context.close()
    assert violations == {}, json.dumps(violations, indent=1)


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_nothing_hostile_runs(browser: Browser, tmp_path: Path, payload: str) -> None:
    """In names, titles, texts, files, subjects and searches; neither on the archive's pages nor on the board's."""
    with a_site(tmp_path) as site:
        _infest(site, payload)
        with served(site) as url:
            context = browser.new_context()
            page = context.new_page()
            ran: list[str] = []
            page.expose_function("boom", lambda what: ran.append(str(what)))
            page.on("dialog", lambda dialog: ran.append(dialog.message))
            page.on("console", lambda message: _note(message, ran))
            enter(site, page, url)
            searched = "/search?q=" + payload.encode().hex()
            for path in ("/", "/s/escape-tc/", "/s/escape-tc/1", "/s/escape-tc/1/r2/changes", "/s/escape-tc/items", *BOARD, searched):
                page.goto(url + path)
                for link in page.locator("main a").all()[:40]:
                    assert (link.get_attribute("href") or "").startswith(("/", "#", "http")), path
                assert "1337" not in page.content()
            page.goto(f"{url}/s/escape-tc/")
            page.get_by_role("searchbox").fill(payload[:200])
            page.get_by_role("button", name="Search").click()
            page.goto(f"{url}/board/triage?done={'%3Cscript%3Eboom(1)%3C/script%3E'}")
            context.close()
    assert ran == []


def _note(message: ConsoleMessage, ran: list[str]) -> None:
    """Remember what a policy refused: nothing of ours may even try."""
    if "Content Security Policy" in message.text:
        ran.append(message.text)


def _infest(site: Site, payload: str) -> None:
    """Let a payload stand wherever people write something."""
    line = " ".join(payload.split())
    items = tuple(
        an_item(f"3.{number}", f"{line[:150]} {number}", speakers=(a_speaker(f"{line} {number}", email=f"p{number}@example.org", id=None),))
        for number in range(1, 4)
    )
    table = an_item("3", line, expects_report=False, speakers=(), items=items)
    series = replace(a_shown_series(title=f"Series {line}"))
    meeting_id = site.add(series=series, items=(table,))
    site.report(meeting_id, "3.1", f"{payload}\n\n- {payload}\n\nold words {payload}", files={f"{line[:80]}.html": payload.encode()})
    site.publish(meeting_id, {"3.2": payload})
    site.correct(meeting_id, "old words", f"new {payload} words")
    head = f"From: =?utf-8?q?{''.join(f'={octet:02X}' for octet in line.encode())}?= <eve@example.net>\r\nTo: minutes@example.org\r\n"
    subject = f"Subject: =?utf-8?q?{''.join(f'={octet:02X}' for octet in line.encode())}?=\r\n"
    kind = "Message-ID: <z@example.net>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
    receive(site, f"{head}{subject}{kind}The report of item 3.1: {payload}\r\n".encode())
