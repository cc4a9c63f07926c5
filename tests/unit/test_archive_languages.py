"""The archive's pages in the language of their series."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from mailflow.domain.agenda import Series
from mailflow.domain.lifecycle import ActionState
from tests.archive_site import Site, a_shown_series, a_site
from tests.builders import an_action, an_item

_TITLES = {"fr": "Réunion de coordination", "de": "Koordinierungsrunde"}
_REPORTS = {"fr": "Tous les télescopes observent.", "de": "Alle Teleskope beobachten."}
_MARCH = {"fr": "3 mars 2021", "de": "3. März 2021"}
_ITEMS = ("CTA", "EGO", "KM3NeT", "FAIR", "SKA", "LOFAR", "VIRGO")
_MINUTES = ("", "1", "1/r1", "1/r1/changes", "1/r2/changes")
_PAGES = (*_MINUTES, "items", "items/cta", "actions", "search", "search?q=te*", "search?q=xyz", "99", "items/xyz")
_MEETING_TITLE = "Technical Coordination Meeting"
# What the furniture of the English pages is made of; none of it is a word of French or German too.
_ENGLISH = (
    "the of and to for from with this these that no nothing not have has been are is were comes more than hit hits meeting meetings "
    "item items next newest newer older corrects corrected changed change search skip archive all calendar entry about other published "
    "revision revisions taken put moved who what until state open done dropped agreed yet words must found as their chair approved "
    "here wednesday march april"
)
_VISIBLE = re.compile(r'(?:aria-label|placeholder|data-label)="([^"]*)"')
# Labels of minutes that were published in English.
_LABELS = re.compile(r'<(\w+)[^>]* lang="en"[^>]*>.*?</\1>', re.DOTALL)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Give a service without any meeting."""
    with a_site(tmp_path) as service:
        yield service


def _series(language: str) -> Series:
    return replace(a_shown_series(title=_TITLES[language]), language=language)


def _fill(site: Site, language: str) -> None:
    """Publish two meetings of many items, the first corrected once, and agree on actions."""
    agenda = an_item("3", "Teleskop", items=tuple(an_item(f"3.{number}", title) for number, title in enumerate(_ITEMS, start=1)))
    for number in (0, 1):
        meeting_id = site.add(number, series=_series(language), items=(agenda,))
        site.publish(meeting_id, {"3.1": _REPORTS[language]})
        if not number:
            site.correct(meeting_id, _REPORTS[language], f"{_REPORTS[language]} LST-1.")
    with site.house.storage.begin() as uow:
        series_id = uow.subscribers.get_series_id("escape-tc")
        for state in ActionState:
            uow.actions.add(replace(an_action("LST-2", due=date(2021, 3, 31), state=state), series_id=series_id))
        uow.commit()


def _words(page: str) -> str:
    """Return what is read on a page, its labels for those who do not see it too; without the labels of minutes in English."""
    page = _LABELS.sub(" ", page.replace(_MEETING_TITLE, ""))
    said = " ".join(_VISIBLE.findall(page)) + " " + re.sub(r"<[^>]+>", " ", page)
    return " ".join(unescape(said).split())


def _english(text: str) -> list[str]:
    return [word for word in _ENGLISH.split() if re.search(rf"(?<!\w){word}(?!\w)", text, re.IGNORECASE)]


@pytest.mark.parametrize("language", ["fr", "de"])
def test_the_furniture_is_in_the_language_of_the_series(site: Site, language: str) -> None:
    """No English word is left around what people wrote, nor on the page that says that there is nothing."""
    _fill(site, language)
    client = site.fresh()
    for path in _PAGES:
        page = client.get(f"/s/escape-tc/{path}").text
        assert f'<html lang="{language}">' in page, path
        assert _english(_words(page)) == [], path


@pytest.mark.parametrize("language", ["fr", "de"])
def test_dates_are_in_the_language_of_the_series(site: Site, language: str) -> None:
    """Those of meetings, of what is to be done, and of the feed."""
    _fill(site, language)
    client = site.fresh()
    for path in ("", "1", "1/r2/changes", "items/cta", "search?q=LST", "feed.atom"):
        assert _MARCH[language] in client.get(f"/s/escape-tc/{path}").text, path
    assert _MARCH[language].replace("3", "31", 1) in client.get("/s/escape-tc/actions").text
    feed = ET.fromstring(client.get("/s/escape-tc/feed.atom").content)  # noqa: S314 - our own
    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == language
    titles = [entry.text for entry in feed.iterfind("{*}entry/{*}title")]
    assert titles[-1] == {"fr": "Compte rendu corrigé du 3 mars 2021", "de": "Korrigiertes Protokoll vom 3. März 2021"}[language]


@pytest.mark.parametrize(("language", "none"), [("fr", "Aucune contribution reçue."), ("de", "Kein Bericht eingegangen.")])
def test_minutes_are_labelled_in_the_language_of_the_series(site: Site, language: str, none: str) -> None:
    """As in the text that people correct by mail."""
    _fill(site, language)
    page = site.client.get("/s/escape-tc/1").text
    assert f"<em>{none}</em>" in page
    assert "lang=" not in page.partition(">")[2].partition(">")[2]


def test_labels_of_before_say_that_they_are_english(site: Site) -> None:
    """Minutes stay as they were published when the series goes over to another language."""
    item = an_item("3", "Telescopes", items=(an_item("3.1", "CTA"), an_item("3.2", "EGO")))
    site.publish(site.add(0, series=a_shown_series(), items=(item,)), {"3.1": "All observe."})
    site.add(1, series=_series("fr"), items=(item,))
    page = site.client.get("/s/escape-tc/1").text
    assert '<html lang="fr">' in page
    assert '<em lang="en">No report received.</em>' in page
    assert '<span lang="en">Chair:</span>' in page


def test_numbers_are_said_as_the_language_has_it(site: Site) -> None:
    """None, one, and several: French counts none as one."""
    _fill(site, "fr")
    client = site.fresh()
    assert "Comptes rendus de 2 réunions, du plus récent au plus ancien." in client.get("/s/escape-tc/").text
    assert "2 résultats." in client.get("/s/escape-tc/search?q=observent").text
    assert "1 résultat." in client.get("/s/escape-tc/search?q=LST").text
    assert "0 résultat." in client.get("/s/escape-tc/search?q=xyz").text


def test_words_in_a_title_stay_words_in_a_sentence(site: Site) -> None:
    """They are filled into a translated sentence and never read: no markup, no format."""
    title = "100 % <b>%(series)s</b>"
    site.publish(site.add(series=replace(_series("de"), title=title)), {"3.1": "Gut."})
    for path in ("items/cta", "search?q=%25(words)s<b>", "", "actions"):
        page = site.client.get(f"/s/escape-tc/{path}").text
        assert "100 % &lt;b&gt;%(series)s&lt;/b&gt;" in page, path
        assert "<b>%" not in page, path


def test_pages_of_several_series_stay_english(site: Site) -> None:
    """The front page and the search of all: no series has a claim on them."""
    _fill(site, "de")
    client = site.fresh()
    for path, said in (("/", "Minutes as their chairs approved them."), ("/search?q=Teleskope", "2 hits.")):
        page = client.get(path).text
        assert '<html lang="en">' in page
        assert said in page
        assert "3 March 2021" in page


@pytest.mark.parametrize(
    ("path", "times", "words"),
    [("search?q=x", 21, "Sekunden bis zur nächsten Suche"), ("minutes.mbox", 5, "Sekunden, bevor Sie alles noch einmal abrufen")],
)
def test_who_asks_too_often_is_told_so_in_the_language_of_the_series(site: Site, path: str, times: int, words: str) -> None:
    """How long to wait is said on the page and in the header."""
    _fill(site, "de")
    answers = [site.client.get(f"/s/escape-tc/{path}") for _ in range(times)]
    assert answers[-1].status_code == 429
    assert words in answers[-1].text or words.replace("Sekunden", "Sekunde") in answers[-1].text
    assert int(answers[-1].headers["retry-after"]) > 0
