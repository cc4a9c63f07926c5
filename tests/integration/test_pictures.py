"""How the mails look: each in a browser, on a desk and on a phone, by day and by night. `PICTURES=DIR` keeps the pictures."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.gallery import gallery

_WIDTHS = (700, 375)
_SCHEMES = ("light", "dark")
_CUT_OFF = """() => [...document.querySelectorAll('p, li, td, h1, h2, h3, a, span')]
  .filter(each => each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflow !== 'visible' && each.clientWidth > 0)
  .map(each => each.textContent.trim().slice(0, 60))"""
_OUTSIDE = """() => [...document.querySelectorAll('body *')]
  .filter(each => each.getBoundingClientRect().right > innerWidth + 1 && getComputedStyle(each).display !== 'none')
  .map(each => each.tagName + ': ' + each.textContent.trim().slice(0, 60))"""

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    """Return a browser without a network of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.mark.parametrize("scheme", _SCHEMES)
@pytest.mark.parametrize("width", _WIDTHS)
def test_every_mail_fits_its_screen(browser: Browser, tmp_path: Path, width: int, scheme: str) -> None:
    """Nothing is wider than the screen, nothing is cut off, nothing is loaded."""
    folder = Path(os.environ.get("PICTURES", tmp_path))
    folder.mkdir(parents=True, exist_ok=True)
    flaws: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 800}, color_scheme="dark" if scheme == "dark" else "light")
    page.on("request", lambda request: flaws.append(f"asks for {request.url}") if request.url.startswith("http") else None)
    for exhibit in gallery():
        page.set_content(exhibit.body("html"))
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            flaws.append(f"{exhibit.stem} is wider than {width}")
        flaws += [f"{exhibit.stem}: {found}" for found in (*page.evaluate(_CUT_OFF), *page.evaluate(_OUTSIDE))]
        page.screenshot(path=folder / f"{exhibit.stem}-{width}-{scheme}.png", full_page=True)
    page.close()
    assert not flaws, "\n".join(flaws)
